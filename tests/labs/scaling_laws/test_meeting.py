import numpy as np
import pytest

from labs.scaling_laws.meeting import met


def test_rows_that_are_near_at_every_run_are_one_group() -> None:
    r = np.array([[0, 0], [1, 1], [0.01, 0], [1, 1.02], [5, 5]])
    first, which = met(r, near=0.1)
    assert first.tolist() == [0, 1, 4]
    assert which.tolist() == [0, 1, 0, 1, 2]


def test_rows_that_differ_at_one_run_have_not_met() -> None:
    first, which = met(np.array([[0, 0, 0], [0, 0, 0.2]]), near=0.1)
    assert first.tolist() == which.tolist() == [0, 1]


def test_a_row_joins_the_nearest_of_the_groups_that_are_near() -> None:
    _, which = met(np.array([[0.0], [0.15], [0.1]]), near=0.12)
    assert which.tolist() == [0, 1, 1]


@pytest.mark.parametrize("rows", [1, 7])
def test_equal_rows_are_one_and_each_group_begins_with_itself(rows: int) -> None:
    first, which = met(np.ones((rows, 3)), near=1e-12)
    assert first.tolist() == [0]
    assert which[first].tolist() == [0]
    assert (which == 0).all()
