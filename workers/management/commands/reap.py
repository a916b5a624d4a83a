import logging
import time
from typing import Any

from django.core.management.base import BaseCommand
from django.db import Error, connection

from explorer.runs.forgetting import forget_orphans
from explorer.runs.reaping import reap
from explorer.workshops.forgetting import forget_old_rooms
from explorer.workshops.limits import forget_failures

log = logging.getLogger(__name__)
TICK_SECONDS = 0.5
FORGET_SECONDS = 3600


class Command(BaseCommand):
    help = "Ring again for runs whose worker fell silent, and forget old uploads and rooms."

    def handle(self, *_args: Any, **_options: Any) -> None:
        forget_at = time.monotonic()
        while True:
            try:
                if time.monotonic() >= forget_at:
                    forget_at += FORGET_SECONDS
                    log.info("forgot %s old uploads", forget_orphans())
                    log.info("forgot %s old rooms", forget_old_rooms())
                    forget_failures()
                if seen := reap():
                    log.info("saw to %s runs", seen)
            except Error as error:
                log.warning("Postgres does not answer: %s", error)
                connection.close()
            time.sleep(TICK_SECONDS)
