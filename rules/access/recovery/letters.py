"""Where the hoster has one staff member only: a code by letter to the stored address takes the second one's place."""

import secrets

import clock
import gateways
import texts
from database import write
from gateways import Rejected
from models import Recovery
from rules import NotFound, Refused, audit
from rules.access import brakes, passwords
from rules.access.recovery import cases, decisions
from rules.profile.customers import has_postal_address, postal_lines
from texts import lazy

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # nothing that looks like something else
LENGTH = 10
WRONG = lazy(
    "Nummer und Code passen nicht zusammen, oder der Code gilt nicht mehr. Bitte vergleichen Sie beides mit dem Brief."
)


def is_on() -> bool:
    """Whether this hoster writes letters."""
    return gateways.settings.recovery_by_letter


def printed(case: Recovery) -> bytes:
    """The letter as PDF, with a new code; the one of an earlier letter ends.

    Raises NotFound where there are no letters, Refused before one of the staff has agreed or without a postal address.
    """
    _check(case)
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    code_hash = passwords.hashed(code)
    try:
        pdf = gateways.typst.pdf("recovery", _content(case, code))
    except Rejected as error:
        raise Refused("Der Brief lässt sich gerade nicht als PDF ausgeben.") from error
    with write():
        case = cases.locked(Recovery, case.id)
        _check(case)
        case.letter_code_hash, case.letter_printed_at, case.letter_tries = code_hash, clock.now(), 0
        case.save(only=["letter_code_hash", "letter_printed_at", "letter_tries"])
        audit.note("recovery letter printed", case, after={"number": case.number})
    return pdf


def prove(number: int, code: str, address: str) -> None:
    """Somebody at `address` types the code of the letter: the case is granted.

    Raises Refused, the same for a wrong code, an unknown case and a letter that is too old; Braked and passwords.Busy.
    """
    if not is_on():
        raise NotFound
    place = ("recovery", f"letter {brakes.place(address)}")
    brakes.check(place)
    case = _tried(number)
    code_hash = case.letter_code_hash if case else None
    if not passwords.matches(code_hash, _tidied(code)) or case is None:
        brakes.failed(place)
        raise Refused(WRONG, "code")
    with write():
        case = cases.locked(Recovery, case.id)
        if not case.is_ripe or case.letter_code_hash != code_hash or not decisions.agreeing(case):
            raise Refused(WRONG, "code")
        decisions.grant(case)
    brakes.release(place)


def _tried(number: int) -> Recovery | None:
    """The case for which a code is typed, the try counted; None when there is no letter whose code still works."""
    with write():
        if not Recovery.count_try(number):
            return None
        case = Recovery.get(Recovery.number == number)
        audit.note("recovery code typed", case, after={"number": number})
        return case


def _check(case: Recovery) -> None:
    if not is_on():
        raise NotFound
    decisions.check_ripe(case)
    if not decisions.agreeing(case):
        raise Refused("Bitte stimmen Sie zuerst zu. Danach drucken Sie den Brief.")
    if not has_postal_address(case.customer):
        raise Refused("Für diesen Kunden ist keine Postanschrift gespeichert.")


def _content(case: Recovery, code: str) -> dict[str, object]:
    """What templates/documents/recovery.typ asks for; it is German for everybody, as the template is."""
    with texts.speak("de"):
        return {
            "date": clock.today(),
            "recipient": postal_lines(case.customer),
            "customer_number": str(case.customer.number),
            "number": str(case.number),
            "code": f"{code[:5]} {code[5:]}",
            "until": texts.date(clock.later(days=Recovery.LETTER_DAYS)),
            "address": gateways.settings.public_url.partition("://")[2] + "/zugang-wiederherstellen/brief",
        }


def _tidied(code: str) -> str:
    return "".join(code.upper().split()).replace("-", "")
