"""The how-to for teachers, followed word by word: by Ada in one browser, by Ben in another."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visits
from tests.docs.following import STUDENT, workshop

pytestmark = pytest.mark.browser


def test_the_first_workshop_goes_as_it_is_written(visits: Visits) -> None:
    ada, ben = visits(), visits(390, 844)
    followed = []
    for title in workshop(ada.page, ben.page, ada.base):
        followed.append(title)
        if title == STUDENT:
            expect(ada.page.locator(".tile-head")).to_have_text(re.compile("Ben"))
    assert followed.index(STUDENT) < len(followed) - 1
    expect(ada.page.locator(".class-guesses circle")).to_have_count(1)
