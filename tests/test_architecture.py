"""Who may import whom, and what the web process never loads."""

import subprocess
import sys
from pathlib import Path

import grimp
import pytest

from labs.registry import labs

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
HEAVY = ("torch", "diffusers", "transformers")

LOAD_THE_SITE = f"""
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "explorer.settings"
import django
django.setup()
import explorer.asgi, explorer.urls
from labs.registry import labs
loaded = [lab.preview for lab in labs().values()]
heavy = [name for name in {HEAVY!r} if name in sys.modules]
heavy += [name for name in sys.modules if name.startswith("labs.") and name.endswith(".science")]
sys.exit(" ".join(heavy) or 0)
"""


def quiet(*command: str | Path) -> None:
    """Run a tool over the tree; fail with what it complains of."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def files(folder: str, pattern: str) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in sorted((ROOT / folder).rglob(pattern))]


def test_imports_keep_their_direction() -> None:
    quiet(BIN / "lint-imports")


def test_the_web_process_loads_neither_torch_nor_science() -> None:
    quiet(sys.executable, "-c", LOAD_THE_SITE)


def test_no_lab_imports_another() -> None:
    graph = grimp.build_graph("labs")
    here = [lab for lab in labs().values() if lab.package.startswith("labs.")]
    for lab in here:
        own = {lab.package, *graph.find_descendants(lab.package)} & graph.modules
        imported = set().union(*map(graph.find_modules_directly_imported_by, own))
        for other in here:
            if other is not lab:
                assert not {name for name in imported if f"{name}.".startswith(f"{other.package}.")}


@pytest.mark.parametrize("check", [["check"], ["format", "--check"]], ids=" ".join)
def test_the_code_is_tidy(check: list[str]) -> None:
    quiet(BIN / "ruff", *check, ".")


def test_the_types_agree() -> None:
    quiet(BIN / "mypy")


def test_the_templates_are_tidy() -> None:
    found = [*files("templates", "*.html"), *files("labs", "*.html")]
    quiet(BIN / "djade", "--target-version", "5.2", "--check", *found)
