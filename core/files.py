"""Uploaded files: told by their content, kept under a random name out of the web server's reach, handed out one by one.

    upload = look_at(request.FILES["file"])     # ValidationError with a sentence, or what may be kept
    keep_file(by=by, service=service, upload=upload)     # core.actions
    return hand_out(stored)                     # after the view has looked whether the reader may see it

What a name or a browser says of a file counts for nothing. Pictures are drawn anew, which leaves behind where and
with what they were taken and anything hidden after their end; documents are kept as they are.
"""

import hashlib
import os
import re
import uuid
import zipfile
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import FileResponse, Http404
from django.utils import timezone
from PIL import Image, ImageOps

from core.models.files import FileKind, StoredFile
from core.scope import scope_of_system

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
CONTENT_TYPES = {
    FileKind.PDF: "application/pdf",
    FileKind.PNG: "image/png",
    FileKind.JPEG: "image/jpeg",
    FileKind.DOCX: _WORD,
    FileKind.PPTX: _SLIDES,
    FileKind.ODT: "application/vnd.oasis.opendocument.text",
    FileKind.ODP: "application/vnd.oasis.opendocument.presentation",
}
ENDINGS = {kind: f".{kind.value}" for kind in FileKind} | {FileKind.JPEG: ".jpg"}
PICTURES = (FileKind.PNG, FileKind.JPEG)
IN_WORDS = "PDF, Word, PowerPoint, OpenDocument, PNG or JPEG"
# Each is a part that only such a document has.
_PARTS = {FileKind.DOCX: "word/document.xml", FileKind.PPTX: "ppt/presentation.xml"}
_LONGEST_NAME = 100
# A scan of an A3 page at 300 dots an inch has 18 million.
_MOST_PIXELS = 60_000_000
# An upload that was refused in the end leaves bytes without a row.
_SWEPT_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class Upload:
    """What may be kept of an upload."""

    name: str
    kind: FileKind
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def largest() -> str:
    return f"{settings.FILES_MOST_BYTES // 1_000_000} MB"


class StopAtTheLimit(FileUploadHandler):
    """Takes no more of an upload than may be kept, whatever page it is sent to, so that none can fill the disk."""

    def receive_data_chunk(self, raw_data, start):
        return raw_data if start <= settings.FILES_MOST_BYTES else None

    def file_complete(self, file_size):
        if file_size <= settings.FILES_MOST_BYTES:
            return None
        return UploadedFile(file=BytesIO(), name=self.file_name, content_type=self.content_type, size=file_size)


def look_at(file: UploadedFile) -> Upload:
    """What may be kept of an uploaded file. Raises ValidationError with what to do instead."""
    if file.size > settings.FILES_MOST_BYTES:
        raise ValidationError(f"The file must be smaller than {largest()}", code="too_large")
    content = file.read(settings.FILES_MOST_BYTES + 1)
    kind = kind_of(content)
    if kind in PICTURES:
        content = draw_anew(content, kind)
    return Upload(plain_name(file.name, kind), kind, content)


def kind_of(content: bytes) -> FileKind:
    """What a file is by its content. Raises ValidationError where it is nothing that may be kept."""
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-2048:]:
        return FileKind.PDF
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileKind.PNG
    if content.startswith(b"\xff\xd8\xff"):
        return FileKind.JPEG
    if content.startswith(b"PK\x03\x04"):
        return _kind_of_document(content)
    raise _not_allowed()


def _kind_of_document(content: bytes) -> FileKind:
    """What an archive is by the names of its parts. Nothing of it is unpacked but one short line."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = set(archive.namelist())
            if any(part.lower().endswith("vbaproject.bin") or part.startswith("Basic/") for part in parts):
                raise ValidationError("The file has macros in it. Save it without macros, or as a PDF", code="macros")
            if "mimetype" in parts and archive.getinfo("mimetype").file_size < 100:
                told = archive.read("mimetype").decode("ascii", "replace").strip()
                for kind in (FileKind.ODT, FileKind.ODP):
                    if told == CONTENT_TYPES[kind]:
                        return kind
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError):
        raise _not_allowed() from None
    for kind, part in _PARTS.items():
        if part in parts and "[Content_Types].xml" in parts:
            return kind
    raise _not_allowed()


def _not_allowed():
    return ValidationError(f"The file must be a {IN_WORDS} file", code="wrong_kind")


def draw_anew(content: bytes, kind: FileKind) -> bytes:
    """The picture and nothing else of a picture file: no place, camera, comment or second file. Upright as it was."""
    try:
        with Image.open(BytesIO(content), formats=[kind.value.upper()]) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                raise ValidationError("The picture has too many dots. Save it smaller and try again", code="too_large")
            picture.load()
            upright = ImageOps.exif_transpose(picture)
            # Colours need these two; all else that came with it stays behind.
            kept = {name: upright.info[name] for name in ("icc_profile", "transparency") if name in upright.info}
            upright.info = {}
            out = BytesIO()
            best = {"quality": 90} if kind == FileKind.JPEG else {"optimize": False}
            upright.save(out, format=kind.value.upper(), **best, **kept)
    except ValidationError:
        raise
    except Exception:  # noqa: BLE001  (a broken picture breaks its reader in many ways)
        raise ValidationError("The picture cannot be opened. Save it again and try once more", code="broken") from None
    return out.getvalue()


def plain_name(name: str, kind: FileKind) -> str:
    """The last part of a name as it may be shown and offered for saving, with the ending of what the file is."""
    last = re.split(r"[\\/]", str(name or ""))[-1]
    last = "".join(letter for letter in last if letter.isprintable())
    stem = re.sub(r"\s+", " ", last.rsplit(".", 1)[0]).strip(". ")[:_LONGEST_NAME].strip(". ")
    return (stem or "file") + ENDINGS[kind]


# --- On disk


def path_of(key: uuid.UUID) -> Path:
    """Where the bytes of a stored file are. Made of its key alone, never of a name that somebody gave."""
    text = uuid.UUID(str(key)).hex
    return Path(settings.FILES_DIR) / text[:2] / text


def write_bytes(key: uuid.UUID, content: bytes) -> None:
    """Put bytes under a key, in full or not at all. Only actions call this, before the row is stored."""
    path = path_of(key)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    part.replace(path)


def forget_bytes(key: uuid.UUID) -> None:
    """Delete the bytes under a key, if they are there."""
    path_of(key).unlink(missing_ok=True)


def sweep() -> int:
    """Delete bytes of no row, or of a removed file, that are a day old, whatever service they were of.

    They are left by an upload that was refused in the end, or a process that was killed. Returns how many went.
    """
    before, gone = (timezone.now() - _SWEPT_AFTER).timestamp(), 0
    # Under a narrower scope the files of other services would look like nobody's.
    with scope_of_system():
        for path in Path(settings.FILES_DIR).glob("??/*"):
            if path.stat().st_mtime > before:
                continue
            key = _key_of(path)
            if key is None or not StoredFile.objects.filter(pk=key, removed_at__isnull=True).exists():
                path.unlink(missing_ok=True)
                gone += 1
    return gone


def _key_of(path: Path):
    try:
        return uuid.UUID(hex=path.name)
    except ValueError:
        return None


def hand_out(stored) -> FileResponse:
    """A stored file as an attachment that no browser opens in the page or keeps. Raises Http404 where it is gone.

    The view that calls this has looked whether the reader may see what the file belongs to.
    """
    if stored is None or stored.removed_at is not None:
        raise Http404("There is no such file.")
    try:
        opened = path_of(stored.pk).open("rb")
    except FileNotFoundError:
        raise Http404("There is no such file.") from None
    response = FileResponse(
        opened, as_attachment=True, filename=stored.name, content_type=CONTENT_TYPES[FileKind(stored.kind)]
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response
