"""How easily a password is guessed, and what is said about it."""

import ast
import re
from pathlib import Path

import pytest
import zxcvbn.feedback

from rules.access.strength import ADVICE, COMMON, OTHERWISE, OWN, judge

OWNER = ("Alice Ahrens", "Alices Backstube GmbH", "501", "Muster Hosting", "Jörg Müßig")


@pytest.mark.parametrize(
    "password",
    [
        "Ein-Kuchen-am-Morgen",
        "zwölf Brötchen bitte",
        "correct horse battery staple",
        "x7Kd9vQ2mZp4",
        "8263940517362840",
    ],
)
def test_a_good_password_needs_no_advice_and_no_kinds_of_characters(password):
    assert judge(password, OWNER) == (True, ())


@pytest.mark.parametrize("password", ["1234567890", "qwertyuiop", "Passwort123!", "Sommer2026!", "PASSWORT2026"])
def test_what_everybody_tries_first_is_refused(password):
    found = judge(password)
    assert not found.will_do and found.advice


@pytest.mark.parametrize("password", ["schmetterling", "kartoffelsalat", "borussia-dortmund"])
def test_what_was_stolen_elsewhere_is_refused_however_good_it_looks(password):
    assert judge(password) == (False, (COMMON, OTHERWISE))


def test_a_common_word_with_a_year_and_a_sign_is_common_too():
    assert judge("Sommer2026!").advice == (COMMON, OTHERWISE)


@pytest.mark.parametrize(
    "password", ["aaaaaaaaaaaaaa", "abcabcabcabc", "abcdefghijkl", "0123456789ab", "asdfghjklasdfghjkl", "x" * 128]
)
def test_repetitions_sequences_and_rows_of_keys_are_refused_with_what_would_help(password):
    found = judge(password)
    assert not found.will_do and all(each in ADVICE.values() for each in found.advice) and len(found.advice) >= 2


@pytest.mark.parametrize(
    "password",
    ["Alice-Ahrens-501", "alicesbackstube", "MUSTER-HOSTING!", "ahrens501ahrens", "Muster Hosting 26", "jörgmüßig99",
     "JoergMuessig99"],
)  # fmt: skip
def test_one_s_own_name_and_number_and_the_hoster_s_are_not_enough(password):
    assert judge(password, OWNER) == (False, (OWN, OTHERWISE))


def test_a_password_may_have_one_s_own_name_in_it_with_something_of_weight():
    assert judge("Alice kauft Zwieback", OWNER).will_do


def test_a_middling_password_will_do_with_advice():
    found = judge("trumpet11x")
    assert found.will_do and found.advice


def test_all_that_zxcvbn_says_has_a_german_sentence():
    source = Path(zxcvbn.feedback.__file__).read_text()
    said = {
        ast.literal_eval(call.args[0])
        for call in ast.walk(ast.parse(source))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "_"
    }
    assert len(said) > 25 and said == set(ADVICE)
    assert all(re.fullmatch(r"[A-ZÄÖÜ„].+\.", str(sentence)) for sentence in ADVICE.values())


def test_what_zxcvbn_may_say_one_day_falls_back_to_a_general_sentence(monkeypatch):
    import zxcvbn as judge_of_others

    answer = {"score": 1, "feedback": {"warning": "Something new.", "suggestions": ["Something else."]}}
    monkeypatch.setattr(judge_of_others, "zxcvbn", lambda *_, **__: answer)
    assert judge("Ein-Kuchen-am-Morgen").advice == (OTHERWISE,)


def test_a_very_long_password_is_judged_by_its_beginning():
    assert judge("Ein-Kuchen-am-Morgen" + "x" * 108).will_do
    assert not judge("x" * 108 + "Ein-Kuchen-am-Morgen").will_do
