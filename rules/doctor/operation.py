"""What is to be looked at: mail that does not go, work that waits or failed, invoices without their documents."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from peewee import fn

import clock
import gateways
from gateways import Rejected, Unreachable
from models import Invoice, InvoiceDocument, PanelAccess, Work
from rules import secret_keys
from texts import t, tn

PATIENCE = timedelta(minutes=15)  # work that waits longer has nobody who does it


def warnings() -> Iterator[str]:
    """Sentences about what should be looked at."""
    yield from _incomplete(gateways.settings.hoster)
    try:
        gateways.mail.check()
    except (Rejected, Unreachable) as error:
        yield str(error)
    if problem := gateways.typst.logo_problem():
        yield t("{problem} Auf Rechnungen und Briefen steht darum nur der Name.", problem=problem)
    if waiting := Work.due_now().where(Work.due < clock.now() - PATIENCE).count():
        yield tn(
            "{n} Aufgabe wartet länger als 15 Minuten. Läuft „serve“ oder „work“?",
            "{n} Aufgaben warten länger als 15 Minuten. Läuft „serve“ oder „work“?",
            waiting,
        )
    failed = Work.select(Work.kind, fn.COUNT(Work.id).alias("count")).where(Work.failed_at.is_null(False))
    for row in failed.group_by(Work.kind).order_by(Work.kind):
        yield t("{n}-mal gescheitert: {kind}. Näheres steht unter „Versand und Aufgaben“.", n=row.count, kind=row.kind)
    yield from secret_keys.warnings()
    for panel in _panels_gone():
        yield t("Verträge haben einen Zugang in „{panel}“, das nicht mehr eingerichtet ist.", panel=panel)
    for form in ("pdf", "xml"):
        if missing := _without(form):
            yield tn(
                "{n} Rechnung hat noch keine Datei ({form}).",
                "{n} Rechnungen haben noch keine Datei ({form}).",
                missing,
                form=form.upper(),
            )


def _incomplete(hoster: Any) -> Iterator[str]:
    """What a hoster of its own has left as in the sample, which its customers would pay to, or has not named."""
    sample = type(hoster)()
    if hoster.name == sample.name:
        return
    if hoster.iban == sample.iban:
        yield t("Unter [hoster] steht noch das Konto des Musters (iban): Kunden würden dorthin überweisen.")
    if not hoster.vat_id and hoster.tax_number in ("", sample.tax_number):
        yield t("Unter [hoster] fehlt tax_number oder vat_id: Ohne gilt keine Rechnung (§ 14 Abs. 4 UStG).")


def _panels_gone() -> list[str]:
    """The names of panels that contracts have and the settings do not."""
    used = PanelAccess.select(PanelAccess.panel).where(PanelAccess.panel != "").distinct().order_by(PanelAccess.panel)
    return [each.panel for each in used if each.panel not in gateways.panel.names]


def _without(form: str) -> int:
    """How many invoices of ours have no document of a format."""
    made = InvoiceDocument.select(InvoiceDocument.invoice).where(InvoiceDocument.format == form)
    return int(Invoice.select().where(Invoice.seller.is_null(False), Invoice.id.not_in(made)).count())
