"""Boxes of which several may be ticked: in the address, in the picture, in steps undone."""

import re

import pytest
from playwright.sync_api import Page, expect

from labs.scaling_laws.lab import lab
from tests.browser.conftest import Visits

pytestmark = pytest.mark.browser

CUSTOM = f"/labs/scaling_laws?source=live&sweep=custom&marks=3&v={lab.version}"


def box(page: Page, label: str):
    return page.locator('[data-name="widths"]').get_by_label(label, exact=True)


def test_what_is_ticked_is_in_the_address_and_its_cost_in_the_picture(visits: Visits):
    page = visits().open(CUSTOM)
    promise = page.get_by_text(re.compile(r"for about \d+ CPU-seconds in all"))
    expect(promise).to_contain_text("6 transformers")
    box(page, "934k").check()
    expect(promise).to_contain_text("7 transformers")
    expect(page).to_have_url(re.compile(r"widths=12%2C16%2C24%2C32%2C48%2C64%2C192"))
    box(page, "7k").uncheck()
    expect(promise).to_contain_text("6 transformers")
    page.get_by_role("button", name="Undo").click()
    expect(box(page, "7k")).to_be_checked()
    expect(promise).to_contain_text("7 transformers")


def test_a_choice_that_costs_too_much_is_said_at_once(visits: Visits):
    page = visits().open(CUSTOM.replace("marks=3", "marks=6"))
    for label in ("426k", "934k"):
        box(page, label).check()
    expect(page.locator("#refused")).to_contain_text("but at most 1,200 are given")


def test_boxes_can_be_ticked_with_the_keyboard_and_without_scripts(visits: Visits):
    page = visits(java_script_enabled=False).open(CUSTOM)
    for label in ("10k", "20k", "33k", "68k"):
        box(page, label).focus()
        page.keyboard.press("Space")
    page.get_by_role("button", name="Run").first.click()
    expect(page.locator("main")).to_contain_text("widths names 2 models")
    expect(box(page, "7k")).to_be_checked()
    expect(box(page, "10k")).not_to_be_checked()
