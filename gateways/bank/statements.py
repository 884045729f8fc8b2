"""Bank statements as banks give them: camt.053 or MT940, one or a ZIP of them."""

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO

from gateways.bank import camt, mt940
from gateways.bank.entries import Sheet, together
from gateways.errors import Rejected
from texts import t

LARGEST = 20_000_000  # bytes of a file, and of all that a ZIP holds
MOST_FILES = 500


@dataclass(frozen=True)
class Statement:
    """A statement of one account: its format ("camt.053" or "mt940") and a digest that knows the same file again."""

    format: str
    digest: str
    sheet: Sheet


def read(data: bytes) -> list[Statement]:
    """What a file says, a statement an account and file. Raises Rejected with a sentence for whatever is none."""
    found = [statement for content in _contents(data) for statement in _read(content)]
    if not found:
        raise Rejected(_no_statement())
    return found


def _contents(data: bytes) -> Iterator[bytes]:
    _check_size(len(data))
    if not data.startswith(b"PK\x03\x04"):
        yield data
        return
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            yield from _unpacked(archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise Rejected(t("Das ZIP-Archiv ist beschädigt oder verschlüsselt.")) from error


def _unpacked(archive: zipfile.ZipFile) -> Iterator[bytes]:
    """The files of an archive; what it says of their sizes is not believed."""
    members = [each for each in archive.infolist() if not each.is_dir()]
    if len(members) > MOST_FILES:
        raise Rejected(t("Im ZIP-Archiv sind mehr als {n} Dateien.", n=MOST_FILES))
    size = 0
    for member in members:
        with archive.open(member) as file:
            content = file.read(LARGEST - size + 1)
        size += len(content)
        _check_size(size)
        yield content


def _check_size(size: int) -> None:
    if size > LARGEST:
        raise Rejected(t("Die Datei ist größer als {n} MB.", n=LARGEST // 1_000_000))


def _read(content: bytes) -> list[Statement]:
    if camt.is_xml(content):
        kind, sheets = "camt.053", camt.read(content)
    elif mt940.is_mt940(content):
        kind, sheets = "mt940", mt940.read(content)
    else:
        raise Rejected(_no_statement())
    return [
        Statement(kind, sha256(content + sheet.iban.encode()).hexdigest(), sheet) for sheet in together(sheets)
    ]  # fmt: skip


def _no_statement() -> str:
    return t("Das ist kein Kontoauszug. Möglich sind camt.053 (XML, auch als ZIP) und MT940.")
