"""IP-Whitelist: a network from which logins are allowed."""

from wtforms import BooleanField

import values
from forms import Form, Parsed, required
from texts import lazy


class LockoutForm(Form):
    """Says that whoever asks knows that they lock themselves out."""

    confirmed_lockout = BooleanField(lazy("Ich weiß, dass ich mich dann von hier aus nicht mehr anmelden kann"))


class NetworkForm(LockoutForm):
    network = Parsed(
        lazy("IP-Adresse oder Netz"), values.network, [required()],
        description=lazy("Beispiele: 192.0.2.1, 192.0.2.0/24, 2001:db8::/32"),
        render_kw={"class": "w-medium", "autocapitalize": "none", "spellcheck": "false"},
    )  # fmt: skip
    note = Parsed(
        lazy("Notiz"), description=lazy("Damit Sie später wissen, wozu der Eintrag gehört, zum Beispiel „Büro“."),
        render_kw={"class": "w-medium"},
    )  # fmt: skip
