import numpy as np
import pytest
from scipy.optimize import lsq_linear

from labs.scaling_laws.solving import Factors


def positive(k: int, q: int, seed: int = 0) -> np.ndarray:
    roots = np.random.default_rng(seed).normal(size=(k, q, q))
    return np.asarray(roots @ roots.transpose(0, 2, 1) + 0.1 * np.eye(q))


def gradients(k: int, q: int) -> np.ndarray:
    return np.random.default_rng(1).normal(size=(k, q))


@pytest.mark.parametrize("q", [1, 2, 5, 9])
def test_moves_solve_their_systems(q: int) -> None:
    matrices, gradient = positive(6, q), gradients(6, q)
    moves = Factors.of(matrices).moves(gradient)
    np.testing.assert_allclose(
        moves, -np.linalg.solve(matrices, gradient[:, :, None])[:, :, 0], rtol=1e-9
    )


def test_factoring_leaves_the_matrices_as_they_were() -> None:
    matrices = positive(3, 4)
    before = matrices.copy()
    Factors.of(matrices)
    np.testing.assert_array_equal(matrices, before)


def test_a_move_by_an_indefinite_matrix_leads_down() -> None:
    matrices = positive(50, 5) - 2 * np.eye(5)
    assert (np.linalg.eigvalsh(matrices)[:, 0] < 0).any()
    gradient = gradients(50, 5)
    moves = Factors.of(matrices).moves(gradient)
    assert (np.einsum("ki,ki->k", gradient, moves) < 0).all()


def test_a_flat_way_is_solvable() -> None:
    matrices = np.diag([1.0, 0.0, 2.0])[None]
    moves = Factors.of(matrices).moves(np.array([[1.0, 0.0, 2.0]]))
    np.testing.assert_allclose(moves, [[-1, 0, -1]])


def test_the_last_element_falls_as_far_as_it_may_and_the_others_make_the_best_of_it() -> None:
    """Held against the bounded least squares |R m + R⁻ᵀ g|², of which R is Cholesky's factor."""
    matrices, gradient = positive(20, 4), gradients(20, 4)
    room = np.full(20, 0.2)
    moves = Factors.of(matrices).moves(gradient, room)
    assert (moves[:, -1] == -0.2).any()
    assert (moves[:, -1] > -0.2).any()
    for matrix, slope, move in zip(matrices, gradient, moves, strict=True):
        root = np.linalg.cholesky(matrix).T
        least = ([-np.inf] * 3 + [-0.2], [np.inf] * 4)
        best = lsq_linear(root, -np.linalg.solve(root.T, slope), least, tol=1e-14).x
        np.testing.assert_allclose(move, best, atol=1e-6)
