"""A caller at the desk: the customer number, and what they say."""

import values
from forms import Form, OneOf, Parsed, required
from forms.staff import choices
from texts import lazy

TYPED = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none", "class": "w-medium"}


class CallForm(Form):
    number = Parsed(
        lazy("Kundennummer"), values.customer_number, [required()],
        description=lazy("Fragen Sie danach: Sie steht oben auf jeder Rechnung."),
        render_kw={"autocomplete": "off", "inputmode": "numeric", "class": "w-short"},
    )  # fmt: skip


class CallerForm(Form):
    """`phone_password` is a telephone password or a PIN; a field of this name is never carried over a login."""

    contact = OneOf(lazy("Wer ruft an?"), default="")
    phone_password = Parsed(
        lazy("Was sagt die Person?"), values.spoken, [required()], render_kw=TYPED,
        description=lazy("Telefon-Passwort oder PIN. Groß- und Kleinschreibung sind egal; es wird nicht gespeichert."),
    )  # fmt: skip

    def __init__(self, callers, **given):
        super().__init__(**given)
        self.contact.choices = choices(("", lazy("Weiß ich nicht")), *((str(each.id), each.name) for each in callers))

    def caller(self, callers):
        """Who was chosen, or None."""
        return next((each for each in callers if str(each.id) == self.contact.data), None)

    def forget(self):
        """What was said is not shown again."""
        self.phone_password.raw_data, self.phone_password.data = None, ""
        return self
