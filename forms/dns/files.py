"""DNS: a zone file to read in."""

from typing import Any

from flask_wtf.file import FileField
from wtforms import SelectChoice

from forms import Form, Longer, Radio, required
from texts import lazy

MOST_CHARACTERS = 512 * 1024


class ImportForm(Form):
    file = FileField(
        lazy("Datei"),
        description=lazy("Eine Zonendatei, wie sie Ihr bisheriger Anbieter herausgibt; höchstens 512 kB."),
        render_kw={"accept": ".zone,.txt,.db,.dns,text/plain"},
    )  # fmt: skip
    text = Longer(
        lazy("Oder der Text daraus"), MOST_CHARACTERS,
        render_kw={"class": "code", "spellcheck": "false", "autocomplete": "off", "autocapitalize": "none"},
    )  # fmt: skip
    mode = Radio(
        lazy("Was soll mit den jetzigen Einträgen geschehen?"), [required()], default="merge",
        choices=[
            SelectChoice(
                "merge", lazy("Ergänzen"),
                {"hint": lazy("Gleicher Name und Typ wird ersetzt, alles andere bleibt.")},
            ),
            SelectChoice(
                "replace", lazy("Ersetzen"), {"hint": lazy("Was nicht in der Datei steht, wird gelöscht.")}
            ),
        ],
    )  # fmt: skip

    def content(self) -> bytes | str:
        """The file as it came, or the pasted text; empty when there is neither."""
        sent: Any = self.file.data
        return (sent.stream.read(MOST_CHARACTERS + 1) if sent and sent.filename else b"") or self.text.data or ""
