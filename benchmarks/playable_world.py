"""The figures of the playable world: drift on 64 games, and a frame's cost in torch, ONNX, browser.

.venv/bin/python -m benchmarks.playable_world [http://localhost:8000]
"""

import statistics
import sys
import time
from collections.abc import Callable

import numpy as np
import onnxruntime
import torch
from playwright.sync_api import Page, sync_playwright

from labs.playable_world.dreaming import dreamed_by
from labs.playable_world.presets import PRESETS
from labs.playable_world.science import shipped
from labs.playable_world.shipped import card
from labs.playable_world.shipping import STATIC, measured
from tests.browser.chromium import ARGUMENTS, executable

WORDS = ("player", "ball", "coins", "walls", "follows", "exists", "psnr")
ROUNDS, FRAMES = 7, 40
IN_THE_PAGE = """async ([frames, rounds]) => {
  const element = document.querySelector("dream-game");
  const { model, sha256 } = document.querySelector("[data-preset=best][data-model]").dataset;
  await element.dreamer.open({ model, sha256 });
  const shown = new Float32Array(2 * 3 * 64 * 64).fill(0.3);
  const taken = [];
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    for (let frame = 0; frame < frames; frame++) await element.dreamer.dream(shown, 2, frame % 5);
    taken.push((performance.now() - began) / frames);
  }
  return taken;
}"""


def main(site: str) -> None:
    """Print the table of figures."""
    torch.set_num_threads(1)
    _drift()
    _costs()
    if site:
        _browser(site)


def _drift() -> None:
    print("right after 200 dreamed frames, 64 games, random keys")
    print(f"{'network':10} {'CPU-s':>6} " + " ".join(f"{word:>8}" for word in WORDS))
    for name in PRESETS:
        far = measured(shipped(name))[-1]
        figures = " ".join(f"{far[word]:8.3f}" for word in WORDS)
        print(f"{name:10} {card(name)['cpu_seconds']:6.0f} {figures}")


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
        page.goto(f"{site}/labs/playable_world")
        taken = page.evaluate(IN_THE_PAGE, [FRAMES, ROUNDS])
        browser.close()
    print(
        f"the browser, WebAssembly on one core: {min(taken):.1f} ms a frame at best, "
        f"{statistics.median(taken):.1f} in the median of {ROUNDS} rounds: "
        f"{1000 / min(taken):.0f} and {1000 / statistics.median(taken):.0f} a second"
    )


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
