"""What is kept of the plays that a visitor gives: each once, in order."""

from labs.playable_world.plays import plays_of, text_of_plays


def intake(name: str, data: bytes) -> bytes:  # noqa: ARG001 - the lab takes one kind of file
    """Turn plays into the text that is kept of them. Raises: ValueError."""
    return text_of_plays(plays_of(data.decode("utf-8", "replace"))).encode()
