"""The weights that ship: what the card says of them, and what is done with damaged ones."""

import json

import pytest
import torch

from labs.shared.weights import WeightsRefused, card_of, ship, shipped
from labs.video_generator.settings import DETAILED, VideoParams
from labs.video_generator.shipped import NETWORKS, generator, pipeline
from labs.video_generator.telling import FIGURES, PERMANENCE, figures

MOST_BYTES = 5_000_000


@pytest.mark.parametrize("weights", NETWORKS.values(), ids=lambda file: file.stem)
def test_the_weights_are_those_of_the_card_and_small(weights):
    card = card_of(weights)
    assert shipped(weights)
    assert weights.stat().st_size < MOST_BYTES
    assert {"script", "seed", "steps", "hardware", "date", "torch", "figures"} <= card.keys()


@pytest.mark.parametrize("network", NETWORKS)
def test_the_figures_are_those_of_these_weights(network):
    told = json.loads(FIGURES[network].read_text())["weights"]
    assert told == card_of(NETWORKS[network])["sha256"]


def test_every_question_that_claims_rest_on_was_measured():
    assert {"seen", "held out", "pictures", "the start given", PERMANENCE} <= {
        row["what"] for row in figures()
    }


def test_damaged_weights_are_refused_by_name(tmp_path):
    file = tmp_path / "small.safetensors"
    ship(file, {"a": torch.ones(3)}, {"script": "a test", "seed": 0})
    assert torch.equal(shipped(file)["a"], torch.ones(3))
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(WeightsRefused, match=r"small\.safetensors has the SHA-256"):
        shipped(file)


def test_the_shipped_network_follows_the_colour():
    made = pipeline("euler")(["a red circle", "a blue circle"], frames=1).frames
    assert made.shape == (2, 1, 32, 32, 3)
    red, blue = made.reshape(2, -1, 3).astype(float).mean(1)
    assert red[0] > blue[0]
    assert blue[2] > red[2]


@pytest.mark.parametrize("network", NETWORKS)
def test_the_settings_know_which_networks_have_a_detailer(network):
    assert (generator(network).clip.detailer is not None) == (network in DETAILED)


def test_a_clip_by_a_network_with_a_detailer_is_said_to_cost_more():
    one, two = VideoParams(), VideoParams(prompt="a red circle moves left behind a blue square")
    assert one.network not in DETAILED
    assert two.network in DETAILED
    assert two.seconds > 2 * one.seconds
