"""What may be asked about runs. Nothing here writes."""

from datetime import timedelta
from statistics import median
from uuid import UUID

from django.db.models import F, QuerySet
from django.db.models.functions import Now

from explorer.runs.fingerprints import fingerprint
from explorer.runs.lifecycle import LIFECYCLE, read
from explorer.runs.models import Run, RunEvent, RunState, Worker
from labs.contract import Event, Lab, Params

WORKER_SILENCE_SECONDS = 15
USUAL_SECONDS = 5.0
RUNS_LISTED = 100


def queue_for(lab: Lab) -> str:
    """Return the queue that suits a lab: a GPU's where it needs one, or likes one and one is up."""
    if lab.needs.device == "any":
        return "gpu" if workers_awake("gpu") else "cpu"
    return lab.needs.device


def workers_awake(queue: str) -> int:
    """Return how many processes of a queue were heard of lately."""
    return _awake(queue).count()


def is_somebody_idle(queue: str) -> bool:
    """Return whether a process of a queue was heard of lately and holds no run."""
    busy = Run.objects.filter(state=RunState.RUNNING).values("lease_owner")
    return _awake(queue).exclude(name__in=busy).exists()


def _awake(queue: str) -> QuerySet[Worker]:
    since = Now() - timedelta(seconds=WORKER_SILENCE_SECONDS)
    return Worker.objects.filter(queue=queue, beat_at__gt=since)


def is_somebody_waiting(queue: str) -> bool:
    """Return whether a run that a visitor asked for waits in a queue."""
    return Run.objects.filter(queue=queue, state=RunState.QUEUED, part=False).exists()


def queue_position(run: Run) -> int:
    """Return how many runs of the same queue wait before this one."""
    return Run.objects.filter(
        queue=run.queue, state=RunState.QUEUED, part=False, created_at__lt=run.created_at
    ).count()


def usual_seconds(lab_slug: str) -> float:
    """Return the median time that the lab's last twenty finished runs took."""
    took = (
        Run.objects.filter(lab_slug=lab_slug, state=RunState.FINISHED, part=False)
        .order_by("-settled_at")
        .values_list(F("settled_at") - F("started_at"), flat=True)[:20]
    )
    return median(each.total_seconds() for each in took) if took else USUAL_SECONDS


def wait_seconds(run: Run) -> float:
    """Return about how long a queued run will wait for a worker."""
    return queue_position(run) * usual_seconds(run.lab_slug) / max(workers_awake(run.queue), 1)


def seconds_until_free(lab: Lab) -> int:
    return max(1, round(usual_seconds(lab.slug)))


def kept_run(lab: Lab, params: Params) -> Run | None:
    """Return the newest finished run of exactly these parameters."""
    equal = Run.objects.filter(fingerprint=fingerprint(lab, params), state=RunState.FINISHED)
    return equal.order_by("-repeat").first()


def recorded_events(run: Run) -> list[Event]:
    """Return what the lab had told by ``run.last_seq``, without what a dead attempt told twice."""
    told = RunEvent.objects.filter(run=run, seq__lte=run.last_seq, superseded=False)
    return read(run, told.exclude(name__in=LIFECYCLE).order_by("seq"))


def runs_of(guest: UUID | None) -> QuerySet[Run]:
    """Return a guest's latest runs, newest first."""
    if guest is None:
        return Run.objects.none()
    return Run.objects.filter(asks__guest=guest).order_by("-created_at")[:RUNS_LISTED]
