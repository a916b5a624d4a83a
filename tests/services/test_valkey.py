from collections.abc import Iterator
from pathlib import Path

import pytest
from kombu import Connection
from redis import Redis

from explorer.services.addresses import valkey_socket
from explorer.services.valkey import Valkey


@pytest.fixture(scope="module")
def valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Valkey]:
    with Valkey(tmp_path_factory.mktemp("a space") / "valkey") as server:
        yield server


def put(server: Valkey, word: str) -> None:
    with Connection(server.url) as connection, connection.SimpleQueue("words") as queue:
        queue.put({"word": word})


def waiting(server: Valkey) -> int:
    with Redis(unix_socket_path=str(valkey_socket(server.folder))) as client:
        return client.llen("words")


def test_what_was_put_survives_a_kill(valkey: Valkey):
    put(valkey, "kept")
    valkey.kill()
    valkey.start()
    assert waiting(valkey) == 1


def test_a_wiped_one_comes_back_empty(valkey: Valkey):
    put(valkey, "lost")
    valkey.wipe()
    valkey.start()
    assert waiting(valkey) == 0


def test_a_path_too_long_for_a_socket_gets_a_short_one(tmp_path: Path):
    with Valkey(tmp_path / ("x" * 120) / "valkey") as server:
        put(server, "short")
        assert waiting(server) == 1
