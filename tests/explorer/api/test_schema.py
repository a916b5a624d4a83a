"""The API keeps its own description: what OpenAPI declares is what is answered.

Each operation is asked with values drawn from its own schema, and with values just outside of it.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.db.models.functions import Now
from hypothesis import HealthCheck, settings
from schemathesis import Case, checks
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from explorer.accounts.models import Guest
from explorer.api.site import api
from explorer.api.tokens import make_token
from explorer.experiments.services import create_experiment, keep_runs
from explorer.experiments.sharing import share_experiment
from explorer.experiments.tokens import token_of
from explorer.experiments.words import Words
from explorer.runs.models import Run, RunState
from explorer.runs.services import start_run
from explorer.runs.writing import settle_run
from labs.registry import labs

CLOCK = labs()["clockwork"]
REFERENCE = Path(__file__).parents[3] / "docs/reference/api.md"
EXAMPLES = 25
HELD_TO = [
    checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
"""Not among them: that every value within a schema is taken, for settings may contradict one
another, and a lab says so with 422; nor that a number written as text is refused, for it is read
as that number, as in a link."""

STREAMED = ["/api/v1/runs/{run_id}/follow", "/api/v1/shared/{token}/runs/{number}/follow"]
"""Have no end before their run; test_runs.py and test_shared.py follow them."""

schema = schemathesis.openapi.from_dict(api.get_openapi_schema()).exclude(path=STREAMED)
schema.app = get_wsgi_application()


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Let requests leave the test's connection open, as Django's own test client does."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def finished(ben: Guest, one_connection: None) -> Run:
    run = start_run(CLOCK, CLOCK.params(seed=2), ben)
    settle_run(run, RunState.FINISHED, started_at=Now())
    return run


@pytest.fixture
def link(finished: Run, ben: Guest) -> str:
    """The token of a link to an experiment with the run."""
    experiment = create_experiment(ben, Words("Noise"))
    keep_runs(experiment, [finished])
    return token_of(share_experiment(experiment, None).id)


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_every_operation_answers_as_it_declares(
    case: Case, finished: Run, link: str, ben: Guest
) -> None:
    Run.objects.exclude(id=finished.id).delete()
    if "run_id" in case.path_parameters and _is_even(case.path_parameters["run_id"]):
        case.path_parameters["run_id"] = str(finished.id)
    if "token" in case.path_parameters and len(case.path_parameters["token"]) % 2 == 0:
        case.path_parameters["token"] = link
    ben.tokens.all().delete()
    headers = {
        "Authorization": f"Bearer {make_token(ben, 'a script')}",
        "Accept-Encoding": "identity",
        "Host": "localhost",
    }
    case.call_and_validate(checks=HELD_TO, headers=headers)


def _is_even(run_id: object) -> bool:
    try:
        return UUID(str(run_id)).int % 2 == 0
    except ValueError:
        return False


def test_the_description_bounds_every_number_of_every_lab() -> None:
    schemas = api.get_openapi_schema()["components"]["schemas"]
    for lab in labs().values():
        for name, each in schemas[lab.params.__name__]["properties"].items():
            if each.get("type") in {"integer", "number"}:
                assert {"minimum", "maximum"} <= each.keys(), f"{lab.slug}.{name} has no bounds"
            assert each.get("description"), f"{lab.slug}.{name} does not say what it is"


def test_the_reference_names_every_operation_and_whether_it_is_open() -> None:
    text = REFERENCE.read_text()
    told = set(re.findall(r"^\| ([A-Z]+) \| `(\S+)` \| (\*open\*)?", text, re.MULTILINE))
    starts = {f"/labs/{slug}/runs" for slug in labs()}
    found = set()
    for path, operations in api.get_openapi_schema()["paths"].items():
        short = path.removeprefix("/api/v1")
        named = "/labs/{slug}/runs" if short in starts else short
        for method, each in operations.items():
            found.add((method.upper(), named, "" if each.get("security") else "*open*"))
    assert told == found
