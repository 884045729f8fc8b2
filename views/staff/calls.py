"""Verwaltung → Anruf: who is on the telephone, and what may they be told?"""

from flask import redirect

from forms.profile.contacts import RIGHTS
from forms.staff.calls import CallerForm, CallForm
from models import Contact
from rules import Refused
from rules.access import phone
from rules.access.brakes import Braked
from rules.staff import calls
from texts import t
from views import current, found, staff
from views.pages import attempt, done, page
from views.staff import bp
from views.staff.desk import customer_of

ADDRESS = "/verwaltung/anruf"
PATH = "/anruf/<int:number>"


@bp.get("/anruf")
@staff("any")
def call():
    return page("staff/call.html", form=CallForm())


@bp.post("/anruf")
@staff("any")
def open_call():
    form = CallForm()
    if not form.validate():
        return page("staff/call.html", 422, form=form)
    try:
        customer = calls.customer_of(form.number.data)
    except Refused as refusal:
        return page("staff/call.html", 422, form=form.refuse(refusal))
    return redirect(address_of(customer), 303)


@bp.get(PATH)
@staff("any")
def show_call(number):
    return show(customer_of(number))


@bp.post(PATH)
@staff("any")
def check_caller(number):
    customer = customer_of(number)
    callers = phone.callers(customer)
    form = CallerForm(callers)
    if not form.validate():
        return show(customer, form, 422)
    try:
        contact = phone.check(customer, form.phone_password.data, current.account, form.caller(callers))
    except Braked as braked:
        return locked(customer, braked.seconds)
    except Refused as refusal:
        return show(customer, form.refuse(refusal), 422)
    return done(t("Das stimmt: Am Telefon ist {name}.", name=contact.name), address_of(customer))


@bp.post(f"{PATH}/pin/<int:id>")
@staff("any")
def mail_pin(number, id):
    customer = customer_of(number)
    contact = found(Contact, Contact.of(customer), id=id)
    return attempt(
        lambda to: t("Die PIN für {name} ist unterwegs an {to}.", name=contact.name, to=to), address_of(customer),
        phone.mail_pin, contact, current.account,
    )  # fmt: skip


def address_of(customer):
    return f"{ADDRESS}/{customer.number}"


def locked(customer, seconds):
    answer = show(customer, status=429)
    answer.headers["Retry-After"] = str(seconds)
    return answer


def show(customer, form=None, status=200):
    """Who may ask what, who has shown who they are, and the field for what a caller says."""
    callers = phone.callers(customer)
    form = form.forget() if form else CallerForm(callers, formdata=None)
    told = calls.told(customer) if status == 200 else []  # whoever just failed may be somebody else than who passed
    return page(
        "staff/caller.html", status, customer=customer, address=address_of(customer), rights=RIGHTS, form=form,
        contacts=[each for each in Contact.listed(customer) if each.is_active], callers=callers,
        may_call=phone.may_call, mail_address=lambda contact: phone.masked(phone.address_of(contact)),
        told=told, locked_minutes=-(-phone.locked_seconds(customer) // 60),
    )  # fmt: skip
