"""HTTP: load, ask, answer. This module says who may enter: every route is closed unless it says otherwise."""

import secrets
from collections.abc import Callable
from itertools import count
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import flask
from flask import Flask, abort, g, request, session
from flask_login import LoginManager, UserMixin, current_user
from werkzeug.datastructures import MultiDict
from werkzeug.local import LocalProxy
from werkzeug.routing import IntegerConverter

import texts
from models import Account, Contact, Customer, Staff
from models import Session as SessionRow
from rules import audit
from rules.access import drafts, second_factor, sessions
from texts import t

SAFE = ("GET", "HEAD", "OPTIONS")
WITHOUT_HOST = ("/healthz", "/metrics")  # asked by programs that go by the machine's address
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")


class RowNumber(IntegerConverter):
    """A whole number in an address, never larger than the databases' integers."""

    def __init__(self, url_map, **options):
        super().__init__(url_map, **{"max": 2**31 - 1} | options)


class Current(NamedTuple):
    """Who is at the other end; all None for a visitor."""

    session: SessionRow | None = None
    account: Account | None = None
    contact: Contact | None = None
    customer: Customer | None = None
    staff: Staff | None = None
    can_switch: bool = False
    lacks_factor: bool = False


RUN, REQUESTS = secrets.token_hex(6), count(1)  # together they name a request in the audit log
NOBODY = Current()
current: Any = LocalProxy(lambda: g.current)


class Entry:
    """Who may enter a route: `kind` is public, machine, member, customer or staff; `asks` are rights or duties."""

    def __init__(self, kind: str, asks: tuple[str, ...] = (), proof: Callable[[], bool] | None = None):
        self.kind, self.asks, self.proof = kind, asks, proof


def _marked(entry: Entry):
    def mark(view):
        view.entry = entry
        return view

    return mark


def public(view):
    """Anybody may enter."""
    return _marked(Entry("public"))(view)


def machine(proof: Callable[[], bool]):
    """Programs enter by a proof (signature, token) that takes the place of login and CSRF."""
    return _marked(Entry("machine", proof=proof))


def members(view):
    """Everybody enters who is logged in, customers and staff."""
    return _marked(Entry("member"))(view)


def needs(*rights: str):
    """A contact of the chosen customer enters who has one of the rights; without any, every contact."""
    return _marked(Entry("customer", rights))


def staff(duty: str):
    """The hoster's people enter: "support", "billing", "admin", or "any" of them."""
    return _marked(Entry("staff", (duty,)))


def sensitive(view):
    """Who sends this has shown a short while ago that they know the password, or is asked for it first."""
    view.is_sensitive = True
    return view


def setup(view):
    """Somebody may come here who has to set up a second factor before anything else."""
    view.is_setup = True
    return view


def mine(model, **key):
    """The current customer's row with this key; 404 when there is none or it is somebody else's."""
    return found(model, model.of(current.customer), **key)


def found(model, query=None, **key):
    """The row with this key, or 404."""
    query = model.select() if query is None else query
    row = query.where(*(getattr(model, name) == value for name, value in key.items())).first()
    return row or abort(404)


class Logins(LoginManager):
    """flask-login without its fingerprint of the browser: a session here is a row that can be ended."""

    def _session_protection_failed(self):
        return False


class _Visitor(UserMixin):
    """What flask-login keeps of somebody who is logged in: the token of the session's row."""

    def __init__(self, token: str, who: sessions.Who):
        self.id, self.who = token, who


def client_address() -> str:
    """From where the request comes, as far as our own proxies can be believed; empty when nobody knows."""
    return request.remote_addr or ""


def log_in(token: str) -> None:
    """Let the cookie carry a new session; nothing of the one before stays in it."""
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language
    session["_user_id"] = token
    session.permanent = True


def go_on_with(token: str) -> None:
    """Let the cookie carry the session's new token."""
    session["_user_id"] = token


def log_out() -> None:
    """Empty the cookie."""
    session.clear()


def load(token: str) -> _Visitor | None:
    who = sessions.who(token)
    return _Visitor(token, who) if who else None


def guard(app: Flask) -> None:
    """Close every route but for those whom its mark lets in; the order is host, origin, kind of body, guard."""
    app.url_map.converters["int"] = RowNumber
    logins = Logins(app)
    logins.user_loader(load)
    app.before_request(_enter)
    app.teardown_request(_leave)


def entry_of(app: Flask, endpoint: str) -> Entry:
    """The mark of a route; raises LookupError when nobody classified it."""
    entry = getattr(app.view_functions[endpoint], "entry", None)
    if entry is None:
        raise LookupError(f"the route {endpoint} does not say who may enter")
    return entry


def _enter():
    """Who asks for what, and whether they may; an answer when they may not."""
    asked = request._get_current_object()
    g.current = NOBODY
    texts.speak(session.get("language", "de"))
    _check_host(asked)
    if refusal := _check_origin(asked):
        return refusal
    _check_body(asked)
    entry = entry_of(flask.current_app, asked.endpoint) if asked.endpoint else Entry("public")
    refusal = _check_entry(asked, entry)
    if refusal is None and asked.endpoint and asked.method not in SAFE and entry.kind != "machine":
        flask.current_app.extensions["csrf"].protect()
        return _check_proof(asked)
    return refusal


def _leave(_error=None):
    acting = g.pop("acting", None)
    if acting:
        acting.__exit__(None, None, None)


def _act(who, customer=None):
    """From here on `who` is at work in this request."""
    g.acting = audit.acting(who, customer, client_address(), f"{RUN}-{next(REQUESTS)}")
    g.acting.__enter__()


def _check_host(asked):
    name, _, port = asked.host.rpartition(":")
    host = name if port.isdigit() else asked.host
    hosts = flask.current_app.config["SETTINGS"].hosts
    if host.strip("[]").lower() not in hosts and asked.path not in WITHOUT_HOST:
        abort(400)


def _check_origin(asked):
    """Refuse what another site sends, without a cookie: the answer must not replace the one of whoever is logged in."""
    if asked.method in SAFE:
        return None
    try:
        urlsplit(asked.referrer or "")
    except ValueError:
        abort(400)
    if asked.headers.get("Sec-Fetch-Site", "none") in ("cross-site", "same-site"):
        return flask.Response(t("Das kam von einer anderen Seite und wurde nicht ausgeführt."), 400)
    return None


def _check_body(asked):
    sends = asked.method not in SAFE and (asked.content_length or asked.mimetype)
    if sends and asked.mimetype not in FORM_TYPES and not asked.path.startswith(("/api/", "/webhooks/")):
        abort(415)


def _check_entry(asked, entry):
    if entry.kind == "machine":
        _act("Schnittstelle")
        return None if entry.proof() else abort(401)
    here = _recognise(asked)
    if entry.kind == "public":
        return None
    if here.account is None:
        return flask.current_app.config["ASK_TO_LOG_IN"]()
    if not _may_enter(entry, here):
        abort(404 if entry.kind == "customer" and here.customer is None else 403)
    if here.lacks_factor and not _marked_as(asked, "is_setup"):
        return flask.current_app.config["ASK_TO_SET_UP"]()
    return None


def _check_proof(asked):
    if _marked_as(asked, "is_sensitive") and not g.current.session.is_proved:
        return flask.current_app.config["ASK_FOR_PROOF"]()
    return None


def _marked_as(asked, mark):
    return getattr(flask.current_app.view_functions[asked.endpoint], mark, False)


def _recognise(asked):
    """Find out who it is, let their language speak and write down the use."""
    visitor, address = current_user._get_current_object(), client_address()
    who = visitor.who if visitor.is_authenticated else None
    if who is None or not who.may_act(address):
        _act("Besucher")
        return NOBODY
    lacks_factor = second_factor.is_missing(who)
    g.current = Current(who.session, who.account, who.contact, who.customer, who.staff, who.places > 1, lacks_factor)
    texts.speak(who.account.language)
    _act(who.account, who.customer)
    sessions.note_use(who.session, address)
    if asked.method == "GET" and session.get("draft") == asked.path:
        session.pop("draft")
        g.draft = MultiDict(drafts.take(who.session, asked.path))
    return g.current


def _may_enter(entry, here):
    if entry.kind == "member":
        return True
    if entry.kind == "staff":
        return here.staff is not None and here.staff.may(*entry.asks)
    return here.contact is not None and here.contact.may(*entry.asks)
