"""Zahlung vornehmen: what is to be paid, and by what."""

from wtforms import HiddenField, SelectChoice
from wtforms.validators import Length

import values
from forms import Choices, Form, OneOf, Parsed, required
from texts import lazy, t


def amount(text: str) -> int:
    """An amount to pay in cents; raises ValueError for none, a negative or a strange one."""
    cents = values.cents(text)
    if cents <= 0:
        raise ValueError(t("Bitte geben Sie einen Betrag über 0,00 € an."))
    return cents


def written(cents: int) -> str:
    """Cents as they are typed: 123450 is „1234,50“."""
    return f"{cents // 100},{cents % 100:02}"


class ChoiceForm(Form):
    """Open items by the ids of their bookings, or an amount of one's own, which counts if there is one."""

    # one that was paid meanwhile is left out
    items = Choices(lazy("Offene Beträge"), coerce=int, validate_choice=False)
    amount = Parsed(
        lazy("Anderer Betrag"), amount, shown=written, empty=None,
        description=lazy("Zum Beispiel 50,00. Er gilt dann statt der offenen Beträge."),
        render_kw={"class": "w-short", "inputmode": "decimal"},
    )  # fmt: skip

    def __init__(self, items=(), **given):
        super().__init__(**given)
        self.items.choices = [SelectChoice(*each) for each in items]
        if not items:  # nothing that another amount would replace
            self.amount.label.text, self.amount.description = lazy("Betrag"), lazy("Zum Beispiel 50,00.")
        self.amount.flags.required = len(items) < 2  # then it is the only field of its form
        self.items.flags.required = True  # so that the page does not call the choice optional


class LinkPayForm(Form):
    """By what (K card, S instant) and where, with what the page said (`cents`) and a key that is new for every page."""

    cents = Parsed("", amount, [required()], shown=written, empty=0)
    key = HiddenField(validators=[required(), Length(max=64)])
    method = OneOf(lazy("Zahlungsart"), [required()], choices=[SelectChoice("K", ""), SelectChoice("S", "")])
    provider = HiddenField(default="", validators=[Length(max=20)])


class PayForm(ChoiceForm, LinkPayForm):
    """The same with what was chosen."""
