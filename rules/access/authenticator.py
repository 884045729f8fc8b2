"""Authenticator apps: six digits that change every 30 seconds (RFC 6238: SHA-1, six digits, 30 seconds)."""

import re
from calendar import timegm
from typing import NamedTuple

import clock
import gateways
from database import write
from models import Account, Authenticator, Customer
from rules import Refused, audit
from rules.access import recovery_codes, seal, second_factor
from texts import lazy

SECONDS = 30
DRIFT = 1  # steps that a telephone's clock may be wrong
WRONG = lazy("Der Code stimmt nicht. Bitte geben Sie den ein, den Ihre App gerade anzeigt.")


class Setup(NamedTuple):
    """What somebody needs to set up their app; `sealed` is the secret as it comes back with the first code."""

    sealed: str
    address: str
    picture: str
    typed: str


def of(account: Account) -> Authenticator | None:
    """The account's app."""
    return Authenticator.get_or_none(Authenticator.account == account)


def begin(account: Account, name: str, sealed: str = "") -> Setup:
    """A new secret, or once more the sealed one: as address and QR code (SVG) for the app and to be typed.

    `name` is what the app shows for the account. Raises Refused when `sealed` is none of this account's.
    """
    import pyotp
    import segno

    secret = _unsealed(account, sealed) if sealed else pyotp.random_base32()
    address = pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=gateways.settings.hoster.name)
    picture = segno.make_qr(address, error="m").svg_data_uri(scale=5, border=4, dark="#000", light="#fff")
    return Setup(sealed or seal.seal(secret, purpose(account)), address, picture, " ".join(re.findall("....", secret)))


def confirm(account: Account, sealed: str, code: str, customer: Customer | None) -> list[str]:
    """Take the app into use after its first right code, instead of an older one.

    Gives recovery codes when the account has none yet. Raises Refused, and passwords.Busy.
    """
    step = _step(_unsealed(account, sealed), code)
    if step is None:
        raise Refused(WRONG, "code")
    made = recovery_codes.first(account)
    with write():
        Authenticator.delete().where(Authenticator.account == account).execute()
        row = Authenticator.create(account=account, secret=sealed, last_step=step)
        recovery_codes.keep(account, made)
        audit.note("authenticator set up", row)
        second_factor.tell_added(account, customer)
    return [code for code, _ in made]


def matches(account: Account, code: str) -> bool:
    """Whether the app shows this code now; it is used up by that, even when it is asked twice at the same time."""
    row = of(account)
    step = row and _step(_known(row), code)
    if not step:
        return False
    with write():
        unused = Authenticator.update(last_step=step).where(Authenticator.id == row, Authenticator.last_step < step)
        return unused.execute() == 1


def remove(account: Account, customer: Customer | None) -> None:
    """Let the app count no longer; raises Refused when it is the last factor and one is required."""
    with write():
        row = of(account)
        if row is None:
            return
        second_factor.check_removable(account)
        row.delete_instance()
        audit.note("authenticator removed", row)
        second_factor.tell_removed(account, customer)


def purpose(account: Account) -> str:
    """What an account's secret is sealed for."""
    return f"authenticator of account {account.id}"


def _unsealed(account: Account, sealed: str) -> str:
    try:
        return seal.unseal(sealed, purpose(account))
    except seal.Broken as error:
        raise Refused("Das hat zu lange gedauert. Bitte beginnen Sie noch einmal.") from error


def _known(row: Authenticator) -> str:
    """The secret of an app in use; empty when it was sealed with another secret key."""
    try:
        return seal.unseal(row.secret, purpose(row.account))
    except seal.Broken:
        return ""


def _step(secret: str, code: str) -> int | None:
    """The time step near now in which the secret gives this code."""
    import pyotp

    digits = re.sub(r"\s", "", code)
    if not secret or not re.fullmatch(r"[0-9]{6}", digits):
        return None
    app, now = pyotp.TOTP(secret), timegm(clock.now().timetuple()) // SECONDS
    steps = range(now - DRIFT, now + DRIFT + 1)
    return next((step for step in steps if app.verify(digits, for_time=step * SECONDS)), None)
