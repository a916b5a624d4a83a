"""Which of one's experiments a list shows: what its address asks for, and what of that is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.contrib.postgres.aggregates import ArrayAgg
from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from explorer.catalog.refusals import shown
from explorer.experiments.models import Experiment
from explorer.runs.models import LIVE, RunState

A_PAGE = 20
LONGEST_SEARCH = 100
STATES: Mapping[str, tuple[str, Q]] = {
    "live": ("under way", Q(runs__state__in=LIVE)),
    "kept": ("kept", Q(runs__state=RunState.FINISHED)),
    "failed": ("failed or cancelled", Q(runs__state__in=(RunState.FAILED, RunState.CANCELLED))),
    "empty": ("without a run", Q(runs=None)),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is asked for; what was wrong in it has a sentence in ``refused``."""

    search: str = ""
    lab: str = ""
    state: str = ""
    page: int = 1
    refused: tuple[str, ...] = ()

    @property
    def filters(self) -> bool:
        return bool(self.search or self.lab or self.state)

    def address(self, page: int) -> str:
        """Return the query string of another page of the same list."""
        said = {"q": self.search, "lab": self.lab, "state": self.state}
        if page > 1:
            said["page"] = str(page)
        return "?" + urlencode({name: value for name, value in said.items() if value})


def read_asked(query: Mapping[str, Any], labs: Mapping[str, str]) -> Asked:
    """Read an address. What is wrong in it falls back to the whole list, and is said."""
    asked = Asked(
        str(query.get("q", "")).strip(),
        str(query.get("lab", "")),
        str(query.get("state", "")),
    )
    refused = []
    if len(asked.search) > LONGEST_SEARCH or not asked.search.isprintable():
        refused.append(
            f"the search is {shown(asked.search)}, but it must be at most {LONGEST_SEARCH} "
            "printable characters; all experiments are shown"
        )
        asked = replace(asked, search="")
    if asked.lab and asked.lab not in labs:
        refused.append(_refuse("lab", asked.lab, labs, "all labs are shown"))
        asked = replace(asked, lab="")
    if asked.state and asked.state not in STATES:
        refused.append(_refuse("state", asked.state, STATES, "all states are shown"))
        asked = replace(asked, state="")
    page = str(query.get("page", "1"))
    if not (page.isascii() and page.isdigit() and len(page) <= 6 and int(page) > 0):
        refused.append(
            f"page is {shown(page)}, but it must be a whole number from 1 on; page 1 is shown"
        )
        page = "1"
    return replace(asked, page=int(page), refused=tuple(refused))


def _refuse(name: str, value: str, allowed: Mapping[str, Any], instead: str) -> str:
    return f"{name} is {shown(value)}, but it must be one of {', '.join(allowed)}; {instead}"


def found_among(experiments: QuerySet[Experiment], asked: Asked) -> QuerySet[Experiment]:
    """Return what is asked for, newest first; its page apart."""
    found = experiments
    if asked.search:
        found = found.filter(
            Q(title__icontains=asked.search)
            | Q(notes__icontains=asked.search)
            | Q(tags__icontains=asked.search)
        )
    if asked.lab:
        found = found.filter(kept__run__lab_slug=asked.lab)
    if asked.state:
        found = found.filter(STATES[asked.state][1])
    whole = Experiment.objects.filter(id__in=found.values("id"))
    return whole.order_by("-updated_at", "id")


def page_of(experiments: QuerySet[Experiment], asked: Asked) -> Page[Any]:
    """Return one page of what is asked for; past the end, the last."""
    told = found_among(experiments, asked).annotate(
        size=Count("kept"),
        live=Count("kept", filter=Q(runs__state__in=LIVE)),
        labs=ArrayAgg("runs__lab_slug", distinct=True, default=[], filter=~Q(runs=None)),
    )
    return Paginator(told, A_PAGE).get_page(asked.page)
