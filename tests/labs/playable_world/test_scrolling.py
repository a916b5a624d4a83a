"""The world larger than the view: its rules, and what is known of places that were left."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labs.playable_world.drawing import BRICKS, GOLD, PLAYER_SPRITE
from labs.playable_world.recorded import SCROLLING_WORLD, SHOWN_AWAY, recorded_walk
from labs.playable_world.returning import AWAY, LEFT, RIGHT, free_walks, returned, walked
from labs.playable_world.scrolling import MIDDLE, WIDE, begun, draw, in_view, step
from labs.playable_world.walking import clips, scattered
from labs.playable_world.world import KEYS, LATTICE, PLAYER, covers_wall

seeds = st.integers(0, 2**32 - 1)
keys = st.lists(st.integers(0, len(KEYS) - 1), min_size=1, max_size=60)


@given(seeds, keys)
@settings(max_examples=40, deadline=None)
def test_nobody_stands_in_a_wall_and_coins_stay_gone(seed, pressed):
    walks = begun(np.array([seed]))
    for key in pressed:
        after = step(walks, np.array([key]))
        assert not covers_wall(after.solid, after.player, PLAYER).any()
        assert (after.there <= walks.there).all()
        assert np.abs(after.player - walks.player).sum() <= 1
        walks = after


@given(seeds, keys)
@settings(max_examples=40, deadline=None)
def test_the_player_is_always_in_the_middle_of_the_view(seed, pressed):
    walks = begun(np.array([seed]))
    for key in pressed:
        walks = step(walks, np.array([key]))
    middle = np.s_[2 * MIDDLE : 2 * (MIDDLE + PLAYER)]
    assert (draw(walks)[0, middle, middle] == PLAYER_SPRITE.colours).all()


def test_beyond_the_edge_of_the_world_there_is_brick():
    walks = begun(np.arange(3))
    walks.player = np.array([[2, 2], [WIDE - 5, 2], [2, WIDE - 5]])
    assert in_view(walks)[0, : MIDDLE - 2].all()
    assert in_view(walks)[1, :, MIDDLE + PLAYER + 2 :].all()
    left = draw(walks)[2, 16:24, 8:16]
    tile = BRICKS[:8, :8]
    assert sorted(left.reshape(-1, 3).tolist()) == sorted(tile.reshape(-1, 3).tolist())


def test_a_step_moves_the_view_by_two_pixels():
    walks = begun(np.array([SCROLLING_WORLD]))
    walks.there[:] = False
    one, other = draw(walks)[0], draw(step(walks, np.array([RIGHT])))[0]
    above = np.s_[: 2 * MIDDLE]
    assert (one[above, 2:] == other[above, :-2]).all()


def test_games_to_learn_from_begin_anywhere():
    walks = scattered(np.random.default_rng(0), 300)
    assert not covers_wall(walks.solid, walks.player, PLAYER).any()
    assert 0.4 < walks.there.mean() < 0.9
    assert np.ptp(walks.player) > LATTICE
    frames, pressed = clips(np.random.default_rng(1), 4, 3)
    assert frames.shape == (4, 3, 64, 64, 3)
    assert pressed.shape == (4, 2)


def test_the_recorded_walk_goes_away_and_comes_back():
    walks = begun(np.array([SCROLLING_WORLD]))
    way = recorded_walk()
    places = [walks := step(walks, np.array([key])) for key in way]
    assert len(way) == 120
    assert places[SHOWN_AWAY - 1].player[0, 0] - walks.player[0, 0] != 0
    assert (places[2 * SHOWN_AWAY - 1].player == begun(np.array([SCROLLING_WORLD])).player).all()


def test_where_a_walk_is_measured_nothing_is_in_the_way():
    walks = free_walks(0, 8)
    assert len(walks) == 8
    end = walks
    for _ in range(max(AWAY)):
        end = step(end, np.full(8, RIGHT))
    assert (end.player[:, 0] - walks.player[:, 0] == max(AWAY)).all()


class Remembering:
    """Dreams exactly what the game shows, but paints floor where the view had not been before."""

    def __init__(self, seed: int, games: int, *, remembers: bool) -> None:
        self.walks, self.remembers = free_walks(seed, games), remembers

    def __call__(self, shown, pressed):
        self.walks = step(self.walks, pressed)
        frame = draw(self.walks) / np.float32(255)
        if not self.remembers and (pressed == LEFT).any():
            frame[:, :, :2] = 0.1
            frame[:, :, 2:] = shown[:, -1, :, :-2]
        elif not self.remembers:
            frame[:, :, :-2] = shown[:, -1, :, 2:]
        return frame.astype(np.float32)


@pytest.mark.parametrize("remembers", [True, False])
def test_a_dream_that_forgets_is_told_from_one_that_remembers(remembers, monkeypatch):
    monkeypatch.setattr("labs.playable_world.returning.AWAY", (8, 16))
    dreams = []

    def dream(shown, pressed):
        return dreams[-1](shown, pressed)

    def fresh(walks, way, context, given):
        dreams.append(Remembering(0, 8, remembers=remembers))
        return walked(walks, way, context, given)

    monkeypatch.setattr("labs.playable_world.returning.walked", fresh)
    for each in returned(0, 8, 2, dream):
        assert each.went > 0.9
        assert each.kept > 0.9
        assert (each.gone > 0.95) == remembers
        assert (each.coins == 1) == remembers
        assert each.invented == 0


def test_coins_that_are_painted_everywhere_are_found_out(monkeypatch):
    """Then every coin that was there is back, too."""
    monkeypatch.setattr("labs.playable_world.returning.AWAY", (8,))

    def dream(shown, _):
        frame = shown[:, -1].copy()
        frame[:] = np.array(GOLD) / 255
        return frame

    [told] = returned(0, 8, 2, dream)
    assert (told.coins, told.invented) == (1, 1)
