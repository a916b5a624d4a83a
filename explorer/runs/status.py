"""A run's state in words, as the run_status component shows it."""

from dataclasses import dataclass, replace
from uuid import UUID

from explorer.runs.line import Place, place_of
from explorer.runs.models import Run, RunState
from explorer.runs.past import Past, newest_progress
from explorer.runs.spans import span
from labs.contract import Progress


@dataclass(frozen=True, slots=True)
class Status:
    """What a visitor wants to know of a run at this moment."""

    id: UUID
    state: str
    """A ``RunState``, or ``waking`` while no worker is up."""
    error: str = ""
    worker: str = ""
    queue: str = ""
    queue_position: int = 0
    eta_seconds: int = 0
    held: bool = False
    """Whether it waits for another run of its guest to end."""
    attempt: int = 0
    fraction: float | None = None
    doing: str = ""
    cancelling: bool = False
    cpu_seconds: float | None = None

    @property
    def eta(self) -> str:
        """Say about how long it will wait, as precisely as can be known; nothing, if not at all."""
        return span(self.eta_seconds) if self.eta_seconds else ""

    @property
    def live(self) -> bool:
        return self.state in {RunState.QUEUED, RunState.RUNNING, "waking"}


def status_of(run: Run, place: Place | None = None, past: Past | None = None) -> Status:
    """Return the run's state with its place in the line, or with its progress.

    What is known of the one or the other is not asked for.
    """
    status = Status(
        id=run.id,
        state=run.state,
        error=run.error,
        worker=run.worker,
        queue=run.queue,
        attempt=run.attempt,
        cancelling=run.cancel_requested_at is not None,
        cpu_seconds=run.cpu_seconds,
    )
    if run.state == RunState.QUEUED:
        return _queued(status, place or place_of(run))
    if run.state == RunState.RUNNING:
        return _running(status, past.progress if past else newest_progress(run))
    return status


def _queued(status: Status, place: Place) -> Status:
    return replace(
        status,
        state=status.state if place.awake else "waking",
        queue_position=place.ahead,
        eta_seconds=place.eta_seconds,
        held=place.held,
    )


def _running(status: Status, progress: Progress | None) -> Status:
    if progress is None:
        return status
    return replace(status, fraction=progress.fraction, doing=progress.doing)
