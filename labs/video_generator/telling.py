"""What needs no network: the plan, the figures of the shipped weights, and the claims."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from labs.contract import Claimed, Event
from labs.video_generator.cost import latents, patches
from labs.video_generator.events import Compared, Generated, Judged, Planned, Scored
from labs.video_generator.settings import Network, VideoParams

WEIGHTS = Path(__file__).parent / "weights"
FIGURES: Mapping[Network, Path] = {
    "one": WEIGHTS / "one.figures.json",
    "two": WEIGHTS / "two.figures.json",
    "three": WEIGHTS / "three.figures.json",
}
"""Written by ``benchmarks/video_generator.py --keep``."""
EQUAL = WEIGHTS / "equal.figures.json"
"""Of the two networks that learned from pixels and from latents; written likewise."""
PERMANENCE = "what goes behind another comes out as it was"
TERSE = "terse prompts in anybody’s words: enhancer on"
HELD_AGAINST = {
    "images": "pictures",
    "extend": "the start given",
    "captions": TERSE,
    "permanence": PERMANENCE,
}
"""Claims about what was measured when the lab was made, and the rows that tell it."""


def planned(params: VideoParams, caption: str = "") -> Planned:
    """Tell what is to be made; how many words the enhancer writes is known on a worker alone."""
    cost = params.cost
    form = params.frames, params.height, params.width
    squeezed = "latent" in params.spaces
    read = caption or ("" if params.enhance else params.prompt)
    return Planned(
        prompt=read or params.prompt,
        words=len(read.split()),
        frames=params.frames,
        height=params.height,
        width=params.width,
        grid=patches(cost.space, *form),
        tokens=cost.tokens,
        latents=latents(*form) if squeezed else None,
        latent_tokens=math.prod(patches("latent", *form)) if squeezed else None,
        both=params.space == "both",
        estimated_cpu_seconds=round(params.seconds, 2),
    )


@cache
def figures() -> list[dict[str, Any]]:
    """Return what was measured of the shipped weights, a row a question."""
    return [row for file in FIGURES.values() for row in json.loads(file.read_text())["rows"]]


def scored() -> Iterator[Scored]:
    """Tell how often the shipped networks are right, as it was measured."""
    for row in figures():
        yield Scored(**row)


@cache
def compared() -> tuple[Compared, ...]:
    """Tell how good pixels and latents are after equal CPU-seconds of training."""
    rows = json.loads(EQUAL.read_text())["rows"]
    return tuple(Compared(**row) for row in rows)


def measured(what: str) -> dict[str, Any]:
    return next(row for row in figures() if row["what"] == what)


def claims(params: VideoParams, told: Sequence[Event]) -> Iterator[Claimed]:
    """Hold what this run made, and what was measured of these weights, against the claims."""
    verdicts = [event for event in told if isinstance(event, Judged)]
    clips = [event for event in told if isinstance(event, Generated)]
    right = sum((verdicts[0].colour, verdicts[0].shape, verdicts[0].direction))
    yield Claimed(
        claim="clean-patches",
        measured=right,
        remark=f"This clip: asked for {verdicts[0].asked}, seen {verdicts[0].seen}.",
    )
    wanted = params.frames * params.height * params.width
    first = clips[0]
    yield Claimed(claim="grid", measured=first.frames * first.height * first.width / wanted)
    latent = next(each for each in compared() if each.space == "latent")
    yield Claimed(
        claim="latent",
        measured=latent.right,
        remark="The autoencoder squeezes 4 frames of 8 × 8 pixels into 32 numbers. "
        f"Measured when the lab was made, on {latent.prompts} prompts, not by this run.",
    )
    for claim, what in HELD_AGAINST.items():
        row = measured(what)
        remark = f"Measured when the lab was made, on {row['prompts']} prompts, not by this run."
        yield Claimed(claim=claim, measured=row["right"], remark=remark)
