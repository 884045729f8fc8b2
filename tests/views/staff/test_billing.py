"""A customer's desk → Abrechnung."""

import pytest

import clock
import gateways
import texts
from gateways import Unreachable
from gateways.vies import Answer
from models import AuditEntry, BillingDetails, Charge, Customer, Invoice, InvoiceLine

ALICE, BOB = "/verwaltung/kunden/501/abrechnung", "/verwaltung/kunden/502/abrechnung"
DETAILS = {
    "vat_id": "atu 13585627", "leitweg_id": "04011000-1234512345-06", "order_number": "B-17",
    "second_email": "buch@backstube.example", "language": "en", "limit_cents": "500", "note": "zahlt gern\nbar",
}  # fmt: skip
CHARGE = {"text": "Umzug der Website", "quantity": "2", "price_cents": "45,50", "due_on": "01.04.2026"}


@pytest.fixture
def vies(monkeypatch):
    """What VIES says is laid in here."""

    class Vies:
        answer = Answer(True, name="Alices Backstube")

        def check(self, vat_id):
            if self.answer is None:
                raise Unreachable("away")
            return self.answer

    service = Vies()
    monkeypatch.setattr(gateways, "vies", service)
    return service


def charge(bookkeeper, address=ALICE, **more):
    answer = bookkeeper.post(f"{address}/positionen/neu", CHARGE | more)
    assert answer.status_code == 303, answer.text
    return Charge.select().order_by(Charge.id.desc()).get()


def test_what_the_bookkeeping_knows_is_kept_and_shown(bookkeeper, clerk):
    assert bookkeeper.post(f"{ALICE}/angaben", DETAILS).location == ALICE
    known = BillingDetails.get()
    assert (known.vat_id, known.limit_cents, known.language) == ("ATU13585627", 50000, "en")
    for person in (bookkeeper, clerk):
        page = person.get(ALICE).text
        for said in ("ATU13585627", "noch nicht geprüft", "04011000-1234512345-06", "B-17", "500,00 €", "Englisch",
                     "buch@backstube.example", "zahlt gern\nbar"):  # fmt: skip
            assert said in page
    form = bookkeeper.get(f"{ALICE}/angaben").text
    assert 'value="ATU13585627"' in form and 'value="500,00"' in form
    bookkeeper.post(f"{ALICE}/angaben", DETAILS | {"order_number": "B-18"})
    assert BillingDetails.get().order_number == "B-18"
    assert AuditEntry.select().where(AuditEntry.what == "billing details changed").count() == 2


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("vat_id", "DE136695977", "Diese Umsatzsteuer-ID stimmt nicht"),
        ("vat_id", "CHE116281710MWST", "Diese Umsatzsteuer-ID stimmt nicht"),
        ("leitweg_id", "04011000-1234512345-07", "Diese Leitweg-ID stimmt nicht"),
        ("order_number", "x" * 51, "zu lang"),
        ("second_email", "buch", "Diese E-Mail-Adresse stimmt nicht"),
        ("language", "fr", "aus der Liste"),
        ("limit_cents", "-1", "nicht kleiner als null"),
        ("limit_cents", "12.34", "mit Komma"),
    ],
)
def test_bad_details_are_refused_at_their_field_and_what_was_typed_stays(bookkeeper, field, value, sentence):
    answer = bookkeeper.post(f"{ALICE}/angaben", DETAILS | {field: value})
    assert answer.status_code == 422 and f'id="{field}-error"' in answer.text and sentence in answer.text
    assert "zahlt gern" in answer.text and not BillingDetails.select().exists()


@pytest.mark.parametrize("field", ["vat_id", "leitweg_id"])
def test_a_consumer_has_neither_a_vat_id_nor_a_leitweg_id(bookkeeper, field):
    others = dict.fromkeys(("vat_id", "leitweg_id"), "")
    answer = bookkeeper.post(f"{BOB}/angaben", DETAILS | others | {field: DETAILS[field]})
    assert answer.status_code == 422 and f'id="{field}-error"' in answer.text
    assert bookkeeper.post(f"{BOB}/angaben", DETAILS | others).status_code == 303


def test_vies_is_asked_and_its_answer_stands_there_with_its_time(bookkeeper, vies):
    assert "ist keine Umsatzsteuer-ID eingetragen" in bookkeeper.post(f"{ALICE}/pruefung", follow=True).text
    bookkeeper.post(f"{ALICE}/angaben", DETAILS)
    for answer, said in (
        (Answer(True, name="Alices Backstube"), "gültig"),
        (Answer(False), "ungültig"),
        (None, "nicht erreichbar"),
    ):
        vies.answer = answer
        page = bookkeeper.post(f"{ALICE}/pruefung", follow=True).text
        assert f">{said}</span>" in page and texts.date(clock.today()) in page
    bookkeeper.post(f"{ALICE}/angaben", DETAILS | {"vat_id": "DE136695976"})
    assert "noch nicht geprüft" in bookkeeper.get(ALICE).text  # the answers were about another id


def test_a_position_waits_for_the_next_invoice_and_can_be_taken_away(bookkeeper, clerk, chief):
    made = charge(bookkeeper, quantity="-2")
    assert (made.customer.number, made.quantity, made.price_cents) == (501, -2, 4550)
    assert made.created_by == bookkeeper.account
    page = clerk.get(ALICE).text
    assert "Umzug der Website" in page and "-91,00 €" in page and "01.04.2026" in page and "Löschen" not in page
    at = f"{ALICE}/positionen/{made.id}/loeschung"
    assert "Die Position „Umzug der Website“ wirklich löschen?" in bookkeeper.post(at).text
    assert bookkeeper.post(at, {"confirmed": "1"}).status_code == 303 and not Charge.select().exists()
    log = chief.get("/verwaltung/protokoll").text
    assert "Position für die nächste Rechnung gelöscht" in log and "45,50 €" in log


def test_a_position_that_is_on_an_invoice_stays(bookkeeper):
    made = charge(bookkeeper)
    invoice = Invoice.create(
        number=1, customer=made.customer, issued_on=clock.today(), due_on=clock.today(), recipient="",
        net_cents=1, tax_cents=0, gross_cents=1,
    )  # fmt: skip
    line = InvoiceLine.create(invoice=invoice, position=1, text="x", price_cents=1, net_cents=1, tax_rate=0)
    Charge.update(line=line).execute()
    assert bookkeeper.post(f"{ALICE}/positionen/{made.id}/loeschung", {"confirmed": "1"}).status_code == 404
    assert "Umzug der Website" not in bookkeeper.get(ALICE).text and Charge.select().exists()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("text", "", "Bitte ausfüllen"),
        ("text", "x" * 201, "zu lang"),
        ("quantity", "0", "ganze Zahl"),
        ("quantity", "1,5", "ganze Zahl"),
        ("quantity", "100000", "ganze Zahl"),
        ("price_cents", "-1", "nicht kleiner als null"),
        ("price_cents", "", "Bitte ausfüllen"),
        ("price_cents", "9.999.999,99", "zu groß"),
        ("due_on", "31.02.2026", "Datum wie"),
    ],
)
def test_a_bad_position_is_refused_at_its_field(bookkeeper, field, value, sentence):
    answer = bookkeeper.post(f"{ALICE}/positionen/neu", CHARGE | {field: value})
    assert answer.status_code == 422 and f'id="{field}-error"' in answer.text and sentence in answer.text
    assert not Charge.select().exists()


def test_positions_that_together_no_invoice_can_hold_are_refused(bookkeeper):
    most = CHARGE | {"quantity": "1", "price_cents": "5.000.000,00"}
    assert bookkeeper.post(f"{ALICE}/positionen/neu", most).status_code == 303
    answer = bookkeeper.post(f"{ALICE}/positionen/neu", most | {"quantity": "-1"})
    assert answer.status_code == 422 and "was schon wartet" in answer.text
    assert Charge.select().count() == 1


def test_the_position_of_another_customer_is_not_found(bookkeeper):
    made = charge(bookkeeper)
    assert bookkeeper.post(f"{BOB}/positionen/{made.id}/loeschung", {"confirmed": "1"}).status_code == 404
    assert bookkeeper.get("/verwaltung/kunden/4711/abrechnung").status_code == 404
    assert Charge.select().exists()


def test_billing_is_the_bookkeeper_s_business(clerk):
    for path in ("angaben", "positionen/neu"):
        assert clerk.get(f"{ALICE}/{path}").status_code == 403
        assert clerk.post(f"{ALICE}/{path}", DETAILS | CHARGE).status_code == 403
    assert clerk.post(f"{ALICE}/pruefung").status_code == 403
    assert "Ändern" not in clerk.get(ALICE).text
    assert Customer.select().exists() and not Charge.select().exists()


def test_what_is_due_is_shown_and_then_issued(bookkeeper):
    assert "Gerade ist nichts fällig." in bookkeeper.get(f"{ALICE}/rechnung").text
    charge(bookkeeper)
    page = bookkeeper.get(f"{ALICE}/rechnung").text
    for said in ("Umzug der Website", "45,50 €", "19 %", "91,00 €", "17,29 €", "108,29 €"):
        assert said in page
    assert bookkeeper.post(f"{ALICE}/rechnung", {"gross_cents": "10829"}).location == ALICE
    invoice = Invoice.get()
    assert (invoice.customer.number, invoice.gross_cents) == (501, 10829)
    assert "Umzug der Website" not in bookkeeper.get(ALICE).text


@pytest.mark.parametrize("seen", ["10828", "-10829", "", "x", "99999999999999999999"])
def test_what_is_not_what_was_seen_is_not_issued(bookkeeper, seen):
    charge(bookkeeper)
    answer = bookkeeper.post(f"{ALICE}/rechnung", {"gross_cents": seen})
    assert answer.status_code == 422 and "108,29 €" in answer.text and 'role="alert"' in answer.text
    assert "Not a valid" not in answer.text and not Invoice.select().exists()


def test_nothing_is_issued_as_long_as_the_vat_id_is_not_checked(bookkeeper, vies):
    vies.answer = None
    Customer.update(country="AT").where(Customer.number == 501).execute()
    bookkeeper.post(f"{ALICE}/angaben", DETAILS)
    charge(bookkeeper)
    assert "ist noch nicht geprüft" in bookkeeper.get(f"{ALICE}/rechnung").text
    answer = bookkeeper.post(f"{ALICE}/rechnung", {"gross_cents": "9100"})
    assert answer.status_code == 422 and "ist noch nicht geprüft" in answer.text and not Invoice.select().exists()
    vies.answer = Answer(True)
    assert bookkeeper.post(f"{ALICE}/rechnung", {"gross_cents": "9100"}).status_code == 303
    assert Invoice.get().tax_case == "reverse_charge"


def test_issuing_by_hand_is_the_bookkeeper_s_business(clerk):
    assert clerk.get(f"{ALICE}/rechnung").status_code == clerk.post(f"{ALICE}/rechnung").status_code == 403
