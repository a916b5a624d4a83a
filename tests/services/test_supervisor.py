import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from explorer.services.addresses import ROOT
from tests.services.running import HERE, Running, page

READY = r"ready in \d+\.\d s: (http://127\.0\.0\.1:\d+/)"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "a var"


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def stand_in(folder: Path, port: int, *words: object) -> Running:
    return Running(
        HERE / "stand_in.py", folder, port, *words, folder=folder, EXPLORER_DATA=str(folder)
    )


def test_it_serves_and_stops_everything_on_an_interrupt(folder: Path, port: int):
    with stand_in(folder, port, 0, "stubborn") as site:
        assert page(site.hear(READY)[1]).startswith("redis+socket://")
        site.hear("a stubborn grandchild")
        site.send(signal.SIGINT)
        site.hear("stopped")
        assert site.end() == 0
        assert site.alive() == []


def test_what_was_kept_is_there_the_second_time(folder: Path, port: int):
    for visits in (1, 2):
        with stand_in(folder, port) as site:
            site.hear(rf"visits: {visits}\b")
            site.hear(READY)
            site.send(signal.SIGTERM)
            assert site.end() == 0


def test_it_starts_again_what_dies(folder: Path, port: int):
    with stand_in(folder, port) as site:
        url = site.hear(READY)[1]
        for server in ("serve_forever", "valkey-server"):
            os.kill(site.named(server), signal.SIGKILL)
            site.hear(r"ended \(SIGKILL\); starting it again in 0.5 s")
        postmaster = int((folder / "postgres" / "postmaster.pid").read_text().split()[0])
        os.kill(postmaster, signal.SIGKILL)
        site.hear(r"postgres ended \(SIGKILL\)")
        site.hear("postgres .*database system was not properly shut down")
        assert page(url)


@pytest.mark.parametrize("victim", ["keeper", "supervisor"])
def test_nobody_is_left_when_it_is_killed(folder: Path, port: int, victim: str):
    with stand_in(folder, port, 0, "stubborn") as site:
        site.hear(READY)
        site.hear("a stubborn grandchild")
        keeper = site.process.pid
        supervisor = int(Path(f"/proc/{keeper}/task/{keeper}/children").read_text())
        os.kill({"keeper": keeper, "supervisor": supervisor}[victim], signal.SIGKILL)
        assert site.all_gone()


def test_it_moves_where_the_port_is_taken_and_says_so(folder: Path, port: int):
    with socket.create_server(("127.0.0.1", port)), stand_in(folder, port) as site:
        said = site.hear(rf"port {port} is taken, so the site is on port (\d+)")
        assert said[1] in site.hear(READY)[1]


def test_a_second_one_says_where_the_first_is(folder: Path, port: int):
    with stand_in(folder, port) as site:
        url = site.hear(READY)[1]
        second = subprocess.run(
            [sys.executable, HERE / "stand_in.py", folder, "1"],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        )
        assert f"already running: {url}" in second.stdout
        assert page(url)


def test_it_gives_up_where_a_step_fails(folder: Path, port: int):
    with stand_in(folder, port, 3) as site:
        site.hear("check failed with status 3; its lines above say why")
        assert site.end() == 1
        assert site.alive() == []


def test_named_servers_replace_the_embedded_ones(folder: Path, port: int):
    named = {"DATABASE_URL": os.environ["DATABASE_URL"], "BROKER_URL": "amqp://somewhere"}
    with Running(
        HERE / "stand_in.py", folder, port, folder=folder, EXPLORER_DATA=str(folder), **named
    ) as site:
        assert page(site.hear(READY)[1]) == "amqp://somewhere"
        assert [path.name for path in folder.iterdir()] == ["up.lock"]
