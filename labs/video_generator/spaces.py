"""What the two networks learned that are compared at equal compute, and what is refused of them.

One learned from pixels and one from latents, both from clips of one big thing that moves straight
on a dark background, of one length and size: that is what fits into the CPU-seconds of each.
"""

from typing import TYPE_CHECKING

from labs.video_generator.asking import asked
from labs.video_generator.scenes import WAYS
from labs.video_generator.wanted import Asked
from labs.video_generator.words import PHRASES

if TYPE_CHECKING:
    from labs.video_generator.settings import VideoParams

FORM = (16, 32, 32)
"""Frames, height and width."""
LEARNED = "the two networks that compare pixels and latents"


def refuse_unlearned(params: "VideoParams") -> None:
    """Refuse what neither network learned. Raises: ValueError that says what to set instead."""
    if params.is_larger:
        raise ValueError(
            f"the model {params.model!r} has a space of its own; choose pixels, or the lab’s own "
            "network"
        )
    form = params.frames, params.height, params.width
    if form != FORM:
        raise ValueError(
            f"{form[0]} frames of {form[1]} × {form[2]} pixels are not what {LEARNED} learned; "
            f"set {FORM[0]} frames of {FORM[1]} × {FORM[2]}, or choose pixels"
        )
    if params.given != "nothing":
        raise ValueError(
            f"{LEARNED} never learned to go on from given frames; give nothing, or choose pixels"
        )
    if params.enhance:
        raise ValueError(
            "the enhancer writes of sizes, motions and backgrounds that "
            f"{LEARNED} never learned; switch it off, or choose pixels"
        )
    if params.space == "both" and params.instead:
        raise ValueError(
            f"a second prompt, {params.instead!r}, leaves no room for the clip of latents; empty "
            "it, or choose latents or pixels alone"
        )
    for prompt in params.prompts:
        refuse_strange(prompt)


def refuse_strange(prompt: str) -> None:
    """Refuse a prompt of what was not learned. Raises: ValueError that says what was."""
    found = asked(prompt)
    if not isinstance(found, Asked):
        raise ValueError(
            f"the prompt {prompt!r} names several objects, but {LEARNED} learned one; name one, or "
            "choose pixels"
        )
    said = {
        "motion": found.motion and found.motion not in WAYS and PHRASES[found.motion],
        "size": found.size == "small" and "small",
        "background": found.ground == "light" and "light",
    }
    for what, strange in said.items():
        if strange:
            learned = ", ".join(PHRASES[each] for each in WAYS)
            known = {"motion": learned, "size": "big", "background": "dark"}[what]
            raise ValueError(
                f"the prompt {prompt!r} says {strange!r}, but the {what} that {LEARNED} learned "
                f"is {known}; say that, or choose pixels"
            )
