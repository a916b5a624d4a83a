"""Following a pipeline that runs to its end in one call, step by step."""

from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import Any, TypeVar

S = TypeVar("S")
T = TypeVar("T")
Done = Callable[[Any, int, Any, dict[str, Any]], dict[str, Any]]
"""What pipelines of diffusers call after each step."""


class Left(Exception):
    """Whoever followed has gone."""


def stepwise(call: Callable[[Done], T], tell: Callable[[int], S]) -> Generator[S, None, T]:
    """Tell the number of each step when it is done; return what the call returns.

    The call has a thread of its own, which stands still between a step and the next until the
    generator goes on, and ends there if it is closed. Raises: what the call raises.
    """
    steps: SimpleQueue[int | None] = SimpleQueue()
    goes_on: SimpleQueue[bool] = SimpleQueue()

    def done(_pipeline: Any, step: int, _time: Any, given: dict[str, Any]) -> dict[str, Any]:
        steps.put(step + 1)
        if not goes_on.get():
            raise Left
        return given

    with ThreadPoolExecutor(1, "pipeline") as thread:
        work = thread.submit(call, done)
        work.add_done_callback(lambda _: steps.put(None))
        try:
            while (step := steps.get()) is not None:
                yield tell(step)
                goes_on.put(True)
        finally:
            goes_on.put(False)
        return work.result()
