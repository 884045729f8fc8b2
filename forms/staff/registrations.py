"""A domain's registration and the code with which it moves."""

import re

from wtforms import BooleanField

import values
from forms import Form, Parsed, required
from forms.staff import day
from texts import lazy, t

LONG = {"class": "w-long"}


def auth_code(text):
    """An auth code: printable ASCII without blanks, as all registries have them; raises ValueError."""
    text = values.clean(text, most=64)
    if not re.fullmatch("[!-~]{6,64}", text):
        raise ValueError(t("Ein Auth-Code hat 6 bis 64 Zeichen, ohne Umlaute und Leerzeichen."))
    return text


class RegistrationForm(Form):
    registrar = Parsed(lazy("Registrar"), render_kw=LONG)
    registered_on = day(lazy("Registriert am"))
    expires_on = day(lazy("Läuft bis"))
    is_locked = BooleanField(lazy("Gegen einen Umzug gesperrt (Transfersperre)"))
    holder_name = Parsed(lazy("Name oder Firma des Inhabers"), render_kw=LONG)
    holder_email = Parsed(
        lazy("E-Mail des Inhabers"), values.email, shown=values.email_shown, render_kw=LONG | {"inputmode": "email"}
    )
    holder_phone = Parsed(
        lazy("Telefon des Inhabers"), values.phone, render_kw={"class": "w-medium", "inputmode": "tel"}
    )


class AuthCodeForm(Form):
    auth_code = Parsed(
        lazy("Auth-Code"), auth_code, [required()],
        description=lazy("Er gilt 30 Tage, wird verschlüsselt aufbewahrt und hier nicht mehr angezeigt."),
        render_kw={"class": "w-medium", "autocomplete": "off", "spellcheck": "false"},
    )  # fmt: skip
