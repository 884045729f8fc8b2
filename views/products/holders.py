"""Meine Produkte → one domain → its holder: the data are right, or are set right."""

from flask import Blueprint, abort

from forms.holders import HolderForm
from models import HolderCheck
from rules.products.domains import holders, registrations
from texts import t
from views import current, needs, sensitive
from views.pages import done, page
from views.products import my_domain

bp = Blueprint("holders", __name__, url_prefix="/produkte/domains")


@bp.get("/<name>/inhaber")
@needs("domains")
def edit(name):
    domain, registration = registered(name)
    known = {"name": registration.holder_name, "email": registration.holder_email, "phone": registration.holder_phone}
    return show(domain, HolderForm(data=known))


@bp.post("/<name>/inhaber")
@needs("domains")
@sensitive
def confirm(name):
    domain, _ = registered(name)
    form = HolderForm()
    if not form.validate():
        return show(domain, form, 422)
    is_new = holders.confirm(domain, current.contact.name, **form.details())
    advice = t("Die neuen Angaben geben wir an die Registrierungsstelle weiter.") if is_new else ""
    return done(t("Inhaberdaten bestätigt."), f"/produkte/domains/{domain.name}", advice)


def registered(name):
    """My domain and what is known of its registration, or 404."""
    domain = my_domain(name)
    return domain, registrations.of(domain) or abort(404)


def show(domain, form, status=200):
    return page("products/holder.html", status, domain=domain, form=form, newest=HolderCheck.newest(domain))
