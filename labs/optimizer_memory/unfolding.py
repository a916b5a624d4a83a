"""What a tracked step tells: its figures, and its timeline brought down to a few hundred moments.

This is what the process of a simulation writes and the recordings in ``data/`` hold.
"""

from typing import Any

from labs.optimizer_memory.categories import CATEGORIES, GIB, SUMMED
from labs.optimizer_memory.setting import Setting
from labs.optimizer_memory.simulating import Simulated
from labs.optimizer_memory.timeline import chosen
from labs.optimizer_memory.tracker import Sample

DECIMALS = 4
WORDS = ("op", "place", "phase", "made")


def report(setting: Setting, found: Simulated) -> dict[str, Any]:
    """Return the fields of a ``simulated`` and of an ``unfolded`` event."""
    return {
        "simulated": _figures(setting, found),
        "unfolded": _timeline(setting, found.tracker.samples),
    }


def _figures(setting: Setting, found: Simulated) -> dict[str, Any]:
    tracker = found.tracker
    highest = max(tracker.samples, key=lambda sample: sample.total)
    return {
        "model": setting.shape.name, "optimizer": setting.optimizer, "title": setting.title,
        **{f"{each}_gib": tracker.peak_of(each) / GIB for each in CATEGORIES},
        "sum_gib": sum(tracker.peak_of(each) for each in SUMMED) / GIB,
        "peak_gib": tracker.peak / GIB, "ops": tracker.ops,
        "peak_op": highest.op, "peak_place": highest.place, "peak_phase": highest.phase,
        "cpu_seconds": round(found.cpu_seconds, 3), "rss_mb": round(found.rss_mb, 1),
    }  # fmt: skip


def _timeline(setting: Setting, samples: list[Sample]) -> dict[str, Any]:
    shown = chosen(samples, lambda sample: sample.bytes)
    kept = [samples[at] for at in shown]
    return {
        "title": setting.title, "ops": len(samples), "at": shown,
        **{word: [getattr(each, word) for each in kept] for word in WORDS},
        **{
            category: [round(each.bytes[at] / GIB, DECIMALS) for each in kept]
            for at, category in enumerate(CATEGORIES)
        },
        "alive": [each.counts for each in kept],
    }  # fmt: skip
