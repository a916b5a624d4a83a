"""Token counts and FLOP against the numbers that the models' authors published."""

import pytest

from labs.spacetime_patches import cost
from labs.spacetime_patches.cutting import Cut, latent_shape, sampled
from labs.spacetime_patches.published import BY_SLUG, MODELS

COUNTS = {
    "vit": 196, "dit": 256, "videomae": 1568, "vivit": 3136, "vjepa2": 8192, "latte": 4096,
    "cogvideox": 17_550, "wan21": 32_760, "wan21_720p": 75_600, "wan22": 27_280, "mochi": 44_520,
    "hunyuan": 118_800, "ltx": 7392, "opensora2": 2048, "oasis": 4608,
}  # fmt: skip


@pytest.mark.parametrize("slug", COUNTS)
def test_each_model_cuts_its_own_clip_into_the_published_count(slug):
    model = BY_SLUG[slug]
    assert model.tokens == COUNTS[slug]
    assert model.cut(model.clip).tokens == COUNTS[slug]


def test_every_model_has_its_count_and_an_address():
    assert {each.slug for each in MODELS} == set(COUNTS)
    assert all(each.url.startswith("https://") for each in MODELS)


@pytest.mark.parametrize(("side", "published"), [(256, 118.6), (512, 524.5)])
def test_the_formulas_give_the_multiply_adds_of_dit(side, published):
    dit = BY_SLUG["dit"]
    tokens = dit.cut((1, side, side)).tokens
    flops = (
        cost.attention_flops(tokens, dit.width, dit.depth)
        + cost.linear_flops(tokens, dit.width, dit.depth)
        + cost.modulation_flops(dit.width, dit.depth)
    )
    assert flops / 2e9 == pytest.approx(published, abs=0.06)


@pytest.mark.parametrize("width", [768, 1152, 5120])
def test_attention_overtakes_the_linear_layers_at_six_widths(width):
    at = cost.crossover(width)
    assert cost.attention_flops(at, width, 1) == cost.linear_flops(at, width, 1)


def test_1080p_costs_411_times_the_attention_of_240p():
    large, small = (Cut(shape, (1, 1, 1)).tokens for shape in ((1, 1080, 1920), (1, 240, 426)))
    assert large / small == pytest.approx(20.3, abs=0.05)
    assert (large / small) ** 2 == pytest.approx(411, abs=1)


@pytest.mark.parametrize(("frames", "latents"), [(1, 1), (4, 1), (5, 2), (49, 13), (129, 33)])
def test_a_causal_vae_keeps_the_first_frame_alone(frames, latents):
    assert latent_shape((frames, 8, 8), 4, 8, causal=True)[0] == latents


@pytest.mark.parametrize(("count", "most"), [(1, 64), (5, 64), (64, 64), (150, 64), (150, 1)])
def test_frames_are_taken_evenly_from_first_to_last(count, most):
    taken = sampled(count, most)
    assert len(taken) == len(set(taken)) == min(count, most)
    assert taken[0] == 0
    assert most == 1 or taken[-1] == count - 1
