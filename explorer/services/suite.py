"""``manage.py test``: all the tests, with a browser if one is to be had."""

import os
import sys

from explorer.services.addresses import ROOT
from explorer.services.browser import find_browser
from explorer.services.console import Console

# A file's tests share their servers, so a file stays with one process.
SIDE_BY_SIDE = ["-n", "auto", "--maxprocesses", "4", "--dist", "loadfile"]


def main(words: list[str]) -> int:
    """Become pytest. Return only where a browser is demanded and none is there."""
    browser = find_browser()
    if browser:
        os.environ["EXPLORER_CHROMIUM"] = str(browser)
    elif os.environ.get("CI"):
        sys.exit("no Chromium could be found or installed; set EXPLORER_CHROMIUM to one")
    else:
        Console([]).say(
            "no Chromium here: the browser tests are skipped; set EXPLORER_CHROMIUM to one"
        )
    os.chdir(ROOT)
    command = [sys.executable, "-m", "pytest", *SIDE_BY_SIDE, *words]
    os.execv(sys.executable, command)  # noqa: S606
