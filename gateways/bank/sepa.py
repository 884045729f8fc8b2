"""Direct debits for the bank: pain.008.001.08 (ISO 20022), checked against its schema.

All debits of a mandate carry the sequence type RCUR, the first one too: since the SDD Core Rulebook 9.2, in force from
20 November 2016, FRST is no longer obligatory (so say the EPC's notes on its 2016 rulebooks and the Irish banks' guide
for business customers, bpfi.ie). The rulebook in force and the DK's Anlage 3 were not at hand: a bank that refuses a
file says so in its answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import as_file, files

from gateways.errors import Rejected
from texts import t

SCHEMA = "pain.008.001.08"
SEQUENCE = "RCUR"
_GERMAN = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "€": "EUR", "&": "+"}
)
_ALLOWED = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-?:().,'+ ")


@dataclass(frozen=True)
class Creditor:
    """Who collects: the account's holder, the account and the creditor identifier (Gläubiger-ID)."""

    name: str
    iban: str
    bic: str
    creditor_id: str


@dataclass(frozen=True)
class Debit:
    """What is collected from whom, in cents; `key` is the EndToEndId."""

    key: str
    cents: int
    collect_on: date
    name: str
    iban: str
    bic: str
    mandate_reference: str
    mandate_day: date
    text: str


def plain(text: str) -> str:
    """The text in the letters that all SEPA banks take: „Bäckerei Süß“ is "Baeckerei Suess" (EPC217-08)."""
    from text_unidecode import unidecode

    latin = unidecode(text.translate(_GERMAN))
    return " ".join("".join(each if each in _ALLOWED else " " for each in latin).split())


def write(creditor: Creditor, debits: Sequence[Debit]) -> tuple[str, bytes]:
    """The MsgId and the file, checked against the schema. Raises Rejected when it does not keep to it."""
    from sepaxml import SepaDD

    wanted = {
        "name": plain(creditor.name)[:70], "IBAN": creditor.iban, "batch": True, "creditor_id": creditor.creditor_id,
        "currency": "EUR", "instrument": "CORE",
    }  # fmt: skip
    file = SepaDD(wanted | ({"BIC": creditor.bic} if creditor.bic else {}), schema=SCHEMA, clean=True)
    for debit in debits:
        file.add_payment(_payment(debit))
    content: bytes = file.export(validate=False)
    if not _is_valid(content):
        raise Rejected(
            t("Die Lastschriftdatei lässt sich nicht erstellen: Stimmen IBAN, BIC und Gläubiger-ID in der Einstellung?")
        )
    return file.msg_id, content


def _is_valid(content: bytes) -> bool:
    """Whether a file keeps to the schema that comes with sepaxml; lxml needs a fiftieth of the package's own time."""
    from lxml import etree

    with as_file(files("sepaxml") / "schemas" / f"{SCHEMA}.xsd") as path:
        return bool(etree.XMLSchema(etree.parse(path)).validate(etree.fromstring(content)))


def _payment(debit: Debit) -> dict[str, object]:
    payment: dict[str, object] = {
        "name": plain(debit.name)[:70], "IBAN": debit.iban, "amount": debit.cents, "type": SEQUENCE,
        "collection_date": debit.collect_on, "mandate_id": debit.mandate_reference, "mandate_date": debit.mandate_day,
        "description": plain(debit.text)[:140], "endtoend_id": debit.key,
    }  # fmt: skip
    return payment | ({"BIC": debit.bic} if debit.bic else {})
