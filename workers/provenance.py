"""Everything needed to repeat a run that its parameters do not say."""

import platform
import subprocess
import sys
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from explorer.runs.models import Run
from workers import whoami

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("numpy", "torch", "diffusers", "transformers", "safetensors")


def provenance(run: Run) -> dict[str, Any]:
    """Return versions, device and code as they were while the run was made."""
    return {
        "lab_version": run.lab_version,
        "seed": run.seed,
        "device": whoami.DEVICE,
        "python": platform.python_version(),
        "machine": platform.machine(),
        "code": code_version(),
        "packages": {name: metadata.version(name) for name in PACKAGES if name in sys.modules},
    }


@cache
def code_version() -> str:
    """Return the commit that runs, or the release where there is no checkout."""
    asked = subprocess.run(
        ["git", "-C", str(ROOT), "describe", "--always", "--dirty", "--abbrev=12"],
        capture_output=True,
        text=True,
        check=False,
    )
    return asked.stdout.strip() or "release"
