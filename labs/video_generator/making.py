"""Generate: the noise, the steps, the clip, the checker's verdict, and where patches looked.

Several runs of one kind are made as one batch, each telling its own story.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from labs.contract import Context, Event, Progress
from labs.shared.clips import data_uri, enlarged, gif, mp4, strip, webp
from labs.shared.png import contact_sheet, png
from labs.video_generator.asking import asked
from labs.video_generator.events import Denoised, Generated, Judged, Which
from labs.video_generator.learning import signed
from labs.video_generator.looking import attended
from labs.video_generator.network import Looks, patches
from labs.video_generator.pacing import Paced
from labs.video_generator.pipeline import Ask, ClipPipeline, Step
from labs.video_generator.scenes import Frames
from labs.video_generator.standing import verdict
from labs.video_generator.wanted import Wanted
from labs.video_generator.wishes import CLIPS, Wish
from labs.video_generator.words import LONGEST_PROMPT, PHRASES, Colour, Shape

MOST_PICTURED = 9
"""Steps of a run that come with pictures, so that a stream stays small."""
TOLD_QUALITY, NOISY_QUALITY = 60, 12
SHOWN_SCALE, FILM_SCALE = 8, 4


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

    def of(self, batch: Tensor) -> Tensor:
        return batch[self.first : self.first + len(self.wish.captions)]


def made(
    wishes: Sequence[Wish], pipeline: ClipPipeline, contexts: Sequence[Context], rows: int = 0
) -> Iterator[tuple[int, Event | None]]:
    """Tell every step, then the clips and their verdicts, and where the patches looked.

    The wishes differ in seeds and captions alone. Each event comes with the place of its wish, and
    None when all of it was told.
    """
    params = wishes[0].params
    grid = pipeline.grid(params.frames, params.height, params.width)
    makings = list(_makings(wishes, pipeline, contexts))
    ask = _ask(makings, grid, rows)
    looks = [Looks(layer) for layer in range(len(pipeline.clip.blocks))]
    began, before = time.process_time(), pipeline.noise(ask.seeds, grid)
    for step in pipeline.denoise(ask, looks):
        doing = f"step {step.number} of {params.steps}"
        for place, making in enumerate(makings):
            yield place, Progress(fraction=step.number / params.steps, doing=doing)
            for preview in making.paced.now(_denoised(making, pipeline, step, before)):
                yield place, preview
        before = step.told
    spent = (time.process_time() - began) / len(makings)
    clips = pipeline.shown(before, grid, params.frames)
    for place, making in enumerate(makings):
        for event in _finished(making, clips[making.first :], looks, grid, spent):
            yield place, event
        yield place, None


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


def _finished(
    making: Making,
    clips: Frames,
    looks: Sequence[Looks],
    grid: tuple[int, int, int],
    spent: float,
) -> Iterator[Event]:
    """Tell what was held back, then the clips of one run, their verdicts and its patches' looks."""
    yield from making.paced.rest()
    wish = making.wish
    own = clips[: len(wish.captions)]
    making.context.keep("preview.png", png(sheet(own)), "image/png")
    for place, (name, frames) in enumerate(zip(CLIPS, own, strict=False)):
        yield _generated(making, place, frames)
        yield judged(name, wish.params.meaning(wish.params.prompts[place]), frames, spent)
    yield from attended(wish.captions[0].split(), grid, looks, making.first)


def _denoised(
    making: Making, pipeline: ClipPipeline, step: Step, before: Tensor
) -> Iterator[Denoised]:
    """Tell one step of every clip, if it is among those that come with pictures."""
    params = making.wish.params
    every = -(-params.steps // MOST_PICTURED)
    if step.number % every and step.number not in {1, params.steps}:
        return
    grid = pipeline.grid(params.frames, params.height, params.width)
    now, was = making.of(step.told), making.of(before)
    told = pipeline.shown(now, grid, params.frames)
    left = pipeline.shown(making.of(step.left), grid, params.frames)
    for place, name in enumerate(CLIPS[: len(told)]):
        change = now[place].clamp(-1, 1) - was[place].clamp(-1, 1)
        yield Denoised(
            clip=name,
            step=step.number,
            steps=params.steps,
            noise=round(step.sigma, 4),
            changed=round(float(change.square().mean().sqrt()) / 2, 4),
            told=data_uri(strip(told[place], TOLD_QUALITY)),
            left=data_uri(strip(left[place], NOISY_QUALITY)),
            frames=params.frames,
            height=params.height,
            width=params.width,
        )


def _generated(making: Making, place: int, frames: Frames) -> Generated:
    """Keep a clip as files; hold it against the clip that its given frames are from."""
    large, name, start = enlarged(frames, SHOWN_SCALE), CLIPS[place], making.start
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
        asked=f" {ask.relation or 'and'} ".join(wanted),
        seen=f" {ask.relation if found.relation else 'and'} ".join(seen),
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
