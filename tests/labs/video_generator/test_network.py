"""The network, its samplers and its pipeline: shapes, what is given, saving, loading."""

import hashlib
import subprocess
import sys
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
import torch

from labs.video_generator.learning import (
    CORNERS,
    EVENED,
    SHAPES,
    SMALL_SHAPES,
    Choice,
    Form,
    Generator,
    Levels,
    batch,
    every,
    missed,
    smallest,
)
from labs.video_generator.network import Looks
from labs.video_generator.patching import patches, unpatched
from labs.video_generator.pipeline import Ask, ClipPipeline
from labs.video_generator.related import related
from labs.video_generator.sampling import scheduler
from labs.video_generator.scenes import Scene, alone
from labs.video_generator.text import numbered, with_more_words
from labs.video_generator.trial import pipeline_of
from labs.video_generator.words import VOCABULARY

PROMPT = "a red circle moves left"
THREE_LINES = """
from labs.video_generator.pipeline import ClipPipeline
pipeline = ClipPipeline.from_pretrained({folder!r})
frames = pipeline("a red circle moves left").frames
import hashlib; print(hashlib.sha256(frames.tobytes()).hexdigest())
"""


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)


@pytest.fixture(params=[False, True], ids=["plain", "detailed"])
def pipeline(request) -> ClipPipeline:
    torch.manual_seed(3)
    generator = Generator(detailed=request.param).eval()
    torch.nn.init.normal_(generator.clip.write.weight, std=0.05)
    if generator.clip.detailer:
        torch.nn.init.normal_(generator.clip.detailer.write.weight, std=0.05)
    return pipeline_of(generator)


def test_patches_can_be_put_together_again():
    video = torch.randn(2, 8, 16, 24, 3)
    tokens = patches(video, (4, 8, 8))
    assert tokens.shape == (2, 2 * 2 * 3, 4 * 8 * 8 * 3)
    assert torch.equal(unpatched(tokens, (4, 8, 8), (2, 2, 3)), video)


@pytest.mark.parametrize("form", [Form(1, 32, 32), Form(10, 24, 40)])
def test_the_same_network_makes_any_length_and_size(pipeline, form):
    made = pipeline(PROMPT, frames=form.frames, height=form.height, width=form.width, steps=2)
    assert made.frames.shape == (1, form.frames, form.height, form.width, 3)
    assert made.frames.dtype == np.uint8


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # diffusers' own
@pytest.mark.parametrize("sampler", ["euler", "unipc", "dpm"])
def test_samplers_interchange(pipeline, sampler):
    other = ClipPipeline(pipeline.clip, pipeline.text, scheduler(sampler))
    steps = list(other.denoise(Ask([PROMPT], (4, 4, 4), [0], steps=6)))
    assert [step.number for step in steps] == [1, 2, 3, 4, 5, 6]
    assert steps[0].sigma == pytest.approx(1, abs=2e-3)
    assert torch.isfinite(steps[-1].told).all()


def test_the_same_seed_gives_the_same_clip_bit_for_bit(pipeline):
    first, again, other = (pipeline(PROMPT, seed=seed).frames for seed in (4, 4, 5))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_words_change_the_clip_and_so_does_guidance(pipeline):
    torch.nn.init.normal_(pipeline.clip.blocks[0].modulation.weight, std=0.1)
    plain = pipeline(PROMPT).frames
    assert not np.array_equal(plain, pipeline("a blue square bounces").frames)
    assert not np.array_equal(plain, pipeline(PROMPT, guidance=6.0).frames)


def test_what_is_given_stays_as_it_is(pipeline):
    clean = torch.rand(1, 64, 768)
    known = torch.zeros(1, 64)
    known[:, :16] = 1
    *_, last = pipeline.denoise(Ask([PROMPT], (4, 4, 4), [0], 3, 2.0, clean, known))
    assert torch.equal(last.told[:, :16], clean[:, :16])
    assert not torch.equal(last.told[:, 16:], clean[:, 16:])


def test_attention_sums_to_one_and_never_looks_at_words_that_are_not_there(pipeline):
    looks = [Looks(layer) for layer in range(4)]
    list(pipeline.denoise(Ask([PROMPT, "a circle"], (4, 4, 4), [0, 1], 1), looks))
    for each in looks:
        assert each.shares is not None
        assert each.shares.shape == (4, 4, 5 + 64, 5 + 64)
        assert torch.allclose(each.shares.sum(-1), torch.ones(()), atol=1e-5)
        assert (each.shares[1, :, :, 2:5] == 0).all()


def test_whoever_stops_listening_stops_it_within_a_step(pipeline):
    asked: list[int] = []
    pipeline.clip.register_forward_hook(lambda *_: asked.append(1))
    steps = pipeline.denoise(Ask([PROMPT], (4, 4, 4), [0], steps=50))
    next(steps)
    steps.close()
    assert len(asked) == 1


def test_a_saved_pipeline_loads_in_three_lines_elsewhere_and_makes_the_same_clip(
    pipeline, tmp_path
):
    pipeline.save_pretrained(tmp_path / "clips")
    code = THREE_LINES.format(folder=str(tmp_path / "clips"))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split()[-1] == hashlib.sha256(pipeline(PROMPT).frames.tobytes()).hexdigest()
    assert "django" not in done.stderr.lower()


def test_only_patches_that_were_not_given_count():
    torch.manual_seed(0)
    generator, rng = Generator(), np.random.default_rng(0)
    data = batch(rng, alone, Form(16, 32, 32), (4, 8, 8), 4)
    data.known[:] = 0
    data.known[:, :32] = 1
    data.tokens[:, :32] = 1e3
    assert float(missed(generator, data, rng).detach()) < 10


def test_even_levels_weigh_an_error_by_how_little_noise_there_was():
    torch.manual_seed(0)
    generator = Generator()
    torch.nn.init.zeros_(generator.clip.write.bias)
    data = batch(np.random.default_rng(0), alone, Form(16, 32, 32), (4, 8, 8), 4)
    data.known[:] = 0
    drawn = np.random.default_rng(1)
    drawn.standard_normal(data.tokens.shape, np.float32)
    worth = 1 - SHAPES.drawn(drawn, 4) + EVENED
    errors = data.tokens.square().mean((1, 2))
    told = float(missed(generator, data, np.random.default_rng(1), SHAPES).detach())
    assert told == pytest.approx(float((errors * worth).sum() / worth.sum()), rel=1e-5)


SHAPES_TOLD = ("circle", "square", "triangle")
CORNER = 1.6
"""How far a triangle reaches, in radii of the disc of its area."""


def drawn_beside(rng: np.random.Generator, aspect: float) -> Scene:
    return related(rng, aspect, relation="left of")


def again(scene: Scene, rng: np.random.Generator, aspect: float) -> Scene:
    return scene


@pytest.mark.parametrize("choice", [smallest, every])
@pytest.mark.parametrize("frames", [1, 16])
def test_the_patches_of_the_chosen_of_two_things_are_known(frames: int, choice: Choice):
    patch, scenes = (4, 8, 8), []

    def draw(rng: np.random.Generator, aspect: float) -> Scene:
        scenes.append(drawn_beside(rng, aspect))
        return scenes[-1]

    data = batch(np.random.default_rng(0), draw, Form(frames, 32, 32), patch, 8, choice)
    for scene, told in zip(scenes, data.near, strict=True):
        near = told.reshape(data.grid).numpy()
        chosen = [(np.stack(each.way(frames, 1.0)), each.radius) for each in choice(scene.things)]
        for (x, y), _ in chosen:
            assert near[np.arange(frames) // 4, (4 * y).astype(int), (4 * x).astype(int)].all()
        for t, y, x in np.argwhere(near):
            middle = np.array([[8 * x + 4], [8 * y + 4]])
            away = [
                np.abs(32 * way[:, 4 * t : 4 * t + 4] - middle).max(0).min() - CORNER * 32 * radius
                for way, radius in chosen
            ]
            assert min(away) <= 4 + 1


def test_one_thing_has_no_smaller_one_beside_it():
    data = batch(np.random.default_rng(0), alone, Form(16, 32, 32), (4, 8, 8), 8)
    assert not data.near.any()
    assert not data.telling.any()


@pytest.mark.parametrize("frames", [1, 16])
def test_what_tells_a_shape_is_between_where_all_shapes_are_and_where_none_is(frames: int):
    still = replace(drawn_beside(np.random.default_rng(4), 1.0), relation=None)
    middle, told = still.things[1], []
    for shape in SHAPES_TOLD:
        scene = replace(still, things=(still.things[0], replace(middle, shape=shape)))
        draw = partial(again, scene)
        data = batch(np.random.default_rng(0), draw, Form(frames, 32, 32), (4, 8, 8), 1)
        told.append(unpatched(data.telling, (4, 8, 8), data.grid)[0, 0, :, :, 0])
    assert all(torch.equal(each, told[0]) for each in told), "it would say which shape there is"
    half = middle.radius * np.sqrt(np.pi) / 2
    row, column = (int(32 * (place + half - 1 / 64)) for place in (middle.y, middle.x))
    assert told[0][row, column] > 0.3, "a square's corner, which no disc of its area reaches"
    assert told[0][int(32 * middle.y), int(32 * middle.x)] == 0
    assert (told[0] > 0).float().mean() < 0.25


@pytest.mark.parametrize("what", ["near", "telling"])
def test_where_nobody_can_know_what_counts_more_nothing_does(what: str):
    torch.manual_seed(0)
    generator = Generator(objects=2)
    torch.nn.init.zeros_(generator.clip.write.bias)
    data = batch(np.random.default_rng(0), drawn_beside, Form(16, 32, 32), (4, 8, 8), 4)
    data.known[:] = 0
    data.tokens[:] = data.telling if what == "telling" else data.near[..., None]
    weighed = replace(CORNERS, almost=0.0, middle=0.0, legible=1.0)
    plain = replace(weighed, closer=0.0, corners=0.0)
    above, told, before = (
        float(missed(generator, data, np.random.default_rng(1), levels).detach())
        for levels in (replace(weighed, legible=0.0), weighed, plain)
    )
    assert above == before < told


def test_errors_near_the_smaller_thing_count_more():
    torch.manual_seed(0)
    generator = Generator(objects=2)
    torch.nn.init.zeros_(generator.clip.write.bias)
    data = batch(np.random.default_rng(0), drawn_beside, Form(16, 32, 32), (4, 8, 8), 4)
    data.known[:] = 0
    data.tokens[:] = data.near[..., None]  # only there can a network that says nothing be wrong
    plain = replace(SMALL_SHAPES, closer=0.0)
    told, before = (
        float(missed(generator, data, np.random.default_rng(1), levels).detach())
        for levels in (SMALL_SHAPES, plain)
    )
    assert before < told < 1


def test_noise_reaches_from_little_to_all():
    levels = Levels(2.2).drawn(np.random.default_rng(0), 2000)
    assert 0 < float(levels.min()) < 0.3
    assert 0.999 < float(levels.max()) <= 1


def test_each_object_s_words_have_numbers_of_their_own_where_a_network_knows_three():
    told = "a red circle moves up left of a red square and a blue square"
    (two,), _ = numbered([told], objects=2)
    (three,), _ = numbered([told], objects=3)
    third = told.split().index("and") + 1
    assert torch.equal(three[:third], two[:third])
    assert torch.equal(three[third:], two[third:] + len(VOCABULARY))


def test_the_second_object_s_words_have_numbers_of_their_own_where_a_network_knows_two():
    told = "a red circle moves left behind a red square"
    (plain,), _ = numbered([told])
    (ids,), _ = numbered([told], objects=2)
    first, second = ids[:6], ids[6:]
    assert torch.equal(first, plain[:6])
    assert torch.equal(second, plain[6:] + len(VOCABULARY))
    alone, _ = numbered(["a red circle moves left"], objects=2)
    assert torch.equal(alone[0], plain[:5])


@pytest.mark.parametrize("objects", [1, 2])
def test_a_network_that_begins_to_learn_of_more_reads_the_last_as_it_read_the_one_before(objects):
    knows, learns = Generator(objects=objects), Generator(objects=objects + 1)
    learns.load_state_dict(with_more_words(knows.state_dict()))
    prompts = ["a red circle above a blue square and a circle", "a red square above a circle"]
    for before, after in zip(knows.read(prompts), learns.read(prompts), strict=True):
        assert torch.equal(before, after)
