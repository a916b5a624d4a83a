"""Take the pictures that the documents show, of a site that is up.

.venv/bin/python -m docs.take_screenshots http://localhost:8000
"""

import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser.chromium import ARGUMENTS, executable
from tests.docs.following import STUDENT, workshop

HERE = Path(__file__).parent
DAY_BEFORE, GUESS = "The day before, 10 minutes", "The guess, 8 minutes"


def readme(browser: Browser, site: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 960})
    page.goto(f"{site}/labs/scaling_laws")
    page.locator("scaling-chart svg circle").first.wait_for()
    page.screenshot(path=HERE / "screenshot.png")


def first_workshop(browser: Browser, site: str) -> None:
    """Hold the workshop of the how-to, and take what its readers see on the way."""
    pictures = HERE / "howto" / "pictures"
    ada = browser.new_page(viewport={"width": 1280, "height": 860})
    ben = browser.new_page(viewport={"width": 390, "height": 844})
    for title in workshop(ada, ben, site):
        if title == DAY_BEFORE:
            ada.screenshot(path=pictures / "workshop.png")
        elif title == STUDENT:
            ben.screenshot(path=pictures / "student.png")
            ada.locator(".tile-picture svg").first.wait_for()
            ada.screenshot(path=pictures / "wall.png")
        elif title == GUESS:
            ada.locator(".class-guesses circle").first.wait_for()
            ada.screenshot(path=pictures / "guesses.png")


def main(site: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        readme(browser, site)
        first_workshop(browser, site)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
