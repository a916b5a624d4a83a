"""Runs as a program follows them."""

import json
from collections.abc import AsyncIterator

import pytest
from asgiref.sync import async_to_sync
from django.test import Client

from explorer.accounts.models import Guest
from explorer.api.following import followed
from explorer.runs import leases
from explorer.runs.hub import hub, in_thread
from explorer.runs.leases import Numbered
from explorer.runs.models import Run
from explorer.runs.services import start_run
from labs.contract import Claimed
from labs.registry import labs
from tests.explorer.api.conftest import the_hub_has_left

CLOCK = labs()["clockwork"]


def begin(guest: Guest) -> tuple[Run, leases.Lease]:
    run = start_run(CLOCK, CLOCK.params(steps=2), guest)
    lease = leases.claim(run.id, "owner", "cpu-1", "cpu")
    assert lease
    return run, lease


def tell(lease: leases.Lease) -> list[Numbered]:
    tick = CLOCK.events["ticked"]
    events = [tick(step=1, total=1), tick(step=2, total=3), Claimed(claim="ticks", measured=1)]
    told = [Numbered(seq, each) for seq, each in enumerate(events, lease.last_seq + 1)]
    leases.record(lease, told)
    return told


@pytest.mark.django_db
def test_a_program_reads_how_its_run_stands(ben: Guest, bens: Client) -> None:
    run, _ = begin(ben)
    told = bens.get(f"/api/v1/runs/{run.id}").json()
    assert (told["state"], told["result"]) == ("running", None)


@pytest.mark.django_db
def test_what_others_run_does_not_exist(ben: Guest, cleos: Client) -> None:
    run, _ = begin(ben)
    for path in ("", "/events", "/follow"):
        assert cleos.get(f"/api/v1/runs/{run.id}{path}").status_code == 404
    assert cleos.post(f"/api/v1/runs/{run.id}/cancel").status_code == 404


@pytest.mark.django_db
def test_events_come_in_order_and_go_on_after_the_last(ben: Guest, bens: Client) -> None:
    run, lease = begin(ben)
    tell(lease)
    events = bens.get(f"/api/v1/runs/{run.id}/events").json()
    assert [each["event"] for each in events] == ["started", "ticked", "ticked", "claimed"]
    later = bens.get(f"/api/v1/runs/{run.id}/events?after={events[1]['seq']}").json()
    assert later == events[2:]


@pytest.mark.django_db
@pytest.mark.parametrize("after", ["-1", "x", "9" * 40, ""])
def test_a_cursor_that_makes_no_sense_is_refused_aloud(
    ben: Guest, bens: Client, after: str
) -> None:
    run, _ = begin(ben)
    answer = bens.get(f"/api/v1/runs/{run.id}/events?after={after}")
    assert answer.status_code == 422
    assert "after is" in answer.json()["errors"]["after"]


@pytest.mark.django_db
def test_cancelling_withdraws_the_holder(ben: Guest, bens: Client) -> None:
    run = start_run(CLOCK, CLOCK.params(), ben)
    assert bens.post(f"/api/v1/runs/{run.id}/cancel").json()["state"] == "cancelled"


@pytest.mark.django_db
def test_a_result_is_read_whole_by_whoever_knows_its_id(ben: Guest, client: Client) -> None:
    run, lease = begin(ben)
    leases.finish(lease, tell(lease), 0.5, {"device": "cpu"})
    told = client.get(f"/api/v1/results/{run.id}").json()
    assert told["run"]["settings"]["steps"] == 2
    assert told["claims"] == [{"claim": "ticks", "measured": 1.0, "verdict": "holds", "remark": ""}]
    assert told["events"][1] == {"seq": 3, "event": "ticked", "step": 2, "total": 3}


def parsed(stream: bytes) -> list[tuple[str, dict[str, object]]]:
    found = []
    for block in stream.decode().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
        if "event" in fields:
            found.append((fields["event"], json.loads(fields["data"])))
    return found


@pytest.mark.django_db(transaction=True)
def test_a_run_is_followed_until_it_settles(ben: Guest) -> None:
    run, lease = begin(ben)
    told = tell(lease)

    async def follow() -> bytes:
        stream: AsyncIterator[bytes] = followed(hub.watch([run.id]), run.id, 0)
        heard = [await anext(stream) for _ in range(2)]
        await in_a_thread(lambda: leases.finish(lease, told, 0.5, {}))
        told_all = [*heard, *[each async for each in stream]]
        await the_hub_has_left()
        return b"".join(told_all)

    events = parsed(async_to_sync(follow)())
    assert [word for word, _ in events] == [
        "started", "ticked", "ticked", "claimed", "finished", "settled",
    ]  # fmt: skip
    assert events[-1][1] == {"state": "finished"}
    assert [data["seq"] for _, data in events[:-1]] == [1, 2, 3, 4, 5]


@pytest.mark.django_db(transaction=True)
def test_following_resumes_after_the_last_event_that_was_heard(ben: Guest) -> None:
    run, lease = begin(ben)
    leases.finish(lease, tell(lease), 0.5, {})

    async def follow() -> bytes:
        told_all = [each async for each in followed(hub.watch([run.id]), run.id, 3)]
        await the_hub_has_left()
        return b"".join(told_all)

    assert [word for word, _ in parsed(async_to_sync(follow)())] == [
        "claimed", "finished", "settled",
    ]  # fmt: skip


async def in_a_thread(does):
    return await in_thread(does)()
