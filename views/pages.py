"""What an answer looks like: a page or its fragment, a redirect with a sentence, a question before a loss."""

from collections.abc import Callable
from typing import Any

from flask import Response, flash, redirect, request
from werkzeug.datastructures import Headers

from models import Listing, Page
from rules import Refused
from views import current
from views.rendering import render

PERSONAL = (
    ("Content-Type", "text/html; charset=utf-8"),
    ("Vary", "HX-Request, HX-Target, HX-History-Restore-Request, Cookie"),
    ("Cache-Control", "no-store"),
)


def wants_fragment() -> bool:
    """Whether htmx asks for the content alone."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-History-Restore-Request") != "true"
        and headers.get("HX-Target", "").rpartition("#")[2] == "content"
    )


def page(template: str, status: int = 200, frame: str = "page", **values: Any) -> Response:
    """Render a template as a full page (in layout/<frame>.html) or, for htmx, as a fragment."""
    layout = "layout/fragment.html" if wants_fragment() else f"layout/{frame}.html"
    headers = Headers([*PERSONAL, ("HX-Push-Url", "false")] if status >= 400 else PERSONAL)
    text = render(template, layout=layout, current=current._get_current_object(), **values)
    return Response(text, status, headers)


def part(template: str, **values: Any) -> Response:
    """A piece of a page that asks for itself anew."""
    return Response(render(template, **values), 200, Headers(PERSONAL))


def on_to(address: str) -> Response:
    """Instead of a piece of a page: the browser goes on to another one."""
    return Response(status=204, headers=Headers([*PERSONAL, ("HX-Redirect", address)]))


def done(sentence: str, address: str, advice: str = "") -> Response:
    """Say there that it is done, and what could be done better."""
    flash(f"{sentence} {advice}".strip(), "success")
    return redirect(address, 303)


def refused(refusal: Refused, address: str) -> Response:
    """Say there why it was not done."""
    flash(refusal.sentence, "danger")
    return redirect(address, 303)


def attempt(sentence: str | Callable[[Any], str], address: str, rule: Callable[..., Any], *arguments: Any) -> Response:
    """Do it, and say so at the address, or say there why not; the sentence may depend on what the rule gives."""
    try:
        given = rule(*arguments)
    except Refused as refusal:
        return refused(refusal, address)
    return done(sentence(given) if callable(sentence) else sentence, address)


def listing(table: Listing, **scope: Any) -> Page:
    """The page of a list that the address asks for."""
    return table.page(request.path, request.args, **scope)


def unconfirmed(question: str, cancel: str) -> Response | None:
    """The page that asks before something is lost; None when the person has said yes already."""
    if request.form.get("confirmed"):
        return None
    return page("layout/confirm.html", question=question, cancel=cancel, action=request.path)
