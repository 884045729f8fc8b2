"""Every refusal is a page with a sentence and what to do next."""

import logging

from flask import Flask, jsonify, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from database import connection_errors, drop_connection
from rules import NotFound, Refused
from rules.access import brakes
from texts import lazy
from views import client_address, current
from views.pages import page

log = logging.getLogger("kundencenter.refused")
NOT_AS_EXPECTED = (
    lazy("Das ging so nicht"),
    lazy("Die Anfrage war nicht so, wie wir sie erwarten."),
    lazy("Bitte gehen Sie zurück und versuchen Sie es noch einmal."),
)
OURS = (
    lazy("Das hat gerade nicht geklappt"),
    lazy("Der Fehler liegt bei uns."),
    lazy("Bitte versuchen Sie es in ein paar Minuten noch einmal."),
)
SENTENCES = {
    401: (
        lazy("Bitte melden Sie sich an"),
        lazy("Diese Adresse ist nur mit Anmeldung zu erreichen."),
        "",
    ),
    403: (
        lazy("Das dürfen Sie hier nicht"),
        lazy("Für diese Seite fehlt Ihnen die Berechtigung."),
        "",
    ),
    404: (
        lazy("Diese Seite gibt es nicht"),
        lazy("Die Adresse stimmt nicht, oder das Gesuchte gehört nicht zu Ihrem Kundenkonto."),
        "",
    ),
    405: NOT_AS_EXPECTED,
    413: (
        lazy("Das ist zu groß"),
        lazy("Zusammen dürfen die Dateien höchstens 25 MB groß sein."),
        lazy("Bitte gehen Sie zurück und wählen Sie weniger oder kleinere Dateien."),
    ),
    415: NOT_AS_EXPECTED,
    503: OURS,
}
ASK_THE_HOLDER = lazy("Der Vertragsinhaber kann sie Ihnen unter Meine Daten → Ansprechpartner geben.")
FOR_PROGRAMS = {
    401: lazy("Es fehlt ein gültiges Token in der Zeile „Authorization: Bearer …“."),
    404: lazy("Diese Adresse gibt es nicht."),
    405: lazy("Diese Adresse kennt die Methode nicht."),
    413: lazy("Die Sendung ist zu groß."),
}
EXPIRED = (
    lazy("Bitte senden Sie das Formular noch einmal"),
    lazy("Die Seite war zu lange offen, oder Sie haben sich inzwischen neu angemeldet."),
    lazy(
        "Gehen Sie zurück, laden Sie die Seite neu und senden Sie das Formular noch einmal. Es wurde nichts geändert."
    ),
)


def register(app: Flask) -> None:
    """Answer every error of the app with a page."""
    app.register_error_handler(HTTPException, refusal)
    app.register_error_handler(NotFound, not_found)
    app.register_error_handler(Refused, refused)
    app.register_error_handler(brakes.Braked, braked)
    for error in connection_errors:
        app.register_error_handler(error, database_away)


def refusal(error):
    """The page for an error that HTTP has a number for."""
    code = error.code or 500
    if code < 400:
        return error
    texts = EXPIRED if isinstance(error, CSRFError) else SENTENCES.get(code, OURS if code >= 500 else NOT_AS_EXPECTED)
    return show(texts, code)


def refused(refusal):
    """A rule said no where there is no form to say it in."""
    return show((lazy("Das geht gerade nicht"), refusal.sentence, ""), 503)


def braked(refusal):
    """Somebody tried too often."""
    answer = show((lazy("Bitte warten Sie etwas"), refusal.sentence, ""), refusal.status)
    answer.headers["Retry-After"] = str(refusal.seconds)
    return answer


def not_found(_error):
    """What a rule did not find."""
    return show(SENTENCES[404], 404)


def database_away(error):
    """The database does not answer: this thread asks for a new connection next time."""
    drop_connection()
    return show(OURS, 503)


def _path():
    """The address that was asked for, without the secret of a link: it may work still."""
    token = (request.view_args or {}).get("token")
    return request.path.replace(token, "…") if token else request.path


def show(texts, code):
    title, sentence, advice = texts
    if code == 403 and current.contact and not current.contact.is_holder:
        advice = ASK_THE_HOLDER
    if code != 404 or current.account:
        account = current.account.id if current.account else "-"
        log.warning("%s %s %r from %s, account %s", code, request.method, _path(), client_address(), account)
    if request.path.startswith("/api/"):
        return for_program(code, sentence)
    frame = "page" if current.account else "plain"
    return page("errors/error.html", code, frame=frame, title=title, sentence=sentence, advice=advice)


def for_program(code, sentence):
    """The refusal as JSON."""
    answer = jsonify(error=str(FOR_PROGRAMS.get(code, sentence)))
    answer.status_code = code
    if code == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer
