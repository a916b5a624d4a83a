"""What a visitor may do to experiments: make, edit, fill, fork and delete them."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now

from explorer.accounts.models import Guest, unguessable
from explorer.experiments.models import Experiment, Kept, Share
from explorer.experiments.words import LONGEST_TITLE, Words
from explorer.runs.keeping import ask_quietly
from explorer.runs.models import NotShown, Run

MOST_EXPERIMENTS = 500
MOST_RUNS = 100


class NoRoom(ValueError):
    """There is as much as one may keep; the message names value, rule and remedy."""


@transaction.atomic
def create_experiment(guest: Guest, words: Words) -> Experiment:
    """Make an experiment without runs. Raises: NoRoom."""
    _refuse_over_experiments(guest)
    id_ = unguessable()
    return Experiment.objects.create(
        id=id_,
        family=id_,
        guest=guest,
        title=words.title,
        notes=words.notes,
        tags=list(words.tags),
    )


def _refuse_over_experiments(guest: Guest) -> None:
    """Count the guest's experiments, one transaction at a time. Raises: NoRoom."""
    Guest.objects.select_for_update(no_key=True).get(id=guest.id)
    if (had := guest.experiments.count()) >= MOST_EXPERIMENTS:
        raise NoRoom(f"you have {had} experiments, and {MOST_EXPERIMENTS} is the most; delete some")


def edit_experiment(experiment: Experiment, words: Words) -> None:
    """Replace title, notes and tags."""
    Experiment.objects.filter(id=experiment.id).update(
        title=words.title, notes=words.notes, tags=list(words.tags), updated_at=Now()
    )


@transaction.atomic
def keep_runs(experiment: Experiment, runs: Collection[Run]) -> None:
    """Put runs into an experiment, each once, behind those that are there. Raises: NoRoom."""
    locked = Experiment.objects.select_for_update().get(id=experiment.id)
    there = set(locked.kept.values_list("run_id", flat=True))
    fresh = [run for run in runs if run.id not in there]
    if len(there) + len(fresh) > MOST_RUNS:
        raise NoRoom(
            f"{len(there) + len(fresh)} runs would be in this experiment, and {MOST_RUNS} is the "
            "most; remove some, or keep the run in another"
        )
    last = locked.kept.aggregate(last=Max("number"))["last"] or 0
    for run in fresh:
        ask_quietly(run, locked.guest)
    Kept.objects.bulk_create(
        Kept(experiment=locked, run=run, number=number)
        for number, run in enumerate(fresh, last + 1)
    )
    Experiment.objects.filter(id=locked.id).update(updated_at=Now())


@transaction.atomic
def keep_in_new(guest: Guest, run: Run) -> Experiment:
    """Make an experiment of a run, named after its lab. Raises: NoRoom."""
    experiment = create_experiment(guest, Words(_named_after(run)))
    keep_runs(experiment, [run])
    return experiment


def _named_after(run: Run) -> str:
    try:
        return run.lab.title[:LONGEST_TITLE]
    except NotShown:
        return run.lab_slug[:LONGEST_TITLE]


def remove_runs(experiment: Experiment, run_ids: Collection[UUID]) -> None:
    """Take runs out of an experiment; the runs themselves stay."""
    experiment.kept.filter(run_id__in=run_ids).delete()
    Experiment.objects.filter(id=experiment.id).update(updated_at=Now())


def delete_experiments(guest: Guest, ids: Collection[UUID]) -> int:
    """Delete a guest's experiments with their links; return how many. Their runs stay."""
    mine = Experiment.objects.filter(guest=guest, id__in=ids)
    return mine.delete()[1].get("experiments.Experiment", 0)


@transaction.atomic
def fork(share: Share, original: Run, guest: Guest) -> Experiment:
    """Copy a shared experiment's runs into one of the guest's own, linked to it. Raises: NoRoom.

    No word of its author is copied: what they delete is gone.
    """
    parent = share.experiment
    forked = create_experiment(guest, Words(_named_after(original)))
    Experiment.objects.filter(id=forked.id).update(
        family=parent.family, parent=parent, via=share, original=original
    )
    keep_runs(forked, [kept.run for kept in parent.kept.select_related("run").order_by("number")])
    forked.refresh_from_db()
    return forked
