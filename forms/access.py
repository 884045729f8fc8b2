"""Logging in, forgotten and new passwords, the language."""

from wtforms import PasswordField, SelectChoice, SelectField, StringField
from wtforms.validators import EqualTo, Length

import values
from forms import Form, Parsed, required
from forms.security import credential_field
from texts import lazy, t


class LoginForm(Form):
    login = StringField(
        lazy("Kundennummer (steht oben auf jeder Rechnung) oder E-Mail-Adresse"),
        [required(), Length(max=254, message=lazy("Das ist zu lang."))],
        render_kw={"class": "w-long", "autocomplete": "username webauthn", "autocapitalize": "none",
                   "spellcheck": "false"},
    )  # fmt: skip
    password = PasswordField(
        lazy("Service-Passwort"),
        [required(), Length(max=128, message=lazy("Das ist zu lang."))],
        description=lazy("Service-Passwort: nur für dieses Kundencenter, nicht für Ihr E-Mail-Postfach."),
        render_kw={"autocomplete": "current-password"},
    )


class ProofForm(Form):
    """The password and, where the account `has_factor`, a code too: of its app or, without one, a recovery code."""

    proof_password = PasswordField(
        lazy("Service-Passwort"),
        [required(), Length(max=128, message=lazy("Das ist zu lang."))],
        render_kw={"autocomplete": "current-password"},
    )
    proof_code = StringField(
        lazy("Code aus Ihrer Authenticator-App"),
        [required(), Length(max=40, message=lazy("Das ist zu lang."))],
        description=lazy("Oder einer Ihrer Wiederherstellungscodes."),
        render_kw={"autocomplete": "one-time-code", "class": "w-short code"},
    )

    def __init__(self, has_app, has_factor, **given):
        super().__init__(**given)
        if not has_factor:
            del self.proof_code
        elif not has_app:
            self.proof_code.label.text, self.proof_code.description = t("Wiederherstellungscode"), ""

    def details(self):
        return {"password": self.proof_password.data, "code": self.proof_code.data if self.proof_code else ""}


class PasskeyProofForm(Form):
    """What the browser's script fills in, and the password for a key that does not check who holds it."""

    proof_credential = credential_field()
    proof_passkey_password = PasswordField(
        lazy("Service-Passwort"),
        [Length(max=128, message=lazy("Das ist zu lang."))],
        render_kw={"autocomplete": "current-password"},
    )

    def details(self):
        return {"credential": self.proof_credential.data, "password": self.proof_passkey_password.data}


class ForgottenForm(Form):
    login = StringField(
        lazy("Kundennummer oder E-Mail-Adresse"),
        [required(), Length(max=254, message=lazy("Das ist zu lang."))],
        render_kw={"class": "w-long", "autocomplete": "username"},
    )


class NewPasswordForm(Form):
    new = PasswordField(
        lazy("Neues Service-Passwort"),
        [required()],
        description=lazy("Mindestens 10 Zeichen. Mehrere Wörter hintereinander sind sicher und leicht zu merken."),
        render_kw={"autocomplete": "new-password"},
    )
    repeated = PasswordField(
        lazy("Neues Service-Passwort wiederholen"),
        [required(), EqualTo("new", lazy("Die beiden Eingaben sind verschieden."))],
        render_kw={"autocomplete": "new-password"},
    )

    def details(self):
        return {"password": self.new.data}


class FirstPasswordForm(NewPasswordForm):
    email = Parsed(
        lazy("E-Mail-Adresse für den Login"), values.email, [required()], render_kw={"autocomplete": "username"}
    )

    def details(self):
        return {"password": self.new.data, "email": self.email.data}


class LanguageForm(Form):
    language = SelectField(lazy("Sprache"), choices=[SelectChoice("de", "Deutsch"), SelectChoice("en", "English")])
