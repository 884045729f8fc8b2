"""Verwaltung → Nameserver."""

from datetime import timedelta

import pytest

import clock
import gateways
import work
from gateways.dns import Record, RecordSet, Zone
from models import Customer, Domain, Replacement, ReplacementZone, Work

DNS = "/verwaltung/dns"
LIST = f"{DNS}/ersetzungen"
BOB = "/verwaltung/kunden/502/domains"
SWAP = {"old": "192.0.2.1", "new": "198.51.100.7"}
PAGES = (DNS, f"{DNS}/abgleich", LIST)


def domain(name, *records, server=""):
    row = Domain.create(customer=Customer.get(Customer.number == 502), name=name, name_server=server)
    if records:
        gateways.dns.default.create(Zone(name, 0, records))
    return row


def www(data="192.0.2.1"):
    return Record("www", "A", 300, data)


def do_work():
    while Work.select().where(Work.done_at.is_null(), Work.kind.startswith("replacement")).exists():
        Work.update(due=clock.now() - timedelta(seconds=1)).where(Work.kind.startswith("replacement")).execute()
        work.all_due()


@pytest.fixture
def replacement(clerk):
    """One that looked through two zones and found something in both."""
    domain("one.example", www())
    domain("two.example", www())
    clerk.post(LIST, SWAP)
    do_work()
    return Replacement.get()


def zones(replacement):
    return list(replacement.zones.order_by(ReplacementZone.id))


def served(name):
    return [each.data for each in gateways.dns.default.zone(name).records if each.name == "www"]


@pytest.mark.parametrize("path", PAGES)
def test_support_opens_it_and_a_bookkeeper_does_not(clerk, chief, bookkeeper, path):
    assert clerk.get(path).status_code == chief.get(path).status_code == 200
    assert bookkeeper.get(path).status_code == 403
    assert f'href="{DNS}"' in clerk.get("/verwaltung").text
    assert f'href="{DNS}"' not in bookkeeper.get("/verwaltung").text


@pytest.mark.parametrize(
    "path",
    ["", "/freigabe", "/wiederholung", "/ruecknahme"]
    + [f"/zonen/1{end}" for end in ("/auslassung", "/auslassung/ende", "/ruecknahme")],
)
def test_a_bookkeeper_and_customers_change_nothing(replacement, bookkeeper, alice, visitor, path):
    at = f"{LIST}/{replacement.id}{path}" if path else LIST
    for person in (bookkeeper, alice):
        assert person.post(at, SWAP | {"confirmed": "1"}).status_code == 403
    assert visitor.post(at, SWAP).status_code == 401
    assert Replacement.select().count() == 1 and Replacement.get().released_at is None


def test_the_servers_of_the_settings_are_listed_and_what_they_lack_is_said(clerk):
    domain("one.example", server="gone")
    text = clerk.get(DNS).text
    assert "zones" in text and "ns1.muster-hosting.example, ns2.muster-hosting.example" in text
    assert "„gone“ steht nicht mehr in den Einstellungen, aber bei 1 Domain." in text


def test_differences_are_listed_with_what_can_be_done(clerk):
    domain("one.example", server="zones")
    gateways.dns.default.create(Zone("xn--mller-kva.example", 0, ()))
    text = clerk.get(f"{DNS}/abgleich").text
    assert "müller.example" in text and "zu der es hier keine Domain gibt" in text
    assert f'action="{BOB}/one.example/zone"' in text
    answer = clerk.post(f"{BOB}/one.example/zone", follow=True)
    assert "Zone angelegt." in answer.text and gateways.dns.default.exists("one.example")
    assert "one.example" not in clerk.get(f"{DNS}/abgleich").text


def test_staff_read_the_records_of_a_customer_or_create_the_zone_that_is_missing(clerk, bookkeeper):
    domain("one.example", server="zones")
    at = f"{BOB}/one.example/dns"
    text = clerk.get(at).text
    assert "ist auf unserem Nameserver nichts eingetragen" in text and f'action="{BOB}/one.example/zone"' in text
    gateways.dns.default.create(Zone("one.example", 0, (www(),)))
    text = clerk.get(at).text
    assert "www.one.example" in text and "192.0.2.1" in text and "Zone anlegen" not in text
    assert bookkeeper.get(at).status_code == 403
    assert clerk.get("/verwaltung/kunden/501/domains/one.example/dns").status_code == 404


def test_a_house_in_order_says_so(clerk):
    assert "Alles stimmt überein." in clerk.get(f"{DNS}/abgleich").text


def test_a_zone_is_created_with_a_new_domain_when_that_is_wished(clerk):
    assert 'name="with_zone"' in clerk.get(f"{BOB}/neu").text
    new = {"name": "neu.example", "name_server": "zones"}
    answer = clerk.post(f"{BOB}/neu", new | {"with_zone": "y"}, follow=True)
    assert "Domain eingetragen. Die Zone ist angelegt." in answer.text
    assert gateways.dns.default.exists("neu.example")
    clerk.post(f"{BOB}/neu", new | {"name": "ohne.example"})
    assert Domain.select().count() == 2 and not gateways.dns.default.exists("ohne.example")


def test_a_zone_that_cannot_be_created_leaves_the_domain_and_says_why(clerk):
    gateways.dns.default.create(Zone("neu.example", 0, (www(),)))
    new = {"name": "neu.example", "name_server": "zones", "with_zone": "y"}
    answer = clerk.post(f"{BOB}/neu", new, follow=True)
    assert "Domain eingetragen. Die Zone wurde nicht angelegt." in answer.text and Domain.get().name == "neu.example"
    assert served("neu.example") == ["192.0.2.1"]


def test_a_zone_of_a_domain_of_somebody_else_is_not_found(clerk, bookkeeper):
    domain("one.example")
    assert clerk.post("/verwaltung/kunden/501/domains/one.example/zone").status_code == 404
    assert clerk.post(f"{BOB}/unknown.example/zone").status_code == 404
    assert bookkeeper.post(f"{BOB}/one.example/zone").status_code == 403
    assert not gateways.dns.default.exists("one.example")


def test_what_would_be_replaced_is_shown_by_zone_and_done_after_a_yes(clerk, replacement):
    at = f"{LIST}/{replacement.id}"
    text = clerk.get(at).text
    assert "<h1>192.0.2.1 → 198.51.100.7</h1>" in text and "In 2 Zonen wird ersetzt" in text
    assert "<del>192.0.2.1</del> → 198.51.100.7" in text and "www.one.example A" in text
    assert "2 Zonen ändern? 192.0.2.1 → 198.51.100.7" in clerk.post(f"{at}/freigabe").text
    assert served("one.example") == ["192.0.2.1"] and Replacement.get().released_at is None
    clerk.post(f"{at}/freigabe", {"confirmed": "1"})
    do_work()
    assert served("one.example") == served("two.example") == ["198.51.100.7"]
    assert "2 Zonen sind geändert." in clerk.get(at).text


def test_a_zone_is_left_out_taken_in_again_and_taken_back_alone(clerk, replacement):
    at, (one, two) = f"{LIST}/{replacement.id}", zones(replacement)
    clerk.post(f"{at}/zonen/{one.id}/auslassung")
    clerk.post(f"{at}/zonen/{two.id}/auslassung")
    assert "Alle Zonen sind ausgelassen." in clerk.get(at).text
    clerk.post(f"{at}/zonen/{two.id}/auslassung/ende")
    clerk.post(f"{at}/freigabe", {"confirmed": "1"})
    do_work()
    assert served("one.example") == ["192.0.2.1"] and served("two.example") == ["198.51.100.7"]
    clerk.post(f"{at}/zonen/{two.id}/ruecknahme")
    do_work()
    assert served("two.example") == ["192.0.2.1"] and "zurückgenommen" in clerk.get(at).text


def test_all_of_it_is_taken_back_after_a_yes(clerk, replacement):
    at = f"{LIST}/{replacement.id}"
    clerk.post(f"{at}/freigabe", {"confirmed": "1"})
    do_work()
    assert "in allen Zonen zurücknehmen?" in clerk.post(f"{at}/ruecknahme").text
    clerk.post(f"{at}/ruecknahme", {"confirmed": "1"})
    do_work()
    assert served("one.example") == served("two.example") == ["192.0.2.1"]
    assert "In 2 Zonen ist es zurückgenommen." in clerk.get(at).text
    answer = clerk.post(f"{at}/ruecknahme", {"confirmed": "1"}, follow=True)
    assert "Es gibt nichts zurückzunehmen." in answer.text


def test_progress_asks_for_itself_until_nothing_moves_any_more(clerk):
    domain("one.example", www())
    clerk.post(LIST, SWAP)
    at = f"{LIST}/{Replacement.get().id}"
    part = clerk.get(f"{at}/stand").text
    assert f'hx-get="{at}/stand"' in part and "Alle Zonen werden durchgesehen." in part and "<html" not in part
    do_work()
    assert "/stand" not in clerk.get(f"{at}/stand").text
    clerk.post(f"{at}/freigabe", {"confirmed": "1"})
    assert "Die Zonen werden geändert. 0 von 1 sind erledigt." in " ".join(clerk.get(f"{at}/stand").text.split())


def test_work_that_was_given_up_is_said(clerk):
    clerk.post(LIST, SWAP)
    Work.update(failed_at=clock.now()).where(Work.kind == "replacement search").execute()
    assert "Es geht gerade nicht weiter." in clerk.get(f"{LIST}/{Replacement.get().id}").text


def test_nothing_found_is_said(clerk):
    clerk.post(LIST, SWAP)
    do_work()
    assert "In keiner Zone steht diese Angabe." in clerk.get(f"{LIST}/{Replacement.get().id}").text


def test_what_failed_is_tried_again(clerk, replacement):
    server = gateways.dns.default
    at = f"{LIST}/{replacement.id}"
    seen = server.zone("one.example")
    server.change(seen, [RecordSet("shop", "A", 300, ("192.0.2.1",))])
    clerk.post(f"{at}/freigabe", {"confirmed": "1"})
    do_work()
    assert "1 Zone ist nicht geändert." in clerk.get(at).text
    server.change(server.zone("one.example"), [RecordSet("shop", "A", 300, ())])
    clerk.post(f"{at}/wiederholung")
    do_work()
    assert "2 Zonen sind geändert." in clerk.get(at).text


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"old": "", "new": ""}, "old"),
        ({"old": "192.0.2.1", "new": ""}, "new"),
        ({"old": "192.0.2.1", "new": "192.0.2.1"}, "new"),
        ({"old": "192.0.2.1", "new": "2001:db8::1"}, "new"),
        ({"old": "192.0.2.1", "new": "server.example"}, "new"),
        ({"old": "192.0.2.300", "new": "192.0.2.1"}, "old"),
        ({"old": "fe80::1%eth0", "new": "2001:db8::1"}, "old"),
        ({"old": "192.0.2.0/24", "new": "192.0.2.1"}, "old"),
        ({"old": "kein name", "new": "192.0.2.1"}, "old"),
        ({"old": "server", "new": "server.example"}, "old"),
        ({"old": "a\x00b.example", "new": "server.example"}, "old"),
    ],
)
def test_what_cannot_be_replaced_is_said_at_its_field(clerk, typed, field):
    answer = clerk.post(LIST, typed)
    assert answer.status_code == 422 and f'id="{field}-error"' in answer.text
    assert not Replacement.select().exists()


def test_names_are_typed_and_shown_with_umlauts(clerk):
    domain("one.example", Record("www", "CNAME", 300, "xn--mller-kva.example."))
    clerk.post(LIST, {"old": "Müller.example.", "new": "größe.example"})
    do_work()
    assert Replacement.get().old == "xn--mller-kva.example"
    assert "<h1>müller.example → größe.example</h1>" in clerk.get(f"{LIST}/{Replacement.get().id}").text
    assert "müller.example → größe.example" in clerk.get(LIST).text


def test_what_does_not_exist_is_not_found(clerk, replacement):
    other = Replacement.create(old="a.example", new="b.example", account=replacement.account_id)
    zone = zones(replacement)[0].id
    for path in ("/4711", "/4711/stand", f"/{2**31}"):
        assert clerk.get(LIST + path).status_code == 404
    for path in (f"/{other.id}/zonen/{zone}/auslassung", "/4711/freigabe", f"/{replacement.id}/zonen/4711/ruecknahme"):
        assert clerk.post(LIST + path, {"confirmed": "1"}).status_code == 404


def test_the_zones_are_searched_and_paged(clerk, replacement):
    at = f"{LIST}/{replacement.id}"
    assert "one.example" in clerk.get(f"{at}?q=one").text and "two.example" not in clerk.get(f"{at}?q=one").text
    assert clerk.get(f"{at}?q=%00%25&sort=x&after=y&size=z").status_code == 200
