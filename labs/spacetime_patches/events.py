"""What a run tells."""

from typing import Literal

from labs.contract import Event


class Sampled(Event):
    """The clip as it is cut: frames that were kept, as one picture."""

    scene: str
    frames: int
    height: int
    width: int
    tiles: int
    """How many frames the sheet holds; those that are cut are evenly spaced among them."""
    tile_height: int
    tile_width: int
    columns: int
    """Tiles in a row of the sheet."""
    sheet: str = ""
    """The sheet as a data URI; empty for built-in clips, whose sheets are files."""


class Tokenized(Event):
    """The cut, and what a transformer pays for it."""

    frames: int
    height: int
    width: int
    tokens: int
    padding: int
    """Pixels, over all frames, that whole patches add to the clip."""
    attention_flops: int
    """FLOP of all layers' attention, 4 n² width each, in the chosen model."""
    linear_flops: int = 0
    """FLOP of all layers' projections and MLPs, 24 n width² each."""
    score_bytes: int = 0
    """One layer's attention weights in bfloat16, if they are written out."""
    token_bytes: int = 0
    """One activation a token and layer in bfloat16."""
    patch_frames: int = 0
    patch_height: int = 0
    patch_width: int = 0
    grid: tuple[int, int, int] = (0, 0, 0)
    """Patches along time, height and width."""
    length: int = 0
    """Numbers in a token."""
    model: str = ""
    model_width: int = 0
    model_depth: int = 0
    model_heads: int = 0
    exact: bool | None = None
    """Whether putting the patches together gave the clip back, bit for bit; None untried."""


class Priced(Event):
    """One published model's way to cut, for its own clip, this one, and a minute of 1080p."""

    gathers = True
    model: str
    name: str
    squeezed: tuple[int, int]
    patch: tuple[int, int, int]
    pixels: tuple[int, int, int]
    width: int
    depth: int
    clip: tuple[int, int, int]
    published_tokens: int
    tokens: int
    attention_flops: int
    linear_flops: int
    minute_tokens: int
    minute_attention_flops: int
    minute_linear_flops: int
    url: str
    confirmed: bool
    shape_known: bool
    remark: str = ""


class Packed(Event):
    """One way to put clips of many sizes into a batch."""

    gathers = True
    method: Literal["packed", "padded", "resized"]
    length: int
    rows: tuple[tuple[tuple[int, int], ...], ...]
    """The clips of each row, and how many tokens each has."""
    tokens: int
    used: int
    waste: float
    """The share of places without content; for resizing, of pixels that were made up."""
    lost: float = 0
    """The share of all clips' pixels that is thrown away."""
    pairs: int
    clips: tuple[tuple[int, int, int], ...] = ()


class Masked(Event):
    """Whether packed clips know nothing of one another."""

    difference: float
    """The largest difference between a clip's outputs alone and packed, through a transformer."""
    unmasked: float
    """The same without masks."""
    clips: int
    tokens: int


class Compressed(Event):
    """What is left of the clip when few numbers a patch are kept."""

    gathers = True
    method: Literal["autoencoder", "components"]
    numbers: int
    """Numbers kept of each 4×8×8 patch of 768."""
    psnr: float
    """Decibels."""
    ssim: float
    frames: int
    height: int
    width: int
    tokens_before: int = 0
    """Tokens of 1×2×2 pixels."""
    tokens: int = 0
    """Tokens of 1×2×2 latents."""
    picture: str = ""
    """Four frames as a data URI."""
    original: str = ""
    """The same frames before, told once."""


class Rebuilt(Event):
    """How well hidden patches were filled."""

    gathers = True
    scheme: Literal["random", "tube", "frame"]
    keep: float
    psnr: float
    """Decibels, over hidden patches only, by the network."""
    nearest_psnr: float
    """The same by copying the nearest kept patch."""
    chosen: bool = False
    """Whether this is the share and scheme that the visitor set."""


class Filled(Event):
    """Frames before, without their hidden patches, and filled in two ways."""

    scheme: str
    keep: float
    kept: int
    patches: int
    original: str
    hidden: str
    nearest: str
    rebuilt: str
    """Data URIs of four frames each."""


class Learned(Event):
    """A mark of a network's training: its error on clips it never saw."""

    gathers = True
    network: Literal["autoencoder", "masked"]
    step: int
    steps: int
    psnr: float
    recorded: bool
    """Whether it was trained before, for the lab, or now, by this run."""


class Chunked(Event):
    """A signal with one axis, cut by the same function."""

    gathers = True
    signal: Literal["eeg", "sound"]
    samples: int
    channels: int
    rate: int
    """Samples a second."""
    chunk: int
    tokens: int
    exact: bool
    token_flops: int
    """Attention's FLOP, counted as it ran, when every chunk is one token."""
    whole_flops: int
    """The same when every sample is a token and sees every other."""
    apart_flops: int
    """The same when every sample is a token and sees its own chunk only."""
    factor: float
    """``whole_flops / apart_flops``."""
    chunks: int
    drawn: tuple[tuple[float, ...], ...] = ()
    """The beginning of up to four channels, −1 to 1."""
