"""What is vendored is what was locked, and pages use nothing else."""

import hashlib
import re
from dataclasses import replace

import pytest

from explorer.vendor import LOCK, ROOT, TamperedError, Vendored, integrity, locked


@pytest.mark.parametrize("file", locked(), ids=lambda file: file.path)
def test_a_vendored_file_is_the_one_that_was_locked(file: Vendored):
    file.check(file.kept())


def test_a_changed_file_is_refused():
    file = replace(locked()[0], sha256="0" * 64)
    with pytest.raises(TamperedError, match="fetch it again"):
        file.check(file.kept())


def test_every_vendored_file_is_locked():
    kept = {str(path.relative_to(ROOT)) for path in LOCK.parent.rglob("*") if path.is_file()}
    assert kept - {str(LOCK.relative_to(ROOT))} == {
        file.path for file in locked() if file.path.startswith("static/")
    }


def test_every_package_has_one_version_with_npms_own_hash():
    versions = {file.package: (file.version, file.integrity) for file in locked()}
    assert all((f.version, f.integrity) == versions[f.package] for f in locked())
    assert all(re.fullmatch(r"sha512-[A-Za-z0-9+/]{86}==", f.integrity) for f in locked())


def test_integrity_is_written_as_npm_writes_it():
    digest = hashlib.sha512(b"").hexdigest()
    assert digest.startswith("cf83e1")
    assert integrity(b"").startswith("sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8")


def test_htmx_is_the_version_it_says():
    (script,) = [file for file in locked() if file.path.endswith("htmx.min.js")]
    assert f'version="{script.version}"'.encode() in script.kept()


def test_pages_load_every_vendored_script_and_font_from_here():
    pages = [ROOT / "templates" / name for name in ("base.html", "runs/run.html")]
    page = "".join(each.read_text() for each in [*pages, ROOT / "static" / "css" / "fonts.css"])
    wanted = [f.path for f in locked() if f.path.endswith((".min.js", ".woff2"))]
    static = [path.removeprefix("static/") for path in wanted if path.startswith("static/")]
    assert [path for path in static if path not in page] == []
    assert "http" not in page
