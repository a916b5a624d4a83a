"""Starts the real Postgres and Valkey that the tests talk to, before Django reads its settings."""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

from explorer.services.postgres import FAST, Postgres
from explorer.services.valkey import Valkey

TOY_LABS = str(Path(__file__).parent / "toylabs")


def _start_services() -> None:
    home = Path(tempfile.mkdtemp(prefix="explorer-tests-"))
    home.chmod(0o755)
    (home / "data" / "static").mkdir(parents=True)
    postgres, valkey = Postgres(home / "postgres", FAST), Valkey(home / "valkey")
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    for service in (postgres, valkey):
        service.start()
        atexit.register(service.stop)
    os.environ.update(
        DATABASE_URL=postgres.url,
        BROKER_URL=valkey.url,
        EXPLORER_DATA=str(home / "data"),
        EXPLORER_WARM="",
        # A test's own transaction is idle while the test computes, on a busy machine for long.
        LEASE_SECONDS="120",
        STATIC_STORAGE="django.contrib.staticfiles.storage.StaticFilesStorage",
        PYTHONPATH=os.pathsep.join(filter(None, [TOY_LABS, os.environ.get("PYTHONPATH")])),
    )


sys.path.insert(0, TOY_LABS)
# The workers of pytest-xdist inherit the environment of the process that started them.
if "EXPLORER_TESTS" not in os.environ:
    os.environ["EXPLORER_TESTS"] = "1"
    _start_services()
