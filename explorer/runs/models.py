"""A run, its events and what it kept. Only ``services`` writes here."""

from collections.abc import Mapping
from typing import ClassVar

from django.db import models
from django.db.models import Q
from pydantic import ValidationError

from explorer.accounts.models import Guest, unguessable
from labs.contract import Event, Lab, Params, Part
from labs.registry import labs


class RunState(models.TextChoices):
    QUEUED = "queued"
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"
    CANCELLED = "cancelled"


QUEUES = ("cpu", "gpu")
LIVE = (RunState.QUEUED, RunState.RUNNING)
SETTLED = (RunState.FINISHED, RunState.FAILED, RunState.CANCELLED)
SHARED = (*LIVE, RunState.FINISHED)
GUESTS = "guests"
"""The party of all who have no account and sit in no room."""
USER = "user "
"""How the party of one who has an account begins."""


class NotShown(ValueError):
    """A kept run cannot be read by the labs that are installed now. Says why in one sentence."""


class Run(models.Model):
    """One computation of a lab, or of a part: what was asked, who holds it, how it ended."""

    id = models.UUIDField(primary_key=True, default=unguessable)
    part = models.BooleanField(default=False, db_default=False)
    """Computed for runs, which ``PartUse`` names; no visitor asks for it or sees it."""
    lab_slug = models.TextField()
    lab_version = models.PositiveIntegerField()
    params = models.JSONField()
    seed = models.BigIntegerField()
    fingerprint = models.CharField(max_length=64)
    likeness = models.CharField(max_length=64, blank=True, default="", db_default="")
    """The fingerprint without the seed, which runs share that differ in nothing else."""
    repeat = models.PositiveIntegerField(default=0)
    state = models.TextField(choices=RunState.choices, default=RunState.QUEUED)
    queue = models.TextField()
    room = models.UUIDField(null=True)
    """The workshop's room that first asked for it: rooms take turns, and so do their students."""

    attempt = models.PositiveIntegerField(default=0)
    fence = models.PositiveBigIntegerField(default=0)
    lease_owner = models.TextField(blank=True)
    lease_expires_at = models.DateTimeField(null=True)
    rung_at = models.DateTimeField(null=True)
    cancel_requested_at = models.DateTimeField(null=True)
    last_seq = models.PositiveBigIntegerField(default=0)

    error = models.TextField(blank=True)
    worker = models.TextField(blank=True)
    device = models.TextField(blank=True)
    provenance = models.JSONField(default=dict)
    cpu_seconds = models.FloatField(null=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    guests: "models.ManyToManyField[Guest, Ask]" = models.ManyToManyField(
        Guest, through="Ask", related_name="runs"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["fingerprint", "repeat"],
                condition=Q(state__in=SHARED),
                name="equal_runs_are_shared",
            ),
            models.CheckConstraint(
                condition=Q(state=RunState.FAILED) ^ Q(error=""), name="run_failed_iff_error"
            ),
            models.CheckConstraint(
                condition=Q(state=RunState.RUNNING) ^ Q(lease_expires_at=None),
                name="run_leased_iff_running",
            ),
            models.CheckConstraint(
                condition=Q(state__in=SETTLED) ^ Q(settled_at=None), name="run_settled_iff_dated"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["queue", "created_at"], condition=Q(state__in=LIVE), name="live_runs"
            ),
            models.Index(
                fields=["lab_slug", "part", "-settled_at"],
                condition=Q(state=RunState.FINISHED),
                name="newest_results_of_a_lab",
            ),
            models.Index(
                fields=["likeness"], condition=Q(state=RunState.FINISHED), name="like_results"
            ),
            models.Index(
                fields=["room", "started_at"],
                condition=Q(room__isnull=False),
                name="runs_of_a_room",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lab_slug} {self.id.hex[:8]} ({self.state})"

    @property
    def settled(self) -> bool:
        return self.state in SETTLED

    @property
    def stage_id(self) -> str:
        """The prefix of this run's slots on any page."""
        return f"s{self.id.hex[:12]}"

    @property
    def lab(self) -> Lab:
        """The lab as it is now. Raises: NotShown."""
        if self.lab_slug not in labs():
            raise NotShown(
                f"this run is of the lab {self.lab_slug}, which is not installed here; "
                "install it to see the run"
            )
        return labs()[self.lab_slug]

    @property
    def declared(self) -> Mapping[str, type[Event]]:
        """Every event it may tell, by name. Raises: NotShown."""
        return self._lab_part.events if self.part else self.lab.events

    @property
    def _lab_part(self) -> Part:
        if self.lab.part is None:
            raise NotShown(f"{self.lab_slug} is no longer divided into parts; run the lab anew")
        return self.lab.part

    def lab_params(self) -> Params:
        """Return the settings as the lab reads them now. Raises: NotShown."""
        params = self._lab_part.params if self.part else self.lab.params
        try:
            return params.model_validate(self.params)
        except ValidationError as error:
            raise NotShown(
                f"this run was made with version {self.lab_version} of its lab, and version "
                f"{self.lab.version} does not know its settings; run the lab anew"
            ) from error


class Ask(models.Model):
    """A guest asked for a run; several may share one."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="asks")
    guest = models.ForeignKey(Guest, on_delete=models.CASCADE, related_name="asks")
    asked_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    party = models.TextField(default=GUESTS, db_default=GUESTS)
    """Who takes turns as one: a room, a user, or all guests together."""
    pays = models.BooleanField(default=False, db_default=False)
    """Whether the run was queued for this guest, who joined none that was there."""
    served_at = models.DateTimeField(null=True)
    """When a worker took the run for those who asked for it then."""
    instead = models.BooleanField(default=False, db_default=False)
    """Whether this kept result was given because a new run would have waited too long."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "guest"], name="a_guest_asks_once"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["party", "guest", "served_at"],
                condition=Q(served_at__isnull=False),
                name="when_a_guest_was_served",
            ),
            models.Index(
                fields=["party", "served_at"],
                condition=Q(served_at__isnull=False),
                name="when_a_party_was_served",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.guest_id} asked for {self.run_id}"


class PartUse(models.Model):
    """A run needs a part, or needed it once; several runs may use one."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="uses")
    part = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="used_by")
    used_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "part"], name="a_run_uses_a_part_once"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} uses {self.part_id}"


class RunEvent(models.Model):
    """Something that happened, numbered without gaps within its run."""

    pk = models.CompositePrimaryKey("run_id", "seq")
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="events", db_index=False)
    seq = models.PositiveBigIntegerField()
    name = models.TextField()
    data = models.JSONField()
    superseded = models.BooleanField(default=False)
    """An attempt that died had gone past its last checkpoint; the next one told it again."""

    def __str__(self) -> str:
        return f"{self.seq} {self.name}"


class Checkpoint(models.Model):
    """Where the next attempt goes on."""

    run = models.OneToOneField(Run, on_delete=models.CASCADE, related_name="checkpoint")
    number = models.PositiveIntegerField()
    seq = models.PositiveBigIntegerField()
    state = models.BinaryField()

    def __str__(self) -> str:
        return f"checkpoint {self.number} at event {self.seq}"


class Blob(models.Model):
    """Bytes named by their content: an upload or an artifact."""

    sha256 = models.CharField(primary_key=True, max_length=64)
    size = models.PositiveBigIntegerField()
    mime = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.sha256

    @property
    def path(self) -> str:
        return f"blobs/{self.sha256[:2]}/{self.sha256}"


class Artifact(models.Model):
    """Something a run kept, under the name the lab gave it."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="artifacts")
    name = models.TextField()
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "name"], name="artifact_names_are_unique"),
        ]

    def __str__(self) -> str:
        return self.name


class Worker(models.Model):
    """A process that runs labs, and when it was last heard of."""

    name = models.TextField(primary_key=True)
    queue = models.TextField()
    device = models.TextField()
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
