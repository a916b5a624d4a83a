"""The first tutorial, done word by word in a copy of the tree."""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).parent.parent.parent
TUTORIAL = ROOT / "docs" / "tutorial" / "your-first-lab.md"
NEEDED = ("explorer", "labs", "templates", "tests", "workers")
LEFT_OUT = shutil.ignore_patterns("__pycache__", "node_modules", "*.min.js", "golden", "faults")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for folder in NEEDED:
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=LEFT_OUT)
    for file in ("manage.py", "pyproject.toml"):
        shutil.copy(ROOT / file, tmp_path)
    return tmp_path


def test_the_tutorial_works_word_by_word(tree: Path) -> None:
    blocks = [token for token in MarkdownIt().parse(TUTORIAL.read_text()) if token.type == "fence"]
    assert blocks
    for block in blocks:
        follow(block, tree)
    for check in (["check"], ["format", "--check"]):
        obey([str(Path(sys.executable).parent / "ruff"), *check, "labs/dice"], tree)


def follow(block: Token, tree: Path) -> None:
    """Write the file that a block names, or type its commands."""
    language, _, path = block.info.partition(" ")
    if path:
        (tree / path).write_text(block.content)
    elif language == "console":
        for line in block.content.splitlines():
            obey(shlex.split(line.removeprefix("$ ")), tree)


def obey(command: list[str], tree: Path) -> None:
    program = sys.executable if command[0] == "python3" else command[0]
    environment = {
        **os.environ,
        "EXPLORER_SKIP_INSTALL": "1",
        "EXPLORER_DATA": str(tree / "var"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    for name in ("PYTEST_ADDOPTS", "PYTEST_XDIST_WORKER", "DJANGO_SETTINGS_MODULE"):
        environment.pop(name, None)
    done = subprocess.run(
        [program, *command[1:]],
        cwd=tree,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{shlex.join(command)}\n{done.stdout}{done.stderr}"
