"""A case from being asked for to its end; whoever asks never learns from the answer whether the customer exists."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from typing import Any, BinaryIO

import clock
import gateways
from database import is_sqlite, write
from models import Account, Contact, Customer, EmailChange, Recovery, RecoveryClaim
from rules import NotFound, Refused, audit, mail, operation, scans, uploads, work
from rules.access import brakes, tokens
from rules.access.recovery import bills, documents
from texts import t
from values import customer_number, fold

FIRST_NUMBER = 1001
LAPSES_DAYS = 60


def ask(claimed: str, email: str, bill_on: date, document: BinaryIO, name: str, address: str) -> None:
    """Put down what somebody sent from `address`: whom they say they are, a new e-mail address and a scanned bill.

    The customer is looked for by the work, so that the time of the answer tells nothing. Raises Refused, and Braked.
    """
    bills.check(bill_on)
    tries = ("recovery", f"place {brakes.place(address)}"), ("recovery", f"customer {_named(claimed)}")
    brakes.count(*tries)
    upload = uploads.check(document, uploads.PAPERS, "document", name)
    key = documents.keep(upload.data)
    with ExitStack() as unless_written:
        unless_written.callback(gateways.files.delete, key)
        with write():
            RecoveryClaim.create(
                claimed=claimed, email=email, bill_on=bill_on, file_key=key, file_kind=upload.kind, address=address
            )
            work.later("recovery claim", key)  # not the id: SQLite gives the one of a deleted row again
            scans.later(key)
        unless_written.pop_all()


def refusals(bill_on: date | None, document: tuple[BinaryIO, str] | None) -> Iterator[Refused]:
    """What is wrong with a day and a file (and its name), as far as they are there, to be said with all the rest."""
    if bill_on:
        try:
            bills.check(bill_on)
        except Refused as refusal:
            yield refusal
    if document:
        file, name = document
        try:
            uploads.check(file, uploads.PAPERS, "document", name)
        except Refused as refusal:
            yield refusal
        file.seek(0)


def waiting_hours() -> int:
    """How long everybody who knows the customer can stop a case."""
    return gateways.settings.recovery_hours


def examine(key: str) -> None:
    """The work "recovery claim": make a case of it when the customer is found and has none; else forget it."""
    claim = RecoveryClaim.get_or_none(RecoveryClaim.file_key == key)
    if claim is None:
        return
    customer = _customer(claim.claimed)
    with write(), audit.acting("Besucher", customer, claim.address):
        if customer is None or not _open(customer, claim):
            documents.delete_later(claim.file_key, days=0)
            scans.forget(claim.file_key)
        claim.delete_instance()


def _open(customer: Customer, claim: RecoveryClaim) -> bool:
    locked(Customer, customer.id)
    if other := Recovery.open().where(Recovery.customer == customer).first():
        audit.note("recovery asked again", other, after={"number": other.number})
        return False
    token = tokens.new()
    case = Recovery.create(
        number=operation.next_number("recovery", FIRST_NUMBER), customer=customer, email=claim.email,
        bill_on=claim.bill_on, file_key=claim.file_key, file_kind=claim.file_kind, address=claim.address,
        waits_until=clock.later(hours=waiting_hours()), stop_hash=tokens.digest(token),
    )  # fmt: skip
    audit.note("recovery asked", case, after={"number": case.number, "email": case.email, "bill_on": case.bill_on})
    for known, account in known_addresses(customer).items():
        mail.later(
            "recovery_asked", known, customer=customer, account=account, case=case,
            path=f"/zugang-wiederherstellen/stopp/{token}",
        )  # fmt: skip
    work.later("recovery lapse", case.id, due=clock.later(days=LAPSES_DAYS))
    return True


def known_addresses(customer: Customer) -> dict[str, Account | None]:
    """Every address at which somebody may be who has a say: the customer's and those of who may change its data.

    The former ones of the last days too: the present one may be a thief's.
    """
    found: dict[str, Account | None] = {}
    for contact in Contact.listed(customer):
        if contact.is_active and contact.may("data"):
            found |= dict.fromkeys((contact.email, contact.account and contact.account.email), contact.account)
    changes = EmailChange.stoppable().where(EmailChange.customer == customer)
    for address in (customer.email, customer.invoice_email, *(change.former for change in changes)):
        found.setdefault(address, None)
    return {address: account for address, account in found.items() if address}


def find(token: str) -> Recovery:
    """The case that this link stops; raises NotFound."""
    case = Recovery.get_or_none(Recovery.stop_hash == tokens.digest(token))
    if case is None:
        raise NotFound
    return case


def stop(token: str) -> None:
    """End a case at the wish of somebody who got the notice; the staff hear of it. Raises NotFound and Refused."""
    with write():
        case = locked(Recovery, find(token).id)
        if case.outcome == "stopped":
            return
        if not case.is_open:
            raise Refused("Dieser Antrag ist schon entschieden.")
        audit.note("recovery stopped", case, after={"number": case.number})
        end(case, "stopped")
        mail.later("recovery_stopped", gateways.settings.hoster.email, customer=case.customer, case=case)


def lapse(key: str) -> None:
    """The work "recovery lapse": decline what nobody has decided for so long."""
    with write():
        case = locked(Recovery, int(key))
        if case.is_open:
            decline(case, t("Wir konnten nicht rechtzeitig darüber entscheiden."))


def decline(case: Recovery, reason: str) -> None:
    """End a case that is locked, and tell whoever asked why."""
    audit.note("recovery declined", case, after={"number": case.number, "reason": reason})
    end(case, "declined", reason)
    mail.later("recovery_declined", case.email, case=case)


def end(case: Recovery, outcome: str, reason: str = "") -> None:
    """End a case that is locked; its document goes some time later."""
    case.ended_at, case.outcome, case.reason, case.letter_code_hash = clock.now(), outcome, reason, None
    case.save(only=["ended_at", "outcome", "reason", "letter_code_hash"])
    documents.delete_later(case.file_key)


def locked(model: Any, key: int) -> Any:
    """The row as it is now; nobody else changes it until this transaction ends."""
    query = model.select().where(model.id == key)
    return (query if is_sqlite() else query.for_update()).get()


def _customer(claimed: str) -> Customer | None:
    """The customer with this number, or the only one with this company."""
    named = _named(claimed)
    if named.isdigit():
        return Customer.get_or_none(Customer.number == int(named))
    similar = Customer.select().where(Customer.company != "", Customer.search_text.contains(named))
    found = [each for each in similar if fold(each.company) == named]
    return found[0] if len(found) == 1 else None


def _named(claimed: str) -> str:
    """A customer number without what is typed around it, or a company as it is searched."""
    try:
        return str(customer_number(claimed))
    except ValueError:
        return fold(claimed)
