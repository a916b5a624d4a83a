"""What happens to a run itself, told in the same stream as what its lab measures."""

from labs.contract import Event, Lab


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


def parse(lab: Lab, name: str, data: object) -> Event:
    """Return a recorded event as its lab, or the run's life, declares it. Raises: KeyError."""
    return (LIFECYCLE.get(name) or lab.events[name]).model_validate(data)
