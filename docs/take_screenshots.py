"""Take the pictures that the documents show, of a site that is up.

.venv/bin/python docs/take_screenshots.py http://localhost:8000
"""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.chromium import ARGUMENTS, executable

HERE = Path(__file__).parent


def main(site: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1280, "height": 960})
        page.goto(f"{site}/labs/scaling_laws")
        page.wait_for_function("document.querySelector('scaling-chart svg circle')")
        page.screenshot(path=HERE / "screenshot.png")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
