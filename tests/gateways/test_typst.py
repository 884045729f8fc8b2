"""Documents as PDF."""

import re
from dataclasses import replace
from datetime import date
from io import BytesIO

import pikepdf
import pytest
from PIL import Image

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


@pytest.fixture
def with_logo(tmp_path):
    """Makes a Typst whose hoster has this logo."""

    def make(content, name="logo.svg", **more):
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return Typst(replace(HOSTER, logo=str(tmp_path / name), **more))

    return make


def picture(format, mode="RGB", size=(40, 40)):
    made = BytesIO()
    Image.new(mode, size, "red" if mode == "RGB" else None).save(made, format)
    return made.getvalue()


def figures(content):
    """The texts that stand for pictures, in a PDF that is PDF/A-3a and PDF/UA-1."""
    with pikepdf.open(BytesIO(content)) as pdf:
        said = pdf.open_metadata()
        assert (said["pdfaid:part"], said["pdfaid:conformance"], said["pdfuaid:part"]) == ("3", "A", "1")
        return [str(each.Alt) for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and "/Alt" in each]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("logo.svg", CODE),
        ("logo.png", picture("PNG", "RGBA")),
        ("logo.jpg", picture("JPEG", "CMYK", (3000, 2900))),
        ("odd name.png", picture("PNG", "P")),
    ],
)
def test_the_logo_stands_beside_the_name_and_is_called_by_it(name, content, with_logo):
    typst = with_logo(content, name)
    made = typst.pdf("invoice", INVOICE, attached=XML)
    assert "Logo Muster Hosting" in figures(made)
    assert text_of(made).startswith("Muster Hosting\n")
    assert typst.logo_problem() == ""


def test_a_wide_logo_has_the_name_in_it(with_logo):
    made = with_logo(CODE.replace("0 0 2 2", "0 0 9 2")).pdf("invoice", INVOICE, attached=XML)
    assert "Logo Muster Hosting" in figures(made)
    assert not text_of(made).startswith("Muster Hosting\n")


@pytest.mark.parametrize("template", ["invoice", "paper"])
def test_a_large_picture_makes_no_large_document(template, with_logo):
    noise = Image.effect_noise((2000, 1500), 99).convert("RGB")
    made = BytesIO()
    noise.save(made, "JPEG")
    data = INVOICE if template == "invoice" else PAPER
    assert len(with_logo(made.getvalue(), "logo.jpg").pdf(template, data)) < 200_000


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "ist kein SVG, PNG oder JPEG"),
        (b"GIF89a", "ist kein SVG, PNG oder JPEG"),
        (picture("PNG")[:60], "ist kein SVG, PNG oder JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><path d='M0", "lässt sich nicht verwenden"),
        ("<svg xmlns='http://www.w3.org/2000/svg' width='0' height='0'/>", "lässt sich nicht verwenden"),
        (CODE.replace("<path", "<image href='/etc/passwd' width='1' height='1'/><path"), "lässt sich nicht verwenden"),
        (CODE.replace("<path", "<text y='1'>\u5c0f</text><path"), "lässt sich nicht verwenden"),
        (CODE.encode("utf-16"), "ist kein SVG, PNG oder JPEG"),
        (CODE + " " * 300_000, "ist zu groß"),
        (picture("PNG") + b" " * 5_000_000, "ist zu groß"),
    ],
)
def test_a_logo_that_cannot_be_set_leaves_the_name_and_is_told(content, reason, with_logo):
    typst = with_logo(content)
    made = typst.pdf("invoice", INVOICE, attached=XML)
    assert not [each for each in figures(made) if each.startswith("Logo")]
    assert text_of(made).startswith("Muster Hosting\n")
    assert reason in typst.logo_problem()


def test_a_small_file_that_unfolds_to_a_huge_picture_is_not_unfolded(tmp_path):
    Image.new("1", (8000, 8000)).save(tmp_path / "logo.png")
    typst = Typst(replace(HOSTER, logo=str(tmp_path / "logo.png")))
    assert "ist zu groß" in typst.logo_problem()


def test_a_logo_that_vanished_leaves_the_name(tmp_path):
    typst = Typst(replace(HOSTER, logo=str(tmp_path / "gone.svg")))
    assert text_of(typst.pdf("invoice", INVOICE)).startswith("Muster Hosting\n")
    assert "ist nicht lesbar" in typst.logo_problem()


def test_the_logo_of_the_demo_is_nobody_elses():
    own = Typst(replace(HOSTER, name="Nordlicht"))
    assert not [each for each in figures(own.pdf("invoice", INVOICE, attached=XML)) if each.startswith("Logo")]
    assert own.logo_problem() == ""


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
