"""The second step of a login: somebody whose password was right shows a second factor."""

from collections.abc import Callable

from models import LoginStep
from rules import Refused
from rules.access import authenticator, brakes, failures, logins, passkeys, recovery_codes
from texts import lazy

WRONG_RECOVERY_CODE = lazy("Dieser Wiederherstellungscode stimmt nicht oder wurde schon benutzt.")
WRONG_PASSKEY = lazy("Dieser Passkey passt nicht zu Ihrem Zugang.")


def by_app(token: str, code: str, address: str) -> str:
    """Go in by the app's code; gives the session's token.

    Raises Refused, NotFound when the step is unknown or too old, and brakes.Braked before anything is checked.
    """
    refusal = Refused(authenticator.WRONG, "code")
    return _go(token, "app", address, refusal, lambda step: authenticator.matches(step.account, code))


def by_recovery_code(token: str, code: str, address: str) -> str:
    """The same by a recovery code; raises passwords.Busy too."""
    refusal = Refused(WRONG_RECOVERY_CODE, "recovery_code")
    return _go(token, "recovery code", address, refusal, lambda step: recovery_codes.matches(step.account, code))


def by_passkey(token: str, credential: str, address: str) -> str:
    """The same by a passkey's signature."""
    refusal = Refused(WRONG_PASSKEY)
    return _go(token, "passkey", address, refusal, lambda step: passkeys.matches(step, credential))


def _go(token: str, method: str, address: str, refusal: Refused, matches: Callable[[LoginStep], bool]) -> str:
    step = logins.step(token)
    brake = ("factor", str(step.account_id))
    brakes.check(brake)
    if not matches(step):
        brakes.failed(brake)
        failures.note("second factor wrong", step.account, address)
        raise refusal
    brakes.release(brake)
    return logins.finish(token, method)
