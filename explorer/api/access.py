"""Who asks by token, and what is theirs."""

from uuid import UUID

from django.http import Http404, HttpRequest
from ninja.security import HttpBearer

from explorer.accounts.models import Guest
from explorer.api.tokens import holder_of
from explorer.experiments.models import Experiment, Share
from explorer.runs.access import visible_runs
from explorer.runs.models import Run


class PersonalToken(HttpBearer):
    """A token made on the page of one's tokens, as ``Authorization: Bearer are_…``."""

    def authenticate(self, request: HttpRequest, token: str) -> Guest | None:  # noqa: ARG002
        return holder_of(token)


def asker(request: HttpRequest) -> Guest:
    """Return the guest whose token let the request in."""
    guest = getattr(request, "auth", None)
    assert isinstance(guest, Guest)
    return guest


def access_own_run(request: HttpRequest, run_id: UUID) -> Run:
    """Return a run that the token's holder asked for. Raises: Http404."""
    run = Run.objects.filter(id=run_id, asks__guest=asker(request), part=False).first()
    if run is None:
        raise Http404("no such run")
    return run


def access_any(request: HttpRequest, run_id: UUID) -> Run:
    """Return a run that the token's holder asked for, or a finished one. Raises: Http404."""
    run = visible_runs(asker(request).id, [run_id]).first()
    if run is None:
        raise Http404("no such run")
    return run


def access_own_experiment(request: HttpRequest, experiment_id: UUID) -> Experiment:
    """Return an experiment of the token's holder. Raises: Http404."""
    experiment = Experiment.objects.filter(id=experiment_id, guest=asker(request)).first()
    if experiment is None:
        raise Http404("no such experiment")
    return experiment


def access_own_share(request: HttpRequest, experiment_id: UUID, share_id: UUID) -> Share:
    """Return a link to an experiment of the token's holder. Raises: Http404."""
    experiment = access_own_experiment(request, experiment_id)
    share = experiment.shares.filter(id=share_id).first()
    if share is None:
        raise Http404("no such link")
    return share
