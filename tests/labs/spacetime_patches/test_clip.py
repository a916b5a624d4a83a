"""A visitor's clip: sampled whatever its container, or refused in one sentence."""

import time
from io import BytesIO

import numpy as np
import pytest

from labs.spacetime_patches.clip import clip_of, frames_of, told
from labs.spacetime_patches.intake import intake
from labs.spacetime_patches.settings import PatchParams
from tests.labs.spacetime_patches.clips import npy, small, video

OWN = PatchParams(clip="0" * 64)


def opening(data: bytes):
    return lambda _upload: BytesIO(data)


@pytest.mark.parametrize(("codec", "container"), [("libx264", "mp4"), ("libvpx-vp9", "webm")])
def test_every_frame_of_a_short_video_is_taken(codec, container):
    frames = frames_of(video(small(), codec, container))
    assert frames.shape == (20, 64, 96, 3)
    assert np.abs(frames.astype(int) - small()).mean() < 8


def test_a_long_video_is_sampled_to_64_frames_from_first_to_last():
    clip = np.repeat(np.linspace(16, 235, 150).astype(np.uint8), 32 * 32 * 3)
    frames = frames_of(video(clip.reshape(150, 32, 32, 3)))
    light = frames.mean(axis=(1, 2, 3))
    assert len(frames) == 64
    assert light[0] < 22
    assert light[-1] > 225
    assert (np.diff(light) > 0).all()


def test_a_large_video_is_shrunk_to_320_pixels():
    assert frames_of(video(np.zeros((3, 720, 1280, 3), np.uint8))).shape == (3, 180, 320, 3)


def test_frames_as_an_array_are_taken_as_they_are():
    assert np.array_equal(frames_of(npy(small())), small())


def test_only_sampled_frames_are_kept_of_a_file():
    kept = intake("clip", video(small()))
    assert kept.startswith(b"\x93NUMPY")
    assert frames_of(kept).shape == (20, 64, 96, 3)


def test_fewer_frames_are_cut_where_fewer_are_asked_for():
    params = OWN.model_copy(update={"frames": 5})
    assert np.array_equal(clip_of(params, opening(npy(small())))[-1], small()[-1])
    event = told(params.model_copy(update={"clip": "5" * 64}), opening(npy(small())))
    assert (event.frames, event.tiles) == (5, 20)
    assert event.sheet.startswith("data:image/jpeg;base64,")


def gigantic() -> bytes:
    """A picture of one pixel on a screen of 8192 × 8192, in 43 bytes."""
    screen = b"GIF89a" + (8192).to_bytes(2, "little") * 2 + b"\x80\0\0" + b"\0\0\0\xff\xff\xff"
    return screen + b"\x2c\0\0\0\0\x01\0\x01\0\0" + b"\x02\x02\x44\x01\0" + b"\x3b"


HOSTILE = {
    "text": b"just words " * 40,
    "a playlist": b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1/secret\n",
    "a broken mp4": b"\0\0\0\x18ftypmp42" + b"junk" * 200,
    "a broken gif": b"GIF89a" + b"\0" * 60,
    "a truncated mp4": video(small())[:900],
    "only sound": b"RIFF\x24\0\0\0WAVEfmt ",
    "objects in an array": b"\x93NUMPY\x01\0\x46\0{'descr': '|O', 'fortran_order': False, "
    b"'shape': (1,), }        \n" + b"\x80\x04.",
    "an array of floats": npy(np.zeros((2, 4, 4, 3))),
    "an array without colours": npy(np.zeros((2, 4, 4), np.uint8)),
    "too many frames": npy(np.zeros((65, 4, 4, 3), np.uint8)),
    "too large frames": npy(np.zeros((1, 4, 321, 3), np.uint8)),
    "an array that says too much": npy(np.zeros((1, 4, 4, 3), np.uint8)).replace(
        b"(1, 4, 4, 3)", b"(9, 9, 9, 3)"
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_it_refuses_in_one_sentence(name):
    with pytest.raises(ValueError, match="; ") as refusal:
        frames_of(HOSTILE[name])
    assert "\n" not in str(refusal.value)
    assert len(str(refusal.value)) < 300


def test_a_video_of_a_day_is_refused_before_it_is_decoded():
    began = time.process_time()
    with pytest.raises(ValueError, match="at most 60 s are taken"):
        frames_of(video(np.zeros((90, 16, 16, 3), np.uint8), rate=1))
    assert time.process_time() - began < 5


def test_a_video_of_8192_pixels_square_is_refused():
    with pytest.raises(ValueError, match="at most 16,000,000 are taken"):
        frames_of(gigantic())
