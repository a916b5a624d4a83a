"""What a simulation costs a worker, estimated from the settings alone.

The seconds were measured on one core of an AMD EPYC; ``benchmarks/optimizer_memory.py`` measures
them anew.
"""

from labs.optimizer_memory.setting import Setting

START_SECONDS = 0.3
LAYER_SECONDS = 0.065
RECOMPUTED_SECONDS = 0.04
PASS_SECONDS = 0.05
RULE_SECONDS = {"adamw": 0.015, "adam8bit": 0.09, "galore": 0.05, "adalomo": 0.02}
MOST_SECONDS = 60
MEMORY_GIB = 2.0
"""What the process of a simulation may allocate; one of 80 layers takes 0.5."""


def simulation_seconds(setting: Setting) -> float:
    """Return the CPU-seconds that a simulation takes, roughly: it follows every op."""
    a_layer = LAYER_SECONDS + RULE_SECONDS.get(setting.method.rule, 0)
    a_layer += RECOMPUTED_SECONDS * setting.checkpointing
    a_layer += PASS_SECONDS * (setting.method.passes - 1)
    return START_SECONDS + a_layer * setting.shape.layers


def refusal(setting: Setting) -> str | None:
    """Say why a setting is too much to simulate; None if it is not."""
    seconds = simulation_seconds(setting)
    if seconds <= MOST_SECONDS:
        return None
    return (
        f"layers is {setting.shape.layers:,}, and to follow every op of so many would take about "
        f"{seconds:,.0f} CPU-seconds where {MOST_SECONDS} are allowed; choose fewer layers, or "
        "mode=formula, which needs none"
    )
