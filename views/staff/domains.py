"""A customer's desk → Domains."""

from flask import request

from forms.staff.domains import DomainForm, NewDomainForm
from models import DOMAINS_OF_CUSTOMER, Domain
from rules import Refused
from rules.dns import NoZone, history, zone_of
from rules.dns.entries import rows, told
from rules.dns.saving import why
from rules.staff import domains, zones
from texts import t
from values import domain_shown
from views import found, staff
from views.pages import attempt, done, listing, unconfirmed
from views.staff import bp
from views.staff.desk import address_of, customer_of, desk

PATH = "/kunden/<int:number>/domains"


@bp.get(PATH)
@staff("any")
def list_domains(number):
    customer = customer_of(number)
    return desk(customer, "staff/domains.html", listing=listing(DOMAINS_OF_CUSTOMER, customer=customer.id))


@bp.get(f"{PATH}/neu")
@staff("support")
def new_domain(number):
    servers = domains.name_servers()
    form = NewDomainForm(servers, data={"name_server": next(iter(servers), ""), "with_zone": True})
    return desk(customer_of(number), "staff/domain_new.html", form=form)


@bp.post(f"{PATH}/neu")
@staff("support")
def create_domain(number):
    customer, form = customer_of(number), NewDomainForm(domains.name_servers())
    if not form.validate():
        return desk(customer, "staff/domain_new.html", 422, form=form)
    try:
        domain = domains.add(customer, form.name.data, form.name_server.data)
    except Refused as refusal:
        return desk(customer, "staff/domain_new.html", 422, form=form.refuse(refusal))
    advice = advice_about_zone(domain) if form.with_zone.data else ""
    return done(t("Domain eingetragen."), address_of(customer, "/domains"), advice)


@bp.get(f"{PATH}/<name>")
@staff("support")
def edit_domain(number, name):
    domain = domain_of(number, name)
    return desk(domain.customer, "staff/domain.html", domain=domain, form=form_of(domain))


@bp.post(f"{PATH}/<name>")
@staff("support")
def change_domain(number, name):
    domain = domain_of(number, name)
    form = form_of(domain)
    if not form.validate():
        return desk(domain.customer, "staff/domain.html", 422, domain=domain, form=form)
    domains.change(domain, form.name_server.data)
    return done(t("Domain gespeichert."), address_of(domain.customer, "/domains"))


@bp.get(f"{PATH}/<name>/dns")
@staff("support")
def show_zone(number, name):
    domain = domain_of(number, name)
    groups, refusal = {}, None
    try:
        groups = rows(domain.name, zone_of(domain).records)
    except Refused as said:
        refusal = said
    return desk(
        domain.customer, "staff/domain_dns.html", domain=domain, groups=groups, refusal=refusal and refusal.sentence,
        lacks_zone=isinstance(refusal, NoZone),
    )  # fmt: skip


@bp.post(f"{PATH}/<name>/zone")
@staff("support")
def create_zone(number, name):
    domain = domain_of(number, name)
    return attempt(t("Zone angelegt."), address_of(domain.customer, f"/domains/{name}/dns"), zones.create, domain)


@bp.get(f"{PATH}/<name>/verlauf")
@staff("support")
def list_domain_saves(number, name):
    domain = domain_of(number, name)
    pasts = history.pasts(domain.customer, domain, history.page_of(request.args.get("vor", "")))
    saves = [(each.save, told(each.changes, domain.name)) for each in pasts.found]
    return desk(domain.customer, "staff/domain_saves.html", domain=domain, pasts=saves, older=pasts.older, why=why)


@bp.post(f"{PATH}/<name>/loeschung")
@staff("support")
def remove_domain(number, name):
    domain = domain_of(number, name)
    back = address_of(domain.customer, "/domains")
    if question := unconfirmed(t("Die Domain {name} wirklich entfernen?", name=domain_shown(domain.name)), back):
        return question
    return attempt(t("Domain entfernt."), back, domains.remove, domain)


def advice_about_zone(domain):
    """Create the zone of a new domain; what to say about it."""
    try:
        zones.create(domain)
    except Refused as refusal:
        return refusal.sentence
    return t("Die Zone ist angelegt.")


def domain_of(number, name):
    return found(Domain, Domain.of(customer_of(number)), name=name)


def form_of(domain):
    """The form; a name server that the settings no longer have may stay."""
    return DomainForm(dict.fromkeys([*domains.name_servers(), *filter(None, [domain.name_server])]), obj=domain)
