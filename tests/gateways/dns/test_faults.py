"""Name servers that are stopped, slow, broken, or die after they wrote."""

import time
from dataclasses import replace

import dns.flags
import dns.opcode
import dns.rcode
import pytest

from config import NameServer as Setting
from config import WrongSetting
from gateways import Rejected, Unanswered, Unreachable
from gateways.dns import KINDS, Changed, Record, RecordSet, Zone, patience
from tests.middleman import Middleman
from tests.nameservers import free_port

CHANGE = [RecordSet("www", "A", 300, ("192.0.2.7",))]
WANTED = Record("www", "A", 300, "192.0.2.7")
CALLS = {
    "exists": lambda server, before: server.exists(before.name),
    "zone": lambda server, before: server.zone(before.name),
    "change": lambda server, before: server.change(before, CHANGE),
}
INTERNAL_ERROR = b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 22\r\n\r\nInternal Server Error\n"
BAD_GATEWAY = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"


@pytest.fixture(params=("powerdns", "bind", "knot"))
def server(request):
    """A name server that is asked over the network."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def between(server):
    """A middleman before the server."""
    options = server.setting.options
    with Middleman(int((options.get("url") or options["server"]).rpartition(":")[2])) as middleman:
        yield middleman


@pytest.fixture
def reached(server, between):
    """The gateway as it reaches the server, by way of the middleman."""
    return gateway_at(server.setting, between.port)


@pytest.fixture
def hasty(monkeypatch):
    monkeypatch.setattr(patience, "SECONDS", 0.3)


@pytest.fixture(scope="module")
def zones_of_kinds():
    return {}


@pytest.fixture
def before(server, zones_of_kinds):
    """A zone for tests whose change nobody gets to do."""
    if server.kind not in zones_of_kinds:
        zones_of_kinds[server.kind] = server.new_zone(Record("www", "A", 300, "192.0.2.1"))
    return server.gateway.zone(zones_of_kinds[server.kind])


def gateway_at(setting, port, **more):
    """The gateway of a setting whose server listens elsewhere."""
    where = {"url": f"http://127.0.0.1:{port}"} if setting.kind == "powerdns" else {"server": f"127.0.0.1:{port}"}
    return KINDS[setting.kind](replace(setting, options={**setting.options, **where, **more}))


def writes(asked):
    """Whether the first bytes of a connection ask for a change."""
    if asked[:4] in (b"PATC", b"POST", b"PUT "):
        return True
    return asked[:4] != b"GET " and dns.opcode.from_flags(int.from_bytes(asked[4:6], "big")) == dns.opcode.UPDATE


def servfail(asked):
    """What a name server says that cannot do its work; it cannot sign either."""
    flags = dns.flags.QR | dns.rcode.SERVFAIL | int.from_bytes(asked[4:6], "big")
    answer = asked[2:4] + flags.to_bytes(2, "big") + bytes(8)
    return len(answer).to_bytes(2, "big") + answer


@pytest.mark.parametrize("call", CALLS)
def test_a_server_that_is_stopped_wrote_nothing(server, before, call):
    with pytest.raises(Unreachable, match="antwortet gerade nicht") as away:
        CALLS[call](gateway_at(server.setting, free_port()), before)
    assert not isinstance(away.value, Unanswered)


@pytest.mark.parametrize("call", ["exists", "zone"])
def test_a_server_that_does_not_answer_a_question_is_away_when_the_patience_is_over(
    server, before, between, reached, hasty, call
):
    between.on = lambda asked: "silence"
    began = time.monotonic()
    with pytest.raises(Unreachable):
        CALLS[call](reached, before)
    assert time.monotonic() - began < 5


def test_a_server_that_answers_in_drops_is_away_too(server, before, between, reached, hasty):
    between.on = lambda asked: b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n" if asked[:3] == b"GET" else b"\0"
    with pytest.raises(Unreachable):
        reached.zone(before.name)


def test_a_change_that_was_sent_and_never_answered_leaves_it_open(server, before, between, reached, hasty):
    between.on = lambda asked: "silence" if writes(asked) else "pass"
    with pytest.raises(Unanswered, match="nicht geantwortet"):
        reached.change(before, CHANGE)
    assert server.gateway.zone(before.name) == before


def test_a_server_that_dies_after_it_wrote_leaves_it_open_and_the_change_stands(server, between, reached):
    zone = server.new_zone()
    between.on = lambda asked: "cut" if writes(asked) else "pass"
    with pytest.raises(Unanswered):
        reached.change(server.gateway.zone(zone), CHANGE)
    assert WANTED in server.gateway.zone(zone).records


def test_what_was_left_open_can_be_sent_again_only_when_it_was_not_done(server, between, reached):
    zone = server.new_zone()
    seen = server.gateway.zone(zone)
    between.on = lambda asked: "cut" if writes(asked) else "pass"
    with pytest.raises(Unanswered):
        reached.change(seen, CHANGE)
    between.on = lambda asked: "pass"
    with pytest.raises(Changed):
        reached.change(seen, CHANGE)


@pytest.mark.parametrize("call", CALLS)
def test_powerdns_that_answers_with_an_error_of_its_own_is_away(powerdns, call):
    before = powerdns.gateway.zone(powerdns.new_zone())
    with Middleman(0) as between:
        between.on = lambda asked: INTERNAL_ERROR
        with pytest.raises(Unreachable) as away:
            CALLS[call](gateway_at(powerdns.setting, between.port), before)
    assert not isinstance(away.value, Unanswered)


@pytest.mark.parametrize(("answer", "kind"), [(INTERNAL_ERROR, Unreachable), (BAD_GATEWAY, Unanswered)])
def test_a_change_that_powerdns_fails_at_is_not_done_but_a_proxy_s_error_says_nothing(powerdns, answer, kind):
    before = powerdns.gateway.zone(powerdns.new_zone())
    api = int(powerdns.setting.options["url"].rpartition(":")[2])
    with Middleman(api) as between:
        between.on = lambda asked: answer if writes(asked) else "pass"
        with pytest.raises(Unreachable) as away:
            gateway_at(powerdns.setting, between.port).change(before, CHANGE)
    assert type(away.value) is kind


@pytest.mark.parametrize("name", ["bind", "knot"])
def test_an_update_that_the_server_fails_at_is_not_done(request, name):
    server = request.getfixturevalue(name)
    before = server.gateway.zone(server.new_zone())

    with Middleman(0) as between:
        between.on = servfail
        with pytest.raises(Unreachable) as away:
            gateway_at(server.setting, between.port).change(before, CHANGE)
        with pytest.raises(Unreachable):
            gateway_at(server.setting, between.port).exists(before.name)
    assert type(away.value) is Unreachable


def test_a_creation_that_was_not_answered_leaves_it_open(powerdns):
    name, api = powerdns.new_name(), int(powerdns.setting.options["url"].rpartition(":")[2])
    with Middleman(api) as between:
        between.on = lambda asked: "cut" if writes(asked) else "pass"
        with pytest.raises(Unanswered):
            gateway_at(powerdns.setting, between.port).create(Zone(name, 0, ()))
    assert powerdns.gateway.exists(name)


@pytest.mark.parametrize("call", CALLS)
def test_a_wrong_key_is_refused_and_the_log_names_the_cause(server, before, call, caplog):
    wrong = {"api_key": "wrong"} if server.kind == "powerdns" else {"tsig_secret": "d3Jvbmc="}
    port = int((server.setting.options.get("url") or server.setting.options["server"]).rpartition(":")[2])
    with pytest.raises(Rejected, match=r"^Der Nameserver lehnt das ab\.$"):
        CALLS[call](gateway_at(server.setting, port, **wrong), before)
    assert f"name server {server.setting.name}" in caplog.text
    assert "401" in caplog.text or "key" in caplog.text
    assert server.gateway.zone(before.name) == before


@pytest.mark.parametrize("name", ["bind", "knot"])
def test_a_key_that_the_server_does_not_know_is_refused(request, name, caplog):
    server = request.getfixturevalue(name)
    port = int(server.setting.options["server"].rpartition(":")[2])
    with pytest.raises(Rejected, match="lehnt das ab"):
        gateway_at(server.setting, port, tsig_name="stranger").zone(server.new_zone())
    assert "key" in caplog.text


@pytest.mark.parametrize("answer", [b'["a list"]', b'{"name": "no zone"}', b"<html>", b"", b"[" * 9999])
def test_an_answer_that_is_no_zone_is_refused(powerdns, answer):
    with Middleman(0) as between:
        between.on = lambda asked: b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(answer), answer)
        with pytest.raises(Rejected):
            gateway_at(powerdns.setting, between.port).zone("muster.example")
        with pytest.raises(Rejected):
            gateway_at(powerdns.setting, between.port).zones()


def test_a_redirect_is_not_followed(powerdns):
    api = powerdns.setting.options["url"]
    with Middleman(0) as between:
        between.on = lambda asked: (
            f"HTTP/1.1 302 Found\r\nLocation: {api}{asked.split()[1].decode()}\r\nContent-Length: 0\r\n\r\n".encode()
        )
        with pytest.raises(Rejected):
            gateway_at(powerdns.setting, between.port).zone(powerdns.new_zone())


def test_an_address_that_is_not_found_is_away(bind):
    gateway = KINDS["rfc2136"](replace(bind.setting, options={**bind.setting.options, "server": "nowhere.invalid:53"}))
    with pytest.raises(Unreachable):
        gateway.zone("muster.example")


SETTINGS = [
    ("powerdns", {}, "url"),
    ("powerdns", {"url": "ftp://ns1.example", "api_key": "x"}, "url"),
    ("powerdns", {"url": "http://ns1.example:8081", "api_key": "x"}, "must begin with https://"),
    ("powerdns", {"url": "https://ns1.example"}, "api_key is missing"),
    ("rfc2136", {"tsig_name": "portal", "tsig_secret": "c2VjcmV0"}, "server must be"),
    ("rfc2136", {"server": "http://127.0.0.1:53", "tsig_name": "portal", "tsig_secret": "c2VjcmV0"}, "server must be"),
    ("rfc2136", {"server": "127.0.0.1:0", "tsig_name": "portal", "tsig_secret": "c2VjcmV0"}, "no port 0"),
    ("rfc2136", {"server": "127.0.0.1:99999", "tsig_name": "portal", "tsig_secret": "c2VjcmV0"}, "no port 99999"),
    ("rfc2136", {"server": "127.0.0.1:53"}, "tsig_name and tsig_secret"),
    ("rfc2136", {"server": "127.0.0.1", "tsig_name": "portal", "tsig_secret": "no base64"}, "tsig_secret is wrong"),
    ("rfc2136", {"server": "127.0.0.1", "tsig_name": "a..b", "tsig_secret": "c2VjcmV0"}, "tsig_secret is wrong"),
    (
        "rfc2136",
        {"server": "[::1]:53", "tsig_name": "portal", "tsig_secret": "c2VjcmV0", "tsig_algorithm": "hmac-md5"},
        "tsig_algorithm must be one of",
    ),
]


@pytest.mark.parametrize(("kind", "options", "sentence"), SETTINGS)
def test_a_setting_that_cannot_be_used_is_named_at_the_start(kind, options, sentence):
    with pytest.raises(WrongSetting, match=f"nameserver ns1: .*{sentence}"):
        KINDS[kind](Setting("ns1", kind, ("ns1.example.",), options))


@pytest.mark.parametrize(
    "server", ["127.0.0.1", "127.0.0.1:5353", "[::1]:53", "[2001:db8::1]", "ns1.hoster.example:53"]
)
def test_addresses_of_servers_may_be_written_in_all_usual_ways(server):
    options = {"server": server, "tsig_name": "portal.", "tsig_secret": "c2VjcmV0", "tsig_algorithm": "HMAC-SHA512."}
    assert not KINDS["rfc2136"](Setting("ns1", "rfc2136", ("ns1.example.",), options)).can_sign
