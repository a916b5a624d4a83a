"""What a workshop can begin from: a plan for every lab, its own or made of its examples."""

from functools import lru_cache

from explorer.catalog.fields import fields
from explorer.workshops.plans import LONGEST_TITLE, Plan, Question, Step
from labs.contract import Lab, Params
from labs.registry import labs

OWN = "workshop.json"
"""A lab's own plan, beside its card, in the form in which workshops are exported."""
MOST_EXAMPLES = 4
MINUTES_EACH = 7


def templates() -> dict[str, Plan]:
    """Return a plan for every lab, by the lab's name."""
    return {slug: template_of(slug) for slug in labs()}


@lru_cache(maxsize=64)
def template_of(slug: str) -> Plan:
    """Return the plan that comes with a lab, else one made of its examples."""
    lab = labs()[slug]
    own = lab.folder / OWN
    if own.exists():
        return Plan.model_validate_json(own.read_text(encoding="utf-8"))
    return from_examples(lab)


def from_examples(lab: Lab) -> Plan:
    """Make a plan: guess first, then the lab's examples one by one, then freely."""
    examples = list(lab.examples.items())[:MOST_EXAMPLES]
    return Plan(
        title=lab.title[:LONGEST_TITLE],
        about=lab.question,
        steps=(
            _guess(lab),
            *(_example(lab, name, params) for name, params in examples),
            step_of(lab, "On your own", offered=True),
        ),
    )


def _guess(lab: Lab) -> Step:
    return Step(
        lab=lab.slug,
        title="Before you look",
        prompt=f"{lab.question}\n\nSay what you expect, then press **Run** and see.",
        question=Question(kind="text", text="What do you expect, and why?"),
        minutes=MINUTES_EACH,
    )


def _example(lab: Lab, name: str, params: Params) -> Step:
    changed = params.changed()
    words = "\n".join(f"- {each.label}: {each.value}" for each in fields(params)
                      if each.name in changed)  # fmt: skip
    told = f"What is different here:\n\n{words}\n\n" if words else ""
    return Step(
        lab=lab.slug,
        title=name[:LONGEST_TITLE],
        prompt=f"{told}Run it, and compare with what you saw before. Which claims still stand?",
        settings=changed,
        shows=dict.fromkeys(changed, "fixed"),
        minutes=MINUTES_EACH,
    )


def step_of(lab: Lab, title: str, params: Params | None = None, *, offered: bool = False) -> Step:
    """Return a step of a lab as it begins; ``offered`` lets students change everything."""
    names = lab.params.model_fields
    return Step(
        lab=lab.slug,
        title=title[:LONGEST_TITLE],
        prompt="Change one thing at a time, and say beforehand what will happen."
        if offered
        else lab.hint,
        settings=params.changed() if params else {},
        shows=dict.fromkeys(names, "offered") if offered else {},
        minutes=MINUTES_EACH,
    )
