"""Take the pictures that the documents show, of a site that is up.

.venv/bin/python docs/take_screenshots.py http://localhost:8000
"""

import sys
from pathlib import Path
from secrets import randbelow

from playwright.sync_api import Browser, sync_playwright

from tests.browser.chromium import ARGUMENTS, executable
from tests.docs.following import follow, sections

HERE = Path(__file__).parent
WORKSHOP = HERE / "howto" / "your-first-workshop.md"


def main(site: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1280, "height": 960})
        page.goto(f"{site}/labs/scaling_laws")
        page.wait_for_function("document.querySelector('scaling-chart svg circle')")
        page.screenshot(path=HERE / "screenshot.png")
        hold_the_first_workshop(browser, site)
        browser.close()


def hold_the_first_workshop(browser: Browser, site: str) -> None:
    """Follow the how-to for teachers, and take each picture where it shows one."""
    ada = browser.new_context(viewport={"width": 1280, "height": 860}).new_page()
    ben = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
    code = ""
    text = WORKSHOP.read_text().replace("ada@example.org", f"ada{randbelow(10**9)}@example.org")
    for title, body in sections(text):
        page = ben if title == "Try it as a student" else ada
        if title.startswith("The middle"):
            page.go_back()
            page.wait_for_timeout(3000)

        def take(name: str, page: object = page) -> None:
            page.screenshot(path=WORKSHOP.parent / "images" / name)  # type: ignore[attr-defined]

        follow(page, site, body, code, take)
        if title.startswith("As they come in"):
            code = ada.locator(".wall-code .code").inner_text()


if __name__ == "__main__":
    main(sys.argv[1])
