"""Where others find a result and what is made of it: under its own address, or through a link."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse

FILES: Mapping[str, str] = {
    "preview": "preview.png",
    "qr": "qr.svg",
    "csv": "events.csv.zip",
    "json": "events.json",
    "notebook": "notebook.ipynb",
    "bibtex": "cite.bib",
    "offline": "offline.html",
}
"""What is made of a result: the name of its view, and of its file."""
_NUMBER = re.compile(r"[1-9][0-9]{0,3}")


@dataclass(frozen=True, slots=True)
class Place:
    """Where others find a result, a frame of it and its files."""

    root: str
    """This site's own address, without a slash at its end."""
    path: str
    embed_path: str
    folder: str
    by_link: bool = False
    """It ends when its link does: nothing made of it names the run's own address."""

    @property
    def url(self) -> str:
        return self.root + self.path

    @property
    def embed_url(self) -> str:
        return self.root + self.embed_path

    @property
    def files(self) -> Mapping[str, str]:
        """The path of each file, by the name of what is made."""
        return {name: self.folder + file for name, file in FILES.items()}

    @property
    def file_urls(self) -> Mapping[str, str]:
        return {name: self.root + path for name, path in self.files.items()}

    @property
    def image_url(self) -> str:
        return self.root + self.files["preview"]


def place_of(root: str, run_id: UUID) -> Place:
    """Return the place that anyone finds who knows the run's id."""
    path = reverse("result", args=[run_id])
    return Place(root, path, reverse("embed", args=[run_id]), f"{path}/")


def place_through(root: str, token: str, number: int) -> Place:
    """Return the place of one run of an experiment for whoever holds a link to it."""
    path = reverse("share", args=[token])
    embed = reverse("shared_embed", args=[token, number])
    return Place(root, f"{path}?run={number}", embed, f"{path}/{number}/", by_link=True)


def absolute(request: HttpRequest, name: str, run_id: UUID) -> str:
    """Return where others find a page of a run."""
    return root(request) + reverse(name, args=[run_id])


def root(request: HttpRequest) -> str:
    """Return this site's own address. Behind a proxy, HTTPS is what the setting says."""
    scheme = "https" if settings.HTTPS or request.is_secure() else "http"
    return f"{scheme}://{request.get_host()}"


@dataclass(frozen=True, slots=True)
class Shown:
    """What an address of this site shows: a run by its id, or one through a link."""

    run_id: UUID | None = None
    token: str = ""
    number: int | None = None
    """Which run of the experiment; None for the newest."""


def shown_at(host: str, url: str) -> Shown | None:
    """Read an address of this site that shows a result. Nothing is fetched."""
    try:
        parts = urlsplit(url)
        found = resolve(parts.path)
    except (ValueError, Resolver404):
        return None
    if parts.scheme not in {"http", "https"} or parts.netloc != host:
        return None
    match found.url_name:
        case "result" | "embed":
            return Shown(run_id=found.kwargs["run_id"])
        case "share":
            return Shown(token=found.kwargs["token"], number=_number(parts.query))
        case "shared_embed":
            return Shown(**found.kwargs)
    return None


def _number(query: str) -> int | None:
    """Return which run an address asks for; what is no number asks for none, as on the page."""
    asked = parse_qs(query, max_num_fields=20).get("run", [""])[0]
    return int(asked) if _NUMBER.fullmatch(asked) else None
