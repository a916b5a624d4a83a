import numpy as np
import pytest

from labs.scaling_laws.descent import Loss
from labs.scaling_laws.fitting import fit
from labs.scaling_laws.needs import NEEDS, Form
from labs.scaling_laws.profiling import profile
from tests.labs.scaling_laws.forms import TRUTHS, obeying
from tests.labs.scaling_laws.worlds import world

STEPS = np.array([0.97, 1.0, 1.04])


@pytest.mark.parametrize("form", [form for form in TRUTHS if form != "bnsl2"])
def test_a_profile_is_least_at_the_fit(form: Form) -> None:
    points = obeying(form, runs=60, noise=0.003)
    found = fit(points, form, "squared")
    for name in NEEDS[form].constants:
        told = profile(points, form, "squared", name, found.constants[name] * STEPS)
        assert told.least == pytest.approx(found.objective, rel=1e-6)
        assert told.objective[1] == pytest.approx(found.objective, rel=1e-5)
        assert (told.objective >= told.least * (1 - 1e-9)).all()
        np.testing.assert_allclose(told.constants[name], told.values, rtol=1e-6)


@pytest.mark.parametrize("loss", ["huber", "lad", "squared"])
def test_holding_gamma_at_one_is_fitting_chinchillas_law(loss: Loss) -> None:
    points = world(runs=60)
    told = profile(points, "general", loss, "gamma", [1.0])
    assert told.objective[0] == pytest.approx(fit(points, loss=loss).objective, rel=1e-5)


def test_a_constant_of_another_form_is_refused() -> None:
    with pytest.raises(ValueError, match="chinchilla has no 'gamma'; choose one of E, A, B"):
        profile(world(), "chinchilla", "huber", "gamma", [1.0])
