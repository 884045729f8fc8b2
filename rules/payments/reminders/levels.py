"""The levels of reminders as rows that hold from a day on."""

import re
from datetime import date

import clock
from database import write
from models import ReminderLevel
from rules import Refused, audit
from rules.payments.reminders.letters import LEAST_DAYS
from rules.staff import unless_taken

MOST_LEVELS = 5
MOST_FEE_CENTS = 250
PLACES = {"{Betrag}", "{Tag}"}
_NUMBERS = {str(level) for level in range(1, MOST_LEVELS + 1)}


def add(
    level: int, valid_from: date, days: int, fee_cents: int, title: str, text: str, is_used: bool = True,
    english_title: str = "", english_text: str = "",
) -> ReminderLevel:  # fmt: skip
    """A level, or a new version of one, from a day on; days after the due day or the level before, fee in cents.

    The first one is free: only a reminder puts somebody in default (§ 286 Abs. 1 BGB). Raises Refused.
    """
    if valid_from < clock.today():
        raise Refused("Mahnstufen lassen sich nur ab heute oder später ändern.", "valid_from")
    if not 0 < level <= min(_most() + 1, MOST_LEVELS):
        raise Refused("Es gibt die Stufen 1 bis {n}.", "level", n=min(_most() + 1, MOST_LEVELS))
    if not is_used and level == 1:
        raise Refused("Die erste Stufe lässt sich nicht weglassen.", "is_used")
    if level == 1 and fee_cents:
        raise Refused("Die erste Stufe kostet nichts: Erst sie setzt den Kunden in Verzug.", "fee_cents")
    if fee_cents > MOST_FEE_CENTS:
        raise Refused("Das ist zu viel: Gerichte erkennen nur Druck und Porto an.", "fee_cents")
    if days < (1 if level == 1 else LEAST_DAYS):
        raise Refused("Zwischen zwei Stufen liegen mindestens {n} Tage.", "days", n=LEAST_DAYS)
    for field, said in (("text", text), ("english_text", english_text)):
        if unknown := set(re.findall(r"\{[^{}]*\}", said)) - PLACES:
            raise Refused("{place} gibt es nicht, nur {{Betrag}} und {{Tag}}.", field, place=min(unknown))
    if bool(english_title) != bool(english_text):
        missing = "english_text" if english_title else "english_title"
        raise Refused("Bitte füllen Sie auf Englisch Überschrift und Text aus, oder keines von beiden.", missing)
    details = {
        "level": level, "valid_from": valid_from, "days": days, "fee_cents": fee_cents, "title": title, "text": text,
        "is_used": is_used, "english_title": english_title, "english_text": english_text,
    }  # fmt: skip
    taken = Refused("Für diesen Tag steht diese Stufe schon fest.", "valid_from")
    with write(), unless_taken(taken):
        row = ReminderLevel.create(**details)
        audit.note("reminder level added", row, after=details)
    return row


def remove(row: ReminderLevel) -> None:
    """Take away a version that does not hold yet; raises Refused for one that does or did."""
    if row.valid_from <= clock.today():
        raise Refused("Diese Stufe gilt schon. Bitte tragen Sie eine neue Fassung ein.")
    with write():
        audit.note("reminder level removed", row, {"title": row.title, "valid_from": row.valid_from})
        row.delete_instance()


def draft(level: str) -> ReminderLevel:
    """What a new version of this level begins with: its last one from today on, else the next new level."""
    versions = ReminderLevel.select().order_by(ReminderLevel.valid_from.desc())
    last = versions.where(ReminderLevel.level == int(level)).first() if level in _NUMBERS else None
    row = last or ReminderLevel(level=_most() + 1, days=14)
    row.valid_from = clock.today()
    return row


def _most() -> int:
    last = ReminderLevel.select().order_by(ReminderLevel.level.desc()).first()
    return last.level if last else 0
