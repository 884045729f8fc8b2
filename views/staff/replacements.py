"""Verwaltung → Nameserver → Adresse ersetzen: looked for in all zones, released, done zone by zone, taken back."""

from flask import redirect, request

from forms.staff.dns import ReplacementForm
from models import ZONES_OF_REPLACEMENT, Replacement, ReplacementZone
from rules import Refused
from rules.staff.replacements import doing, searching, standing
from texts import t, tn
from values import domain_shown
from views import current, found, staff
from views.pages import attempt, page, part, unconfirmed
from views.staff import bp
from views.staff.nameservers import TABS

HOME = "/verwaltung/dns/ersetzungen"
NEWEST = 10


@bp.get("/dns/ersetzungen")
@staff("support")
def list_replacements():
    return show(ReplacementForm())


@bp.post("/dns/ersetzungen")
@staff("support")
def begin_replacement():
    form = ReplacementForm()
    if not form.validate():
        return show(form, 422)
    try:
        replacement = searching.begin(form.old.data, form.new.data, current.account)
    except Refused as refusal:
        return show(form.refuse(refusal), 422)
    return redirect(address(replacement), 303)


@bp.get("/dns/ersetzungen/<int:id>")
@staff("support")
def show_replacement(id):
    return page("staff/dns/replacement.html", **stand_of(found(Replacement, id=id), request.args))


@bp.get("/dns/ersetzungen/<int:id>/stand")
@staff("support")
def show_replacement_progress(id):
    return part("staff/dns/replacement_progress.html", **stand_of(found(Replacement, id=id), {}))


@bp.post("/dns/ersetzungen/<int:id>/freigabe")
@staff("support")
def release_replacement(id):
    replacement = found(Replacement, id=id)
    count = standing.counts(replacement)["to change"]
    question = f"{tn('{n} Zone ändern?', '{n} Zonen ändern?', count)} {swap_of(replacement)}"
    return ask(replacement, question, doing.release, t("Freigegeben. Die Zonen werden geändert."))


@bp.post("/dns/ersetzungen/<int:id>/wiederholung")
@staff("support")
def try_replacement_again(id):
    replacement = found(Replacement, id=id)
    return attempt(t("Die Zonen werden noch einmal geändert."), address(replacement), doing.try_again, replacement)


@bp.post("/dns/ersetzungen/<int:id>/ruecknahme")
@staff("support")
def take_replacement_back(id):
    replacement = found(Replacement, id=id)
    question = t("Diese Ersetzung in allen Zonen zurücknehmen?")
    return ask(replacement, question, doing.undo_all, t("Die Änderungen werden zurückgenommen."))


@bp.post("/dns/ersetzungen/<int:id>/zonen/<int:zone>/auslassung")
@staff("support")
def skip_zone(id, zone):
    return attempt(t("Die Zone bleibt, wie sie ist."), f"{HOME}/{id}", doing.skip, zone_of(id, zone))


@bp.post("/dns/ersetzungen/<int:id>/zonen/<int:zone>/auslassung/ende")
@staff("support")
def take_zone_in(id, zone):
    return attempt(t("Die Zone wird geändert."), f"{HOME}/{id}", doing.take_back, zone_of(id, zone))


@bp.post("/dns/ersetzungen/<int:id>/zonen/<int:zone>/ruecknahme")
@staff("support")
def take_zone_back(id, zone):
    return attempt(t("Die Änderung wird zurückgenommen."), f"{HOME}/{id}", doing.undo, zone_of(id, zone))


def show(form, status=200):
    return page(
        "staff/dns/replacements.html", status, tabs=TABS, form=form, replacements=list(Replacement.newest(NEWEST))
    )


def stand_of(replacement, asked):
    """What its page and the fragment of its progress show; the zones once nothing moves any more."""
    counts = standing.counts(replacement)
    progress = standing.progress(replacement, counts)
    listing = ZONES_OF_REPLACEMENT.page(address(replacement), asked, replacement=replacement.id)
    return {
        "replacement": replacement, "progress": progress, "counts": counts, "words": standing.WORDS,
        "listing": listing if progress.is_over else None, "outcome": standing.outcome, "why": standing.why,
        "edits_of": standing.edits_of, "remarks_of": standing.remarks_of, "swap": swap_of(replacement),
    }  # fmt: skip


def ask(replacement, question, rule, sentence):
    """Ask first, then do it."""
    return unconfirmed(question, address(replacement)) or attempt(sentence, address(replacement), rule, replacement)


def zone_of(id, zone):
    """A zone of a replacement, or 404."""
    return found(ReplacementZone, found(Replacement, id=id).zones, id=zone)


def swap_of(replacement):
    return f"{domain_shown(replacement.old)} → {domain_shown(replacement.new)}"


def address(replacement):
    return f"{HOME}/{replacement.id}"
