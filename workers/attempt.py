"""One attempt at a run: claim it, tell what its lab yields, end it exactly once."""

import logging
import time
from contextlib import closing
from uuid import UUID

from explorer.runs.leases import Lease, LeaseLost, claim, claim_next, fail
from explorer.runs.line import is_to_wait
from explorer.runs.models import NotShown, Run
from workers import whoami
from workers.context import RunContext
from workers.limits import Limits
from workers.performing import end_badly, performed
from workers.provenance import provenance
from workers.scribe import Scribe, Stopped
from workers.together import goes_together, live_together

log = logging.getLogger(__name__)


def attempt(rung_for: UUID) -> None:
    """Make one attempt at the run whose turn it is, whichever the bell was rung for."""
    lease = _claimed(rung_for)
    if lease is None:
        log.info("nothing is to be had; run %s is held, waits for another, or ended", rung_for)
        return
    run = Run.objects.get(id=lease.run_id)
    try:
        needs, joins = run.lab.needs, not run.part and goes_together(run)
    except NotShown as gone:
        fail(lease, [], str(gone))
        return
    if joins:
        live_together(run, lease)
        return
    with Scribe(lease, needs.seconds) as scribe:
        try:
            _live(run, lease, scribe)
        except LeaseLost as lost:
            log.warning("dropped: %s", lost)


def _claimed(rung_for: UUID) -> Lease | None:
    """Take the next run of the line; where none may be taken, the part that was rung for."""
    who = (whoami.owner(), whoami.worker(), whoami.DEVICE)
    if lease := claim_next(whoami.QUEUE, *who):
        return lease
    return None if is_to_wait(rung_for) else claim(rung_for, *who)


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
