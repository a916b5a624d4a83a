"""The cube, the strip and the bill: one cut, one selection, by pointer and by keyboard."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import Visits
from tests.browser.test_look import PAINTED, SHIFTS
from tests.labs.spacetime_patches.clips import small, video

pytestmark = pytest.mark.browser

LAB = "/labs/spacetime_patches"
DRAWING = re.compile("/(cube-solid|cube-painted|cube-worker|boxes)[.]")
"""What draws in three dimensions: a budget of its own."""
SENT_FILES = """
window.sentFiles = [];
const plainFetch = window.fetch;
window.fetch = (where, more) => {
  if (more?.body instanceof FormData) {
    const files = [...more.body.values()].filter((each) => each instanceof File && each.size);
    window.sentFiles.push(...files.map((each) => each.name));
  }
  return plainFetch(where, more);
};
"""


WIDTHS_SEEN = """canvas => {
  canvas.closest("patch-cube").grain.coarse = 3;
  const widths = [];
  new MutationObserver(() => {
    if (widths.at(-1) !== canvas.width) widths.push(canvas.width);
    canvas.parentElement.dataset.widths = widths;
  }).observe(canvas, { attributeFilter: ["width"] });
}"""
"""Draws coarsely in movement, and notes every width that the canvas has."""


def grip(page: Page, name: str) -> Locator:
    return page.get_by_role("slider", name=name, exact=True)


def tokens(page: Page) -> Locator:
    return page.locator("[data-cut=tokens]")


def in_bill(page: Page) -> Locator:
    return page.locator("[data-cut='bill-tokens']")


def strip(page: Page) -> Locator:
    return page.get_by_role("slider", name=re.compile("^Selected token"))


def ready(page: Page) -> Page:
    """Wait until the clip's pixels have come and both pictures are drawn."""
    expect(page.locator(".cube-picture canvas")).to_be_visible()
    expect(strip(page)).to_have_attribute("aria-valuetext", re.compile("of "))
    return page


def pull(page: Page, handle: Locator, x: float, y: float) -> None:
    """Drag a handle, and hold it."""
    box = handle.bounding_box()
    assert box
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + x, middle[1] + y, steps=6)


def drawn(page: Page, picture: str = ".cube-picture") -> bool:
    """Wait until a picture holds several colours, as an empty one does not."""
    return bool(page.evaluate(COLOURS, [f"{picture} canvas", SEVERAL]))


SEVERAL = 10
COLOURS = """([picture, least]) => new Promise((done) => {
  const look = () => {
    const from = document.querySelector(picture);
    const copy = new OffscreenCanvas(from.width, from.height).getContext("2d");
    copy.drawImage(from, 0, 0);
    const { data } = copy.getImageData(0, 0, from.width, from.height);
    const seen = new Set();
    for (let at = 0; at < data.length; at += 388) seen.add(data.slice(at, at + 4).join());
    if (seen.size > least) done(true);
    else requestAnimationFrame(look);
  };
  look();
})"""


def test_the_first_paint_shows_the_cut_and_its_price(visits: Visits):
    page = ready(visits().open(LAB))
    expect(tokens(page)).to_have_text("384")
    expect(in_bill(page)).to_have_text("384")
    expect(strip(page)).to_have_attribute("aria-valuetext", re.compile("token 13 of 384"))
    assert drawn(page)


def test_pulling_an_edge_cuts_anew_before_the_server_answers(visits: Visits):
    page = ready(visits().open(LAB))
    waiting: list[Route] = []

    def keep_waiting(route: Route) -> None:
        waiting.append(route)

    page.route(f"**{LAB}/preview*", keep_waiting)
    pull(page, grip(page, "Width of a patch"), -40, -12)
    expect(tokens(page)).not_to_have_text("384")
    cut = tokens(page).inner_text()
    expect(in_bill(page)).to_have_text(cut)
    expect(strip(page)).to_have_attribute(
        "aria-valuetext", re.compile(f"of {cut.replace(',', '')},")
    )
    for route in waiting:
        route.continue_()


def test_letting_go_writes_the_setting_and_the_address(visits: Visits):
    page = ready(visits().open(LAB))
    pull(page, grip(page, "Height of a patch"), 0, 60)
    page.mouse.up()
    high = page.locator("input[name=patch_height]").input_value()
    assert int(high) > 16
    expect(page).to_have_url(re.compile(f"patch_height={high}"))
    page.keyboard.press("Control+z")
    expect(page.locator("input[name=patch_height]")).to_have_value("16")


def test_arrow_keys_move_each_edge(visits: Visits):
    page = ready(visits().open(LAB))
    for name, setting, before in (
        ("Frames in a patch", "patch_frames", 4),
        ("Height of a patch", "patch_height", 16),
        ("Width of a patch", "patch_width", 16),
    ):
        grip(page, name).focus()
        page.keyboard.press("ArrowRight")
        expect(page.locator(f"input[name={setting}]")).to_have_value(str(before + 1))
    # 32, 96 and 128 in steps of 5, 17 and 17.
    expect(tokens(page)).to_have_text("336")
    expect(page.locator("[data-cut=padding]")).to_contain_text("pixels of padding")


def test_the_strip_is_painted_by_a_worker_once_it_is_seen(visits: Visits):
    page = ready(visits().open(LAB))
    assert not [each for each in page.workers if "strip" in each.url]
    strip(page).scroll_into_view_if_needed()
    assert drawn(page, "patch-strip")
    page.locator("input[name=patch_width]").fill("64")
    page.locator("input[name=patch_width]").dispatch_event("change")
    expect(strip(page)).to_have_attribute("aria-valuetext", re.compile("of 96,"))
    expect(strip(page)).to_have_attribute("height", "60")  # three rows of 20 pixels
    assert drawn(page, "patch-strip")


def test_a_stretch_selected_in_the_strip_is_the_selection_of_cube_and_bill(visits: Visits):
    page = ready(visits().open(LAB))
    strip(page).focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".patch-reading")).to_contain_text("Token 14 at time 0, row 1, column 6")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("input[name=span]")).to_have_value("2")
    expect(page.locator("[data-cut=share]")).to_contain_text("2 selected tokens")
    expect(page).to_have_url(re.compile("token=14&span=2"))


def test_a_patch_is_chosen_by_pressing_it_in_the_cube(visits: Visits):
    page = ready(visits().open(LAB))
    box = page.locator(".cube-picture canvas").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.6)
    expect(page.locator("input[name=token]")).not_to_have_value("13")
    chosen = page.locator("input[name=token]").input_value()
    expect(strip(page)).to_have_attribute("aria-valuenow", chosen)


def test_the_keyboard_turns_the_cube_and_walks_through_it(visits: Visits):
    page = ready(visits().open(LAB))
    page.locator(".cube-picture canvas").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("+")
    page.keyboard.press(".")
    expect(page.locator("input[name=token]")).to_have_value(str(13 + 48))
    page.keyboard.press("Shift+ArrowDown")
    expect(page.locator("input[name=token]")).to_have_value(str(13 + 48 + 8))


def test_a_cube_that_is_drawn_coarsely_while_it_moves_is_fine_at_rest(visits: Visits):
    page = ready(visits().open(LAB))
    canvas = page.locator(".cube-picture canvas")
    assert drawn(page)
    fine = canvas.evaluate("canvas => canvas.clientWidth * devicePixelRatio")
    canvas.evaluate(WIDTHS_SEEN)
    canvas.focus()
    for _ in range(2):
        page.keyboard.press("ArrowLeft")
        page.evaluate(PAINTED)
    expect(
        page.locator(f".cube-picture[data-widths='{fine / 3:.0f},{2 * fine:.0f}']")
    ).to_be_visible()


def test_published_cuts_can_be_borrowed(visits: Visits):
    page = ready(visits().open(LAB))
    page.get_by_role("button", name="1, 1, 1: cut like LTX-Video").click()
    for setting, value in (("patch_frames", "8"), ("patch_height", "32"), ("patch_width", "32")):
        expect(page.locator(f"input[name={setting}]")).to_have_value(value)
    expect(tokens(page)).to_have_text("48")


def test_less_motion_shows_a_sheet_that_can_be_used_all_the_same(visits: Visits):
    page = ready(visits(reduced_motion="reduce").open(LAB))
    expect(page.get_by_role("button", name="Show as a cube")).to_be_visible()
    assert drawn(page)
    page.locator(".cube-picture canvas").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("input[name=token]")).to_have_value("14")
    grip(page, "Width of a patch").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("input[name=patch_width]")).to_have_value("15")


def test_a_video_is_sampled_here_and_only_frames_are_sent(visits: Visits, tmp_path: Path):
    visit = visits()
    visit.page.add_init_script(SENT_FILES)
    page = ready(visit.open(LAB))
    file = tmp_path / "mine.webm"
    file.write_bytes(video(small(24), "libvpx-vp9", "webm", rate=24))
    page.locator("input[type=file][name=clip]").set_input_files(file)
    expect(page.locator("img.clip-sheet")).to_have_attribute("data-height", "64")
    expect(page.locator("img.clip-sheet")).to_have_attribute("src", re.compile("^data:image/jpeg"))
    expect(page).to_have_url(re.compile("scene=own&clip=[0-9a-f]{64}"))
    assert page.evaluate("window.sentFiles") == ["clip.npy"]
    assert drawn(page)


def test_a_file_that_is_no_video_is_refused_beside_its_control(visits: Visits, tmp_path: Path):
    visit = visits()
    page = ready(visit.open(LAB))
    file = tmp_path / "playlist.mp4"
    file.write_bytes(b"#EXTM3U\nhttp://127.0.0.1/x\n")
    page.locator("input[type=file][name=clip]").set_input_files(file)
    expect(page.locator("#refused")).to_contain_text("does not begin as a video does")
    visit.complaints.clear()  # the browser says of the answer that it is a 422


def test_a_page_without_scripts_reads_and_shows_the_cube(visits: Visits):
    page = visits(java_script_enabled=False).open(LAB)
    expect(page.get_by_alt_text(re.compile("^A clip of bouncing shapes"))).to_be_visible()
    expect(page.locator("table.bill tbody tr")).to_have_count(15)


@pytest.mark.parametrize("width", [1440, 768, 360])
def test_axe_finds_nothing_wrong(visits: Visits, width: int):
    visit = visits(width, reduced_motion="reduce")
    page = ready(visit.open(LAB))
    assert visit.axe() == []
    page.emulate_media(color_scheme="dark")
    page.evaluate(PAINTED)
    assert visit.axe() == []


@pytest.mark.parametrize("width", [1440, 768, 360, 320])
def test_nothing_is_wider_than_the_window_and_nothing_jumps(visits: Visits, width: int):
    visit = visits(width)
    page = ready(visit.open(LAB))
    page.wait_for_load_state("networkidle")
    assert visit.overflow() == 0
    assert page.evaluate(SHIFTS) <= 0.05


def test_the_first_load_is_at_most_100_kb_beside_what_draws_the_cube(visits: Visits):
    visit = visits()
    ready(visit.open(LAB)).wait_for_load_state("networkidle")
    sizes = {each.url: each.request.sizes()["responseBodySize"] for each in visit.answers}
    assert any(DRAWING.search(url) for url in sizes)
    assert sum(size for url, size in sizes.items() if not DRAWING.search(url)) <= 100_000


def test_other_labs_load_none_of_it(visits: Visits):
    visit = visits()
    visit.open("/labs/scaling_laws").wait_for_load_state("networkidle")
    assert not [url for url in visit.asked if "spacetime_patches" in url]
