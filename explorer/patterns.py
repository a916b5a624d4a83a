"""``/patterns/``: every component in every state, drawn by the templates that the site uses."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

from explorer.catalog.fields import Field, Option
from explorer.catalog.pages import Example
from explorer.runs.status import Status
from explorer.workshops.answers import Answers
from explorer.workshops.models import Room
from explorer.workshops.plans import Question
from explorer.workshops.seat_pages import StepLink
from explorer.workshops.wall import Tile
from labs.contract import Choice, Claim, Several, Slider, Switch, Text, Upload
from labs.registry import labs

HUES = (
    "parameters", "tokens", "compute", "loss", "held-out", "fitted", "gradients", "states",
    "activations",
)  # fmt: skip

_NOBODY = UUID(int=0)


@require_safe
def patterns(request: HttpRequest) -> HttpResponse:
    context = {
        "controls": list(_controls()),
        "statuses": list(_statuses()),
        "claims": list(_claims()),
        "examples": _examples(),
        "hues": HUES,
        "steps": range(8),
        "lab": next(iter(labs().values())),
        "nobody": _NOBODY,
        "class_rooms": _rooms(),
        "class_steps": _steps(),
        "class_tiles": _tiles(),
        "class_answers": _answers(),
    }
    return render(request, "patterns/index.html", context)


def _field(name: str, control: Any, **more: Any) -> Field:
    words = {"label": name.capitalize(), "help": "", "value": "", "default": "", "error": ""}
    return Field(**{**words, "name": name, "control": control, **more})


def _options(chosen: str, **words: str) -> tuple[Option, ...]:
    return tuple(Option(value, label, value == chosen) for value, label in words.items())


def _controls() -> list[Field]:
    noise = Slider(0, 0.1, step=0.001)
    few = {"huber": "Huber", "lad": "Absolute", "squared": "Squared"}
    long = {"printed": "As printed in the paper", "unrounded": "Unrounded", "refit": "Refit, 2024"}
    many = {"adamw": "AdamW", "sgd": "SGD", "lomo": "LOMO", "galore": "GaLore"}
    sizes = {"12": "7k", "16": "10k", "24": "20k", "32": "33k", "48": "68k"}
    ticked = tuple(replace(each, chosen=each.value < "30") for each in _options("", **sizes))
    stray = "How far each simulated loss strays: the standard deviation of ln L."
    return [
        _field("noise", noise, value="0.01", default="0.01", help=stray),
        _field("budget", Slider(17, 28, 0.01, "log₁₀ FLOP"), value="24.5", default="23.76"),
        _field("runs", Slider(12, 400), value="900", default="240",
               error="runs is 900, but it must be at most 400; set it between 12 and 400"),
        _field("loss", Choice(few), value="lad", default="huber", options=_options("lad", **few)),
        _field("law", Choice(long), value="refit", default="refit",
               options=_options("refit", **long), help="The published law that points follow."),
        _field("optimizer", Choice(many), value="lomo", default="adamw",
               options=_options("lomo", **many)),
        _field("widths", Several(sizes), value="12,16,24", default="12,16", options=ticked,
               help="The models to train, by their number of parameters."),
        _field("clip", Switch(), value="true", default="false", help="Cut long gradients short."),
        _field("warmup", Switch(), value="false", default="false"),
        _field("prompt", Text(80), value="a red ball rolls uphill", default=""),
        _field("rules", Text(400, lines=3), value="", default="", help="One rule a line."),
        _field("points", Upload((".csv",), paste=True),
               help="A CSV with a loss and two of parameters, tokens and compute."),
        _field("weights", Upload((".csv",)), value="9f86d081884c7d659a2feaa0c55ad015" * 2),
        _field("seed", Slider(0, 2**31 - 1), value="7", default="0",
               help="Where the random numbers start."),
    ]  # fmt: skip


def _statuses() -> list[Status]:
    late = "time limit of 60 s reached at step 212 of 400; ask for fewer steps"
    return [
        Status(_NOBODY, "waking"),
        Status(_NOBODY, "queued", queue_position=2, eta_seconds=12),
        Status(_NOBODY, "running", worker="cpu-1", fraction=0.35, doing="step 140 of 400"),
        Status(_NOBODY, "running", worker="cpu-1", cancelling=True),
        Status(_NOBODY, "finished"),
        Status(_NOBODY, "failed", error=late),
        Status(_NOBODY, "cancelled"),
    ]


def _claims() -> list[SimpleNamespace]:
    lab = next(iter(labs().values()))
    claim: Claim = lab.claims[0]
    verdicts = (("holds", 0.507), ("holds in miniature", 0.512), ("not reproduced", 0.4565))
    rows = [SimpleNamespace(claim=claim, verdict=v, measured=m) for v, m in verdicts]
    return [*rows, SimpleNamespace(claim=claim, verdict=None, measured=None)]


def _examples() -> list[Example]:
    return [
        Example("A clean world", "?noise=0.001", current=True),
        Example("A noisy budget", "?noise=0.05", current=False),
        Example("Only the small runs", "?noise=0.02", current=False),
    ]


def _rooms() -> list[Room]:
    now = timezone.now()
    return [Room(paused_at=now), Room(opened_at=now, ended_at=now)]


def _steps() -> list[StepLink]:
    return [
        StepLink(1, "Guess first", current=False, open=True),
        StepLink(2, "Who needs the gradients?", current=True, open=True),
        StepLink(3, "Does it fit?", current=False, open=False),
    ]


def _tiles() -> list[Tile]:
    return [
        Tile(1, "Ben", 1, "asked"),
        Tile(2, "Cleo", 1, "idle", heat=4),
        Tile(3, "Dana", 1, "answered", heat=2),
        Tile(4, "Emil", 2, "queued"),
        Tile(5, "Fay", 2, "running", percent=35, pinned=True),
        Tile(6, "Gus", 2, "finished", holds=6, fails=1, shows="agreed"),
        Tile(7, "Hale", 2, "finished", holds=2, shows="agreed", spotlit=True),
        Tile(8, "Iris", 2, "failed", shows="asked"),
        Tile(9, "Jo", 2, "cancelled", heat=1),
    ]


def _answers() -> list[Answers]:
    number = Question(kind="number", text="Your guess in GiB", high=200)
    choice = Question(
        kind="choice", text="What runs out first?", choices=("Memory", "Time", "Data")
    )
    words = Question(kind="text", text="Why?")
    curve = Question(kind="draw", text="How will the loss fall?", high=4)
    guesses = [("Ben", 40.0), ("Cleo", 41.0), ("Dana", 100.0)]
    chosen = [("", "Memory"), ("", "Memory"), ("", "Data")]
    return [
        Answers(number, guesses),
        Answers(choice, chosen),
        Answers(words, [("Emil", "The gradients wait for one another.")]),
        Answers(curve, [("Fay", [4.0, 3.0, 2.4, 2.0, 1.8, 1.6, 1.5, 1.4, 1.4])]),
        Answers(number.model_copy(update={"text": "Nobody has answered yet"}), []),
    ]


urlpatterns = [path("patterns/", patterns, name="patterns")]
