"""A document: a file or a link."""

from flask_wtf.file import FileField

from forms import Form, Parsed, required
from forms.staff import web_address, whole
from texts import lazy

LONG = {"class": "w-long"}


class DocumentForm(Form):
    name = Parsed(lazy("Name"), validators=[required()], render_kw=LONG)
    description = Parsed(lazy("Beschreibung"), render_kw=LONG)
    file = FileField(lazy("Datei"))
    url = Parsed(lazy("Oder eine Adresse"), web_address, render_kw=LONG)
    action = Parsed(
        lazy("Beschriftung des Links"), validators=[required()], default="Download", render_kw={"class": "w-medium"}
    )
    position = Parsed(
        lazy("Reihenfolge"), whole(9999), [required()], default=0, description=lazy("Kleine Zahlen stehen oben."),
        render_kw={"class": "w-zip"},
    )  # fmt: skip

    def details(self):
        found = super().details()
        upload = found.pop("file")
        return found | {"file": upload and upload.stream, "file_name": upload.filename if upload else ""}
