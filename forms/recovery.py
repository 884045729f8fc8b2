"""Zugang wiederherstellen: what somebody sends who has lost their e-mail address, and the code of the letter."""

import re

from flask_wtf.file import FileField
from wtforms import ValidationError

import values
from forms import Form, Parsed, required
from texts import date, lazy, t

LONG, SHORT = {"class": "w-long"}, {"class": "w-short", "inputmode": "numeric"}


def number(text: str) -> int:
    """The number of a case; raises ValueError."""
    text = values.clean(text).replace(" ", "")
    if not re.fullmatch("[0-9]{1,9}", text):
        raise ValueError(t("Die Nummer besteht nur aus Ziffern. Sie steht oben im Brief."))
    return int(text)


class RecoveryForm(Form):
    claimed = Parsed(
        lazy("Kundennummer oder Firma"), validators=[required()], render_kw=LONG,
        description=lazy("Die Kundennummer steht oben auf jeder Rechnung von uns."),
    )  # fmt: skip
    email = Parsed(
        lazy("Ihre neue E-Mail-Adresse"), values.email, [required()], shown=values.email_shown,
        description=lazy("Dorthin schicken wir den Link, mit dem Sie wieder hineinkommen."),
        render_kw=LONG | {"type": "email", "autocomplete": "email"},
    )  # fmt: skip
    bill_on = Parsed(lazy("Rechnungsdatum"), values.day, [required()], shown=date, empty=None, render_kw=SHORT)
    document = FileField(
        lazy("Die Rechnung als Scan oder Foto"),
        [required()],
        description=lazy(
            "Eine Datei: PDF, JPEG oder PNG, bis 10 MB. Nach einem Fehler wählen Sie sie bitte neu aus: "
            "Der Browser merkt sie sich nicht."
        ),
        render_kw={"accept": ".pdf,.jpg,.jpeg,.png"},
    )

    def __init__(self, before=None, **given):
        super().__init__(**given)
        self.bill_on.description = t("Rechnungsdatum vor dem {day}", day=date(before))

    def validate_document(self, field):
        """One file, which is all that a case keeps."""
        if len(field.raw_data) > 1:
            raise ValidationError(t("Bitte wählen Sie nur eine Datei."))

    def upload(self):
        """The file that was sent and its name, unless something is wrong with it already."""
        sent = None if self.document.errors else self.document.data
        return (sent.stream, sent.filename) if sent else None

    def details(self):
        found = super().details()
        upload = found.pop("document")
        return found | {"document": upload.stream, "name": upload.filename}


class CodeForm(Form):
    number = Parsed(lazy("Nummer des Antrags"), number, [required()], empty=None, render_kw=SHORT)
    code = Parsed(
        lazy("Code aus dem Brief"), validators=[required()],
        render_kw={"class": "w-medium", "autocomplete": "one-time-code", "autocapitalize": "characters",
                   "spellcheck": "false"},
    )  # fmt: skip
