"""A SEPA mandate: from which account may be collected."""

import values
from forms import Form, Parsed, required
from texts import lazy


def account_holder(text):
    """A name as long as banks take it."""
    return values.clean(text, most=70)


def grouped(iban):
    """An IBAN in groups of four, as it is printed."""
    return " ".join(iban[start : start + 4] for start in range(0, len(iban), 4))


class MandateForm(Form):
    account_holder = Parsed(
        lazy("Kontoinhaber"), account_holder, [required()], render_kw={"class": "w-long", "autocomplete": "name"}
    )
    iban = Parsed(
        lazy("IBAN"), values.iban, [required()], shown=grouped,
        description=lazy("zum Beispiel DE02 1203 0000 0000 2020 51"),
        render_kw={"class": "w-long", "autocomplete": "off", "spellcheck": "false"},
    )  # fmt: skip
