"""The memory of cards that people have, as it is sold."""

CARDS: dict[int, str] = {
    12: "RTX 3060",
    16: "T4, RTX 4080",
    24: "RTX 3090, 4090",
    40: "A100",
    80: "A100, H100",
    141: "H200",
}
"""GB on the box, which the makers count as GiB, and cards that have so much."""
OWN_GIB = 1.0
"""What the driver and the libraries take for themselves, roughly."""


def fits(peak_gib: float, card_gib: int) -> bool:
    """Say whether a peak leaves a card's own needs."""
    return peak_gib + OWN_GIB <= card_gib


def smallest(peak_gib: float) -> int | None:
    """Return the smallest card that would do; None if none of them does."""
    return next((card for card in CARDS if fits(peak_gib, card)), None)
