"""``manage.py test``: all the tests, with a browser if one is to be had."""

import os
import sys

from explorer.services.addresses import ROOT
from explorer.services.browser import find_browser
from explorer.services.console import Console


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
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *words])  # noqa: S606
