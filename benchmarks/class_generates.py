"""Time a class that presses Generate at once: thirty clips one after another, and as one batch.

The class asks a site of its own while no worker is there; then one comes, on the CPU. Times are
from its first claim, so that its start counts for neither.

Run: OMP_NUM_THREADS=1 .venv/bin/python -m benchmarks.class_generates
"""

import tempfile
from pathlib import Path
from uuid import UUID

from labs.video_generator.words import COLOURS, PHRASES, SHAPES
from tests.faults import stack as stacks
from tests.faults.stack import Stack

CLASS = 30
WARM = "labs.video_generator.science"
TOOK = """
SELECT count(*) AS runs, sum(cpu_seconds) AS cpu,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM settled_at - began)) AS half,
       extract(epoch FROM max(settled_at - began))::float AS seconds,
       max((provenance->>'together')::int) AS together
FROM runs_run, (SELECT min(started_at) AS began FROM runs_run WHERE id = ANY(%s)) first
WHERE id = ANY(%s)
"""
stacks.PATIENCE_SECONDS = 600


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        home.chmod(0o755)
        stack = Stack(home)
        stack.env["LEASE_SECONDS"] = "30"
        stack.postgres.start()
        stack.migrate()
        try:
            stack.up()
            stack.worker.kill()
            for together in (32, 1):
                timed(stack, together)
        finally:
            stack.down()


def timed(stack: Stack, together: int) -> None:
    """Queue a class's clips, let one worker make them, and say what it took."""
    runs = pressed(stack, first_seed=together * 1000)
    with stack.another_worker(EXPLORER_TOGETHER=str(together), EXPLORER_WARM=WARM):
        for run in runs:
            stack.wait_for(run, "finished")
    (took,) = stack.query(TOOK, runs, runs)
    print(
        f"up to {together} together (the largest batch {took.together or 1}): half of "
        f"{took.runs} clips after {took.half:.1f} s, all after {took.seconds:.1f} s, "
        f"{took.cpu:.1f} CPU-s",
        flush=True,
    )


def pressed(stack: Stack, first_seed: int) -> list[UUID]:
    """Have every student ask for a clip of their own."""
    phrases, runs = list(PHRASES.values()), []
    for number in range(CLASS):
        colour, shape = COLOURS[number % len(COLOURS)], SHAPES[number % len(SHAPES)]
        prompt = f"a {colour} {shape} {phrases[number % len(phrases)]}"
        student = stack.browser()
        runs.append(student.submit("video_generator", prompt=prompt, seed=first_seed + number))
    return runs


if __name__ == "__main__":
    main()
