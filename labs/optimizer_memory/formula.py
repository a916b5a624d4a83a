"""The memory of a training step in closed form: every term, its bytes and its reason.

Source: Lv et al. 2023, section 3 and table 1, for what is counted; ``kept`` for activations.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from labs.optimizer_memory.categories import GIB, SUMMED, Category
from labs.optimizer_memory.kept import FP32, kept_by_all, kept_by_layer, kept_by_tail
from labs.optimizer_memory.methods import BLOCK, GALORE_SHARE, LORA_RANK, SMALLEST_QUANTISED
from labs.optimizer_memory.setting import Setting
from labs.optimizer_memory.shapes import Matrix

BOTH_MOMENTS = 2


@dataclass(frozen=True, slots=True)
class Term:
    category: Category
    name: str
    bytes: int
    formula: str
    why: str

    @property
    def gib(self) -> float:
        return self.bytes / GIB


@lru_cache(maxsize=256)
def terms(setting: Setting) -> tuple[Term, ...]:
    """Return every term of a setting, in the order of the categories."""
    return (*_parameters(setting), *_gradients(setting), *_states(setting), *_activations(setting))


def total(setting: Setting, category: Category) -> int:
    """Return the bytes of one category."""
    return sum(term.bytes for term in terms(setting) if term.category == category)


def summed(setting: Setting) -> int:
    """Add up the four categories of table 1. They are not all largest at once."""
    return sum(total(setting, category) for category in SUMMED)


def adapters(setting: Setting) -> int:
    """How many numbers LoRA trains: two thin matrices for each query and value projection."""
    shape = setting.shape
    query, value = shape.width + shape.width, shape.width + shape.key_value_width
    return shape.layers * LORA_RANK * (query + value)


def _parameters(setting: Setting) -> Iterator[Term]:
    N, w = setting.shape.parameters, setting.weight_bytes
    yield Term("parameters", "weights", w * N, f"{w} N",
               f"Each of {setting.shape.name}'s N = {N:,} weights takes {w} bytes.")  # fmt: skip
    if setting.method.adapters:
        added = adapters(setting)
        yield Term("parameters", "adapters", FP32 * added, "4 × 2 L r (2 d + d_kv)",
                   f"The adapters of rank {LORA_RANK} add {added:,} weights in fp32.")  # fmt: skip


def _gradients(setting: Setting) -> Iterator[Term]:
    w, title = setting.weight_bytes, setting.title
    if setting.method.adapters:
        yield Term("gradients", "gradients of the adapters", FP32 * adapters(setting),
                   "4 bytes an adapter's weight",
                   "LoRA computes gradients of its adapters alone.")  # fmt: skip
    elif setting.fused:
        yield Term("gradients", "the largest gradient", w * setting.shape.largest,
                   f"{w} × the largest tensor",
                   f"{title} frees each gradient as soon as it is used: at most one, that of the "
                   "largest tensor, is there at a time.")  # fmt: skip
    else:
        yield Term("gradients", "all gradients", w * setting.shape.parameters, f"{w} N",
                   f"{title} waits for the whole backward pass, so every gradient is there at the "
                   f"end: {w} bytes a parameter.")  # fmt: skip


def _states(setting: Setting) -> Iterator[Term]:
    if setting.has_master:
        yield Term("states", "master copy", FP32 * setting.shape.parameters, "4 N",
                   "Small updates would be rounded away in 16 bits, so an fp32 copy of the "
                   "weights is kept: 4 bytes a parameter.")  # fmt: skip
    moments = MOMENTS[setting.method.rule](setting)
    if moments.bytes:
        yield moments


def _moments_of_adamw(setting: Setting) -> Term:
    each, N = setting.moment_bytes, setting.shape.parameters
    if setting.method.adapters:
        return Term("states", "two moments of the adapters", 2 * FP32 * adapters(setting),
                    "8 bytes an adapter's weight",
                    "LoRA's AdamW keeps two fp32 moments, but of the adapters alone.")  # fmt: skip
    return Term("states", "two moments", BOTH_MOMENTS * each * N, f"{2 * each} N",
                f"AdamW keeps the running mean and spread of every gradient: {2 * each} bytes a "
                "parameter.")  # fmt: skip


def _moment_of_momentum(setting: Setting) -> Term:
    each = setting.moment_bytes
    return Term("states", "velocity", each * setting.shape.parameters, f"{each} N",
                f"Momentum keeps one running mean of every gradient: {each} bytes a "
                "parameter.")  # fmt: skip


def _nothing(setting: Setting) -> Term:
    return Term("states", "nothing", 0, "0", f"{setting.title} keeps nothing between steps.")


def _moments_of_adam8bit(setting: Setting) -> Term:
    return Term("states", "two moments in 8 bits", _over(setting, _quantised), "2 N + 8 N / 256",
                "8-bit Adam keeps both moments in one byte each, and one fp32 scale for every "
                "256 of them.")  # fmt: skip


def _moments_of_galore(setting: Setting) -> Term:
    each = setting.moment_bytes
    return Term("states", "two projected moments", _over(setting, lambda m: _projected(m, each)),
                f"{each} (m r + 2 r n) a matrix, r = m / 4",
                "GaLore keeps AdamW's moments of gradients projected to a quarter of each "
                "matrix's shorter side, and the projection.")  # fmt: skip


def _moments_of_adalomo(setting: Setting) -> Term:
    return Term("states", "rows and columns", _over(setting, _factored), "4 (m + n) a matrix",
                "AdaLomo keeps one number a row and one a column of each matrix in place of a "
                "whole second moment.")  # fmt: skip


MOMENTS: dict[str, Callable[[Setting], Term]] = {
    "adamw": _moments_of_adamw, "momentum": _moment_of_momentum, "sgd": _nothing,
    "adam8bit": _moments_of_adam8bit, "galore": _moments_of_galore,
    "adalomo": _moments_of_adalomo,
}  # fmt: skip


def _over(setting: Setting, one: Callable[[Matrix], int]) -> int:
    """Add up what is kept for each tensor, a step counter of 4 bytes included."""
    return sum((one(each) + FP32) * each.count for each in setting.shape.matrices)


def _quantised(matrix: Matrix) -> int:
    if matrix.elements < SMALLEST_QUANTISED:
        return BOTH_MOMENTS * FP32 * matrix.elements
    return BOTH_MOMENTS * (matrix.elements + FP32 * -(-matrix.elements // BLOCK))


def _projected(matrix: Matrix, each: int) -> int:
    if len(matrix.size) == 1:
        return BOTH_MOMENTS * each * matrix.elements
    short, long = sorted(matrix.size)
    rank = max(short // GALORE_SHARE, 1)
    return each * (short * rank + BOTH_MOMENTS * rank * long)


def _factored(matrix: Matrix) -> int:
    return FP32 * sum(matrix.size)


def _activations(setting: Setting) -> Iterator[Term]:
    kept, tail = kept_by_all(setting), kept_by_tail(setting)
    if setting.checkpointing:
        formula, why = "L u", "Checkpointing keeps each layer's input, and computes the rest again."
    else:
        formula = f"L ({kept_by_layer(setting).formula})"
        why = "Every layer keeps what its backward pass will need."
    yield Term("activations", "the layers", kept.bytes(setting), formula, why)
    yield Term("activations", "last norm, head and loss", tail.bytes(setting), tail.formula,
               "The loss holds the logits several times over: X is a number for each token and "
               "each word of the vocabulary.")  # fmt: skip
