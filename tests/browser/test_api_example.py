"""The example of docs/howto/use-the-api.md, run as it stands against the whole site."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from tests.browser.site import Site

pytestmark = pytest.mark.browser

GUIDE = Path(__file__).parents[2] / "docs" / "howto" / "use-the-api.md"
PATIENCE_SECONDS = 120


def example() -> str:
    fences = [token for token in MarkdownIt().parse(GUIDE.read_text()) if token.type == "fence"]
    (code,) = [token.content for token in fences if token.info == "python"]
    return code


def test_the_example_runs_a_lab_and_reads_what_it_found(site: Site):
    page = site.browser().open("/account/tokens", {"name": "the example"}).read().decode()
    token = re.search(r'class="token">(are_[\w-]+)<', page)
    assert token
    environment = {**os.environ, "EXPLORER_URL": site.url, "EXPLORER_TOKEN": token[1]}
    done = subprocess.run(
        [sys.executable, "-c", example()], env=environment, capture_output=True, text=True,
        timeout=PATIENCE_SECONDS, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "the run is finished" in done.stdout
    assert re.search(r"^equal-scaling [\d.]+ (holds|not reproduced)", done.stdout, re.MULTILINE)
    assert re.search(r"^alpha 0\.\d+", done.stdout, re.MULTILINE)
