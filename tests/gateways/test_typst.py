"""Documents as PDF."""

import re
from dataclasses import replace
from datetime import date
from io import BytesIO

import pikepdf
import pytest

from config import Hoster
from gateways import Rejected
from gateways.typst import Attached, Typst

HOSTER = Hoster(vat_id="DE136695976", tax_number="25/200/12345", managing_director="Erika Muster")
CODE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2"><path d="M0 0h1v1H0z"/></svg>'
INVOICE = {
    "date": date(2019, 5, 24),
    "title": "Rechnung 1731953",
    "recipient": ["Bäckerei Süß & Söhne", "Große Straße 5", "30159 Hannover"],
    "facts": [["Kundennummer", "10001"], ["Rechnungsdatum", "24.05.2019"], ["Zahlbar bis", "07.06.2019"]],
    "intro": "Vielen Dank für Ihren Auftrag.",
    "heads": ["Pos.", "Leistung", "Menge", "Betrag netto"],
    "lines": [
        {
            "position": "1",
            "text": "Domain profihost-demo.de",
            "period": "24.05.2019–23.05.2020",
            "cells": ["1", "12,00 €"],
        }
    ],
    "before": [["Summe netto", "12,00 €"], ["Umsatzsteuer 19 % auf 12,00 €", "2,28 €"]],
    "total": ["Gesamtbetrag", "14,28 €"],
    "within": [],
    "after": [["Ihr Guthaben", "-4,28 €"], ["Noch zu zahlen", "10,00 €"]],
    "payment": {
        "text": "Bitte überweisen Sie 10,00 € bis zum 07.06.2019.",
        "facts": [["Verwendungszweck", "Kundennummer 10001"]],
        "code": CODE,
        "scan": "Mit der Banking-App scannen",
    },
    "notes": ["Steuerschuldnerschaft des Leistungsempfängers."],
}
XML = Attached("factur-x.xml", "text/xml", "E-Rechnung", "<rechnung>Süß 🎂</rechnung>".encode())
PAPER = {
    "date": date(2026, 1, 1),
    "title": "Preisliste Webhosting",
    "intro": "Alle Preise gelten je Monat.",
    "blocks": [
        {"heading": "Pakete"},
        {"paragraph": "Jedes Paket enthält eine Domain."},
        {"table": {"head": ["Paket", "Preis"], "rows": [["Starter", "4,00 €"], ["Business", "12,90 €"]]}},
        {"fields": ["Kundennummer", "Unterschrift"]},
    ],
}


@pytest.fixture(scope="module")
def typst():
    return Typst(HOSTER)


def text_of(content):
    """What stands in the PDF, as its fonts say it can be copied; blanks as they come."""
    with pikepdf.open(BytesIO(content)) as pdf:
        return "\n".join(_text_of_page(page) for page in pdf.pages)


def _text_of_page(page):
    maps = {name: _letters(font.ToUnicode.read_bytes().decode()) for name, font in page.Resources.Font.items()}
    words, letters = [], {}
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            letters = maps[str(operands[0])]
        elif str(operator) in ("Tj", "TJ"):
            parts = operands[0] if str(operator) == "TJ" else operands
            codes = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
            words.append("".join(letters.get(codes[at : at + 2], "") for at in range(0, len(codes), 2)))
        elif str(operator) == "ET":
            words.append("\n")
    return "".join(words)


def _letters(cmap):
    letters = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for code, text in re.findall(r"<(\w+)>\s*<(\w+)>", block):
            letters[bytes.fromhex(code)] = bytes.fromhex(text).decode("utf-16-be")
    return letters


def test_an_invoice_says_who_what_when_and_how_much(typst):
    text = text_of(typst.pdf("invoice", INVOICE))
    for part in (
        *("Rechnung 1731953", "10001", "24.05.2019", "07.06.2019", "Bäckerei Süß & Söhne", "Große Straße 5"),
        *("Vielen Dank", "Domain profihost-demo.de", "24.05.2019–23.05.2020", "12,00 €", "19 %", "2,28 €", "14,28 €"),
        *("Ihr Guthaben", "-4,28 €", "Noch zu zahlen", "Steuerschuldnerschaft des Leistungsempfängers."),
        *("Bitte überweisen Sie 10,00 € bis zum 07.06.2019.", "Verwendungszweck", "Mit der Banking-App scannen"),
        *("Muster Hosting", "Musterweg 1", "+49 511 0000000", "DE02 1203 0000 0000 2020 51", "BYLADEM1001"),
        *("DE136695976", "25/200/12345", "Erika Muster", "Seite 1 von 1"),
    ):
        assert part in text.replace("\u00a0", " ").replace("\u202f", " ")


def test_what_a_consumer_pays_has_the_tax_within(typst):
    gross = INVOICE | {"before": [], "within": [["darin 19 % Umsatzsteuer", "2,28 €"]], "after": [], "notes": []}
    text = text_of(typst.pdf("invoice", gross))
    assert "darin 19 % Umsatzsteuer" in text
    assert "Summe netto" not in text
    assert "Noch zu zahlen" not in text


def test_the_letterhead_speaks_english_and_shows_who_it_was_then(typst):
    content = typst.pdf("invoice", INVOICE, language="en", hoster=replace(HOSTER, name="Alter Name"))
    assert "Alter Name" in text_of(content)
    assert "Telephone" in text_of(content)
    assert "Muster Hosting\n" not in text_of(content)
    with pikepdf.open(BytesIO(content)) as pdf:
        assert str(pdf.Root.Lang) == "en-GB"


def test_with_a_file_inside_it_is_a_pdf_a_3_too(typst):
    with pikepdf.open(BytesIO(typst.pdf("invoice", INVOICE, attached=XML))) as pdf:
        said = pdf.open_metadata()
        assert (said["pdfaid:part"], said["pdfaid:conformance"], said["pdfuaid:part"]) == ("3", "A", "1")
        assert pdf.attachments["factur-x.xml"].get_file().read_bytes() == XML.content
        assert str(pdf.Root.AF[0].AFRelationship) == "/Alternative"


def test_a_character_that_no_font_has_becomes_a_question_mark_and_the_rest_stays_as_it_is(typst):
    odd = INVOICE | {"recipient": ["Konditorei 🎂 Süß", "小 Straße 5"], "intro": "שלום 🎂"}
    content = typst.pdf("invoice", odd, attached=XML)
    text = text_of(content)
    assert "Konditorei ? Süß" in text
    assert "? Straße 5" in text
    with pikepdf.open(BytesIO(content)) as pdf:
        assert pdf.open_metadata()["pdfaid:part"] == "3"
        assert pdf.attachments["factur-x.xml"].get_file().read_bytes() == XML.content


def test_many_lines_go_on_over_the_page_under_the_same_head(typst):
    content = typst.pdf("invoice", INVOICE | {"lines": INVOICE["lines"] * 45})
    with pikepdf.open(BytesIO(content)) as pdf:
        pages = [_text_of_page(page) for page in pdf.pages]
    assert len(pages) == 3
    assert all("Leistung" in page for page in pages)
    assert f"Seite 2 von {len(pages)}" in pages[1]


def test_a_paper_has_its_headings_paragraphs_tables_and_fields(typst):
    text = text_of(typst.pdf("paper", PAPER))
    for part in (
        "Preisliste Webhosting",
        "01.01.2026",
        "Alle Preise",
        "Pakete",
        "eine Domain",
        "Starter",
        "Unterschrift",
    ):
        assert part in text


@pytest.mark.parametrize(("template", "data"), [("invoice", INVOICE), ("paper", PAPER)])
def test_the_same_data_give_the_same_bytes(template, data, typst):
    assert typst.pdf(template, data) == Typst(HOSTER).pdf(template, dict(data))


def test_what_customers_write_is_text_and_never_markup(typst):
    name = '#import "/etc/passwd" *fett* $x$ \\ <a> @b #{1+1} "; // c'
    assert name in text_of(typst.pdf("invoice", INVOICE | {"recipient": [name]}))


def test_a_document_is_dated_titled_tagged_and_in_german_with_fonts_inside(typst):
    with pikepdf.open(BytesIO(typst.pdf("invoice", INVOICE))) as pdf:
        assert str(pdf.Root.Lang) == "de-DE"
        assert bool(pdf.Root.MarkInfo.Marked)
        assert pdf.open_metadata()["dc:title"] == "Rechnung 1731953"
        assert pdf.open_metadata()["pdfuaid:part"] == "1"
        assert str(pdf.docinfo.CreationDate).startswith("D:20190524")
        fonts = [str(font.BaseFont) for font in pdf.pages[0].Resources.Font.values()]
        assert fonts and all("SourceSans3" in font for font in fonts)


def test_data_that_do_not_fit_the_template_are_refused(typst):
    with pytest.raises(Rejected, match="kann nicht erstellt werden"):
        typst.pdf("invoice", {"date": date(2026, 1, 1)})


@pytest.mark.parametrize("name", ["../emails/x", "invoice.typ", "", "Invoice"])
def test_only_a_template_of_ours_can_be_named(name, typst):
    with pytest.raises(ValueError, match="no template"):
        typst.pdf(name, INVOICE)
