"""Times the live sweep of the scaling-law lab, and says how well laws fit what it measured.

The sweep runs in a site of its own, on one worker and then on two, each computing it anew.

Run: OPENBLAS_NUM_THREADS=1 .venv/bin/python -m benchmarks.live_sweep
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
from scipy.optimize import least_squares

from labs.scaling_laws.bootstrap import Resampling
from labs.scaling_laws.embeddings import width_of
from labs.scaling_laws.fitting import fit
from labs.scaling_laws.law import Array
from labs.scaling_laws.layouts import trainings
from labs.scaling_laws.live import DRAWS
from labs.scaling_laws.needs import Form as Fittable
from labs.scaling_laws.plans import Plan, doubling
from labs.scaling_laws.reading import as_points
from labs.scaling_laws.recorded import POINTS
from labs.scaling_laws.sweep import sweep
from tests.faults import stack as stacks
from tests.faults.stack import Browser, Stack

LARGEST, BEYOND = 64, 96
"""The widest model of the standard sweep, and one that its laws are to foretell."""
UNSEEN = Plan((BEYOND,), doubling(4))
STARTS = 60
LIVE = {"source": "live", "sweep": "standard", "form": "kaplan"}
"""As the lab's own example asks for it, but with more models."""
FITTED: tuple[Fittable, ...] = ("kaplan", "general", "chinchilla")
stacks.PATIENCE_SECONDS = 1800
AS_A_SITE = {"EXPLORER_WARM": "torch", "LEASE_SECONDS": "30"}
"""What tests set otherwise, to be quick."""


def main() -> None:
    with site() as stack:
        seen = shared(stack)
    refitting(seen)
    judged("this sweep", seen, trained_beyond())
    for seed, points in by_seed().items():
        width = width_of(points[:, 0])
        judged(f"the recorded seed {seed}", points[width <= LARGEST], points[width == BEYOND])


@contextmanager
def site() -> Iterator[Stack]:
    """Start a whole site in a temporary folder."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        home.chmod(0o755)
        stack = Stack(home)
        stack.env.update(AS_A_SITE)
        stack.postgres.start()
        stack.migrate()
        try:
            stack.up()
            yield stack
        finally:
            stack.down()


def shared(stack: Stack) -> Array:
    """Run the standard sweep on one worker, on two, and with another loss; return its points."""
    ben = stack.browser()
    stacks.wait_until(lambda: awake(stack), "a worker process is awake")
    run = timed(stack, ben, "1 worker")
    seen = [each.data for each in stack.events(run) if each.name == "measured"]
    with stack.another_worker():
        timed(stack, ben, "2 workers", again="1")
    timed(stack, ben, "another loss, no training", loss="lad")
    tested = [each.data for each in stack.events(run) if each.name == "tested"][-1]
    print(f"held out of the run, its {tested['points']} largest: rmsle {tested['rmsle']:.4f}")
    return np.array([[each["parameters"], each["tokens"], each["loss"]] for each in seen])


def timed(stack: Stack, ben: Browser, name: str, **more: Any) -> UUID:
    """Run a sweep as the form starts it, and say what it took."""
    began = time.perf_counter()
    run = ben.submit("scaling_laws", **LIVE, **more)
    stacks.wait_until(lambda: told(stack, run), "the first point is measured")
    first = time.perf_counter() - began
    ended = stack.wait_for(run, "finished")
    print(
        f"{name}: first point after {first:.1f} s, {told(stack, run)} points in "
        f"{time.perf_counter() - began:.0f} s, {ended.cpu_seconds:.0f} CPU-s"
    )
    return run


def awake(stack: Stack) -> int:
    """Count the worker processes that have imported what they need: a site has them so at rest."""
    return int(stack.query("SELECT count(*) FROM runs_worker")[0].count)


def told(stack: Stack, run: UUID) -> int:
    counted = "SELECT count(*) FROM runs_runevent WHERE run_id = %s AND name = 'measured'"
    return int(stack.query(counted, run)[0].count)


def refitting(seen: Array) -> None:
    """Time what the page does at a new point, whole models drawn: the least of five."""
    for form, draws in product(FITTED, (DRAWS, 1000)):
        cpu = min(_refitted(seen, form, draws) for _ in range(5))
        print(f"{form}: refit and {draws:,} resamples of {len(seen)} points: {cpu:.3f} CPU-s")


def _refitted(seen: Array, form: Fittable, draws: int) -> float:
    points = as_points(seen, form)
    began = time.process_time()
    fitted = fit(points, form)
    blocks = trainings(points)
    Resampling.of(points, "huber", 0, form, None, blocks, fitted).drawn(draws)
    return time.process_time() - began


def trained_beyond() -> Array:
    """Train a model larger than any of the sweep's, for the laws to foretell."""
    points = sweep(UNSEEN, seed=0)
    return np.array([[point.parameters, point.tokens, point.loss] for point in points])


def by_seed() -> dict[int, Array]:
    """Return N, D and loss of what was recorded as far as a standard sweep goes, by seed."""
    rows = np.loadtxt(POINTS, delimiter=",", skiprows=1)  # seed, width, N, D, loss
    seeds, near = rows[:, 0].astype(int), rows[:, 3] <= UNSEEN.marks[-1]
    return {int(seed): rows[near & (seeds == seed), 2:] for seed in np.unique(seeds)}


Form = Callable[[Array, Array, Array], Array]


def additive(theta: Array, x: Array, y: Array) -> Array:
    """Ln L of E + A/N^alpha + B/D^beta (Hoffmann et al. 2022, equation 2)."""
    e, a, alpha, b, beta = theta
    return np.logaddexp(np.logaddexp(a - alpha * x, b - beta * y), e)


def joint(theta: Array, x: Array, y: Array) -> Array:
    """Ln L of ((N_c/N)^(alpha_N/alpha_D) + D_c/D)^alpha_D (Kaplan et al. 2020, equation 1.5)."""
    n, d, alpha_N, alpha_D = theta
    return np.asarray(alpha_D * np.logaddexp(alpha_N / alpha_D * (n - x), d - y))


def general(theta: Array, x: Array, y: Array) -> Array:
    """Ln L of E + (A/N^alpha + B/D^beta)^gamma, of which both others are special cases."""
    e, a, alpha, b, beta, gamma = theta
    return np.logaddexp(gamma * np.logaddexp(a - alpha * x, b - beta * y), e)


FORMS: dict[str, tuple[Form, Array]] = {
    "E + A/N^α + B/D^β": (additive, np.array([-1.0, 0.0, 0.4, 0.0, 0.3])),
    "Kaplan's joint law": (joint, np.array([0.0, 0.0, 0.3, 0.2])),
    "E + (A/N^α + B/D^β)^γ": (general, np.array([-1.0, 0.0, 0.4, 0.0, 0.3, 1.0])),
}


def judged(whose: str, seen: Array, unseen: Array) -> None:
    print(f"{whose}, {len(seen)} points:")
    for name, form in FORMS.items():
        judge(name, form, seen, unseen)


def judge(name: str, given: tuple[Form, Array], seen: Array, unseen: Array) -> None:
    """Fit a form by least squares on ln L, and foretell the larger model with it."""
    form, start = given
    x, y, z = centred(seen)
    theta = solved(form, start, x, y, z)
    rest = form(theta, x, y) - z
    explained = 1 - (rest @ rest) / ((z - z.mean()) @ (z - z.mean()))
    x, y, z = centred(unseen)
    miss = form(theta, x, y) - z
    n, k = len(rest), len(theta) + 1
    aicc = n * np.log(rest @ rest / n) + 2 * k + 2 * k * (k + 1) / (n - k - 1)
    print(
        f"  {name:22} R² {explained:.4f}   AICc {aicc:7.1f}   "
        f"d = 96 unseen: rmsle {np.sqrt(miss @ miss / len(miss)):.4f}"
    )


def centred(points: Array) -> tuple[Array, Array, Array]:
    return np.log(points[:, 0]) - 10, np.log(points[:, 1]) - 13, np.log(points[:, 2])


def solved(form: Form, start: Array, x: Array, y: Array, z: Array) -> Array:
    """Return the best of many starts."""
    rng = np.random.default_rng(0)
    found = [
        least_squares(lambda theta: form(theta, x, y) - z, start + rng.normal(0, 0.5, len(start)))
        for _ in range(STARTS)
    ]
    return np.asarray(min(found, key=lambda each: float(each.cost)).x)


if __name__ == "__main__":
    main()
