"""What people say for the network's words: all that the prompt enhancer reads, and what it means.

A prompt's meaning is found here by looking words up, with no network, so that what the enhancer
wrote can be held against what it was told.
"""

from labs.video_generator.asking import parts_of, refuse_strange
from labs.video_generator.wanted import Asked

SAYINGS: dict[str, tuple[str, ...]] = {
    "red": ("red", "reddish", "scarlet", "crimson"),
    "green": ("green", "greenish", "emerald"),
    "blue": ("blue", "bluish", "navy"),
    "yellow": ("yellow", "yellowish", "golden"),
    "circle": ("circle", "circ", "ball", "disc", "disk", "round"),
    "square": ("square", "sq", "box", "block"),
    "triangle": ("triangle", "tri", "triangular"),
    "left": ("left", "leftward", "leftwards"),
    "right": ("right", "rightward", "rightwards"),
    "up": ("up", "upward", "upwards", "rises", "rising", "climbs", "climbing"),
    "down": ("down", "downward", "downwards", "falls", "falling", "sinks", "sinking"),
    "bounces": ("bounces", "bounce", "bouncing", "hops", "hopping", "jumps", "jumping"),
    "orbits": ("orbits", "orbit", "orbiting", "circling", "revolves", "revolving"),
    "stays": ("stays", "still", "static", "rests", "resting", "motionless", "stands"),
    "small": ("small", "tiny", "little", "mini"),
    "big": ("big", "large", "huge", "giant"),
    "dark": ("dark", "night"),
    "light": ("light", "bright", "pale"),
}
"""Every meaning, with the words that have it."""
FILLERS: tuple[str, ...] = (
    "a", "an", "the", "of", "on", "in", "to", "is", "it", "its", "that", "which", "with", "and",
    "picture", "image", "video", "clip", "show", "me", "make", "draw", "please", "one",
    "moves", "move", "moving", "goes", "go", "going", "slides", "sliding", "flies", "flying",
    "background", "bg", "backdrop", "before", "against", "over", "towards", "thing", "shape",
)  # fmt: skip
"""Words that may stand anywhere, and say nothing that a caption could leave out."""
MEANS: dict[str, str] = {said: means for means, sayings in SAYINGS.items() for said in sayings}
READ: tuple[str, ...] = (*FILLERS, *MEANS)
"""All that the enhancer reads; in this order, since it learns a word's number."""


def told(prompt: str) -> Asked:
    """Read a tidy prompt in anybody's words. Raises: ValueError that says what is wrong with it."""
    words = prompt.split()
    refuse_strange(words, READ, f"the enhancer never learned {{}}; it knows {', '.join(MEANS)}")
    means = [MEANS[word] for word in words if word in MEANS]
    if not means:
        raise ValueError(
            f"the prompt {prompt!r} says nothing of an object; name a colour, a shape or a motion"
        )
    return parts_of(means, prompt)
