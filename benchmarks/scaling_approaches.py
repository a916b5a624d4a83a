"""Times the three approaches and the textbook minimiser: CPU milliseconds, and what each finds.

Run: OPENBLAS_NUM_THREADS=1 .venv/bin/python -m benchmarks.scaling_approaches
"""

from functools import partial
from itertools import product
from typing import get_args

import numpy as np

from benchmarks.scaling_fit import timed
from labs.scaling_laws.approaches import envelope, isoflop, parabola_bias
from labs.scaling_laws.fitting import fit
from labs.scaling_laws.law import PUBLISHED, Law
from labs.scaling_laws.simulate import simulated
from labs.scaling_laws.textbook import Gradient, Scale, stopped
from tests.labs.scaling_laws.grids import along_curves, of_sizes, on_budgets

DRAWS, SEEDS = 500, 12
LAW = PUBLISHED["epoch"]
LEANING = Law(E=1.8, A=60, B=2e5, alpha=0.2, beta=0.5)


def main() -> None:
    approaching()
    leaning()
    stopping()


def approaching() -> None:
    print(f"240 runs of a law with a = {LAW.exponent:.4f}, noise 1 %, {DRAWS} draws")
    for name, points in {
        "isoFLOP budgets": on_budgets(LAW, sizes=27, noise=0.01),
        "training curves": along_curves(LAW, sizes=40, noise=0.01),
        "scattered": simulated("epoch", 240, 0.01, 0),
    }.items():
        for approach in (envelope, isoflop):
            bare, _ = timed(lambda a=approach, p=points: a(p), repeat=20)
            cpu, found = timed(lambda a=approach, p=points: a(p, DRAWS), repeat=5)
            told = f"a = {found.a:.3f}, {found.low:.3f} to {found.high:.3f}" if found.a else "–"
            print(
                f"  {name:16} {approach.__name__:9} {bare * 1e3:5.1f} ms, with draws "
                f"{cpu * 1e3:5.1f} ms   {told}"
            )


def leaning() -> None:
    print(f"\nerror of a from parabolas alone, no noise, for a law with a = {LEANING.exponent:.4f}")
    for name, points in {
        "sizes placed alike at every budget": on_budgets(LEANING),
        "12 sizes over 5 decades at every budget": of_sizes(LEANING, np.geomspace(3e6, 3e11, 12)),
        "scattered": simulated("epoch", 240, 0.0, 0),
    }.items():
        print(f"  {name:40} {parabola_bias(points, LEANING):+.5f}")


def stopping() -> None:
    print(f"\ntextbook minimiser, {SEEDS} sweeps of 240 runs: per cent above the optimum")
    worlds = product((0.003, 0.01, 0.03), range(SEEDS // 3))
    sweeps = [simulated("epoch", 240, noise, seed) for noise, seed in worlds]
    optima = [fit(points) for points in sweeps]
    for scale, gradient in product(get_args(Scale), get_args(Gradient)):
        above, cpus = [], []
        for points, optimum in zip(sweeps, optima, strict=True):
            textbook = partial(stopped, points, scale, gradient, optimum=optimum)
            cpu, found = timed(textbook)
            above.append(found.above_percent)
            cpus.append(cpu)
        print(
            f"  {scale:5} {gradient:12} median {np.median(above):8.3g} %   "
            f"at most {max(cpus) * 1e3:.1f} ms CPU"
        )


if __name__ == "__main__":
    main()
