"""What the page writes of a low-rank training is what its facts say."""

import re

from labs.scaling_laws.lab import lab
from labs.scaling_laws.low_rank import COMPUTE, FIGURES, TITLE, URL, foretold, nats_lost

PAGE = re.sub(
    r"\s+", " ", (lab.folder / "templates/scaling_laws/hidden.html").read_text(encoding="utf-8")
)


def test_every_change_is_the_computed_one() -> None:
    for figure in FIGURES:
        sign = "+" if figure.change > 0 else "−"
        assert f"{sign}{abs(figure.change):.1%}".replace("%", " %") in PAGE


def test_its_losses_are_those_of_the_law() -> None:
    for nats in (nats_lost(), *(each.nats for each in foretold())):
        assert f"{nats:.4f}" in PAGE


def test_it_names_its_source() -> None:
    assert TITLE in PAGE
    assert URL in PAGE
    assert f"{COMPUTE.low_rank / 1e20:.2f} × 10²⁰" in PAGE
