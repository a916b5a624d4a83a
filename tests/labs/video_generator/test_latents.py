"""Clips made of latents: what stands for what, what is encoded once, and what is refused."""

import hashlib
import json
import math
import subprocess
import sys

import numpy as np
import pytest
import torch
from pydantic import ValidationError

from labs.registry import labs
from labs.shared.autoencoder import LATENT
from labs.shared.weights import card_of, shipped
from labs.video_generator import cost
from labs.video_generator.allowed import OWN
from labs.video_generator.equal import equal_training, of_latents
from labs.video_generator.events import Attended, Compared, Denoised, Generated, Judged, Planned
from labs.video_generator.kind import kind
from labs.video_generator.latent import ClipAutoencoder, LatentPipeline, at_work, network_of
from labs.video_generator.scenes import simple
from labs.video_generator.settings import VideoParams
from labs.video_generator.shipped import AUTOENCODER, EQUAL, autoencoder, compared, equal_pipeline
from labs.video_generator.spaces import FORM
from labs.video_generator.squeezing import Bank, autoencoder_training, drawn, given_back, scaled
from labs.video_generator.telling import EQUAL as FIGURES
from labs.video_generator.telling import compared as told_of_both
from workers.local import LocalContext

LAB = labs()["video_generator"]
PROMPT = "a red circle moves left"
MOST_BYTES = 5_000_000
THREE_LINES = """
from labs.video_generator.latent import LatentPipeline
pipeline = LatentPipeline.from_pretrained({folder!r})
frames = pipeline("a red circle moves left").frames
import hashlib; print(hashlib.sha256(frames.tobytes()).hexdigest())
"""


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)


@pytest.fixture
def untrained() -> ClipAutoencoder:
    torch.manual_seed(1)
    return ClipAutoencoder().eval()


def run(params: VideoParams):
    return list(LAB.run(params, LocalContext(params.seed, {}, None)))


def test_a_clip_of_sixteen_frames_is_sixty_four_patches_of_pixels_and_twenty_of_latents():
    assert cost.latents(*FORM) == (5, 4, 4)
    assert cost.patches("pixels", *FORM) == (4, 4, 4)
    assert cost.patches("latent", *FORM) == (5, 2, 2)
    assert [cost.latents(frames, 16, 8)[0] for frames in (1, 2, 5, 6, 9)] == [1, 2, 2, 3, 3]


def test_the_numbers_of_the_form_are_those_of_the_tensors(untrained):
    latents = untrained.encode(torch.zeros(2, 17, 32, 32, 3))
    assert latents.shape == (2, *cost.latents(17, 32, 32), LATENT)
    assert untrained.decode(latents).shape == (2, 17, 32, 32, 3)


def test_latents_are_about_as_large_as_the_noise_that_hides_them():
    _, clips = drawn(np.random.default_rng(5), simple, 32)
    with torch.inference_mode():
        latents = autoencoder().encode(clips).flatten(0, -2)
    assert 0.8 < float(latents.std()) < 1.2
    assert abs(float(latents.mean())) < 0.1


def test_an_autoencoder_s_scale_is_measured_when_it_has_learned():
    training = autoencoder_training(0, 2, "cpu")
    losses = list(training.losses())
    assert all(math.isfinite(each) for each in losses)
    made = scaled(training)
    assert not torch.equal(made.spread, torch.ones(LATENT))
    _, clips = drawn(np.random.default_rng(0), simple, 64)
    with torch.inference_mode():
        assert 0.7 < float(made.encode(clips).std()) < 1.4


def test_a_bank_encodes_each_clip_once_and_the_same_for_the_same_seed(untrained):
    encoded: list[int] = []
    hook = untrained.network.read.register_forward_hook(lambda *_: encoded.append(1))
    bank = Bank.of(untrained, simple, 3, 70)
    assert len(encoded) == 2
    assert bank.latents.shape == (70, 5, 4, 4, LATENT)
    assert len(bank) == 70
    batches = [of_latents(bank, np.random.default_rng(each), 8) for each in (0, 1, 0)]
    assert len(encoded) == 2
    hook.remove()
    assert torch.equal(batches[0].tokens, batches[2].tokens)
    assert not torch.equal(batches[0].tokens, batches[1].tokens)
    again = Bank.of(untrained, simple, 3, 70)
    assert torch.equal(bank.latents, again.latents)
    assert bank.captions == again.captions


def test_a_batch_of_latents_has_the_captions_of_its_clips(untrained):
    bank = Bank.of(untrained, simple, 3, 40)
    batch = of_latents(bank, np.random.default_rng(0), 32)
    assert batch.tokens.shape == (32, 20, 4 * LATENT)
    assert batch.grid == (5, 2, 2)
    assert set(batch.prompts) <= {"", *bank.captions}
    assert not batch.known.any()


def test_the_two_networks_differ_in_their_first_and_last_layers_alone():
    pixels, latents = (network_of(space).state_dict() for space in ("pixels", "latent"))
    assert pixels.keys() == latents.keys()
    differing = {name for name in pixels if pixels[name].shape != latents[name].shape}
    assert differing == {"clip.read.weight", "clip.write.weight", "clip.write.bias"}


def test_a_training_in_pixels_takes_a_step():
    training = equal_training("pixels", 0, 4, "cpu")
    assert math.isfinite(training.advance())


def test_a_pipeline_of_latents_makes_as_many_frames_as_one_of_pixels(untrained):
    pipeline = at_work(network_of("latent").eval(), untrained)
    assert isinstance(pipeline, LatentPipeline)
    made = pipeline(PROMPT, steps=2).frames
    assert made.shape == (1, *FORM, 3)
    assert made.dtype == np.uint8


def test_the_change_of_latents_is_told_in_pixels(untrained):
    pipeline = at_work(network_of("latent").eval(), untrained)
    same = torch.randn(20, 128)
    assert pipeline.change(same, same, (5, 2, 2)) == 0
    assert 0 < pipeline.change(same, torch.randn(20, 128), (5, 2, 2)) <= 1


def test_a_saved_pipeline_of_latents_loads_in_three_lines_elsewhere(tmp_path):
    pipeline = equal_pipeline("latent", "euler")
    pipeline.save_pretrained(tmp_path / "clips")
    code = THREE_LINES.format(folder=str(tmp_path / "clips"))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split()[-1] == hashlib.sha256(pipeline(PROMPT).frames.tobytes()).hexdigest()


@pytest.mark.parametrize("weights", [AUTOENCODER, *EQUAL.values()], ids=lambda file: file.stem)
def test_the_weights_are_those_of_the_card_and_small(weights):
    card = card_of(weights)
    assert shipped(weights)
    assert weights.stat().st_size < MOST_BYTES
    assert {"script", "seed", "steps", "hardware", "date", "torch", "figures"} <= card.keys()


def test_the_figures_are_those_of_these_weights():
    told = json.loads(FIGURES.read_text())["weights"]
    assert told == {space: card_of(weights)["sha256"] for space, weights in EQUAL.items()}
    pixels, latents = told_of_both()
    assert (pixels.space, latents.space) == ("pixels", "latent")
    for each, network in zip((pixels, latents), map(compared, EQUAL), strict=True):
        assert each.values == network.clip.read.in_features
        assert each.cpu_seconds == card_of(EQUAL[each.space])["cpu_seconds"]


def test_the_checker_still_reads_what_the_autoencoder_gives_back():
    told = given_back(autoencoder(), 50)
    assert told["right"] >= 0.9
    assert told["decibels"] > 25


def test_a_clip_is_made_of_latents_and_judged():
    told = run(VideoParams(space="latent", steps=4))
    (plan,) = (each for each in told if isinstance(each, Planned))
    assert (plan.tokens, plan.latents, plan.latent_tokens) == (20, (5, 4, 4), 20)
    (clip,) = (each for each in told if isinstance(each, Generated))
    assert (clip.space, clip.frames, clip.height, clip.width) == ("latent", *FORM)
    assert [each.step for each in told if isinstance(each, Denoised)] == [1, 2, 3, 4]
    assert all(each.alone and each.grid == (5, 2, 2) for each in told if isinstance(each, Attended))
    assert len([each for each in told if isinstance(each, Judged)]) == 1


def test_the_same_prompt_is_made_in_both_spaces_side_by_side():
    told = run(VideoParams(space="both", steps=2))
    made = [(each.clip, each.space) for each in told if isinstance(each, Generated)]
    assert made == [("first", "pixels"), ("instead", "latent")]
    judged = [(each.clip, each.space) for each in told if isinstance(each, Judged)]
    assert judged == made
    steps = [(each.space, each.step) for each in told if isinstance(each, Denoised)]
    assert steps == [("pixels", 1), ("pixels", 2), ("latent", 1), ("latent", 2)]
    assert [each.space for each in told if isinstance(each, Compared)] == ["pixels", "latent"]
    alone = run(VideoParams(space="latent", steps=2))
    (clip,) = (each for each in alone if isinstance(each, Generated))
    assert clip.webp == next(
        e.webp for e in told if isinstance(e, Generated) and e.space == "latent"
    )


def test_clips_of_other_spaces_are_no_batch():
    kinds = [kind(VideoParams(space=space)) for space in ("pixels", "latent", "both")]
    assert len(set(kinds)) == 3


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"frames": 8}, "8 frames of 32 × 32 pixels are not .* set 16 frames of 32 × 32"),
        ({"width": 40}, "16 frames of 32 × 40 pixels"),
        ({"given": "start"}, "give nothing"),
        ({"enhance": True}, "switch it off"),
        ({"prompt": "a red circle behind a blue square"}, "several objects.*name one"),
        ({"prompt": "a red circle orbits"}, "'orbits', but .* moves left, moves right"),
        ({"prompt": "a small red circle moves left"}, "'small', but the size .* is big"),
        ({"prompt": "a red circle moves left on a light background"}, "'light'.* is dark"),
    ],
)
@pytest.mark.parametrize("space", ["latent", "both"])
def test_what_neither_network_learned_is_refused_with_a_remedy(space, settings, said):
    with pytest.raises(ValidationError, match=said) as refused:
        VideoParams(space=space, **settings)
    assert "choose pixels" in str(refused.value)
    assert VideoParams(space="pixels", **settings)


def test_a_second_prompt_leaves_no_room_for_the_other_space():
    settings = {"instead": "a red circle moves right"}
    assert VideoParams(space="latent", **settings)
    with pytest.raises(ValidationError, match=r"leaves no room .* empty it"):
        VideoParams(space="both", **settings)


def test_a_larger_model_has_a_space_of_its_own():
    params = VideoParams.model_construct(model="Wan", space="latent", prompt="a cat")
    assert params.model != OWN
    with pytest.raises(ValueError, match="choose pixels, or the lab’s own network"):
        params.latents_were_learned()


def test_a_training_from_nothing_heeds_no_space():
    assert VideoParams(task="learn", space="latent", frames=8)
