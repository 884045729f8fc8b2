"""Customers who are invited to their first login, one or many at once, by mail or by letter."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import clock
from database import write
from models import (
    Account,
    Customer,
    Invitation,
    InvitationRun,
    Work,
    customers_without_access,
    uninvited_customers,
)
from rules import Refused, audit, work
from rules.profile.customers import has_postal_address
from rules.staff import customers
from texts import lazy

MOST_LETTERS = 250  # of one PDF
MAILS_A_SECOND = 5
AT_ONCE = 500  # rows of one INSERT
ERRORS = {
    "has_access": lazy("Hat inzwischen ein Passwort."),
    "no_email": lazy("Es ist keine E-Mail-Adresse hinterlegt. Laden Sie den Kunden bitte per Brief ein."),
    "no_address": lazy("Die Postanschrift ist unvollständig. Laden Sie den Kunden bitte per E-Mail ein."),
    "no_letter": lazy("Der Brief lässt sich nicht setzen. Laden Sie den Kunden bitte per E-Mail ein."),
}


@dataclass(frozen=True)
class Progress:
    """How far a run is; `step` is waiting, inviting, setting (of letters), stuck or done."""

    step: str
    done: int
    count: int
    failed: list[Invitation]

    @property
    def is_over(self) -> bool:
        return self.step in ("done", "stuck")

    @property
    def invited(self) -> int:
        return self.done - len(self.failed)

    @property
    def without_email(self) -> int:
        return len([each for each in self.failed if each.error == "no_email"])


def start(numbers: Collection[int], method: str, by: Account) -> InvitationRun:
    """Invite the customers with these numbers that have no password yet. Raises Refused when there is none."""
    if not numbers:
        raise Refused("Bitte wählen Sie mindestens einen Kunden aus.", "customers")
    if len(numbers) > MOST_LETTERS:
        raise Refused("Mehr als {n} Kunden lassen sich nicht auf einmal auswählen.", "customers", n=MOST_LETTERS)
    return _start(customers_without_access(numbers), method, by)


def start_all(method: str, by: Account) -> InvitationRun:
    """Invite everybody without a password who has no link that works; by letter MOST_LETTERS at once.

    Raises Refused when there is none.
    """
    return _start(uninvited_customers().limit(most(method)), method, by)


def most(method: str) -> int | None:
    """How many are invited at once, or None for as many as there are."""
    return MOST_LETTERS if method == "letter" else None


def start_letters(run: InvitationRun, by: Account) -> InvitationRun:
    """Write to those of a run who have no e-mail address. Raises Refused when there is none."""
    failed = Invitation.of(run).where(Invitation.error == "no_email").limit(MOST_LETTERS)
    return _start(customers_without_access([each.customer.number for each in failed]), "letter", by)


def invite(key: str) -> None:
    """Do the invitation with this id: a mail goes into the outbox, or the letter is put on the list. Once."""
    invitation = Invitation.get_by_id(int(key))
    run = invitation.run
    with write(), audit.acting(run.staff_account, invitation.customer):
        undone = Invitation.update(done_at=clock.now()).where(Invitation.id == invitation, Invitation.done_at.is_null())
        if not undone.execute():
            return
        if error := _obstacle(invitation.customer, run.method):
            Invitation.update(error=error).where(Invitation.id == invitation).execute()
        elif run.method == "mail":
            customers.invite(invitation.customer)
        _count_down(run)


def progress(run: InvitationRun) -> Progress:
    """How far the run is."""
    done = run.customer_count - run.open_count
    failed = list(Invitation.of(run).where(Invitation.error != ""))
    return Progress(_step(run, done), done, run.customer_count, failed)


def _start(found: Any, method: str, by: Account) -> InvitationRun:
    with write():
        ids = [customer.id for customer in found]
        if not ids:
            raise Refused("Alle diese Kunden haben schon ein Passwort oder eine Einladung.")
        run = InvitationRun.create(staff_account=by, method=method, customer_count=len(ids), open_count=len(ids))
        for first in range(0, len(ids), AT_ONCE):
            rows = [{"run": run.id, "customer": each} for each in ids[first : first + AT_ONCE]]
            Invitation.insert_many(rows).execute()
        keys = [each.id for each in Invitation.select(Invitation.id).where(Invitation.run == run)]
        work.later_each("invitation", keys, MAILS_A_SECOND if method == "mail" else len(keys))
        audit.note("invitations begun", run, after={"method": method, "customer_count": len(ids)})
    return run


def _obstacle(customer: Customer, method: str) -> str:
    """Why the customer cannot be invited, a word of ERRORS, or nothing."""
    if customers.account_of(customer).password_hash:
        return "has_access"
    if method == "mail":
        return "" if customer.email else "no_email"
    return "" if has_postal_address(customer) else "no_address"


def _count_down(run: InvitationRun) -> None:
    """One less to do. The last one ends the run, or lets the letters be set."""
    left = (
        InvitationRun.update(open_count=InvitationRun.open_count - 1)
        .where(InvitationRun.id == run)
        .returning(InvitationRun.open_count)
        .execute()
    )
    if next(iter(left)).open_count > 0:
        return
    if run.method == "letter" and Invitation.select().where(Invitation.run == run, Invitation.error == "").exists():
        work.later("letters", run.id)
    else:
        InvitationRun.update(done_at=clock.now()).where(InvitationRun.id == run).execute()


def _step(run: InvitationRun, done: int) -> str:
    if run.done_at:
        return "done"
    if _has_failed(run):
        return "stuck"
    return "setting" if run.open_count == 0 else "inviting" if done else "waiting"


def _has_failed(run: InvitationRun) -> bool:
    """Whether something of the run was given up, which the staff find under „Versand und Aufgaben“."""
    given_up = Work.select(Work.key).where(Work.failed_at.is_null(False))
    if run.open_count == 0:
        return given_up.where(Work.kind == "letters", Work.key == str(run.id)).exists()
    ids = [int(each.key) for each in given_up.where(Work.kind == "invitation")]
    return Invitation.select().where(Invitation.run == run, Invitation.id.in_(ids)).exists()
