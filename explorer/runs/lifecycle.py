"""What happens to a run itself, told in the same stream as what its lab measures."""

from collections.abc import Iterable

from pydantic import ValidationError

from explorer.runs.models import Run, RunEvent
from labs.contract import Event, Warned


class Started(Event):
    attempt: int
    worker: str
    device: str


class Resumed(Event):
    """Another attempt took over; events after ``after`` are told again."""

    attempt: int
    worker: str
    device: str
    after: int
    """The number of the last event that still counts."""


class Finished(Event):
    cpu_seconds: float


class Failed(Event):
    reason: str


class Cancelled(Event):
    pass


LIFECYCLE: dict[str, type[Event]] = {
    event.word(): event for event in (Started, Resumed, Finished, Failed, Cancelled)
}


def read(run: Run, rows: Iterable[RunEvent]) -> list[Event]:
    """Return recorded events as the lab declares them now; warn of those it cannot read.

    Raises: NotShown where the lab itself is gone.
    """
    declared, events, unread = run.declared, list[Event](), list[str]()
    for row in rows:
        try:
            events.append(declared[row.name].model_validate(row.data))
        except (KeyError, ValidationError):
            unread.append(row.name)
    if unread:
        names = ", ".join(sorted(set(unread)))
        events.append(
            Warned(text=f"Left out, because another version of the lab recorded it: {names}.")
        )
    return events
