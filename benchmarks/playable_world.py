"""The figures of the playable world: drift on 64 games, and a frame's cost in torch, ONNX, browser.

Then what controllers take that learned in dreams of several temperatures, there and in the game.
With the address of a site, its page is driven: what is fetched, how far a frame is from torch's,
frames a second, and the CPU of the page's process for each. ``--browser`` measures that alone.

.venv/bin/python -m benchmarks.playable_world [http://localhost:8000 [--browser]]
"""

import statistics
import sys
import time
from collections.abc import Callable

import numpy as np
import onnxruntime
import psutil
import torch
from playwright.sync_api import Page, Response, sync_playwright

from labs.playable_world import control
from labs.playable_world.agreeing import agreement
from labs.playable_world.codes import COUNTS, TRIALS, purity
from labs.playable_world.dreaming import dreamed_by
from labs.playable_world.drifting import paired
from labs.playable_world.events import Gauged
from labs.playable_world.inventing import inverse
from labs.playable_world.playing import random_keys
from labs.playable_world.presets import PRESETS
from labs.playable_world.rehearse import SETTINGS, TEMPERATURES
from labs.playable_world.remembering import foretells, sees, shipped_memory, shipped_vision
from labs.playable_world.returning import returned
from labs.playable_world.science import shipped
from labs.playable_world.settings import PlayParams
from labs.playable_world.shipped import card
from labs.playable_world.shipping import GAMES, STATIC, measured
from labs.playable_world.world import FIRST_WORLD, begun
from tests.browser.chromium import ARGUMENTS, executable
from workers.local import LocalContext

WORDS = ("player", "ball", "coins", "walls", "follows", "exists", "psnr", "lit", "jumps")
RETURNS = ("away", "went", "kept", "gone", "coins", "invented", "stayed")
ROUNDS, FRAMES = 7, 40
PLAYED = ("best", "narrow", "flow_1", "flow_4", "scrolling")
HELD = ("best", "one_frame", "four_frames", "narrow", "flow_1", "flow_4")
"""Networks whose frames in the browser are held against torch's."""
PLAY_SECONDS = 5
COMPARED = 40
"""Frames dreamed in a row that are held against torch's."""
IN_THE_PAGE = """async ([context, frames, rounds]) => {
  const { dreamer } = document.querySelector("dream-game");
  const shown = new Float32Array(context * 3 * 64 * 64).fill(0.3);
  const taken = [];
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    for (let frame = 0; frame < frames; frame++) {
      await dreamer.dream(shown, context, frame % 5, frame);
    }
    taken.push((performance.now() - began) / frames);
  }
  return taken;
}"""


IN_PLAY = """async (seconds) => {
  const element = document.querySelector("dream-game");
  element.named("speed").value = "1000";
  await element.goAlone();
  while (!element.pair?.dreamed) await new Promise(requestAnimationFrame);
  const [began, first] = [performance.now(), element.pair.dreamed];
  await new Promise((done) => setTimeout(done, 1000 * seconds));
  const rate = (1000 * (element.pair.dreamed - first)) / (performance.now() - began);
  const frames = element.pair.dreamed;
  element.pause();
  return [rate, frames];
}"""
OPENED = """async (preset) => {
  const { dreamer } = document.querySelector("dream-game");
  const network = document.querySelector(`[data-preset=${preset}][data-model]`);
  const { model, sha256, context, flow = 0 } = network.dataset;
  await dreamer.open({ model, sha256, flow: Number(flow) });
  return Number(context);
}"""
"""Opens a network, and returns how many frames it is shown."""
ONE_FRAME = """async ([shown, context, key, frame]) => {
  const { dreamer } = document.querySelector("dream-game");
  return [...(await dreamer.dream(Float32Array.from(shown), context, key, frame)).dreamed];
}"""


def main(site: str = "", alone: str = "") -> None:
    """Print the table of figures."""
    torch.set_num_threads(1)
    if not alone:
        _drift()
        _keys()
        _returns()
        _controllers()
        _costs()
    if site:
        _browser(site)


def _drift() -> None:
    print("right after 200 dreamed frames, 64 games, random keys")
    print(f"{'network':11} {'CPU-s':>6} " + " ".join(f"{word:>8}" for word in WORDS))
    for name in [name for name, each in PRESETS.items() if each.recipe.world == "arcade"]:
        far = measured(shipped(name))[-1]
        figures = " ".join(f"{far[word]:8.3f}" for word in WORDS)
        print(f"{name:11} {card(name)['cpu_seconds']:6.0f} {figures}")


def _keys() -> None:
    print(
        "\npurity of invented keys: all presses, a reader of places, where a key shows, held, trial"
    )
    for codes in COUNTS:
        found = agreement(inverse(codes), seed=0)
        told = (
            purity(found.table),
            found.ceiling,
            purity(found.effective),
            purity(found.held),
            TRIALS[codes],
        )
        print(f"{codes} keys: " + " ".join(f"{each:.3f}" for each in told))


def _returns() -> None:
    print("\nright in the scrolling world after so many steps away and back, 64 games")
    print(" ".join(f"{word:>8}" for word in RETURNS))
    network = shipped("scrolling")
    for each in returned(0, GAMES, network.context, dreamed_by(network)):
        print(" ".join(f"{getattr(each, word):8.3f}" for word in RETURNS))


def _controllers() -> None:
    figures = sees(shipped_vision()) | foretells(shipped_vision(), shipped_memory())
    print("\nthe world model: " + ", ".join(f"{name} {each:.3f}" for name, each in figures.items()))
    print("temperature  in dreams     in the game   random  autopilot  CPU-s")
    for temperature in TEMPERATURES:
        began = time.process_time()
        params = PlayParams(**SETTINGS, temperature=temperature)
        told = control.controlled(params, LocalContext(0, {}, None))
        found = next(each for each in told if isinstance(each, Gauged))
        print(
            f"{temperature:11.2f}  {found.dream:5.2f} ± {found.dream_error:.2f}  "
            f"{found.real:5.2f} ± {found.real_error:.2f}  {found.random:6.2f}  "
            f"{found.autopilot:9.2f}  {time.process_time() - began:5.0f}"
        )


def _costs() -> None:
    network = shipped("best")
    shown, key = np.random.default_rng(0).random((1, 2, 64, 64, 3), dtype=np.float32), 3
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    model = STATIC / "models" / "best.onnx"
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    given = {"frames": shown, "key": np.array([key], dtype=np.int32)}
    dream = dreamed_by(network)
    print(f"\nthe file that the browser loads: {model.stat().st_size / 1e6:.2f} MB")
    _say("torch, one thread", lambda: dream(shown, np.array([key])))
    _say("ONNX Runtime, one thread", lambda: session.run(None, given))
    apart = np.abs(session.run(None, given)[0] - dream(shown, np.array([key]))).max()
    print(f"ONNX against torch: at most {apart * 255:.4f} steps of colour")


def _say(what: str, does: Callable[[], object]) -> None:
    taken = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for _ in range(FRAMES):
            does()
        taken.append((time.process_time() - began) / FRAMES)
    best = min(taken)
    print(f"{what}: {1000 * best:.1f} ms of CPU a frame, {1 / best:.0f} a second")


def _browser(site: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        page: Page = browser.new_page()
        fetched: list[Response] = []
        page.on("response", lambda told: fetched.append(told))  # noqa: PLW0108 - it is marked
        page.goto(f"{site}/labs/playable_world")
        for preset in PLAYED:
            _in_the_page(page, preset)
        for preset in HELD:
            _apart(page, preset)
        before = _cpu_seconds()
        rate, frames = page.evaluate(IN_PLAY, PLAY_SECONDS)
        spent = 1000 * (_cpu_seconds() - before) / frames
        print(
            f"the best played by itself, drawn beside the game: {rate:.0f} frames a second, "
            f"{spent:.1f} ms of CPU a frame in the page's process"
        )
        _say_fetched(fetched)
        browser.close()


def _say_fetched(fetched: list[Response]) -> None:
    """Say how large what was fetched was on its way; what came again lay in the browser."""
    sizes: dict[str, int] = {}
    for each in fetched:
        name = each.url.rpartition("/")[2]
        if name.endswith((".onnx", ".wasm", ".mjs")):
            sizes[name] = max(sizes.get(name, 0), each.request.sizes()["responseBodySize"])
    for name, size in sizes.items():
        print(f"fetched {name}: {size / 1e6:.2f} MB")


def _in_the_page(page: Page, preset: str) -> None:
    before = _cpu_seconds()
    context = page.evaluate(OPENED, preset)
    taken = page.evaluate(IN_THE_PAGE, [context, FRAMES, ROUNDS])
    spent = 1000 * (_cpu_seconds() - before) / (FRAMES * ROUNDS)
    print(
        f"{preset} in the browser, WebAssembly on one core: {min(taken):.1f} ms a frame at "
        f"best, {statistics.median(taken):.1f} in the median of {ROUNDS} rounds: "
        f"{1000 / min(taken):.0f} and {1000 / statistics.median(taken):.0f} a second; "
        f"{spent:.1f} ms of CPU a frame, with fetching it"
    )


def _apart(page: Page, preset: str) -> None:
    """Dream a game on in torch, and each of its frames once more in the page."""
    network = shipped(preset)
    first = network.context - 1
    keys = random_keys(np.random.default_rng(0), first + COMPARED, 1)
    pair = paired(begun(np.array([FIRST_WORLD])), keys[:first], dreamed_by(network))
    page.evaluate(OPENED, preset)
    apart = 0.0
    for frame, key in enumerate(keys[first:]):
        shown = pair.shown.copy()
        pair.step(key)
        asked = [shown.ravel().tolist(), shown.shape[1], int(key[0]), frame]
        told = page.evaluate(ONE_FRAME, asked)
        apart = max(apart, float(np.abs(pair.dreamed.ravel() - np.array(told)).max()))
    print(
        f"{preset} in the browser against torch, {COMPARED} frames: "
        f"at most {apart * 255:.4f} steps of colour"
    )


def _cpu_seconds() -> float:
    """Return what the pages' processes have spent, their threads of WebAssembly included."""
    return sum(
        sum(each.cpu_times()[:2])
        for each in psutil.Process().children(recursive=True)
        if "--type=renderer" in each.cmdline()
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
