"""Every process of the explorer, as a Procfile would list them."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field

PYTHON = sys.executable
WEB = "2"
"""Web processes: pages go on being served by one while the other starts again, and a class that
comes all at once has two cores.
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A process: ``command`` in the repository's root, with ``environment`` added to ours."""

    name: str
    command: list[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    stop_signal: signal.Signals = signal.SIGTERM


@dataclass(frozen=True, slots=True)
class Table:
    steps: tuple[Entry, ...]
    """Run once, side by side, and must succeed."""
    processes: tuple[Entry, ...]
    """Run side by side then, for good."""
    pages: tuple[str, ...]
    """Must answer before we call it ready."""
    afterwards: tuple[Entry, ...] = ()
    """Run once when it is ready."""


def explorer_table(port: int) -> Table:
    return Table(
        steps=(
            _manage("migrate", "--noinput", "--verbosity=0"),
            _manage("collectstatic", "--noinput", "--verbosity=0"),
        ),
        processes=(_web(port), _worker("worker", "cpu", 2), *_gpu_workers(), _manage("reap")),
        pages=("/readyz", "/"),
        afterwards=(_manage("load_samples"),),
    )


def _manage(*words: str) -> Entry:
    return Entry(words[0], [PYTHON, "manage.py", *words])


def _web(port: int) -> Entry:
    command = [PYTHON, "-m", "uvicorn", "explorer.asgi:application"]
    command += ["--host", "127.0.0.1", "--port", str(port)]
    # h11 bounds the length of headers, which httptools does not.
    command += ["--http", "h11", "--lifespan", "off"]
    command += ["--timeout-graceful-shutdown", "3", "--no-access-log"]
    # A process that is merely busy is not to be taken for one that hangs.
    command += ["--timeout-worker-healthcheck", "30"]
    return Entry("web", command, {"WEB_CONCURRENCY": os.environ.get("WEB_CONCURRENCY", WEB)})


def _worker(name: str, queue: str, processes: int, cuda_device: str = "") -> Entry:
    """Serve one queue; see no CUDA device but the one that is given."""
    command = [PYTHON, "-m", "celery", "--quiet", "-A", "explorer", "worker", "-n", f"{name}@%h"]
    command += ["-Q", queue, "-c", str(processes), "--without-gossip", "--without-mingle"]
    environment = {
        "REMAP_SIGTERM": "SIGQUIT",
        "CUDA_VISIBLE_DEVICES": cuda_device,
        "EXPLORER_QUEUE": queue,
        "EXPLORER_DEVICE": "cuda:0" if cuda_device else "cpu",
    }
    return Entry(name, command, environment)


def _gpu_workers() -> list[Entry]:
    return [_worker(f"gpu{device}", "gpu", 1, device) for device in cuda_devices()]


def cuda_devices() -> list[str]:
    """Return the numbers of the CUDA devices this process may use."""
    if not shutil.which("nvidia-smi"):
        return []
    query = ["nvidia-smi", "--query-gpu=index", "--format=csv,noheader"]
    answer = subprocess.run(query, capture_output=True, text=True, check=False)
    found = answer.stdout.split() if answer.returncode == 0 else []
    allowed = os.environ.get("CUDA_VISIBLE_DEVICES")
    return found if allowed is None else [each for each in found if each in allowed.split(",")]
