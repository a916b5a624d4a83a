"""Times the scaling-law fitter against scipy, in one process: CPU seconds, and what each reaches.

Run: OPENBLAS_NUM_THREADS=1 .venv/bin/python -m benchmarks.scaling_fit
"""

import time
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
from scipy.optimize import minimize

from labs.scaling_laws.bootstrap import Resampling, bootstrap
from labs.scaling_laws.descent import DELTA
from labs.scaling_laws.fitting import fit
from labs.scaling_laws.law import Array
from labs.scaling_laws.objective import expand
from labs.scaling_laws.params import ScalingParams
from labs.scaling_laws.points import Points
from labs.scaling_laws.preview import preview
from labs.scaling_laws.simulate import simulated

RUNS, DRAWS, PEER_DRAWS = 240, 4000, 100
NOISES = (0.003, 0.01, 0.03)
TIGHT = {"ftol": 1e-15, "gtol": 1e-10, "maxiter": 5000, "maxfun": 10_000}

T = TypeVar("T")


def main() -> None:
    for noise in NOISES:
        points = simulated("epoch", RUNS, noise, 0)
        print(f"\n{RUNS} runs, noise {noise:g}, Huber δ = {DELTA:g}")
        fitting(points)
        bootstrapping(points)
    previewing()


def fitting(points: Points) -> None:
    fit(points)
    for loss in ("huber", "lad", "squared"):
        cpu, found = timed(lambda loss=loss: fit(points, loss=loss), repeat=20)
        print(
            f"  global fit, {loss:8} {cpu * 1e3:7.1f} ms CPU   "
            f"{found.agreeing} of {found.starts} starts agree"
        )


def bootstrapping(points: Points) -> None:
    cpu, draws = timed(lambda: bootstrap(points, DRAWS))
    print(f"  {f'ours, {DRAWS} resamples':34} {cpu:7.2f} s CPU")
    resampling = Resampling.of(points, "huber", 0)
    weights = resampling.weights(0, PEER_DRAWS)
    ours = reached(resampling, weights, draws.constants[:PEER_DRAWS])
    for name, peer in PEERS.items():
        cpu_peer, values = timed(lambda peer=peer: [peer(resampling, each) for each in weights])
        of_all = cpu_peer * DRAWS / PEER_DRAWS
        above = 100 * (np.array(values) / ours - 1)
        print(
            f"  {name:34} {of_all:7.2f} s CPU   {of_all / cpu:6.1f} x ours   optimum above ours by "
            f"median {np.median(above):.2g} %, worst {above.max():.2g} %, least {above.min():.2g} %"
        )


def reached(resampling: Resampling, weights: Array, constants: Array) -> Array:
    """Return the objective of each fitted resample."""
    E, A, B, alpha, beta = constants.T
    model = resampling.model
    x, y = model.columns
    theta = np.column_stack(
        [
            np.log(A) - alpha * x.mean,
            np.log(B) - beta * y.mean,
            alpha,
            beta,
            E / model.unit,
        ]
    )
    return expand(theta, model, weights, DELTA).value


def analytic(resampling: Resampling, weights: Array) -> float:
    """L-BFGS-B on centred logs with the analytic gradient, from the fit to all runs."""
    model = resampling.model
    (x, y), z = (column.values for column in model.columns), model.z

    best = resampling.best[[0, 1, 4, 2, 3]]
    best[2] = np.log(max(best[2] * model.unit, 1e-12))

    def objective(theta: Array) -> tuple[float, Array]:
        a, b, e, alpha, beta = theta
        p, q = np.exp(a - e - alpha * x), np.exp(b - e - beta * y)
        total = 1 + p + q
        r = np.log(total) + e - z
        slope = np.clip(r, -DELTA, DELTA)
        value = weights @ (slope * (r - 0.5 * slope))
        pull = weights * slope / total
        size, data = pull * p, pull * q
        gradient = [size.sum(), data.sum(), pull.sum(), -(size @ x), -(data @ y)]
        return 1e3 * float(value), 1e3 * np.array(gradient)

    found = minimize(objective, best, jac=True, method="L-BFGS-B", options=TIGHT)
    return float(found.fun) / 1e3


def textbook(resampling: Resampling, weights: Array) -> float:
    """The usual few lines: raw logs, the mean loss, no gradient, scipy's default tolerances."""
    model = resampling.model
    ln_N, ln_D = (column.values + column.mean for column in model.columns)

    def objective(theta: Array) -> float:
        a, b, e, alpha, beta = theta
        terms = np.array([a - alpha * ln_N, b - beta * ln_D, np.full_like(ln_N, e)])
        r = np.logaddexp.reduce(terms) - model.z
        slope = np.clip(r, -DELTA, DELTA)
        return float(weights @ (slope * (r - 0.5 * slope)) / len(r))

    found = minimize(objective, np.array([5.0, 5.0, 0.5, 0.3, 0.3]), method="L-BFGS-B")
    return float(found.fun) * len(ln_N)


PEERS: dict[str, Callable[[Resampling, Array], float]] = {
    "scipy, analytic gradient, 1e-15": analytic,
    "scipy, textbook default": textbook,
}


def previewing() -> None:
    print(f"\npreview of {RUNS} runs, each drag to a place not seen before")
    nothing: Any = None
    list(preview(ScalingParams(), nothing))
    for name, values in {
        "hold-out": [ScalingParams(holdout=k / 100) for k in range(5, 45)],
        "budget": [ScalingParams(budget=20 + k / 10) for k in range(40)],
        "noise": [ScalingParams(noise=k / 1000) for k in range(1, 41)],
        "seed": [ScalingParams(seed=k) for k in range(1, 41)],
    }.items():
        each = [timed(lambda params=params: list(preview(params, nothing)))[0] for params in values]
        print(
            f"  {name:10} median {1e3 * np.median(each):5.1f} ms CPU, "
            f"worst {1e3 * max(each):5.1f} ms"
        )


def timed(work: Callable[[], T], repeat: int = 1) -> tuple[float, T]:
    """Return CPU seconds per call, and what the last call gave."""
    began = time.process_time()
    for _ in range(repeat):
        outcome = work()
    return (time.process_time() - began) / repeat, outcome


if __name__ == "__main__":
    main()
