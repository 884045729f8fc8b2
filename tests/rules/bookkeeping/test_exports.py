"""What is handed over: read back as the next program would."""

import csv
import io
import zipfile
from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from lxml import etree

import database
import gateways
import work
from models import AuditEntry, BillingDetails, Booking, ChartAccount, Export, Invoice, InvoiceLine, Payout, Work
from rules import Refused
from rules.accounting import corrections, documents, ledger, money, parties
from rules.bookkeeping import accounts, exports, gobd, losses, spans
from rules.bookkeeping.datev import bookings, columns
from rules.bookkeeping.datev import documents as images
from rules.bookkeeping.datev import format as datev
from rules.payments.reminders import losses as giving_up

MARCH = spans.named("2026-03")
AMOUNT, SIDE, ACCOUNT, OTHER = 0, 1, 6, 7


@pytest.fixture(autouse=True)
def without_typst(monkeypatch):
    """Pictures of invoices without setting them."""
    monkeypatch.setattr(documents, "opened", lambda invoice, format: io.BytesIO(b"%PDF-1.7"))


def issue(customer, number, lines, day=date(2026, 3, 10), tax_case="domestic"):
    """An invoice with positions of (product, net cents, rate), and its booking."""
    taxed = money.by_rate((net, rate) for _, net, rate in lines)
    net, tax = sum(each.net_cents for each in taxed), sum(each.tax_cents for each in taxed)
    created = Invoice.create(
        number=number, customer=customer, issued_on=day, due_on=date(2026, 3, 24), recipient="x", tax_case=tax_case,
        net_cents=net, tax_cents=tax, gross_cents=net + tax, buyer=parties.written(parties.buyer(customer)),
    )  # fmt: skip
    for position, (product, cents, rate) in enumerate(lines, 1):
        InvoiceLine.create(
            invoice=created, position=position, product=product, text="Größe; \"M\"", price_cents=abs(cents),
            quantity=-1 if cents < 0 else 1, net_cents=cents, tax_rate=rate, period_from=day,
            period_to=date(2027, 3, 9),
        )  # fmt: skip
    ledger.book(customer, "RE" if net + tax >= 0 else "GS", -(net + tax), day, invoice=created)
    return created


def made(kind="datev", first=MARCH.first, last=MARCH.last):
    """An export after the work, opened."""
    export = exports.start(kind, first, last, by=None)
    work.all_due()
    export = Export.get_by_id(export.id)
    assert export.done_at, export.error
    return zipfile.ZipFile(exports.content(export))


def read(package, name):
    """The rows of a DATEV file: head, columns, and the others; the raw bytes are checked on the way."""
    raw = package.read(name)
    assert raw.endswith(b"\r\n") and raw.count(b"\n") == raw.count(b"\r\n")
    rows = list(csv.reader(io.StringIO(raw.decode("cp1252"), newline=""), delimiter=";"))
    return rows[0], rows[1], rows[2:]


def signed(row):
    """Cents of a row before it is written, above zero in debit of its account."""
    return int(row[bookings.AMOUNT]) * (1 if row[bookings.SIDE] == "S" else -1)


def test_the_batch_is_what_the_published_description_says(alice):
    alice.customer.company = "Łódź & Söhne"
    alice.customer.save()
    issue(alice.customer, 8001, [("webhosting", 10_000, 1900)])
    package = made()
    head, names, rows = read(package, "EXTF_Buchungsstapel_2026-03.csv")
    assert len(head) == 31 and head[:5] == ["EXTF", "700", "21", "Buchungsstapel", "13"]
    assert len(head[5]) == 17 and head[10:16] == ["1001", "1", "20260101", "4", "20260301", "20260331"]
    assert head[18:22] == ["1", "0", "0", "EUR"] and head[26] == "03"
    assert package.read("EXTF_Buchungsstapel_2026-03.csv").startswith(b'"EXTF";700;21;"Buchungsstapel";13;20')
    assert len(names) == 125 and {len(row) for row in rows} == {125}
    row = dict(zip(names, rows[0], strict=True))
    assert row["Umsatz (ohne Soll/Haben-Kz)"] == "119,00" and row["Soll/Haben-Kennzeichen"] == "S"
    assert row["Konto"] == str(10_000 + alice.customer.id) and row["Gegenkonto (ohne BU-Schlüssel)"] == "8400"
    assert row["Belegdatum"] == "1003" and row["Belegfeld 1"] == "8001" and row["BU-Schlüssel"] == ""
    assert row["Leistungsdatum"] == "09032027" and row["Datum Zuord. Steuerperiode"] == "10032026"
    assert row["Fälligkeit"] == "24032026" and row["Festschreibung"] == "0"
    head, names, rows = read(package, "EXTF_Debitoren.csv")
    assert head[2:5] == ["16", "Debitoren/Kreditoren", "5"] and len(head) == 31 and head[14:16] == ["", ""]
    assert len(names) == 254 and {len(row) for row in rows} == {254}
    assert rows[0][0] == str(10_000 + alice.customer.id) and rows[0][1] == "Lódz & Söhne".replace("L", "?", 1)


def test_a_direct_debit_and_its_return_move_money_and_no_revenue(alice):
    invoice = issue(alice.customer, 8001, [("webhosting", 10_000, 1900)])
    paid = ledger.book(alice.customer, "ZA", 11_900, date(2026, 3, 20), invoice=invoice, payment_method="L")
    ledger.book(
        alice.customer, "RL", -11_900, date(2026, 3, 25), invoice=invoice, payment_method="L", reverses=paid
    )  # fmt: skip
    rows = bookings.Batch(MARCH, accounts.Chart()).rows()
    found = [(signed(row), row[bookings.OTHER], row[bookings.NUMBER]) for row in rows]
    assert found == [(11_900, 8400, "8001"), (-11_900, 1200, "8001"), (11_900, 1200, "8001")]


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    some.lists(
        some.lists(
            some.tuples(some.sampled_from(("webhosting", "domain", "")), some.integers(-99_999, 99_999),
                        some.sampled_from((700, 1900))),
            min_size=1, max_size=5,
        ),
        max_size=4,
    ),
    some.lists(
        some.tuples(some.sampled_from(("ZA", "AB", "DI", "MG", "RZ", "IN")), some.integers(1, 50_000)), max_size=6
    ),
)  # fmt: skip
def test_the_batch_puts_on_the_debtors_what_the_ledger_did_and_on_revenue_what_the_journal_says(
    alice, invoices, payments
):
    with database.database.atomic() as undone:
        ChartAccount.create(chart="SKR03", product="domain", use="domestic", valid_from=date(2020, 1, 1), account=8410)
        issued = [issue(alice.customer, 8000 + n, lines) for n, lines in enumerate(invoices)]
        for kind, cents in payments:
            ledger.book(alice.customer, kind, -cents if kind in ("MG", "RZ") else cents, date(2026, 3, 20))
        rows = list(bookings.Batch(MARCH, accounts.Chart()).rows())
        debtor = accounts.debtor(alice.customer.id)
        booked = sum(row.amount_cents for row in Booking.select())
        by_debtor = [row for row in rows if row["Konto"] == debtor]
        assert sum(map(signed, by_debtor)) == -booked
        revenue = [row for row in rows if row[bookings.OTHER] in (8400, 8410, 8300)]
        assert sum(map(signed, revenue)) == sum(each.gross_cents for each in issued)
        assert all(int(row[bookings.AMOUNT]) > 0 for row in rows)
        undone.rollback()


def test_a_payment_names_the_invoices_it_settles_and_the_rest_none(alice):
    issue(alice.customer, 8001, [("webhosting", 1000, 1900)])
    issue(alice.customer, 8002, [("webhosting", 1000, 1900)])
    ledger.book(alice.customer, "ZA", 3000, date(2026, 3, 20), payment_method="K")
    _, _, rows = read(made(), "EXTF_Buchungsstapel_2026-03.csv")
    assert [(row[AMOUNT], row[SIDE], row[OTHER], row[10]) for row in rows[2:]] == [
        ("11,90", "H", "1360", "8001"), ("11,90", "H", "1360", "8002"), ("6,20", "H", "1360", ""),
    ]  # fmt: skip


def test_a_payout_empties_the_clearing_account(alice):
    Payout.create(provider="stripe", provider_id="po_1", cents=2900, fee_cents=100, arrives_on=date(2026, 3, 25))
    _, _, rows = read(made(), "EXTF_Buchungsstapel_2026-03.csv")
    assert [(row[AMOUNT], row[SIDE], row[ACCOUNT], row[OTHER]) for row in rows] == [
        ("29,00", "S", "1200", "1360"), ("1,00", "S", "4970", "1360"),
    ]  # fmt: skip


def test_what_is_taxed_elsewhere_says_where(alice, bob):
    BillingDetails.create(customer=alice.customer, vat_id="FR83404833048")
    bob.customer.country = "AT"
    bob.customer.save()
    issue(alice.customer, 8001, [("webhosting", 1000, 0)], tax_case="reverse_charge")
    issue(bob.customer, 8002, [("webhosting", 1000, 2000)], tax_case="oss")
    package = made()
    _, names, rows = read(package, "EXTF_Buchungsstapel_2026-03.csv")
    place, rate = names.index("EU-Land u. UStID (Bestimmung)"), names.index("EU-Steuersatz (Bestimmung)")
    assert [(row[OTHER], row[place], row[rate]) for row in rows] == [
        ("8336", "FR83404833048", ""), ("8331", "AT", "20,00"),
    ]  # fmt: skip
    _, names, rows = read(package, "EXTF_Debitoren.csv")
    assert rows[0][names.index("EU-Land")] == "FR" and rows[0][names.index("EU-UStID")] == "83404833048"


def test_the_pictures_are_tied_to_their_bookings(alice):
    invoice = issue(alice.customer, 8001, [("webhosting", 1000, 1900)])
    package = made()
    _, names, rows = read(package, "EXTF_Buchungsstapel_2026-03.csv")
    pictures = zipfile.ZipFile(io.BytesIO(package.read("Belege_2026-03.zip")))
    assert set(pictures.namelist()) == {"document.xml", "Rechnung_8001.pdf"}
    archive = etree.fromstring(pictures.read("document.xml"))
    space = {"d": images.ARCHIVE}
    (document,) = archive.findall("d:content/d:document", space)
    assert document.find("d:extension", space).get("name") == "Rechnung_8001.pdf"
    assert rows[0][names.index("Beleglink")] == f'BEDI "{document.get("guid")}"' == f'BEDI "{bookings.guid(invoice)}"'


def test_an_invoice_without_a_picture_is_named_and_stops_nothing(alice, monkeypatch):
    issue(alice.customer, 8001, [("webhosting", 1000, 1900)])

    def refuse(invoice, format):
        raise Refused("Geht nicht.")

    monkeypatch.setattr(documents, "opened", refuse)
    _, names, rows = read(made(), "EXTF_Buchungsstapel_2026-03.csv")
    assert rows[0][names.index("Beleglink")] == ""
    assert Export.get().error == "Ohne Belegbild: 8001"


def test_each_month_has_a_batch_in_its_financial_year(alice, house):
    datev_settings = replace(house.datev, year_begins="04-01", chart="SKR04")
    gateways.start(replace(house, datev=datev_settings), database.in_write)
    issue(alice.customer, 8001, [("webhosting", 1000, 1900)])
    package = made(last=date(2026, 4, 30))
    march, april = (read(package, f"EXTF_Buchungsstapel_2026-0{n}.csv") for n in (3, 4))
    assert march[0][12] == "20250401" and april[0][12] == "20260401" and march[0][26] == "04"
    assert march[2][0][OTHER] == "4400" and april[2] == []


def test_a_control_character_is_refused_with_a_sentence_and_nothing_is_handed_over(alice):
    ledger.book(alice.customer, "ZA", 100, date(2026, 3, 1), text="Böse\x0bZeile")
    export = exports.start("datev", MARCH.first, MARCH.last, by=None)
    work.all_due()
    export = Export.get_by_id(export.id)
    assert not export.file_key and "unsichtbares Zeichen" in export.error
    assert exports.progress(export).step == "stuck"
    assert not Work.select().where(Work.kind == exports.WORK, Work.done_at.is_null()).exists()


def test_formulas_stay_as_they_are_in_a_data_format():
    raw = datev.as_bytes(columns.DEBTORS, [{"Konto": 10001, "Ort": '=1+1;"x"'}], year_begins=date(2026, 1, 1))
    assert b'"=1+1;""x"""' in raw


def test_an_export_is_made_once_however_often_the_work_is_done(alice):
    issue(alice.customer, 8001, [("webhosting", 1000, 1900)])
    export = exports.start("gobd", MARCH.first, MARCH.last, by=None)
    exports.make(str(export.id))
    done = Export.get_by_id(export.id)
    exports.make(str(export.id))
    assert Export.get_by_id(export.id).done_at == done.done_at and exports.progress(done).step == "done"
    assert AuditEntry.select().where(AuditEntry.what == "export made").count() == 1


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [(date(2026, 4, 1), date(2026, 3, 1), "last"), (date(2020, 1, 1), date(2026, 3, 1), "last"),
     (date(2999, 1, 1), date(2999, 1, 1), "first")],
)  # fmt: skip
def test_a_span_that_makes_no_sense_is_refused(house, first, last, field):
    with pytest.raises(Refused) as refusal:
        exports.start("datev", first, last, by=None)
    assert refusal.value.field == field


def children(element):
    return [child.tag for child in element]


def test_the_index_describes_the_files_as_they_are(alice):
    issue(alice.customer, 8001, [("webhosting", -1050, 1900)])
    ledger.book(alice.customer, "ZA", 100, date(2026, 3, 1), text="Zwei\nZeilen; „so“")
    package = made("gobd")
    raw = package.read("index.xml")
    assert b'<!DOCTYPE DataSet SYSTEM "gdpdu-01-09-2004.dtd">' in raw
    data_set = etree.fromstring(raw)
    assert children(data_set) == ["Version", "DataSupplier", "Media"]
    assert children(data_set.find("DataSupplier")) == ["Name", "Location", "Comment"]
    tables = data_set.findall("Media/Table")
    assert {table.findtext("URL") for table in tables} | {"index.xml"} == set(package.namelist())
    for table in tables:
        assert children(table) == ["URL", "Name", "Description", "Validity", "UTF8", "DecimalSymbol",
                                   "DigitGroupingSymbol", "Range", "VariableLength"]  # fmt: skip
        described = table.find("VariableLength")
        fields = [each for each in described if each.tag in ("VariablePrimaryKey", "VariableColumn")]
        file = io.StringIO(package.read(table.findtext("URL")).decode("utf-8"), newline="")
        heads, *rows = csv.reader(file, delimiter=";", quotechar='"')
        assert heads == [field.findtext("Name") for field in fields]
        for row in rows:
            assert len(row) == len(fields)
            for field, value in zip(fields, row, strict=True):
                check(field, value)
    names = {table.findtext("Name") for table in tables}
    assert {each.text for each in data_set.iter("References")} <= names


def check(field, value):
    """A value is what its column says."""
    if not value:
        return
    if field.find("Numeric") is not None:
        places = int(field.findtext("Numeric/Accuracy") or 0)
        whole, _, rest = value.lstrip("-").partition(",")
        assert whole.isdigit() and len(rest) == places
    elif field.find("Date") is not None:
        datetime.strptime(value, "%d.%m.%Y")
    else:
        assert field.find("AlphaNumeric") is not None and "\n" not in value


def test_the_auditor_gets_what_the_ledger_has(alice):
    invoice = issue(alice.customer, 8001, [("webhosting", 1000, 1900)])
    paid = ledger.book(alice.customer, "ZA", 1190, date(2026, 3, 20), payment_method="U", source="statement entry 1")
    package = made("gobd")

    def rows(name):
        file = io.StringIO(package.read(f"{name}.csv").decode("utf-8"), newline="")
        return list(csv.DictReader(file, delimiter=";"))

    assert [(row["Betrag"], row["Quelle"]) for row in rows("buchungen")] == [
        ("-11,90", ""), ("11,90", "statement entry 1"),
    ]  # fmt: skip
    assert rows("rechnungen")[0]["Brutto"] == "11,90" and rows("positionen")[0]["Steuersatz"] == "19,00"
    settled = Booking.get(Booking.invoice == invoice)
    assert [(row["Forderung"], row["Zahlung"], row["Betrag"]) for row in rows("ausgleiche")] == [
        (str(settled.id), str(paid.id), "11,90")
    ]
    assert {row["Kundennummer"] for row in rows("kunden")} == {"501", "502"}
    assert len(gobd.FILES) == 6


def test_a_debtor_beyond_the_range_is_refused(house):
    with pytest.raises(Refused):
        accounts.debtor(60_000)


def test_an_account_that_is_missing_is_named(house):
    ChartAccount.delete().where(ChartAccount.use == "fees").execute()
    with pytest.raises(Refused, match="Gebühren der Zahlungsanbieter"):
        accounts.Chart().account("fees", date(2026, 1, 1))


def test_a_cent_that_two_accounts_of_a_rate_leave_goes_to_the_last(alice):
    ChartAccount.create(chart="SKR03", product="domain", use="domestic", valid_from=date(2020, 1, 1), account=8410)
    issue(alice.customer, 8001, [("webhosting", 13, 1900), ("domain", 13, 1900)])
    _, _, rows = read(made(), "EXTF_Buchungsstapel_2026-03.csv")
    assert [(row[OTHER], row[AMOUNT], row[SIDE]) for row in rows] == [("8400", "0,15", "S"), ("8410", "0,16", "S")]


def test_what_is_written_off_goes_to_the_accounts_that_correct_its_vat_and_comes_back_from_them(alice):
    mixed = issue(alice.customer, 8001, [("webhosting", 10_000, 1900), ("", 10_000, 700)])
    issue(alice.customer, 8002, [("webhosting", 1000, 0)], tax_case="reverse_charge")
    fee = ledger.book(alice.customer, "MG", -500, date(2026, 3, 11))
    corrections.correct(mixed, {1: 10_000}, "Nicht genutzt")
    lost = giving_up.write_off(alice.customer, [item.booking_id for item in ledger.open_debits(alice.customer)], "")
    corrections.cancel(mixed, "Doppelt berechnet")
    month = spans.month(lost.booked_on)
    rows = [row for row in bookings.Batch(month, accounts.Chart()).rows() if row[bookings.OTHER] in (2400, 2401, 2406)]
    assert [(signed(row), row[bookings.OTHER], row[bookings.NUMBER]) for row in rows] == [
        (-10_700, 2401, "8001"), (-1000, 2400, "8002"), (-500, 2400, ""), (10_700, 2401, "8001"),
    ]  # fmt: skip
    assert fee.amount_cents == -500 and losses.sums(month.first, month.last) == [("reverse_charge", 0, 1000, 0)]


@given(some.integers(1, 10**7), some.dictionaries(some.sampled_from((700, 1900, 1600)), some.integers(1, 10**7)))
def test_a_loss_is_spread_to_the_cent_and_holds_the_tax_that_its_net_has(cents, grosses):
    spread = losses._spread(cents, grosses)
    assert sum(spread.values()) == (cents if grosses else 0)
    assert losses._spread(-cents, grosses) == {rate: -share for rate, share in spread.items()}
    for rate, share in spread.items():
        tax = money.tax_within(share, rate)
        assert abs(money.tax(share - tax, rate) - tax) <= 1 and tax == -money.tax_within(-share, rate)
