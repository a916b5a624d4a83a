"""Requests that no browser sends."""

import socket

import psutil
import pytest

from tests.faults.stack import Stack

pytestmark = pytest.mark.faults

MEGABYTE = 1_000_000


def test_endless_headers_are_cut_off(stack: Stack):
    assert stack.web.process
    web = psutil.Process(stack.web.process.pid)
    before = web.memory_info().rss
    with socket.create_connection(("127.0.0.1", stack.port)) as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Endless: ")
        with pytest.raises((ConnectionResetError, BrokenPipeError)):
            line.sendall(b"a" * 100 * MEGABYTE)
    assert web.memory_info().rss - before < 50 * MEGABYTE
    assert stack.browser().open("/healthz").status == 200
