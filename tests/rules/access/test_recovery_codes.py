"""Recovery codes: ten, each once, and only hashes are kept."""

import re
from threading import Barrier, Thread

import pytest

import database
from models import RecoveryCode
from rules.access import passwords, recovery_codes


@pytest.fixture
def codes(alice):
    return recovery_codes.renew(alice.account)


def test_there_are_ten_that_can_be_read_and_only_their_hashes_are_kept(alice, codes):
    assert [code.partition("-")[0] for code in codes] == [str(n) for n in range(1, 11)]
    assert all(re.fullmatch(r"\d+-[2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5}", code) for code in codes)
    assert len({code.partition("-")[2] for code in codes}) == 10
    assert all(row.code_hash.startswith("$argon2id$") for row in RecoveryCode.select())


def test_each_works_once(alice, codes):
    for left, code in zip((9, 8), (codes[0], codes[9]), strict=True):
        assert recovery_codes.matches(alice.account, code)
        assert not recovery_codes.matches(alice.account, code)
        assert recovery_codes.left(alice.account) == left


def test_how_it_is_typed_does_not_matter(alice, codes):
    assert recovery_codes.matches(alice.account, codes[2].lower().replace("-", " "))
    assert recovery_codes.matches(alice.account, codes[9].replace("-", ""))


def test_only_the_hash_of_its_position_is_checked(alice, codes, monkeypatch):
    checked, real = [], passwords.matches
    monkeypatch.setattr(passwords, "matches", lambda *given: checked.append(given) or real(*given))
    assert not recovery_codes.matches(alice.account, "3" + codes[3][1:])  # the fourth under the third's number
    assert len(checked) == 1
    assert recovery_codes.left(alice.account) == 10


@pytest.mark.parametrize(
    "typed", ["", "1", "1-", "11-ABCDE-FGHJK", "0-ABCDE-FGHJK", "ABCDE-FGHJK", "٣-ABCDE-FGHJK", "\x00"]
)
def test_what_is_no_code_is_wrong(alice, codes, typed):
    assert not recovery_codes.matches(alice.account, typed)


def test_somebody_else_s_code_is_wrong(bob, codes):
    recovery_codes.renew(bob.account)
    assert not any(recovery_codes.matches(bob.account, code) for code in codes[:3])


def test_new_ones_end_the_old_ones(alice, codes):
    new = recovery_codes.renew(alice.account)
    assert not recovery_codes.matches(alice.account, codes[0])
    assert recovery_codes.matches(alice.account, new[0])


def test_of_two_tries_at_the_same_time_one_succeeds(alice, codes):
    both, said = Barrier(2), []

    def try_it():
        both.wait()
        said.append(recovery_codes.matches(alice.account, codes[0]))
        database.drop_connection()

    threads = [Thread(target=try_it) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(said) == [False, True]
