"""Sentences of the hoster on the customers' start page."""

from datetime import date
from typing import Any

from database import write
from models import Customer, Notice
from rules import Refused, audit


def create(number: int | None, **details: Any) -> Notice:
    """A new notice for the customer of this number, without one for all. Raises Refused."""
    customer = _customer(number)
    _check(details["shown_from"], details["shown_until"])
    with write():
        notice = Notice.create(customer=customer, **details)
        audit.note("notice made", notice, after=details)
    return notice


def change(notice: Notice, number: int | None, **details: Any) -> None:
    """Change a notice, its readers too. Raises Refused."""
    customer = _customer(number)
    _check(details["shown_from"], details["shown_until"])
    with write():
        audit.change("notice changed", notice, customer=customer, **details)


def remove(notice: Notice) -> None:
    """Take a notice away for good."""
    with write():
        audit.note("notice removed", notice, {"title": notice.title, "text": notice.text})
        notice.delete_instance()


def _customer(number: int | None) -> Customer | None:
    if number is None:
        return None
    customer = Customer.get_or_none(Customer.number == number)
    if customer is None:
        raise Refused("Einen Kunden mit dieser Nummer gibt es nicht.", "number")
    return customer


def _check(shown_from: date, shown_until: date | None) -> None:
    if shown_until and shown_until < shown_from:
        raise Refused("Das Ende liegt vor dem Anfang.", "shown_until")
