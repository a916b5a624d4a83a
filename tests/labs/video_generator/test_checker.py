"""The checker reads rendered clips rightly, whatever the seed, the size and the length."""

from dataclasses import replace

import numpy as np
import pytest

from labs.video_generator.reading import motion_of, read
from labs.video_generator.related import apart, related
from labs.video_generator.scenes import alone
from labs.video_generator.standing import came_back, verdict
from labs.video_generator.thirds import three
from labs.video_generator.words import RELATIONS, SHAPES, Shape


def right(frames: int, height: int, width: int, number: int) -> bool:
    scene = alone(np.random.default_rng([5, number]), width / height, held_out=None)
    found, thing = read(scene.rendered(frames, height, width))[0], scene.things[0]
    return (found.colour, found.shape, found.motion) == (thing.colour, thing.shape, thing.motion)


def test_it_reads_99_of_100_rendered_clips():
    assert sum(right(16, 32, 32, number) for number in range(400)) >= 396


@pytest.mark.parametrize("size", [(24, 40), (64, 64)], ids=str)
def test_it_reads_other_sizes_too(size):
    assert sum(right(16, *size, number) for number in range(60)) >= 57


def test_it_reads_99_of_100_rendered_clips_of_two_things():
    right = 0
    for number in range(280):
        rng, how = np.random.default_rng([6, number]), (*RELATIONS, None)[number % 7]
        scene = related(rng, relation=how) if how else apart(rng)
        right += verdict(scene, scene.rendered(16, 32, 32)).right
    assert right >= 277


def test_it_reads_99_of_100_rendered_clips_of_three_things():
    scenes = [three(np.random.default_rng([7, number])) for number in range(200)]
    assert sum(verdict(each, each.rendered(16, 32, 32)).right for each in scenes) >= 198


def test_it_notices_that_the_third_thing_is_another():
    scene = three(np.random.default_rng(3))
    *pair, last = scene.things
    other = replace(scene, things=(*pair, replace(last, shape=others(last.shape))))
    told = verdict(scene, other.rendered(16, 32, 32))
    assert (told.colour, told.shape, told.relation) == (True, False, True)


@pytest.mark.parametrize("relation", RELATIONS)
def test_it_notices_that_two_things_stand_the_other_way_round(relation):
    opposite = RELATIONS[RELATIONS.index(relation) ^ 1]
    for number in range(10):
        scene = related(np.random.default_rng(number), relation=relation)
        clip = scene.rendered(16, 32, 32)
        assert verdict(scene, clip).relation is True
        assert verdict(replace(scene, relation=opposite), clip).relation is False


def test_what_went_behind_came_back_only_if_it_is_what_it_was():
    scene = related(np.random.default_rng(3), relation="behind")
    clip, thing = scene.rendered(16, 32, 32), scene.things[0]
    assert came_back(scene, clip)
    other = replace(scene, things=(replace(thing, shape=others(thing.shape)), scene.things[1]))
    changed = np.concatenate([clip[:8], other.rendered(16, 32, 32)[8:]])
    assert not came_back(scene, changed)
    before = replace(scene, relation="before").rendered(16, 32, 32)
    assert not came_back(scene, before)


def others(shape: Shape) -> Shape:
    return next(each for each in SHAPES if each != shape)


def test_it_sees_nothing_in_a_plain_picture():
    assert read(np.full((16, 32, 32, 3), 226, np.uint8)) == []


def test_it_reads_what_little_noise_leaves():
    rng, count = np.random.default_rng(0), 100
    found = 0
    for number in range(count):
        scene = alone(np.random.default_rng([5, number]), held_out=None)
        clip = scene.rendered(16, 32, 32)
        noisy = np.clip(clip + rng.normal(0, 12, clip.shape), 0, 255).astype(np.uint8)
        first, thing = read(noisy)[0], scene.things[0]
        seen, told = (first.colour, first.shape), (thing.colour, thing.shape)
        found += seen == told and first.motion == thing.motion
    assert found >= 95


def test_a_way_too_short_to_tell_is_no_motion():
    assert motion_of(np.array([0.1, 0.2]), np.array([0.1, 0.2])) is None


def test_a_way_there_and_back_across_is_none_that_a_prompt_can_ask_for():
    way = np.abs(np.linspace(-0.3, 0.3, 16))
    assert motion_of(way, np.zeros(16)) is None
    assert motion_of(np.zeros(16), way) == "bounces"
