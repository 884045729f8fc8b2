"""Showing once more who one is, in the middle of a session, before something sensitive is done."""

from typing import NoReturn

from database import write
from models import Account, Session
from rules import Refused, audit
from rules.access import authenticator, brakes, passkeys, passwords, recovery_codes, second_factor, sessions, steps
from texts import lazy

WRONG_PASSWORD = lazy("Das Service-Passwort stimmt nicht.")
PASSKEY_ALONE = lazy("Dieser Passkey allein genügt nicht. Bitte geben Sie auch Ihr Service-Passwort ein.")


def by_password(session: Session, password: str, code: str = "") -> str:
    """Remember that whoever is logged in knows the password and, where the account has a second factor, shows it too:
    `code` is the app's or a recovery code. Gives the session's new token.

    Raises Refused, brakes.Braked before anything is checked, and passwords.Busy.
    """
    account = session.account
    brakes.check(_brake(session))
    if not passwords.matches(account.password_hash, password):
        _refuse(session, Refused(WRONG_PASSWORD, "proof_password"))
    if second_factor.is_set(account) and not _matches(account, code):
        wrong = authenticator.WRONG if authenticator.of(account) else steps.WRONG_RECOVERY_CODE
        _refuse(session, Refused(wrong, "proof_code"))
    return _accept(session)


def by_passkey(session: Session, credential: str, password: str = "") -> str:
    """The same by a passkey, which does alone when it checks who holds it, and otherwise with the password."""
    account = session.account
    brakes.check(_brake(session))
    if password and not passwords.matches(account.password_hash, password):
        _refuse(session, Refused(WRONG_PASSWORD, "proof_passkey_password"))
    if not passkeys.prove(session, credential, must_verify=not password):
        _refuse(session, Refused(steps.WRONG_PASSKEY if password else PASSKEY_ALONE, "proof_passkey_password"))
    return _accept(session)


def _matches(account: Account, code: str) -> bool:
    return authenticator.matches(account, code) or recovery_codes.matches(account, code)


def _brake(session: Session) -> tuple[str, str]:
    return "proof", str(session.account_id)


def _accept(session: Session) -> str:
    brakes.release(_brake(session))
    return sessions.renew(session)


def _refuse(session: Session, refusal: Refused) -> NoReturn:
    brakes.failed(_brake(session))
    with write():
        audit.note("proof refused", session)
    raise refusal
