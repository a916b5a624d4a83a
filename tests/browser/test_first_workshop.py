"""The how-to for teachers, followed word by word: by Ada in one browser, by Ben in another."""

import re
from pathlib import Path
from random import randrange

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visits
from tests.docs.following import follow, sections

pytestmark = pytest.mark.browser
HOWTO = Path(__file__).parents[2] / "docs" / "howto" / "your-first-workshop.md"
STUDENT = "Try it as a student"


def test_the_first_workshop_goes_as_it_is_written(visits: Visits) -> None:
    ada, ben = visits(), visits(390, 844)
    code = wall = ""
    text = HOWTO.read_text().replace("ada@example.org", f"ada{randrange(10**9)}@example.org")
    for title, body in sections(text):
        reader = ben if title == STUDENT else ada
        follow(reader.page, ada.base, body, code)
        if title.startswith("As they come in"):
            code = ada.page.locator(".wall-code .code").inner_text()
            wall = ada.page.url
        if title == STUDENT:
            expect(ada.page.locator(".tile-head")).to_have_text(re.compile("Ben"))
    assert wall
