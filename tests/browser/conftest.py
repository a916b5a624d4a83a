import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Error, sync_playwright

from tests.browser.chromium import ARGUMENTS, executable
from tests.browser.site import Site
from tests.browser.visit import Visit
from tests.faults.fixtures import gate, pytest_runtest_makereport

__all__ = ["gate", "pytest_runtest_makereport"]
Visits = Callable[..., Visit]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The whole site: Postgres, Valkey, web, reaper and a worker."""
    home = tmp_path_factory.mktemp("site")
    for folder in (home, *home.parents[:2]):
        folder.chmod(0o755)
    site = Site(home)
    site.postgres.start()
    try:
        site.migrate()
        site.collect()
        site.up()
        yield site
    finally:
        site.down()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Playwright holds this thread's event loop, so it goes before other files use the database."""
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        except Error as error:
            if os.environ.get("CI"):
                raise
            pytest.skip(f"no Chromium to drive; set EXPLORER_CHROMIUM to one ({error.name})")
        yield browser
        browser.close()


@pytest.fixture
def visits(chromium: Browser, site: Site) -> Iterator[Visits]:
    """Return a way to visit the site with any window; each visit must end without complaints."""
    made: list[Visit] = []

    def visit(width: int = 1440, height: int = 900, scheme: str = "light", **more: object) -> Visit:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, **more
        )
        made.append(Visit(context.new_page(), site.url))
        return made[-1]

    yield visit
    for each in made:
        each.page.context.close()
    assert [said for each in made for said in each.complaints] == []
    assert [url for each in made for url in each.strangers] == []
