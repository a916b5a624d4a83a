"""Touch a control, see the consequence."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from explorer.runs.models import Run
from labs.registry import labs

pytestmark = pytest.mark.django_db

LAB = labs()["scaling_laws"]
PREVIEW = "/labs/scaling_laws/preview"
CSV = "N,D,loss\n" + "\n".join(
    f"{n}e6,{d}e9,{1.8 + 480 / (n * 1e6) ** 0.35 + 2000 / (d * 1e9) ** 0.36:.5f}"
    for n in (50, 100, 200, 400)
    for d in (1, 2, 4)
)


def csv_file(text: str = CSV, name: str = "runs.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def test_a_preview_fills_every_slot(client: Client) -> None:
    answer = client.get(PREVIEW).content.decode()
    for panel in LAB.panels:
        for event in panel.draws:
            assert f'hx-target="#stage-{panel.slug}-{event.word()}"' in answer
    for target in ("claims", "warnings", "stage-label", "refused"):
        assert f'hx-target="#{target}"' in answer


def test_a_preview_follows_its_settings(client: Client) -> None:
    assert client.get(PREVIEW, {"runs": 60}).content != client.get(PREVIEW).content


def test_a_preview_of_a_moving_number_says_where_it_is_looked_for(client: Client) -> None:
    settings = {"source": "simulated", "runs": 60, "form": "bnsl1"}
    moving, still = (
        client.get(PREVIEW, settings | more).content.decode() for more in ({"moving": 1}, {})
    )
    assert "looked for near that of all runs" in moving
    assert "looked for near that of all runs" not in still
    assert "&#x27;moving&#x27;" not in moving  # it is no setting, and none that is refused


def test_a_preview_says_what_it_refused(client: Client) -> None:
    answer = client.get(PREVIEW, {"noise": 7}).content.decode()
    assert "noise is 7, but it must be at most 0.1; 0.01 is shown instead" in answer


def test_a_preview_hands_on_what_the_lab_warns_of(client: Client) -> None:
    answer = client.get(
        PREVIEW, {"source": "simulated", "runs": 12, "holdout": 0.8}
    ).content.decode()
    warned = answer.split('hx-target="#warnings"')[1].split("</hx-partial>")[0]
    assert "leaves too little to fit" in warned


def test_an_unchanged_preview_is_not_sent_again(client: Client) -> None:
    first = client.get(PREVIEW)
    again = client.get(PREVIEW, headers={"If-None-Match": first["ETag"]})
    assert "private" in first["Cache-Control"]
    assert (again.status_code, again.content) == (304, b"")


def test_a_file_is_previewed_at_once_and_carried_on_by_its_id(client: Client) -> None:
    sent = {"source": "recorded", "noise": "0.01", "points": csv_file()}
    answer = client.post(PREVIEW, sent)
    page = answer.content.decode()
    assert answer.status_code == 200
    control = page.split('hx-target=".control[data-name=points]"')[1]
    kept = control.split('type="hidden" name="points" value="')[1][:64]
    assert 'hx-target=".control[data-name=source]"' in page
    assert client.get(PREVIEW, {"points": kept}).status_code == 200
    assert not Run.objects.exists()


def test_a_pasted_table_is_previewed_like_a_file(client: Client) -> None:
    answer = client.post(PREVIEW, {"points_pasted": CSV, "points": ""})
    assert answer.status_code == 200
    assert answer.content.decode().count("<tr>") > 12


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (csv_file("N,D,loss\n1,2\n"), ""),
        (csv_file(name="runs.exe"), "must end in one of"),
        (csv_file("   "), "empty"),
        (csv_file("x" * 3_000_000), "3,000,000 bytes"),
        (csv_file("\0\1\2"), ""),
    ],
    ids=["short", "wrong ending", "empty", "large", "binary"],
)
def test_a_bad_file_gets_one_sentence(client: Client, file: SimpleUploadedFile, said: str) -> None:
    answer = client.post(PREVIEW, {"points": file})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.startswith('<hx-partial hx-target="#refused"')
    assert page.count('class="notice') == 1
    assert said in page


def test_a_file_that_is_not_kept_here_gets_one_sentence(client: Client) -> None:
    answer = client.get(PREVIEW, {"points": "0" * 64})
    assert answer.status_code == 422
    assert "upload the file again" in answer.content.decode()
    page = client.get("/labs/scaling_laws", {"points": "0" * 64})
    assert page.status_code == 200
    assert "upload the file again" in page.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "runs=" + "9" * 5_000,
        "noise=NaN",
        "noise=1e309",
        "noise=%00",
        "noise=%ff%fe",
        "noise=%ED%A0%80",
        "noise=" + "[" * 20_000,
        "points=../../etc/passwd",
        "%00=%00",
        "&&&===",
        "noise=0.01&noise=0.02&noise=0.03",
        "<script>=<script>alert(1)</script>",
    ],
    ids=lambda query: query[:20],
)
def test_no_query_string_hurts(client: Client, query: str) -> None:
    for address in (PREVIEW, "/labs/scaling_laws"):
        answer = client.get(f"{address}?{query}")
        assert answer.status_code == 200
        assert b"<script>alert" not in answer.content


def test_too_many_settings_are_a_bad_request(client: Client) -> None:
    query = "&".join(f"a{number}=1" for number in range(5_000))
    assert client.get(f"{PREVIEW}?{query}").status_code == 400
