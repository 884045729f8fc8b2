"""Templates: what they write and what goes for it."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

import gateways
from config.tables import Dns
from rules.dns import presets
from rules.dns.checks import findings
from rules.dns.differences import THE_SERVERS_OWN
from tests.rules.dns import zones
from values import records

ZONE = "muster.example"
VALUES = {
    "hoster": {},
    "microsoft365": {"mail_host": "muster-example.mail.protection.outlook.com", "tenant": "muster"},
    "google": {"key": "v=DKIM1; k=rsa; p=" + "A" * 400},
    "no_mail": {},
    "verification": {"name": "", "text": "proof=1"},
}
PRESENT = [
    zones.record(each)
    for each in (
        "@ 86400 NS ns1.hoster.example.",
        "@ 300 A 198.51.100.1",
        "www 300 CNAME muster.example.",
        "shop 300 A 198.51.100.2",
        "@ 300 MX 10 old.example.",
        '@ 300 TXT "v=spf1 a -all"',
        '@ 300 TXT "other=1"',
        "autodiscover 300 CNAME autodiscover.outlook.com.",
        'google._domainkey 300 TXT "v=DKIM1; p=old"',
        '_dmarc 300 TXT "v=DMARC1; p=none"',
        '_dmarc 300 TXT "something else"',
    )
]


@pytest.fixture(autouse=True)
def own_servers(house, monkeypatch):
    own = Dns(("192.0.2.10", "2001:db8::10"), ("mx1.hoster.example.", "mx2.hoster.example."))
    monkeypatch.setattr(gateways, "settings", replace(gateways.settings, dns=own))


def after(preset, **more):
    return {(each.name, each.type, each.data) for each in presets.applied(preset, VALUES[preset] | more, ZONE, PRESENT)}


def test_the_hoster_s_own_points_the_website_and_mail_to_it():
    found = after("hoster")
    assert {data for name, kind, data in found if name == "www"} == {"192.0.2.10", "2001:db8::10"}
    assert {data for name, kind, data in found if kind == "MX"} == {"10 mx1.hoster.example.", "20 mx2.hoster.example."}
    assert ("@", "TXT", '"v=spf1 mx -all"') in found and ("shop", "A", "198.51.100.2") in found
    assert not {"autodiscover.outlook.com.", '"v=spf1 a -all"', "198.51.100.1"} & {data for _, _, data in found}


def test_microsoft_gets_mail_and_its_keys():
    found = after("microsoft365")
    assert ("@", "MX", "0 muster-example.mail.protection.outlook.com.") in found
    assert ("selector2._domainkey", "CNAME", "selector2-muster-example._domainkey.muster.onmicrosoft.com.") in found
    assert ("@", "A", "198.51.100.1") in found and ("@", "TXT", '"other=1"') in found
    assert not [name for name, _, _ in after("microsoft365", tenant="") if name.startswith("selector")]


def test_google_gets_mail_and_its_key_of_more_than_255_bytes():
    found = after("google")
    assert ("@", "MX", "1 smtp.google.com.") in found and ("@", "TXT", '"v=spf1 include:_spf.google.com ~all"') in found
    keys = [data for name, _, data in found if name == "google._domainkey"]
    assert len(keys) == 1 and '" "' in keys[0]
    assert "google._domainkey" in {name for name, _, _ in after("google", key="")}


def test_no_mail_is_said_to_everybody():
    found = after("no_mail")
    assert {data for _, kind, data in found if kind == "MX"} == {"0 ."}
    assert {data for name, _, data in found if name == "_dmarc"} == {'"v=DMARC1; p=reject"', '"something else"'}
    assert ("@", "TXT", '"v=spf1 -all"') in found


def test_what_stays_beside_a_template_keeps_its_time():
    told = presets.applied("verification", VALUES["verification"], ZONE, PRESENT)
    assert {each.ttl for each in told if (each.name, each.type) == ("@", "TXT")} == {300}


def test_a_verification_takes_nothing_away():
    assert after("verification") == {(each.name, each.type, each.data) for each in PRESENT} | {
        ("@", "TXT", '"proof=1"')
    }


@pytest.mark.parametrize(
    ("key", "given", "field"),
    [
        ("microsoft365", {"mail_host": "192.0.2.1"}, "mail_host"),
        ("google", {"key": "two\nlines"}, "key"),
        ("verification", {"text": ""}, "text"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_at_its_field(key, given, field):
    with pytest.raises(records.Wrong) as refused:
        presets.applied(key, given, ZONE, [])
    assert refused.value.field == field


@pytest.mark.parametrize("key", presets.PRESETS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(present=zones.sane())
def test_a_template_brings_no_new_fault_into_any_zone(key, present):
    present = [each for each in present if each.type != "NS"]  # who answers for a name is for the customer to decide
    before = {each.sentence for each in findings(ZONE, present) if each.stops}
    told = presets.applied(key, VALUES[key], ZONE, present)
    assert {each.sentence for each in findings(ZONE, told) if each.stops} <= before


@pytest.mark.parametrize("key", presets.PRESETS)
def test_the_zone_s_own_name_servers_stay(key):
    kept = [each for each in PRESENT if (each.name, each.type) in THE_SERVERS_OWN]
    assert set(kept) <= set(presets.applied(key, VALUES[key], ZONE, PRESENT))


def test_the_hoster_s_own_is_offered_only_when_the_settings_say_where_its_servers_are(monkeypatch):
    assert "hoster" in [each.key for each in presets.offered()]
    monkeypatch.setattr(gateways, "settings", replace(gateways.settings, dns=Dns(("192.0.2.1",), ())))
    assert "hoster" not in [each.key for each in presets.offered()]
