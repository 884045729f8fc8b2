"""Meine Produkte → one domain → Umziehen: the lock and the code with which it moves."""

from flask import Blueprint, redirect

from models import DomainWish
from rules import Refused
from rules.products.domains import auth_codes, registrations
from texts import t
from views import current, needs, sensitive
from views.pages import done, page, refused
from views.products import my_domain

bp = Blueprint("transfers", __name__, url_prefix="/produkte/domains/<name>/umzug")


@bp.get("")
@needs("domains")
def show(name):
    return show_all(my_domain(name))


@bp.get("/auth-code")  # where somebody comes back to who loads a page anew that came as an answer
@bp.get("/entsperrung")
@needs("domains")
def back(name):
    return redirect(address(my_domain(name)), 303)


@bp.post("/auth-code")
@needs("domains")
@sensitive
def ask_for_code(name):
    domain = my_domain(name)
    try:
        given = auth_codes.ask(domain, current.contact.name)
    except Refused as refusal:
        return refused(refusal, address(domain))
    if given:
        return show_all(domain, given=given)
    return done(t("Wir besorgen den Auth-Code. Sobald er da ist, bekommen Sie eine E-Mail."), address(domain))


@bp.post("/entsperrung")
@needs("domains")
@sensitive
def ask_to_unlock(name):
    domain = my_domain(name)
    try:
        registrations.ask_to_unlock(domain, current.contact.name)
    except Refused as refusal:
        return refused(refusal, address(domain))
    return done(t("Wir heben die Sperre auf. Sobald das geschehen ist, bekommen Sie eine E-Mail."), address(domain))


def show_all(domain, given=None):
    return page(
        "products/transfer.html", domain=domain, given=given, wishes=DomainWish.open(domain),
        registration=registrations.of(domain),
    )  # fmt: skip


def address(domain):
    return f"/produkte/domains/{domain.name}/umzug"
