"""Files and pictures: documents, invoices, the code that a banking app scans."""

import segno.helpers

from tests.browser.chromium import expect

MODULES = """(image) => { const side = %d;
    const canvas = Object.assign(document.createElement('canvas'), {width: side * 8, height: side * 8});
    const pen = canvas.getContext('2d', {willReadFrequently: true});
    pen.fillStyle = '#fff'; pen.fillRect(0, 0, side * 8, side * 8); pen.drawImage(image, 0, 0, side * 8, side * 8);
    const dark = (x, y) => pen.getImageData(x * 8 + 4, y * 8 + 4, 1, 1).data[0] < 128 ? 1 : 0;
    return [...Array(side)].map((_, y) => [...Array(side)].map((_, x) => dark(x, y))); }"""


def test_a_document_is_downloaded_as_pdf(window, portal):
    page = window(portal, "10002")
    page.goto("/dokumente")
    for name in ("Unternehmer AGB", "Übergabeprotokoll"):
        with page.expect_download() as download:
            page.locator("tr", has_text=name).get_by_role("link").click()
        assert download.value.suggested_filename.endswith(".pdf")
        assert download.value.path().read_bytes().startswith(b"%PDF-")


def test_the_newest_invoice_is_downloaded_from_the_start_page(window, portal):
    page = window(portal, "10001")
    page.goto("/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Letzte Rechnung herunterladen (PDF)").click()
    assert "1731953" in download.value.suggested_filename
    assert download.value.path().read_bytes().startswith(b"%PDF-")


def test_the_code_for_the_banking_app_is_seen_and_says_what_the_page_says(window, portal):
    page = window(portal, "10002")
    page.goto("/buchhaltung/zahlung")
    expect(page.locator("#content")).to_contain_text("4,00 €")
    code = page.get_by_role("img", name="QR-Code")
    expect(code).to_be_visible()
    assert code.evaluate("async (image) => { await image.decode(); return image.naturalWidth; }") > 0
    assert min(code.bounding_box()[side] for side in ("width", "height")) >= 150
    facts = dict(zip(page.locator("dt").all_inner_texts(), page.locator("dd").all_inner_texts(), strict=True))
    iban = facts["IBAN"].replace(" ", "")
    said = segno.helpers.make_epc_qr(
        facts["Empfänger"], iban, 4, text=facts["Verwendungszweck"], bic=facts["BIC"], encoding="utf-8"
    )
    border = 4
    side = len(said.matrix) + 2 * border
    drawn = code.evaluate(MODULES % side)
    assert drawn == [list(row) for row in said.matrix_iter(border=border)]


def test_who_owes_nothing_sees_no_code(window, portal):
    page = window(portal, "10001")
    page.goto("/buchhaltung/zahlung")
    expect(page.locator("#content")).to_contain_text("Sie müssen nichts überweisen.")
    expect(page.get_by_role("img", name="QR-Code")).to_have_count(0)
