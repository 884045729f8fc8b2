"""A customer's desk → IP-Whitelist: for customers who locked themselves out and ring up."""

from models import AllowedNetwork
from rules.profile import networks
from texts import t
from views import found, staff
from views.pages import unconfirmed
from views.staff import bp
from views.staff.desk import address_of, attempt, customer_of, desk

PATH = "/kunden/<int:number>/ip-whitelist"


@bp.get(PATH)
@staff("any")
def list_networks(number):
    customer = customer_of(number)
    return desk(customer, "staff/networks.html", networks=list(AllowedNetwork.of(customer)))


@bp.post(f"{PATH}/loeschung")
@staff("support")
def remove_networks(number):
    customer = customer_of(number)
    if question := unconfirmed(t("Wirklich alle Einträge entfernen?"), address(customer)):
        return question
    return attempt(networks.strike_all, customer, t("Die IP-Whitelist ist leer."), address(customer))


@bp.post(f"{PATH}/<int:id>/loeschung")
@staff("support")
def remove_network(number, id):
    customer = customer_of(number)
    row = found(AllowedNetwork, AllowedNetwork.of(customer), id=id)
    if question := unconfirmed(t("{network} wirklich entfernen?", network=row.network), address(customer)):
        return question
    return attempt(networks.strike, row, t("{network} entfernt.", network=row.network), address(customer))


def address(customer):
    return address_of(customer, "/ip-whitelist")
