"""Meine Produkte → one domain: DNS."""

import re

import pytest

import gateways
from forms.dns.records import FORMS
from gateways.dns import NameServers, Record, Zone
from models import Domain, ZoneDraft, ZoneSave
from rules.dns.entries import key_of
from tests.house.test_bad_input import NONSENSE
from tests.rules.dns.conftest import Moody
from tests.views.dns.conftest import RECORDS
from values.records import FIELDS

ADDRESS = "/produkte/domains/brot.example/dns"


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
    assert "/support?betreff=" in answer.text


def test_a_name_server_that_is_away_is_a_sentence_and_no_error(alice, zone):
    Domain.update(name_server="gone").execute()
    answer = alice.get(ADDRESS)
    assert answer.status_code == 200 and "Unser Nameserver antwortet gerade nicht." in answer.text
    assert "192.0.2.10" not in answer.text


def test_a_zone_that_cannot_be_read_is_a_sentence_and_no_error(alice, zone, house):
    (house.data_dir / "zones" / "brot.example.zone").write_text("$INCLUDE /etc/passwd\n")
    answer = alice.get(ADDRESS)
    assert answer.status_code == 200 and "lassen sich gerade nicht anzeigen" in answer.text


def key(number):
    return key_of(RECORDS[number])


def test_the_list_narrows_to_what_is_looked_for(alice, zone):
    text = alice.get(f"{ADDRESS}?q=bröt cname").text
    assert "brötchen.brot.example" in text and "192.0.2.10" not in text
    assert "haben wir nichts gefunden" in alice.get(f"{ADDRESS}?q=gibt-es-nicht").text


def test_types_are_offered_in_words_and_names_of_addresses_only_where_they_belong(alice, zone):
    text = alice.get(f"{ADDRESS}/eintraege/neu").text
    assert "Website-Adresse (A)" in text and "Mailserver (MX)" in text and "(PTR)" not in text
    assert alice.get(f"{ADDRESS}/eintraege/neu/PTR").status_code == 404
    assert alice.get(f"{ADDRESS}/eintraege/neu/SOA").status_code == 404
    Domain.create(customer=alice.customer, name="2.0.192.in-addr.arpa")
    text = alice.get("/produkte/domains/2.0.192.in-addr.arpa/dns/eintraege/neu").text
    assert text.index("(PTR)") < text.index("(A)")


def test_a_new_record_goes_into_the_draft_and_is_not_served(alice, zone, served):
    before = served()
    answer = alice.post(f"{ADDRESS}/eintraege/neu/MX", {"name": "", "priority": "20", "target": "mail", "ttl": "3600"})
    assert answer.status_code == 303 and answer.location.startswith(f"{ADDRESS}?bei=")
    text = alice.get(answer.location).text
    assert "20 mail.brot.example" in text and "1 Änderung ist noch nicht gespeichert." in text and ">neu<" in text
    assert len(re.findall(" autofocus", text.partition("</main>")[0])) == 1
    assert served() == before


@pytest.mark.parametrize(
    ("kind", "fields", "sentence"),
    [
        ("A", {"address": "192.0.2.999"}, "Das ist keine IPv4-Adresse."),
        ("MX", {"priority": "x", "target": "mail"}, "ganze Zahl von 0 bis 65535"),
        ("MX", {"priority": "1", "target": "192.0.2.1"}, "keine IP-Adresse"),
        ("CNAME", {"target": "www"}, "für die Domain selbst nicht möglich"),
        ("A", {"address": "192.0.2.10"}, "Diesen Eintrag gibt es schon."),
        ("TXT", {"text": ""}, "Bitte ausfüllen."),
    ],
)
def test_a_mistake_is_said_and_what_was_typed_stays(alice, zone, kind, fields, sentence):
    answer = alice.post(f"{ADDRESS}/eintraege/neu/{kind}", {"name": "", "ttl": "300", **fields})
    assert answer.status_code == 422 and sentence in answer.text
    assert all(f'value="{value}"' in answer.text for value in fields.values() if value)
    assert not ZoneDraft.select().exists()


@pytest.mark.parametrize("kind", [kind for kind in FORMS if kind != "PTR"])
def test_no_nonsense_brings_the_form_of_any_type_down(alice, zone, kind):
    for nonsense in NONSENSE:
        fields = dict.fromkeys(("name", "ttl", *FIELDS[kind]), nonsense)
        assert alice.post(f"{ADDRESS}/eintraege/neu/{kind}", fields).status_code < 500
        assert alice.post(f"{ADDRESS}/eintraege/neu/{kind}", fields | {"ttl": "300", "name": "a"}).status_code < 500
    assert alice.get(ADDRESS).status_code == 200


def test_a_record_is_changed_on_a_page_of_its_own_without_javascript(alice, zone):
    page = alice.get(f"{ADDRESS}/eintraege/{key(1)}").text
    assert 'value="brötchen"' in page and 'value="@"' in page and "Löschen" not in page and "löschen" in page
    answer = alice.post(f"{ADDRESS}/eintraege/{key(1)}", {"name": "krümel", "target": "shop.example", "ttl": "60"})
    text = alice.get(answer.location).text
    assert "krümel.brot.example" in text and "shop.example" in text


def test_a_row_becomes_a_form_in_place(alice, zone):
    row = alice.get(f"{ADDRESS}/eintraege/{key(0)}", headers={"HX-Request": "true", "HX-Target": f"tr#e-{key(0)}"}).text
    assert row.lstrip().startswith(f'<tr id="e-{key(0)}"') and 'value="192.0.2.10"' in row and " autofocus" in row
    wrong = {"name": "", "address": "x", "ttl": "300", "inline": "1"}
    answer = alice.htmx(f"{ADDRESS}/eintraege/{key(0)}", wrong)
    assert answer.status_code == 422 and 'class="editing"' in answer.text and "brötchen.brot.example" in answer.text
    assert answer.headers["HX-Push-Url"] == "false"


def test_a_record_is_deleted_and_shown_as_such_until_it_is_saved(alice, zone, served):
    answer = alice.post(f"{ADDRESS}/eintraege/{key(0)}/loeschung")
    text = alice.get(answer.location).text
    assert "wird gelöscht" in text and "Doch behalten" in text and "@ 300 A 192.0.2.10" in served()
    change = re.search(r"aenderungen/([0-9a-f]{12})/ruecknahme", text)[1]
    alice.post(f"{ADDRESS}/aenderungen/{change}/ruecknahme")
    assert "wird gelöscht" not in alice.get(ADDRESS).text and not ZoneDraft.select().exists()


def test_a_row_whose_record_is_gone_leads_to_the_list(alice, zone):
    answer = alice.get(f"{ADDRESS}/eintraege/0123456789ab", headers={"HX-Request": "true", "HX-Target": "tr#e-1"})
    assert answer.headers["HX-Redirect"] == ADDRESS and not answer.data
    assert "Diesen Eintrag gibt es nicht mehr." in alice.get(ADDRESS).text


def test_a_reverse_zone_speaks_of_addresses_in_their_order(alice, zone):
    Domain.create(customer=alice.customer, name="2.0.192.in-addr.arpa")
    records = [Record(n, "PTR", 300, "a.example.") for n in ("100", "9", "10")]
    gateways.dns.default.create(Zone("2.0.192.in-addr.arpa", 0, tuple(records)))
    text = alice.get("/produkte/domains/2.0.192.in-addr.arpa/dns").text
    assert "192.0.2.0/24" in text and "/vorlagen" not in text
    assert text.index("192.0.2.9<") < text.index("192.0.2.10<") < text.index("192.0.2.100<")


@pytest.mark.parametrize("path", ["/eintraege/0123456789ab", "/eintraege/0123456789ab/loeschung"])
def test_a_record_that_is_gone_is_a_sentence(alice, zone, path):
    answer = alice.post(ADDRESS + path, {"name": ""}, follow=True)
    assert "Diesen Eintrag gibt es nicht mehr." in answer.text


def test_the_zone_s_own_name_servers_have_no_button(alice, zone):
    own = next(each for each in gateways.dns.default.zone("brot.example").records if each.type == "NS")
    assert key_of(own) in alice.get(ADDRESS).text
    assert f"eintraege/{key_of(own)}" not in alice.get(ADDRESS).text
    assert "gibt es nicht mehr" in alice.get(f"{ADDRESS}/eintraege/{key_of(own)}", follow=True).text


@pytest.mark.parametrize(
    ("there", "narrowed"),
    [
        (f"http://localhost{ADDRESS}?q=br%C3%B6t&bei=x", "&q=br%C3%B6t"),
        ("://[", ""),
        ("?q=" + "x" * 5000, "&q=xxx"),
        ("", ""),
    ],
)
def test_whoever_changes_a_row_of_a_narrowed_list_comes_back_to_it(alice, zone, there, narrowed):
    answer = alice.post(f"{ADDRESS}/eintraege/{key(1)}/loeschung", headers={"HX-Current-URL": there})
    assert answer.location.startswith(f"{ADDRESS}?bei={key(1)}{narrowed}")
    assert alice.get(answer.location).status_code == 200


PATHS = (
    "", "/eintraege/neu", "/eintraege/neu/A", "/aenderungen", "/stand", "/vorlagen", "/vorlagen/google", "/import",
    "/export", "/verlauf",
)  # fmt: skip
POSTS = (
    "/eintraege/neu/A", "/eintraege/0123456789ab", "/eintraege/0123456789ab/loeschung", "/aenderungen",
    "/aenderungen/0123456789ab/ruecknahme", "/aenderungen/verwerfung", "/aenderungen/abgleich", "/vorlagen/google",
    "/import", "/dnssec", "/dnssec/abschaltung", "/verlauf/1/ruecknahme",
)  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_nobody_else_sees_it(bob, agency, visitor, zone, path):
    assert bob.get(ADDRESS + path).status_code == 404
    assert agency.get(ADDRESS + path).status_code == 403
    assert visitor.get(ADDRESS + path).status_code == 303


@pytest.mark.parametrize("path", POSTS)
def test_nobody_else_changes_it(bob, agency, visitor, zone, path, served):
    before = served()
    assert bob.post(ADDRESS + path).status_code == 404
    assert agency.post(ADDRESS + path).status_code == 403
    assert visitor.post(ADDRESS + path).status_code == 401
    assert served() == before and not ZoneDraft.select().exists() and not ZoneSave.select().exists()


def test_the_agency_has_a_draft_of_its_own(alice, agency, zone):
    alice.grant(agency, "domains")
    alice.post(f"{ADDRESS}/eintraege/{key(0)}/loeschung")
    assert "wird gelöscht" not in agency.get(ADDRESS).text


def test_edits_stay_in_sight_while_the_name_server_is_away(alice, zone, monkeypatch):
    alice.post(f"{ADDRESS}/eintraege/{key(0)}/loeschung")
    moody = Moody(gateways.dns.default)
    moody.on_zone = [gateways.Unreachable("away")] * 2
    monkeypatch.setattr(gateways, "dns", NameServers({"zones": moody}))
    text = alice.get(ADDRESS).text
    assert "Unser Nameserver antwortet gerade nicht." in text and "192.0.2.10" in text
    assert "sind noch nicht gespeichert" in text and "Noch einmal versuchen" in text
