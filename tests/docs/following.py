"""Follows a page of instructions as a reader would: opens, types, chooses, presses, and looks."""

import re
from collections.abc import Iterator
from pathlib import Path
from random import randrange

from playwright.sync_api import Page, expect

INSTRUCTION = re.compile(
    r"[Oo]pen \*\*(?P<path>/[^*]*)\*\*"
    r"|`(?P<typed>[^`]+)` into \*\*(?P<label>[^*]+)\*\*"
    r"|the code into \*\*(?P<code>[^*]+)\*\*"
    r"|[Cc]hoose \*\*(?P<chosen>[^*]+)\*\* under \*\*(?P<list>[^*]+)\*\*"
    r"|[Pp]ress \*\*(?P<pressed>[^*]+)\*\*(?: beside \*(?P<beside>[^*]+)\*)?"
    r"|[Yy]ou see[^.*]*\*\*(?P<seen>[^*]+)\*\*|: \*\*(?P<seen_too>the class’s experiment)\*\*"
)
PATIENCE_MS = 120_000
WORKSHOP = Path(__file__).parents[2] / "docs" / "howto" / "your-first-workshop.md"
STUDENT = "Try it as a student"


def sections(text: str) -> Iterator[tuple[str, str]]:
    """Yield each section's title and its words as one line each paragraph."""
    for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        title, _, body = part.partition("\n")
        done = (line for line in body.splitlines() if _instructs(line))
        yield title, " ".join(" ".join(done).split())


def _instructs(line: str) -> bool:
    """Numbered steps are done; the rest is read."""
    return bool(re.match(r"\d+\. |   \S", line))


def workshop(ada: Page, ben: Page, base: str) -> Iterator[str]:
    """Follow the how-to for teachers; yield the title of each section that was followed."""
    code = ""
    text = WORKSHOP.read_text().replace("ada@example.org", f"ada{randrange(10**9)}@example.org")
    for title, body in sections(text):
        follow(ben if title == STUDENT else ada, base, body, code)
        if title.startswith("As they come in"):
            code = ada.locator(".wall-code .code").inner_text()
        yield title


def follow(page: Page, base: str, body: str, code: str) -> None:
    """Do what a section says; ``code`` is what the wall shows."""
    for found in INSTRUCTION.finditer(body):
        if found["path"]:
            page.goto(base + found["path"])
        elif found["typed"]:
            page.get_by_label(found["label"]).first.fill(found["typed"])
        elif found["code"]:
            page.get_by_label(found["code"]).first.fill(code)
        elif found["chosen"]:
            page.get_by_label(found["list"]).first.select_option(label=found["chosen"])
        elif found["pressed"]:
            press(page, found["pressed"], found["beside"])
        else:
            words = found["seen"] or found["seen_too"]
            expect(page.get_by_text(words).first).to_be_visible(timeout=PATIENCE_MS)


def press(page: Page, words: str, beside: str | None) -> None:
    """Press what carries these words, in the list's row of others where it names them."""
    within = page.locator("li").filter(has_text=beside).first if beside else page.locator("body")
    # A row's buttons say to those who do not see it which row they are of.
    more = r"\s.*" if beside else r"\s+[A-Z]"
    exactly = re.compile(rf"^\s*{re.escape(words)}({more})?\s*$")
    within.locator("button, a, summary").filter(has_text=exactly).first.click()
    page.wait_for_load_state()
