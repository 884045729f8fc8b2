"""camt.053 and MT940: what is in them, the same in every piece, and nothing that is no statement."""

import io
import zipfile
from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateways import Rejected
from gateways.bank import statements
from tests.gateways.bank.samples import DAY, OURS, Move, camt, mt940

PAYMENT = Move(
    45_030, text="Rechnung 1000001 Kundennummer 501", name="Bäckerei Süß & Söhne", iban="DE02500105170137075030",
    bank_reference="REF1",
)  # fmt: skip
RETURN = Move(
    -5_000, name="Kunde B", iban="DE02500105170137075030", end_to_end="1000001-7-1", mandate="M501-1", reason="AC04",
    text="Rueckgabe", bank_reference="REF2",
)  # fmt: skip


def entries(*files):
    return [entry for content in files for each in statements.read(content) for entry in each.sheet.entries]


def zipped(*contents):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, content in enumerate(contents):
            archive.writestr(f"{place}.xml", content)
    return packed.getvalue()


@pytest.mark.parametrize("version", ["02", "08"])
def test_both_versions_of_camt_say_the_same(version):
    (found,) = statements.read(camt(PAYMENT, RETURN, version=version))
    paid, returned = found.sheet.entries
    assert (found.format, found.sheet.iban, found.sheet.closing_cents) == ("camt.053", OURS, 140_030)
    assert (paid.cents, paid.name, paid.iban, paid.text, paid.reference) == (
        45_030, "Bäckerei Süß & Söhne", "DE02500105170137075030", "Rechnung 1000001 Kundennummer 501", "",
    )  # fmt: skip
    assert (returned.cents, returned.name, returned.reference, returned.mandate_reference, returned.return_reason) == (
        -5_000, "Kunde B", "1000001-7-1", "M501-1", "AC04",
    )  # fmt: skip


def test_mt940_says_who_how_much_and_what_for():
    (found,) = statements.read(mt940(PAYMENT, RETURN))
    paid, returned = found.sheet.entries
    assert (found.format, found.sheet.iban, found.sheet.ends_on) == ("mt940", OURS, DAY)
    assert (paid.cents, paid.name, paid.iban, paid.text) == (
        45_030, "Bäckerei Süß & Söhne", "DE02500105170137075030", "Rechnung 1000001 Kundennummer 501",
    )  # fmt: skip
    assert (returned.cents, returned.reference, returned.mandate_reference, returned.return_reason) == (
        -5_000, "1000001-7-1", "M501-1", "914",
    )  # fmt: skip


def test_a_batch_is_split_into_its_payments():
    parts = (Move(100, end_to_end="A"), Move(250, end_to_end="B"))
    assert [(each.cents, each.reference) for each in entries(camt(Move(350, batch=parts)))] == [(100, "A"), (250, "B")]


def test_a_batch_that_does_not_add_up_stays_whole():
    parts = (Move(100, end_to_end="A"), Move(249, end_to_end="B"))
    assert [each.cents for each in entries(camt(Move(350, batch=parts)))] == [350]


def test_what_a_payer_paid_in_another_currency_counts_as_the_bank_has_exchanged_it():
    content = camt(Move(350, text="1000001"))
    paid = b'<Amt Ccy="EUR">3.50</Amt><CdtDbtInd>CRDT</CdtDbtInd><RltdPties>'
    assert paid in content
    (entry,) = entries(content.replace(paid, b'<Amt Ccy="USD">4.00</Amt><RltdPties>'))
    assert (entry.cents, entry.text) == (350, "1000001")


def test_a_batch_without_its_payments_tells_the_file_that_it_was():
    (entry,) = entries(camt(Move(350, message_id="20261119-abc")))
    assert (entry.cents, entry.reference) == (350, "20261119-abc")


def test_what_is_only_noted_is_not_booked():
    assert entries(camt(Move(100, status="PDNG"))) == []


def test_two_equal_payments_of_a_day_are_two():
    keys = [each.key for each in entries(camt(Move(100, text="Danke"), Move(100, text="Danke")))]
    assert len(set(keys)) == 2
    assert keys == [each.key for each in entries(camt(Move(100, text="Danke"), Move(100, text="Danke"), version="02"))]


def test_the_key_does_not_depend_on_the_file_around_the_entry():
    alone, among = entries(camt(PAYMENT)), entries(camt(Move(1, text="davor"), PAYMENT, RETURN, opening=7))
    assert alone[0].key == among[1].key


def test_a_zip_holds_several_statements():
    first, second = camt(PAYMENT), camt(Move(1, day=DAY + timedelta(days=1)), opening=145_030)
    assert [each.sheet.ends_on for each in statements.read(zipped(first, second))] == [DAY, DAY + timedelta(days=1)]


def test_a_statement_in_utf_16_is_one_too():
    text = camt(PAYMENT).decode().replace('encoding="UTF-8"', 'encoding="UTF-16"')
    assert entries(text.encode("utf-16"))[0].cents == 45_030


def test_several_sheets_of_an_account_in_one_file_are_one_statement():
    later = DAY + timedelta(days=1)
    (found,) = statements.read(mt940(PAYMENT) + mt940(Move(5, day=later), opening=145_030))
    assert (found.sheet.begins_on, found.sheet.ends_on, found.sheet.closing_cents) == (DAY, later, 145_035)


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]>"""
BODY = camt(PAYMENT).partition(b"?>")[2]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "kein Kontoauszug"),
        (b"%PDF-1.4 ...", "kein Kontoauszug"),
        (b"Guten Tag", "kein Kontoauszug"),
        (b"\x00" * 1000, "kein Kontoauszug"),
        (b"<html><body>Hallo</body></html>", "kein Kontoauszug"),
        (camt(PAYMENT, kind="052"), "Umsatzanzeige"),
        (camt(PAYMENT)[:-40], "beschädigt"),
        (b"<" * 5000, "beschädigt"),
        (b"<a>" * 100_000, "beschädigt"),
        (LAUGHS + BODY.replace(b"Rechnung", b"&c;"), "DTD"),
        (OUTSIDE + BODY.replace(b"Rechnung", b"&secret;"), "DTD"),
        (b'<?xml version="1.0"?><!DOCTYPE Document SYSTEM "http://127.0.0.1:9/x.dtd">' + BODY, "DTD"),
        (camt(PAYMENT, closing=1), "geht nicht auf"),
        (camt(PAYMENT).replace(b"450.30", b"450.305"), "Betrag"),
        (camt(PAYMENT).replace(b"450.30", b"-450.30"), "Betrag"),
        (camt(PAYMENT).replace(b"450.30", b"viel"), "Betrag"),
        (camt(PAYMENT).replace(b"450.30", b"NaN"), "Betrag"),
        (camt(PAYMENT).replace(b"450.30", b"1E+99"), "Betrag"),
        (camt(PAYMENT).replace(b"2026-11-19", b"2026-13-19"), "Tag"),
        (camt(PAYMENT).replace(b'Ccy="EUR"', b'Ccy="USD"'), "Euro"),
        (mt940(PAYMENT).replace(b":62F:", b":99F:"), "vollständig"),
        (mt940(PAYMENT).replace(b"450,30", b"450,31", 1), "geht nicht auf"),
        (mt940(PAYMENT).replace(b"EUR", b"CHF"), "Euro"),
        (b":20:X\n:25:1\n:60F:quatsch\n", "lässt sich nicht lesen"),
        (b"PK\x03\x04 kein Archiv", "ZIP"),
        (zipped(b"Guten Tag"), "kein Kontoauszug"),
        (zipped(), "kein Kontoauszug"),
        (zipped(*([b"<a/>"] * 501)), "500 Dateien"),
        (zipped(b"0" * 30_000_000), "20 MB"),
        (zipped(b"0" * 15_000_000, b"1" * 15_000_000), "kein Kontoauszug|20 MB"),
        (b"<Document>" + b" " * 100_000_000, "20 MB"),
    ],
)
def test_what_is_no_sound_statement_is_refused_with_a_sentence(content, sentence):
    with pytest.raises(Rejected, match=sentence):
        statements.read(content)


DAYS = st.dates(date(2026, 1, 1), date(2026, 1, 9))
WORDS = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyzäöüß 0123456789/-&<>"), max_size=60).map(str.strip)
MOVES = st.lists(
    st.builds(
        Move, cents=st.integers(-10_000_00, 10_000_00).filter(bool), day=DAYS, text=WORDS, name=WORDS,
        bank_reference=st.sampled_from(["", "R1", "R2"]),
    ),
    max_size=15,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(MOVES, st.sampled_from(["02", "08"]))
def test_any_entries_have_the_same_sum_and_the_same_keys_split_by_days(moves, version):
    whole = entries(camt(*moves, version=version))
    assert sum(each.cents for each in whole) == sum(move.cents for move in moves)
    by_day = {}
    for move in moves:
        by_day.setdefault(move.day, []).append(move)
    parts = entries(*(camt(*each, version=version) for each in by_day.values()))
    assert Counter(each.key for each in parts) == Counter(each.key for each in whole)
    assert len({each.key for each in whole}) == len(moves)


@settings(max_examples=60, deadline=None)
@given(MOVES)
def test_any_entries_of_mt940_have_the_same_sum_and_keys_of_their_own(moves):
    found = entries(mt940(*moves))
    assert [each.cents for each in found] == [move.cents for move in moves]
    assert len({each.key for each in found}) == len(moves)
    assert [each.booked_on for each in found] == [move.day for move in moves]


@pytest.mark.parametrize("amount", ["1e999999", "1E2", "1_000", "٣", "-5.00", "NaN", "0.001", "9" * 4000, ""])
def test_an_amount_that_is_none_is_refused_with_a_sentence(amount):
    content = camt(Move(100)).replace(b">1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>", f">{amount}</Amt><Sts>".encode())
    assert amount.encode() in content
    with pytest.raises(Rejected, match="ein Betrag, der keiner ist"):
        statements.read(content)


def test_what_cannot_be_read_is_not_written_into_the_log(caplog):
    with pytest.raises(Rejected):
        statements.read(mt940(PAYMENT).replace(b":61:", b":61:Geheim"))
    assert "Geheim" not in caplog.text
