"""The Context of a lab that runs at the command line: no queue, no database, no browser."""

import hashlib
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import numpy as np

from labs.contract import Event, Lab, Params, State, UploadId


class LocalContext:
    """Files come from the command line; what the lab keeps goes to ``out``, if one is named.

    ``lab`` is needed where the lab divides its runs into parts.
    """

    def __init__(
        self, seed: int, files: dict[UploadId, Path], out: Path | None, lab: Lab | None = None
    ) -> None:
        self.device = "cpu"
        self.rng = np.random.default_rng(seed)
        self._files, self._out, self._lab = files, out, lab

    def open(self, upload: UploadId) -> BinaryIO:
        if upload not in self._files:
            raise FileNotFoundError(f"no file {upload[:12]}… was given; name it with --file")
        return self._files[upload].open("rb")

    def keep(self, name: str, data: bytes, mime: str) -> str:  # noqa: ARG002 - files have names
        if self._out:
            (self._out / Path(name).name).write_bytes(data)
        return hashlib.sha256(data).hexdigest()

    def checkpoint(self, state: State) -> None:
        """A command that dies is started again by whoever typed it."""

    def resume(self) -> None:
        return None

    def share(self, parts: Sequence[Params]) -> Iterator[tuple[int, Event]]:
        """Compute the parts one after another."""
        assert self._lab, "a lab that shares its runs is given to its context"
        for place, params in enumerate(parts):
            context = LocalContext(params.seed, self._files, self._out)
            for event in self._lab.run_part(params, context):
                yield place, event

    def log(self, message: str) -> None:
        print(message, file=sys.stderr)  # noqa: T201 - a command's log
