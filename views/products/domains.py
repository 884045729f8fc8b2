"""Meine Produkte → one domain: overview."""

from flask import Blueprint

from models import DOMAIN_CONTRACTS, HolderCheck
from rules import dns
from rules.accounting.shown_prices import shown_to
from rules.products.domains import holders, registrations
from views import current, needs
from views.pages import page
from views.products import my_domain

bp = Blueprint("domains", __name__, url_prefix="/produkte/domains")


@bp.get("/<name>")
@needs("domains")
def show(name):
    domain = my_domain(name)
    newest_check = HolderCheck.newest(domain)
    contracts = DOMAIN_CONTRACTS.rows(customer=current.customer.id, domain=domain.id)
    return page(
        "products/domain.html", domain=domain, contracts=contracts, nameservers=dns.nameservers(domain),
        prices=shown_to(current.customer), registration=registrations.of(domain),
        newest_check=newest_check, check_is_due=holders.is_due(newest_check),
    )  # fmt: skip
