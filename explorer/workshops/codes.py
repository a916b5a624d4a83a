"""Join codes: eight symbols that nobody mistakes for each other."""

import secrets

SYMBOLS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No 0 or O, no 1, I or L: 31 symbols, so that there are 850 thousand million codes."""
LENGTH = 8


def new_code() -> str:
    return "".join(secrets.choice(SYMBOLS) for _ in range(LENGTH))


def read_code(text: str) -> str | None:
    """Return a code as it is kept, however it was typed; None where it can be none."""
    code = "".join(each for each in text[:40].upper() if each.isalnum())
    return code if len(code) == LENGTH and set(code) <= set(SYMBOLS) else None


def spoken(code: str) -> str:
    """Return a code in two halves, as it is read out."""
    return f"{code[:4]} {code[4:]}"
