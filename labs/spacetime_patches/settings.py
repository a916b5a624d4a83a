"""What a visitor may set."""

from typing import Annotated, Any, Literal, Self

from pydantic import model_validator

from labs.contract import Choice, Params, Slider, Upload, UploadId
from labs.spacetime_patches.cutting import Shape
from labs.spacetime_patches.published import BY_SLUG

FILES = (".mp4", ".m4v", ".mov", ".webm", ".mkv", ".avi", ".gif", ".npy")


class PatchParams(Params):
    scene: Annotated[
        Literal["shapes", "cube", "ripples", "walker", "own"],
        Choice(
            {
                "shapes": "Bouncing shapes",
                "cube": "A turning cube",
                "ripples": "Ripples",
                "walker": "A walking figure",
                "own": "My own clip",
            }
        ),
    ] = "shapes"
    """Which clip to cut. The built-in ones are drawn by code: 32 frames of 96 × 128."""

    clip: Annotated[UploadId | None, Upload(accept=FILES, max_mb=20)] = None
    """A video of at most a minute. At most 64 small frames of it are kept; the file is not."""

    frames: Annotated[int, Slider(1, 64)] = 64
    """How many frames to take at most, evenly spaced."""

    patch_frames: Annotated[int, Slider(1, 16)] = 4
    """How many frames a patch spans."""

    patch_height: Annotated[int, Slider(1, 64, unit="px")] = 16
    """How high a patch is."""

    patch_width: Annotated[int, Slider(1, 64, unit="px")] = 16
    """How wide a patch is."""

    token: Annotated[int, Slider(0, 65_535)] = 13
    """The patch that is pulled out, counted along width, then height, then time."""

    span: Annotated[int, Slider(1, 4096)] = 1
    """How many patches are selected, from that one on."""

    model: Annotated[
        Literal[
            "vit", "dit", "videomae", "vivit", "vjepa2", "latte", "cogvideox", "wan21",
            "wan21_720p", "wan22", "mochi", "hunyuan", "ltx", "opensora2", "oasis",
        ],
        Choice({slug: each.name for slug, each in BY_SLUG.items()}),
    ] = "dit"  # fmt: skip
    """Whose width, depth and heads price your cut."""

    keep: Annotated[float, Slider(0.05, 0.95, step=0.05)] = 0.25
    """The share of patches that are kept when some are hidden."""

    hide: Annotated[
        Literal["random", "tube", "frame"],
        Choice({"random": "Anywhere", "tube": "Tubes", "frame": "Frames"}),
    ] = "random"
    """What is hidden: patches anywhere, the same places in all frames, or whole frames."""

    chunk: Annotated[int, Slider(1, 256)] = 16
    """How many samples of a signal make one token."""

    networks: Annotated[
        Literal["shipped", "trained"],
        Choice({"shipped": "Trained before", "trained": "Trained now"}),
    ] = "shipped"
    """Which networks squeeze and fill: those that come with the lab, or new ones."""

    steps: Annotated[int, Slider(20, 600, step=20)] = 100
    """How many steps each new network is trained; a hundred take about a minute of CPU."""

    @property
    def patch(self) -> Shape:
        return self.patch_frames, self.patch_height, self.patch_width

    @model_validator(mode="before")
    @classmethod
    def a_file_means_my_own_clip(cls, given: Any) -> Any:
        """Follow the file where no scene is named; forget the file where it is not used."""
        if not isinstance(given, dict) or not given.get("clip"):
            return given
        if given.get("scene", "own") == "own":
            return {**given, "scene": "own"}
        return {**given, "clip": None}

    @model_validator(mode="after")
    def my_own_clip_needs_a_file(self) -> Self:
        if self.scene == "own" and self.clip is None:
            raise ValueError("scene is 'own', but no clip was given; choose a video file")
        return self
