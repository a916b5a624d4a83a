"""The measure of the enhancer: terse prompts, with and without it, and what the checker reads."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from labs.video_generator.asking import asked
from labs.video_generator.enhancing import enhanced
from labs.video_generator.lexicon import FILLERS, SAYINGS
from labs.video_generator.pipeline import ClipPipeline
from labs.video_generator.scenes import Scene
from labs.video_generator.shipped import enhancer
from labs.video_generator.terse import terse
from labs.video_generator.trial import Figures, Trial, scores_of, seen
from labs.video_generator.words import OF_ONE

NONE: Figures = {"colour": 0.0, "shape": 0.0, "direction": 0.0, "right": 0.0}


@dataclass(frozen=True)
class Habit:
    """How somebody writes prompts."""

    name: str
    sayings: Mapping[str, Sequence[str]]
    fillers: Sequence[str]


HABITS = (
    Habit("terse prompts in anybody’s words", SAYINGS, FILLERS),
    Habit(
        "terse prompts in the network’s words, in any order",
        {meant: (meant,) for meant in SAYINGS},
        [each for each in FILLERS if each in OF_ONE and each != "picture"],
    ),
)


def prompts(habit: Habit, count: int, seed: int = 78) -> Iterator[tuple[str, Scene]]:
    """Draw scenes, and say all of each that is not as usual, tersely."""
    for number in range(count):
        rng = np.random.default_rng([seed, number])
        scene = seen(rng, 1.0)
        thing = scene.things[0]
        parts: dict[str, str] = {"size": thing.size, "colour": thing.colour, "shape": thing.shape}
        parts |= {"motion": thing.motion, "ground": scene.ground}
        usual = [part for part in ("size", "ground") if parts[part] in {"big", "dark"}]
        said = {part: value for part, value in parts.items() if part not in usual}
        yield terse(rng, said, habit.sayings, habit.fillers), scene


def rows(pipeline: ClipPipeline, count: int) -> Iterator[dict[str, Any]]:
    """Measure every habit with the enhancer off and on. What is refused is not right."""
    for habit in HABITS:
        wanted = list(prompts(habit, count))
        taken = [each for each in wanted if _is_taken(each[0])]
        figures = scores_of(pipeline, taken, Trial())[0] if taken else NONE
        off = {name: share * len(taken) / count for name, share in figures.items()}
        refused = f"{count - len(taken)} refused" if len(taken) < count else "none refused"
        yield {"what": f"{habit.name}: enhancer off, {refused}", **off}
        written = [
            (enhanced(enhancer(), prompt, still=False, seed=number), scene)
            for number, (prompt, scene) in enumerate(wanted)
        ]
        yield {"what": f"{habit.name}: enhancer on", **scores_of(pipeline, written, Trial())[0]}


def _is_taken(prompt: str) -> bool:
    try:
        asked(prompt)
    except ValueError:
        return False
    return True
