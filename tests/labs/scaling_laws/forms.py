"""Laws of every form whose constants are known, and runs that obey them."""

import numpy as np

from labs.scaling_laws.forms import FORMS
from labs.scaling_laws.law import ScalingLaw
from labs.scaling_laws.needs import NEEDS, Form, Quantity
from labs.scaling_laws.points import Points
from labs.scaling_laws.simulate import simulated

TRUTHS: dict[Form, tuple[float, ...]] = {
    "power": (26.0, 0.05),
    "power_floor": (1.8, 2300.0, 0.17),
    "chinchilla": (1.8, 480.0, 2000.0, 0.35, 0.36),
    "kaplan": (0.076, 8.8e13, 0.095, 5.4e13),
    "general": (1.7, 300.0, 900.0, 0.4, 0.45, 0.7),
    "data_constrained": (1.87, 521.0, 1488.0, 0.353, 0.34, 15.4, 5.3),
    "bnsl1": (1.2, 8.0, 0.05, 0.2, 3e20, 0.7),
    "bnsl2": (0.9, 20.0, 0.05, 0.2, 1e20, 0.5, -0.1, 1e21, 0.3),
}


def variable_of(form: Form) -> Quantity | None:
    return None if NEEDS[form].quantities else "C"


def true_law(form: Form) -> ScalingLaw:
    return FORMS[form].law(*TRUTHS[form], variable=variable_of(form))


def obeying(form: Form, runs: int = 80, noise: float = 0.0, seed: int = 0) -> Points:
    """Draw runs that obey the form's true law; half of them read some tokens more than once."""
    plain, rng = simulated("epoch", runs, 0, seed), np.random.default_rng(seed)
    epochs = np.where(rng.random(runs) < 0.5, 1, rng.uniform(1, 60, runs))
    raw = Points.of(plain.N, plain.D, plain.loss, plain.C, unique=plain.D / epochs)
    loss = true_law(form).at(raw) * np.exp(noise * rng.normal(size=runs))
    return Points.of(raw.N, raw.D, loss, raw.C, unique=raw.unique)
