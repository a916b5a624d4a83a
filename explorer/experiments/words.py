"""What a visitor may write about an experiment. What is too much is refused in one sentence."""

from collections.abc import Mapping
from dataclasses import dataclass

LONGEST_TITLE = 120
LONGEST_NOTES = 20_000
LONGEST_TAG = 30
MOST_TAGS = 10


class WordsRefused(ValueError):
    """What was written breaks a rule. ``errors`` holds a sentence for each field."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = errors


@dataclass(frozen=True, slots=True)
class Words:
    title: str
    notes: str = ""
    tags: tuple[str, ...] = ()


def read_words(sent: Mapping[str, str]) -> Words:
    """Read ``title``, ``notes`` and ``tags``, which commas part. Raises: WordsRefused."""
    title = " ".join(sent.get("title", "").split())
    notes = sent.get("notes", "").replace("\r\n", "\n").strip()
    tags = read_tags(sent.get("tags", ""))
    said = {
        "title": _title_refused(title),
        "notes": _notes_refused(notes),
        "tags": _tags_refused(tags),
    }
    if errors := {name: sentence for name, sentence in said.items() if sentence}:
        raise WordsRefused(errors)
    return Words(title, notes, tags)


def read_tags(text: str) -> tuple[str, ...]:
    """Part tags at commas: in lower case, each once, in the order they came."""
    tags = (" ".join(part.split()).lower() for part in text.split(","))
    return tuple(dict.fromkeys(filter(None, tags)))


def _title_refused(title: str) -> str:
    if not title:
        return "the title is empty, but an experiment must have one; give it a few words"
    return _too_long("title", title, LONGEST_TITLE) or _unprintable("title", title)


def _notes_refused(notes: str) -> str:
    return _too_long("notes", notes, LONGEST_NOTES) or _unprintable("notes", notes)


def _tags_refused(tags: tuple[str, ...]) -> str:
    if len(tags) > MOST_TAGS:
        return f"{len(tags)} tags were given, but {MOST_TAGS} is the most; leave some out"
    long = next((tag for tag in tags if len(tag) > LONGEST_TAG), "")
    return _too_long(f"tag {long[:LONGEST_TAG]}…", long, LONGEST_TAG) or _unprintable(
        "tags", "".join(tags)
    )


def _too_long(what: str, text: str, longest: int) -> str:
    if len(text) <= longest:
        return ""
    verb = "have" if what == "notes" else "has"
    return (
        f"the {what} {verb} {len(text):,} characters, but {longest:,} is the most; "
        f"leave out {len(text) - longest:,}"
    )


def _unprintable(what: str, text: str) -> str:
    """Refuse what Postgres keeps no row of: null bytes, and halves of characters."""
    if "\0" not in text and not any("\ud800" <= each <= "\udfff" for each in text):
        return ""
    verb = "holds" if what == "title" else "hold"
    return f"the {what} {verb} a character that cannot be kept; type it anew"
