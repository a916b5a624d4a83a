"""Who may do what: every address, every method, everybody."""

from collections.abc import Callable, Iterator

import pytest
from django.db.models.functions import Now
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from explorer.accounts.models import Guest, User
from explorer.api.tokens import make_token
from explorer.experiments.models import Share
from explorer.experiments.services import create_experiment, keep_runs
from explorer.experiments.sharing import share_experiment, withdraw_share
from explorer.experiments.words import Words
from explorer.runs.models import Artifact, Run, RunState
from explorer.runs.services import start_run
from explorer.runs.uploads import keep_blob
from explorer.runs.writing import settle_run
from tests.explorer.access_table import (
    FALLEN,
    FORM,
    LAB,
    METHODS,
    TABLE,
    WHO,
    Door,
    Stage,
    artifact,
)
from tests.explorer.workshops.test_access import TABLE as ROOMS


def routes(patterns: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from routes(each.url_patterns)
        else:
            yield each


def test_every_address_of_the_site_is_in_the_table() -> None:
    names = {route.name for route in routes(get_resolver().url_patterns)}
    assert names == set(TABLE) | set(ROOMS)


@pytest.fixture
def stage(transactional_db: None, ben: Guest) -> Stage:
    def run(seed: int, state: RunState | None = None, error: str = "") -> Run:
        made = start_run(LAB, LAB.params(seed=seed), ben, budget=None)
        Artifact.objects.create(run=made, name="law.json", blob=keep_blob(b"{}", "text/plain"))
        if state:
            settle_run(made, state, error, started_at=Now())
        return Run.objects.get(id=made.id)

    make_token(ben, "a script")
    orphan = run(4)
    orphan.asks.all().delete()
    queued, finished = run(1), run(2, RunState.FINISHED)
    experiment = create_experiment(ben, Words("Noise"))
    keep_runs(experiment, [queued, finished])
    links = {name: share_experiment(experiment, None) for name in ("open", *FALLEN)}
    withdraw_share(links["withdrawn"])
    Share.objects.filter(id=links["expired"].id).update(expires_at=Now())
    Share.objects.filter(id=links["unknown"].id).delete()
    return Stage(
        experiment=experiment,
        links=links,
        queued=queued,
        finished=finished,
        failed=run(3, RunState.FAILED, "it broke"),
        orphan=orphan,
    )


@pytest.mark.parametrize("name", TABLE)
def test_everybody_gets_what_the_table_says(
    name: str,
    stage: Stage,
    ben: Guest,
    cleo: Guest,
    ada: User,
    client_of: Callable[[Guest | User], Client],
) -> None:
    cast = {"cleo": cleo, "ben": ben, "ada": ada}
    guests = {"cleo": cleo, "ben": ben, "ada": ada.guest}
    tokens = {who: make_token(guest, "a script") for who, guest in guests.items()}

    def browser(who: str) -> Client:
        """Return somebody's browser, which holds their token too."""
        if who not in cast:
            return Client()
        made = client_of(cast[who])
        made.defaults["HTTP_AUTHORIZATION"] = f"Bearer {tokens[who]}"
        return made

    for door in TABLE[name]:
        address = door.address(stage)
        for method in METHODS:
            sent = door.body(stage)
            got = tuple(status(browser(who), method, address, *sent) for who in WHO)
            assert got == door.expected(method), f"{method} {address}"


def status(browser: Client, method: str, address: str, body: str, kind: str = FORM) -> int:
    answer = browser.generic(method, address, body, kind)
    answer.close()
    return answer.status_code


@pytest.mark.parametrize(
    ("name", "door"),
    [
        (name, door)
        for name, doors in TABLE.items()
        for door in doors
        if "POST" in door.answers and not door.by_token
    ],
)
def test_nothing_is_written_without_the_forms_own_token(
    name: str, door: Door, stage: Stage
) -> None:
    answer = Client(enforce_csrf_checks=True).post(door.address(stage))
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "door", [door for doors in TABLE.values() for door in doors if door.by_token]
)
def test_a_cookie_opens_nothing_to_programs(
    door: Door, stage: Stage, ben: Guest, client_of: Callable[[Guest], Client]
) -> None:
    for method, (nobody, *_) in door.answers.items():
        sent = door.body(stage)
        assert status(client_of(ben), method, door.address(stage), *sent) == nobody


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
