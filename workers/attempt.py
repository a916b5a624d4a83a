"""One attempt at a run: claim it, tell what its lab yields, end it exactly once."""

import logging
import time
from contextlib import closing
from uuid import UUID

from pydantic import ValidationError

from explorer.catalog.refusals import untold
from explorer.runs.leases import Lease, LeaseLost, claim, fail
from explorer.runs.models import NotShown, Run
from workers import whoami
from workers.context import RunContext
from workers.limits import Limits, memory_excuse
from workers.provenance import provenance
from workers.scribe import Scribe, Stopped

log = logging.getLogger(__name__)


def attempt(run_id: UUID) -> None:
    """Make one attempt at a run, unless somebody else holds it or it has ended."""
    lease = claim(run_id, whoami.owner(), whoami.worker(), whoami.DEVICE)
    if lease is None:
        log.info("run %s is not to be had; somebody holds it, or it has ended", run_id)
        return
    run = Run.objects.get(id=run_id)
    try:
        needs = run.lab.needs
    except NotShown as gone:
        fail(lease, [], str(gone))
        return
    with Scribe(lease, needs.seconds) as scribe:
        try:
            _live(run, lease, scribe)
        except LeaseLost as lost:
            log.warning("dropped: %s", lost)


def _live(run: Run, lease: Lease, scribe: Scribe) -> None:
    began = time.process_time()
    try:
        with Limits(run.lab.needs, whoami.DEVICE):
            _tell(run, lease, scribe)
        scribe.finish(time.process_time() - began, provenance(run))
    except Stopped as stopped:
        stopped.settle(scribe)
    except LeaseLost:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a lab raises ends its run, not the worker
        _end_badly(run, scribe, error)


def _tell(run: Run, lease: Lease, scribe: Scribe) -> None:
    params = run.lab_params()
    context = RunContext(run, lease, scribe)
    with closing(run.lab.run(params, context)) as events:
        for event in events:
            if run.lab.events.get(event.word()) is not type(event):
                raise TypeError(f"{run.lab.slug} yielded {event.word()!r}, which its card lacks")
            scribe.write(event)


def _end_badly(run: Run, scribe: Scribe, error: Exception) -> None:
    log.error("run %s failed", run.id, exc_info=error)
    if excuse := memory_excuse(error, run.lab.needs):
        if whoami.DEVICE != "cpu" and run.lab.needs.device == "any" and scribe.attempt == 1:
            scribe.hand_back(device_failed=True)
        else:
            scribe.fail(excuse)
    elif isinstance(error, ValidationError):
        scribe.fail(untold(error))
    elif isinstance(error, (ValueError, FileNotFoundError)):
        scribe.fail(str(error))
    else:
        scribe.fail(f"the lab stopped with {type(error).__name__}: {error}")
