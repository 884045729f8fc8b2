"""The session's cookie: signed, and read once while it comes again and again."""

import secrets
from functools import lru_cache
from hashlib import sha256
from time import time

from flask import current_app, session
from flask.sessions import SecureCookieSessionInterface
from flask_wtf.csrf import generate_csrf
from itsdangerous import BadSignature, Signer

KEPT_SECONDS = 600

Signer.default_digest_method = staticmethod(sha256)  # SHA-1 otherwise, in Flask-WTF's tokens too (ASVS 5.0, 11.4.1)


def csrf_token() -> str:
    """What a form must bring along; signed once for each session."""
    if "csrf_token" not in session:
        session["csrf_token"] = secrets.token_urlsafe(32)
    return _signed(session["csrf_token"], current_app.secret_key)


@lru_cache(maxsize=4096)
def _signed(_token, _key):
    return generate_csrf()


class Cookies(SecureCookieSessionInterface):
    """Flask's signed cookie. What a checked cookie says is kept for some minutes, as text that nobody can change."""

    digest_method = staticmethod(sha256)

    def __init__(self, app):
        self.name = self.get_cookie_name(app)
        self.signing = super().get_signing_serializer(app)
        self.longest = int(app.permanent_session_lifetime.total_seconds())
        self.payload = lru_cache(maxsize=4096)(self._payload)

    def get_signing_serializer(self, app):
        return self.signing

    def open_session(self, app, request):
        cookie = request.cookies.get(self.name)
        payload = self.payload(cookie, int(time()) // KEPT_SECONDS) if cookie else None
        return self.session_class(self.serializer.loads(payload) if payload else None)

    def save_session(self, app, session, response):
        if session.modified:  # an unchanged one needs no cookie, and every page says itself that it is personal
            super().save_session(app, session, response)

    def _payload(self, cookie, _period):
        """The JSON text in a cookie, or None when it is not ours or too old."""
        try:
            return self.serializer.dumps(self.signing.loads(cookie, max_age=self.longest))
        except BadSignature:
            return None
