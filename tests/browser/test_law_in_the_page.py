"""The page predicts while a finger moves; its arithmetic is that of the fitter."""

import random

import numpy as np
import pytest

from labs.scaling_laws.forms import FORMS
from labs.scaling_laws.needs import NEEDS
from tests.browser.conftest import Visits

pytestmark = pytest.mark.browser

RANGES = {
    "E": (0.5, 2), "A": (10, 1e3), "B": (10, 3e3), "alpha": (0.1, 0.7), "beta": (0.1, 0.7),
    "gamma": (0.4, 2), "N_c": (1e9, 1e14), "D_c": (1e9, 1e14), "alpha_N": (0.05, 0.3),
    "alpha_D": (0.05, 0.3), "R_D": (5, 30), "R_N": (2, 9), "a": (0.5, 2), "b": (10, 100),
    "c0": (0.05, 0.2), "c1": (0.05, 0.2), "c2": (-0.1, 0.1), "d1": (1e6, 1e9), "d2": (1e10, 1e12),
    "f1": (0.1, 2), "f2": (0.01, 0.5),
}  # fmt: skip
PREDICTED = """async ([address, law, cases]) => {
  const { predict, hasOptimum, optimum } = await import(address);
  return cases.map(([N, D]) => [
    predict(law, N, D),
    hasOptimum(law) ? optimum(law, 6 * N * D).parameters : null,
  ]);
}"""


@pytest.mark.parametrize("form", FORMS)
def test_the_page_foretells_what_the_fitter_does(visits: Visits, form: str):
    visit = visits()
    page = visit.open("/labs/scaling_laws")
    address = next(url for url in visit.asked if "/scaling_laws/law." in url)
    rng = random.Random(form)
    constants = {name: rng.uniform(*RANGES[name]) for name in NEEDS[form].constants}
    variable = "tokens" if form.startswith(("power", "bnsl")) else ""
    law = FORMS[form].law(*constants.values(), variable="D" if variable else None)
    cases = [(10 ** rng.uniform(5, 11), 10 ** rng.uniform(7, 13)) for _ in range(20)]
    sent = {"form": form, "variable": variable, "constants": constants}
    told = page.evaluate(PREDICTED, [address, sent, cases])
    N, D = np.array(cases).T
    assert [each[0] for each in told] == pytest.approx(law.predict(N, D).tolist(), rel=1e-9)
    found = [each[1] for each in told]
    if law.has_optimum():
        assert found == pytest.approx(law.optimum(6 * N * D)[0].tolist(), rel=1e-9)
    else:
        assert found == [None] * len(cases)
