"""One-time links with which somebody sets a password."""

import secrets

import clock
from database import write
from models import Account, Contact, PasswordLink, Session
from rules import NotFound, Refused, audit, mail
from rules.access import passwords, sessions

MINUTES = 30
MOST_AN_HOUR = 3


def create(account: Account, minutes: int = MINUTES) -> str:
    """A new link's token; older ones end. Valid for `minutes`."""
    token = secrets.token_urlsafe(32)
    with write():
        PasswordLink.end_all(account)
        link = PasswordLink.create(
            account=account, token_hash=sessions.digest(token), expires_at=clock.later(minutes=minutes)
        )
        audit.note("password link made", link, after={"expires_at": link.expires_at})
    return token


def ask(login: str) -> None:
    """Mail a link to whoever has this customer number or e-mail, a few an hour; says nothing when there is nobody."""
    account = sessions.find(login)
    if account is None or PasswordLink.made_since(account, clock.ago(hours=1)) >= MOST_AN_HOUR:
        return
    contact = Contact.of_account(account).first()
    address = account.email or (contact and contact.customer.email)
    if address:
        with write():
            token = create(account)
            mail.later(
                "password_link", address, customer=contact and contact.customer, account=account,
                path=f"/passwort-neu/{token}", minutes=MINUTES,
            )  # fmt: skip


def find(token: str) -> PasswordLink:
    """The link that still works; raises NotFound. Looking does not use it up."""
    link = PasswordLink.open().where(PasswordLink.token_hash == sessions.digest(token)).first()
    if link is None:
        raise NotFound
    return link


def use(token: str, password: str, email: str | None = None) -> None:
    """Set the password and end the link and all sessions; `email` is for an account that has none yet.

    Raises NotFound and Refused.
    """
    link = find(token)
    if email and Account.select().where(Account.email == email, Account.id != link.account_id).exists():
        raise Refused("Mit dieser E-Mail-Adresse gibt es schon einen Zugang.", "email")
    password_hash = passwords.hashed(passwords.check(password))
    with write(), audit.acting(link.account, None):
        used = PasswordLink.update(used_at=clock.now()).where(PasswordLink.id == link, PasswordLink.used_at.is_null())
        if not used.execute():
            raise NotFound
        Session.delete().where(Session.account == link.account_id).execute()
        address = link.account.email or email
        had_one = link.account.password_hash is not None
        audit.change("password set by link", link.account, email=address, password_hash=password_hash, is_demo=False)
        if had_one and address:
            mail.later("password_changed", address, account=link.account)
