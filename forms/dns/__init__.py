"""DNS: fields whose text is read with the zone of their form."""

from collections.abc import Callable
from typing import Any

from wtforms.widgets import TextArea

from forms import Parsed

CODE = {"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}


class InZone(Parsed):
    """A field whose text is read with the zone of its form; `read(text, zone)` gives the value."""

    def __init__(self, label: Any, read: Callable[[str, str], str], validators: Any = None, _form: Any = None,
                 width: str = "w-medium", **more: Any):  # fmt: skip
        more = {"render_kw": {"class": width} | CODE} | more
        super().__init__(label, lambda text: read(text, _form.zone), validators, _form=_form, **more)


class Text(InZone):
    """A long text, in several lines only as quoted pieces."""

    widget = TextArea()
