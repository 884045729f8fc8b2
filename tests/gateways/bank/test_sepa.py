"""pain.008 for the bank, and which bank an IBAN is at."""

from dataclasses import replace
from datetime import date

import pytest
from lxml import etree

from gateways import Rejected
from gateways.bank import accounts, sepa

CREDITOR = sepa.Creditor("Müster & Söhne GmbH", "DE02120300000000202051", "BYLADEM1001", "DE98ZZZ09999999999")
DEBIT = sepa.Debit(
    key="1000001-7-1", cents=123_456, collect_on=date(2026, 12, 1), name="Bäckerei „Süß“ Ørsted",
    iban="DE02500105170137075030", bic="INGDDEFFXXX", mandate_reference="M501-1", mandate_day=date(2026, 1, 2),
    text="Rechnung 1000001 Öl €",
)  # fmt: skip


def values(content, *names):
    """The texts of elements by their names, in the file's order."""
    return [each.text for each in etree.fromstring(content).iter() if etree.QName(each).localname in names]


def test_the_file_says_who_collects_what_from_whom_and_when():
    message_id, content = sepa.write(CREDITOR, [DEBIT, replace(DEBIT, key="1000002-9-1", cents=5)])
    assert values(content, "MsgId") == [message_id]
    assert values(content, "NbOfTxs") == ["2", "2"] and values(content, "CtrlSum") == ["1234.61", "1234.61"]
    assert values(content, "InstdAmt") == ["1234.56", "0.05"]
    assert values(content, "EndToEndId") == ["1000001-7-1", "1000002-9-1"]
    assert values(content, "SeqTp") == ["RCUR"] and values(content, "ReqdColltnDt") == ["2026-12-01"]
    assert values(content, "MndtId", "DtOfSgntr")[:2] == ["M501-1", "2026-01-02"]
    assert "DE98ZZZ09999999999" in values(content, "Id")


def test_names_are_written_in_letters_that_every_bank_takes():
    content = sepa.write(CREDITOR, [DEBIT])[1]
    assert values(content, "Nm")[0] == "Muester + Soehne GmbH"
    assert values(content, "Nm")[-1] == "Baeckerei ,,Suess Orsted"
    assert values(content, "Ustrd") == ["Rechnung 1000001 Oel EUR"]


def test_an_account_abroad_whose_bic_nobody_knows_is_collected_from_too():
    content = sepa.write(CREDITOR, [replace(DEBIT, bic="")])[1]
    assert "NOTPROVIDED" in values(content, "Id")


def test_two_files_have_two_numbers():
    assert sepa.write(CREDITOR, [DEBIT])[0] != sepa.write(CREDITOR, [DEBIT])[0]


@pytest.mark.parametrize("wrong", [{"iban": "XX"}, {"bic": "nein"}, {"creditor_id": ""}])
def test_settings_that_make_no_valid_file_are_refused(wrong):
    with pytest.raises(Rejected, match="Gläubiger-ID"):
        sepa.write(replace(CREDITOR, **wrong), [DEBIT])


@pytest.mark.parametrize(
    ("iban", "name", "bic"),
    [
        ("DE02120300000000202051", "Deutsche Kreditbank Berlin", "BYLADEM1001"),
        ("DE02500105170137075030", "ING-DiBa", "INGDDEFFXXX"),
    ],
)
def test_the_bank_of_an_iban_is_known(iban, name, bic):
    assert accounts.bank_of(iban) == (name, bic)
    assert accounts.takes_direct_debits(iban)


def test_an_account_outside_of_sepa_is_told():
    assert not accounts.takes_direct_debits("AE070331234567890123456")
