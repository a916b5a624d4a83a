"""What may be asked about runs. Nothing here writes."""

from datetime import timedelta
from statistics import median
from uuid import UUID

from django.db.models import F, QuerySet
from django.db.models.functions import Now

from explorer.runs.fingerprints import fingerprint, likeness
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


def usual_seconds(lab_slug: str, *, part: bool = False) -> float:
    """Return the median time that the lab's last twenty finished runs, or parts, took."""
    took = (
        Run.objects.filter(lab_slug=lab_slug, state=RunState.FINISHED, part=part)
        .order_by("-settled_at")
        .values_list(F("settled_at") - F("started_at"), flat=True)[:20]
    )
    return median(each.total_seconds() for each in took) if took else USUAL_SECONDS


def kept_run(lab: Lab, params: Params) -> Run | None:
    """Return the newest finished run of exactly these parameters."""
    equal = Run.objects.filter(fingerprint=fingerprint(lab, params), state=RunState.FINISHED)
    return equal.order_by("-repeat").first()


def like_run(lab: Lab, params: Params) -> Run | None:
    """Return the newest finished run that differs from these parameters in its seed at most."""
    like = Run.objects.filter(likeness=likeness(lab, params), state=RunState.FINISHED)
    return like.order_by("-settled_at").first()


def recorded_events(run: Run) -> list[Event]:
    """Return what the lab had told by ``run.last_seq``, without what a dead attempt told twice."""
    told = RunEvent.objects.filter(run=run, seq__lte=run.last_seq, superseded=False)
    return read(run, told.exclude(name__in=LIFECYCLE).order_by("seq"))


def runs_of(guest: UUID | None) -> QuerySet[Run]:
    """Return a guest's latest runs, newest first."""
    if guest is None:
        return Run.objects.none()
    return Run.objects.filter(asks__guest=guest).order_by("-created_at")[:RUNS_LISTED]
