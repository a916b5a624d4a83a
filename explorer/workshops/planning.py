"""What teachers do to workshops: make, edit, duplicate, import and delete them."""

import json
from collections.abc import Sequence
from typing import Literal

from django.db import transaction
from django.db.models.functions import Now
from pydantic import ValidationError

from explorer.accounts.models import Guest
from explorer.workshops.models import Workshop
from explorer.workshops.plans import LONGEST_TITLE, MOST_STEPS, Plan, Step

MOST_WORKSHOPS = 200
LARGEST_IMPORT_BYTES = 200_000
Where = Literal["up", "down", "copy", "remove"]


class PlanRefused(ValueError):
    """A plan cannot be; the message names value, rule and remedy."""


@transaction.atomic
def make_workshop(guest: Guest, plan: Plan) -> Workshop:
    """Keep a plan as a teacher's own. Raises: PlanRefused."""
    Guest.objects.select_for_update(no_key=True).get(id=guest.id)
    if (had := guest.workshops.count()) >= MOST_WORKSHOPS:
        raise PlanRefused(f"you have {had} workshops, and {MOST_WORKSHOPS} is the most; delete one")
    made = Workshop.objects.create(guest=guest, document=document_of(plan))
    return Workshop.objects.get(id=made.id)


def change_workshop(workshop: Workshop, plan: Plan) -> None:
    """Replace a plan. Rooms that are open keep the one they began with."""
    Workshop.objects.filter(id=workshop.id).update(document=document_of(plan), updated_at=Now())


def duplicate(workshop: Workshop) -> Workshop:
    """Copy a workshop under a name that says so. Raises: PlanRefused."""
    ending = " (copy)"
    title = workshop.plan.title[: LONGEST_TITLE - len(ending)] + ending
    return make_workshop(workshop.guest, workshop.plan.model_copy(update={"title": title}))


def document_of(plan: Plan) -> dict[str, object]:
    return plan.model_dump(mode="json")


def written(plan: Plan) -> str:
    """Return a plan as the file that is exported."""
    return json.dumps(document_of(plan), indent=2, ensure_ascii=False) + "\n"


def read_plan(data: bytes) -> Plan:
    """Read an exported file. Raises: PlanRefused."""
    if len(data) > LARGEST_IMPORT_BYTES:
        raise PlanRefused(
            f"the file has {len(data):,} bytes, but {LARGEST_IMPORT_BYTES:,} is the most; "
            "a workshop is smaller, so choose another file"
        )
    try:
        return Plan.model_validate(json.loads(data.decode()))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise PlanRefused(
            "the file is no JSON; choose one that a workshop was exported to"
        ) from error
    except ValidationError as error:
        raise PlanRefused(first_said(error)) from None


def first_said(error: ValidationError) -> str:
    """Say what is wrong first, and where."""
    first = error.errors()[0]
    where = " ".join(str(each + 1 if isinstance(each, int) else each) for each in first["loc"])
    said = first["msg"].removeprefix("Value error, ")
    said = said[:1].lower() + said[1:]
    return f"{where}: {said}" if where else said


def with_step(plan: Plan, number: int, step: Step) -> Plan:
    """Return the plan with another step in place of one."""
    steps = list(plan.steps)
    steps[number - 1] = step
    return plan.model_copy(update={"steps": tuple(steps)})


def with_new_step(plan: Plan, step: Step) -> Plan:
    """Return the plan with one more step. Raises: PlanRefused."""
    return _of_steps(plan, [*plan.steps, step])


def moved(plan: Plan, number: int, where: Where) -> Plan:
    """Return the plan with a step moved, copied or removed. Raises: PlanRefused."""
    steps, at = list(plan.steps), number - 1
    match where:
        case "up" if at > 0:
            steps[at - 1], steps[at] = steps[at], steps[at - 1]
        case "down" if at < len(steps) - 1:
            steps[at + 1], steps[at] = steps[at], steps[at + 1]
        case "copy":
            steps.insert(at, steps[at])
        case "remove":
            del steps[at]
    return _of_steps(plan, steps)


def _of_steps(plan: Plan, steps: Sequence[Step]) -> Plan:
    if not 1 <= len(steps) <= MOST_STEPS:
        raise PlanRefused(
            f"the workshop would have {len(steps)} steps, but it must have 1 to {MOST_STEPS}; "
            f"{'add another first' if not steps else 'remove one first'}"
        )
    return plan.model_copy(update={"steps": tuple(steps)})
