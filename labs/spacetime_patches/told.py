"""What needs no worker: the cut and its price, told alike by the preview and by a run."""

from collections.abc import Iterator, Sequence

from labs.contract import Claimed, Event
from labs.spacetime_patches import cost
from labs.spacetime_patches.cutting import Cut, Shape
from labs.spacetime_patches.events import Packed, Priced, Sampled, Tokenized
from labs.spacetime_patches.packing import OTHERS, Batch, packed, padded, resized
from labs.spacetime_patches.published import BY_SLUG, MINUTE, MODELS, Published
from labs.spacetime_patches.settings import PatchParams

SD_240P: Shape = (1440, 240, 426)


def tokenized(params: PatchParams, shape: Shape, *, exact: bool | None = None) -> Tokenized:
    """Cut a clip of this shape as the settings say, and price it in the chosen model."""
    cut, model = Cut(shape, params.patch), BY_SLUG[params.model]
    return Tokenized(
        frames=shape[0],
        height=shape[1],
        width=shape[2],
        tokens=cut.tokens,
        padding=cut.padding,
        attention_flops=cost.attention_flops(cut.tokens, model.width, model.depth),
        linear_flops=cost.linear_flops(cut.tokens, model.width, model.depth),
        score_bytes=cost.score_bytes(cut.tokens, model.heads),
        token_bytes=cost.token_bytes(cut.tokens, model.width, model.depth),
        patch_frames=params.patch_frames,
        patch_height=params.patch_height,
        patch_width=params.patch_width,
        grid=cut.grid,
        length=cut.length(),
        model=model.name,
        model_width=model.width,
        model_depth=model.depth,
        model_heads=model.heads,
        exact=exact,
    )


def bill(shape: Shape) -> Iterator[Priced]:
    """Price this clip, and a minute of 1080p, as each published model would cut it."""
    for model in MODELS:
        yield _priced(model, shape)


def _priced(model: Published, shape: Shape) -> Priced:
    here, minute = model.cut(shape).tokens, model.cut(MINUTE).tokens
    size = model.width, model.depth
    return Priced(
        model=model.slug,
        name=model.name,
        squeezed=model.squeezed,
        patch=model.patch,
        pixels=model.pixels,
        width=model.width,
        depth=model.depth,
        clip=model.clip,
        published_tokens=model.tokens,
        tokens=here,
        attention_flops=cost.attention_flops(here, *size),
        linear_flops=cost.linear_flops(here, *size),
        minute_tokens=minute,
        minute_attention_flops=cost.attention_flops(minute, *size),
        minute_linear_flops=cost.linear_flops(minute, *size),
        url=model.url,
        confirmed=model.confirmed,
        shape_known=model.shape_known,
        remark=model.remark,
    )


def batches(clips: Sequence[Shape], patch: Shape) -> Iterator[Packed]:
    """Put clips into a batch in three ways, and measure what each wastes."""
    counts = [Cut(clip, patch).tokens for clip in clips]
    even = resized(clips, patch)
    yield _told("packed", packed(counts), clips)
    yield _told("padded", padded(counts), clips)
    yield _told("resized", even.batch, clips, waste=even.invented, lost=even.lost)


def _told(
    method: str, batch: Batch, clips: Sequence[Shape], waste: float | None = None, lost: float = 0
) -> Packed:
    return Packed.model_validate(
        {
            "method": method,
            "length": batch.length,
            "rows": batch.rows,
            "tokens": batch.tokens,
            "used": batch.used,
            "waste": batch.waste if waste is None else waste,
            "lost": lost,
            "pairs": batch.pairs,
            "clips": tuple(clips),
        }
    )


def counted_claims() -> Iterator[Claimed]:
    """Measure what counting alone can tell of the claims."""
    image = BY_SLUG["vit"]
    yield Claimed(claim="sixteen", measured=image.cut(image.clip).tokens)
    large, small = Cut(MINUTE, (1, 1, 1)).tokens, Cut(SD_240P, (1, 1, 1)).tokens
    factor = cost.attention_flops(large, 1, 1) / cost.attention_flops(small, 1, 1)
    yield Claimed(
        claim="quadratic-1080p",
        measured=round(factor, 1),
        remark=f"1080p has {large / small:.1f} times the pixels of 240p (426 × 240), so as many "
        "times the tokens at an equal patch; the linear layers grow no faster than that.",
    )
    dit = BY_SLUG["dit"]
    tokens, size = dit.cut(dit.clip).tokens, (dit.width, dit.depth)
    flops = cost.attention_flops(tokens, *size) + cost.linear_flops(tokens, *size)
    yield Claimed(
        claim="dit-flops",
        measured=round((flops + cost.modulation_flops(*size)) / 2e9, 1),
        remark="The paper's Gflops are multiply-adds; this lab counts two FLOP for each.",
    )


def opening(params: PatchParams, clip: Sampled) -> Iterator[Event]:
    """Tell all that follows from the clip's shape."""
    shape = clip.frames, clip.height, clip.width
    yield clip
    yield tokenized(params, shape)
    yield from bill(shape)
    yield from batches([shape, *OTHERS], params.patch)
    yield from counted_claims()
