"""The text that tiny models learn: the source of the running interpreter's standard library."""

import hashlib
import platform
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from labs.scaling_laws.plans import CONTEXT, VOCABULARY

HELD_BACK = 20
"""Every so many files teach nobody: the loss is measured on them."""
VALIDATION_WINDOWS = 1024
LEFT_OUT = frozenset(
    {
        *("site-packages", "dist-packages", "test", "tests", "idlelib", "lib2to3", "turtledemo"),
        *("encodings", "ensurepip", "pydoc_data", "lib-dynload", "__pycache__"),
    }
)
"""Installed packages, tests, tables of numbers, and what some builds lack."""

Tokens = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Corpus:
    """Windows of source text, (windows, 65) each; no file is in both."""

    train: Tokens
    validation: Tokens
    sha256: str
    python: str
    size: int
    """Bytes."""

    def shuffled(self, seed: int) -> Tokens:
        """Return the training windows in the order that every model of a sweep reads them."""
        return self.train[np.random.default_rng(seed).permutation(len(self.train))]

    @property
    def tokens(self) -> int:
        """Count the tokens that a single pass foretells."""
        return len(self.train) * CONTEXT


@lru_cache(maxsize=1)
def standard_library() -> Corpus:
    """Read the corpus. Raises: FileNotFoundError where Python came without its source."""
    root = Path(sysconfig.get_path("stdlib"))
    files = [path.read_bytes() for path in _sources(root)]
    if not files:
        raise FileNotFoundError(
            f"Python {platform.python_version()} came without its standard library's source, so "
            "there is no text to learn; run the worker with another Python"
        )
    validation = b"".join(files[::HELD_BACK])
    train = b"".join(text for place, text in enumerate(files) if place % HELD_BACK)
    windows = _windows(validation)
    evenly = np.linspace(0, len(windows) - 1, VALIDATION_WINDOWS).round().astype(np.intp)
    return Corpus(
        train=_windows(train),
        validation=windows[np.unique(evenly)],
        sha256=hashlib.sha256(train + validation).hexdigest(),
        python=platform.python_version(),
        size=len(train) + len(validation),
    )


def _sources(root: Path) -> Iterator[Path]:
    for path in sorted(root.rglob("*.py")):
        parts = path.relative_to(root).parts
        if not LEFT_OUT & set(parts) and not path.name.startswith("_sysconfigdata"):
            yield path


def _windows(text: bytes) -> Tokens:
    """Cut text into windows of 65 tokens; neighbours share one, so that each is foretold once."""
    tokens = np.minimum(np.frombuffer(text, dtype=np.uint8), VOCABULARY - 1)
    count = (len(tokens) - 1) // CONTEXT
    places = CONTEXT * np.arange(count)[:, None] + np.arange(CONTEXT + 1)
    return np.asarray(tokens[places])
