from explorer.catalog.guides import render
from explorer.catalog.templatetags.numbers import powers


def test_what_follows_a_caret_is_raised() -> None:
    assert powers("A / N^α < B") == "A / N<sup>α</sup> &lt; B"


def test_a_guide_raises_powers_and_keeps_what_is_bold() -> None:
    assert render("N^**a**, C^a") == "<p>N<sup><strong>a</strong></sup>, C<sup>a</sup></p>\n"
