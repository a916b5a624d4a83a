"""Uploads that no run uses go after a month; all others stay."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db.models.functions import Now

from explorer.accounts.models import Guest
from explorer.runs.forgetting import forget_orphans
from explorer.runs.models import Artifact, Blob
from explorer.runs.services import start_run
from explorer.runs.uploads import keep_upload, open_upload
from labs.registry import labs

pytestmark = pytest.mark.django_db

SCALING = labs()["scaling_laws"]


@pytest.fixture(autouse=True)
def media(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def brought(days_ago: int) -> str:
    kept = keep_upload(b"N,D,loss\n")
    Blob.objects.filter(sha256=kept).update(created_at=Now() - timedelta(days=days_ago))
    return kept


def test_an_old_upload_that_no_run_uses_is_forgotten(media: Path):
    kept = brought(days_ago=31)
    assert forget_orphans() == 1
    assert not [each for each in media.rglob("*") if each.is_file()]
    with pytest.raises(FileNotFoundError, match="upload the file again"):
        open_upload(kept)


def test_a_recent_upload_stays():
    brought(days_ago=29)
    assert forget_orphans() == 0


def test_an_upload_brought_again_is_recent_again():
    brought(days_ago=31)
    keep_upload(b"N,D,loss\n")
    assert forget_orphans() == 0


def test_an_upload_that_a_run_names_stays(ben: Guest):
    start_run(SCALING, SCALING.params(points=brought(days_ago=400)), ben)
    assert forget_orphans() == 0


def test_what_a_run_kept_stays(ben: Guest):
    run = start_run(SCALING, SCALING.params(), ben)
    Artifact.objects.create(run=run, name="law.csv", blob_id=brought(days_ago=400))
    assert forget_orphans() == 0


def test_an_upload_whose_file_is_lost_can_be_brought_again(media: Path):
    kept = brought(days_ago=0)
    next(each for each in media.rglob("*") if each.is_file()).unlink()
    with pytest.raises(FileNotFoundError, match="upload the file again"):
        open_upload(kept)
    keep_upload(b"N,D,loss\n")
    with open_upload(kept) as file:
        assert file.read() == b"N,D,loss\n"
