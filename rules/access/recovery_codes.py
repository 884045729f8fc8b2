"""Ten codes for the day on which the second factor is lost; each works once, and only their hashes are kept."""

import re
import secrets

import clock
from database import write
from models import Account, RecoveryCode
from rules import audit
from rules.access import passwords

COUNT, LENGTH = 10, 10
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without what looks alike: 50 bits a code


def left(account: Account) -> int:
    """How many codes still work."""
    return RecoveryCode.open(account).count()


def first(account: Account) -> list[tuple[str, str]]:
    """Codes with their hashes for an account that has none yet, to be kept. Takes a while; raises passwords.Busy."""
    has_some = RecoveryCode.select().where(RecoveryCode.account == account).exists()
    return [] if has_some else _made()


def keep(account: Account, made: list[tuple[str, str]]) -> None:
    """Let these codes work, instead of all older ones."""
    if not made:
        return
    with write():
        RecoveryCode.delete().where(RecoveryCode.account == account).execute()
        for position, (_, code_hash) in enumerate(made, 1):
            row = RecoveryCode.create(account=account, position=position, code_hash=code_hash)
        audit.note("recovery codes made", row)


def renew(account: Account) -> list[str]:
    """Ten new codes; the old ones end. Raises passwords.Busy."""
    made = _made()
    keep(account, made)
    return [code for code, _ in made]


def matches(account: Account, typed: str) -> bool:
    """Whether this is one of the codes that still work; it is used up by that. Raises passwords.Busy."""
    plain = re.sub(r"[^0-9A-Z]", "", typed.upper())
    position, code = plain[:-LENGTH], plain[-LENGTH:]
    row = None
    if position.isdecimal() and int(position) <= COUNT:
        row = RecoveryCode.open(account).where(RecoveryCode.position == int(position)).first()
    if not passwords.matches(row and row.code_hash, code):
        return False
    with write():
        unused = RecoveryCode.update(used_at=clock.now()).where(RecoveryCode.id == row, RecoveryCode.used_at.is_null())
        return unused.execute() == 1


def _made() -> list[tuple[str, str]]:
    drawn = ["".join(secrets.choice(ALPHABET) for _ in range(LENGTH)) for _ in range(COUNT)]
    half = LENGTH // 2
    return [(f"{at}-{code[:half]}-{code[half:]}", passwords.hashed(code)) for at, code in enumerate(drawn, 1)]
