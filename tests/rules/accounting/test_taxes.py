from datetime import date

import pytest

import clock
from models import BillingDetails, TaxRate, VatCheck
from rules import Refused
from rules.accounting import taxes


@pytest.mark.parametrize(
    ("country", "is_business", "vat_id", "answer", "oss", "case"),
    [
        ("DE", True, "DE136695976", None, False, "domestic"),
        ("", False, "", None, True, "domestic"),
        ("AT", True, "ATU13585627", "valid", False, "reverse_charge"),
        ("AT", True, "ATU13585627", None, False, taxes.UNCHECKED),
        ("AT", True, "ATU13585627", "invalid", False, "domestic"),
        ("AT", True, "ATU13585627", "invalid", True, "oss"),
        ("AT", True, "", None, False, "domestic"),
        ("AT", True, "DE136695976", None, False, "domestic"),
        ("AT", False, "", None, False, "domestic"),
        ("AT", False, "", None, True, "oss"),
        ("CH", True, "", None, True, "export"),
        ("GB", False, "", None, True, "export"),
    ],
)
def test_the_tax_case_follows_country_kind_and_vat_id(house, settings, country, is_business, vat_id, answer, oss, case):
    settings(billing={"oss": oss})
    assert taxes.case(country, is_business, vat_id, answer) == case


def test_a_small_business_charges_no_tax_at_home_and_to_consumers_abroad(settings):
    settings(hoster={"small_business": True}, billing={"oss": True})
    for country, is_business, vat_id in (("DE", True, ""), ("AT", False, ""), ("AT", True, "ATU13585627")):
        assert taxes.case(country, is_business, vat_id, None) == "small_business"


def test_a_small_business_with_a_vat_id_leaves_the_tax_to_businesses_abroad(settings):
    settings(hoster={"small_business": True, "vat_id": "DE136695976"})
    assert taxes.case("AT", True, "ATU13585627", "valid") == "reverse_charge"
    assert taxes.case("AT", True, "ATU13585627", None) == taxes.UNCHECKED
    assert taxes.case("AT", True, "ATU13585627", "invalid") == "small_business"


@pytest.mark.parametrize(
    ("case", "country", "day", "rate"),
    [
        ("domestic", "AT", date(2020, 6, 30), 1900),
        ("domestic", "DE", date(2020, 7, 1), 1600),
        ("domestic", "DE", date(2020, 12, 31), 1600),
        ("domestic", "DE", date(2021, 1, 1), 1900),
        ("oss", "FI", date(2026, 1, 1), 2550),
        ("oss", "GR", date(2026, 1, 1), 2400),
        ("reverse_charge", "AT", date(2026, 1, 1), 0),
        ("export", "CH", date(2026, 1, 1), 0),
        ("small_business", "DE", date(2026, 1, 1), 0),
    ],
)
def test_the_rate_is_that_of_the_country_on_the_day(house, case, country, day, rate):
    assert taxes.rate(case, country, day) == rate


def test_every_country_of_the_eu_has_a_rate_from_the_start(house):
    assert {row.country for row in TaxRate.select()} == taxes.EU


def test_a_country_without_a_rate_is_refused_in_words(house):
    TaxRate.delete().where(TaxRate.country == "AT").execute()
    with pytest.raises(Refused, match="AT"):
        taxes.rate("oss", "AT", date(2026, 1, 1))


def test_only_an_answer_of_the_last_weeks_about_this_very_id_counts(alice, later):
    alice.customer.country = "AT"
    alice.customer.save()
    BillingDetails.create(customer=alice.customer, vat_id="ATU13585627")
    assert taxes.case_of(alice.customer) == taxes.UNCHECKED
    VatCheck.create(customer=alice.customer, vat_id="ATU99999999", answer="valid")
    VatCheck.create(customer=alice.customer, vat_id="ATU13585627", answer="unreachable")
    assert taxes.case_of(alice.customer) == taxes.UNCHECKED
    VatCheck.create(customer=alice.customer, vat_id="ATU13585627", answer="valid", checked_at=clock.ago(days=5))
    assert taxes.case_of(alice.customer) == "reverse_charge"
    later(days=taxes.CHECK_DAYS - 4)
    assert taxes.case_of(alice.customer) == taxes.UNCHECKED
