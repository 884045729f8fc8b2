"""Passwörter: the service password and the telephone password."""

from wtforms import PasswordField, ValidationError
from wtforms.validators import EqualTo, Length

import values
from forms import Form, required
from texts import lazy

LONGEST = Length(max=128, message=lazy("Das ist zu lang: höchstens 128 Zeichen."))
DIFFERENT = lazy("Die beiden Eingaben sind verschieden.")
NEW = {"autocomplete": "new-password"}
SPOKEN = {"autocomplete": "off"}
LONGEST_SPOKEN = 60


class ServicePasswordForm(Form):
    current = PasswordField(
        lazy("Aktuelles Service-Passwort"), [required(), LONGEST], render_kw={"autocomplete": "current-password"}
    )
    new = PasswordField(
        lazy("Neues Service-Passwort"), [required(), LONGEST], render_kw=NEW,
        description=lazy("Mindestens 10 Zeichen. Mehrere Wörter hintereinander sind sicher und leicht zu merken."),
    )  # fmt: skip
    repeated = PasswordField(
        lazy("Neues Service-Passwort wiederholen"), [required(), EqualTo("new", DIFFERENT)], render_kw=NEW
    )


class PhonePasswordForm(Form):
    phone_password = PasswordField(
        lazy("Telefon-Passwort"), [required()], render_kw=SPOKEN,
        description=lazy("Ein kurzes Wort, das sich am Telefon gut verstehen lässt. Groß und klein sind gleich."),
    )  # fmt: skip
    phone_password_repeated = PasswordField(lazy("Telefon-Passwort wiederholen"), [required()], render_kw=SPOKEN)

    def validate_phone_password(self, field):
        try:
            values.clean(field.data, LONGEST_SPOKEN)
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def validate_phone_password_repeated(self, field):
        if field.data.strip().casefold() != (self.phone_password.data or "").strip().casefold():
            raise ValidationError(str(DIFFERENT))
