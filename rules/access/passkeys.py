"""Passkeys (WebAuthn level 3): registered by name, as second factor and as the whole login."""

import json

import clock
import gateways
from database import write
from models import Account, Contact, Customer, EmailChange, LoginStep, Passkey, Session
from rules import Refused, audit
from rules.access import brakes, challenges, failures, logins, recovery_codes, second_factor
from rules.access.credentials import Shown, Unreadable, read_login, read_new, rp_id, user_handle
from texts import lazy

MOST = 20
UNREADABLE = lazy("Was Ihr Browser geschickt hat, konnten wir nicht lesen. Bitte versuchen Sie es noch einmal.")
UNKNOWN = lazy("Dieser Passkey passt zu keinem Zugang. Bitte melden Sie sich mit Ihrem Passwort an.")


def options_to_add(session: Session, name: str) -> str:
    """What the browser needs to make a passkey (PublicKeyCredentialCreationOptionsJSON); `name` is shown by it."""
    account = session.account
    return json.dumps(
        {
            "rp": {"id": rp_id(), "name": gateways.settings.hoster.name},
            "user": {"id": user_handle(account), "name": name, "displayName": account.name or name},
            "challenge": challenges.new(_adding(session)),
            "pubKeyCredParams": [{"type": "public-key", "alg": alg} for alg in (-8, -7, -257)],  # EdDSA, ES256, RS256
            "excludeCredentials": _listed(account),
            "authenticatorSelection": {"residentKey": "preferred", "userVerification": "preferred"},
            "attestation": "none",
            "timeout": challenges.SECONDS * 1000,
        }
    )


def options_to_log_in(browser: str) -> str:
    """What the browser needs to offer the passkeys it knows, as the whole login in the browser with this token."""
    return _options_to_show(_logging_in(browser), [], "required")


def options_for_step(step: LoginStep) -> str:
    """The same for the second factor of somebody whose password was right."""
    return _options_to_show(_stepping(step), _listed(step.account), "preferred")


def options_to_prove(session: Session) -> str:
    """The same in the middle of a session, for its own account."""
    return _options_to_show(_proving(session), _listed(session.account), "preferred")


def add(session: Session, credential: str, name: str, customer: Customer | None) -> list[str]:
    """Register a passkey; gives recovery codes when the account has none yet. Raises Refused, and passwords.Busy."""
    account = session.account
    try:
        key = read_new(credential, lambda challenge: challenges.use(challenge, _adding(session)))
    except Unreadable as error:
        raise Refused(UNREADABLE) from error
    made = recovery_codes.first(account)
    with write():
        if Passkey.select().where(Passkey.credential_id == key.id).exists():
            raise Refused("Diesen Passkey gibt es schon.")
        if Passkey.of(account).count() >= MOST:
            raise Refused("Mehr als {n} Passkeys sind nicht möglich.", n=MOST)
        row = Passkey.create(
            account=account, credential_id=key.id, public_key=key.public_key, sign_count=key.sign_count, name=name
        )
        recovery_codes.keep(account, made)
        audit.note("passkey added", row, after={"name": name})
        second_factor.tell_added(account, customer)
    return [code for code, _ in made]


def remove(account: Account, passkey: Passkey, customer: Customer | None) -> None:
    """Forget a passkey; raises Refused when it is the last factor and one is required."""
    with write():
        second_factor.check_removable(account)
        passkey.delete_instance()
        audit.note("passkey removed", passkey, before={"name": passkey.name})
        second_factor.tell_removed(account, customer)


def log_in(credential: str, browser: str, address: str, device: str) -> str:
    """Log somebody in by a passkey alone, which has to check who holds it; gives the session's token.

    Raises Refused, the same for an unknown passkey, a wrong one and one from before a stop, and brakes.Braked.
    """
    brake = ("address", brakes.place(address))
    brakes.check(brake)
    shown, passkey = _read(credential, _logging_in(browser))
    if passkey is None or not _has_signed(passkey, shown, must_verify=True) or _may_be_a_thiefs(passkey):
        brakes.failed(brake)
        failures.note("login refused", passkey.account if passkey else None, address)
        raise Refused(UNKNOWN)
    account = passkey.account
    if not Contact.of_account(account).exists() and not account.staff.exists():
        raise Refused(UNKNOWN)
    return logins.begin(account, None, address, device, "passkey")


def matches(step: LoginStep, credential: str) -> bool:
    """Whether it is one of the passkeys of somebody whose password was right.

    Raises Refused when it cannot be read or answers an old challenge.
    """
    return _is_of(step.account, credential, _stepping(step), must_verify=False)


def prove(session: Session, credential: str, must_verify: bool) -> bool:
    """Whether it is one of the passkeys of whoever is logged in, which with `must_verify` checked who holds it.

    Raises Refused when it cannot be read or answers an old challenge.
    """
    return _is_of(session.account, credential, _proving(session), must_verify)


def _may_be_a_thiefs(passkey: Passkey) -> bool:
    """Whether it was there when a new e-mail address was stopped: whoever had got in may have made it.

    With the password it is a second factor still; alone it would let them in again.
    """
    return EmailChange.stopped_since(passkey.account, passkey.created_at).exists()


def _is_of(account: Account, credential: str, purpose: str, must_verify: bool) -> bool:
    """Whether one of the account's passkeys has signed for this purpose just now. Raises Refused."""
    shown, passkey = _read(credential, purpose)
    return passkey is not None and passkey.account_id == account.id and _has_signed(passkey, shown, must_verify)


def _read(credential: str, purpose: str) -> tuple[Shown, Passkey | None]:
    """What the browser shows for a fresh challenge of this purpose, yet unchecked, and whose it says it is.

    Raises Refused when it cannot be read or answers an old challenge.
    """
    try:
        shown = read_login(credential, lambda challenge: challenges.use(challenge, purpose))
    except Unreadable as error:
        raise Refused(UNREADABLE) from error
    return shown, Passkey.get_or_none(Passkey.credential_id == shown.id)


def _has_signed(passkey: Passkey, shown: Shown, must_verify: bool) -> bool:
    """Whether it was this passkey, and no copy of it, and with `must_verify` it checked who holds it."""
    try:
        count = shown.check(passkey.account, passkey.public_key, must_verify)
    except Unreadable:
        return False
    if not _advance(passkey, count):
        with write():
            audit.note("passkey refused: its counter went back", passkey)
        return False
    return True


def _advance(passkey: Passkey, count: int) -> bool:
    """Note the use; False when the counter did not grow, as with a copy of the key. Keys without a counter say 0."""
    is_ahead = Passkey.sign_count == 0 if count == 0 else Passkey.sign_count < count
    with write():
        used = Passkey.update(sign_count=count, last_used_at=clock.now()).where(Passkey.id == passkey, is_ahead)
        return used.execute() == 1


def _options_to_show(purpose: str, allowed: list[dict[str, str]], verification: str) -> str:
    return json.dumps(
        {
            "rpId": rp_id(),
            "challenge": challenges.new(purpose),
            "allowCredentials": allowed,
            "userVerification": verification,
            "timeout": challenges.SECONDS * 1000,
        }
    )


def _listed(account: Account) -> list[dict[str, str]]:
    return [{"type": "public-key", "id": passkey.credential_id} for passkey in Passkey.of(account)]


def _adding(session: Session) -> str:
    return f"add to account {session.account_id} in session {session.id}"  # its token changes with a proof meanwhile


def _logging_in(browser: str) -> str:
    return f"log in from {browser}"


def _proving(session: Session) -> str:
    return f"prove in session {session.id}"


def _stepping(step: LoginStep) -> str:
    return f"step {step.token_hash}"
