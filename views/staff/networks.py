"""A customer's desk → IP-Whitelist: for customers who locked themselves out and ring up."""

from forms.staff.networks import WhitelistSuspensionForm
from models import AllowedNetwork, WhitelistSuspension
from rules import Refused
from rules.profile import networks
from texts import t
from views import current, found, sensitive, staff
from views.pages import attempt, done, unconfirmed
from views.staff import bp
from views.staff.desk import address_of, customer_of, desk

PATH = "/kunden/<int:number>/ip-whitelist"


@bp.get(PATH)
@bp.get(f"{PATH}/aussetzung")  # where somebody without JavaScript stands after an error
@staff("any")
def list_networks(number):
    return show(customer_of(number), WhitelistSuspensionForm())


@bp.post(f"{PATH}/aussetzung")
@staff("support")
@sensitive
def suspend_whitelist(number):
    customer, form = customer_of(number), WhitelistSuspensionForm()
    if not form.validate():
        return show(customer, form, 422)
    try:
        networks.suspend(customer, current.account, **form.details())
    except Refused as refusal:
        return show(customer, form.refuse(refusal), 422)
    return done(t("Die IP-Whitelist ist ausgesetzt."), address(customer))


@bp.post(f"{PATH}/aussetzung/ende")
@staff("support")
@sensitive
def resume_whitelist(number):
    customer = customer_of(number)
    return attempt(t("Die IP-Whitelist gilt wieder."), address(customer), networks.resume, customer)


@bp.post(f"{PATH}/loeschung")
@staff("support")
@sensitive
def remove_networks(number):
    customer = customer_of(number)
    if question := unconfirmed(t("Wirklich alle Einträge entfernen?"), address(customer)):
        return question
    return attempt(t("Die IP-Whitelist ist leer."), address(customer), networks.strike_all, customer)


@bp.post(f"{PATH}/<int:id>/loeschung")
@staff("support")
@sensitive
def remove_network(number, id):
    customer = customer_of(number)
    row = found(AllowedNetwork, AllowedNetwork.of(customer), id=id)
    if question := unconfirmed(t("{network} wirklich entfernen?", network=row.network), address(customer)):
        return question
    return attempt(t("{network} entfernt.", network=row.network), address(customer), networks.strike, row)


def show(customer, form, status=200):
    return desk(
        customer, "staff/networks.html", status, form=form, networks=list(AllowedNetwork.of(customer)),
        suspension=WhitelistSuspension.in_force(customer),
    )  # fmt: skip


def address(customer):
    return address_of(customer, "/ip-whitelist")
