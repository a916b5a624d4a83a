"""The notebook, run cell by cell: it must print what it shows."""

import json
import os
import subprocess
import sys
from pathlib import Path

from labs.scaling_laws.recorded import POINTS

ROOT = Path(__file__).parent.parent.parent
SCRIPT = ROOT / "docs" / "run_notebook.py"
FOLDER = ROOT / "docs" / "tutorial"
NOTEBOOK = FOLDER / "fit-your-own-runs.ipynb"
RUNS = FOLDER / "runs.csv"


def run(notebook: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(SCRIPT), str(notebook), *options],
        env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_notebook_prints_what_it_shows() -> None:
    done = run(NOTEBOOK, "--check")
    assert done.returncode == 0, done.stderr


def test_a_notebook_that_shows_something_else_is_told_apart_and_mended(tmp_path: Path) -> None:
    notebook = {
        "cells": [
            {"cell_type": "markdown", "source": ["# One\n"]},
            {"cell_type": "code", "source": ["a = 1\n", "print(a)"], "outputs": []},
            {"cell_type": "code", "source": ["b = a + 1"], "outputs": []},
        ]
    }
    path = tmp_path / "one.ipynb"
    path.write_text(json.dumps(notebook))
    assert "cell 1 shows" in run(path, "--check").stderr
    assert run(path).returncode == 0
    assert run(path, "--check").returncode == 0
    first, second = json.loads(path.read_text())["cells"][1:]
    assert first["outputs"][0]["text"] == ["1\n"]
    assert second["outputs"] == []


def test_its_runs_are_those_of_one_seed_of_the_recorded_sweep() -> None:
    header, *rows = POINTS.read_text().splitlines()
    kept = [header, *(row for row in rows if row.startswith("0,"))]
    assert RUNS.read_text().splitlines() == kept


def test_it_is_a_notebook_that_others_can_open() -> None:
    notebook = json.loads(NOTEBOOK.read_text())
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(set(ids)) == len(ids)
    for cell in notebook["cells"]:
        assert {"cell_type", "id", "metadata", "source"} <= cell.keys()


def test_the_readme_and_the_explanation_lead_to_it() -> None:
    for page in ("README.md", "docs/explanation/how-the-fit-works.md"):
        assert NOTEBOOK.name in (ROOT / page).read_text(), page
