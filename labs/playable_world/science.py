"""Dream a game: each frame imagined from the last ones and a key, held against the game itself.

Source: Ha & Schmidhuber 2018 (World Models), Valevski et al. 2024 (GameNGen, noise on the
context, section 3.2.1), Decart & Etched 2024 (Oasis).
"""

from collections.abc import Iterator

from labs.contract import Claimed, Context, Event, Progress
from labs.playable_world import codes
from labs.playable_world.acting import told_acted
from labs.playable_world.agreeing import agreement
from labs.playable_world.comparing import compared
from labs.playable_world.contrasting import contrasted
from labs.playable_world.control import controlled
from labs.playable_world.controlled import told_gauged
from labs.playable_world.dreaming import dreamed_by
from labs.playable_world.drifting import Dream
from labs.playable_world.inventing import inverse
from labs.playable_world.making import Dreaming, made
from labs.playable_world.presets import PRESETS, SCROLLING
from labs.playable_world.recipes import Recipe
from labs.playable_world.roaming import roamed
from labs.playable_world.settings import PlayParams
from labs.playable_world.shipped import (
    told_agreement,
    told_codes,
    told_learning,
    told_returns,
    told_shipped,
    weights_of,
)
from labs.playable_world.teaching import trained
from labs.shared import weights
from labs.shared.threads import one_thread


def run(params: PlayParams, ctx: Context) -> Iterator[Event]:
    """Measure where the chosen network's dream drifts, or train anew and measure that.

    Raises: WeightsRefused if shipped weights are not those of their card; ValueError where no play
    can be read.
    """
    with one_thread():
        recipe = PRESETS[params.preset].recipe
        scrolls = recipe.world == "scrolling" and params.mode == "compare"
        yield from told_shipped()
        if not scrolls:
            yield from told_returns(SCROLLING)
        if not recipe.codes or params.mode != "compare":
            yield from told_codes()
        if params.mode == "train":
            yield from trained(params, ctx)
        elif params.mode == "plays":
            yield from contrasted(params, ctx)
        elif params.mode == "control":
            yield from told_gauged()
            yield from controlled(params, ctx)
        else:
            yield from told_learning()
            network = shipped(params.preset).to(ctx.device)
            measured = roamed if scrolls else compared
            dream = dreamed_by(network, ctx.device)
            if recipe.codes:
                yield from _told_of_keys(params, recipe, dream)
            yield from measured(params, params.preset, recipe, dream)
        yield Progress(fraction=1, doing="done")


def _told_of_keys(params: PlayParams, recipe: Recipe, dream: Dream) -> Iterator[Event]:
    """Count and act out invented keys anew, for a network that plays with them."""
    for count in codes.COUNTS:
        found = agreement(inverse(count), params.seed)
        yield from told_agreement({**codes.card(count), **found.facts()})
        if count == recipe.codes:
            purity = codes.purity(found.table)
            yield Claimed(claim="unlabelled", measured=purity, remark=found.remark)
    yield from told_acted(dream, recipe.context)


def shipped(preset: str) -> Dreaming:
    """Load a network that comes with the lab. Raises: WeightsRefused."""
    recipe = PRESETS[preset].recipe
    network = made(recipe)
    network.load_state_dict(weights.shipped(weights_of(preset)))
    return network.eval()
