"""The networks: how they learn, what they are shown, and what ships."""

import hashlib
import shutil
from dataclasses import fields

import numpy as np
import pytest
import torch

from labs.playable_world import science, shipped
from labs.playable_world.dreaming import dreamed_by
from labs.playable_world.exporting import export
from labs.playable_world.learning import batch_loss, random_play, weighted_error
from labs.playable_world.network import Dreamer
from labs.playable_world.presets import PRESETS
from labs.playable_world.recipes import Recipe
from labs.playable_world.shipping import STATIC
from labs.playable_world.train import COURSES, begun
from labs.shared.weights import WeightsRefused
from tests.labs.playable_world.played import far_apart

AS_TWO_STEP = ("two_step", "one_frame", "four_frames", "narrow", "flow_4", "flow_1")
SMALL = Recipe(rollout=3, noise=0.3, width=8)
PLAYED = random_play(SMALL)


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)


def test_a_step_draws_the_same_clips_again():
    torch.manual_seed(0)
    network = Dreamer(8)
    one, other = (batch_loss(network, SMALL, PLAYED, 1, 7, 10).item() for _ in range(2))
    assert one == other
    assert one != batch_loss(network, SMALL, PLAYED, 2, 7, 10).item()


def test_rollouts_grow_longer_as_it_learns():
    assert [SMALL.ahead(done) for done in (0, 0.29, 0.3, 0.5, 1)] == [1, 1, 2, 3, 3]
    assert Recipe(1, 0).ahead(0.9) == 1


def test_a_pixel_that_changes_weighs_more():
    true, before = torch.zeros(1, 3, 64, 64), torch.zeros(1, 3, 64, 64)
    before[..., 0, 0] = 2
    at_change, elsewhere = (torch.zeros(1, 3, 64, 64) for _ in range(2))
    at_change[..., 0, 0] = 1
    elsewhere[..., 5, 5] = 1
    assert weighted_error(at_change, true, before) == 25 * weighted_error(elsewhere, true, before)


def test_a_training_that_was_interrupted_ends_the_same():
    whole = begun(SMALL, 0, 4, "cpu")
    losses = list(whole.losses())
    first = begun(SMALL, 0, 4, "cpu")
    first.advance()
    first.advance()
    second = begun(SMALL, 0, 4, "cpu")
    second.restore(first.arrays(), 2)
    assert list(second.losses()) == losses[2:]
    for name, each in whole.averaged.items():
        assert torch.equal(each, second.averaged[name])


def test_an_age_is_the_same_training_left_early():
    age, best = (
        COURSES[name].begin(0, steps, "cpu") for name, steps in (("age_60", 60), ("best", 3000))
    )
    assert age.advance() == best.advance()
    assert age.share() == best.share()
    assert (age.steps, best.steps) == (60, 3000)


def test_the_world_of_a_recipe_is_the_one_it_learns():
    torch.manual_seed(0)
    network = Dreamer(8)
    scrolled = Recipe(rollout=3, noise=0.3, width=8, world="scrolling")
    one, other = (
        batch_loss(network, each, random_play(each), 1, 7, 10).item() for each in (SMALL, scrolled)
    )
    assert one != other


def test_the_key_decides_what_is_dreamed():
    torch.manual_seed(0)
    network = Dreamer(8)
    torch.nn.init.normal_(network.last.second.weight, std=0.1)
    shown = np.random.default_rng(0).random((1, 2, 64, 64, 3), dtype=np.float32)
    one, other = (dreamed_by(network)(shown, np.array([key])) for key in (1, 2))
    assert one.shape == (1, 64, 64, 3)
    assert not np.allclose(one, other)


@pytest.mark.parametrize("context", [1, 2, 3])
def test_a_network_as_onnx_dreams_what_torch_dreams(context, tmp_path):
    torch.manual_seed(0)
    network = Dreamer(8, context)
    half = {name: each.half().float() for name, each in network.state_dict().items()}
    network.load_state_dict(half)
    export(network, tmp_path / "made.onnx")
    shown = np.random.default_rng(0).random((1, context, 64, 64, 3), dtype=np.float32)
    for key in range(5):
        assert far_apart(tmp_path / "made.onnx", network, shown, key) <= 1e-4


@pytest.mark.parametrize("preset", PRESETS)
def test_what_the_browser_plays_is_what_torch_dreams_to_a_step_of_colour(preset):
    network = science.shipped(preset)
    frames = np.random.default_rng(3).random((1, network.context, 64, 64, 3), dtype=np.float32)
    model = STATIC / "models" / f"{PRESETS[preset].shares or preset}.onnx"
    assert far_apart(model, network, frames, 3) <= 1 / 255


@pytest.mark.parametrize("preset", PRESETS)
def test_what_ships_is_what_its_card_says(preset):
    card = shipped.card(preset)
    model = (STATIC / "models" / f"{PRESETS[preset].shares or preset}.onnx").read_bytes()
    assert hashlib.sha256(model).hexdigest() == card["played"]["sha256"]
    assert len(model) == card["played"]["bytes"] <= 3_000_000
    assert card["steps"] == PRESETS[preset].steps
    assert card["planned"] == PRESETS[preset].planned
    assert (card["rollout"], card["noise"]) == (
        PRESETS[preset].recipe.rollout,
        PRESETS[preset].recipe.noise,
    )
    assert card["sha256"] == hashlib.sha256(shipped.weights_of(preset).read_bytes()).hexdigest()
    assert {"script", "seed", "hardware", "date", "torch", "cpu_seconds", "curve"} <= card.keys()
    for folder in ("dreams", "strips"):
        assert (STATIC / folder / f"{preset}.webp").stat().st_size < 500_000


def test_weights_that_were_changed_are_refused_by_name(tmp_path, monkeypatch):
    file = shipped.weights_of("best")
    for each in (file, file.with_suffix(".json")):
        shutil.copy(each, tmp_path)
    spoilt = bytearray(file.read_bytes())
    spoilt[-1] ^= 1
    (tmp_path / "best.safetensors").write_bytes(spoilt)
    monkeypatch.setattr(science, "weights_of", lambda preset: tmp_path / f"{preset}.safetensors")
    with pytest.raises(WeightsRefused, match=r"best\.safetensors"):
        science.shipped("best")


def test_the_best_network_is_as_good_as_its_card_says_and_the_young_ones_fail():
    names = [name for name, each in PRESETS.items() if each.recipe.world == "arcade"]
    far = {name: shipped.card(name)["drift"][-1] for name in names}
    assert {each["horizon"] for each in far.values()} == {200}
    assert far["age_200"]["player"] < 0.5
    assert far["best"]["player"] > far["age_1000"]["player"]


def test_one_thing_changed_changes_what_the_dream_gets_right():
    far = {name: shipped.card(name)["drift"][-1] for name in AS_TWO_STEP}
    assert far["one_frame"]["ball"] < 0.5 * far["two_step"]["ball"]
    assert far["narrow"]["player"] < far["two_step"]["player"]


def test_only_frames_that_are_drawn_have_one_lamp_lit_and_only_in_four_steps_it_jumps():
    far = {name: shipped.card(name)["drift"][-1] for name in AS_TWO_STEP}
    for name, each in far.items():
        assert (each["lit"] > 0.5) == name.startswith("flow")
        assert (each["jumps"] > 0.02) == (name == "flow_4")


def test_what_differs_in_one_thing_was_trained_as_long():
    for name in AS_TWO_STEP:
        recipe = PRESETS[name].recipe
        assert PRESETS[name].steps == PRESETS["two_step"].steps
        apart = [
            each.name
            for each in fields(Recipe)
            if getattr(recipe, each.name) != getattr(PRESETS["two_step"].recipe, each.name)
        ]
        assert len(apart) == (0 if name == "two_step" else 1)
    assert shipped.weights_of("flow_1") == shipped.weights_of("flow_4")
