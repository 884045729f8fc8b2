"""Meine Produkte → one domain: DNS."""

import pytest

import gateways
from gateways.dns import Record, Zone
from models import Domain

ADDRESS = "/produkte/domains/brot.example/dns"
RECORDS = (
    Record("@", "A", 300, "192.0.2.10"),
    Record("xn--brtchen-b1a", "CNAME", 86400, "brot.example."),
    Record("@", "MX", 3600, "10 mail.hoster.example."),
    Record("@", "TXT", 3600, '"<b>v=spf2"'),
)


@pytest.fixture
def domain(alice):
    return Domain.create(customer=alice.customer, name="brot.example")


@pytest.fixture
def zone(domain):
    gateways.dns.default.create(Zone("brot.example", 0, RECORDS))


def test_the_records_are_listed_by_what_they_are_for(alice, zone):
    text = alice.get(ADDRESS).text
    web, mail, other = text.index("<h2>Web</h2>"), text.index("<h2>E-Mail</h2>"), text.index("<h2>Andere</h2>")
    assert web < text.index("192.0.2.10") < mail < text.index("10 mail.hoster.example<") < other
    assert other < text.index("ns1.muster-hosting.example")


def test_names_are_shown_with_umlauts_and_times_in_words(alice, zone):
    text = alice.get(ADDRESS).text
    assert "brötchen.brot.example" in text and "5 Minuten" in text and "1 Tag" in text


def test_values_are_shown_as_they_are_and_never_as_markup(alice, zone):
    assert ">&lt;b&gt;v=spf2<" in alice.get(ADDRESS).text


def test_each_type_is_explained_once_in_the_legend(alice, zone):
    legend = alice.get(ADDRESS).text.partition("Was die Typen bedeuten")[2]
    assert legend.count("<dt>A</dt>") == legend.count("<dt>NS</dt>") == 1
    assert "nimmt E-Mails für diesen Namen an" in legend


def test_whoever_is_unsure_can_let_the_hoster_do_it(alice, agency, zone):
    wanted = "/support?betreff=DNS-Eintr%C3%A4ge%20von%20brot.example&amp;text=Bitte%20%C3%A4ndern%20Sie"
    assert "Änderungen können Website und E-Mail lahmlegen. Unsicher?" in alice.get(ADDRESS).text
    assert f'href="{wanted}' in alice.get(ADDRESS).text
    alice.grant(agency, "domains")
    alice.withdraw(agency, "support")
    text = agency.get(ADDRESS).text
    assert "Wir machen das für Sie." in text and "/support?" not in text


def test_a_domain_without_a_zone_says_so(alice, domain):
    answer = alice.get(ADDRESS)
    assert answer.status_code == 200 and "auf unserem Nameserver nichts eingetragen" in answer.text


def test_a_name_server_that_is_away_is_a_sentence_and_no_error(alice, zone):
    Domain.update(name_server="gone").execute()
    answer = alice.get(ADDRESS)
    assert answer.status_code == 200 and "Unser Nameserver antwortet gerade nicht." in answer.text
    assert "192.0.2.10" not in answer.text


def test_a_zone_that_cannot_be_read_is_a_sentence_and_no_error(alice, zone, house):
    (house.data_dir / "zones" / "brot.example.zone").write_text("$INCLUDE /etc/passwd\n")
    answer = alice.get(ADDRESS)
    assert answer.status_code == 200 and "lassen sich gerade nicht anzeigen" in answer.text
