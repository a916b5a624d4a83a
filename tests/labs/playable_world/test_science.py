"""A whole run: what it tells, on which games, and how a training goes on after its worker died."""

from collections.abc import Iterator
from itertools import takewhile

import numpy as np
import pytest

from labs.contract import Claimed, Event, State
from labs.playable_world.arranging import arranged, horizons
from labs.playable_world.boards import keys_of
from labs.playable_world.codes import CODES, COUNTS
from labs.playable_world.events import (
    Acted,
    Coded,
    Dreamed,
    Drifted,
    Learned,
    Matched,
    Offered,
    Returned,
    Revisited,
    Shipped,
)
from labs.playable_world.flowing import Flow
from labs.playable_world.lab import lab
from labs.playable_world.making import made
from labs.playable_world.network import Dreamer
from labs.playable_world.presets import PRESETS
from labs.playable_world.preview import preview
from labs.playable_world.recipes import Recipe
from labs.playable_world.returning import AWAY
from labs.playable_world.science import run
from labs.playable_world.settings import PlayParams
from labs.playable_world.world import FIRST_WORLD, begun

BOARD = "P..#....#.#.#..#.o.#..#####..o......##.##....o..B"


class Context:
    """Keeps what a worker would keep."""

    device = "cpu"
    rng = np.random.default_rng(0)

    def __init__(self, state: State | None = None) -> None:
        self.state = state

    def checkpoint(self, state: State) -> None:
        self.state = state

    def resume(self) -> State | None:
        return self.state


@pytest.fixture(scope="module")
def told() -> list[Event]:
    return list(run(PlayParams(steps=20, games=4), Context()))


def of(events: list[Event], kind: type) -> list:
    return [event for event in events if isinstance(event, kind)]


def test_it_tells_the_drift_at_every_horizon(told):
    assert [each.horizon for each in of(told, Drifted)] == [1, 2, 5, 10, 20]
    assert {each.recorded for each in of(told, Drifted)} == {""}
    assert of(told, Drifted)[0].psnr > 20


def test_it_shows_the_first_game_and_can_be_played_again(told):
    [dreamed] = of(told, Dreamed)
    assert (dreamed.world, dreamed.frames) == (FIRST_WORLD, 20)
    assert len(keys_of(dreamed.keys)) == 21
    assert dreamed.sheet.startswith("data:image/webp;base64,")


def test_its_claims_depend_on_whether_there_was_noise(told):
    assert {each.claim for each in of(told, Claimed)} == {"durable", "noise"}
    weak = list(run(PlayParams(preset="one_step", steps=20, games=2), Context()))
    assert {each.claim for each in of(weak, Claimed)} == {"durable", "degrades"}
    assert all(lab.claim(each.claim) for each in of(weak, Claimed))


def test_every_network_that_ships_is_told_of():
    told = list(preview(PlayParams(), lambda _: None))
    arcade = [name for name, each in PRESETS.items() if each.recipe.world == "arcade"]
    assert [each.preset for each in of(told, Shipped)] == arcade
    assert [each.preset for each in of(told, Offered)] == ["scrolling"]
    assert {each.games for each in of(told, Drifted)} == {64}
    assert all(each.recorded for each in of(told, Drifted))
    assert of(told, Drifted)[-1].horizon == 200
    assert [each.step for each in of(told, Learned)] == [60, 200, 500, 1000, 3000]


def test_a_new_network_is_what_its_settings_say():
    assert PlayParams(context=4, width=24, drawing="flow_4").recipe == Recipe(3, 0.3, 4, 24, 4)
    assert PlayParams(rollout=1, noise=0).recipe == Recipe(1, 0)
    dreamer, flow = (made(each.recipe) for each in (PlayParams(), PlayParams(drawing="flow_1")))
    assert (type(dreamer), type(flow)) == (Dreamer, Flow)
    assert flow.levels == (0,)


def test_a_network_with_keys_of_its_own_is_held_against_the_same_games():
    told = list(run(PlayParams(preset="invented", steps=20, games=2, play="r5A5u3C9"), Context()))
    assert of(told, Drifted)[0].horizon == 1
    assert of(told, Dreamed)[0].keys.startswith("r5A5u3C")
    assert [each.recorded for each in of(told, Matched)] == ["", ""]
    assert {each.presses for each in of(told, Matched)} == {3200}
    assert all(each.clip.startswith("data:image/webp") for each in of(told, Acted))
    assert len(of(told, Coded)) == sum(COUNTS)
    [pure] = [each for each in of(told, Claimed) if each.claim == "unlabelled"]
    assert pure.measured == {each.codes: each.purity for each in of(told, Matched)}[CODES]


def test_invented_keys_can_be_played_to_a_network_that_knows_the_games():
    told = list(run(PlayParams(steps=20, games=2, play="A9C12"), Context()))
    assert of(told, Drifted)[-1].horizon == 20


def test_in_the_world_that_scrolls_it_goes_away_and_comes_back():
    told = list(run(PlayParams(preset="scrolling", steps=20, games=2), Context()))
    assert [each.away for each in of(told, Returned)] == list(AWAY)
    assert of(told, Revisited)[0].picture.startswith("data:image/png")
    [dreamed] = of(told, Dreamed)
    assert (dreamed.scrolling, dreamed.frames, len(keys_of(dreamed.keys))) == (True, 20, 20)
    assert not of(told, Drifted)


def test_the_recorded_walk_is_shown_for_the_world_that_scrolls():
    told = list(preview(PlayParams(preset="scrolling"), lambda _: None))
    assert of(told, Dreamed)[0].scrolling
    assert of(told, Dreamed)[0].keys.startswith("r24l24")
    far = {each.away: each for each in of(told, Returned)}[24]
    assert far.recorded
    assert far.gone < far.kept


def test_the_first_game_is_the_world_of_the_seed():
    games, keys = arranged(PlayParams(seed=5, games=3, steps=20), 2)
    assert (games.player[0] == begun(np.array([FIRST_WORLD + 5])).player[0]).all()
    assert keys.shape == (21, 3)


def test_a_kept_play_and_a_board_decide_the_games():
    games, keys = arranged(PlayParams(play="r5u3s1", board=BOARD, games=2, steps=50), 2)
    assert keys.T.tolist() == [[4] * 5 + [1] * 3 + [0]] * 2
    assert (games.player == [[2, 2], [2, 2]]).all()
    assert (games.chance[0], games.there[0].sum()) != (games.chance[1], 0)


def test_horizons_end_where_the_dream_ends():
    assert horizons(200) == [1, 2, 5, 10, 20, 30, 50, 75, 100, 150, 200]
    assert horizons(10) == [1, 2, 5, 10]
    assert horizons(60)[-1] == 60


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"play": "x"}, "keys are written"),
        ({"play": "s1"}, "at least 2"),
        ({"board": "P"}, "49"),
        ({"board": BOARD, "preset": "scrolling"}, "first world"),
    ],
)
def test_what_cannot_be_played_is_refused_before_it_runs(wrong, said):
    with pytest.raises(ValueError, match=said):
        PlayParams(**wrong)


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr("labs.playable_world.learning.BATCH", 2)
    return PlayParams(
        mode="train",
        budget=100,
        rollout=1,
        games=1,
        steps=10,
        width=16,
        context=1,
        drawing="flow_1",
    )


def test_a_training_whose_worker_died_goes_on_from_its_last_mark(small):
    whole = of(list(run(small, Context())), Learned)
    context = Context()
    learned: Iterator[Event] = run(small, context)
    before = of(list(takewhile(lambda _: context.state is None, learned)), Learned)
    after = of(list(run(small, Context(context.state))), Learned)
    assert [each.step for each in whole] == list(range(10, 101, 10))
    assert before + after == whole
    assert all(each.picture.startswith("data:image/png") for each in whole)
