"""Cut a clip into spacetime patches; squeeze it, pack it, hide parts of it and put them back.

Source: Dosovitskiy et al. 2020, section 3.1 (patches), Arnab et al. 2021, section 3.2 (tubelets),
Brooks et al. 2024 (spacetime patches).
"""

from collections.abc import Iterator

import torch

from labs.contract import Context, Event, Progress, State
from labs.shared.png import png
from labs.shared.threads import one_thread
from labs.spacetime_patches.clip import clip_of, told
from labs.spacetime_patches.learning import ready
from labs.spacetime_patches.patches import padding_mask, patchify, unpatchify
from labs.spacetime_patches.picture import exploded
from labs.spacetime_patches.rebuilding import hidden
from labs.spacetime_patches.scenes import Frames
from labs.spacetime_patches.settings import PatchParams
from labs.spacetime_patches.signals import signals
from labs.spacetime_patches.squeezing import compressed
from labs.spacetime_patches.together import separated
from labs.spacetime_patches.told import opening, tokenized

__all__ = ["padding_mask", "patchify", "run", "unpatchify"]


def run(params: PatchParams, ctx: Context) -> Iterator[Event]:
    """Cut the clip, price it, pack it; then squeeze it and fill what is hidden.

    A training that resumes goes on after its last checkpoint, with the same results.
    Raises: ValueError, FileNotFoundError.
    """
    with one_thread():
        state = ctx.resume()
        clip = clip_of(params, ctx.open)
        if state is None:
            yield from _cut(params, ctx, clip)
            ctx.checkpoint(State())
        networks = yield from ready(params, ctx, state)
        yield Progress(fraction=0.85, doing="squeezing the clip")
        yield from compressed(clip, networks["autoencoder"])
        yield Progress(fraction=0.9, doing="hiding patches and filling them")
        yield from hidden(params, clip, networks["masked"])
        yield Progress(fraction=1, doing="done")


def _cut(params: PatchParams, ctx: Context, clip: Frames) -> Iterator[Event]:
    """Tell all that needs no network."""
    yield Progress(fraction=0, doing="cutting the clip")
    yield from opening(params, told(params, ctx.open))
    video = torch.from_numpy(clip)
    exact = torch.equal(unpatchify(patchify(video, params.patch), params.patch, clip.shape), video)
    yield tokenized(params, clip.shape[:3], exact=exact)
    ctx.keep("preview.png", png(exploded(clip, params.patch)), "image/png")
    yield Progress(fraction=0.05, doing="packing clips through a transformer")
    yield separated(params)
    yield from signals(params)
