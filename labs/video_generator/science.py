"""From a sentence to moving frames, by a transformer over spacetime patches.

Brooks et al. 2024 (Sora: noisy spacetime patches and a prompt in, clean patches out), Peebles & Xie
2022 (the transformer), Lipman et al. 2022 (flow matching), Ho & Salimans 2022 (guidance).
"""

from collections.abc import Iterator, Sequence

from labs.contract import Context, Event, Progress
from labs.shared.threads import one_thread
from labs.video_generator.large import clips
from labs.video_generator.live import learned
from labs.video_generator.making import Way, made
from labs.video_generator.settings import VideoParams
from labs.video_generator.shipped import equal_pipeline, pipeline
from labs.video_generator.telling import claims, compared, planned, scored
from labs.video_generator.wishes import CLIPS, wish, written


def run(params: VideoParams, ctx: Context) -> Iterator[Event]:
    """Generate a clip by the shipped weights or a larger model, or train a network from nothing.

    Raises: ValueError, WeightsRefused.
    """
    if params.is_larger:
        yield from clips(params, ctx)
        return
    if params.task == "generate":
        yield from (event for _, event in together([params], [ctx]) if event)
        return
    with one_thread():
        yield from learned(params, ctx)
        yield from scored()
        yield from compared()
        yield Progress(fraction=1, doing="done")


def together(
    params: Sequence[VideoParams], contexts: Sequence[Context], rows: int = 0
) -> Iterator[tuple[int, Event | None]]:
    """Generate the clips of several runs of one ``kind`` as one batch, filled up to ``rows``.

    Raises: ValueError, WeightsRefused.
    """
    with one_thread():
        wishes = []
        for place, each in enumerate(params):
            captions = list(written(each))
            wishes.append(wish(each, captions))
            for event in (*captions, planned(each, wishes[-1].captions[0])):
                yield place, event
            yield place, Progress(fraction=0, doing="drawing the noise")
        told: list[list[Event]] = [[] for _ in params]
        clips = rows * len(wishes[0].captions)
        ways = ways_of(params[0], contexts[0].device)
        for place, made_event in made(wishes, ways, contexts, clips):
            if made_event is not None:
                told[place].append(made_event)
                yield place, made_event
                continue
            for last in (*claims(params[place], told[place]), *scored(), *compared()):
                yield place, last
            yield place, Progress(fraction=1, doing="done")
            yield place, None


def ways_of(params: VideoParams, device: str) -> list[Way]:
    """Load the networks that make the clips: one, or one of pixels and one of latents."""
    if params.space == "pixels":
        return [Way(pipeline(params.sampler, device, params.network))]
    names = [CLIPS] if len(params.spaces) == 1 else [(each,) for each in CLIPS]
    return [
        Way(equal_pipeline(space, params.sampler, device), space, named)
        for space, named in zip(params.spaces, names, strict=True)
    ]
