"""Slots on a page, and the partials that fill them."""

from clockwork.lab import Ticked, lab

from explorer.runs.stage import Stage, answer, increment
from labs.contract import Progress

TICKS = [Ticked(step=1, total=1), Ticked(step=2, total=3)]


def test_a_page_draws_every_gathering_event_in_its_slot():
    (drawn,) = Stage(lab, lab.params(), "stage", TICKS).panels
    assert 'id="stage-clock-ticked"' in drawn.html
    assert "<li>1: 1</li><li>2: 3</li>" in drawn.html


def test_an_increment_adds_to_the_slot():
    html = increment(lab, lab.params(), "stage", TICKS[1:])
    assert html == (
        '<hx-partial hx-target="#stage-clock-ticked" hx-swap="beforeend"><li>2: 3</li></hx-partial>'
    )


def test_an_answer_replaces_the_slot_even_with_nothing():
    html = answer(lab, lab.params(), "stage", [])
    assert html == ('<hx-partial hx-target="#stage-clock-ticked" hx-swap="innerHTML"></hx-partial>')


def test_what_no_panel_draws_is_not_sent():
    assert increment(lab, lab.params(), "stage", [Progress(fraction=1, doing="ticking")]) == ""
