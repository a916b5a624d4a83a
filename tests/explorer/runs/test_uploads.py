"""What is kept of uploads, and what is refused before it is."""

import hashlib
from contextlib import suppress
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from explorer.runs.models import Blob
from explorer.runs.uploads import UploadRefused, keep_upload, open_upload, read_upload
from labs.contract import Upload

pytestmark = pytest.mark.django_db

CSV = Upload(accept=(".csv",), max_mb=0.001, paste=True)


@pytest.fixture(autouse=True)
def media(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def named(name: str, data: bytes = b"N,loss\n1,2\n") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def test_a_file_is_named_by_its_content():
    kept = keep_upload(read_upload(named("runs.csv"), CSV))
    assert kept == hashlib.sha256(b"N,loss\n1,2\n").hexdigest()
    with open_upload(kept) as file:
        assert file.read() == b"N,loss\n1,2\n"


def test_equal_content_is_kept_once(media: Path):
    data = read_upload(named("a.csv"), CSV)
    assert read_upload("N,loss\n1,2\n", CSV) == data
    assert keep_upload(data) == keep_upload(data)
    assert Blob.objects.count() == 1
    assert len([each for each in media.rglob("*") if each.is_file()]) == 1


@pytest.mark.parametrize(
    "hostile",
    [
        "../../etc/passwd", "runs.csv/../../x", "runs.csv.exe", "con", "a\x00.csv.sh",
        "runs.svg", "runs.html", "<script>.js", "%2e%2e%2f.php", "x" * 300 + ".bin",
        "файл.мп4", "runs.csv ",
    ],
)  # fmt: skip
def test_a_hostile_name_is_refused_or_never_used(hostile: str, media: Path):
    with suppress(UploadRefused):
        keep_upload(read_upload(named(hostile), CSV))
    names = [each.name for each in media.rglob("*") if each.is_file()]
    assert all(len(name) == 64 for name in names)


def test_a_large_file_is_refused_with_its_size():
    with pytest.raises(UploadRefused, match="has 1,001 bytes, but at most 1,000 are taken"):
        read_upload(named("runs.csv", b"1" * 1001), CSV)


def test_a_large_paste_is_refused_too():
    with pytest.raises(UploadRefused, match="has 1,001 bytes"):
        read_upload("1" * 1001, CSV)


def test_an_empty_file_is_refused():
    with pytest.raises(UploadRefused, match="the file is empty"):
        read_upload(named("runs.csv", b"  \n"), CSV)


def test_pasting_where_only_files_are_taken_is_refused():
    with pytest.raises(UploadRefused, match="not pasted text"):
        read_upload("1,2", Upload(accept=(".mp4",)))


def test_an_upload_that_was_never_kept_is_not_found():
    with pytest.raises(FileNotFoundError, match="upload the file again"):
        open_upload("0" * 64)
