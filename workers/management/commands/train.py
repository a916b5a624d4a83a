import importlib
import importlib.util
import platform
from argparse import ArgumentParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from labs.registry import labs

if TYPE_CHECKING:
    from labs.shared.courses import Course


class Command(BaseCommand):
    help = "Train a network that ships with a lab. Killed, it goes on when it is called again."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser | ArgumentParser) -> None:
        parser.add_argument("slug", help="a lab")
        parser.add_argument("course", nargs="?", help="which of its networks, if it has several")
        parser.add_argument("--steps", type=int, help="how many steps in all")
        parser.add_argument("--seed", type=int, default=0)
        parser.add_argument("--threads", type=int, default=1, help="of the processor")
        parser.add_argument("--state", type=Path, default=Path("var/training"),
                            help="the folder of checkpoints")  # fmt: skip

    def handle(self, *_args: Any, **options: Any) -> None:
        slug = options["slug"]
        courses = _courses(slug)
        name = options["course"] or (next(iter(courses)) if len(courses) == 1 else "")
        if name not in courses:
            raise CommandError(
                f"{slug} trains no {name!r}; name one of {', '.join(courses)}", returncode=2
            )
        from labs.shared.courses import followed

        state = options["state"] / f"{slug}-{name}-{options['seed']}.safetensors"
        course = courses[name]
        _use(options["threads"])
        steps = options["steps"] or course.steps
        for line in followed(course, options["seed"], steps, state, _hardware(options["threads"])):
            self.stdout.write(line)
            self.stdout.flush()


def _courses(slug: str) -> "dict[str, Course]":
    if slug not in labs():
        raise CommandError(
            f"there is no lab {slug!r}; choose one of {', '.join(labs())}", returncode=2
        )
    module = f"{labs()[slug].package}.train"
    found = importlib.import_module(module) if importlib.util.find_spec(module) else None
    courses: dict[str, Course] | None = getattr(found, "COURSES", None)
    if not courses:
        raise CommandError(f"{slug} has no network to train; see its guide", returncode=2)
    return courses


def _use(threads: int) -> None:
    import torch

    torch.set_num_threads(threads)


def _hardware(threads: int) -> str:
    from labs.shared.training import device

    if device() == "cpu":
        return f"{threads} thread{'s' if threads > 1 else ''} of a {platform.machine()} processor"
    import torch

    return torch.cuda.get_device_name()
