"""What a run wants made: its settings, and the captions that the network is to read."""

from collections.abc import Iterator
from dataclasses import dataclass

from labs.video_generator.asking import asked_one
from labs.video_generator.enhancing import enhanced
from labs.video_generator.events import Enhanced, Which
from labs.video_generator.lexicon import told as meaning
from labs.video_generator.settings import VideoParams
from labs.video_generator.shipped import enhancer

CLIPS: tuple[Which, ...] = ("first", "instead")


@dataclass(frozen=True)
class Wish:
    params: VideoParams
    captions: list[str]
    """One a clip."""


def written(params: VideoParams) -> Iterator[Enhanced]:
    """Have a caption written for every prompt, if that is wanted.

    Raises: WeightsRefused; ValueError if what was written is no caption.
    """
    for name, prompt in zip(CLIPS, params.prompts if params.enhance else [], strict=False):
        meant, still = meaning(prompt), params.frames == 1
        caption = enhanced(enhancer(), prompt, still=still, seed=params.seed)
        try:
            said = asked_one(caption)
        except ValueError as error:
            raise ValueError(
                f"the enhancer made {caption!r} of {prompt!r}, which no clip can be made of; "
                "say it in other words, or switch the enhancer off"
            ) from error
        yield Enhanced(
            clip=name,
            prompt=prompt,
            caption=caption,
            added=tuple(part for part in meant.left_open() if part not in said.left_open()),
            kept=meant.kept_by(said, still=still),
        )


def wish(params: VideoParams, told: list[Enhanced]) -> Wish:
    """Put settings and what was written of their prompts together."""
    return Wish(params, [each.caption for each in told] or params.prompts)
