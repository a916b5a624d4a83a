"""Runs a notebook's cells in order, in one namespace, and keeps or checks what they print.

Run: python docs/run_notebook.py docs/tutorial/fit-your-own-runs.ipynb [--check]
"""

import argparse
import contextlib
import io
import json
import os
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


def printed(cells: list[dict[str, Any]]) -> list[str]:
    """Run the code cells and return what each printed."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    texts = []
    for number, cell in enumerate(cells, start=1):
        code = compile("".join(cell["source"]), f"cell {number}", "exec")
        with contextlib.redirect_stdout(io.StringIO()) as out:
            exec(code, namespace)  # noqa: S102 - the reader's own notebook
        texts.append(out.getvalue())
    return texts


def shown(cell: dict[str, Any]) -> str:
    """Return what a cell's stored outputs show."""
    return "".join(line for output in cell["outputs"] for line in output["text"])


def as_outputs(text: str) -> list[dict[str, Any]]:
    if not text:
        return []
    return [{"name": "stdout", "output_type": "stream", "text": text.splitlines(keepends=True)}]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("notebook", type=Path)
    parser.add_argument("--check", action="store_true", help="change nothing; fail if one differs")
    given = parser.parse_args()
    path: Path = given.notebook.resolve()
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    os.chdir(path.parent)
    sys.path.insert(0, str(ROOT))
    for number, (cell, text) in enumerate(zip(cells, printed(cells), strict=True), start=1):
        if given.check and shown(cell) != text:
            sys.exit(f"cell {number} shows\n{shown(cell)}but prints\n{text}run it without --check")
        cell |= {"outputs": as_outputs(text), "execution_count": number}
    if not given.check:
        text = json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
