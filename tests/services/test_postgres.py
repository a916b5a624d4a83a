import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from explorer.services.addresses import ROOT
from explorer.services.postgres import FAST, Postgres
from explorer.services.server import ServerFailedError
from tests.services.running import HERE, Running

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root lends identities")

START_AND_WAIT = """
import sys, threading
from pathlib import Path
from explorer.services.postgres import FAST, Postgres
print("serving", Postgres(Path(sys.argv[1]), FAST).start().identity, flush=True)
threading.Event().wait()
"""


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    with Postgres(tmp_path_factory.mktemp("a space") / "postgres", FAST) as server:
        yield server


def ask(server: Postgres, query: str) -> str:
    with psycopg.connect(server.url) as connection:
        return str(connection.execute(query).fetchone()[0])


def test_it_listens_on_a_socket_only_its_owner_sees(postgres: Postgres):
    assert ask(postgres, "show listen_addresses") == ""
    assert postgres.folder.stat().st_mode & 0o077 == 0


def test_the_settings_given_are_its_own(postgres: Postgres):
    assert ask(postgres, "show fsync") == "off"


def test_what_was_committed_survives_every_end(postgres: Postgres):
    with psycopg.connect(postgres.url) as connection:
        connection.execute("create table kept as select 7 as seven")
    postgres.restart(immediate=True)
    assert ask(postgres, "select seven from kept") == "7"
    postgres.kill()
    postgres.start()
    assert ask(postgres, "select seven from kept") == "7"


def test_a_strangers_number_in_the_pid_file_does_not_keep_it_from_starting(postgres: Postgres):
    postgres.kill()
    (postgres.folder / "postmaster.pid").write_text(f"{os.getpid()}\n{postgres.folder}\n1\n")
    assert ask(postgres.start(), "select 1") == "1"


def test_neither_locale_nor_libpq_variables_reach_it(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PGDATA", "/nowhere")
    monkeypatch.setenv("LC_ALL", "xx_XX.UTF-8")
    postgres.restart()
    assert ask(postgres, "show lc_messages") == "C"


def test_a_path_too_long_for_a_socket_gets_a_short_one(tmp_path: Path):
    with Postgres(tmp_path / ("x" * 120) / "postgres", FAST) as server:
        assert ask(server, "select 1") == "1"


def test_data_of_another_version_is_refused_with_its_number(tmp_path: Path):
    (tmp_path / "PG_VERSION").write_text("9\n")
    with pytest.raises(FileNotFoundError, match="PostgreSQL 9, which made the data, is not here"):
        Postgres(tmp_path).start()


def test_it_says_why_it_does_not_start(tmp_path: Path):
    with pytest.raises(ServerFailedError, match="unrecognized configuration parameter"):
        Postgres(tmp_path / "postgres", {"nonsense": "1"}).start()


def test_it_dies_with_the_process_that_started_it(tmp_path: Path):
    with Running("-c", START_AND_WAIT, tmp_path / "postgres", folder=tmp_path) as site:
        site.hear("serving")
        site.process.kill()
        assert site.all_gone()


@as_root
def test_root_owns_the_data_through_a_namespace_and_nothing_is_given_away(tmp_path: Path):
    closed = tmp_path / "home"
    closed.mkdir(mode=0o700)
    with Postgres(closed / "postgres", FAST) as server:
        assert server.identity.startswith("namespace:")
        assert server.folder.stat().st_uid == 0


@as_root
def test_where_namespaces_are_refused_another_user_owns_the_data_in_a_closed_home(tmp_path: Path):
    closed = tmp_path / "home"
    closed.mkdir(mode=0o700)
    with Postgres(closed / "postgres", FAST):
        pass
    refusing = [HERE / "refuse_namespaces.py", sys.executable, "-c", START_AND_WAIT]
    with Running(*refusing, closed / "postgres", folder=tmp_path) as site:
        site.hear("user namespaces are refused here, so Postgres runs as")
        site.hear("serving user:")
        assert (closed / "postgres" / "base").stat().st_uid != 0
        assert closed.stat().st_mode & 0o777 == 0o700
    with Postgres(closed / "postgres", FAST) as server:
        assert ask(server, "select 1") == "1"


def test_an_orphan_is_never_started(tmp_path: Path):
    tether = ROOT / "explorer/services/tether.py"
    command = [sys.executable, tether, "1", "15", "self", tmp_path, "touch", "started"]
    refused = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "process 1 died before its child could start" in refused.stderr
    assert list(tmp_path.iterdir()) == []
