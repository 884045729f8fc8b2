"""The second factor: codes, and what a browser sends for a passkey."""

from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired, Length

import values
from forms import Form, Parsed, required
from texts import lazy

MOST_CREDENTIAL = 20_000
TOO_LONG = lazy("Das ist zu lang.")
NO_CREDENTIAL = lazy("Ihr Browser hat keinen Passkey geschickt. Passkeys brauchen JavaScript.")


class CodeForm(Form):
    code = StringField(
        lazy("Code aus Ihrer Authenticator-App"), [required(), Length(max=20, message=TOO_LONG)],
        description=lazy("Sechs Ziffern; alle 30 Sekunden sind es andere."),
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "w-short code"},
    )  # fmt: skip


class AppForm(CodeForm):
    sealed = HiddenField(validators=[Length(max=500, message=TOO_LONG)])


class RecoveryCodeForm(Form):
    recovery_code = StringField(
        lazy("Wiederherstellungscode"), [required(), Length(max=40, message=TOO_LONG)],
        description=lazy("Einer der zehn Codes, die Sie beim Einrichten bekommen haben, zum Beispiel 3-ABCDE-FGHJK."),
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false",
                   "class": "w-medium code"},
    )  # fmt: skip


def credential_field():
    """What the browser's script fills with a passkey's answer, in JSON."""
    return HiddenField(validators=[InputRequired(NO_CREDENTIAL), Length(max=MOST_CREDENTIAL, message=TOO_LONG)])


class CredentialForm(Form):
    credential = credential_field()


class PasskeyForm(CredentialForm):
    name = Parsed(
        lazy("Name"), lambda text: values.clean(text, 60), [required()],
        description=lazy("Damit Sie ihn später wiedererkennen."), render_kw={"class": "w-medium"},
    )  # fmt: skip
