"""Turns labs, runs and results into what the API answers."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from explorer.api.schemas import (
    ClaimOut,
    ComparedOut,
    ComparisonOut,
    DifferingOut,
    EventOut,
    ExperimentOut,
    LabCard,
    PaperOut,
    RelativeOut,
    ResultOut,
    RunOut,
    SharedOut,
    SharedRunOut,
    ShareOut,
    State,
    Verdict,
)
from explorer.catalog.claims import ClaimRow
from explorer.experiments.comparing import ComparePage, Series
from explorer.experiments.lineage import family_tree
from explorer.experiments.models import Experiment, Kept, Share
from explorer.experiments.shared_pages import provenance
from explorer.exports.addresses import Place, place_of, place_through, root
from explorer.exports.document import document
from explorer.exports.result import Result
from explorer.runs.lifecycle import LIFECYCLE
from explorer.runs.models import Run, RunEvent, RunState
from explorer.runs.status import status_of
from labs.contract import Lab


def card_of(lab: Lab) -> LabCard:
    """Return a lab's card with the schemas of its settings and events."""
    told = {**lab.events, **LIFECYCLE}
    return LabCard(
        slug=lab.slug,
        title=lab.title,
        question=lab.question,
        version=lab.version,
        hint=lab.hint,
        papers=[PaperOut(**asdict(paper)) for paper in lab.papers],
        claims=[ClaimOut.model_validate(asdict(claim)) for claim in lab.claims],
        settings=lab.params.model_json_schema(),
        examples={name: params.changed() for name, params in lab.examples.items()},
        events={word: event.model_json_schema() for word, event in told.items()},
    )


def run_out(request: HttpRequest, run: Run) -> RunOut:
    return RunOut(id=run.id, **_standing(run, place_of(root(request), run.id)))


def _standing(run: Run, place: Place) -> dict[str, Any]:
    """Return what ``Standing`` holds; the addresses are those of a place."""
    status = status_of(run)
    finished = run.state == RunState.FINISHED
    return {
        "lab": run.lab_slug,
        "lab_version": run.lab_version,
        "settings": run.params,
        "state": cast("State", status.state),
        "error": status.error,
        "queue_position": status.queue_position,
        "eta_seconds": status.eta_seconds,
        "fraction": status.fraction,
        "doing": status.doing,
        "last_seq": run.last_seq,
        "asked_at": run.created_at,
        "settled_at": run.settled_at,
        "result": place.url if finished else None,
        "files": place.file_urls if finished else {},
    }


def event_out(row: RunEvent) -> dict[str, Any]:
    """Return an event with its number and its word."""
    return {**row.data, "seq": row.seq, "event": row.name}


def result_out(result: Result) -> ResultOut:
    """Return a finished run whole. Raises: NotShown."""
    return ResultOut(
        run=document(result)["run"],
        claims=_verdicts(result.claims),
        events=[EventOut(**event_out(row)) for row in result.rows],
    )


def _verdicts(rows: Iterable[ClaimRow]) -> list[Verdict]:
    return [
        Verdict(
            claim=row.claim.slug,
            measured=row.told.measured,
            verdict=row.verdict,
            remark=row.told.remark,
        )
        for row in rows
        if row.told and row.verdict
    ]


def comparison_out(page: ComparePage) -> ComparisonOut:
    return ComparisonOut(
        lab=page.lab.slug if page.lab else None,
        runs=[_compared_out(each) for each in page.series],
        differing=[
            DifferingOut(setting=each.name, values=list(each.values)) for each in page.differing
        ],
        notices=list(page.notices),
    )


def _compared_out(series: Series) -> ComparedOut:
    return ComparedOut(
        named=series.word,
        settings=series.run.params,
        state=cast("State", status_of(series.run).state),
        claims=_verdicts(series.picture.claim_rows),
    )


def experiment_out(experiment: Experiment) -> ExperimentOut:
    kept = sorted(experiment.kept.all(), key=lambda each: each.number)
    return ExperimentOut(
        id=experiment.id,
        title=experiment.title,
        notes=experiment.notes,
        tags=experiment.tags,
        runs=[each.run_id for each in kept],
        parent=experiment.parent_id,
        updated_at=experiment.updated_at,
    )


def share_out(request: HttpRequest, share: Share) -> ShareOut:
    token = share.token
    return ShareOut(
        id=share.id,
        url=root(request) + reverse("share", args=[token]) if token else None,
        expires_at=share.expires_at,
        hides_name=share.hides_name,
    )


def shared_out(request: HttpRequest, share: Share, token: str) -> SharedOut:
    """Return an experiment as whoever holds a link to it may read it."""
    experiment = share.experiment
    kept = experiment.kept.select_related("run").order_by("number")
    return SharedOut(
        title=experiment.title,
        notes=experiment.notes,
        tags=experiment.tags,
        author="" if share.hides_name else share.author,
        expires_at=share.expires_at,
        runs=[shared_run_out(request, token, each) for each in kept],
        family=family_out(request, experiment, None) if experiment.is_fork else [],
    )


def shared_run_out(request: HttpRequest, token: str, kept: Kept) -> SharedRunOut:
    place = place_through(root(request), token, kept.number)
    made = provenance(kept.run)
    return SharedRunOut(number=kept.number, made=made, **_standing(kept.run, place))


def family_out(
    request: HttpRequest, experiment: Experiment, looker: UUID | None
) -> list[RelativeOut]:
    return [
        RelativeOut(
            depth=each.depth,
            title=each.title,
            url=root(request) + each.href if each.href else None,
            here=each.here,
            changed=each.changed,
        )
        for each in family_tree(experiment, looker)
    ]
