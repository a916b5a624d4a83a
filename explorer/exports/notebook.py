"""A result as a notebook that runs its lab again and holds the numbers side by side."""

import inspect
import json
import textwrap
from collections.abc import Iterable, Iterator
from pprint import pformat
from typing import Any

from explorer.exports.result import Result
from labs.contract import Event, Params, Upload

FORMAT, FORMAT_MINOR = 4, 5
Cell = dict[str, Any]

RUN = """\
from pathlib import Path

from labs.registry import labs
from workers.local import LocalContext

lab = labs()[{slug!r}]
params = lab.params.model_validate(
{settings}
)
files = {files}
if lab.version != {version}:
    print(f"recorded with version {version} of this lab, but version {{lab.version}} is installed")
events = list(lab.run(params, LocalContext(params.seed, files, None, lab)))
print(f"{{len(events)}} events")"""

COMPARE = """\
import math

{numbers}

recorded = {recorded}
again = numbers(events)
for name in recorded | again:
    before, here = recorded.get(name), again.get(name)
    same = None not in (before, here) and math.isclose(before, here, rel_tol=1e-6, abs_tol=1e-12)
    print(f"{{name:36}} {{before!s:>24}} {{here!s:>24}}  {{'same' if same else 'differs'}}")"""

INTRODUCTION = """\
# {title}

{question}

A result of the [AI Research Explorer]({url}): {made_with}. The cells below run the same lab with
the same settings and seed, and hold what comes out against what was recorded.

Start it in the explorer's own folder and environment, where `labs` can be imported. Runs that
were made on a GPU, or with other versions of the packages, may differ in the last digits."""

FILES = """

This run read a file that somebody brought, and that is not handed on: put it beside this notebook
under the name that the next cell gives it."""


def numbers(events: Iterable[Event]) -> dict[str, float]:
    """Return what was measured for each claim, and the newest numbers of every other event."""
    found: dict[str, float] = {}
    for event in events:
        told = event.model_dump(mode="json")
        if event.word() == "claimed":
            found[f"claimed {told['claim']}"] = told["measured"]
        elif not event.gathers and event.word() != "progress":
            scalars = {name: each for name, each in told.items() if isinstance(each, float)}
            found |= {f"{event.word()}.{name}": each for name, each in scalars.items()}
    return found


def text(result: Result) -> str:
    """Return the notebook as its file holds it. Raises: NotShown."""
    return json.dumps(notebook(result), ensure_ascii=False, indent=1) + "\n"


def notebook(result: Result) -> dict[str, Any]:
    """Return the notebook as JSON values. Raises: NotShown."""
    return {
        "nbformat": FORMAT,
        "nbformat_minor": FORMAT_MINOR,
        "metadata": {
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
            "language_info": {"name": "python"},
        },
        "cells": list(_cells(result)),
    }


def _cells(result: Result) -> Iterator[Cell]:
    files = _files(result.params)
    words = INTRODUCTION.format(
        title=result.lab.title,
        question=result.lab.question,
        url=result.url,
        made_with=result.made_with,
    )
    yield _cell("about", "markdown", words + (FILES if files else ""))
    yield _cell("run", "code", _run(result, files))
    recorded = pformat(numbers(result.events), sort_dicts=False)
    source = inspect.getsource(numbers).replace(": Iterable[Event]", "")
    yield _cell("compare", "code", COMPARE.format(numbers=source.rstrip(), recorded=recorded))


def _run(result: Result, files: dict[str, str]) -> str:
    settings = pformat(result.params.model_dump(mode="json"), sort_dicts=False)
    paths = ", ".join(f"{sha!r}: Path({name!r})" for sha, name in files.items())
    return RUN.format(
        slug=result.lab.slug,
        settings=textwrap.indent(settings, "    "),
        files=f"{{{paths}}}",
        version=result.run.lab_version,
    )


def _files(params: Params) -> dict[str, str]:
    """Return a name for each file that the settings read, by its id."""
    uploads = (
        (name, control, getattr(params, name))
        for name in type(params).model_fields
        if isinstance(control := params.control(name), Upload)
    )
    return {sha: f"{name}{control.accept[0]}" for name, control, sha in uploads if sha}


def _cell(name: str, kind: str, source: str) -> Cell:
    code: Cell = {"execution_count": None, "outputs": []} if kind == "code" else {}
    lines = source.splitlines(keepends=True)
    return {"id": name, "cell_type": kind, "metadata": {}, **code, "source": lines}
