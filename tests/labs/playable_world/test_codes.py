"""Keys that a network invented: what they mean, and that nobody told it the true ones."""

import numpy as np
import pytest
import torch

from labs.playable_world import codes, inventing
from labs.playable_world.acting import acted
from labs.playable_world.agreeing import agreement
from labs.playable_world.boards import keys_of, text_of
from labs.playable_world.codes import CODES, COUNTS, coded, meaning, meant, purity, wording
from labs.playable_world.dreaming import dreamed_by
from labs.playable_world.events import Acted, Coded, Matched
from labs.playable_world.inventing import (
    Inventor,
    halved,
    heat,
    held,
    inverse,
    named,
    resting,
    shared_out,
    with_own_keys,
)
from labs.playable_world.learning import scaled
from labs.playable_world.playing import clips
from labs.playable_world.reading import read
from labs.playable_world.recorded import HELD
from labs.playable_world.science import shipped
from labs.playable_world.shipped import told_codes
from labs.playable_world.train import COURSES
from labs.playable_world.world import KEYS, MOVES

TABLE = [[9, 0, 0, 0, 1], [1, 8, 0, 0, 0], [0, 3, 0, 0, 0], [0, 0, 5, 0, 0], [1, 0, 0, 7, 2],
         [0, 0, 0, 0, 6]]  # fmt: skip


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)


def test_an_invented_key_means_what_was_pressed_with_it_most_often():
    assert meaning(TABLE).tolist() == [0, 1, 1, 2, 3, 4]
    assert wording(TABLE).tolist() == [0, 1, 3, 4, 5]


def test_purity_is_the_share_of_presses_that_their_code_speaks_of():
    assert purity(TABLE) == pytest.approx(38 / 43)
    assert purity(np.eye(5, dtype=int)) == 1
    assert purity(np.ones((8, 5), dtype=int)) == pytest.approx(1 / 5)


def test_pressed_keys_are_told_to_the_game_and_to_the_network(monkeypatch):
    monkeypatch.setattr(codes, "card", lambda _: {"table": TABLE})
    pressed = np.array([0, 4, 5, 7, 9])
    assert meant(pressed).tolist() == [0, 4, 0, 1, 3]
    assert coded(np.array([0, 2, 5, 9])).tolist() == [0, 3, 0, 4]


def test_a_play_may_hold_invented_keys():
    assert keys_of("r2A3E1").tolist() == [4, 4, 5, 5, 5, 9]
    assert text_of(np.array([4, 4, 5, 5, 5, 9])) == "r2A3E1"


def test_a_frame_is_shared_by_codes_while_it_is_hot_and_taken_by_the_nearest_in_the_end():
    missed = torch.tensor([[1.0, 1.0, 4.0], [9.0, 0.0, 9.0]])
    warm, cold = shared_out(missed, 2.0), shared_out(missed, 0.01)
    far = float(np.exp(-1.5))
    assert warm[0].tolist() == pytest.approx([each / (2 + far) for each in (1, 1, far)])
    assert cold.tolist() == [[0.5, 0.5, 0.0], [0.0, 1.0, 0.0]]
    assert heat(inventing.ALONE) == inventing.HOT
    assert heat(1.0) == pytest.approx(inventing.COLD)


def test_what_can_be_foretold_does_not_count(monkeypatch):
    torch.manual_seed(0)
    inventor = Inventor(4)
    frames = halved(scaled(clips(np.random.default_rng(0), 2, 3)[0]))
    sure = torch.zeros(2, 1, 32, 32)
    monkeypatch.setattr(inventor.foreseer, "forward", lambda _: (frames[:, 2], sure))
    inventor.inventing(frames, 1.0).backward()
    assert inventor.imaginer.write.weight.grad.abs().max() == 0


def test_the_codes_are_learned_without_the_true_keys(monkeypatch):
    def keyless(*args: int):
        frames, keys = clips(*args)
        return frames, np.full_like(keys, -1)

    torch.manual_seed(0)
    inventor = Inventor(4)
    steps = (0, 5, 7)
    told = [inventor.loss(0, step, 8).item() for step in steps]
    monkeypatch.setattr(inventing, "clips", keyless)
    assert [inventor.loss(0, step, 8).item() for step in steps] == told


def test_every_step_between_two_frames_is_named():
    torch.manual_seed(0)
    inventor = Inventor(5)
    frames = scaled(clips(np.random.default_rng(0), 3, 4)[0])
    assert halved(frames).shape == (3, 4, 3, 32, 32)
    assert named(inventor.inverse, frames).shape == (3, 3)


def test_a_code_that_took_more_than_others_gives_some_away():
    missed = torch.tensor([[0.0, 1.0], [0.0, 1.0], [0.0, 3.0], [0.0, 1.0]])
    shares = shared_out(missed, 1.0, evened=9)
    assert shares.sum(dim=1).tolist() == pytest.approx([1, 1, 1, 1])
    assert shares.mean(dim=0).tolist() == pytest.approx([0.5, 0.5], abs=0.02)
    assert shares[2, 1] < shares[0, 1]


def test_the_codes_that_rest_are_those_with_which_the_least_changes():
    told, changed = np.array([[0, 1, 2], [0, 2, 1]]), np.array([[9, 2, 8], [9, 8, 2.5]])
    assert resting(told, changed, 4) == [1]


def test_where_the_player_comes_to_rest_its_key_is_taken_to_be_held():
    told = np.array([[3, 1, 1, 4, 1], [1, 1, 2, 1, 0]])
    assert held(told, [1]).tolist() == [[3, 3, 3, 4, 4], [1, 1, 2, 2, 0]]


def test_a_training_that_resumes_ends_where_one_that_was_never_stopped_ends():
    course = COURSES["inverse_5"]
    whole = course.begin(3, 4, "cpu")
    list(whole.losses())
    first = course.begin(3, 4, "cpu")
    for _ in range(3):
        first.advance()
    second = course.begin(3, 4, "cpu")
    second.restore(first.arrays(), first.step)
    list(second.losses())
    for name, each in course.tensors(whole).items():
        assert torch.equal(each, course.tensors(second)[name]), name


@pytest.mark.parametrize("count", COUNTS)
def test_what_ships_names_the_keys_as_well_as_its_card_says(count):
    card = codes.card(count)
    found = agreement(inverse(count), seed=0)
    assert found.table.shape == (count, len(KEYS))
    assert found.table.sum() == 3200
    assert np.abs(found.table - np.array(card["table"])).sum() <= 10
    assert purity(card["effective"]) > 0.9
    assert set(meaning(card["table"])) == set(range(len(KEYS))), "some key has no invented one"


def test_a_network_learns_from_the_keys_that_were_invented():
    frames, keys = with_own_keys(CODES)(np.random.default_rng(0), 16, 4)
    true, _ = clips(np.random.default_rng(0), 16, 4)
    assert (frames == true).all()
    assert keys.shape == (16, 3)
    assert set(keys.ravel()) <= set(range(CODES))


def test_every_invented_key_moves_the_dream_as_it_mostly_means():
    network = shipped("invented")
    frames = acted(dreamed_by(network), network.context)
    assert frames.shape == (CODES, 1 + HELD, 64, 64, 3)
    assert (frames[:, 0] == frames[0, 0]).all()
    places = [read(each / np.float32(255)).player for each in (frames[:, 0], frames[:, -1])]
    went = places[1] - places[0]
    wanted = HELD * MOVES[meaning(codes.card(CODES)["table"])]
    assert (np.abs(went - wanted).max(axis=1) <= 2).mean() >= 0.8


def test_every_invented_key_is_told_of():
    told = list(told_codes())
    assert [each.codes for each in told if isinstance(each, Matched)] == list(COUNTS)
    assert sum(isinstance(each, Coded) for each in told) == sum(COUNTS)
    assert [each.code for each in told if isinstance(each, Acted)] == list(range(1, CODES + 1))
