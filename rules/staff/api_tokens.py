"""Tokens with which the hoster's programs prove themselves: shown once, known by their hashes."""

from datetime import timedelta

import clock
from database import write
from models import ApiToken
from rules import Refused, audit
from rules.access import tokens

MOST = 50  # that are valid at the same time
NOTED_EVERY = timedelta(minutes=5)
SCHEME = "bearer"


def make(name: str, use: str = "traffic") -> str:
    """A new token for a use, in words that nobody will see again; raises Refused when there are MOST already."""
    token = tokens.new()
    with write():
        if ApiToken.select().where(ApiToken.revoked_at.is_null()).count() >= MOST:
            raise Refused("Mehr als {n} Tokens sind nicht möglich. Bitte ziehen Sie erst alte zurück.", n=MOST)
        row = ApiToken.create(
            name=name, use=use, token_hash=tokens.digest(token), created_by=audit.actor().account
        )  # fmt: skip
        audit.note("api token made", row, after={"name": name})
    return token


def revoke(row: ApiToken) -> None:
    """Let a token be worth nothing from now on; one that is revoked stays so."""
    with write():
        if row.revoked_at is None:
            audit.change("api token revoked", row, revoked_at=clock.now())


def listed() -> list[ApiToken]:
    """All tokens, the valid ones first, the newest first."""
    return list(ApiToken.select().order_by(ApiToken.revoked_at.is_null(False), ApiToken.id.desc()))


def is_valid(header: str, use: str) -> bool:
    """Whether an Authorization header (RFC 6750) carries a token for this use; its last use is put down."""
    scheme, _, token = header.partition(" ")
    if scheme.lower() != SCHEME:
        return False
    row = ApiToken.get_or_none(
        ApiToken.token_hash == tokens.digest(token.strip()), ApiToken.use == use, ApiToken.revoked_at.is_null()
    )
    if row is None:
        return False
    if row.last_used_at is None or row.last_used_at < clock.now() - NOTED_EVERY:
        with write():
            ApiToken.update(last_used_at=clock.now()).where(ApiToken.id == row).execute()
    return True
