"""Record what plays teach: ``python -m labs.playable_world.record`` makes ``data/taught.jsonl``."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from labs.playable_world.taught import EVENTS, PLAYS, RECORDING

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = {"mode": "plays", "budget": 500, "games": 64, "steps": 200}


def main() -> None:
    """Train on the plays that ship with the lab; keep what that run tells, with its day."""
    settings = [f"--set={name}={value}" for name, value in SETTINGS.items()]
    command = ["manage.py", "lab", "run", "playable_world", f"--file=plays={PLAYS}", *settings]
    made = subprocess.run(
        [sys.executable, *command], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    )
    today = datetime.now(UTC).date().isoformat()
    told = [json.loads(line) for line in made.stdout.splitlines()]
    kept = [{**each, "recorded": today} for each in told if each["event"] in EVENTS]
    RECORDING.write_text("".join(json.dumps(each) + "\n" for each in kept))


if __name__ == "__main__":
    main()
