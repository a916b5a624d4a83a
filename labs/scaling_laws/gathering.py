"""The runs that the settings name, and which of them are fitted."""

from dataclasses import replace
from functools import lru_cache
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from labs.contract import Opener
from labs.scaling_laws.counting import counted_anew
from labs.scaling_laws.needs import Form
from labs.scaling_laws.params import ScalingParams
from labs.scaling_laws.points import Points, check_enough
from labs.scaling_laws.reading import read_csv
from labs.scaling_laws.recorded import recorded
from labs.scaling_laws.simulate import simulated
from labs.scaling_laws.table import MOST_BYTES

SHOWN = 1000
"""A picture of more points than this shows no more, and costs every reader."""
OWN_MODELS = ("recorded", "live")
"""The sources whose models are this lab's, so that their embeddings are known."""

_read = lru_cache(maxsize=8)(read_csv)
_simulated = lru_cache(maxsize=8)(simulated)


def gathered(params: ScalingParams, open_upload: Opener) -> Points:
    """Return all runs that the settings name, counted as they ask.

    Raises: PointsError, FileNotFoundError.
    """
    if params.source == "points" and params.points:
        with open_upload(params.points) as file:
            return _read(_bounded(file), params.form)
    if params.source == "recorded":
        return counted(params, recorded())
    return _simulated(params.law, params.runs, params.noise, params.seed)


def counted(params: ScalingParams, runs: Points) -> Points:
    """Count N and C as the settings ask, where the models are this lab's own."""
    if params.source not in OWN_MODELS or (params.embeddings and not params.attention):
        return runs
    return _counted(runs, params.embeddings, params.attention)


@lru_cache(maxsize=8)
def _counted(runs: Points, embeddings: bool, attention: bool) -> Points:
    return counted_anew(runs, embeddings=embeddings, attention=attention)


@lru_cache(maxsize=32)
def kept(runs: Points, left_out: tuple[int, ...]) -> Points:
    """Return the runs without those of these numbers, counted from 1."""
    if not any(number <= len(runs) for number in left_out):
        return runs
    return runs.where(~excluded(runs, left_out))


def excluded(runs: Points, left_out: tuple[int, ...]) -> NDArray[np.bool_]:
    """Say of each run whether its number is among those left out."""
    there = [number for number in left_out if number <= len(runs)]
    return np.isin(np.arange(1, len(runs) + 1), there)


@lru_cache(maxsize=8)
def lightened(runs: Points, form: Form) -> Points:
    """Leave out runs where there are too many to fit at once, and say so."""
    if len(runs) <= SHOWN:
        return runs
    note = f"This preview fits {SHOWN:,} of {len(runs):,} runs; pressing Run fits them all."
    light = replace(runs.where(thinned(runs, SHOWN)), notes=(*runs.notes, note))
    check_enough(light, form)
    return light


def thinned(points: Points, most: int) -> NDArray[np.intp]:
    """Return at most ``most`` positions, spread evenly over the compute of the runs."""
    if len(points) <= most:
        return np.arange(len(points))
    order = np.argsort(points.C, kind="stable")
    return np.sort(order[np.linspace(0, len(order) - 1, most).round().astype(np.intp)])


def _bounded(file: BinaryIO) -> bytes:
    """Read one byte more than is allowed at most, so that the reader can refuse by size."""
    return file.read(MOST_BYTES + 1)
