"""The prompt enhancer: what it reads, what it writes, and that nothing said is lost."""

import numpy as np
import pytest
import torch
from pydantic import ValidationError

from labs.shared.weights import card_of, shipped
from labs.video_generator.asking import asked_one
from labs.video_generator.enhancing import PLACES, enhanced, exact, missed, network
from labs.video_generator.events import Enhanced, Generated, Judged
from labs.video_generator.lab import lab
from labs.video_generator.lexicon import FILLERS, MEANS, SAYINGS, told
from labs.video_generator.settings import VideoParams
from labs.video_generator.shipped import ENHANCER, enhancer
from labs.video_generator.telling import figures
from labs.video_generator.terse import KNOWN, pair
from labs.video_generator.terse_trial import HABITS, prompts
from labs.video_generator.wanted import Asked
from labs.video_generator.wishes import written
from labs.video_generator.words import OF_ONE
from workers.local import LocalContext


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)


def refusal(**given: object) -> str:
    with pytest.raises(ValidationError) as refused:
        VideoParams.model_validate({"enhance": True, **given})
    return str(refused.value)


def test_every_word_of_the_network_is_read_and_every_word_has_one_meaning():
    assert set(OF_ONE) <= set(PLACES)
    assert not set(FILLERS) & set(MEANS)
    assert len(MEANS) == sum(len(each) for each in SAYINGS.values())
    assert set(SAYINGS) == {value for values in KNOWN.values() for value in values}


def test_terse_words_are_read():
    assert told("blue sq bouncing") == Asked("blue", "square", "bounces", None, None)
    assert told("circle red goes up tiny") == Asked("red", "circle", "up", "small", None)
    assert VideoParams(enhance=True, prompt="Circle, red, goes up: tiny!").prompt == (
        "circle red goes up tiny"
    )


def test_unknown_words_are_named_with_the_enhancer_as_without_it():
    assert "the enhancer never learned 'purple', 'dances'" in refusal(prompt="purple sq dances")
    assert "'purple'" in refusal(instead="purple sq")


def test_what_says_nothing_or_two_things_is_refused():
    assert "says nothing of an object" in refusal(prompt="please show me a video")
    assert "both 'red' and 'blue'" in refusal(prompt="scarlet navy sq")


def test_without_the_enhancer_such_words_are_refused():
    with pytest.raises(ValidationError, match="never learned 'sq', 'bouncing'"):
        VideoParams(prompt="blue sq bouncing")


@pytest.mark.parametrize("number", range(40))
def test_every_terse_prompt_is_readable_and_met_by_its_own_caption(number):
    rng = np.random.default_rng([6, number])
    drawn = pair(rng)
    caption = drawn.caption(rng)
    assert drawn.is_met_by(caption)
    assert told(drawn.prompt).kept_by(asked_one(caption), still=drawn.still)
    assert not drawn.is_met_by(caption.removesuffix(" background"))
    other = {"dark": "light", "light": "dark"}[str(drawn.parts["ground"])]
    assert not drawn.is_met_by(caption.replace(str(drawn.parts["ground"]), other))


def test_an_enhancer_begins_to_learn_within_thirty_steps():
    torch.manual_seed(0)
    made = network()
    adamw = torch.optim.AdamW(made.parameters(), lr=3e-3)
    losses = []
    for step in range(30):
        adamw.zero_grad()
        loss = missed(made, np.random.default_rng(step), 16)
        loss.backward()
        adamw.step()
        losses.append(float(loss.detach()))
    assert np.mean(losses[-5:]) < 0.7 * losses[0]


def test_the_enhancer_that_ships_is_the_card_s_small_and_exact():
    card = card_of(ENHANCER)
    assert shipped(ENHANCER)
    assert ENHANCER.stat().st_size < 5_000_000
    assert card["figures"]["exact"] >= 0.99
    assert exact(enhancer(), seed=123) >= 0.99


def test_the_seed_chooses_what_a_prompt_leaves_open_and_nothing_else():
    captions = {
        enhanced(enhancer(), "golden ball falling", still=False, seed=seed) for seed in range(5)
    }
    assert captions == {"a big yellow circle moves down on a dark background"}
    chosen = [enhanced(enhancer(), "ball", still=False, seed=seed) for seed in range(8)]
    assert len({asked_one(each).colour for each in chosen}) > 1
    assert {asked_one(each).shape for each in chosen} == {"circle"}
    assert chosen == [enhanced(enhancer(), "ball", still=False, seed=seed) for seed in range(8)]


def test_a_picture_s_caption_tells_of_no_motion():
    params = VideoParams(enhance=True, prompt="tri, yellow, rising", frames=1)
    (told_,) = written(params)
    assert told_.caption == "a picture of a big yellow triangle on a dark background"
    assert told_.kept


def test_both_prompts_are_enhanced_and_the_checker_judges_by_what_the_visitor_said():
    params = VideoParams(enhance=True, prompt="blue sq up", instead="blue sq", steps=1, frames=4)
    story = list(lab.run(params, LocalContext(0, {}, None)))
    first, second = (each for each in story if isinstance(each, Enhanced))
    assert (first.caption, first.clip) == (
        "a big blue square moves up on a dark background",
        "first",
    )
    assert first.added == ("size", "background")
    assert second.added == ("size", "motion", "background")
    assert [each.prompt for each in story if isinstance(each, Generated)] == [
        first.caption,
        second.caption,
    ]
    assert [each.asked for each in story if isinstance(each, Judged)] == [
        "blue square moves up",
        "blue square",
    ]


def test_a_caption_that_lost_a_word_is_told_of():
    meant = told("small blue sq")
    assert not meant.kept_by(asked_one("a big blue square bounces"), still=False)
    assert meant.kept_by(asked_one("a small blue square bounces on a dark background"), still=False)


def test_terse_prompts_of_the_trial_tell_their_scenes():
    for habit in HABITS:
        for prompt, scene in prompts(habit, 20):
            thing, said = scene.things[0], told(prompt)
            assert (said.colour, said.shape, said.motion) == (
                thing.colour, thing.shape, thing.motion,
            )  # fmt: skip


@pytest.mark.parametrize("habit", HABITS, ids=lambda habit: habit.name)
def test_its_effect_was_measured(habit):
    off, on = (row for row in figures() if row["what"].startswith(habit.name))
    assert "enhancer off" in off["what"]
    assert on["right"] > off["right"]
