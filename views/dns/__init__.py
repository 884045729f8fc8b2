"""Meine Produkte → one domain → DNS: the list of records, which several pages come back to."""

from urllib.parse import parse_qs, urlencode, urlsplit

from flask import redirect, request

from models import ZoneSave
from rules import Refused
from rules.dns import NoZone, drafts, entries, saving, signing
from values.names import network_of
from views import current
from views.pages import page

PREFIX = "/produkte/domains"


def address(domain, rest=""):
    """The address of a domain's DNS, or of a page below it."""
    return f"{PREFIX}/{domain.name}/dns{rest}"


def overview(domain, status=200, **more):
    """The list, in it perhaps a row that is being edited."""
    q = request.args.get("q", "")[:100].replace("\x00", "")
    try:
        standing = drafts.look(domain, current.account)
    except Refused as refusal:
        return without_zone(domain, refusal)
    groups = entries.rows(domain.name, standing.after, standing.changes, q)
    return page(
        "dns/index.html", status, domain=domain, standing=standing, q=q, at=request.args.get("bei", ""), groups=groups,
        legend=entries.legend(groups), save=latest(domain, standing.draft), can_sign=signing.is_possible(domain),
        network=network_of(domain.name),
        **more,
    )  # fmt: skip


def without_zone(domain, refusal, status=200):
    """What is to say when the records cannot be shown; edits that wait are."""
    draft = drafts.of(domain, current.account)
    waiting = entries.told(drafts.changes_of(draft), domain.name)
    return page(
        "dns/away.html", status, domain=domain, refusal=refusal, is_missing=isinstance(refusal, NoZone),
        waiting=waiting, save=latest(domain, draft),
    )  # fmt: skip


def latest(domain, draft):
    """What there is to say about the customer's last save; `draft` is what waits."""
    return saving.to_tell(ZoneSave.newest(current.customer, domain).first(), draft is not None)


def at(domain, key):
    """Back to the list, to the row with this key."""
    return redirect(place(domain, key), 303)


def place(domain, key):
    """The address of a row in the list, narrowed as it was for whoever asks from there."""
    try:
        there = parse_qs(urlsplit(request.headers.get("HX-Current-URL", "")).query)
    except ValueError:
        there = {}
    return address(domain, "?" + urlencode({"bei": key, **{name: there[name][0] for name in ("q",) if name in there}}))
