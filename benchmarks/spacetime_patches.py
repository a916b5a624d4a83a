"""Time what the patches lab promises; with the address of a site, also a drag in a browser.

OPENBLAS_NUM_THREADS=1 .venv/bin/python -m benchmarks.spacetime_patches [http://localhost:8000]
"""

import statistics
import sys
import time
from collections.abc import Callable
from io import BytesIO

import torch
from playwright.sync_api import sync_playwright

from labs.spacetime_patches.clip import frames_of
from labs.spacetime_patches.preview import preview
from labs.spacetime_patches.scenes import rendered
from labs.spacetime_patches.science import patchify, unpatchify
from labs.spacetime_patches.settings import PatchParams
from tests.browser.chromium import ARGUMENTS, executable
from tests.labs.spacetime_patches.clips import npy, video

FRAMES = 120
DRAG = """async ([frames, finish]) => {
  const cube = document.querySelector("patch-cube");
  const took = [];
  for (let frame = 0; frame < frames; frame++) {
    const from = performance.now();
    cube.camera.turn(0.01 * Math.sin(frame), 0);
    cube.view.draw(cube.scene);
    if (finish) cube.view.finish();
    took.push(performance.now() - from);
    await new Promise(requestAnimationFrame);
  }
  return took;
}"""


def least_seconds(work: Callable[[], object], tries: int = 5) -> float:
    took = []
    for _ in range(tries):
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return min(took)


def cutting() -> None:
    clip = torch.randint(0, 255, (64, 180, 320, 3), dtype=torch.uint8)
    patch = (2, 16, 16)
    tokens = patchify(clip, patch)
    copied = least_seconds(clip.clone)
    cut = least_seconds(lambda: patchify(clip, patch))
    joined = least_seconds(lambda: unpatchify(tokens, patch, tuple(clip.shape)))
    print(f"patchify 64 × 180 × 320: {cut / copied:.1f} × a copy of the clip")
    print(f"unpatchify: {joined / copied:.1f} × a copy")


def previewing() -> None:
    took = least_seconds(lambda: list(preview(PatchParams(), lambda _: BytesIO())))
    print(f"preview of a built-in clip: {1000 * took:.1f} ms")
    kept = npy(rendered("walker", 0, 64, 180, 320))
    own = PatchParams(clip="0" * 64)
    took = least_seconds(lambda: list(preview(own, lambda _: BytesIO(kept))))
    print(f"preview of 64 kept frames of 180 × 320: {1000 * took:.1f} ms")


def decoding() -> None:
    file = video(rendered("walker", 0, 150, 720, 1280))
    took = least_seconds(lambda: frames_of(file), tries=3)
    print(f"5 s of 720p, decoded and sampled to 64 frames in a process of its own: {took:.2f} s")


def dragging(site: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        for (frames, height, width), tokens in (((4, 16, 16), 384), ((2, 6, 8), 4096)):
            cut = f"patch_frames={frames}&patch_height={height}&patch_width={width}"
            page.goto(f"{site}/labs/spacetime_patches?{cut}")
            page.wait_for_load_state("networkidle")
            for finish in (False, True):
                took = page.evaluate(DRAG, [FRAMES, finish])
                words = "script and drawing" if finish else "script"
                print(
                    f"{tokens} patches, {words}: median {statistics.median(took):.2f} ms, "
                    f"95 % within {sorted(took)[int(0.95 * len(took))]:.2f} ms a frame"
                )
        browser.close()


def main() -> None:
    torch.set_num_threads(1)
    cutting()
    previewing()
    decoding()
    if len(sys.argv) > 1:
        dragging(sys.argv[1])


if __name__ == "__main__":
    main()
