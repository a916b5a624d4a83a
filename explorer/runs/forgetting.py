"""Deletes uploads and parts that no run uses, a month after they were last brought or used."""

from datetime import timedelta

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Now

from explorer.runs.models import LIVE, SETTLED, Artifact, Blob, PartUse, Run

KEPT_DAYS = 30
NAMED_BY_RUNS = """
    SELECT setting.value FROM runs_run, jsonb_each_text(runs_run.params) AS setting
    WHERE length(setting.value) = 64
"""


def forget_orphans() -> int:
    """Delete what nobody needs any more; return how many uploads that were."""
    forget_parts()
    return sum(_forget(blob.sha256, _orphans()) for blob in _orphans())


@transaction.atomic
def forget_parts() -> None:
    """Delete settled parts: at once those whose runs were all deleted, others when long unused.

    What became of their use is looked up once more under the lock: a run may begin to use one.
    """
    locked = [part.id for part in _unused_parts().select_for_update(of=("self",))]
    _unused_parts().filter(id__in=locked).delete()


def _unused_parts() -> QuerySet[Run]:
    lately = Q(run__state__in=LIVE) | Q(used_at__gt=Now() - timedelta(days=KEPT_DAYS))
    used = Exists(PartUse.objects.filter(lately, part=OuterRef("pk")))
    return Run.objects.filter(~used, part=True, state__in=SETTLED)


def _orphans() -> QuerySet[Blob]:
    return _unneeded().filter(created_at__lt=Now() - timedelta(days=KEPT_DAYS))


def _unneeded() -> QuerySet[Blob]:
    kept_by_a_run = Exists(Artifact.objects.filter(blob=OuterRef("pk")))
    named = RawSQL(NAMED_BY_RUNS, ())  # noqa: S611
    return Blob.objects.exclude(kept_by_a_run).exclude(sha256__in=named)


def forget_unneeded(sha256: str) -> bool:
    """Delete one file now, however new it is, unless a run uses it."""
    return _forget(sha256, _unneeded())


@transaction.atomic
def _forget(sha256: str, among: QuerySet[Blob]) -> bool:
    """Delete one upload under its lock; whoever brings it again meanwhile waits and keeps it."""
    blob = among.select_for_update(of=("self",)).filter(sha256=sha256).first()
    if blob is None:
        return False
    path = blob.path
    blob.delete()
    default_storage.delete(path)
    return True
