"""What every answer tells the browser."""

from flask import Flask

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SECURITY = (
    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
)
STRICTER = ("Content-Security-Policy", "Referrer-Policy")  # what a download or a page behind a secret link may set
ONLY_HTTPS = ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")  # RFC 6797


def without_trace(response):
    """The address of this page is a secret: no other page learns more than the host from where somebody comes.

    The host has to be told: over HTTPS a form without a Referer is taken for a forged one.
    """
    response.headers["Referrer-Policy"] = "strict-origin"
    return response


def register(app: Flask, is_https: bool) -> None:
    """Nothing from elsewhere, nothing inline, no frame around us, nothing personal kept, no way back from https."""
    everywhere = (*SECURITY, ONLY_HTTPS) if is_https else SECURITY

    @app.after_request
    def secure(response):
        own = [name for name in STRICTER if name in response.headers]
        response.headers.extend([pair for pair in everywhere if pair[0] not in own] if own else everywhere)
        response.headers.setdefault("Cache-Control", "no-store")
        return response
