"""The whole site as a browser meets it: real processes, hashed and compressed static files."""

import subprocess
import sys
from pathlib import Path

from tests.faults.stack import ROOT, Stack


class Site(Stack):
    """A stack whose static files are collected as a deployment's are."""

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        del self.env["STATIC_STORAGE"]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def collect(self) -> None:
        command = [sys.executable, "-m", "django", "collectstatic", "--noinput", "--verbosity=0"]
        subprocess.run(command, env=self.env, cwd=ROOT, check=True)
