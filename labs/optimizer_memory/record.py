"""Records the simulations that ship with the lab.

Run: nice -n 15 python -m labs.optimizer_memory.record
"""

import json

from labs.optimizer_memory.methods import METHODS
from labs.optimizer_memory.paper import reference
from labs.optimizer_memory.recorded import FOLDER
from labs.optimizer_memory.simulating import simulate, warm_up
from labs.optimizer_memory.unfolding import report


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    warm_up()
    for optimizer in METHODS:
        setting = reference(optimizer)
        found = report(setting, simulate(setting))
        text = json.dumps(found, separators=(",", ":"), ensure_ascii=False)
        (FOLDER / f"{optimizer}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
