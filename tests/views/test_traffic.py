"""Meine Produkte → Server → Traffic: the present month, and one server day by day."""

import re
from datetime import date, datetime, timedelta

import pytest

import clock
from database import Compiled
from models import TrafficSample
from tests.rules.products.measuring import GB, server

HOME = "/produkte/server/traffic"


@pytest.fixture(autouse=True)
def now(house, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 20, 12))


@pytest.fixture
def measured(alice):
    """A server with thirty days of traffic; gives the address of its page."""
    owned = server(included=300)
    for back in range(30):
        TrafficSample.create(
            server=owned, day=clock.today() - timedelta(days=back), bytes_in=2 * GB, bytes_out=(30 - back) * GB
        )
    return f"{HOME}/{owned.contract_id}"


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


def test_the_list_says_what_each_server_used_and_leads_to_its_page(alice, measured):
    answer = alice.get(HOME)
    assert f'href="{measured}"' in answer.text
    assert "November 2026: 450,0 GB von 300 GB verbraucht (150,0 %)" in text_of(answer)
    assert "mehr als inklusive" in answer.text


def test_a_server_s_page_shows_the_days_and_months_as_plots_and_as_numbers(alice, measured):
    answer = alice.get(measured)
    said = text_of(answer)
    assert answer.text.count('<svg class="wide"') == 2 and answer.text.count('<svg class="narrow"') == 2
    assert "20.11.2026 2,0 30,0 32,0" in said and "01.11.2026 2,0 11,0 13,0" in said
    assert "November 2026 40,0 410,0 450,0" in said and "Oktober 2026 20,0 55,0 75,0" in said
    assert "style=" not in answer.text and "<script>" not in answer.text
    assert "im Tarif enthalten: 300 GB" in answer.text and "Tag im November 2026" in answer.text


def test_the_forecast_says_how_it_was_reckoned(alice, measured):
    said = text_of(alice.get(measured))
    # 418 GB in 19 days are 22 GB a day; today has 32 GB already, ten more days follow
    assert "am Monatsende etwa 670,0 GB" in said
    assert "418,0 GB bis gestern und für jeden der 11 Tage ab heute 22,0 GB" in said and "19 gemessenen Tage" in said


def test_another_month_is_asked_for_by_the_address_and_has_no_forecast(alice, measured):
    answer = alice.get(f"{measured}?monat=2026-10")
    said = text_of(answer)
    assert "Tage im Oktober 2026" in said and "31.10.2026 2,0 10,0 12,0" in said and "20.11.2026" not in said
    assert "Wenn es so weitergeht" not in said and f'href="{measured}?monat=2026-11"' in answer.text


@pytest.mark.parametrize("month", ["", "2026-13", "2019-01", "x", "\x00", "2026-1", "9" * 300, "2026-11-01"])
def test_a_month_of_which_nothing_is_known_is_the_present_one(alice, measured, month):
    answer = alice.get(measured, query_string={"monat": month})
    assert answer.status_code == 200 and "Tage im November 2026" in answer.text


def test_a_server_without_samples_says_so(alice):
    owned = server()
    assert "noch keine Messwerte" in alice.get(f"{HOME}/{owned.contract_id}").text
    assert "noch keine Messwerte" in alice.get(HOME).text


def test_a_month_without_samples_shows_the_months_before(alice):
    owned = server()
    TrafficSample.create(server=owned, day=date(2026, 9, 3), bytes_in=GB)
    said = text_of(alice.get(f"{HOME}/{owned.contract_id}"))
    assert "November 2026: 0,0 GB von 300 GB" in said and "September 2026 1,0 0,0 1,0" in said


def test_only_one_s_own_servers_have_a_page(alice, bob, measured):
    foreign = server("bob.example", 502)
    assert bob.get(measured).status_code == 404
    assert alice.get(f"{HOME}/{foreign.contract_id}").status_code == 404
    assert alice.get(f"{HOME}/999999").status_code == 404 and "bob.example" not in alice.get(HOME).text


def test_only_contacts_with_the_right_see_it(alice, agency, visitor, measured):
    assert agency.get(measured).status_code == 403
    alice.grant(agency, "domains")
    assert agency.get(measured).status_code == 200
    assert visitor.get(measured).location.startswith("/anmelden")


def test_a_page_of_thirteen_months_is_one_question_for_the_server_and_one_for_its_days(alice, monkeypatch):
    owned = server()
    for back in range(400):
        TrafficSample.create(server=owned, day=clock.today() - timedelta(days=back), bytes_in=1, bytes_out=1)
    asked = []
    rows = Compiled.rows
    monkeypatch.setattr(Compiled, "rows", lambda self, **values: asked.append(self.sql) or rows(self, **values))
    assert alice.get(f"{HOME}/{owned.contract_id}").status_code == 200
    assert len([sql for sql in asked if "server" in sql]) <= 2


def test_the_english_page_speaks_english(alice, measured):
    alice.post("/sprache", {"language": "en", "sprache": "en"})
    alice.account.language = "en"
    alice.account.save()
    said = text_of(alice.get(measured))
    assert "Days in November 2026" in said and "incoming" in said and "included in the plan: 300 GB" in said
