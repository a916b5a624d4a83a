"""Personal tokens: made and revoked on a page, kept as hashes."""

import re

import pytest
from django.test import Client

from explorer.accounts.models import Guest
from explorer.api.models import Token
from explorer.api.tokens import MOST_TOKENS, make_token

pytestmark = pytest.mark.django_db


def makes(browser: Client, name: str = "a script") -> str:
    page = browser.post("/account/tokens", {"name": name}).content.decode()
    found = re.search(r'<code class="token">(are_[\w-]{43})</code>', page)
    assert found, "the page shows no token"
    return found[1]


def asks(token: str) -> int:
    program = Client(headers={"Authorization": f"Bearer {token}"})
    return program.get("/api/v1/runs").status_code


def test_a_token_made_on_the_page_opens_the_api(ben: Guest, client_of) -> None:
    assert asks(makes(client_of(ben))) == 200


def test_a_token_is_shown_once_and_kept_as_a_hash(ben: Guest, client_of) -> None:
    browser = client_of(ben)
    token = makes(browser)
    assert token not in browser.get("/account/tokens").content.decode()
    assert token not in str(Token.objects.values())


def test_a_revoked_token_opens_nothing(ben: Guest, client_of) -> None:
    browser = client_of(ben)
    token = makes(browser)
    browser.post(f"/account/tokens/{Token.objects.get().id}/revoke")
    assert asks(token) == 401


def test_nobody_revokes_anothers_token(ben: Guest, cleo: Guest, client_of) -> None:
    token = makes(client_of(ben))
    address = f"/account/tokens/{Token.objects.get().id}/revoke"
    assert client_of(cleo).post(address).status_code == 404
    assert asks(token) == 200


@pytest.mark.parametrize("name", ["", "   ", "\0", "x" * 61])
def test_a_name_that_says_nothing_or_too_much_is_refused(ben: Guest, client_of, name: str) -> None:
    answer = client_of(ben).post("/account/tokens", {"name": name})
    assert answer.status_code == 422
    assert not Token.objects.exists()


def test_there_is_a_most(ben: Guest, client_of) -> None:
    for _ in range(MOST_TOKENS):
        make_token(ben, "a script")
    answer = client_of(ben).post("/account/tokens", {"name": "one more"})
    assert answer.status_code == 422
    assert "revoke one" in answer.content.decode()


def test_a_name_is_shown_as_text(ben: Guest, client_of) -> None:
    browser = client_of(ben)
    makes(browser, "<script>alert(1)</script>")
    assert "<script>alert" not in browser.get("/account/tokens").content.decode()


@pytest.mark.parametrize("token", ["", "x", "are_", "are_" + "x" * 43, "é", "a" * 5000])
def test_a_token_that_was_never_made_opens_nothing(token: str, db: None) -> None:
    assert asks(token.encode("utf-8").decode("latin-1")) == 401


def test_the_page_is_not_kept_by_caches(ben: Guest, client_of) -> None:
    assert "no-store" in client_of(ben).get("/account/tokens")["Cache-Control"]


def test_a_guest_who_goes_takes_their_tokens_along(ben: Guest, client_of) -> None:
    token = makes(client_of(ben))
    ben.delete()
    assert asks(token) == 401
