"""Verwaltung → Schnittstelle: the tokens with which the hoster's programs send what they measured."""

from flask import current_app, redirect

from forms.staff.api_tokens import TokenForm
from models import ApiToken
from rules import Refused
from rules.products.traffic import batches
from rules.staff import api_tokens
from texts import t
from views import found, sensitive, staff
from views.pages import done, page, unconfirmed
from views.staff import bp

HOME = "/verwaltung/schnittstelle"
EXAMPLE = """POST {url}/api/traffic
Authorization: Bearer …
Content-Type: application/json

{{"samples": [
  {{"server": "s1.muster.example", "time": "2026-12-01T12:05:00Z",
   "bytes_in": 123456, "bytes_out": 654321}}
]}}"""


@bp.get("/schnittstelle")
@staff("admin")
def list_tokens():
    return show_tokens(TokenForm())


@bp.get("/schnittstelle/tokens")  # where somebody comes back to who loads a page anew that came as an answer
@staff("admin")
def back_to_tokens():
    return redirect(HOME, 303)


@bp.post("/schnittstelle/tokens")
@staff("admin")
@sensitive
def make_token():
    form = TokenForm()
    if not form.validate():
        return show_tokens(form, 422)
    try:
        token = api_tokens.make(form.name.data)
    except Refused as refusal:
        return show_tokens(form.refuse(refusal), 422)
    return show_tokens(TokenForm(formdata=None), token=token)


@bp.post("/schnittstelle/tokens/<int:id>/widerruf")
@staff("admin")
def revoke_token(id):
    row = found(ApiToken, id=id)
    if question := unconfirmed(t("Das Token „{name}“ wirklich zurückziehen?", name=row.name), HOME):
        return question
    api_tokens.revoke(row)
    return done(t("Token zurückgezogen."), HOME)


def show_tokens(form, status=200, token=""):
    return page(
        "staff/api_tokens.html", status, form=form, token=token, tokens=api_tokens.listed(),
        example=EXAMPLE.format(url=current_app.config["SETTINGS"].public_url),
        most_samples=batches.MOST_SAMPLES, most_body=batches.MOST_BODY,
    )  # fmt: skip
