"""The scripts and fonts that pages take from npm: fetched here, kept in the repository, checked.

``python -m explorer.vendor`` fetches every file again and refuses one whose hash has changed.
"""

import base64
import hashlib
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "static" / "vendor" / "vendor.lock"


class TamperedError(Exception):
    """A file is not the one that the lock names."""


@dataclass(frozen=True, slots=True)
class Vendored:
    """One file of one npm package."""

    package: str
    version: str
    licence: str
    integrity: str
    """npm's own hash of the whole package: ``sha512-`` and Base64."""
    source: str
    """Where the file lies in the package."""
    path: str
    """Where it lies here."""
    sha256: str

    def kept(self) -> bytes:
        return (ROOT / self.path).read_bytes()

    def check(self, content: bytes) -> None:
        """Raises: TamperedError if the content is not what was locked."""
        found = hashlib.sha256(content).hexdigest()
        if found != self.sha256:
            raise TamperedError(
                f"{self.path} has SHA-256 {found}, but the lock says {self.sha256}; "
                "fetch it again with python -m explorer.vendor, or lock the new version"
            )


def locked() -> list[Vendored]:
    """Return what the lock names, in its order."""
    return [Vendored(**entry) for entry in tomllib.loads(LOCK.read_text())["file"]]


def integrity(archive: bytes) -> str:
    """Return npm's integrity string of a package's archive."""
    return "sha512-" + base64.b64encode(hashlib.sha512(archive).digest()).decode()


def fetch(file: Vendored) -> None:
    """Fetch one file with npm and put it in its place.

    Raises: TamperedError if the package or the file is not the locked one.
    """
    with tempfile.TemporaryDirectory() as folder:
        name = f"{file.package}@{file.version}"
        subprocess.run(["npm", "pack", "--silent", name], cwd=folder, check=True)
        (archive,) = Path(folder).glob("*.tgz")
        if integrity(archive.read_bytes()) != file.integrity:
            raise TamperedError(f"{name} is not the package that was locked; do not use it")
        content = _member(archive, f"package/{file.source}")
    file.check(content)
    target = ROOT / file.path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


def _member(archive: Path, name: str) -> bytes:
    with tarfile.open(archive) as package:
        member = package.extractfile(name)
        if member is None:
            raise TamperedError(f"{archive.name} holds no file {name}")
        return member.read()


if __name__ == "__main__":
    for each in locked():
        fetch(each)
        sys.stdout.write(f"{each.path}  {each.package} {each.version}\n")
