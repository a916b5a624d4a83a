"""Muon: what it makes of a matrix, and that its steps are those of torch's own."""

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import nn

from labs.shared.muon import Muon, orthogonalised

SHAPES = [(8, 3), (3, 8), (16, 16), (5, 1)]


def iterated(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Apply the source's polynomial to singular values, as each iteration does."""
    x = values / np.linalg.norm(values)
    for _ in range(5):
        x = 3.4445 * x - 4.7750 * x**3 + 2.0315 * x**5
    return x


@pytest.mark.parametrize("shape", SHAPES)
def test_singular_vectors_stay_and_singular_values_become_one_by_the_polynomial(shape):
    given = np.random.default_rng(0).standard_normal(shape)
    left, values, right = np.linalg.svd(given, full_matrices=False)
    made = orthogonalised(torch.from_numpy(given).float()).numpy()
    assert np.allclose(made, left * iterated(values) @ right, atol=1e-5)
    assert np.all(np.abs(iterated(values) - 1) < 0.35)


def test_a_matrix_of_zeros_moves_nowhere():
    assert not orthogonalised(torch.zeros(4, 4)).any()


@pytest.mark.parametrize("shape", SHAPES)
def test_its_steps_are_torch_s_but_for_the_rounding_of_half_precision(shape):
    torch.manual_seed(0)
    begun = torch.randn(shape)
    ours, theirs = (nn.Parameter(begun.clone()) for _ in range(2))
    steppers = Muon([ours], 0.1), torch.optim.Muon([theirs], lr=0.1, weight_decay=0.0)
    for _ in range(4):
        ours.grad = theirs.grad = torch.randn(shape)
        for each in steppers:
            each.step()
    moved, apart = (theirs - begun).norm(), (ours - theirs).norm()
    assert moved > 0.1
    assert apart < 0.02 * moved


def test_what_has_no_gradient_stays():
    matrix = nn.Parameter(torch.ones(2, 2))
    Muon([matrix], 0.1).step()
    assert torch.equal(matrix, torch.ones(2, 2))


def test_a_vector_is_refused():
    with pytest.raises(ValueError, match=r"matrices, not \(3,\)"):
        Muon([nn.Parameter(torch.zeros(3))], 0.1)
