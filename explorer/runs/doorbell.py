"""The broker is a doorbell: losing a ring costs a moment, never a run."""

import logging

from kombu.exceptions import OperationalError

from explorer.celery import app
from explorer.runs.models import Run

log = logging.getLogger(__name__)
TASK = "explorer.run"
NOTIFY_CHANNEL = "explorer_events"


def ring(run: Run) -> None:
    """Tell the workers of the run's queue that it waits. The reaper rings again if nobody came."""
    try:
        app.send_task(TASK, args=[str(run.id)], queue=run.queue, ignore_result=True)
    except (OperationalError, OSError) as error:
        log.warning("run %s waits: the broker does not answer (%s)", run.id, error)
