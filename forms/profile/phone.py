"""Passwörter: the telephone password."""

from wtforms import PasswordField, ValidationError

import values
from forms import Form, required
from forms.profile.passwords import DIFFERENT
from texts import lazy

SPOKEN = {"autocomplete": "off"}


class PhonePasswordForm(Form):
    phone_password = PasswordField(
        lazy("Telefon-Passwort"), [required()], render_kw=SPOKEN,
        description=lazy("Ein kurzes Wort, das sich am Telefon gut verstehen lässt. Groß und klein sind gleich."),
    )  # fmt: skip
    phone_password_repeated = PasswordField(lazy("Telefon-Passwort wiederholen"), [required()], render_kw=SPOKEN)

    def validate_phone_password(self, field):
        spoken(field)

    def validate_phone_password_repeated(self, field):
        if not self.phone_password.errors and spoken(field) != spoken(self.phone_password):
            raise ValidationError(str(DIFFERENT))


def spoken(field):
    """What was typed, as it is compared."""
    try:
        return values.spoken(field.data or "")
    except ValueError as error:
        raise ValidationError(str(error)) from error
