"""What the page computes is what the lab computes: its worlds, their noise, and the dream."""

import hashlib
import re

import numpy as np
import pytest
import torch

from labs.playable_world import scrolling
from labs.playable_world.boards import laid, text_of
from labs.playable_world.chance import noised
from labs.playable_world.codes import CODES, card, meaning
from labs.playable_world.drawing import draw
from labs.playable_world.dreaming import dreamed_by
from labs.playable_world.drifting import paired
from labs.playable_world.playing import random_keys
from labs.playable_world.science import shipped
from labs.playable_world.world import FIRST_WORLD, begun, step
from tests.browser.conftest import Visits
from tests.browser.playable_world.dream import LAB, playing
from tests.browser.visit import Visit

pytestmark = pytest.mark.browser

BOARD = "P..#....#.#.#..#.o.#..#####..o......##.##....o..B"

HASHED = """
const hashed = async (frames) => {
  const all = new Uint8Array(frames.length * frames[0].length);
  frames.forEach((frame, place) => all.set(frame, place * frame.length));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", all));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
};
"""

ENGINE = (
    """async ([engine, drawing, plays, world, board, text]) => {"""
    + HASHED
    + """
  const { begun, laid, step } = await import(engine);
  const { draw } = await import(drawing);
  const { keysOf } = await import(plays);
  let game = board ? laid(board, world) : begun(world);
  const frames = [draw(game)];
  for (const key of keysOf(text)) frames.push(draw((game = step(game, key))));
  return hashed(frames);
}"""
)

SCROLLED = (
    """async ([scrolling, plays, world, text]) => {"""
    + HASHED
    + """
  const { begun, draw, step } = await import(scrolling);
  const { keysOf } = await import(plays);
  let walk = begun(world);
  const frames = [draw(walk)];
  for (const key of keysOf(text)) frames.push(draw((walk = step(walk, key))));
  return hashed(frames);
}"""
)

DREAMT = """async ([dreaming, pairing, preset, world, keys]) => {
  const { Dreamer } = await import(dreaming);
  const { Pair } = await import(pairing);
  const { worker, ort, wasm } = document.querySelector("dream-game").dataset;
  const network = document.querySelector(`[data-preset=${preset}][data-model]`);
  const { model, sha256, flow, context } = network.dataset;
  const dreamer = new Dreamer({ worker, ort, wasm });
  await dreamer.open({ model, sha256, flow: Number(flow) });
  const pair = new Pair({ world, board: "", context: Number(context) });
  const frames = [];
  for (const key of keys) {
    await pair.step(key, dreamer);
    frames.push([...pair.shown.at(-1)]);
  }
  dreamer.close();
  return frames.slice(Number(context) - 1);
}"""

NOISE = """async ([game, frame, size]) => {
  const worker = new URL(document.querySelector("dream-game").dataset.worker, location.href);
  const [, flow] = (await (await fetch(worker)).text()).match(/from "([^"]*flow[^"]*)"/);
  const { noise } = await import(new URL(flow, worker));
  return [...noise(game, frame, size)];
}"""

HEARD = """async () => {
  const { pair } = document.querySelector("dream-game");
  const heard = [];
  const engine = { ...pair.engine, step: (game, key) => (heard.push([key]), game) };
  const dreamer = { dream: async (frames, context, key) => {
    heard.at(-1).unshift(key);
    return { dreamed: pair.shown.at(-1), took: 0 };
  } };
  pair.engine = engine;
  for (const place of pair.wording.means.keys()) await pair.step(5 + place, dreamer);
  return heard;
}"""


def module(visit: Visit, name: str) -> str:
    """Return the address of one of the lab's scripts, which its hash is part of."""
    return next(url for url in visit.asked if re.search(rf"/playable_world/{name}\.", url))


@pytest.mark.parametrize(
    ("seed", "board"), [(0, ""), (FIRST_WORLD, ""), (2**32 - 1, ""), (7, BOARD)]
)
def test_the_pages_engine_is_the_labs_engine_pixel_by_pixel(visits: Visits, seed: int, board: str):
    visit = visits()
    page = visit.open(LAB)
    keys = random_keys(np.random.default_rng(seed), 400, 1)[:, 0]
    games = laid(board, seed) if board else begun(np.array([seed]))
    digest = hashlib.sha256(draw(games).tobytes())
    for key in keys:
        games = step(games, key[None])
        digest.update(draw(games).tobytes())
    modules = [module(visit, name) for name in ("engine", "drawing", "plays")]
    told = page.evaluate(ENGINE, [*modules, seed, board, text_of(keys)])
    assert told == digest.hexdigest()


@pytest.mark.parametrize("seed", [0, FIRST_WORLD + 4, 2**32 - 1])
def test_the_pages_scrolling_world_is_the_labs_pixel_by_pixel(visits: Visits, seed: int):
    visit = visits()
    page = visit.open(LAB)
    keys = random_keys(np.random.default_rng(seed), 300, 1)[:, 0]
    walks = scrolling.begun(np.array([seed]))
    digest = hashlib.sha256(scrolling.draw(walks).tobytes())
    for key in keys:
        walks = scrolling.step(walks, key[None])
        digest.update(scrolling.draw(walks).tobytes())
    modules = [module(visit, name) for name in ("scrolling", "plays")]
    assert page.evaluate(SCROLLED, [*modules, seed, text_of(keys)]) == digest.hexdigest()


@pytest.mark.parametrize(
    "preset", ["best", "one_frame", "four_frames", "narrow", "flow_4", "flow_1"]
)
def test_frames_dreamed_in_the_page_are_those_of_torch_to_a_step_of_colour(
    visits: Visits, preset: str
):
    visit = visits()
    page = visit.open(LAB)
    keys = random_keys(np.random.default_rng(1), 21, 1)
    modules = [module(visit, name) for name in ("dreamer", "pair")]
    told = np.array(page.evaluate(DREAMT, [*modules, preset, FIRST_WORLD, keys[:, 0].tolist()]))
    torch.set_num_threads(1)
    network = shipped(preset)
    first = network.context - 1
    pair = paired(begun(np.array([FIRST_WORLD])), keys[:first], dreamed_by(network))
    for key, frame in zip(keys[first:], told, strict=True):
        pair.step(key)
        assert np.abs(pair.dreamed.ravel() - frame).max() <= 1 / 255


@pytest.mark.parametrize(("game", "frame"), [(0, 0), (3, 199), (63, 2**32 - 1)])
def test_the_noise_in_the_page_is_the_labs_noise(visits: Visits, game: int, frame: int):
    told = visits().open(LAB).evaluate(NOISE, [game, frame, 1000])
    assert told == noised(game, frame, 1000).tolist()


def test_the_game_beside_it_gets_the_key_that_an_invented_one_stands_for(visits: Visits):
    page = playing(visits().open(LAB + "?preset=invented"))
    page.get_by_role("button", name="Pause").click()
    told = page.evaluate(HEARD)
    meant = meaning(card(CODES)["table"]).tolist()
    assert told == [[place, key] for place, key in enumerate(meant)]
