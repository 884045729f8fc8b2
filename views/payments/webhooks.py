"""What the payment providers tell us."""

from flask import Blueprint, Response, request

from rules.payments import checkouts, events
from views import machine

bp = Blueprint("webhooks", __name__, url_prefix="/webhooks")


def _comes_from_stripe():
    return events.is_signed(request.headers.get("Stripe-Signature", ""), request.get_data())


def _has_mollie():
    """Mollie signs nothing: what it says is only a hint to ask."""
    return checkouts.is_possible("mollie")


@bp.post("/stripe")
@machine(_comes_from_stripe)
def stripe():
    events.receive(request.headers.get("Stripe-Signature", ""), request.get_data())
    return Response(status=200)


@bp.post("/mollie")
@machine(_has_mollie)
def mollie():
    is_done = events.told_by_mollie(request.form.get("id", ""))
    return Response(status=200 if is_done else 503)
