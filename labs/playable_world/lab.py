"""The card of *Play the dream*."""

from labs.contract import Claim, Lab, Needs, Panel, Paper
from labs.playable_world.events import (
    Acted,
    Coded,
    Dreamed,
    Drifted,
    Evolved,
    Gauged,
    Learned,
    Matched,
    Offered,
    Performed,
    Played,
    Returned,
    Revisited,
    Shipped,
    Taught,
    Tried,
    Weighed,
)
from labs.playable_world.settings import PlayParams

WORLD_MODELS = "https://arxiv.org/abs/1803.10122"
GAMENGEN = "https://arxiv.org/abs/2408.14837"

lab = Lab(
    package="labs.playable_world",
    title="Play the dream",
    question="Can a network be the game?",
    hint="Press Play and hold an arrow key: the left screen is drawn by the game, the right one "
    "is imagined, pixel by pixel, from its own last two frames and your key.",
    papers=(
        Paper("World Models", "Ha, Schmidhuber", 2018, WORLD_MODELS),
        Paper("Diffusion Models Are Real-Time Game Engines", "Valevski et al.", 2024, GAMENGEN),
        Paper("Oasis: A Universe in a Transformer", "Decart, Etched", 2024,
              "https://oasis-model.github.io/"),
        Paper("Genie: Generative Interactive Environments", "Bruce et al.", 2024,
              "https://arxiv.org/abs/2402.15391"),
        Paper("Flow Matching for Generative Modeling", "Lipman et al.", 2022,
              "https://arxiv.org/abs/2210.02747"),
        Paper("FiLM: Visual Reasoning with a General Conditioning Layer", "Perez et al.", 2017,
              "https://arxiv.org/abs/1709.07871"),
    ),
    params=PlayParams,
    panels=(
        Panel("play", "Play the dream", draws=(Shipped, Offered, Dreamed)),
        Panel("drift", "Where the dream leaves the game", draws=(Drifted,)),
        Panel("ladder", "Ages and recipes", draws=(Shipped,)),
        Panel("chance", "What nobody can foretell", draws=(Shipped,)),
        Panel("returning", "Go away and come back", draws=(Revisited, Returned)),
        Panel("codes", "Keys that nobody named", draws=(Matched, Coded, Acted)),
        Panel("train", "How it learned", draws=(Learned,)),
        Panel("plays", "What we played, and what it teaches", draws=(Played, Weighed, Taught)),
        Panel("control", "A controller trained inside a dream",
              draws=(Tried, Evolved, Gauged, Performed)),
    ),
    claims=(
        Claim(
            "durable",
            says="Frame by frame just wasn’t durable",
            source="The newsletter that this lab answers. That not durable means at most half of "
            "the dreams have their player where it belongs in the end is this lab’s own reading",
            url="https://openai.com/index/video-generation-models-as-world-simulators/",
            expected=0.25, tolerance=0.25,
            quantity="the share of dreams whose player is right in the end",
        ),
        Claim(
            "degrades",
            says="Quality degrades fast after 20-30 steps",
            source="Valevski et al. 2024, figure 4, of a network without noise on its context; "
            "that quality means a player within 2 pixels of its place is this lab’s own reading",
            url=GAMENGEN,
            expected=25, tolerance=15, miniature=True,
            quantity="frames until most dreams of the recipe without noise have lost the player",
        ),
        Claim(
            "noise",
            says="the same trajectory with noise augmentation does not suffer from quality "
            "degradation",
            source="Valevski et al. 2024, figure 4; measured here on walls, which do not move",
            url=GAMENGEN,
            expected=1, tolerance=0.02, miniature=True,
            quantity="the share of walls that are right in the end, with noise on the context",
        ),
        Claim(
            "unlabelled",
            says="Genie enables users to act in the generated environments on a frame-by-frame "
            "basis despite training without any ground-truth action labels",
            source="Bruce et al. 2024, abstract. That users can act means that invented keys are "
            "about as pure as in a trial before this lab was built, .88 with 5 of them; it is "
            "this lab’s own reading",
            url="https://arxiv.org/abs/2402.15391",
            expected=0.88, tolerance=0.05, miniature=True,
            quantity="the share of presses whose true key is the most common one of their "
            "invented key",
        ),
        Claim(
            "transfers",
            says="Trained in dreams alone, a controller lives for 1092 ± 556 steps in the game; "
            "random keys live for 210 ± 108",
            source="Ha & Schmidhuber 2018, table 2, at temperature 1.15, of another game; that "
            "half as much again as by random keys bears it out is this lab’s own reading",
            url=WORLD_MODELS,
            expected=5.2, tolerance=3.7, miniature=True,
            quantity="coins in the game, as a multiple of what random keys take there",
        ),
        Claim(
            "cheats",
            says="In dreams of temperature 0.10 it lives for 2086 ± 140 steps, and then for "
            "193 ± 58 in the game",
            source="Ha & Schmidhuber 2018, table 2, of another game; that twice as much in the "
            "dream as in the game bears it out is this lab’s own reading",
            url=WORLD_MODELS,
            expected=10.8, tolerance=8.8, miniature=True,
            quantity="coins in the dream, as a multiple of those in the game",
        ),
    ),
    examples={
        "Objects vanish: 200 steps": PlayParams(preset="age_200"),
        "Drawn from noise: the light jumps": PlayParams(preset="flow_4"),
        "Keys that nobody named": PlayParams(preset="invented"),
        "A maze of my own": PlayParams(
            board="P..#....#.#.#..#.o.#..#####..o......##.##....o..B"
        ),
        "Train one now": PlayParams(mode="train", games=8, steps=100),
    },
    needs=Needs(device="any", memory_gb=2, seconds=3600),
    version=2,
    place=5,
)  # fmt: skip
