"""E-invoices of every kind keep the rules of EN 16931 and say what was meant."""

from dataclasses import replace
from datetime import date

import pytest
from lxml import etree

from gateways import einvoice
from gateways.einvoice import Invoice, Line, Party, Payment, Tax
from tests.schematron import broken_rules

NAMES = {
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
    "qdt": "urn:un:unece:uncefact:data:standard:QualifiedDataType:100",
}
YEAR = (date(2026, 11, 22), date(2027, 11, 21))
SELLER = Party(
    "Muster Hosting GmbH", "Musterweg 1", "30159", "Hannover", "DE", "rechnung@muster-hosting.example",
    phone="+49 511 0000000", contact="Muster Hosting GmbH", vat_id="DE136695976", tax_number="25/200/12345",
    register="HRB 12345, Amtsgericht Hannover",
)  # fmt: skip
BUYER = Party("Bäckerei Süß & Söhne", "Große Straße 5", "37073", "Göttingen", "DE", "post@suess.example", number="501")
VIENNESE = Party("Wiener Netz e.U.", "Ring 1", "1010", "Wien", "AT", "netz@wien.example", number="502")
BUSINESS_THERE = replace(VIENNESE, vat_id="ATU13585627")
SWISS = Party("Zürcher Seiten AG", "Gasse 2", "8001", "Zürich", "CH", "post@seiten.example", number="503")
TRANSFER = Payment(
    einvoice.TRANSFER, "Zahlbar bis 06.12.2026.", date(2026, 12, 6), "DE02120300000000202051", "BYLADEM1001",
    "Muster Hosting GmbH",
)  # fmt: skip
DEBIT = Payment(
    einvoice.DIRECT_DEBIT, "Wir buchen am 06.12.2026 ab.", date(2026, 12, 6), debtor_iban="DE75512108001245126199",
    mandate="M-501-1", creditor_id="DE98ZZZ09999999999",
)  # fmt: skip


def line(position, net, rate, category="S", quantity=1, period=YEAR):
    return Line(
        position, f"Domain kuchen{position}.example", quantity, abs(net // quantity), net, category, rate, period
    )


DOMESTIC = Invoice(
    number="1000001", issued_on=date(2026, 11, 22), seller=SELLER, buyer=BUYER, lines=(line(1, 1200, 1900),),
    taxes=(Tax("S", 1900, 1200, 228),), payment=TRANSFER, notes=("Vielen Dank.",), order_number="B-77",
)  # fmt: skip
NO_VAT_ID = replace(SELLER, vat_id="", register="")
INVOICES = {
    "domestic": DOMESTIC,
    "without periods": replace(DOMESTIC, lines=(line(1, 1200, 1900, period=None),)),
    "direct debit": replace(DOMESTIC, payment=DEBIT),
    "credit used up": replace(DOMESTIC, paid_cents=428),
    "mixed rates": replace(
        DOMESTIC, lines=(line(1, 1200, 1900), line(2, 1000, 700), line(3, -250, 1900, quantity=-1)),
        taxes=(Tax("S", 1900, 950, 181), Tax("S", 700, 1000, 70)),
    ),
    "reverse charge": replace(
        DOMESTIC, buyer=BUSINESS_THERE, lines=(line(1, 1200, 0, "AE"),),
        taxes=(Tax("AE", 0, 1200, 0, "Steuerschuldnerschaft des Leistungsempfängers"),),
    ),
    "OSS": replace(DOMESTIC, buyer=VIENNESE, lines=(line(1, 1200, 2000),), taxes=(Tax("S", 2000, 1200, 240),)),
    "small business": replace(
        DOMESTIC, seller=NO_VAT_ID, lines=(line(1, 1200, 0, "E"),), taxes=(Tax("E", 0, 1200, 0, "§ 19 UStG"),)
    ),
    "export": replace(
        DOMESTIC, buyer=SWISS, lines=(line(1, 1200, 0, "O"),), taxes=(Tax("O", 0, 1200, 0, "nicht steuerbar"),)
    ),
    "export of a seller without register": replace(
        DOMESTIC, seller=replace(SELLER, register=""), buyer=SWISS, lines=(line(1, 1200, 0, "O"),),
        taxes=(Tax("O", 0, 1200, 0, "nicht steuerbar"),),
    ),
    "credit note": replace(
        DOMESTIC, number="9000001", is_credit_note=True, corrects=(("1000001", date(2026, 11, 22)),),
        payment=Payment(einvoice.CLEARING, "Wird Ihrem Kundenkonto gutgeschrieben."),
    ),
    "nothing to pay": replace(
        DOMESTIC, lines=(line(1, 1200, 1900), line(2, -1200, 1900, quantity=-1)), taxes=(Tax("S", 1900, 0, 0),),
        payment=Payment(einvoice.CLEARING, "Sie müssen nichts bezahlen."),
    ),
    "XRechnung": replace(DOMESTIC, leitweg_id="04011000-1234512345-06"),
    "XRechnung by direct debit": replace(DOMESTIC, leitweg_id="04011000-1234512345-06", payment=DEBIT),
    "XRechnung to somebody without mail": replace(
        DOMESTIC, leitweg_id="04011000-1234512345-06", buyer=replace(BUYER, email="")
    ),
}  # fmt: skip


def read(xml, path):
    """The texts at a path below the root, such as "ram:ID"."""
    return [each.text for each in etree.fromstring(xml).iterfind(f".//{path}", NAMES)]


@pytest.mark.parametrize("name", INVOICES)
def test_an_e_invoice_keeps_the_rules_of_en_16931(name):
    assert broken_rules(einvoice.xml(INVOICES[name])) == []


def test_the_rules_notice_what_is_wrong():
    wrong_sum = einvoice.xml(replace(DOMESTIC, taxes=(Tax("S", 1900, 1300, 228),)))
    assert any("BR-CO-13" in each for each in broken_rules(wrong_sum))
    untaxed = einvoice.xml(replace(INVOICES["reverse charge"], buyer=VIENNESE))
    assert any("BR-AE-02" in each for each in broken_rules(untaxed))
    assert broken_rules(einvoice.xml(DOMESTIC).replace(b"<ram:ID>1000001</ram:ID>", b"")) != []


def test_a_credit_note_names_the_original_and_gives_back_positive_amounts():
    xml = einvoice.xml(INVOICES["credit note"])
    assert read(xml, "rsm:ExchangedDocument/ram:TypeCode") == ["381"]
    assert read(xml, "ram:InvoiceReferencedDocument/ram:IssuerAssignedID") == ["1000001"]
    assert read(xml, "ram:InvoiceReferencedDocument//qdt:DateTimeString") == ["20261122"]
    assert read(xml, "ram:DuePayableAmount") == ["14.28"]


def test_an_invoice_says_number_parties_periods_sums_and_where_to_pay():
    xml = einvoice.xml(DOMESTIC)
    assert read(xml, "rsm:ExchangedDocument/ram:ID") == ["1000001"]
    assert read(xml, "ram:SellerTradeParty/ram:Name") == ["Muster Hosting GmbH"]
    assert read(xml, "ram:BuyerTradeParty/ram:Name") == ["Bäckerei Süß & Söhne"]
    assert read(xml, "ram:BuyerTradeParty/ram:ID") == ["501"]
    assert read(xml, "ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID") == ["B-77"]
    assert read(xml, "ram:BillingSpecifiedPeriod//udt:DateTimeString") == ["20261122", "20271121"] * 2
    assert read(xml, "ram:TaxTotalAmount") == ["2.28"]
    assert read(xml, "ram:GrandTotalAmount") == ["14.28"]
    assert read(xml, "ram:IBANID") == ["DE02120300000000202051"]
    assert read(xml, "ram:DueDateDateTime/udt:DateTimeString") == ["20261206"]


def test_credit_that_was_used_up_is_paid_already():
    xml = einvoice.xml(INVOICES["credit used up"])
    assert read(xml, "ram:TotalPrepaidAmount") == ["4.28"]
    assert read(xml, "ram:DuePayableAmount") == ["10.00"]


def test_a_direct_debit_names_mandate_creditor_and_the_account():
    xml = einvoice.xml(INVOICES["direct debit"])
    assert read(xml, "ram:DirectDebitMandateID") == ["M-501-1"]
    assert read(xml, "ram:CreditorReferenceID") == ["DE98ZZZ09999999999"]
    assert read(xml, "ram:IBANID") == ["DE75512108001245126199"]


def test_an_xrechnung_has_what_kosit_asks_for_beyond_en_16931():
    """XRechnung 3.0: BR-DE-1 to BR-DE-9, BR-DE-15, BR-DE-21, PEPPOL-EN16931-R010 and R020."""
    xml = einvoice.xml(INVOICES["XRechnung"])
    assert read(xml, "ram:GuidelineSpecifiedDocumentContextParameter/ram:ID") == [
        "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"
    ]
    assert read(xml, "ram:BuyerReference") == ["04011000-1234512345-06"]
    assert read(xml, "ram:SpecifiedTradeSettlementPaymentMeans/ram:TypeCode") == ["58"]
    contact = "ram:SellerTradeParty/ram:DefinedTradeContact"
    assert read(xml, f"{contact}/ram:PersonName") == ["Muster Hosting GmbH"]
    assert read(xml, f"{contact}/ram:TelephoneUniversalCommunication/ram:CompleteNumber") == ["+49 511 0000000"]
    assert read(xml, f"{contact}/ram:EmailURIUniversalCommunication/ram:URIID") == ["rechnung@muster-hosting.example"]
    for party in ("Seller", "Buyer"):
        for part in ("PostcodeCode", "CityName"):
            assert all(read(xml, f"ram:{party}TradeParty/ram:PostalTradeAddress/ram:{part}"))
        assert len(read(xml, f"ram:{party}TradeParty/ram:URIUniversalCommunication/ram:URIID")) == 1
    assert read(xml, "ram:BusinessProcessSpecifiedDocumentContextParameter/ram:ID") != []


def test_an_authority_without_mail_is_reached_by_its_leitweg_id():
    root = etree.fromstring(einvoice.xml(INVOICES["XRechnung to somebody without mail"]))
    address = root.find(".//ram:BuyerTradeParty/ram:URIUniversalCommunication/ram:URIID", NAMES)
    assert (address.get("schemeID"), address.text) == ("0204", "04011000-1234512345-06")


def test_what_is_not_subject_to_vat_names_no_vat_id():
    root = etree.fromstring(einvoice.xml(INVOICES["export"]))
    assert root.findall(".//ram:SpecifiedTaxRegistration/ram:ID[@schemeID='VA']", NAMES) == []


def test_equal_invoices_give_equal_bytes():
    assert einvoice.xml(DOMESTIC) == einvoice.xml(replace(DOMESTIC))
