"""Batches: what they hold, what they waste, and that packed clips stay apart."""

from hypothesis import given
from hypothesis import strategies as st

from labs.spacetime_patches.events import Packed, Tokenized
from labs.spacetime_patches.packing import OTHERS, packed, padded, resized
from labs.spacetime_patches.pool import pool
from labs.spacetime_patches.settings import PatchParams
from labs.spacetime_patches.together import separated
from labs.spacetime_patches.told import tokenized

COUNTS = st.lists(st.integers(1, 500), min_size=1, max_size=40)


@given(COUNTS)
def test_every_clip_is_in_one_row_and_no_row_is_too_long(counts):
    batch = packed(counts)
    placed = sorted(place for row in batch.rows for place in row)
    assert placed == list(enumerate(counts))
    assert all(sum(n for _, n in row) <= batch.length for row in batch.rows)


@given(COUNTS)
def test_packing_never_wastes_more_than_padding(counts):
    assert packed(counts).waste <= padded(counts).waste + 1e-12


def test_waste_is_the_share_of_empty_places():
    assert padded([10, 5]).waste == 0.25
    assert packed([10, 5, 5]).waste == 0


def test_resizing_says_what_it_makes_up_and_what_it_loses():
    even = resized([(4, 16, 16), (4, 16, 16), (8, 32, 32)], (4, 16, 16))
    assert even.shape == (4, 16, 16)
    assert even.invented == 0
    assert even.lost == (8 * 32 * 32 - 1024) / (8 * 32 * 32 + 2048)


def test_packed_clips_come_out_as_they_do_alone():
    told = separated(PatchParams())
    assert told.clips == len(OTHERS)
    assert told.difference <= 1e-5
    assert told.unmasked > 0.01


def test_a_class_packs_its_clips_into_one_batch():
    runs = [[tokenized(PatchParams(), shape)] for shape in ((32, 96, 128), (8, 64, 64), (1, 9, 9))]
    told = list(pool(runs))
    assert [event.method for event in told if isinstance(event, Packed)] == [
        "packed", "padded", "resized",
    ]  # fmt: skip
    assert told[0].clips == ((32, 96, 128), (8, 64, 64), (1, 9, 9))
    assert told[0].waste < told[1].waste


def test_a_class_without_a_finished_cut_has_nothing_to_pack():
    assert list(pool([[], []])) == []
    assert not any(isinstance(event, Tokenized) for event in pool([[]]))
