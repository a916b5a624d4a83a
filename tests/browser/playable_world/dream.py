"""What the tests of the dream have in common: where it is, and how it is begun."""

from typing import Any

from playwright.sync_api import Page, expect

LAB = "/labs/playable_world"
PATIENCE_MS = 120_000


def said(page: Page) -> Any:
    return page.locator("[data-part=said]")


def playing(page: Page) -> Page:
    """Press Play and wait until the dream goes."""
    page.get_by_role("button", name="Play", exact=True).click()
    expect(said(page)).to_contain_text("frames a second", timeout=PATIENCE_MS)
    return page
