"""Uploaded files: told by their content, kept out of reach, and handed out one by one."""

import os
import uuid
import zipfile
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.test import RequestFactory
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from core import actors, checks, files
from core.actions import create_service, keep_file, remove_file
from core.forms import PlainForm, UploadField
from core.models import StoredFile
from core.models.files import FileKind
from core.scope import scope_of_staff

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def archive(**parts) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


def picture(kind="JPEG", size=(40, 20), **kept) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "teal").save(out, format=kind, **kept)
    return out.getvalue()


def document(part) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr(part, "<x/>")
    return out.getvalue()


def open_document(kind) -> bytes:
    return archive(mimetype=files.CONTENT_TYPES[kind], content_dot_xml="<x/>")


ALLOWED = {
    FileKind.PDF: PDF,
    FileKind.PNG: picture("PNG"),
    FileKind.JPEG: picture("JPEG"),
    FileKind.DOCX: document("word/document.xml"),
    FileKind.PPTX: document("ppt/presentation.xml"),
    FileKind.ODT: open_document(FileKind.ODT),
    FileKind.ODP: open_document(FileKind.ODP),
}


def look_at(content, name="leaflet.pdf"):
    return files.look_at(SimpleUploadedFile(name, content, content_type="application/pdf"))


@pytest.mark.parametrize("kind", ALLOWED)
def test_each_kind_that_may_be_kept_is_told_by_its_content(kind):
    upload = look_at(ALLOWED[kind], "whatever.exe")
    assert upload.kind == kind
    assert upload.name == f"whatever{files.ENDINGS[kind]}"


REFUSED = {
    "a program": b"MZ\x90\x00\x03" + b"\x00" * 200,
    "a page": b"<!doctype html><script>alert(1)</script>",
    "a drawing that can run": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "plain text": b"Hello",
    "a page that begins like a PDF and never ends": b"%PDF-1.4 <script>",
    "a plain archive": archive(a="1"),
    "a spreadsheet": document("xl/workbook.xml"),
    "an archive that lies of itself": archive(mimetype="application/vnd.oasis.opendocument.text-evil"),
    "an archive with a huge note of what it is": archive(mimetype="x" * 5000),
    "half an archive": document("word/document.xml")[:60],
    "a document without its list of parts": archive(word__document_dot_xml="<x/>"),
}


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED)
def test_anything_else_is_refused_whatever_it_is_called(content):
    with pytest.raises(ValidationError) as refused:
        look_at(content)
    assert refused.value.messages == [f"The file must be a {files.IN_WORDS} file"]


@pytest.mark.parametrize("part", ["word/vbaProject.bin", "word/VBAPROJECT.BIN", "Basic/Standard/Module1.xml"])
def test_a_document_with_macros_is_refused(part):
    out = BytesIO(document("word/document.xml"))
    with zipfile.ZipFile(out, "a") as made:
        made.writestr(part, "x")
    with pytest.raises(ValidationError, match="macros"):
        look_at(out.getvalue())


def test_a_broken_picture_is_refused_with_what_to_do():
    with pytest.raises(ValidationError, match="Save it again"):
        look_at(b"\xff\xd8\xff\xe0 nothing of a picture")
    with pytest.raises(ValidationError, match="Save it again"):
        look_at(picture("PNG", size=(200, 200))[:120])


def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_read():
    huge = bytearray(picture("PNG"))
    huge[16:24] = (30_000).to_bytes(4, "big") * 2
    with pytest.raises(ValidationError):
        look_at(bytes(huge))


def test_a_picture_keeps_nothing_of_where_and_with_what_it_was_taken():
    exif = Image.Exif()
    exif[0x010F], exif[0x0132] = "Secret Camera", "2026:01:01 10:00:00"
    exif[0x0112] = 6  # lying on its side
    exif.get_ifd(0x8825)[2] = (53.0, 28.0, 0.0)
    taken = picture("JPEG", exif=exif, comment=b"Taken outside the court") + b"PK\x03\x04 something behind the picture"
    kept = look_at(taken, "IMG_1.jpg").content
    for secret in (b"Secret Camera", b"2026:01:01", b"outside the court", b"something behind"):
        assert secret in taken
        assert secret not in kept
    with Image.open(BytesIO(kept)) as upright:
        assert not upright.getexif()
        assert upright.size == (20, 40)  # upright, as it was seen


def test_a_png_keeps_no_words_and_stays_see_through():
    from PIL.PngImagePlugin import PngInfo

    words, out = PngInfo(), BytesIO()
    words.add_text("Comment", "Taken outside the court")
    clear = Image.new("P", (4, 4), 0)
    clear.save(out, format="PNG", pnginfo=words, transparency=0)
    kept = look_at(out.getvalue()).content
    assert b"outside the court" not in kept
    assert Image.open(BytesIO(kept)).info["transparency"] == 0


@pytest.mark.parametrize(
    ("given_as", "kept_as"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("..\\..\\windows\\leaflet.pdf", "leaflet.pdf"),
        ("/abs/olute/Leaflet 3.PDF", "Leaflet 3.pdf"),
        ("", "file.pdf"),
        ("...", "file.pdf"),
        (".htaccess", "file.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie: x=1.pdf"),
        ("leaflet\x00.pdf.exe", "leaflet.pdf.pdf"),
        ("\u202efdp.leaflet", "fdp.pdf"),
        ("x" * 300 + ".pdf", "x" * 100 + ".pdf"),
        ("Ärger im Büro.pdf", "Ärger im Büro.pdf"),
    ],
)
def test_a_name_is_only_the_last_part_of_what_was_given_with_the_ending_of_what_it_is(given_as, kept_as):
    assert files.plain_name(given_as, FileKind.PDF) == kept_as


@given(st.text(max_size=300))
def test_no_name_leads_out_of_its_folder_or_breaks_a_header(name):
    kept = files.plain_name(name, FileKind.PDF)
    assert kept == os.path.basename(kept)
    assert kept.isprintable()
    assert kept.endswith(".pdf")
    assert 5 <= len(kept) <= 104
    assert not kept.startswith(".")


# --- Too large


class FileForm(PlainForm):
    title = forms.CharField()
    paper = UploadField(label="The leaflet")


def test_a_file_that_is_too_large_is_refused_and_no_more_of_it_taken(settings):
    settings.FILES_MOST_BYTES = 1_000_000
    sent = SimpleUploadedFile("big.pdf", PDF + b"\x00" * 1_500_000)
    request = RequestFactory().post("/", {"title": "Words", "paper": sent})
    assert request.FILES["paper"].size == sent.size
    assert request.FILES["paper"].read() == b""
    form = FileForm(request.POST, request.FILES)
    assert form.errors == {"paper": ["The file must be smaller than 1 MB"]}
    assert form["title"].value() == "Words"


def test_a_file_up_to_the_limit_arrives_whole(settings):
    settings.FILES_MOST_BYTES = 1_000_000
    content = PDF[:9] + b"\x00" * (1_000_000 - len(PDF)) + PDF[9:]
    request = RequestFactory().post("/", {"title": "x", "paper": SimpleUploadedFile("big.pdf", content)})
    form = FileForm(request.POST, request.FILES)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["paper"].content == content


def test_what_is_wrong_is_said_beside_the_field_and_the_file_has_to_be_chosen_again():
    sent = {"paper": SimpleUploadedFile("a.pdf", b"MZ")}
    assert FileForm({"title": "x"}, sent).errors == {"paper": [f"The file must be a {files.IN_WORDS} file"]}
    assert FileForm({"title": "x"}, {}).errors == {"paper": ["Choose the leaflet"]}
    assert FileForm({"title": "x"}, {"paper": SimpleUploadedFile("a.pdf", b"")}).errors == {
        "paper": ["The file you chose is empty"]
    }
    from core.forms.draw import draw

    form = FileForm({"title": ""}, {"paper": SimpleUploadedFile("a.pdf", PDF)})
    assert "Choose the file again." in draw(form["paper"])
    assert "Choose the file again." not in draw(FileForm()["paper"])


# --- Kept, handed out, and gone


@pytest.fixture
def service(transactional_db):
    return create_service(by=actors.command("test"), name="Testshire", slug="testshire")


def keep(service, content=PDF, name="leaflet.pdf"):
    return keep_file(by=actors.command("test"), service=service, upload=look_at(content, name))


def test_a_file_is_kept_under_its_key_out_of_reach_and_handed_out_as_an_attachment(service, settings):
    with scope_of_staff(service):
        stored = keep(service, name='../Lea"flet.pdf')
        path = files.path_of(stored.pk)
        assert path.read_bytes() == PDF
        assert path.stat().st_mode & 0o077 == 0
        assert "leaflet" not in str(path.relative_to(settings.FILES_DIR)).lower()
        assert (stored.size, stored.kind) == (len(PDF), "pdf")
        response = files.hand_out(stored)
        assert b"".join(response.streaming_content) == PDF
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Type"] == "application/pdf"


def test_a_removed_file_is_gone_and_its_record_stays(service):
    with scope_of_staff(service):
        stored = keep(service)
        remove_file(by=actors.command("test"), stored=stored)
        assert not files.path_of(stored.pk).exists()
        assert StoredFile.objects.get(pk=stored.pk).removed_at
        with pytest.raises(Http404):
            files.hand_out(stored)
        with pytest.raises(ValidationError):
            remove_file(by=actors.command("test"), stored=stored)


def test_a_file_whose_bytes_are_missing_is_not_found(service):
    with scope_of_staff(service):
        stored = keep(service)
        files.forget_bytes(stored.pk)
        for nothing in (stored, None):
            with pytest.raises(Http404):
                files.hand_out(nothing)


def test_only_bytes_that_belong_to_nothing_for_a_day_are_swept(service):
    with scope_of_staff(service):
        kept, left = keep(service), uuid.uuid4()
        files.write_bytes(left, PDF)
        half = files.path_of(left).with_suffix(".part")
        half.write_bytes(b"%PDF")
        assert files.sweep() == 0
        long_ago = (timezone.now() - timedelta(days=2)).timestamp()
        for path in (files.path_of(kept.pk), files.path_of(left), half):
            os.utime(path, (long_ago, long_ago))
        assert files.sweep() == 2
        assert files.path_of(kept.pk).exists()
        assert not files.path_of(left).exists()


def test_a_deployment_may_not_keep_files_where_static_ones_are(settings):
    assert checks.files_are_out_of_reach(None) == []
    settings.FILES_DIR = str(Path(settings.STATIC_ROOT) / "files")
    assert [error.id for error in checks.files_are_out_of_reach(None)] == ["core.E003"]


def test_a_size_is_said_in_words():
    assert StoredFile(kind="pdf", size=240_400).in_words == "PDF, 240 KB"
    assert StoredFile(kind="png", size=2_340_000).in_words == "PNG picture, 2.3 MB"
    assert StoredFile(kind="png", size=10).in_words == "PNG picture, 1 KB"
