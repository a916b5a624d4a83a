"""Labs as a program reads and runs them."""

import pytest
from django.db.models.functions import Now
from django.test import Client

from explorer.runs.models import Blob, Run, RunState
from explorer.runs.writing import settle_run
from labs.contract import Slider
from labs.registry import labs

pytestmark = pytest.mark.django_db

SCALING = labs()["scaling_laws"]
RUN = "/api/v1/labs/clockwork/runs"


def start(program: Client, address: str = RUN, **settings: object):
    return program.post(address, settings, "application/json")


def test_every_lab_is_listed(client: Client) -> None:
    listed = client.get("/api/v1/labs").json()
    assert [each["slug"] for each in listed] == list(labs())


def test_a_labs_settings_carry_their_bounds_and_their_help(client: Client) -> None:
    card = client.get("/api/v1/labs/scaling_laws").json()
    noise = card["settings"]["properties"]["noise"]
    control = SCALING.params.control("noise")
    assert isinstance(control, Slider)
    assert (noise["minimum"], noise["maximum"]) == (control.low, control.high)
    assert noise["description"] == SCALING.params.model_fields["noise"].description
    assert card["examples"]["A noisy budget"]["noise"] == 0.05
    assert "fitted" in card["events"]


def test_starting_a_lab_queues_a_run_of_its_holder(bens: Client) -> None:
    answer = start(bens, steps=3, seed=4)
    told = answer.json()
    assert answer.status_code == 201
    assert told["settings"]["steps"] == 3
    assert told["state"] in {"queued", "waking"}
    assert [each["id"] for each in bens.get("/api/v1/runs").json()["runs"]] == [told["id"]]


def test_equal_settings_join_the_same_run_unless_asked_otherwise(
    bens: Client, cleos: Client
) -> None:
    one, other = (start(program, steps=3).json()["id"] for program in (bens, cleos))
    assert one == other
    settle_run(Run.objects.get(), RunState.FINISHED, started_at=Now())
    assert start(bens, f"{RUN}?again=true", steps=3).json()["id"] != one


def test_a_refused_setting_is_named_with_value_rule_and_remedy(bens: Client) -> None:
    answer = start(bens, steps=0)
    assert answer.status_code == 422
    said = answer.json()["errors"]["steps"]
    assert said.startswith("steps is 0, but it must be at least 1; set it between 1 and 100000")


def test_an_unknown_setting_is_refused_with_the_one_that_was_meant(bens: Client) -> None:
    assert "did you mean steps?" in start(bens, step=3).json()["errors"]["step"]
    assert not Run.objects.exists()


def test_the_fifth_run_under_way_is_told_when_to_come_back(bens: Client) -> None:
    for seed in range(4):
        start(bens, seed=seed)
    answer = start(bens, seed=4)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert "4 runs under way" in answer.json()["detail"]


def test_a_file_is_kept_for_a_setting_that_takes_one(bens: Client, tmp_path) -> None:
    path = tmp_path / "runs.csv"
    rows = "".join(
        f"{N},{D},{2 + 400 / N**0.3 + 900 / D**0.3}\n"
        for N in (1e6, 1e7, 1e8, 1e9)
        for D in (1e8, 1e9, 1e10, 1e11)
    )
    path.write_text("N,D,loss\n" + rows)
    with path.open("rb") as file:
        answer = bens.post("/api/v1/labs/scaling_laws/files/points", {"file": file})
    assert answer.status_code == 201, answer.content
    kept = answer.json()["id"]
    assert Blob.objects.filter(sha256=kept).exists()
    run = start(bens, "/api/v1/labs/scaling_laws/runs", source="points", points=kept)
    assert run.status_code == 201, run.content


def test_a_file_that_the_lab_cannot_read_is_not_kept(bens: Client, tmp_path) -> None:
    path = tmp_path / "runs.csv"
    path.write_text("nothing,of\nuse,here\n")
    with path.open("rb") as file:
        answer = bens.post("/api/v1/labs/scaling_laws/files/points", {"file": file})
    assert answer.status_code == 422
    assert answer.json()["errors"]["points"]
    assert not Blob.objects.exists()


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("{", "application/json", 400),
        ("[]", "application/json", 422),
        ('{"seed": ' + "9" * 5000 + "}", "application/json", 400),
        ("{}", "text/plain", 415),
        ("x" * 5_000_000, "application/json", 413),
    ],
)
def test_a_body_that_cannot_be_read_is_refused_in_json(
    bens: Client, body: str, kind: str, status: int
) -> None:
    answer = bens.generic("POST", RUN, body, kind)
    assert answer.status_code == status
    assert answer.json()
    assert not Run.objects.exists()


def test_without_a_token_one_is_told_how_to_get_one(client: Client) -> None:
    answer = start(client, steps=3)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert "make one" in answer.json()["detail"]
    assert not Run.objects.exists()
