"""Start: what somebody wants to know who comes twice a year; and the menu as a page of its own."""

from flask import Blueprint, redirect

from rules import start
from views import current, members
from views.pages import page

bp = Blueprint("start", __name__)


@bp.get("/")
@members
def index():
    if current.contact is None:
        return redirect("/verwaltung" if current.staff else "/kunde-wechseln", 303)
    return page("start/index.html", overview=start.overview(current.contact))


@bp.get("/menue")
@members
def menu():
    return page("layout/menu_page.html")
