"""How every page looks to a browser: at three widths, light and dark, without a mouse."""

import re

import pytest

from labs.registry import labs
from tests.browser.conftest import Visits
from tests.browser.held import Held

pytestmark = pytest.mark.browser

PAGES = ["/", "/about", "/runs", "/patterns/", "/labs/scaling_laws", "/nowhere"]
WIDTHS = [1440, 768, 360]
PAINTED = """async () => {
  do {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    await Promise.allSettled(document.getAnimations().map((each) => each.finished));
  } while (document.getAnimations().length);
}"""


@pytest.fixture(params=PAGES)
def path(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_wrong_in_light_or_dark(visits: Visits, path: str, width: int):
    visit = visits(width, reduced_motion="reduce")
    page = visit.open(path)
    assert visit.axe() == []
    page.emulate_media(color_scheme="dark")
    page.evaluate(PAINTED)
    assert visit.axe() == []


@pytest.mark.parametrize("width", [360, 320])
def test_nothing_is_wider_than_a_phone(visits: Visits, path: str, width: int):
    visit = visits(width)
    visit.open(path)
    assert visit.overflow() == 0


def test_the_keyboard_reaches_everything_and_shows_where_it_is(visits: Visits):
    page = visits().open("/patterns/")
    wanted = page.evaluate(FOCUSABLE)
    reached = []
    for _ in range(wanted):
        page.keyboard.press("Tab")
        reached.append(page.evaluate(FOCUS))
    assert [each for each in reached if not each["seen"]] == []
    assert len({each["number"] for each in reached}) == wanted


FOCUSABLE = """() => {
  const radios = new Set();
  const all = [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")];
  const open = all.filter((each) => {
    if (!each.checkVisibility({ visibilityProperty: true })) return false;
    if (each.type !== "radio") return true;
    return each.checked;
  });
  document.numbered = all;
  return open.length;
}"""

FOCUS = """() => {
  const at = document.activeElement;
  const framed = [at, at.closest("label"), at.closest("article")].filter(Boolean);
  const seen = framed.some((each) => getComputedStyle(each).outlineStyle !== "none");
  return { seen, number: document.numbered.indexOf(at), what: at.outerHTML.slice(0, 120) };
}"""


def test_a_chosen_theme_is_there_from_the_first_paint_of_the_next_page(visits: Visits):
    visit = visits(scheme="light")
    page = visit.open("/about")
    page.get_by_role("button", name="Dark theme").click()
    visit.open("/")
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
    page.get_by_role("button", name="Dark theme").click()
    assert page.evaluate("localStorage.getItem('theme')") is None


SHIFTS = """() => new Promise((done) => {
  const read = (list) => done(list.getEntries().reduce((sum, each) => sum + each.value, 0));
  new PerformanceObserver(read).observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => done(0)));
})"""


AFTER_PAINT = re.compile(r"/(?!theme\.|htmx\.)[\w.-]+\.js$|\.woff2$")
"""The scripts and fonts that no paint waits for."""
PAINTED_FIRST = """() => new Promise((done) => {
  new PerformanceObserver(() => done()).observe({ type: "paint", buffered: true });
})"""


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("lab", list(labs()))
def test_nothing_jumps_while_a_lab_loads_whose_scripts_and_fonts_come_last(
    visits: Visits, lab: str, width: int
):
    visit = visits(width)
    page, late = visit.page, Held(visit.page, AFTER_PAINT)
    page.goto(f"{visit.base}/labs/{lab}", wait_until="commit")
    page.evaluate(PAINTED_FIRST)
    late.release()
    page.wait_for_load_state("networkidle")
    assert page.evaluate(SHIFTS) <= 0.05


def test_the_first_load_of_a_lab_is_at_most_100_kb(visits: Visits):
    visit = visits()
    visit.open("/labs/scaling_laws").wait_for_load_state("networkidle")
    assert visit.loaded_bytes <= 100_000
