"""What a visitor keeps together, and the links by which others may look at it."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from explorer.accounts.models import Guest, unguessable
from explorer.experiments.tokens import hashed, token_of
from explorer.runs.models import Run


class Experiment(models.Model):
    """Runs that belong together, with a title, notes in markdown, and tags."""

    id = models.UUIDField(primary_key=True, default=unguessable)
    guest = models.ForeignKey(Guest, on_delete=models.CASCADE, related_name="experiments")
    title = models.TextField()
    notes = models.TextField(blank=True)
    tags = ArrayField(models.TextField(), default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now_add=True)

    runs: "models.ManyToManyField[Run, Kept]" = models.ManyToManyField(
        Run, through="Kept", related_name="experiments"
    )
    family = models.UUIDField(db_index=True)
    """The id of the experiment that all of a family tree were forked from, first or last."""
    parent = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="forks")
    via = models.ForeignKey("Share", null=True, on_delete=models.SET_NULL, related_name="forks")
    """The link through which the parent was seen."""
    original = models.ForeignKey(Run, null=True, on_delete=models.SET_NULL, related_name="+")
    """The run that was on the page when the parent was forked."""

    class Meta:
        indexes: ClassVar = [models.Index(fields=["guest", "-updated_at"], name="own_newest_first")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_fork(self) -> bool:
        return self.family != self.id


class Kept(models.Model):
    """A run's place in an experiment."""

    experiment = models.ForeignKey(Experiment, on_delete=models.CASCADE, related_name="kept")
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="keepings")
    number = models.PositiveIntegerField()
    kept_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["experiment", "run"], name="a_run_is_kept_once"),
            models.UniqueConstraint(fields=["experiment", "number"], name="kept_runs_are_numbered"),
        ]

    def __str__(self) -> str:
        return f"run {self.number} of {self.experiment_id}"


class Share(models.Model):
    """A link that lets its holder read an experiment. Its token is nowhere in the database."""

    id = models.UUIDField(primary_key=True, default=unguessable)
    experiment = models.ForeignKey(Experiment, on_delete=models.CASCADE, related_name="shares")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    hides_name = models.BooleanField(default=False)

    author = ""
    """The name of whoever shares it; ``access_share`` finds it, as what follows."""
    live = False
    """Whether it shows a run that is under way."""
    related = False
    """Whether whoever looks has an experiment of the same family."""

    def __str__(self) -> str:
        return f"link {self.id.hex[:8]}"

    @classmethod
    def valid(cls) -> "QuerySet[Share]":
        """Return the links that were not withdrawn and have not run out."""
        unexpired = Q(expires_at=None) | Q(expires_at__gt=Now())
        return cls.objects.filter(unexpired, revoked_at=None)

    @property
    def token(self) -> str | None:
        """The token for its owner's eyes; None where the site's secret key has changed since."""
        token = token_of(self.id)
        return token if hashed(token) == self.token_hash else None
