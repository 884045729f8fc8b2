"""Who did what: every change is noted in the transaction that makes it."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from typing import Any, NamedTuple

import gateways
from database import Table, in_write
from models import Account, AuditEntry, Customer, UnsentEntry

SECRET = {"password_hash", "phone_password_hash", "token_hash", "secret"}


class Acting(NamedTuple):
    """Who is at work: a person's account, or a name such as "Zeitsteuerung"."""

    who: str
    account: Account | None = None
    customer: Customer | None = None
    address: str = ""
    request: str = ""


_acting: ContextVar[Acting | None] = ContextVar("acting", default=None)


@contextmanager
def acting(
    who: Account | str, customer: Customer | None = None, address: str = "", request: str = ""
) -> Iterator[None]:
    """Surrounds every request, command and job, so that `note` knows whom to name; inner ones keep the `request`."""
    account = who if isinstance(who, Account) else None
    name = who if isinstance(who, str) else who.name or who.email or f"Kunde {customer.number if customer else ''}"
    around = _acting.get()
    request = request or (around.request if around else "")
    before = _acting.set(Acting(name.strip(), account, customer, address, request))
    try:
        yield
    finally:
        _acting.reset(before)


def actor() -> Acting:
    """Who is at work now; raises RuntimeError when nobody said so."""
    found = _acting.get()
    if found is None:
        raise RuntimeError("a change without anybody who makes it: surround it with audit.acting(…)")
    return found


def account() -> Account | None:
    """The account that is at work now; None for visitors, commands and jobs."""
    found = _acting.get()
    return found.account if found else None


def note(
    what: str, row: Table, before: Mapping[str, Any] | None = None, after: Mapping[str, Any] | None = None
) -> None:
    """Write down a change of `row`, in English words such as "contact added"; secrets are left out.

    `before` and `after` are the fields that changed. Raises RuntimeError outside `acting` or `write`.
    """
    who = actor()
    if not in_write():
        raise RuntimeError("a note belongs into the transaction of the change")
    entry = AuditEntry.create(
        account=who.account,
        who=who.who,
        address=who.address,
        request=who.request,
        customer=_customer_of(row) or who.customer,
        what=what,
        table=row._meta.table_name,
        row=row.get_id(),
        before=_json(before),
        after=_json(after),
    )
    if is_forwarded():
        UnsentEntry.create(entry=entry)


def is_forwarded() -> bool:
    """Whether what is noted waits for a log server too; whoever writes entries past `note` has to see to it."""
    return bool(gateways.settings.audit_log_url)


def change(what: str, row: Table, **values: Any) -> bool:
    """Set fields of a row, save those that differ and note them; False when nothing differed."""
    before = {name: getattr(row, name) for name in values if getattr(row, name) != values[name]}
    if not before:
        return False
    after = {name: values[name] for name in before}
    for name, value in after.items():
        setattr(row, name, value)
    row.save(only=list(after))
    note(what, row, before, after)
    return True


def _customer_of(row: Table) -> Any:
    if isinstance(row, Customer):
        return row
    return getattr(row, "customer_id", None)


def _json(values: Mapping[str, Any] | None) -> str:
    shown = {name: _plain(value) for name, value in (values or {}).items() if name not in SECRET}
    hidden = {name: "***" for name in (values or {}) if name in SECRET}
    return json.dumps(shown | hidden, ensure_ascii=False, sort_keys=True)


def _plain(value: Any) -> Any:
    if isinstance(value, Table):
        return value.get_id()
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, set | frozenset):
        return sorted(value)
    return value
