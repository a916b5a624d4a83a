"""Larger models: any pipeline of diffusers that makes clips of a prompt, if an operator allows it.

Loading takes safetensors alone from this machine's disk: it fetches nothing, and runs no code that
comes with a model.
"""

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch
from diffusers.pipelines.pipeline_utils import DiffusionPipeline
from PIL import Image

from labs.contract import Context, Event, Progress
from labs.shared.clips import data_uri, mp4, strip, webp
from labs.shared.png import contact_sheet, png
from labs.video_generator.allowed import ALLOWED, Allowed, unchecked
from labs.video_generator.events import Denoised, Generated
from labs.video_generator.scenes import Frames
from labs.video_generator.settings import VideoParams
from labs.video_generator.stepwise import Done, stepwise
from labs.video_generator.telling import scored

SHOWN_FRAMES, SHOWN_WIDTH = 24, 256
"""What a page shows at most; the run keeps the whole clip."""
SHEET_FRAMES, SHEET_WIDTH = 8, 128
SHOWN_QUALITY, KEPT_QUALITY = 60, 85
TAKEN = {"prompt", "num_frames", "num_inference_steps", "guidance_scale", "generator"} | {
    "output_type", "callback_on_step_end",
}  # fmt: skip
"""What a pipeline must take, and beside which it may demand nothing."""

_held: dict[Allowed, Any] = {}


def clips(params: VideoParams, ctx: Context) -> Iterator[Event]:
    """Generate a clip by the larger model that is chosen. Raises: ValueError."""
    model = ALLOWED[params.model]
    if ctx.device == "cpu":
        raise ValueError(
            f"{model.name} needs a worker with a GPU that has room for it, but this run came to a "
            "CPU; start such a worker, or choose the lab’s own network"
        )
    yield unchecked(model.name)
    yield Progress(fraction=0, doing=f"loading {model.name}")
    yield from generated(params, held(model, ctx.device), ctx)
    yield from scored()
    yield Progress(fraction=1, doing="done")


def held(model: Allowed, device: str) -> Any:
    """Return a loaded model; a GPU holds one at a time. Raises: ValueError."""
    if model not in _held:
        _held.clear()
        _held[model] = loaded(model).to(device)
    return _held[model]


def loaded(model: Allowed) -> Any:
    """Load a pipeline that makes clips of a prompt in steps. Raises: ValueError."""
    try:
        pipeline: Any = DiffusionPipeline.from_pretrained(
            model.source,
            revision=model.revision,
            use_safetensors=True,
            local_files_only=True,
            dtype=torch.bfloat16,
        )
    except (OSError, ValueError, ImportError, AttributeError) as error:
        raise ValueError(
            f"{model.name} must lie on the worker’s disk whole, as safetensors and without code of "
            "its own, but could not be loaded so; the worker’s log says why, and "
            "docs/howto/deploy.md how it gets there"
        ) from error
    takes = inspect.signature(type(pipeline).__call__).parameters
    demanded = {each for each, said in takes.items() if said.default is said.empty} - {"self"}
    if TAKEN - set(takes) or demanded - {"prompt", "kwargs"}:
        raise ValueError(
            f"{model.name} is a {type(pipeline).__name__}, which does not make clips of a prompt "
            "alone; allow a text-to-video pipeline instead"
        )
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def generated(params: VideoParams, pipeline: Any, ctx: Context) -> Iterator[Event]:
    """Tell every step, then the clip. Whoever stops listening stops it after the step."""

    def progress(step: int) -> Progress:
        return Progress(fraction=step / params.steps, doing=f"step {step} of {params.steps}")

    frames = yield from stepwise(_asked(params, pipeline), progress)
    yield from _told(params, frames, ctx)


def _asked(params: VideoParams, pipeline: Any) -> Callable[[Done], Frames]:
    """Return the one call of a pipeline that makes the clip, of its own length and size."""

    def made(done: Done) -> Frames:
        clips = pipeline(
            prompt=params.prompt,
            num_inference_steps=params.steps,
            guidance_scale=params.guidance,
            generator=torch.Generator().manual_seed(params.seed),
            callback_on_step_end=done,
            output_type="np",
        ).frames
        return np.asarray((np.asarray(clips[0]).clip(0, 1) * 255).round(), np.uint8)

    return made


def _told(params: VideoParams, frames: Frames, ctx: Context) -> Iterator[Event]:
    """Keep a clip whole, and tell it as small as a page needs it."""
    shown = _narrowed(_spread(frames, SHOWN_FRAMES), SHOWN_WIDTH)
    sheet = _narrowed(_spread(frames, SHEET_FRAMES), SHEET_WIDTH)
    ctx.keep("preview.png", png(contact_sheet(sheet, columns=SHEET_FRAMES)), "image/png")
    ctx.keep("first.mp4", mp4(frames), "video/mp4")
    yield Denoised(
        step=params.steps,
        steps=params.steps,
        noise=None,
        changed=None,
        told=data_uri(strip(shown, SHOWN_QUALITY)),
        left="",
        frames=len(shown),
        height=shown.shape[1],
        width=shown.shape[2],
    )
    yield Generated(
        prompt=params.prompt,
        frames=len(frames),
        height=frames.shape[1],
        width=frames.shape[2],
        artifact=ctx.keep("first.webp", webp(frames, quality=KEPT_QUALITY), "image/webp"),
        webp=data_uri(webp(shown, quality=SHOWN_QUALITY)),
        shown=(len(shown), shown.shape[1], shown.shape[2]),
    )


def _spread(frames: Frames, most: int) -> Frames:
    """Take at most so many frames, evenly."""
    places = np.linspace(0, len(frames) - 1, min(most, len(frames)))
    return np.asarray(frames[places.round().astype(int)])


def _narrowed(frames: Frames, most: int) -> Frames:
    """Shrink frames to a width; smaller ones stay as they are."""
    width = min(most, frames.shape[2])
    height = max(1, round(frames.shape[1] * width / frames.shape[2]))
    return np.stack([np.asarray(Image.fromarray(each).resize((width, height))) for each in frames])
