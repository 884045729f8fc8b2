"""The change set: looked at, saved, taken back; somebody else's change in between; templates, files, the past."""

import re
from io import BytesIO

import pytest

import gateways
from gateways.dns import NameServers, Record, Zone
from models import AuditEntry, Domain, Work, ZoneDraft, ZoneSave
from rules import work
from rules.dns.differences import sets
from rules.dns.entries import key_of
from rules.dns.saving import WORK, check
from tests.rules.dns.conftest import Moody
from tests.views.dns.conftest import RECORDS

ADDRESS = "/produkte/domains/brot.example/dns"
CHANGES = f"{ADDRESS}/aenderungen"


@pytest.fixture
def drafted(alice, zone):
    alice.post(f"{ADDRESS}/eintraege/neu/A", {"name": "shop", "address": "192.0.2.7", "ttl": "300"})


@pytest.fixture
def moody(zone, monkeypatch):
    server = Moody(gateways.dns.default)
    monkeypatch.setattr(gateways, "dns", NameServers({"zones": server}))
    return server


def shown(person):
    return re.search(r'name="shown"[^>]* value="([0-9a-f]+)"', person.get(CHANGES).text)[1]


def save(person, **more):
    return person.post(CHANGES, {"shown": shown(person), **more})


def elsewhere(*added):
    zone = gateways.dns.default.zone("brot.example")
    gateways.dns.default.change(zone, sets(zone.records, [*zone.records, *added]))


def test_the_difference_is_shown_and_saved_as_one(alice, drafted, served):
    alice.post(f"{ADDRESS}/eintraege/{key_of(RECORDS[0])}", {"name": "", "address": "192.0.2.11", "ttl": "60"})
    text = alice.get(CHANGES).text
    assert "192.0.2.10" in text and "192.0.2.11" in text and "5 Minuten → 1 Minute" in text
    answer = save(alice)
    assert answer.status_code == 303 and answer.location == ADDRESS
    assert "Gespeichert: Unser Nameserver hat Ihre Änderungen." in alice.get(ADDRESS).text
    assert {"@ 60 A 192.0.2.11", "shop 300 A 192.0.2.7"} <= served() and "@ 300 A 192.0.2.10" not in served()
    assert AuditEntry.get(AuditEntry.what == "dns change sent").account == alice.account


def test_an_empty_change_set_says_what_would_stand_here(alice, zone):
    assert "Hier stehen Ihre Änderungen" in alice.get(CHANGES).text
    answer = alice.post(CHANGES, {"shown": "x"})
    assert answer.status_code == 422 and "Es gibt keine Änderungen zu speichern." in answer.text


def test_warnings_need_a_tick_and_errors_leave_no_button(alice, zone, served):
    alice.post(f"{ADDRESS}/eintraege/neu/MX", {"name": "", "priority": "5", "target": "nirgends", "ttl": "3600"})
    assert "nirgends.brot.example: Dafür gibt es keinen Eintrag." in alice.get(CHANGES).text
    answer = save(alice)
    assert answer.status_code == 422 and "Bitte bestätigen Sie" in answer.text
    alice.post(f"{ADDRESS}/eintraege/neu/CNAME", {"name": "nirgends", "target": "a.example", "ttl": "3600"})
    text = alice.get(CHANGES).text
    assert "Das ist ein Alias und hier nicht erlaubt" in text and ">Änderungen speichern</button>" not in text
    assert save(alice, accepted="y").status_code == 422 and "nirgends" not in str(served())


def test_warnings_that_were_accepted_are_saved(alice, zone, served):
    alice.post(f"{ADDRESS}/eintraege/neu/MX", {"name": "", "priority": "5", "target": "nirgends", "ttl": "3600"})
    assert save(alice, accepted="y").status_code == 303
    assert "@ 3600 MX 5 nirgends.brot.example." in served()


def test_one_change_is_taken_back(alice, drafted):
    change = re.search(r"aenderungen/([0-9a-f]{12})/ruecknahme", alice.get(CHANGES).text)[1]
    answer = alice.post(f"{CHANGES}/{change}/ruecknahme", follow=True)
    assert "zurückgenommen" in answer.text and not ZoneDraft.select().exists()


def test_all_are_thrown_away_after_a_question(alice, drafted):
    answer = alice.post(f"{CHANGES}/verwerfung")
    assert "alle ungespeicherten Änderungen an brot.example verwerfen?" in answer.text and ZoneDraft.select().exists()
    alice.post(f"{CHANGES}/verwerfung", {"confirmed": "1"})
    assert not ZoneDraft.select().exists()


def test_somebody_else_s_change_is_shown_and_nothing_is_overwritten(alice, drafted, served):
    seen = shown(alice)
    elsewhere(Record("blog", "A", 60, "192.0.2.8"))
    answer = alice.post(CHANGES, {"shown": seen})
    assert answer.status_code == 422 and "Es wurde nichts gespeichert" in answer.text
    assert "Das hat inzwischen jemand anderes geändert" in answer.text and "192.0.2.8" in answer.text
    assert "shop 300 A 192.0.2.7" not in served()
    assert save(alice).status_code == 303
    assert {"shop 300 A 192.0.2.7", "blog 60 A 192.0.2.8"} <= served()


def test_what_both_changed_is_shown_beside_each_other_and_what_fits_goes_on(alice, drafted, served):
    alice.post(f"{ADDRESS}/eintraege/{key_of(RECORDS[0])}", {"name": "", "address": "192.0.2.11", "ttl": "300"})
    zone = gateways.dns.default.zone("brot.example")
    gateways.dns.default.change(zone, sets([RECORDS[0]], [Record("@", "A", 300, "192.0.2.50")]))
    text = alice.get(CHANGES).text
    assert "Das passt nicht mehr dazu" in text and "192.0.2.11" in text and "192.0.2.50" in text
    assert ">Änderungen speichern</button>" not in text
    alice.post(f"{CHANGES}/abgleich")
    text = alice.get(CHANGES).text
    assert "192.0.2.11" not in text and "192.0.2.7" in text
    assert save(alice).status_code == 303
    assert {"@ 300 A 192.0.2.50", "shop 300 A 192.0.2.7"} <= served()


def test_when_nothing_of_a_draft_fits_any_more_the_list_says_what_holds(alice, zone, served):
    alice.post(f"{ADDRESS}/eintraege/{key_of(RECORDS[0])}", {"name": "", "address": "192.0.2.11", "ttl": "300"})
    present = gateways.dns.default.zone("brot.example")
    theirs = [each for each in present.records if each.type != "A"] + [Record("@", "A", 300, "192.0.2.50")]
    gateways.dns.default.change(present, sets(present.records, theirs))
    answer = alice.post(f"{CHANGES}/abgleich")
    assert answer.location == ADDRESS
    text = alice.get(ADDRESS).text
    assert "Von Ihren Änderungen passte keine mehr" in text and "192.0.2.50" in text and "192.0.2.11" not in text


def test_a_server_that_is_away_is_a_sentence_and_the_edits_stay(alice, drafted, moody):
    seen = shown(alice)
    moody.on_change = [gateways.Unreachable("away")]
    answer = alice.post(CHANGES, {"shown": seen})
    assert answer.status_code == 422 and "Ihre Änderungen stehen noch hier" in answer.text
    assert "192.0.2.7" in answer.text
    moody.on_zone = [gateways.Unreachable("away")] * 2
    answer = alice.post(CHANGES, {"shown": seen})
    assert answer.status_code == 422 and "192.0.2.7" in answer.text


def test_no_answer_is_checked_and_the_page_says_which_way_it_went(alice, drafted, moody, later, served):
    moody.after_change = [gateways.Unanswered("none")]
    answer = save(alice)
    text = alice.get(answer.location).text
    assert "wird geprüft" in text and 'hx-trigger="every 5s"' in text
    looked = alice.get(CHANGES).text
    assert "wird geprüft" in looked and "192.0.2.7" in looked and ">Änderungen speichern</button>" not in looked
    for said in (text, looked):  # the server has it already: that is neither unsaved nor somebody else's
        assert "noch nicht gespeichert" not in said and "jemand anderes" not in said
    refused = alice.post(f"{ADDRESS}/eintraege/{key_of(RECORDS[0])}/loeschung", follow=True)
    assert "wird noch geprüft" in refused.text
    assert "every 5s" in alice.get(f"{ADDRESS}/stand").text
    later(minutes=1)
    while work.do_next({WORK: check}):
        pass
    part = alice.get(f"{ADDRESS}/stand").text
    assert "ist gespeichert" in part and 'hx-trigger="load"' in part
    assert "ist gespeichert" in alice.get(ADDRESS).text and "shop 300 A 192.0.2.7" in served()
    later(minutes=20)
    assert "ist gespeichert" not in alice.get(ADDRESS).text


def test_no_answer_and_nothing_written_is_said_and_the_edits_stay(alice, drafted, moody, later):
    moody.on_change = [gateways.Unanswered("none")]
    save(alice)
    for _ in range(3):
        later(minutes=1)
        while work.do_next({WORK: check}):
            pass
    text = alice.get(ADDRESS).text
    assert "ist nicht gespeichert" in text and "nicht angekommen" in text and "192.0.2.7" in text
    assert not Work.select().where(Work.done_at.is_null()).exists()


def test_a_template_is_filled_and_goes_into_the_change_set(alice, zone, served):
    assert "Microsoft 365" in alice.get(f"{ADDRESS}/vorlagen").text
    page = alice.get(f"{ADDRESS}/vorlagen/microsoft365").text
    assert 'value="brot-example.mail.protection.outlook.com"' in page and "10 mail.hoster.example" in page
    wrong = alice.post(f"{ADDRESS}/vorlagen/microsoft365", {"mail_host": "192.0.2.1", "tenant": "a b"})
    assert wrong.status_code == 422 and "keine IP-Adresse" in wrong.text and "nur Buchstaben" in wrong.text
    fields = {"mail_host": "brot-example.mail.protection.outlook.com", "tenant": "brot"}
    answer = alice.post(f"{ADDRESS}/vorlagen/microsoft365", fields)
    assert answer.location == CHANGES
    assert "selector1-brot-example._domainkey.brot.onmicrosoft.com" in alice.get(CHANGES).text
    assert save(alice).status_code == 303
    assert "@ 3600 MX 0 brot-example.mail.protection.outlook.com." in served()
    assert "schon so eingetragen" in alice.post(f"{ADDRESS}/vorlagen/microsoft365", fields).text


@pytest.mark.parametrize("key", ["hoster", "google", "no_mail", "verification"])
def test_every_template_has_its_page_and_fits(alice, zone, key):
    assert alice.get(f"{ADDRESS}/vorlagen/{key}").status_code == 200
    assert (
        alice.post(f"{ADDRESS}/vorlagen/{key}", {"name": "", "text": "proof=1", "key": "v=DKIM1; p=AA"}).status_code
        == 303
    )
    assert ">Änderungen speichern</button>" in alice.get(CHANGES).text


def test_an_unknown_template_is_not_found(alice, zone):
    assert alice.get(f"{ADDRESS}/vorlagen/other").status_code == 404
    assert alice.post(f"{ADDRESS}/vorlagen/other").status_code == 404


def test_a_zone_file_is_read_in_and_says_what_it_did_not_take(alice, zone):
    text = "$INCLUDE /etc/passwd\nneu A 192.0.2.51\n<script> A\n"
    for data in ({"text": text}, {"file": (BytesIO(text.encode()), "alt.zone")}):
        answer = alice.post(f"{ADDRESS}/import", {"mode": "merge", **data}, content_type="multipart/form-data")
        assert answer.location == CHANGES
        page = alice.get(CHANGES).text
        assert "192.0.2.51" in page and "Andere Dateien werden nicht eingelesen" in page and "&lt;script&gt;" in page
        ZoneDraft.delete().execute()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"mode": "merge"}, "kein Eintrag"),
        ({"mode": "other", "text": "a A 192.0.2.1"}, "aus der Liste"),
        ({"mode": "merge", "text": "a A 192.0.2.1\n" * 5001}, "zu lang"),
        ({"mode": "merge", "file": (BytesIO(b"x" * 600_000), "a.zone")}, "zu groß"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused(alice, zone, data, sentence):
    answer = alice.post(f"{ADDRESS}/import", data, content_type="multipart/form-data")
    assert answer.status_code == 422 and re.search(sentence, answer.text)


def test_the_zone_is_downloaded_as_a_file(alice, zone):
    answer = alice.get(f"{ADDRESS}/export")
    assert answer.headers["Content-Disposition"] == "attachment; filename=brot.example.zone"
    assert answer.mimetype == "text/plain" and answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "brot.example. 300 IN A 192.0.2.10" in answer.text


def test_the_past_shows_who_saved_what_and_is_undone(alice, agency, drafted, served):
    before = served()
    save(alice)
    alice.grant(agency, "domains")
    text = agency.get(f"{ADDRESS}/verlauf").text
    assert "von Alice Ahrens" in text and "192.0.2.7" in text
    answer = agency.post(f"{ADDRESS}/verlauf/{ZoneSave.get().id}/ruecknahme")
    assert answer.location == CHANGES
    save(agency)
    assert served() == before
    assert "macht die Änderung vom" in alice.get(f"{ADDRESS}/verlauf").text


def test_undoing_says_what_it_leaves_out(alice, drafted, served):
    alice.post(f"{ADDRESS}/eintraege/neu/A", {"name": "laden", "address": "192.0.2.70", "ttl": "300"})
    save(alice)
    zone = gateways.dns.default.zone("brot.example")
    changed = [*(each for each in zone.records if each.name != "shop"), Record("shop", "A", 300, "192.0.2.77")]
    gateways.dns.default.change(zone, sets(zone.records, changed))
    text = alice.post(f"{ADDRESS}/verlauf/{ZoneSave.get().id}/ruecknahme", follow=True).text
    before, _, after = text.partition("Das wird nicht rückgängig gemacht")
    assert "Jetzt steht dort:" in after and "Nachher" in after
    assert "shop.brot.example" in after.partition("Ihre Änderungen</h2>")[0]
    assert "laden.brot.example" in after.partition("Ihre Änderungen</h2>")[2]
    save(alice)
    assert "shop 300 A 192.0.2.77" in served() and "laden 300 A 192.0.2.70" not in served()


def test_the_hoster_s_people_see_the_past_at_the_desk(alice, clerk, bookkeeper, drafted):
    save(alice)
    desk = "/verwaltung/kunden/501/domains/brot.example"
    assert f"{desk}/verlauf" in clerk.get(desk).text
    text = clerk.get(f"{desk}/verlauf").text
    assert "von Alice Ahrens" in text and "192.0.2.7" in text and "ruecknahme" not in text
    assert bookkeeper.get(f"{desk}/verlauf").status_code == 403
    assert clerk.get("/verwaltung/kunden/502/domains/brot.example/verlauf").status_code == 404


def test_the_past_of_somebody_else_is_not_found(alice, bob, drafted):
    save(alice)
    other = Domain.create(customer=bob.customer, name="bob.example")
    gateways.dns.default.create(Zone("bob.example", 0, ()))
    assert bob.post(f"/produkte/domains/bob.example/dns/verlauf/{ZoneSave.get().id}/ruecknahme").status_code == 404
    assert "192.0.2.7" not in bob.get("/produkte/domains/bob.example/dns/verlauf").text
    Domain.update(customer=bob.customer).where(Domain.name == "brot.example").execute()
    assert "192.0.2.7" not in bob.get(f"{ADDRESS}/verlauf").text and other.id


@pytest.mark.parametrize("asked", ["0", "-1", "x", "99999999999999999999", "5"])
def test_any_page_of_the_past_may_be_asked_for(alice, zone, asked):
    assert alice.get(f"{ADDRESS}/verlauf?vor={asked}").status_code == 200


def test_dnssec_is_not_there_where_the_server_cannot(alice, zone):
    assert "/dns/dnssec" not in alice.get(ADDRESS).text
    assert alice.get(f"{ADDRESS}/dnssec").status_code == 404
