"""Zone files as change sets."""

import pytest

from models import ZoneDraft
from rules import Refused
from rules.dns import drafts, importing, masterfile
from tests.rules.dns import zones
from tests.rules.dns.test_saving import save

FILE = "@ 300 A 192.0.2.50\nneu 300 A 192.0.2.51\n@ NS ns.old.example.\n"


def changed(domain, account):
    return {(each.kind, each.record.name, each.record.type) for each in drafts.look(domain, account).changes}


def test_a_file_completes_the_zone_and_replaces_what_has_the_same_name_and_type(server, domain, alice):
    importing.take(domain, alice, FILE, "merge")
    assert changed(domain, alice) == {("changed", "@", "A"), ("added", "neu", "A")}
    assert [each.number for each in importing.skipped(ZoneDraft.get())] == [3]


def test_a_file_replaces_the_whole_zone(server, domain, alice, stands):
    importing.take(domain, alice, FILE, "replace")
    assert ("removed", "www", "CNAME") in changed(domain, alice)
    save(domain, alice)
    kept = [each for each in server.real.zone("brot.example").records if each.type != "NS"]
    assert kept == [zones.record("@ 300 A 192.0.2.50"), zones.record("neu 300 A 192.0.2.51")]
    assert importing.skipped(None) == []


@pytest.mark.parametrize(
    "content", [FILE.encode(), b"\xef\xbb\xbf" + FILE.encode(), b"; \xfc\n" + FILE.encode(), FILE.replace("\n", "\r\n")]
)
def test_the_file_s_encoding_does_not_matter(server, domain, alice, content):
    importing.take(domain, alice, content, "merge")
    assert ("added", "neu", "A") in changed(domain, alice)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "kein Eintrag"),
        (b"\x00\x01\x02", "kein Eintrag"),
        ("www.other.example. A 192.0.2.1", "kein Eintrag.* 1: Gehört nicht zu"),
        ("@ 3600 A 192.0.2.1", "schon eingetragen"),
        (b"x" * 600_000, "zu groß"),
    ],
)
def test_a_file_that_says_nothing_new_is_refused(server, domain, alice, content, sentence):
    with pytest.raises(Refused, match=sentence):
        importing.take(domain, alice, content, "merge")
    assert not ZoneDraft.select().exists()


def test_the_zone_as_a_file_is_the_zone(server, domain):
    text = importing.file_of(domain).read().decode()
    kept = [each for each in server.real.zone("brot.example").records if each.type != "NS"]
    assert set(masterfile.read(text, "brot.example").records) == set(kept)
