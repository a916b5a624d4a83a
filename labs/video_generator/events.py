"""What a run tells."""

from typing import Any, Literal

from labs.contract import Event
from labs.video_generator.cost import Space

Which = Literal["first", "instead"]


class Planned(Event):
    """What the prompt becomes, before anything is made."""

    prompt: str
    words: int
    frames: int
    height: int
    width: int
    grid: tuple[int, int, int]
    """Patches in time, rows and columns."""
    tokens: int
    latents: tuple[int, int, int] | None = None
    """Numbers of latents in time, rows and columns, where a clip is made of those."""
    latent_tokens: int | None = None
    """How many patches they are cut into."""
    both: bool = False
    """Whether one clip is made of pixels and one of latents; ``tokens`` are then of pixels."""
    estimated_cpu_seconds: float
    """Of this lab's formula."""


class Enhanced(Event):
    """What the prompt enhancer made of a prompt; the video network reads the caption."""

    gathers = True
    clip: Which = "first"
    prompt: str
    caption: str
    added: tuple[str, ...] = ()
    """The parts that the caption tells of and the prompt left open."""
    kept: bool
    """Whether the caption says all that the prompt says: found by looking words up."""


class Denoised(Event):
    """One step from noise towards a clip."""

    gathers = True
    clip: Which = "first"
    space: Space = "pixels"
    step: int
    steps: int
    noise: float | None
    """The share of noise before the step, 1 to 0; larger models do not tell it."""
    changed: float | None
    """How much the network's idea of the clip changed: root mean square, of black to white."""
    told: str
    """What the network says was there before the noise: all frames side by side, as a data URI."""
    left: str
    """The clip with the noise that is left, likewise."""
    frames: int
    height: int
    width: int


class Generated(Event):
    """A clip that is done."""

    gathers = True
    clip: Which = "first"
    space: Space = "pixels"
    prompt: str
    frames: int
    height: int
    width: int
    artifact: str
    """The SHA-256 of the animated WebP that the run keeps."""
    webp: str
    """The same animation, a pixel a pixel, as a data URI; the run keeps larger ones."""
    gif: str = ""
    mp4: str = ""
    """The same, larger, for programs that know no WebP."""
    truth: str = ""
    """Where frames were given: the clip that they are from, all frames side by side."""
    shown: tuple[int, int, int] | None = None
    """Frames, height and width of ``webp``, where a page shows less than the whole clip."""
    missed: float | None = None
    """How far it is from that clip: root mean square, black to white being 1."""
    recorded: bool = False
    """Whether it was made before, for the lab, or now, by this run."""


class Judged(Event):
    """What the checker read from a clip's frames, and whether it is what was asked."""

    gathers = True
    clip: Which = "first"
    space: Space = "pixels"
    colour: bool
    shape: bool
    direction: bool
    """Each true where the prompt leaves it open, as long as an object is there."""
    relation: bool | None = None
    """Whether one object stands to the other as asked; None where no relation was asked for."""
    asked: str
    seen: str
    cpu_seconds: float
    """What the generation took. It is no part of the story: equal runs differ in it."""

    def __eq__(self, other: object) -> bool:
        """Compare all but the time."""
        return isinstance(other, Judged) and self._told() == other._told()

    def __hash__(self) -> int:
        return hash(tuple(self._told().items()))

    def _told(self) -> dict[str, Any]:
        return self.model_dump(exclude={"cpu_seconds"})


class Attended(Event):
    """Where each patch looks in one layer, at the last step, the heads' mean."""

    gathers = True
    layer: int
    layers: int
    words: tuple[str, ...]
    grid: tuple[int, int, int]
    alone: bool = False
    """Whether the first patches are of the first frame alone, as those of latents are."""
    shares: str
    """Base64 of one byte a pair: a row a patch, a column a word, then a patch; 255 is its most."""
    to_words: float
    """The share of all looks that goes to words."""
    same_time: float
    """The share that goes to patches of the same frames."""


class Learned(Event):
    """A mark of a network's training from nothing."""

    gathers = True
    step: int
    steps: int
    loss: float
    colour: float
    direction: float
    shape: float
    """Shares of fresh prompts whose clip the checker reads right."""
    picture: str = ""
    """One clip at this mark, all frames side by side, as a data URI."""
    prompt: str = ""
    recorded: bool = False


class Scored(Event):
    """How often a shipped network is right, measured when the lab was made."""

    gathers = True
    what: str
    prompts: int
    right: float
    must: float | None = None
    colour: float
    shape: float
    direction: float
    relation: float | None = None
    """Of clips of two objects in a relation: the share in which it holds."""


class Compared(Event):
    """How good a network is that learned in one space, as much as its twin in the other."""

    gathers = True
    space: Space
    tokens: int
    """Patches of a clip of 16 frames of 32 × 32."""
    values: int
    """Numbers of a patch."""
    steps: int
    cpu_seconds: float
    """Of the training, the encoding of its clips included."""
    autoencoder_seconds: float | None = None
    """Of the autoencoder's training before it, where there is one."""
    prompts: int
    right: float
    colour: float
    shape: float
    direction: float
    clip_seconds: float
    """CPU-seconds of one clip, its decoding included."""
    decoding_seconds: float | None = None
    """Of which the decoding takes so many."""
    given_back: float | None = None
    """The share of clips drawn by code that are still right once encoded and decoded."""
    decibels: float | None = None
    """How near those are to what was drawn: the peak signal-to-noise ratio."""
