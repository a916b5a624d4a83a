"""The game: what its rules promise, for any seed and any keys."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labs.playable_world.boards import keys_of, laid, refuse_board, text_of
from labs.playable_world.drawing import draw
from labs.playable_world.playing import random_keys, scattered
from labs.playable_world.world import (
    BALL,
    COINS,
    KEYS,
    LAMPS,
    PLAYER,
    begun,
    covers_wall,
    gathered,
    moved,
    step,
)

seeds = st.integers(0, 2**32 - 1)
keys = st.lists(st.integers(0, len(KEYS) - 1), min_size=1, max_size=60)
BOARD = "P..#...o.....#......................o....#......B"


def played(seed: int, pressed: list[int]):
    games = begun(np.array([seed]))
    yield games
    for key in pressed:
        games = step(games, np.array([key]))
        yield games


@given(seeds, keys)
@settings(max_examples=60, deadline=None)
def test_nobody_stands_in_a_wall(seed, pressed):
    for games in played(seed, pressed):
        assert not covers_wall(games.solid, games.player, PLAYER).any()
        assert not covers_wall(games.solid, games.ball, BALL).any()


@given(seeds, keys)
@settings(max_examples=60, deadline=None)
def test_a_coin_that_is_gone_stays_gone(seed, pressed):
    left = np.ones((1, COINS), dtype=bool)
    for games in played(seed, pressed):
        assert (games.there <= left).all()
        left = games.there


@given(seeds, keys)
@settings(max_examples=60, deadline=None)
def test_the_player_moves_by_its_key_or_not_at_all(seed, pressed):
    states = list(played(seed, pressed))
    for before, after, key in zip(states, states[1:], pressed, strict=False):
        assert (after.player == moved(before.solid, before.player, np.array([key]))).all()
        assert np.abs(after.player - before.player).sum() <= 1
        assert np.abs(after.ball - before.ball).max() <= 1
        assert 0 <= after.lamp[0] < LAMPS


@given(seeds, keys)
@settings(max_examples=30, deadline=None)
def test_equal_seeds_and_keys_give_equal_frames(seed, pressed):
    for one, other in zip(played(seed, pressed), played(seed, pressed), strict=True):
        assert (draw(one) == draw(other)).all()


def test_many_games_at_once_are_the_same_games_as_one_by_one():
    chosen = np.arange(20)
    pressed = random_keys(np.random.default_rng(0), 40, 20)
    together, apart = begun(chosen), [begun(chosen[[each]]) for each in chosen]
    for key in pressed:
        together = step(together, key)
        apart = [step(games, key[[each]]) for each, games in enumerate(apart)]
    assert (draw(together) == draw(gathered(apart))).all()


def test_the_light_jumps_every_eighth_step_on_average():
    games = begun(np.arange(200))
    jumps = 0
    for _ in range(100):
        after = step(games, np.zeros(200, dtype=np.int64))
        jumps += int((after.lamp != games.lamp).sum())
        games = after
    assert jumps / 20_000 == pytest.approx(1 / 8, abs=0.01)


def test_the_ball_turns_at_walls_and_goes_on():
    games = begun(np.arange(100))
    visited = [games.ball]
    for _ in range(60):
        games = step(games, np.zeros(100, dtype=np.int64))
        visited.append(games.ball)
    moves = np.abs(np.diff(np.stack(visited), axis=0))
    assert set(np.unique(moves)) <= {0, 1}
    assert moves.mean() > 0.95


def test_games_to_learn_from_begin_with_things_where_no_wall_is():
    games = scattered(np.random.default_rng(0), 500)
    assert not covers_wall(games.solid, games.player, PLAYER).any()
    assert not covers_wall(games.solid, games.ball, BALL).any()
    assert 0.4 < games.there.mean() < 0.9
    parity = games.ball.sum(axis=1) % 2
    assert (parity == 0).all(), "the ball only moves aslant and would never come there"


@given(keys)
def test_a_play_is_written_and_read_again(pressed):
    assert keys_of(text_of(np.array(pressed))).tolist() == pressed


@pytest.mark.parametrize("text", ["x3", "r", "3r", "r0", "r1200u1", "r2 u1", "rr2"])
def test_a_text_that_is_no_play_is_refused(text):
    with pytest.raises(ValueError, match="play"):
        keys_of(text)


def test_a_board_is_laid_out_as_drawn():
    refuse_board(BOARD)
    games = laid(BOARD, 5)
    assert games.player.tolist() == [[2, 2]]
    assert games.ball.tolist() == [[27, 27]]
    assert games.there.sum() == 2
    assert games.coins[0, 0].tolist() == [3, 7]
    assert not covers_wall(games.solid, games.player, PLAYER).any()


@pytest.mark.parametrize(
    ("board", "said"),
    [
        (BOARD[:-1], "49 cells"),
        (BOARD.replace("P", "."), "0 players"),
        (BOARD.replace("B", "P"), "2 players"),
        (BOARD.replace("#", "o").replace("..", "oo"), "coins"),
        (BOARD.replace("....", "####"), "walls"),
        (BOARD.replace("#", "x"), "49 cells"),
    ],
)
def test_a_board_that_cannot_be_played_is_refused(board, said):
    with pytest.raises(ValueError, match=said):
        refuse_board(board)
