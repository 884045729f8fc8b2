"""SEPA mandates: given online or on paper, revoked, and ended where the holder is somebody new."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import clock
import gateways
import values
from database import write
from gateways.bank import accounts
from gateways.bank.accounts import Bank
from models import Account, Collection, Contact, Customer, Mandate
from rules import Refused, audit, mail
from rules.accounting import ledger
from texts import lazy, t

LONGEST_HOLDER = 70  # characters of a name in pain.008
ENDED = {
    "revoked": lazy("Das Mandat wurde widerrufen."),
    "replaced": lazy("Es gilt jetzt ein neues Mandat."),
    "new_holder": lazy("Der Vertragspartner hat gewechselt. Ein Mandat geht dabei nicht über."),
    "unusable": lazy("Ihre Bank hat gemeldet, dass von diesem Konto nicht abgebucht werden kann."),
}


def is_offered() -> bool:
    """Whether the hoster collects direct debits at all: without a creditor identifier nobody may."""
    return bool(gateways.settings.hoster.creditor_id)


def bank_of(iban: str) -> Bank:
    """The bank of a checked IBAN. Raises Refused where no direct debit is possible."""
    if not is_offered():
        raise Refused("Lastschriften bieten wir zurzeit nicht an.")
    try:
        if accounts.takes_direct_debits(iban):
            return accounts.bank_of(iban)
    except ValueError as error:
        raise Refused("Diese IBAN stimmt nicht. Bitte vergleichen Sie sie mit Ihrer Bankkarte.", "iban") from error
    raise Refused("Von einem Konto in diesem Land können wir nicht abbuchen.", "iban")


def text() -> str:
    """What somebody agrees to (§ 675j BGB): the sentences that the SDD Core scheme prescribes, as German banks and
    payment services print them, with the creditor's identifier and the term of notice added.
    """
    hoster = gateways.settings.hoster
    return t(
        "Ich ermächtige {creditor} (Gläubiger-ID {creditor_id}), Zahlungen von meinem Konto mittels Lastschrift "
        "einzuziehen. Zugleich weise ich mein Kreditinstitut an, die von {creditor} auf mein Konto gezogenen "
        "Lastschriften einzulösen. Ich kann innerhalb von acht Wochen, beginnend mit dem Belastungsdatum, die "
        "Erstattung des belasteten Betrages verlangen. Es gelten dabei die mit meinem Kreditinstitut vereinbarten "
        "Bedingungen. Betrag und Tag jeder Abbuchung erfahre ich mindestens {days} Tage vorher.",
        creditor=hoster.account_holder or hoster.name, creditor_id=hoster.creditor_id,
        days=gateways.settings.billing.debit_notice_days,
    )  # fmt: skip


def next_reference(customer: Customer) -> str:
    """The reference that the customer's next mandate has, such as "M10001-2"."""
    return f"M{customer.number}-{Mandate.of(customer).count() + 1}"


def give(
    customer: Customer,
    iban: str,
    account_holder: str,
    *,
    by: Account | None,
    address: str = "",
    given_on: date | None = None,
) -> Mandate:
    """Put a mandate into force and pay by direct debit from now on; the one before ends.

    Online `by` agrees now at `address`, which is kept as evidence; with the day `given_on` of a signature it is one on
    paper that `by` of the staff types. Raises Refused.
    """
    bank, today = bank_of(iban), clock.today()
    if given_on and given_on > today:
        raise Refused("Ein Mandat kann nicht in der Zukunft unterschrieben sein.", "given_on")
    with write():
        ledger.hold(customer)
        if former := Mandate.in_force(customer):
            _end(former, "replaced")
        mandate = Mandate.create(
            customer=customer, reference=next_reference(customer), account_holder=account_holder, iban=iban,
            bic=bank.bic, bank=bank.name, given_by=by, address=address, given_on=given_on or today,
            on_paper=given_on is not None, text=text(),
        )  # fmt: skip
        audit.note("mandate given", mandate, after={"reference": mandate.reference, "iban": shown(iban)})
        audit.change("payment details changed", customer, payment_method="direct_debit")
        _tell("mandate_given", customer, mandate=mandate, iban=shown(iban))
    return mandate


def revoke(mandate: Mandate, reason: str = "revoked") -> None:
    """End a mandate (`reason` of ENDED): invoices are paid by transfer again, and the customer is told.

    What lies in no file for the bank yet is not collected. Raises Refused when it has ended before.
    """
    with write():
        ledger.hold(mandate.customer)
        _end(mandate, reason)
        audit.change("payment details changed", mandate.customer, payment_method="transfer")
        _tell("mandate_ended", mandate.customer, mandate=mandate, reason=str(ENDED[reason]))


def is_new_holder(customer: Customer, details: Mapping[str, Any]) -> bool:
    """Whether with these details the customer is somebody else: another company or person, not another spelling.

    Somebody who marries or corrects one of two names stays who they are.
    """
    company = details.get("company", customer.company)
    if customer.company or company:
        return values.fold(company) != values.fold(customer.company) and bool(customer.name)
    names = [
        (getattr(customer, name), details.get(name, getattr(customer, name))) for name in ("first_name", "last_name")
    ]
    return all(before and values.fold(before) != values.fold(after) for before, after in names)


def end_for_new_holder(customer: Customer) -> None:
    """A mandate does not pass to a new holder: the one in force ends, and the customer is told."""
    if mandate := Mandate.in_force(customer):
        revoke(mandate, "new_holder")


def shown(iban: str) -> str:
    """An IBAN of which a mail shows no more than is needed to know it: „DE02 … 2051“."""
    return f"{iban[:4]} … {iban[-4:]}"


def _end(mandate: Mandate, reason: str) -> None:
    ended = Mandate.update(revoked_at=clock.now()).where(Mandate.id == mandate, Mandate.revoked_at.is_null())
    if not ended.execute():
        raise Refused("Dieses Mandat gilt nicht mehr.")
    audit.note("mandate ended", mandate, after={"reference": mandate.reference, "reason": reason})
    Collection.update(withdrawn_at=clock.now()).where(
        Collection.mandate == mandate, Collection.id.in_([each.id for each in Collection.due()])
    ).execute()


def _tell(template: str, customer: Customer, **more: Any) -> None:
    holder = Contact.holder_of(customer)
    if customer.email:
        mail.later(template, customer.email, customer=customer, account=holder and holder.account, **more)
