"""A customer's desk → Buchungen, to read only."""

from models import BALANCE
from rules.accounting import WORDS
from tables.accounting import LEDGER
from views import staff
from views.pages import listing
from views.staff import bp
from views.staff.desk import customer_of, desk


@bp.get("/kunden/<int:number>/buchungen")
@staff("any")
def list_bookings(number):
    customer = customer_of(number)
    balance = BALANCE.one(customer=customer.id).cents
    rows = listing(LEDGER, customer=customer.id)
    return desk(customer, "staff/bookings.html", listing=rows, balance=balance, words=WORDS)
