"""Meine Produkte → Server → Traffic: the present month of all servers, and one server day by day."""

from flask import Blueprint, abort, request

from models import SERVER_OF_CONTRACT, SERVERS
from rules.plot import Size
from rules.products import traffic
from rules.products.traffic import plots
from views import current, needs
from views.pages import listing, page

bp = Blueprint("traffic", __name__, url_prefix="/produkte/server/traffic")

WIDE, NARROW = Size(900, 320, 76), Size(343, 280, 72)


@bp.get("")
@needs("contracts", "domains")
def index():
    found = listing(SERVERS, customer=current.customer.id)
    return page("products/traffic.html", listing=found, usage=traffic.usage([row.server for row in found.rows]))


@bp.get("/<int:id>")
@needs("contracts", "domains")
def show(id):
    server = SERVER_OF_CONTRACT.one(contract=id, customer=current.customer.id) or abort(404)
    course = traffic.course(server.id)
    month = chosen(course.months)
    days, forecast = course.days_of(month), traffic.forecast(course.days)
    return page(
        "products/server_traffic.html", server=server, months=course.months, days=days, shown=month,
        used=course.month(month), forecast=forecast if month == traffic.this_month() else None,
        days_drawn=[plots.of_days(month, days, size) for size in (WIDE, NARROW)],
        months_drawn=[plots.of_months(course.months, server.included_traffic_gb, forecast, size)
                      for size in (WIDE, NARROW)],
    )  # fmt: skip


def chosen(months):
    """The first day of the month that the address asks for, if anything was measured in it; else the present one."""
    asked = request.args.get("monat", "")
    return next((each.day for each in months if f"{each.day:%Y-%m}" == asked), traffic.this_month())
