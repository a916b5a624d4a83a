"""The two small networks: what they may see, how they resume, and how good the shipped ones are."""

import numpy as np
import pytest
import torch

from labs.shared.autoencoder import LATENT, CausalAutoencoder, gridded, ungridded
from labs.spacetime_patches.hiding import SCHEMES, filled, kept, nearest
from labs.spacetime_patches.learning import KINDS, card, shipped
from labs.spacetime_patches.models import MASKED_PATCH, made
from labs.spacetime_patches.patches import patchify
from labs.spacetime_patches.rebuilding import Guess
from labs.spacetime_patches.resizing import psnr, ssim
from labs.spacetime_patches.training import HELD_OUT, Training, clips


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)


def test_the_grid_holds_the_tokens_of_patchify_in_the_same_order():
    video = torch.randn(1, 4, 16, 24, 3)
    assert torch.equal(gridded(video, (2, 8, 8)).reshape(-1, 384), patchify(video[0], (2, 8, 8)))
    assert torch.equal(ungridded(gridded(video, (2, 8, 8)), (2, 8, 8)), video)


def test_no_latent_knows_of_frames_after_its_own():
    torch.manual_seed(0)
    network = CausalAutoencoder()
    for block in (*network.encoder, *network.decoder):
        torch.nn.init.normal_(block.out.weight, std=0.1)
    video = torch.rand(1, 9, 16, 16, 3)
    later = video.clone()
    later[:, 5:] = 0
    assert network.encode(video).shape == (1, 3, 2, 2, LATENT)
    assert torch.equal(network.encode(video)[:, :2], network.encode(later)[:, :2])
    assert torch.equal(network(video)[:, :5], network(later)[:, :5])
    assert not torch.equal(network(video)[:, 5:], network(later)[:, 5:])


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_mask_keeps_the_share_that_was_asked_for(scheme):
    keep = kept(scheme, 0.25, (8, 8, 8), np.random.default_rng(0))
    assert keep.mean() == 0.25
    if scheme == "tube":
        assert (keep == keep[:1]).all()
    if scheme == "frame":
        assert (keep == keep[:, :1, :1]).all()


def test_the_nearest_kept_patch_is_found_by_looking_at_all_of_them():
    keep = kept("random", 0.2, (3, 4, 5), np.random.default_rng(1))
    chosen, away = nearest(keep)
    places, donors = np.argwhere(np.ones_like(keep)), np.argwhere(keep)
    for place, index, step in zip(places, chosen, away.reshape(-1, 3), strict=True):
        assert keep.flat[int(index)]
        assert np.linalg.norm(step) == pytest.approx(np.linalg.norm(donors - place, axis=1).min())


def test_the_network_that_fills_sees_nothing_of_what_is_hidden():
    grid = torch.randn(2, 3, 3, 384)
    keep = kept("random", 0.5, (2, 3, 3), np.random.default_rng(0))
    other = torch.where(torch.as_tensor(keep)[..., None], grid, torch.randn_like(grid))
    network = made("masked")
    torch.nn.init.normal_(network.write.weight)
    one, another = (Guess.of(each, keep, network) for each in (grid, other))
    assert torch.equal(one.rebuilt, another.rebuilt)
    assert torch.equal(one.nearest[torch.as_tensor(keep)], grid[torch.as_tensor(keep)])


@pytest.mark.parametrize("kind", KINDS)
def test_a_training_that_was_interrupted_ends_the_same(kind, monkeypatch):
    monkeypatch.setitem(
        __import__("labs.spacetime_patches.training", fromlist=["BATCH"]).BATCH, kind, 2
    )
    whole = Training(kind, steps=3)
    errors = list(whole.errors())
    first = Training(kind, steps=3)
    first.advance()
    second = Training(kind, steps=3)
    second.restore(first.arrays(), 1)
    assert list(second.errors()) == errors[1:]
    for one, other in zip(whole.network.parameters(), second.network.parameters(), strict=True):
        assert torch.equal(one, other)


def test_the_shipped_autoencoder_gives_held_out_clips_back_in_28_decibels_on_average():
    network, held_out = shipped("autoencoder"), clips("autoencoder", 0, HELD_OUT)
    with torch.inference_mode():
        errors = [psnr(clip, network(clip[None])[0].clamp(-1, 1)) for clip in held_out]
    assert np.mean(errors) >= 28


def test_the_shipped_filler_beats_copying_by_3_decibels_where_a_quarter_is_kept():
    network, rng, gains = shipped("masked"), np.random.default_rng(0), []
    for video in clips("masked", 0, HELD_OUT):
        grid = gridded(video[None], MASKED_PATCH)[0]
        guess = Guess.of(grid, kept("random", 0.25, (8, 8, 8), rng), network)
        gains.append(psnr(grid, guess.rebuilt) - psnr(grid, guess.nearest))
    assert np.mean(gains) >= 3


@pytest.mark.parametrize("kind", KINDS)
def test_a_shipped_network_has_a_card(kind):
    facts = card(kind)
    own = sum(each.numel() for each in shipped(kind).parameters())
    assert facts["parameters"] == own
    assert facts["curve"][-1][0] == facts["steps"]
    assert {"seed", "batch", "hardware", "date", "torch", "cpu_seconds"} <= facts.keys()


def test_a_clip_is_like_itself_and_less_like_another():
    one, other = (clips("masked", seed, 1)[0] for seed in (0, 1))
    assert ssim(one, one) == pytest.approx(1)
    assert ssim(one, other) < 0.9
    assert psnr(one, one) == 99
    assert psnr(torch.zeros(4), torch.ones(4) * 0.2) == pytest.approx(20)


def test_filling_copies_what_was_kept():
    grid = torch.arange(8.0).reshape(8, 1, 1, 1)
    keep = np.zeros((8, 1, 1), bool)
    keep[[1, 6]] = True
    full, hidden, away = filled(grid, keep)
    assert full.flatten().tolist() == [1, 1, 1, 1, 6, 6, 6, 6]
    assert hidden.flatten().tolist() == [1, 0, 1, 1, 1, 1, 0, 1]
    assert away[..., 0].flatten().tolist() == [1, 0, -1, -2, 2, 1, 0, -1]
