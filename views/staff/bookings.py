"""A customer's desk → Buchungen, to read only."""

from models import LEDGER
from rules.accounting import ledger
from views import staff
from views.pages import listing
from views.staff import bp
from views.staff.desk import customer_of, desk


@bp.get("/kunden/<int:number>/buchungen")
@staff("any")
def list_bookings(number):
    customer = customer_of(number)
    return desk(
        customer, "staff/bookings.html", listing=listing(LEDGER, customer=customer.id),
        balance=ledger.balance(customer), words=ledger.WORDS,
    )  # fmt: skip
