"""Verwaltung → Schnittstelle: tokens are made, shown once and revoked."""

import re

import pytest

from models import ApiToken, AuditEntry
from rules.access import tokens
from rules.staff import api_tokens

HOME = "/verwaltung/schnittstelle"


def made(answer):
    return re.search(r'<pre class="codes long">([\w-]{43})</pre>', answer.text)[1]


def test_a_token_is_shown_once_and_only_its_hash_is_kept(chief):
    answer = chief.post(f"{HOME}/tokens", {"name": "Rechenzentrum 1"})
    token = made(answer)
    assert answer.status_code == 200 and "nur jetzt" in answer.text and "Rechenzentrum 1" in answer.text
    row = ApiToken.get()
    assert row.token_hash == tokens.digest(token) and (row.use, row.created_by) == ("traffic", chief.account)
    assert token not in chief.get(HOME).text and chief.get(f"{HOME}/tokens").location == HOME
    entry = AuditEntry.get(AuditEntry.what == "api token made")
    assert token not in entry.after and "Rechenzentrum 1" in entry.after
    assert api_tokens.is_valid(f"bearer {token}", "traffic") and not api_tokens.is_valid(f"Bearer {token}", "other")


def test_a_token_is_revoked_after_a_question(chief):
    token = made(chief.post(f"{HOME}/tokens", {"name": "Alt"}))
    address = f"{HOME}/tokens/{ApiToken.get().id}/widerruf"
    assert "„Alt“ wirklich zurückziehen?" in chief.post(address).text and api_tokens.is_valid(
        f"Bearer {token}", "traffic"
    )
    assert chief.post(address, {"confirmed": "1"}).location == HOME
    assert not api_tokens.is_valid(f"Bearer {token}", "traffic") and "zurückgezogen am" in chief.get(HOME).text
    chief.post(address, {"confirmed": "1"})
    assert AuditEntry.select().where(AuditEntry.what == "api token revoked").count() == 1


@pytest.mark.parametrize("name", ["", " ", "x" * 61, "a\x00b", "a\nb"])
def test_a_token_without_a_name_is_not_made(chief, name):
    answer = chief.post(f"{HOME}/tokens", {"name": name})
    assert answer.status_code == 422 and 'id="name-error"' in answer.text and not ApiToken.select().exists()


def test_there_are_not_more_tokens_than_somebody_can_look_after(chief, monkeypatch):
    monkeypatch.setattr(api_tokens, "MOST", 1)
    chief.post(f"{HOME}/tokens", {"name": "eins"})
    answer = chief.post(f"{HOME}/tokens", {"name": "zwei"})
    assert answer.status_code == 422 and "Mehr als 1 Tokens" in answer.text and ApiToken.select().count() == 1


def test_only_the_chief_gets_there(alice, clerk, bookkeeper, visitor, chief):
    for person in (clerk, bookkeeper, alice):
        assert person.get(HOME).status_code in (403, 404)
        assert person.post(f"{HOME}/tokens", {"name": "x"}).status_code in (403, 404)
    assert visitor.post(f"{HOME}/tokens", {"name": "x"}).status_code == 401
    assert chief.post(f"{HOME}/tokens/999/widerruf").status_code == 404 and not ApiToken.select().exists()
