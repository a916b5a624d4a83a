"""A run's state in words, as the run_status component shows it."""

from dataclasses import dataclass, replace
from uuid import UUID

from explorer.runs import selectors
from explorer.runs.models import Run, RunEvent, RunState
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
    attempt: int = 0
    fraction: float | None = None
    doing: str = ""
    cancelling: bool = False
    cpu_seconds: float | None = None

    @property
    def live(self) -> bool:
        return self.state in {RunState.QUEUED, RunState.RUNNING, "waking"}


def status_of(run: Run) -> Status:
    """Return the run's state with its place in the queue, or with its progress."""
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
        return _queued(run, status)
    if run.state == RunState.RUNNING:
        return _running(run, status)
    return status


def _queued(run: Run, status: Status) -> Status:
    awake = selectors.workers_awake(run.queue)
    return replace(
        status,
        state=run.state if awake else "waking",
        queue_position=selectors.queue_position(run),
        eta_seconds=round(selectors.wait_seconds(run)),
    )


def _running(run: Run, status: Status) -> Status:
    newest = (
        RunEvent.objects.filter(run=run, name="progress", superseded=False).order_by("-seq").first()
    )
    if newest is None:
        return status
    progress = Progress.model_validate(newest.data)
    return replace(status, fraction=progress.fraction, doing=progress.doing)
