"""Labs are found, and shown in the order that their cards ask for."""

from itertools import pairwise

from labs.registry import labs


def test_labs_stand_in_the_order_of_their_places_then_of_their_names():
    shown = [(lab.place, lab.slug) for lab in labs().values()]
    assert all(before < after for before, after in pairwise(shown))


def test_who_comes_for_the_first_time_meets_the_scaling_laws_first():
    assert next(iter(labs())) == "scaling_laws"
