"""From a run to somebody else's fork of it: kept, shared, opened, forked, changed, compared."""

import re
from random import randrange

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visits
from tests.browser.visit import Visit
from tests.faults.stack import Gate

pytestmark = pytest.mark.browser

PATIENCE_MS = 60_000
WIDTHS = [1440, 768, 360]
PATHS = [
    "/experiments", "/compare", "/account", "/account/login", "/account/signup",
    "/account/password", "/account/delete",
]  # fmt: skip


def run(visit: Visit, steps: int, seed: int, **more: object) -> Page:
    """Run the clockwork and wait until it is kept."""
    query = "&".join(f"{name}={value}" for name, value in more.items())
    page = visit.open(f"/labs/clockwork?steps={steps}&seed={seed}&{query}")
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_url(re.compile("/(runs|r)/"))
    return page


def kept(page: Page) -> Page:
    expect(page.locator(".run-words")).to_have_text("kept", timeout=PATIENCE_MS)
    return page


def share(page: Page) -> str:
    """Make a link to the experiment on the page, and return its path."""
    page.get_by_role("button", name="Make a link").click()
    address = page.get_by_label("Link 1", exact=True).input_value()
    return re.sub(r"^https?://[^/]+", "", address)


def test_a_run_is_kept_shared_forked_changed_and_compared(visits: Visits):
    seed = randrange(10**8)
    ben, cleo = visits(), visits()

    page = kept(run(ben, 3, seed))
    page.get_by_role("button", name="Keep", exact=True).click()
    page.get_by_label("Title", exact=True).fill("How a clock ticks")
    page.get_by_label("Notes", exact=True).fill("It ticks *three* times.")
    page.get_by_role("button", name="Keep the words").click()
    expect(page.locator("h1")).to_have_text("How a clock ticks")
    link = share(page)

    page = cleo.open(link)
    expect(page.locator("h1")).to_have_text("How a clock ticks")
    expect(page.locator(".notes em")).to_have_text("three")
    expect(page.locator("#stage-clock-ticked li")).to_have_count(3)
    expect(page.locator("aside")).to_contain_text(f"Lab version 1, seed {seed}, CPU")
    page.get_by_role("button", name="Fork").click()
    expect(page.get_by_role("heading", name="Family tree")).to_be_visible()
    expect(page.locator(".lineage")).to_contain_text("How a clock ticks")
    fork = page.url

    page.get_by_role("link", name="Change and run").click()
    page.locator("input[type=number][name=steps]").fill("4")
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_url(re.compile("/(runs|r)/"))
    kept(page)
    page.get_by_role("button", name="Keep", exact=True).click()
    assert page.url == fork
    expect(page.locator("tbody")).to_contain_text("1 change from the original: steps 3 → 4")

    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Compare the chosen").click()
    expect(page.locator(".differing tbody tr").first).to_have_text(re.compile(r"steps\s*3\s*4"))
    expect(page.locator(".multiples .panel")).to_have_count(2)
    expect(page.locator(".multiples .panel").last.locator("li")).to_have_count(4)


def test_a_run_under_way_is_watched_through_its_link_and_closes_when_withdrawn(
    visits: Visits, gate: Gate
):
    ben, cleo = visits(), visits()
    mine = run(ben, 6, randrange(10**8), gate=gate)
    gate.allow(2)
    mine.get_by_role("button", name="Keep", exact=True).click()
    page = cleo.open(share(mine))
    ticks = page.locator("#stage-clock-ticked li")
    expect(ticks).to_have_count(2, timeout=PATIENCE_MS)
    gate.allow(4)
    expect(ticks).to_have_count(4, timeout=PATIENCE_MS)
    mine.get_by_role("button", name="Withdraw link 1").click()
    expect(page.locator(".run-state")).to_have_text("This link is no longer open.")
    gate.allow(6)
    answer = page.goto(page.url)
    assert answer
    assert answer.status == 404


def test_a_reader_sees_the_run_end_and_takes_it_along(visits: Visits, gate: Gate):
    ben, cleo = visits(), visits()
    mine = run(ben, 3, randrange(10**8), gate=gate)
    gate.allow(1)
    mine.get_by_role("button", name="Keep", exact=True).click()
    link = share(mine)
    page = cleo.open(link)
    ticks = page.locator("#stage-clock-ticked li")
    expect(ticks).to_have_count(1, timeout=PATIENCE_MS)
    expect(page.get_by_role("heading", name="Take it with you")).to_have_count(0)
    gate.allow(3)
    expect(ticks).to_have_count(3, timeout=PATIENCE_MS)
    expect(page.get_by_role("heading", name="Take it with you")).to_be_visible()
    for name in ("Tables", "Everything", "Notebook", "Citation", "One file", "Picture"):
        path = page.get_by_role("link", name=name, exact=True).get_attribute("href")
        assert path
        assert path.startswith(f"{link}/1/")
        assert page.request.get(cleo.base + path).status == 200


def test_a_share_page_reads_without_scripts_and_can_be_forked(visits: Visits):
    ben, reader = visits(), visits(java_script_enabled=False)
    page = kept(run(ben, 3, randrange(10**8)))
    page.get_by_role("button", name="Keep", exact=True).click()
    page = reader.open(share(page))
    expect(page.locator("#stage-clock-ticked li")).to_have_count(3)
    expect(page.locator(".claim")).to_have_count(1)
    page.get_by_role("button", name="Fork").click()
    expect(page.get_by_role("heading", name="Links for others")).to_be_visible()


def test_someone_signs_up_and_finds_their_experiments_elsewhere(visits: Visits):
    here, there = visits(), visits()
    email = f"ada{randrange(10**8)}@example.org"
    page = here.open("/experiments")
    page.get_by_label("New experiment").fill("Made as a guest")
    page.get_by_role("button", name="Make it").click()
    page = here.open("/account/signup")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Name").fill("Ada")
    page.get_by_label("Password").fill("measure twice")
    page.get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("link", name="Made as a guest")).to_be_visible()

    page = there.open("/account/login")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill("measure twice")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("link", name="Made as a guest")).to_be_visible()
    page.get_by_role("link", name="Account").click()
    page.get_by_role("link", name="Delete my data…").click()
    page.get_by_role("button", name="Delete for good").click()
    expect(page.locator("h1")).to_have_text("It is gone")


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_wrong_on_the_way(visits: Visits, width: int):
    visit = visits(width, reduced_motion="reduce")
    page = kept(run(visit, 3, randrange(10**8)))
    found = {"/r": visit.axe()}
    page.get_by_role("button", name="Keep", exact=True).click()
    link = share(page)
    own = page.url.removeprefix(visit.base).partition("#")[0]
    for path in (own, link, *PATHS):
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            visit.open(path)
            found[f"{path} {scheme}"] = visit.axe()
        assert visit.overflow() == 0, path
    assert {path: said for path, said in found.items() if said} == {}
