"""What may not stand in a zone, and what should not."""

import pytest
from hypothesis import given, settings

from gateways.dns import Record
from rules.dns.checks import MOST_RECORDS, findings
from tests.rules.dns import zones

ZONE = "muster.example"


def found(*records, level=None, own_hosts=()):
    """The sentences about a zone of records given as texts: "www 300 A 192.0.2.1"."""
    rows = [zones.record(each) for each in records]
    return [each.sentence for each in findings(ZONE, rows, own_hosts) if level in (None, each.level)]


GOOD = (
    "@ 3600 A 192.0.2.1",
    "@ 3600 AAAA 2001:db8::1",
    "@ 86400 NS ns1.hoster.example.",
    "www 3600 CNAME muster.example.",
    "@ 3600 MX 10 mail.muster.example.",
    "mail 3600 A 192.0.2.2",
    '@ 3600 TXT "v=spf1 mx -all"',
    '@ 3600 TXT "proof=1"',
    "*.shop 300 A 192.0.2.3",
    "_sip._tcp 300 SRV 0 0 5060 mail.muster.example.",
    "sub 3600 NS ns.sub.muster.example.",
    "ns.sub 3600 A 192.0.2.9",
    '@ 3600 HTTPS 1 . alpn="h2,h3"',
    "nomail 60 MX 0 .",
    'nomail 60 TXT "v=spf1 -all"',
    '_dmarc 604800 TXT "v=DMARC1; p=none"',
    "s1._domainkey 3600 CNAME s1.mailer.example.",
    "_old._tcp 3600 SRV 0 0 0 .",
)


def test_nothing_is_said_about_a_good_zone():
    assert found(*GOOD) == []


@pytest.mark.parametrize(
    ("records", "sentence"),
    [
        (["a 60 CNAME b.example.", "a 60 A 192.0.2.1"], "a.muster.example ist ein Alias: Daneben"),
        (["a 60 CNAME b.example.", "a 60 CNAME c.example."], "nur Alias für einen einzigen"),
        (["@ 60 CNAME b.example."], "Ein Alias ist für die Domain selbst nicht möglich"),
        (["a 60 CNAME b.muster.example.", "b 60 CNAME a.muster.example."], "führt im Kreis wieder zu sich selbst"),
        (["a 60 CNAME a.muster.example."], "führt im Kreis wieder zu sich selbst"),
        (["*.a 60 CNAME x.a.muster.example."], "führt im Kreis wieder zu sich selbst"),
        (["@ 60 MX 10 a.muster.example.", "a 60 CNAME b.example."], "verweist auf a.muster.example: Das ist ein Alias"),
        (["@ 60 MX 10 a.muster.example.", "* 60 CNAME b.example."], "Das ist ein Alias und hier nicht erlaubt"),
        (["_a._tcp 60 SRV 0 0 1 a.muster.example.", "a 60 CNAME b.example."], "Das ist ein Alias"),
        (["sub 60 NS a.muster.example.", "a 60 CNAME b.example."], "Das ist ein Alias"),
        (["sub 60 NS ns.example.", "sub 60 A 192.0.2.1"], "Für sub.muster.example sind andere Nameserver zuständig"),
        (["*.a 60 NS ns.example."], "Nameserver gibt es nur für einen bestimmten Namen"),
        (['@ 60 TXT "v=spf1 -all"', '@ 60 TXT "V=SPF1 mx -all"'], "zwei SPF-Einträge"),
        (['a 60 TXT "v=spf1"', 'a 60 TXT "v=spf1 mx"'], "zwei SPF-Einträge"),
        (['_dmarc 60 TXT "v=DMARC1; p=none"', '_dmarc 60 TXT "v=DMARC1;p=reject"'], "zwei DMARC-Einträge"),
        (["a 59 A 192.0.2.1"], "a.muster.example kann 1 Minute bis 7 Tage gelten"),
        (["a 604801 A 192.0.2.1"], "kann 1 Minute bis 7 Tage gelten"),
        (["a 60 A 192.0.2.1", "a 61 A 192.0.2.2"], "Alle Einträge „A“ von a.muster.example müssen gleich lange gelten"),
        (["a 60 A 192.0.2.1", "a 60 A 192.0.2.1"], "denselben Eintrag zweimal"),
        (["a 60 MX 1 b.example.", "a 60 MX 1 B.example."], "denselben Eintrag zweimal"),
        (["_a 60 A 192.0.2.1"], "nur Buchstaben, Ziffern und Bindestriche"),
        (["a_b 60 MX 10 mail.example."], "nur Buchstaben, Ziffern und Bindestriche"),
        (["www.other.example. 60 A 192.0.2.1"], "gehört nicht zu muster.example"),
        (["A 60 A 192.0.2.1"], "Dieser Name ist so nicht möglich"),
        (["a.*.b 60 A 192.0.2.1"], "Ein Stern steht nur ganz vorn"),
        (["a 60 MX 10 192.0.2.1."], "192.0.2.1 ist kein Servername"),
        (["a 60 SRV 0 0 1 192.0.2.1."], "192.0.2.1 ist kein Servername"),
        (["a 60 MX 0 .", "a 60 MX 10 mail.example."], "Neben „keine E-Mail“"),
        (["a 60 MX 10 ."], "geht nur mit dem Rang 0"),
        (["a 60 A 192.0.2.256"], "Der Inhalt von a.muster.example ist nicht lesbar"),
        (["a 60 AAAA 2001:DB8::1"], "nicht lesbar"),
        (['a 60 TXT "' + "x" * 256 + '"'], "nicht lesbar"),
        (["a 60 TXT unquoted"], "nicht lesbar"),
        (['a 60 TXT "a\\007b"'], "unsichtbares Zeichen"),
    ],
)  # fmt: skip
def test_what_cannot_be_stops_a_save(records, sentence):
    sentences = found(*records, level="error")
    assert any(sentence in each for each in sentences), sentences


@pytest.mark.parametrize(
    ("records", "sentence"),
    [
        (["@ 60 MX 10 mail.muster.example."], "mail.muster.example: Dafür gibt es keinen Eintrag"),
        (["@ 60 MX 10 mail.muster.example.", 'mail 60 TXT "x"'], "Dafür gibt es keinen Eintrag"),
        (["www 60 CNAME web.muster.example."], "Dafür gibt es keinen Eintrag"),
        (["www 60 CNAME muster.example."], "Dafür gibt es keinen Eintrag"),
        (["a 60 CNAME b.muster.example.", "b 60 CNAME c.example."], "weiteren Alias: b.muster.example"),
        (["sub 60 NS ns.example.", 'a.sub 60 TXT "x"'], "a.sub.muster.example bleibt ohne Wirkung"),
        (["sip 60 SRV 0 0 5060 sip.example."], "So findet das niemand"),
        (["www 60 TLSA 3 1 1 " + "ab" * 32], "_443._tcp.www"),
        (["b.a 60 A 192.0.2.1", "* 60 A 192.0.2.1", "x 60 CNAME a.muster.example."], "Dafür gibt es keinen Eintrag"),
    ],
)
def test_what_is_unwise_is_a_warning_only(records, sentence):
    assert any(sentence in each for each in found(*records, level="warning"))
    assert found(*records, level="error") == []


@pytest.mark.parametrize(
    "records",
    [
        ["@ 60 MX 10 a.b.muster.example.", "*.b 60 A 192.0.2.1"],
        ["@ 60 MX 10 mail.sub.muster.example.", "sub 60 NS ns.example."],
        ["www 60 CNAME elsewhere.example."],
        ["a 60 CNAME *.b.muster.example.", "*.b 60 A 192.0.2.1"],
        ["a.b.c 60 A 192.0.2.1", "www 60 CNAME a.b.c.muster.example."],
        ["sub 60 NS ns1.muster.example."],
    ],
)
def test_a_target_that_a_wildcard_or_somebody_else_answers_for_is_not_missing(records):
    assert found(*records, own_hosts=["ns1.muster.example."]) == []


def test_a_long_chain_of_aliases_is_followed_to_its_end():
    chain = [f"a{n} 60 CNAME a{n + 1}.muster.example." for n in range(30)]
    assert any(
        "wieder zu sich selbst" in each for each in found(*chain, "a30 60 CNAME a0.muster.example.", level="error")
    )


def test_there_are_500_records_at_most():
    records = [f"h{n} 60 A 192.0.2.1" for n in range(MOST_RECORDS)]
    assert found(*records) == []
    assert found(*records, "one 60 A 192.0.2.1") == ["Mehr als 500 Einträge sind nicht möglich."]


def test_several_names_for_one_address_are_a_warning():
    rows = [Record("10", "PTR", 60, "a.example."), Record("10", "PTR", 60, "b.example.")]
    said = findings("2.0.192.in-addr.arpa", rows)
    assert [(each.level, each.sentence[:10]) for each in said] == [("warning", "192.0.2.10")]


def test_errors_come_first():
    levels = [
        each.level
        for each in findings(ZONE, [zones.record("b 5 A 192.0.2.1"), zones.record("a 60 CNAME c.muster.example.")])
    ]
    assert levels == ["error", "warning"]


@settings(deadline=None, max_examples=200)
@given(zones.records())
def test_no_zone_brings_the_checks_down(records):
    assert all(each.sentence and each.level in ("error", "warning") for each in findings(ZONE, records))
