"""The law card: the same words for the same result, and every number in the JSON."""

import hashlib
import json
from dataclasses import replace

import numpy as np
import pytest

from labs.scaling_laws.law_card import (
    Constant,
    HeldOut,
    LawCard,
    as_json,
    as_text,
    read_card,
    sha256_of,
)
from tests.labs.scaling_laws.worlds import world

CARD = LawCard(
    form="chinchilla",
    formula="L(N, D) = E + A / N^alpha + B / D^beta",
    constants=(
        Constant("E", 1.8172, 1.79123456, 1.84),
        Constant("A", 482.01, 101.5, 2399.0, "its interval spans more than a decade; add runs"),
        Constant("alpha", 0.3478, 0.33, 0.36),
        Constant("a", 0.5126121076233184),
    ),
    units=(("N", "parameters, embeddings counted"), ("C", "FLOP, 6 N D")),
    points=240,
    points_from=("No model was trained: the runs are simulated from the law, with noise.",),
    points_sha256="0123456789abcdef" * 4,
    excluded=("Rows 5 and 8: left out by hand.",),
    loss="huber",
    delta=0.001,
    objective=0.0018213456789,
    starts=8,
    agreeing=8,
    lab="scaling_laws",
    lab_version=4,
    seed=7,
    draws=1000,
    level=0.95,
    held_out=HeldOut(192, 48, 2.1e21, 0.0123, -0.0004),
)

GOLDEN = """\
LAW CARD
========================================================================
Form          chinchilla
              L(N, D) = E + A / N^alpha + B / D^beta
Constants     E     =   1.8172   [1.79123, 1.84]
              A     =   482.01   [101.5, 2399]
                not identified: its interval spans more than a decade;
                add runs
              alpha =   0.3478   [0.33, 0.36]
              a     = 0.512612
Intervals     95 % of 1,000 bootstrap resamples of runs: percentiles 2.5
                to 97.5
Units         N: parameters, embeddings counted
              C: FLOP, 6 N D
------------------------------------------------------------------------
Points        240
              No model was trained: the runs are simulated from the law,
                with noise.
Left out      Rows 5 and 8: left out by hand.
SHA-256       0123456789abcdef0123456789abcdef
              0123456789abcdef0123456789abcdef
------------------------------------------------------------------------
Loss          huber of ln L, delta = 0.001, summed: 0.00182135
Starts        8 of 8 ended at this optimum
Hold-out      48 runs beyond 2.1e+21 FLOP, foretold by the law of the
                192 others
              rmsle 0.0123, bias -0.0004 of ln L
------------------------------------------------------------------------
Made by       AI Research Explorer, lab scaling_laws, version 4
Seed          7
"""


def test_the_text_reads_as_it_always_did() -> None:
    assert as_text(CARD) == GOLDEN


def test_no_line_is_wider_than_a_letter() -> None:
    long = replace(CARD, points_from=("word " * 60, "x" * 300), formula="y = " + "a + " * 40)
    assert max(map(len, as_text(long).splitlines())) <= 72


def test_a_bare_fit_says_what_it_lacks() -> None:
    bare = replace(CARD, draws=0, level=None, held_out=None, excluded=(), delta=None, loss="lad")
    text = as_text(bare)
    assert "Intervals     None." in text
    assert "Left out      None." in text
    assert "Hold-out      None." in text
    assert "delta" not in text


@pytest.mark.parametrize("card", [CARD, replace(CARD, held_out=None, constants=(), units=())])
def test_json_brings_every_number_back(card: LawCard) -> None:
    assert read_card(as_json(card)) == card
    assert as_json(read_card(as_json(card))) == as_json(card)


def test_json_can_be_read_by_anyone() -> None:
    told = json.loads(as_json(CARD))
    assert told["constants"][0] == {
        "name": "E", "value": 1.8172, "low": 1.79123456, "high": 1.84, "unidentified": "",
    }  # fmt: skip
    assert told["held_out"]["rmsle"] == 0.0123
    assert told["points_sha256"] == CARD.points_sha256


def test_json_has_no_word_for_nan() -> None:
    with pytest.raises(ValueError, match="JSON"):
        as_json(replace(CARD, objective=float("nan")))


def test_the_hash_is_of_lines_that_anyone_can_write() -> None:
    points = world(runs=12)
    lines = [
        f"{N!r},{D!r},{C!r},{loss!r}\n"
        for N, D, C, loss in zip(
            points.N.tolist(), points.D.tolist(), points.C.tolist(), points.loss.tolist(),
            strict=True,
        )
    ]  # fmt: skip
    assert sha256_of(points) == hashlib.sha256("".join(lines).encode()).hexdigest()


def test_the_hash_tells_points_apart_and_minds_their_order() -> None:
    points = world(runs=12)
    assert sha256_of(points) == sha256_of(world(runs=12))
    assert sha256_of(points) != sha256_of(world(runs=12, seed=1))
    assert sha256_of(points) != sha256_of(points.where(np.arange(12)[::-1]))
