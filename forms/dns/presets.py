"""DNS: what the templates need to know."""

from collections.abc import Mapping
from typing import Any

import values
from forms import Form, Parsed, required
from forms.dns import CODE, InZone, Text
from texts import lazy, t
from values import records


def tenant(text: str) -> str:
    """The first part of <name>.onmicrosoft.com, in lower case."""
    found = values.clean(text, most=100).lower().removesuffix(".onmicrosoft.com")
    if not found.isascii() or not found.replace("-", "").isalnum():
        raise ValueError(t("Das ist der Teil vor .onmicrosoft.com: nur Buchstaben und Ziffern."))
    return found


class PresetForm(Form):
    """A template that needs to know nothing."""

    def __init__(self, zone: str, **given: Any):
        self.zone = zone
        super().__init__(**given)


class Microsoft365Form(PresetForm):
    mail_host = InZone(
        lazy("Mailserver"), records.host, [required()], width="w-long",
        description=lazy("Steht im Admin Center beim MX-Eintrag, meist so wie hier vorgeschlagen."),
    )  # fmt: skip
    tenant = Parsed(
        lazy("Name Ihrer Organisation bei Microsoft"), tenant,
        description=lazy("Der Teil vor .onmicrosoft.com. Damit werden Ihre E-Mails unterschrieben (DKIM)."),
        render_kw={"class": "w-medium"} | CODE,
    )  # fmt: skip


class GoogleForm(PresetForm):
    key = Text(
        lazy("Schlüssel (DKIM)"), lambda text, zone: values.clean(text, most=4000),
        description=lazy("Der lange Text, der mit v=DKIM1 beginnt. Ohne ihn landen E-Mails eher im Spam."),
    )  # fmt: skip


class VerificationForm(PresetForm):
    name = InZone(
        lazy("Name"), records.owner, description=lazy("Meist leer: die Domain selbst. Sonst, was der Anbieter nennt.")
    )
    text = Text(lazy("Text"), lambda text, zone: records.txt(text) and text, [required()],
                description=lazy("So, wie Sie ihn bekommen haben."))  # fmt: skip


FORMS: Mapping[str, type[PresetForm]] = {
    "hoster": PresetForm,
    "microsoft365": Microsoft365Form,
    "google": GoogleForm,
    "no_mail": PresetForm,
    "verification": VerificationForm,
}
