"""The process of one simulation: settings in, figures out, JSON both ways.

Run by ``sandbox``: ``python -m labs.optimizer_memory.simulation MEMORY_BYTES CPU_SECONDS``.
"""

import json
import resource
import sys
from typing import Any

EVERY_OPS = 4000


def main() -> None:
    memory, seconds = map(int, sys.argv[1:])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    _bound_memory(memory)
    # Imported under the limits.
    from labs.optimizer_memory.setting import from_json
    from labs.optimizer_memory.simulating import simulate, warm_up
    from labs.optimizer_memory.unfolding import report

    setting = from_json(json.loads(sys.stdin.readline()))
    warm_up()
    say({"ops": 0})
    found = simulate(setting, lambda ops: say({"ops": ops}) if ops % EVERY_OPS == 0 else None)
    say(report(setting, found))


def _bound_memory(memory: int) -> None:
    """Keep to the tighter of our limit and the one that was inherited."""
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    bound = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (bound, hard))


def say(what: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
