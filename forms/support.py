"""Supportanfrage: a new request, and an answer to one."""

from flask_wtf.file import MultipleFileField

from forms import Form, Longer, Parsed, required
from texts import lazy

LONGEST_TEXT = 20_000


class Files(MultipleFileField):
    """Any number of files; `uploads` are their names and streams."""

    def __init__(self, label=None, validators=None, **more):
        hint = lazy(
            "Bilder, PDF, Text, ZIP oder Office-Dokumente; höchstens 10 Dateien, jede bis 10 MB, zusammen bis 25 MB. "
            "Nach einem Fehler wählen Sie sie bitte neu aus: Der Browser merkt sie sich nicht."
        )
        super().__init__(label or lazy("Anhang"), validators or [], description=hint, **more)

    @property
    def uploads(self):
        return [(file.filename, file.stream) for file in self.data or []]


class AnswerForm(Form):
    text = Longer(lazy("Ihre Nachricht"), LONGEST_TEXT, [required()], render_kw={"rows": 6})
    files = Files()

    def details(self):
        return super().details() | {"files": self.files.uploads}


class RequestForm(AnswerForm):
    author = Parsed(lazy("Ihr Name"), validators=[required()], render_kw={"class": "w-medium", "autocomplete": "name"})
    subject = Parsed(lazy("Betreff"), validators=[required()])
    text = Longer(lazy("Anfrage"), LONGEST_TEXT, [required()], render_kw={"rows": 10})
