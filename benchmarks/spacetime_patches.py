"""Time what the patches lab promises; with the address of a site, also a drag in a browser.

OPENBLAS_NUM_THREADS=1 .venv/bin/python -m benchmarks.spacetime_patches [http://localhost:8000]
"""

import json
import resource
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from io import BytesIO
from itertools import pairwise
from typing import Any

import psutil
import torch
from playwright.sync_api import Browser, Page, sync_playwright

from labs.spacetime_patches.clip import frames_of
from labs.spacetime_patches.preview import preview
from labs.spacetime_patches.scenes import rendered
from labs.spacetime_patches.science import patchify, unpatchify
from labs.spacetime_patches.settings import PatchParams
from tests.browser.chromium import ARGUMENTS, executable
from tests.browser.held import Held
from tests.labs.spacetime_patches.clips import npy, video

FRAMES = 120
HIDES_STRIP, SHOWS_STRIP = 900, 1500
"""Pixels: in the taller window the strip is in view, and is laid out anew with every cut."""
PULLED_SECONDS = 5
PULLED = """async ([x, y, seconds]) => {
  const cube = document.querySelector("patch-cube");
  const { element, way } = cube.grips[2];
  const took = [], frames = [];
  cube.view.worker?.addEventListener("message", ({ data }) => took.push(data.ms));
  const began = performance.now();
  for (let move = 0; performance.now() - began < 1000 * seconds; move++) {
    const less = [0, 1, 2, 1][move % 4];
    const at = { clientX: x - less * way[0], clientY: y - less * way[1] };
    element.dispatchEvent(new PointerEvent("pointermove", { bubbles: true, ...at }));
    frames.push(await new Promise(requestAnimationFrame));
  }
  return { took, frames, seconds: (performance.now() - began) / 1000, coarse: cube.grain.coarse };
}"""
"""Moves the pointer once a frame, as a browser tells it: a driver's moves come in two of three."""


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
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    frames_of(file)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(
        f"5 s of 720p, decoded and sampled to 64 frames in a process of its own: {took:.2f} s, "
        f"{spent:.2f} CPU-s"
    )


def dragging(site: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1440, "height": HIDES_STRIP})
        for (frames, height, width), tokens in (((4, 16, 16), 384), ((2, 6, 8), 4096)):
            cut = f"patch_frames={frames}&patch_height={height}&patch_width={width}"
            page.goto(f"{site}/labs/spacetime_patches?{cut}")
            page.wait_for_load_state("networkidle")
            pulled(page, tokens)
            for tall in (HIDES_STRIP, SHOWS_STRIP):
                page.set_viewport_size({"width": 1440, "height": tall})
                pulling(browser, page, f"{tokens} patches in a window {tall} px tall")
        bringing(browser, site)
        browser.close()


def pulled(page: Page, tokens: int) -> None:
    """Pull an edge to and fro; count the pictures of the cube that come of it."""
    held = Held(page, "**/preview**")
    told = page.evaluate(PULLED, [*gripped(page), PULLED_SECONDS])
    page.mouse.up()
    held.release()
    gaps = sorted(b - a for a, b in pairwise(told["frames"]))
    drawn = "" if not told["took"] else f", drawn in {statistics.median(told['took']):.1f} ms each"
    pictures, frames = (len(told[what]) / told["seconds"] for what in ("took", "frames"))
    print(
        f"{tokens} patches and more, an edge pulled: {pictures:.1f} pictures of the cube a second"
        f"{drawn}, a pixel {told['coarse']} of the screen's wide; {frames:.1f} frames of the page, "
        f"95 % at most {gaps[int(0.95 * len(gaps))]:.1f} ms apart"
    )


def gripped(page: Page) -> tuple[float, float]:
    """Take the edge that makes a patch wider, and say where it is held."""
    box = page.get_by_role("slider", name="Width of a patch", exact=True).bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    return x, y


def bringing(browser: Browser, site: str) -> None:
    """Choose a video, which the browser samples by itself, and wait until its cut is told."""
    page = browser.new_page(viewport={"width": 1440, "height": HIDES_STRIP})
    page.goto(f"{site}/labs/spacetime_patches")
    page.wait_for_load_state("networkidle")
    file = video(rendered("walker", 0, 150, 720, 1280))
    began, spent = time.perf_counter(), browsers_seconds()
    page.locator("input[type=file][name=clip]").set_input_files(
        {"name": "walker.mp4", "mimeType": "video/mp4", "buffer": file}
    )
    page.wait_for_selector("img.clip-sheet[src^='data:']", state="attached", timeout=120_000)
    took, spent = time.perf_counter() - began, browsers_seconds() - spent
    print(
        f"5 s of 720p, sampled in the browser, brought and shown: {took:.2f} s, {spent:.2f} CPU-s"
    )


def browsers_seconds() -> float:
    """CPU seconds of every process that the browser has."""
    times = (each.cpu_times() for each in psutil.Process().children(recursive=True))
    return sum(each.user + each.system for each in times)


def pulling(browser: Browser, page: Page, what: str) -> None:
    """Pull an edge to and fro, and take from the browser's trace what each cut cost.

    The server's answers come as fast as pictures do only where pictures are slow, as without a
    graphics processor: a frame is told without and with them.
    """
    for answers in (False, True):
        held = None if answers else Held(page, "**/preview**")
        x, y = gripped(page)
        browser.start_tracing(page=page, categories=["toplevel", "cc"])
        for move in range(FRAMES):
            page.mouse.move(x + 14 * (move % 2), y)
            page.evaluate("() => new Promise(requestAnimationFrame)")
        events = json.loads(browser.stop_tracing())["traceEvents"]
        page.mouse.up()
        if held:
            held.release()
        frames = largest(events, "ProxyMain::BeginMainFrame", FRAMES)
        middle, most = statistics.median(frames), frames[len(frames) // 20]
        told = ", ".join(f"{name} {ms / FRAMES:.1f}" for name, ms in cpu_ms(events).most_common(4))
        print(
            f"{what}, an edge pulled, {'with' if answers else 'without'} the server's "
            f"answers: a cut is drawn in a median {middle:.1f} ms of the page's own thread, 95 % "
            f"within {most:.1f} ms; all that threads did, CPU ms a cut: {told}"
        )


def largest(events: list[dict[str, Any]], name: str, count: int) -> list[float]:
    """Return the CPU milliseconds of the longest of a kind: those in which a cut was drawn."""
    took = (each["tdur"] / 1000 for each in events if each["name"] == name and "tdur" in each)
    return sorted(took, reverse=True)[:count]


def cpu_ms(events: list[dict[str, Any]]) -> Counter[str]:
    """Return the CPU milliseconds of each thread's tasks, by the thread's name."""
    names = {
        (each["pid"], each["tid"]): each["args"]["name"]
        for each in events
        if each["name"] == "thread_name"
    }
    spent: Counter[str] = Counter()
    for each in events:
        if each["name"].endswith("RunTask") and "tdur" in each:
            spent[names.get((each["pid"], each["tid"]), "?")] += each["tdur"] / 1000
    return spent


def main() -> None:
    torch.set_num_threads(1)
    cutting()
    previewing()
    decoding()
    if len(sys.argv) > 1:
        dragging(sys.argv[1])


if __name__ == "__main__":
    main()
