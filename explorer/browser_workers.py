"""Lets scripts that run as the browser's workers compile WebAssembly (ADR 10), and little else."""

import re
from collections.abc import MutableMapping

WORKER = re.compile(r"-worker(\.[0-9a-f]{12})?\.js$")
POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)


def worker_policy(headers: MutableMapping[str, str], path: str, _url: str) -> None:
    """Give a static file the policy of a worker if its name says that it is one."""
    if WORKER.search(path):
        headers["Content-Security-Policy"] = POLICY
