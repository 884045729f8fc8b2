"""One-time links with which somebody sets a password."""

import re

import clock
from database import is_sqlite, write
from models import Account, Contact, Customer, PasswordLink, Work
from rules import NotFound, Refused, audit, mail, work
from rules.access import brakes, browsers, logins, passwords, tokens
from rules.staff import unless_taken
from values import UNWANTED

MINUTES = 30
MOST_AN_HOUR = 3
LONGEST_LOGIN = 200  # characters; the key of a piece of work has room for no more


def create(account: Account, minutes: int = MINUTES, token: str = "") -> str:
    """A new link's token, or the given one; older ones end. Valid for `minutes`."""
    token = token or tokens.new()
    with write():
        PasswordLink.end_all(account)
        link = PasswordLink.create(
            account=account, token_hash=tokens.digest(token), expires_at=clock.later(minutes=minutes)
        )
        audit.note("password link made", link, after={"expires_at": link.expires_at})
    return token


def ask(login: str, address: str) -> None:
    """Have a link mailed to whoever has this customer number or e-mail; the same is done when there is nobody.

    `address` is the asker's. Raises brakes.Braked.
    """
    brake = ("link", brakes.place(address))
    brakes.check(brake)
    typed = re.sub(UNWANTED, "", login).strip()[:LONGEST_LOGIN]
    with write():
        brakes.failed(brake)
        work.later("password_link", f"{tokens.new()} {typed}")


def answer(key: str) -> None:
    """Make and mail the link that somebody asked for, a few an hour; forgets what they typed, so it is done once."""
    nonce, _, login = key.partition(" ")
    account = logins.find(login) if login else None
    with write():
        Work.update(key=nonce).where(Work.kind == "password_link", Work.key == key).execute()
        if account is None or PasswordLink.made_since(_locked(account), clock.ago(hours=1)) >= MOST_AN_HOUR:
            return
        customer, address = _reference(account, login)
        if address:
            send(account, address, customer)


def send(account: Account, address: str, customer: Customer | None = None) -> None:
    """Mail a new link to an address that is known to be the account's."""
    with write():
        path = f"/passwort-neu/{create(account)}"
        mail.later("password_link", address, customer=customer, account=account, path=path, minutes=MINUTES)


def find(token: str) -> PasswordLink:
    """The link that still works; raises NotFound. Looking does not use it up."""
    link = PasswordLink.open().where(PasswordLink.token_hash == tokens.digest(token)).first()
    if link is None:
        raise NotFound
    return link


def use(token: str, password: str, email: str | None = None) -> str:
    """Set the password; gives advice for a better one, or "". `email` is for an account that has none yet.

    The link ends, and with it all sessions, half-way logins, waiting changes of the address and known browsers. Nobody
    is logged in by it, and the second factor stays. Raises NotFound, Refused and passwords.Busy.
    """
    link = find(token)
    taken = Refused("Mit dieser E-Mail-Adresse gibt es schon einen Zugang.", "email")
    if email and Account.select().where(Account.email == email, Account.id != link.account_id).exists():
        raise taken
    advice = passwords.check(password, link.account)
    password_hash = passwords.hashed(password)
    with write(), audit.acting(link.account, None, audit.actor().address):
        used = PasswordLink.update(used_at=clock.now()).where(PasswordLink.id == link, PasswordLink.used_at.is_null())
        if not used.execute():
            raise NotFound
        passwords.end_ways_in(link.account)
        browsers.forget_all(link.account)
        address = link.account.email or email
        had_one = link.account.password_hash is not None
        with unless_taken(taken):
            audit.change(
                "password set by link", link.account, email=address, password_hash=password_hash, is_demo=False
            )
        if had_one and address:
            mail.later("password_changed", address, account=link.account)
    return advice


def _locked(account: Account) -> Account:
    """The account, kept from whoever else counts its links until the transaction ends."""
    query = Account.select().where(Account.id == account)
    return (query if is_sqlite() else query.for_update()).get()


def _reference(account: Account, login: str) -> tuple[Customer | None, str]:
    """Where a link goes: for a holder to what is stored at the customer, else to the account's own address.

    Nowhere when nobody could log in with it.
    """
    contacts = list(Contact.of_account(account))
    holders = [contact.customer for contact in contacts if contact.is_holder]
    named = [customer for customer in holders if str(customer.number) == login]
    for customer in (*named, *holders):
        return customer, customer.email or account.email or ""
    may_log_in = contacts or account.staff.exists()
    return (contacts[0].customer if contacts else None), account.email if may_log_in and account.email else ""
