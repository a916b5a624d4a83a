"""Who may do what: every address, every method, everybody."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from django.db.models.functions import Now
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from explorer.accounts.models import Guest
from explorer.runs.models import Artifact, Run, RunState
from explorer.runs.services import start_run
from explorer.runs.uploads import keep_blob
from explorer.runs.writing import settle_run
from explorer.stylesheet import address as stylesheet_address
from labs.registry import labs

LAB = labs()["scaling_laws"]
WHO = ("nobody", "cleo", "ben")
"""Ben asked for the runs, Cleo is a guest who did not, and nobody has no cookie."""
EXPORTS = ("preview", "qr", "csv", "json", "notebook", "bibtex", "offline")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

Statuses = tuple[int, int, int]
Address = Callable[["Stage"], str]

READ_BY_ALL = {"GET": (200, 200, 200), "HEAD": (200, 200, 200)}
READ_BY_NOBODY = {"GET": (404, 404, 404), "HEAD": (404, 404, 404)}
READ_BY_WHO_ASKED = {"GET": (404, 404, 200), "HEAD": (404, 404, 200)}


@dataclass(frozen=True)
class Stage:
    """The runs that the table is about. Ben asked for the first three."""

    queued: Run
    finished: Run
    failed: Run
    orphan: Run
    """Its guests are gone."""


@dataclass(frozen=True)
class Door:
    """An address and what it answers; methods that are not named get 405 whoever asks."""

    address: Address
    answers: dict[str, Statuses]
    sent: dict[str, str] = field(default_factory=dict)


def of(name: str, run: str = "") -> Address:
    return lambda stage: reverse(name, args=[getattr(stage, run).id] if run else [])


def of_lab(name: str, slug: str = LAB.slug) -> Address:
    return lambda _: reverse(name, args=[slug])


def artifact(run: str) -> Address:
    return lambda stage: reverse("artifact", args=[getattr(stage, run).id, "law.json"])


def oembed(run: str) -> Address:
    return lambda stage: (
        reverse("oembed")
        + "?url=http://testserver"
        + reverse("result", args=[getattr(stage, run).id])
    )


def stream(*runs: str) -> Address:
    return lambda stage: (
        reverse("stream") + "?runs=" + ",".join(f"{getattr(stage, run).id.hex}.0" for run in runs)
    )


TABLE: dict[str, list[Door]] = {
    "home": [Door(of("home"), READ_BY_ALL)],
    "about": [Door(of("about"), READ_BY_ALL)],
    "patterns": [Door(of("patterns"), READ_BY_ALL)],
    "healthz": [Door(of("healthz"), READ_BY_ALL)],
    "readyz": [Door(of("readyz"), READ_BY_ALL)],
    "stylesheet": [
        Door(lambda _: stylesheet_address(), READ_BY_ALL),
        Door(lambda _: reverse("stylesheet", args=["0" * 12]), READ_BY_NOBODY),
    ],
    "lab": [
        Door(of_lab("lab"), READ_BY_ALL),
        Door(of_lab("lab", "nothing"), READ_BY_NOBODY),
    ],
    "preview": [
        Door(of_lab("preview"), {**READ_BY_ALL, "POST": (200, 200, 200)}),
        Door(of_lab("preview", "nothing"), {**READ_BY_NOBODY, "POST": (404, 404, 404)}),
    ],
    "start_run": [
        Door(of_lab("start_run"), {"POST": (302, 302, 302)}),
        Door(of_lab("start_run"), {"POST": (422, 422, 422)}, sent={"noise": "7"}),
        Door(of_lab("start_run", "nothing"), {"POST": (404, 404, 404)}),
    ],
    "runs": [Door(of("runs"), READ_BY_ALL)],
    "run": [
        Door(of("run", "queued"), READ_BY_WHO_ASKED),
        Door(of("run", "finished"), READ_BY_WHO_ASKED),
        Door(of("run", "failed"), READ_BY_WHO_ASKED),
        Door(of("run", "orphan"), READ_BY_NOBODY),
    ],
    "cancel_run": [
        Door(of("cancel_run", "queued"), {"POST": (404, 404, 302)}),
        Door(of("cancel_run", "orphan"), {"POST": (404, 404, 404)}),
    ],
    "result": [
        Door(of("result", "finished"), READ_BY_ALL),
        Door(of("result", "queued"), READ_BY_NOBODY),
        Door(of("result", "failed"), READ_BY_NOBODY),
    ],
    **{
        f"export_{name}": [
            Door(of(f"export_{name}", "finished"), READ_BY_ALL),
            Door(of(f"export_{name}", "queued"), READ_BY_NOBODY),
            Door(of(f"export_{name}", "failed"), READ_BY_NOBODY),
            Door(of(f"export_{name}", "orphan"), READ_BY_NOBODY),
        ]
        for name in EXPORTS
    },
    "embed": [
        Door(of("embed", "finished"), READ_BY_ALL),
        Door(of("embed", "queued"), READ_BY_NOBODY),
        Door(of("embed", "failed"), READ_BY_NOBODY),
    ],
    "oembed": [
        Door(oembed("finished"), READ_BY_ALL),
        Door(oembed("queued"), READ_BY_NOBODY),
        Door(of("oembed"), READ_BY_NOBODY),
    ],
    "artifact": [
        Door(artifact("finished"), READ_BY_ALL),
        Door(artifact("queued"), READ_BY_NOBODY),
    ],
    "stream": [
        Door(stream("queued"), {"GET": (404, 404, 200)}),
        Door(stream("finished"), {"GET": (200, 200, 200)}),
        Door(stream("finished", "queued"), {"GET": (404, 404, 200)}),
        Door(stream("orphan"), {"GET": (404, 404, 404)}),
        Door(of("stream"), {"GET": (404, 404, 404)}),
    ],
}


def routes(patterns: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from routes(each.url_patterns)
        else:
            yield each


def test_every_address_of_the_site_is_in_the_table() -> None:
    names = {route.name for route in routes(get_resolver().url_patterns)}
    assert names == set(TABLE)


@pytest.fixture
def stage(transactional_db: None, ben: Guest) -> Stage:
    def run(seed: int, state: RunState | None = None, error: str = "") -> Run:
        made = start_run(LAB, LAB.params(seed=seed), ben, budget=None)
        Artifact.objects.create(run=made, name="law.json", blob=keep_blob(b"{}", "text/plain"))
        if state:
            settle_run(made, state, error, started_at=Now())
        return Run.objects.get(id=made.id)

    orphan = run(4)
    orphan.asks.all().delete()
    return Stage(
        queued=run(1),
        finished=run(2, RunState.FINISHED),
        failed=run(3, RunState.FAILED, "it broke"),
        orphan=orphan,
    )


@pytest.mark.parametrize("name", TABLE)
def test_everybody_gets_what_the_table_says(
    name: str, stage: Stage, ben: Guest, cleo: Guest, client_of: Callable[[Guest], Client]
) -> None:
    browsers = {"nobody": Client, "cleo": lambda: client_of(cleo), "ben": lambda: client_of(ben)}
    for door in TABLE[name]:
        address = door.address(stage)
        for method in METHODS:
            got = tuple(status(browsers[who](), method, address, door) for who in WHO)
            assert got == door.answers.get(method, (405, 405, 405)), f"{method} {address}"


def status(browser: Client, method: str, address: str, door: Door) -> int:
    body = "&".join(f"{name}={value}" for name, value in door.sent.items())
    answer = browser.generic(method, address, body, "application/x-www-form-urlencoded")
    answer.close()
    return answer.status_code


@pytest.mark.parametrize(
    ("name", "door"),
    [(name, door) for name, doors in TABLE.items() for door in doors if "POST" in door.answers],
)
def test_nothing_is_written_without_the_forms_own_token(
    name: str, door: Door, stage: Stage
) -> None:
    answer = Client(enforce_csrf_checks=True).post(door.address(stage))
    assert answer.status_code == 403


def test_looking_makes_nobody_a_guest(stage: Stage) -> None:
    browser = Client()
    for doors in TABLE.values():
        for door in doors:
            if "GET" in door.answers:
                browser.get(door.address(stage)).close()
    assert "guest" not in browser.cookies


@pytest.mark.parametrize("forged", ["", "x", "0" * 32, "0" * 32 + ":signature", "\x7f", "a:b:c"])
def test_a_forged_cookie_is_nobodys(forged: str, stage: Stage) -> None:
    browser = Client()
    browser.cookies["guest"] = forged
    assert browser.get(reverse("run", args=[stage.queued.id])).status_code == 404


def test_artifacts_never_open_as_pages_of_the_site(stage: Stage) -> None:
    answer = Client().get(artifact("finished")(stage))
    answer.close()
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
