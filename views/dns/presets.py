"""Meine Produkte → one domain → DNS → Vorlagen."""

from flask import Blueprint, abort, redirect

from forms.dns.presets import FORMS
from rules import Refused
from rules.dns import drafts, entries, presets
from values import records
from views import current, needs
from views.dns import PREFIX, address, without_zone
from views.pages import page
from views.products import my_domain

bp = Blueprint("dns_presets", __name__, url_prefix=PREFIX)


@bp.get("/<name>/dns/vorlagen")
@needs("domains")
def index(name):
    return page("dns/presets.html", domain=my_domain(name), presets=presets.offered())


@bp.get("/<name>/dns/vorlagen/<preset>")
@needs("domains")
def show(name, preset):
    domain = my_domain(name)
    return show_form(domain, preset_of(preset), form_of(domain, preset))


@bp.post("/<name>/dns/vorlagen/<preset>")
@needs("domains")
def use(name, preset):
    domain = my_domain(name)
    preset, form = preset_of(preset), form_of(domain, preset)
    if not form.validate():
        return show_form(domain, preset, form, 422)
    try:
        presets.use(preset, domain, current.account, form.details())
    except records.Wrong as error:
        form[error.field].errors = [str(error)]
        return show_form(domain, preset, form, 422)
    except Refused as refusal:
        return show_form(domain, preset, form.refuse(refusal), 422)
    return redirect(address(domain, "/aenderungen"), 303)


def preset_of(key):
    return next((each for each in presets.offered() if each.key == key), None) or abort(404)


def form_of(domain, key):
    preset_of(key)
    return FORMS[key](domain.name, mail_host=presets.mail_host_at_microsoft(domain.name))


def show_form(domain, preset, form, status=200):
    try:
        standing = drafts.look(domain, current.account)
    except Refused as refusal:
        return without_zone(domain, refusal, status)
    going = entries.told(presets.going(preset, domain.name, standing.after), domain.name)
    return page("dns/preset.html", status, domain=domain, preset=preset, form=form, going=going)
