"""The memory lab as a visitor meets it."""

import pytest

from tests.browser.conftest import Visits

pytestmark = pytest.mark.browser

LAB = "/labs/optimizer_memory"
GUESS = ".handle-guess"
MOMENT = ".handle-moment"


def test_the_first_paint_sets_a_ramp_beside_a_thin_line(visits: Visits):
    page = visits().open(LAB)
    strips = page.locator(".panel-gradients figcaption").all_inner_texts()
    assert "AdamW: at most 12.55 GiB" in strips[0]
    assert "LOMO: at most 0.24 GiB" in strips[1]


def test_the_truth_is_shown_once_a_guess_is_let_go(visits: Visits):
    page = visits().open(LAB)
    truth = page.locator("details.truth")
    assert truth.get_attribute("open") is None
    page.locator(GUESS).focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('details.truth').open")
    page.wait_for_selector("text=you guessed 31")
    assert page.locator("[data-name=guess] input[type=number]").input_value() == "31"
    assert "guess=31" in page.url


def test_the_switch_tells_a_sum_from_a_peak(visits: Visits):
    page = visits().open(f"{LAB}?checkpointing=false&guess=100")
    assert "133.5" in page.locator(".truth").inner_text()
    page.locator(".truth [value=sum]").check()
    assert "146.1" in page.locator(".truth").inner_text()


def test_a_cursor_names_op_place_and_tensors_by_keyboard_alone(visits: Visits):
    page = visits().open(LAB)
    page.locator(MOMENT).focus()
    page.keyboard.press("Home")
    first = page.locator(".readout").inner_text()
    page.keyboard.press("PageDown")
    assert "parameters 12.55 in 291 tensors" in first.replace("\n", " ")
    page.keyboard.press("End")
    assert page.locator(".readout").inner_text() != first
    assert "GiB" in (page.locator(MOMENT).get_attribute("aria-valuetext") or "")


def test_another_optimizer_is_answered_at_once(visits: Visits):
    page = visits().open(LAB)
    page.select_option("[name=optimizer]", "lomo")
    page.wait_for_selector(".guess-question:has-text('LOMO')")
    page.wait_for_selector(".fits .chosen:has-text('LOMO')")
    assert page.locator(".fits .chosen .yes").count() == 4


def test_these_settings_can_be_held_as_the_second(visits: Visits):
    page = visits().open(f"{LAB}?optimizer=sgd&batch=4")
    page.get_by_role("button", name="Hold these settings as the second").click()
    page.wait_for_selector(".pair thead:has-text('SGD')")
    page.select_option("[name=optimizer]", "adamw")
    page.wait_for_selector(".pair .differs:has-text('two moments')")
    assert "batch=4" in page.locator("[name=otherwise]").input_value()


def test_the_page_reads_without_scripts(visits: Visits):
    page = visits(java_script_enabled=False).open(LAB)
    page.locator("details.truth summary").click()
    assert "101.4 GiB" in page.locator(".truth").inner_text()
    assert page.locator(".panel-gradients polygon").count() == 2


def test_a_run_trains_and_says_that_two_curves_are_one(visits: Visits):
    page = visits().open(f"{LAB}?mode=run&steps=3")
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_selector("text=lie exactly on one another", timeout=120_000)
    assert page.locator(".curves-host .course").count() == 6


@pytest.mark.parametrize("width", [1440, 768, 360])
def test_axe_finds_nothing_wrong_and_nothing_is_wider_than_the_window(visits: Visits, width: int):
    visit = visits(width, reduced_motion="reduce")
    visit.open(f"{LAB}?guess=30")
    assert visit.axe() == []
    assert visit.overflow() == 0


def test_the_first_load_fits_the_budget(visits: Visits):
    visit = visits()
    visit.open(LAB)
    assert visit.loaded_bytes < 100_000
