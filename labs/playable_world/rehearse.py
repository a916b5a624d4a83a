"""Record controllers of several temperatures: ``python -m labs.playable_world.rehearse``.

It makes ``data/controlled.jsonl`` and the picture of the dream that the page shows first.
"""

import base64
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from labs.playable_world.controlled import EVENTS, RECORDING
from labs.playable_world.shipped import FOLDER

ROOT = Path(__file__).resolve().parents[2]
TEMPERATURES = (0.1, 1.0, 1.5)
WHOLE = 1.0
"""The temperature whose run is told whole; of the others, only what they came to."""
SETTINGS = {"mode": "control", "generations": 60}
SHEET = "playable_world/rehearsals/whole.webp"

Line = dict[str, Any]


def main() -> None:
    """Evolve at each temperature; keep what the runs tell, with their day."""
    today = datetime.now(UTC).date().isoformat()
    kept = list[Line]()
    runs = [_begun(temperature) for temperature in TEMPERATURES]
    for temperature, run in zip(TEMPERATURES, runs, strict=True):
        told = [each for each in _told(run) if each["event"] in EVENTS]
        kept += told if temperature == WHOLE else [e for e in told if e["event"] == "gauged"]
    for line in kept:
        line["recorded"] = today
        if line["event"] == "performed":
            line["sheet"] = _filed(line["sheet"])
    RECORDING.write_text("".join(json.dumps(each) + "\n" for each in kept))


def _begun(temperature: float) -> subprocess.Popen[str]:
    settings = {**SETTINGS, "temperature": temperature}
    command = ["manage.py", "lab", "run", "playable_world"]
    command += [f"--set={name}={value}" for name, value in settings.items()]
    return subprocess.Popen([sys.executable, *command], cwd=ROOT, stdout=subprocess.PIPE, text=True)


def _told(run: subprocess.Popen[str]) -> list[Line]:
    lines, _ = run.communicate()
    if run.returncode:
        raise subprocess.CalledProcessError(run.returncode, run.args)
    told = [json.loads(line) for line in lines.splitlines()]
    return [each for each in told if not each.get("recorded")]


def _filed(uri: str) -> str:
    path = FOLDER / "static" / SHEET
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(base64.b64decode(uri.partition(",")[2]))
    return SHEET


if __name__ == "__main__":
    main()
