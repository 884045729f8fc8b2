"""The desk of one customer: what its pages have in common."""

from flask import request

from models import Customer
from texts import lazy
from views import current, found
from views.pages import page

TABS = (
    ("", lazy("Stammdaten")),
    ("/ansprechpartner", lazy("Ansprechpartner")),
    ("/vertraege", lazy("Verträge")),
    ("/server", lazy("Server")),
    ("/domains", lazy("Domains")),
    ("/buchungen", lazy("Konto")),
    ("/abrechnung", lazy("Abrechnung")),
    ("/bezahllinks", lazy("Bezahllinks")),
    ("/lastschrift", lazy("Lastschrift")),
    ("/mahnungen", lazy("Mahnungen")),
    ("/dokumente", lazy("Dokumente")),
    ("/anfragen", lazy("Supportanfragen")),
    ("/ip-whitelist", lazy("IP-Whitelist")),
    ("/protokoll", lazy("Protokoll")),
)


def customer_of(number):
    """The customer with this number, or 404."""
    return found(Customer, number=number)


def address_of(customer, path=""):
    """Where a page of this customer's desk is."""
    return f"/verwaltung/kunden/{customer.number}{path}"


def desk(customer, template, status=200, **values):
    """A page of the desk, under its tab."""
    tabs = [(label, address_of(customer, path)) for path, label in TABS]
    here = next((address for _, address in tabs[1:] if f"{request.path}/".startswith(f"{address}/")), tabs[0][1])
    return page(
        template, status, customer=customer, desk=tabs[0][1], tabs=tabs, here=here,
        may_edit=current.staff.may("support"), may_bill=current.staff.may("billing"), **values,
    )  # fmt: skip
