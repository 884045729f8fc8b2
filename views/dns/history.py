"""Meine Produkte → one domain → DNS → Verlauf: what was saved, and undoing it."""

from flask import Blueprint, redirect, request

from models import ZoneSave
from rules import Refused
from rules.dns import history, saving
from rules.dns.entries import told
from views import current, mine, needs
from views.dns import PREFIX, address
from views.pages import page, refused
from views.products import my_domain

bp = Blueprint("dns_history", __name__, url_prefix=PREFIX)


@bp.get("/<name>/dns/verlauf")
@needs("domains")
def index(name):
    domain = my_domain(name)
    pasts = history.pasts(current.customer, domain, history.page_of(request.args.get("vor", "")))
    rows = [(each.save, told(each.changes, domain.name)) for each in pasts.found]
    return page("dns/history.html", domain=domain, pasts=rows, older=pasts.older, why=saving.why)


@bp.post("/<name>/dns/verlauf/<int:id>/ruecknahme")
@needs("domains")
def undo(name, id):
    domain = my_domain(name)
    row = mine(ZoneSave, id=id, domain=domain)
    try:
        history.undo(row, current.account)
    except Refused as refusal:
        return refused(refusal, address(domain, "/verlauf"))
    return redirect(address(domain, "/aenderungen"), 303)
