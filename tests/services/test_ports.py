import socket

import pytest

from explorer.services.ports import free_port, parsed_port


def test_a_free_port_is_taken_as_wanted():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert free_port(port) == port


def test_a_taken_port_is_left_alone():
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert free_port(server.getsockname()[1]) != server.getsockname()[1]


@pytest.mark.parametrize(
    "text", ["", "0", "65536", "-1", "80.5", "web", "8000 ", "٨٠٠٠", "9" * 5000]
)
def test_what_is_no_port_is_refused_with_the_rule(text: str):
    with pytest.raises(ValueError, match="a whole number from 1 to 65535, such as 8000"):
        parsed_port(text)


def test_a_port_is_parsed():
    assert parsed_port("65535") == 65535
