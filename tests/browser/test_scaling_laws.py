"""The flagship's picture: what one can grab, what it reads out, and what stays without scripts."""

import json
import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from labs.scaling_laws.lab import lab
from labs.scaling_laws.params import ScalingParams
from tests.browser.conftest import Visits
from tests.browser.visit import wait_for_picture

pytestmark = pytest.mark.browser

LAB = "/labs/scaling_laws"
SIMULATED = f"{LAB}?source=simulated"


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
    page = visits().open(f"{SIMULATED}&runs=60")
    expect(page.locator("scaling-chart table.runs tbody tr")).to_have_count(60)
    # One point for the loss, and one for how far it was missed.
    picture = page.locator(".pictures > .picture .runs circle")
    expect(picture).to_have_count(120)
    expect(picture.and_(page.locator(".is-held-out"))).to_have_count(24)


def test_pulling_the_line_left_holds_back_more_before_the_server_answers(visits: Visits):
    page = visits().open(SIMULATED)
    handle = holdout(page)
    expect(handle).to_have_attribute("aria-valuetext", re.compile("the 48 largest of 240 runs"))
    waiting: list[Route] = []

    def keep_waiting(route: Route) -> None:
        waiting.append(route)

    page.route(f"**{LAB}/preview*", keep_waiting)
    pull(page, handle, -150)
    expect(handle).not_to_have_attribute("aria-valuetext", re.compile("the 48 largest"))
    held = page.locator(".pictures > .picture .runs circle.is-held-out").count() // 2
    assert held > 48
    expect(page.locator(".heading").last).to_have_text(f"{held} larger runs to be foretold")
    for route in waiting:
        route.continue_()


def test_letting_the_line_go_writes_the_setting_the_address_and_the_answer(visits: Visits):
    page = visits().open(SIMULATED)
    pull(page, holdout(page), -150)
    page.mouse.up()
    share = float(page.locator("input[name=holdout]").input_value())
    assert share > 0.2
    expect(page).to_have_url(re.compile(rf"holdout={share}"))
    expect(page.locator("[data-held-out]")).to_have_text(f"{round(share * 240)} larger ones")


def test_a_law_that_is_long_searched_follows_the_line_and_is_searched_when_it_is_let_go(
    visits: Visits,
):
    page = visits().open(f"{SIMULATED}&runs=60&form=bnsl1")
    said = page.locator(".law-headline").get_by_text("While you move the line")
    pull(page, holdout(page), -60)
    expect(said).to_be_visible()
    page.mouse.up()
    expect(said).to_have_count(0)


def test_arrow_keys_move_the_line_by_a_hundredth_of_the_runs(visits: Visits):
    page = visits().open(SIMULATED)
    holdout(page).focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("input[name=holdout]")).to_have_value("0.21")
    expect(page.locator("[data-held-out]")).to_have_text("50 larger ones")
    page.keyboard.press("End")
    expect(holdout(page)).to_have_attribute("aria-valuetext", "holds back none of 240 runs")
    page.keyboard.press("Control+z")
    expect(holdout(page)).to_have_attribute("aria-valuetext", re.compile("50 largest"))


def test_the_line_follows_its_setting(visits: Visits):
    page = visits().open(SIMULATED)
    page.locator("input[name=holdout]").fill("0.5")
    expect(holdout(page)).to_have_attribute("aria-valuetext", re.compile("120 largest"))


@pytest.mark.parametrize(("ask", "least"), [("times", "0"), ("budget", "9")])
def test_whichever_budget_is_asked_about_is_pulled_along_the_frontier(
    visits: Visits, ask: str, least: str
):
    page = visits().open(f"{LAB}?source=simulated&ask={ask}&v={lab.version}")
    handle = budget(page)
    setting = page.locator(f"input[name={ask}]")
    before, said = float(setting.input_value()), page.locator(".spend").inner_text()
    pull(page, handle, -40)
    page.mouse.up()
    assert float(setting.input_value()) < before
    expect(page.locator(".spend")).not_to_have_text(said, use_inner_text=True)
    handle.focus()
    page.keyboard.press("Home")
    expect(setting).to_have_value(least)


def test_no_budget_can_be_pulled_where_a_loss_or_a_size_is_asked_about(visits: Visits):
    page = visits().open(f"{LAB}?ask=loss")
    expect(page.locator("scaling-chart .spending circle").first).to_be_attached()
    expect(budget(page)).to_be_hidden()


def test_a_run_is_read_out_by_pointer_and_by_arrow_keys(visits: Visits):
    page = visits().open(SIMULATED)
    readout = page.locator(".readout")
    # Drawn last: until then the runs are drawn anew.
    wait_for_picture(page, ".panes figure:last-child")
    page.locator(".picture .runs circle").first.hover(force=True)
    expect(readout).to_contain_text("tokens")
    page.mouse.move(0, 0)
    expect(readout).to_contain_text("Point at a run")
    runs = page.get_by_role("slider", name="Runs, by compute")
    runs.focus()
    page.keyboard.press("End")
    expect(runs).to_have_attribute("aria-valuenow", "240")
    expect(readout).to_contain_text("foretold, unseen")


def test_a_run_pointed_at_in_one_pane_is_marked_in_all(visits: Visits):
    page = visits().open(LAB)
    wait_for_picture(page, ".panes figure:last-child")
    for name in ("Runs, by compute", "Runs, over tokens and parameters", "Runs, by size"):
        page.get_by_role("slider", name=name).focus()
        page.keyboard.press("ArrowRight")
        for pane in (".pictures > .picture", ".panes > :first-child", ".panes > :last-child"):
            expect(page.locator(f"{pane} .pointed circle").first).to_be_attached()
        said = page.locator(".readout").inner_text().split("\n")[0]
        assert said.startswith("run ")
    page.get_by_role("button", name="Run", exact=True).focus()
    expect(page.locator(".pointed circle")).to_have_count(0)


def test_a_click_leaves_a_run_out_the_law_follows_and_undo_takes_it_back(visits: Visits):
    page = visits().open(LAB)
    law, excluded = page.locator("table.laws .of-all"), page.locator("input[name=excluded]")
    before = law.text_content()
    assert before
    page.locator(".pictures > .picture .runs circle").first.click(force=True)
    expect(page.locator("scaling-chart .runs circle.is-left-out").first).to_be_attached()
    expect(excluded).to_have_value(re.compile(r"^\d+$"))
    expect(page).to_have_url(re.compile(r"excluded=\d+"))
    expect(page.locator("table.runs [data-excluded]")).to_have_count(1)
    expect(law).not_to_have_text(before)
    page.get_by_role("button", name="Undo").click()
    expect(excluded).to_have_value("")
    expect(page.locator("scaling-chart .runs circle.is-left-out")).to_have_count(0)
    expect(law).to_have_text(before)


def test_enter_leaves_the_run_under_the_cursor_out_and_takes_it_back(visits: Visits):
    page = visits().open(LAB)
    page.get_by_role("slider", name="Runs, by compute").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("input[name=excluded]")).to_have_value(re.compile(r"^\d+$"))
    expect(page.locator(".readout")).to_contain_text("left out of every fit")
    page.keyboard.press("Enter")
    expect(page.locator("input[name=excluded]")).to_have_value("")


def test_the_further_panes_come_only_when_they_come_near(visits: Visits):
    visit = visits(1440, 600)
    page = visit.open(LAB)
    page.wait_for_load_state("networkidle")
    late = ("surface-pane", "profiles-pane", "forest-plot", "card-copy")
    assert [url for url in visit.asked if any(name in url for name in late)] == []
    wait_for_picture(page, ".panes figure:last-child")
    assert [url for url in visit.asked if "surface-pane" in url] != []


def test_a_law_of_one_variable_says_why_it_draws_no_frontier(visits: Visits):
    page = visits().open(f"{LAB}?form=power&variable=parameters")
    expect(page.locator(".pictures > .picture svg").first).to_contain_text("no best split")
    expect(page.locator(".panel-law")).to_contain_text("A law of parameters alone")
    expect(page.get_by_text("This law names no best split of a budget")).to_be_visible()
    expect(page.locator("scaling-chart svg .frontier")).to_have_count(0)


def test_the_settings_shown_are_those_that_the_others_leave_a_meaning(visits: Visits):
    page = visits().open(LAB)

    def shown(*names: str) -> None:
        for name in ("points", "sweep", "widths", "law", "runs", "noise", "embeddings"):
            control = page.locator(f".control[data-name={name}]")
            expect(control).to_be_visible() if name in names else expect(control).to_be_hidden()

    page.locator("summary", has_text="Mistakes to make").click()
    source = page.locator("[name=source]")
    shown("embeddings")
    source.select_option("simulated")
    shown("law", "runs", "noise")
    source.select_option("points")
    shown("points")
    page.locator("[name=ask]").select_option("loss")
    expect(page.locator("[name=target]")).to_be_visible()
    expect(page.locator("[name=times]")).to_be_hidden()
    page.locator("[name=form]").select_option("power")
    expect(page.locator(".control[data-name=variable]")).to_be_visible()


def test_every_setting_stays_in_the_form(visits: Visits):
    page = visits().open(LAB)
    names = page.locator("form.controls .control").evaluate_all(
        "all => all.map((each) => each.dataset.name)"
    )
    assert sorted(names) == sorted(ScalingParams.model_fields)


def test_a_law_is_chosen_from_the_table_without_a_reload(visits: Visits):
    visit = visits()
    page = visit.open(LAB)
    visit.documents.clear()
    page.locator(".panel-forms a:visible", has_text="General").click()
    expect(page.locator("[name=form]")).to_have_value("general")
    expect(page).to_have_url(re.compile("form=general"))
    expect(page.locator(".panel-forms [aria-current]:visible")).to_contain_text("General")
    expect(page.locator(".law-values .of-gamma")).to_be_attached()
    assert visit.documents == set()


def test_a_law_that_the_runs_cannot_tell_is_named_with_the_reason_and_no_link(visits: Visits):
    page = visits().open(LAB)
    untold = page.locator(".offered [data-form=data_constrained]")
    expect(untold).to_contain_text("unique")
    expect(page.locator("[data-form=data_constrained] a")).to_have_count(0)
    option = page.locator("[name=form] option[value=data_constrained]")
    expect(option).to_be_disabled()
    expect(option).to_have_attribute("title", re.compile("unique"))
    expect(page.locator("[name=form] option:disabled")).to_have_count(1)


def test_a_finished_run_compares_the_laws_and_offers_its_card_as_a_file(visits: Visits):
    visit = visits()
    page = visit.open(f"{LAB}?bootstraps=100&v={lab.version}")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator(".run-words")).to_have_text("kept", timeout=120_000)
    expect(page.locator(".compared [aria-current]")).to_contain_text("Chinchilla")
    page.get_by_role("slider", name="Runs, by compute").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".readout")).to_contain_text("without it a moves by")
    with page.expect_download() as taken:
        page.get_by_role("link", name="JSON", exact=True).click()
    assert taken.value.suggested_filename == "law-card.json"
    assert json.loads(taken.value.path().read_text())
    page.set_viewport_size({"width": 320, "height": 740})
    page.locator(".approaches").scroll_into_view_if_needed()
    expect(page.locator(".approaches .forest svg").first).to_be_visible()
    assert visit.overflow() == 0


def test_a_finger_finds_targets_of_44_pixels_and_nothing_spills(visits: Visits):
    visit = visits(360, 740, has_touch=True)
    page = visit.open(LAB)
    for target in (page.locator(".handle .grip"), budget(page)):
        box = target.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 44
    wait_for_picture(page, ".panes figure:last-child")
    assert visit.overflow() == 0


def test_without_scripts_the_numbers_read(visits: Visits):
    page = visits(java_script_enabled=False).open(f"{SIMULATED}&runs=60")
    expect(page.locator(".split-statement")).to_contain_text("foretell the 12 larger ones")
    expect(page.locator(".spend")).to_contain_text("parameters")
    expect(page.locator(".law-values dd")).to_have_count(6)
    page.get_by_text("Show the numbers", exact=True).click()
    expect(page.locator("table.runs tbody tr")).to_have_count(60)
    expect(page.locator("table.runs")).to_be_visible()


def test_without_scripts_another_law_is_one_link_away(visits: Visits):
    page = visits(java_script_enabled=False).open(f"{LAB}?form=general")
    expect(page.locator(".law-values .of-gamma dd")).to_be_visible()
    page.locator(".panel-forms a:visible", has_text="Chinchilla").click()
    expect(page.locator(".law-values dd")).to_have_count(6)
