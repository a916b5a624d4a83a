"""A result as one file for the disk."""

import base64
import hashlib
import html
import json
import re

import pytest
from django.test import Client

from explorer.runs.models import Run
from labs.contract import Warned
from tests.explorer.exports.conftest import CLOCK, Finish

pytestmark = pytest.mark.django_db


def offline(client: Client, run: Run) -> str:
    return client.get(f"/r/{run.id}/offline.html").content.decode()


def policy(page: str) -> str:
    return html.unescape(re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1])


def test_it_names_the_hash_of_all_that_runs_or_paints(client: Client, fitted: Run) -> None:
    page = offline(client, fitted)
    inline = re.findall(r"<(?:style|script type=\"(?:module|importmap)\")>(.*?)</", page, re.DOTALL)
    assert len(inline) == 3
    for code in inline:
        hashed = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
        assert f"'sha256-{hashed}'" in policy(page)
    assert "unsafe" not in policy(page)
    assert "default-src 'none'" in policy(page)


def test_it_loads_nothing(client: Client, fitted: Run) -> None:
    page = offline(client, fitted)
    assert not re.findall(
        r'\ssrc="|<link rel="stylesheet"|@import|url\(["\']?(?!["\']?data:)', page
    )


def test_its_modules_import_only_one_another(client: Client, fitted: Run) -> None:
    page = offline(client, fitted)
    named = json.loads(re.search(r'importmap">(.*?)</script>', page)[1])["imports"]
    codes = [base64.b64decode(each.split(",")[1]).decode() for each in named.values()]
    asked = {
        name
        for code in codes
        for name in re.findall(r'(?:from|^import)\s*"([^"]+)"', code, re.MULTILINE)
    }
    assert asked
    assert asked <= set(named)


def test_it_holds_the_data_of_the_result(client: Client, ticked: Run) -> None:
    held = offline(client, ticked).split('id="result">')[1].split("</script>")[0]
    assert json.loads(held)["events"][1]["total"] == 3


def test_it_reads_without_scripts(client: Client, ticked: Run) -> None:
    page = offline(client, ticked)
    assert "<li>2: 3</li>" in page
    assert CLOCK.question in page
    assert '<article class="claim"' in page


def test_nothing_a_lab_tells_ends_the_data_early(client: Client, finished: Finish) -> None:
    told = "</script><script>alert(1)</script><!--"
    page = offline(client, finished(CLOCK, CLOCK.params(), [Warned(text=told)]))
    assert "<script>alert" not in page
    held = page.split('id="result">')[1].split("</script>")[0]
    assert json.loads(held)["events"][0]["text"] == told
