"""The scripts' JSDoc types hold, where TypeScript is at hand (npm install --global typescript)."""

import shutil
import subprocess
from pathlib import Path

import pytest


@pytest.mark.skipif(not shutil.which("tsc"), reason="no tsc on PATH")
def test_the_types_of_the_scripts_hold():
    config = Path(__file__).parent / "tsconfig.json"
    found = subprocess.run(["tsc", "-p", config], capture_output=True, text=True, check=False)
    assert found.stdout == ""
