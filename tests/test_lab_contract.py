"""What every lab promises, checked for all of them: those in this tree and those installed."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

import pytest
from django.template.loader import get_template, render_to_string
from markdown_it import MarkdownIt

from explorer.catalog.guides import guide
from explorer.catalog.links import RESERVED, link_to
from explorer.runs.stage import Stage
from labs.contract import Choice, Claimed, Event, Lab, Panel, Progress, Several
from labs.registry import labs
from tests.ships import ships, written
from workers.local import LocalContext

GOLDEN = Path(__file__).parent / "golden"
LONGEST_LINK = 2_000

TOYS = Path(__file__).parent / "toylabs"
"""Labs that the tests of faults run; nobody learns from them."""
SLUGS = [slug for slug, lab in labs().items() if not lab.folder.is_relative_to(TOYS)]

WRITTEN = [slug for slug in SLUGS if written(slug)]
"""Labs that are written down: of a new one, or one of another package, nothing is known yet."""

every_lab = pytest.mark.parametrize("slug", SLUGS)
every_panel = pytest.mark.parametrize(
    ("slug", "panel"),
    [
        pytest.param(slug, panel, id=f"{slug}-{panel.slug}")
        for slug in SLUGS
        for panel in labs()[slug].panels
    ],
)
every_draw = pytest.mark.parametrize(
    ("slug", "panel", "event"),
    [
        pytest.param(slug, panel, event, id=f"{slug}-{panel.slug}-{event.word()}")
        for slug in SLUGS
        for panel in labs()[slug].panels
        for event in panel.draws
    ],
)
every_setting = pytest.mark.parametrize(
    ("slug", "name"), [(slug, name) for slug in SLUGS for name in labs()[slug].params.model_fields]
)


def tell(lab: Lab) -> Iterator[Event]:
    params = lab.params()
    return lab.run(params, LocalContext(params.seed, {}, None, lab))


@cache
def story(slug: str) -> list[Event]:
    return list(tell(labs()[slug]))


@cache
def shown_by_examples(slug: str) -> list[Event]:
    """Return what the examples show at once: some events tell of settings that differ."""
    lab = labs()[slug]
    if lab.preview is None:
        return []
    files = LocalContext(0, {}, None)
    return [event for params in lab.examples.values() for event in lab.preview(params, files.open)]


A_CLASS = {
    "optimizer_memory": [{"guess": guess} for guess in (20, 90, 40)],
}
"""What a class sets that makes one experiment, where the defaults tell the pool nothing."""


@cache
def attended(slug: str) -> list[list[Event]]:
    """Return what the runs of a small class told, one of them stopped before it told anything."""
    lab = labs()[slug]
    files = LocalContext(0, {}, None)
    own = [lab.params.model_validate(each) for each in A_CLASS.get(slug, [])]
    previews = [list(lab.preview(each, files.open)) for each in own] if lab.preview else []
    return [*previews, story(slug), []]


@cache
def pooled(slug: str) -> list[Event]:
    pool = labs()[slug].pool
    return list(pool(attended(slug))) if pool else []


@every_setting
def test_every_setting_says_what_it_is(slug: str, name: str) -> None:
    said = labs()[slug].params.model_fields[name].description
    assert said, f"write a docstring under {name}"
    assert said.endswith((".", "?")), f"end the docstring of {name} with a full stop"


@every_setting
def test_every_setting_has_a_control_that_covers_its_values(slug: str, name: str) -> None:
    params = labs()[slug].params
    control = params.control(name)
    assert name not in RESERVED, f"{name} has a meaning of its own in links and forms"
    if isinstance(control, Choice):
        values = get_args(params.model_fields[name].annotation)
        assert set(control.labels) == set(values), f"give every value of {name} a label"
    if isinstance(control, Several):
        each, _ = get_args(params.model_fields[name].annotation)
        assert set(control.labels) == set(get_args(each)), f"give every value of {name} a label"


@every_lab
def test_a_lab_can_start_from_its_defaults(slug: str) -> None:
    assert labs()[slug].params().changed() == {}


@every_lab
def test_events_are_documented_by_unmistakable_words(slug: str) -> None:
    words = [event.word() for panel in labs()[slug].panels for event in panel.draws]
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", word) for word in words)
    classes = {event for panel in labs()[slug].panels for event in panel.draws}
    assert len(classes) == len({event.word() for event in classes})


@every_draw
def test_every_panel_draws_its_events(slug: str, panel: Panel, event: type[Event]) -> None:
    lab = labs()[slug]
    shown = (*story(slug), *shown_by_examples(slug), *pooled(slug))
    told = [each for each in shown if isinstance(each, event)]
    assert told, f"no run of the defaults, no example and no class yields {event.__name__}"
    drawn = Stage(lab, lab.params(), "stage", told).draw(panel, event.word(), told)
    assert drawn.strip() or event.word() == "read", f"the partial {event.word()!r} draws nothing"


@every_panel
def test_every_panel_has_a_slot_for_each_event(slug: str, panel: Panel) -> None:
    lab = labs()[slug]
    stage = Stage(lab, lab.params(), "stage", story(slug))
    page = get_template(f"{slug}/{panel.slug}.html").render(stage.context(panel))
    for event in panel.draws:
        assert f'id="{stage.slot(panel, event.word())}"' in page


@every_panel
def test_every_panel_is_there_before_anything_happens(slug: str, panel: Panel) -> None:
    lab = labs()[slug]
    stage = Stage(lab, lab.params(), "stage", ())
    assert get_template(f"{slug}/{panel.slug}.html").render(stage.context(panel)).strip()


@every_panel
def test_no_panel_bears_the_name_of_a_template_with_another_meaning(
    slug: str, panel: Panel
) -> None:
    assert panel.slug not in {"card", "compare", "controls"}


@every_lab
def test_panels_obey_the_content_security_policy(slug: str) -> None:
    for template in (labs()[slug].folder / "templates").rglob("*.html"):
        text = template.read_text()
        assert not re.search(r"\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:", text), (
            template
        )


@every_lab
def test_papers_are_cited_with_addresses(slug: str) -> None:
    papers = labs()[slug].papers
    assert papers
    for paper in papers:
        assert paper.url.startswith("https://")
        assert paper.title
        assert paper.authors


@every_lab
def test_claims_name_their_source_and_their_number(slug: str) -> None:
    claims = labs()[slug].claims
    assert claims
    assert len({claim.slug for claim in claims}) == len(claims)
    for claim in claims:
        assert claim.url.startswith("https://")
        assert claim.says
        assert claim.source
        assert claim.quantity
        assert claim.tolerance > 0
        assert claim.verdict(claim.expected) != "not reproduced"
        assert claim.verdict(claim.expected + 2 * claim.tolerance) == "not reproduced"


@every_lab
def test_examples_are_three_to_five_and_differ(slug: str) -> None:
    lab = labs()[slug]
    assert 3 <= len(lab.examples) <= 5
    links = {link_to(lab, each) for each in lab.examples.values()}
    assert len(links) == len(lab.examples)
    assert all(len(link) < LONGEST_LINK for link in links)
    assert all(isinstance(each, lab.params) for each in lab.examples.values())


@pytest.mark.parametrize("slug", WRITTEN)
def test_a_lab_that_ships_something_else_is_another_version(slug: str) -> None:
    """A site that was up before would show kept results of the old weights as those of the new."""
    assert ships(labs()[slug]) == written(slug), (
        f"what {slug} ships has changed: raise version on its card, record the old one in "
        f"tests/golden, and write the new one down with python -m tests.ships {slug}"
    )


@every_lab
def test_the_science_yields_only_declared_events(slug: str) -> None:
    lab = labs()[slug]
    assert story(slug)
    for event in story(slug):
        assert lab.events.get(event.word()) is type(event), f"{event.word()} is on no panel"


@every_lab
def test_what_is_claimed_is_one_of_the_claims(slug: str) -> None:
    known = {claim.slug for claim in labs()[slug].claims}
    claimed = {event.claim for event in story(slug) if isinstance(event, Claimed)}
    assert claimed
    assert claimed <= known


@every_lab
def test_the_same_seed_tells_the_same_story(slug: str) -> None:
    """Progress tells of now: how often, and between which others, is up to the clock."""
    first, again = (
        [event for event in told if not isinstance(event, Progress)]
        for told in (story(slug), tell(labs()[slug]))
    )
    assert first == again


@every_lab
def test_events_survive_being_written_down(slug: str) -> None:
    for event in story(slug):
        assert type(event).model_validate_json(event.model_dump_json()) == event


@every_lab
def test_the_preview_yields_only_declared_events(slug: str) -> None:
    lab = labs()[slug]
    if lab.preview is None:
        pytest.skip("has no preview")
    first, again = (list(lab.preview(lab.params(), open_nothing)) for _ in range(2))
    assert first
    assert first == again
    assert all(lab.events.get(event.word()) is type(event) for event in first)


def open_nothing(upload: str) -> Any:
    raise FileNotFoundError(upload)


POOLED = [slug for slug in SLUGS if labs()[slug].pool]
every_pool = pytest.mark.parametrize("slug", POOLED)


@every_pool
def test_a_pool_tells_declared_events_of_a_class(slug: str) -> None:
    lab = labs()[slug]
    assert pooled(slug)
    assert all(lab.events.get(event.word()) is type(event) for event in pooled(slug))


@every_pool
def test_a_pool_is_the_same_in_whatever_order_the_runs_came(slug: str) -> None:
    pool = labs()[slug].pool
    assert pool
    assert list(pool(list(reversed(attended(slug))))) == pooled(slug)


@every_pool
def test_an_empty_class_draws_nothing(slug: str) -> None:
    pool = labs()[slug].pool
    assert pool
    assert list(pool([])) == list(pool([[], []])) == []


@every_pool
def test_a_pool_is_drawn_by_the_labs_own_panels(slug: str) -> None:
    lab = labs()[slug]
    stage = Stage(lab, lab.params(), "stage", pooled(slug))
    drawn = {word for panel in lab.panels for word in (each.word() for each in panel.draws)}
    assert drawn & {event.word() for event in pooled(slug)}
    assert all(panel.html.strip() for panel in stage.panels)


@every_lab
def test_what_a_class_is_dealt_and_bets_on_follows_from_settings(slug: str) -> None:
    lab = labs()[slug]
    if lab.deal:
        hands = [lab.deal(lab.params(), seat) for seat in range(1, 4)]
        assert len({hand.model_dump_json() for hand in hands}) == 3
        assert hands == [lab.deal(lab.params(), seat) for seat in range(1, 4)]
    if lab.held_out:
        bet = lab.held_out(lab.params())
        assert bet.asks.endswith("?")
        assert bet.low < bet.measured < bet.high


@every_lab
@pytest.mark.parametrize("module", ["pool", "deal", "held_out"])
def test_what_the_web_process_asks_of_a_class_imports_no_torch(slug: str, module: str) -> None:
    lab = labs()[slug]
    if not (lab.folder / f"{module}.py").exists():
        pytest.skip(f"has no {module}")
    code = f"import sys, {lab.package}.{module}\nsys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@every_lab
def test_a_card_is_cheap_to_import(slug: str) -> None:
    lab = labs()[slug]
    heavy = ("torch", "diffusers", "transformers", "scipy", f"{lab.package}.science")
    code = (
        f"import sys, {lab.package}.lab\n"
        f"sys.exit(' '.join(name for name in {heavy!r} if name in sys.modules) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"the card imports {done.stderr}"


@every_lab
def test_the_guide_has_three_things_to_try_and_three_questions(slug: str) -> None:
    sections = items_by_heading((labs()[slug].folder / "guide.md").read_text())
    for wanted in ("try", "question"):
        found = sum(count for heading, count in sections.items() if wanted in heading.lower())
        assert found >= 3, f"list at least three items under a heading with {wanted!r} in it"
    assert "<ol>" in guide(labs()[slug])


def items_by_heading(markdown: str) -> dict[str, int]:
    """Count list items and sub-headings below each second-level heading."""
    counts: dict[str, int] = {}
    heading = ""
    tokens = MarkdownIt().parse(markdown)
    for token, following in pairwise(tokens):
        if token.type == "heading_open" and token.tag in {"h1", "h2"}:
            heading = following.content
            counts.setdefault(heading, 0)
        elif token.type == "list_item_open" or (token.type == "heading_open" and heading):
            counts[heading] = counts.get(heading, 0) + 1
    return counts


def golden_files() -> list[Any]:
    return [
        pytest.param(path.parent.name, path, id=f"{path.parent.name}-{path.stem}")
        for path in sorted(GOLDEN.glob("*/v*.jsonl"))
        if path.parent.name in SLUGS
    ]


@pytest.mark.parametrize(("slug", "path"), golden_files())
def test_what_an_older_version_told_still_validates_and_draws(slug: str, path: Path) -> None:
    lab = labs()[slug]
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    events = [lab.events[line.pop("event")].model_validate(line) for line in lines]
    stage = Stage(lab, lab.params(), "stage", events)
    assert [drawn.html.strip() for drawn in stage.panels]


@dataclass(frozen=True)
class Series:
    """One of the runs that a lab's ``compare.html`` draws."""

    number: int
    events: Mapping[str, Sequence[Event]]

    @property
    def title(self) -> str:
        return f"Run {self.number}"


@pytest.mark.parametrize(("slug", "path"), golden_files())
def test_recorded_runs_are_drawn_over_one_another(slug: str, path: Path) -> None:
    lab = labs()[slug]
    if not (lab.folder / f"templates/{slug}/compare.html").exists():
        return
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    events = [lab.events[line.pop("event")].model_validate(line) for line in lines]
    told = Stage(lab, lab.params(), "stage", events).by_word
    html = render_to_string(f"{slug}/compare.html", {"series": [Series(1, told), Series(2, told)]})
    assert html.count('class="marker series-1"') <= 2
    assert html.count('<g class="series-1">') == html.count('<g class="series-2">') > 0
    assert "nan" not in "".join(re.findall(r'points="[^"]*"', html))
