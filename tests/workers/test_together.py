"""Runs of one kind go as one batch, and each of them lives and ends as if it were alone."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID, uuid4

import pytest

from explorer.accounts.models import Guest
from explorer.runs import leases
from explorer.runs.models import Run, RunState
from explorer.runs.services import cancel_run, start_run
from labs.contract import Context, Event, Params, Progress
from labs.registry import labs
from labs.video_generator import science
from labs.video_generator.settings import VideoParams
from workers import scribe, whoami
from workers.attempt import attempt

pytestmark = pytest.mark.django_db(transaction=True)

VIDEO = labs()["video_generator"]
SHORT: dict[str, Any] = {"steps": 2, "frames": 4, "height": 16, "width": 16}
ROOM = uuid4()


@pytest.fixture(autouse=True)
def batches_of_four(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whoami, "TOGETHER", 4)


def press(seed: int, room: UUID | None = ROOM, **settings: Any) -> tuple[Run, Guest]:
    guest = Guest.objects.create()
    params = VideoParams(seed=seed, **{**SHORT, **settings})
    return start_run(VIDEO, params, guest, budget=None, room=room), guest


def fresh(runs: Sequence[Run]) -> list[Run]:
    return [Run.objects.get(id=run.id) for run in runs]


def told(run: Run, name: str) -> list[dict[str, Any]]:
    return list(run.events.filter(name=name, superseded=False).values_list("data", flat=True))


def clip(run: Run) -> str:
    (generated,) = told(run, "generated")
    return str(generated["webp"])


def test_a_class_that_presses_at_once_is_one_batch_and_each_gets_a_clip_of_its_own():
    runs = [press(seed, prompt=f"a {colour} circle")[0] for seed, colour in
            enumerate(("red", "green", "blue"))]  # fmt: skip
    attempt(runs[0].id)
    for run in fresh(runs):
        assert run.state == RunState.FINISHED
        assert (run.attempt, run.provenance["together"]) == (1, 3)
        seqs = list(run.events.order_by("seq").values_list("seq", flat=True))
        assert seqs == list(range(1, run.last_seq + 1))
        assert len(told(run, "denoised")) == 2
        assert run.artifacts.filter(name="first.webp").exists()
    assert len({clip(run) for run in runs}) == 3


def test_a_clip_is_the_same_bit_for_bit_alone_and_among_others():
    alone, _ = press(5, prompt="a blue circle orbits")
    attempt(alone.id)
    assert Run.objects.get(id=alone.id).provenance["together"] == 1
    others = [press(seed, prompt="a small red square moves up")[0] for seed in (1, 2)]
    guest = Guest.objects.create()
    again = start_run(VIDEO, alone.lab_params(), guest, again=True, budget=None, room=ROOM)
    attempt(others[0].id)
    again.refresh_from_db()
    assert again.provenance["together"] == 3
    assert clip(again) == clip(alone)


def test_other_settings_another_lab_and_what_was_tried_before_go_alone():
    runs = [press(0)[0], press(1, steps=3)[0], press(2, task="learn", learning_steps=100)[0]]
    tried, _ = press(3)
    lease = leases.claim(tried.id, "owner", "cpu-1", "cpu")
    assert lease
    leases.hand_back(lease, alone=True)
    clock = labs()["clockwork"]
    other = start_run(clock, clock.params(), Guest.objects.create(), budget=None, room=ROOM)
    Run.objects.filter(id=runs[0].id).update(created_at="2020-01-01T00:00Z")
    lease = leases.claim(runs[0].id, "owner", "cpu-1", "cpu")
    assert lease
    assert leases.claim_alike(fresh(runs)[0], 9, "owner", "cpu-1", "cpu") == []
    assert all(run.state == RunState.QUEUED for run in fresh([*runs[1:], tried, other]))


def test_no_more_are_taken_than_a_batch_holds_and_a_guest_still_has_one_run_at_a_time():
    runs = [press(seed)[0] for seed in range(6)]
    attempt(runs[0].id)
    assert [run.state for run in fresh(runs)].count(RunState.FINISHED) == 4
    guest = Guest.objects.create()
    own = [
        start_run(VIDEO, VideoParams(seed=seed, **SHORT), guest, budget=None) for seed in (20, 21)
    ]
    lease = leases.claim(own[0].id, "owner", "cpu-1", "cpu")
    assert lease
    taken = leases.claim_alike(fresh(own)[0], 9, "owner", "cpu-1", "cpu")
    assert own[1].id not in {each.run_id for each in taken}


def test_one_that_is_cancelled_stops_within_a_step_and_the_others_go_on(
    monkeypatch: pytest.MonkeyPatch,
):
    pressed = [press(seed, steps=4) for seed in range(3)]
    (leaver, its_guest), stayers = pressed[1], [pressed[0][0], pressed[2][0]]
    together = science.together

    def watched(
        params: Sequence[Params], contexts: Sequence[Context], rows: int
    ) -> Iterator[tuple[int, Event | None]]:
        for place, event in together(params, contexts, rows):  # type: ignore[arg-type]
            yield place, event
            if isinstance(event, Progress) and event.doing == "step 2 of 4" and place == 2:
                cancel_run(leaver, its_guest)
                for each in list(scribe._current):
                    each._renew()

    monkeypatch.setattr(science, "together", watched)
    attempt(pressed[0][0].id)
    leaver.refresh_from_db()
    assert leaver.state == RunState.CANCELLED
    doing = [each["doing"] for each in told(leaver, "progress")]
    assert doing == ["drawing the noise", "step 1 of 4", "step 2 of 4"]
    assert told(leaver, "generated") == []
    assert all(run.state == RunState.FINISHED for run in fresh(stayers))


def test_one_whose_lease_was_lost_is_dropped_and_the_others_go_on(
    monkeypatch: pytest.MonkeyPatch,
):
    runs = [press(seed)[0] for seed in range(3)]
    together = science.together

    def watched(
        params: Sequence[Params], contexts: Sequence[Context], rows: int
    ) -> Iterator[tuple[int, Event | None]]:
        for place, event in together(params, contexts, rows):  # type: ignore[arg-type]
            yield place, event
            if isinstance(event, Progress) and event.doing == "step 1 of 2" and place == 2:
                Run.objects.filter(id=runs[1].id).update(fence=9, lease_owner="another")

    monkeypatch.setattr(science, "together", watched)
    attempt(runs[0].id)
    first, lost, last = fresh(runs)
    assert (first.state, last.state) == (RunState.FINISHED, RunState.FINISHED)
    assert (lost.state, lost.fence, lost.lease_owner) == (RunState.RUNNING, 9, "another")
    assert told(lost, "generated") == []


def test_where_a_batch_fails_each_is_tried_alone_and_none_fails_for_another(
    monkeypatch: pytest.MonkeyPatch,
):
    runs = [press(seed)[0] for seed in range(3)]
    together = science.together

    def failing(
        params: Sequence[VideoParams], contexts: Sequence[Context], rows: int
    ) -> Iterator[tuple[int, Event | None]]:
        yield 0, Progress(fraction=0, doing="beginning")
        if any(each.seed == 1 for each in params):
            raise ValueError("seed 1 is unlucky")
        yield from together(params, contexts, rows)

    monkeypatch.setattr(science, "together", failing)
    attempt(runs[0].id)
    assert all(run.state == RunState.QUEUED and run.attempt == 1 for run in fresh(runs))
    for run in runs:
        attempt(run.id)
    first, unlucky, last = fresh(runs)
    assert (first.state, last.state) == (RunState.FINISHED, RunState.FINISHED)
    assert (unlucky.state, unlucky.error) == (RunState.FAILED, "seed 1 is unlucky")
    assert [run.attempt for run in (first, unlucky, last)] == [2, 2, 2]


def test_a_worker_that_makes_no_batches_takes_one_run_and_leaves_the_others(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(whoami, "TOGETHER", 1)
    runs = [press(seed, prompt="tiny sq, red, goes up", enhance=True)[0] for seed in range(2)]
    attempt(runs[0].id)
    first, other = fresh(runs)
    assert (first.state, other.state) == (RunState.FINISHED, RunState.QUEUED)
    assert "together" not in first.provenance
    (enhanced,) = told(first, "enhanced")
    assert enhanced["caption"] == "a small red square moves up on a dark background"
