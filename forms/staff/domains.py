"""A customer's domain and the name server that answers for it."""

import values
from forms import Form, OneOf, Parsed, required
from forms.staff import choices
from texts import lazy


class DomainForm(Form):
    """The name server of a domain; `servers` are the names to choose from."""

    name_server = OneOf(lazy("Nameserver"), render_kw={"class": "w-medium"})

    def __init__(self, servers, **given):
        super().__init__(**given)
        self.name_server.choices = choices(("", lazy("keiner")), *((name, name) for name in servers))


class NewDomainForm(DomainForm):
    name = Parsed(lazy("Domain"), values.domain, [required()], shown=values.domain_shown, render_kw={"class": "w-long"})
