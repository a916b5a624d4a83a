"""Training: it learns, it resumes as if it had never stopped, and its command can be killed."""

import json

import numpy as np
import pytest
import torch
from torch import nn

from labs.contract import State
from labs.shared.courses import Course, followed
from labs.shared.training import Training, muon_and_adamw
from labs.shared.weights import shipped
from labs.video_generator import live
from labs.video_generator.events import Learned
from labs.video_generator.live import learned, training_of
from labs.video_generator.settings import VideoParams
from workers.local import LocalContext


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)


def line(seed: int, steps: int, device: str) -> Training:
    """Train a line through noiseless points."""
    torch.manual_seed(seed)
    network = nn.Sequential(nn.Linear(2, 8), nn.Linear(8, 1)).to(device)

    def loss(step: int) -> torch.Tensor:
        points = torch.from_numpy(
            np.random.default_rng([seed, step]).standard_normal((16, 2), np.float32)
        )
        return (network(points) - points.sum(1, keepdim=True)).square().mean()

    return Training(network, loss, muon_and_adamw(network, ("1.",)), steps)


def test_a_training_that_resumes_ends_where_one_that_never_stopped_ends():
    whole, first = line(0, 12, "cpu"), line(0, 12, "cpu")
    list(whole.losses())
    for _ in range(5):
        first.advance()
    second = line(0, 12, "cpu")
    second.restore(first.arrays(), first.step)
    list(second.losses())
    for name, each in whole.arrays().items():
        assert np.array_equal(each, second.arrays()[name]), name


def test_it_learns_and_the_rate_falls_to_nothing():
    training = line(0, 200, "cpu")
    losses = list(training.losses())
    assert np.mean(losses[-10:]) < 0.05 * np.mean(losses[:10])
    assert training.share() == 0


def test_a_course_ships_weights_with_a_card_and_goes_on_from_its_state(tmp_path):
    course = Course(
        begin=line,
        steps=6,
        measure=lambda training: {"steps": float(training.step)},
        weights=tmp_path / "line.safetensors",
        tensors=lambda training: training.averaged,
        facts={"script": "a test"},
    )
    state = tmp_path / "state" / "line.safetensors"
    said = list(followed(course, 0, 4, state, "a thread"))
    assert said[0].startswith("step 0 of 4")
    again = list(followed(course, 0, 6, state, "a thread"))
    assert again[0].startswith("step 4 of 6")
    card = json.loads((tmp_path / "line.json").read_text())
    assert card["figures"] == {"steps": 6.0}
    assert card["hardware"] == "a thread"
    assert shipped(course.weights).keys() == line(0, 1, "cpu").averaged.keys()


def test_a_small_network_begins_to_learn_within_twenty_steps():
    training = training_of(VideoParams(task="learn", learning_steps=100), "cpu")
    losses = [training.advance() for _ in range(20)]
    assert np.mean(losses[-5:]) < 0.6 * losses[0]


class Kept(LocalContext):
    """A context whose checkpoint outlives the run."""

    state: State | None = None

    def checkpoint(self, state: State) -> None:
        self.state = state

    def resume(self) -> State | None:  # type: ignore[override]
        return self.state


def test_a_live_training_that_was_killed_goes_on_and_tells_the_same(monkeypatch):
    monkeypatch.setattr(live, "PROMPTS", 2)
    params = VideoParams.model_construct(task="learn", learning_steps=3, seed=0)
    whole = [each for each in learned(params, Kept(0, {}, None)) if isinstance(each, Learned)]
    context = Kept(0, {}, None)
    first = learned(params, context)
    assert next(each for each in first if isinstance(each, Learned)) == whole[0]
    next(first)
    first.close()
    again = [each for each in learned(params, context) if isinstance(each, Learned)]
    assert again == whole[-len(again) :]
    assert len(again) in {1, 2}
