"""What ships with a lab decides what its runs tell: where that changes, its version does.

.venv/bin/python -m tests.ships SLUG

writes down what the present version ships, once ``version`` on the lab's card was raised.
"""

import argparse
import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from labs.contract import Lab
from labs.registry import labs

GOLDEN = Path(__file__).parent / "golden"
FOLDERS = "weights", "data"
RECORDING = ".jsonl"
"""Of a run, shown before there is one: it decides nothing."""


@dataclass(frozen=True)
class Ships:
    version: int
    sha256: str
    """Of the names and contents of weights, tables and recorded data."""


def ships(lab: Lab) -> Ships:
    """Return what the lab ships now."""
    whole = hashlib.sha256()
    files = (file for folder in FOLDERS for file in (lab.folder / folder).rglob("*"))
    for file in sorted(each for each in files if each.is_file() and each.suffix != RECORDING):
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        whole.update(f"{file.relative_to(lab.folder)} {content}\n".encode())
    return Ships(lab.version, whole.hexdigest())


def written(slug: str) -> Ships | None:
    """Return what was written down: None if nothing was."""
    file = _file(slug)
    return Ships(**json.loads(file.read_text())) if file.exists() else None


def write(lab: Lab) -> None:
    """Write down what the lab ships. Raises: ValueError if its version has shipped otherwise."""
    now, before = ships(lab), written(lab.slug)
    if before and before.version == now.version and before != now:
        raise ValueError(f"version {now.version} of {lab.slug} ships something else: raise it")
    _file(lab.slug).write_text(json.dumps(asdict(now), indent=1) + "\n")


def _file(slug: str) -> Path:
    return GOLDEN / slug / "ships.json"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("slug", choices=sorted(labs()))
    write(labs()[parser.parse_args().slug])
