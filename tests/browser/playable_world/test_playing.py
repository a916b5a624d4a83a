"""The dream is played: beside the game, by keyboard, by finger and by itself."""

import re

import pytest
from playwright.sync_api import Route, expect

from labs.playable_world.boards import LETTERS
from labs.playable_world.codes import CODES
from labs.playable_world.presets import PRESETS
from labs.playable_world.world import KEYS
from tests.browser.conftest import Visits
from tests.browser.playable_world.dream import LAB, PATIENCE_MS, playing, said
from tests.browser.test_look import PAINTED, SHIFTS

pytestmark = pytest.mark.browser

ANSWERED = """async () => {
  const element = document.querySelector("dream-game");
  const screens = element.querySelector("[data-part=screens]");
  const before = element.pair.keys.length;
  screens.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
  screens.dispatchEvent(new KeyboardEvent("keyup", { key: "ArrowRight", bubbles: true }));
  while (!element.pair.keys.slice(before).includes(4)) await new Promise(requestAnimationFrame);
  return element.pair.keys.indexOf(4, before) - before + 1;
}"""


AT_ONCE = """async () => {
  const element = document.querySelector("dream-game");
  const { pair } = element;
  const step = pair.step.bind(pair);
  let [now, most] = [0, 0];
  pair.step = async (...given) => {
    most = Math.max(most, ++now);
    try { return await step(...given); } finally { now--; }
  };
  element.pause();
  await element.play();
  const first = pair.dreamed;
  while (pair.dreamed < first + 40) await new Promise(requestAnimationFrame);
  return most;
}"""
"""Returns how many steps of a play were under way together."""
SAID = """async () => {
  const element = document.querySelector("dream-game");
  let changes = 0;
  const watching = new MutationObserver(() => changes++);
  watching.observe(element.querySelector("[data-part=said]"), { childList: true });
  const [began, first] = [performance.now(), element.pair.dreamed];
  while (element.pair.dreamed < first + 40) await new Promise(requestAnimationFrame);
  watching.disconnect();
  return [changes, 1 + (performance.now() - began) / 200];
}"""
"""Returns how often what is said changed while 40 frames were dreamed, and how often it may."""


def test_the_first_paint_shows_a_recording_and_says_so(visits: Visits):
    visit = visits()
    page = visit.open(LAB)
    expect(said(page)).to_contain_text("A recording of", timeout=PATIENCE_MS)
    expect(page.locator("canvas[data-screen=dream]")).to_be_visible()
    assert not [url for url in visit.asked if url.endswith(".wasm") or ".onnx" in url]


def test_play_fetches_the_network_and_dreams_in_step_with_the_game(visits: Visits):
    visit = visits()
    page = playing(visit.open(LAB))
    assert [url for url in visit.asked if ".wasm" in url]
    page.wait_for_function("() => document.querySelector('dream-game').pair.dreamed > 20")
    assert page.evaluate(ANSWERED) <= 2
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_what_is_said_of_frames_stays_to_be_read_and_ends_with_the_last(visits: Visits):
    page = playing(visits().open(LAB))
    changes, most = page.evaluate(SAID)
    assert 1 <= changes <= most
    page.get_by_role("button", name="Pause").click()
    last = page.evaluate("document.querySelector('dream-game').pair.dreamed")
    expect(said(page)).to_contain_text(f"frame {last} ·")


def test_pausing_and_going_on_at_once_plays_no_faster(visits: Visits):
    page = playing(visits().open(LAB))
    page.locator("[data-part=speed]").select_option("1000")
    assert page.evaluate(AT_ONCE) == 1


def test_it_is_played_by_keyboard_alone(visits: Visits):
    page = visits().open(LAB)
    page.locator("[data-part=screens]").focus()
    page.keyboard.down("ArrowRight")
    expect(said(page)).to_contain_text("frames a second", timeout=PATIENCE_MS)
    page.keyboard.up("ArrowRight")
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    assert 4 in page.evaluate("document.querySelector('dream-game').pair.keys")


def test_a_finger_holds_a_key(visits: Visits):
    visit = visits(360, 740, has_touch=True, is_mobile=True, reduced_motion="reduce")
    page = playing(visit.open(LAB))
    assert visit.overflow() == 0
    box = page.get_by_role("button", name="Left", exact=True).bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 44
    page.get_by_role("button", name="Left", exact=True).tap()
    page.wait_for_function("() => document.querySelector('dream-game').pair.keys.includes(3)")


def test_it_plays_by_itself_and_takes_coins(visits: Visits):
    page = visits().open(LAB)
    page.get_by_role("button", name="Play for me").click()
    taken = "() => document.querySelector('dream-game').pair?.game.there.includes(false)"
    page.wait_for_function(taken, timeout=PATIENCE_MS)


def test_another_age_dreams_on_from_the_same_frames(visits: Visits):
    page = playing(visits().open(LAB))
    page.get_by_label("Its age").press("Home")
    expect(page.locator("[data-part=network]")).to_have_value("age_60")
    expect(page).to_have_url(re.compile("preset=age_60"))
    frames = page.evaluate("document.querySelector('dream-game').pair.dreamed")
    page.wait_for_function(
        f"() => document.querySelector('dream-game').pair.dreamed > {frames} + 3",
        timeout=PATIENCE_MS,
    )


def test_one_step_and_four_are_played_with_the_same_weights(visits: Visits):
    visit = visits()
    page = playing(visit.open(LAB + "?preset=flow_4"))
    page.wait_for_function("() => document.querySelector('dream-game').pair.dreamed > 3")
    page.locator("[data-part=network]").select_option("flow_1")
    expect(page).to_have_url(re.compile("preset=flow_1"))
    frames = page.evaluate("document.querySelector('dream-game').pair.dreamed")
    further = f"() => document.querySelector('dream-game').pair.dreamed > {frames} + 3"
    page.wait_for_function(further, timeout=PATIENCE_MS)
    assert len({url for url in visit.asked if ".onnx" in url}) == 1


def test_the_lamps_of_dreams_stand_below_those_of_the_game(visits: Visits):
    page = visits().open(LAB)
    rows = page.locator(".lamps tbody tr")
    expect(rows).to_have_count(5)
    expect(rows.first).to_contain_text("The game")
    arcade = [each for each in PRESETS.values() if each.recipe.world == "arcade"]
    expect(page.locator(".ladder tbody tr")).to_have_count(len(arcade))
    expect(page.locator(".ladder .strip img:visible")).to_have_count(len(arcade))


def test_the_world_that_scrolls_is_begun_anew_and_played(visits: Visits):
    page = playing(visits().open(LAB))
    page.locator("[data-part=network]").select_option("scrolling")
    expect(page).to_have_url(re.compile("preset=scrolling"))
    at = "document.querySelector('dream-game').pair?.game.coins.length"
    page.wait_for_function(f"() => {at} === 26", timeout=PATIENCE_MS)
    page.wait_for_function("() => document.querySelector('dream-game').pair.dreamed > 3")


def test_what_leaves_the_view_is_drawn_as_a_curve(visits: Visits):
    page = visits().open(LAB + "?preset=scrolling")
    expect(page.locator("return-curve svg[role=img] path.is-gone")).to_be_visible(
        timeout=PATIENCE_MS
    )
    expect(page.locator(".revisited img")).to_be_visible()
    expect(page.locator(".panel-drift")).to_be_hidden()


def test_keys_that_a_network_invented_are_played_by_their_digits(visits: Visits):
    page = visits().open(LAB + "?preset=invented")
    expect(page.locator("[data-part=codes]")).to_be_visible()
    page = playing(page)
    page.locator("[data-part=screens]").focus()
    page.keyboard.press("3")
    page.wait_for_function("() => document.querySelector('dream-game').pair.keys.includes(7)")
    page.locator("[data-part=codes]").get_by_role("button", name=f"{CODES}").click()
    last = len(KEYS) + CODES - 1
    page.wait_for_function(f"() => document.querySelector('dream-game').pair.keys.includes({last})")
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Keep this play").click()
    expect(page).to_have_url(re.compile(f"play=.*C.*{LETTERS[last]}"))
    page.locator("[data-part=network]").select_option("best")
    expect(page.locator("[data-part=codes]")).to_be_hidden()


def test_a_controller_that_learned_in_a_dream_plays_and_is_compared(visits: Visits):
    page = visits().open(LAB + "?mode=control")
    expect(page.locator("[name=temperature]")).to_be_visible()
    expect(page.locator("[data-name=budget]")).to_be_hidden()
    page.locator("return-race").scroll_into_view_if_needed()
    for name in ("dream", "real", "random", "autopilot"):
        expect(page.locator(f"return-race svg path.is-{name}").first).to_be_attached()
    rehearsal = page.locator("dream-rehearsal")
    expect(rehearsal.get_by_role("status")).to_contain_text("Choice 0 of 40")
    last = rehearsal.get_by_label("Choice")
    last.press("End")
    told = rehearsal.get_by_role("status").text_content() or ""
    taken = re.search(r"(\d+) coins? taken in the game", told)
    assert taken
    kept = page.locator(".performed-list strong.is-real").text_content() or ""
    assert kept.split()[0] == taken[1]
    watch = rehearsal.get_by_role("button", name="Watch it play")
    watch.click()
    on_its_way = re.compile(r"Choice ([1-9]|[123]\d) of 40, pressed")
    expect(rehearsal.get_by_role("status")).to_have_text(on_its_way)
    expect(rehearsal.get_by_role("status")).to_contain_text("Choice 40 of 40", timeout=PATIENCE_MS)
    expect(watch).to_have_attribute("aria-pressed", "false")


def test_a_start_can_be_drawn(visits: Visits):
    page = visits().open(LAB)
    page.locator("summary", has_text="Draw a start of your own").click()
    page.get_by_role("button", name="Row 1, column 3: floor").click()
    page.get_by_role("button", name="coin", exact=True).click()
    page.get_by_role("button", name="Row 2, column 1: floor").click()
    board = "P.#....o" + "." * 40 + "B"
    expect(page.locator("[name=board]")).to_have_value(board)
    page.get_by_role("button", name="Row 1, column 1: player").click()
    expect(page.locator("[name=board]")).to_have_value(board)
    playing(page)
    assert page.evaluate("document.querySelector('dream-game').pair.game.coins.length") == 1


@pytest.mark.parametrize("button", ["Play", "Play for me"])
def test_a_network_that_was_changed_is_not_played_and_named(visits: Visits, button: str):
    page = visits().open(LAB)

    def spoil(route: Route) -> None:
        answer = route.fetch()
        body = bytearray(answer.body())
        body[-1] ^= 1
        route.fulfill(response=answer, body=bytes(body))

    page.context.route("**/*.onnx", spoil)
    page.get_by_role("button", name=button, exact=True).click()
    expect(said(page)).to_contain_text("it is not played", timeout=PATIENCE_MS)
    expect(said(page)).to_contain_text("best")
    for_me = page.get_by_role("button", name="Play for me")
    expect(for_me).to_have_attribute("aria-pressed", "false")


def test_without_simd_a_worker_of_the_site_dreams_what_was_played(visits: Visits):
    visit = visits()
    visit.page.add_init_script("WebAssembly.validate = () => false")
    page = visit.open(LAB + "?games=1")
    expect(page.locator("[data-part=unable]")).to_be_visible()
    page.locator("[data-part=screens]").focus()
    page.keyboard.down("ArrowLeft")
    expect(said(page)).to_contain_text(re.compile(r"^\d\d keys"))
    page.keyboard.up("ArrowLeft")
    page.get_by_role("button", name="Pause").click()
    expect(page.locator("[name=play]")).not_to_have_value("")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(said(page)).to_contain_text("Dreamed by a worker in this run", timeout=PATIENCE_MS)
    assert not [url for url in visit.asked if ".wasm" in url]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_nothing_is_inaccessible_and_nothing_sticks_out(visits: Visits, width: int, scheme: str):
    visit = visits(width, scheme=scheme)
    page = visit.open(LAB)
    expect(said(page)).to_contain_text("A recording of", timeout=PATIENCE_MS)
    page.locator("summary", has_text="Draw a start of your own").click()
    page.locator("summary", has_text="Show the numbers").click()
    assert visit.axe() == []
    assert visit.overflow() == 0


def test_nothing_jumps_while_it_loads(visits: Visits):
    page = visits().open(LAB)
    page.evaluate(PAINTED)
    assert page.evaluate(SHIFTS) <= 0.05
