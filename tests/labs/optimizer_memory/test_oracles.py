"""The lab's own optimizers against the packages that people train with.

lomo-optim is the LOMO authors'. Its AdaLomo asks for a CUDA device, so pytorch-optimizer's stands
in. Nothing here holds LoRA: peft fails under fake tensors and is not installed.
"""

from typing import Any

import bitsandbytes
import pytest
import pytorch_optimizer
import torch
from lomo_optim import Lomo
from torch import Tensor, nn

from labs.optimizer_memory.eras import FULL
from labs.optimizer_memory.llama import Llama, initialise
from labs.optimizer_memory.params import MemoryParams, small_setting
from labs.optimizer_memory.reading import batches
from labs.optimizer_memory.rules import Adam8bit, GaLore, State, galore
from labs.optimizer_memory.training import Trainer
from labs.shared.threads import one_thread

STEPS, RATE = 30, 0.1


def twin(precision: str) -> Llama:
    """The model that a trainer begins with, and no optimizer."""
    model = Llama(small_setting(MemoryParams(small_precision=precision), "sgd"))
    initialise(model, 0)
    return model


def apart_after_training(optimizer: str, precision: str, theirs: Any, model: Llama) -> float:
    """Train ours and theirs on the same text; return how far any weight lies from its twin."""
    setting = small_setting(MemoryParams(small_precision=precision), optimizer)
    ours = Trainer(setting, RATE, seed=0, device="cpu")
    rate = RATE if optimizer.startswith("lomo") else RATE / 100
    with one_thread():
        for tokens in torch.from_numpy(batches(STEPS, seed=0)):
            ours.step(tokens)
            if optimizer == "lomo_norm":
                theirs.grad_norm(model(tokens))
            theirs.fused_backward(model(tokens), rate)
    pairs = zip(ours.model.parameters(), model.parameters(), strict=True)
    return max(float((one - other).detach().abs().max()) for one, other in pairs)


@pytest.mark.parametrize("precision", ["full", "half"])
def test_lomo_goes_exactly_where_its_authors_lomo_goes(precision: str):
    model = twin(precision)
    assert apart_after_training("lomo", precision, Lomo(model, RATE), model) == 0


def test_clipped_by_value_it_goes_exactly_there_too():
    model = twin("full")
    theirs = Lomo(model, RATE, clip_grad_value=1.0)
    assert apart_after_training("lomo_value", "full", theirs, model) == 0


def test_clipped_by_norm_it_goes_there_but_for_the_order_in_which_squares_are_added():
    model = twin("full")
    theirs = Lomo(model, RATE, clip_grad_norm=1.0)
    assert apart_after_training("lomo_norm", "full", theirs, model) <= 1e-6


def test_adalomo_goes_where_pytorch_optimizers_goes():
    model = twin("full")
    # It scales the loss for the sake of 16 bits where it is not told otherwise; ours never does.
    theirs = pytorch_optimizer.AdaLOMO(model, loss_scale=0)
    assert apart_after_training("adalomo", "full", theirs, model) <= 1e-6


@pytest.mark.parametrize("shape", [(64, 256), (256, 64), (64, 64)])
def test_galore_goes_where_pytorch_optimizers_goes_in_the_same_subspace(shape, monkeypatch):
    # On purpose ours finds its subspace by an iteration and not by an SVD, and projects a square
    # matrix from the left, as the paper does and the package does not.
    monkeypatch.setattr(galore, "leading", singular_vectors)
    weights, rule = torch.randn(shape, generator=seeded()), GaLore()
    state, parameter = rule.begin(weights, FULL), nn.Parameter(weights.clone())
    group = {
        "params": [parameter], "rank": 16, "update_proj_gap": 200, "scale": galore.SCALE,
        "projection_type": "left" if shape[0] <= shape[1] else "right",
    }  # fmt: skip
    theirs = pytorch_optimizer.GaLore([group], lr=0.01, weight_decay=0.01, eps=1e-8)
    for gradient in torch.randn(STEPS, *shape, generator=seeded()):
        rule.update(weights, gradient.clone(), state, 0.01)
        parameter.grad = gradient.clone()
        theirs.step()
    torch.testing.assert_close(weights, parameter.detach(), rtol=0, atol=1e-5)
    kept = theirs.state[parameter]
    assert size(state) == size(kept) + kept["projector"].ortho_matrix.nbytes


def share_of_the_best(matrix: Tensor, rank: int) -> float:
    """How much of what the leading singular vectors hold is held by the subspace that is found."""
    found, best = (
        torch.linalg.vector_norm(basis.T @ matrix)
        for basis in (galore.leading(matrix, rank), singular_vectors(matrix, rank))
    )
    return float(found / best)


def test_galore_finds_the_leading_subspace_where_there_is_one_and_nearly_so_where_there_is_none():
    wide = torch.randn(64, 256, generator=seeded())
    low = torch.randn(64, 16, generator=seeded()) @ wide[:16]
    assert share_of_the_best(low, 16) == pytest.approx(1, abs=1e-5)
    assert share_of_the_best(wide, 16) > 0.9


def test_eight_bits_stay_as_near_to_adamw_as_bitsandbytes_does():
    # Not step by step: ours codes signed square roots, theirs a table of 256 numbers.
    start = torch.randn(128, 256, generator=seeded())
    ours, rule = start.clone(), Adam8bit()
    theirs, exact = (nn.Parameter(start.clone()) for _ in range(2))
    state = rule.begin(ours, FULL)
    eight, full = (
        kind([each], lr=0.01, weight_decay=0.01)
        for kind, each in ((bitsandbytes.optim.AdamW8bit, theirs), (torch.optim.AdamW, exact))
    )
    for gradient in torch.randn(STEPS, 128, 256, generator=seeded()):
        rule.update(ours, gradient.clone(), state, 0.01)
        for each, optimizer in ((theirs, eight), (exact, full)):
            each.grad = gradient.clone()
            optimizer.step()
    assert distance(ours, exact) <= 1.2 * distance(theirs, exact)
    assert distance(ours, exact) <= 0.05 * distance(start, exact)
    # Their table is one for all tensors.
    kept = {name: each for name, each in eight.state[theirs].items() if "qmap" not in name}
    assert size(state) == size(kept)


def seeded() -> torch.Generator:
    return torch.Generator().manual_seed(0)


def singular_vectors(matrix: Tensor, rank: int) -> Tensor:
    return torch.linalg.svd(matrix, full_matrices=False).U[:, :rank]


def size(state: State | dict[str, Any]) -> int:
    """Bytes of all that is remembered about a tensor, the number of steps aside."""
    tensors = (each for name, each in state.items() if name not in {"steps", "step"})
    return sum(each.nbytes for each in tensors if isinstance(each, Tensor))


def distance(one: Tensor, other: Tensor) -> float:
    return float(torch.linalg.vector_norm((one - other).detach()))
