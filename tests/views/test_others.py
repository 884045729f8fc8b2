"""Meine Produkte → Andere Produkte."""

from datetime import date

import pytest

from models import Contract, Plan
from values import fold

ADDRESS = "/produkte/andere"


def product(person, category, name, **more):
    plan = Plan.create(kind="other", category=category, name=name)
    return Contract.create(
        customer=person.customer, plan=plan, kind="other", started_on=date(2020, 1, 1), search_text=fold(name), **more
    )


def test_each_kind_of_other_product_has_its_word(alice):
    for category in Plan.CATEGORIES:
        product(alice, category, f"Produkt {category}")
    text = alice.get(ADDRESS).text
    for word in (
        "Backup-Optionen",
        "SSL-Zertifikate",
        "VPN und IPsec",
        "CDN (FlexCDN)",
        "Eigene IP-Adressen",
        "Lizenzen",
    ):
        assert f'<td data-label="Art">{word}</td>' in text


def test_a_product_stands_in_the_list_with_all_that_matters(alice):
    owned = product(
        alice, "backup", "Backup Plus", description="30 Tage zurück", price_cents=490, period_months=3,
        next_invoice_on=date(2027, 3, 1),
    )  # fmt: skip
    text = alice.get(ADDRESS).text
    for said in ("Backup Plus", "30 Tage zurück", "3 Monate", "4,90 €", "01.03.2027", "Aktiv"):
        assert said in text
    assert f'href="/produkte/vertraege/{owned.id}"' in text


def test_only_one_s_own_products_are_shown_and_an_empty_list_says_what_belongs_here(alice, bob):
    product(bob, "ssl", "Bobs Zertifikat")
    text = alice.get(ADDRESS).text
    assert "Bobs Zertifikat" not in text and "Hier stehen Backup-Optionen" in text and "Zum Katalog" in text


def test_products_are_found_with_umlauts(alice):
    product(alice, "backup", "Tägliche Sicherung")
    product(alice, "vpn", "VPN-Verbindung")
    text = alice.get(ADDRESS, query_string={"q": "täglich"}).text
    assert "Tägliche Sicherung" in text and "VPN-Verbindung" not in text


def test_only_contacts_with_the_right_see_other_products(alice, agency, visitor):
    assert agency.get(ADDRESS).status_code == 403
    alice.grant(agency, "domains")
    text = agency.get(ADDRESS).text
    assert "Hier stehen Backup-Optionen" in text and "Zum Katalog" not in text
    assert visitor.get(ADDRESS).location.startswith("/anmelden")


@pytest.mark.parametrize("query", ["sort=x", "size=0", "after=%F0", "before=W10", "q=%00"])
def test_what_makes_no_sense_in_the_address_is_taken_as_not_asked(alice, query):
    product(alice, "cdn", "FlexCDN")
    assert "FlexCDN</a>" in alice.get(f"{ADDRESS}?{query}").text


def test_many_products_are_read_page_by_page(alice):
    for number in range(11):
        product(alice, "ip", f"Adresse {number:02}")
    first = alice.get(ADDRESS).text
    following = first.partition('chevron-right" href="')[2].partition('"')[0].replace("&amp;", "&")
    both = first + alice.get(following).text
    assert all(both.count(f">Adresse {number:02}</a>") == 1 for number in range(11))
