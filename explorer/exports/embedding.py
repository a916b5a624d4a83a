"""A result inside somebody else's page: which parts show, and how it describes itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import cached_property

from explorer.catalog.pages import STAGE, LabPage, Shown
from explorer.catalog.refusals import shown
from explorer.experiments.drawing import Picture, picture
from explorer.exports import preview
from explorer.exports.addresses import Place
from explorer.exports.result import Result
from explorer.runs.stage import Drawn

PARTS = ("title", "controls", "claims")
"""What may be hidden, beside each panel by its name. The line that says whose it is stays."""
MOST_HIDDEN = 40
WIDTH, HEIGHT = 800, 720
NARROWEST, WIDEST = 240, 4000
NAME = "AI Research Explorer"
CACHED_SECONDS = 3600


@dataclass(frozen=True)
class EmbedPage:
    """``exports/embed.html``."""

    result: Result
    picture: Picture
    """What the run shows: drawn once, for all who frame it."""
    hidden: frozenset[str]
    refused: Sequence[str]

    @classmethod
    def of(cls, result: Result, hide: str) -> "EmbedPage":
        """Return the page without the parts that ``hide`` names. Raises: NotShown."""
        known = (*PARTS, *(panel.slug for panel in result.lab.panels))
        asked = list(dict.fromkeys(filter(None, hide.split(",")[:MOST_HIDDEN])))
        refused = [
            f"hide is {shown(name)}, but only {', '.join(known)} can be hidden; leave it out"
            for name in asked
            if name not in known
        ]
        drawn = picture(result.run, STAGE)
        return cls(result, drawn, frozenset(asked) & frozenset(known), refused[:1])

    @cached_property
    def page(self) -> LabPage:
        """The lab's own page, of which this one takes style and scripts."""
        return LabPage(self.result.lab, self.result.params, Shown(()))

    @cached_property
    def panels(self) -> list[Drawn]:
        return [each for each in self.picture.panels if each.panel.slug not in self.hidden]

    @property
    def changed(self) -> Mapping[str, Any]:
        """The settings that differ from the lab's."""
        return self.result.params.changed()

    @property
    def shows_title(self) -> bool:
        return "title" not in self.hidden

    @property
    def shows_controls(self) -> bool:
        return "controls" not in self.hidden

    @property
    def shows_claims(self) -> bool:
        return "claims" not in self.hidden


def oembed(request: HttpRequest, result: Result) -> dict[str, Any]:
    """Return what oEmbed asks for, within the width and height it allows. Raises: NotShown."""
    refused: list[str] = []
    width = _within(request, "maxwidth", WIDTH, refused)
    height = _within(request, "maxheight", HEIGHT, refused)
    place = result.place
    described = {
        "version": "1.0",
        "type": "rich",
        "title": result.title,
        "provider_name": NAME,
        "provider_url": place.root + "/",
        "cache_age": 0 if place.by_link else CACHED_SECONDS,
        "html": written_frame(place.embed_url, width, height, result.title),
        "width": width,
        "height": height,
        "thumbnail_url": place.image_url,
        "thumbnail_width": preview.WIDTH,
        "thumbnail_height": preview.HEIGHT,
    }
    if width < preview.WIDTH or height < preview.HEIGHT:
        # The thumbnail must not be larger than what was allowed, if anything was.
        limited = {"maxwidth", "maxheight"} & request.GET.keys()
        described = {k: v for k, v in described.items() if not (limited and "thumbnail" in k)}
    return described | ({"refused": refused} if refused else {})


def written_frame(src: str, width: int, height: int, title: str) -> str:
    """Return the HTML that frames a result, as text."""
    frame = {"src": src, "width": width, "height": height, "title": title}
    return str(render_to_string("exports/frame.html", frame).strip())


def _within(request: HttpRequest, name: str, usual: int, refused: list[str]) -> int:
    """Return the usual size, or less where less is allowed."""
    asked = request.GET.get(name)
    if asked is None:
        return usual
    if asked.isascii() and asked.isdigit() and NARROWEST <= int(asked[:9]) <= WIDEST:
        return min(usual, int(asked))
    refused.append(
        f"{name} is {shown(asked)}, but it must be between {NARROWEST} and {WIDEST}; "
        f"{usual} is given instead"
    )
    return usual


def discovery(place: Place) -> list[tuple[str, str]]:
    """Return the type and the address of each description of a result."""
    address = place.root + reverse("oembed")
    return [
        (f"{kind}+oembed", f"{address}?{urlencode({'url': place.url, 'format': name})}")
        for name, kind in (("json", "application/json"), ("xml", "text/xml"))
    ]
