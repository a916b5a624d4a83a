"""Cutting and putting together again: exact for every clip, patch, type and number of channels."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from labs.spacetime_patches.cutting import Cut
from labs.spacetime_patches.science import padding_mask, patchify, unpatchify

SIZES = st.integers(1, 9)
PATCHES = st.tuples(st.integers(1, 5), st.integers(1, 5), st.integers(1, 5))
TYPES = st.sampled_from([torch.uint8, torch.int64, torch.float32, torch.float64, torch.bfloat16])


@given(st.tuples(SIZES, SIZES, SIZES, st.integers(1, 4)), PATCHES, TYPES)
def test_what_was_cut_can_be_put_together_again_bit_for_bit(shape, patch, kind):
    video = torch.arange(1, torch.Size(shape).numel() + 1).reshape(shape).to(kind)
    tokens = patchify(video, patch)
    cut = Cut(shape[:3], patch)
    assert tokens.shape == (cut.tokens, cut.length(shape[3]))
    assert tokens.dtype == kind
    again = unpatchify(tokens, patch, shape)
    assert again.dtype == kind
    assert torch.equal(again, video)


@given(st.tuples(SIZES, SIZES, SIZES, st.integers(1, 3)), PATCHES)
def test_the_mask_says_exactly_where_padding_is(shape, patch):
    tokens = patchify(torch.ones(shape), patch)
    mask = padding_mask(shape, patch)
    assert torch.equal(tokens == 0, mask)
    assert int(mask.sum()) == Cut(shape[:3], patch).padding * shape[3]


def test_tokens_run_along_width_then_height_then_time():
    """As einops' ``(t pt) (h ph) (w pw) c -> (t h w) (pt ph pw c)``, written out as loops."""
    video = torch.randn(4, 6, 8, 3, generator=torch.Generator().manual_seed(0))
    pt, ph, pw = patch = (2, 3, 4)
    expected = [
        video[t : t + pt, y : y + ph, x : x + pw].reshape(-1)
        for t in range(0, 4, pt)
        for y in range(0, 6, ph)
        for x in range(0, 8, pw)
    ]
    assert torch.equal(patchify(video, patch), torch.stack(expected))


def test_a_patch_larger_than_the_clip_is_one_padded_token():
    video = torch.ones(1, 2, 3, 3)
    assert patchify(video, (2, 4, 4)).shape == (1, 96)
    assert Cut((1, 2, 3), (2, 4, 4)).padding == 2 * 4 * 4 - 6


@pytest.mark.parametrize("patch", [(0, 4, 4), (2, 4), (1, -1, 1)])
def test_it_refuses_a_patch_without_three_sizes(patch):
    with pytest.raises(ValueError, match="three sizes of at least 1"):
        patchify(torch.zeros(4, 4, 4, 3), patch)


def test_it_refuses_a_clip_without_channels():
    with pytest.raises(ValueError, match="3 axes, but frames, height, width and channels are 4"):
        patchify(torch.zeros(4, 4, 4), (1, 1, 1))


def test_it_refuses_tokens_of_another_shape():
    tokens = patchify(torch.zeros(4, 4, 4, 3), (2, 2, 2))
    with pytest.raises(ValueError, match="give its own shape"):
        unpatchify(tokens, (2, 2, 2), (4, 4, 8, 3))
