"""Counting with and without embeddings, held against the weights of real models."""

import csv

import numpy as np
import pytest

from labs.scaling_laws.counting import counted_anew
from labs.scaling_laws.embeddings import (
    embedding_parameters,
    width_of,
    without_embeddings,
)
from labs.scaling_laws.fitting import fit
from labs.scaling_laws.plans import RECORDED
from labs.scaling_laws.points import PointsError
from labs.scaling_laws.recorded import POINTS, recorded
from labs.scaling_laws.transformer import initial, unpacked
from tests.labs.scaling_laws.worlds import world


@pytest.mark.parametrize("width", RECORDED.widths)
def test_it_counts_what_a_real_transformer_has(width: int) -> None:
    flat = initial(width, seed=0)
    weights = unpacked(flat, width)
    blocks = sum(
        matrix.numel()
        for layer in weights.layers
        for matrix in (layer.qkv, layer.out, layer.up, layer.down)
    )
    assert embedding_parameters(width) == weights.embedding.numel() + weights.head.numel()
    assert without_embeddings(flat.numel(), width) == blocks
    assert width_of(flat.numel()) == width


def test_widths_agree_with_those_recorded() -> None:
    with POINTS.open() as file:
        rows = list(csv.DictReader(file))
    widths = np.array([float(row["width"]) for row in rows])
    np.testing.assert_array_equal(width_of([float(row["N"]) for row in rows]), widths)


def test_half_of_the_narrowest_model_is_embedding() -> None:
    points = recorded()
    share = 1 - without_embeddings(points.N, width_of(points.N)) / points.N
    assert share.max() == pytest.approx(0.47, abs=0.01)
    assert share.min() == pytest.approx(1 / 13, abs=0.001)


def test_the_recorded_sweep_can_be_fitted_either_way() -> None:
    bare = counted_anew(recorded(), embeddings=False, attention=False)
    assert (bare.C == 6 * bare.N * bare.D).all()
    assert bare.N.min() == 24 * 12**2
    assert "leaves out the embedding" in bare.notes[-1]
    assert fit(bare).exponent != pytest.approx(fit(recorded()).exponent, abs=0.01)


def test_other_peoples_models_are_refused() -> None:
    with pytest.raises(PointsError, match="no model of this lab has"):
        counted_anew(world(), embeddings=False, attention=False)


def test_a_width_that_is_too_large_is_refused() -> None:
    with pytest.raises(PointsError, match="this is not its width"):
        without_embeddings([6528.0, 6528.0], [12, 1000])


def test_attention_weighs_most_in_the_narrowest_model() -> None:
    """12 · 2 layers · 64 tokens · width FLOP a token, beside 6 N = 6 (24 width² + 256 width)."""
    runs = recorded()
    share = counted_anew(runs, embeddings=True, attention=True).C / runs.C - 1
    widths = width_of(runs.N)
    np.testing.assert_allclose(share, 12 * 2 * 64 * widths / (6 * runs.N))
    assert share[widths == 12].max() == pytest.approx(0.4706, abs=1e-4)
    assert share[widths == 128].max() == pytest.approx(0.0769, abs=1e-4)
