"""The parts of one run: those that this worker takes itself, and those it hears of from others.

All are heard the same way, from their rows, so that it makes no difference who computes one.
"""

import logging
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from explorer.runs.leases import Lease, LeaseLost, claim, use_parts
from explorer.runs.models import Run, RunState
from explorer.runs.parts import Heard, look, news
from labs.contract import Context, Event, Params
from workers import whoami
from workers.performing import end_badly, performed
from workers.provenance import provenance
from workers.scribe import Scribe, Stopped

log = logging.getLogger(__name__)
LOOK_SECONDS = 0.1

Told = Generator[tuple[int, Event], None, None]


class PartFailed(ValueError):
    """A part failed, and so does the run that needs it, for the same reason."""


@dataclass(slots=True)
class Piece:
    """One part as its run sees it."""

    part: Run
    places: list[int]
    """Where it stands among the parts asked for; equal ones are computed once."""
    reused: bool
    """Whether it was there before the run asked for it."""
    taken: bool = False
    """Whether this process computed it, or the rest of it."""


class Sharing:
    """Has the parts of a run computed, and passes on what they tell."""

    def __init__(
        self,
        lease: Lease,
        scribe: Scribe,
        wanted: Sequence[Params],
        context_of: Callable[[Run, Lease, Scribe], Context],
    ) -> None:
        self._scribe, self._context_of = scribe, context_of
        self._pieces: dict[UUID, Piece] = {}
        for place, part in enumerate(scribe.persist(lambda: use_parts(lease, wanted))):
            made = Piece(part, [], reused=part.settled)
            self._pieces.setdefault(part.id, made).places.append(place)
        self._heard = {part_id: Heard() for part_id in self._pieces}
        self._look_at = 0.0

    # What the run keeps of it.

    @property
    def cpu_seconds_elsewhere(self) -> float:
        """What other processes spent on parts for this run."""
        elsewhere = (each for each in self._pieces.values() if not (each.reused or each.taken))
        return sum(each.part.cpu_seconds or 0 for each in elsewhere)

    def provenance(self) -> list[dict[str, Any]]:
        """Return where each part comes from, in the order they were asked for."""
        pieces = sorted(self._pieces.values(), key=lambda each: each.places)
        return [
            each.part.provenance
            | {
                "params": each.part.params,
                "worker": each.part.worker,
                "cpu_seconds": each.part.cpu_seconds,
                "reused": each.reused,
            }
            for each in pieces
        ]

    # What the lab's thread steps through.

    def told(self) -> Told:
        """Yield each event with its part's place, until all parts are finished.

        Raises: PartFailed, Stopped, LeaseLost.
        """
        yield from self._news()
        while self._unfinished():
            self._scribe.obey()
            if taken := self._take():
                yield from self._compute(*taken)
            else:
                time.sleep(LOOK_SECONDS)
            yield from self._news()

    def _unfinished(self) -> list[Piece]:
        return [each for each in self._pieces.values() if each.part.state != RunState.FINISHED]

    def _news(self) -> Told:
        unfinished = [each.part.id for each in self._pieces.values() if not self._is_done(each)]
        rows = self._scribe.persist(lambda: look(unfinished))
        for part_id in unfinished:
            if part_id not in rows:
                raise PartFailed("a part of the run was deleted; run it again")
            self._pieces[part_id].part = rows[part_id]
        for part_id, event in self._scribe.persist(lambda: list(news(rows, self._heard))):
            for place in self._pieces[part_id].places:
                yield place, event
        self._look_at = time.monotonic() + LOOK_SECONDS
        for part in rows.values():
            _refuse_ended(part)

    def _is_done(self, piece: Piece) -> bool:
        part = piece.part
        return part.state == RunState.FINISHED and self._heard[part.id].kept == part.last_seq

    def _take(self) -> tuple[Piece, Lease] | None:
        """Claim the first part that waits."""
        for piece in self._unfinished():
            if piece.part.state != RunState.QUEUED:
                continue
            lease = self._scribe.persist(
                lambda part_id=piece.part.id: claim(  # type: ignore[misc]
                    part_id, whoami.owner(), whoami.worker(), whoami.DEVICE
                )
            )
            if lease:
                piece.taken = True
                return piece, lease
        return None

    def _compute(self, piece: Piece, lease: Lease) -> Told:
        """Compute a part here, under a lease of its own, and pass on what others tell meanwhile."""
        part = Run.objects.get(id=piece.part.id)
        try:
            with Scribe(lease, part.lab.needs.seconds) as scribe:
                yield from self._attempt(part, lease, scribe)
        except LeaseLost as lost:
            log.warning("dropped: %s", lost)

    def _attempt(self, part: Run, lease: Lease, scribe: Scribe) -> Told:
        try:
            yield from self._performed(part, lease, scribe)
        except Stopped as stopped:
            stopped.settle(scribe)
        except (GeneratorExit, PartFailed):  # not of this part's doing
            with suppress(LeaseLost):
                scribe.hand_back()
            raise
        except LeaseLost:
            raise
        except Exception as error:
            end_badly(part, scribe, error)
            raise

    def _performed(self, part: Run, lease: Lease, scribe: Scribe) -> Told:
        began, elsewhere = time.process_time(), 0.0
        for _ in performed(part, self._context_of(part, lease, scribe), scribe):
            if self._scribe.stopping:
                scribe.hand_back()
                return
            paused = time.process_time()
            if time.monotonic() >= self._look_at:
                yield from self._news()
            elsewhere += time.process_time() - paused
        scribe.finish(time.process_time() - began - elsewhere, provenance(part))


def _refuse_ended(part: Run) -> None:
    if part.state == RunState.FAILED:
        raise PartFailed(part.error)
    if part.state == RunState.CANCELLED:
        raise PartFailed("a part of the run was cancelled; run it again")
