"""``{% keep_form run %}``: puts a run into the visitor's latest experiment, or into another."""

from typing import Any

from django import template
from django.db.models import Exists, OuterRef
from django.template import Context

from explorer.accounts.cookies import guest_id
from explorer.experiments.models import Experiment, Kept
from explorer.runs.models import Run

register = template.Library()

OFFERED = 20


@register.inclusion_tag("experiments/keep_form.html", takes_context=True)
def keep_form(context: Context, run: Run) -> dict[str, Any]:
    """Offer the experiments that were touched last, and name those that hold the run already."""
    guest = guest_id(context["request"])
    own: list[Experiment] = []
    if guest:
        holds = Exists(Kept.objects.filter(experiment=OuterRef("pk"), run=run))
        latest = Experiment.objects.filter(guest=guest).annotate(holds=holds)
        own = list(latest.order_by("-updated_at")[:OFFERED])
    return {
        "run": run,
        "offered": [each for each in own if not getattr(each, "holds")],  # noqa: B009
        "holding": [each for each in own if getattr(each, "holds")],  # noqa: B009
        "csrf_token": context.get("csrf_token"),
    }
