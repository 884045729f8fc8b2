"""What a statement says, whatever its format: plain data, and a key by which an entry is known again."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256

LONGEST_TEXT = 1000  # characters that are kept of what was written to a payment


@dataclass(frozen=True)
class Entry:
    """A movement on the account in cents, positive is money that came in; `key` is the same in every file."""

    booked_on: date
    cents: int
    name: str = ""
    iban: str = ""
    text: str = ""
    reference: str = ""
    mandate_reference: str = ""
    return_reason: str = ""
    bank_reference: str = ""
    key: str = ""


@dataclass(frozen=True)
class Sheet:
    """The entries of one account in a file, from `begins_on` to `ends_on`, and what was there at the end, in cents."""

    iban: str
    begins_on: date
    ends_on: date
    closing_cents: int | None
    entries: tuple[Entry, ...] = field(default=())


def together(sheets: Iterable[Sheet]) -> list[Sheet]:
    """One sheet an account, its entries in the file's order and each with its key."""
    accounts: dict[str, list[Sheet]] = {}
    for sheet in sheets:
        accounts.setdefault(sheet.iban, []).append(sheet)
    return [_joined(iban, mine) for iban, mine in accounts.items()]


def _joined(iban: str, sheets: list[Sheet]) -> Sheet:
    last = max(sheets, key=lambda sheet: sheet.ends_on)
    return Sheet(
        iban=iban,
        begins_on=min(sheet.begins_on for sheet in sheets),
        ends_on=last.ends_on,
        closing_cents=last.closing_cents,
        entries=tuple(_keyed(iban, [entry for sheet in sheets for entry in sheet.entries])),
    )


def _keyed(iban: str, entries: list[Entry]) -> Iterable[Entry]:
    """Of entries that are equal in all they say, the first, the second … are known by their place."""
    seen: Counter[Entry] = Counter()
    for entry in entries:
        seen[entry] += 1
        yield replace(entry, key=_key(iban, entry, seen[entry]))


def _key(iban: str, entry: Entry, place: int) -> str:
    said = (
        *(iban, entry.booked_on.isoformat(), str(entry.cents), entry.bank_reference, entry.reference),
        *(entry.mandate_reference, entry.iban, entry.name, entry.text, str(place)),
    )
    return sha256("\x1f".join(said).encode()).hexdigest()
