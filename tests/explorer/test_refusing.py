"""What cannot be read is refused in one sentence, whichever address it was sent to."""

import logging

import pytest
from django.test import Client

from explorer.runs.models import Run

pytestmark = pytest.mark.django_db

RUN, PREVIEW = "/labs/scaling_laws/run", "/labs/scaling_laws/preview"
URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=b"


def field(name: str) -> str:
    return f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n1\r\n'


def file(name: str) -> str:
    return field(f'{name}"; filename="a.csv')


UNREADABLE = {
    "JSON": (415, "application/json", '{"noise": 7}', "takes a form"),
    "text": (415, "text/plain", "noise=7", "takes a form"),
    "no type": (415, "", "noise=7", "body is of type unknown"),
    "another alphabet": (400, f"{URLENCODED}; charset=utf-7", "noise=7", "must be UTF-8"),
    "no boundary": (400, "multipart/form-data", "noise=7", "Invalid boundary"),
    "a long paste": (413, URLENCODED, "points_pasted=" + "1" * 5_000_000, "bring it as a file"),
    "many settings": (
        400,
        URLENCODED,
        "&".join(f"s{n}=1" for n in range(10_000)),
        "settings were sent",
    ),
    "many parts": (
        400,
        MULTIPART,
        "".join(field(f"s{n}") for n in range(10_000)),
        "settings were sent",
    ),
    "many files": (
        400,
        MULTIPART,
        "".join(file(f"s{n}") for n in range(10_000)),
        "files were sent",
    ),
    "a long name": (400, MULTIPART, field("n" * 20_000), "header size"),
}


@pytest.mark.parametrize("address", [RUN, PREVIEW])
@pytest.mark.parametrize("kind", UNREADABLE)
def test_a_body_that_cannot_be_read_is_refused_in_a_sentence(
    address: str, kind: str, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    status, content_type, body, said = UNREADABLE[kind]
    with caplog.at_level(logging.DEBUG):
        answer = client.generic("POST", address, body, content_type)
    assert answer.status_code == status
    assert said in answer.content.decode()
    assert not any(record.exc_info for record in caplog.records)
    assert not Run.objects.exists()


def test_a_script_that_asks_gets_the_sentence_where_the_page_shows_it(client: Client) -> None:
    answer = client.generic("POST", PREVIEW, "{}", "application/json", headers={"HX-Request": "1"})
    assert answer.content.decode().startswith('<hx-partial hx-target="#refused"')


def test_a_name_that_is_not_the_sites_is_refused(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    answer = client.get("/", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "open it under the address you were given" in answer.content.decode()
    assert "evil.example" not in answer.content.decode()
    assert not any(record.exc_info for record in caplog.records)


def test_an_address_of_a_thousand_settings_is_refused(client: Client) -> None:
    answer = client.get("/labs/scaling_laws?" + "&".join(f"s{n}=1" for n in range(1_000)))
    assert answer.status_code == 400
    assert "More than 200 settings" in answer.content.decode()


@pytest.mark.parametrize("name", ["noise", "evil"])
def test_a_file_that_nobody_asked_for_is_refused(name: str, client: Client) -> None:
    answer = client.generic("POST", RUN, file(name) + "--b--\r\n", MULTIPART)
    assert answer.status_code == 422
    assert f"{name} is given as a file, but this lab takes no such file" in answer.content.decode()
    assert not Run.objects.exists()


def test_a_form_without_its_token_is_told_what_to_do() -> None:
    answer = Client(enforce_csrf_checks=True).post(RUN)
    assert answer.status_code == 403
    assert "reload the page and send it again" in answer.content.decode()
