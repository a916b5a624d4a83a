"""A result as a notebook."""

import ast
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from django.test import Client

from explorer.runs.models import Run
from explorer.runs.uploads import keep_upload
from tests.explorer.exports.conftest import CLOCK, SCALING, Finish

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[3]


def fetched(client: Client, run: Run) -> nbformat.NotebookNode:
    text = client.get(f"/r/{run.id}/notebook.ipynb").content.decode()
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    return notebook


def code(notebook: nbformat.NotebookNode) -> str:
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")


def executed(notebook: nbformat.NotebookNode) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code(notebook)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_running_it_shows_the_recorded_numbers_again(client: Client, fitted: Run) -> None:
    said = executed(fetched(client, fitted)).splitlines()
    compared = [line for line in said if line.endswith(("same", "differs"))]
    assert any(line.startswith("fitted.alpha ") for line in compared)
    assert any(line.startswith("claimed equal-scaling ") for line in compared)
    assert all(line.endswith("same") for line in compared)


def test_it_says_where_other_numbers_come_out(client: Client, fitted: Run) -> None:
    row = fitted.events.filter(name="fitted").latest("seq")
    type(row).objects.filter(run=fitted, seq=row.seq).update(data={**row.data, "alpha": 0.5})
    (line,) = [
        line
        for line in executed(fetched(client, fitted)).splitlines()
        if line.startswith("fitted.alpha ")
    ]
    assert line.endswith("differs")


def test_it_tells_its_question_and_how_it_was_made(client: Client, fitted: Run) -> None:
    words = fetched(client, fitted).cells[0].source
    assert SCALING.question in words
    assert f"http://testserver/r/{fitted.id}" in words
    assert "seed 7" in words


def test_a_file_that_was_brought_is_asked_for_by_name(client: Client, finished: Finish) -> None:
    sha = keep_upload(b"N,D,loss\n1e6,1e7,3\n")
    run = finished(SCALING, SCALING.params(source="points", points=sha), [])
    notebook = fetched(client, run)
    assert "put it beside this notebook" in notebook.cells[0].source
    assert f"{{'{sha}': Path('points.csv')}}" in code(notebook)


def test_settings_travel_as_data_and_not_as_code(client: Client, finished: Finish) -> None:
    evil = "'); import os; os.abort() #{}\n"
    run = finished(CLOCK, CLOCK.params(gate=evil), [])
    held = ast.parse(code(fetched(client, run)))
    texts = {each.value for each in ast.walk(held) if isinstance(each, ast.Constant)}
    assert evil in texts
