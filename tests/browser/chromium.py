"""Finds the Chromium that the tests drive."""

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def executable() -> str | None:
    """Return the browser of the environment or of the system; None leaves it to Playwright."""
    named = os.environ.get("EXPLORER_CHROMIUM")
    return named or next(filter(None, map(shutil.which, NAMES)), None)
