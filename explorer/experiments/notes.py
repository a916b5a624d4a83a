"""Notes as others read them: markdown, of which nothing survives that could act on a page."""

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "typographer": False}).enable("table")
_TAGS = {
    "a", "blockquote", "br", "code", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre",
    "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto"}
_REL = "noopener noreferrer nofollow ugc"
DEEPEST = 6


def rendered(notes: str) -> SafeString:
    """Render markdown for a page of the site: no HTML, no pictures, and links of three kinds."""
    tokens = [_below_the_title(token) for token in _MARKDOWN.parse(notes)]
    html = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return mark_safe(  # noqa: S308 - nh3 cleaned it
        nh3.clean(
            html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=_REL,
            clean_content_tags=set(),
        )
    )  # fmt: skip


def _below_the_title(token: Token) -> Token:
    """Put the headings of notes two levels down: the page has its own title and sections."""
    if token.type.startswith("heading_"):
        token.tag = f"h{min(int(token.tag[1:]) + 2, DEEPEST)}"
    return token
