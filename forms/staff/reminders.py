"""Reminders: levels, stops, suspensions that are declined, debts that are given up."""

from wtforms import BooleanField

from forms import Choices, Form, Longer, OneOf, Parsed, required
from forms.staff import choices, day, euros, price, whole
from texts import lazy

MEDIUM, LONG = {"class": "w-medium"}, {"class": "w-long"}


class LevelForm(Form):
    level = Parsed(lazy("Stufe"), whole(9), [required()], render_kw={"class": "w-zip"})
    valid_from = day(lazy("Gilt ab"), is_required=True)
    days = Parsed(
        lazy("Tage"), whole(365), [required()], render_kw={"class": "w-zip"},
        description=lazy("In der ersten Stufe nach dem Zahlungsziel, sonst nach der Stufe davor."),
    )  # fmt: skip
    fee_cents = Parsed(
        lazy("Gebühr in Euro"), price, [required()], shown=euros, render_kw={"class": "w-short"},
        description=lazy("Nur für Briefe: Gerichte erkennen Druck und Porto an. Die erste Stufe ist frei."),
    )  # fmt: skip
    title = Parsed(lazy("Überschrift"), validators=[required()], render_kw=LONG)
    text = Longer(
        lazy("Text"), 3000, [required()],
        description=lazy("Steht nach „Guten Tag …,“. {Betrag} und {Tag} füllen wir aus, Leerzeilen trennen Absätze."),
    )  # fmt: skip
    english_title = Parsed(lazy("Überschrift auf Englisch"), render_kw=LONG)
    english_text = Longer(
        lazy("Text auf Englisch"), 3000,
        description=lazy("Für Kunden, deren Sprache Englisch ist. Leer: ein allgemeiner englischer Text."),
    )  # fmt: skip
    is_used = BooleanField(
        lazy("Diese Stufe wird verwendet"), default=True,
        description=lazy("Ohne Haken entfällt die Stufe ab diesem Tag."),
    )  # fmt: skip


class StopForm(Form):
    reason = OneOf(lazy("Grund"), [required()], render_kw=MEDIUM)
    debit = OneOf(lazy("Gilt für"), coerce=lambda value: int(value) if value else None, render_kw=LONG)
    until = day(lazy("Bis"), description=lazy("Leer: bis jemand den Stopp beendet. Bei Ratenzahlung der letzte Tag."))
    note = Longer(lazy("Notiz"), 1000, description=lazy("Zum Beispiel die Raten mit ihren Tagen."))

    def __init__(self, reasons, debits, **given):
        super().__init__(**given)
        self.reason.choices = choices(*reasons)
        self.debit.choices = choices(("", lazy("alles, was der Kunde schuldet")), *debits)


class DeclineForm(Form):
    note = Parsed(lazy("Notiz"), render_kw=LONG)


class LossForm(Form):
    debits = Choices(lazy("Offene Posten"), [required()], coerce=int)
    note = Parsed(lazy("Notiz"), render_kw=LONG, description=lazy("Steht im Protokoll."))

    def __init__(self, debits, **given):
        super().__init__(**given)
        self.debits.choices = choices(*debits)
