"""A customer's desk → Stammdaten."""

from operator import attrgetter

from forms.profile.address import countries
from forms.staff.customers import CustomerForm
from models import Contact
from rules import Refused
from rules.accounting import ledger
from rules.staff.customers import change, invite
from texts import language, t
from views import sensitive, staff
from views.pages import attempt, done
from views.staff import bp
from views.staff.desk import address_of, customer_of, desk


@bp.get("/kunden/<int:number>")
@staff("any")
def profile(number):
    customer = customer_of(number)
    return desk(
        customer,
        "staff/profile.html",
        balance=ledger.balance(customer),
        country=dict(map(attrgetter("value", "label"), countries(language()))).get(customer.country, customer.country),
        holder=Contact.holder_of(customer),
    )


@bp.get("/kunden/<int:number>/stammdaten")
@staff("support")
def edit_profile(number):
    customer = customer_of(number)
    return desk(customer, "staff/profile_edit.html", form=CustomerForm(obj=customer))


@bp.post("/kunden/<int:number>/stammdaten")
@staff("support")
@sensitive
def change_profile(number):
    customer = customer_of(number)
    form = CustomerForm(obj=customer)
    if not form.validate():
        return desk(customer, "staff/profile_edit.html", 422, form=form)
    try:
        change(customer, form.details())
    except Refused as refusal:
        return desk(customer, "staff/profile_edit.html", 422, form=form.refuse(refusal))
    return done(t("Stammdaten gespeichert."), address_of(customer))


@bp.post("/kunden/<int:number>/erster-login")
@staff("support")
@sensitive
def send_first_link(number):
    customer = customer_of(number)
    return attempt(t("Der Link ist unterwegs."), address_of(customer), invite, customer)
