"""One attempt at a run: claim it, tell what its lab yields, end it exactly once."""

import logging
import time
from contextlib import closing
from uuid import UUID

from explorer.runs.leases import Lease, LeaseLost, claim, fail
from explorer.runs.models import NotShown, Run
from explorer.runs.parts import is_to_wait
from workers import whoami
from workers.context import RunContext
from workers.limits import Limits
from workers.performing import end_badly, performed
from workers.provenance import provenance
from workers.scribe import Scribe, Stopped

log = logging.getLogger(__name__)


def attempt(run_id: UUID) -> None:
    """Make one attempt at a run, unless somebody else holds it or it has ended."""
    if is_to_wait(run_id):
        log.info("part %s waits: visitors' runs come first", run_id)
        return
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
        with (
            Limits(run.lab.needs, whoami.DEVICE),
            closing(RunContext(run, lease, scribe)) as context,
        ):
            for _ in performed(run, context, scribe):
                pass
        cpu_seconds = time.process_time() - began + context.cpu_seconds_elsewhere
        scribe.finish(cpu_seconds, provenance(run) | context.provenance())
    except Stopped as stopped:
        stopped.settle(scribe)
    except LeaseLost:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a lab raises ends its run, not the worker
        end_badly(run, scribe, error)
