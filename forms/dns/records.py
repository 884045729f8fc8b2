"""DNS: a form for each type of record; what is typed is read by `values.records`."""

from collections.abc import Mapping
from typing import Any

from wtforms import SelectChoice

from forms import Form, OneOf, required
from forms.dns import InZone, Text
from texts import Lazy, lazy, span
from values import records
from values.names import owner_of, owner_shown

TTLS = (60, 300, 1800, 3600, 14400, 86400, 604800)  # seconds
DEFAULT_TTL = 3600
KINDS: Mapping[str, Lazy] = {  # in the order in which they are offered
    "A": lazy("Website-Adresse (A)"),
    "AAAA": lazy("Website-Adresse, IPv6 (AAAA)"),
    "CNAME": lazy("Alias: ein anderer Name (CNAME)"),
    "MX": lazy("Mailserver (MX)"),
    "TXT": lazy("Text, Nachweis oder Schlüssel (TXT)"),
    "SRV": lazy("Dienst mit Port (SRV)"),
    "CAA": lazy("Wer Zertifikate ausstellen darf (CAA)"),
    "NS": lazy("Andere Nameserver für eine Subdomain (NS)"),
    "TLSA": lazy("Prüfsumme eines Zertifikats (TLSA)"),
    "SSHFP": lazy("Fingerabdruck für SSH (SSHFP)"),
    "HTTPS": lazy("Hinweis für Browser (HTTPS)"),
    "SVCB": lazy("Hinweis für andere Dienste (SVCB)"),
    "PTR": lazy("Name zu einer Adresse (PTR)"),
}
NAME_HINT = lazy("Der Teil vor Ihrer Domain, zum Beispiel www. Leer oder @: die Domain selbst.")
HOST_HINT = lazy("Ein Name ohne Punkt gehört zu Ihrer Domain, jeder andere gilt ganz: mail.hoster.example")


class Owner(InZone):
    """The name of the record; an empty one is the domain itself."""

    def __init__(self, label: Any, _form: Any = None, **more: Any):
        super().__init__(label, owner_of(_form.record_type), [], _form=_form, **more)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = self.parse(valuelist[0] if valuelist else "")


class Number(InZone):
    """A whole number from 0 to `most`."""

    def __init__(self, label: Any, most: int = 65535, **more: Any):
        super().__init__(label, records.number(most), [required()], width="w-zip", **more)


class Code(OneOf):
    """A number with its meaning; the present one stays possible when it has none here."""

    def __init__(self, label: Any, meanings: Mapping[str, Any], **more: Any):
        self.meanings = meanings
        super().__init__(label, [required()], choices=_choices(meanings), **more)

    def keep(self, present: str) -> None:
        """Offer the present choice too."""
        if present and present not in self.meanings:
            self.choices = _choices({**self.meanings, present: present})


def _choices(meanings: Mapping[Any, Any]) -> list[SelectChoice]:
    return [SelectChoice(value, meaning) for value, meaning in meanings.items()]


class RecordForm(Form):
    """What every record has: its name, and how long others keep it. Subclasses add the fields of their type."""

    record_type = ""

    name = Owner(lazy("Name"), description=NAME_HINT)
    ttl = OneOf(
        lazy("Gilt für (TTL)"), [required()], coerce=int, default=DEFAULT_TTL,
        description=lazy("So lange merken sich andere den Eintrag. Vor einem Umzug hilft eine kurze Zeit."),
        render_kw={"class": "w-short"},
    )  # fmt: skip

    def __init__(self, zone: str, ttl: int = DEFAULT_TTL, **given: Any):
        self.zone = zone
        super().__init__(**given, ttl=ttl)
        self.ttl.choices = _choices({seconds: span(seconds) for seconds in sorted({*TTLS, ttl})})
        for field in self:
            if isinstance(field, Code):
                field.keep(given.get(field.name, ""))

    @classmethod
    def of_record(cls, zone: str, name: str, ttl: int, data: str) -> "RecordForm":
        """The form filled with what a record says."""
        return cls(zone, ttl, name=owner_shown(name, zone), **records.fields(cls.record_type, data, zone))

    def record(self) -> tuple[str, str, int, str]:
        """Name, type, TTL in seconds and canonical data. Raises records.Wrong for fields that do not fit each other."""
        given = {name: str(self[name].data or "") for name in records.FIELDS[self.record_type]}
        return self.name.data, self.record_type, self.ttl.data, records.together(self.record_type, given)

    def validate(self, extra_validators: Any = None) -> bool:
        """Each field for itself, then whether they fit each other."""
        if not super().validate(extra_validators):
            return False
        try:
            self.record()
        except records.Wrong as error:
            self[error.field].errors = [str(error)]
            return False
        return True


def _target(label: Lazy, kind: str, hint: Lazy = HOST_HINT) -> InZone:
    return InZone(label, records.PARSERS[kind, "target"], [required()], description=hint)


class AForm(RecordForm):
    record_type = "A"
    address = InZone(
        lazy("IPv4-Adresse"), records.ipv4, [required()], width="w-short", description=lazy("Zum Beispiel 192.0.2.10")
    )


class AaaaForm(RecordForm):
    record_type = "AAAA"
    address = InZone(lazy("IPv6-Adresse"), records.ipv6, [required()], description=lazy("Zum Beispiel 2001:db8::10"))


class CnameForm(RecordForm):
    record_type = "CNAME"
    target = _target(lazy("Zielname"), "CNAME")


class MxForm(RecordForm):
    record_type = "MX"
    priority = Number(lazy("Rang"), default="10", description=lazy("Der kleinste wird zuerst versucht, meist 10."))
    target = _target(lazy("Mailserver"), "MX")


class TxtForm(RecordForm):
    record_type = "TXT"
    text = Text(lazy("Text"), records.txt, [required()], description=lazy("So, wie Sie ihn bekommen haben."))


class SrvForm(RecordForm):
    record_type = "SRV"
    priority = Number(lazy("Rang"), default="0", description=lazy("Der kleinste wird zuerst versucht."))
    weight = Number(
        lazy("Gewicht"), default="0", description=lazy("Wie oft dieser Server bei gleichem Rang drankommt.")
    )
    port = Number(lazy("Port"), description=lazy("Zum Beispiel 5060"))
    target = _target(lazy("Server"), "SRV")


class CaaForm(RecordForm):
    record_type = "CAA"
    flags = Code(
        lazy("Wer die Angabe nicht versteht"), {"0": lazy("darf sie übergehen"), "128": lazy("darf nichts ausstellen")},
        default="0",
    )  # fmt: skip
    tag = Code(
        lazy("Wofür"),
        {
            "issue": lazy("Zertifikate (issue)"),
            "issuewild": lazy("Zertifikate für alle Namen darunter, * (issuewild)"),
            "issuemail": lazy("Zertifikate für E-Mail (issuemail)"),
            "iodef": lazy("Wohin Verstöße gemeldet werden (iodef)"),
        },
        default="issue",
    )
    value = InZone(
        lazy("Wer"), records.caa_value, [required()],
        description=lazy("Zum Beispiel letsencrypt.org, ein Semikolon für „niemand“, mailto:… für Meldungen."),
    )  # fmt: skip


class NsForm(RecordForm):
    record_type = "NS"
    target = _target(lazy("Nameserver"), "NS")


class TlsaForm(RecordForm):
    record_type = "TLSA"
    usage = Code(
        lazy("Wovon"),
        {
            "0": lazy("0: Zertifizierungsstelle, allgemein anerkannt"),
            "1": lazy("1: Zertifikat des Servers, allgemein anerkannt"),
            "2": lazy("2: Zertifizierungsstelle"),
            "3": lazy("3: Zertifikat des Servers"),
        },
        default="3",
    )
    selector = Code(
        lazy("Welcher Teil"), {"0": lazy("0: das ganze Zertifikat"), "1": lazy("1: nur der öffentliche Schlüssel")},
        default="1",
    )  # fmt: skip
    matching = Code(lazy("Wie"), {"0": lazy("0: vollständig"), "1": "1: SHA-256", "2": "2: SHA-512"}, default="1")
    digest = Text(lazy("Prüfsumme"), records.hexadecimal, [required()], description=lazy("Ziffern und a–f"))


class SshfpForm(RecordForm):
    record_type = "SSHFP"
    algorithm = Code(
        lazy("Art des Schlüssels"),
        {"1": "1: RSA", "2": "2: DSA", "3": "3: ECDSA", "4": "4: Ed25519", "6": "6: Ed448"}, default="4",
    )  # fmt: skip
    kind = Code(lazy("Art des Fingerabdrucks"), {"1": "1: SHA-1", "2": "2: SHA-256"}, default="2")
    digest = Text(lazy("Fingerabdruck"), records.hexadecimal, [required()], description=lazy("Ziffern und a–f"))


class HttpsForm(RecordForm):
    record_type = "HTTPS"
    priority = Number(lazy("Rang"), default="1", description=lazy("0: ein Alias für das Ziel. Sonst meist 1."))
    target = InZone(
        lazy("Ziel"), records.PARSERS["HTTPS", "target"], [required()], default=".",
        description=lazy("Ein Punkt: derselbe Name."),
    )  # fmt: skip
    params = InZone(
        lazy("Angaben"), records.params, width="w-long",
        description=lazy("Zum Beispiel alpn=h2,h3 port=8443 ipv4hint=192.0.2.10"),
    )  # fmt: skip


class SvcbForm(HttpsForm):
    record_type = "SVCB"


class PtrForm(RecordForm):
    record_type = "PTR"
    name = Owner(lazy("IP-Adresse"), description=lazy("Die ganze Adresse, oder nur der Teil, der fehlt."))
    target = _target(lazy("Name"), "PTR", lazy("Der ganze Name, zum Beispiel mail.muster.example"))


FORMS: Mapping[str, type[RecordForm]] = {
    each.record_type: each
    for each in (
        *(AForm, AaaaForm, CnameForm, MxForm, TxtForm, SrvForm, CaaForm),
        *(NsForm, TlsaForm, SshfpForm, HttpsForm, SvcbForm, PtrForm),
    )
}
