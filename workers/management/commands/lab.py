import json
import os
import stat
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser
from pydantic import ValidationError

from explorer.catalog.refusals import correct_it, sentence
from explorer.catalog.scaffold import new_lab
from explorer.runs.uploads import refuse_large, upload_id
from labs.contract import Event, Lab, Params, Progress, Upload
from labs.registry import labs
from workers.local import LocalContext

BAR_WIDTH = 30
LONGEST_SHOWN = 60
INTERRUPTED = 130
REFUSED = 2


class Command(BaseCommand):
    help = "List the labs, run one here and now, or begin a new one."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("list", help="list the labs")
        run = verbs.add_parser("run", help="run a lab; one JSON object a line on stdout")
        run.add_argument("slug")
        run.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
        run.add_argument("--file", action="append", default=[], metavar="NAME=PATH")
        run.add_argument("--out", type=Path, help="a folder for what the lab keeps")
        new = verbs.add_parser("new", help="write a folder for a new lab")
        new.add_argument("name")
        if parser.called_from_command_line:
            for each in (parser, run, new):
                _refuse_in_one_sentence(each)

    def handle(self, *_args: Any, **options: Any) -> None:
        {"list": _list, "run": _run, "new": _new}[options["verb"]](options)


def _refuse_in_one_sentence(parser: ArgumentParser) -> None:
    """Let a parser say what is wrong without lines of usage before it."""

    def refuse(message: str) -> NoReturn:
        parser.exit(REFUSED, f"{message}; see {parser.prog} --help\n")

    setattr(parser, "error", refuse)  # noqa: B010 - Django names the parser's class itself


def _list(_options: dict[str, Any]) -> None:
    for lab in labs().values():
        print(f"{lab.slug:24} {lab.title}")


def _new(options: dict[str, Any]) -> None:
    try:
        print(new_lab(options["name"], Path(__file__).resolve().parents[3] / "labs"))
    except ValueError as error:
        raise CommandError(str(error), returncode=2) from error


def _run(options: dict[str, Any]) -> None:
    try:
        lab = _chosen(options["slug"])
        files = {name: Path(path) for name, path in map(_pair, options["file"])}
        ids = {name: _identify(lab, name, path) for name, path in files.items()}
        params = _params(lab, {**dict(map(_pair, options["set"])), **ids})
        given = {ids[name]: path for name, path in files.items()}
        for event in lab.run(params, LocalContext(params.seed, given, _out(options), lab)):
            _print(event)
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED) from None
    except BrokenPipeError:
        _leave_quietly()
    except (ValueError, OSError) as error:
        raise CommandError(_said(error), returncode=2) from error


def _leave_quietly() -> NoReturn:
    """End as whoever read our output did: ``| head -1`` is no mistake."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise SystemExit(0)


def _said(error: ValueError | OSError) -> str:
    if isinstance(error, OSError) and error.strerror:
        path = str(error.filename)[-LONGEST_SHOWN:]
        return f"{path!r} cannot be used ({error.strerror.lower()}); name another path"
    return str(error)


def _params(lab: Lab, given: dict[str, str]) -> Params:
    """Return the settings. Raises: ValueError with one sentence for each that is refused."""
    try:
        return lab.params.model_validate(given)
    except ValidationError as error:
        refused = (sentence(lab.params, each, correct_it)[1] for each in error.errors())
        raise ValueError(". ".join(refused)) from error


def _chosen(slug: str) -> Lab:
    if slug not in labs():
        raise ValueError(f"there is no lab {slug!r}; choose one of {', '.join(labs())}")
    return labs()[slug]


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals):
        missing = "name" if equals else "'='"
        raise ValueError(f"{text[:LONGEST_SHOWN]!r} has no {missing}; write NAME=VALUE")
    return name, value


def _identify(lab: Lab, name: str, path: Path) -> str:
    """Return the id of a file for an upload parameter. Raises: ValueError, OSError."""
    control = lab.params.control(name) if name in lab.params.model_fields else None
    if not isinstance(control, Upload):
        raise ValueError(f"{lab.slug} takes no file called {name!r}; see its parameters")
    if not stat.S_ISREG(path.stat().st_mode):
        raise ValueError(f"{str(path)!r} is no file; name one that can be read")
    refuse_large(path.stat().st_size, control)
    return upload_id(path.read_bytes())


def _out(options: dict[str, Any]) -> Path | None:
    out: Path | None = options["out"]
    if out:
        out.mkdir(parents=True, exist_ok=True)
    return out


def _print(event: Event) -> None:
    if isinstance(event, Progress) and sys.stderr.isatty():
        full = round(event.fraction * BAR_WIDTH)
        bar = "█" * full + "·" * (BAR_WIDTH - full)
        print(f"\r{bar} {event.doing:40.40}", end="", file=sys.stderr)
    print(json.dumps({"event": event.word(), **event.model_dump(mode="json")}), flush=True)
