"""The files of an invoice."""

import hashlib
from dataclasses import replace
from io import BytesIO

import pikepdf
import pypdfium2
import pytest

import database
import gateways
import work
from gateways import Unreachable, einvoice
from models import Delivery, InvoiceDocument, Outbox
from rules import Refused
from rules.accounting import documents, einvoices, ledger
from rules.work import later
from tests import qr
from tests.rules.accounting.papers import DAY, details, issue
from tests.rules.accounting.test_invoices import DOMAIN, debited, mandate


@pytest.fixture
def invoice(alice):
    return issue(alice.customer, 7001, DOMAIN)


def read(invoice, format):
    with documents.opened(invoice, format) as file:
        return file.read()


def picture(invoice):
    return pypdfium2.PdfDocument(read(invoice, "pdf"))[0].render(scale=2.5).to_pil()


def test_pdf_and_xml_are_made_once_and_kept_under_their_hash(invoice, house):
    keys = documents.make(invoice)
    assert documents.make(invoice) == keys
    for format in ("pdf", "xml"):
        assert hashlib.sha256(read(invoice, format)).hexdigest() == keys[format]
    assert InvoiceDocument.select().count() == 2
    assert len([path for path in (house.data_dir / "files").rglob("*") if path.is_file()]) == 2


def test_they_stay_when_the_letterhead_changes(invoice, house):
    before = read(invoice, "pdf")
    gateways.start(replace(house, hoster=replace(house.hoster, name="Neuer Name")), database.in_write)
    assert read(invoice, "pdf") == before


def test_the_letterhead_is_that_of_the_invoices_day_also_when_it_is_made_later(invoice, house):
    gateways.start(replace(house, hoster=replace(house.hoster, name="Neuer Name")), database.in_write)
    text = pypdfium2.PdfDocument(read(invoice, "pdf"))[0].get_textpage().get_text_range()
    assert "Muster Hosting" in text
    assert "Neuer Name" not in text


def test_made_anew_elsewhere_they_are_the_same_bytes(invoice):
    first = documents.make(invoice)
    data = einvoices.of(invoice)
    assert gateways.files.put(einvoice.xml(data)) == first["xml"]
    assert gateways.files.put(documents.pdf(invoice, data, einvoice.xml(data))) == first["pdf"]


def test_the_pdf_is_a_pdf_a_3_with_the_same_xml_inside(invoice):
    with pikepdf.open(BytesIO(read(invoice, "pdf"))) as pdf:
        said = pdf.open_metadata()
        assert (said["pdfaid:part"], said["pdfaid:conformance"], said["pdfuaid:part"]) == ("3", "A", "1")
        fx = "{urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#}"
        assert [said[fx + name] for name in ("DocumentType", "DocumentFileName", "Version", "ConformanceLevel")] == [
            "INVOICE", "factur-x.xml", "1.0", "EN 16931",
        ]  # fmt: skip
        assert list(pdf.attachments) == ["factur-x.xml"]
        file = pdf.Root.AF[0]
        assert (str(file.AFRelationship), str(file.EF.F.Subtype)) == ("/Alternative", "/text/xml")
        assert pdf.attachments["factur-x.xml"].get_file().read_bytes() == read(invoice, "xml")
        assert said["dc:title"] == "Rechnung 7001"
        described = b"namespaceURI>urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#</"  # PDF/A asks for it
        assert described in pdf.Root.Metadata.read_bytes()


def test_that_of_an_authority_holds_an_xrechnung(alice):
    details(alice.customer, leitweg_id="04011000-1234512345-06")
    with pikepdf.open(BytesIO(read(issue(alice.customer, 7001, DOMAIN), "pdf"))) as pdf:
        said = pdf.open_metadata()
        assert list(pdf.attachments) == ["xrechnung.xml"]
        assert said["{urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#}ConformanceLevel"] == "XRECHNUNG"


def test_the_code_on_the_paper_pays_the_invoice(invoice, house):
    assert qr.read(picture(invoice)).split("\n") == [
        "BCD", "002", "1", "SCT", house.hoster.bic, house.hoster.account_holder, house.hoster.iban, "EUR14.28", "", "",
        "Kundennummer 501, Rechnung 7001",
    ]  # fmt: skip


def test_after_credit_the_code_pays_the_rest(alice):
    ledger.book(alice.customer, "ZA", 428, DAY)
    assert "\nEUR10\n" in qr.read(picture(issue(alice.customer, 7001, DOMAIN)))


def test_corrections_debits_and_what_costs_nothing_have_no_code(invoice, bob):
    mandate(bob.customer)
    for paper in (
        issue(invoice.customer, 9001, (*DOMAIN, -1), corrects=invoice),
        debited(bob.customer, 7002),
        issue(bob.customer, 7003, DOMAIN, (*DOMAIN, -1)),
    ):
        assert qr.read(picture(paper)) is None


def test_a_name_that_no_font_can_write_stands_in_the_xml_and_the_pdf_stays_pdf_a(alice):
    alice.customer.company = "Konditorei 🎂"
    alice.customer.save()
    invoice = issue(alice.customer, 7001, DOMAIN)
    with pikepdf.open(BytesIO(read(invoice, "pdf"))) as pdf:
        assert pdf.open_metadata()["pdfaid:part"] == "3"
    assert "Konditorei 🎂" in read(invoice, "xml").decode()


def test_of_two_who_make_them_at_the_same_time_both_get_the_ones_that_were_kept(invoice, monkeypatch):
    set_by_typst = gateways.typst.pdf

    def somebody_else_is_faster(*args, **more):
        key = gateways.files.put(b"%PDF the other one")
        InvoiceDocument.create(invoice=invoice, format="pdf", file_key=key)
        return set_by_typst(*args, **more)

    monkeypatch.setattr(gateways.typst, "pdf", somebody_else_is_faster, raising=False)
    assert read(invoice, "pdf") == b"%PDF the other one"
    assert InvoiceDocument.select().count() == 2


def test_an_invoice_that_has_a_pdf_from_before_keeps_it_and_gets_its_xml(invoice, house):
    key = gateways.files.put(b"%PDF from before")
    InvoiceDocument.create(invoice=invoice, format="pdf", file_key=key)
    assert read(invoice, "pdf") == b"%PDF from before"
    assert read(invoice, "xml") == einvoice.xml(einvoices.of(invoice))
    assert len([path for path in (house.data_dir / "files").rglob("*") if path.is_file()]) == 2


def test_while_the_files_are_away_it_is_said(invoice, monkeypatch):
    def away(*_):
        raise Unreachable("away")

    monkeypatch.setattr(gateways.files, "put", away, raising=False)
    with pytest.raises(Refused):
        documents.opened(invoice, "pdf")
    with pytest.raises(Unreachable):
        documents.make_and_send(str(invoice.id))
    assert Delivery.select().count() == 0


def test_the_invoice_goes_out_once_with_the_pdf(invoice):
    documents.make_and_send(str(invoice.id))
    documents.make_and_send(str(invoice.id))
    mail = Outbox.select().where(Outbox.recipient == "alice@alice.example").get()
    assert mail.subject == "Ihre Rechnung 7001"
    assert "bis zum 06.12.2026" in mail.text
    assert [(file.name, file.kind) for file in mail.files] == [("Rechnung-7001.pdf", "application/pdf")]
    assert Outbox.select().count() == 1


def test_the_work_does_it(invoice):
    later("invoice documents", invoice.id)
    work.all_due()
    assert InvoiceDocument.select().count() == 2
    assert Outbox.get().sent_at is not None


def test_an_authority_gets_the_xml_too(alice):
    details(alice.customer, leitweg_id="04011000-1234512345-06")
    documents.make_and_send(str(issue(alice.customer, 7001, DOMAIN).id))
    files = [(file.name, file.kind) for file in Outbox.get().files]
    assert files == [("Rechnung-7001.pdf", "application/pdf"), ("Rechnung-7001.xml", "application/xml")]


def test_a_correction_goes_out_as_one(invoice):
    correction = issue(invoice.customer, 9001, (*DOMAIN, -1), corrects=invoice)
    documents.make_and_send(str(correction.id))
    mail = Outbox.get()
    assert mail.subject == "Ihre Rechnungskorrektur 9001"
    assert "7001" in mail.text
    assert mail.files.get().name == "Rechnungskorrektur-9001.pdf"


def test_a_credit_without_an_original_goes_out_too(alice):
    documents.make_and_send(str(issue(alice.customer, 9001, (*DOMAIN, -1), kind="correction").id))
    assert "die Rechnungskorrektur 9001" in Outbox.get().text


def test_an_english_invoice_comes_with_an_english_mail(alice):
    documents.make_and_send(str(issue(alice.customer, 7001, DOMAIN, language="en").id))
    assert Outbox.get().files.get().name == "Invoice-7001.pdf"
