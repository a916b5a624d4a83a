"""Make the virtual environment that ``manage.py`` runs in. Standard library only.

It is read by whatever Python somebody has, so it keeps to the syntax of old ones until it has
found a new one. What is installed is stamped with the hashes of the lock files: a later start
compares a few kilobytes and goes on.
"""

from __future__ import annotations

import ast
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator, Sequence  # noqa: UP035 - old Pythons too

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "explorer-installed.json"
OLDEST = (3, 11)
NEWER = ("python3.13", "python3.12", "python3.11", "python3.14")

TORCH = "torch==2.13.0"
TORCH_LOCK = "requirements-torch.lock"
TORCH_CPU_INDEX = "https://download.pytorch.org/whl/cpu"
LARGE = ("allauth", "celery", "django", "kombu", "numpy", "pydantic", "redis", "scipy", "torch")
"""Packages of the processes of a site, which spend seconds on compiling them."""
IMPATIENT = {"UV_HTTP_TIMEOUT": "20", "PIP_DEFAULT_TIMEOUT": "20", "PIP_RETRIES": "1"}


class InstallError(Exception):
    """The environment cannot be made; the message says what is missing and what helps."""


def enter(command: str) -> None:
    """Return only inside an environment that has all ``command`` needs; make it where needed."""
    if os.environ.get("EXPLORER_SKIP_INSTALL"):
        return
    lock = "requirements-test.lock" if command == "test" else "requirements.lock"
    try:
        if not is_installed(lock):
            with one_at_a_time():
                install(lock)
    except InstallError as error:
        sys.exit(str(error))
    if Path(sys.prefix).resolve() != VENV.resolve():
        os.environ.pop("PYTHONHOME", None)
        os.execv(str(PYTHON), [str(PYTHON), *sys.argv])  # noqa: S606


def is_installed(lock: str) -> bool:
    return PYTHON.exists() and stamped().items() >= wanted(lock).items()


def stamped() -> dict[str, str]:
    try:
        return dict(json.loads(STAMP.read_text()))
    except (OSError, ValueError):
        return {}


def wanted(lock: str) -> dict[str, str]:
    return {"torch": TORCH, **{name: digest(ROOT / name) for name in (lock, TORCH_LOCK)}}


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@contextmanager
def one_at_a_time() -> Iterator[None]:
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def install(lock: str) -> None:
    if is_installed(lock):
        return
    began = time.monotonic()
    make_environment()
    installer = Installer(find_uv())
    say(f"installing {lock} with {installer.name}")
    for name in (lock, TORCH_LOCK):
        installer.install_locked(name)
    install_torch(installer)
    if os.environ.get("PYTHONDONTWRITEBYTECODE"):
        keep_compiled()
    STAMP.write_text(json.dumps({**stamped(), **wanted(lock)}, indent=1))
    say(f"installed in {time.monotonic() - began:.0f} s; later starts skip this")


def make_environment() -> None:
    if is_usable() and not outgrown():
        return
    if not os.access(ROOT, os.W_OK):
        raise InstallError(f"cannot write to {ROOT}; clone it where you may write")
    python = new_enough()
    say(f"making {VENV} with {python}")
    made = subprocess.run([python, "-m", "venv", "--clear", VENV], capture_output=True, check=False)
    if made.returncode == 0 or uv_makes_environment(python):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    raise InstallError(
        f"{python} cannot make a virtual environment; install its venv module (on Debian: "
        "apt-get install python3-venv) or uv, and start again"
    )


def outgrown() -> bool:
    """Return whether a lock has changed since: what it no longer names must go."""
    locks = {name: kept for name, kept in stamped().items() if name.endswith(".lock")}
    return any(digest(ROOT / name) != kept for name, kept in locks.items())


def is_usable() -> bool:
    """Return whether the environment's Python is there and new enough."""
    question = f"import sys; sys.exit(sys.version_info < {OLDEST})"
    return PYTHON.exists() and succeeds([PYTHON, "-c", question])


def new_enough() -> str:
    if sys.version_info >= OLDEST:
        return getattr(sys, "_base_executable", sys.executable)
    for name in NEWER:
        found = shutil.which(name)
        if found and succeeds([found, "--version"]):
            return found
    raise InstallError(
        f"Python {sys.version.split()[0]} is too old; install Python 3.11 or newer and start again"
    )


def uv_makes_environment(python: str) -> bool:
    uv = shutil.which("uv")
    return uv is not None and succeeds([uv, "venv", "--clear", "--seed", "--python", python, VENV])


def find_uv() -> str | None:
    """Return a uv that runs: the system's, else the environment's own, installed if need be."""
    own = str(VENV / "bin" / "uv")
    for found in (shutil.which("uv"), own):
        if found and succeeds([found, "--version"]):
            return found
    pip = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "uv"]
    return own if succeeds(pip) and succeeds([own, "--version"]) else None


class Installer:
    """Installs with uv where there is one and it can, else with pip."""

    def __init__(self, uv: str | None) -> None:
        self.uv = uv
        self.pip_settings = pip_settings()

    @property
    def name(self) -> str:
        return "uv" if self.uv else "pip, which takes a minute or two"

    def install_locked(self, lock: str) -> None:
        words = ["--require-hashes", "--no-deps", "-r", str(ROOT / lock)]
        if not self.tries(words):
            raise InstallError(f"could not install {lock}; the lines above say why")

    def tries(self, words: list[str], **environment: str) -> bool:
        """Return whether the packages are installed now."""
        return self._uv_installs(words, environment) or self._pip_installs(words, environment)

    def _uv_installs(self, words: list[str], environment: dict[str, str]) -> bool:
        if not self.uv:
            return False
        command = [self.uv, "pip", "install", *quietly(), "--python", str(PYTHON), *words]
        environment = {**uv_settings(self.pip_settings), **environment}
        return (
            subprocess.run(command, env={**os.environ, **environment}, check=False).returncode == 0
        )

    def _pip_installs(self, words: list[str], environment: dict[str, str]) -> bool:
        command = [str(PYTHON), "-m", "pip", "install", *quietly(), *words]
        return (
            subprocess.run(command, env={**os.environ, **environment}, check=False).returncode == 0
        )


def pip_settings() -> dict[str, str]:
    """Return what pip is configured to do here, by name, from its files and its environment."""
    listed = subprocess.run(
        [PYTHON, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    )
    found = {}
    for line in sorted(listed.stdout.splitlines(), reverse=True):  # ":env:" last: it wins
        key, _, value = line.partition("=")
        found[key.rpartition(".")[2]] = str(ast.literal_eval(value))
    return found


def uv_settings(pip: dict[str, str]) -> dict[str, str]:
    """Return the same for uv, which reads none of pip's settings."""
    said = {
        "UV_DEFAULT_INDEX": pip.get("index-url"),
        "UV_INDEX": " ".join(pip.get("extra-index-url", "").split()),
        "UV_FIND_LINKS": ",".join(pip.get("find-links", "").split()),
        "SSL_CERT_FILE": pip.get("cert"),
        "UV_INDEX_STRATEGY": "unsafe-best-match",  # as pip does; hashes keep it safe
    }
    return {name: value for name, value in said.items() if value and name not in os.environ}


def install_torch(installer: Installer) -> None:
    for doing, words in torch_sources(installer.pip_settings):
        say(f"installing {TORCH} {doing}")
        if installer.tries([*words, TORCH], **IMPATIENT):
            return
    raise InstallError(
        f"could not install {TORCH} from any source; connect to the network, or set "
        "PIP_FIND_LINKS to a folder that holds its wheel"
    )


def torch_sources(pip: dict[str, str]) -> Iterator[tuple[str, list[str]]]:
    """Yield each place to try, the cheapest first, as words to say and words for the installer."""
    for folder in pip.get("find-links", "").split():
        if any(Path(folder).glob(f"{TORCH.replace('==', '-')}*.whl")):
            yield f"from {folder}", ["--no-index", "--no-deps", "--find-links", folder]
    if sys.platform != "linux":
        yield "from the package index", []
    elif has_gpu():
        yield "for CUDA from the package index (about 2.7 GB)", []
    else:
        yield "for the CPU", ["--no-deps", "--index-url", TORCH_CPU_INDEX]
        yield "from the package index, with CUDA though unused (about 2.7 GB)", []


def keep_compiled() -> None:
    """Compile large packages once, where else every process would, at every start."""
    say("compiling packages once, as PYTHONDONTWRITEBYTECODE lets no process keep what it compiles")
    packages = [each for name in LARGE for each in VENV.glob(f"lib/python*/site-packages/{name}")]
    subprocess.run([PYTHON, "-m", "compileall", "-qq", "-j", "0", *packages], check=False)


def has_gpu() -> bool:
    if os.environ.get("CUDA_VISIBLE_DEVICES") == "":
        return False
    return shutil.which("nvidia-smi") is not None and succeeds(["nvidia-smi", "-L"])


def succeeds(command: Sequence[str | Path]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def quietly() -> list[str]:
    """Return the word that hides a progress bar nobody would see move."""
    return [] if sys.stderr.isatty() else ["--quiet"]


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
