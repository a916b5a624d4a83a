"""What a teacher's pages of workshops show: one dataclass a template."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from explorer.accounts.models import User
from explorer.workshops.models import Room, Workshop
from explorer.workshops.plans import LONGEST_TITLE, Plan
from explorer.workshops.starting import templates
from explorer.workshops.step_forms import StepForm
from labs.contract import Lab
from labs.registry import labs


@dataclass(frozen=True)
class ListPage:
    """``workshops/list.html``."""

    user: User | None
    workshops: Sequence[Workshop] = ()
    rooms: Sequence[Room] = ()
    """The rooms that this teacher opened or teaches too."""
    notices: Sequence[str] = ()
    pasted: str = ""

    @property
    def templates(self) -> Mapping[str, Plan]:
        return templates()


@dataclass(frozen=True)
class WorkshopPage:
    """``workshops/workshop.html``."""

    workshop: Workshop
    notices: Sequence[str] = ()
    given: Mapping[str, str] = field(default_factory=dict)
    longest_title: int = LONGEST_TITLE

    @property
    def plan(self) -> Plan:
        return self.workshop.plan

    @property
    def words(self) -> Mapping[str, str]:
        return {"title": self.plan.title, "about": self.plan.about, **self.given}

    @property
    def labs(self) -> Mapping[str, Lab]:
        return labs()

    @property
    def rooms(self) -> Sequence[Room]:
        return list(Room.open().filter(workshop=self.workshop).order_by("-opened_at"))


@dataclass(frozen=True)
class StepPage:
    """``workshops/edit_step.html``."""

    workshop: Workshop
    number: int
    form: StepForm
    longest_title: int = LONGEST_TITLE
