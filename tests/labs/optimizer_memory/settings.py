"""Small settings that the tests simulate and run for real."""

from dataclasses import replace

from labs.optimizer_memory.setting import Setting
from labs.optimizer_memory.shapes import Shape

TINY = Shape("tiny", 2, 32, 4, 4, 88, 64)
GROUPED = Shape("grouped", 2, 32, 4, 2, 88, 64, tied=True, biased=True)


def tiny(optimizer: str = "lomo", shape: Shape = TINY, **more: object) -> Setting:
    setting = Setting(shape, optimizer, batch=2, sequence=16, precision="full")
    return replace(setting, **more)
