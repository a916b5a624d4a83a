"""The small video generator as a visitor meets it: generate, scrub, compare, look inside."""

import re

import pytest
from playwright.sync_api import Page, expect

from labs.video_generator.related import MOVES
from labs.video_generator.words import PHRASES
from tests.browser.conftest import Visits

pytestmark = pytest.mark.browser

LAB = "/labs/video_generator"
SHOWN = (
    "canvas => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.join()"
)


def screens(page: Page) -> list[str]:
    """Return the pixels of the clips that are shown."""
    return [
        each.evaluate(SHOWN) for each in page.locator(".clip-screens figure:visible canvas").all()
    ]


def steps(page: Page):
    return page.get_by_role("slider", name="Step", exact=True)


def test_the_first_paint_shows_a_clip_and_says_that_it_is_recorded(visits: Visits):
    page = visits(reduced_motion="reduce").open(LAB)
    expect(page.locator(".clip-screens figure:visible")).to_have_count(1)
    expect(page.locator(".clip-recorded")).to_contain_text("Recorded")
    expect(page.locator(".clip-verdicts")).to_contain_text("the checker saw")


def test_the_keyboard_goes_back_to_the_noise(visits: Visits):
    page = visits(reduced_motion="reduce").open(LAB)
    expect(steps(page)).to_have_attribute("aria-valuetext", re.compile("step 8 of 8"))
    last = screens(page)
    steps(page).focus()
    page.keyboard.press("Home")
    expect(steps(page)).to_have_attribute("aria-valuetext", re.compile("step 1 of 8"))
    assert screens(page) != last
    page.get_by_label("with the noise that is left").check()
    assert screens(page) != last


def test_a_clip_is_made_and_can_be_taken_away(visits: Visits):
    page = visits(reduced_motion="reduce").open(f"{LAB}?steps=4&seed=3")
    page.locator("[data-action=run]").click()
    expect(page.locator(".clip-verdicts li")).to_have_count(1, timeout=60_000)
    expect(page.locator(".clip-step")).to_have_count(4)
    expect(page.locator(".clip-recorded")).to_have_count(0)
    for name, kind in {"WebP": "image/webp", "GIF": "image/gif", "MP4": "video/mp4"}.items():
        link = page.locator(".clip-made a[download]", has_text=name)
        expect(link).to_have_attribute("href", re.compile(f"^data:{kind}"))


def test_two_prompts_stand_side_by_side(visits: Visits):
    page = visits(reduced_motion="reduce").open(f"{LAB}?instead=a red circle moves right")
    expect(page.locator(".clip-screens figure:visible")).to_have_count(2)
    first, second = screens(page)
    assert first != second


def test_one_prompt_is_made_of_pixels_and_of_latents_side_by_side(visits: Visits):
    page = visits(reduced_motion="reduce").open(f"{LAB}?space=both&steps=4")
    expect(page.locator(".clip-plan")).to_contain_text("20 patches of 2 × 2 latents")
    expect(page.locator("table.equal tbody tr")).to_have_count(2)
    page.locator("[data-action=run]").click()
    expect(page.locator(".clip-verdicts li")).to_have_count(2, timeout=60_000)
    shown = page.locator(".clip-screens figure:visible figcaption")
    expect(shown).to_have_text(
        [re.compile("^Of pixels: “a red"), re.compile("^Of latents: “a red")]
    )
    pixels, latents = screens(page)
    assert pixels != latents
    page.locator("#controls input[name=prompt]").fill("a red circle orbits")
    page.locator("[data-action=run]").click()
    expect(page.locator("#controls")).to_contain_text("choose pixels")


def test_the_prompt_can_be_built_by_choices(visits: Visits):
    page = visits().open(LAB)
    builder = page.locator("prompt-builder")
    builder.get_by_label(re.compile("^colour")).select_option("blue")
    prompt = page.locator("#controls input[name=prompt]")
    expect(prompt).to_have_value("a blue circle moves left")
    prompt.fill("a big green square bounces")
    expect(builder.get_by_label(re.compile("^size"))).to_have_value("big")


def test_two_objects_are_built_by_choices_that_the_network_learned(visits: Visits):
    page = visits().open(LAB)
    builder = page.locator("prompt-builder")
    expect(builder.get_by_label("second colour")).to_be_hidden()
    builder.get_by_label("another object").select_option("above")
    expect(builder.get_by_label("second motion")).to_be_hidden()
    builder.get_by_label("second colour").select_option("green")
    prompt = page.locator("#controls input[name=prompt]")
    expect(prompt).to_have_value("a red circle moves left above a green circle")
    builder.get_by_label("another object").select_option("left of")
    expect(prompt).to_have_value("a red circle left of a green circle")
    prompt.fill("a blue square bounces and a small red triangle moves up")
    expect(builder.get_by_label("another object")).to_have_value("and")
    expect(builder.get_by_label("second motion")).to_have_value("moves up")
    expect(builder.get_by_label(re.compile("^motion"))).to_have_value("bounces")


def test_a_third_object_is_built_beside_two_that_stand_to_each_other(visits: Visits):
    page = visits().open(LAB)
    builder = page.locator("prompt-builder")
    expect(builder.get_by_label("a third object")).to_be_hidden()
    builder.get_by_label("another object").select_option("above")
    builder.get_by_label("a third object").select_option("and")
    builder.get_by_label("second colour").select_option("green")
    builder.get_by_label("third colour").select_option("blue")
    builder.get_by_label("third shape").select_option("triangle")
    prompt = page.locator("#controls input[name=prompt]")
    said = "a red circle moves left above a green circle and a blue triangle"
    expect(prompt).to_have_value(said)
    builder.get_by_label("another object").select_option("behind")
    expect(builder.get_by_label("a third object")).to_be_hidden()
    expect(prompt).to_have_value("a red circle moves left behind a green circle")
    prompt.fill("a blue square stays still left of a red square and a small yellow triangle")
    expect(builder.get_by_label("another object")).to_have_value("left of")
    expect(builder.get_by_label("third colour")).to_have_value("yellow")
    expect(builder.get_by_label("third size")).to_have_value("small")


def test_the_builder_offers_with_each_relation_the_motions_that_were_learned(visits: Visits):
    page = visits().open(LAB)
    builder = page.locator("prompt-builder")
    for relation, moves in MOVES.items():
        builder.get_by_label("another object").select_option(relation)
        options = builder.get_by_label(re.compile("^motion")).locator("option:not([hidden])")
        offered = [each for each in options.evaluate_all("all => all.map((o) => o.value)") if each]
        assert set(offered) == {PHRASES[each] for each in moves}, relation


def test_an_unknown_word_is_named_before_anything_is_queued(visits: Visits):
    page = visits().open(LAB)
    page.locator("#controls input[name=prompt]").fill("a purple circle")
    page.locator("[data-action=run]").click()
    expect(page.locator("#controls")).to_contain_text("never learned 'purple'")


def test_a_terse_prompt_is_enhanced_and_the_page_says_what_was_made_of_it(visits: Visits):
    page = visits(reduced_motion="reduce").open(f"{LAB}?steps=4&frames=4")
    page.locator("#controls input[name=prompt]").fill("blue sq bouncing")
    page.locator("#controls").get_by_label("Enhance").check()
    shape = page.locator("prompt-builder").get_by_label(re.compile("^shape"))
    expect(shape).to_have_value("square")
    page.locator("[data-action=run]").click()
    caption = page.locator(".clip-captions li")
    expect(caption).to_contain_text(
        "a big blue square bounces on a dark background", timeout=60_000
    )
    expect(caption).to_contain_text("It chose the size, background")
    expect(page.locator(".clip-verdicts")).to_contain_text("Asked for blue square bounces")


def test_training_shows_no_panel_of_a_clip_that_it_does_not_make(visits: Visits):
    page = visits().open(LAB)
    expect(page.locator(".panel-looks")).to_be_visible()
    page.locator("[name=task][value=learn]").check(force=True)
    expect(page.locator(".panel-learning")).to_be_visible()
    expect(page.locator(".panel-clip, .panel-looks").filter(visible=True)).to_have_count(0)


def test_a_patch_is_chosen_by_arrows_and_says_where_it_looks(visits: Visits):
    page = visits().open(LAB)
    reading = page.locator(".looks-reading")
    expect(reading).to_contain_text("frames 9 to 12, row 1, column 3")
    page.locator(".looks-cell[tabindex='0']").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("PageUp")
    expect(reading).to_contain_text("frames 5 to 8, row 2, column 3")


def test_an_arrow_goes_one_patch_on_after_other_looks_have_come(visits: Visits):
    page = visits().open(LAB)
    reading = page.locator(".looks-reading")
    expect(reading).to_contain_text("row 1, column 3")
    page.locator(".looks-picture").evaluate(
        "(picture) => picture.firstChild.setAttribute('data-old', '')"
    )
    page.locator("[id$='-attended']").evaluate("(list) => list.replaceChildren(...list.children)")
    expect(page.locator(".looks-picture [data-old]")).to_have_count(0)
    page.locator(".looks-cell[tabindex='0']").focus()
    page.keyboard.press("ArrowDown")
    expect(reading).to_contain_text("row 2, column 3")


@pytest.mark.parametrize("width", [1440, 768, 360])
def test_axe_finds_nothing_and_nothing_is_too_wide(visits: Visits, width: int):
    visit = visits(width, reduced_motion="reduce")
    page = visit.open(LAB)
    expect(page.locator(".clip-screens figure:visible")).to_have_count(1)
    assert visit.axe() == []
    page.emulate_media(color_scheme="dark")
    assert visit.axe() == []
    assert visit.overflow() == 0
