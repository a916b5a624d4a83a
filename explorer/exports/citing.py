"""How to cite a result and the papers of its lab, as BibTeX."""

import re
import unicodedata

from explorer.exports.result import Result
from labs.contract import Paper

ARXIV = re.compile(r"https?://arxiv\.org/abs/([\w.\-/]+)")
_SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "%": r"\%",
    "#": r"\#", "_": r"\_", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
}  # fmt: skip


def bibtex(result: Result) -> str:
    """Return an entry for the result, then one for each paper. Raises: NotShown."""
    entries = [_of_result(result), *(_of_paper(paper) for paper in result.lab.papers)]
    return "\n".join(entries)


def _of_result(result: Result) -> str:
    run = result.run
    at = run.settled_at or run.created_at
    return _entry(
        f"explorer-{result.short_id}",
        {
            "title": f"{{{_tex(result.lab.title)}: run {result.short_id}}}",
            "author": "{AI Research Explorer}",
            "year": str(at.year),
            "howpublished": rf"\url{{{result.url}}}",
            "note": _tex(f"Lab {run.lab_slug}, {result.made_with}; {at:%Y-%m-%d}"),
        },
    )


def _of_paper(paper: Paper) -> str:
    fields = {
        "title": f"{{{_tex(paper.title)}}}",
        "author": _authors(paper.authors),
        "year": str(paper.year),
        "url": paper.url,
    }
    if arxiv := ARXIV.fullmatch(paper.url):
        fields |= {"eprint": arxiv[1], "archiveprefix": "arXiv"}
    return _entry(_key(paper), fields)


def _entry(key: str, fields: dict[str, str]) -> str:
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@misc{{{key},\n{lines}}}\n"


def _authors(said: str) -> str:
    """Return names as BibTeX parts them: ``Kaplan et al.`` becomes ``Kaplan and others``."""
    names = re.split(r",\s*|\s+and\s+|\s*&\s*", re.sub(r",?\s+et al\.?$", ", others", said))
    return " and ".join(name if name == "others" else f"{{{_tex(name)}}}" for name in names)


def _key(paper: Paper) -> str:
    first = re.split(r"[\s,]", paper.authors)[0]
    plain = unicodedata.normalize("NFKD", f"{first}{paper.year}{paper.title.split()[0]}")
    return re.sub(r"[^a-z0-9]", "", plain.encode("ascii", "ignore").decode().lower())


def _tex(text: str) -> str:
    return "".join(_SPECIAL.get(letter, letter) for letter in text)
