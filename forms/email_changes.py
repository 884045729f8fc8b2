"""A new e-mail address for a login."""

import values
from forms import Form, Parsed, required
from texts import lazy


class EmailForm(Form):
    email = Parsed(
        lazy("Neue E-Mail-Adresse"), values.email, [required()], values.email_shown,
        description=lazy("Sie gilt, sobald Sie den Link in unserer E-Mail an diese Adresse geöffnet haben."),
        render_kw={"class": "w-long", "type": "email", "autocomplete": "email"},
    )  # fmt: skip
