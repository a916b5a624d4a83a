"""The events of a result as CSV and JSON."""

import csv
import io
import json
import zipfile

import pytest
from django.test import Client

from explorer.exports.tables import cell
from explorer.runs.models import Run
from labs.contract import Warned
from tests.explorer.exports.conftest import CLOCK, Finish

pytestmark = pytest.mark.django_db


def tables(client: Client, run: Run) -> dict[str, list[dict[str, str]]]:
    answer = client.get(f"/r/{run.id}/events.csv.zip")
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    return {
        name: list(csv.DictReader(io.StringIO(archive.read(name).decode())))
        for name in archive.namelist()
        if name.endswith(".csv")
    }


def test_every_kind_of_event_has_a_table(client: Client, ticked: Run) -> None:
    told = tables(client, ticked)
    assert set(told) == {"ticked.csv", "claimed.csv"}
    assert [(row["step"], row["total"]) for row in told["ticked.csv"]] == [("1", "1"), ("2", "3")]


def test_columns_of_an_event_stand_side_by_side(client: Client, fitted: Run) -> None:
    rows = tables(client, fitted)["frontier.csv"]
    (last,) = {row["event_number"] for row in rows[-3:]}
    ours = [row for row in rows if row["event_number"] == last]
    told = fitted.events.get(seq=int(last)).data
    assert [float(row["compute"]) for row in ours] == list(map(float, told["compute"]))
    assert [float(row["loss"]) for row in ours] == list(map(float, told["loss"]))


def test_a_mapping_spreads_over_columns(client: Client, fitted: Run) -> None:
    (row, *_) = tables(client, fitted)["fitted.csv"]
    assert float(row["constants.alpha"]) == float(row["alpha"])


def test_equal_results_give_equal_bytes(client: Client, ticked: Run) -> None:
    one, other = (client.get(f"/r/{ticked.id}/events.csv.zip").content for _ in range(2))
    assert one == other


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=cmd|"/C calc"!A0']
)
def test_no_cell_of_text_is_a_formula(text: str) -> None:
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("number", [-1, -0.5, 1e-300])
def test_a_negative_number_stays_a_number(number: float) -> None:
    assert cell(number) == number


def test_a_formula_that_a_lab_told_is_prefixed_in_the_file(
    client: Client, finished: Finish
) -> None:
    run = finished(CLOCK, CLOCK.params(), [Warned(text='=HYPERLINK("http://x","y")')])
    assert tables(client, run)["warned.csv"][0]["text"] == """'=HYPERLINK("http://x","y")"""


def test_the_document_holds_settings_provenance_and_every_event(
    client: Client, ticked: Run
) -> None:
    held = json.loads(client.get(f"/r/{ticked.id}/events.json").content)
    assert held["run"]["seed"] == 7
    assert held["run"]["settings"]["steps"] == 2
    assert held["run"]["packages"] == {"torch": "2.13.0"}
    assert [each["event"] for each in held["events"]] == ["ticked", "ticked", "claimed"]
    assert held["events"][1]["total"] == 3


def test_what_a_dead_attempt_told_twice_is_left_out(client: Client, ticked: Run) -> None:
    ticked.events.filter(name="ticked", data__step=1).update(superseded=True)
    assert [row["step"] for row in tables(client, ticked)["ticked.csv"]] == ["2"]


def test_a_result_of_a_lab_that_is_gone_still_gives_its_numbers(
    client: Client, ticked: Run
) -> None:
    Run.objects.filter(id=ticked.id).update(lab_slug='gone"\r\nX: y/../')
    answer = client.get(f"/r/{ticked.id}/events.json")
    assert answer.status_code == 200
    assert "X" not in answer.headers
    name = answer["Content-Disposition"].split('"')[1]
    assert name.replace("-", "").replace(".json", "").isalnum()
    assert client.get(f"/r/{ticked.id}/preview.png").status_code == 404
    assert client.get(f"/embed/r/{ticked.id}").status_code == 404


@pytest.mark.parametrize(
    "name", ["events.csv.zip", "events.json", "notebook.ipynb", "cite.bib", "offline.html"]
)
def test_a_file_is_a_download_under_a_name_of_ours(client: Client, ticked: Run, name: str) -> None:
    answer = client.get(f"/r/{ticked.id}/{name}")
    assert answer["Content-Disposition"].startswith(
        f'attachment; filename="clockwork-{ticked.id.hex[:8]}.'
    )
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "name",
    ["preview.png", "qr.svg", "events.csv.zip", "notebook.ipynb", "cite.bib", "offline.html"],
)
def test_what_was_fetched_before_is_not_sent_again(client: Client, ticked: Run, name: str) -> None:
    first = client.get(f"/r/{ticked.id}/{name}")
    again = client.get(f"/r/{ticked.id}/{name}", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "public" in first["Cache-Control"]
