"""Evolve a controller inside the dream, and try it in the game: Ha & Schmidhuber 2018, section 4.

A generation is a step of the budget, and can be cancelled or gone on from as such.
"""

from collections.abc import Iterator

import numpy as np
import torch

from labs.contract import Claimed, Context, Event, Progress, State
from labs.playable_world.boards import text_of
from labs.playable_world.events import Evolved, Gauged, Performed, Tried
from labs.playable_world.evolving import Evolution
from labs.playable_world.imagining import NUMBERS, Floats, Mind, dreamed, played
from labs.playable_world.outings import CHOICES, HELD, held, sought, strolled, unseen
from labs.playable_world.pictures import as_bytes, sheet_uri
from labs.playable_world.recorded import COLUMNS
from labs.playable_world.remembering import shipped_memory, shipped_vision
from labs.playable_world.scrolling import Walks, begun
from labs.playable_world.settings import PlayParams
from labs.playable_world.world import FIRST_WORLD, Ints

BANK, DREAMS, PAIRS = 512, 4, 64
"""First frames that dreams begin from, dreams for each controller, and pairs in a generation."""
TRIED_EVERY = 5
"""Generations between two trials in the game; each is a point to go on from."""
GAMES = 64
COLD = 0.5
"""Up to this temperature the paper's table shows dreams that are cheated."""
LEAST = 1 / GAMES
"""A return to divide by is held to it."""


def controlled(params: PlayParams, ctx: Context) -> Iterator[Event]:
    """Evolve for the budget; show the controller at play. Raises: WeightsRefused."""
    mind = Mind(shipped_vision().to(ctx.device), shipped_memory().to(ctx.device), ctx.device)
    trial = Trial(params, mind)
    evolution = Evolution(NUMBERS, params.seed, PAIRS)
    if state := ctx.resume():
        evolution.restore(state.arrays, state.facts["generation"])
    else:
        yield trial.tried(evolution)
    yield from _evolved(params, evolution, mind, trial, ctx)
    found = trial.tried(evolution)
    yield found
    yield Gauged(**found.model_dump())
    yield trial.performed(evolution.centre)
    yield from _claimed(found)


def _claimed(found: Tried) -> Iterator[Claimed]:
    at = f"At temperature {found.temperature:g}, after {found.generation} generations"
    yield Claimed(
        claim="transfers",
        measured=found.real / max(found.random, LEAST),
        remark=f"{at}: {found.real:.2f} coins in the game, by random keys {found.random:.2f}.",
    )
    if found.temperature <= COLD:
        yield Claimed(
            claim="cheats",
            measured=found.dream / max(found.real, LEAST),
            remark=f"{at}: {found.dream:.2f} coins in the dream, {found.real:.2f} in the game.",
        )


def _evolved(
    params: PlayParams, evolution: Evolution, mind: Mind, trial: "Trial", ctx: Context
) -> Iterator[Event]:
    bank = first_numbers(mind, params.seed)
    while evolution.generation < params.generations:
        here = [params.seed, evolution.generation, 13]
        which = np.random.default_rng(here).choice(len(bank), DREAMS, replace=False)
        candidates = evolution.candidates()
        told = dreamed(mind, candidates, bank[which], params.temperature, [*here, 1])
        returns = told.returns.reshape(len(candidates), DREAMS).mean(axis=1)
        evolution.learn(returns)
        generation = evolution.generation
        yield Evolved(
            generation=generation,
            generations=params.generations,
            best=float(returns.max()),
            mean=float(returns.mean()),
        )
        yield Progress(
            fraction=generation / params.generations,
            doing=f"dreaming, generation {generation} of {params.generations}",
        )
        if generation % TRIED_EVERY == 0 and generation < params.generations:
            yield trial.tried(evolution)
            ctx.checkpoint(State(evolution.arrays(), {"generation": generation}))


@torch.inference_mode()
def first_numbers(mind: Mind, seed: int) -> torch.Tensor:
    """Return what the eyes make of the first frames of worlds to learn in, (512, 81)."""
    worlds = np.random.default_rng([seed, 14]).integers(2**31, size=BANK)
    return mind.seen(begun(worlds))


class Trial:
    """The games that controllers are tried in, and what others take there."""

    def __init__(self, params: PlayParams, mind: Mind) -> None:
        self.params, self.mind = params, mind
        self.walks = unseen(params.seed, GAMES)
        rng = np.random.default_rng([params.seed, 15])
        self.random = float(_taken_by_keys(self.walks, strolled(rng, CHOICES, GAMES)).mean())
        self.autopilot = float(_taken_by_autopilot(self.walks).mean())

    def tried(self, evolution: Evolution) -> Tried:
        """Let the centre play in the games, and in dreams that begin as they do."""
        controller = evolution.centre
        own = dreamed(
            self.mind, controller[None], self._first(self.walks), self.params.temperature,
            [self.params.seed, 16],
        ).returns  # fmt: skip
        real = played(self.mind, controller, self.walks, [self.params.seed, 18]).returns
        return Tried(
            generation=evolution.generation,
            temperature=self.params.temperature,
            games=GAMES,
            dream=float(own.mean()),
            dream_error=_error(own),
            real=float(real.mean()),
            real_error=_error(real),
            random=self.random,
            autopilot=self.autopilot,
        )

    def performed(self, controller: Floats) -> Performed:
        """Play the world of the seed, in the game and in a dream of it."""
        world = FIRST_WORLD + self.params.seed
        walks = begun(np.array([world]))
        real = played(self.mind, controller, walks, [self.params.seed, 19])
        own = dreamed(
            self.mind, controller[None], self._first(walks), self.params.temperature,
            [self.params.seed, 17],
        )  # fmt: skip
        return Performed(
            world=world,
            temperature=self.params.temperature,
            keys=text_of(real.keys[:, 0].repeat(HELD)),
            coins=int(real.returns[0]),
            dreamed_keys=text_of(own.keys[:, 0].repeat(HELD)),
            dreamed_coins=float(own.returns[0]),
            held=HELD,
            frames=CHOICES + 1,
            columns=COLUMNS,
            sheet=sheet_uri(as_bytes(self._drawn(own.z[:, 0]))),
        )

    @torch.inference_mode()
    def _first(self, walks: Walks) -> torch.Tensor:
        return self.mind.seen(walks)

    @torch.inference_mode()
    def _drawn(self, z: Floats) -> Floats:
        """Draw what was dreamed: (n, 81) → (n, 64, 64, 3) from 0 to 1."""
        frames = self.mind.vision.decode(torch.from_numpy(z).to(self.mind.device)).clamp(-1, 1)
        return np.ascontiguousarray(((frames + 1) / 2).permute(0, 2, 3, 1).cpu().numpy())


def _taken_by_keys(walks: Walks, keys: Ints) -> Ints:
    before = walks.there.sum(axis=1)
    for key in keys:
        walks, _ = held(walks, key)
    return np.asarray(before - walks.there.sum(axis=1))


def _taken_by_autopilot(walks: Walks) -> Ints:
    before = walks.there.sum(axis=1)
    for _ in range(CHOICES):
        walks, _ = held(walks, sought(walks))
    return np.asarray(before - walks.there.sum(axis=1))


def _error(returns: Floats) -> float:
    return float(returns.std(ddof=1) / len(returns) ** 0.5)
