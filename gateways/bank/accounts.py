"""Which bank an account is at, from the published lists of bank codes."""

from typing import NamedTuple


class Bank(NamedTuple):
    """Its name and BIC; empty where the lists do not know it."""

    name: str = ""
    bic: str = ""


def bank_of(iban: str) -> Bank:
    """The bank of an IBAN that was checked already."""
    from schwifty import IBAN

    found = IBAN(iban)
    return Bank(found.bank_name or "", str(found.bic or ""))


def takes_direct_debits(iban: str) -> bool:
    """Whether the account's country takes part in SEPA."""
    from schwifty import IBAN

    return bool(IBAN(iban).in_sepa_zone)
