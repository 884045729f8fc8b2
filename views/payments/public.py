"""A link to pay for somebody: whoever has it may pay, and learns no more than that."""

import secrets

from flask import Blueprint

from forms.payments import LinkPayForm, written
from rules import NotFound, Refused
from rules.payments import checkouts, pay_links, transfers
from views import public
from views.headers import without_trace
from views.pages import page
from views.payments import begun

bp = Blueprint("pay_links", __name__, url_prefix="/zahlen/<token>")


@bp.errorhandler(NotFound)
def gone(_error):
    """Ended, expired or never there: it sounds alike."""
    return page("payments/link_gone.html", 404, frame="plain")


@bp.get("")
@bp.get("/vorgang")  # where somebody without JavaScript stands after an error
@public
def index(token):
    return show(token, pay_links.find(token), LinkPayForm())


@bp.get("/qr.svg")
@public
def qr_code(token):
    link = pay_links.find(token)
    return without_trace(begun.picture(transfers.transfer(link.customer, pay_links.wish(link))))


@bp.post("/vorgang")
@public
def begin(token):
    link, form = pay_links.find(token), LinkPayForm()
    if not form.validate():
        return show(token, link, form, 422)
    wish, base = pay_links.wish(link), f"/zahlen/{token}"
    try:
        checkout = checkouts.begin(
            link.customer, wish, form.method.data, form.key.data, form.cents.data, base, link=link,
            provider=form.provider.data or "",
        )  # fmt: skip
    except Refused as refusal:
        return show(token, link, form.refuse(refusal), 422)
    return without_trace(begun.go_on(checkout, base))


@bp.get("/vorgang/<int:id>")
@public
def checkout(token, id):
    return without_trace(begun.show(pay_links.find_checkout(token, id), f"/zahlen/{token}", "plain"))


def show(token, link, form, status=200):
    wish = pay_links.wish(link)
    return without_trace(page(
        "payments/public.html", status, frame="plain", form=form, wish=wish, base=f"/zahlen/{token}", link=link,
        transfer=transfers.transfer(link.customer, wish), providers=checkouts.offered(),
        seen=written(wish.cents), key=secrets.token_urlsafe(16),
    ))  # fmt: skip
