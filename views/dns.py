"""Meine Produkte → one domain: what the name server says about it."""

from flask import Blueprint

from rules import Refused, dns
from views import needs
from views.pages import page
from views.products import my_domain

bp = Blueprint("dns", __name__, url_prefix="/produkte/domains")


@bp.get("/<name>/dns")
@needs("domains")
def show(name):
    domain = my_domain(name)
    try:
        groups = dns.entries(domain)
    except Refused as refusal:
        return page("dns/show.html", domain=domain, refusal=refusal.sentence)
    return page("dns/show.html", domain=domain, groups=groups, legend=dns.legend(groups))
