import math
from collections.abc import Iterator

import pytest
import torch

from labs.scaling_laws.corpus import standard_library
from labs.scaling_laws.plans import CONTEXT, VOCABULARY
from labs.scaling_laws.training import Training, rate
from labs.scaling_laws.transformer import differentiate, initial, logits, mean_loss, unpacked
from labs.shared.threads import one_thread
from tests.labs.scaling_laws import torchs_own

TOKENS = torch.arange(2 * CONTEXT).view(2, CONTEXT) % VOCABULARY
WIDTHS = [8, 12, 24, 64]


@pytest.fixture(autouse=True)
def _alone() -> Iterator[None]:
    with one_thread():
        yield


def trained(d: int, steps: int = 8) -> Training:
    training, windows = Training.begun(d, seed=0), standard_library().shuffled(0)
    for _ in range(steps):
        training.step(windows)
    return training


@pytest.mark.parametrize("d", [8, 12, 64, 128])
def test_parameters_are_counted_with_embedding_and_head(d: int) -> None:
    per_layer = 4 * d * d + 2 * 4 * d * d
    assert initial(d, seed=0).numel() == 2 * per_layer + 2 * VOCABULARY * d


def test_an_untrained_model_knows_nothing() -> None:
    windows = torch.from_numpy(standard_library().validation[:4].astype("int64"))
    loss = mean_loss(unpacked(initial(16, seed=1), 16), windows).item()
    assert loss == pytest.approx(math.log(VOCABULARY))


@pytest.mark.parametrize("d", WIDTHS)
def test_loss_and_gradient_are_those_of_torch_s_own_modules(d: int) -> None:
    windows = standard_library().validation[:4]
    flat = initial(d, seed=0) + 0.1 * torch.randn(initial(d, 0).shape, generator=seeded(1))
    model = torchs_own.Transformer(d)
    model.take(flat)
    loss = torchs_own.mean_loss(model, windows)
    loss.backward()
    gradient = torch.empty_like(flat)
    tokens = torch.from_numpy(windows.astype("int64"))
    differentiate(unpacked(flat, d), tokens, unpacked(gradient, d))
    assert mean_loss(unpacked(flat, d), tokens).item() == pytest.approx(loss.item(), rel=1e-5)
    assert (gradient - model.gradient()).norm() < 1e-5 * model.gradient().norm()


def seeded(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_the_gradient_foretells_what_a_small_step_does() -> None:
    flat, d = trained(16).weights, 16
    tokens = torch.from_numpy(standard_library().validation[:4].astype("int64"))
    gradient = torch.empty_like(flat)
    differentiate(unpacked(flat, d), tokens, unpacked(gradient, d))
    along = gradient / gradient.norm()
    before, after = (
        mean_loss(unpacked(flat + step * along, d), tokens).item() for step in (-0.01, 0.01)
    )
    assert (after - before) / 0.02 == pytest.approx(gradient.norm().item(), rel=1e-2)


def test_a_place_sees_nothing_that_comes_after_it() -> None:
    weights = unpacked(trained(16).weights, 16)
    other = TOKENS.clone()
    other[:, 40:] = 7
    before, after = (
        logits(weights, tokens)[0].view(*TOKENS.shape, VOCABULARY) for tokens in (TOKENS, other)
    )
    torch.testing.assert_close(before[:, :40], after[:, :40])
    assert not torch.allclose(before[:, 40:], after[:, 40:])


def test_learning_lowers_the_loss() -> None:
    validation = standard_library().validation
    assert (
        trained(16, steps=60).measure(validation) < 3.2 < Training.begun(16, 0).measure(validation)
    )


def test_a_training_goes_on_from_its_vectors_exactly() -> None:
    windows = standard_library().shuffled(0)
    whole, half = trained(12, steps=8), trained(12, steps=5)
    kept = Training.restored(12, half.steps, half.arrays())
    for _ in range(3):
        kept.step(windows)
    assert all((kept.arrays()[name] == each).all() for name, each in whole.arrays().items())


def test_larger_models_take_smaller_steps_and_all_warm_up() -> None:
    assert rate(32, 50) == rate(32, 4000) == pytest.approx(0.01)
    assert rate(64, 100) < rate(12, 100)
    assert rate(32, 25) == pytest.approx(0.005)


def test_threads_are_given_back() -> None:
    torch.set_num_threads(2)
    with one_thread():
        assert torch.get_num_threads() == 1
    assert torch.get_num_threads() == 2
