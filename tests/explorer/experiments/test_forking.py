"""Forks: whose they are, what they change, and what is known of their family."""

import pytest
from django.test import Client

from explorer.accounts.models import Guest
from explorer.experiments.changes import changes, summary
from explorer.experiments.lineage import family_tree
from explorer.experiments.models import Experiment, Share
from explorer.experiments.services import fork, keep_runs
from explorer.experiments.sharing import share_experiment, withdraw_share
from explorer.runs.services import start_run
from tests.explorer.experiments.stories import SCALING, experiment_of, finished

pytestmark = pytest.mark.django_db


@pytest.fixture
def share(ben: Guest) -> Share:
    return share_experiment(experiment_of(ben, finished(ben, steps=3), notes="A secret."), None)


def forked(share: Share, guest: Guest, **settings) -> Experiment:
    """Fork, and keep another run with these settings."""
    original = share.experiment.kept.first().run
    made = fork(share, original, guest)
    keep_runs(made, [finished(guest, **settings)] if settings else [])
    return made


def test_a_stranger_forks_with_one_click_and_owns_what_comes(share: Share):
    browser = Client()
    run = share.experiment.kept.first().run
    answer = browser.post(f"/s/{share.token}/fork", {"run": "1"})
    fork_ = Experiment.objects.exclude(id=share.experiment_id).get()
    assert answer.url == f"/experiments/{fork_.id}"
    assert browser.get(answer.url).status_code == 200
    assert fork_.parent == share.experiment
    assert list(fork_.runs.all()) == [run]


def test_no_word_of_the_author_is_copied(share: Share, cleo: Guest):
    made = forked(share, cleo)
    assert (made.notes, made.tags) == ("", [])
    assert made.title != share.experiment.title


def test_a_changed_setting_is_named(share: Share, cleo: Guest, client_of):
    made = forked(share, cleo, steps=4)
    page = client_of(cleo).get(f"/experiments/{made.id}").content.decode()
    assert "1 change from the original: steps 3 → 4" in page
    assert "as the original" in page


def test_changes_are_named_in_the_order_of_the_lab_with_the_seed_last(ben: Guest):
    one = start_run(SCALING, SCALING.params(), ben)
    other = start_run(SCALING, SCALING.params(seed=7, bootstraps=4000), ben)
    assert summary(changes(one, other)) == (
        "2 changes from the original: bootstraps 1000 → 4000, seed 0 → 7"
    )


def test_a_share_page_of_a_fork_names_its_change(share: Share, cleo: Guest):
    made = forked(share, cleo, steps=4)
    page = Client().get(f"/s/{share_experiment(made, None).token}").content.decode()
    assert "1 change from the original: steps 3 → 4" in page


def test_the_tree_leads_back_by_the_link_that_one_came_by(share: Share, cleo: Guest):
    made = forked(share, cleo)
    above, here = family_tree(made, cleo.id)
    assert (above.title, above.href) == ("Noise", f"/s/{share.token}")
    assert (here.here, here.depth) == (True, 1)


def test_a_link_that_is_gone_leaves_its_experiment_nameless(share: Share, cleo: Guest):
    made = forked(share, cleo)
    withdraw_share(share)
    above, _ = family_tree(made, cleo.id)
    assert (above.title, above.href) == ("", "")


def test_readers_of_a_fork_learn_nothing_of_what_it_was_forked_from(share: Share, cleo, ada):
    made = forked(share, cleo)
    page = Client().get(f"/s/{share_experiment(made, None).token}").content.decode()
    assert "an experiment that is not shared with you" in page
    assert share.token not in page
    assert "Noise" not in page


def test_an_author_learns_how_often_but_not_by_whom(share: Share, cleo: Guest, ben: Guest):
    forked(share, cleo)
    forked(share, ben)
    mine, own_fork = family_tree(share.experiment, ben.id)
    assert mine.forks == 2
    assert own_fork.title == own_fork.title
    assert own_fork.href


def test_a_fork_outlives_its_original(share: Share, cleo: Guest, client_of):
    made = forked(share, cleo)
    share.experiment.delete()
    assert client_of(cleo).get(f"/experiments/{made.id}").status_code == 200
    made.refresh_from_db()
    assert made.parent is None


def test_forks_of_forks_are_one_family(share: Share, cleo: Guest, ben: Guest):
    first = forked(share, cleo)
    second = forked(share_experiment(first, None), ben)
    tree = family_tree(second, ben.id)
    assert [each.depth for each in tree] == [0, 1, 2]
    assert [bool(each.title) for each in tree] == [True, True, True]


def test_what_a_fork_holds_at_its_making_is_all_that_was_shared(ben: Guest, cleo: Guest):
    runs = [finished(ben, seed=seed) for seed in range(3)]
    share = share_experiment(experiment_of(ben, *runs), None)
    made = fork(share, runs[1], cleo)
    assert [each.run for each in made.kept.order_by("number")] == runs
    assert made.original == runs[1]


def test_no_experiment_is_forked_without_a_run(share: Share):
    assert Client().post(f"/s/{share.token}/fork", {"run": "nonsense"}).status_code == 404
    assert Client().post(f"/s/{share.token}/fork").status_code == 404
