"""Meine Produkte → one domain → DNS: the records, a new one, one of them in place."""

from flask import Blueprint, abort, request

from forms.dns.records import FORMS, KINDS
from rules import Refused
from rules.dns import drafts
from rules.dns.entries import MEANINGS, OTHER_MEANING, entry, may_edit
from values.names import is_reverse
from views import current, needs
from views.dns import PREFIX, address, at, overview, place
from views.pages import on_to, page, part, refused
from views.products import my_domain

bp = Blueprint("dns", __name__, url_prefix=PREFIX)
NEW = "/<name>/dns/eintraege/neu"
ONE = "/<name>/dns/eintraege/<key>"


@bp.get("/<name>/dns")
@needs("domains")
def show(name):
    return overview(my_domain(name))


@bp.get(NEW)
@needs("domains")
def choose(name):
    domain = my_domain(name)
    offered = sorted(kinds(domain), key=lambda kind: kind != "PTR")
    return page("dns/choose.html", domain=domain, kinds=[(kind, KINDS[kind], MEANINGS[kind]) for kind in offered])


@bp.get(f"{NEW}/<kind>")
@needs("domains")
def new(name, kind):
    domain = my_domain(name)
    return show_form(domain, form_of(domain, kind), kind)


@bp.post(f"{NEW}/<kind>")
@needs("domains")
def create(name, kind):
    domain = my_domain(name)
    form = form_of(domain, kind)
    if not form.validate():
        return show_form(domain, form, kind, status=422)
    try:
        return at(domain, drafts.add(domain, current.account, form.record()))
    except Refused as refusal:
        return show_form(domain, form.refuse(refusal), kind, status=422)


@bp.get(ONE)
@needs("domains")
def edit(name, key):
    domain = my_domain(name)
    in_place = request.headers.get("HX-Target", "").startswith("tr")
    try:
        record = drafts.one_of(drafts.look(domain, current.account).after, key)
    except Refused as refusal:
        answer = refused(refusal, address(domain))
        return on_to(address(domain)) if in_place else answer
    form, shown = first_focused(filled(domain, record)), entry(record, domain.name)
    if in_place:
        return part("dns/row.html", domain=domain, form=form, entry=shown, cancel=place(domain, key))
    return show_form(domain, form, record.type, shown)


@bp.post(ONE)
@needs("domains")
def save(name, key):
    domain = my_domain(name)
    try:
        record = drafts.one_of(drafts.look(domain, current.account).after, key)
    except Refused as refusal:
        return refused(refusal, address(domain))
    form = filled(domain, record)
    if not form.validate():
        return show_mistake(domain, form, record)
    try:
        return at(domain, drafts.change(domain, current.account, key, form.record()))
    except Refused as refusal:
        return show_mistake(domain, form.refuse(refusal), record)


@bp.post(f"{ONE}/loeschung")
@needs("domains")
def delete(name, key):
    domain = my_domain(name)
    try:
        drafts.remove(domain, current.account, key)
    except Refused as refusal:
        return refused(refusal, address(domain))
    return at(domain, key)


def kinds(domain):
    """The types that the domain may have."""
    return [kind for kind in KINDS if kind != "PTR" or is_reverse(domain.name)]


def form_of(domain, kind):
    return FORMS[kind](domain.name) if kind in kinds(domain) else abort(404)


def filled(domain, record):
    if not may_edit(record, domain.name):
        abort(404)
    return FORMS[record.type].of_record(domain.name, record.name, record.ttl, record.data)


def first_focused(form):
    """The form with the focus in the first field that says something about its type."""
    field = next(each for each in form if each.name not in ("name", "ttl"))
    field.render_kw = (field.render_kw or {}) | {"autofocus": True}
    return form


def show_mistake(domain, form, record):
    """The row with its mistakes where it was edited in place, else its page."""
    shown = entry(record, domain.name)
    if request.form.get("inline"):
        return overview(domain, 422, form=form, editing=shown.key)
    return show_form(domain, form, record.type, shown, 422)


def show_form(domain, form, kind, shown=None, status=200):
    meaning = MEANINGS.get(kind, OTHER_MEANING)
    return page("dns/record.html", status, domain=domain, form=form, kind=kind, title=KINDS[kind], meaning=meaning,
                entry=shown)  # fmt: skip
