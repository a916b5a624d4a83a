"""A small site under the real supervisor: real servers, a step, a web server, a stubborn child.

python stand_in.py FOLDER PORT [STEP_STATUS [stubborn]]
"""

import logging
import sys
from pathlib import Path

from explorer.services import up
from explorer.services.ports import free_port
from explorer.services.table import PYTHON, Entry, Table

COUNT_VISITS = """
import os, psycopg
with psycopg.connect(os.environ["DATABASE_URL"]) as db:
    db.execute("create table if not exists visits (at timestamptz default now())")
    db.execute("insert into visits default values")
    print("visits:", db.execute("select count(*) from visits").fetchone()[0])
"""
SERVE = """
import http.server, os
class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(os.environ["BROKER_URL"].encode())
http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Page).serve_forever()
"""
STUBBORN = """
import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
if os.fork() == 0:
    os.setsid()
    print("a stubborn grandchild", flush=True)
while True:
    signal.pause()
"""


def table(step_status: str = "0", *others: str) -> Table:
    web, mule = Entry("web", [PYTHON, "-c", SERVE]), Entry("mule", [PYTHON, "-c", STUBBORN])
    return Table(
        steps=(
            Entry("count", [PYTHON, "-c", COUNT_VISITS]),
            Entry("check", [PYTHON, "-c", f"raise SystemExit({step_status})"]),
        ),
        processes=(web, mule) if others else (web,),
        pages=("/",),
    )


if __name__ == "__main__":
    logging.basicConfig(format="%(message)s")
    folder, wanted, *words = sys.argv[1:]
    port = free_port(int(wanted))
    sys.exit(up.up(Path(folder), table(*words), int(wanted), port))
