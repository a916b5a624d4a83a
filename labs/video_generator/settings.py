"""What a visitor may set."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from labs.contract import Choice, Params, Slider, Switch, Text
from labs.video_generator.allowed import ALLOWED, OWN, help_for, labelled
from labs.video_generator.asking import asked, tidied
from labs.video_generator.cost import BUDGET_SECONDS, Cost, Space
from labs.video_generator.lexicon import told
from labs.video_generator.spaces import refuse_unlearned
from labs.video_generator.wanted import Wanted

Network = Literal["one", "two", "three"]
DETAILED: frozenset[Network] = frozenset({"two"})
"""Networks that have a detailer."""
BY_OBJECTS: Mapping[int, Network] = {1: "one", 2: "two", 3: "three"}
"""By how many objects they learned."""
WIDEST = 40 / 24
"""Of the pictures in which several objects were learned: width to height, or height to width."""

LABELS = labelled(ALLOWED)
if TYPE_CHECKING:
    Model = str
else:
    Model = Literal[tuple(LABELS)]


class VideoParams(Params):
    task: Annotated[
        Literal["generate", "learn"],
        Choice({"generate": "Generate a clip", "learn": "Watch it learn"}),
    ] = "generate"
    """Make a clip with the weights that come with the lab, or train a new network from nothing."""

    model: Annotated[Model, Choice(LABELS), Field(description=help_for(ALLOWED))] = OWN

    prompt: Annotated[str, Text(200)] = "a red circle moves left"
    """One object to three: size, colour, shape and motion, and the background, in plain words."""

    instead: Annotated[str, Text(200)] = ""
    """A second prompt, made from the same noise beside the first. Swap one word and compare."""

    enhance: Annotated[bool, Switch()] = False
    """Have a small network write a full caption of a terse prompt, as in “blue sq bouncing”."""

    frames: Annotated[int, Slider(1, 48)] = 16
    """How long the clip is; the network learned 1 to 16. One frame is a picture."""

    height: Annotated[int, Slider(16, 64, step=8, unit="px")] = 32
    """How high the clip is."""

    width: Annotated[int, Slider(16, 64, step=8, unit="px")] = 32
    """How wide the clip is."""

    given: Annotated[
        Literal["nothing", "start", "ends"],
        Choice(
            {
                "nothing": "Nothing",
                "start": "The first four frames",
                "ends": "The first and last four",
            }
        ),
    ] = "nothing"
    """Frames of a clip drawn by code, to be gone on from or filled between."""

    steps: Annotated[int, Slider(1, 50)] = 8
    """How many steps lead from noise to the clip."""

    guidance: Annotated[float, Slider(1, 8, step=0.5)] = 2.0
    """How far to go beyond what the words add; 1 is not at all."""

    sampler: Annotated[
        Literal["euler", "unipc", "dpm"],
        Choice({"euler": "Euler", "unipc": "UniPC", "dpm": "DPM++"}),
    ] = "euler"
    """How each step is taken: straight on, or with the steps before in mind."""

    space: Annotated[
        Literal["pixels", "latent", "both"],
        Choice(
            {
                "pixels": "Pixels",
                "latent": "Latents",
                "both": "Both, at equal compute",
            }
        ),
    ] = "pixels"
    """What patches are cut from: pixels, or the fewer numbers that an autoencoder makes of them.
    What was learned of these, and to compare the two, is one big thing that moves straight."""

    learning_steps: Annotated[int, Slider(100, 3000, step=100)] = 400
    """How many steps a new network of 16 × 16 pixels is trained."""

    @field_validator("prompt", "instead")
    @classmethod
    def tidy(cls, prompt: str, info: ValidationInfo) -> str:
        """Larger models read case and stops as well."""
        return tidied(prompt) if info.data.get("model", OWN) == OWN else " ".join(prompt.split())

    @model_validator(mode="after")
    def a_larger_model_is_told_something(self) -> Self:
        if self.is_larger and not self.prompt:
            raise ValueError("the prompt is empty; say in any words what the clip is to show")
        return self

    @model_validator(mode="after")
    def the_network_knows_the_words(self) -> Self:
        if self.is_own:
            for prompt in filter(None, (self.prompt or " ", self.instead)):
                self.meaning(prompt.strip())
        return self

    @model_validator(mode="after")
    def several_objects_have_time_and_room(self) -> Self:
        if not self.is_own or self.network == "one":
            return self
        if self.frames == 1:
            raise ValueError(
                "1 frame is a picture, and of several objects no picture was learned; "
                "ask for 4 frames or more"
            )
        if not 1 / WIDEST <= self.width / self.height <= WIDEST:
            raise ValueError(
                f"{self.height} × {self.width} pixels leave several objects no room in which they "
                f"were learned; let the longer side be at most {WIDEST:.1f} times the other"
            )
        return self

    @model_validator(mode="after")
    def latents_were_learned(self) -> Self:
        if self.space != "pixels" and self.task == "generate":
            refuse_unlearned(self)
        return self

    @model_validator(mode="after")
    def what_is_given_leaves_something_to_make(self) -> Self:
        least = {"nothing": 1, "start": 5, "ends": 9}[self.given]
        if self.is_own and self.frames < least:
            raise ValueError(
                f"{self.frames} frames leave nothing to make beside those that are given; "
                f"ask for at least {least}"
            )
        return self

    @model_validator(mode="after")
    def the_clip_is_affordable(self) -> Self:
        seconds = self.seconds
        if self.is_own and seconds > BUDGET_SECONDS:
            raise ValueError(
                f"{self.frames} frames of {self.height} × {self.width} in {self.steps} steps would "
                f"take about {seconds:.0f} CPU-seconds, but {BUDGET_SECONDS:.0f} are the most; "
                "take fewer frames, pixels or steps"
            )
        return self

    @property
    def is_own(self) -> bool:
        """Whether the lab's own network makes a clip."""
        return self.task == "generate" and self.model == OWN

    @property
    def is_larger(self) -> bool:
        """Whether a model makes the clip that an operator allowed."""
        return self.task == "generate" and self.model != OWN

    def meaning(self, prompt: str) -> Wanted:
        """Read a prompt, in anybody's words if they are enhanced. Raises: ValueError."""
        return told(prompt) if self.enhance else asked(prompt)

    @property
    def network(self) -> Network:
        """Which network makes the clips: that of as many objects as a prompt names."""
        wanted = [] if self.enhance else [asked(prompt) for prompt in self.prompts]
        return BY_OBJECTS[max((len(each.things) for each in wanted), default=1)]

    @property
    def spaces(self) -> tuple[Space, ...]:
        """In which spaces clips are made."""
        return ("pixels", "latent") if self.space == "both" else (self.space,)

    @property
    def cost(self) -> Cost:
        """What the clips of the first space cost."""
        return self._cost(self.spaces[0])

    @property
    def seconds(self) -> float:
        """What all clips cost, in CPU-seconds."""
        return sum(self._cost(each).seconds for each in self.spaces)

    def _cost(self, space: Space) -> Cost:
        return Cost(
            self.frames,
            self.height,
            self.width,
            self.steps,
            guided=self.guidance != 1,
            clips=2 if self.instead else 1,
            space=space,
            detailed=self.is_own and self.network in DETAILED,
        )

    @property
    def prompts(self) -> list[str]:
        return [self.prompt, *([self.instead] if self.instead else [])]
