"""The card of *Where did my memory go?*."""

from labs.contract import Claim, Lab, Needs, Panel, Paper
from labs.optimizer_memory.events import (
    Compared,
    Contrasted,
    Estimated,
    Opposed,
    Paired,
    Placed,
    Polled,
    Ramped,
    Simulated,
    Tabled,
    Termed,
    Trained,
    Unfolded,
    Unmoved,
    Witnessed,
)
from labs.optimizer_memory.paper import URL
from labs.optimizer_memory.params import MemoryParams

TABLE = "Lv et al. 2023, table 1: parameters, gradients, states, activations, total, in GB"

lab = Lab(
    package="labs.optimizer_memory",
    title="Where did my memory go?",
    question="Why does a 13 GB model need 100 GB to train?",
    hint="See what one step takes with AdamW. Guess what it takes with LOMO. Then look for the "
    "gradients.",
    papers=(
        Paper(
            "Full Parameter Fine-tuning for Large Language Models with Limited Resources",
            "Lv et al.", 2023, URL,
        ),
        Paper(
            "AdaLomo: Low-memory Optimization with Adaptive Learning Rate",
            "Lv et al.", 2023, "https://arxiv.org/abs/2310.10195",
        ),
        Paper(
            "GaLore: Memory-Efficient LLM Training by Gradient Low-Rank Projection",
            "Zhao et al.", 2024, "https://arxiv.org/abs/2403.03507",
        ),
        Paper(
            "8-bit Optimizers via Block-wise Quantization",
            "Dettmers et al.", 2022, "https://arxiv.org/abs/2110.02861",
        ),
        Paper(
            "LoRA: Low-Rank Adaptation of Large Language Models",
            "Hu et al.", 2021, "https://arxiv.org/abs/2106.09685",
        ),
    ),
    params=MemoryParams,
    panels=(
        Panel("guess", "Guess first", draws=(Estimated, Opposed, Polled)),
        Panel("gradients", "The gradients alone", draws=(Ramped,)),
        Panel("timeline", "One training step, op by op", draws=(Opposed, Unfolded, Simulated)),
        Panel("fits", "Which of these fits on my card?", draws=(Placed,)),
        Panel("bill", "The bill, term by term", draws=(Termed, Estimated)),
        Panel("pair", "Two settings side by side", draws=(Paired, Contrasted)),
        Panel("trained", "Trained for real", draws=(Trained, Compared, Unmoved, Witnessed)),
        Panel("table", "The paper’s table, cell by cell", draws=(Tabled,)),
    ),
    claims=(
        Claim(
            "adamw-total", says="AdamW 12.55, 12.55, 75.31, 1.79, 102.20",
            source=TABLE, url=URL, expected=102.20, tolerance=1.02,
            quantity="GiB, LLaMA-7B with AdamW and checkpointing",
        ),
        Claim(
            "sgd-total", says="SGD 12.55, 12.55, 25.10, 1.79, 51.99",
            source=TABLE, url=URL, expected=51.99, tolerance=0.52,
            quantity="GiB, LLaMA-7B with SGD and checkpointing",
        ),
        Claim(
            "lomo-total", says="LOMO 12.55, 0.24, 0.00, 1.79, 14.58",
            source=TABLE, url=URL, expected=14.58, tolerance=0.146,
            quantity="GiB, LLaMA-7B with LOMO and checkpointing",
        ),
        Claim(
            "lomo-gradients", says="LOMO 12.55, 0.24, 0.00",
            source=TABLE, url=URL, expected=0.24, tolerance=0.005,
            quantity="GiB, the largest gradient that is ever there",
        ),
        Claim(
            "activations-kept", says="activations 45.61",
            source=f"{TABLE}; unconfirmed, as are the batch of 8 and its 512 tokens", url=URL,
            expected=45.61, tolerance=0.456, quantity="GiB, LLaMA-7B, the ops of 2023",
        ),
        Claim(
            "activations-checkpointed", says="activations 1.79",
            source=TABLE, url=URL, expected=1.79, tolerance=0.018,
            quantity="GiB, LLaMA-7B, each layer’s input and what follows the layers",
        ),
        Claim(
            "tenth",
            says="we reduce memory usage to 10.8% compared to the standard approach "
            "(DeepSpeed solution)",
            source="Lv et al. 2023, abstract", url=URL, expected=10.8, tolerance=1,
            quantity="percent, LOMO with checkpointing over AdamW without",
        ),
        Claim(
            "same-as-sgd",
            says="fuses the gradient computation and the parameter update in one step "
            "to reduce memory usage",
            source="Lv et al. 2023, abstract; a fused update must end at SGD’s weights", url=URL,
            expected=0, tolerance=1e-12, miniature=True,
            quantity="the largest difference of any weight",
        ),
    ),
    examples={
        "GaLore on LLaMA-7B": MemoryParams(optimizer="galore", against="lora"),
        "65 B on one node": MemoryParams(model="llama-65b"),
        "The same step today": MemoryParams(optimizer="adamw", era="today", otherwise="era=2023"),
        "Qwen2.5-0.5B at home": MemoryParams(model="qwen2.5-0.5b", era="today", card="12"),
        "16 bits alone": MemoryParams(
            mode="run", precision="half", small_precision="half",
            optimizers=("lomo", "sgd", "adamw"),
        ),
    },
    place=2,
    needs=Needs(device="any", memory_gb=3, seconds=7200),
    version=2,
)  # fmt: skip
