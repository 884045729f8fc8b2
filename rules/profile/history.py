"""What was done for a customer, by whom and from where: the audit log as the customer may read it."""

from typing import Any

from peewee import JOIN, Case

import gateways
import texts
from database import parameter
from models import AuditEntry, Listing, Staff
from rules.audit_words import DONE, differences
from tables.staff import folded
from texts import t
from values import fold

ELSEWHERE = ("customer chosen",)  # tells for whom else somebody works
VISITOR = "Besucher"


def who(row: Any) -> str:
    """Who it was; the hoster's people have no names here."""
    if row.staff:
        return t("Mitarbeiter von {hoster}", hoster=gateways.settings.hoster.name)
    if row.account:
        return str(row.who)
    return t("ohne Anmeldung") if row.who == VISITOR else t("automatisch")


def address(row: Any) -> str:
    """From where, unless it was one of the hoster's people."""
    return "" if row.staff else str(row.address)


def changes(row: Any) -> list[tuple[str, str, str]]:
    """Which fields became what, as far as it was one of the customer's own people."""
    return differences(row) if row.account and not row.staff else []


def _entries() -> Any:
    return (
        AuditEntry.select(
            AuditEntry.at, AuditEntry.who, AuditEntry.address, AuditEntry.what, AuditEntry.before, AuditEntry.after,
            AuditEntry.account.alias("account"), Staff.id.alias("staff"),
        )
        .join(Staff, JOIN.LEFT_OUTER, on=Staff.account == AuditEntry.account)
        .where(AuditEntry.customer == parameter("customer"), AuditEntry.what.not_in(ELSEWHERE))
    )  # fmt: skip


def _search() -> Any:
    """What a search looks through: what was done in German words, and of the customer's own people the rest too."""
    with texts.speak("de"):
        words = Case(AuditEntry.what, [(what, fold(str(label))) for what, label in DONE.items()], "")
    text = AuditEntry.who.concat(" ").concat(AuditEntry.before).concat(" ").concat(AuditEntry.after)
    own = folded(text).concat(" ").concat(AuditEntry.address)
    return words.concat(" ").concat(Case(None, [(Staff.id.is_null(), own)], "mitarbeiter"))


def _listing(build: Any) -> Listing:
    return Listing(build, {"at": AuditEntry.id}, _search(), AuditEntry.id, "-at")


OF_CUSTOMER = _listing(_entries)
OF_CONTACT = _listing(lambda: _entries().where(AuditEntry.account == parameter("account")))
