"""A link says all, and no link can hurt."""

from typing import Annotated, Any, Literal

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from explorer.catalog.links import (
    link_to,
    params_from_query,
    query_from_params,
)
from labs.contract import Choice, Lab, Params, Several, Slider, Switch, Text
from labs.registry import labs
from tests.lab_params import params_of

SCALING = labs()["scaling_laws"]


class Toy(Params):
    speed: Annotated[float, Slider(0, 10, step=0.5)] = 1.5
    """How fast."""
    steps: Annotated[int, Slider(0, 100, step=10)] = 50
    """How many."""
    shape: Annotated[Literal["round", "square"], Choice({"round": "Round", "square": "Square"})] = (
        "round"
    )
    """Which shape."""
    sides: Annotated[
        tuple[Literal["left", "right", "top"], ...],
        Several({"left": "Left", "right": "Right", "top": "Top"}),
    ] = ("left",)
    """Where it is open."""
    loud: Annotated[bool, Switch()] = True
    """Whether it can be heard."""
    words: Annotated[str, Text(longest=5_000, lines=3)] = ""
    """What to say."""


def toy(version: int = 1) -> Lab:
    return Lab(
        package="labs.toy",
        title="",
        question="",
        hint="",
        papers=(),
        params=Toy,
        panels=(),
        claims=(),
        examples={},
        version=version,
    )


def read(lab: Lab, query: str) -> tuple[Any, dict[str, str]]:
    return params_from_query(lab, QueryDict(query))


@pytest.mark.parametrize("slug", labs())
@given(data=st.data())
def test_every_setting_survives_its_link(slug: str, data: st.DataObject) -> None:
    lab = labs()[slug]
    params = data.draw(params_of(lab.params))
    assert read(lab, query_from_params(params, lab.version)) == (params, {})


@given(params_of(Toy))
def test_every_kind_of_control_survives_its_link(params: Toy) -> None:
    assert read(toy(), query_from_params(params)) == (params, {})


def test_defaults_make_a_bare_link() -> None:
    assert link_to(SCALING, SCALING.params()) == "/labs/scaling_laws"


def test_a_link_names_only_what_differs_in_the_labs_own_order() -> None:
    params = Toy(seed=3, loud=False, speed=2)
    assert query_from_params(params) == "speed=2.0&loud=false&seed=3"


@pytest.mark.parametrize("name", SCALING.examples)
def test_an_examples_link_is_short(name: str) -> None:
    assert len(link_to(SCALING, SCALING.examples[name])) < 2_000


def test_a_value_out_of_bounds_falls_back_and_is_said() -> None:
    params, refused = read(SCALING, f"noise=7&runs=60&v={SCALING.version}")
    assert (params.noise, params.runs) == (0.01, 60)
    assert refused == {"noise": "noise is 7, but it must be at most 0.1; 0.01 is shown instead"}


def test_numbers_alone_are_said_to_be_wanted() -> None:
    params, refused = read(SCALING, f"excluded=first&v={SCALING.version}")
    assert params.excluded == ""
    assert refused["excluded"].startswith(
        "excluded is first, but it must be whole numbers, parted by spaces or commas"
    )


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("steps=55", "steps is 55, but it must be a multiple of 10; 50 is shown instead"),
        ("steps=1.5", "steps is 1.5, but it must be a whole number; 50 is shown instead"),
        ("steps=", "steps is empty, but it must be a whole number; 50 is shown instead"),
        ("speed=fast", "speed is fast, but it must be a number; 1.5 is shown instead"),
        ("speed=NaN", "speed is NaN, but it must be a finite number; 1.5 is shown instead"),
        ("speed=1e309", "speed is 1e309, but it must be a finite number; 1.5 is shown instead"),
        ("loud=perhaps", "loud is perhaps, but it must be true or false; true is shown instead"),
        (
            "shape=flat",
            "shape is flat, but it must be 'round' or 'square'; round is shown instead",
        ),
        (
            "sides=top,under",
            "sides is under, but it must be 'left', 'right' or 'top'; left is shown instead",
        ),
        (
            "sped=2",
            "sped is given, but this lab has no such setting; did you mean speed?",
        ),
        ("zzz=2", "zzz is given, but this lab has no such setting; leave it out"),
    ],
)
def test_each_wrong_value_gets_one_sentence(query: str, sentence: str) -> None:
    params, refused = read(toy(), query)
    assert params == Toy()
    assert list(refused.values()) == [sentence]


def test_settings_that_disagree_fall_back_together() -> None:
    params, refused = read(SCALING, f"source=points&noise=0.05&v={SCALING.version}")
    assert (params.source, params.noise) == ("recorded", 0.05)
    assert "upload or paste a CSV" in refused["source"]


def test_of_repeated_names_the_last_one_counts() -> None:
    assert read(toy(), "loud=true&loud=false")[0].loud is False


@pytest.mark.parametrize(
    ("query", "sides"),
    [
        ("sides=top,left", ("left", "top")),
        ("sides=&sides=top&sides=left&sides=top", ("left", "top")),
        ("sides=", ()),
        ("", ("left",)),
    ],
)
def test_several_values_are_kept_in_one_order(query: str, sides: tuple[str, ...]) -> None:
    params, refused = read(toy(), query)
    assert (params.sides, refused) == (sides, {})


def test_several_values_are_joined_in_a_link() -> None:
    assert query_from_params(Toy(sides=("top", "left"))) == "sides=left%2Ctop"


def test_a_link_is_versioned_once_a_lab_has_two_versions() -> None:
    assert query_from_params(Toy(loud=False), version=2) == "loud=false&v=2"
    assert query_from_params(Toy(), version=2) == ""
    assert read(toy(2), "loud=false&v=2")[1] == {}
    assert "names no version of the lab" in read(toy(2), "loud=false")[1]["v"]
    assert "made with version 9 of the lab" in read(toy(2), "loud=false&v=9")[1]["v"]
    assert read(toy(2), "")[1] == {}


HOSTILE = [
    "9" * 5_000,
    "-" + "9" * 5_000,
    "NaN",
    "-inf",
    "1e309",
    "[" * 50_000,
    '{"a":' * 20_000,
    "x" * 100_000,
    "\0",
    "a\0b",
    "\ud800",
    "\u202e\u0000",
    "💣" * 300,
    "../../etc/passwd",
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "{{ 7 * 7 }}",
    "٣",
    " 5 ",
    "0x10",
    "1_000",
    "True",
]


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: ascii(value[:12]))
def test_no_hostile_value_raises(value: str) -> None:
    for lab in (toy(), *labs().values()):
        for name in (*lab.params.model_fields, "v", "unheard_of"):
            query = QueryDict(mutable=True)
            query[name] = value
            params, refused = params_from_query(lab, query)
            assert isinstance(params, lab.params)
            assert all(len(sentence) < 300 for sentence in refused.values())


@given(st.dictionaries(st.sampled_from([*SCALING.params.model_fields, "v"]), st.text()))
def test_no_text_in_any_setting_raises(values: dict[str, str]) -> None:
    query = QueryDict(mutable=True)
    for name, value in values.items():
        query[name] = value
    params_from_query(SCALING, query)


def test_a_hundred_unknown_names_are_not_all_listed() -> None:
    query = "&".join(f"{number}{'noise' * 50}=1" for number in range(150)) + f"&v={SCALING.version}"
    _, refused = read(SCALING, query)
    assert len(refused) == 6
    assert refused["and more"] == "145 more names are not settings of this lab"
