"""Find out what was pressed from the frames alone, as Genie does: keys that nobody named.

An inverse model sees two neighbouring frames and says which of a few codes leads from one to the
other. Nobody tells it what a key is. It learns in two parts. First a foreseer, which is shown two
frames as a player is, learns what comes next, and how unsure that is at every place: the ball can
be foretold, where the player goes cannot. Then, for each code, a frame is imagined from the last
one alone, and a place of it counts the more, the less sure the foreseer was of it. Each true frame
is told by the code that came nearest; at first by several codes, the nearer the more, until in the
end one takes it all.
The inverse model learns to name that code.

Sources: Bruce et al. 2024 (Genie, section 2.1, latent action model), arXiv:2402.15391; instead of
a vector quantizer, codes are found by trying all of them, as in Guzman-Rivera et al. 2012 (Multiple
Choice Learning), and cooled down as in Perera et al. 2024 (Annealed Multiple Choice Learning),
arXiv:2407.15580.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from labs.playable_world.codes import card, weights_of
from labs.playable_world.drawing import Frames
from labs.playable_world.learning import Clips, scaled, weighted_error
from labs.playable_world.playing import clips
from labs.playable_world.world import Ints
from labs.shared import weights

Floats = NDArray[np.float32]

BATCH = 32
WIDTH, COLOURS = 16, 3
"""Frames are halved first, so that a pixel is a point of the game, and never folded: what a code
does must not depend on where the player is."""
ALONE = 0.73
"""The share of the steps in which the foreseer learns; in the rest it does not."""
SURE = 1.0
"""The weight of learning how unsure a place is."""
DOUBT = 0.3
"""A place that is so unsure, as a variance of colours from −1 to 1, counts half."""
HOT, COLD, COOLED = 1.5, 0.1, 0.7
"""How near a code must come to share in a frame, at first and at last, and after which part of the
steps it is at last: squared errors, summed over the places that count."""
EVENED = {5: 3}
"""Rounds in which frames go over from codes that took more than others, as far as they are near, by
how many codes there are. Of more codes than five, some are better left with little."""
NAMING = 0.3
"""The weight of the inverse model's own loss."""


class Foreseer(nn.Module):
    """Foretells the next frame from two, and how unsure each of its places is."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(2 * COLOURS, WIDTH, 5, padding=2)
        self.second = nn.Conv2d(WIDTH, WIDTH, 3, padding=1)
        self.third = nn.Conv2d(WIDTH, WIDTH, 3, padding=1)
        self.write = nn.Conv2d(WIDTH, COLOURS + 1, 1)
        nn.init.zeros_(self.write.weight)
        nn.init.zeros_(torch.as_tensor(self.write.bias))

    def forward(self, frames: Tensor) -> tuple[Tensor, Tensor]:
        """(b, 2, 3, 32, 32) → (b, 3, 32, 32), and variances (b, 1, 32, 32)."""
        shown = torch.cat([frames[:, 1], frames[:, 1] - frames[:, 0]], dim=1)
        seen = functional.silu(self.second(functional.silu(self.first(shown))))
        told = self.write(functional.silu(self.third(seen)))
        return frames[:, 1] + told[:, :COLOURS], functional.softplus(told[:, COLOURS:].float() - 3)


class Imaginer(nn.Module):
    """Imagines from one frame what each code makes of it."""

    def __init__(self, codes: int) -> None:
        super().__init__()
        self.codes = codes
        self.first = nn.Conv2d(COLOURS, WIDTH, 5, padding=2)
        self.second = nn.Conv2d(WIDTH, WIDTH, 3, padding=1)
        self.write = nn.Conv2d(WIDTH, codes * COLOURS, 3, padding=1)
        nn.init.normal_(self.write.weight, std=0.02)
        nn.init.zeros_(torch.as_tensor(self.write.bias))

    def forward(self, last: Tensor) -> Tensor:
        """(b, 3, 32, 32) → (b, codes, 3, 32, 32)."""
        changed = self.write(functional.silu(self.second(functional.silu(self.first(last)))))
        told: Tensor = last[:, None] + changed.unflatten(1, (self.codes, COLOURS))
        return told


class Inverse(nn.Module):
    """Says which code leads from one frame to the next."""

    def __init__(self, codes: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(2 * COLOURS, WIDTH, 5, padding=2)
        self.second = nn.Conv2d(WIDTH, WIDTH, 3, padding=1)
        self.say = nn.Linear(WIDTH, codes)

    def forward(self, before: Tensor, after: Tensor) -> Tensor:
        """(b, 3, 32, 32) twice → (b, codes), unnormalised."""
        seen = functional.silu(self.first(torch.cat([before, after - before], dim=1)))
        seen = functional.silu(self.second(seen)).sum(dim=(2, 3)) / WIDTH  # (b, width)
        return torch.as_tensor(self.say(seen))


class Inventor(nn.Module):
    """All three, for the training."""

    def __init__(self, codes: int) -> None:
        super().__init__()
        self.foreseer = Foreseer()
        self.imaginer = Imaginer(codes)
        self.inverse = Inverse(codes)

    def loss(self, seed: int, step: int, steps: int) -> Tensor:
        """Return the loss of one step. Its clips follow from seed and step; keys are not used."""
        bytes_, _ = clips(np.random.default_rng([seed, step]), BATCH, 3)
        frames = halved(scaled(bytes_).to(self.inverse.say.weight.device))
        done = step / steps
        return self.foreseeing(frames) if done < ALONE else self.inventing(frames, heat(done))

    def foreseeing(self, frames: Tensor) -> Tensor:
        """Learn what comes, and how unsure that is: (b, 3, 3, 32, 32)."""
        foretold, unsure = self.foreseer(frames[:, :2])
        missed = (foretold.detach().float() - frames[:, 2]).square().mean(dim=1, keepdim=True)
        doubted: Tensor = (unsure - missed).square().mean()
        return weighted_error(foretold.float(), frames[:, 2], frames[:, 1]) + SURE * doubted

    def inventing(self, frames: Tensor, hot: float) -> Tensor:
        """Learn what codes do, and to name them: (b, 3, 3, 32, 32)."""
        with torch.no_grad():
            unsure = self.foreseer(frames[:, :2])[1]
        counts = unsure / (unsure + DOUBT)  # (b, 1, 32, 32)
        imagined = self.imaginer(frames[:, 1]).float()  # (b, codes, 3, 32, 32)
        apart = (imagined - frames[:, 2, None]).square()
        missed = (counts[:, None] * apart).sum(dim=(2, 3, 4))  # (b, codes)
        shares = shared_out(missed.detach(), hot, EVENED.get(imagined.shape[1], 0))
        said = self.inverse(frames[:, 1], frames[:, 2]).float().log_softmax(dim=1)
        named = -(shares * said).sum(dim=1).mean()
        told: Tensor = (shares * missed).sum(dim=1).mean() / 10 + NAMING * named
        return told


def heat(done: float) -> float:
    """Return how near a code must come to share in a frame when this share of steps is done."""
    cooled = min(1.0, (done - ALONE) / (COOLED * (1 - ALONE)))
    return float(HOT * (COLD / HOT) ** cooled)


def shared_out(missed: Tensor, hot: float, evened: int = 0) -> Tensor:
    """Share frames out among codes: squared errors (b, codes) → shares that sum to 1 a frame.

    Random keys are pressed alike often. So in some rounds codes that took more than others give
    some away.
    """
    shares = (-missed / hot).softmax(dim=1)
    for _ in range(evened):
        shares = shares / shares.mean(dim=0).clamp(min=1e-6)
        shares = shares / shares.sum(dim=1, keepdim=True)
    return shares


def halved(frames: Tensor) -> Tensor:
    """(b, t, 3, 64, 64) → (b, t, 3, 32, 32)."""
    small = functional.avg_pool2d(frames.flatten(0, 1), 2)
    return small.reshape(*frames.shape[:2], *small.shape[1:])


@torch.no_grad()
def named(inverse: Inverse, frames: Tensor) -> Ints:
    """Say which codes led from frame to frame: (b, t, 3, 64, 64) → (b, t − 1)."""
    small = halved(frames)
    said = inverse(small[:, :-1].flatten(0, 1), small[:, 1:].flatten(0, 1))
    return np.asarray(said.argmax(dim=1).reshape(len(frames), -1).numpy())


def changes(frames: Tensor) -> Floats:
    """Return how much each frame differs from the one before: (b, t, …) → (b, t − 1)."""
    return (frames[:, 1:] - frames[:, :-1]).abs().sum(dim=(2, 3, 4)).numpy()


def resting(told: Ints, changed: Floats, codes: int) -> list[int]:
    """Find the codes with which the least changes, by codes and changes of any frames."""
    means = [changed[told == code].mean() if (told == code).any() else np.inf
             for code in range(codes)]  # fmt: skip
    seen = [each for each in means if each < np.inf]
    return [code for code, each in enumerate(means) if each < (min(seen) + max(seen)) / 2]


def held(told: Ints, rests: Sequence[int]) -> Ints:
    """Say which codes were held, of those that frames were named by: (b, t) → (b, t).

    Keys are held for a while. Where the player comes to rest, it is more often a wall that stops it
    than a key that is let go: the code that moved it last is taken to go on.
    """
    kept = told.copy()
    for place in range(1, told.shape[1]):
        rest = np.isin(told[:, place], rests)
        kept[:, place] = np.where(rest, kept[:, place - 1], told[:, place])
    return kept


@cache
def inverse(codes: int) -> Inverse:
    """Load an inverse model that comes with the lab. Raises: WeightsRefused."""
    model = Inverse(codes)
    model.load_state_dict(weights.shipped(weights_of(codes)))
    return model.eval()


def with_own_keys(codes: int) -> Clips:
    """Return what draws clips of random play, their keys those that an inverse model invented."""
    model, rests = inverse(codes), card(codes)["rests"]

    def drawn(rng: np.random.Generator, games: int, frames: int) -> tuple[Frames, Ints]:
        seen, _ = clips(rng, games, frames)
        return seen, held(named(model, scaled(seen)), rests)

    return drawn
