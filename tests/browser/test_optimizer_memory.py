"""The memory lab as a visitor meets it."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visits
from tests.browser.test_look import PAINTED

pytestmark = pytest.mark.browser

LAB = "/labs/optimizer_memory"
SMALL = "model=own&layers=4&width=512&heads=8&key_value_heads=8&feed_forward=1408&batch=1"
GUESS = ".handle-guess"
MOMENT = ".timeline-known .handle-moment"


def test_the_first_paint_shows_adamws_step_and_keeps_lomos_for_the_guess(visits: Visits):
    page = visits().open(LAB)
    expect(page.locator(".guess-known")).to_contain_text("With AdamW it takes 101.4 GiB")
    expect(page.locator(".timeline-known .readout")).to_contain_text("optimizer states 75.31")
    for answer in (".timeline-guessed", ".panel-gradients", ".panel-fits", ".claim-list"):
        expect(page.locator(answer)).to_be_hidden()


def test_the_truth_is_shown_once_a_guess_is_let_go(visits: Visits):
    page = visits().open(LAB)
    page.locator(GUESS).focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".truth")).to_contain_text("you guessed 31")
    expect(page.locator(".timeline-guessed .readout")).to_contain_text("15.31 GiB")
    strips = page.locator(".panel-gradients figcaption").all_inner_texts()
    assert "AdamW: at most 12.55 GiB" in strips[0]
    assert "LOMO: at most 0.24 GiB" in strips[1]
    assert page.locator("[data-name=guess] input[type=number]").input_value() == "31"
    assert "guess=31" in page.url


def test_who_does_not_guess_may_ask_and_need_not_ask_again(visits: Visits):
    page = visits().open(LAB)
    page.get_by_text("Show what it takes").click()
    expect(page.locator(".panel-gradients")).to_be_visible()
    page.select_option("[name=optimizer]", "galore")
    expect(page.locator(".guess-question")).to_contain_text("GaLore")
    expect(page.locator(".panel-gradients")).to_be_visible()
    page.reload()
    expect(page.locator(".panel-gradients")).to_be_visible()


def test_both_steps_are_drawn_to_one_scale_or_each_to_its_own(visits: Visits):
    page = visits().open(f"{LAB}?guess=30")
    slab = page.locator(".timeline-guessed .area.is-parameters").first
    low = slab.bounding_box()
    page.get_by_label("a scale of their own").check()
    page.wait_for_function(
        "low => document.querySelector('.timeline-guessed .area.is-parameters')"
        ".getBoundingClientRect().height > 3 * low",
        arg=low["height"] if low else 0,
    )


def test_the_axis_of_a_small_model_names_round_numbers(visits: Visits):
    page = visits().open(f"{LAB}?{SMALL}")
    names = page.locator(".timeline-known svg .axis text.tick")
    expect(names.first).to_be_visible()
    assert [each for each in names.all_text_contents() if len(each) > len("0.05")] == []


def test_the_switch_tells_a_sum_from_a_peak(visits: Visits):
    page = visits().open(f"{LAB}?optimizer=adamw&checkpointing=false&guess=100&v=2")
    assert "133.5" in page.locator(".truth").inner_text()
    page.locator(".truth [value=sum]").check()
    assert "146.1" in page.locator(".truth").inner_text()


def test_a_cursor_names_op_place_and_tensors_by_keyboard_alone(visits: Visits):
    page = visits().open(LAB)
    page.locator(MOMENT).focus()
    page.keyboard.press("Home")
    first = page.locator(".timeline-known .readout").inner_text()
    page.keyboard.press("PageDown")
    assert "parameters 12.55 in 291 tensors" in first.replace("\n", " ")
    page.keyboard.press("End")
    assert page.locator(".timeline-known .readout").inner_text() != first
    assert "GiB" in (page.locator(MOMENT).get_attribute("aria-valuetext") or "")


def test_another_optimizer_is_answered_at_once(visits: Visits):
    page = visits().open(f"{LAB}?guess=30")
    page.select_option("[name=optimizer]", "adalomo")
    page.wait_for_selector(".guess-question:has-text('AdaLomo')")
    page.wait_for_selector(".fits .chosen:has-text('AdaLomo')")
    assert page.locator(".fits .chosen .yes").count() == 4


def test_these_settings_can_be_held_as_the_second(visits: Visits):
    page = visits().open(f"{LAB}?optimizer=sgd&batch=4&guess=30")
    page.get_by_role("button", name="Hold these settings as the second").click()
    page.wait_for_selector(".pair thead:has-text('SGD')")
    page.select_option("[name=optimizer]", "adamw")
    page.wait_for_selector(".pair .differs:has-text('two moments')")
    assert "batch=4" in page.locator("[name=otherwise]").input_value()


def test_without_scripts_a_fold_keeps_the_answer(visits: Visits):
    page = visits(java_script_enabled=False).open(LAB)
    expect(page.locator(".panel-gradients")).to_be_hidden()
    page.locator("details.truth summary").click()
    assert "15.3 GiB" in page.locator(".truth").inner_text()
    expect(page.locator(".panel-gradients")).to_be_visible()
    assert page.locator(".panel-gradients polygon").count() == 2


def test_a_run_trains_and_says_that_two_curves_are_one(visits: Visits):
    page = visits().open(f"{LAB}?mode=run&steps=3")
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_selector("text=lie exactly on one another", timeout=120_000)
    assert page.locator(".curves-host figure .course").count() == 6


@pytest.mark.parametrize("width", [1440, 768, 360])
def test_axe_finds_nothing_wrong_and_nothing_is_wider_than_the_window(visits: Visits, width: int):
    for told in ("", "?guess=30"):
        visit = visits(width, reduced_motion="reduce")
        page = visit.open(LAB + told)
        assert visit.axe() == []
        assert visit.overflow() == 0
        page.emulate_media(color_scheme="dark")
        page.evaluate(PAINTED)
        assert visit.axe() == []


def test_the_first_load_fits_the_budget(visits: Visits):
    visit = visits()
    visit.open(LAB)
    assert visit.loaded_bytes < 100_000
