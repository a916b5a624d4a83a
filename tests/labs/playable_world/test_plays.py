"""The plays of a class: written and read, run again, covered, learned from, and pooled."""

from collections.abc import Iterator
from io import BytesIO
from itertools import takewhile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labs.contract import Event, State
from labs.playable_world.boards import keys_of, text_of
from labs.playable_world.covering import reels_of, told_plays
from labs.playable_world.deal import deal
from labs.playable_world.drawing import draw
from labs.playable_world.events import Dreamed, Played, Taught, Weighed
from labs.playable_world.examining import examined
from labs.playable_world.intake import intake
from labs.playable_world.plays import Play, plays_of, text_of_plays
from labs.playable_world.pool import pool
from labs.playable_world.preview import preview
from labs.playable_world.reels import reel_of
from labs.playable_world.science import run
from labs.playable_world.settings import PlayParams
from labs.playable_world.taught import PLAYS
from labs.playable_world.world import FIRST_WORLD, begun, step

BOARD = "P..#....#.#.#..#.o.#..#####..o......##.##....o..B"
NAME = "0" * 64
TEXT = f"3 r12u3s5\n7 d20l4 {BOARD}\n5 u15\n"
CLASS = plays_of(TEXT)

keys = st.lists(st.integers(0, 4), min_size=10, max_size=60).map(
    lambda each: text_of(np.array(each))
)
plays = st.lists(
    st.builds(Play, st.integers(FIRST_WORLD, 2**32 - 1), keys, st.sampled_from(["", BOARD])),
    min_size=1,
    max_size=5,
    unique=True,
)


class Context:
    """Holds a file of plays, and keeps what a worker would keep."""

    device = "cpu"

    def __init__(self, state: State | None = None, text: str = TEXT) -> None:
        self.state, self.text = state, text

    def open(self, upload: str) -> BytesIO:
        assert upload == NAME
        return BytesIO(self.text.encode())

    def checkpoint(self, state: State) -> None:
        self.state = state

    def resume(self) -> State | None:
        return self.state


def of(events: list[Event], kind: type) -> list:
    return [event for event in events if isinstance(event, kind)]


@given(plays)
@settings(max_examples=30, deadline=None)
def test_plays_are_written_and_read_again(some):
    assert plays_of(text_of_plays(some)) == sorted(some)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "0 plays"),
        ("3 r12\nhello", "line 2"),
        ("x r12", "seed of a world"),
        ("3", "seed of a world"),
        (f"{2**31} r12", "seeds end at"),
        ("3 r4", "at least 10"),
        ("3 q12", "keys are written"),
        ("3 r12 #", "49 cells"),
        ("".join(f"{seed} r1200\n" for seed in range(51)), "60,000"),
    ],
)
def test_what_is_no_play_is_refused_by_its_line(text, said):
    with pytest.raises(ValueError, match=said):
        plays_of(text)


def test_of_plays_that_are_given_each_is_kept_once_and_in_order():
    assert intake("plays", b"5 u15\r\n3 r12u3\n\n5 u15\n") == b"3 r12u3\n5 u15\n"


@given(plays)
@settings(max_examples=20, deadline=None)
def test_plays_run_again_show_the_frames_that_were_played(some):
    one, reel = some[0], reel_of(some)
    alone = reel_of([one])
    size = one.steps + 1
    assert (draw(reel.states)[:size] == draw(alone.states)).all()
    assert reel.keys[: size - 1].tolist() == keys_of(one.keys).tolist()
    assert len(reel.states) == sum(each.steps + 1 for each in some)


def test_the_frames_of_a_play_are_those_of_its_world():
    games = begun(np.array([FIRST_WORLD + 3]))
    for key, seen in zip(keys_of("r12u3s5"), draw(reel_of(CLASS[:1]).states), strict=False):
        assert (seen == draw(games)[0]).all()
        games = step(games, np.array([key]))


def test_clips_are_cut_out_of_single_plays():
    reel = reel_of(CLASS)
    frames, pressed = reel.clips(np.random.default_rng(0), 40, 6)
    assert (frames.shape, pressed.shape) == ((40, 6, 64, 64, 3), (40, 5))
    whole = [draw(reel_of([play]).states) for play in CLASS]
    for clip, clip_keys in zip(frames, pressed, strict=True):
        cuts = [
            keys_of(play.keys)[at : at + 5].tolist()
            for play, film in zip(CLASS, whole, strict=True)
            for at in range(len(film) - 5)
            if (film[at : at + 6] == clip).all()
        ]
        assert clip_keys.tolist() in cuts


def test_random_keys_play_the_same_worlds_for_as_long():
    own, by_chance = reels_of(CLASS, 0)
    assert (own.left == by_chance.left).all()
    firsts = np.flatnonzero(np.diff(own.left, prepend=-1) > 0)
    assert (draw(own.states)[firsts] == draw(by_chance.states)[firsts]).all()
    assert (own.keys != by_chance.keys).any()


def test_what_plays_cover_is_counted():
    board = "P.oo..." + "." * 41 + "B"
    walk = [Play(FIRST_WORLD, "r10", board), Play(FIRST_WORLD, "r5l5", board)]
    own, by_chance = told_plays(walk, reels_of(walk, 0))
    assert (own.plays, own.worlds, own.frames, own.coins, own.taken) == (2, 1, 22, 4, 1)
    assert own.held == pytest.approx(20 / 3)
    assert own.shown == pytest.approx(2 - 4 / 22)
    assert own.places == pytest.approx(11 / 26**2)
    assert plays_of(own.text) == sorted(walk)
    assert (by_chance.by, by_chance.frames, by_chance.text) == ("random", 22, "")


def test_neither_network_is_measured_in_a_world_that_was_played():
    exam = examined(PlayParams(games=64, steps=100), CLASS, 2)
    assert not np.isin(exam.worlds, [play.world for play in CLASS]).any()
    assert exam.keys.shape == (101, 64)
    pressed = [np.resize(keys_of(play.keys), 101).tolist() for play in CLASS]
    assert all(exam.keys[:, game].tolist() in pressed for game in range(1, 64, 2))
    assert not any(exam.keys[:, game].tolist() in pressed for game in range(0, 64, 2))


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr("labs.playable_world.learning.BATCH", 2)
    return PlayParams(mode="plays", plays=NAME, budget=100, rollout=1, games=2, steps=10, width=16)


def test_two_networks_are_taught_and_both_are_told_of(small):
    told = list(run(small, Context()))
    assert [each.by for each in of(told, Played)] == ["plays", "random"]
    assert [each.step for each in of(told, Taught)] == list(range(10, 101, 10))
    assert [each.horizon for each in of(told, Weighed)] == [1, 2, 5, 10]
    assert {each.recorded for each in of(told, Weighed) + of(told, Taught)} == {""}
    assert [each.loss for each in of(told, Taught)] != [
        each.loss_random for each in of(told, Taught)
    ]
    assert of(told, Dreamed)[0].frames == 10
    assert of(told, Dreamed)[0].world not in {play.world for play in CLASS}


def test_random_keys_that_are_the_plays_teach_the_same(small, monkeypatch):
    monkeypatch.setattr(
        "labs.playable_world.covering.random_reel_of", lambda some, _: reel_of(some)
    )
    for each in of(list(run(small, Context())), Taught):
        assert (each.loss, each.walls, each.follows) == (
            each.loss_random,
            each.walls_random,
            each.follows_random,
        )


def test_both_trainings_go_on_from_their_last_mark_when_a_worker_died(small):
    whole = of(list(run(small, Context())), Taught)
    context = Context()
    told: Iterator[Event] = run(small, context)
    before = of(list(takewhile(lambda _: context.state is None, told)), Taught)
    after = of(list(run(small, Context(context.state))), Taught)
    assert before
    assert before + after == whole


def kept(world: int, play: str, *, scrolling: bool = False) -> list[Event]:
    dreamed = Dreamed(
        preset="best", world=FIRST_WORLD + world, scrolling=scrolling, keys="r1", play=play,
        frames=1, context=2, columns=1, sheet="",
    )  # fmt: skip
    return [dreamed]


def test_the_kept_plays_of_a_class_become_one_text():
    runs = [kept(7, "r12"), kept(3, "u9l9"), kept(7, "r12"), kept(5, "l3"), [], kept(9, "")]
    own, by_chance = pool([*runs, kept(7, "r12", scrolling=True)])
    assert own.text == "3 u9l9\n7 r12\n"
    assert (own.plays, own.left_out, own.worlds, by_chance.plays) == (2, 2, 2, 2)


def test_a_class_that_kept_no_play_is_told_so():
    [told] = pool([kept(7, ""), kept(3, "")])
    assert (told.plays, told.text) == (0, "")


def test_a_run_keeps_the_whole_play_however_few_frames_it_dreams():
    params = PlayParams(play="r30u30", steps=10, games=1, seed=4)
    told = list(run(params, Context()))
    [own, _] = pool([told])
    assert own.text == "4 r30u30\n"


def test_each_student_is_dealt_a_world_of_their_own():
    hands = [deal(PlayParams(seed=5), seat) for seat in (1, 2, 3)]
    assert [each.seed for each in hands] == [5, 6, 7]


def test_what_given_plays_cover_is_shown_at_once_and_the_recording_is_not():
    told = list(preview(PlayParams(mode="plays", plays=NAME), Context().open))
    assert [each.plays for each in of(told, Played)] == [3, 3]
    assert not of(told, Taught)
    assert not any(each.recorded for each in of(told, Played))


def test_the_recording_tells_of_the_plays_that_ship():
    told = list(preview(PlayParams(), Context().open))
    assert [each.text for each in of(told, Played)] == [PLAYS.read_text(), ""]
    assert all(each.recorded for each in told if isinstance(each, Played | Taught | Weighed))
    assert of(told, Weighed)[-1].horizon == 200


def test_a_training_on_plays_without_plays_is_refused_before_it_runs():
    with pytest.raises(ValueError, match="no plays to learn from"):
        PlayParams(mode="plays")
