"""Going in after a login, and what of a form may be carried over one."""

from urllib.parse import urlsplit

from flask import current_app, make_response, redirect, request, session, url_for
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.urls import iri_to_uri

from rules.access import browsers, drafts, logins, sessions
from views import client_address, current, log_in

BROWSER_SECONDS = 365 * 24 * 60 * 60
DRAFT_MOST = 200_000
DRAFT_SECONDS = 2 * 60 * 60
PATH_MOST = 255
SECRET = ("password", "csrf_token", "current", "new", "repeated", "code", "credential")


def go_in(token):
    """Let the browser carry the new session, know it from now on, and go on to where somebody wanted to go."""
    address = own_path(session.get("next"))
    if current.session:
        sessions.sign_out(current.session)
    log_in(token)
    who = sessions.who(token)
    if who.session.drafts.exists():
        session["draft"] = urlsplit(address).path[:PATH_MOST]
    answer = leave_frame(address)
    remembered = browsers.remember(who.account, known_browser())
    answer.set_cookie(
        browser_cookie(), remembered, max_age=BROWSER_SECONDS, httponly=True, samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )  # fmt: skip
    return answer


def keep_draft(token, address, fields):
    """Lay what somebody was sending where its form will look for it after the login."""
    if fields:
        drafts.keep(sessions.who(token).session, urlsplit(address).path[:PATH_MOST], fields)


def ask_for_factor(step, address, fields):
    """Go on to the second factor; what somebody was sending waits with the step."""
    session["login_step"], session["next"] = step, address
    if fields:
        logins.keep_for_step(step, urlsplit(address).path[:PATH_MOST], fields)
    return redirect(url_for("second_factor.ask"), 303)


def known_browser():
    """The token of a browser in which somebody logged in before, or nothing."""
    return request.cookies.get(browser_cookie(), "")


def browser_cookie():
    return "__Host-browser" if current_app.config["SESSION_COOKIE_SECURE"] else "browser"


def device():
    """What the browser calls itself."""
    return str(request.user_agent)[:255]


def where():
    """From where and with what somebody logs in, as the rules want it."""
    return {"address": client_address(), "device": device()}


def carried():
    """The fields of the form that was sent, without what is secret."""
    return [(name, value) for name, value in request.form.items(multi=True) if not any(word in name for word in SECRET)]


def sealed():
    """The same of a form from one of our pages, signed for a field of the login page."""
    fields = [(name, value) for name, value in carried() if not name.startswith("confirmed")]
    return _signer().dumps(fields) if fields and came_from() != "/" else ""


def unsealed():
    """What `sealed` signed and the login brought along; nothing when it is none of ours."""
    try:
        return _signer().loads(request.form.get("draft", "")[:DRAFT_MOST], max_age=DRAFT_SECONDS)
    except BadSignature:
        return []


def own_path(address):
    """A path of ours to go on to; the start page for anything else."""
    address = address or "/"
    try:
        parts = urlsplit(address)
    except ValueError:
        return "/"
    is_plain = address.isprintable() and "\\" not in address
    is_ours = address.startswith("/") and not address.startswith("//") and not parts.scheme and not parts.netloc
    return address if is_plain and is_ours else "/"


def came_from():
    """The page of ours from which something was sent, by the Referer; the start page when it was none."""
    parts = urlsplit(request.referrer or "")
    return own_path(parts.path) if parts.netloc == request.host else "/"


def leave_frame(address):
    """Go on with another frame around the page: the browser loads it itself."""
    if request.headers.get("HX-Request") == "true":
        return make_response("", 204, {"HX-Redirect": iri_to_uri(address)})
    return redirect(address, 303)


def _signer():
    return URLSafeTimedSerializer(current_app.secret_key, "draft")
