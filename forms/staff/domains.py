"""A customer's domain and the name server that answers for it."""

from wtforms import BooleanField

import values
from forms import Form, OneOf, Parsed, required
from forms.staff import choices
from texts import lazy


class DomainForm(Form):
    """The name server of a domain; `servers` are the names to choose from."""

    name_server = OneOf(lazy("Nameserver"), render_kw={"class": "w-medium"})

    def __init__(self, servers, **given):
        super().__init__(**given)
        self.name_server.choices = choices(
            ("", lazy("der erste der Einstellungen")), *((name, name) for name in servers)
        )


class NewDomainForm(DomainForm):
    with_zone = BooleanField(
        lazy("Zone gleich anlegen"),
        description=lazy("Mit den Einträgen für Website und E-Mail bei uns, wenn sie in den Einstellungen stehen."),
    )
    name = Parsed(lazy("Domain"), values.domain, [required()], shown=values.domain_shown, render_kw={"class": "w-long"})
