"""Times every form's fit, and says how far above it scipy's defaults end.

Run: OPENBLAS_NUM_THREADS=1 python -m benchmarks.scaling_forms
"""

import time
from collections.abc import Callable
from itertools import product
from typing import Any, TypeVar

import numpy as np
from scipy.optimize import minimize

from labs.scaling_laws.descent import DELTA, Loss, descend_by
from labs.scaling_laws.fitting import fit
from labs.scaling_laws.following import following
from labs.scaling_laws.forms import FORMS
from labs.scaling_laws.holdout import Parted
from labs.scaling_laws.law import Array
from labs.scaling_laws.model import Model
from labs.scaling_laws.needs import NEEDS, Form, Quantity
from labs.scaling_laws.newton import Task
from labs.scaling_laws.params import ScalingParams
from labs.scaling_laws.points import Points
from labs.scaling_laws.preview import preview
from labs.scaling_laws.simulate import simulated

RUNS, REPEATS, FEW, WORLDS = 240, 5, 17, 12
FOLLOWED: tuple[Form, ...] = ("chinchilla", "general", "kaplan", "power_floor", "bnsl1", "bnsl2")
LOSSES: tuple[Loss, ...] = ("huber", "lad", "squared")
TRUTHS: dict[Form, tuple[float, ...]] = {
    "power": (26.0, 0.05),
    "power_floor": (1.8, 2300.0, 0.17),
    "chinchilla": (1.8172, 482.01, 2085.43, 0.3478, 0.3658),
    "kaplan": (0.076, 8.8e13, 0.095, 5.4e13),
    "general": (1.7, 300.0, 900.0, 0.4, 0.45, 0.7),
    "data_constrained": (1.87, 521.0, 1488.0, 0.353, 0.353, 15.4, 5.3),
    "bnsl1": (1.2, 8.0, 0.05, 0.2, 3e20, 0.7),
    "bnsl2": (0.9, 20.0, 0.05, 0.2, 1e20, 0.5, -0.1, 1e21, 0.3),
}

T = TypeVar("T")


def main() -> None:
    for noise in (0.003, 0.03):
        print(
            f"\n{RUNS} runs that obey each form, noise {noise:g}: CPU, and starts of 8 that agree"
        )
        for form in TRUTHS:
            points = drawn(form, noise)
            print(f"  {form:17}" + "".join(f"{fitted(points, form, loss):>24}" for loss in LOSSES))
            print(
                f"  {'':17}scipy's L-BFGS-B defaults from our best start: {textbook(points, form)}"
            )
    broken()
    followed()


def fitted(points: Points, form: Form, loss: Loss) -> str:
    fit(points, form, loss)
    cpu, found = timed(lambda: fit(points, form, loss), REPEATS)
    return f"{loss} {cpu * 1e3:6.1f} ms {found.agreeing}/8"


def textbook(points: Points, form: Form) -> str:
    """Minimise the mean Huber loss without a gradient and with scipy's defaults.

    That is kinder than the textbook: the logs are centred, and the start is our best one.
    """
    variable = variable_of(form)
    model = FORMS[form].model(points, variable)
    start = FORMS[form].starts(model, 8)[0]
    ours = fit(points, form).objective

    def objective(theta: Array) -> float:
        r = model.at(theta[None])[0][0]
        slope = np.clip(r, -DELTA, DELTA)
        return float(np.mean(slope * (r - 0.5 * slope)))

    with np.errstate(all="ignore"):
        cpu, found = timed(lambda: minimize(objective, start, method="L-BFGS-B"))
    if not np.isfinite(found.fun):
        return f"{cpu * 1e3:.0f} ms for one start, and it ends where there is no law"
    above, left = (
        100 * (value / ours - 1) for value in (found.fun * RUNS, finished(found.x, model))
    )
    return f"{cpu * 1e3:.0f} ms for one start, {above:.3g} % above ours; led on by us {left:.1g} %"


def finished(theta: Array, model: Model) -> float:
    """Return the Huber loss where our own descent from there ends."""
    ended = descend_by("huber", theta[None], Task(model), 0.01, 1e-13)
    r = model.at(ended)[0]
    slope = np.clip(r, -DELTA, DELTA)
    return float((slope * (r - 0.5 * slope)).sum())


def broken() -> None:
    print(f"\n{FEW} runs of broken laws without noise, fitted to the smaller four fifths")
    rng = np.random.default_rng(5)
    forms: tuple[tuple[Form, int], ...] = (("bnsl1", 1), ("bnsl2", 2))
    for form, breaks in forms:
        cpus, misses = [], []
        for _ in range(WORLDS):
            parted = Parted.at(broken_world(form, breaks, rng), 0.2)
            cpu, seen = timed(lambda p=parted, f=form: p.fit("squared", f))
            miss = np.log(seen.law.at(parted.beyond) / parted.beyond.loss)
            cpus.append(cpu)
            misses.append(float(np.sqrt(np.mean(miss**2))))
        print(
            f"  {form}  median {1e3 * np.median(cpus):.0f} ms, "
            f"worst {1e3 * max(cpus):.0f} ms CPU   held-out rmsle: "
            f"median {np.median(misses):.1g}, worst of {WORLDS} {max(misses):.1g}"
        )


def followed() -> None:
    """Move the hold-out line over simulated runs: all that is told for each place of it."""
    print(
        f"\nThe hold-out line under a finger, {RUNS} simulated runs: the whole answer (must: 50 ms)"
    )
    for form, loss in product(FOLLOWED, LOSSES):
        asked = {"source": "simulated", "runs": RUNS, "form": form, "loss": loss}
        list(preview(ScalingParams.model_validate(asked), unread))
        cpus = []
        for held in range(1, 80, 3):
            params = ScalingParams.model_validate({**asked, "holdout": held / 100})
            cpus.append(timed(lambda given=params: list(following(given, unread)))[0])
        print(
            f"  {form:17}{loss:8} median {1e3 * np.median(cpus):5.1f} ms, "
            f"worst {1e3 * max(cpus):5.1f} ms CPU"
        )


def unread(upload: str) -> Any:
    raise FileNotFoundError(upload)


def broken_world(form: Form, breaks: int, rng: np.random.Generator) -> Points:
    x = np.geomspace(1e3, 1e9, FEW)
    places = [rng.uniform(4, 7)] if breaks == 1 else [rng.uniform(4, 5), rng.uniform(6, 7)]
    constants = [rng.uniform(0.1, 1), rng.uniform(5, 20), rng.uniform(0.05, 0.3)]
    for place in places:
        constants += [rng.uniform(0.1, 0.5), 10**place, rng.uniform(0.2, 1)]
    side = np.sqrt(x / 6)
    raw = Points.of(side, side, np.ones(FEW), x, form="power")
    loss = FORMS[form].law(*constants, variable="C").at(raw)
    return Points.of(side, side, loss, x, form="power")


def drawn(form: Form, noise: float) -> Points:
    """Draw runs that obey the form; half of them read some tokens more than once."""
    plain, rng = simulated("epoch", RUNS, 0, 0), np.random.default_rng(0)
    epochs = np.where(rng.random(RUNS) < 0.5, 1, rng.uniform(1, 60, RUNS))
    raw = Points.of(plain.N, plain.D, plain.loss, plain.C, unique=plain.D / epochs)
    law = FORMS[form].law(*TRUTHS[form], variable=variable_of(form))
    loss = law.at(raw) * np.exp(noise * rng.normal(size=RUNS))
    return Points.of(raw.N, raw.D, loss, raw.C, unique=raw.unique)


def variable_of(form: Form) -> Quantity | None:
    return None if NEEDS[form].quantities else "C"


def timed(work: Callable[[], T], repeat: int = 1) -> tuple[float, T]:
    """Return CPU seconds per call, and what the last call gave."""
    began = time.process_time()
    for _ in range(repeat):
        outcome = work()
    return (time.process_time() - began) / repeat, outcome


if __name__ == "__main__":
    main()
