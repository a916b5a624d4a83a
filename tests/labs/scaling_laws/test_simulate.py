import numpy as np

from labs.scaling_laws.law import PUBLISHED
from labs.scaling_laws.simulate import simulated


def test_runs_without_noise_obey_the_law() -> None:
    points = simulated("hoffmann", 50, 0, seed=1)
    np.testing.assert_allclose(points.loss, PUBLISHED["hoffmann"].predict(points.N, points.D))


def test_a_longer_sweep_begins_with_the_shorter_one() -> None:
    np.testing.assert_array_equal(
        simulated("epoch", 300, 0.01, 5).loss[:40], simulated("epoch", 40, 0.01, 5).loss
    )


def test_more_noise_is_the_same_noise_made_larger() -> None:
    clean, some, more = (np.log(simulated("epoch", 40, noise, 5).loss) for noise in (0, 0.01, 0.03))
    np.testing.assert_allclose(more - clean, 3 * (some - clean), atol=1e-12)


def test_the_page_says_that_no_model_was_trained() -> None:
    assert simulated("epoch", 12, 0, 0).notes[0].startswith("No model was trained")
