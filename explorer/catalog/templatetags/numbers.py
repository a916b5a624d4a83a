"""Numbers as people read them: ``67.4 B``, ``5.75 × 10²³``, ``+0.4 %``.

Filters that end in ``_data`` wrap the reading in ``<data value>``, which keeps six digits for
the scripts that draw from it.
"""

import math
import re

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

NARROW = "\N{NARROW NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_POWER = re.compile(r"\^((?:<strong>)?\w+(?:</strong>)?)")
_STEPS = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k"), (1.0, ""))

LEAST_SPELT, MOST_SPELT = 1e-6, 1e9


@register.filter
def figures(value: float, digits: int = 3) -> str:
    """Round to significant figures and never fall into the computer's 1e+05.

    Numbers that would fill the line with zeros are written as powers of ten.
    """
    if not math.isfinite(value):
        return "∞" if value > 0 else f"{MINUS}∞" if value < 0 else "not a number"
    if value == 0:
        return "0"
    rounded = _rounded(value, digits)
    if not LEAST_SPELT <= abs(rounded) < MOST_SPELT:
        return power(value, digits)
    decimals = digits - 1 - math.floor(math.log10(abs(rounded)))
    return f"{rounded:.{max(decimals, 0)}f}".replace("-", MINUS)


@register.filter
def human(value: float, digits: int = 3) -> str:
    """Count in thousands (k), millions (M), billions (B) and trillions (T)."""
    size = abs(_rounded(value, digits))
    if size >= 1e15 or not math.isfinite(size):
        return power(value, digits)
    for step, letter in _STEPS:
        if size >= step:
            return figures(value / step, digits) + (f"{NARROW}{letter}" if letter else "")
    return figures(value, digits)


@register.filter
def power(value: float, digits: int = 3) -> str:
    """Write as a power of ten: ``5.75 × 10²³``."""
    if value == 0 or not math.isfinite(value):
        return figures(value, digits)
    exponent = math.floor(math.log10(abs(_rounded(value, digits))))
    mantissa = figures(value / 10.0**exponent, digits)
    return f"{mantissa}{NARROW}×{NARROW}10{str(exponent).translate(_SUPERSCRIPTS)}"


@register.filter
def percent(value: float, digits: int = 2) -> str:
    """Write a share or a relative error in percent, without a sign."""
    return f"{figures(abs(value) * 100, digits)}{NARROW}%"


@register.filter
def signed_percent(value: float, digits: int = 2) -> str:
    """Write a relative difference in percent, its sign always shown."""
    sign = "+" if value > 0 else MINUS if value < 0 else "±"
    return f"{sign}{percent(value, digits)}"


@register.filter
def human_data(value: float, digits: int = 3) -> SafeString:
    return _data(value, human(value, digits))


@register.filter
def power_data(value: float, digits: int = 3) -> SafeString:
    return _data(value, power(value, digits))


@register.filter
def figures_data(value: float, digits: int = 3) -> SafeString:
    return _data(value, figures(value, digits))


@register.filter
def powers(text: str) -> SafeString:
    """Raise what follows a caret: ``N^α`` becomes N with a small α above."""
    return mark_safe(_POWER.sub(r"<sup>\1</sup>", conditional_escape(text)))  # noqa: S308 - escaped


def _rounded(value: float, digits: int) -> float:
    return float(f"{value:.{digits - 1}e}")


def _data(value: float, reading: str) -> SafeString:
    short = f"{value:.6g}".replace("e+0", "e").replace("e+", "e")
    # Both halves are made of digits and letters by this module alone.
    return mark_safe(f'<data value="{short}">{reading}</data>')  # noqa: S308
