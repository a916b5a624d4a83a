"""Every form that some runs can tell, held against the same held-out runs."""

import math
from collections.abc import Sequence

from labs.scaling_laws.events import Compared, Judged
from labs.scaling_laws.fitting import Fit, fit
from labs.scaling_laws.holdout import Parted
from labs.scaling_laws.needs import NEEDS, Form
from labs.scaling_laws.params import FORMS
from labs.scaling_laws.points import PointsError
from labs.scaling_laws.selection import information
from labs.scaling_laws.story import Story, offered, variable_of

ALIKE = 2.0
"""Runs tell nothing between forms whose AICc differ by no more than this.

Source: Burnham and Anderson 2002, "Model selection and multimodel inference", section 2.6.
"""


def compared(story: Story) -> Compared:
    """Fit every form to all runs and to the smaller ones, as the settings ask of the chosen one."""
    parted = Parted.at(story.points, story.params.holdout)
    rows = [row for form in FORMS if (row := _judged(story, parted, form))]
    weighed = [row.model_copy(update={"like": like(row, rows)}) for row in rows]
    return Compared(
        rows=tuple(sorted(weighed, key=_merit)),
        held_out=len(parted.beyond), chosen=story.params.form,
    )  # fmt: skip


def like(row: Judged, rows: Sequence[Judged]) -> str:
    """Return the simplest form that the runs cannot tell from a longer one; empty if none."""
    alike = [
        (other.constants, other.aicc, other.form)
        for other in rows
        if other.constants < row.constants and _apart(row, other) <= ALIKE
    ]
    return min(alike)[-1] if alike else ""


def _apart(one: Judged, other: Judged) -> float:
    return math.inf if one.aicc is None or other.aicc is None else abs(one.aicc - other.aicc)


def _judged(story: Story, parted: Parted, form: Form) -> Judged | None:
    params = story.params
    variable = variable_of(form, params)
    if offered(story.points)[form]:
        return None
    try:
        whole = fit(story.points, form, params.loss, variable)
        worth = information(story.points, whole)
    except PointsError:
        return None
    seen = _seen(parted, story, form)
    test = parted.test(seen, story.budgets) if seen else None
    return Judged(
        form=form, constants=len(NEEDS[form].constants),
        rmsle=test.rmsle if test else None, bias=test.bias if test else None,
        aicc=worth.aicc, bic=worth.bic,
        exponent=None if math.isnan(whole.exponent) else whole.exponent,
    )  # fmt: skip


def _seen(parted: Parted, story: Story, form: Form) -> Fit | None:
    """Return the law of the smaller runs, or None if there is none to test."""
    if not len(parted.beyond):
        return None
    try:
        return parted.fit(story.params.loss, form, variable_of(form, story.params))
    except PointsError:
        return None


def _merit(row: Judged) -> tuple[float, float]:
    """Sort by the held-out error; by AICc where nothing was held out."""
    return (
        math.inf if row.rmsle is None else row.rmsle,
        math.inf if row.aicc is None else row.aicc,
    )
