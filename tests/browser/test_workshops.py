"""A class from its code to its table: a teacher, a student and two guests, each in a browser."""

import re
from random import randrange

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visits
from tests.browser.visit import Visit

pytestmark = pytest.mark.browser

PATIENCE_MS = 60_000
ROOM = re.compile(r"/rooms/[0-9a-f-]{36}$")


def teacher(visits: Visits, **more: object) -> Visit:
    """Let Ada sign up."""
    ada = visits(**more)
    page = ada.open("/account/signup?next=/workshops")
    page.get_by_label("Email").fill(f"ada{randrange(10**9)}@example.org")
    page.get_by_label("Name").fill("Ada")
    page.get_by_label("Password").fill("measure twice")
    page.get_by_role("button", name="Sign up").click()
    page.wait_for_url("**/workshops")
    return ada


def opened(ada: Visit, title: str = "Clockwork") -> Page:
    """Make a workshop of a lab and open a room; leave Ada at the wall."""
    page = ada.page
    page.get_by_role("button", name=f"Make it mine {title}").click()
    page.get_by_role("button", name="Open a room").click()
    page.wait_for_url(ROOM)
    return page


def joined(visit: Visit, code: str, nickname: str) -> Page:
    page = visit.open("/join")
    page.get_by_label("Code").fill(code)
    page.get_by_label("Nickname").fill(nickname)
    page.get_by_role("button", name="Join", exact=True).click()
    page.wait_for_url(re.compile("/seat$"))
    return page


def code_of(wall: Page) -> str:
    return wall.locator(".wall-code .code").inner_text()


def tile(wall: Page, name: str) -> object:
    return wall.locator(".tile-place").filter(has=wall.get_by_role("link", name=name, exact=True))


def test_a_class_joins_runs_pauses_is_revealed_anonymised_exported_leaves_and_rejoins(
    visits: Visits,
):
    ada = teacher(visits)
    ben, cleo, guest = visits(), visits(360, 740), visits()
    wall = opened(ada)
    code = code_of(wall)

    pages = {
        name: joined(visit, code, name)
        for visit, name in ((ben, "Ben"), (cleo, "Cleo"), (guest, "Someone"))
    }
    expect(wall.locator(".tile-head")).to_have_count(3)

    for times, page in enumerate(pages.values(), start=1):
        page.get_by_label("A sentence or two").fill(f"It ticks {times} times.")
        page.get_by_role("button", name="Answer").click()
        expect(page.locator(".my-answer")).to_contain_text("It ticks")
    for page in pages.values():
        page.get_by_role("button", name="Run", exact=True).click()
    for page in pages.values():
        expect(page.locator("#run-status")).to_contain_text("kept", timeout=PATIENCE_MS)
        expect(page.locator("#stage-clock-ticked li")).to_have_count(5)
    expect(tile(wall, "Ben")).to_contain_text("kept")
    expect(tile(wall, "Ben").locator(".panel-clock li")).to_have_count(5)

    wall.get_by_role("button", name="Pause everyone").click()
    for page in pages.values():
        expect(page.locator(".room-state")).to_contain_text("paused the class")
    wall.get_by_role("button", name="Go on").click()
    for page in pages.values():
        expect(page.locator(".room-state")).not_to_contain_text("paused the class")

    wall.get_by_role("button", name="Reveal the answers of step 1").click()
    for page in pages.values():
        expect(page.locator("#room-answers")).to_contain_text("3 answers")

    wall.get_by_role("button", name="Hide nicknames").click()
    expect(wall.locator("#main")).not_to_contain_text("Ben")
    with wall.expect_download() as download:
        wall.get_by_role("link", name="Everything as CSV").click()
    table = download.value.path().read_text()
    assert table.count(",answer,") == 3
    assert table.count(",run,") == 3
    assert "Ben," not in table

    wall.get_by_role("button", name="All here to step 2").click()
    for page in pages.values():
        expect(page.locator("h1")).to_have_text("Short")

    page = pages["Ben"]
    page.get_by_role("button", name="Leave").click()
    expect(page.locator("h1")).to_have_text("Join a room")
    expect(wall.locator(".tile-head")).to_have_count(2)
    page = joined(ben, code, "Benjamin")
    expect(page.locator(".room-who")).to_contain_text("Ben")
    expect(wall.locator(".tile-head")).to_have_count(3)
    wall.get_by_role("button", name="All here to step 1").click()
    expect(page.locator(".my-answer")).to_contain_text("It ticks 1 times")
    expect(page.locator("#stage-clock-ticked li")).to_have_count(5)


def test_a_step_that_is_reset_begins_anew_on_every_screen(visits: Visits):
    ada, ben = teacher(visits), visits()
    wall = opened(ada)
    page = joined(ben, code_of(wall), "Ben")
    page.get_by_label("A sentence or two").fill("Too early.")
    page.get_by_role("button", name="Answer").click()
    expect(page.locator(".my-answer")).to_be_visible()
    wall.get_by_label("Reset step 1…").click()
    wall.get_by_role("button", name="Forget what was done at step 1").click()
    expect(page.get_by_label("A sentence or two")).to_be_empty()


def test_a_class_joins_and_works_without_scripts(visits: Visits):
    ada, ben = teacher(visits), visits(java_script_enabled=False)
    wall = opened(ada)
    page = joined(ben, code_of(wall), "Ben")
    page.get_by_label("A sentence or two").fill("It ticks.")
    page.get_by_role("button", name="Answer").click()
    page.get_by_role("button", name="Run", exact=True).click()
    expect(tile(wall, "Ben")).to_contain_text("kept", timeout=PATIENCE_MS)
    page.reload()
    expect(page.locator("#stage-clock-ticked li")).to_have_count(5)
    page.get_by_role("button", name="Step 2").click()
    expect(page.locator("h1")).to_have_text("Short")


def test_the_wall_works_with_the_keyboard_alone(visits: Visits):
    ada, ben, cleo = teacher(visits), visits(), visits()
    wall = opened(ada)
    code = code_of(wall)
    for visit, name in ((ben, "Ben"), (cleo, "Cleo")):
        joined(visit, code, name)
    expect(wall.locator(".tile-head")).to_have_count(2)
    wall.locator("#place-1").focus()
    wall.keyboard.press("ArrowRight")
    expect(wall.locator("#place-2")).to_be_focused()
    wall.keyboard.press("x")
    expect(wall.locator("#place-2 input[type=checkbox]")).to_be_checked()
    wall.keyboard.press("p")
    expect(wall.locator(".tile-head").first).to_contain_text("Cleo pinned")
    wall.keyboard.press("a")
    expect(wall.get_by_role("button", name="Show nicknames")).to_be_visible()
    assert "Cleo" not in wall.locator("#wall-tiles").inner_text()
    wall.keyboard.press("c")
    expect(wall.get_by_role("link", name="Back to the wall")).to_be_visible()


def test_a_result_is_shown_to_the_class_once_its_student_agrees(visits: Visits):
    ada, ben = teacher(visits), visits()
    wall = opened(ada)
    page = joined(ben, code_of(wall), "Ben")
    page.get_by_label("A sentence or two").fill("It ticks.")
    page.get_by_role("button", name="Answer").click()
    page.get_by_role("button", name="Run", exact=True).click()
    expect(tile(wall, "Ben")).to_contain_text("kept", timeout=PATIENCE_MS)
    wall.get_by_role("button", name="Ask to show: Ben").click()
    page.get_by_role("button", name="Yes, show it").click()
    wall.get_by_role("button", name="Show: Ben").click()
    wall.get_by_role("link", name="To the class").click()
    expect(wall.locator("h1")).to_have_text("Ben")
    expect(wall.locator(".panel-clock li")).to_have_count(5)
    page.get_by_role("button", name="Not any more").click()
    expect(wall.locator("h1")).to_have_text("Before you look")


def test_a_teacher_lets_a_student_in(visits: Visits):
    ada, ben = teacher(visits), visits()
    page = ada.page
    page.get_by_role("button", name="Make it mine Clockwork").click()
    page.get_by_label("I let each student in").check()
    page.get_by_role("button", name="Open a room").click()
    page.wait_for_url(ROOM)
    student = joined(ben, code_of(page), "Ben")
    expect(student.locator("h1")).to_have_text("Your teacher lets you in")
    page.get_by_role("link", name="waits to be let in").click()
    page.reload()
    page.get_by_role("button", name="Let in Ben").click()
    expect(student.locator("h1")).to_have_text("Before you look")


@pytest.mark.parametrize("width", [1440, 768, 360])
def test_axe_finds_nothing_wrong_in_a_class(visits: Visits, width: int):
    ada = teacher(visits, width=width, reduced_motion="reduce")
    ben = visits(width, reduced_motion="reduce")
    found: dict[str, list[str]] = {}

    def look(visit: Visit, name: str) -> None:
        for scheme in ("light", "dark"):
            visit.page.emulate_media(color_scheme=scheme)
            found[f"{name} {scheme}"] = visit.axe()
        assert visit.overflow() == 0, name

    look(ada, "list")
    page = ada.page
    page.get_by_role("button", name="Make it mine Clockwork").click()
    look(ada, "workshop")
    plan = page.url.removeprefix(ada.base)
    for address in (f"{plan}/steps/1", f"{plan}/steps/1/look", f"{plan}/delete", plan):
        ada.open(address)
        look(ada, address.rpartition("/")[2])
    page.get_by_role("button", name="Open a room").click()
    page.wait_for_url(ROOM)
    look(ada, "empty wall")
    ben.open("/join")
    look(ben, "join")
    student = joined(ben, code_of(page), "Ben")
    look(ben, "question")
    student.get_by_label("A sentence or two").fill("It ticks.")
    student.get_by_role("button", name="Answer").click()
    student.get_by_role("button", name="Run", exact=True).click()
    expect(student.locator("#run-status")).to_contain_text("kept", timeout=PATIENCE_MS)
    look(ben, "seat")
    tile(page, "Ben").scroll_into_view_if_needed()
    expect(tile(page, "Ben").locator(".panel-clock")).to_be_attached()
    look(ada, "wall")
    wall = page.url.removeprefix(ada.base)
    for address in (f"{wall}/class", f"{wall}/students/1", f"{wall}/overlay", f"{wall}/delete"):
        ada.open(address)
        look(ada, address.rpartition("/")[2])
    assert {name: said for name, said in found.items() if said} == {}
