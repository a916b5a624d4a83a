"""Reads a visitor's video in a process that can do no harm."""

import os
import subprocess
import sys
from pathlib import Path

from labs.spacetime_patches.decoder import REFUSED

DECODER = Path(__file__).with_name("decoder.py")
PATIENCE_SECONDS = 20
"""The process limits its CPU seconds itself; this is for one that waits."""

NOT_A_VIDEO = (
    "the file does not begin as a video does; give an MP4, MOV, WebM, MKV, AVI or GIF file, or "
    "frames as .npy"
)
TOO_MUCH = (
    "the video takes more than 10 s of CPU or 1 GiB of memory to decode; export it shorter or "
    "smaller"
)


def container_of(data: bytes) -> str | None:
    """Return which container the first bytes belong to; None where they belong to none."""
    if data[4:8] in {b"ftyp", b"moov", b"mdat", b"wide"}:
        return "mp4"
    if data[:4] == b"\x1a\x45\xdf\xa3":
        return "matroska"
    if data[:4] == b"RIFF" and data[8:12] == b"AVI ":
        return "avi"
    return "gif" if data[:6] in {b"GIF87a", b"GIF89a"} else None


def decode(data: bytes) -> bytes:
    """Return at most 64 frames of at most 320 pixels as a .npy file. Raises: ValueError."""
    container = container_of(data)
    if container is None:
        raise ValueError(NOT_A_VIDEO)
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(DECODER), container],
            input=data,
            capture_output=True,
            timeout=PATIENCE_SECONDS,
            check=False,
            env={"OPENBLAS_NUM_THREADS": "1", "PATH": os.defpath},
        )
    except subprocess.TimeoutExpired as late:
        raise ValueError(TOO_MUCH) from late
    if done.returncode == REFUSED:
        raise ValueError(done.stderr.decode(errors="replace").strip().splitlines()[-1][:300])
    if done.returncode:
        raise ValueError(TOO_MUCH)
    return done.stdout
