"""Experiments and the links that share them."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from explorer.api.access import access_any, access_own_experiment, access_own_share, asker
from explorer.api.drawing import comparison_out, experiment_out, family_out, share_out
from explorer.api.schemas import (
    FULL,
    REFUSALS,
    ComparisonOut,
    ExperimentIn,
    ExperimentOut,
    Experiments,
    ExperimentsAsked,
    Limit,
    Named,
    Offset,
    RelativeOut,
    RunIn,
    ShareIn,
    ShareOut,
)
from explorer.experiments.comparing import compared
from explorer.experiments.listing import found_among, read_asked
from explorer.experiments.models import Share
from explorer.experiments.pages import lab_titles
from explorer.experiments.services import (
    create_experiment,
    delete_experiments,
    edit_experiment,
    keep_runs,
    remove_runs,
)
from explorer.experiments.sharing import share_experiment, withdraw_share
from explorer.experiments.words import read_words

router = Router(tags=["experiments"])
CREATED, GONE = 201, 204


@router.get("/experiments", response={200: Experiments, **REFUSALS}, url_name="api_experiments")
def list_experiments(
    request: HttpRequest, asked: Query[ExperimentsAsked], limit: Limit = 20, offset: Offset = 0
) -> Experiments:
    """List one's experiments, the last changed first: all, or those that are asked for."""
    understood = read_asked(asked.model_dump(), lab_titles())
    found = found_among(asker(request).experiments.all(), understood).prefetch_related("kept")
    return Experiments(
        experiments=[experiment_out(each) for each in found[offset : offset + limit]],
        count=found.count(),
        notices=list(understood.refused),
    )


@router.post("/experiments", response={CREATED: ExperimentOut, **FULL}, url_name="api_experiments")
def make_experiment(request: HttpRequest, words: ExperimentIn) -> Status[ExperimentOut]:
    """Make an experiment without runs."""
    made = create_experiment(asker(request), read_words(words.as_sent()))
    return Status(CREATED, experiment_out(made))


@router.get(
    "/experiments/{experiment_id}",
    response={200: ExperimentOut, **REFUSALS},
    url_name="api_experiment",
)
def read_experiment(request: HttpRequest, experiment_id: UUID) -> ExperimentOut:
    """Return title, notes, tags and runs."""
    return experiment_out(access_own_experiment(request, experiment_id))


@router.put(
    "/experiments/{experiment_id}",
    response={200: ExperimentOut, **REFUSALS},
    url_name="api_experiment",
)
def change_experiment(
    request: HttpRequest, experiment_id: UUID, words: ExperimentIn
) -> ExperimentOut:
    """Replace title, notes and tags."""
    experiment = access_own_experiment(request, experiment_id)
    edit_experiment(experiment, read_words(words.as_sent()))
    experiment.refresh_from_db()
    return experiment_out(experiment)


@router.delete(
    "/experiments/{experiment_id}", response={GONE: None, **REFUSALS}, url_name="api_experiment"
)
def delete_experiment(request: HttpRequest, experiment_id: UUID) -> Status[None]:
    """Delete an experiment with its links. Its runs stay."""
    experiment = access_own_experiment(request, experiment_id)
    delete_experiments(asker(request), [experiment.id])
    return Status(GONE, None)


@router.get(
    "/experiments/{experiment_id}/family",
    response={200: list[RelativeOut], **REFUSALS},
    url_name="api_family",
)
def read_family(request: HttpRequest, experiment_id: UUID) -> Sequence[RelativeOut]:
    """List what an experiment was forked from, itself and one's own forks, the eldest first."""
    experiment = access_own_experiment(request, experiment_id)
    return family_out(request, experiment, asker(request).id)


@router.post(
    "/experiments/{experiment_id}/runs",
    response={200: ExperimentOut, **FULL},
    url_name="api_kept",
)
def keep_run(request: HttpRequest, experiment_id: UUID, kept: RunIn) -> ExperimentOut:
    """Put a run of one's own, or a result of anybody's, into an experiment; twice is once."""
    experiment = access_own_experiment(request, experiment_id)
    keep_runs(experiment, [access_any(request, kept.run)])
    return experiment_out(experiment)


@router.delete(
    "/experiments/{experiment_id}/runs/{run_id}",
    response={GONE: None, **REFUSALS},
    url_name="api_kept_run",
)
def take_out(request: HttpRequest, experiment_id: UUID, run_id: UUID) -> Status[None]:
    """Take a run out of an experiment. The run itself stays."""
    remove_runs(access_own_experiment(request, experiment_id), [run_id])
    return Status(GONE, None)


@router.get(
    "/experiments/{experiment_id}/shares",
    response={200: list[ShareOut], **REFUSALS},
    url_name="api_shares",
)
def list_shares(request: HttpRequest, experiment_id: UUID) -> Sequence[ShareOut]:
    """List the links to an experiment that work."""
    experiment = access_own_experiment(request, experiment_id)
    return [share_out(request, each) for each in Share.valid().filter(experiment=experiment)]


@router.post(
    "/experiments/{experiment_id}/shares",
    response={CREATED: ShareOut, **FULL},
    url_name="api_shares",
)
def make_share(request: HttpRequest, experiment_id: UUID, asked: ShareIn) -> Status[ShareOut]:
    """Make a link by which others may read an experiment."""
    experiment = access_own_experiment(request, experiment_id)
    lasts = timedelta(days=asked.days) if asked.days else None
    share = share_experiment(experiment, lasts, hides_name=asked.hides_name)
    return Status(CREATED, share_out(request, share))


@router.delete(
    "/experiments/{experiment_id}/shares/{share_id}",
    response={GONE: None, **REFUSALS},
    url_name="api_share",
)
def withdraw(request: HttpRequest, experiment_id: UUID, share_id: UUID) -> Status[None]:
    """Let a link open nothing any more."""
    withdraw_share(access_own_share(request, experiment_id, share_id))
    return Status(GONE, None)


@router.get("/compare", response={200: ComparisonOut, **REFUSALS}, url_name="api_compare")
def compare(request: HttpRequest, runs: Named) -> ComparisonOut:
    """Lay two to eight runs of one lab side by side: what differs, and what each measured.

    `runs` names each by its id, by the address of a result, or by a link to it.
    """
    return comparison_out(compared(runs, asker(request).id))
