"""What everybody gets at every address of the site, for every method."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode
from uuid import uuid4

from django.urls import reverse

from explorer.experiments.models import Experiment, Share
from explorer.experiments.tokens import token_of
from explorer.runs.models import Run
from explorer.stylesheet import address as stylesheet_address
from labs.registry import labs

LAB = labs()["scaling_laws"]
WHO = ("nobody", "cleo", "ben", "ada")
"""Ben asked for the runs and keeps them in an experiment, Cleo is a guest who did not, and nobody
has no cookie. Ada has an account; unless a door says otherwise she gets what Cleo gets."""
METHODS = ("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "POST")
"""What writes comes last: it may delete who asked."""
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
EXPORTS = ("preview", "qr", "csv", "json", "notebook", "bibtex", "offline")

Statuses = tuple[int, int, int]
Address = Callable[["Stage"], str]

READ_BY_ALL = {"GET": (200, 200, 200), "HEAD": (200, 200, 200)}
READ_BY_NOBODY = {"GET": (404, 404, 404), "HEAD": (404, 404, 404)}
READ_BY_TOKEN = {"GET": (401, 404, 200)}
PROGRAMS_READ = {"GET": (200, 200, 200)}
NO_PROGRAM_READS = {"GET": (404, 404, 404)}
READ_BY_WHO_ASKED = {"GET": (404, 404, 200), "HEAD": (404, 404, 200)}


@dataclass(frozen=True)
class Stage:
    """The runs that the table is about. Ben asked for the first three."""

    queued: Run
    finished: Run
    failed: Run
    orphan: Run
    """Its guests are gone."""
    experiment: Experiment
    """Ben's, with the first two runs."""
    links: dict[str, Share]
    """Links to Ben's experiment, by how they stand; ``unknown`` was never kept."""


@dataclass(frozen=True)
class Door:
    """An address and what it answers; methods that are not named get 405 whoever asks."""

    address: Address
    answers: dict[str, Statuses]
    sent: dict[str, str] = field(default_factory=dict)
    by_token: bool = False
    """Programs knock here: with a personal token, and with JSON."""
    ada: dict[str, int] = field(default_factory=dict)
    """What Ada gets instead of what Cleo gets."""
    sends: Callable[["Stage"], dict[str, str]] = lambda _: {}
    """What is sent that only the stage knows."""

    def body(self, stage: "Stage") -> tuple[str, str]:
        """Return what is sent, and of which type it is."""
        sent = {**self.sent, **self.sends(stage)}
        return (json.dumps(sent), JSON) if self.by_token else (urlencode(sent), FORM)

    def expected(self, method: str) -> tuple[int, ...]:
        three = self.answers.get(method, (405, 405, 405))
        return (*three, self.ada.get(method, three[1]))


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


def of_experiment(name: str, stray: bool = False) -> Address:
    return lambda stage: reverse(name, args=[uuid4() if stray else stage.experiment.id])


def of_link(name: str, link: str = "open", query: str = "") -> Address:
    return lambda stage: reverse(name, args=[token_of(stage.links[link].id)]) + query


def shared(name: str, link: str, number: int) -> Address:
    return lambda stage: reverse(name, args=[token_of(stage.links[link].id), number])


def shared_oembed(link: str, number: int) -> Address:
    return lambda stage: (
        f"{reverse('oembed')}?url=http://testserver{of_link('share', link)(stage)}%3Frun={number}"
    )


def withdrawal(link: str) -> Address:
    return lambda stage: reverse("withdraw_share", args=[stage.experiment.id, stage.links[link].id])


FALLEN = ("withdrawn", "expired", "unknown")
BY_THE_OWNER = {"POST": (404, 404, 302)}
READ_BY_GUESTS_ONLY = {"GET": 302, "HEAD": 302}


def api(name: str, run: str = "", **more: str) -> Address:
    return lambda stage: reverse(
        f"api:{name}", kwargs=more | ({"run_id": getattr(stage, run).id} if run else {})
    )


def own(name: str, run: str = "") -> Address:
    """Return where a program finds something in Ben's experiment."""
    return lambda stage: reverse(
        f"api:{name}", args=[stage.experiment.id, *([getattr(stage, run).id] if run else [])]
    )


def through(name: str, link: str = "open", **more: int) -> Address:
    """Return where a program finds what a link to Ben's experiment shows."""
    return lambda stage: reverse(
        f"api:{name}", kwargs={"token": token_of(stage.links[link].id), **more}
    )


def start_by_api(_: "Stage") -> str:
    return f"/api/v1/labs/{LAB.slug}/runs"


def revocation(stage: "Stage") -> str:
    return reverse("revoke_token", args=[stage.failed.asks.get().guest.tokens.latest("made_at").id])


TABLE: dict[str, list[Door]] = {
    "tokens": [
        Door(of("tokens"), {**READ_BY_ALL, "POST": (200, 200, 200)}, sent={"name": "a script"}),
        Door(of("tokens"), {**READ_BY_ALL, "POST": (422, 422, 422)}),
    ],
    "revoke_token": [Door(revocation, {"POST": (404, 404, 302)})],
    "openapi-json": [
        Door(api("openapi-json"), dict.fromkeys(METHODS, (200, 200, 200)), by_token=True)
    ],
    "api-root": [Door(api("api-root"), dict.fromkeys(METHODS, (404, 404, 404)), by_token=True)],
    "api_unknown": [
        Door(lambda _: "/api/x", dict.fromkeys(METHODS, (404, 404, 404)), by_token=True)
    ],
    "api_labs": [Door(api("api_labs"), {"GET": (200, 200, 200)}, by_token=True)],
    "api_lab": [
        Door(api("api_lab", slug=LAB.slug), {"GET": (200, 200, 200)}, by_token=True),
        Door(api("api_lab", slug="nothing"), {"GET": (404, 404, 404)}, by_token=True),
    ],
    "api_file": [
        Door(
            api("api_file", slug=LAB.slug, setting="points"),
            {"POST": (401, 422, 422)},
            by_token=True,
        ),
    ],
    "api_start_run": [
        Door(start_by_api, {"POST": (401, 201, 201)}, by_token=True),
        Door(start_by_api, {"POST": (401, 422, 422)}, sent={"noise": "7"}, by_token=True),
    ],
    "api_runs": [Door(api("api_runs"), {"GET": (401, 200, 200)}, by_token=True)],
    "api_run": [
        Door(api("api_run", "queued"), READ_BY_TOKEN, by_token=True),
        Door(api("api_run", "failed"), READ_BY_TOKEN, by_token=True),
        Door(api("api_run", "orphan"), {"GET": (401, 404, 404)}, by_token=True),
    ],
    "api_cancel_run": [
        Door(api("api_cancel_run", "queued"), {"POST": (401, 404, 200)}, by_token=True),
        Door(api("api_cancel_run", "orphan"), {"POST": (401, 404, 404)}, by_token=True),
    ],
    "api_events": [
        Door(api("api_events", "queued"), READ_BY_TOKEN, by_token=True),
        Door(api("api_events", "orphan"), {"GET": (401, 404, 404)}, by_token=True),
    ],
    "api_follow": [
        Door(api("api_follow", "queued"), READ_BY_TOKEN, by_token=True),
        Door(api("api_follow", "orphan"), {"GET": (401, 404, 404)}, by_token=True),
    ],
    "api_experiments": [
        Door(
            api("api_experiments"),
            {"GET": (401, 200, 200), "POST": (401, 201, 201)},
            sent={"title": "Noise"},
            by_token=True,
        ),
    ],
    "api_experiment": [
        Door(
            own("api_experiment"),
            {"GET": (401, 404, 200), "PUT": (401, 404, 200), "DELETE": (401, 404, 204)},
            sent={"title": "Noise"},
            by_token=True,
        ),
    ],
    "api_kept": [
        Door(
            own("api_kept"),
            {"POST": (401, 404, 200)},
            by_token=True,
            sends=lambda stage: {"run": str(stage.finished.id)},
        ),
        Door(
            own("api_kept"),
            {"POST": (401, 404, 404)},
            by_token=True,
            sends=lambda stage: {"run": str(stage.orphan.id)},
        ),
    ],
    "api_kept_run": [
        Door(own("api_kept_run", "finished"), {"DELETE": (401, 404, 204)}, by_token=True),
    ],
    "api_shares": [
        Door(own("api_shares"), {"GET": (401, 404, 200), "POST": (401, 404, 201)}, by_token=True),
    ],
    "api_share": [
        Door(
            lambda stage: reverse(
                "api:api_share", args=[stage.experiment.id, stage.links["open"].id]
            ),
            {"DELETE": (401, 404, 204)},
            by_token=True,
        ),
    ],
    "api_compare": [
        Door(api("api_compare"), {"GET": (401, 422, 422)}, by_token=True),
        Door(
            lambda stage: f"{reverse('api:api_compare')}?runs={stage.queued.id}",
            {"GET": (401, 200, 200)},
            by_token=True,
        ),
    ],
    "api_family": [Door(own("api_family"), READ_BY_TOKEN, by_token=True)],
    "api_shared": [
        Door(through("api_shared"), PROGRAMS_READ, by_token=True),
        *(Door(through("api_shared", link), NO_PROGRAM_READS, by_token=True) for link in FALLEN),
    ],
    **{
        name: [
            Door(through(name, number=2), PROGRAMS_READ, by_token=True),
            Door(through(name, number=3), NO_PROGRAM_READS, by_token=True),
            *(
                Door(through(name, link, number=2), NO_PROGRAM_READS, by_token=True)
                for link in FALLEN
            ),
        ]
        for name in ("api_shared_run", "api_shared_events", "api_shared_follow")
    },
    "api_shared_result": [
        Door(through("api_shared_result", number=2), PROGRAMS_READ, by_token=True),
        Door(through("api_shared_result", number=1), NO_PROGRAM_READS, by_token=True),
        *(
            Door(through("api_shared_result", link, number=2), NO_PROGRAM_READS, by_token=True)
            for link in FALLEN
        ),
    ],
    "api_fork": [
        Door(through("api_fork"), {"POST": (401, 201, 201)}, by_token=True),
        *(
            Door(through("api_fork", link), {"POST": (401, 404, 404)}, by_token=True)
            for link in FALLEN
        ),
    ],
    "api_result": [
        Door(api("api_result", "finished"), {"GET": (200, 200, 200)}, by_token=True),
        Door(api("api_result", "queued"), {"GET": (404, 404, 404)}, by_token=True),
        Door(api("api_result", "failed"), {"GET": (404, 404, 404)}, by_token=True),
    ],
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
        Door(shared_oembed("open", 2), READ_BY_ALL),
        Door(shared_oembed("open", 1), READ_BY_NOBODY),
        *(Door(shared_oembed(link, 2), READ_BY_NOBODY) for link in FALLEN),
    ],
    **{
        name: [
            Door(shared(name, "open", 2), READ_BY_ALL),
            Door(shared(name, "open", 1), READ_BY_NOBODY),
            Door(shared(name, "open", 3), READ_BY_NOBODY),
            *(Door(shared(name, link, 2), READ_BY_NOBODY) for link in FALLEN),
        ]
        for name in ("shared_embed", *(f"shared_{each}" for each in EXPORTS))
    },
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
    "keep_run": [
        Door(of("keep_run", "queued"), {"POST": (404, 404, 302)}),
        Door(of("keep_run", "finished"), {"POST": (302, 302, 302)}),
        Door(of("keep_run", "orphan"), {"POST": (404, 404, 404)}),
        Door(
            of("keep_run", "finished"),
            BY_THE_OWNER,
            sends=lambda stage: {"experiment": str(stage.experiment.id)},
        ),
    ],
    "experiments": [Door(of("experiments"), READ_BY_ALL)],
    "create_experiment": [
        Door(of("create_experiment"), {"POST": (302, 302, 302)}, sent={"title": "Noise"}),
        Door(of("create_experiment"), {"POST": (422, 422, 422)}),
    ],
    "delete_experiments": [
        Door(of("delete_experiments"), {"POST": (200, 200, 200)}),
        Door(of("delete_experiments"), {"POST": (302, 302, 302)}, sent={"sure": "yes"}),
    ],
    "experiment": [
        Door(of_experiment("experiment"), READ_BY_WHO_ASKED),
        Door(of_experiment("experiment", stray=True), READ_BY_NOBODY),
    ],
    "edit_experiment": [
        Door(of_experiment("edit_experiment"), BY_THE_OWNER, sent={"title": "Noise"}),
        Door(of_experiment("edit_experiment"), {"POST": (404, 404, 422)}),
    ],
    "remove_runs": [Door(of_experiment("remove_runs"), BY_THE_OWNER)],
    "share_experiment": [Door(of_experiment("share_experiment"), BY_THE_OWNER)],
    "withdraw_share": [
        Door(withdrawal("open"), BY_THE_OWNER),
        Door(withdrawal("unknown"), {"POST": (404, 404, 404)}),
    ],
    "compare": [
        Door(of("compare"), READ_BY_ALL),
        Door(lambda stage: f"{reverse('compare')}?runs={stage.queued.id}", READ_BY_ALL),
    ],
    "share": [
        Door(of_link("share"), READ_BY_ALL),
        *(Door(of_link("share", link), READ_BY_NOBODY) for link in FALLEN),
    ],
    "share_stream": [
        Door(of_link("share_stream", query="?run=1"), {"GET": (200, 200, 200)}),
        Door(of_link("share_stream", query="?run=2"), {"GET": (200, 200, 200)}),
        Door(of_link("share_stream", query="?run=3"), {"GET": (404, 404, 404)}),
        *(
            Door(of_link("share_stream", link, "?run=2"), {"GET": (404, 404, 404)})
            for link in FALLEN
        ),
        Door(of_link("share_stream"), {"GET": (404, 404, 404)}),
    ],
    "fork_share": [
        Door(
            of_link("fork_share"),
            {"POST": (302, 302, 302)},
            sent={"run": "2"},
        ),
        Door(of_link("fork_share"), {"POST": (404, 404, 404)}, sent={"run": "3"}),
        *(Door(of_link("fork_share", link), {"POST": (404, 404, 404)}) for link in FALLEN),
    ],
    "account": [Door(of("account"), READ_BY_ALL)],
    "rename": [Door(of("rename"), {"POST": (302, 302, 302)}, sent={"name": "Ada L."})],
    "delete_data": [Door(of("delete_data"), {**READ_BY_ALL, "POST": (200, 200, 200)})],
    "account_signup": [
        Door(
            of("account_signup"),
            {**READ_BY_ALL, "POST": (200, 200, 200)},
            ada={**READ_BY_GUESTS_ONLY, "POST": 302},
        ),
    ],
    "account_login": [
        Door(
            of("account_login"),
            {**READ_BY_ALL, "POST": (200, 200, 200)},
            ada={**READ_BY_GUESTS_ONLY, "POST": 302},
        ),
    ],
    "account_logout": [
        Door(
            of("account_logout"),
            dict.fromkeys(("GET", "HEAD", "POST"), (302, 302, 302)),
            ada={"GET": 200, "HEAD": 200},
        ),
    ],
    "account_reset_password": [
        Door(of("account_reset_password"), {**READ_BY_ALL, "POST": (200, 200, 200)}),
    ],
    "account_reset_password_done": [Door(of("account_reset_password_done"), READ_BY_ALL)],
    "account_reset_password_from_key": [
        Door(
            lambda _: reverse("account_reset_password_from_key", args=["1", "stray-key"]),
            {**READ_BY_ALL, "POST": (200, 200, 200)},
        ),
    ],
    "account_reset_password_from_key_done": [
        Door(of("account_reset_password_from_key_done"), READ_BY_ALL)
    ],
}
