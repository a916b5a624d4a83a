"""Choose a port."""

import socket

HOST = "127.0.0.1"


def free_port(wanted: int) -> int:
    """Return ``wanted``, or the nearest free port above it, or any."""
    for port in range(wanted, min(wanted + 50, 65536)):
        if _is_free(port):
            return port
    with socket.socket() as any_port:
        any_port.bind((HOST, 0))
        return int(any_port.getsockname()[1])


def parsed_port(text: str) -> int:
    """Raises: ValueError."""
    if text.isascii() and text.isdigit() and 0 < int(text[:6]) < 65536:
        return int(text)
    raise ValueError(f"PORT is {text!r}; it must be a whole number from 1 to 65535, such as 8000")


def _is_free(port: int) -> bool:
    with socket.socket() as candidate:
        candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            candidate.bind((HOST, port))
        except OSError:
            return False
    return True
