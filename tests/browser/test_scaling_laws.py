"""The flagship's picture: what one can grab, what it reads out, and what stays without scripts."""

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import Visits

pytestmark = pytest.mark.browser

LAB = "/labs/scaling_laws"


def holdout(page: Page) -> Locator:
    return page.get_by_role("slider", name="Hold-out line")


def budget(page: Page) -> Locator:
    return page.get_by_role("slider", name="Budget on the frontier")


def pull(page: Page, handle: Locator, pixels: float) -> None:
    """Drag a handle sideways, and hold it."""
    box = (handle.locator(".grip") if handle.locator(".grip").count() else handle).bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + pixels, y, steps=8)


def test_every_run_is_a_point_and_a_row(visits: Visits):
    page = visits().open(f"{LAB}?runs=60")
    expect(page.locator("scaling-chart table.runs tbody tr")).to_have_count(60)
    # One point for the loss, and one for how far it was missed.
    expect(page.locator("scaling-chart .runs circle")).to_have_count(120)
    expect(page.locator("scaling-chart .runs circle.is-held-out")).to_have_count(24)


def test_pulling_the_line_left_holds_back_more_before_the_server_answers(visits: Visits):
    page = visits().open(LAB)
    handle = holdout(page)
    expect(handle).to_have_attribute("aria-valuetext", re.compile("the 48 largest of 240 runs"))
    waiting: list[Route] = []

    def keep_waiting(route: Route) -> None:
        waiting.append(route)

    page.route(f"**{LAB}/preview*", keep_waiting)
    pull(page, handle, -150)
    expect(handle).not_to_have_attribute("aria-valuetext", re.compile("the 48 largest"))
    held = page.locator(".picture .runs circle.is-held-out").count() // 2
    assert held > 48
    expect(page.locator(".heading").last).to_have_text(f"{held} larger runs to be foretold")
    for route in waiting:
        route.continue_()


def test_letting_the_line_go_writes_the_setting_the_address_and_the_answer(visits: Visits):
    page = visits().open(LAB)
    pull(page, holdout(page), -150)
    page.mouse.up()
    share = float(page.locator("input[name=holdout]").input_value())
    assert share > 0.2
    expect(page).to_have_url(re.compile(rf"holdout={share}"))
    expect(page.locator("[data-held-out]")).to_have_text(f"{round(share * 240)} larger ones")


def test_arrow_keys_move_the_line_by_a_hundredth_of_the_runs(visits: Visits):
    page = visits().open(LAB)
    holdout(page).focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("input[name=holdout]")).to_have_value("0.21")
    expect(page.locator("[data-held-out]")).to_have_text("50 larger ones")
    page.keyboard.press("End")
    expect(holdout(page)).to_have_attribute("aria-valuetext", "holds back none of 240 runs")
    page.keyboard.press("Control+z")
    expect(holdout(page)).to_have_attribute("aria-valuetext", re.compile("50 largest"))


def test_the_line_follows_its_setting(visits: Visits):
    page = visits().open(LAB)
    page.locator("input[name=holdout]").fill("0.5")
    expect(holdout(page)).to_have_attribute("aria-valuetext", re.compile("120 largest"))


def test_a_budget_is_pulled_along_the_frontier(visits: Visits):
    page = visits().open(LAB)
    handle = budget(page)
    before = page.locator(".spend").inner_text()
    pull(page, handle, -120)
    page.mouse.up()
    assert float(page.locator("input[name=budget]").input_value()) < 23.76
    expect(page.locator(".spend")).not_to_have_text(before, use_inner_text=True)
    handle.focus()
    page.keyboard.press("Home")
    expect(page.locator("input[name=budget]")).to_have_value("9")


def test_a_run_is_read_out_by_pointer_and_by_arrow_keys(visits: Visits):
    page = visits().open(LAB)
    readout = page.locator(".readout")
    page.locator(".picture .runs circle").first.hover(force=True)
    expect(readout).to_contain_text("tokens")
    page.mouse.move(0, 0)
    expect(readout).to_contain_text("Point at a run")
    runs = page.get_by_role("slider", name="Runs, by compute")
    runs.focus()
    page.keyboard.press("End")
    expect(runs).to_have_attribute("aria-valuenow", "240")
    expect(readout).to_contain_text("foretold, unseen")


def test_a_finger_finds_targets_of_44_pixels_and_nothing_spills(visits: Visits):
    visit = visits(360, 740, has_touch=True)
    page = visit.open(LAB)
    for target in (page.locator(".handle .grip"), budget(page)):
        box = target.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 44
    assert visit.overflow() == 0


QUERIES = [
    "",
    "noise=0.05&runs=60",
    "holdout=0.7&noise=0.02",
    "law=hoffmann&budget=17",
    "budget=28",
]
COLLISIONS = """() => [...document.querySelectorAll(".pictures svg[role=img]")].flatMap((svg) => {
  const slack = 2;
  const words = [...svg.querySelectorAll("text")].filter((text) => text.textContent);
  const boxes = words.map((text) => [text.textContent, text.getBoundingClientRect()]);
  const outside = boxes.filter(([, { left, right }]) => left < 0 || right > innerWidth);
  const on = ([, a], [, b]) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > slack
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > slack;
  const pairs = boxes.flatMap((one, at) =>
    boxes.slice(at + 1).filter((other) => on(one, other)).map((other) => [one[0], other[0]]));
  return [...pairs, ...outside.map(([text]) => [text, "cut off"])];
})"""


@pytest.mark.parametrize("width", [1440, 360])
@pytest.mark.parametrize("query", QUERIES)
def test_no_words_of_a_picture_lie_on_others(visits: Visits, width: int, query: str):
    page = visits(width).open(f"{LAB}?{query}")
    expect(page.locator(".picture-pair svg text").first).to_be_attached()
    assert page.evaluate(COLLISIONS) == []


def test_without_scripts_the_numbers_read(visits: Visits):
    page = visits(java_script_enabled=False).open(f"{LAB}?runs=60")
    expect(page.locator(".split-statement")).to_contain_text("foretell the 12 larger ones")
    expect(page.locator(".spend")).to_contain_text("parameters")
    expect(page.locator(".law-values dd")).to_have_count(6)
    page.get_by_text("Show the numbers").click()
    expect(page.locator("table.runs tbody tr")).to_have_count(60)
    expect(page.locator("table.runs")).to_be_visible()
