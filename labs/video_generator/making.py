"""Generate: the noise, the steps, the clip, the checker's verdict, and where patches looked.

Several runs of one kind are made as one batch, each telling its own story. Where pixels and latents
are compared, one network makes its clips after the other.
"""

import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from labs.contract import Context, Event, Progress
from labs.shared.clips import data_uri, enlarged, gif, mp4, strip, webp
from labs.shared.png import contact_sheet, png
from labs.video_generator.asking import asked
from labs.video_generator.cost import Space
from labs.video_generator.events import Denoised, Generated, Judged, Which
from labs.video_generator.learning import signed
from labs.video_generator.looking import attended
from labs.video_generator.network import Looks
from labs.video_generator.pacing import Paced
from labs.video_generator.patching import patches
from labs.video_generator.pipeline import Ask, ClipPipeline, Step
from labs.video_generator.scenes import Frames
from labs.video_generator.standing import verdict
from labs.video_generator.wanted import Wanted
from labs.video_generator.wishes import CLIPS, Wish
from labs.video_generator.words import LONGEST_PROMPT, PHRASES, Colour, Shape, joined

MOST_PICTURED = 9
"""Steps of a run that come with pictures, so that a stream stays small."""
TOLD_QUALITY, NOISY_QUALITY = 60, 12
SHOWN_SCALE, FILM_SCALE = 8, 4


@dataclass(frozen=True)
class Way:
    """A network at work, and which of a run's clips it makes."""

    pipeline: ClipPipeline
    space: Space = "pixels"
    names: tuple[Which, ...] = CLIPS


@dataclass(frozen=True)
class Given:
    """Frames drawn by code, of which the network is given the first, or the first and last."""

    frames: list[Frames]
    clean: Tensor
    known: Tensor


def given(pipeline: ClipPipeline, wish: Wish) -> Given | None:
    """Draw a clip for each caption, and say which of its patches are known."""
    params = wish.params
    if params.given == "nothing":
        return None
    grid = pipeline.grid(params.frames, params.height, params.width)
    whole = grid[0] * pipeline.clip.patch[0]
    aspect = params.width / params.height
    drawn = [
        asked(caption)
        .drawn(np.random.default_rng([params.seed, 1]), aspect, still=False)
        .rendered(whole, params.height, params.width)
        for caption in wish.captions
    ]
    known = torch.zeros(len(drawn), *grid)
    known[:, 0] = 1
    if params.given == "ends":
        known[:, -1] = 1
    clean = patches(signed(np.stack(drawn)), pipeline.clip.patch)
    return Given([each[: params.frames] for each in drawn], clean, known.flatten(1))


@dataclass(frozen=True)
class Making:
    """One run's share of a batch."""

    wish: Wish
    context: Context
    first: int
    """Where its clips begin in the batch."""
    start: Given | None
    paced: Paced[Denoised]

    @property
    def own(self) -> slice:
        """Where its clips are in the batch."""
        return slice(self.first, self.first + len(self.wish.captions))


@dataclass(frozen=True)
class Made:
    """What came out of one network, for all runs of a batch."""

    way: Way
    clips: Frames
    looks: list[Looks]
    grid: tuple[int, int, int]
    spent: float
    """CPU-seconds of each run, the previews that it told and the decoding included."""


Told = tuple[int, Event | None]
"""An event with the place of its run; None says that the run has told all."""


def made(
    wishes: Sequence[Wish], ways: Sequence[Way], contexts: Sequence[Context], rows: int = 0
) -> Iterator[Told]:
    """Tell every step, then the clips and their verdicts, and where the patches looked.

    The wishes differ in seeds and captions alone.
    """
    makings = list(_makings(wishes, ways[0].pipeline, contexts))
    every = []
    for number, way in enumerate(ways):
        every.append((yield from _steps(makings, way, rows, (number, len(ways)))))
    for place, making in enumerate(makings):
        for event in _finished(making, every):
            yield place, event
        yield place, None


def _steps(
    makings: Sequence[Making], way: Way, rows: int, turn: tuple[int, int]
) -> Generator[Told, None, Made]:
    """Tell every step of one network, whose ``turn`` it is, and return what it made."""
    params, pipeline = makings[0].wish.params, way.pipeline
    grid = pipeline.grid(params.frames, params.height, params.width)
    ask = _ask(makings, grid, rows)
    looks = [Looks(layer) for layer in range(len(pipeline.clip.blocks))]
    began, before = time.process_time(), pipeline.noise(ask.seeds, grid)
    for step in pipeline.denoise(ask, looks):
        done = (turn[0] + step.number / params.steps) / turn[1]
        doing = f"step {step.number} of {params.steps}"
        for place, making in enumerate(makings):
            yield place, Progress(fraction=done, doing=doing)
            for preview in making.paced.now(_denoised(making, way, step, before)):
                yield place, preview
        before = step.told
    clips = pipeline.shown(before, grid, params.frames)
    spent = (time.process_time() - began) / len(makings)
    return Made(way, clips, looks, grid, spent)


def _makings(
    wishes: Sequence[Wish], pipeline: ClipPipeline, contexts: Sequence[Context]
) -> Iterator[Making]:
    first = 0
    for wish, context in zip(wishes, contexts, strict=True):
        yield Making(wish, context, first, given(pipeline, wish), Paced())
        first += len(wish.captions)


def _ask(makings: Sequence[Making], grid: tuple[int, int, int], rows: int) -> Ask:
    """Ask for all clips at once.

    A number of ``rows`` is filled up with clips that nobody asked for, and prompts with words that
    are not there: sums over batches of one shape are the same to the last bit, whoever is in them.
    """
    params = makings[0].wish.params
    prompts = [caption for each in makings for caption in each.wish.captions]
    seeds = [each.wish.params.seed for each in makings for _ in each.wish.captions]
    spare = max(0, rows - len(prompts))
    starts = [each.start for each in makings if each.start]
    return Ask(
        [*prompts, *[""] * spare],
        grid,
        seeds=[*seeds, *[0] * spare],
        steps=params.steps,
        guidance=params.guidance,
        clean=_filled(torch.cat([each.clean for each in starts]), spare) if starts else None,
        known=_filled(torch.cat([each.known for each in starts]), spare) if starts else None,
        words=LONGEST_PROMPT if rows else 0,
    )


def _filled(batch: Tensor, spare: int) -> Tensor:
    return torch.cat([batch, batch.new_zeros(spare, *batch.shape[1:])])


def _finished(making: Making, every: Sequence[Made]) -> Iterator[Event]:
    """Tell what was held back, then the clips of one run, their verdicts and its patches' looks."""
    yield from making.paced.rest()
    wish, first = making.wish, every[0]
    whole = np.concatenate([each.clips[making.own] for each in every])
    making.context.keep("preview.png", png(sheet(whole)), "image/png")
    for made_by in every:
        clips = zip(made_by.way.names, made_by.clips[making.own], strict=False)
        for place, (name, frames) in enumerate(clips):
            space, meaning = made_by.way.space, wish.params.meaning(wish.params.prompts[place])
            yield _generated(making, place, name, frames).model_copy(update={"space": space})
            told = judged(name, meaning, frames, made_by.spent)
            yield told.model_copy(update={"space": space})
    words = wish.captions[0].split()
    yield from attended(words, first.grid, first.looks, making.first, first.way.space)


def _denoised(making: Making, way: Way, step: Step, before: Tensor) -> Iterator[Denoised]:
    """Tell one step of every clip, if it is among those that come with pictures."""
    params, pipeline = making.wish.params, way.pipeline
    every = -(-params.steps // MOST_PICTURED)
    if step.number % every and step.number not in {1, params.steps}:
        return
    grid = pipeline.grid(params.frames, params.height, params.width)
    now, was = step.told[making.own], before[making.own]
    told = pipeline.shown(now, grid, params.frames)
    left = pipeline.shown(step.left[making.own], grid, params.frames)
    for place, name in enumerate(way.names[: len(told)]):
        yield Denoised(
            clip=name,
            space=way.space,
            step=step.number,
            steps=params.steps,
            noise=round(step.sigma, 4),
            changed=round(pipeline.change(now[place], was[place], grid), 4),
            told=data_uri(strip(told[place], TOLD_QUALITY)),
            left=data_uri(strip(left[place], NOISY_QUALITY)),
            frames=params.frames,
            height=params.height,
            width=params.width,
        )


def _generated(making: Making, place: int, name: Which, frames: Frames) -> Generated:
    """Keep a clip as files; hold it against the clip that its given frames are from."""
    large, start = enlarged(frames, SHOWN_SCALE), making.start
    missed = None
    if start:
        way = frames.astype(np.float32) - start.frames[place]
        missed = round(float(np.sqrt(np.square(way).mean())) / 255, 4)
    return Generated(
        clip=name,
        prompt=making.wish.captions[place],
        frames=len(frames),
        height=frames.shape[1],
        width=frames.shape[2],
        artifact=making.context.keep(f"{name}.webp", webp(large), "image/webp"),
        webp=data_uri(webp(frames)),
        gif=data_uri(gif(frames), "image/gif"),
        mp4=data_uri(mp4(enlarged(frames, FILM_SCALE)), "video/mp4"),
        truth=data_uri(strip(start.frames[place], TOLD_QUALITY)) if start else "",
        missed=missed,
    )


def judged(name: Which, ask: Wanted, frames: Frames, spent: float) -> Judged:
    """Let the checker read a clip, and compare what it read with what was asked."""
    found, still = verdict(ask, frames), len(frames) == 1
    wanted = [_said(each.colour, each.shape, None if still else each.motion) for each in ask.things]
    seen = [
        _said(each.colour, each.shape, each.motion or "elsewhere") if each else "nothing"
        for each in found.found
    ]
    return Judged(
        clip=name,
        colour=found.colour,
        shape=found.shape,
        direction=found.direction,
        relation=found.relation,
        asked=joined(wanted, ask.relation),
        seen=joined(seen, ask.relation if found.relation else None),
        cpu_seconds=round(spent, 3),
    )


def _said(colour: Colour | None, shape: Shape | None, motion: str | None) -> str:
    words = [colour, shape, PHRASES.get(motion, "moves in no way it knows") if motion else None]  # type: ignore[call-overload]
    return " ".join(word for word in words if word) or "anything"


def sheet(clips: Frames) -> Frames:
    """Lay eight frames of each clip side by side, large: the picture of a result."""
    places = np.linspace(0, clips.shape[1] - 1, 8).round().astype(int)
    rows = [contact_sheet(enlarged(frames[places], 4), columns=8) for frames in clips]
    return np.concatenate(rows)
