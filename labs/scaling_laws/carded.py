"""The law card of a result: what somebody needs to use its law, or to doubt it."""

from collections.abc import Iterator, Sequence

from labs.contract import Context, Event
from labs.scaling_laws.events import Carded, Interval, Tested
from labs.scaling_laws.fitting import DELTA
from labs.scaling_laws.gathering import OWN_MODELS
from labs.scaling_laws.lab import lab
from labs.scaling_laws.law_card import Constant, HeldOut, LawCard, as_json, as_text, sha256_of
from labs.scaling_laws.params import FORMS, ScalingParams
from labs.scaling_laws.resampled import draws_models
from labs.scaling_laws.story import Story

FORMULAS = {
    "chinchilla": "L(N, D) = E + A / N^alpha + B / D^beta",
    "general": "L(N, D) = E + (A / N^alpha + B / D^beta)^gamma",
    "kaplan": "L(N, D) = ((N_c / N)^(alpha_N / alpha_D) + D_c / D)^alpha_D",
    "power": "L(x) = A / x^alpha",
    "power_floor": "L(x) = E + A / x^alpha",
    "data_constrained": "L(N, D) = E + A / N'^alpha + B / D'^beta, "
    "D' = U (1 + R_D (1 - exp(-(D / U - 1) / R_D))), N' likewise",
    "bnsl1": "L(x) = a + b x^-c0 (1 + (x / d1)^(1 / f1))^(-c1 f1)",
    "bnsl2": "L(x) = a + b x^-c0 (1 + (x / d1)^(1 / f1))^(-c1 f1) (1 + (x / d2)^(1 / f2))^(-c2 f2)",
}


def carded(
    story: Story, intervals: Sequence[Interval], draws: int, ctx: Context
) -> Iterator[Event]:
    """Keep the card as JSON and as text, and tell it."""
    card = card_of(story, intervals, draws)
    text, json_text = as_text(card), as_json(card)
    ctx.keep("law-card.txt", text.encode(), "text/plain; charset=utf-8")
    ctx.keep("law-card.json", json_text.encode(), "application/json")
    yield Carded(text=text, json_text=json_text)


def card_of(story: Story, intervals: Sequence[Interval], draws: int) -> LawCard:
    params, fitted = story.params, story.fitted
    left = [number for number in params.left_out if number <= len(story.runs)]
    return LawCard(
        form=FORMS[params.form].partition(":")[0],
        formula=FORMULAS[params.form] + (f", x: {fitted.variable}" if fitted.variable else ""),
        constants=tuple(_constants(story, intervals)),
        units=_units(params), points=len(story.points), points_from=story.runs.notes,
        points_sha256=sha256_of(story.points),
        excluded=(f"Runs {', '.join(map(str, left))}, by hand.",) if left else (),
        loss=params.loss, delta=DELTA if params.loss == "huber" else None,
        objective=fitted.objective, starts=fitted.starts, agreeing=fitted.agreeing,
        lab=lab.slug, lab_version=lab.version, seed=params.seed,
        draws=draws, level=story.level if draws else None,
        resampled="whole models" if draws_models(params) else "points",
        held_out=_held_out(story),
    )  # fmt: skip


def _constants(story: Story, intervals: Sequence[Interval]) -> Iterator[Constant]:
    told = {each.name: each for each in intervals}
    for name, value in story.fitted.constants.items():
        if name in told:
            each = told[name]
            yield Constant(name, value, each.low, each.high, each.unidentified)
        else:
            yield Constant(name, value)


def _units(params: ScalingParams) -> tuple[tuple[str, str], ...]:
    own = params.source in OWN_MODELS
    counted = "" if not own else (
        ", embeddings counted" if params.embeddings else ", embeddings left out"
    )  # fmt: skip
    return (
        ("L", "nats per byte" if own else "nats per token"),
        ("N", f"parameters{counted}"),
        ("D", "bytes" if own else "tokens"),
        ("C", "FLOP"),
    )


def _held_out(story: Story) -> HeldOut | None:
    split, test = story.split(), story.tested()
    if not isinstance(test, Tested) or not test.points:
        return None
    return HeldOut(split.fitted, split.held_out, split.threshold, test.rmsle, test.bias)
