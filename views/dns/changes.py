"""Meine Produkte → one domain → DNS → the change set: look at it, save it, take something back."""

from flask import Blueprint, redirect

from forms.dns.changes import SaveForm
from models import ZoneSave
from rules import Refused
from rules.dns import drafts, entries, history, importing, saving
from texts import t
from values import domain_shown
from views import current, needs
from views.dns import PREFIX, address, latest, without_zone
from views.pages import attempt, done, page, part, refused, unconfirmed
from views.products import my_domain

bp = Blueprint("dns_changes", __name__, url_prefix=PREFIX)
HERE = "/aenderungen"


@bp.get("/<name>/dns/aenderungen")
@needs("domains")
def show(name):
    return difference(my_domain(name), SaveForm())


@bp.post("/<name>/dns/aenderungen")
@needs("domains")
def save(name):
    domain, form = my_domain(name), SaveForm()
    try:
        saved = saving.save(domain, current.account, form.shown.data or "", form.accepted.data)
    except Refused as refusal:
        return difference(domain, form.refuse(refusal), 422)
    if saved.state == "done":
        return done(t("Gespeichert: Unser Nameserver hat Ihre Änderungen."), address(domain))
    return redirect(address(domain), 303)


@bp.post("/<name>/dns/aenderungen/<key>/ruecknahme")
@needs("domains")
def take_back(name, key):
    domain = my_domain(name)
    sentence = t("Diese Änderung ist zurückgenommen.")
    return attempt(sentence, address(domain, HERE), drafts.take_back, domain, current.account, key)


@bp.post("/<name>/dns/aenderungen/verwerfung")
@needs("domains")
def discard(name):
    domain = my_domain(name)
    if question := unconfirmed(asked(domain), address(domain, HERE)):
        return question
    return attempt(t("Ihre Änderungen sind verworfen."), address(domain), drafts.discard, domain, current.account)


@bp.post("/<name>/dns/aenderungen/abgleich")
@needs("domains")
def go_on(name):
    domain = my_domain(name)
    try:
        is_left = drafts.go_on(domain, current.account)
    except Refused as refusal:
        return refused(refusal, address(domain, HERE))
    if not is_left:
        return done(t("Von Ihren Änderungen passte keine mehr. Es gilt, was jetzt hier steht."), address(domain))
    return done(t("Ihre übrigen Änderungen beruhen jetzt auf dem neuen Stand."), address(domain, HERE))


@bp.get("/<name>/dns/stand")
@needs("domains")
def progress(name):
    domain = my_domain(name)
    return part(
        "dns/saved.html",
        domain=domain,
        save=latest(domain, drafts.of(domain, current.account)),
        is_new=ZoneSave.open_of(domain) is None,
    )


def asked(domain):
    """The question before a draft is thrown away."""
    return t("Möchten Sie alle ungespeicherten Änderungen an {domain} verwerfen?", domain=domain_shown(domain.name))


def difference(domain, form, status=200):
    try:
        standing = drafts.look(domain, current.account)
    except Refused as refusal:
        return without_zone(domain, refusal, status)
    form.shown.data = standing.digest
    fresh, old = drafts.found(domain, standing)
    remaining = history.remaining(standing)
    now = drafts.now_instead(standing, (*standing.lost, *remaining))
    return page(
        "dns/changes.html", status, domain=domain, form=form, standing=standing, question=asked(domain),
        sent=entries.told(drafts.changes_of(standing.draft), domain.name),
        mine=entries.told(standing.changes, domain.name), lost=entries.told(standing.lost, domain.name),
        theirs=entries.told(standing.theirs, domain.name), now=[entries.entry(each, domain.name) for each in now],
        errors=[each for each in fresh if each.stops], warnings=[each for each in fresh if not each.stops], old=old,
        remaining=entries.told(remaining, domain.name),
        skipped=importing.skipped(standing.draft), save=latest(domain, standing.draft),
    )  # fmt: skip
