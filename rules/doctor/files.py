"""Whether every file that a row names is there and is what its key says."""

import hashlib
from collections.abc import Iterator

import gateways
from database import Table
from gateways import Rejected, Unreachable
from models import TABLES, Scan
from rules.doctor.questions import MOST
from texts import t


def faults() -> Iterator[str]:
    """A sentence for each file that is missing or not its SHA-256, MOST of them."""
    count = 0
    for table in TABLES:
        if "file_key" not in table._meta.fields or table is Scan:  # its files have another row that names them
            continue
        for row_id, key in _keys(table):
            fault = _fault(key)
            if fault and count == MOST:
                yield t("… und weitere davon.")
                return
            if fault:
                count += 1
                yield t(fault, table=table._meta.table_name, row=row_id, key=key)


def _keys(table: type[Table]) -> Iterator[tuple[int, str]]:
    key = table._meta.fields["file_key"]
    rows = table.select(table.id, key).where(key != "").order_by(table.id)
    yield from rows.tuples().iterator()


def _fault(key: str) -> str:
    try:
        with gateways.files.open(key) as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    except Rejected:
        return t("Die Datei von {table} {row} fehlt: {key}")
    except (Unreachable, OSError):
        return t("Die Datei von {table} {row} ist nicht lesbar: {key}")
    return "" if digest == key else t("Die Datei von {table} {row} wurde verändert: {key}")
