"""The cube is drawn with a graphics processor or without: both pictures show the same."""

from io import BytesIO

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visits
from tests.browser.test_spacetime_patches import LAB, drawn, ready

pytestmark = pytest.mark.browser

GRAPHICS = """
const plain = WebGL2RenderingContext.prototype.getParameter;
WebGL2RenderingContext.prototype.getParameter = function (what) {
  const { UNMASKED_RENDERER_WEBGL } = this.getExtension("WEBGL_debug_renderer_info");
  return what === UNMASKED_RENDERER_WEBGL ? "A graphics processor" : plain.call(this, what);
};
"""
"""Lets the page take the machine that the tests run on for one with a graphics processor."""
NO_WEBGL = """
const plain = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
  return kind === "webgl2" ? null : plain.call(this, kind, ...more);
};
"""
NO_WORKER = "delete window.Worker;"
SOFTWARE = "GPU stall due to ReadPixels"
"""What Chromium says of a canvas that it composes without a graphics processor, as here."""
GRAIN = 4
"""Pixels a side that are looked at as one: edges are drawn a little otherwise."""
TURNS = [(), ("ArrowRight",) * 14, ("ArrowDown",) * 12]
"""So far that one sees what was hidden: columns from the other side, rows from below."""

RESTS = """() => new Promise((done) => {
  const look = () => {
    const { view: { canvas, pace }, shown } = document.querySelector("patch-cube");
    const fine = Math.round((canvas.clientWidth * devicePixelRatio) / pace.rest);
    if (shown === "cube" && canvas.width === fine) done();
    else requestAnimationFrame(look);
  };
  look();
})"""
"""Wait until the cube is drawn as finely as it is at rest."""


def way(page: Page) -> str:
    """How the cube is drawn."""
    return str(page.evaluate("document.querySelector('patch-cube').view.constructor.name"))


def picture(page: Page) -> NDArray[np.float64]:
    """Take the cube at rest: (height, width, 3), in squares of some pixels."""
    page.evaluate(RESTS)
    cube = page.locator(".cube-picture")
    seen, before = cube.screenshot(), b""
    while seen != before:
        seen, before = cube.screenshot(), seen
    pixels = np.asarray(Image.open(BytesIO(seen)).convert("RGB"), float)
    height, width = (side // GRAIN for side in pixels.shape[:2])
    pixels = pixels[: height * GRAIN, : width * GRAIN]
    return pixels.reshape(height, GRAIN, width, GRAIN, 3).mean((1, 3))


@pytest.mark.parametrize("keys", TURNS)
@pytest.mark.parametrize("query", ["", "?patch_frames=5&patch_width=24&token=9&span=3"])
def test_both_ways_show_the_same(visits: Visits, query: str, keys: tuple[str, ...]):
    pictures = []
    for script, name in ((GRAPHICS, "Solid"), (NO_WEBGL, "Painted")):
        visit = visits()
        visit.page.add_init_script(script)
        page = ready(visit.open(LAB + query))
        page.locator(".cube-picture canvas").focus()
        for key in keys:
            page.keyboard.press(key)
        assert way(page) == name
        pictures.append(picture(page))
        visit.complaints[:] = [said for said in visit.complaints if SOFTWARE not in said]
    away = np.abs(pictures[0] - pictures[1])
    assert away.mean() < 4
    page.keyboard.press("ArrowLeft")
    turned = np.abs(picture(page) - pictures[1])
    assert turned.mean() > 3 * away.mean(), "what is seen would pass for another picture"


@pytest.mark.parametrize(
    ("query", "shown"), [("?patch_width=4", "cube"), ("?patch_width=1&patch_height=1", "sheet")]
)
def test_without_webgl_a_cube_is_drawn_up_to_as_many_boxes(visits: Visits, query: str, shown: str):
    visit = visits()
    visit.page.add_init_script(NO_WEBGL)
    page = ready(visit.open(LAB + query))
    other = {"cube": "Show as a sheet", "sheet": "Show as a cube"}[shown]
    expect(page.get_by_role("button", name=other)).to_be_visible()
    assert drawn(page)


def test_where_nothing_draws_a_cube_there_is_a_sheet(visits: Visits):
    visit = visits()
    visit.page.add_init_script(NO_WEBGL + NO_WORKER)
    page = ready(visit.open(LAB))
    expect(page.get_by_role("button", name="Show as a cube")).to_be_visible()
    assert drawn(page)


def test_what_software_draws_in_webgl_is_drawn_without_it(visits: Visits):
    visit = visits()
    page = ready(visit.open(LAB))
    assert way(page) == "Painted"
    page.get_by_role("button", name="Show as a sheet").click()
    expect(page.get_by_role("button", name="Show as a cube")).to_be_visible()
    assert page.workers == []
