"""Workshops, the rooms in which they are held, and what each student did there."""

from datetime import timedelta
from functools import cached_property
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from explorer.accounts.models import Guest, unguessable
from explorer.runs.models import Run
from explorer.workshops.codes import spoken
from explorer.workshops.plans import Plan, Step

KEPT_DAYS = 30
"""How long after it was opened a room deletes itself."""


class Workshop(models.Model):
    """A teacher's plan: steps that can be held with many classes."""

    id = models.UUIDField(primary_key=True, default=unguessable)
    guest = models.ForeignKey(Guest, on_delete=models.CASCADE, related_name="workshops")
    document = models.JSONField()
    """A ``Plan``, as it is exported."""
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["guest", "-updated_at"], name="own_workshops_newest_first")
        ]

    def __str__(self) -> str:
        return self.plan.title

    @cached_property
    def plan(self) -> Plan:
        return Plan.model_validate(self.document)


class Pace(models.TextChoices):
    SELF = "self", "Everybody at their own pace"
    TEACHER = "teacher", "All on the step I choose"
    WINDOW = "window", "Freely within the steps I choose"


class Room(models.Model):
    """One class on one day. It has its own copy of the plan: later edits harm nobody."""

    id = models.UUIDField(primary_key=True, default=unguessable)
    guest = models.ForeignKey(Guest, on_delete=models.CASCADE, related_name="rooms")
    """The teacher who opened it."""
    workshop = models.ForeignKey(
        Workshop, null=True, on_delete=models.SET_NULL, related_name="rooms"
    )
    document = models.JSONField()
    code = models.CharField(max_length=8)
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    approves = models.BooleanField(default=False)
    """Whether a teacher lets each student in."""

    pace = models.TextField(choices=Pace.choices, default=Pace.SELF)
    first_step = models.PositiveIntegerField(default=1)
    last_step = models.PositiveIntegerField()
    """Students may be on the steps from the first to the last of these."""
    paused_at = models.DateTimeField(null=True)
    revealed = ArrayField(models.PositiveIntegerField(), default=list)
    """Steps whose answers the whole class sees."""
    anonymous = models.BooleanField(default=False)
    spotlight = models.ForeignKey("Seat", null=True, on_delete=models.SET_NULL, related_name="+")
    """Whose result the whole class is shown."""
    version = models.PositiveBigIntegerField(default=1)
    """Rises with whatever students see change."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["code"], condition=Q(ended_at=None), name="open_rooms_have_own_codes"
            ),
            models.CheckConstraint(
                condition=Q(first_step__gte=1, last_step__gte=models.F("first_step")),
                name="room_steps_are_a_window",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan.title} ({self.code})"

    @cached_property
    def plan(self) -> Plan:
        return Plan.model_validate(self.document)

    def step(self, number: int) -> Step:
        return self.plan.steps[number - 1]

    @property
    def spoken(self) -> str:
        return spoken(self.code)

    @property
    def is_open(self) -> bool:
        return self.ended_at is None

    @classmethod
    def open(cls) -> "QuerySet[Room]":
        """Return the rooms that may be joined now."""
        return cls.objects.filter(ended_at=None, opened_at__gt=Now() - timedelta(days=KEPT_DAYS))

    @property
    def deleted_at(self) -> object:
        """When the room deletes itself."""
        return self.opened_at + timedelta(days=KEPT_DAYS)


class CoTeacher(models.Model):
    """Somebody who followed the room's link for teachers."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="co_teachers")
    guest = models.ForeignKey(Guest, on_delete=models.CASCADE, related_name="co_teaching")
    joined_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["room", "guest"], name="a_guest_co_teaches_once"),
        ]

    def __str__(self) -> str:
        return f"{self.guest_id} helps in {self.room_id}"


class SeatState(models.TextChoices):
    ASKED = "asked"
    IN = "in"
    DENIED = "denied"
    LEFT = "left"


class Seat(models.Model):
    """A student in a room: a nickname and the browser it was typed in, nothing else."""

    id = models.UUIDField(primary_key=True, default=unguessable)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="seats")
    guest = models.ForeignKey(Guest, on_delete=models.CASCADE, related_name="seats")
    number = models.PositiveIntegerField()
    """In order of joining, from 1; decides the alias and the cell that is dealt."""
    nickname = models.TextField()
    state = models.TextField(choices=SeatState.choices, default=SeatState.IN)
    step = models.PositiveIntegerField(default=1)
    """Where a student who goes at their own pace is."""
    moved_at = models.DateTimeField()
    """When the student last did something."""
    joined_at = models.DateTimeField()
    pinned = models.BooleanField(default=False)
    show_asked_at = models.DateTimeField(null=True)
    """A teacher would like to show this student's result."""
    show_agreed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["room", "guest"], name="a_guest_sits_once"),
            models.UniqueConstraint(fields=["room", "number"], name="seats_are_numbered"),
        ]

    def __str__(self) -> str:
        return self.nickname


class SeatRun(models.Model):
    """A student ran a step; equal runs are shared, so several students may have one."""

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="seat_runs")
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="seat_runs")
    step = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    first_asked = models.BooleanField(default=True)
    """Whether the guest had not asked for this run before; if so it goes with the room."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["seat", "step", "run"], name="a_seat_runs_a_run_once_a_step"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat_id} ran {self.run_id} at step {self.step}"


class Answer(models.Model):
    """What a student said before the result was revealed."""

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="answers")
    step = models.PositiveIntegerField()
    value = models.JSONField()
    """A number, a text, or the points of a drawn curve."""
    answered_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["seat", "step"], name="a_seat_answers_a_step_once"),
        ]

    def __str__(self) -> str:
        return f"{self.seat_id} answered step {self.step}"


class Bet(models.Model):
    """What a student expects of the run that the class's law has not seen."""

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="bets")
    step = models.PositiveIntegerField()
    value = models.FloatField()
    placed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["seat", "step"], name="a_seat_bets_once_a_step"),
        ]

    def __str__(self) -> str:
        return f"{self.seat_id} bets {self.value} at step {self.step}"


class FailedJoin(models.Model):
    """A code that opened nothing: counted for a few minutes, per address and for the whole site."""

    address_hash = models.CharField(max_length=64)
    failed_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["failed_at", "address_hash"], name="failed_joins_by_time"),
        ]

    def __str__(self) -> str:
        return f"a failed join at {self.failed_at}"
