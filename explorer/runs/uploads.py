"""Uploads and artifacts: bytes named by the SHA-256 of their content."""

import hashlib
import re
from collections.abc import Collection
from io import BytesIO
from typing import IO, BinaryIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db.models.functions import Now

from explorer.runs.models import Blob
from labs.contract import Opener, Upload, UploadId

MEGABYTE = 1_000_000


class NotKept(ValueError):
    """There was no room, or no right, to write the bytes. Nothing of them is left."""


class UploadRefused(ValueError):
    """The upload breaks a rule; the message names value, rule and remedy."""


def read_upload(given: "UploadedFile[bytes] | str", control: Upload) -> bytes:
    """Return the content of a file or pasted text, without keeping it. Raises: UploadRefused."""
    data = _pasted(given, control) if isinstance(given, str) else _file(given, control)
    if not data.strip():
        raise UploadRefused("the file is empty; give one that holds something")
    return data


def _pasted(text: str, control: Upload) -> bytes:
    if not control.paste:
        raise UploadRefused("this parameter takes a file, not pasted text; choose a file")
    data = text.encode("utf-8", errors="replace")
    refuse_large(len(data), control)
    return data


def _file(file: "UploadedFile[bytes]", control: Upload) -> bytes:
    name = str(file.name or "")
    if not name.lower().endswith(control.accept):
        shown = re.sub(r"[^\w.\- ]", "?", name)[-60:]
        raise UploadRefused(
            f"the file is called {shown!r}, but its name must end in one of "
            f"{', '.join(control.accept)}; export it in that form"
        )
    refuse_large(file.size or 0, control)
    return bytes(file.read())


def refuse_large(size: int, control: Upload) -> None:
    """Raise UploadRefused if a file has more bytes than its control takes."""
    most = round(control.max_mb * MEGABYTE)
    if size > most:
        raise UploadRefused(
            f"the file has {size:,} bytes, but at most {most:,} are taken; give a smaller one"
        )


def upload_id(data: bytes) -> UploadId:
    return hashlib.sha256(data).hexdigest()


def keep_upload(data: bytes) -> UploadId:
    """Keep what a visitor brought, to be handed to labs and never served. Raises: NotKept."""
    return keep_blob(data, "application/octet-stream").sha256


def keep_blob(data: bytes, mime: str) -> Blob:
    """Keep bytes under their hash. The row is written last: a row always has its file.

    Raises: NotKept.
    """
    sha256 = upload_id(data)
    blob = Blob(sha256=sha256, size=len(data), mime=mime)
    Blob.objects.filter(sha256=sha256).update(created_at=Now())
    try:
        if not default_storage.exists(blob.path):
            default_storage.save(blob.path, ContentFile(data))
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise NotKept(
            f"{len(data):,} bytes could not be kept ({why}); make room on the server and try again"
        ) from error
    return Blob.objects.get_or_create(
        sha256=sha256, defaults={"size": blob.size, "mime": blob.mime}
    )[0]


def open_upload(upload: UploadId) -> BinaryIO:
    """Open kept bytes for reading. Raises: FileNotFoundError."""
    blob = Blob.objects.filter(sha256=upload).first()
    if blob is None or not default_storage.exists(blob.path):
        raise FileNotFoundError(f"no upload {upload[:12]}… is kept here; upload the file again")
    file: IO[bytes] = default_storage.open(blob.path)
    return file  # type: ignore[return-value]


def opener_of(brought: Collection[bytes]) -> Opener:
    """Return a way to open these bytes as if they were kept, beside what is."""
    by_id = {upload_id(data): data for data in brought}

    def open_brought(upload: UploadId) -> BinaryIO:
        return BytesIO(by_id[upload]) if upload in by_id else open_upload(upload)

    return open_brought
