"""What a form may send, and that nothing of a refused one stays."""

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import Client
from django.utils.datastructures import MultiValueDict

from explorer.accounts.models import Guest
from explorer.catalog.forms import Refused, params_from_form
from explorer.runs.models import Blob, Run
from explorer.runs.uploads import upload_id
from labs.registry import labs

SCALING = labs()["scaling_laws"]
RUN, PREVIEW = "/labs/scaling_laws/run", "/labs/scaling_laws/preview"
ROWS = [
    f"{n}e6,{d}e9,{1.8 + 480 / (n * 1e6) ** 0.35 + 2000 / (d * 1e9) ** 0.36:.5f}"
    for n in (50, 100, 200, 400)
    for d in (1, 2, 4)
]
CSV = "\n".join(["N,D,loss", *ROWS])
BAD_FILES = {
    "short": b"N,D,loss\n1,2,3\n",
    "no number": CSV.replace("50e6", "NaN", 1).encode(),
    "beyond floats": CSV.replace("50e6", "1e309", 1).encode(),
    "5,000 digits": CSV.replace("50e6", "5" * 5_000, 1).encode(),
    "formula": CSV.replace("50e6", "=cmd|'/C calc'!A0", 1).encode(),
    "900 columns": b",".join(b"c%d" % each for each in range(900)) + b"\n" + b"1," * 899 + b"1\n",
    "200,000 rows": b"N,D,loss\n" + b"1,2,3\n" * 200_000,
    "one cell": b'N,D,loss\n"' + b"a" * 1_900_000 + b'"\n',
    "workbook": b"PK\x03\x04" + bytes(500),
    "picture": b"\x89PNG\r\n\x1a\n" + bytes(500),
    "vector picture": b"<svg><script>alert(1)</script></svg>",
    "page": b"<html><body><script>alert(1)</script></body></html>",
    "deep JSON": b"[" * 200_000,
    "null bytes": CSV.replace("N,D", "N\0,D").encode(),
    "four bytes a letter": CSV.encode("utf-32"),
    "only a mark": b"\xef\xbb\xbf",
    "empty": b"",
    "too large": CSV.encode() + b"\n" * 2_000_000,
}


@pytest.fixture(autouse=True)
def media(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def kept_files(media: Path) -> list[str]:
    return [each.name for each in media.rglob("*") if each.is_file()]


def assert_nothing_stays(media: Path) -> None:
    assert not kept_files(media)
    assert not Blob.objects.exists()
    assert not Run.objects.exists()
    assert not Guest.objects.exists()


def csv_file(data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("runs.csv", data)


@pytest.mark.django_db
@pytest.mark.parametrize("address", [RUN, PREVIEW])
@pytest.mark.parametrize("kind", BAD_FILES)
def test_a_bad_file_is_neither_run_nor_kept(
    address: str, kind: str, client: Client, media: Path
) -> None:
    answer = client.post(address, {"points": csv_file(BAD_FILES[kind])})
    assert answer.status_code == 422
    assert_nothing_stays(media)


@pytest.mark.django_db
def test_a_bad_file_is_named_once_beside_its_control(client: Client) -> None:
    page = client.post(RUN, {"points": csv_file(BAD_FILES["no number"])}).content.decode()
    control = page.split('data-name="points"')[1].split('class="control ')[0]
    assert "is not a finite number; correct or delete the row" in control
    assert page.count("is not a finite number") == 1


@pytest.mark.django_db
@pytest.mark.parametrize("address", [RUN, PREVIEW])
def test_a_good_file_is_not_kept_where_another_setting_is_refused(
    address: str, client: Client, media: Path
) -> None:
    answer = client.post(address, {"points": csv_file(CSV.encode()), "noise": "7"})
    assert answer.status_code == 422
    assert_nothing_stays(media)


@pytest.mark.django_db
def test_a_paste_comes_back_where_another_setting_is_refused(client: Client) -> None:
    page = client.post(RUN, {"points_pasted": CSV, "noise": "7"}).content.decode()
    assert ROWS[5] in page.split('name="points_pasted"')[1].split("</textarea>")[0]


@pytest.mark.django_db
def test_a_good_file_is_kept_and_run(client: Client, media: Path) -> None:
    answer = client.post(RUN, {"points": csv_file(CSV.encode())})
    assert answer.status_code == 302
    assert Run.objects.get().params["points"] == upload_id(CSV.encode())
    assert kept_files(media) == [upload_id(CSV.encode())]


@pytest.mark.django_db
def test_a_file_that_is_not_kept_here_is_refused_before_it_is_queued(client: Client) -> None:
    answer = client.post(RUN, {"points": "0" * 64})
    assert answer.status_code == 422
    assert answer.content.decode().count("upload the file again") == 1
    assert not Run.objects.exists()


def test_a_form_is_refused_with_a_sentence_for_each_wrong_setting() -> None:
    with pytest.raises(Refused) as refused:
        params_from_form(SCALING, QueryDict("noise=7&runs=many&nosie=1"), MultiValueDict())
    assert refused.value.errors == {
        "noise": "noise is 7, but it must be at most 0.1; set it between 0 and 0.1",
        "runs": "runs is many, but it must be a whole number; set it between 12 and 400",
        "nosie": "nosie is given, but this lab has no such setting; did you mean noise?",
    }


def test_a_form_may_carry_what_the_page_itself_adds() -> None:
    sent = QueryDict("csrfmiddlewaretoken=x&v=1&again=1&points=&points_pasted=&noise=0.05")
    assert params_from_form(SCALING, sent, MultiValueDict()) == SCALING.params(noise=0.05)


def test_own_runs_without_a_file_are_refused_at_their_control() -> None:
    with pytest.raises(Refused) as refused:
        params_from_form(SCALING, QueryDict("source=points"), MultiValueDict())
    assert refused.value.errors == {
        "source": "source is 'points', but no points were given; upload or paste a CSV"
    }


@pytest.mark.django_db
def test_one_loss_that_is_far_off_gets_a_warning_and_can_be_run(client: Client) -> None:
    odd = CSV.replace(ROWS[6], ROWS[6].rpartition(",")[0] + ",1000000")
    sent = {"loss": "squared", "holdout": "0.5"}
    answer = client.post(PREVIEW, {"points": csv_file(odd.encode()), **sent})
    assert answer.status_code == 200
    assert "no finite loss" in answer.content.decode()
    assert client.post(RUN, {"points": csv_file(odd.encode()), **sent}).status_code == 302


SWEEP = {"source": "live", "sweep": "custom", "marks": "3"}


def test_ticked_boxes_become_one_setting() -> None:
    sent = QueryDict(mutable=True)
    sent.update(SWEEP)
    sent.setlist("widths", ["", "12", "24", "96"])
    assert params_from_form(labs()["scaling_laws"], sent, MultiValueDict()).widths == (
        "12", "24", "96",
    )  # fmt: skip


@pytest.mark.django_db
def test_boxes_of_a_refused_form_stay_as_they_were_ticked(client: Client) -> None:
    page = client.post("/labs/scaling_laws/run", {**SWEEP, "widths": ["", "12", "128"]})
    assert page.status_code == 422
    told = page.content.decode()
    assert "widths names 2 models, but a law needs at least 3; tick 1 more" in told
    ticked = re.findall(r'name="widths" value="(\d+)" checked', told)
    assert ticked == ["12", "128"]
