"""A real Valkey of our own, on a unix socket, with an append-only file."""

import shutil
import signal
import socket
from pathlib import Path
from urllib.parse import quote

from explorer.services.binaries import valkey_server
from explorer.services.server import Server
from explorer.services.sockets import socket_folder


class Valkey(Server):
    """A Valkey server whose whole life is ours. ``folder`` is made where it is missing."""

    name = "valkey"
    stop_signal = signal.SIGTERM

    @property
    def socket(self) -> Path:
        return socket_folder(self.folder) / "valkey.sock"

    @property
    def url(self) -> str:
        return f"redis+socket://{quote(str(self.socket))}"

    def prepare(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def command(self) -> list[str]:
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.folder),
            "appendonly": "yes",
            "save": "",
            "maxmemory-policy": "noeviction",
        }
        given = [word for name, value in settings.items() for word in (f"--{name}", value)]
        return [str(valkey_server()), *given]

    def answers(self) -> bool:
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(1)
                line.connect(str(self.socket))
                line.sendall(b"PING\r\n")
                return line.recv(7) == b"+PONG\r\n"
        except OSError:
            return False

    def wipe(self) -> None:
        """Kill it and lose everything it held."""
        self.kill()
        shutil.rmtree(self.folder)
