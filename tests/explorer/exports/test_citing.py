"""How a result and its papers are cited."""

import re

import pytest
from django.test import Client

from explorer.exports.citing import _authors, _tex
from explorer.runs.models import Run
from tests.explorer.exports.conftest import SCALING

pytestmark = pytest.mark.django_db


def test_the_result_and_every_paper_have_an_entry_of_their_own(client: Client, fitted: Run) -> None:
    text = client.get(f"/r/{fitted.id}/cite.bib").content.decode()
    keys = re.findall(r"@misc\{([^,]+),", text)
    assert len(keys) == len(set(keys)) == 1 + len(SCALING.papers)
    assert rf"\url{{http://testserver/r/{fitted.id}}}" in text
    assert "seed 7" in text
    for paper in SCALING.papers:
        assert paper.title in text
        assert paper.url in text


def test_braces_are_balanced(client: Client, fitted: Run) -> None:
    text = client.get(f"/r/{fitted.id}/cite.bib").content.decode()
    assert text.count("{") == text.count("}")


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("Kaplan et al.", "{Kaplan} and others"),
        ("Besiroglu, Erdil, Barnett, You", "{Besiroglu} and {Erdil} and {Barnett} and {You}"),
        ("Loshchilov and Hutter", "{Loshchilov} and {Hutter}"),
        ("Tang, Li, et al.", "{Tang} and {Li} and others"),
    ],
)
def test_authors_are_parted_as_bibtex_parts_them(said: str, written: str) -> None:
    assert _authors(said) == written


def test_what_tex_would_obey_is_written_out() -> None:
    assert _tex(r"50 % of a_b \input{x}") == r"50 \% of a\_b \textbackslash{}input\{x\}"
