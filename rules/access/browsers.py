"""Browsers in which somebody has logged in before: strangers' failures do not slow them down."""

import clock
from database import write
from models import Account, KnownBrowser
from rules.access import tokens

MOST = 20


def is_known(account: Account | None, token: str) -> bool:
    """Whether the account was logged in to in the browser that carries this token."""
    return bool(account and token) and _of(account, token).exists()


def remember(account: Account, token: str) -> str:
    """Know a browser from now on; gives the token it has to carry, a new one when it has none yet."""
    token = token or tokens.new()
    with write():
        known = KnownBrowser.update(last_used_at=clock.now()).where(*_is(account, token)).execute()
        if not known:
            KnownBrowser.create(account=account, token_hash=tokens.digest(token))
            _forget_oldest(account)
    return token


def forget_all(account: Account) -> None:
    """Know none of the account's browsers any more."""
    with write():
        KnownBrowser.delete().where(KnownBrowser.account == account).execute()


def _of(account, token):
    return KnownBrowser.select().where(*_is(account, token))


def _is(account, token):
    return KnownBrowser.account == account, KnownBrowser.token_hash == tokens.digest(token)


def _forget_oldest(account):
    newest = KnownBrowser.select(KnownBrowser.id).where(KnownBrowser.account == account)
    kept = [row.id for row in newest.order_by(KnownBrowser.last_used_at.desc(), KnownBrowser.id.desc()).limit(MOST)]
    KnownBrowser.delete().where(KnownBrowser.account == account, KnownBrowser.id.not_in(kept)).execute()
