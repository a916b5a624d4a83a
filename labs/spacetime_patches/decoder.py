"""Decodes one video on standard input into small frames on standard output, as a .npy file.

Runs as a process of its own, by path: limited memory and CPU seconds, no file and no address is
opened, one thread. It imports nothing of this project.
"""

import resource
import sys
from io import BytesIO
from typing import Any

MEMORY_BYTES = 1 << 30
CPU_SECONDS = 10
MOST_FRAMES = 64
LONGEST_SIDE = 320
MOST_PIXELS = 16_000_000
MOST_SECONDS = 60
CODECS = {"h264", "hevc", "vp8", "vp9", "av1", "libdav1d", "mpeg4", "mjpeg", "gif", "prores"}
REFUSED = 3


def main(container: str) -> None:
    """Write the sampled frames, or one sentence on standard error."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    import av
    import numpy as np

    av.logging.set_level(av.logging.PANIC)
    try:
        frames = decoded(av.open(BytesIO(sys.stdin.buffer.read()), format=container))
    except (av.FFmpegError, MemoryError) as error:
        refuse(f"the file cannot be read as a video ({type(error).__name__}); export it as MP4")
    if not frames:
        refuse("the file holds no picture; give a video with at least one frame")
    out = BytesIO()
    np.save(out, np.stack(evenly(frames)), allow_pickle=False)
    sys.stdout.buffer.write(out.getbuffer())


def refuse(sentence: str) -> None:
    sys.stderr.write(sentence)
    sys.exit(REFUSED)


def decoded(container: Any) -> list[Any]:
    """Keep every frame, then every second, every fourth…, so that length need not be known."""
    if not container.streams.video:
        refuse("the file holds no video, only other streams; give one with a picture")
    stream = container.streams.video[0]
    check(container, stream)
    stream.thread_count = 1
    # A stream may grow after its header: no frame larger than that is ever allocated.
    stream.codec_context.options = {"max_pixels": str(MOST_PIXELS)}
    frames: list[Any] = []
    stride, size = 1, None
    for number, frame in enumerate(container.decode(stream)):
        if (
            frame.time is not None
            and frame.time - (stream.start_time or 0) * (stream.time_base or 0) > MOST_SECONDS
        ):
            refuse(f"the video goes on past {MOST_SECONDS} s; cut out a shorter part")
        if number % stride:
            continue
        size = size or fitted(frame.width, frame.height)
        frames.append(frame.reformat(*size, format="rgb24").to_ndarray())
        if len(frames) >= 2 * MOST_FRAMES:
            frames, stride = frames[::2], stride * 2
    return frames


def check(container: Any, stream: Any) -> None:
    """Look at what the file says of itself, before any frame is decoded."""
    context = stream.codec_context
    if context.name not in CODECS:
        refuse(f"the video is coded as {context.name[:20]}; export it as H.264 in an MP4 file")
    if context.width * context.height > MOST_PIXELS:
        refuse(
            f"the video has {context.width:,} × {context.height:,} pixels, but at most "
            f"{MOST_PIXELS:,} are taken; export it smaller"
        )
    seconds = (container.duration or 0) / 1_000_000
    if seconds > MOST_SECONDS:
        refuse(
            f"the video lasts {seconds:,.0f} s, but at most {MOST_SECONDS} s are taken; "
            "cut out a shorter part"
        )


def fitted(width: int, height: int) -> tuple[int, int]:
    """Return a size with the same shape whose longest side is at most 320."""
    scale = min(1.0, LONGEST_SIDE / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def evenly(frames: list[Any]) -> list[Any]:
    if len(frames) <= MOST_FRAMES:
        return frames
    step = (len(frames) - 1) / (MOST_FRAMES - 1)
    return [frames[round(place * step)] for place in range(MOST_FRAMES)]


if __name__ == "__main__":
    main(sys.argv[1])
