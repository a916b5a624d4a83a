"""A Context for labs under test: files, artifacts and checkpoints live in memory."""

import hashlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

import numpy as np

from labs.contract import Event, Lab, Params, Progress, State, UploadId


@dataclass
class KeptPart:
    """What outlives an attempt at a part: what it told up to its checkpoint."""

    told: list[Event] = field(default_factory=list)
    state: State | None = None
    finished: bool = False


Shelf = dict[str, KeptPart]


class MemoryContext:
    """``lab`` and ``shelf`` are needed where the lab divides its runs; the shelf may be shared."""

    def __init__(
        self,
        *files: bytes,
        resumed_from: State | None = None,
        lab: Lab | None = None,
        shelf: Shelf | None = None,
    ) -> None:
        self.device = "cpu"
        self.rng = np.random.default_rng(0)
        self.checkpoints: list[State] = []
        self.kept: dict[str, bytes] = {}
        self.logged: list[str] = []
        self._files = {upload_id(data): data for data in files}
        self._resumed_from = resumed_from
        self._lab = lab
        self.shelf: Shelf = {} if shelf is None else shelf

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

    def share(self, parts: Sequence[Params]) -> Iterator[tuple[int, Event]]:
        for place, params in enumerate(parts):
            kept = self.shelf.setdefault(params.model_dump_json(), KeptPart())
            yield from ((place, event) for event in list(kept.told))
            if not kept.finished:
                yield from ((place, event) for event in self._computed(params, kept))
                kept.finished = True

    def _computed(self, params: Params, kept: KeptPart) -> Iterator[Event]:
        """Compute a part as a worker does: what it tells counts once it is kept."""
        assert self._lab
        context, pending = MemoryContext(resumed_from=kept.state), list[Event]()
        for event in self._lab.run_part(params, context):
            if context.checkpoints and context.checkpoints[-1] is not kept.state:
                kept.state = context.checkpoints[-1]
                kept.told += pending
                yield from pending
                pending = []
            if isinstance(event, Progress):
                yield event
            else:
                pending.append(event)
        kept.told += pending
        yield from pending

    def log(self, message: str) -> None:
        self.logged.append(message)


def upload_id(data: bytes) -> UploadId:
    return hashlib.sha256(data).hexdigest()
