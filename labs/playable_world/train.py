"""The trainings of this lab, for ``manage.py train playable_world``.

Each network that ships has a course of its own name. An age of the best one is the same training,
left after so many steps. ``python -m labs.playable_world.shipping NAME`` then makes of the weights
what a browser plays, and measures them.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from labs.playable_world import inventing
from labs.playable_world.agreeing import agreement
from labs.playable_world.codes import COUNTS, purity
from labs.playable_world.codes import weights_of as codes_weights_of
from labs.playable_world.inventing import Inventor, Inverse, with_own_keys
from labs.playable_world.learning import BATCH, Clips, batch_loss, random_play
from labs.playable_world.making import Dreaming, made
from labs.playable_world.measuring import back, far
from labs.playable_world.presets import PRESETS, Preset
from labs.playable_world.recipes import Recipe
from labs.playable_world.remembering import COURSES as WORLD_MODEL
from labs.playable_world.shipped import weights_of
from labs.shared.courses import Course, Figures
from labs.shared.precision import mixed
from labs.shared.training import Training

RATE, LEAST = 2e-3, 0.02
"""AdamW's rate at its highest, and the share of it that is left in the end."""
WARM = 100
AVERAGE = 0.995
INVENTING_RATE, INVENTING_AVERAGE = 6e-3, 0.9
INVENTING_STEPS = {5: 1100, 8: 1200}
MEASURED_SEED = 7


@dataclass
class Schooling(Training):
    """A training whose rate falls along a cosine over ``planned`` steps, of which it takes some."""

    planned: int = 0

    def share(self) -> float:
        """Return the share of the full rate that the next step takes."""
        falling = 0.5 * (1 + math.cos(math.pi * self.step / self.planned))
        return min(1.0, (self.step + 1) / WARM) * (LEAST + (1 - LEAST) * falling)


class Inventing(Training):
    """A training in two parts, whose rate falls along a cosine in each."""

    def share(self) -> float:
        """Return the share of the full rate that the next step takes."""
        first = round(inventing.ALONE * self.steps)
        step, of = (
            (self.step, first) if self.step < first else (self.step - first, self.steps - first)
        )
        falling = 0.5 * (1 + math.cos(math.pi * step / of))
        return min(1.0, (step + 1) / self.warm) * (LEAST + (1 - LEAST) * falling)


def begun(
    recipe: Recipe,
    seed: int,
    steps: int,
    device: str,
    planned: int = 0,
    clips: Clips | None = None,
) -> Training:
    """Begin a training of a recipe: ``steps`` of the ``planned`` ones, which are as many if 0.

    It learns from clips of random play, where no others are given.
    """
    torch.manual_seed(seed)
    planned, drawn = planned or steps, clips or _clips(recipe)
    network = made(recipe).to(device)
    network = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def loss(step: int) -> Tensor:
        with mixed(device):
            return batch_loss(network, recipe, drawn, seed, step, planned, device)

    adamw = torch.optim.AdamW(network.parameters(), lr=RATE, betas=(0.9, 0.99), weight_decay=0.01)
    return Schooling(network, loss, [adamw], steps, average=AVERAGE, planned=planned)


def _clips(recipe: Recipe) -> Clips:
    return with_own_keys(recipe.codes) if recipe.codes else random_play(recipe)


def averaged(training: Training, recipe: Recipe) -> Dreaming:
    """Return a network with the running average of the weights."""
    network = made(recipe)
    network.load_state_dict({name: each.cpu() for name, each in training.averaged.items()})
    return network.eval()


def _beginning(preset: Preset) -> Callable[[int, int, str], Training]:
    def begin(seed: int, steps: int, device: str) -> Training:
        planned = max(preset.planned, steps)
        return begun(preset.recipe, seed, steps, device, planned)

    return begin


def _measuring(preset: Preset) -> Callable[[Training], Figures]:
    def measure(training: Training) -> Figures:
        measured = back if preset.recipe.world == "scrolling" else far
        return measured(averaged(training, preset.recipe))

    return measure


def _inventing(codes: int) -> Course:
    def begin(seed: int, steps: int, device: str) -> Training:
        torch.manual_seed(seed)
        inventor = Inventor(codes).to(device)
        inventor = inventor.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

        def loss(step: int) -> Tensor:
            with mixed(device):
                told: Tensor = inventor.loss(seed, step, steps)
            return told

        adamw = torch.optim.AdamW(inventor.parameters(), lr=INVENTING_RATE, betas=(0.9, 0.99))
        return Inventing(inventor, loss, [adamw], steps, warm=50, average=INVENTING_AVERAGE)

    def reading(training: Training) -> dict[str, Tensor]:
        own = "inverse."
        return {n.removeprefix(own): t for n, t in training.averaged.items() if n.startswith(own)}

    def measure(training: Training) -> Figures:
        inverse = Inverse(codes)
        inverse.load_state_dict({name: each.cpu() for name, each in reading(training).items()})
        found = agreement(inverse.eval(), MEASURED_SEED)
        return {
            "purity": purity(found.table),
            "effective": purity(found.effective),
            "held": purity(found.held),
            "ceiling": found.ceiling,
        }

    script = f"manage.py train playable_world inverse_{codes}"
    facts = {"script": script, "batch": inventing.BATCH, "codes": codes}
    return Course(begin, INVENTING_STEPS[codes], measure, codes_weights_of(codes), reading, facts)


COURSES = (
    WORLD_MODEL
    | {f"inverse_{codes}": _inventing(codes) for codes in COUNTS}
    | {
        name: Course(
            begin=_beginning(preset),
            steps=preset.steps,
            measure=_measuring(preset),
            weights=weights_of(name),
            tensors=lambda training: training.averaged,
            facts={
                "script": f"manage.py train playable_world {name}",
                "batch": BATCH,
                "rollout": preset.recipe.rollout,
                "noise": preset.recipe.noise,
                "planned": preset.planned,
            },
        )
        for name, preset in PRESETS.items()
        if not preset.shares
    }
)
