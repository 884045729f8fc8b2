"""What a file is, by its content alone; no picture is decoded, and nothing unpacked but a document's list of parts."""

import re
import zlib
from io import BytesIO
from struct import error as StructError
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

MOST_PIXELS = 40_000_000
MOST_PARTS = 10_000  # the list of an archive with more of them could take the machine's memory

SIGNATURES = (
    (b"%PDF-", "pdf"), (b"\xff\xd8\xff", "jpeg"), (b"\x89PNG\r\n\x1a\n", "png"), (b"GIF87a", "gif"),
    (b"GIF89a", "gif"), (b"II*\0", "tiff"), (b"MM\0*", "tiff"), (b"\x1f\x8b\x08", "gzip"), (b"PK\x03\x04", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "compound"),
)  # fmt: skip
PICTURES = ("jpeg", "png", "gif", "webp", "tiff")

# What archives have in them that are documents, programs (Java, Android) or carry macros.
DOCUMENT_PARTS = {"word/document.xml", "xl/workbook.xml", "ppt/presentation.xml", "META-INF/manifest.xml"}
PROGRAM_PARTS = {"META-INF/MANIFEST.MF", "AndroidManifest.xml"}
MACRO_PARTS = re.compile(r"vbaProject\.bin$|^Basic/|^Scripts/", re.I)
# A part with macros may have any name; the list of the parts' kinds (ECMA-376, part 2) says what it is. There it stands
# in plain letters, or somebody hides it: behind references, in UTF-16 or behind a megabyte of blanks.
LIST_OF_PARTS = "[content_types].xml"
MACRO_TYPES = re.compile(rb"macroEnabled|vbaProject|&#|\0", re.I)
LONGEST_LIST = 1_000_000  # bytes
# The streams of a compound file (MS-CFB) that is a document or a mail; installers have none of them.
DOCUMENT_STREAMS = ("WordDocument", "Workbook", "PowerPoint Document", "__properties_version1.0")
MACRO_STREAM = "_VBA_PROJECT"

# Bytes that no text has (MIME Sniffing Standard, section 3), and what makes a browser take a text for a page.
BINARY = bytes({*range(0x09), 0x0B, *range(0x0E, 0x1B), *range(0x1C, 0x20)})
MARKS_OF_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
WEB_PAGE = re.compile(r"<(!doctype|html|head|body|svg|script|iframe|object|embed|img|a|meta|link|style)\b", re.I)

# What Pillow and zipfile raise for what is none of theirs.
NO_PICTURE = (OSError, ValueError, TypeError, LookupError, ArithmeticError, SyntaxError, StructError)
NO_ARCHIVE = (BadZipFile, OSError, ValueError, LookupError, RuntimeError, EOFError, StructError, zlib.error)


class Damaged(Exception):
    """A file is not whole, or not what it begins like."""


class TooManyPixels(Exception):
    """A picture would take too much memory on the screen of whoever opens it."""


def kind_of(data: bytes) -> str | None:
    """The kind of a file (pdf, jpeg, png, gif, webp, tiff, text, zip, gzip, office), or None for any other.

    Raises Damaged for an archive that cannot be read.
    """
    kind = next((kind for signature, kind in SIGNATURES if data.startswith(signature)), None)
    if kind == "zip":
        return _kind_of_archive(data)
    if kind == "compound":
        return "office" if _has_stream(data, *DOCUMENT_STREAMS) and not _has_stream(data, MACRO_STREAM) else None
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    return kind or ("text" if _is_text(data) else None)


def inspect(kind: str, data: bytes) -> None:
    """See whether a file of this kind is whole. Raises Damaged, and TooManyPixels above MOST_PIXELS."""
    if kind == "pdf" and b"%%EOF" not in data[-1024:]:  # where readers look for it (ISO 32000-1, annex H.3)
        raise Damaged
    if kind == "gzip":
        _inspect_gzip(data)
    if kind in PICTURES:
        _inspect_picture(kind, data)


def _kind_of_archive(data: bytes) -> str | None:
    if data.count(b"PK\x01\x02") > MOST_PARTS:  # each part of the list begins with it
        return None
    try:
        with ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
            is_document = bool(names & DOCUMENT_PARTS)
            has_macros = is_document and (any(map(MACRO_PARTS.search, names)) or _lists_macros(archive))
    except NO_ARCHIVE as error:
        raise Damaged from error
    if is_document:
        return None if has_macros else "office"
    return None if names & PROGRAM_PARTS else "zip"


def _lists_macros(archive: ZipFile) -> bool:
    """Whether a document's list of parts names macros, or could hide them: a second list, or a very long one."""
    lists = [part for part in archive.infolist() if part.filename.lower() == LIST_OF_PARTS]
    if not lists:
        return False
    if len(lists) > 1 or lists[0].compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        return True
    with archive.open(lists[0]) as file:
        listed = file.read(LONGEST_LIST + 1)
    return len(listed) > LONGEST_LIST or MACRO_TYPES.search(listed) is not None


def _has_stream(data: bytes, *names: str) -> bool:
    return any(name.encode("utf-16-le") in data for name in names)


def _is_text(data: bytes) -> bool:
    if data.startswith(MARKS_OF_UTF_16):
        text = data.decode("utf-16", "replace")
        data = text.encode(errors="replace")
    else:
        text = data.decode("latin-1")
    begin = text.lstrip("\ufeff\xef\xbb\xbf \t\r\n\f")
    is_program = begin.startswith("#!")
    is_page = begin.startswith("<") and WEB_PAGE.search(begin)
    return not (is_program or is_page or data.translate(None, BINARY) != data)


def _inspect_gzip(data: bytes) -> None:
    try:
        zlib.decompressobj(wbits=31).decompress(data, max_length=1024)
    except zlib.error as error:
        raise Damaged from error


def _inspect_picture(kind: str, data: bytes) -> None:
    from PIL import Image

    stream = BytesIO(data)
    try:
        with Image.open(stream, formats=[kind.upper()]) as picture:
            width, height = picture.size
            begin = stream.tell()
            if kind == "png":
                picture.verify()  # the check sums of all parts
    except Image.DecompressionBombError as error:
        raise TooManyPixels from error
    except NO_PICTURE as error:
        raise Damaged from error
    if width * height > MOST_PIXELS:
        raise TooManyPixels
    if kind == "jpeg" and b"\xff\xd9" not in data[begin:]:  # the end of the picture, not of its small preview
        raise Damaged
    if kind == "webp" and len(data) < int.from_bytes(data[4:8], "little") + 8:
        raise Damaged
