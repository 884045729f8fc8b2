"""A new secret key: what a former one sealed is sealed anew, and then the former one can go."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import gateways
from database import write
from models import AuthCode, Authenticator
from rules import audit
from rules.access import authenticator, seal
from rules.payments import pay_links
from rules.products.domains import auth_codes
from texts import t, tn


class Sealed(NamedTuple):
    """A table with something sealed in a field; `purpose` says for a row what for."""

    table: Any
    field: Any
    purpose: Callable[[Any], str]


SEALED = (
    Sealed(Authenticator, Authenticator.secret, lambda row: authenticator.purpose(row.account)),
    Sealed(AuthCode, AuthCode.sealed, lambda row: auth_codes.PURPOSE),
)


def seal_anew(_day: str = "") -> None:
    """Seal by the present key what a former one sealed, once a day; what no key opens stays as it is."""
    if not gateways.settings.former_secret_keys:
        return
    for kind, row, text in _left_over():
        if text is None:
            continue
        anew = seal.seal(text, kind.purpose(row))
        with write():
            same = kind.table.id == row.id, kind.field == getattr(row, kind.field.name)
            if kind.table.update({kind.field: anew}).where(*same).execute():
                audit.note("sealed anew", row)


def warnings() -> Iterator[str]:
    """Sentences about what no key opens, and about former keys that nothing needs."""
    left_over = list(_left_over())
    if lost := sum(text is None for _, _, text in left_over):
        yield tn(
            "{n} Geheimnis (Authenticator-App oder Auth-Code) lässt sich mit keinem Schlüssel öffnen. "
            "Fehlt ein früherer in FORMER_SECRET_KEYS?",
            "{n} Geheimnisse (Authenticator-Apps, Auth-Codes) lassen sich mit keinem Schlüssel öffnen. "
            "Fehlt ein früherer in FORMER_SECRET_KEYS?",
            lost,
        )
    is_needed = len(left_over) > lost or pay_links.need_former_key()
    if gateways.settings.former_secret_keys and not is_needed:
        yield t("Frühere Schlüssel braucht nichts mehr: Löschen Sie FORMER_SECRET_KEYS und secret_key ab Zeile 2.")


def _left_over() -> Iterator[tuple[Sealed, Any, str | None]]:
    """What the present key did not seal: where it stands and what it says, None when no key opens it."""
    for kind in SEALED:
        for row in list(kind.table.select()):
            sealed, purpose = getattr(row, kind.field.name), kind.purpose(row)
            if seal.is_current(sealed, purpose):
                continue
            try:
                yield kind, row, seal.unseal(sealed, purpose)
            except seal.Broken:
                yield kind, row, None
