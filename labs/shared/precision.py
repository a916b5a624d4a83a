"""Half precision where it is quick: a processor without instructions for it is many times slower.

Not for cards and previews: it imports torch.
"""

from functools import cache

import torch


def mixed(device: str) -> torch.autocast:
    """Return the context in which layers compute in half precision if ``device`` is quick at it."""
    kind = device.partition(":")[0]
    return torch.autocast(kind, torch.bfloat16, enabled=kind != "cpu" or quick_at_halves())


@cache
def quick_at_halves() -> bool:
    """Say whether this processor multiplies bfloat16, by AVX-512 or by AMX."""
    able = torch.cpu.get_capabilities()
    return bool(able.get("avx512_bf16") or able.get("amx_bf16"))
