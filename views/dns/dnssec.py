"""Meine Produkte → one domain → DNS → DNSSEC."""

from flask import Blueprint, abort

from forms.dns.changes import UnsignForm
from rules import Refused
from rules.dns import signing
from texts import t
from views import needs, sensitive
from views.dns import PREFIX, address
from views.pages import attempt, done, page
from views.products import my_domain

bp = Blueprint("dnssec", __name__, url_prefix=PREFIX)
HERE = "/dnssec"


@bp.get("/<name>/dns/dnssec")
@needs("domains")
def show(name):
    domain = signable(name)
    try:
        return page("dns/signing.html", domain=domain, signature=signing.signature(domain))
    except Refused as refusal:
        return page("dns/signing.html", domain=domain, refusal=refusal.sentence)


@bp.post("/<name>/dns/dnssec")
@needs("domains")
@sensitive
def switch_on(name):
    domain = signable(name)
    return attempt(t("DNSSEC ist eingeschaltet."), address(domain, HERE), signing.switch_on, domain)


@bp.get("/<name>/dns/dnssec/abschaltung")
@needs("domains")
def ask(name):
    return page("dns/unsign.html", domain=signable(name), form=UnsignForm())


@bp.post("/<name>/dns/dnssec/abschaltung")
@needs("domains")
@sensitive
def switch_off(name):
    domain, form = signable(name), UnsignForm()
    if not form.validate():
        return page("dns/unsign.html", 422, domain=domain, form=form)
    try:
        signing.switch_off(domain)
    except Refused as refusal:
        return page("dns/unsign.html", 422, domain=domain, form=form.refuse(refusal))
    return done(t("DNSSEC ist ausgeschaltet."), address(domain, HERE))


def signable(name):
    """The domain, when its name server can sign; else 404."""
    domain = my_domain(name)
    return domain if signing.is_possible(domain) else abort(404)
