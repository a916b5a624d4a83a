"""Every setting is documented, and what production demands is said."""

import re
from pathlib import Path

from explorer.checks import strangers_reach_it_over_https, the_database_is_postgres

ROOT = Path(__file__).resolve().parents[2]
READ = re.compile(r"""(?:env\.\w+|environ\.get|os\.environ\.setdefault)\(\s*"([A-Z_]+)\"""")
NOT_OURS = {"DJANGO_SETTINGS_MODULE", "CUDA_VISIBLE_DEVICES", "PATH", "HOME", "CI"}


def names_read() -> set[str]:
    sources = [*(ROOT / "explorer").rglob("*.py"), *(ROOT / "workers").rglob("*.py")]
    return {name for each in sources for name in READ.findall(each.read_text())} - NOT_OURS


def test_every_setting_has_a_row_in_the_reference():
    reference = (ROOT / "docs/reference/settings.md").read_text()
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", reference, re.MULTILINE))
    assert {"DATABASE_URL", "LEASE_SECONDS"} <= names_read()
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
