"""The GoBD export: CSV files and an index.xml that describes them (Beschreibungsstandard, § 147 Abs. 6 AO).

Files are UTF-8, semicolons, CR LF (which the standard takes as given), decimal comma, days as 31.12.2026, heads in the
first line. The elements and their order are those of gdpdu-01-09-2004.dtd.
"""

import csv
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from io import TextIOWrapper
from typing import IO, Any

from peewee import JOIN

import clock
import gateways
from models import AuditEntry, Booking, Customer, Invoice, InvoiceDocument, InvoiceLine, Settlement
from rules import Refused
from rules.bookkeeping import accounts
from rules.bookkeeping.markup import Node, written
from rules.bookkeeping.spans import Span

DTD = "gdpdu-01-09-2004.dtd"
TEXT, DAY, MOMENT, WHOLE, CENTS, PERCENT, DEBTOR = "text", "day", "moment", "whole", "cents", "percent", "debtor"
# The tables whose changes an auditor may ask about: what is taxed, owed and paid, not who logged in.
AUDITED = (
    "customer", "contract", "contractprice", "discount", "charge", "billingdetails", "billingrun", "invoice", "booking",
    "chartaccount", "monthlock", "export", "taxrate", "planprice", "plan", "checkout", "collection", "mandate",
    "payout", "reminder", "statement", "statemententry",
)  # fmt: skip


@dataclass(frozen=True)
class Column:
    """A column: its head, what it holds and what that means."""

    name: str
    kind: str
    description: str = ""


@dataclass(frozen=True)
class File:
    """A CSV file: its columns, the first of them the key, and its rows in their order."""

    name: str
    title: str
    description: str
    columns: tuple[Column, ...]
    rows: Callable[[Span], Any]
    refers: tuple[tuple[str, str], ...] = ()

    @property
    def url(self) -> str:
        return f"{self.name}.csv"


def _customers(_: Span) -> Any:
    return Customer.select(
        Customer.number, Customer.id, Customer.company, Customer.first_name, Customer.last_name, Customer.street,
        Customer.zip, Customer.city, Customer.country, Customer.email,
    ).order_by(Customer.number)  # fmt: skip


def _invoices(span: Span) -> Any:
    corrected, pdf, einvoice = Invoice.alias(), InvoiceDocument.alias(), InvoiceDocument.alias()
    return (
        Invoice.select(
            Invoice.number, Invoice.kind, corrected.number, Customer.number, Invoice.issued_on, Invoice.due_on,
            Invoice.tax_case, Invoice.net_cents, Invoice.tax_cents, Invoice.gross_cents, Invoice.recipient,
            pdf.file_key, einvoice.file_key,
        )
        .join(Customer)
        .switch(Invoice)
        .join(corrected, JOIN.LEFT_OUTER, on=Invoice.corrects == corrected.id)
        .switch(Invoice)
        .join(pdf, JOIN.LEFT_OUTER, on=(pdf.invoice == Invoice.id) & (pdf.format == "pdf"))
        .switch(Invoice)
        .join(einvoice, JOIN.LEFT_OUTER, on=(einvoice.invoice == Invoice.id) & (einvoice.format == "xml"))
        .where(Invoice.issued_on.between(span.first, span.last))
        .order_by(Invoice.number)
    )  # fmt: skip


def _lines(span: Span) -> Any:
    return (
        InvoiceLine.select(
            InvoiceLine.id, Invoice.number, InvoiceLine.position, InvoiceLine.text, InvoiceLine.product,
            InvoiceLine.quantity, InvoiceLine.price_cents, InvoiceLine.net_cents, InvoiceLine.tax_rate,
            InvoiceLine.tax_category, InvoiceLine.period_from, InvoiceLine.period_to,
        )
        .join(Invoice)
        .where(Invoice.issued_on.between(span.first, span.last))
        .order_by(Invoice.number, InvoiceLine.position)
    )  # fmt: skip


def _bookings(span: Span) -> Any:
    return (
        Booking.select(
            Booking.id, Customer.number, Booking.booked_on, Booking.kind, Booking.number, Booking.text,
            Booking.amount_cents, Booking.payment_method, Booking.reverses, Booking.source, Booking.created_at,
        )
        .join(Customer)
        .where(Booking.booked_on.between(span.first, span.last))
        .order_by(Booking.id)
    )  # fmt: skip


def _settlements(span: Span) -> Any:
    debit, credit = Booking.alias(), Booking.alias()
    within = debit.booked_on.between(span.first, span.last) | credit.booked_on.between(span.first, span.last)
    return (
        Settlement.select(
            Settlement.id, Settlement.debit, Settlement.credit, Settlement.cents, Settlement.created_at
        )
        .join(debit, on=Settlement.debit == debit.id)
        .switch(Settlement)
        .join(credit, on=Settlement.credit == credit.id)
        .where(within)
        .order_by(Settlement.id)
    )  # fmt: skip


def _audit(span: Span) -> Any:
    return (
        AuditEntry.select(
            AuditEntry.id, AuditEntry.at, AuditEntry.who, Customer.number, AuditEntry.what, AuditEntry.table,
            AuditEntry.row, AuditEntry.before, AuditEntry.after,
        )
        .join(Customer, JOIN.LEFT_OUTER)
        .where(
            AuditEntry.at >= clock.at(span.first, 0), AuditEntry.at < clock.at(span.last + timedelta(days=1), 0),
            AuditEntry.table.in_(AUDITED),
        )
        .order_by(AuditEntry.id)
    )  # fmt: skip


FILES = (
    File("kunden", "Kunden", "Stammdaten der Kunden, Stand des Exports", (
        Column("Kundennummer", WHOLE), Column("Debitorenkonto", DEBTOR), Column("Firma", TEXT),
        Column("Vorname", TEXT), Column("Name", TEXT), Column("Strasse", TEXT), Column("PLZ", TEXT),
        Column("Ort", TEXT), Column("Land", TEXT, "ISO 3166-1"), Column("E-Mail", TEXT),
    ), _customers),
    File("rechnungen", "Rechnungen", "Rechnungen und Rechnungskorrekturen des Zeitraums", (
        Column("Rechnungsnummer", WHOLE), Column("Art", TEXT, "invoice: Rechnung, correction: Rechnungskorrektur"),
        Column("Korrigiert", WHOLE, "Nummer der korrigierten Rechnung"), Column("Kundennummer", WHOLE),
        Column("Rechnungsdatum", DAY), Column("Faellig", DAY),
        Column("Steuerfall", TEXT, "domestic: Inland, reverse_charge: Steuerschuldnerschaft des Leistungsempfängers, "
                                   "oss: One-Stop-Shop, export: Drittland, small_business: Kleinunternehmer"),
        Column("Netto", CENTS), Column("Steuer", CENTS), Column("Brutto", CENTS), Column("Empfaenger", TEXT),
        Column("PDF", TEXT, "SHA-256 des Originals, unter dem es im Kundencenter liegt"),
        Column("XML", TEXT, "SHA-256 der elektronischen Rechnung (EN 16931)"),
    ), _invoices, (("Kundennummer", "kunden"),)),
    File("positionen", "Positionen", "Positionen der Rechnungen des Zeitraums", (
        Column("Position-ID", WHOLE), Column("Rechnungsnummer", WHOLE), Column("Position", WHOLE),
        Column("Text", TEXT), Column("Produkt", TEXT), Column("Menge", WHOLE), Column("Einzelpreis", CENTS),
        Column("Netto", CENTS), Column("Steuersatz", PERCENT), Column("Steuerkategorie", TEXT, "EN 16931 BT-151"),
        Column("Zeitraum von", DAY), Column("Zeitraum bis", DAY),
    ), _lines, (("Rechnungsnummer", "rechnungen"),)),
    File("buchungen", "Buchungen", "Buchungen auf den Kundenkonten im Zeitraum", (
        Column("Buchung-ID", WHOLE), Column("Kundennummer", WHOLE), Column("Buchungstag", DAY),
        Column("Art", TEXT, "RE Rechnung, GS Gutschrift, ZA Zahlung, RZ Rückzahlung, RL Rücklastschrift, "
                            "MG Mahngebühr, AB Ausbuchung, IN Abgabe an Inkasso, DI Kleindifferenz"),
        Column("Belegnummer", TEXT), Column("Text", TEXT),
        Column("Betrag", CENTS, "negativ: schuldet der Kunde, positiv: hat er bezahlt oder gut"),
        Column("Zahlungsart", TEXT, "U Überweisung, L Lastschrift, K Karte, S Sofortzahlung"),
        Column("Storniert", WHOLE, "die Buchung, die diese zurücknimmt"), Column("Quelle", TEXT),
        Column("Erfasst", MOMENT, "Europe/Berlin"),
    ), _bookings, (("Kundennummer", "kunden"),)),
    File("ausgleiche", "Ausgleiche", "Welche Gutschrift oder Zahlung welche Forderung ausgeglichen hat", (
        Column("Ausgleich-ID", WHOLE), Column("Forderung", WHOLE, "Buchung-ID"),
        Column("Zahlung", WHOLE, "Buchung-ID"), Column("Betrag", CENTS, "negativ: wieder aufgehoben"),
        Column("Erfasst", MOMENT, "Europe/Berlin"),
    ), _settlements),
    File("protokoll", "Protokoll", "Wer wann was geändert hat, soweit es Rechnungen, Buchungen und Preise betrifft", (
        Column("Eintrag-ID", WHOLE), Column("Zeitpunkt", MOMENT, "Europe/Berlin"), Column("Wer", TEXT),
        Column("Kundennummer", WHOLE), Column("Was", TEXT), Column("Tabelle", TEXT), Column("Zeile", WHOLE),
        Column("Vorher", TEXT, "JSON"), Column("Nachher", TEXT, "JSON"),
    ), _audit),
)  # fmt: skip


def write(described: File, span: Span, file: IO[bytes]) -> Iterator[int]:
    """Write one CSV file; gives 1 for each row that is written. Raises Refused for a control character."""
    text = TextIOWrapper(file, "utf-8", newline="", write_through=True)
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.name for column in described.columns])
    for row in described.rows(span).tuples().iterator():
        writer.writerow([_cell(column.kind, value) for column, value in zip(described.columns, row, strict=True)])
        yield 1
    text.detach()


def index(span: Span) -> bytes:
    """The index.xml that describes all files."""
    hoster = gateways.settings.hoster
    data_set = Node("DataSet")
    data_set.add("Version", "1.0")
    supplier = data_set.add("DataSupplier")
    supplier.add("Name", hoster.name)
    supplier.add("Location", f"{hoster.street}, {hoster.zip} {hoster.city}")
    supplier.add("Comment", f"KundenCenter, Export vom {clock.local(clock.now()):%d.%m.%Y}")
    media = data_set.add("Media")
    media.add("Name", f"Kundencenter {span.first:%d.%m.%Y}–{span.last:%d.%m.%Y}")
    for each in FILES:
        _describe(media.add("Table"), each, span)
    return written(data_set, dtd=DTD)


def _describe(table: Node, described: File, span: Span) -> None:
    table.add("URL", described.url)
    table.add("Name", described.title)
    table.add("Description", described.description)
    validity = table.add("Validity").add("Range")
    validity.add("From", f"{span.first:%d.%m.%Y}")
    validity.add("To", f"{span.last:%d.%m.%Y}")
    table.add("UTF8")
    table.add("DecimalSymbol", ",")
    table.add("DigitGroupingSymbol", ".")
    table.add("Range").add("From", "2")  # the first line has the heads
    length = table.add("VariableLength")
    length.add("ColumnDelimiter", ";")
    length.add("TextEncapsulator", '"')
    for place, column in enumerate(described.columns):
        _describe_column(length.add("VariableColumn" if place else "VariablePrimaryKey"), column)
    for name, other in described.refers:
        key = length.add("ForeignKey")
        key.add("Name", name)
        key.add("References", next(each.title for each in FILES if each.name == other))


def _describe_column(element: Node, column: Column) -> None:
    element.add("Name", column.name)
    if column.description:
        element.add("Description", column.description)
    if column.kind in (WHOLE, DEBTOR, CENTS, PERCENT):
        numeric = element.add("Numeric")
        if column.kind in (CENTS, PERCENT):
            numeric.add("Accuracy", "2")
    elif column.kind == DAY:
        element.add("Date").add("Format", "DD.MM.YYYY")
    else:
        element.add("AlphaNumeric")


def _cell(kind: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if kind in (CENTS, PERCENT):
        return f"{'-' if value < 0 else ''}{abs(value) // 100},{abs(value) % 100:02d}"
    if kind == DEBTOR:
        return str(accounts.debtor(value))
    if kind == DAY:
        return f"{value:%d.%m.%Y}"
    if kind == MOMENT:
        return f"{clock.local(value):%d.%m.%Y %H:%M:%S}"
    return _text(str(value))


def _text(text: str) -> str:
    """One line; raises Refused for what is no text."""
    line = " / ".join(text.splitlines())
    if any(unicodedata.category(letter) == "Cc" for letter in line):
        raise Refused("In „{text}“ steht ein unsichtbares Zeichen.", text=line[:40])
    return line
