"""The scripts' JSDoc types hold, where TypeScript is at hand (npm install --global typescript)."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from labs.registry import labs

CONFIG = Path(__file__).parent / "tsconfig.json"


def test_every_lab_s_scripts_are_looked_at():
    config = json.loads(CONFIG.read_text())
    folders = {
        lab.folder / "static" for lab in labs().values() if [*lab.folder.glob("static/**/*.js")]
    }
    for key, named in (
        ("rootDirs", config["compilerOptions"]["rootDirs"]),
        ("include", config["include"]),
    ):
        assert folders <= {(CONFIG.parent / each).resolve() for each in named}, key


@pytest.mark.skipif(not shutil.which("tsc"), reason="no tsc on PATH")
def test_the_types_of_the_scripts_hold():
    found = subprocess.run(["tsc", "-p", CONFIG], capture_output=True, text=True, check=False)
    assert found.stdout == ""
