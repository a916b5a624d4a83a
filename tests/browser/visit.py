"""One visit to the site, watched for everything that must never happen on it."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request, Response, expect

AXE = (Path(__file__).parent / "axe.min.js").read_text()
SETTLED = """async () => {
    for (;;) {
        await new Promise(requestAnimationFrame);
        const moving = document.getAnimations().filter(
            each => each.effect.getComputedTiming().iterations < Infinity);
        if (!moving.length) return;
        await Promise.allSettled(moving.map(each => each.finished));
    }
}"""
"""Waits until nothing is on its way to another colour, as after the theme has changed."""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Visit:
    """A page, the complaints of its console and policy, and all that it asked for."""

    def __init__(self, page: Page, base: str) -> None:
        self.page, self.base = page, base
        self.documents: set[str] = set()
        self.complaints: list[str] = []
        self.asked: list[str] = []
        self.answers: list[Response] = []
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", self._asked)
        page.on("response", self._answered)

    def _heard(self, message: ConsoleMessage) -> None:
        # The browser says of a page that is not found or refused that it is; that is no complaint.
        said_of_the_page = message.location.get("url") in self.documents
        if message.type in {"error", "warning"} and not said_of_the_page:
            self.complaints.append(message.text)

    def _asked(self, request: Request) -> None:
        if request.is_navigation_request():
            self.documents.add(request.url)
        self.asked.append(request.url)

    def _answered(self, answer: Response) -> None:
        self.answers.append(answer)

    def open(self, path: str) -> Page:
        answer = self.page.goto(self.base + path, wait_until="load")
        assert answer
        assert answer.status < 500
        return self.page

    @property
    def strangers(self) -> list[str]:
        """Requests to any other origin."""
        own = urlsplit(self.base).netloc
        return [url for url in self.asked if urlsplit(url).netloc not in {own, ""}]

    @property
    def loaded_bytes(self) -> int:
        """What came over the wire, headers aside."""
        return sum(answer.request.sizes()["responseBodySize"] for answer in self.answers)

    def axe(self) -> list[str]:
        """Return what axe-core finds wrong, one line a rule."""
        # Playwright evaluates outside the page's policy, which allows no script of ours here.
        self.page.evaluate(AXE)
        self.page.evaluate(SETTLED)
        options: dict[str, Any] = {"runOnly": RULES, "resultTypes": ["violations"]}
        found = self.page.evaluate("options => axe.run(document, options)", options)
        return [
            f"{rule['id']}: {rule['help']} at {rule['nodes'][0]['target']}"
            for rule in found["violations"]
        ]

    def overflow(self) -> int:
        """How many pixels the page is wider than the window."""
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        return int(self.page.evaluate(wide))


def wait_for_picture(page: Page, path: str) -> None:
    """Scroll down to what comes with its script only when it is near."""
    page.locator(path).first.scroll_into_view_if_needed()
    expect(page.locator(f"{path} svg[role=img] text").first).to_be_attached()
