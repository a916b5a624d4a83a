"""What a prompt may say, and how one that may not is refused before anything is queued."""

import pytest
from pydantic import ValidationError

from labs.video_generator.asking import Asked, asked, tidied
from labs.video_generator.settings import VideoParams
from labs.video_generator.words import COLOURS, MOTIONS, PHRASES, SHAPES, SPOKEN, is_held_out


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
    assert ", ".join(SPOKEN) in said


def test_two_objects_are_refused_since_the_network_draws_one():
    assert "'and'" in refusal(prompt="a red circle and a blue square")
    assert "names circle, square" in refusal(prompt="a red circle a blue square")


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
