"""Generate: the noise, the steps, the clip, the checker's verdict, and where patches looked."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from labs.contract import Context, Event, Progress
from labs.shared.clips import data_uri, enlarged, gif, mp4, strip, webp
from labs.shared.png import contact_sheet, png
from labs.video_generator.asking import Asked, asked
from labs.video_generator.events import Denoised, Generated, Judged, Which
from labs.video_generator.learning import signed
from labs.video_generator.looking import attended
from labs.video_generator.network import Looks, patches
from labs.video_generator.pipeline import Ask, ClipPipeline, Step
from labs.video_generator.reading import read
from labs.video_generator.scenes import Frames
from labs.video_generator.settings import VideoParams
from labs.video_generator.words import PHRASES, Colour, Shape

CLIPS: tuple[Which, ...] = ("first", "instead")
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


def given(pipeline: ClipPipeline, params: VideoParams) -> Given | None:
    """Draw a clip for each prompt, and say which of its patches are known."""
    if params.given == "nothing":
        return None
    grid = pipeline.grid(params.frames, params.height, params.width)
    whole = grid[0] * pipeline.clip.patch[0]
    aspect = params.width / params.height
    drawn = [
        asked(prompt)
        .drawn(np.random.default_rng([params.seed, 1]), aspect, still=False)
        .rendered(whole, params.height, params.width)
        for prompt in params.prompts
    ]
    known = torch.zeros(len(drawn), *grid)
    known[:, 0] = 1
    if params.given == "ends":
        known[:, -1] = 1
    clean = patches(signed(np.stack(drawn)), pipeline.clip.patch)
    return Given([each[: params.frames] for each in drawn], clean, known.flatten(1))


def made(params: VideoParams, pipeline: ClipPipeline, ctx: Context) -> Iterator[Event]:
    """Tell every step, then the clip and its verdict, and where the patches looked."""
    grid = pipeline.grid(params.frames, params.height, params.width)
    start = given(pipeline, params)
    ask = Ask(
        params.prompts,
        grid,
        seeds=[params.seed] * len(params.prompts),
        steps=params.steps,
        guidance=params.guidance,
        clean=start.clean if start else None,
        known=start.known if start else None,
    )
    looks = [Looks(layer) for layer in range(len(pipeline.clip.blocks))]
    began, before = time.process_time(), pipeline.noise(ask.seeds, grid)
    for step in pipeline.denoise(ask, looks):
        share = step.number / params.steps
        yield Progress(fraction=share, doing=f"step {step.number} of {params.steps}")
        yield from _denoised(params, pipeline, step, before)
        before = step.told
    spent = time.process_time() - began
    clips = pipeline.shown(before, grid, params.frames)
    ctx.keep("preview.png", png(sheet(clips)), "image/png")
    for place, (name, frames) in enumerate(zip(CLIPS, clips, strict=False)):
        yield _generated(params, place, frames, start, ctx)
        yield judged(name, asked(params.prompts[place]), frames, spent)
    yield from attended(params.prompt.split(), grid, looks)


def _denoised(
    params: VideoParams, pipeline: ClipPipeline, step: Step, before: Tensor
) -> Iterator[Denoised]:
    """Tell one step of every clip, if it is among those that come with pictures."""
    every = -(-params.steps // MOST_PICTURED)
    if step.number % every and step.number not in {1, params.steps}:
        return
    grid = pipeline.grid(params.frames, params.height, params.width)
    told = pipeline.shown(step.told, grid, params.frames)
    left = pipeline.shown(step.left, grid, params.frames)
    for place, name in enumerate(CLIPS[: len(told)]):
        change = step.told[place].clamp(-1, 1) - before[place].clamp(-1, 1)
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


def _generated(
    params: VideoParams, place: int, frames: Frames, start: Given | None, ctx: Context
) -> Generated:
    """Keep a clip as files; hold it against the clip that its given frames are from."""
    large, name = enlarged(frames, SHOWN_SCALE), CLIPS[place]
    missed = None
    if start:
        way = frames.astype(np.float32) - start.frames[place]
        missed = round(float(np.sqrt(np.square(way).mean())) / 255, 4)
    return Generated(
        clip=name,
        prompt=params.prompts[place],
        frames=len(frames),
        height=frames.shape[1],
        width=frames.shape[2],
        artifact=ctx.keep(f"{name}.webp", webp(large), "image/webp"),
        webp=data_uri(webp(frames)),
        gif=data_uri(gif(frames), "image/gif"),
        mp4=data_uri(mp4(enlarged(frames, FILM_SCALE)), "video/mp4"),
        truth=data_uri(strip(start.frames[place], TOLD_QUALITY)) if start else "",
        missed=missed,
    )


def judged(name: Which, ask: Asked, frames: Frames, spent: float) -> Judged:
    """Let the checker read a clip, and compare what it read with what was asked."""
    found = read(frames)
    first = found[0] if found else None
    still = len(frames) == 1
    return Judged(
        clip=name,
        colour=first is not None and ask.colour in {None, first.colour},
        shape=first is not None and ask.shape == first.shape,
        direction=first is not None and (still or ask.motion in {None, first.motion}),
        asked=_said(ask.colour, ask.shape, None if still else ask.motion),
        seen=_said(first.colour, first.shape, first.motion or "elsewhere") if first else "nothing",
        cpu_seconds=round(spent, 3),
    )


def _said(colour: Colour | None, shape: Shape, motion: str | None) -> str:
    words = [colour, shape, PHRASES.get(motion, "moves in no way it knows") if motion else None]  # type: ignore[call-overload]
    return " ".join(word for word in words if word)


def sheet(clips: Frames) -> Frames:
    """Lay eight frames of each clip side by side, large: the picture of a result."""
    places = np.linspace(0, clips.shape[1] - 1, 8).round().astype(int)
    rows = [contact_sheet(enlarged(frames[places], 4), columns=8) for frames in clips]
    return np.concatenate(rows)
