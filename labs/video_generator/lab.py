"""The card of *A small Sora*."""

from labs.contract import Claim, Lab, Needs, Panel, Paper
from labs.video_generator.events import (
    Attended,
    Compared,
    Denoised,
    Enhanced,
    Generated,
    Judged,
    Learned,
    Planned,
    Scored,
)
from labs.video_generator.settings import VideoParams

SORA = "https://openai.com/index/video-generation-models-as-world-simulators/"

lab = Lab(
    package="labs.video_generator",
    title="A small Sora",
    question="How does a sentence become moving frames?",
    hint="Change one word of the prompt and press Run: noise becomes a clip, and a checker that "
    "reads only frames says whether the clip did what the sentence said.",
    papers=(
        Paper("Video generation models as world simulators", "Brooks et al.", 2024, SORA),
        Paper("Scalable Diffusion Models with Transformers", "Peebles, Xie", 2022,
              "https://arxiv.org/abs/2212.09748"),
        Paper("Flow Matching for Generative Modeling", "Lipman et al.", 2022,
              "https://arxiv.org/abs/2210.02747"),
        Paper("Classifier-Free Diffusion Guidance", "Ho, Salimans", 2022,
              "https://arxiv.org/abs/2207.12598"),
        Paper("DiP: Taming Diffusion Models in Pixel Space", "Chen et al.", 2025,
              "https://arxiv.org/abs/2511.18822"),
        Paper("HunyuanVideo: A Systematic Framework For Large Video Generative Models",
              "Kong et al.", 2024, "https://arxiv.org/abs/2412.03603"),
    ),
    params=VideoParams,
    panels=(
        Panel("clip", "Noise becomes a clip",
              draws=(Enhanced, Planned, Denoised, Generated, Judged)),
        Panel("looks", "Where a patch looks", draws=(Attended,)),
        Panel("learning", "Watch it learn", draws=(Learned,)),
        Panel("equal", "At equal compute: pixels or latents", draws=(Compared,)),
        Panel("figures", "How often it is right", draws=(Scored,)),
    ),
    claims=(
        Claim(
            "clean-patches",
            says="given input noisy patches (and conditioning information like text prompts), "
            "it’s trained to predict the original “clean” patches",
            source="Brooks et al. 2024; that the checker finds colour, shape and direction as "
            "asked is this lab’s own measure",
            url=SORA,
            expected=3, tolerance=0.5, miniature=True,
            quantity="of colour, shape and direction are as the prompt says in this clip",
        ),
        Claim(
            "grid",
            says="we can control the size of generated videos by arranging randomly-initialized "
            "patches in an appropriately-sized grid",
            source="Brooks et al. 2024",
            url=SORA,
            expected=1, tolerance=1e-6, miniature=True,
            quantity="of the frames and pixels asked for were made, from the same weights",
        ),
        Claim(
            "images",
            says="arranging patches of Gaussian noise in a spatial grid with a temporal extent of "
            "one frame",
            source="Brooks et al. 2024; that .85 of pictures show the colour and shape asked for "
            "is this lab’s own bar",
            url=SORA,
            expected=1, tolerance=0.15, miniature=True,
            quantity="of pictures show the colour and the shape that were asked for",
        ),
        Claim(
            "extend",
            says="Sora is also capable of extending videos, either forward or backward in time",
            source="Brooks et al. 2024; that .85 of continued clips go on as they began is this "
            "lab’s own bar",
            url=SORA,
            expected=1, tolerance=0.15, miniature=True,
            quantity="of clips continued from their first four frames are right in all three",
        ),
        Claim(
            "captions",
            says="we also leverage GPT to turn short user prompts into longer detailed captions "
            "that are sent to the video model",
            source="Brooks et al. 2024; that .85 of clips of terse prompts are then right is this "
            "lab’s own bar",
            url=SORA,
            expected=1, tolerance=0.15, miniature=True,
            quantity="of terse prompts give a clip right in all three once a caption is written",
        ),
        Claim(
            "latent",
            says="This network takes raw video as input and outputs a latent representation that "
            "is compressed both temporally and spatially",
            source="Brooks et al. 2024; that .85 of clips made of such latents are right in all "
            "three is this lab’s own bar",
            url=SORA,
            expected=1, tolerance=0.15, miniature=True,
            quantity="of clips made in a compressed space are right in all three",
        ),
        Claim(
            "permanence",
            says="our model can persist people, animals and objects even when they are occluded or "
            "leave the frame",
            source="Brooks et al. 2024; that .85 of things that go behind another come out of the "
            "same colour and shape is this lab’s own bar",
            url=SORA,
            expected=1, tolerance=0.15, miniature=True,
            quantity="of things that go behind another are hidden, and come out as they were",
        ),
    ),
    examples={
        "Swap one word": VideoParams(instead="a red circle moves right"),
        "Two objects": VideoParams(prompt="a red circle moves right behind a blue square"),
        "Go on from four frames": VideoParams(prompt="a big blue square moves up", given="start"),
        "A picture, in few words": VideoParams(prompt="yellow tri, big", enhance=True, frames=1),
        "Watch it learn": VideoParams(task="learn", learning_steps=100),
    },
    needs=Needs(device="any", memory_gb=3, seconds=3600),
    version=4,
    place=4,
)  # fmt: skip
