"""The Context of a lab that runs on a worker."""

import logging
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

import numpy as np

from explorer.runs.leases import Lease, attach, load_checkpoint
from explorer.runs.models import Run
from explorer.runs.uploads import keep_blob, open_upload
from labs.contract import Event, Params, State, UploadId
from workers import whoami
from workers.scribe import Scribe
from workers.sharing import Sharing, Told
from workers.state import pack, unpack

log = logging.getLogger("explorer.lab")


class RunContext:
    """Keeps what the lab keeps, under the lease; see ``labs.contract.Context``."""

    def __init__(self, run: Run, lease: Lease, scribe: Scribe) -> None:
        self.device = whoami.DEVICE
        self.rng = np.random.default_rng(run.seed)
        self._run, self._lease, self._scribe = run, lease, scribe
        self._sharings: list[Sharing] = []
        self._telling: list[Told] = []

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

    def share(self, parts: Sequence[Params]) -> Iterator[tuple[int, Event]]:
        if self._run.part:
            raise TypeError("a part of a run cannot be divided further")
        sharing = Sharing(self._lease, self._scribe, parts, RunContext)
        self._sharings.append(sharing)
        self._telling.append(sharing.told())
        return self._telling[-1]

    def log(self, message: str) -> None:
        log.info("%s: %s", self._run, message)

    # What the attempt asks for, not the lab.

    def close(self) -> None:
        """Hand back the part that is computed here, if the lab left off in the middle of one."""
        for each in self._telling:
            each.close()

    @property
    def cpu_seconds_elsewhere(self) -> float:
        return sum(each.cpu_seconds_elsewhere for each in self._sharings)

    def provenance(self) -> dict[str, Any]:
        """Return where the run's parts come from, if it was divided."""
        found = [part for each in self._sharings for part in each.provenance()]
        return {"parts": found} if found else {}
