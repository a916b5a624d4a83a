import hashlib
import platform

import numpy as np

from labs.scaling_laws.corpus import standard_library
from labs.scaling_laws.plans import CONTEXT, VOCABULARY


def test_the_corpus_is_the_library_of_this_python() -> None:
    corpus = standard_library()
    assert corpus.python == platform.python_version()
    assert corpus.size > 4_000_000
    assert len(corpus.sha256) == len(hashlib.sha256().hexdigest())


def test_reading_it_again_gives_the_same_text() -> None:
    first = standard_library()
    again = standard_library.__wrapped__()
    assert first.sha256 == again.sha256
    np.testing.assert_array_equal(first.train, again.train)


def test_every_token_is_foretold_once() -> None:
    train = standard_library().train
    assert train.shape[1] == CONTEXT + 1
    assert train.max() < VOCABULARY
    np.testing.assert_array_equal(train[:-1, -1], train[1:, 0])


def test_what_is_measured_on_is_not_what_is_learnt() -> None:
    corpus = standard_library()
    learnt = {window.tobytes() for window in corpus.train}
    shared = sum(window.tobytes() in learnt for window in corpus.validation)
    assert shared < 0.01 * len(corpus.validation)


def test_a_seed_is_an_order() -> None:
    corpus = standard_library()
    np.testing.assert_array_equal(corpus.shuffled(3), corpus.shuffled(3))
    assert (corpus.shuffled(3) != corpus.shuffled(4)).any()
    assert corpus.shuffled(3).sum() == corpus.train.sum()
