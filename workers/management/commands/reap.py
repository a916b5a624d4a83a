import logging
import time
from typing import Any

from django.core.management.base import BaseCommand
from django.db import Error, connection

from explorer.runs.reaping import reap

log = logging.getLogger(__name__)
TICK_SECONDS = 0.5


class Command(BaseCommand):
    help = "Ring again for runs that wait or whose worker fell silent, until stopped."

    def handle(self, *_args: Any, **_options: Any) -> None:
        while True:
            try:
                if seen := reap():
                    log.info("saw to %s runs", seen)
            except Error as error:
                log.warning("Postgres does not answer: %s", error)
                connection.close()
            time.sleep(TICK_SECONDS)
