"""The only ways from a request to an experiment, a link or what it shows."""

from collections.abc import Collection
from functools import cache
from uuid import UUID

from django.db import connection
from django.db.models import Model
from django.http import Http404, HttpRequest

from explorer.accounts.cookies import guest_id
from explorer.experiments.models import Experiment, Kept, Share
from explorer.experiments.tokens import hashed
from explorer.runs.models import LIVE

Asked = tuple[str, int | None]
"""A link's token, and which run of its experiment is meant; None for the newest."""


def access_experiment(request: HttpRequest, experiment_id: UUID) -> Experiment:
    """Return an experiment of this guest's own. Raises: Http404."""
    guest = guest_id(request)
    own = Experiment.objects.filter(id=experiment_id, guest=guest).select_related("guest")
    experiment = own.first() if guest else None
    if experiment is None:
        raise Http404("no such experiment")
    return experiment


def access_own_share(request: HttpRequest, experiment_id: UUID, share_id: UUID) -> Share:
    """Return a link to an experiment of this guest's own. Raises: Http404."""
    experiment = access_experiment(request, experiment_id)
    share = experiment.shares.filter(id=share_id).first()
    if share is None:
        raise Http404("no such link")
    return share


def access_share(token: str, looker: UUID | None = None) -> Share:
    """Return a link to whoever holds its token, with its experiment and what a page asks of both.

    A token that was withdrawn, has run out or never was is the same to the asker. Raises: Http404.
    """
    with connection.cursor() as cursor:
        cursor.execute(_found(), [list(LIVE), looker, hashed(token)])
        row = cursor.fetchone()
    if row is None:
        raise Http404("no such link")
    *values, author, live, related = row
    share_names, experiment_names = _names(Share), _names(Experiment)
    share = Share.from_db("default", share_names, values[: len(share_names)])
    share.author, share.live, share.related = author or "", live, related
    share.experiment = Experiment.from_db("default", experiment_names, values[len(share_names) :])
    return share


@cache
def _found() -> str:
    """Return the query by which a link is found. The ORM takes ten times as long to write it."""
    return f"""
        SELECT {_columns(Share)}, {_columns(Experiment)}, "accounts_user".name,
            EXISTS (
                SELECT FROM "experiments_kept" JOIN "runs_run" ON "runs_run".id = run_id
                WHERE experiment_id = "experiments_experiment".id AND state = ANY(%s)
            ),
            EXISTS (
                SELECT FROM "experiments_experiment" AS own
                WHERE own.family = "experiments_experiment".family AND own.guest_id = %s
            )
        FROM "experiments_share"
        JOIN "experiments_experiment" ON "experiments_experiment".id = experiment_id
        LEFT JOIN "accounts_user" ON "accounts_user".guest_id = "experiments_experiment".guest_id
        WHERE token_hash = %s AND revoked_at IS NULL
            AND (expires_at IS NULL OR expires_at > statement_timestamp())
    """  # noqa: S608 - names of our own tables


def _columns(model: type[Model]) -> str:
    return ", ".join(f'"{model._meta.db_table}"."{name}"' for name in _names(model))


def _names(model: type[Model]) -> list[str]:
    return [str(field.column) for field in model._meta.concrete_fields]


def shared_runs(asked: Collection[Asked]) -> dict[Asked, Kept]:
    """Return those of the runs that links show, each link with the number of a run, or the newest.

    What there is none of is left out. Two queries, however many are asked for.
    """
    tokens = {hashed(token): token for token, _ in asked}
    valid = Share.valid().filter(token_hash__in=tokens) if tokens else Share.objects.none()
    held = {tokens[share.token_hash]: share.experiment_id for share in valid}
    kept = Kept.objects.filter(experiment__in=held.values()).select_related("run") if held else ()
    by_number: dict[tuple[UUID, int | None], Kept] = {}
    for each in sorted(kept, key=lambda each: each.number):
        by_number[each.experiment_id, each.number] = by_number[each.experiment_id, None] = each
    places = {each: (held.get(each[0]), each[1]) for each in asked}
    return {each: by_number[at] for each, at in places.items() if at in by_number}


def access_shared_run(share: Share, number: int | None = None) -> Kept:
    """Return a run that a link shows, by its number; without one, the newest. Raises: Http404."""
    kept = Kept.objects.filter(experiment_id=share.experiment_id).select_related("run")
    asked = kept if number is None else kept.filter(number=number)
    found = asked.order_by("-number").first()
    if found is None:
        raise Http404("no such run")
    return found
