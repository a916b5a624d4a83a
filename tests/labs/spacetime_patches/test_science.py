"""A whole run: what it tells, in which order, and how it goes on after its worker died."""

from collections.abc import Iterator
from io import BytesIO

import numpy as np
import pytest

from labs.contract import Claimed, Event, State
from labs.spacetime_patches import learning, training
from labs.spacetime_patches.events import Chunked, Compressed, Learned, Rebuilt, Tokenized
from labs.spacetime_patches.lab import lab
from labs.spacetime_patches.preview import preview
from labs.spacetime_patches.science import run
from labs.spacetime_patches.settings import PatchParams
from labs.spacetime_patches.signals import counted
from tests.labs.spacetime_patches.clips import npy, small


class Context:
    """Keeps what a worker would keep."""

    device = "cpu"
    rng = np.random.default_rng(0)

    def __init__(self, state: State | None = None, upload: bytes = b"") -> None:
        self.state, self.upload = state, upload
        self.kept: dict[str, bytes] = {}

    def open(self, _upload: str) -> BytesIO:
        return BytesIO(self.upload)

    def keep(self, name: str, data: bytes, _mime: str) -> str:
        self.kept[name] = data
        return name

    def checkpoint(self, state: State) -> None:
        self.state = state

    def resume(self) -> State | None:
        return self.state

    def log(self, message: str) -> None: ...


@pytest.fixture(scope="module")
def told() -> list[Event]:
    return list(run(PatchParams(), Context()))


def of(events: list[Event], kind: type) -> list:
    return [event for event in events if isinstance(event, kind)]


def test_it_says_how_the_clip_falls_into_tokens():
    params = PatchParams(patch_frames=2, patch_height=16, patch_width=16)
    [cut] = of(list(preview(params, Context().open)), Tokenized)
    assert (cut.frames, cut.height, cut.width) == (32, 96, 128)
    assert (cut.tokens, cut.padding) == (16 * 6 * 8, 0)
    assert cut.attention_flops == 4 * 768**2 * 1152 * 28


def test_padding_is_counted_in_pixels():
    params = PatchParams(patch_frames=5, patch_height=20, patch_width=28)
    [cut] = of(list(preview(params, Context().open)), Tokenized)
    assert cut.grid == (7, 5, 5)
    assert cut.padding == 35 * 100 * 140 - 32 * 96 * 128


def test_twice_the_tokens_cost_four_times_the_attention_and_twice_the_rest():
    one, two = (
        of(list(preview(PatchParams(patch_frames=t), Context().open)), Tokenized)[0] for t in (4, 2)
    )
    assert two.tokens == 2 * one.tokens
    assert two.attention_flops == 4 * one.attention_flops
    assert two.linear_flops == 2 * one.linear_flops


def test_a_run_puts_the_clip_together_again(told):
    assert of(told, Tokenized)[-1].exact is True


def test_every_claim_is_measured_and_has_a_verdict(told):
    verdicts = {
        each.claim: lab.claim(each.claim).verdict(each.measured) for each in of(told, Claimed)
    }
    assert verdicts == {
        "sixteen": "holds",
        "quadratic-1080p": "holds",
        "dit-flops": "holds",
        "chunks": "not reproduced",
        "spacetime": "holds in miniature",
    }


def test_more_components_give_more_back(told):
    errors = [each.psnr for each in of(told, Compressed) if each.method == "components"]
    assert errors == sorted(errors)


def test_the_network_fills_better_than_copying_wherever_patches_are_hidden(told):
    hidden = of(told, Rebuilt)
    assert {each.scheme for each in hidden} == {"random", "tube", "frame"}
    assert all(each.psnr > each.nearest_psnr for each in hidden)
    assert [each.keep for each in hidden if each.chosen] == [0.25]


def test_k_chunks_that_are_read_apart_cost_k_times_less(told):
    for each in of(told, Chunked):
        assert each.exact
        assert each.factor == each.chunks == each.samples / each.chunk
        assert each.whole_flops == each.chunk**2 * each.token_flops


def test_attention_is_counted_as_it_runs():
    assert counted(1, 10) == 4 * 10**2 * 16


def test_it_keeps_a_picture_of_the_exploded_cube():
    context = Context()
    list(run(PatchParams(scene="cube"), context))
    assert context.kept["preview.png"].startswith(b"\x89PNG")


def test_a_visitors_clip_is_cut_like_any_other():
    context = Context(upload=npy(small()))
    told = list(run(PatchParams(clip="0" * 64, frames=10), context))
    cut = of(told, Tokenized)[-1]
    assert (cut.frames, cut.height, cut.width) == (10, 64, 96)
    assert cut.exact


class Died(Exception):
    pass


def until(events: Iterator[Event], last: type, count: int) -> list[Event]:
    seen: list[Event] = []
    for event in events:
        seen.append(event)
        if sum(isinstance(each, last) for each in seen) == count:
            return seen
    raise Died


@pytest.fixture
def short(monkeypatch):
    """Trainings of two marks, of small batches."""
    monkeypatch.setattr(training, "BATCH", {"autoencoder": 2, "masked": 2})
    monkeypatch.setattr(training, "HELD_OUT", 2)
    monkeypatch.setattr(learning, "HELD_OUT_MARKS", 2)
    return PatchParams(networks="trained", steps=20)


def test_a_run_whose_worker_died_goes_on_training_from_its_last_mark(short):
    whole = of(list(run(short, Context())), Learned)
    assert [each.step for each in whole] == [10, 20, 10, 20]
    assert not any(each.recorded for each in whole)
    context = Context()
    # The third mark is told, but the worker dies before it is kept.
    events = run(short, context)
    until(events, Learned, 3)
    events.close()
    again = list(run(short, Context(context.state)))
    assert of(again, Learned) == whole[2:]
    assert of(again, Compressed)
    assert not of(again, Tokenized)
