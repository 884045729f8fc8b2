"""The code that comes by letter."""

import re
from io import BytesIO

import pikepdf
import pytest

import clock
import gateways
from models import Account, AuditEntry, Customer, Outbox, Recovery
from rules import NotFound, Refused
from rules.access import brakes
from rules.access.recovery import cases, decisions, letters
from tests.rules.access.recovery.asking import NEW, both, opened, ripened, staff, stop_token


@pytest.fixture
def letter(by_letter, monkeypatch):
    """What the printed letters say."""
    said = []

    def pdf(_self, _template, data):
        said.append(data)
        return b"%PDF-"

    monkeypatch.setattr(type(gateways.typst._gateway), "pdf", pdf)
    return said


def test_one_vote_and_the_code_of_the_letter_grant(house, letter):
    case = ripened()
    decisions.agree(case, staff("clerk"))
    letters.printed(case)
    assert letter[0]["recipient"] == ["Alices Backstube GmbH", "Alice Ahrens", "Ringstraße 5", "30159 Hannover"]
    assert re.fullmatch("[A-HJ-NP-Z2-9]{5} [A-HJ-NP-Z2-9]{5}", letter[0]["code"])
    letters.prove(case.number, letter[0]["code"].lower(), "192.0.2.1")
    assert Recovery.get_by_id(case.id).outcome == "granted"
    assert Account.get(Account.name == "Alice Ahrens").email == NEW


def test_the_code_is_kept_as_a_hash_and_nowhere_else(house, letter):
    case = ripened()
    decisions.agree(case, staff("clerk"))
    letters.printed(case)
    code = letter[0]["code"].replace(" ", "")
    case = Recovery.get_by_id(case.id)
    assert case.letter_code_hash.startswith("$argon2id$")
    kept = [entry.before + entry.after for entry in AuditEntry.select()] + [each.text for each in Outbox.select()]
    assert not any(secret in "".join(kept) for secret in (code, letter[0]["code"], case.letter_code_hash))


def test_without_the_setting_there_is_no_letter_and_no_code(house):
    case = ripened()
    decisions.agree(case, staff("clerk"))
    with pytest.raises(NotFound):
        letters.printed(case)
    with pytest.raises(NotFound):
        letters.prove(case.number, "ABCDEFGHJK", "192.0.2.1")


def test_the_letter_needs_a_vote_the_waiting_time_and_an_address(house, letter):
    waiting = opened()
    with pytest.raises(Refused, match="Wartezeit"):
        letters.printed(waiting)
    case = ripened(claimed="502", email="bob@neu.example", address="192.0.2.2")
    with pytest.raises(Refused, match="zuerst zu"):
        letters.printed(case)
    decisions.agree(case, staff("clerk"))
    Customer.update(city="").where(Customer.number == 502).execute()
    with pytest.raises(Refused, match="keine Postanschrift"):
        letters.printed(Recovery.get_by_id(case.id))
    assert letter == []


@pytest.fixture
def sent(house, letter):
    """A case whose letter is on its way, and the code in it."""
    case = ripened()
    decisions.agree(case, staff("clerk"))
    letters.printed(case)
    return case, letter[0]["code"]


def refused(number, code, address="192.0.2.1"):
    with pytest.raises(Refused, match="passen nicht zusammen") as error:
        letters.prove(number, code, address)
    return error.value.field == "code"


def test_after_five_tries_the_right_code_does_not_help(sent):
    case, code = sent
    for n in range(5):
        assert refused(case.number, "AAAAAAAAAA", f"192.0.2.{n}")
    assert refused(case.number, code, "198.51.100.1") and Recovery.get_by_id(case.id).is_open


def test_whoever_guesses_at_many_cases_is_braked(sent):
    case, code = sent
    for n in range(5):
        assert refused(case.number + 1 + n, "AAAAAAAAAA")
    with pytest.raises(brakes.Braked):
        letters.prove(case.number, code, "192.0.2.1")


def test_after_thirty_days_the_code_is_too_old(sent):
    case, code = sent
    Recovery.update(letter_printed_at=clock.ago(days=30, minutes=1)).execute()
    assert refused(case.number, code)


def test_a_new_letter_ends_the_code_of_the_one_before(sent, letter):
    case, code = sent
    for n in range(4):
        assert refused(case.number, "AAAAAAAAAA", f"198.51.100.{n}")
    letters.printed(Recovery.get_by_id(case.id))
    assert refused(case.number, code)
    letters.prove(case.number, letter[1]["code"], "192.0.2.1")
    assert Recovery.get_by_id(case.id).outcome == "granted"


def test_a_stopped_case_s_code_opens_nothing(house, sent):
    case, code = sent
    cases.stop(stop_token(house))
    assert refused(case.number, code) and Recovery.get_by_id(case.id).letter_code_hash is None


def test_a_code_typed_twice_at_the_same_time_grants_once(sent):
    case, code = sent
    both(lambda: letters.prove(case.number, code, "192.0.2.1"), lambda: letters.prove(case.number, code, "192.0.2.2"))
    assert Outbox.select().where(Outbox.recipient == NEW).count() == 1


def test_the_letter_is_one_accessible_page(house, by_letter):
    case = ripened()
    decisions.agree(case, staff("clerk"))
    with pikepdf.open(BytesIO(letters.printed(case))) as pdf:
        assert len(pdf.pages) == 1 and pdf.Root.MarkInfo.Marked
