"""Draws a lab's events into its panels: whole for a page, piece by piece for a stream.

A panel's template defines a partial for every event it draws and places it in a slot whose id is
``<prefix>-<panel>-<event>``. What arrives later goes to the same slots as ``<hx-partial>``.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from django.template.loader import get_template, render_to_string
from django.utils.safestring import SafeString, mark_safe

from labs.contract import Event, Lab, Panel, Params


@dataclass(frozen=True, slots=True)
class Drawn:
    panel: Panel
    html: SafeString


@dataclass(frozen=True)
class Stage:
    """A lab's panels as they stand after some events."""

    lab: Lab
    params: Params
    prefix: str
    events: Sequence[Event] = ()

    @cached_property
    def by_word(self) -> dict[str, list[Event]]:
        """The events that still show: every gathering one, and the newest of the others."""
        shown: dict[str, list[Event]] = {}
        for event in self.events:
            if event.gathers:
                shown.setdefault(event.word(), []).append(event)
            else:
                shown[event.word()] = [event]
        return shown

    @property
    def panels(self) -> Iterator[Drawn]:
        for panel in self.lab.panels:
            template = get_template(f"{self.lab.slug}/{panel.slug}.html")
            yield Drawn(panel, mark_safe(template.render(self.context(panel))))  # noqa: S308

    def context(self, panel: Panel) -> dict[str, Any]:
        return {
            "lab": self.lab,
            "params": self.params,
            "stage": self.prefix,
            "panel": panel,
            "events": self.by_word,
        }

    def draw(self, panel: Panel, word: str, events: Iterable[Event]) -> SafeString:
        """Render the partial of one word once for each event."""
        template = get_template(f"{self.lab.slug}/{panel.slug}.html#{word}")
        context = self.context(panel)
        return mark_safe(  # noqa: S308 - each piece was escaped by its template
            "".join(template.render({**context, "event": event}) for event in events)
        )

    def panels_drawing(self, word: str) -> Iterator[Panel]:
        for panel in self.lab.panels:
            if any(event.word() == word for event in panel.draws):
                yield panel

    def slot(self, panel: Panel, word: str) -> str:
        return f"{self.prefix}-{panel.slug}-{word}"


def answer(lab: Lab, params: Params, prefix: str, events: Sequence[Event]) -> str:
    """Render every slot anew, as partials that replace what the page shows."""
    stage = Stage(lab, params, prefix, events)
    return "".join(
        _partial(stage.slot(panel, event.word()), "innerHTML",
                 stage.draw(panel, event.word(), stage.by_word.get(event.word(), ())))
        for panel in lab.panels
        for event in panel.draws
    )  # fmt: skip


def increment(lab: Lab, params: Params, prefix: str, events: Sequence[Event]) -> str:
    """Render newly arrived events, as partials that add to what the page shows."""
    stage = Stage(lab, params, prefix)
    pieces = []
    for word, run_of_events in groupby(_without_overtaken(events), key=lambda event: event.word()):
        group = list(run_of_events)
        swap = "beforeend" if group[0].gathers else "innerHTML"
        pieces += [
            _partial(stage.slot(panel, word), swap, stage.draw(panel, word, group))
            for panel in stage.panels_drawing(word)
        ]
    return "".join(pieces)


def _without_overtaken(events: Sequence[Event]) -> list[Event]:
    """Drop events that a later one of the same batch replaces."""
    newest = {event.word(): position for position, event in enumerate(events)}
    return [
        event
        for position, event in enumerate(events)
        if event.gathers or newest[event.word()] == position
    ]


def _partial(target: str, swap: str, html: str) -> str:
    return f'<hx-partial hx-target="#{target}" hx-swap="{swap}">{html}</hx-partial>'


def partial(target: str, template: str, context: dict[str, Any]) -> str:
    """Render a template as a partial that replaces the content of the target."""
    return _partial(target, "innerHTML", render_to_string(template, context))
