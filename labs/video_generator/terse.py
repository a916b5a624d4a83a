"""Terse prompts with the captions that they stand for: what the prompt enhancer learns from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from labs.video_generator.lexicon import FILLERS, SAYINGS
from labs.video_generator.words import COLOURS, GROUNDS, MOTIONS, PHRASES, SHAPES, SIZES

Rng = np.random.Generator
KNOWN: Mapping[str, Sequence[str]] = {
    "size": SIZES, "colour": COLOURS, "shape": SHAPES, "motion": MOTIONS, "ground": GROUNDS,
}  # fmt: skip
SAID = {"size": 0.5, "colour": 0.85, "shape": 0.9, "motion": 0.85, "ground": 0.45}
"""How often a terse prompt says each part of a caption."""
USUAL = {"size": "big", "ground": "dark"}
"""What is meant where these are not said, as in every prompt of this lab."""
STILL = 0.15
"""The share of prompts that are for pictures, whose captions tell of no motion."""
IN_ORDER = 0.3
WITH_FILLERS, MOST_FILLERS = 0.7, 6
NAMED_GROUND = 0.7
"""How often a word for the background is followed by one that says so."""
PHRASED: Mapping[str, str] = {str(motion): phrase for motion, phrase in PHRASES.items()}


@dataclass(frozen=True)
class Pair:
    """A terse prompt, and what it fixes of a caption: by part, None where it leaves one open."""

    prompt: str
    parts: Mapping[str, str | None]
    still: bool

    def caption(self, rng: Rng) -> str:
        """Return one of the captions that the prompt stands for."""
        chosen = {part: said or _one(rng, KNOWN[part]) for part, said in self.parts.items()}
        return caption(chosen, still=self.still)

    def is_met_by(self, written: str) -> bool:
        """Say whether a caption is, word for word, one of those that the prompt stands for."""
        parts = {
            part: said or next((each for each in KNOWN[part] if _says(written, part, each)), "")
            for part, said in self.parts.items()
        }
        return all(parts.values()) and written == caption(parts, still=self.still)


def _says(written: str, part: str, value: str) -> bool:
    return (PHRASED[value] if part == "motion" else value) in written


def pair(rng: Rng) -> Pair:
    """Draw a terse prompt."""
    parts = {part: _one(rng, values) for part, values in KNOWN.items()}
    said = {part for part in parts if rng.random() < SAID[part]} or {"shape"}
    still = bool(rng.random() < STILL)
    fixed = {part: parts[part] if part in said else USUAL.get(part) for part in parts}
    prompt = terse(rng, {part: value for part, value in parts.items() if part in said})
    return Pair(prompt, fixed | ({"motion": MOTIONS[0]} if still else {}), still)


def caption(parts: Mapping[str, str], *, still: bool) -> str:
    """Tell all of an object: size, colour, shape, motion and ground."""
    moves = "" if still else f" {PHRASED[parts['motion']]}"
    thing = f"a {parts['size']} {parts['colour']} {parts['shape']}{moves}"
    return f"{'a picture of ' if still else ''}{thing} on a {parts['ground']} background"


def terse(
    rng: Rng,
    parts: Mapping[str, str],
    sayings: Mapping[str, Sequence[str]] = SAYINGS,
    fillers: Sequence[str] = FILLERS,
) -> str:
    """Say parts of a caption as somebody might: other words, other order, words between."""
    said = [
        [_one(rng, sayings[value]), *_named(rng, part, fillers)] for part, value in parts.items()
    ]
    if rng.random() > IN_ORDER:
        said = [said[place] for place in rng.permutation(len(said))]
    words = [word for each in said for word in each]
    between = int(rng.integers(MOST_FILLERS + 1)) if rng.random() < WITH_FILLERS else 0
    for _ in range(between):
        words.insert(int(rng.integers(len(words) + 1)), _one(rng, fillers))
    return " ".join(words)


def _named(rng: Rng, part: str, fillers: Sequence[str]) -> list[str]:
    if part != "ground" or rng.random() > NAMED_GROUND:
        return []
    return [_one(rng, [each for each in ("background", "bg", "backdrop") if each in fillers])]


def _one(rng: Rng, known: Sequence[str]) -> str:
    return known[int(rng.integers(len(known)))]
