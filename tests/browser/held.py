"""Requests of a page that are held back until somebody has looked."""

from re import Pattern

from playwright.sync_api import Page, Route


class Held:
    """Holds back what a page asks for at addresses like ``what``, until released."""

    def __init__(self, page: Page, what: str | Pattern[str]) -> None:
        self._page, self._what = page, what
        self._routes: list[Route] = []
        page.route(what, self._hold)

    def _hold(self, route: Route) -> None:
        self._routes.append(route)

    def release(self) -> None:
        """Let go; what is asked for meanwhile joins those that go."""
        for each in self._routes:
            each.continue_()
        self._page.unroute(self._what)
