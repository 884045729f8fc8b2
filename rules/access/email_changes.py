"""New e-mail addresses: they count once they were confirmed, and the former one can stop or undo it for a while."""

from typing import Any

import clock
from database import is_sqlite, write
from models import Account, Contact, Customer, EmailChange, PasswordLink
from rules import NotFound, Refused, audit, mail
from rules.access import brakes, links, passwords, tokens
from rules.profile import customers
from rules.staff import unless_taken
from texts import lazy

CONFIRM, STOP = "/e-mail-bestaetigen/", "/e-mail-stoppen/"
TAKEN = lazy("Mit dieser E-Mail-Adresse gibt es schon einen Zugang.")


def ask(account: Account, email: str, customer: Customer | None = None) -> None:
    """Ask a new address of a login, and of the `customer` whose holder it is, for its confirmation.

    A former request is replaced. Whether another login has the address shows in the mail to it only. Raises Refused
    when it is the present one, and brakes.Braked.
    """
    former = (customer.email if customer else account.email) or ""
    if email == former:
        raise Refused("Das ist schon Ihre E-Mail-Adresse.", "email")
    brake = ("email", str(account.id))
    brakes.check(brake)
    with write():
        brakes.failed(brake)
        EmailChange.end_waiting(account)
        confirm, stop = tokens.new(), tokens.new()
        change = EmailChange.create(
            account=account, customer=customer, former=former, email=email,
            confirm_hash=tokens.digest(confirm), stop_hash=tokens.digest(stop),
        )  # fmt: skip
        audit.note("email change asked", change, {"email": former}, {"email": email})
        template = "email_taken" if _is_taken(email, account) else "email_confirm"
        mail.later(
            template, email, customer=customer, account=account, path=CONFIRM + confirm, hours=change.CONFIRM_HOURS
        )
        _tell("email_asked", change, stop)


def ask_again(account: Account) -> None:
    """Send the mails of the waiting change once more, with new links. Raises NotFound and brakes.Braked."""
    change = EmailChange.waiting_of(account) or _none()
    ask(account, change.email, change.customer)


def cancel(account: Account) -> None:
    """Leave the address as it is. Raises NotFound when no change waits."""
    change = EmailChange.waiting_of(account) or _none()
    with write():
        EmailChange.end_waiting(account)
        audit.note("email change cancelled", change, after={"email": change.email})


def waiting(token: str) -> EmailChange:
    """The change that a link confirms; looking does not use it up. Raises NotFound."""
    return EmailChange.waiting().where(EmailChange.confirm_hash == tokens.digest(token)).first() or _none()


def confirm(token: str) -> None:
    """Let the new address count, once; the former one is told. Raises NotFound, and Refused when it is taken by now."""
    change = waiting(token)
    account, undo = Account.get_by_id(change.account_id), tokens.new()
    with write(), audit.acting(account, change.customer, audit.actor().address):
        if _is_taken(change.email, account):
            raise Refused(TAKEN)
        used = EmailChange.update(
            confirm_hash=None, confirmed_at=clock.now(), undo_hash=tokens.digest(undo), former_login=account.email
        ).where(EmailChange.id == change, EmailChange.confirm_hash == tokens.digest(token))
        present = (change.customer.email if change.customer else account.email) or ""
        if not used.execute() or present != change.former:
            raise NotFound
        _take_effect(change, account)
        _tell("email_changed", change, undo)


def changed_directly(customer: Customer, account: Account | None, former: str, former_login: str | None) -> None:
    """Tell the former address that the hoster's people have changed a customer's, and let it undo that.

    An address that came only in the last days is told without such a link: it may be the one that somebody smuggled in.
    When the people go back to an address from before, that undoes what came between.
    """
    with write():
        recent = list(_recent(customer))
        if account:
            EmailChange.end_waiting(account)
        if customer.email in [each.former for each in recent]:
            EmailChange.update(replaced_at=clock.now()).where(EmailChange.id.in_(recent)).execute()
        if not former:
            return
        stop = "" if any(each.email == former for each in recent) else tokens.new()
        change = EmailChange.create(
            account=account, customer=customer, former=former, former_login=former_login, email=customer.email,
            confirmed_at=clock.now(), undo_hash=tokens.digest(stop) if stop else None,
        )  # fmt: skip
        _tell("email_changed", change, stop)


def stoppable(token: str) -> EmailChange:
    """The change that a link stops or undoes; looking does not use it up. Raises NotFound."""
    digest = tokens.digest(token)
    by_link = (EmailChange.stop_hash == digest) | (EmailChange.undo_hash == digest)
    return EmailChange.stoppable().where(by_link).first() or _none()


def stop(token: str) -> None:
    """Stop a change and those that followed it; what took effect already is undone.

    Whoever asked for it had got in, so all ways in end, and the former address gets a link for a new password. Raises
    NotFound.
    """
    first = stoppable(token)
    account = first.account
    with write(), audit.acting(account or "Besucher", first.customer, audit.actor().address):
        changes = list(_locked(first.since()))  # as they are now: one may be confirmed at this moment
        stopped = EmailChange.update(stopped_at=clock.now(), confirm_hash=None).where(
            EmailChange.id == first, EmailChange.stopped_at.is_null(), EmailChange.replaced_at.is_null()
        )
        if not stopped.execute():
            raise NotFound
        EmailChange.update(stopped_at=clock.now(), confirm_hash=None).where(EmailChange.id.in_(changes)).execute()
        for change in changes:
            audit.note("email change stopped", change, {"email": change.email}, {"email": change.former})
            if change.confirmed_at:
                _undo(change)
        if account:
            _lock_out(Account.get_by_id(account.id), first)


def _locked(query: Any) -> Any:
    return query if is_sqlite() else query.for_update()


def _none() -> EmailChange:
    raise NotFound


def _is_taken(email: str, account: Account) -> bool:
    return Account.select().where(Account.email == email, Account.id != account).exists()


def _recent(customer: Customer) -> list[EmailChange]:
    query = EmailChange.stoppable().where(EmailChange.customer == customer, EmailChange.confirmed_at.is_null(False))
    return list(query)


def _tell(template: str, change: EmailChange, token: str) -> None:
    """Mail to the former address, with the link that stops the change if there is a token for it."""
    if change.former:
        mail.later(
            template, change.former, customer=change.customer, account=change.account, email=change.email_shown,
            path=STOP + token if token else "", days=change.STOP_DAYS,
        )  # fmt: skip


def _take_effect(change: EmailChange, account: Account) -> None:
    if change.customer is None or account.email in (None, change.former):
        _set_login(account, change.email)
    PasswordLink.end_all(account)
    _set_addresses(change, account, change.former, change.email)


def _undo(change: EmailChange) -> None:
    account = change.account and Account.get_by_id(change.account_id)
    if account and account.email == change.email:
        login = change.former_login
        _set_login(account, None if login is None or _is_taken(login, account) else login)
    _set_addresses(change, account, change.email, change.former)


def _set_login(account: Account, email: str | None) -> None:
    with unless_taken(Refused(TAKEN)):
        audit.change("login changed", account, email=email)


def _set_addresses(change: EmailChange, account: Account | None, old: str, new: str) -> None:
    """Change the address of the customer and its holder, and wherever the account is known under the old one."""
    known = list(Contact.select().where(Contact.account == account, Contact.email == old)) if account else []
    held = {each.customer_id for each in known if each.is_holder and each.customer.email == old}
    for customer in Customer.select().where(Customer.id.in_({*held, change.customer_id})):
        audit.change("address changed", customer, email=new)
        holder = Contact.holder_of(customer)
        if holder and holder not in known:
            known.append(holder)
    for contact in known:
        audit.change("holder changed" if contact.is_holder else "contact changed", contact, email=new)
    for customer in Customer.select().where(Customer.id.in_({each.customer_id for each in known})):
        customers.refresh_search(customer)


def _lock_out(account: Account, change: EmailChange) -> None:
    """Let nobody in who is in, nor with the password that somebody knew: the former address chooses a new one."""
    passwords.end_ways_in(account)
    audit.change("password voided", account, password_hash=None, is_demo=False)
    if change.former:
        links.send(account, change.former, change.customer)
