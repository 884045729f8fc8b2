"""PowerDNS: what is only so there."""

import pytest
import requests

from gateways import Rejected
from gateways.dns import Record, RecordSet


def api(server, method, path, **more):
    """Somebody else works on the server."""
    url = f"{server.setting.options['url']}/api/v1/servers/localhost{path}"
    answer = requests.request(method, url, headers={"X-API-Key": server.setting.options["api_key"]}, timeout=5, **more)
    answer.raise_for_status()
    return answer


def write(server, zone, name, kind, *contents):
    records = [{"content": content, "disabled": disabled} for content, disabled in contents]
    rrset = {"name": name, "type": kind, "ttl": 300, "changetype": "REPLACE", "records": records}
    api(server, "PATCH", f"/zones/{zone}.", json={"rrsets": [rrset]})


def test_records_that_staff_switched_off_are_not_shown_and_stay_switched_off(powerdns):
    zone = powerdns.new_zone()
    write(powerdns, zone, f"www.{zone}.", "A", ("192.0.2.1", False), ("192.0.2.9", True))
    seen = powerdns.gateway.zone(zone)
    assert [each.data for each in seen.records if each.type == "A"] == ["192.0.2.1"]
    powerdns.gateway.change(seen, [RecordSet("www", "A", 300, ("192.0.2.2",))])
    powerdns.gateway.change(powerdns.gateway.zone(zone), [RecordSet("www", "A", 300, ())])
    found = api(powerdns, "GET", f"/zones/{zone}.").json()["rrsets"]
    contents = [content for rrset in found if rrset["type"] == "A" for content in rrset["records"]]
    assert [(each["content"], each["disabled"]) for each in contents] == [("192.0.2.9", True)]


def test_what_only_powerdns_knows_is_shown_as_it_is_and_can_be_removed(powerdns):
    zone = powerdns.new_zone()
    write(powerdns, zone, f"alias.{zone}.", "ALIAS", ("target.example.", False))
    write(powerdns, zone, f"long.{zone}.", "TXT", (f'"{"a" * 300}"', False))
    seen = powerdns.gateway.zone(zone)
    odd = {each for each in seen.records if each.name != "@"}
    assert odd == {
        Record("alias", "ALIAS", 300, "target.example."), Record("long", "TXT", 300, f'"{"a" * 300}"'),
    }  # fmt: skip
    powerdns.gateway.change(seen, [RecordSet("alias", "ALIAS", 0, ()), RecordSet("long", "TXT", 0, ())])
    assert {each.name for each in powerdns.gateway.zone(zone).records} == {"@"}


def test_copies_of_zones_whose_truth_is_elsewhere_are_not_counted(powerdns):
    name = powerdns.new_name()
    api(powerdns, "POST", "/zones", json={"name": f"{name}.", "kind": "Slave", "masters": ["127.0.0.1"]})
    assert name not in powerdns.gateway.zones()


def test_a_record_that_powerdns_alone_does_not_take_is_named(powerdns, caplog):
    zone = powerdns.new_zone()
    with pytest.raises(Rejected, match="Der Eintrag @ MX ist nicht möglich: Der Nameserver hat ihn nicht übernommen"):
        powerdns.gateway.change(
            powerdns.gateway.zone(zone),
            [RecordSet("@", "A", 300, ("192.0.2.1",)), RecordSet("@", "MX", 300, ("10 under_score.example.",))],
        )
    assert "non-hostname" in caplog.text and not [e for e in powerdns.gateway.zone(zone).records if e.type == "A"]
