"""Meine Daten → Datenschutz."""

from datetime import date
from html import unescape
from re import search

import pytest

from models import LegalText, ProcessingAgreement

ADDRESS = "/daten/datenschutz"


@pytest.fixture
def text(house):
    return LegalText.create(
        kind="processing_agreement", valid_from=date(2024, 1, 1), title="Vereinbarung zur Auftragsverarbeitung",
        text="§ 1 Gegenstand\nWir verarbeiten <Daten>.\n\n§ 2 Weisungen\nNur nach Ihren.",
    )  # fmt: skip


def conclude(person, version, day=date(2024, 3, 5)):
    ProcessingAgreement.create(
        customer=person.customer, text_version=version, signed_by="Alice Ahrens", concluded_on=day
    )


def test_the_text_stands_there_as_text(alice, text):
    assert "Wir verarbeiten &lt;Daten&gt;.\n\n§ 2 Weisungen" in alice.get(ADDRESS).text


def test_without_an_agreement_a_prefilled_request_leads_on(alice, text):
    page = alice.get(ADDRESS).text
    assert "Noch nicht abgeschlossen." in page
    request = alice.get(unescape(search(r'href="(/support\?[^"]+)"', page)[1])).text
    assert 'value="Vereinbarung zur Auftragsverarbeitung"' in request
    assert "bitte schließen Sie mit uns" in request


def test_who_may_not_send_requests_is_given_the_telephone_number(alice, agency, text):
    alice.withdraw(agency, "support")
    alice.grant(agency, "data")
    page = agency.get(ADDRESS).text
    assert "/support?" not in page and "Bitte rufen Sie uns an" in page


def test_a_concluded_agreement_says_when_and_by_whom(alice, bob, text):
    conclude(alice, text.valid_from)
    page = alice.get(ADDRESS).text
    assert "Abgeschlossen am 05.03.2024 von Alice Ahrens, Fassung vom 01.01.2024." in page
    assert "Noch nicht" not in page and "/support?" not in page
    assert "Noch nicht abgeschlossen." in bob.get(ADDRESS).text


def test_a_newer_text_asks_for_a_new_agreement_and_former_ones_are_listed(alice, text):
    conclude(alice, date(2018, 5, 25), date(2018, 6, 1))
    conclude(alice, date(2021, 5, 25), date(2021, 6, 1))
    page = alice.get(ADDRESS).text
    assert "Inzwischen gibt es eine neue Fassung vom 01.01.2024." in page and "/support?" in page
    assert "01.06.2018" in page and "01.06.2021" in page


def test_a_text_of_tomorrow_does_not_hold_yet(alice, text):
    LegalText.create(kind="processing_agreement", valid_from=date(2199, 1, 1), title="Später", text="x")
    conclude(alice, text.valid_from)
    assert "Abgeschlossen am" in alice.get(ADDRESS).text and "Später" not in alice.get(ADDRESS).text


def test_without_any_text_the_page_says_what_would_stand_here(alice):
    assert "Hier steht die Vereinbarung zur Auftragsverarbeitung" in alice.get(ADDRESS).text


def test_without_the_right_nobody_gets_in(agency):
    assert agency.get(ADDRESS).status_code == 403
