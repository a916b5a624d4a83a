"""What the flagship's pictures say: no words on others, and axes that name the values they mark."""

import math
import re

import pytest
from playwright.sync_api import Page, expect

from labs.scaling_laws.lab import lab
from tests.browser.conftest import Visits
from tests.browser.visit import wait_for_picture

pytestmark = pytest.mark.browser

LAB = "/labs/scaling_laws"

QUERIES = [
    "",
    "source=simulated&noise=0.05&runs=60",
    "source=simulated&holdout=0.7&noise=0.02",
    "source=simulated&law=hoffmann&ask=budget&budget=17",
    "source=simulated&ask=budget&budget=28",
    "overlay=kaplan&rounded=true",
]
COLLISIONS = """() => [
  ...document.querySelectorAll(":is(.pictures, .best-split) svg[role=img], .forest-axis svg"),
].flatMap((svg) => {
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
    page = visits(width).open(f"{LAB}?{query}&v={lab.version}" if query else LAB)
    wait_for_picture(page, ".panes figure:last-child")
    wait_for_picture(page, ".best-split")
    wait_for_approaches(page)
    assert page.evaluate(COLLISIONS) == []


def wait_for_approaches(page: Page) -> None:
    page.locator(".approaches").scroll_into_view_if_needed()
    expect(page.locator(".forest-axis text").first).to_be_attached()


def test_a_law_that_foretells_several_times_too_much_says_how_many(visits: Visits):
    page = visits(360, 740).open(f"{LAB}?form=bnsl1&v={lab.version}")
    wait_for_picture(page, ".panes figure:last-child")
    wait_for_approaches(page)
    expect(page.locator(".miss-axis")).to_contain_text(re.compile(r"0\s*×\d"))
    assert page.evaluate(COLLISIONS) == []


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("holdout=0", ["96 runs seen", "none held back"]),
        ("holdout=0.02", ["94 smaller runs seen", "2 larger runs to be foretold"]),
    ],
)
def test_the_line_says_what_stands_on_either_side(visits: Visits, query: str, words: list[str]):
    page = visits().open(f"{LAB}?{query}&v={lab.version}")
    picture = page.locator(".pictures > .picture").first
    expect(picture.locator(".heading.is-held-out")).to_have_text(words)


SUPERSCRIPTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
FOOT_AXIS = """picture => [...picture.querySelectorAll("g.axis:not(.under) text.tick")]
  .filter(tick => tick.getAttribute("text-anchor") === "middle")
  .map(tick => [tick.textContent, Number(tick.getAttribute("x"))])"""


def runs_over(factor: float) -> str:
    """Write runs whose compute spans a factor, as a CSV."""
    grid = [(1e6 * factor ** (i / 14), 3e8 * factor ** (j / 6)) for i in range(4) for j in range(4)]
    rows = [f"{n:.0f},{d:.0f},{1.8 + 480 / n**0.35 + 2000 / d**0.37:.4f}" for n, d in grid]
    return "\n".join(["parameters,tokens,loss", *rows])


def value(label: str) -> float:
    """Read a power of ten on an axis, such as 2 × 10¹⁰."""
    times, _, power = label.replace("\u202f", "").rpartition("×")
    return float(times or 1) * 10 ** int(power.removeprefix("10").translate(SUPERSCRIPTS))


def marks(page: Page, picture: str) -> list[tuple[float, float]]:
    """Return the values that the compute axis names and their places, pixels."""
    axis = page.locator(f"{picture} svg[role=img]").first.evaluate(FOOT_AXIS)
    return [(value(label), x) for label, x in axis if label]


@pytest.mark.parametrize("width", [1440, 360])
@pytest.mark.parametrize("factor", [3, 30, 300])
def test_an_axis_over_few_decades_names_the_values_it_marks(
    visits: Visits, width: int, factor: float
):
    page = visits().open(LAB)
    page.locator("[name=source]").select_option("points")
    page.get_by_text("Paste instead").click()
    page.locator("[name=points_pasted]").fill(runs_over(factor))
    page.locator("[name=points_pasted]").press("Tab")
    expect(page.locator("#stage-curve-measured tr")).to_have_count(16)
    page.set_viewport_size({"width": width, "height": 740})
    wait_for_picture(page, ".best-split")
    for picture in (".pictures", ".best-split"):
        (low, left), *others, (high, right) = marks(page, picture)
        assert len(others) <= 7
        for amount, x in others:
            share = math.log(amount / low) / math.log(high / low)
            assert x == pytest.approx(left + share * (right - left), abs=1)
    assert page.evaluate(COLLISIONS) == []
