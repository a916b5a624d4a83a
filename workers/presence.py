"""Wakes a worker process and says that it is there, so that pages can tell when none is."""

import importlib
import logging
import os
import signal
import threading
from datetime import timedelta
from types import FrameType

from billiard.process import active_children
from celery.signals import worker_process_init, worker_process_shutdown, worker_shutting_down
from django.db import Error, connection
from django.db.models.functions import Now

from explorer.runs.models import Worker
from workers import whoami
from workers.scribe import hand_back_current

log = logging.getLogger(__name__)
BEAT_SECONDS = 5
FORGOTTEN_AFTER = timedelta(hours=1)
HAND_BACK = signal.SIGUSR2
leaving = threading.Event()


@worker_process_init.connect
def wake(**_: object) -> None:
    """Import what is slow to import once, before the first run; then start to beat."""
    signal.signal(HAND_BACK, _hand_back)
    for name in filter(None, os.environ.get("EXPLORER_WARM", "torch").split(",")):
        _warm(name)
    threading.Thread(target=_beat, name="beat", daemon=True).start()


def _warm(name: str) -> None:
    try:
        importlib.import_module(name)
    except Exception as error:  # noqa: BLE001 - a package may fail in any way while it is imported
        log.error(
            "%s cannot be imported (%s), so labs that need it will fail; "
            "install it, or name what is there in EXPLORER_WARM", name, error,
        )  # fmt: skip


def _beat() -> None:
    while True:
        try:
            Worker.objects.update_or_create(
                name=whoami.owner(),
                defaults={"queue": whoami.QUEUE, "device": whoami.DEVICE, "beat_at": Now()},
            )
            Worker.objects.filter(beat_at__lt=Now() - FORGOTTEN_AFTER).delete()
        except Error as error:
            log.warning("could not say that this worker is there: %s", error)
            connection.close()
        if leaving.wait(BEAT_SECONDS):
            return


@worker_process_shutdown.connect
def leave(**_: object) -> None:
    leaving.set()
    Worker.objects.filter(name=whoami.owner()).delete()


@worker_shutting_down.connect
def hand_back_all(**_: object) -> None:
    """On a deploy, let every run stop at its next event and wait for another worker."""
    for child in active_children():
        if child.pid:
            os.kill(child.pid, HAND_BACK)


def _hand_back(_signal: int, _frame: FrameType | None) -> None:
    hand_back_current()
