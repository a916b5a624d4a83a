"""What no visitor may send, sent byte by byte to a real site."""

import socket
from collections.abc import Iterator

import psutil
import pytest

from tests.faults.stack import Browser, Stack

pytestmark = pytest.mark.faults

MEGABYTE = 1_000_000
RUN = "/labs/scaling_laws/run"
FORM = "Content-Type: multipart/form-data; boundary=b"


@pytest.fixture(autouse=True)
def calm(stack: Stack) -> Iterator[None]:
    """Whatever is sent, the site grows by less than 50 MB, keeps no file and logs no traceback."""
    assert stack.web.process
    web = psutil.Process(stack.web.process.pid)
    logged, memory = stack.web.log.stat().st_size, web.memory_info().rss
    yield
    assert web.memory_info().rss - memory < 50 * MEGABYTE
    assert b"Traceback" not in stack.web.log.read_bytes()[logged:]
    assert not list((stack.home / "data").rglob("part-*"))
    assert stack.query("SELECT count(*) FROM runs_blob WHERE size > %s", MEGABYTE)[0].count == 0
    assert stack.browser().open("/").status == 200


def send(stack: Stack, *pieces: bytes) -> bytes:
    """Send pieces for as long as they are taken; return the first line of the answer."""
    with socket.create_connection(("127.0.0.1", stack.port), timeout=20) as connection:
        try:
            for piece in pieces:
                connection.sendall(piece)
        except (BrokenPipeError, ConnectionResetError):
            pass
        return connection.recv(65_536).partition(b"\r\n")[0]


def head(stack: Stack, *lines: str) -> bytes:
    first = (f"POST {RUN} HTTP/1.1", f"Host: 127.0.0.1:{stack.port}", FORM, "Connection: close")
    return "\r\n".join([*first, *lines, "", ""]).encode()


def test_a_body_that_says_it_is_too_long_is_not_waited_for(stack: Stack):
    answer = send(stack, head(stack, f"Content-Length: {10**15}"), b"x")
    assert b" 413 " in answer


def test_a_body_that_never_ends_is_cut_off(stack: Stack):
    chunk = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
    answer = send(stack, head(stack, "Transfer-Encoding: chunked"), *[chunk] * 200)
    assert b" 413 " in answer


def test_a_long_body_without_a_token_is_refused_too(stack: Stack):
    part = b'--b\r\nContent-Disposition: form-data; name="points"; filename="a.csv"\r\n\r\n'
    body = part + b"1" * 100 * MEGABYTE + b"\r\n--b--\r\n"
    assert b" 413 " in send(stack, head(stack, f"Content-Length: {len(body)}"), body)


@pytest.mark.parametrize(
    "line",
    ["Content-Length: -5", "Content-Length: abc", "Content-Length: 5\r\nContent-Length: 6"],
)
def test_a_length_that_is_none_is_refused(line: str, stack: Stack):
    assert b" 400 " in send(stack, head(stack, line), b"abcde")


def test_a_hundred_half_requests_keep_nobody_waiting(stack: Stack):
    halves = [socket.create_connection(("127.0.0.1", stack.port)) for _ in range(100)]
    for half in halves:
        half.sendall(head(stack, "Content-Length: 1000")[:60])
    assert stack.browser().open("/labs/clockwork").status == 200
    for half in halves:
        half.close()


def test_three_hundred_streams_of_one_visitor_keep_nobody_waiting(
    stack: Stack, ben: Browser, seed: int
):
    run = ben.submit(steps=2, seed=seed)
    stack.wait_for(run, "finished")
    cookie = "; ".join(f"{each.name}={each.value}" for each in ben.jar)
    asked = f"GET /stream?runs={run.hex}.0 HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n"
    streams = [socket.create_connection(("127.0.0.1", stack.port)) for _ in range(300)]
    for stream in streams:
        stream.sendall(asked.encode())
    assert stack.browser().open("/labs/clockwork").status == 200
    assert all(stream.recv(100).startswith(b"HTTP/1.1 200") for stream in streams)
    for stream in streams:
        stream.close()
