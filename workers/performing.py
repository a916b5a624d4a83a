"""What an attempt at a run and an attempt at a part have in common: telling, and ending badly."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import closing

from pydantic import ValidationError

from explorer.catalog.refusals import untold
from explorer.runs.models import Run
from labs.contract import Context, Event
from workers import whoami
from workers.limits import memory_excuse
from workers.scribe import Scribe

log = logging.getLogger(__name__)


def performed(run: Run, context: Context, scribe: Scribe) -> Iterator[None]:
    """Write what the lab yields, and pause after each event. Raises: Stopped, LeaseLost."""
    declared, perform = run.declared, run.lab.run_part if run.part else run.lab.run
    with closing(perform(run.lab_params(), context)) as events:
        for event in events:
            refuse_undeclared(run.lab.slug, declared, event)
            scribe.write(event)
            yield


def refuse_undeclared(slug: str, declared: Mapping[str, type[Event]], event: Event) -> None:
    """Raise TypeError at an event that the lab's card does not declare."""
    if declared.get(event.word()) is not type(event):
        raise TypeError(f"{slug} yielded {event.word()!r}, which its card lacks")


def end_badly(run: Run, scribe: Scribe, error: Exception) -> None:
    """End a run by what its lab raised. Raises: LeaseLost."""
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
