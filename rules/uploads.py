"""Files that people send: what they are is said by their content, never by their name or by the browser."""

import re
from typing import BinaryIO, NamedTuple

from rules import Refused
from rules.file_kinds import MOST_PIXELS, PICTURES, Damaged, TooManyPixels, inspect, kind_of
from texts import lazy, t
from values import UNWANTED

LARGEST = 10_000_000  # bytes
LONGEST_NAME = 150

PAPERS = ("pdf", "jpeg", "png")
ATTACHMENTS = ("pdf", *PICTURES, "text", "zip", "gzip", "office")

LABELS = {
    "pdf": "PDF", "jpeg": "JPEG", "png": "PNG", "gif": "GIF", "webp": "WebP", "tiff": "TIFF", "text": lazy("Text"),
    "zip": "ZIP", "gzip": "GZ", "office": lazy("Dokumente ohne Makros (Word, Excel, PowerPoint, OpenDocument)"),
}  # fmt: skip
# The endings that fit a kind, the usual one first; none of them starts a program where it is opened.
ENDINGS = {
    "pdf": ("pdf",), "jpeg": ("jpg", "jpeg", "jfif"), "png": ("png",), "gif": ("gif",), "webp": ("webp",),
    "tiff": ("tif", "tiff"), "text": ("txt", "log", "csv", "eml", "ini", "conf", "json", "md", "sql", "yml"),
    "zip": ("zip",), "gzip": ("gz", "tgz"),
    "office": ("docx", "xlsx", "pptx", "odt", "ods", "odp", "doc", "xls", "ppt", "msg"),
}  # fmt: skip


class Upload(NamedTuple):
    """A file that is what it says: its kind (a key of LABELS), its content, its name for people."""

    kind: str
    data: bytes
    name: str

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.data)


def check(file: BinaryIO, kinds: tuple[str, ...], field: str, name: str = "", most: int = LARGEST) -> Upload:
    """Read a file of at most `most` bytes and find out what it is; `kinds` are keys of LABELS.

    Raises Refused (about `field`) for a file that is empty, too large, damaged or of another kind. The name is for
    people only, with an ending that fits the content: whoever stores the file gives it a name of the house's own.
    """
    told = t("„{name}“", name=file_name(name)) if name else t("Die Datei")
    data = file.read(most + 1)
    if not data:
        raise Refused("{file} ist leer.", field, file=told)
    if len(data) > most:
        raise Refused("{file} ist größer als {n} MB.", field, file=told, n=most // 1_000_000)
    try:
        kind = kind_of(data)
        if kind not in kinds:
            raise Refused("{file}: Solche Dateien nehmen wir nicht an. {what}", field, file=told, what=possible(kinds))
        inspect(kind, data)
    except Damaged as error:
        raise Refused(
            "{file} ist beschädigt oder nicht vollständig. Bitte sehen Sie nach, ob sie sich bei Ihnen öffnen lässt.",
            field, file=told,
        ) from error  # fmt: skip
    except TooManyPixels as error:
        raise Refused(
            "{file} hat zu viele Bildpunkte. Bitte verkleinern Sie das Bild auf höchstens {n} Megapixel.",
            field, file=told, n=MOST_PIXELS // 1_000_000,
        ) from error  # fmt: skip
    return Upload(kind, data, _fitting(file_name(name), kind))


def possible(kinds: tuple[str, ...]) -> str:
    """The sentence that says what may be sent."""
    return t("Möglich sind: {kinds}.", kinds=", ".join(str(LABELS[kind]) for kind in kinds))


def file_name(given: str) -> str:
    """A file's name without path, control characters and blanks around it, short, its ending kept."""
    name = re.sub(UNWANTED, "", given).replace("\\", "/").rpartition("/")[2].strip().lstrip(".")
    stem, dot, ending = name.rpartition(".")
    if dot and len(ending) <= 20:
        return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}"
    return name[:LONGEST_NAME] or t("Anhang")


def _fitting(name: str, kind: str) -> str:
    """The name with an ending that says what the file is: a picture called x.exe becomes x.exe.png."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    return name if ending in ENDINGS[kind] else f"{name}.{ENDINGS[kind][0]}"
