"""Runs of one lab side by side: which an address asks for, and what of that is wrong."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from django.db.models import QuerySet

from explorer.catalog.pages import LabPage, Shown
from explorer.experiments.access import shared_runs
from explorer.experiments.changes import Differing, differing
from explorer.experiments.drawing import Picture, pictures
from explorer.experiments.wanted import Wanted, read_wanted
from explorer.exports.addresses import place_through
from explorer.runs.access import visible_runs
from explorer.runs.models import NotShown, Run, RunState
from explorer.runs.pages import RunRow
from explorer.runs.views import run_url
from labs.contract import Claim, Event, Lab, Panel, Verdict

FEWEST, MOST = 2, 8


@dataclass(frozen=True, slots=True)
class Series:
    """One of the runs compared, with the hue and the mark by which it is known on the page."""

    number: int
    run: Run
    word: str
    """How an address names it."""
    picture: Picture

    @property
    def title(self) -> str:
        return f"Run {self.number}"

    @property
    def href(self) -> str:
        return self.word if self.word.startswith("/") else run_url(self.run)

    @property
    def events(self) -> Mapping[str, Sequence[Event]]:
        return self.picture.events

    @property
    def row(self) -> RunRow:
        return RunRow(self.run)


@dataclass(frozen=True, slots=True)
class Measurement:
    measured: float | None
    verdict: Verdict | None


@dataclass(frozen=True)
class ComparePage:
    """``experiments/compare.html``."""

    series: Sequence[Series]
    notices: Sequence[str] = ()
    asked: Sequence[str] = ()
    """The runs as the address named them, so that another can be added."""
    offered: Sequence[RunRow] = ()
    """Runs of the visitor's own that could be added."""
    most: int = field(default=MOST)

    @property
    def lab(self) -> Lab | None:
        return self.series[0].run.lab if self.series else None

    @property
    def lab_page(self) -> LabPage | None:
        return LabPage(self.lab, self.lab.params(), Shown(())) if self.lab else None

    @property
    def complete(self) -> bool:
        return len(self.series) >= FEWEST

    @property
    def full(self) -> bool:
        return len(self.series) >= MOST

    @property
    def unfinished(self) -> bool:
        return any(each.run.state != RunState.FINISHED for each in self.series)

    @cached_property
    def differing(self) -> list[Differing]:
        return differing([each.run for each in self.series])

    @property
    def claims(self) -> list[tuple[Claim, list[Measurement]]]:
        rows = [each.picture.claim_rows for each in self.series]
        return [
            (row.claim, [Measurement(each[at].measured, each[at].verdict) for each in rows])
            for at, row in enumerate(rows[0] if rows else ())
        ]

    @property
    def panels(self) -> list[tuple[Panel, list[tuple[Series, str]]]]:
        """Each panel of the lab, with what every run shows in it."""
        panels = self.lab.panels if self.lab else ()
        return [
            (panel, [(each, each.picture.panels[at].html) for each in self.series])
            for at, panel in enumerate(panels)
        ]

    @property
    def own_template(self) -> str:
        """The template by which the lab draws several runs over one another, if it has one."""
        if self.lab is None:
            return ""
        name = f"{self.lab.slug}/compare.html"
        return name if (self.lab.folder / "templates" / name).exists() else ""


def compared(texts: Iterable[str], guest: UUID | None) -> ComparePage:
    """Read what names runs, ids or addresses parted by commas, as far as a guest may see them."""
    words = [word.strip() for text in texts for word in text.split(",")]
    wanted, notices = read_wanted(list(dict.fromkeys(filter(None, words))))
    named = _visible(guest, wanted)
    runs, said = _of_one_lab(list(named))
    runs, unread = _readable(runs)
    notices += [*said, *unread, *_missing(wanted, named, said)]
    if len(runs) > MOST:
        notices.append(f"{len(runs)} runs were given, but {MOST} is the most; the first are shown")
        runs = runs[:MOST]
    if 0 < len(runs) < FEWEST or (any(words) and not runs):
        notices.append(
            f"{len(runs) or 'no'} run{'' if len(runs) == 1 else 's'} can be compared, but it takes "
            f"at least {FEWEST}; add another"
        )
    series = [
        Series(number, run, named[run], drawn)
        for number, (run, drawn) in enumerate(zip(runs, pictures(runs), strict=True), 1)
    ]
    return ComparePage(series, notices, [each.word for each in series], _offered(guest, runs))


def _visible(guest: UUID | None, wanted: Sequence[Wanted]) -> dict[Run, str]:
    """Return those of the runs that the visitor may see, in the order asked for, and their names.

    Who came by a link is not told the run's own address.
    """
    ids = [each.run_id for each in wanted if each.run_id]
    by_id = {run.id: run for run in visible_runs(guest, ids)} if ids else {}
    by_link = shared_runs([each.by_link for each in wanted if not each.run_id])
    found: dict[Run, str] = {}
    for each in wanted:
        kept = by_link.get(each.by_link)
        if kept:
            found.setdefault(kept.run, place_through("", each.token, kept.number).path)
        elif each.run_id in by_id:
            found.setdefault(by_id[each.run_id], str(each.run_id))
    return found


def _of_one_lab(runs: list[Run]) -> tuple[list[Run], list[str]]:
    lab = runs[0].lab_slug if runs else ""
    same = [run for run in runs if run.lab_slug == lab]
    others = len(runs) - len(same)
    if not others:
        return runs, []
    what = "1 run is" if others == 1 else f"{others} runs are"
    why = "of another lab than the first, and only runs of one lab stand side by side"
    return same, [f"{what} left out: {why}"]


def _readable(runs: list[Run]) -> tuple[list[Run], list[str]]:
    """Leave out runs that the labs as they are now cannot show."""
    shown, refused = [], []
    for run in runs:
        try:
            run.lab_params()
            shown.append(run)
        except NotShown as reason:
            refused.append(str(reason))
    return shown, refused


def _missing(wanted: Sequence[Wanted], found: Collection[Run], said: Sequence[str]) -> list[str]:
    missing = len(wanted) - len(found)
    if not missing or said:
        return []
    what = "1 run is" if missing == 1 else f"{missing} runs are"
    return [f"{what} not here, or not finished and not yours; check the address"]


def _offered(guest: UUID | None, runs: Sequence[Run]) -> list[RunRow]:
    """Return the visitor's latest runs of the same lab that are not on the page."""
    if not guest or not runs:
        return []
    own: QuerySet[Run] = Run.objects.filter(asks__guest=guest, lab_slug=runs[0].lab_slug)
    fresh = own.exclude(id__in=[run.id for run in runs]).order_by("-created_at")
    return [RunRow(run) for run in fresh[:20]]
