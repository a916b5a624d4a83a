"""Turns labs, runs and results into what the API answers."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, cast

from django.http import HttpRequest
from django.urls import reverse

from explorer.api.schemas import (
    ClaimOut,
    EventOut,
    ExperimentOut,
    LabCard,
    PaperOut,
    ResultOut,
    RunOut,
    ShareOut,
    State,
    Verdict,
)
from explorer.experiments.models import Experiment, Share
from explorer.exports.addresses import absolute, root
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
    status = status_of(run)
    finished = run.state == RunState.FINISHED
    return RunOut(
        id=run.id,
        lab=run.lab_slug,
        lab_version=run.lab_version,
        settings=run.params,
        state=cast("State", status.state),
        error=status.error,
        queue_position=status.queue_position,
        eta_seconds=status.eta_seconds,
        fraction=status.fraction,
        doing=status.doing,
        last_seq=run.last_seq,
        asked_at=run.created_at,
        settled_at=run.settled_at,
        result=absolute(request, "result", run.id) if finished else None,
    )


def event_out(row: RunEvent) -> dict[str, Any]:
    """Return an event with its number and its word."""
    return {**row.data, "seq": row.seq, "event": row.name}


def result_out(result: Result) -> ResultOut:
    """Return a finished run whole. Raises: NotShown."""
    return ResultOut(
        run=document(result)["run"],
        claims=list(_verdicts(result)),
        events=[EventOut(**event_out(row)) for row in result.rows],
    )


def _verdicts(result: Result) -> Iterable[Verdict]:
    for row in result.claims:
        if row.told and row.verdict:
            yield Verdict(
                claim=row.claim.slug,
                measured=row.told.measured,
                verdict=row.verdict,
                remark=row.told.remark,
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
