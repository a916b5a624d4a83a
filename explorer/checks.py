"""What the site demands of its surroundings, said with a remedy: ``manage.py check --deploy``."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004

LOCAL = {"localhost", "127.0.0.1", "[::1]"}


@register(Tags.database)
def the_database_is_postgres(**_: Any) -> list[CheckMessage]:
    engine = settings.DATABASES["default"]["ENGINE"]
    if engine.endswith("postgresql"):
        return []
    return [
        Error(
            f"DATABASE_URL names {engine}, but leases and streams need PostgreSQL",
            hint="set DATABASE_URL=postgresql://user:password@host/name",
            id="explorer.E001",
        )
    ]


@register(Tags.security, deploy=True)
def strangers_reach_it_over_https(**_: Any) -> list[CheckMessage]:
    strangers = sorted(set(settings.ALLOWED_HOSTS) - LOCAL)
    if settings.HTTPS or not strangers:
        return []
    return [
        Warning(
            f"{', '.join(strangers)} is served without HTTPS, so a guest's cookie can be read",
            hint="put a proxy that speaks TLS in front and set HTTPS=true",
            id="explorer.W001",
        )
    ]
