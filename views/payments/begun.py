"""A payment that was begun on a provider's page: how to get there, and how it stands on the way back."""

from flask import Response, abort, redirect, request

import clock
from rules.payments import transfers
from views.entering import leave_frame
from views.pages import page

WAITING_MINUTES = 30  # how long the page looks again by itself
WAITING_SECONDS = "5"


def go_on(checkout, base):
    """To the provider's page; without htmx by a link on a page of ours, since no form may lead to another site."""
    place = f"{base}/vorgang/{checkout.id}"
    if checkout.paid_at is None and request.headers.get("HX-Request") == "true":
        return leave_frame(checkout.address)
    return redirect(place, 303)


def show(checkout, base, frame):
    """How it stands, as far as the provider told us: nothing is booked because somebody opens this page."""
    waits = "zurueck" in request.args and checkout.paid_at is None and checkout.closed_at is None
    answer = page("payments/checkout.html", frame=frame, checkout=checkout, base=base, waits=waits)
    if waits and checkout.created_at > clock.ago(minutes=WAITING_MINUTES):
        answer.headers["Refresh"] = WAITING_SECONDS
    return answer


def picture(transfer):
    """The code of a transfer, or 404 when none can be drawn."""
    if transfer is None or not transfer.can_be_scanned:
        abort(404)
    response = Response(transfers.qr_code(transfer), content_type="image/svg+xml")
    response.headers["Cache-Control"] = "private, no-store"
    return response
