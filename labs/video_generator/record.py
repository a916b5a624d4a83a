"""Record the runs that open the lab: ``python -m labs.video_generator.record [beginning]``."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from labs.contract import Event
from labs.video_generator.events import Generated
from labs.video_generator.lab import lab
from labs.video_generator.recorded import EVENTS, FOLDER
from labs.video_generator.settings import VideoParams

ROOT = Path(__file__).resolve().parents[2]


def main(beginning: str) -> None:
    """Run the defaults and every example whose name begins so; write down what they tell."""
    FOLDER.mkdir(exist_ok=True)
    for name, params in {"defaults": lab.params(), **lab.examples}.items():
        if not name.lower().startswith(beginning.lower()):
            continue
        file = FOLDER / f"{re.sub(r'[^a-z]+', '-', name.lower()).strip('-')}.jsonl"
        lines = [{"params": params.changed()}, *_told(params)]  # type: ignore[arg-type]
        file.write_text("".join(json.dumps(line) + "\n" for line in lines))


def _told(params: VideoParams) -> Iterator[dict[str, Any]]:
    settings = [f"--set={name}={_written(value)}" for name, value in params.changed().items()]
    command = [sys.executable, "manage.py", "lab", "run", lab.slug, *settings]
    told = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout
    for line in map(json.loads, told.splitlines()):
        word = line.pop("event")
        if word in EVENTS and word != "progress":
            yield {"event": word, **_marked(EVENTS[word](**line)).model_dump(mode="json")}


def _written(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _marked(event: Event) -> Event:
    """Say of what was made that it is a recording; its films would make the page heavy."""
    if isinstance(event, Generated):
        return event.model_copy(update={"recorded": True, "gif": "", "mp4": ""})
    return event.model_copy(update={"recorded": True}) if hasattr(event, "recorded") else event


if __name__ == "__main__":
    main(*sys.argv[1:] or [""])
