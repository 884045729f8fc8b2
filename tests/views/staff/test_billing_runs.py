"""Verwaltung → Abrechnung: looked at, held back, released, issued."""

import json
from datetime import date

import pytest

import clock
import gateways
import texts
import work
from gateways import Unreachable
from models import (
    AuditEntry,
    BillingDetails,
    BillingRun,
    Contract,
    ContractPrice,
    Customer,
    Invoice,
    InvoiceDraft,
    Plan,
    Work,
)
from rules.accounting import issuing

LIST = "/verwaltung/abrechnung"
TODAY = clock.today()


@pytest.fixture
def contracts(house):
    """A contract of Alice (5,00 €) and one of Bob (10,00 €), due today."""
    plan = Plan.create(kind="webhosting", name="businesshosting")
    return [
        Contract.create(
            customer=Customer.get(Customer.number == number), plan=plan, kind="webhosting", price_cents=cents,
            period_months=1, started_on=TODAY, next_invoice_on=TODAY, description="Laden",
        )
        for number, cents in ((501, 500), (502, 1000))
    ]  # fmt: skip


@pytest.fixture
def run(contracts, bookkeeper):
    """A proposed run with both of them."""
    return propose(bookkeeper)


def propose(bookkeeper, until=TODAY):
    """Ask for a run, and let the work look at what is due; gives the run."""
    bookkeeper.post(f"{LIST}/vorschlag", {"until": texts.date(until)})
    work.all_due()
    return BillingRun.select().order_by(BillingRun.id.desc()).get()


@pytest.fixture
def vies(monkeypatch):
    """A service that is away."""

    class Away:
        def check(self, vat_id):
            raise Unreachable("away")

    monkeypatch.setattr(gateways, "vies", Away())


def draft_of(number):
    return InvoiceDraft.get(InvoiceDraft.customer == Customer.get(Customer.number == number))


def at(run, path=""):
    return f"{LIST}/laeufe/{run.id}{path}"


def release(bookkeeper, run):
    return bookkeeper.post(at(run, "/freigabe"), {"confirmed": "1"})


def test_a_run_shows_what_would_go_out_with_its_sums(bookkeeper, run):
    page = bookkeeper.get(LIST).text
    for said in (
        "2 Rechnungen", "15,00 €", "2,85 €", "17,85 €", "Alices Backstube GmbH", "Erste Rechnung (2)",
        "businesshosting Laden", "5,95 €", "geht hinaus",
    ):  # fmt: skip
        assert said in page
    assert not Invoice.select().exists()


def test_without_anything_due_the_page_says_so(bookkeeper):
    assert "Gerade ist nichts vorgeschlagen" in bookkeeper.get(LIST).text
    run = propose(bookkeeper)
    assert "Bis zu diesem Tag ist nichts fällig." in bookkeeper.get(f"{LIST}/vorschlag/{run.id}", follow=True).text


def test_while_it_is_worked_out_the_page_says_how_far_it_is(bookkeeper, contracts):
    address = bookkeeper.post(f"{LIST}/vorschlag", {"until": texts.date(TODAY)}).location
    run = BillingRun.get()
    assert address == f"{LIST}/vorschlag/{run.id}" == bookkeeper.get(LIST).location
    page = bookkeeper.get(address).text
    assert (
        "Gleich geht es los." in page
        and "every 2s" in page
        and f'class="btn btn-secondary no-script" href="{address}"' in page
    )
    BillingRun.update(count=2000, done=1000).execute()
    part = bookkeeper.get(f"{address}/stand")
    assert "1.000 von 2.000 Kunden sind erledigt." in part.text and "<html" not in part.text
    work.all_due()
    there = bookkeeper.get(f"{address}/stand")
    assert (there.status_code, there.headers["HX-Redirect"]) == (204, address)
    assert "Der Probelauf ist da." in bookkeeper.get(address, follow=True).text
    assert "2 Rechnungen" in bookkeeper.get(LIST).text


def test_one_that_is_over_leads_on(bookkeeper, contracts):
    first = bookkeeper.post(f"{LIST}/vorschlag", {"until": texts.date(TODAY)}).location
    run = propose(bookkeeper)
    assert "Ein neuerer Probelauf hat diesen ersetzt." in bookkeeper.get(first, follow=True).text
    release(bookkeeper, run)
    assert bookkeeper.get(f"{LIST}/vorschlag/{run.id}").location == at(run)


def test_one_that_stopped_says_where_to_look_and_a_new_one_takes_its_place(bookkeeper, contracts):
    address = bookkeeper.post(f"{LIST}/vorschlag", {"until": texts.date(TODAY)}).location
    Work.update(failed_at=clock.now(), error="kaputt").where(Work.kind == "billing look").execute()
    page = bookkeeper.get(address).text
    assert "stehen geblieben" in page and "/verwaltung/versand" in page and "every 2s" not in page
    propose(bookkeeper)
    assert "2 Rechnungen" in bookkeeper.get(LIST).text


@pytest.mark.parametrize("until", ["", "31.02.2027", "01.01.2199"])
def test_a_day_that_makes_no_sense_proposes_nothing(bookkeeper, contracts, until):
    answer = bookkeeper.post(f"{LIST}/vorschlag", {"until": until})
    assert answer.status_code == 422 and 'id="until-error"' in answer.text and not BillingRun.select().exists()


def test_a_changed_price_stands_beside_the_old_one_and_above_what_is_as_ever(bookkeeper, contracts):
    issuing.run(TODAY, print)
    next_month = clock.later(days=32).date()
    ContractPrice.create(contract=contracts[0], valid_from=clock.later(days=1).date(), price_cents=600)
    propose(bookkeeper, next_month)
    page = bookkeeper.get(LIST).text
    assert page.index("Alices Backstube") < page.index("Bob Brandt")
    assert "Preis geändert (1)" in page and "6,00 €" in page and "5,00 €" in page
    only = bookkeeper.get(f"{LIST}/merkmal/price_changed").text
    assert "Alices Backstube" in only and "Bob Brandt" not in only
    assert "Bob Brandt" not in bookkeeper.get(f"{LIST}/auffaellig").text
    assert bookkeeper.get(f"{LIST}/merkmal/unsinn").status_code == 200


def test_a_draft_is_found_by_its_customer(bookkeeper, run):
    page = bookkeeper.get(f"{LIST}?q=brandt").text
    assert "Bob Brandt" in page and "Alices Backstube" not in page
    assert "haben wir nichts gefunden" in bookkeeper.get(f"{LIST}?q=xyz").text


def test_one_is_held_back_with_a_reason_and_let_go_again(bookkeeper, run):
    path = f"{LIST}/entwuerfe/{draft_of(502).id}/zurueckhaltung"
    assert "Bob Brandt" in bookkeeper.get(path).text
    assert bookkeeper.post(path, {"reason": " "}).status_code == 422
    bookkeeper.post(path, {"reason": "Reklamation"})
    page = bookkeeper.get(f"{LIST}/zurueckgehalten").text
    assert "Reklamation (Bookkeeper)" in page and "1 Rechnung<" in page and "Alices Backstube" not in page
    assert "1 Rechnung über 5,95 € ausstellen?" in page
    bookkeeper.post(f"{path}/ende")
    assert draft_of(502).held_at is None and "2 Rechnungen" in bookkeeper.get(LIST).text
    assert AuditEntry.select().where(AuditEntry.what.startswith("invoice draft")).count() == 2


def test_a_release_names_number_and_sum_and_issues_what_was_not_held_back(bookkeeper, run):
    bookkeeper.post(f"{LIST}/entwuerfe/{draft_of(502).id}/zurueckhaltung", {"reason": "Reklamation"})
    question = bookkeeper.post(at(run, "/freigabe")).text
    assert "5,95 €" in question and not Work.select().where(Work.kind == "billing run").exists()
    assert release(bookkeeper, run).location == at(run)
    page = bookkeeper.get(at(run)).text
    assert "Gleich geht es los." in page and 'hx-trigger="every 2s"' in page and "<progress" in page
    assert "Gerade werden Rechnungen ausgestellt." in bookkeeper.get(LIST).text
    work.all_due()
    part = bookkeeper.get(at(run, "/stand"))
    assert "<html" not in part.text and "every 2s" not in part.text
    for said in ("1 Rechnung über 5,95 € ist ausgestellt.", "Nicht ausgestellt", "Bob Brandt", "Reklamation"):
        assert said in part.text
    invoice = Invoice.get()
    assert (
        invoice.customer.number == 501
        and f"/verwaltung/rechnungen/{invoice.number}.pdf" in bookkeeper.get(at(run)).text
    )
    assert "ausgestellt" in bookkeeper.get(f"{LIST}/laeufe").text


def test_what_is_released_cannot_be_changed_any_more(bookkeeper, run):
    release(bookkeeper, run)
    for path in ("/freigabe", "/verwerfung"):
        answer = bookkeeper.post(at(run, path), {"confirmed": "1"}, follow=True)
        assert "schon freigegeben" in answer.text
    path = f"{LIST}/entwuerfe/{draft_of(502).id}/zurueckhaltung"
    assert bookkeeper.post(path, {"reason": "zu spät"}).status_code == 422
    assert "schon freigegeben" in bookkeeper.post(f"{path}/ende", follow=True).text
    work.all_due()
    assert Invoice.select().count() == 2


def test_a_run_is_discarded_after_a_question_and_another_one_proposed(bookkeeper, run):
    assert "wirklich verwerfen" in bookkeeper.post(at(run, "/verwerfung")).text
    bookkeeper.post(at(run, "/verwerfung"), {"confirmed": "1"})
    assert "Gerade ist nichts vorgeschlagen" in bookkeeper.get(LIST).text
    assert "verworfen" in bookkeeper.get(at(run)).text
    propose(bookkeeper)
    assert "2 Rechnungen" in bookkeeper.get(LIST).text and BillingRun.select().count() == 2


def test_an_open_run_is_looked_at_in_one_place(bookkeeper, run):
    assert bookkeeper.get(at(run)).location == LIST


def test_who_cannot_be_billed_is_told_apart(bookkeeper, contracts, vies):
    alice = Customer.get(Customer.number == 501)
    BillingDetails.create(customer=alice, vat_id="ATU13585627")
    Customer.update(country="AT").where(Customer.id == alice).execute()
    propose(bookkeeper)
    page = bookkeeper.get(f"{LIST}/zurueckgehalten").text
    assert "nicht möglich" in page and "Umsatzsteuer-ID noch nicht geprüft" in page and "Bob Brandt" not in page
    run = BillingRun.get()
    release(bookkeeper, run)
    work.all_due()
    report = bookkeeper.get(at(run)).text
    assert "Nicht ausgestellt" in report and "Umsatzsteuer-ID noch nicht geprüft" in report


def test_documents_that_failed_are_named_and_tried_again(bookkeeper, run, monkeypatch):
    from rules.accounting import documents

    def fail(key):
        raise ValueError("Typst hat keine Schrift")

    release(bookkeeper, run)
    with monkeypatch.context() as broken:
        broken.setitem(work.HANDLERS, "invoice documents", fail)
        work.all_due()
    report = bookkeeper.get(at(run)).text
    assert "Dokumente, die nicht entstanden sind" in report and "Typst hat keine Schrift" in report
    assert "2 Rechnungen über zusammen 17,85 € sind ausgestellt." in report
    answer = bookkeeper.post(at(run, "/dokumente"), follow=True)
    assert "Die Dokumente werden erstellt." in answer.text and "Typst hat keine Schrift" not in answer.text
    work.all_due()
    assert "Dokumente, die nicht" not in bookkeeper.get(at(run)).text
    assert all(documents.opened(invoice, "pdf").read(4) == b"%PDF" for invoice in Invoice.select())
    assert "Alle Dokumente dieses Laufs sind erstellt." in bookkeeper.post(at(run, "/dokumente"), follow=True).text


def test_a_run_that_stopped_says_where_to_look(bookkeeper, run):
    release(bookkeeper, run)
    Work.update(failed_at=clock.now(), error="kaputt").where(Work.kind == "billing run").execute()
    page = bookkeeper.get(at(run)).text
    assert "stehen geblieben" in page and "/verwaltung/versand" in page and "every 2s" not in page


def test_runs_are_the_bookkeeper_s_business(clerk, bookkeeper, run):
    draft = f"{LIST}/entwuerfe/{draft_of(502).id}/zurueckhaltung"
    look = f"{LIST}/vorschlag/{run.id}"
    for path in (LIST, f"{LIST}/laeufe", at(run), at(run, "/stand"), draft, look, f"{look}/stand"):
        assert clerk.get(path).status_code == 403
    for path in (f"{LIST}/vorschlag", at(run, "/freigabe"), at(run, "/verwerfung"), at(run, "/dokumente"), draft):
        assert clerk.post(path, {"confirmed": "1", "reason": "x"}).status_code == 403
    assert LIST not in clerk.get("/verwaltung").text and LIST in bookkeeper.get("/verwaltung").text
    assert BillingRun.get().is_open


def test_what_is_not_there_is_not_found(bookkeeper):
    for path in (
        "laeufe/4711",
        "laeufe/4711/stand",
        "vorschlag/4711",
        "vorschlag/4711/stand",
        "entwuerfe/4711/zurueckhaltung",
    ):
        assert bookkeeper.get(f"{LIST}/{path}").status_code == 404
    for path in (
        "laeufe/4711/freigabe",
        "laeufe/4711/verwerfung",
        "laeufe/4711/dokumente",
        "entwuerfe/4711/zurueckhaltung/ende",
    ):
        assert bookkeeper.post(f"{LIST}/{path}", {"confirmed": "1"}).status_code == 404


def test_lines_for_the_eye_bear_what_is_gone(run):
    from rules.staff.billing_runs import lines_of

    draft = draft_of(501)
    gone = {"remark": "gone", "text": "Domain alt.example", "was_cents": 900, "period_to": "2026-01-31"}
    draft.lines = json.dumps([*json.loads(draft.lines), gone])
    line = lines_of(draft)[-1]
    assert (line.text, line.net_cents, line.was_cents, line.last) == (
        "Domain alt.example",
        None,
        900,
        date(2026, 1, 31),
    )
