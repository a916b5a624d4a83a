"""The dream is played: in the page, beside the game, by keyboard, by finger and by itself."""

import hashlib
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import torch
from playwright.sync_api import Page, Route, expect

from labs.playable_world import scrolling
from labs.playable_world.boards import LETTERS, laid, text_of
from labs.playable_world.chance import noised
from labs.playable_world.codes import CODES, card, meaning
from labs.playable_world.drawing import draw
from labs.playable_world.dreaming import dreamed_by
from labs.playable_world.drifting import paired
from labs.playable_world.playing import random_keys
from labs.playable_world.presets import PRESETS
from labs.playable_world.science import shipped
from labs.playable_world.world import FIRST_WORLD, KEYS, begun, step
from tests.browser.conftest import Visits
from tests.browser.test_look import PAINTED, SHIFTS
from tests.browser.visit import Visit

pytestmark = pytest.mark.browser

LAB = "/labs/playable_world"
BOARD = "P..#....#.#.#..#.o.#..#####..o......##.##....o..B"
READBACK = "Canvas2D: Multiple readback operations"
PATIENCE_MS = 120_000

ENGINE = """async ([engine, drawing, plays, world, board, text]) => {
  const { begun, laid, step } = await import(engine);
  const { draw } = await import(drawing);
  const { keysOf } = await import(plays);
  let game = board ? laid(board, world) : begun(world);
  const frames = [draw(game)];
  for (const key of keysOf(text)) frames.push(draw((game = step(game, key))));
  const all = new Uint8Array(frames.length * frames[0].length);
  frames.forEach((frame, place) => all.set(frame, place * frame.length));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", all));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}"""

SCROLLED = """async ([scrolling, plays, world, text]) => {
  const { begun, draw, step } = await import(scrolling);
  const { keysOf } = await import(plays);
  let walk = begun(world);
  const frames = [draw(walk)];
  for (const key of keysOf(text)) frames.push(draw((walk = step(walk, key))));
  const all = new Uint8Array(frames.length * frames[0].length);
  frames.forEach((frame, place) => all.set(frame, place * frame.length));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", all));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}"""

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

ANSWERED = """async () => {
  const element = document.querySelector("dream-game");
  const screens = element.querySelector("[data-part=screens]");
  const before = element.pair.keys.length;
  screens.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
  screens.dispatchEvent(new KeyboardEvent("keyup", { key: "ArrowRight", bubbles: true }));
  while (!element.pair.keys.slice(before).includes(4)) await new Promise(requestAnimationFrame);
  return element.pair.keys.indexOf(4, before) - before + 1;
}"""


@pytest.fixture
def visits(visits: Visits) -> Iterator[Visits]:
    made: list[Visit] = []

    def visit(*window: int, **more: object) -> Visit:
        made.append(visits(*window, **more))
        made[-1].page.set_default_timeout(PATIENCE_MS)
        return made[-1]

    yield visit
    for each in made:
        each.complaints[:] = [said for said in each.complaints if READBACK not in said]


def module(visit: Visit, name: str) -> str:
    """Return the address of one of the lab's scripts, which its hash is part of."""
    return next(url for url in visit.asked if re.search(rf"/playable_world/{name}\.", url))


def said(page: Page) -> Any:
    return page.locator("[data-part=said]")


def playing(page: Page) -> Page:
    """Press Play and wait until the dream goes."""
    page.get_by_role("button", name="Play", exact=True).click()
    expect(said(page)).to_contain_text("frames a second", timeout=PATIENCE_MS)
    return page


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


def test_the_first_paint_shows_a_recording_and_says_so(visits: Visits):
    visit = visits()
    page = visit.open(LAB)
    expect(said(page)).to_contain_text("A recording of", timeout=PATIENCE_MS)
    expect(page.locator("canvas[data-screen=dream]")).to_be_visible()
    assert not [url for url in visit.asked if url.endswith(".wasm") or ".onnx" in url]


def test_play_fetches_the_network_and_dreams_in_step_with_the_game(visits: Visits):
    visit = visits()
    page = playing(visit.open(LAB))
    assert [url for url in visit.asked if ".wasm" in url]
    page.wait_for_function("() => document.querySelector('dream-game').pair.dreamed > 20")
    assert page.evaluate(ANSWERED) <= 2
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_it_is_played_by_keyboard_alone(visits: Visits):
    page = visits().open(LAB)
    page.locator("[data-part=screens]").focus()
    page.keyboard.down("ArrowRight")
    expect(said(page)).to_contain_text("frames a second", timeout=PATIENCE_MS)
    page.keyboard.up("ArrowRight")
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    assert 4 in page.evaluate("document.querySelector('dream-game').pair.keys")


def test_a_finger_holds_a_key(visits: Visits):
    visit = visits(360, 740, has_touch=True, is_mobile=True, reduced_motion="reduce")
    page = playing(visit.open(LAB))
    assert visit.overflow() == 0
    box = page.get_by_role("button", name="Left", exact=True).bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 44
    page.get_by_role("button", name="Left", exact=True).tap()
    page.wait_for_function("() => document.querySelector('dream-game').pair.keys.includes(3)")


def test_it_plays_by_itself_and_takes_coins(visits: Visits):
    page = visits().open(LAB)
    page.get_by_role("button", name="Play for me").click()
    taken = "() => document.querySelector('dream-game').pair?.game.there.includes(false)"
    page.wait_for_function(taken, timeout=PATIENCE_MS)


def test_another_age_dreams_on_from_the_same_frames(visits: Visits):
    page = playing(visits().open(LAB))
    page.get_by_label("Its age").press("Home")
    expect(page.locator("[data-part=network]")).to_have_value("age_60")
    expect(page).to_have_url(re.compile("preset=age_60"))
    frames = page.evaluate("document.querySelector('dream-game').pair.dreamed")
    page.wait_for_function(
        f"() => document.querySelector('dream-game').pair.dreamed > {frames} + 3",
        timeout=PATIENCE_MS,
    )


def test_one_step_and_four_are_played_with_the_same_weights(visits: Visits):
    visit = visits()
    page = playing(visit.open(LAB + "?preset=flow_4"))
    page.wait_for_function("() => document.querySelector('dream-game').pair.dreamed > 3")
    page.locator("[data-part=network]").select_option("flow_1")
    expect(page).to_have_url(re.compile("preset=flow_1"))
    frames = page.evaluate("document.querySelector('dream-game').pair.dreamed")
    further = f"() => document.querySelector('dream-game').pair.dreamed > {frames} + 3"
    page.wait_for_function(further, timeout=PATIENCE_MS)
    assert len({url for url in visit.asked if ".onnx" in url}) == 1


def test_the_lamps_of_dreams_stand_below_those_of_the_game(visits: Visits):
    page = visits().open(LAB)
    rows = page.locator(".lamps tbody tr")
    expect(rows).to_have_count(5)
    expect(rows.first).to_contain_text("The game")
    arcade = [each for each in PRESETS.values() if each.recipe.world == "arcade"]
    expect(page.locator(".ladder tbody tr")).to_have_count(len(arcade))


def test_the_world_that_scrolls_is_begun_anew_and_played(visits: Visits):
    page = playing(visits().open(LAB))
    page.locator("[data-part=network]").select_option("scrolling")
    expect(page).to_have_url(re.compile("preset=scrolling"))
    at = "document.querySelector('dream-game').pair?.game.coins.length"
    page.wait_for_function(f"() => {at} === 26", timeout=PATIENCE_MS)
    page.wait_for_function("() => document.querySelector('dream-game').pair.dreamed > 3")


def test_what_leaves_the_view_is_drawn_as_a_curve(visits: Visits):
    page = visits().open(LAB + "?preset=scrolling")
    expect(page.locator("return-curve svg[role=img] path.is-gone")).to_be_visible(
        timeout=PATIENCE_MS
    )
    expect(page.locator(".revisited img")).to_be_visible()
    expect(page.locator(".panel-drift")).to_be_hidden()


def test_keys_that_a_network_invented_are_played_by_their_digits(visits: Visits):
    page = visits().open(LAB + "?preset=invented")
    expect(page.locator("[data-part=codes]")).to_be_visible()
    page = playing(page)
    page.locator("[data-part=screens]").focus()
    page.keyboard.press("3")
    page.wait_for_function("() => document.querySelector('dream-game').pair.keys.includes(7)")
    page.locator("[data-part=codes]").get_by_role("button", name=f"{CODES}").click()
    last = len(KEYS) + CODES - 1
    page.wait_for_function(f"() => document.querySelector('dream-game').pair.keys.includes({last})")
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Keep this play").click()
    expect(page).to_have_url(re.compile(f"play=.*C.*{LETTERS[last]}"))
    page.locator("[data-part=network]").select_option("best")
    expect(page.locator("[data-part=codes]")).to_be_hidden()


def test_the_game_beside_it_gets_the_key_that_an_invented_one_stands_for(visits: Visits):
    page = playing(visits().open(LAB + "?preset=invented"))
    page.get_by_role("button", name="Pause").click()
    told = page.evaluate(HEARD)
    meant = meaning(card(CODES)["table"]).tolist()
    assert told == [[place, key] for place, key in enumerate(meant)]


def test_a_controller_that_learned_in_a_dream_plays_and_is_compared(visits: Visits):
    page = visits().open(LAB + "?mode=control")
    expect(page.locator("[name=temperature]")).to_be_visible()
    expect(page.locator("[data-name=budget]")).to_be_hidden()
    page.locator("return-race").scroll_into_view_if_needed()
    for name in ("dream", "real", "random", "autopilot"):
        expect(page.locator(f"return-race svg path.is-{name}").first).to_be_attached()
    rehearsal = page.locator("dream-rehearsal")
    expect(rehearsal.get_by_role("status")).to_contain_text("Choice 0 of 40")
    last = rehearsal.get_by_label("Choice")
    last.press("End")
    told = rehearsal.get_by_role("status").text_content() or ""
    taken = re.search(r"(\d+) coins? taken in the game", told)
    assert taken
    kept = page.locator(".performed-list strong.is-real").text_content() or ""
    assert kept.split()[0] == taken[1]
    watch = rehearsal.get_by_role("button", name="Watch it play")
    watch.click()
    on_its_way = re.compile(r"Choice ([1-9]|[123]\d) of 40, pressed")
    expect(rehearsal.get_by_role("status")).to_have_text(on_its_way)
    expect(rehearsal.get_by_role("status")).to_contain_text("Choice 40 of 40", timeout=PATIENCE_MS)
    expect(watch).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize("preset", ["best", "flow_4"])
def test_a_kept_play_replays_exactly(visits: Visits, preset: str):
    page = playing(visits().open(f"{LAB}?preset={preset}"))
    page.locator("[data-part=screens]").focus()
    page.keyboard.down("ArrowDown")
    page.wait_for_function("() => document.querySelector('dream-game').pair.dreamed > 30")
    page.keyboard.up("ArrowDown")
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Keep this play").click()
    expect(page).to_have_url(re.compile("play="))
    state = "JSON.stringify(document.querySelector('dream-game').pair.keys)"
    pixels = "[...document.querySelector('dream-game').pair.dreamedPixels].join()"
    keys, frame = page.evaluate(state), page.evaluate(pixels)
    page.reload()
    page.get_by_role("button", name="Replay the kept play").click()
    expect(said(page)).to_contain_text("frames a second", timeout=PATIENCE_MS)
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible(timeout=PATIENCE_MS)
    assert page.evaluate(state) == keys
    assert page.evaluate(pixels) == frame


def test_plays_behind_the_address_become_what_networks_learn_from(visits: Visits):
    page = visits().open(f"{LAB}#plays=7%20r12u3%0A9%20d20%0A")
    expect(page.locator(".played").first).to_contain_text("2 plays in 2 worlds, 37 frames")
    expect(page).to_have_url(re.compile("mode=plays&plays=[0-9a-f]{64}$"))
    expect(page.locator("taught-curve")).to_be_hidden()


def test_a_play_is_added_to_those_that_are_learned_from(visits: Visits):
    page = playing(visits().open(f"{LAB}#plays=7%20r12u3%0A"))
    page.locator("[data-part=screens]").focus()
    page.keyboard.down("ArrowDown")
    page.wait_for_function("() => document.querySelector('dream-game').pair.dreamed > 12")
    page.keyboard.up("ArrowDown")
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Keep this play").click()
    expect(page.locator(".played").first).to_contain_text("2 plays in 2 worlds")
    plays = page.locator(".played-text textarea").input_value().splitlines()
    assert plays[1] == "7 r12u3"
    assert plays[0].startswith("0 ")


def test_plays_that_cannot_be_read_are_refused_by_their_line(visits: Visits):
    visit = visits()
    page = visit.open(f"{LAB}#plays=7%20r12u3%0Ahello%0A")
    expect(page.locator("#refused")).to_contain_text("line 2 of the plays")
    visit.complaints.clear()  # the browser says of the answer that it is a 422


def test_a_start_can_be_drawn(visits: Visits):
    page = visits().open(LAB)
    page.locator("summary", has_text="Draw a start of your own").click()
    page.get_by_role("button", name="Row 1, column 3: floor").click()
    page.get_by_role("button", name="coin", exact=True).click()
    page.get_by_role("button", name="Row 2, column 1: floor").click()
    board = "P.#....o" + "." * 40 + "B"
    expect(page.locator("[name=board]")).to_have_value(board)
    page.get_by_role("button", name="Row 1, column 1: player").click()
    expect(page.locator("[name=board]")).to_have_value(board)
    playing(page)
    assert page.evaluate("document.querySelector('dream-game').pair.game.coins.length") == 1


def test_a_network_that_was_changed_is_not_played_and_named(visits: Visits):
    page = visits().open(LAB)

    def spoil(route: Route) -> None:
        answer = route.fetch()
        body = bytearray(answer.body())
        body[-1] ^= 1
        route.fulfill(response=answer, body=bytes(body))

    page.context.route("**/*.onnx", spoil)
    page.get_by_role("button", name="Play", exact=True).click()
    expect(said(page)).to_contain_text("it is not played", timeout=PATIENCE_MS)
    expect(said(page)).to_contain_text("best")


def test_without_simd_a_worker_of_the_site_dreams_what_was_played(visits: Visits):
    visit = visits()
    visit.page.add_init_script("WebAssembly.validate = () => false")
    page = visit.open(LAB + "?games=1")
    expect(page.locator("[data-part=unable]")).to_be_visible()
    page.locator("[data-part=screens]").focus()
    page.keyboard.down("ArrowLeft")
    expect(said(page)).to_contain_text(re.compile(r"^\d\d keys"))
    page.keyboard.up("ArrowLeft")
    page.get_by_role("button", name="Pause").click()
    expect(page.locator("[name=play]")).not_to_have_value("")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(said(page)).to_contain_text("Dreamed by a worker in this run", timeout=PATIENCE_MS)
    assert not [url for url in visit.asked if ".wasm" in url]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_nothing_is_inaccessible_and_nothing_sticks_out(visits: Visits, width: int, scheme: str):
    visit = visits(width, scheme=scheme)
    page = visit.open(LAB)
    expect(said(page)).to_contain_text("A recording of", timeout=PATIENCE_MS)
    page.locator("summary", has_text="Draw a start of your own").click()
    page.locator("summary", has_text="Show the numbers").click()
    assert visit.axe() == []
    assert visit.overflow() == 0


def test_nothing_jumps_while_it_loads(visits: Visits):
    page = visits().open(LAB)
    page.evaluate(PAINTED)
    assert page.evaluate(SHIFTS) <= 0.05
