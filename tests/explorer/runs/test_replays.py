"""What pages have missed, read together."""

import asyncio
from collections.abc import Callable
from threading import Event
from uuid import UUID, uuid4

import pytest

from explorer.runs.replays import Replays
from explorer.runs.telling import Message

Reads = tuple[Callable[[UUID, int], Message], list[int], Event, Event]


@pytest.fixture
def reads() -> Reads:
    """Count how often is read; each reading waits until it may end."""
    begun: list[int] = []
    reading, may_end = Event(), Event()

    def replay(run_id, after: int) -> Message:
        begun.append(after)
        number = len(begun)
        reading.set()
        assert may_end.wait(30)
        return Message(run_id, after, number, "", "", settled=False)

    return replay, begun, reading, may_end


def gathered(reads: Reads, *seqs: int) -> list[int]:
    """Let some ask before the first reading has ended; return which reading each was given."""
    replay, _, reading, may_end = reads

    async def ask() -> list[int]:
        replays, run_id = Replays(replay), uuid4()
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
    assert sorted(reads[1]) == [3, 5]
