"""What is kept is there whole, or not at all."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from explorer.runs.models import Blob, Run
from explorer.runs.uploads import NotKept, keep_blob, open_upload
from tests.explorer.catalog.test_forms import CSV

DATA = b"tick" * 1000


@pytest.fixture(autouse=True)
def media(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def files(media: Path) -> list[Path]:
    return [each for each in media.rglob("*") if each.is_file()]


@contextmanager
def a_disk_with_room_for(size: int) -> Iterator[None]:
    """Let no file of this process grow past a size, as a full disk would."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.django_db
def test_a_full_disk_leaves_neither_file_nor_row(media: Path) -> None:
    with a_disk_with_room_for(1000), pytest.raises(NotKept, match="4,000 bytes could not be kept"):
        keep_blob(DATA, "text/plain")
    assert not files(media)
    assert not Blob.objects.exists()


@pytest.mark.django_db
def test_after_a_full_disk_the_same_bytes_can_be_kept() -> None:
    with a_disk_with_room_for(1000), pytest.raises(NotKept):
        keep_blob(DATA, "text/plain")
    with open_upload(keep_blob(DATA, "text/plain").sha256) as kept:
        assert kept.read() == DATA


@pytest.mark.django_db
def test_an_upload_that_finds_no_room_is_refused_and_not_run(client: Client, media: Path) -> None:
    with a_disk_with_room_for(len(CSV) // 2):
        file = SimpleUploadedFile("runs.csv", CSV.encode())
        answer = client.post("/labs/scaling_laws/run", {"points": file})
    assert answer.status_code == 422
    assert "could not be kept (file too large)" in answer.content.decode()
    assert not files(media)
    assert not Run.objects.exists()


@pytest.mark.django_db
def test_a_folder_that_cannot_be_written_is_named_as_the_reason(media: Path) -> None:
    (media / "blobs").write_text("not a folder")
    with pytest.raises(NotKept, match="could not be kept"):
        keep_blob(DATA, "text/plain")


def test_saving_twice_under_one_name_makes_one_file(media: Path) -> None:
    assert [default_storage.save("a/b", ContentFile(DATA)) for _ in range(2)] == ["a/b", "a/b"]
    assert [each.name for each in files(media)] == ["b"]
