"""One small sweep, written as the programs write it that people really use."""

from collections.abc import Callable, Iterable

RUNS = [
    (4e8, 8e9, 3.1), (4e8, 4e10, 2.8), (1e9, 2e10, 2.75), (1e9, 1e11, 2.5),
    (7e9, 1.4e11, 2.31), (7e9, 1e12, 2.15), (7e10, 1.4e12, 1.95),
]  # fmt: skip
Cells = Callable[[float, float, float], Iterable[str]]


def sheet(header: str, cells: Cells, mark: str = ",", end: str = "\n") -> str:
    return end.join([header, *(mark.join(cells(*run)) for run in RUNS), ""])


def plain(N: float, D: float, loss: float) -> list[str]:
    return [f"{N:g}", f"{D:g}", f"{loss:g}"]


def german(N: float, D: float, loss: float) -> list[str]:
    """Dots between thousands, a comma before decimals."""
    return [f"{N:,.0f}".replace(",", "."), f"{D:,.0f}".replace(",", "."), comma(f"{loss}")]


def comma(number: str) -> str:
    return number.replace(".", ",")


def pf_days(N: float, D: float) -> float:
    return 6 * N * D / 8.64e19


SHEETS: dict[str, bytes] = {
    name: text if isinstance(text, bytes) else text.encode()
    for name, text in {
        "by hand": sheet("N,D,loss", plain),
        "Excel, CSV UTF-8": "\ufeff" + sheet("Parameters;Tokens;Loss", german, ";", "\r\n"),
        "Excel, with a separator hint": "sep=;\r\n"
        + sheet("Parameters;Tokens;Loss", german, ";", "\r\n"),
        "Excel, Unicode text": sheet("N\tD\tLoss", german, "\t", "\r\n").encode("utf-16"),
        "Excel, plain CSV with an umlaut": sheet(
            "N;D;loss;Größe", lambda *run: [*plain(*run), "groß"], ";", "\r\n"
        ).encode("cp1252"),
        "Excel, American thousands": sheet(
            "N,D,loss", lambda N, D, loss: [f'"{N:,.0f}"', f'"{D:,.0f}"', f"{loss}"]
        ),
        "an old Mac": sheet("N,D,loss", plain, end="\r"),
        "pandas with its index": sheet(
            ",Model Size,Training FLOP,loss",
            lambda N, D, loss: ["7", f"{N!r}", f"{6 * N * D!r}", f"{loss!r}"],
        ),
        "German scientific": sheet(
            "N;D;Verlust",
            lambda N, D, loss: [comma(f"{N:.2E}"), comma(f"{D:.2E}"), comma(f"{loss}")], ";",
        ),
        "suffixes": sheet(
            "params,tokens,val_loss",
            lambda N, D, loss: [f"{N / 1e9:g}B", f"{D / 1e12:g}T", f"{loss}"],
        ),
        "units in the header": sheet(
            'params (M),"tokens [B]",Final loss',
            lambda N, D, loss: [f"{N / 1e6:g}", f"{D / 1e9:g}", f"{loss}"],
        ),
        "units after an underscore": sheet(
            "n_params_M;n_tokens_B;test_loss",
            lambda N, D, loss: [f"{N / 1e6:g}", f"{D / 1e9:g}", f"{loss}"], ";",
        ),
        "PF-days": sheet(
            "N,compute (PF-days),loss",
            lambda N, D, loss: [f"{N:g}", f"{pf_days(N, D)!r}", f"{loss}"],
        ),
        "PF-days in every cell": sheet(
            "N;C;loss", lambda N, D, loss: [f"{N:g}", f"{pf_days(N, D)!r} PF-days", f"{loss}"], ";"
        ),
        "compute and tokens": sheet(
            "training tokens,total FLOPs (1e18),L",
            lambda N, D, loss: [f"{D:g}", f"{6 * N * D / 1e18!r}", f"{loss}"],
        ),
        "powers of ten": sheet(
            "N;D;loss", lambda N, D, loss: [f"{N / 1e6:g}×10^6", f"{D / 1e9:g} * 10^9", f"{loss}"],
            ";",
        ),
        "blank lines and a repeated row": f"\n{sheet('N,D,loss', plain)},,\n\n4e+08,8e+09,3.1\n",
        "columns of spaces": sheet("N    D    loss", plain, "   "),
    }.items()
}  # fmt: skip

HEAD = sheet("N,D,loss", plain)
"""Seven good rows, to which a test adds a bad one: row 9."""
