"""The detailer: what it adds, how far it looks, and how a network comes to have one."""

import pytest
import torch

from labs.video_generator.detailer import CELL, LAYERS, Detailer
from labs.video_generator.learning import Generator
from labs.video_generator.patching import patches, unpatched
from labs.video_generator.sampling import SHIFT
from labs.video_generator.trial import pipeline_of

PATCH, GRID = (4, 8, 8), (4, 4, 5)
PROMPT = "a red circle moves left behind a blue square"
Told = tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]
"""What is told, the noisy patches, their tokens, and what is asked for."""


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)


@pytest.fixture
def detailer() -> Detailer:
    torch.manual_seed(5)
    made = Detailer(PATCH, width=16, channels=3).eval()
    torch.nn.init.normal_(made.write.weight)
    return made


@pytest.fixture
def given() -> Told:
    torch.manual_seed(6)
    tokens = GRID[0] * GRID[1] * GRID[2]
    return (
        torch.randn(1, tokens, 768),
        torch.randn(1, tokens, 768),
        torch.randn(1, tokens, 16),
        torch.randn(1, 16),
    )


def moved(detailer: Detailer, given: Told, pixel: tuple[int, int, int]) -> torch.Tensor:
    """Return which pixels (frames, height, width) are told otherwise if one noisy pixel is."""
    told, noisy, tokens, asked = given
    other = unpatched(noisy, PATCH, GRID).clone()
    other[0, *pixel] += 1
    with torch.no_grad():
        before, after = (
            detailer(told, each, tokens, asked, GRID) for each in (noisy, patches(other, PATCH))
        )
    return (unpatched(after - before, PATCH, GRID)[0] != 0).any(-1)


def test_an_untrained_detailer_adds_nothing(given):
    made = Detailer(PATCH, width=16, channels=3)
    assert not made(*given, GRID).any()


def test_it_looks_across_the_edges_of_patches_and_no_further_than_its_layers_reach(detailer, given):
    pixel = (7, 15, 16)  # the last frame and row of one patch, the first column of another
    told = moved(detailer, given, pixel)
    far = [
        (axis.min() // cell - at // cell, axis.max() // cell - at // cell)
        for axis, cell, at in zip(torch.nonzero(told).T, CELL, pixel, strict=True)
    ]
    clip = [n * p // c for n, p, c in zip(GRID, PATCH, CELL, strict=True)]
    for (back, ahead), cells, cell, at in zip(far, clip, CELL, pixel, strict=True):
        assert back == -min(LAYERS, at // cell)
        assert ahead == min(LAYERS, cells - 1 - at // cell)


def test_each_patch_s_token_and_what_is_asked_for_change_what_it_adds(detailer, given):
    told, noisy, tokens, asked = given
    for layer in detailer.layers:
        torch.nn.init.normal_(layer.modulation.weight)
    with torch.no_grad():
        before = detailer(told, noisy, tokens, asked, GRID)
        assert not torch.equal(before, detailer(told, noisy, tokens + 1, asked, GRID))
        assert not torch.equal(before, detailer(told, noisy, tokens, asked + 1, GRID))


def test_a_network_that_is_given_a_detailer_tells_at_first_what_it_told():
    torch.manual_seed(0)
    plain = Generator(objects=2).eval()
    torch.nn.init.normal_(plain.clip.write.weight, std=0.05)
    detailed = plain.with_detailer().eval()
    assert detailed.clip.detailer is not None
    one, other = (
        pipeline_of(each, shift=SHIFT)(PROMPT, steps=2).frames for each in (plain, detailed)
    )
    assert (one == other).all()


@pytest.mark.parametrize("detailed", [False, True])
def test_weights_say_whether_they_have_a_detailer(detailed):
    torch.manual_seed(0)
    tensors = Generator(objects=2, detailed=detailed).state_dict()
    made = Generator.holding(tensors)
    assert (made.clip.detailer is not None) == detailed
    assert made.clip.config["detailed"] == detailed
    assert all(torch.equal(each, tensors[name]) for name, each in made.state_dict().items())
