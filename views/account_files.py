"""Meine Buchhaltung → Kundenkonto → Herunterladen: a year's invoices, the bookings, a statement of account."""

from flask import Blueprint

from forms.account_files import StatementForm
from rules import Refused
from rules.accounting import account_statements, archives, spreadsheets
from texts import t
from views import current, needs
from views.downloads import download
from views.pages import done, page, part

bp = Blueprint("account_files", __name__, url_prefix="/buchhaltung/kundenkonto")
HERE = "/buchhaltung/kundenkonto/dateien"


@bp.get("/dateien")
@needs("billing")
def index():
    return show(StatementForm(data=account_statements.span()))


@bp.get("/dateien/stand")
@needs("billing")
def progress():
    return part("accounting/years.html", years=archives.years(current.customer))


@bp.get("/buchungen.csv")
@needs("billing")
def bookings():
    return download(spreadsheets.bookings(current.customer), f"Kundenkonto-{current.customer.number}.csv")


@bp.get("/rechnungen-<int:year>.zip")
@needs("billing")
def year(year):
    return download(archives.zipped(current.customer, year), f"Rechnungen-{year}.zip")


@bp.post("/rechnungen-<int:year>/vorbereitung")
@needs("billing")
def prepare(year):
    archives.prepare(current.customer, year)
    return done(t("Die Rechnungen von {year} werden vorbereitet.", year=year), HERE)


@bp.post("/kontoauszug")
@needs("billing")
def statement():
    form = StatementForm()
    if not form.validate():
        return show(form, 422)
    try:
        content = account_statements.pdf(current.customer, **form.details())
    except Refused as refusal:
        return show(form.refuse(refusal), 422)
    return download(content, account_statements.file_name(current.customer))


def show(form, status=200):
    return page("accounting/files.html", status, form=form, years=archives.years(current.customer))
