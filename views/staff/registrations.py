"""A customer's desk → one domain: its registration, its auth code; and the holders whom nobody has confirmed."""

from flask import redirect

from forms.staff.registrations import AuthCodeForm, RegistrationForm
from models import UNCHECKED_HOLDERS, AuthCode, Domain, DomainWish, HolderCheck
from rules import Refused
from rules.products.domains import auth_codes, holders, registrations
from texts import t
from values import domain_shown
from views import found, staff
from views.pages import attempt, done, listing, page
from views.staff import bp
from views.staff.desk import address_of, customer_of, desk

PATH = "/kunden/<int:number>/domains/<name>"


@bp.get(f"{PATH}/registrierung")
@staff("support")
def edit_registration(number, name):
    domain = domain_of(number, name)
    row = registrations.of(domain)
    return show(domain, registration_form=RegistrationForm(data=registrations.described(row) if row else None))


@bp.post(f"{PATH}/registrierung")
@staff("support")
def keep_registration(number, name):
    domain, form = domain_of(number, name), RegistrationForm()
    if not form.validate():
        return show(domain, 422, registration_form=form)
    try:
        registrations.keep(domain, **form.details())
    except Refused as refusal:
        return show(domain, 422, registration_form=form.refuse(refusal))
    return done(t("Registrierung gespeichert."), address(domain))


@bp.get(f"{PATH}/auth-code")
@bp.get(f"{PATH}/entsperrung")
@staff("support")
def back_to_registration(number, name):
    return redirect(address(domain_of(number, name)), 303)


@bp.post(f"{PATH}/auth-code")
@staff("support")
def enter_auth_code(number, name):
    domain, form = domain_of(number, name), AuthCodeForm()
    if not form.validate():
        return show(domain, 422, code_form=form)
    auth_codes.enter(domain, form.auth_code.data)
    return done(t("Auth-Code eingetragen."), address(domain))


@bp.post(f"{PATH}/entsperrung")
@staff("support")
def unlock_domain(number, name):
    domain = domain_of(number, name)
    return attempt(t("Die Sperre ist aufgehoben."), address(domain), registrations.unlock, domain)


@bp.get("/inhaberdaten")
@staff("support")
def list_unchecked_holders():
    return page("staff/holders.html", listing=listing(UNCHECKED_HOLDERS, before=holders.due_before()))


def show(domain, status=200, registration_form=None, code_form=None):
    row = registrations.of(domain)
    if registration_form is None:
        registration_form = RegistrationForm(formdata=None, data=registrations.described(row) if row else None)
    return desk(
        domain.customer, "staff/registration.html", status, domain=domain, registration=row,
        registration_form=registration_form, code_form=code_form or AuthCodeForm(formdata=None),
        code=AuthCode.known(domain), wishes=DomainWish.open(domain), check=HolderCheck.newest(domain),
        name=domain_shown(domain.name),
    )  # fmt: skip


def domain_of(number, name):
    return found(Domain, Domain.of(customer_of(number)), name=name)


def address(domain):
    return address_of(domain.customer, f"/domains/{domain.name}/registrierung")
