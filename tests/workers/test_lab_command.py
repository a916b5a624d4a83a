"""What is typed wrong at the command line gets exit code 2 and one sentence."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

ROOT = Path(__file__).resolve().parents[2]
SHORT = b"N,D,loss\n1,2,3\n"


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Return the sentence that a command line is refused with; nothing may come before it."""
    with pytest.raises(CommandError) as error:
        call_command("lab", *words)
    assert error.value.returncode == 2
    assert capsys.readouterr() == ("", "")
    return str(error.value)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nope",), "there is no lab 'nope'; choose one of"),
        (("scaling_laws", "--set", "noise=7"), "noise is 7, but it must be at most 0.1"),
        (("scaling_laws", "--set", "noise=1e309"), "must be a finite number"),
        (("scaling_laws", "--set", "runs=" + "9" * 5_000), "(5,000 characters)"),
        (("scaling_laws", "--set", "noise"), "'noise' has no '='; write NAME=VALUE"),
        (("scaling_laws", "--set", "=3"), "'=3' has no name; write NAME=VALUE"),
        (("scaling_laws", "--set", "nosie=1"), "did you mean noise?"),
        (("scaling_laws", "--set", "source=points"), "upload or paste a CSV"),
        (("scaling_laws", "--set", "points=" + "0" * 64), "name it with --file"),
        (("scaling_laws", "--file", "noise=x.csv"), "takes no file called 'noise'"),
        (("scaling_laws", "--file", "points=/nope.csv"), "'/nope.csv' cannot be used"),
        (("scaling_laws", "--file", "points="), "is no file; name one that can be read"),
        (("scaling_laws", "--file", "points=/"), "'/' is no file"),
        (("scaling_laws", "--file", "points=/dev/zero"), "'/dev/zero' is no file"),
        (("scaling_laws", "--file", "points=" + "a" * 5_000), "file name too long"),
        (("scaling_laws", "--out", "/dev/null/x"), "not a directory"),
    ],
    ids=lambda given: " ".join(given)[:40] if isinstance(given, tuple) else "",
)
def test_a_bad_word_is_refused(
    words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said in refused(capsys, "run", *words)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "the file is empty"),
        (SHORT, "1 runs were given"),
        (b"PK\3\4", "the file is a workbook"),
        (b"1" * 2_000_001, "2,000,001 bytes"),
    ],
    ids=["empty", "short", "workbook", "large"],
)
def test_a_bad_file_is_refused(
    data: bytes, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "runs.csv"
    path.write_bytes(data)
    assert said in refused(capsys, "run", "scaling_laws", "--file", f"points={path}")


@pytest.mark.parametrize("name", ["9bad", "class", "../evil", "scaling_laws", "contract", ""])
def test_a_bad_name_is_refused(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert "is the name, but" in refused(capsys, "new", name)


def test_whoever_reads_only_the_first_line_is_not_shouted_at() -> None:
    python = shlex.quote(sys.executable)
    command = f"{python} -m django lab run scaling_laws --set bootstraps=10000 | head -n 1"
    told = subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "explorer.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.startswith('{"event": "progress"')
    assert told.stderr == ""


@pytest.mark.parametrize(
    "words", [[], ["frob"], ["run"], ["new"], ["run", "scaling_laws", "--nonsense"]]
)
def test_a_command_line_that_cannot_be_read_is_refused_in_one_sentence(words: list[str]) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "django", "lab", *words],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "explorer.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (told.returncode, told.stdout) == (2, "")
    assert len(told.stderr.splitlines()) == 1
    assert "--help" in told.stderr
