"""Verwaltung → Auswertungen: what was invoiced, what is open, what is deferred and what is reported."""

from flask import abort, redirect, request

import clock
import values
from forms.profile.address import countries
from forms.staff.plans import KINDS
from models import JOURNAL
from rules.accounting import taxes
from rules.accounting.invoices import percent
from rules.bookkeeping import deferred, eu_sales, journal, losses, open_items, oss, plot, reports, spans
from texts import language, lazy, month
from views import staff
from views.downloads import download
from views.pages import listing, page
from views.staff import bp

HOME = "/verwaltung/auswertungen"
TABS = (
    (lazy("Überblick"), HOME),
    (lazy("Journal"), f"{HOME}/journal"),
    (lazy("Offene Posten"), f"{HOME}/offene-posten"),
    (lazy("Abgrenzung"), f"{HOME}/abgrenzung"),
    (lazy("Zusammenfassende Meldung"), f"{HOME}/zusammenfassende-meldung"),
    (lazy("OSS"), f"{HOME}/oss"),
    (lazy("Export"), f"{HOME}/export"),
    (lazy("Monatsabschluss"), f"{HOME}/monate"),
    (lazy("Konten"), f"{HOME}/konten"),
)
YEARS, MONTHS = 10, 36  # to choose from
MOST_ACCOUNTS = 100
WIDE, NARROW = (900, 320, 76), (343, 280, 62)


@bp.get("/auswertungen")
@staff("billing")
def bookkeeping():
    span = asked_span([spans.year(year) for year in recent_years()], default=last_year())
    months = journal.course(span.first, span.last)
    return report(
        "overview", "", span=span, years=[spans.year(year) for year in recent_years()], months=months,
        total=journal.total(journal.sums(span.first, span.last)), wide=plot.of(months, *WIDE),
        narrow=plot.of(months, *NARROW), month=month,
    )  # fmt: skip


@bp.get("/auswertungen/journal")
@staff("billing")
def choose_journal():
    span = asked_span(recent_months(), default=spans.month(clock.today()))
    tax_case = request.args.get("steuerfall", "")
    return redirect(f"{HOME}/journal/{span.name}" + (f"/{tax_case}" if tax_case in taxes.WORDS else ""), 303)


@bp.get("/auswertungen/journal/<name>", defaults={"tax_case": ""})
@bp.get("/auswertungen/journal/<name>/<tax_case>")
@staff("billing")
def show_journal(name, tax_case):
    span = named(name)
    if tax_case and tax_case not in taxes.WORDS:
        abort(404)
    scope = {"first": span.first.isoformat(), "last": span.last.isoformat(), "tax_case": tax_case}
    sums = [row for row in journal.sums(span.first, span.last) if tax_case in ("", row.tax_case)]
    return report(
        "journal", "/journal", span=span, tax_case=tax_case, words=taxes.WORDS, spans=with_span(recent_months(), span),
        listing=listing(JOURNAL, **scope), sums=sums, total=journal.total(sums), percent=percent,
        lost=[row for row in losses.sums(span.first, span.last) if tax_case in ("", row.tax_case)],
    )  # fmt: skip


@bp.get("/auswertungen/offene-posten")
@staff("billing")
def show_open_items():
    day = asked_day(clock.today())
    accounts = open_items.by_customer(open_items.as_of(day), day)
    return report(
        "open_items", "/offene-posten", day=day, accounts=accounts[:MOST_ACCOUNTS], count=len(accounts),
        together=open_items.together(accounts), ages=[label for _, label in open_items.AGES],
        heads=[(None, label, "num") for _, label in open_items.AGES],
    )  # fmt: skip


@bp.get("/auswertungen/abgrenzung")
@staff("billing")
def show_deferred():
    today = clock.today()
    day = asked_day(today.replace(month=12, day=31, year=today.year - 1))
    parts = deferred.as_of(day)
    return report(
        "deferred", "/abgrenzung", day=day, count=len(parts), total=sum(part.cents for part in parts),
        products=deferred.by_product(parts), years=deferred.by_year(parts, day), names=dict(KINDS),
    )  # fmt: skip


@bp.get("/auswertungen/zusammenfassende-meldung")
@staff("billing")
def show_eu_sales():
    choice = [*recent_quarters(), *recent_months()]
    span = asked_span(choice, default=choice[0])
    rows = eu_sales.report(span.first, span.last)
    return report("eu_sales", "/zusammenfassende-meldung", span=span, spans=choice, rows=rows,
                  total=sum(row.euros for row in rows))  # fmt: skip


@bp.get("/auswertungen/oss")
@staff("billing")
def show_oss():
    choice = recent_quarters()
    span = asked_span(choice, default=choice[0])
    rows = oss.report(span)
    places = {each.value: each.label for each in countries(language())}
    return report("oss", "/oss", span=span, spans=choice, rows=rows, percent=percent, countries=places,
                  total=(sum(row.net_cents for row in rows), sum(row.tax_cents for row in rows)))  # fmt: skip


@bp.get("/auswertungen/journal.csv", defaults={"kind": "journal"})
@bp.get("/auswertungen/summen.csv", defaults={"kind": "summen"})
@bp.get("/auswertungen/zusammenfassende-meldung.csv", defaults={"kind": "zusammenfassende-meldung"})
@bp.get("/auswertungen/oss.csv", defaults={"kind": "oss"})
@staff("billing")
def sheet_of_span(kind):
    span = asked_span([], default=spans.month(clock.today()))
    tax_case = request.args.get("steuerfall", "")
    make = {
        "journal": lambda: reports.journal_sheet(span, tax_case if tax_case in taxes.WORDS else ""),
        "summen": lambda: reports.sums_sheet(span),
        "zusammenfassende-meldung": lambda: reports.eu_sales_sheet(span),
        "oss": lambda: reports.oss_sheet(span),
    }
    return download(make[kind](), f"{kind}-{span.name}.csv")


@bp.get("/auswertungen/offene-posten.csv", defaults={"kind": "offene-posten"})
@bp.get("/auswertungen/abgrenzung.csv", defaults={"kind": "abgrenzung"})
@staff("billing")
def sheet_of_day(kind):
    day = asked_day(clock.today())
    make = reports.open_items_sheet if kind == "offene-posten" else reports.deferred_sheet
    return download(make(day), f"{kind}-{day.isoformat()}.csv")


def report(template, path, status=200, **values):
    """A page under its tab."""
    return page(f"staff/bookkeeping/{template}.html", status, tabs=TABS, here=HOME + path, **values)


def named(name):
    """The span with this name, or 404."""
    try:
        return spans.named(name)
    except ValueError:
        abort(404)


def asked_span(choice, default):
    """The span that the address asks for; of a choice, when there is one."""
    try:
        span = spans.named(request.args.get("zeitraum", ""))
    except ValueError:
        return default
    return span if not choice or span in choice else default


def asked_day(default):
    """The day that the address asks for."""
    try:
        return values.day(request.args.get("tag", ""))
    except ValueError:
        return default


def with_span(choice, span):
    """A choice in which the span is that somebody came for."""
    return choice if span in choice else [span, *choice]


def last_year():
    """The twelve months up to now."""
    today = clock.today()
    return spans.Span(spans.before(today, 11), spans.month(today).last)


def recent_years():
    return range(clock.today().year, clock.today().year - YEARS, -1)


def recent_months():
    """The months up to now, newest first."""
    return [spans.month(spans.before(clock.today(), n)) for n in range(MONTHS)]


def recent_quarters():
    """The quarters up to now, newest first."""
    first = spans.quarter(clock.today()).first
    return [spans.quarter(spans.before(first, 3 * n)) for n in range(MONTHS // 3)]
