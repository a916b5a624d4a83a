"""The teacher's wall in a browser while a class works: which frames come late, and why.

    python -m benchmarks.wall [--students 200]

A whole site of its own, as in ``benchmarks.classroom``; the class comes evenly over 20 seconds, and
each starts a 2-second run. The wall is open in Chromium at 1440 × 900. Counted are the gaps between
frames, and the tasks of the page's main thread by the CPU time they took: only the latter is the
page's own doing where browser, site, workers and class share two cores.
"""

import argparse
import asyncio
import json

from playwright.async_api import Browser, Page, async_playwright

from benchmarks.classroom import SECONDS, Class, report, site, warm_up
from benchmarks.crowd import come
from tests.browser.chromium import ARGUMENTS, executable
from tests.browser.site import Site

LONG_MS = 100
COUNT = """() => {
  window.gaps = [];
  let last = performance.now();
  const frame = (now) => {
    window.gaps.push(now - last);
    last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}"""


async def watched(stack: Site, number: int) -> None:
    """Let a class come while a browser shows its wall; print what the browser did."""
    room = Class(stack)
    students = [room.student(each, own=False) for each in range(number)]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        page = await opened(browser, stack, room)
        await page.evaluate(COUNT)
        await browser.start_tracing(page=page, categories=["toplevel", "blink.user_timing"])
        await come(students, SECONDS.get(number, number / 10))
        await page.locator(".tile-words", has_text="kept").nth(number - 1).wait_for()
        trace, gaps = await browser.stop_tracing(), await page.evaluate("window.gaps")
        await browser.close()
    report(students)
    late = [each for each in gaps if each > LONG_MS]
    print(f"  {len(gaps)} frames, {len(late)} of them over {LONG_MS} ms after the one before; "
          f"longest {max(gaps):.0f} ms")  # fmt: skip
    tasks = main_thread(trace)
    print(f"  the page's main thread: {sum(tasks) / 1000:.1f} CPU-s in {len(tasks)} tasks, "
          f"{sum(each > LONG_MS for each in tasks)} of them over {LONG_MS} ms; "
          f"longest {max(tasks):.0f} ms")  # fmt: skip


async def opened(browser: Browser, stack: Site, room: Class) -> Page:
    context = await browser.new_context(viewport={"width": 1440, "height": 900})
    base = stack.url
    await context.add_cookies([{"name": "guest", "value": room.cookie, "url": base}])
    page = await context.new_page()
    await page.goto(f"{base}/rooms/{room.id}")
    await page.locator("#wall-tiles").wait_for(state="attached")
    return page


def main_thread(trace: bytes) -> list[float]:
    """Return the CPU milliseconds of each task of the busiest page's main thread."""
    events = json.loads(trace)["traceEvents"]
    mains = {
        (each["pid"], each["tid"])
        for each in events
        if each["name"] == "thread_name" and each["args"]["name"] == "CrRendererMain"
    }
    spent: dict[tuple[int, int], list[float]] = {}
    for each in events:
        if each["name"].endswith("RunTask") and "tdur" in each:
            spent.setdefault((each["pid"], each["tid"]), []).append(each["tdur"] / 1000)
    return max((spent.get(each, [0.0]) for each in mains), key=sum)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=200)
    given = parser.parse_args()
    with site(2) as (stack, _):
        warm_up(stack)
        asyncio.run(watched(stack, given.students))


if __name__ == "__main__":
    main()
