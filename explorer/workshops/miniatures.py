"""A student's picture in miniature: one panel of the lab as the run stands."""

from dataclasses import dataclass, field
from functools import lru_cache
from uuid import UUID

from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

from explorer.catalog.pages import Shown
from explorer.runs.models import Run
from explorer.runs.pages import shown_of
from explorer.runs.stage import Stage
from labs.contract import Panel

PREFIX = "miniature"
REMEMBERED = 256


@dataclass(frozen=True, slots=True)
class _PictureOf:
    """What decides how a miniature looks; equal runs of a class look the same."""

    run_id: UUID
    seq: int
    slug: str
    run: Run = field(compare=False)
    panel: Panel = field(compare=False)


def miniature(run: Run, panel: Panel, place: int) -> SafeString:
    """Draw one panel of a run, for a place on the wall. Raises: NotShown."""
    drawn = _drawn(_PictureOf(run.id, run.last_seq, panel.slug, run, panel))
    return mark_safe(drawn.replace(f"{PREFIX}-", f"m{place}-"))  # noqa: S308


@lru_cache(maxsize=REMEMBERED)
def _drawn(of: _PictureOf) -> str:
    shown: Shown = shown_of(of.run)
    stage = Stage(of.run.lab, of.run.lab_params(), PREFIX, shown.events)
    template = get_template(f"{of.run.lab_slug}/{of.panel.slug}.html")
    drawn = template.render(stage.context(of.panel))
    return f'<div class="panel panel-{of.panel.slug}">{drawn}</div>'
