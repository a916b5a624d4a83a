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
        ({"cpu_name": "a bf16", "l2_cache_size": 524288}, torch.float32),
    ],
)
def test_layers_compute_in_halves_only_where_the_processor_can(monkeypatch, able, dtype):
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: able)
    layer = torch.nn.Linear(4, 4)
    with mixed("cpu"):
        assert layer(torch.ones(1, 4)).dtype == dtype


def test_the_processor_here_is_asked():
    names = {"avx512_bf16", "amx_bf16"}
    assert quick_at_halves() == any(
        has is True for name, has in torch.cpu.get_capabilities().items() if name in names
    )
