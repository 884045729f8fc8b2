"""What a payment provider told that did not fit: to which customer it belongs, or why it is left."""

import values
from forms import Form, Parsed, required
from forms.payments import amount, written
from texts import lazy

LONG, SHORT = {"class": "w-long"}, {"class": "w-short", "inputmode": "numeric"}


class BookForm(Form):
    number = Parsed(lazy("Kundennummer"), values.customer_number, [required()], empty=None, render_kw=SHORT)
    cents = Parsed(lazy("Betrag in Euro"), amount, [required()], shown=written, empty=None, render_kw=SHORT)
    note = Parsed(lazy("Notiz"), render_kw=LONG)


class IgnoreForm(Form):
    note = Parsed(
        lazy("Warum wird nichts gebucht?"), validators=[required()], render_kw=LONG,
        description=lazy("Zum Beispiel: gehört zu unserem Shop, nicht zum Hosting."),
    )  # fmt: skip
