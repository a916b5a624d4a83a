"""Training for real: equal algorithms end at equal weights."""

from dataclasses import replace

import pytest
import torch

from labs.optimizer_memory.eras import FULL
from labs.optimizer_memory.params import MemoryParams, small_setting
from labs.optimizer_memory.reading import batches
from labs.optimizer_memory.resident import resident_mb
from labs.optimizer_memory.rules import AdamW
from labs.optimizer_memory.training import Trainer, difference
from labs.shared.threads import one_thread

STEPS = 30


def trained(optimizer: str, steps: int = STEPS, precision: str = "full", **more: object) -> Trainer:
    params = MemoryParams(small_precision=precision)
    setting = replace(small_setting(params, optimizer), **more)
    trainer = Trainer(setting, 0.1, seed=0, device="cpu")
    with one_thread():
        for tokens in torch.from_numpy(batches(steps, seed=0)):
            trainer.step(tokens)
    return trainer


@pytest.mark.parametrize("precision", ["full", "half"])
def test_lomo_ends_at_exactly_the_weights_of_sgd(precision: str):
    assert (
        difference(trained("lomo", precision=precision), trained("sgd", precision=precision)) == 0
    )


@pytest.mark.parametrize("optimizer", ["adamw", "momentum", "adam8bit", "galore"])
def test_updating_layer_by_layer_changes_no_weight(optimizer: str):
    assert difference(trained(optimizer, 4), trained(optimizer, 4, per_layer=True)) == 0


def test_two_passes_end_where_sgd_clipped_by_its_norm_does():
    clipped = trained("lomo_norm")
    other = Trainer(small_setting(MemoryParams(), "sgd"), 0.1, seed=0, device="cpu")
    for tokens in torch.from_numpy(batches(STEPS, seed=0)):
        torch.autograd.backward(other.model(tokens))
        torch.nn.utils.clip_grad_norm_(other.model.parameters(), 1.0)
        with torch.no_grad():
            for weights in other.model.parameters():
                weights.add_(weights.grad, alpha=-0.1)
                weights.grad = None
    assert difference(clipped, other) <= 1e-5


def test_adamw_is_torchs_adamw():
    weights, rule = torch.randn(8, 8), AdamW()
    twin = torch.nn.Parameter(weights.clone())
    state, torchs = rule.begin(weights, FULL), torch.optim.AdamW([twin], lr=0.01, weight_decay=0.01)
    for _ in range(20):
        twin.grad = torch.randn(8, 8)
        rule.update(weights, twin.grad, state, 0.01)
        torchs.step()
    torch.testing.assert_close(weights, twin.detach(), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(
    "optimizer", ["adamw", "adalomo", "adam8bit", "galore", "lora", "momentum"]
)
def test_every_optimizer_learns(optimizer: str):
    trainer = Trainer(small_setting(MemoryParams(), optimizer), 0.1, seed=0, device="cpu")
    tokens = torch.from_numpy(batches(1, seed=0)[0])
    with one_thread():
        losses = [trainer.step(tokens) for _ in range(8)]
    assert losses[-1] < losses[0]


def test_in_16_bits_alone_most_weights_stay_where_they_are():
    trainer = trained("lomo", 12, precision="half")
    assert trainer.unmoved > 0.5 > trained("lomo", 12).unmoved


def test_checkpointing_changes_no_weight():
    assert difference(trained("sgd", 3), trained("sgd", 3, checkpointing=True)) == 0


def test_both_eras_compute_the_same_model():
    old, new = (
        Trainer(replace(small_setting(MemoryParams(), "sgd"), era=era), 0.1, 0, "cpu")
        for era in ("2023", "today")
    )
    tokens = torch.from_numpy(batches(1, seed=0)[0])
    assert old.model(tokens).item() == pytest.approx(new.model(tokens).item(), rel=1e-5)
    assert old.model(tokens).dtype == FULL


def test_the_system_tells_what_the_process_holds():
    before = resident_mb()
    held = torch.ones(64, 2**20)
    assert resident_mb() - before == pytest.approx(held.nbytes / 2**20, abs=40)
