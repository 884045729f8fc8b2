"""The holder of a domain."""

import values
from forms import Form, Parsed, required
from texts import lazy


class HolderForm(Form):
    name = Parsed(
        lazy("Name oder Firma"), validators=[required()], render_kw={"class": "w-long", "autocomplete": "off"}
    )
    email = Parsed(
        lazy("E-Mail"), values.email, [required()], shown=values.email_shown,
        render_kw={"class": "w-long", "inputmode": "email"},
    )  # fmt: skip
    phone = Parsed(lazy("Telefon"), values.phone, [required()], render_kw={"class": "w-medium", "inputmode": "tel"})
