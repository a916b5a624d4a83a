"""What a prompt may say, and how one that may not is refused before anything is queued."""

import numpy as np
import pytest
from pydantic import ValidationError

from labs.video_generator.asking import asked, tidied
from labs.video_generator.related import related
from labs.video_generator.scenes import caption
from labs.video_generator.settings import VideoParams
from labs.video_generator.standing import verdict
from labs.video_generator.thirds import BESIDE, three
from labs.video_generator.wanted import Asked, AskedSeveral
from labs.video_generator.words import (
    COLOURS,
    MOTIONS,
    PHRASES,
    RELATIONS,
    SHAPES,
    VOCABULARY,
    is_held_out,
)


def refusal(**given: object) -> str:
    with pytest.raises(ValidationError) as refused:
        VideoParams.model_validate(given)
    return str(refused.value)


def test_case_stops_and_blanks_do_not_matter():
    assert tidied("  A red  circle, moves LEFT. ") == "a red circle moves left"
    assert VideoParams(prompt="A red circle moves left.") == VideoParams()


def test_every_part_of_a_prompt_is_read():
    said = asked("a small blue square bounces on a light background")
    assert said == Asked("blue", "square", "bounces", "small", "light")
    assert asked("a triangle") == Asked(None, "triangle", None, None, None)


@pytest.mark.parametrize("motion", MOTIONS)
def test_every_motion_can_be_said(motion):
    assert asked(f"a red circle {PHRASES[motion]}").motion == motion


def test_unknown_words_are_named_and_the_known_ones_told():
    said = refusal(prompt="a purple circle jumps")
    assert "'purple', 'jumps'" in said
    assert ", ".join(VOCABULARY) in said


def test_two_objects_are_read_each_for_itself_and_how_they_stand():
    said = asked("a small red circle moves left behind a blue square on a light background")
    assert isinstance(said, AskedSeveral)
    assert said.things[0] == Asked("red", "circle", "left", "small", None)
    assert said.things[1] == Asked("blue", "square", None, None, "light")
    assert (said.relation, said.ground) == ("behind", "light")
    assert asked("a circle moves up left of a square").relation == "left of"
    assert asked("a circle moves left and a square bounces").relation is None


@pytest.mark.parametrize("relation", BESIDE)
def test_a_scene_drawn_for_three_objects_is_told_by_its_prompt(relation):
    for seed in range(20):
        rng = np.random.default_rng(seed)
        said = asked(f"a circle {relation} a red square and a small triangle")
        assert said.relation == relation
        scene = said.drawn(rng, 1.0, still=False)
        assert len({each.colour for each in scene.things}) == 3
        assert verdict(said, scene.rendered(16, 32, 32)).right
        told = asked(caption(rng, three(rng)))
        assert len(told.things) == 3


@pytest.mark.parametrize("relation", RELATIONS)
def test_objects_without_a_colour_are_found_by_what_else_is_asked_of_them(relation):
    said = asked(f"a circle {relation} a square")
    for seed in range(10):
        scene = said.drawn(np.random.default_rng(seed), 1.0)
        clip = scene.rendered(16, 32, 32)
        assert verdict(said, clip).right
        other = asked(f"a triangle {relation} a square")
        assert not verdict(other, clip).shape


@pytest.mark.parametrize("relation", RELATIONS)
def test_a_scene_drawn_for_two_objects_is_told_by_its_prompt(relation):
    for seed in range(20):
        rng = np.random.default_rng(seed)
        prompt = caption(rng, related(rng, relation=relation))
        said = asked(prompt)
        scene = said.drawn(rng, 1.0, still=False)
        assert verdict(said, scene.rendered(16, 32, 32)).right, prompt


@pytest.mark.parametrize(
    ("prompt", "said"),
    [
        ("a red circle a blue square", "not how they stand; say 'and', 'left of'"),
        ("a circle and a square and a circle and a triangle", "at most three are drawn"),
        ("a circle above a square a triangle", "names three objects, but not how they stand"),
        ("a circle and a square and a triangle", "say one of those"),
        ("a circle behind a square and a triangle", "'left of', 'right of', 'above' or 'below'"),
        ("a circle above a square above a triangle", "say 'and' before it"),
        ("a circle above a square and a triangle orbits", "the third object of"),
        ("a circle above a red square and a red triangle", "are red"),
        ("a red circle above", "says 'above', but names one object"),
        ("a circle and a square behind", "say one of them between each two"),
        ("and a circle a square", "say it between two"),
        ("a red circle and a red square", "are red"),
        ("a circle orbits behind a square", "was learned with moves left, moves right"),
        (
            "a circle moves left behind a square bounces",
            "others stay still in what was learned",
        ),
        ("a big circle moves left behind a square", "leave its size out"),
        ("a red blue circle and a square", "both 'red' and 'blue'"),
    ],
)
def test_what_was_not_learned_of_several_objects_is_refused_with_a_remedy(prompt, said):
    assert said in refusal(prompt=prompt)


def test_two_objects_need_time_and_room():
    two = "a red circle and a blue square"
    assert "no picture was learned" in refusal(prompt=two, frames=1)
    assert "at most 1.7 times the other" in refusal(prompt=two, width=64)
    assert VideoParams(prompt=two).network == "two"
    assert VideoParams(instead=two).network == "two"
    three = "a red circle above a blue square and a green square"
    assert VideoParams(prompt=two, instead=three).network == "three"
    assert VideoParams().network == "one"


def test_a_prompt_without_a_shape_says_which_there_are():
    assert "names no shape" in refusal(prompt="a red")
    assert "circle, square, triangle" in refusal(prompt="")


def test_a_contradiction_is_refused():
    assert "both 'red' and 'blue'" in refusal(prompt="a red blue circle")


def test_too_many_words_are_refused():
    assert "25 words" in refusal(prompt="a red circle " + "big " * 22)


def test_the_second_prompt_is_read_as_the_first():
    assert "'purple'" in refusal(instead="a purple circle")


def test_what_would_take_too_long_is_refused_with_the_estimate():
    said = refusal(frames=48, height=64, width=64, steps=50)
    assert "CPU-seconds, but 10 are the most" in said


def test_given_frames_leave_something_to_make():
    assert "ask for at least 5" in refusal(frames=4, given="start")
    assert "ask for at least 9" in refusal(frames=8, given="ends")


def test_one_combination_in_seven_is_held_out_and_every_pair_is_drawn():
    every = [(c, s, m) for c in COLOURS for s in SHAPES for m in MOTIONS]
    drawn = [each for each in every if not is_held_out(*each)]
    assert len(every) - len(drawn) == len(every) // 7
    assert {(c, s) for c, s, _ in drawn} == {(c, s) for c in COLOURS for s in SHAPES}
    assert {(c, m) for c, _, m in drawn} == {(c, m) for c in COLOURS for m in MOTIONS}
    assert {(s, m) for _, s, m in drawn} == {(s, m) for s in SHAPES for m in MOTIONS}
