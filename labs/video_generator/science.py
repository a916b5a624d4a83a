"""From a sentence to moving frames, by a transformer over spacetime patches.

Brooks et al. 2024 (Sora: noisy spacetime patches and a prompt in, clean patches out), Peebles & Xie
2022 (the transformer), Lipman et al. 2022 (flow matching), Ho & Salimans 2022 (guidance).
"""

from collections.abc import Iterator

from labs.contract import Context, Event, Progress
from labs.shared.threads import one_thread
from labs.video_generator.live import learned
from labs.video_generator.making import made
from labs.video_generator.settings import VideoParams
from labs.video_generator.shipped import pipeline
from labs.video_generator.telling import claims, planned, scored


def run(params: VideoParams, ctx: Context) -> Iterator[Event]:
    """Generate a clip with the shipped weights, or train a small network from nothing.

    Raises: ValueError, WeightsRefused.
    """
    with one_thread():
        if params.task == "learn":
            yield from learned(params, ctx)
        else:
            yield planned(params)
            yield Progress(fraction=0, doing="drawing the noise")
            told = []
            for event in made(params, pipeline(params.sampler, ctx.device), ctx):
                told.append(event)
                yield event
            yield from claims(params, told)
        yield from scored()
        yield Progress(fraction=1, doing="done")
