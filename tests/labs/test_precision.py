"""Half precision: where a processor has instructions for it, and nowhere else."""

from collections.abc import Iterator

import pytest
import torch

from labs.shared.precision import mixed, quick_at_halves


@pytest.fixture(autouse=True)
def asked_anew() -> Iterator[None]:
    quick_at_halves.cache_clear()
    yield
    quick_at_halves.cache_clear()


@pytest.mark.parametrize(
    ("able", "dtype"),
    [
        ({"avx2": True, "avx512_f": True, "avx512_bf16": False, "amx_bf16": False}, torch.float32),
        ({"avx512_bf16": True, "amx_bf16": False}, torch.bfloat16),
        ({"avx512_bf16": False, "amx_bf16": True}, torch.bfloat16),
        ({"architecture": "another"}, torch.float32),
    ],
)
def test_layers_compute_in_halves_only_where_the_processor_can(monkeypatch, able, dtype):
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: able)
    layer = torch.nn.Linear(4, 4)
    with mixed("cpu"):
        assert layer(torch.ones(1, 4)).dtype == dtype
