"""The Context of a lab that runs on a worker."""

import logging
from typing import BinaryIO

import numpy as np

from explorer.runs.leases import Lease, attach, load_checkpoint
from explorer.runs.models import Run
from explorer.runs.uploads import keep_blob, open_upload
from labs.contract import State, UploadId
from workers import whoami
from workers.scribe import Scribe
from workers.state import pack, unpack

log = logging.getLogger("explorer.lab")


class RunContext:
    """Keeps what the lab keeps, under the lease; see ``labs.contract.Context``."""

    def __init__(self, run: Run, lease: Lease, scribe: Scribe) -> None:
        self.device = whoami.DEVICE
        self.rng = np.random.default_rng(run.seed)
        self._run, self._lease, self._scribe = run, lease, scribe

    def open(self, upload: UploadId) -> BinaryIO:
        return open_upload(upload)

    def keep(self, name: str, data: bytes, mime: str) -> str:
        self._scribe.obey()
        blob = keep_blob(data, mime)
        attach(self._lease, name, blob)
        return blob.sha256

    def checkpoint(self, state: State) -> None:
        self._scribe.checkpoint(pack(state))

    def resume(self) -> State | None:
        saved = load_checkpoint(self._lease)
        return unpack(saved) if saved else None

    def log(self, message: str) -> None:
        log.info("%s: %s", self._run, message)
