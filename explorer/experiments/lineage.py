"""The family tree of an experiment, as far as whoever looks at it may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from explorer.experiments.changes import changes, summary
from explorer.experiments.models import Experiment, Kept, Share

MOST_RELATIVES = 500
DEEPEST_SHOWN = 6
Members = Mapping[UUID, Experiment]


@dataclass(frozen=True, slots=True)
class Relative:
    """One line of the tree."""

    depth: int
    title: str
    """Empty where the looker may not know it."""
    href: str
    """Empty where the looker has no way there."""
    here: bool
    changed: str
    """How far its newest run is from the run that it was forked from."""
    forks: int
    """How often it was forked, for its owner's eyes."""

    @property
    def generation(self) -> int:
        return self.depth + 1

    @property
    def shown_depth(self) -> int:
        """How far it is indented: a page is only so wide."""
        return min(self.depth, DEEPEST_SHOWN)


def family_tree(experiment: Experiment, looker: UUID | None) -> list[Relative]:
    """Return the experiment's ancestors, itself, and those of its descendants that are one's own.

    Ancestors that the looker may not see are there without a name: that something was forked is no
    secret of theirs.
    """
    members = {
        each.id: each
        for each in Experiment.objects.filter(family=experiment.family)
        .select_related("via", "original")
        .order_by("created_at")[:MOST_RELATIVES]
    }
    members.setdefault(experiment.id, experiment)
    line = _line(members, experiment)
    shown = [each for each in members.values() if each.id in line or each.guest_id == looker]
    if len(shown) == 1 and not experiment.is_fork:
        return []
    newest = _newest_runs([each.id for each in shown])
    return list(_Tree(members, experiment, looker, newest).below(None, shown, 0))


def _line(members: Members, experiment: Experiment) -> set[UUID]:
    """Return an experiment with all its ancestors."""
    line: set[UUID] = set()
    at: Experiment | None = experiment
    while at and at.id not in line:
        line.add(at.id)
        at = members.get(at.parent_id) if at.parent_id else None
    return line


def _newest_runs(ids: Sequence[UUID]) -> dict[UUID, Kept]:
    kept = Kept.objects.filter(experiment__in=ids).select_related("run")
    return {each.experiment_id: each for each in kept.order_by("number")}


@dataclass(frozen=True)
class _Tree:
    members: Members
    here: Experiment
    looker: UUID | None
    newest: Mapping[UUID, Kept]

    def below(
        self, parent: UUID | None, shown: Sequence[Experiment], depth: int
    ) -> Sequence[Relative]:
        among = {each.id for each in shown}
        found: list[Relative] = []
        for each in shown:
            above = each.parent_id if each.parent_id in among else None
            if above == parent:
                found += [self._relative(each, depth), *self.below(each.id, shown, depth + 1)]
        return found

    def _relative(self, each: Experiment, depth: int) -> Relative:
        here = each.id == self.here.id
        own = each.guest_id == self.looker
        way = "" if here else self._own(each) if own else self._shared(each)
        return Relative(
            depth=depth,
            title=each.title if here or way else "",
            href=way,
            here=here,
            changed=self._changed(each) if here or way else "",
            forks=sum(other.parent_id == each.id for other in self.members.values()) if own else 0,
        )

    def _own(self, each: Experiment) -> str:
        return reverse("experiment", args=[each.id])

    def _shared(self, each: Experiment) -> str:
        """Return the link that the looker came by, where they forked this themselves."""
        own = (child for child in self.members.values() if child.guest_id == self.looker)
        links = (child.via for child in own if child.parent_id == each.id)
        tokens = (link.token for link in links if link and _is_valid(link))
        token = next(filter(None, tokens), "")
        return reverse("share", args=[token]) if token else ""

    def _changed(self, each: Experiment) -> str:
        newest = self.newest.get(each.id)
        if not each.original or not newest or newest.run.lab_slug != each.original.lab_slug:
            return ""
        return summary(changes(each.original, newest.run))


def _is_valid(share: Share) -> bool:
    expired = share.expires_at is not None and share.expires_at <= timezone.now()
    return share.revoked_at is None and not expired
