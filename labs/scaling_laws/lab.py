"""The card of *Predict a model you cannot afford*."""

from labs.contract import Claim, Lab, Needs, Panel, Paper
from labs.scaling_laws.events import (
    Approached,
    Carded,
    Compared,
    Fitted,
    Frontier,
    Influenced,
    Interval,
    Measured,
    Offered,
    Overlaid,
    Profiled,
    Read,
    Spent,
    Split,
    Tested,
)
from labs.scaling_laws.models import MODEL
from labs.scaling_laws.params import ScalingParams

lab = Lab(
    package="labs.scaling_laws",
    title="Predict a model you cannot afford",
    question="Can a handful of small training runs foretell a big one?",
    hint="Drag the hold-out line to the left: how few small runs still foretell the large ones?",
    papers=(
        Paper(
            "Training Compute-Optimal Large Language Models",
            "Hoffmann et al.", 2022, "https://arxiv.org/abs/2203.15556",
        ),
        Paper(
            "Chinchilla Scaling: A replication attempt",
            "Besiroglu, Erdil, Barnett, You", 2024, "https://arxiv.org/abs/2404.10102",
        ),
        Paper(
            "Scaling Laws for Neural Language Models",
            "Kaplan et al.", 2020, "https://arxiv.org/abs/2001.08361",
        ),
        Paper(
            "Broken Neural Scaling Laws",
            "Caballero, Gupta, Rish, Krueger", 2022, "https://arxiv.org/abs/2210.14891",
        ),
        Paper(
            "Scaling Data-Constrained Language Models",
            "Muennighoff et al.", 2023, "https://arxiv.org/abs/2305.16264",
        ),
    ),
    params=ScalingParams,
    panels=(
        Panel(
            "curve", "Loss against compute",
            draws=(
                Read, Measured, Split, Fitted, Tested, Frontier, Approached, Overlaid, Influenced,
            ),
        ),
        Panel("spend", "The best use of a budget", draws=(Spent,)),
        Panel("law", "The fitted law", draws=(Fitted, Interval, Tested, Profiled)),
        Panel("forms", "Which law?", draws=(Offered, Compared)),
        Panel("approaches", "Three ways to the best size", draws=(Approached,)),
        Panel("hidden", "What one curve hides", draws=()),
        Panel("law_card", "The law card", draws=(Carded,)),
    ),
    claims=(
        Claim(
            "four-times",
            says="every 4x increase in compute requires a 2x increase in the size of the model and "
            "dataset",
            source="A newsletter on Hoffmann et al. 2022 (unconfirmed); equal scaling, said again",
            url="https://arxiv.org/abs/2203.15556",
            expected=2, tolerance=0.06, quantity="how many times N* grows with 4 times the compute",
            miniature=True,
        ),
        Claim(
            "only-power-laws",
            says="AI only scales through power laws",
            source="A newsletter (unconfirmed); Caballero et al. 2022 answer with laws that break",
            url="https://arxiv.org/abs/2210.14891",
            expected=1, tolerance=0.1, miniature=True,
            quantity="how many times further off the best power law is than the best broken one, "
            "on the runs held out",
        ),
        Claim(
            "equal-scaling",
            says="for compute-optimal training, the model size and the number of training tokens "
            "should be scaled equally",
            source="Hoffmann et al. 2022, abstract", url="https://arxiv.org/abs/2203.15556",
            expected=0.5, tolerance=0.02, quantity="a, where N* grows as C^a",
        ),
        Claim(
            "twenty-tokens",
            says="Estimated optimal training FLOPs and training tokens for various model sizes: "
            "67 Billion, 5.76e+23, 1.5 Trillion",
            source="Hoffmann et al. 2022, Table 3, caption and a row: 22.4 tokens a parameter",
            url="https://arxiv.org/abs/2203.15556",
            expected=22.4, tolerance=6, quantity="tokens per parameter at 5.76e23 FLOP",
        ),
        Claim(
            "smaller-on-more",
            says="4x less params but ~4x more data … significantly more accurate",
            source="A newsletter on Chinchilla and Gopher (unconfirmed); WikiText-103 perplexity "
            "7.16 against 7.75, Hoffmann et al. 2022, section 4.2.1: ln 7.75 − ln 7.16",
            url="https://arxiv.org/abs/2203.15556",
            expected=0.079, tolerance=0.04,
            quantity="the loss of Gopher’s N and D less that of Chinchilla’s, nats a token",
        ),
        Claim(
            "printed-estimates",
            says="the reported estimates are inconsistent with their first two estimation methods",
            source="Besiroglu et al. 2024, abstract; the methods gave a = 0.50 and a = 0.49",
            url="https://arxiv.org/abs/2404.10102",
            expected=0.454, tolerance=0.015, quantity="a of runs simulated from the reported law",
        ),
        Claim(
            "epoch-refit",
            says="our rederivation of the scaling law using the third approach yields results that "
            "are compatible with the findings from the first two estimation procedures",
            source="Besiroglu et al. 2024, abstract; Hoffmann's second: a = 0.462 to 0.534 "
            "(unconfirmed)",
            url="https://arxiv.org/abs/2404.10102",
            expected=0.498, tolerance=0.036, quantity="a of runs simulated from the refitted law",
        ),
    ),
    examples={
        "A clean world": ScalingParams(source="simulated", noise=0.001),
        "A noisy budget": ScalingParams(source="simulated", noise=0.05, runs=60),
        "Chinchilla as printed": ScalingParams(
            source="simulated", law="hoffmann", overlay="epoch", ask="budget", budget=23.76
        ),
        "Another law": ScalingParams(form="general"),
        "Train them now": ScalingParams(source="live", sweep="small", form="kaplan"),
    },
    place=1,
    needs=Needs(device="cpu", memory_gb=1, seconds=3600),
    version=5,
    part=MODEL,
)  # fmt: skip
