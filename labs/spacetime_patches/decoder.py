"""Decodes one video on standard input into small frames on standard output, as a .npy file.

Runs as a process of its own, by path: limited memory and CPU seconds, no file and no address is
opened, one thread. It imports nothing of this project.
"""

import resource
import sys
from collections.abc import Callable, Iterator, Sequence
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
NPY_BEGINS = 10
"""Bytes before the header's words."""


def main(container: str) -> None:
    """Write the sampled frames, or one sentence on standard error."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    import av

    av.logging.set_level(av.logging.PANIC)
    data = sys.stdin.buffer.read()
    try:
        clip = sampled(lambda: av.open(BytesIO(data), format=container))
    except (av.FFmpegError, MemoryError) as error:
        refuse(f"the file cannot be read as a video ({type(error).__name__}); export it as MP4")
    if not clip:
        refuse("the file holds no picture; give a video with at least one frame")
    for piece in npy(clip):
        sys.stdout.buffer.write(piece)


def refuse(sentence: str) -> None:
    sys.stderr.write(sentence)
    sys.exit(REFUSED)


def sampled(open_file: Callable[[], Any]) -> list[Any]:
    """Return at most 64 small frames, evenly spaced.

    Only those are made small, if the file has as many frames as it says; else it is read again.
    """
    container = open_file()
    claimed = checked(container).frames
    chosen = set(evenly(range(claimed)))
    frames: list[Any] = []
    count = 0
    for count, frame in enumerate(decoded(container), start=1):
        if count - 1 in chosen:
            frames.append(small(frame, frames))
    return frames if count == claimed else thinned(open_file())


def thinned(container: Any) -> list[Any]:
    """Keep every frame, then every second, every fourth…, so that length need not be known."""
    checked(container)
    frames: list[Any] = []
    stride = 1
    for number, frame in enumerate(decoded(container)):
        if number % stride:
            continue
        frames.append(small(frame, frames))
        if len(frames) >= 2 * MOST_FRAMES:
            frames, stride = frames[::2], stride * 2
    return evenly(frames)


def decoded(container: Any) -> Iterator[Any]:
    """Yield every frame, on one thread, for as long as a clip may last."""
    stream = container.streams.video[0]
    stream.thread_count = 1
    # A stream may grow after its header: no frame larger than that is ever allocated. Frames that
    # no other is made from need no smoothing, as they are made small at once.
    stream.codec_context.options = {"max_pixels": str(MOST_PIXELS), "skip_loop_filter": "noref"}
    begin = (stream.start_time or 0) * (stream.time_base or 0)
    for frame in container.decode(stream):
        if frame.time is not None and frame.time - begin > MOST_SECONDS:
            refuse(f"the video goes on past {MOST_SECONDS} s; cut out a shorter part")
        yield frame


def small(frame: Any, before: list[Any]) -> Any:
    """Make a frame as small as those before it, or as it may be."""
    first = before[0] if before else None
    size = (first.width, first.height) if first else fitted(frame.width, frame.height)
    return frame.reformat(*size, format="rgb24", interpolation="AREA")


def checked(container: Any) -> Any:
    """Look at what the file says of itself, before any frame is decoded; return its video."""
    if not container.streams.video:
        refuse("the file holds no video, only other streams; give one with a picture")
    stream = container.streams.video[0]
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
    return stream


def fitted(width: int, height: int) -> tuple[int, int]:
    """Return a size with the same shape whose longest side is at most 320."""
    scale = min(1.0, LONGEST_SIDE / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def evenly(frames: Sequence[Any]) -> list[Any]:
    if len(frames) <= MOST_FRAMES:
        return list(frames)
    step = (len(frames) - 1) / (MOST_FRAMES - 1)
    return [frames[round(place * step)] for place in range(MOST_FRAMES)]


def npy(clip: list[Any]) -> Iterator[bytes]:
    """Write frames as numpy.save does: uint8 (frames, height, width, 3).

    Importing numpy for it would cost as much as decoding a second of 720p.
    """
    width, height = clip[0].width, clip[0].height
    shape = f"({len(clip)}, {height}, {width}, 3)"
    words = f"{{'descr': '|u1', 'fortran_order': False, 'shape': {shape}, }}"
    words += " " * (-(NPY_BEGINS + len(words) + 1) % 64) + "\n"
    yield b"\x93NUMPY\x01\x00" + len(words).to_bytes(2, "little") + words.encode()
    for frame in clip:
        plane = frame.planes[0]
        rows = memoryview(plane)
        for row in range(height):
            begin = row * plane.line_size
            yield bytes(rows[begin : begin + 3 * width])


if __name__ == "__main__":
    main(sys.argv[1])
