"""The stylesheets as a browser asks for them."""

import gzip
import re

import brotli
import pytest
from django.test import Client

from explorer.stylesheet import address, sources
from labs.registry import labs

LAB = labs()["scaling_laws"]


def test_a_labs_own_stylesheets_are_one_file_linked_from_its_page(client: Client) -> None:
    names = [each.name for each in sources(LAB)]
    assert names[0] == "lab.css"
    assert "controls.css" in names
    content = client.get(address(LAB)).content.decode()
    assert all(
        f"{name} {{" in content for name in (".is-parameters", ".contour", ".compared-caption")
    )


@pytest.mark.parametrize(
    ("accepted", "read"), [("gzip, br", brotli.decompress), ("gzip", gzip.decompress), ("", bytes)]
)
def test_it_comes_as_short_as_the_browser_can_read(client: Client, accepted: str, read) -> None:
    answer = client.get(address(), headers={"accept-encoding": accepted})
    assert read(answer.content) == client.get(address()).content


def test_pages_of_experiments_have_one_file_more(client: Client) -> None:
    content = client.get(address("experiments")).content.decode()
    assert all(f"{name} {{" in content for name in (".lineage ol", ".share-list", ".overlay-list"))
    assert address("experiments") in client.get("/experiments").content.decode()


def test_another_content_has_another_address(client: Client) -> None:
    old = re.sub(r"[0-9a-f]{12}", "0" * 12, address(LAB))
    assert client.get(old).status_code == 404
