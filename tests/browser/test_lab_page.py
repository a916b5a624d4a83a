"""What a visitor does on a lab page, and what the page and its address then say."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from labs.scaling_laws.lab import lab
from tests.browser.conftest import Visits

pytestmark = pytest.mark.browser

LAB = "/labs/scaling_laws"
RUNS = "parameters,tokens,loss\n" + "\n".join(
    f"{n},{d},{1.8 + 480 / n**0.35 + 2000 / d**0.37:.4f}"
    for n in (1e7, 3e7, 1e8, 3e8)
    for d in (1e9, 2e9, 4e9, 8e9, 16e9)
)


def share(page: Page):
    return page.locator("[name=holdout]")


def address_ends(page: Page, ending: str) -> None:
    expect(page).to_have_url(re.compile(re.escape(LAB + ending) + "$"))


def set_share(page: Page, value: str) -> None:
    share(page).fill(value)
    share(page).press("Tab")


def measured(page: Page) -> str:
    return page.locator("#stage-curve-measured").inner_html()


def held_out(page: Page) -> str:
    return page.locator("#stage-curve-tested").inner_html()


def hold(page: Page, pattern: str) -> list[Route]:
    held: list[Route] = []

    # Playwright cannot call a method of a built-in type.
    def keep(route: Route) -> None:
        held.append(route)

    page.route(pattern, keep)
    return held


def test_a_changed_setting_changes_the_picture_and_the_address(visits: Visits):
    page = visits().open(LAB)
    before = held_out(page)
    with page.expect_response("**/preview?*"):
        set_share(page, "0.05")
    address_ends(page, f"?holdout=0.05&v={lab.version}")
    expect(page.locator("[data-name=holdout][data-changed]")).to_have_count(1)
    page.wait_for_function(
        "old => document.querySelector('#stage-curve-tested').innerHTML !== old", arg=before
    )


def test_a_slider_and_its_number_are_twins(visits: Visits):
    page = visits().open(LAB)
    slider = page.get_by_label("Hold out, slider")
    slider.focus()
    slider.press("ArrowRight")
    expect(share(page)).to_have_value("0.21")
    set_share(page, "0.09")
    expect(slider).to_have_value("0.09")


def test_a_drag_is_one_step_of_history(visits: Visits):
    page = visits().open(LAB)
    set_share(page, "0.02")
    box = page.get_by_label("Hold out, slider").bounding_box()
    assert box
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.2, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.8, middle, steps=12)
    page.mouse.up()
    assert float(share(page).input_value()) > 0.4
    page.go_back()
    address_ends(page, f"?holdout=0.02&v={lab.version}")
    expect(share(page)).to_have_value("0.02")


def test_steps_can_be_undone_and_done_again(visits: Visits):
    page = visits().open(LAB)
    set_share(page, "0.02")
    set_share(page, "0.03")
    page.keyboard.press("Control+z")
    address_ends(page, f"?holdout=0.02&v={lab.version}")
    page.get_by_role("button", name="Undo").click()
    address_ends(page, "")
    expect(share(page)).to_have_value("0.2")
    page.keyboard.press("Control+Shift+z")
    page.get_by_role("button", name="Redo").click()
    address_ends(page, f"?holdout=0.03&v={lab.version}")


def test_r_goes_back_to_the_defaults_unless_single_keys_are_off(visits: Visits):
    page = visits().open(LAB + f"?holdout=0.05&v={lab.version}")
    page.locator(".lab-head h1").click()
    page.keyboard.press("?")
    page.get_by_role("switch", name="Single keys").uncheck()
    page.keyboard.press("Escape")
    page.locator(".lab-head h1").click()
    page.keyboard.press("r")
    address_ends(page, f"?holdout=0.05&v={lab.version}")
    page.get_by_role("button", name="Keyboard").click()
    page.get_by_role("switch", name="Single keys").check()
    page.keyboard.press("Escape")
    page.locator(".lab-head h1").click()
    page.keyboard.press("r")
    address_ends(page, "")


def test_an_example_comes_without_a_reload(visits: Visits):
    visit = visits()
    page = visit.open(LAB)
    visit.asked.clear()
    example = page.get_by_role("navigation", name="Examples").get_by_role("link").nth(1)
    wanted = example.get_attribute("href")
    example.click()
    expect(example).to_have_attribute("aria-current", "true")
    assert wanted
    address_ends(page, wanted.removeprefix(LAB))
    assert [url for url in visit.asked if url.endswith(wanted)] == []


def test_a_link_shows_what_its_sender_saw(visits: Visits):
    sent = visits().open(LAB)
    set_share(sent, "0.04")
    address_ends(sent, f"?holdout=0.04&v={lab.version}")
    sent.wait_for_load_state("networkidle")
    received = visits().open(LAB + f"?holdout=0.04&v={lab.version}")
    assert measured(received) == measured(sent)


def test_a_pasted_csv_is_drawn_and_named_in_the_address(visits: Visits):
    page = visits().open(LAB)
    page.locator("[name=source]").select_option("points")
    page.get_by_text("Paste instead").click()
    page.locator("[name=points_pasted]").fill(RUNS)
    page.locator("[name=points_pasted]").press("Tab")
    expect(page).to_have_url(re.compile(rf"source=points&points=[0-9a-f]{{64}}&v={lab.version}$"))
    expect(page.locator("#stage-curve-measured tr")).to_have_count(20)


def test_a_refused_csv_says_why_and_that_the_picture_is_the_one_before(visits: Visits):
    visit = visits()
    page = visit.open(LAB)
    before = measured(page)
    page.locator("[name=source]").select_option("points")
    page.wait_for_load_state("networkidle")
    page.get_by_text("Paste instead").click()
    page.locator("[name=points_pasted]").fill("dogs,cats\n1,2\n")
    page.locator("[name=points_pasted]").press("Tab")
    expect(page.locator("#stage-label")).to_contain_text("still shows the settings before")
    expect(page.locator("#refused .notice")).to_be_visible()
    assert measured(page) == before
    # The console noted the refusal; that is what this visit was about.
    visit.complaints.clear()


@pytest.fixture
def runs_file(tmp_path: Path) -> Path:
    file = tmp_path / "runs.csv"
    file.write_text(RUNS)
    return file


def test_an_uploaded_file_is_drawn(visits: Visits, runs_file: Path):
    page = visits().open(LAB)
    page.locator("[name=source]").select_option("points")
    page.locator("input[type=file]").set_input_files(runs_file)
    expect(page.locator("#stage-curve-measured tr")).to_have_count(20)


def test_a_preview_that_comes_late_does_not_hide_a_file_brought_since(
    visits: Visits, runs_file: Path
):
    page = visits().open(LAB)
    hold(page, "**/preview?*")
    with page.expect_request("**/preview?*"):
        page.locator("[name=source]").select_option("points")
    page.locator("input[type=file]").set_input_files(runs_file)
    expect(page).to_have_url(re.compile("points=[0-9a-f]{64}"))
    page.unroute_all()
    page.wait_for_load_state("networkidle")
    expect(page.locator("#stage-curve-measured tr")).to_have_count(20)


def test_what_is_set_while_a_file_is_on_its_way_is_drawn_with_it(visits: Visits, runs_file: Path):
    visit = visits()
    page = visit.open(LAB)
    page.locator("[name=source]").select_option("points")
    page.wait_for_load_state("networkidle")
    on_its_way = hold(page, "**/preview")
    with page.expect_request("**/preview"):
        page.locator("input[type=file]").set_input_files(runs_file)
    set_share(page, "0.5")
    with page.expect_response("**/preview?*points=*"):
        on_its_way.pop().continue_()
    page.wait_for_load_state("networkidle")
    expect(page.locator("#stage-curve-measured tr")).to_have_count(20)
    again = visits().open(page.url.removeprefix(visit.base))
    assert measured(page) == measured(again)
    assert held_out(page) == held_out(again)


def test_space_runs_the_lab_and_the_result_is_kept(visits: Visits):
    page = visits().open(LAB + f"?bootstraps=100&v={lab.version}")
    page.locator(".lab-head h1").click()
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile("/(runs|r)/"))
    expect(page.locator(".run-words")).to_have_text("kept", timeout=60_000)


@pytest.mark.parametrize(("width", "height"), [(360, 760), (768, 1024)])
def test_where_it_is_narrow_the_settings_are_a_sheet(visits: Visits, width: int, height: int):
    page = visits(width, height, has_touch=True).open(LAB)
    expect(page.get_by_role("button", name="Run", exact=True)).to_be_in_viewport()
    expect(page.get_by_role("slider", name="Hold-out line")).to_be_in_viewport()
    expect(share(page)).to_be_hidden()
    page.get_by_role("button", name="Settings").click()
    expect(share(page)).to_be_visible()
    expect(page.get_by_role("slider", name="Hold-out line")).to_be_in_viewport()
    small = (
        page.locator(".controls")
        .locator("button:visible, select:visible")
        .evaluate_all(
            "all => all.filter(e => e.getBoundingClientRect().height < 44).map(e => e.outerHTML)"
        )
    )
    assert small == []


def test_the_keyboard_goes_into_the_sheet_and_out_again(visits: Visits):
    page = visits(720).open(LAB)
    toggle = page.get_by_role("button", name="Settings")
    toggle.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("[name=source]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(toggle).to_be_focused()
    expect(toggle).to_have_attribute("aria-expanded", "false")


def test_the_settings_beside_the_picture_never_cover_what_follows_it(visits: Visits):
    page = visits().open(LAB)
    page.locator(".guide summary").click()
    for read in (".claim >> nth=0", ".provenance", ".guide .prose"):
        page.locator(read).evaluate("element => element.scrollIntoView({ block: 'center' })")
        below = page.locator(".sheet").evaluate("e => e.getBoundingClientRect().bottom")
        stage = page.locator(".stage").evaluate("e => e.getBoundingClientRect().bottom")
        assert below <= stage + 1


def test_settings_that_do_not_apply_are_out_of_sight_and_of_the_address(visits: Visits):
    page = visits().open(LAB)
    points = page.locator(".control[data-name=points]")
    expect(points).to_be_hidden()
    page.locator("[name=source]").select_option("points")
    expect(points).to_be_visible()
    expect(page.locator("[name=noise]")).to_be_hidden()
    page.get_by_text("Paste instead").click()
    page.locator("[name=points_pasted]").fill(RUNS)
    page.locator("[name=points_pasted]").press("Tab")
    expect(page.locator("#stage-curve-measured tr")).to_have_count(20)
    page.locator("[name=source]").select_option("recorded")
    expect(points).to_be_hidden()
    address_ends(page, "")
    page.keyboard.press("Control+z")
    expect(page).to_have_url(re.compile(f"points=[0-9a-f]{{64}}&v={lab.version}$"))
    expect(points).to_be_visible()
    page.get_by_role("link", name="A noisy budget").click()
    expect(page.locator("[name=noise]")).to_be_visible()


def test_on_paper_there_is_the_picture_and_nothing_to_press(visits: Visits):
    page = visits(scheme="dark").open(LAB)
    page.emulate_media(media="print", color_scheme="dark")
    for shown in (".picture svg", ".spend", ".claim >> nth=0", ".provenance"):
        expect(page.locator(shown).first).to_be_visible()
    expect(page.locator(":is(button, input, select, summary):visible")).to_have_count(0)
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"


def test_without_scripts_the_page_reads_and_the_form_runs(visits: Visits):
    page = visits(360, java_script_enabled=False).open(LAB)
    expect(page.locator("#stage-curve-measured tr").first).to_be_attached()
    share(page).fill("0.03")
    page.get_by_role("button", name="Run").click()
    expect(page).to_have_url(re.compile("/(runs|r)/"))
    expect(page.locator(".run-words")).to_be_visible()


def test_a_form_that_is_refused_says_why_beside_the_setting(visits: Visits):
    page = visits(java_script_enabled=False).open(LAB)
    share(page).evaluate("input => input.removeAttribute('max')")
    share(page).fill("0.95")
    page.get_by_role("button", name="Run").click()
    expect(page.locator("[data-name=holdout] .error")).to_contain_text("at most 0.8")
    expect(share(page)).to_have_value("0.95")
