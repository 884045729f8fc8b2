"""The button that opens a contract's panel, already signed in."""

import logging
import re
from datetime import timedelta

import pytest

import clock
import config
from gateways.panel import asking
from models import AuditEntry, Cancellation, PanelAccess, Suspension
from tests.panels import HOUSES, SECRET, rent, set_up


@pytest.fixture
def contract(alice, whm):
    return rent(alice.customer)


def press(person, contract, kind="login", **more):
    return person.post(f"/produkte/vertraege/{contract.id}/login", {"kind": kind} | more)


def target(answer):
    """Where the browser goes on to by itself."""
    assert answer.status_code == 200, answer.text
    seconds, _, address = answer.headers["Refresh"].partition("; url=")
    assert seconds == "0" and "Location" not in answer.headers
    return address


def logged(what="panel opened"):
    return [entry.after for entry in AuditEntry.select().where(AuditEntry.what == what)]


def test_the_panel_is_opened_signed_in(alice, contract, whm):
    answer = press(alice, contract)
    assert target(answer) == f"{whm.address}/welcome?token=once-muster"
    assert f'href="{whm.address}/welcome?token=once-muster"' in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert "form-action 'self';" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("kind", HOUSES)
def test_every_kind_of_panel_lets_in(alice, house, kind):
    server = HOUSES[kind]()
    set_up(house, server.setting())
    assert target(press(alice, rent(alice.customer, panel=kind))).startswith(f"{server.address}/")
    server.stop()


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("https://panel.example/?p=1", "https://panel.example/?p=1"),
        ("https://müller.example/käse?q=ß;x='1'", "https://xn--mller-kva.example/k%C3%A4se?q=%C3%9F;x='1'"),
    ],
)
def test_a_plain_address_is_opened_too(alice, contract, url, sent):
    PanelAccess.update(panel="", user_name="", url=url).execute()
    assert target(press(alice, contract)) == sent


def test_an_address_with_the_user_s_name_in_it_is_opened_too(alice, contract, house):
    set_up(house, config.Panel("whm", "link", "https://froxlor.example/{user}/start"))
    assert target(press(alice, contract)) == "https://froxlor.example/muster/start"


def test_the_log_knows_who_opened_what_but_not_the_address(alice, contract, whm, caplog):
    caplog.set_level(logging.DEBUG)
    press(alice, contract)
    assert logged() == ['{"panel": "whm", "user_name": "muster", "way": "login"}']
    written = " ".join(str(row) for row in AuditEntry.select().dicts()) + caplog.text
    assert "once-" not in written and SECRET not in written


def test_it_is_opened_by_a_form_only(alice, contract):
    assert alice.get(f"/produkte/vertraege/{contract.id}/login").status_code == 405
    assert alice.post(f"/produkte/vertraege/{contract.id}/login", {"kind": "login"}, csrf=False).status_code == 400
    assert logged() == []


def test_another_customer_and_a_visitor_open_nothing(bob, visitor, contract, whm):
    assert press(bob, contract).status_code == 404
    assert press(visitor, contract).status_code == 401
    assert whm.asked == []


@pytest.mark.parametrize(("right", "other"), [("contracts", "support"), ("support", "contracts")])
def test_the_right_that_opens_it_is_a_setting(alice, agency, contract, whm, house, right, other):
    set_up(house, whm.setting(), right=right)
    agency.contact.rights = frozenset({other, "domains", "billing"})
    agency.contact.save()
    assert press(agency, contract).status_code == 403 and whm.asked == []
    alice.grant(agency, right)
    assert press(agency, contract).status_code == 200
    assert press(alice, contract).status_code == 200


@pytest.mark.parametrize("kind", ["admin", "", "LOGIN", "\x00", "x" * 5000, "../login", "😀"])
def test_a_way_that_the_contract_does_not_have_is_not_found(alice, contract, whm, kind):
    assert press(alice, contract, kind).status_code == 404
    assert alice.post(f"/produkte/vertraege/{contract.id}/login").status_code == 404
    assert whm.asked == []


def test_a_blocked_contract_is_closed(alice, contract, whm):
    Suspension.create(contract=contract)
    answer = press(alice, contract)
    assert answer.status_code == 422 and "gesperrt" in answer.text and whm.asked == []
    assert "Zugang" not in alice.get(f"/produkte/vertraege/{contract.id}").text


def test_an_ended_contract_is_closed_and_a_cancelled_one_is_not(alice, contract, whm):
    Cancellation.create(contract=contract, effective_on=clock.today())
    assert press(alice, contract).status_code == 200
    Cancellation.update(effective_on=clock.today() - timedelta(days=1)).execute()
    answer = press(alice, contract)
    assert answer.status_code == 422 and "beendet" in answer.text and len(whm.asked) == 1


def test_a_panel_that_is_away_is_said_in_a_sentence_and_may_be_tried_again(alice, contract, whm):
    whm.trouble = 503
    answer = press(alice, contract)
    assert answer.status_code == 422 and "antwortet gerade nicht" in answer.text and "Refresh" not in answer.headers
    assert f'action="/produkte/vertraege/{contract.id}/login"' in answer.text and "Noch einmal versuchen" in answer.text
    assert "„whm“ antwortet gerade nicht." in logged("panel not opened")[0]
    whm.trouble = None
    assert press(alice, contract).status_code == 200


def test_a_panel_that_is_slow_is_given_up(alice, contract, whm, monkeypatch):
    monkeypatch.setattr(asking, "SECONDS", 0.2)
    whm.delay = 1
    assert "antwortet gerade nicht" in press(alice, contract).text


@pytest.mark.parametrize(
    "trouble", [403, 302, b"<html>", b"{}", b'{"metadata": {"result": 0, "reason": "No <b>such</b> user"}}']
)
def test_what_a_panel_refuses_is_for_staff_and_the_customer_reads_what_to_do(alice, contract, whm, trouble):
    whm.trouble = trouble
    answer = press(alice, contract)
    assert answer.status_code == 422 and "Der Server" in answer.text
    assert "„whm“" not in answer.text and "No such" not in answer.text and "Refresh" not in answer.headers
    assert len(logged("panel not opened")) == 1


def test_an_address_of_somebody_else_is_never_shown(alice, contract, whm):
    whm.foreign = "https://evil.example/cpsess"
    answer = press(alice, contract)
    assert answer.status_code == 422 and "evil.example" not in answer.text and "Refresh" not in answer.headers
    assert "nicht zu ihm gehört" in logged("panel not opened")[0]


def test_a_panel_that_was_taken_out_of_the_settings_opens_nothing(alice, contract, house):
    set_up(house)
    answer = press(alice, contract)
    assert answer.status_code == 422 and "rufen Sie uns an" in answer.text


def test_whoever_hammers_has_to_wait(alice, bob, contract, whm, later):
    for _ in range(20):
        assert press(alice, contract).status_code == 200
    answer = press(alice, contract)
    assert answer.status_code == 429 and "zu oft hintereinander" in answer.text and len(whm.asked) == 20
    own = rent(bob.customer, "bob.example", user="muster")
    assert press(bob, own).status_code == 200
    later(minutes=15)
    assert press(alice, contract).status_code == 200


def test_the_contract_s_page_has_a_button_for_each_way(alice, contract):
    PanelAccess.create(contract=contract, kind="admin", panel="whm", user_name="muster")
    text = alice.get(f"/produkte/vertraege/{contract.id}").text
    buttons = re.findall(r'<button form="access" formaction="([^"]+)" name="kind" value="(\w+)"', text)
    at = f"/produkte/vertraege/{contract.id}/login"
    assert buttons == [(at, "login"), (at, "admin")]
    assert f'<form id="access" action="{at}" method="post" target="_blank" rel="noopener">' in text


def test_the_hoster_s_people_have_no_customer_s_panel(chief, contract, whm):
    assert press(chief, contract).status_code == 404 and whm.asked == []
