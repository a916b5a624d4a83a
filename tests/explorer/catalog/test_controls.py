"""How a lab arranges its controls, and that none is lost."""

import re

import pytest
from django.template import Context, Template
from django.test import Client

from explorer.catalog.pages import LabPage, Shown
from labs.registry import labs

LAB = labs()["scaling_laws"]


def drawn(template: str, **errors: str) -> str:
    page = LabPage(LAB, LAB.params(), Shown(()), errors=errors)
    return Template("{% load controls %}" + template).render(Context({"page": page}))


def test_what_a_template_does_not_name_follows_after_it() -> None:
    html = drawn('{% control "noise" %}{% other_controls %}')
    names = re.findall(r'class="control [^"]*" data-name="(\w+)"', html)
    assert names[0] == "noise"
    assert sorted(names) == sorted(LAB.params.model_fields)


def test_a_template_may_give_a_control_other_words() -> None:
    html = drawn('{% control "noise" label="How loud" said="" %}')
    assert "How loud" in html
    assert 'class="help"' not in html


def test_no_control_is_drawn_twice() -> None:
    with pytest.raises(LookupError, match="'noise' is no setting of scaling_laws, or is drawn"):
        drawn('{% control "noise" %}{% control "noise" %}')


def test_what_folds_a_refused_setting_away_is_told_to_open() -> None:
    template = '{% refused "level noise" as wrong %}{{ wrong }}'
    assert drawn(template, noise="too loud") == "True"
    assert drawn(template) == "False"


@pytest.mark.django_db
def test_the_page_opens_the_fold_of_a_refused_setting(client: Client) -> None:
    page = client.post("/labs/scaling_laws/run", {"bootstraps": "17"}).content.decode()
    assert re.search(r'<details class="control-fold" open>\s*<summary>Certainty', page)
