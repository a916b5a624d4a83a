"""Accounts: what a guest keeps by making one, and what is left when all is deleted."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core import mail
from django.db import connection
from django.test import Client

from explorer.accounts.leaving import delete_everything_of
from explorer.accounts.merging import merge_guests
from explorer.accounts.models import Guest, Session, User
from explorer.experiments.models import Experiment
from explorer.experiments.services import fork
from explorer.experiments.sharing import share_experiment
from explorer.runs.models import Artifact, Run, RunEvent
from explorer.runs.services import start_run
from explorer.runs.uploads import keep_blob, keep_upload
from tests.explorer.experiments.stories import SCALING, experiment_of, finish, finished, queued

pytestmark = pytest.mark.django_db

PASSWORD = "measure twice"  # noqa: S105
SIGN_UP = {"email": "ben@example.org", "name": "Ben", "password1": PASSWORD}
LOG_IN = {"login": "ada@example.org", "password": PASSWORD}


def sign_up(browser: Client) -> User:
    answer = browser.post("/account/signup", SIGN_UP)
    assert answer.status_code == 302, answer.content.decode()
    return User.objects.get(email=SIGN_UP["email"])


def test_a_guest_who_signs_up_keeps_everything(ben: Guest, client_of):
    run = queued(ben)
    experiment_of(ben, finished(ben, seed=1), title="Made as a guest")
    browser = client_of(ben)
    user = sign_up(browser)
    assert "Made as a guest" in browser.get("/experiments").content.decode()
    assert browser.get(f"/runs/{run.id}").status_code == 200
    assert user.name == "Ben"
    assert not Guest.objects.filter(id=ben.id).exists()


class Watchful(PBKDF2PasswordHasher):
    """Hashes as the site does, and asks whether a transaction waits for it."""

    algorithm = "watchful"

    def encode(self, *args: object, **more: object) -> str:
        assert not connection.in_atomic_block
        return super().encode(*args, **more)


@pytest.mark.django_db(transaction=True)
def test_no_transaction_waits_while_a_password_is_hashed(settings):
    settings.PASSWORD_HASHERS = [f"{Watchful.__module__}.{Watchful.__name__}"]
    assert sign_up(Client()).guest.user.password.startswith("watchful$")


def test_a_guest_who_logs_in_adds_what_they_made_to_what_they_had(ada: User, ben, client_of):
    experiment_of(ada.guest, title="Had")
    experiment_of(ben, title="Made")
    browser = client_of(ben)
    assert browser.post("/account/login", LOG_IN).status_code == 302
    page = browser.get("/experiments").content.decode()
    assert "Had" in page
    assert "Made" in page
    assert not browser.cookies["guest"].value


def test_a_run_that_both_asked_for_is_there_once(ada: User, ben: Guest):
    run = queued(ben)
    assert queued(ada.guest) == run
    merge_guests(ben, ada.guest)
    assert run.asks.get().guest == ada.guest


def test_a_kept_cookie_opens_no_account(ada: User, ben: Guest, client_of):
    experiment_of(ben, title="Made")
    kept = client_of(ben)
    client_of(ben).post("/account/login", LOG_IN)
    assert "Made" not in kept.get("/experiments").content.decode()


def test_logging_out_leaves_a_stranger(ada: User, client_of):
    experiment_of(ada.guest, title="Private")
    browser = client_of(ada)
    browser.post("/account/logout")
    assert "Private" not in browser.get("/experiments").content.decode()
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"email": "nobody"}, "Enter a valid email address"),
        ({"password1": "short"}, "This password is too short"),
        ({"password1": "123456789"}, "entirely numeric"),
        ({"name": "x" * 61}, "at most 60 characters"),
        ({"email": "ada@example.org"}, "already registered"),
    ],
)
def test_what_cannot_be_an_account_is_said(ada: User, client: Client, sent, said: str):
    answer = client.post("/account/signup", {**SIGN_UP, **sent})
    assert said in answer.content.decode()
    assert User.objects.count() == 1


def test_a_wrong_password_is_refused_and_tells_nothing(ada: User, client: Client):
    known = client.post("/account/login", {**LOG_IN, "password": "wrong one"})
    unknown = client.post("/account/login", {**LOG_IN, "login": "eve@example.org"})
    said = "The email address and/or password you specified are not correct"
    assert said in known.content.decode()
    assert said in unknown.content.decode()


def test_a_password_is_reset_by_a_letter(ada: User, client: Client, client_of):
    elsewhere = client_of(ada)
    client.post("/account/password", {"email": "ada@example.org"})
    (letter,) = mail.outbox
    assert letter.subject == "Choose another password for the AI Research Explorer"
    address = re.search(r"http://testserver(\S+)", letter.body)[1]
    form = client.get(address, follow=True)
    path = form.redirect_chain[-1][0]
    answer = client.post(path, {"password1": "cut only once", "password2": "cut only once"})
    assert answer.url == "/account/password/changed"
    assert client.post("/account/login", {**LOG_IN, "password": "cut only once"}).status_code == 302
    assert "You are a guest" in elsewhere.get("/account").content.decode()
    assert "does not work any more" in Client().get(address).content.decode()


def test_an_unknown_address_is_answered_like_a_known_one(ada: User, client: Client):
    answers = [client.post("/account/password", {"email": f"{who}@example.org"}).url
               for who in ("ada", "eve")]  # fmt: skip
    assert len(set(answers)) == 1
    assert "no account there has this address" in mail.outbox[1].body


def test_a_name_can_be_changed(ada: User, client_of):
    client_of(ada).post("/account/name", {"name": " Ada  L. "})
    ada.refresh_from_db()
    assert ada.name == "Ada L."
    answer = client_of(ada).post("/account/name", {"name": "x" * 61})
    assert "the name has 61 characters, but 60 is the most" in answer.content.decode().lower()


def grep(*needles: str) -> list[str]:
    """Search every row of every table as text."""
    found = []
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            cursor.execute(f'SELECT row_to_json(t)::text FROM "{table}" AS t')  # noqa: S608
            found += [f"{table}: {row}" for (row,) in cursor.fetchall()
                      if any(needle.lower() in row.lower() for needle in needles)]  # fmt: skip
    return found


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def test_deleting_ones_data_leaves_no_row_no_event_and_no_file(ada: User, client_of, media):
    guest = ada.guest
    upload = keep_upload(b"N,D,loss\n1,2,3\n")
    own = start_run(SCALING, SCALING.params(points=upload), guest)
    Artifact.objects.create(run=own, name="law.csv", blob=keep_blob(b"kept", "text/csv"))
    finish(own, [])
    live = queued(guest, seed=5)
    experiment = experiment_of(guest, own, live, title="Needle title", notes="needle notes")
    share = share_experiment(experiment, None)
    EmailAddress.objects.create(user=ada, email=ada.email, primary=True)
    browser = client_of(ada)
    assert "Ada" in browser.get(f"/s/{share.token}").content.decode()

    answer = browser.post("/account/delete")
    assert "It is gone" in answer.content.decode()
    needles = ("needle", "ada@example.org", str(guest.id), guest.id.hex, str(experiment.id),
               str(own.id), str(live.id), str(share.id), upload)  # fmt: skip
    assert grep(*needles) == []
    assert not RunEvent.objects.exists()
    assert [each for each in media.rglob("*") if each.is_file()] == []
    assert not Session.objects.exists()
    assert browser.get(f"/s/{share.token}").status_code == 404


def test_a_guests_data_goes_likewise_and_their_cookie_too(ben: Guest, client_of):
    finished(ben)
    browser = client_of(ben)
    browser.post("/account/delete")
    assert not Run.objects.exists()
    assert not Guest.objects.exists()
    assert not browser.cookies["guest"].value


def test_what_others_asked_for_or_forked_stays_theirs(ben: Guest, cleo: Guest):
    shared_run, forked_run = finished(ben, seed=1), finished(ben, seed=2)
    assert finished_again(cleo, seed=1) == shared_run
    experiment = experiment_of(ben, forked_run, title="Needle title")
    made = fork(share_experiment(experiment, None), forked_run, cleo)
    known_as = str(ben.id)
    delete_everything_of(ben)
    assert set(Run.objects.all()) == {shared_run, forked_run}
    assert list(Experiment.objects.all()) == [made]
    assert grep("needle", known_as) == []


def finished_again(guest: Guest, **settings) -> Run:
    return queued(guest, **settings)


def test_a_file_that_another_run_uses_stays(ben: Guest, cleo: Guest, media):
    upload = keep_upload(b"N,D,loss\n1,2,3\n")
    start_run(SCALING, SCALING.params(points=upload), ben)
    start_run(SCALING, SCALING.params(points=upload, seed=1), cleo)
    delete_everything_of(ben)
    assert len([each for each in media.rglob("*") if each.is_file()]) == 1


def test_deleting_is_asked_about_first(ben: Guest, client_of):
    finished(ben)
    page = client_of(ben).get("/account/delete").content.decode()
    assert "1 run with events and files go for good" in page
    assert Run.objects.exists()


def test_looking_at_ones_account_makes_nobody_a_guest(client: Client):
    for path in ("/account", "/account/login", "/account/signup", "/account/delete"):
        assert client.get(path).status_code == 200
    assert {"guest", "sessionid"} & client.cookies.keys() == set()
