"""The reader finds what is there, on the game's own frames and on spoilt ones."""

import numpy as np
import pytest

from labs.playable_world.drawing import GROUND, draw
from labs.playable_world.drifting import drifts, paired
from labs.playable_world.playing import random_keys
from labs.playable_world.reading import read, read_coins, read_lamps, read_lit, read_walls
from labs.playable_world.world import begun, step

GAMES = 64


def frames(steps: int):
    """Yield states of games at random play and what they look like."""
    games = begun(2**31 + np.arange(GAMES))
    for key in random_keys(np.random.default_rng(0), steps, GAMES):
        games = step(games, key)
        yield games, draw(games) / np.float32(255)


def test_true_frames_are_read_right_in_at_least_99_of_100():
    right: list[np.ndarray] = []
    for games, seen in frames(30):
        found = read(seen)
        coins = read_coins(seen, games.coins, found)
        right.append((found.player == games.player).all(axis=-1))
        right.append((found.ball == games.ball).all(axis=-1))
        right.append(((coins > 0) == games.there)[coins != 0])
        assert found.player_exists.all()
        assert found.ball_exists.all()
    assert min(each.mean() for each in right) >= 0.99


def test_noise_does_not_mislead_the_reader():
    rng = np.random.default_rng(1)
    for games, seen in frames(3):
        noisy = (seen + 0.1 * rng.standard_normal(seen.shape)).astype(np.float32)
        found = read(noisy)
        assert (found.player == games.player).all(axis=-1).mean() >= 0.99
        assert (found.ball == games.ball).all(axis=-1).mean() >= 0.99


def test_of_the_games_lamps_one_is_lit_and_it_is_named():
    for games, seen in frames(10):
        assert (read_lit(seen) == games.lamp).all()
        assert read_lamps(seen).sum(axis=1) == pytest.approx(1)


def test_where_all_lamps_glow_a_little_none_is_lit():
    lamps = [begun(np.arange(1)) for _ in range(4)]
    for lamp, games in enumerate(lamps):
        games.lamp[:] = lamp
    mean = np.mean([draw(games) / np.float32(255) for games in lamps], axis=0, dtype=np.float32)
    assert read_lamps(mean) == pytest.approx(0.25, abs=1e-3)
    assert read_lit(mean) == [-1]


def test_a_bare_floor_holds_nothing():
    bare = np.repeat(GROUND[None] / np.float32(255), 2, axis=0)
    found = read(bare)
    assert not found.player_exists.any()
    assert not found.ball_exists.any()
    assert (read_coins(bare, np.full((2, 3, 2), 9), found) == -1).all()
    assert not read_walls(bare).any()


def test_a_dream_that_is_the_game_never_leaves_it():
    games = begun(2**31 + np.arange(8))
    keys = random_keys(np.random.default_rng(2), 31, 8)
    states = [games := step(games, key) for key in keys]
    truth = iter([draw(each) / np.float32(255) for each in states[1:]])
    pair = paired(begun(2**31 + np.arange(8)), keys[:1], lambda _shown, _keys: next(truth))
    found = [each for each in drifts(pair, keys[1:], [1, 10, 30]) if each]
    assert [each.horizon for each in found] == [1, 10, 30]
    for each in found:
        assert (each.player, each.ball, each.coins, each.walls, each.follows) == (1, 1, 1, 1, 1)
        assert each.psnr == pytest.approx(100)
        assert each.lit == 1
    assert 0 < found[-1].jumps < 0.3


def test_a_dream_that_stands_still_is_found_out():
    games = begun(2**31 + np.arange(16))
    keys = np.full((61, 16), 4)
    pair = paired(games, keys[:1], lambda shown, _keys: shown[:, -1])
    *_, last = (each for each in drifts(pair, keys[1:], [60]) if each)
    assert last.exists == 1
    assert last.player < 0.5
    assert last.ball < 0.2
    assert last.walls == 1
    assert (last.lit, last.jumps) == (1, 0)
