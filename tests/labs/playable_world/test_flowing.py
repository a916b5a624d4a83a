"""Frames drawn from noise: what is learned, where a dream goes, and that it goes there again."""

import numpy as np
import pytest
import torch

from labs.playable_world.chance import noised
from labs.playable_world.drawing import LAMP_PIXELS, draw
from labs.playable_world.dreaming import dreamed_by
from labs.playable_world.exporting import export
from labs.playable_world.flowing import LEVELS, TIMES, Flow, drawn_levels, shares
from labs.playable_world.learning import weighted_error
from labs.playable_world.making import made
from labs.playable_world.recipes import Recipe
from labs.playable_world.train import averaged, begun
from labs.playable_world.world import begun as games_begun
from labs.playable_world.world import step
from tests.labs.playable_world.played import far_apart

FLOWING = Recipe(rollout=2, noise=0.3, width=8, flow=4)


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)


def flow(steps: int = 4) -> Flow:
    torch.manual_seed(0)
    network = Flow(8, 2, steps)
    torch.nn.init.normal_(network.inner.last.second.weight, std=0.1)
    return network


def shown(games: int = 1):
    return np.random.default_rng(0).random((games, 2, 64, 64, 3), dtype=np.float32)


def test_noise_is_as_good_as_normal_and_follows_from_its_numbers():
    drawn = noised(3, 5, 100_000)
    assert (drawn == noised(3, 5, 100_000)).all()
    assert abs(drawn.mean()) < 0.01
    assert abs(drawn.std() - 1) < 0.01
    assert abs(np.mean(np.abs(drawn) < 1) - 0.683) < 0.01
    for other in (noised(4, 5, 100_000), noised(3, 6, 100_000)):
        assert abs(np.corrcoef(drawn, other)[0, 1]) < 0.02


@pytest.mark.parametrize("steps", LEVELS)
def test_a_dream_that_knows_the_next_frame_reaches_it_from_any_noise(steps, monkeypatch):
    frame = torch.rand(1, 3, 64, 64) * 2 - 1
    network = Flow(8, 2, steps)
    monkeypatch.setattr(network, "clean", lambda *_: frame)
    reached = network(torch.zeros(1, 2, 3, 64, 64), torch.zeros(1), torch.randn(1, 3, 64, 64))
    assert torch.allclose(reached, frame, atol=1e-6)


def test_each_step_goes_on_to_where_the_next_one_is_learned():
    at = 0.0
    for share, after in zip(shares(LEVELS[4]), [*TIMES[1:], 1.0], strict=True):
        at += share * (1 - at)
        assert at == pytest.approx(after)


def test_half_of_what_is_learned_begins_at_noise_alone():
    levels = drawn_levels(np.random.default_rng(0), (10_000,))
    counts = np.bincount(levels, minlength=len(TIMES)) / 10_000
    assert counts == pytest.approx([1 / 2, 1 / 6, 1 / 6, 1 / 6], abs=0.02)


def test_noise_alone_is_not_seen_so_that_one_step_paints_the_mean():
    network = flow(1)
    told = torch.zeros(1, 2, 3, 64, 64), torch.zeros(1, dtype=torch.int64)
    one, other = (network(*told, torch.randn(1, 3, 64, 64)) for _ in range(2))
    assert torch.allclose(one, other, atol=1e-6)
    four = flow(4)
    one, other = (four(*told, torch.randn(1, 3, 64, 64)) for _ in range(2))
    assert not torch.allclose(one, other, atol=1e-3)


def test_the_lamps_weigh_the_same_whether_chance_changed_them_or_not():
    dreamed = torch.zeros(1, 3, 64, 64)
    true = torch.from_numpy(LAMP_PIXELS).float().expand(1, 3, 64, 64)
    by_chance = torch.from_numpy(LAMP_PIXELS)
    changed, same = (weighted_error(dreamed, true, each, by_chance) for each in (dreamed, true))
    assert changed == same
    assert weighted_error(dreamed, true, dreamed) > weighted_error(dreamed, true, true)


def test_chance_changes_no_pixel_but_the_lamps():
    games = games_begun(np.arange(32))
    still = np.zeros(32, dtype=np.int64)
    one = step(games, still)
    games.chance = games.chance ^ np.uint32(0xABCDEF)
    other = step(games, still)
    assert (one.lamp != other.lamp).any()
    apart = (draw(one) != draw(other)).any(axis=(0, 3))
    assert apart.any()
    assert not (apart & ~LAMP_PIXELS).any()


def test_the_same_play_is_dreamed_alike_and_every_frame_from_other_noise():
    network, keys = flow(), np.array([1, 1])
    one, again = dreamed_by(network), dreamed_by(network)
    first = one(shown(2), keys)
    assert (first == again(shown(2), keys)).all()
    assert (first != one(shown(2), keys)).any()
    alone = dreamed_by(network)(shown(2)[:1], keys[:1])
    assert np.abs(alone - first[:1]).max() < 1e-5


@pytest.mark.parametrize("steps", LEVELS)
def test_played_step_by_step_the_file_draws_what_torch_draws(steps, tmp_path):
    network = flow(steps)
    half = {name: each.half().float() for name, each in network.state_dict().items()}
    network.load_state_dict(half)
    export(network, tmp_path / "made.onnx")
    for key in range(5):
        assert far_apart(tmp_path / "made.onnx", network, shown(), key) <= 1e-4


def test_a_network_that_draws_frames_learns_and_goes_on_where_it_was_interrupted():
    whole = begun(FLOWING, 0, 4, "cpu")
    losses = list(whole.losses())
    assert np.isfinite(losses).all()
    second = begun(FLOWING, 0, 4, "cpu")
    second.advance()
    third = begun(FLOWING, 0, 4, "cpu")
    third.restore(second.arrays(), 1)
    assert list(third.losses()) == losses[1:]
    assert averaged(whole, FLOWING).levels == made(FLOWING).levels
