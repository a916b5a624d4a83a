"""A real Valkey of our own, on a unix socket, with an append-only file."""

import shutil
import signal
import socket

from explorer.services.addresses import valkey_socket, valkey_url
from explorer.services.binaries import valkey_server
from explorer.services.server import Server


class Valkey(Server):
    """A Valkey server whose whole life is ours. ``folder`` is made where it is missing."""

    name = "valkey"
    stop_signal = signal.SIGTERM

    @property
    def url(self) -> str:
        return valkey_url(self.folder)

    def prepare(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def command(self) -> list[str]:
        settings = {
            "port": "0",
            "unixsocket": str(valkey_socket(self.folder)),
            "unixsocketperm": "700",
            "dir": str(self.folder),
            "appendonly": "yes",
            "save": "",
            "loglevel": "warning",
            "maxmemory-policy": "noeviction",
        }
        given = [word for name, value in settings.items() for word in (f"--{name}", value)]
        return [str(valkey_server()), *given]

    def answers(self) -> bool:
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(1)
                line.connect(str(valkey_socket(self.folder)))
                line.sendall(b"PING\r\n")
                return line.recv(7) == b"+PONG\r\n"
        except OSError:
            return False

    def wipe(self) -> None:
        """Kill it and lose everything it held."""
        self.kill()
        shutil.rmtree(self.folder)
