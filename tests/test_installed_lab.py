"""A lab may live in a package of its own, found by its entry point."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from explorer.catalog.scaffold import new_lab

ROOT = Path(__file__).parent.parent


@pytest.fixture
def site_packages(tmp_path: Path) -> Path:
    """A folder as an installer leaves it: the package ``darts_club`` and its metadata."""
    card = new_lab("darts_club", tmp_path) / "lab.py"
    card.write_text(card.read_text().replace('"labs.darts_club"', '"darts_club"'))
    metadata = tmp_path / "darts_club-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: darts-club\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text("[explorer.labs]\ndarts = darts_club.lab:lab\n")
    return tmp_path


def manage(site_packages: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "EXPLORER_SKIP_INSTALL": "1",
        "PYTHONPATH": str(site_packages),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_installed_lab_is_listed_beside_the_others(site_packages: Path) -> None:
    listed = manage(site_packages, "lab", "list").stdout.split("\n")
    assert any(line.startswith("darts_club") for line in listed)
    assert any(line.startswith("scaling_laws") for line in listed)


def test_an_installed_lab_runs_from_the_command_line(site_packages: Path) -> None:
    told = manage(site_packages, "lab", "run", "darts_club", "--set", "darts=1000")
    events = [json.loads(line) for line in told.stdout.splitlines()]
    assert [event["event"] for event in events[-3:]] == ["thrown", "estimated", "claimed"]
    assert abs(events[-1]["measured"] - 3.14) < 0.2


def test_an_installed_lab_refuses_a_bad_setting_with_one_sentence(site_packages: Path) -> None:
    refused = manage(site_packages, "lab", "run", "darts_club", "--set", "darts=7")
    assert refused.returncode == 2
    assert refused.stderr == (
        "CommandError: darts is 7, but it must be a multiple of 1000; "
        "set it between 1000 and 2000000, in steps of 1000\n"
    )
    assert refused.stdout == ""


def test_an_installed_labs_pages_are_served(site_packages: Path) -> None:
    code = (
        "import django; django.setup()\n"
        "from django.test import Client\n"
        "answer = Client(headers={'host': 'localhost'}).get('/labs/darts_club/preview?seed=3')\n"
        "assert answer.status_code == 200, answer.content\n"
        "assert b'stage-board-thrown' in answer.content\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={
            **os.environ,
            "PYTHONPATH": f"{site_packages}{os.pathsep}{ROOT}",
            "DJANGO_SETTINGS_MODULE": "explorer.settings",
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
