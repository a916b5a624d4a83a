"""Messages for a page: what is drawn anew, what is added, what is left alone."""

from uuid import UUID

import pytest

from explorer.accounts.models import Guest
from explorer.runs import leases, telling
from explorer.runs.leases import Lease, Numbered
from explorer.runs.models import Run
from explorer.runs.services import start_run
from explorer.runs.telling import Told
from labs.contract import Event, Progress
from labs.registry import labs

pytestmark = pytest.mark.django_db

CLOCK = labs()["clockwork"]
Ticked = CLOCK.events["ticked"]


@pytest.fixture
def run_id(ben: Guest) -> UUID:
    return start_run(CLOCK, CLOCK.params(), ben).id


def claim(run_id: UUID) -> Lease:
    lease = leases.claim(run_id, "owner", "cpu-1", "cpu")
    assert lease
    return lease


def tell(lease: Lease, *events: Event) -> None:
    last = Run.objects.get(id=lease.run_id).last_seq
    leases.record(lease, [Numbered(last + i, event) for i, event in enumerate(events, 1)])


def tick(step: int) -> Event:
    return Ticked(step=step, total=step)


def test_a_page_keeps_its_preview_until_the_first_result(run_id: UUID):
    tell(claim(run_id), Progress(fraction=0.1, doing="winding up"))
    assert "stage-clock-ticked" not in telling.replay(run_id, 0).html


def test_the_first_result_replaces_what_the_page_showed(run_id: UUID):
    tell(claim(run_id), tick(1))
    html = telling.replay(run_id, 1).html
    assert '<hx-partial hx-target="#stage-clock-ticked" hx-swap="innerHTML"><li>1: 1</li>' in html


def test_later_results_are_added(run_id: UUID):
    lease = claim(run_id)
    tell(lease, tick(1))
    tell(lease, tick(2))
    html = telling.replay(run_id, 2).html
    assert 'hx-swap="beforeend"><li>2: 2</li></hx-partial>' in html
    assert "<li>1: 1</li>" not in html


def test_after_a_resumption_only_what_counts_is_drawn(run_id: UUID):
    first = claim(run_id)
    tell(first, tick(1))
    leases.save_checkpoint(first, [], b"state")
    tell(first, tick(2))
    leases.hand_back(first)
    claim(run_id)
    html = telling.replay(run_id, 3).html
    assert 'hx-swap="innerHTML"><li>1: 1</li></hx-partial>' in html
    assert "<li>2: 2</li>" not in html


def test_a_message_never_tells_of_events_past_the_state_it_shows(run_id: UUID):
    lease = claim(run_id)
    tell(lease, tick(1), tick(2))
    message = telling.replay(run_id, 0)
    assert message.seq == Run.objects.get(id=run_id).last_seq == 3


def test_nothing_new_is_no_message(run_id: UUID):
    (first,) = telling.news({run_id: Told()})
    assert telling.news({run_id: Told(first.seq, first.status, first.state)}) == []


def follow(told: Told, run_id: UUID) -> tuple[Told, str]:
    """Return what the hub would know after the next message, and what the message said."""
    (message,) = telling.news({run_id: told})
    return Told(message.seq, message.status, message.state, message.past), message.html


def test_whoever_follows_a_run_is_asked_for_nothing_twice(run_id: UUID, django_assert_num_queries):
    lease = claim(run_id)
    told, _ = follow(Told(), run_id)
    tell(lease, Progress(fraction=0.5, doing="half-way"), tick(1))
    told, html = follow(told, run_id)
    assert "half-way" in html
    assert 'hx-swap="innerHTML"><li>1: 1</li>' in html
    tell(lease, tick(2))
    with django_assert_num_queries(2):
        told, html = follow(told, run_id)
    assert 'hx-swap="beforeend"><li>2: 2</li>' in html


def test_a_resumption_is_followed_as_it_is_replayed(run_id: UUID):
    first = claim(run_id)
    told, _ = follow(Told(), run_id)
    tell(first, Progress(fraction=0.5, doing="half-way"), tick(1))
    told, _ = follow(told, run_id)
    leases.hand_back(first)
    second = claim(run_id)
    told, html = follow(told, run_id)
    assert "half-way" not in html
    tell(second, tick(1))
    assert 'hx-swap="innerHTML"><li>1: 1</li>' in follow(told, run_id)[1]
