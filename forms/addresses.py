"""What an IP address is called."""

import values
from forms import Form, Parsed
from texts import lazy


class ReverseNameForm(Form):
    name = Parsed(
        lazy("Name"), values.domain, shown=values.domain_shown,
        description=lazy("Zum Beispiel mail.muster.example. Leer: Die Adresse hat keinen Namen."),
        render_kw={"class": "w-long", "inputmode": "url", "autocapitalize": "none"},
    )  # fmt: skip
