"""Runs side by side."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from explorer.accounts.models import Guest
from explorer.experiments import drawing
from explorer.experiments.sharing import share_experiment, withdraw_share
from explorer.experiments.tokens import token_of
from explorer.runs.models import Run
from tests.explorer.experiments.stories import SCALING, experiment_of, finish, finished, queued

pytestmark = pytest.mark.django_db


def compare(*runs: Run | str, browser: Client | None = None) -> str:
    words = ",".join(str(run.id) if isinstance(run, Run) else run for run in runs)
    answer = (browser or Client()).get("/compare", {"runs": words})
    assert answer.status_code == 200
    return answer.content.decode()


def test_only_the_settings_that_differ_are_listed(ben: Guest):
    page = compare(finished(ben, steps=3, seed=7), finished(ben, steps=4, seed=7))
    table = page[page.index('differing"') : page.index("</table>")]
    assert "steps" in table
    assert "seed" not in table


def test_each_run_shows_its_panels_and_its_claims(ben: Guest):
    runs = [finished(ben, steps=steps) for steps in (3, 4, 5)]
    page = compare(*runs)
    assert page.count("<li>1: 1</li>") == 3
    assert page.count('data-verdict="holds"') == 3
    assert all(f'id="{run.stage_id}-clock-ticked"' in page for run in runs)


def test_every_run_has_a_mark_besides_its_hue(ben: Guest):
    page = compare(*(finished(ben, seed=seed) for seed in range(8)))
    marks = {page.split(f'series-{n}"', 1)[1].split("</svg>")[0] for n in range(1, 9)}
    assert len(marks) == 8


def test_runs_of_different_people_and_experiments_stand_side_by_side(ben: Guest, cleo, client_of):
    mine, theirs = finished(cleo, seed=1), finished(ben, seed=2)
    experiment_of(cleo, mine)
    experiment_of(ben, theirs)
    page = compare(mine, f"https://explorer.example.org/r/{theirs.id}", browser=client_of(cleo))
    assert "2 runs side by side" in page


def test_a_run_under_way_can_be_compared_by_who_asked_only(ben: Guest, client_of):
    live, done = queued(ben, seed=1), finished(ben, seed=2)
    assert "2 runs side by side" in compare(live, done, browser=client_of(ben))
    page = compare(live, done)
    assert "1 run is not here, or not finished and not yours" in page


def test_a_run_that_is_not_ones_own_and_one_that_never_was_are_the_same(ben: Guest):
    done = finished(ben)
    seen = [compare(done, each) for each in (queued(ben, seed=1), str(uuid4()))]
    assert seen[0] == seen[1]


def test_runs_of_another_lab_are_left_out_and_that_is_said(ben: Guest):
    from explorer.runs.services import start_run

    other = start_run(SCALING, SCALING.params(), ben)
    finish(other, [])
    page = compare(finished(ben), finished(ben, seed=1), Run.objects.get(id=other.id))
    assert "1 run is left out: of another lab than the first" in page
    assert "2 runs side by side" in page


def test_at_most_eight_are_shown(ben: Guest):
    page = compare(*(finished(ben, seed=seed) for seed in range(9)))
    assert "9 runs were given, but 8 is the most; the first are shown" in page
    assert "8 runs side by side" in page


@pytest.mark.parametrize(
    "wrong", ["x", "0" * 32, "<script>alert(1)</script>", "\x00", "ü", "9" * 9000, ",,,", "/r/"]
)
def test_hostile_addresses_fall_back_and_are_said(ben: Guest, wrong: str):
    page = compare(finished(ben), finished(ben, seed=1), wrong)
    assert "2 runs side by side" in page
    assert "<script>alert" not in page


def test_one_run_alone_is_told_what_is_missing(ben: Guest):
    page = compare(finished(ben))
    assert "1 run can be compared, but it takes at least 2; add another" in page


def test_without_any_run_the_page_says_how_to_begin():
    assert "Add a run by its address" in compare()


def test_the_number_of_queries_does_not_grow_with_the_runs(ben: Guest):
    counts = []
    for how_many in (2, 6):
        drawing.forget_all()
        runs = [finished(ben, seed=seed, steps=how_many) for seed in range(how_many)]
        with CaptureQueriesContext(connection) as asked:
            compare(*runs)
        counts.append(len(asked))
    assert counts == [2, 2]


def test_runs_received_by_link_stand_beside_ones_own(ben: Guest, cleo: Guest, client_of):
    theirs, live, mine = finished(ben, seed=2), queued(ben, seed=3), finished(cleo, seed=1)
    token = share_experiment(experiment_of(ben, theirs, live), None).token
    links = [f"https://explorer.example.org/s/{token}?run=1", f"/s/{token}"]
    page = compare(mine, *links, browser=client_of(cleo))
    assert "3 runs side by side" in page
    assert f'href="/s/{token}?run=1"' in page
    assert f'value="/s/{token}?run=2"' in page
    assert str(theirs.id) not in page


def test_a_link_that_fell_compares_nothing(ben: Guest):
    share = share_experiment(experiment_of(ben, finished(ben, seed=2)), None)
    withdraw_share(share)
    fallen, unknown = (compare(f"/s/{each}") for each in (token_of(share.id), "A" * 32))
    assert "1 run is not here" in fallen
    assert fallen == unknown


def test_a_run_named_twice_over_is_there_once(ben: Guest):
    run = finished(ben)
    token = share_experiment(experiment_of(ben, run), None).token
    assert "2 runs side by side" not in compare(run, f"/s/{token}")
