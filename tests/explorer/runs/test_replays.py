"""What pages have missed, read together."""

import asyncio
from threading import Event
from uuid import uuid4

import pytest

from explorer.runs import telling
from explorer.runs.replays import Replays
from explorer.runs.telling import Message


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> tuple[list[int], Event, Event]:
    """Count how often is read; each reading waits until it may end."""
    begun: list[int] = []
    reading, may_end = Event(), Event()

    def replay(run_id, after: int) -> Message:
        begun.append(after)
        number = len(begun)
        reading.set()
        assert may_end.wait(30)
        return Message(run_id, after, number, "", "", settled=False)

    monkeypatch.setattr(telling, "replay", replay)
    return begun, reading, may_end


def gathered(reads: tuple[list[int], Event, Event], *seqs: int) -> list[int]:
    """Let some ask before the first reading has ended; return which reading each was given."""
    _, reading, may_end = reads

    async def ask() -> list[int]:
        replays, run_id = Replays(), uuid4()
        first = asyncio.create_task(replays.after(run_id, seqs[0]))
        assert await asyncio.to_thread(reading.wait, 30)
        others = [asyncio.create_task(replays.after(run_id, seq)) for seq in seqs[1:]]
        await asyncio.sleep(0)
        may_end.set()
        return [told.seq for told in await asyncio.gather(first, *others)]

    return asyncio.run(asyncio.wait_for(ask(), 30))


def test_who_come_while_one_reads_are_read_for_together_and_anew(reads):
    assert gathered(reads, 3, 3, 3, 3) == [1, 2, 2, 2]


def test_who_have_missed_something_else_are_read_for_apart(reads):
    assert sorted(gathered(reads, 3, 5)) == [1, 2]
    assert sorted(reads[0]) == [3, 5]
