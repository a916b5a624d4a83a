import os
from pathlib import Path

import pytest

from explorer.services.browser import find_browser


def program(path: Path, says: str) -> Path:
    path.write_text(f"#!/bin/sh\necho {says}\n")
    path.chmod(0o755)
    return path


def test_the_named_browser_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    named = program(tmp_path / "mine", "Chromium 153")
    monkeypatch.setenv("EXPLORER_CHROMIUM", str(named))
    assert find_browser() == named


def test_a_named_browser_that_does_not_start_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("EXPLORER_CHROMIUM", "/nowhere/chromium")
    with pytest.raises(SystemExit, match="'/nowhere/chromium', which does not start"):
        find_browser()


def test_else_one_on_the_path_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    found = program(tmp_path / "chromium", "Chromium 153")
    monkeypatch.delenv("EXPLORER_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/bin")
    assert find_browser() == found
