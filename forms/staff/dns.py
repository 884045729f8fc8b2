"""An address or host name that shall be replaced in all zones."""

import values
from forms import Form, Parsed, required
from texts import lazy
from values import names, records


def address_or_host(text: str) -> str:
    """An IP address, or the whole name of a host in ASCII without its final dot."""
    if names.address(values.clean(text)):
        return records.ipv6(text) if ":" in text else records.ipv4(text)
    if "." not in text.strip():
        return values.domain(text)
    return names.alias(text, "").removesuffix(".")


class ReplacementForm(Form):
    old = Parsed(
        lazy("Bisher"), address_or_host, [required()], shown=values.domain_shown,
        description=lazy("Die IP-Adresse oder der Name des Servers, der umzieht."), render_kw={"class": "w-medium"},
    )  # fmt: skip
    new = Parsed(
        lazy("Künftig"), address_or_host, [required()], shown=values.domain_shown, render_kw={"class": "w-medium"}
    )
