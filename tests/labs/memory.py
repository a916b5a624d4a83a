"""A Context for labs under test: files, artifacts and checkpoints live in memory."""

import hashlib
import io
from typing import BinaryIO

import numpy as np

from labs.contract import State, UploadId


class MemoryContext:
    def __init__(self, *files: bytes, resumed_from: State | None = None) -> None:
        self.device = "cpu"
        self.rng = np.random.default_rng(0)
        self.checkpoints: list[State] = []
        self.kept: dict[str, bytes] = {}
        self.logged: list[str] = []
        self._files = {upload_id(data): data for data in files}
        self._resumed_from = resumed_from

    def open(self, upload: UploadId) -> BinaryIO:
        if upload not in self._files:
            raise FileNotFoundError(upload)
        return io.BytesIO(self._files[upload])

    def keep(self, name: str, data: bytes, mime: str) -> str:
        self.kept[name] = data
        return upload_id(data)

    def checkpoint(self, state: State) -> None:
        self.checkpoints.append(state)

    def resume(self) -> State | None:
        return self._resumed_from

    def log(self, message: str) -> None:
        self.logged.append(message)


def upload_id(data: bytes) -> UploadId:
    return hashlib.sha256(data).hexdigest()
