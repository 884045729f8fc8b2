"""A customer's desk → Lastschrift."""

import pytest

from models import Mandate
from tests.rules.payments.debiting import IBAN, collect_debits, give_mandate

ADDRESS = "/verwaltung/kunden/501/lastschrift"
TYPED = {"account_holder": "Alice Ahrens", "iban": IBAN, "given_on": "02.01.2026"}


@pytest.fixture(autouse=True)
def creditor(house, monkeypatch):
    collect_debits(monkeypatch)


def test_one_on_paper_is_entered_seen_and_ended(alice, bookkeeper):
    assert bookkeeper.post(f"{ADDRESS}/mandat", TYPED).status_code == 303
    mandate = Mandate.in_force(alice.customer)
    assert mandate.on_paper and str(mandate.given_on) == "2026-01-02" and mandate.given_by == bookkeeper.account
    page = bookkeeper.get(ADDRESS).text
    assert "auf Papier" in page and "ING-DiBa" in page
    assert "wirklich beenden" in bookkeeper.post(f"{ADDRESS}/{mandate.id}/widerruf").text
    bookkeeper.post(f"{ADDRESS}/{mandate.id}/widerruf", {"confirmed": "1"})
    assert Mandate.in_force(alice.customer) is None
    assert "Frühere Mandate" in bookkeeper.get(ADDRESS).text


@pytest.mark.parametrize(
    ("field", "typed"), [("iban", "DE03500105170137075030"), ("given_on", "01.01.2199"), ("given_on", "")]
)
def test_what_is_wrong_is_said(bookkeeper, field, typed):
    assert bookkeeper.post(f"{ADDRESS}/mandat", TYPED | {field: typed}).status_code == 422
    assert not Mandate.select().exists()


def test_support_sees_it_and_changes_nothing(alice, clerk):
    mandate = give_mandate(alice.customer)
    page = clerk.get(ADDRESS).text
    assert mandate.reference in page and "Mandat beenden" not in page and "Mandat eintragen" not in page
    assert clerk.post(f"{ADDRESS}/mandat", TYPED).status_code == 403


def test_a_mandate_of_another_customer_is_not_found_here(bob, bookkeeper):
    mandate = give_mandate(bob.customer)
    assert bookkeeper.post(f"{ADDRESS}/{mandate.id}/widerruf", {"confirmed": "1"}).status_code == 404
