"""The panels' adapters, against servers that answer as the makers' documentation says."""

import logging
import threading
import time
from dataclasses import replace
from datetime import timedelta

import pytest

import config
from gateways import Rejected, Unreachable
from gateways.panel import LIFE, Account, asking, from_settings
from tests.panels import HOUSES, SECRET, PleskHouse, WhmHouse

MUSTER = Account("muster", "muster.example")
NOBODY = Account("niemand", "niemand.example")
ADDRESS = "192.0.2.7"
CHANGES = (
    ("suspend", ("Rechnung 7001 ist nicht bezahlt.",)), ("unsuspend", ()), ("change_plan", ("M",)), ("delete", ()),
)  # fmt: skip


def adapter(*settings):
    return from_settings(config.Settings(panel=settings), lambda: False).of(settings[0].name)


@pytest.fixture(params=HOUSES)
def server(request):
    server = HOUSES[request.param]()
    yield server
    server.stop()


@pytest.fixture
def panel(server):
    return adapter(server.setting())


@pytest.fixture
def quick(monkeypatch):
    """Nobody waits for eight seconds."""
    monkeypatch.setattr(asking, "SECONDS", 0.3)


def all_calls(panel, account=MUSTER):
    yield lambda: panel.login(account, ADDRESS)
    for change, more in CHANGES:
        yield lambda change=change, more=more: getattr(panel, change)(account, *more)


def changing(server):
    """The questions of a server that change something."""
    words = (b"<set>", b"<del>", b"<switch-subscription>")
    return [
        path for method, path, _, body, _ in server.asked
        if method in ("PUT", "DELETE") or any(word in body for word in words)
        or path.rpartition("/")[2] in ("suspendacct", "unsuspendacct", "changepackage", "removeacct",
                                       "CMD_API_SELECT_USERS", "CMD_API_MODIFY_USER")
    ]  # fmt: skip


def test_somebody_is_let_in_by_an_address_of_the_panel(server, panel):
    address = panel.login(MUSTER, ADDRESS)
    assert address.startswith(f"{server.address}/") and SECRET not in address
    assert len(server.asked) == 1


def test_a_contract_lives_through_all_its_changes(server, panel):
    account = server.accounts["muster"]
    panel.suspend(MUSTER, "Rechnung 7001 ist nicht bezahlt.")
    assert account["suspended"] is True
    panel.unsuspend(MUSTER)
    assert account["suspended"] is False
    panel.change_plan(MUSTER, "M")
    assert account["package"] == "M"
    panel.delete(MUSTER)
    assert server.accounts == {}


def test_a_repetition_is_recognised_and_changes_nothing(server, panel):
    for change, more in CHANGES:
        getattr(panel, change)(MUSTER, *more)
        server.asked.clear()
        getattr(panel, change)(MUSTER, *more)
        assert changing(server) == [], change


def test_what_a_panel_only_seems_to_do_is_not_done(server, panel):
    server.deaf = True
    with pytest.raises(Unreachable, match="noch nicht ausgeführt"):
        panel.suspend(MUSTER, "Grund")


def test_a_user_whom_the_panel_does_not_know_is_never_tried_again_and_is_gone_already(server, panel):
    with pytest.raises(Rejected):
        panel.login(NOBODY, ADDRESS)
    with pytest.raises(Rejected, match="kennt „niemand"):
        panel.suspend(NOBODY, "Grund")
    panel.delete(NOBODY)
    assert changing(server) == []


def test_a_package_that_the_panel_does_not_have_is_never_tried_again(server, panel):
    with pytest.raises(Rejected):
        panel.change_plan(MUSTER, "XXL & Co")
    assert server.accounts["muster"]["package"] == "S"


@pytest.mark.parametrize(
    "foreign",
    [
        "https://evil.example/x", "http://127.0.0.1.evil.example/x", "https://127.0.0.1@evil.example/",
        "//evil.example/", "https://evil.example\\@127.0.0.1/", "javascript:alert(1)", "/welcome",
        "https://127.0.0.1:99999/", "https://[/", "https://127.0.0.1/\r\nSet-Cookie: x=1", "https://user@127.0.0.1/",
        "https://127.0.0.1/" + "x" * 3000, "", None, 7,
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["whm", "directadmin", "keyhelp"])
def test_an_address_elsewhere_is_refused(kind, foreign):
    server = HOUSES[kind]()
    server.one_time = lambda _user: foreign
    try:
        with pytest.raises(Rejected, match="nicht zu ihm gehört"):
            adapter(server.setting()).login(MUSTER, ADDRESS)
    finally:
        server.stop()


def test_a_host_that_the_settings_name_is_the_panel_s_own_and_only_encrypted():
    server = WhmHouse()
    panel = adapter(server.setting(hosts=("cp.hoster.example",)))
    server.foreign = "https://cp.hoster.example:2083/cpsess1/login/?session=x"
    assert panel.login(MUSTER, ADDRESS) == server.foreign
    server.foreign = "http://cp.hoster.example:2082/cpsess1/login/?session=x"
    with pytest.raises(Rejected, match="nicht zu ihm gehört"):
        panel.login(MUSTER, ADDRESS)
    server.stop()


@pytest.mark.parametrize("session", ["", "a", "x&y=1", "../../etc", "x" * 300])
def test_a_session_of_plesk_that_would_change_the_address_is_refused(session):
    server = PleskHouse()
    server.server_create_session = lambda _: f"<status>ok</status><id>{session.replace('&', '&amp;')}</id>"
    with pytest.raises(Unreachable, match="nicht zu verstehen"):
        adapter(server.setting()).login(MUSTER, ADDRESS)
    server.stop()


@pytest.mark.parametrize("status", [500, 502, 503, 429, 408])
def test_a_panel_in_trouble_is_asked_again_later(server, panel, status):
    server.trouble = status
    for call in all_calls(panel):
        with pytest.raises(Unreachable, match="antwortet gerade nicht"):
            call()


@pytest.mark.parametrize("status", [401, 403])
def test_a_panel_that_does_not_let_us_in_is_not_asked_again(server, panel, status):
    server.trouble = status
    for call in all_calls(panel):
        with pytest.raises(Rejected, match="Zugangsdaten"):
            call()


def test_a_wrong_secret_is_said_without_it(server, caplog):
    caplog.set_level(logging.DEBUG)
    panel = adapter(server.setting(secret="anders-0815"))
    for call in all_calls(panel):
        with pytest.raises(Rejected, match="Zugangsdaten") as refused:
            call()
        assert "0815" not in str(refused.value)
    assert "0815" not in caplog.text and "0815" not in repr(server.setting(secret="anders-0815"))


@pytest.mark.parametrize(
    "garbage",
    [b"", b"<html>Wartung</html>", b"\xff\xfe\x00", b"[]", b"null", b'{"a":' * 50_000, b"error", b"x" * 1_100_000,
     b'<?xml version="1.0"?><!DOCTYPE p [<!ENTITY e SYSTEM "file:///etc/passwd">]><packet>&e;</packet>'],
    ids=lambda garbage: ascii(garbage[:12]),
)  # fmt: skip
def test_an_answer_that_makes_no_sense_changes_nothing_and_is_asked_for_again(server, panel, garbage):
    server.trouble = garbage
    for call in all_calls(panel):
        with pytest.raises(Unreachable, match="nicht zu verstehen"):
            call()
    assert changing(server) == []


@pytest.mark.parametrize("data", [b"[1]", b'"x"', b'{"acct":[1]}', b'{"acct":{"a":1}}'])
def test_an_account_of_whm_that_is_none_is_asked_for_again(data):
    server = WhmHouse()
    server.trouble = b'{"metadata":{"result":1},"data":' + data + b"}"
    with pytest.raises(Unreachable, match="nicht zu verstehen"):
        adapter(server.setting()).suspend(Account("muster"), "Grund")
    server.stop()


def test_nobody_is_led_elsewhere_by_a_redirect(server, panel):
    target = HOUSES["whm"]()
    server.trouble, server.location = 302, f"{target.address}/json-api/"
    for call in all_calls(panel):
        with pytest.raises(Rejected, match="andere Adresse"):
            call()
    assert target.asked == []
    target.stop()


def test_a_panel_that_takes_too_long_is_away(server, panel, quick):
    server.delay = 1
    with pytest.raises(Unreachable, match="antwortet gerade nicht"):
        panel.login(MUSTER, ADDRESS)


def test_a_panel_whose_answer_drips_is_away_in_time_too(server, panel, quick):
    server.drip = True
    with pytest.raises(Unreachable, match="antwortet gerade nicht"):
        panel.login(MUSTER, ADDRESS)


class Longer(bytes):
    """More than what ever comes."""

    def __len__(self):
        return 1000


def test_panels_that_do_not_answer_take_only_some_of_the_threads(server, panel, quick, monkeypatch):
    monkeypatch.setattr(asking, "WAIT_SECONDS", 0.01)
    monkeypatch.setattr(asking, "AT_ONCE", threading.BoundedSemaphore(1))
    server.delay = 0.2
    first = threading.Thread(target=panel.login, args=(MUSTER, ADDRESS))
    first.start()
    while not server.asked:
        time.sleep(0.01)
    with pytest.raises(Unreachable, match="antwortet gerade nicht"):
        panel.login(MUSTER, ADDRESS)
    first.join()
    assert panel.login(MUSTER, ADDRESS) and len(server.asked) == 2


def test_an_answer_that_ends_too_soon_is_none(server, panel):
    server.answer = lambda *_: (200, Longer(b"{"), "text/plain")
    with pytest.raises(Unreachable, match="antwortet gerade nicht"):
        panel.login(MUSTER, ADDRESS)


def test_a_panel_that_is_not_there_is_away(server, panel):
    server.stop()
    for call in all_calls(panel):
        with pytest.raises(Unreachable, match="antwortet gerade nicht"):
            call()


def test_what_a_panel_says_is_told_without_markup_and_without_our_secret():
    server = WhmHouse()
    server.create_user_session = lambda *_: server.say(0, f"<b>No</b> {SECRET}\r\nfor you {'x' * 500}")
    with pytest.raises(Rejected) as refused:
        adapter(server.setting()).login(MUSTER, ADDRESS)
    said = str(refused.value)
    assert said.startswith("„whm“ lehnt das ab: No") and SECRET not in said and "<" not in said and len(said) < 250
    server.stop()


def test_plesk_may_be_asked_with_a_password_and_needs_a_domain():
    server = PleskHouse()
    panel = adapter(server.setting(user="admin"))
    with pytest.raises(Rejected, match="Zugangsdaten"):  # the stand-in knows the key only
        panel.login(MUSTER, ADDRESS)
    headers = server.asked[0][4]
    assert (headers["HTTP_AUTH_LOGIN"], headers["HTTP_AUTH_PASSWD"], headers.get("KEY")) == ("admin", SECRET, None)
    with pytest.raises(Rejected, match="Domain"):
        adapter(server.setting()).suspend(replace(MUSTER, domain=""), "Grund")
    server.stop()


def test_another_block_in_plesk_is_the_customer_s_own_and_is_not_ours():
    server = PleskHouse()
    status = iter((64, 16 + 64))
    server.webspace_get = lambda _: (
        f"<status>ok</status><data><gen_info><status>{next(status)}</status></gen_info></data>"
    )
    adapter(server.setting()).suspend(MUSTER, "Grund")
    assert len(changing(server)) == 1
    server.stop()


def test_a_login_address_of_directadmin_is_good_for_a_few_minutes(monkeypatch):
    import clock

    server = HOUSES["directadmin"]()
    wanted = []
    server.login_address = lambda user, given: wanted.append(given) or type(server).login_address(server, user, given)
    adapter(server.setting()).login(MUSTER, ADDRESS)
    assert wanted[0]["expires"] <= f"{(clock.now() + timedelta(minutes=5)).isoformat()}Z"
    server.stop()


def test_names_cannot_change_the_address_that_is_asked(server, panel):
    for user in ("../clients", "a/b", "a?b=c", "a#b", "a%2Fb", "ä"):
        with pytest.raises(Rejected):
            panel.login(Account(user, "x.example"), ADDRESS)
    assert {path.count("/") for _, path, *_ in server.asked} <= {1, 2, 3, 5}
    assert changing(server) == []


def test_a_plain_address_has_the_user_in_it_and_can_nothing_else():
    panel = adapter(config.Panel("froxlor", "link", "https://froxlor.example/login?user={user}"))
    assert panel.login(Account("a b&c"), ADDRESS) == "https://froxlor.example/login?user=a%20b%26c"
    assert panel.can == frozenset()
    for change, more in CHANGES:
        with pytest.raises(Rejected):
            getattr(panel, change)(MUSTER, *more)


def test_the_others_can_all_of_a_contract_s_life(panel):
    assert panel.can == LIFE


def test_no_panel_is_asked_inside_a_transaction(server):
    panel = from_settings(config.Settings(panel=(server.setting(),)), lambda: True).of(server.kind)
    for call in all_calls(panel):
        with pytest.raises(RuntimeError, match="transaction"):
            call()
    assert server.asked == []


def test_a_panel_that_the_settings_no_longer_have_is_rejected():
    with pytest.raises(Rejected, match="nicht mehr eingerichtet"):
        from_settings(config.Settings(), lambda: False).of("plesk1")
