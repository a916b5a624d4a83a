"""A run's telling: previews at a bearable pace, cancelling within a step, several runs at once."""

import pytest
import torch

from labs.contract import Event, Progress
from labs.registry import labs
from labs.video_generator import science
from labs.video_generator.events import Denoised, Generated, Judged
from labs.video_generator.kind import kind
from labs.video_generator.pacing import Paced
from labs.video_generator.settings import VideoParams
from labs.video_generator.shipped import generator
from workers.local import LocalContext

LAB = labs()["video_generator"]


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)


def run(params: VideoParams) -> list[Event]:
    return list(LAB.run(params, LocalContext(params.seed, {}, None)))


class Clock:
    """Stands still until it is set."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_the_first_preview_comes_at_once_and_then_five_a_second():
    clock = Clock()
    paced = Paced[int](clock)
    assert paced.now([1]) == [1]
    assert paced.now([2]) == []
    clock.now += 0.19
    assert paced.now([3]) == []
    clock.now += 0.02
    assert paced.now([4]) == [2, 3, 4]
    assert paced.now([]) == []
    assert paced.now([5]) == []
    assert paced.rest() == [5]


def test_previews_that_are_held_back_are_told_in_order_and_none_is_lost():
    steps = [each.step for each in run(VideoParams(steps=6)) if isinstance(each, Denoised)]
    assert steps == [1, 2, 3, 4, 5, 6]


def test_previews_are_small_webp_pictures():
    for each in run(VideoParams(steps=2)):
        if isinstance(each, Denoised):
            for picture in (each.told, each.left):
                assert picture.startswith("data:image/webp;base64,")
                assert len(picture) < 15_000


def test_a_run_that_is_closed_asks_the_network_for_no_further_step():
    asked: list[int] = []
    hook = generator("one").clip.register_forward_hook(lambda *_: asked.append(1))
    try:
        telling = LAB.run(VideoParams(steps=50), LocalContext(0, {}, None))
        for event in telling:
            if isinstance(event, Progress) and event.doing == "step 3 of 50":
                break
        telling.close()
    finally:
        hook.remove()
    assert len(asked) == 3


def test_two_objects_are_made_by_their_own_network_and_judged_together():
    params = VideoParams(prompt="a red circle moves left behind a blue square", steps=4)
    asked: list[int] = []
    hook = generator("two").clip.register_forward_hook(lambda *_: asked.append(1))
    try:
        (told,) = (each for each in run(params) if isinstance(each, Judged))
    finally:
        hook.remove()
    assert len(asked) == 4
    assert told.asked == "red circle moves left behind blue square"
    assert told.relation in {True, False}
    assert " and " in told.seen or " behind " in told.seen


def test_what_goes_together_differs_in_words_and_seeds_alone():
    first = kind(VideoParams())
    assert first is not None
    assert first == kind(VideoParams(prompt="a blue square bounces", seed=3))
    assert first == kind(VideoParams(prompt="blue sq", enhance=True))
    others = [{"steps": 4}, {"guidance": 1}, {"frames": 8}, {"height": 40}, {"sampler": "dpm"}]
    others += [{"given": "start"}, {"instead": "a red circle moves right"}]
    others += [{"prompt": "a circle above a square"}]
    assert all(kind(VideoParams(**each)) != first for each in others)
    assert kind(VideoParams(task="learn")) is None


@pytest.mark.parametrize("settings", [{}, {"given": "ends", "frames": 12}, {"instead": "a circle"}])
def test_each_of_a_batch_gets_what_it_would_get_alone_in_a_batch_of_that_shape(settings):
    every = [
        VideoParams(steps=2, seed=seed, prompt=f"a {colour} circle moves up", **settings)
        for seed, colour in enumerate(("red", "blue"))
    ]
    contexts = [LocalContext(each.seed, {}, None) for each in every]
    told: list[list[str]] = [[], []]
    for place, event in science.together(every, contexts, rows=3):
        if isinstance(event, Generated):
            told[place].append(event.webp)
    for params, context, clips in zip(every, contexts, told, strict=True):
        alone = science.together([params], [context], rows=3)
        assert clips == [each.webp for _, each in alone if isinstance(each, Generated)]
        assert len(clips) == 1 + bool(params.instead)
