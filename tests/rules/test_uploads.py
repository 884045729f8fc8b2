"""What may be sent: the content says what a file is."""

import gzip
import zipfile
import zlib
from io import BytesIO
from struct import pack

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from rules import Refused, uploads
from rules.file_kinds import MOST_PARTS

PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\nstartxref\n9\n%%EOF\n"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def picture(kind, **more):
    stream = BytesIO()
    Image.new("RGB", (30, 20), "navy").save(stream, kind, **more)
    return stream.getvalue()


def archive(*names):
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return stream.getvalue()


def absurd_png(width, height):
    """A PNG of a few bytes that says it is huge."""
    head = b"IHDR" + pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        pack(">I", len(part) - 4) + part + pack(">I", zlib.crc32(part))
        for part in (head, b"IDAT" + zlib.compress(b""), b"IEND")
    )


def compound(*streams):
    return COMPOUND + b"".join(name.encode("utf-16-le") for name in streams)


def check(content, name="", kinds=uploads.ATTACHMENTS):
    return uploads.check(BytesIO(content), kinds, "files", name)


def refusal(content, name="x", kinds=uploads.ATTACHMENTS):
    with pytest.raises(Refused) as refused:
        check(content, name, kinds)
    assert refused.value.field == "files"
    return refused.value.sentence


GOOD = {
    "pdf": [PDF],
    "jpeg": [picture("JPEG"), picture("JPEG", progressive=True) + b"what a telephone appends"],
    "png": [picture("PNG")],
    "gif": [picture("GIF")],
    "webp": [picture("WEBP")],
    "tiff": [picture("TIFF")],
    "text": [
        b"Zeile 1\r\n", "Grüße\n".encode(), "Grüße\n".encode("latin-1"), "Fehler\r\n".encode("utf-16"),
        b"From: a@b.example\nSubject: x\n\n<html><p>Hallo</p></html>\n", b"<IfModule mod_rewrite.c>\n</IfModule>\n",
        b'203.0.113.5 - - "GET /?q=<script>alert(1)</script>"\n', b"\x1b[31mrot\x1b[0m\n",
    ],
    "zip": [archive("site/index.php"), archive("setup.exe")],
    "gzip": [gzip.compress(b"dump", mtime=0)],
    "office": [
        archive("word/document.xml"), archive("META-INF/manifest.xml", "content.xml"), compound("WordDocument"),
        compound("__properties_version1.0"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("kind", GOOD)
def test_the_content_says_the_kind(kind):
    for content in GOOD[kind]:
        found = check(content)
        assert (found.kind, found.data, found.size) == (kind, content, len(content))


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00\x03" + bytes(60), b"\x7fELF\x02\x01\x01" + bytes(9), b"\xca\xfe\xba\xbe\x00\x00\x00\x34",
        b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(60), b"#!/bin/sh\nrm -rf /\n",
        b"<!DOCTYPE html><p>Hallo", b" \r\n\t<script>alert(1)</script>", b"\xef\xbb\xbf<html>",
        "<html>".encode("utf-16"),
        b"<!-- x -->\n<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", b"<?xml version='1.0'?><SVG\n/>",
        archive("META-INF/MANIFEST.MF", "Main.class"), archive("AndroidManifest.xml", "classes.dex"),
        archive("word/document.xml", "word/vbaProject.bin"), compound("WordDocument", "_VBA_PROJECT"),
        archive("content.xml", "META-INF/manifest.xml", "Basic/Standard/Module1.xml"), compound("!_StringPool"),
        b"text with \x00 in it", b"\x00" * 40, b"BM" + bytes(60), b"Rar!\x1a\x07\x00", b"RIFF\x04\x00\x00\x00WAVE",
    ],
)  # fmt: skip
def test_programs_web_pages_macros_and_what_nobody_knows_are_refused_and_what_goes_is_named(content):
    sentence = refusal(content, "rechnung.pdf")
    assert sentence.startswith("„rechnung.pdf“: Solche Dateien nehmen wir nicht an. Möglich sind: PDF, JPEG, PNG,")


@pytest.mark.parametrize(
    "content",
    [
        PDF[:-8], PDF + bytes(2000), picture("JPEG")[:-2], picture("PNG")[:-20], picture("PNG")[:40],
        picture("WEBP")[:-1], picture("TIFF")[:6], picture("GIF")[:8], b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n",
        archive("a.txt")[:-1], b"PK\x03\x04" + bytes(100), b"\x1f\x8b\x08" + b"\xff" * 40,
    ],
)  # fmt: skip
def test_what_is_damaged_or_cut_off_is_refused(content):
    assert "ist beschädigt oder nicht vollständig" in refusal(content)


def test_the_end_of_a_small_preview_is_not_the_end_of_the_picture():
    preview = b"\xff\xe1" + pack(">H", 2 + 8) + b"Exif\0\0\xff\xd9"
    whole = picture("JPEG")
    assert check(whole[:2] + preview + whole[2:]).kind == "jpeg"
    assert "beschädigt" in refusal(whole[:2] + preview + whole[2:-2])


@pytest.mark.parametrize(("width", "height"), [(40_001, 1_000), (2**31 - 1, 2**31 - 1), (65_500, 65_500)])
def test_a_picture_with_absurdly_many_pixels_is_refused_without_opening_it(width, height):
    assert "höchstens 40 Megapixel" in refusal(absurd_png(width, height))


def test_a_picture_as_large_as_a_good_camera_s_is_welcome():
    assert check(absurd_png(8_000, 5_000)).kind == "png"


def test_an_archive_with_an_endless_list_is_refused():
    assert "Möglich sind" in refusal(b"PK\x03\x04" + b"PK\x01\x02" * (MOST_PARTS + 1))


def test_empty_and_too_large_files_are_refused_with_their_name():
    assert refusal(b"", "a.txt") == "„a.txt“ ist leer."
    assert refusal(b"", "") == "Die Datei ist leer."
    assert refusal(b"x" * (uploads.LARGEST + 1), "../a.txt") == "„a.txt“ ist größer als 10 MB."
    assert check(b"x" * uploads.LARGEST).size == uploads.LARGEST


def test_no_more_is_read_than_may_be_sent():
    file = BytesIO(b"x" * 500)
    with pytest.raises(Refused):
        uploads.check(file, uploads.ATTACHMENTS, "files", most=100)
    assert file.tell() == 101


def test_where_only_papers_are_asked_for_nothing_else_goes():
    assert check(PDF, kinds=uploads.PAPERS).kind == "pdf"
    assert refusal(b"Guten Tag", "a.pdf", uploads.PAPERS).endswith("Möglich sind: PDF, JPEG, PNG.")
    assert "Möglich sind" in refusal(picture("GIF"), "a.png", uploads.PAPERS)


@pytest.mark.parametrize(
    ("name", "content", "kept"),
    [
        ("Foto.JPG", picture("JPEG"), "Foto.JPG"),
        ("foto.exe", picture("PNG"), "foto.exe.png"),
        ("seite.html", PDF, "seite.html.pdf"),
        ("start.bat", b"echo off\r\n", "start.bat.txt"),
        ("skript.js", b"alert(1)", "skript.js.txt"),
        (".htaccess", b"Deny from all\n", "htaccess.txt"),
        ("mail.eml", b"Subject: x\n\nx", "mail.eml"),
        ("", PDF, "Anhang.pdf"),
    ],
)
def test_the_name_people_see_ends_like_what_the_file_is(house, name, content, kept):
    assert check(content, name).name == kept


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF + archive("evil.class"), "pdf"),
        (b"GIF89a/*" + picture("GIF")[8:] + b"*/=alert(1)//", "gif"),
        (picture("PNG") + b"<script>alert(1)</script>", "png"),
        (picture("JPEG", comment=b"<html><script>alert(1)</script>"), "jpeg"),
    ],
)
def test_what_is_two_things_at_once_is_only_ever_the_one_it_begins_like(content, kind):
    found = check(content, "evil.html")
    assert found.kind == kind and found.name == f"evil.html.{uploads.ENDINGS[kind][0]}"


def test_a_page_in_front_of_a_paper_is_no_paper():
    assert "Möglich sind" in refusal(b"<html>" + PDF, "a.pdf")


BEGINNINGS = [b"", b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"II*\0", b"MM\0*", b"\x1f\x8b\x08",
              b"PK\x03\x04", COMPOUND, b"RIFF\x10\0\0\0WEBP", b"\xff\xfe", b"\xfe\xff", b"<"]  # fmt: skip


@given(st.sampled_from(BEGINNINGS), st.binary(max_size=300), st.text(max_size=30))
@example(b"\x89PNG\r\n\x1a\n", b"\0\0\0\rIHDR" + bytes(20), "\x00../..\u202e")
def test_random_bytes_are_taken_or_refused_but_never_a_fault(beginning, content, name):
    try:
        assert check(beginning + content, name).kind in uploads.ATTACHMENTS
    except Refused as refused:
        assert refused.field == "files"


@given(st.sampled_from([each for kind in GOOD for each in GOOD[kind]]), st.data())
def test_a_file_with_one_byte_changed_or_cut_off_anywhere_is_taken_or_refused_but_never_a_fault(content, data):
    at = data.draw(st.integers(0, len(content) - 1))
    changed = bytearray(content)
    changed[at] = data.draw(st.integers(0, 255))
    for each in (bytes(changed), content[:at]):
        try:
            check(each)
        except Refused as refused:
            assert refused.field == "files"


VBA = '<Override PartName="/word/x.bin" ContentType="application/vnd.ms-office.vba{}roject"/>'


@pytest.mark.parametrize(
    "types",
    [
        VBA.format("P").encode(), VBA.format("p").upper().encode(), VBA.format("P").encode("utf-16"),
        VBA.format("&#80;").encode(), b" " * 1_000_001 + VBA.format("P").encode(),
        b'<Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>',
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["[Content_Types].xml", "[content_types].XML"])
def test_macros_under_another_name_are_found_by_what_the_document_says_of_its_parts(types, name):
    content = office((name, types), ("word/document.xml", b"x"), ("word/x.bin", b"x"))
    assert "Dokumente ohne Makros" in refusal(content, "rechnung.doc")


def test_a_second_list_of_parts_is_refused():
    lists = [("[Content_Types].xml", VBA.format("P").encode()), ("[Content_Types].xml", b"<Types/>")]
    with pytest.warns(UserWarning, match="Duplicate name"):
        content = office(*lists, ("word/document.xml", b"x"))
    assert "Dokumente ohne Makros" in refusal(content, "rechnung.doc")


def test_a_document_without_macros_is_taken_and_one_whose_list_cannot_be_read_is_damaged():
    types = b'<Types><Default Extension="xml" ContentType="application/xml"/></Types>'
    content = office(("[Content_Types].xml", types), ("word/document.xml", b"x"))
    assert check(content).kind == "office"
    assert "beschädigt" in refusal(content.replace(types, types.upper()))  # the check sum is wrong


def office(*parts):
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as document:
        for name, content in parts:
            document.writestr(name, content)
    return made.getvalue()
