import io
from pathlib import Path

from explorer.services.console import Console


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_lines_carry_their_process_in_one_column():
    out = io.StringIO()
    console = Console(["web", "postgres"], out)
    console.write("web", "hello")
    console.say("ready")
    assert out.getvalue() == "web      │ hello\nup       │ ready\n"


def test_a_terminal_gets_colours(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    out = Terminal()
    Console(["web"], out).write("web", "hello")
    assert out.getvalue() == "\x1b[36mweb │\x1b[0m hello\n"


def test_it_goes_on_when_its_reader_has_gone():
    with Path("/dev/full").open("w") as out:
        console = Console(["web"], out)
        console.say("nobody hears this")
        console.say("nor this")
