"""Makes links to experiments and takes them back."""

from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from explorer.accounts.models import unguessable
from explorer.experiments.models import Experiment, Share
from explorer.experiments.services import NoRoom
from explorer.experiments.tokens import hashed, token_of

MOST_SHARES = 20


@transaction.atomic
def share_experiment(
    experiment: Experiment, lasts: timedelta | None, *, hides_name: bool = False
) -> Share:
    """Make a link that lasts so long, or until it is withdrawn. Raises: NoRoom."""
    Experiment.objects.select_for_update().get(id=experiment.id)
    if (had := Share.valid().filter(experiment=experiment).count()) >= MOST_SHARES:
        raise NoRoom(f"{had} links to this experiment work, and {MOST_SHARES} is the most; "
                     "withdraw one")  # fmt: skip
    id_ = unguessable()
    return Share.objects.create(
        id=id_,
        experiment=experiment,
        token_hash=hashed(token_of(id_)),
        expires_at=timezone.now() + lasts if lasts else None,
        hides_name=hides_name,
    )


def withdraw_share(share: Share) -> None:
    """Let a link open nothing any more."""
    Share.objects.filter(id=share.id, revoked_at=None).update(revoked_at=Now())
