"""The only ways from a request to an experiment, a link or what it shows."""

from uuid import UUID

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest

from explorer.accounts.cookies import guest_id
from explorer.experiments.models import Experiment, Kept, Share
from explorer.experiments.tokens import hashed
from explorer.runs.models import LIVE


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


def access_share(token: str) -> Share:
    """Return a link to whoever holds its token, with ``live``: whether it shows a run under way.

    A token that was withdrawn, has run out or never was is the same to the asker. Raises: Http404.
    """
    of_it = Kept.objects.filter(experiment=OuterRef("experiment"), run__state__in=LIVE)
    found = Share.valid().filter(token_hash=hashed(token)).annotate(live=Exists(of_it))
    share = found.select_related("experiment__guest__user").first()
    if share is None:
        raise Http404("no such link")
    return share


def access_shared_run(share: Share, run_id: UUID) -> Kept:
    """Return a run that a link shows. Raises: Http404."""
    kept = Kept.objects.filter(experiment_id=share.experiment_id, run_id=run_id)
    found = kept.select_related("run").first()
    if found is None:
        raise Http404("no such run")
    return found
