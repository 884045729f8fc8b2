"""Verwaltung → Übersicht, and what could not be sent or done."""

from models import OPEN_TICKETS, Recovery, failed_work, newest_customers, unchecked_holders, unsent_mails
from rules.products import panel_tasks
from rules.products.domains import holders
from rules.staff import waiting
from texts import lazy
from views import current, staff
from views.pages import page
from views.staff import bp

NEWEST = 10
MOST_TROUBLES = 100
MONEY = {
    "abrechnung": (lazy("Abrechnung"), lazy("Rechnungen vorgeschlagen")),
    "kontoauszuege": (lazy("Kontoauszüge"), lazy("Umsätze nicht zugeordnet")),
    "zahlungen": (lazy("Zahlungen"), lazy("Meldungen zu klären")),
    "lastschriften": (lazy("Lastschriften"), lazy("noch in keiner Datei")),
    "mahnungen": (lazy("Mahnungen"), lazy("vorgeschlagen")),
    "mahnungen/sperren": (lazy("Sperren"), lazy("vorgeschlagen")),
    "post": (lazy("Postversand"), lazy("Schreiben zu drucken")),
}


@bp.get("")
@staff("any")
def overview():
    return page(
        "staff/overview.html",
        tickets=OPEN_TICKETS.page("/verwaltung/anfragen", {}).rows,
        money=waiting.money() if current.staff.may("billing") else {}, money_words=MONEY,
        customers=list(newest_customers(NEWEST)),
        failed=failed_work().count(),
        unsent=unsent_mails().count(),
        holders=unchecked_holders(holders.due_before()) if current.staff.may("support") else 0,
        recoveries=Recovery.open().count() if current.staff.may("support") else 0,
        tasks=panel_tasks.count() if current.staff.may("support") else 0,
    )  # fmt: skip


@bp.get("/versand")
@staff("any")
def troubles():
    return page(
        "staff/troubles.html",
        failed=list(failed_work().limit(MOST_TROUBLES)),
        unsent=list(unsent_mails().limit(MOST_TROUBLES)),
    )
