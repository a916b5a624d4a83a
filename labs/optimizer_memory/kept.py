"""What the forward pass keeps for the backward pass, counted tensor by tensor.

In bytes, for batch b, sequence s, width d, a heads, feed-forward width f, vocabulary V and w bytes
a number: u = w·b·s·d (a hidden state), S = w·b·a·s² (attention scores), F = w·b·s·f and
X = w·b·s·V (logits). With 16-bit numbers, the ops of 2023 and as many key/value heads as heads, a
layer keeps 18u + 4S + 4F, and what follows the layers 6u + 3X.
"""

from dataclasses import dataclass

from labs.optimizer_memory.setting import Setting

FP32 = 4


@dataclass(frozen=True, slots=True)
class Kept:
    """Multiples of u, S, F and X, and bytes that are a multiple of none."""

    u: float = 0
    S: float = 0
    F: float = 0
    X: float = 0
    other: int = 0

    def __add__(self, more: "Kept") -> "Kept":
        return Kept(self.u + more.u, self.S + more.S, self.F + more.F, self.X + more.X,
                    self.other + more.other)  # fmt: skip

    def bytes(self, setting: Setting) -> int:
        unit = units(setting)
        sizes = self.u * unit.u + self.S * unit.S + self.F * unit.F + self.X * unit.X
        return round(sizes) + self.other

    @property
    def formula(self) -> str:
        """Write it as the page does: ``18u + 4S + 4F``."""
        named = ((self.u, "u"), (self.S, "S"), (self.F, "F"), (self.X, "X"))
        return " + ".join(f"{_short(count)}{name}" for count, name in named if count) or "0"


def _short(count: float) -> str:
    return "" if count == 1 else f"{count:g}"


def units(setting: Setting) -> Kept:
    """Return the bytes of u, S, F and X."""
    shape, w = setting.shape, setting.weight_bytes
    tokens = setting.batch * setting.sequence
    return Kept(
        u=w * tokens * shape.width,
        S=w * setting.batch * shape.heads * setting.sequence**2,
        F=w * tokens * shape.feed_forward,
        X=w * tokens * shape.vocabulary,
    )


def kept_by_layer(setting: Setting) -> Kept:
    """What one layer keeps when nothing is recomputed."""
    attention = _attention_2023 if setting.era == "2023" else _attention_today
    return _norms(setting) + attention(setting) + _feed_forward(setting)


def kept_by_all(setting: Setting) -> Kept:
    """What all layers keep together: everything, or only their inputs."""
    if setting.checkpointing:
        return Kept(u=setting.shape.layers)
    one = kept_by_layer(setting)
    many = setting.shape.layers
    return Kept(one.u * many, one.S * many, one.F * many, other=one.other * many)


def kept_by_tail(setting: Setting) -> Kept:
    """What the last norm, the head and the loss keep."""
    full = FP32 / setting.weight_bytes
    hidden = Kept(u=1) if setting.era == "today" and full > 1 else Kept()
    norm = _norm(setting, kept=not setting.method.adapters)
    if setting.era == "2023":
        return norm + Kept(X=3)
    return norm + hidden + Kept(X=1 + 2 * full if full > 1 else 2)


def _norm(setting: Setting, *, kept: bool) -> Kept:
    """One norm; ``kept`` says whether its output feeds weights that are trained."""
    full = FP32 / setting.weight_bytes
    trained = not setting.method.adapters
    if full == 1:
        return Kept(u=1 + trained + kept)
    if setting.era == "2023":
        return Kept(u=1 + full + full * trained + kept)
    return Kept(u=full + trained + kept)


def _norms(setting: Setting) -> Kept:
    if not setting.method.adapters:
        return _norm(setting, kept=True) + _norm(setting, kept=True)
    # Each of the two adapters of a layer reads the norm's output in fp32.
    full = FP32 / setting.weight_bytes
    read = Kept(u=2 * full) if full > 1 else Kept(u=1)
    return _norm(setting, kept=False) + _norm(setting, kept=False) + read


def _attention_2023(setting: Setting) -> Kept:
    """Queries, keys and values once more as matmul wants them, and the scores."""
    full = FP32 / setting.weight_bytes
    shared = setting.shape.key_value_heads / setting.shape.heads
    cache = 0 if setting.checkpointing else 2 * shared
    scores = 2 + full if full > 1 else 2
    return Kept(u=3 + cache + (not setting.method.adapters), S=scores)


def _attention_today(setting: Setting) -> Kept:
    """Fused attention keeps what it read and wrote, and one number a row of scores."""
    shape = setting.shape
    shared = shape.key_value_heads / shape.heads
    rows = FP32 * setting.batch * shape.heads * setting.sequence
    return Kept(u=2 + 2 * shared, other=rows)


def _feed_forward(setting: Setting) -> Kept:
    return Kept(F=3 + (not setting.method.adapters))
