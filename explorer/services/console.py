"""Write the lines of many processes to one terminal, each with its name before it."""

import os
import sys
from typing import TextIO

COLOURS = (36, 32, 33, 35, 34, 96, 92, 93, 95, 94)
OURS = "up"


class Console:
    """Prefixes every line; names get a colour each where a person is watching."""

    def __init__(self, names: list[str], out: TextIO | None = None) -> None:
        self.out = out or sys.stdout
        self.width = max(map(len, [OURS, *names]))
        self.colours = dict(zip(names, COLOURS * len(names), strict=False))
        self.coloured = self.out.isatty() and "NO_COLOR" not in os.environ

    def say(self, line: str) -> None:
        self.write(OURS, line)

    def write(self, name: str, line: str) -> None:
        prefix = f"{name:<{self.width}} │"
        if self.coloured:
            prefix = f"\x1b[{self.colours.get(name, 1)}m{prefix}\x1b[0m"
        try:
            print(prefix, line, file=self.out, flush=True)
        except OSError:  # whoever read us has gone; the processes go on
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.out.fileno())
