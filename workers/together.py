"""Several runs of one kind as one batch: each with its own lease, its own events, its own end.

A member that is cancelled, lost or out of time leaves at its next event; the others go on. Where
the batch itself fails, every member is tried once more alone, so that none fails for another.
"""

import hashlib
import logging
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from functools import partial

from explorer.runs.leases import Lease, LeaseLost, claim_alike
from explorer.runs.models import Run
from labs.contract import Event
from workers import whoami
from workers.context import RunContext
from workers.limits import Limits, memory_excuse
from workers.performing import end_badly, refuse_undeclared
from workers.provenance import provenance
from workers.scribe import Scribe, Stopped

log = logging.getLogger(__name__)


def goes_together(run: Run) -> bool:
    """Say whether this process computes such a run in batches, if only of one."""
    kind = run.lab.kind
    return whoami.TOGETHER > 1 and kind is not None and kind(run.lab_params()) is not None


def live_together(run: Run, lease: Lease) -> None:
    """Compute a run with all that wait and are of its kind, as many as a batch holds."""
    leases = [lease]
    if lease.attempt == 1:
        who = (whoami.owner(), whoami.worker(), whoami.DEVICE)
        leases += claim_alike(run, whoami.TOGETHER - 1, *who)
    runs = Run.objects.in_bulk([each.run_id for each in leases])
    members = [Member(runs[each.run_id], each) for each in leases]
    try:
        _perform(members)
    except Exception as error:  # noqa: BLE001 - whatever a lab raises ends its runs, not the worker
        for each in members:
            each.end_badly(error, alone=len(members) == 1)
    finally:
        for each in members:
            each.leave()


class BatchContext(RunContext):
    """The context of a member, which raises nothing that would stop the others."""

    def keep(self, name: str, data: bytes, mime: str) -> str:
        with suppress(Stopped, LeaseLost):
            return super().keep(name, data, mime)
        return hashlib.sha256(data).hexdigest()


class Member:
    """One run of a batch, from its claim to its end."""

    def __init__(self, run: Run, lease: Lease) -> None:
        self.run, self.params = run, run.lab_params()
        self.scribe = Scribe(lease, run.lab.needs.seconds)
        self.context = BatchContext(run, lease, self.scribe)
        self.here = True
        self.scribe.__enter__()

    def tell(self, event: Event) -> None:
        """Write what the lab tells, unless the run is to stop: then it ends here."""
        if not self.here:
            return
        refuse_undeclared(self.run.lab.slug, self.run.declared, event)
        try:
            self.scribe.write(event)
        except Stopped as stopped:
            self._end(partial(stopped.settle, self.scribe))
        except LeaseLost as lost:
            log.warning("dropped: %s", lost)
            self.leave()

    def finish(self, cpu_seconds: float, together: int) -> None:
        story = provenance(self.run) | {"together": together}
        self._end(lambda: self.scribe.finish(cpu_seconds, story))

    def end_badly(self, error: Exception, *, alone: bool) -> None:
        """End the run by what the lab raised, or let it be tried alone.

        What a GPU has no room for goes to the CPU: alone it would be no smaller there.
        """
        too_large = whoami.DEVICE != "cpu" and memory_excuse(error, self.run.lab.needs)
        if alone or too_large:
            self._end(lambda: end_badly(self.run, self.scribe, error))
        else:
            self._end(lambda: self.scribe.hand_back(alone=True))

    def _end(self, write: Callable[[], None]) -> None:
        if not self.here:
            return
        try:
            write()
        except LeaseLost as lost:
            log.warning("dropped: %s", lost)
        self.leave()

    def leave(self) -> None:
        """Let the scribe go; the run is another's now, or has ended."""
        if self.here:
            self.here = False
            self.scribe.__exit__()


def _perform(members: Sequence[Member]) -> None:
    first, began = members[0].run, time.process_time()
    params, contexts = [each.params for each in members], [each.context for each in members]
    told = first.lab.run_together(params, contexts, whoami.TOGETHER)
    with Limits(first.lab.needs, whoami.DEVICE), closing(told) as events:
        for place, event in events:
            if event is None:
                spent = (time.process_time() - began) / len(members)
                members[place].finish(spent, len(members))
            else:
                members[place].tell(event)
            if not any(each.here for each in members):
                return
