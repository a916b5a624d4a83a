"""Absolute addresses of this site, as others keep them, and back."""

from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse

SHOWN_AT = {"result", "embed"}


def absolute(request: HttpRequest, name: str, run_id: UUID) -> str:
    """Return where others find a page of a run. Behind a proxy, HTTPS is what the setting says."""
    return root(request) + reverse(name, args=[run_id])


def root(request: HttpRequest) -> str:
    """Return this site's own address, without a slash at its end."""
    scheme = "https" if settings.HTTPS or request.is_secure() else "http"
    return f"{scheme}://{request.get_host()}"


def run_at(request: HttpRequest, url: str) -> UUID | None:
    """Return the run whose result an address of this site shows. Nothing is fetched."""
    try:
        parts = urlsplit(url)
        found = resolve(parts.path)
    except (ValueError, Resolver404):
        return None
    ours = parts.scheme in {"http", "https"} and parts.netloc == request.get_host()
    run_id: UUID | None = found.kwargs.get("run_id")
    return run_id if ours and found.url_name in SHOWN_AT else None
