"""Mail about what is included: once a month at 80 % and once at 100 %; nothing is switched off by it."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import texts
from database import write
from models import Account, Contact, Customer, Subscription, TrafficWarning, used_since
from rules import mail
from rules.products.traffic import GIGABYTE, this_month

LEVELS = (80, 100)  # percent
TOPIC = "traffic"


def look(servers: Sequence[int]) -> None:
    """Tell about those servers (ids) that have reached another of LEVELS this month."""
    month = this_month()
    with write():
        for row in used_since(servers, month) if servers else ():
            reached = [level for level in LEVELS if row.used * 100 >= level * row.included_traffic_gb * GIGABYTE]
            known = _known(row.server, month)
            if new := [level for level in reached if level not in known]:
                for level in new:
                    TrafficWarning.create(server=row.server, month=month, percent=level)
                _tell(row, max(new))


def _known(server: int, month: date) -> set[int]:
    rows = TrafficWarning.select().where(TrafficWarning.server == server, TrafficWarning.month == month)
    return {each.percent for each in rows}


def _tell(row: Any, level: int) -> None:
    customer = Customer.get_by_id(row.customer)
    for address, account in listeners(customer):
        with texts.speak(account.language if account else "de"):
            used = texts.number(round(int(row.used) / GIGABYTE, 1))
            included = texts.number(row.included_traffic_gb)
        mail.later(
            "traffic_used", address, customer=customer, account=account, server=row.name, level=level, used=used,
            included=included, path=f"/produkte/server/traffic/{row.contract}",
        )  # fmt: skip


def listeners(customer: Customer) -> Iterator[tuple[str, Account | None]]:
    """Address and account of the holder, and of every contact who may see servers and asked for these mails."""
    holder = Contact.holder_of(customer)
    told = {customer.email}
    yield customer.email, holder.account if holder else None
    subscribed = Subscription.select(Subscription.contact).where(Subscription.topic == TOPIC)
    for contact in Contact.of(customer).where(Contact.id.in_(subscribed)).order_by(Contact.id):
        address = contact.email or (contact.account.email if contact.account else "")
        if address and address not in told and contact.is_active and contact.may("contracts", "domains"):
            told.add(address)
            yield address, contact.account
