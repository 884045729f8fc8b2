"""Meine Produkte → one domain → DNS → import and export."""

from flask import Blueprint, redirect

from forms.dns.files import ImportForm
from rules import Refused
from rules.dns import importing
from views import current, needs
from views.dns import PREFIX, address
from views.downloads import download
from views.pages import page, refused
from views.products import my_domain

bp = Blueprint("dns_files", __name__, url_prefix=PREFIX)


@bp.get("/<name>/dns/import")
@needs("domains")
def ask(name):
    return show(my_domain(name), ImportForm())


@bp.post("/<name>/dns/import")
@needs("domains")
def take(name):
    domain, form = my_domain(name), ImportForm()
    if not form.validate():
        return show(domain, form, 422)
    try:
        importing.take(domain, current.account, form.content(), form.mode.data)
    except Refused as refusal:
        return show(domain, form.refuse(refusal), 422)
    return redirect(address(domain, "/aenderungen"), 303)


@bp.get("/<name>/dns/export")
@needs("domains")
def export(name):
    domain = my_domain(name)
    try:
        return download(importing.file_of(domain), f"{domain.name}.zone")
    except Refused as refusal:
        return refused(refusal, address(domain))


def show(domain, form, status=200):
    return page("dns/import.html", status, domain=domain, form=form)
