"""Bank statements: a file to upload, and what an entry is."""

from flask_wtf.file import FileField

import values
from forms import Form, Parsed, required
from forms.staff import whole
from texts import lazy, t


def numbers(text):
    """Invoice numbers divided by blanks or commas, as texts."""
    found = values.clean(text).replace(",", " ").split()
    if not all(each.isascii() and each.isdigit() and len(each) <= 10 for each in found):
        raise ValueError(t("Bitte geben Sie Rechnungsnummern ein, mit Leerzeichen dazwischen."))
    return found


class StatementForm(Form):
    file = FileField(
        lazy("Kontoauszug"), [required()],
        description=lazy("camt.053 (XML, auch mehrere in einem ZIP) oder MT940, höchstens 20 MB."),
        render_kw={"accept": ".xml,.zip,.sta,.mt940,.txt"},
    )  # fmt: skip


class BookingForm(Form):
    customer = Parsed(
        lazy("Kundennummer"), values.customer_number, [required()], empty=None,
        render_kw={"class": "w-short", "inputmode": "numeric"},
    )  # fmt: skip
    invoices = Parsed(
        lazy("Rechnungsnummern"), numbers, shown=" ".join, empty=[],
        description=lazy("Leer: die ältesten offenen Rechnungen."), render_kw={"class": "w-medium"},
    )  # fmt: skip


class NoteForm(Form):
    note = Parsed(
        lazy("Notiz"), values.clean, [required()], description=lazy("zum Beispiel Miete, Kontoführung, Umbuchung"),
        render_kw={"class": "w-long"},
    )  # fmt: skip


class ChosenForm(Form):
    """The one thing that a proposal names."""

    id = Parsed(lazy("Auswahl"), whole(2**31 - 1), [required()], empty=None)
