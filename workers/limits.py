"""What a run may take of its worker's memory, and what to say when it wanted more."""

import resource
from pathlib import Path
from typing import Self

from labs.contract import Needs

GIB = 1024**3
KIB = 1024


class Limits:
    """Bounds the memory that a lab on the CPU can allocate on top of what its process has.

    CUDA reserves address space that is never used, so a lab on a GPU is bound by the GPU itself.
    """

    def __init__(self, needs: Needs, device: str) -> None:
        self._bytes = round(needs.memory_gb * GIB) if device == "cpu" else None
        self._before = resource.getrlimit(resource.RLIMIT_DATA)

    def __enter__(self) -> Self:
        if self._bytes is not None:
            allowed = _data_bytes() + self._bytes
            resource.setrlimit(resource.RLIMIT_DATA, (allowed, self._before[1]))
        return self

    def __exit__(self, *_: object) -> None:
        resource.setrlimit(resource.RLIMIT_DATA, self._before)


def _data_bytes() -> int:
    return _kib(Path("/proc/self/status"), "VmData") * KIB


def _kib(path: Path, field: str) -> int:
    lines = path.read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{field}:"))


def memory_excuse(error: Exception, needs: Needs) -> str | None:
    """Return what to say of an error that means memory ran out; None of any other."""
    if not _is_memory(error):
        return None
    free = _kib(Path("/proc/meminfo"), "MemAvailable") * KIB / GIB
    detail = str(error).splitlines()[0].rstrip(".") if str(error) else "an allocation failed"
    return (
        f"out of memory: the lab may use {needs.memory_gb:g} GiB and the host had {free:.1f} GiB "
        f"free, but {detail}; choose a smaller setting"
    )


def _is_memory(error: Exception) -> bool:
    return (
        isinstance(error, MemoryError)
        or type(error).__name__ == "OutOfMemoryError"
        or "can't allocate memory" in str(error)
    )
