"""Find a Chromium for the tests, or install one."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from explorer.services.addresses import ROOT
from explorer.services.console import Console

ON_PATH = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NPM_CHROMIUM = "@sparticuz/chromium@153.0.0"
INSTALL_SECONDS = 300


def find_browser() -> Path | None:
    """Return a Chromium that starts, the nearest first; the last ways install one."""
    ways: tuple[Callable[[], Path | None], ...] = (
        _named, _on_path, _playwrights, _playwright_installs, _apt_installs, _npm_installs,
    )  # fmt: skip
    for way in ways:
        found = way()
        if found and _starts(found):
            return found
    return None


def _named() -> Path | None:
    named = os.environ.get("EXPLORER_CHROMIUM")
    if named and not _starts(Path(named)):
        sys.exit(f"EXPLORER_CHROMIUM is {named!r}, which does not start; name another or none")
    return Path(named) if named else None


def _on_path() -> Path | None:
    found = (shutil.which(name) for name in ON_PATH)
    return next((Path(each) for each in found if each), None)


def _playwrights() -> Path | None:
    ask = "from playwright.sync_api import sync_playwright as p\n"
    ask += "with p() as it: print(it.chromium.executable_path)"
    return _said_by([sys.executable, "-c", ask])


def _playwright_installs() -> Path | None:
    _tries([sys.executable, "-m", "playwright", "install", "chromium"])
    return _playwrights()


def _apt_installs() -> Path | None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    if _tries(["apt-get", "update"]):
        _tries(["apt-get", "install", "-y", "--no-install-recommends", "chromium"])
    return _on_path()


def _npm_installs() -> Path | None:
    if not shutil.which("npm"):
        return None
    folder = ROOT / ".playwright"
    _tries(["npm", "install", "--no-save", "--prefix", str(folder), NPM_CHROMIUM])
    module = folder / "node_modules/@sparticuz/chromium/build/esm/index.js"
    unpack = f"import({str(module)!r}).then(m => m.default.executablePath()).then(console.log)"
    return _said_by(["node", "-e", unpack])


def _tries(command: list[str]) -> bool:
    Console([]).say(f"looking for a browser: {' '.join(command)}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        ended = subprocess.run(
            command, env=quiet, stdin=subprocess.DEVNULL, capture_output=True,
            timeout=INSTALL_SECONDS, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return False
    return ended.returncode == 0


def _said_by(command: list[str]) -> Path | None:
    try:
        said = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return Path(said.stdout.strip())


def _starts(program: Path) -> bool:
    """Return whether it runs at all: a browser without its libraries does not."""
    said = _said_by([str(program), "--version"])
    return said is not None and "Chrom" in str(said)
