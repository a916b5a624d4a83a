"""A controller evolved in dreams: each part where its answer is known, then a small run whole."""

from collections import Counter

import numpy as np
import pytest
import torch

from labs.contract import Event, State
from labs.playable_world import control
from labs.playable_world.boards import keys_of
from labs.playable_world.controlled import told_controlled
from labs.playable_world.events import Evolved, Gauged, Performed, Tried
from labs.playable_world.evolving import Evolution, centred_ranks
from labs.playable_world.imagining import INPUTS, NUMBERS, Mind, chosen, dreamed, played
from labs.playable_world.memory import Foretold, Memory, drawn, unlikelihood
from labs.playable_world.outings import CHOICES, HELD, held, sought, strolled, unseen
from labs.playable_world.remembering import (
    COURSES,
    as_colours,
    shipped_memory,
    shipped_vision,
    thinned,
)
from labs.playable_world.scrolling import Walks, begun, draw, step
from labs.playable_world.settings import PlayParams
from labs.playable_world.vision import LATENT, Vision
from labs.playable_world.world import FIRST_WORLD, KEYS


class Context:
    """Keeps what a worker would keep."""

    device = "cpu"

    def __init__(self, state: State | None = None) -> None:
        self.state = state

    def checkpoint(self, state: State) -> None:
        self.state = state

    def resume(self) -> State | None:
        return self.state


def of(events: list[Event], kind: type) -> list:
    return [event for event in events if isinstance(event, kind)]


@pytest.fixture(scope="module")
def mind() -> Mind:
    return Mind(shipped_vision(), shipped_memory())


def test_evolution_finds_a_known_optimum():
    optimum = np.linspace(-1, 1, 20)
    evolution = Evolution(20, seed=0, pairs=32, decay=0)
    for _ in range(300):
        evolution.learn(-np.square(evolution.candidates() - optimum).sum(axis=1))
    assert np.abs(evolution.centre - optimum).max() < 0.1


def test_evolution_needs_only_the_order_of_returns():
    plain, bent = Evolution(5, seed=1), Evolution(5, seed=1)
    for _ in range(5):
        returns = plain.candidates()[:, 0]
        plain.learn(returns)
        bent.learn(np.exp(3 * returns) + 7)
    assert (plain.centre == bent.centre).all()


def test_candidates_mirror_each_other_about_the_centre():
    evolution = Evolution(7, seed=2, pairs=5)
    evolution.centre = np.arange(7, dtype=np.float32)
    some = evolution.candidates()
    assert np.allclose(some[:5] + some[5:], 2 * evolution.centre, atol=1e-5)


def test_ranks_are_centred_and_equal_returns_share_theirs():
    assert centred_ranks(np.array([30.0, 10.0, 20.0])).tolist() == [0.5, -0.5, 0.0]
    assert centred_ranks(np.array([1.0, 5.0, 1.0, 1.0])).tolist() == pytest.approx(
        [-1 / 6, 0.5, -1 / 6, -1 / 6]
    )


def test_evolution_goes_on_from_what_it_kept_as_if_it_had_never_stopped():
    def one_more(evolution: Evolution) -> None:
        evolution.learn(evolution.candidates().sum(axis=1))

    whole, first, second = (Evolution(6, seed=3) for _ in range(3))
    for _ in range(4):
        one_more(whole)
    for _ in range(2):
        one_more(first)
    second.restore(first.arrays(), first.generation)
    for _ in range(2):
        one_more(second)
    assert (second.centre == whole.centre).all()


def foretold(weights: list[float], means: list[float], deviation: float) -> Foretold:
    """Foretell one number, the same in every place: (1, 3, 81)."""

    def spread(values: list[float]) -> torch.Tensor:
        return torch.tensor(values)[None, :, None].expand(1, 3, LATENT)

    return Foretold(
        spread(weights).log(), spread(means), spread([np.log(deviation)] * 3), torch.zeros(1)
    )


def noises(times: int = 1) -> tuple[torch.Tensor, torch.Tensor]:
    source = torch.Generator().manual_seed(0)
    size = (times, LATENT)
    return torch.rand(size, generator=source), torch.randn(size, generator=source)


def test_at_temperature_0_the_mean_of_the_likeliest_mixture_comes():
    some = foretold([0.3, 0.6, 0.1], [-1.0, 2.0, 5.0], deviation=0.7)
    assert (drawn(some, 0, *noises()) == 2).all()


def test_a_low_temperature_comes_near_to_none():
    some = foretold([0.3, 0.6, 0.1], [-1.0, 2.0, 5.0], deviation=0.7)
    near = drawn(some, 0.01, *noises())
    assert (near - 2).abs().max() < 0.4


def test_at_temperature_1_what_comes_is_as_likely_as_foretold():
    some = foretold([0.25, 0.6, 0.15], [-10.0, 0.0, 10.0], deviation=0.5)
    many = torch.cat([drawn(some, 1.0, *noises_of(seed)) for seed in range(200)]).flatten()
    for mean, weight in ((-10, 0.25), (0, 0.6), (10, 0.15)):
        near = many[(many - mean).abs() < 4]
        assert len(near) / len(many) == pytest.approx(weight, abs=0.02)
        assert float(near.std()) == pytest.approx(0.5, abs=0.02)


def noises_of(seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    source = torch.Generator().manual_seed(seed)
    return torch.rand((1, LATENT), generator=source), torch.randn((1, LATENT), generator=source)


def test_a_higher_temperature_spreads_wider_and_evens_the_mixtures():
    some = foretold([0.8, 0.15, 0.05], [-10.0, 0.0, 10.0], deviation=0.5)

    def share(temperature: float) -> float:
        many = torch.cat([drawn(some, temperature, *noises_of(seed)) for seed in range(50)])
        return float((many < -5).float().mean())

    assert share(0.3) > share(1) > share(3)


def test_the_density_is_that_of_a_normal_distribution_where_the_mixtures_are_one():
    some = foretold([1 / 3, 1 / 3, 1 / 3], [1.0, 1.0, 1.0], deviation=2.0)
    z = torch.linspace(-2, 2, LATENT)[None]
    density = torch.distributions.Normal(1.0, 2.0).log_prob(z).mean()
    constant = 0.5 * np.log(2 * np.pi)  # left out of the loss: it does not depend on the network
    assert float(unlikelihood(some, z)) == pytest.approx(float(-density) - constant, abs=1e-5)


def test_a_memory_told_step_by_step_is_a_memory_told_at_once():
    torch.manual_seed(0)
    memory = Memory()
    z, keys = torch.randn(2, 6, LATENT), torch.randint(len(KEYS), (2, 6))
    whole, last = memory(z, keys)
    h = None
    for place in range(6):
        one, h = memory(z[:, place : place + 1], keys[:, place : place + 1], h)
        assert torch.allclose(one.mean[:, 0], whole.mean[:, place], atol=1e-5)
        assert torch.allclose(one.coins[:, 0], whole.coins[:, place], atol=1e-5)
    assert torch.allclose(h, last, atol=1e-5)


def test_eyes_give_a_frame_as_81_numbers_and_draw_a_frame_of_them():
    vision = Vision()
    z = vision.encode(as_colours(draw(begun(np.arange(3)))))
    assert z.shape == (3, LATENT)
    assert vision.decode(z).shape == (3, 3, 64, 64)


def test_a_choice_moves_the_player_one_cell_where_no_wall_is():
    walks = unseen(0, 40)
    for key, way in ((1, (0, -1)), (2, (0, 1)), (3, (-1, 0)), (4, (1, 0))):
        after, _ = held(walks, np.full(40, key))
        went = after.player - walks.player
        assert set(map(tuple, went.tolist())) <= {
            tuple(length * each for each in way) for length in (0, 1, 4)
        }


def test_coins_of_a_choice_are_those_that_are_gone_after_it():
    walks = unseen(1, 30)
    total = np.zeros(30)
    for key in strolled(np.random.default_rng(0), 20, 30):
        walks, taken = held(walks, key)
        total += taken
    assert total.sum() > 0
    assert (walks.there.sum(axis=1) == 26 - total).all()


def test_the_autopilot_takes_the_shortest_way_round_a_wall():
    walks = begun(np.array([0]))
    solid = np.ones((1, 64, 64), dtype=bool)
    for x, y in ((0, 0), (0, 1), (1, 1), (2, 1), (2, 0)):  # down, right, right, up
        solid[0, 2 + 4 * y : 6 + 4 * y, 2 + 4 * x : 6 + 4 * x] = False
    lone = Walks(solid, np.full((1, 26, 2), [11, 3]), np.arange(26)[None] == 0, np.array([[2, 2]]))
    assert len(walks) == 1
    ways = []
    for _ in range(4):
        ways.append(int(sought(lone)[0]))
        lone, taken = held(lone, np.array(ways[-1:]))
    assert [KEYS[each] for each in ways] == ["down", "right", "right", "up"]
    assert taken.tolist() == [1]
    assert sought(lone).tolist() == [0]


def test_a_controller_presses_the_key_whose_weights_like_the_numbers_most():
    weights = np.zeros((INPUTS, len(KEYS)), dtype=np.float32)
    weights[3, 4] = 1
    able = torch.from_numpy(np.concatenate([weights.ravel(), [0, 0.5, 0, 0, 0]])).float()[None]
    seen = torch.zeros(1, 2, INPUTS)
    seen[0, 1, 3] = 1
    evenly = torch.full((2, len(KEYS)), 0.5)
    assert chosen(able, seen, evenly).tolist() == [[1, 4]]


def test_keys_that_are_liked_alike_are_drawn_alike_often():
    chance = torch.rand((5000, len(KEYS)), generator=torch.Generator().manual_seed(0))
    able = torch.zeros(1, NUMBERS)
    able[0, -1] = np.log(4)
    keys = chosen(able, torch.zeros(1, 5000, INPUTS), chance)
    shares = torch.bincount(keys[0], minlength=5) / 5000
    assert shares.tolist() == pytest.approx([1 / 8, 1 / 8, 1 / 8, 1 / 8, 1 / 2], abs=0.02)


def test_controllers_dream_alike_alone_and_beside_others(mind):
    some = np.random.default_rng(0).standard_normal((3, NUMBERS), dtype=np.float32)
    with torch.inference_mode():
        first = mind.seen(unseen(0, 2))
    together = dreamed(mind, some, first, 1.0, [5])
    alone = dreamed(mind, some[1:2], first, 1.0, [5])
    assert (together.keys[:, 2:4] == alone.keys).all()
    assert np.allclose(together.returns[2:4], alone.returns, atol=1e-3)


def test_a_play_is_given_again_by_its_world_and_keys(mind):
    walks = unseen(3, 1)
    controller = np.random.default_rng(1).standard_normal(NUMBERS).astype(np.float32)
    real = played(mind, controller, walks, [0])
    for key in real.keys[:, 0].repeat(HELD):
        walks = step(walks, np.array([key]))
    assert 26 - walks.there.sum() == real.returns[0]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> PlayParams:
    monkeypatch.setattr(control, "GAMES", 4)
    monkeypatch.setattr(control, "BANK", 8)
    monkeypatch.setattr(control, "PAIRS", 2)
    return PlayParams(mode="control", generations=10, temperature=0.3)


def test_a_run_tells_generations_trials_and_the_controller_at_play(small):
    told = list(control.controlled(small, Context()))
    assert [each.generation for each in of(told, Evolved)] == list(range(1, 11))
    assert [each.generation for each in of(told, Tried) if type(each) is Tried] == [0, 5, 10]
    [gauged], [performed] = of(told, Gauged), of(told, Performed)
    assert (gauged.generation, gauged.temperature, gauged.games) == (10, 0.3, 4)
    assert len(keys_of(performed.keys)) == len(keys_of(performed.dreamed_keys)) == CHOICES * HELD
    assert performed.world == FIRST_WORLD
    walks = begun(np.array([performed.world]))
    for key in keys_of(performed.keys):
        walks = step(walks, np.array([key]))
    assert 26 - walks.there.sum() == performed.coins
    assert Counter(each.claim for each in told if hasattr(each, "claim")) == {
        "transfers": 1, "cheats": 1
    }  # fmt: skip


def test_a_run_goes_on_from_its_checkpoint_to_the_same_controller(small):
    whole, broken = list(control.controlled(small, Context())), Context()
    for event in control.controlled(small, broken):
        if isinstance(event, Evolved) and event.generation == 7:
            break
    assert broken.state
    assert broken.state.facts == {"generation": 5}
    rest = list(control.controlled(small, Context(broken.state)))
    assert [each.generation for each in of(rest, Evolved)] == [6, 7, 8, 9, 10]
    assert of(rest, Gauged) == of(whole, Gauged)
    assert of(rest, Performed) == of(whole, Performed)


def test_what_is_recorded_says_so_and_is_of_several_temperatures():
    told = list(told_controlled())
    assert all(each.recorded for each in told)
    assert len({each.temperature for each in of(told, Gauged)}) >= 3
    assert of(told, Performed)


@pytest.mark.parametrize("name", ["vision", "memory"])
def test_a_course_goes_on_from_what_it_kept(name, monkeypatch):
    monkeypatch.setattr("labs.playable_world.remembering.FRAMES", 40)
    monkeypatch.setattr("labs.playable_world.remembering.GAMES", 40)
    monkeypatch.setattr("labs.playable_world.remembering.GLIMPSES", 40)
    begin = COURSES[name].begin
    whole, first, second = (begin(0, 4, "cpu") for _ in range(3))
    for _ in range(4):
        whole.advance()
    for _ in range(2):
        first.advance()
    second.restore(first.arrays(), 2)
    for _ in range(2):
        second.advance()
    for one, other in zip(whole.network.parameters(), second.network.parameters(), strict=True):
        assert torch.equal(one, other)


def test_some_games_that_are_learned_from_have_lost_coins():
    left = thinned(np.random.default_rng(0), 50).there.sum(axis=1)
    assert left.min() < 20
    assert left.max() == 26
