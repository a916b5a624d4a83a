"""Every setting is documented, and what production demands is said."""

import os
import re
import subprocess
import sys
from pathlib import Path
from subprocess import PIPE

from explorer.checks import strangers_reach_it_over_https, the_database_is_postgres

ROOT = Path(__file__).resolve().parents[2]
READ = re.compile(r"""(?:env\.\w+|environ\.get|os\.environ\.setdefault)\(\s*"([A-Z_]+)\"""")
NOT_OURS = {
    "CI",
    "CUDA_VISIBLE_DEVICES",
    "DJANGO_SETTINGS_MODULE",
    "HOME",
    "PATH",
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONPATH",
}


def names_read() -> set[str]:
    sources = [
        file for each in ("explorer", "labs", "workers") for file in (ROOT / each).rglob("*.py")
    ]
    return {name for each in sources for name in READ.findall(each.read_text())} - NOT_OURS


def test_every_setting_has_a_row_in_the_reference():
    reference = (ROOT / "docs/reference/settings.md").read_text()
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", reference, re.MULTILINE))
    assert {"DATABASE_URL", "EXPLORER_VIDEO_MODELS"} <= names_read()
    assert names_read() - documented == set()


def test_another_database_is_refused_with_its_remedy(settings):
    settings.DATABASES["default"]["ENGINE"], kept = "django.db.backends.sqlite3", "postgresql"
    (said,) = the_database_is_postgres()
    settings.DATABASES["default"]["ENGINE"] = f"django.db.backends.{kept}"
    assert "need PostgreSQL" in said.msg
    assert "DATABASE_URL=postgresql://" in said.hint


def test_strangers_without_https_are_warned_of(settings):
    settings.ALLOWED_HOSTS = ["explorer.example.org", "localhost"]
    (said,) = strangers_reach_it_over_https()
    assert "explorer.example.org" in said.msg
    settings.HTTPS = True
    assert strangers_reach_it_over_https() == []


def test_a_site_for_oneself_needs_no_https(settings):
    settings.ALLOWED_HOSTS = ["localhost"]
    assert strangers_reach_it_over_https() == []


def import_settings(data: Path) -> subprocess.Popen[str]:
    environment = {**os.environ, "EXPLORER_DATA": str(data), "PYTHONPATH": str(ROOT)}
    environment.pop("SECRET_KEY", None)
    command = [sys.executable, "-c", "from explorer import settings; print(settings.SECRET_KEY)"]
    return subprocess.Popen(command, env=environment, stdout=PIPE, stderr=PIPE, text=True)


def test_processes_that_start_side_by_side_share_one_secret(tmp_path: Path):
    started = [import_settings(tmp_path / "data") for _ in range(4)]
    keys = {process.communicate()[0].strip() for process in started}
    assert len(keys) == 1
    assert len(keys.pop()) > 50
    assert [each.name for each in (tmp_path / "data").iterdir()] == ["secret_key"]


def test_a_data_folder_that_cannot_be_written_is_said_in_a_sentence():
    process = import_settings(Path("/dev/null/data"))
    assert process.communicate()[1].count("\n") == 1
    assert process.returncode == 1
