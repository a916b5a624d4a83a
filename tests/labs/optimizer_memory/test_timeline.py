from hypothesis import given
from hypothesis import strategies as st

from labs.optimizer_memory.categories import CATEGORIES
from labs.optimizer_memory.timeline import MOMENTS, chosen

MEMORY = st.lists(st.tuples(*[st.integers(0, 10**12)] * len(CATEGORIES)), min_size=1, max_size=600)


@given(MEMORY)
def test_peak_and_maxima_are_kept_exactly(samples: list[tuple[int, ...]]):
    shown = [samples[at] for at in chosen(samples, lambda each: each)]
    assert max(map(sum, shown)) == max(map(sum, samples))
    for index in range(len(CATEGORIES)):
        assert max(each[index] for each in shown) == max(each[index] for each in samples)


@given(MEMORY)
def test_a_few_hundred_moments_are_shown_in_order(samples: list[tuple[int, ...]]):
    shown = chosen(samples, lambda each: each)
    assert shown == sorted(set(shown))
    assert len(shown) <= MOMENTS + len(CATEGORIES) + 3
    assert {0, len(samples) - 1} <= set(shown)
