"""How long something takes, in words."""

MINUTE, HOUR = 60, 3600


def span(seconds: float) -> str:
    """Say how long something takes, as precisely as anybody cares."""
    if seconds < 2 * MINUTE:
        return f"about {max(1, round(seconds))} s"
    if seconds < 2 * HOUR:
        return f"about {round(seconds / MINUTE)} min"
    return f"about {round(seconds / HOUR)} h"
