"""What people type becomes a value, or a ValueError whose message is a sentence for the screen."""

import re
from datetime import date, datetime
from ipaddress import IPv6Network, ip_address, ip_network
from unicodedata import combining, normalize

from texts import date as shown_date
from texts import money, t

MOST_CENTS = 999_999_999  # 9.999.999,99 €: fits every integer column
PERIODS = (1, 3, 6, 12, 24)  # months
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)

# Control characters, line and paragraph separators, marks that turn the writing around, and what no file can hold.
UNWANTED = "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
_CONTROL = re.compile(UNWANTED)
_CONTROL_BUT_LINES = re.compile(UNWANTED.replace("\x00-\x1f", "\x00-\x08\x0b-\x1f"))
_AMOUNT = re.compile(r"(-?)([0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:,([0-9]{1,2}))?\s*(?:€|EUR)?")
_FOLDED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe"})


def clean(text: str, most: int = 200, lines: bool = False) -> str:
    """The text without blanks around it, in NFC; `most` characters, several lines only if `lines`."""
    text = normalize("NFC", text).strip()
    if lines:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > most:
        raise ValueError(t("Das ist zu lang: höchstens {most} Zeichen.", most=most))
    if not lines and ("\n" in text or "\r" in text):
        raise ValueError(t("Bitte schreiben Sie das in eine Zeile."))
    if (_CONTROL_BUT_LINES if lines else _CONTROL).search(text):
        raise ValueError(t("Darin steht ein unsichtbares Zeichen. Bitte tippen Sie den Text neu ein."))
    return text


def fold(text: str) -> str:
    """The text as it is searched: „Größe  ÉTÉ“ becomes "groesse ete"."""
    if text.isascii():
        return " ".join(text.lower().split())
    text = normalize("NFKC", normalize("NFKC", text).casefold()).translate(_FOLDED)
    bare = "".join(each for each in normalize("NFD", text) if not combining(each))
    return " ".join(normalize("NFC", bare).split())


def spoken(text: str) -> str:
    """A word as it is compared that somebody says on the telephone: „ Blaue  Meise “ is "blaue meise"."""
    return " ".join(normalize("NFC", clean(text, most=60).casefold()).split())


def cents(text: str) -> int:
    """An amount in euros as Germans write it, in cents: „1.234,50 €“ is 123450. Refuses „12.34“ and „12,345“."""
    found = _AMOUNT.fullmatch(clean(text).replace("\u2212", "-"))
    if not found:
        raise ValueError(t("Bitte geben Sie einen Betrag mit Komma ein, zum Beispiel 1.234,50."))
    sign, euros, rest = found.groups(default="")
    amount = int(euros.replace(".", "")) * 100 + int(rest.ljust(2, "0"))
    if amount > MOST_CENTS:
        raise ValueError(t("Der Betrag ist zu groß: höchstens {most}.", most=money(MOST_CENTS)))
    return -amount if sign else amount


def iban(text: str) -> str:
    """An IBAN (ISO 13616) without blanks, in upper case; check digits and the country's form are checked."""
    from stdnum import iban
    from stdnum.exceptions import ValidationError

    try:
        return str(iban.validate(clean(text)))
    except ValidationError as error:
        raise ValueError(t("Diese IBAN stimmt nicht. Bitte vergleichen Sie sie mit Ihrer Bankkarte.")) from error


def email(text: str) -> str:
    """An e-mail address in lower case, its domain in ASCII (IDNA), so that equal addresses are equal texts."""
    from email_validator import EmailNotValidError, validate_email

    try:
        found = validate_email(
            clean(text, most=254), allow_smtputf8=False, check_deliverability=False, test_environment=True
        )
    except EmailNotValidError as error:
        raise ValueError(t("Diese E-Mail-Adresse stimmt nicht. Beispiel: name@muster.example")) from error
    return str(found.ascii_email).lower()


def email_shown(address: str) -> str:
    """A stored e-mail address for the screen, its domain in Unicode."""
    local, at, host = address.rpartition("@")
    return local + at + domain_shown(host)


def domain(text: str) -> str:
    """A domain name in ASCII (IDNA 2008 with UTS 46), lower case, without the dot at its end."""
    import idna

    try:
        name = idna.encode(clean(text, most=254), uts46=True).decode("ascii").removesuffix(".")
    except idna.IDNAError as error:
        raise ValueError(_no_domain()) from error
    if "." not in name or name.rpartition(".")[2].isdigit():  # one label, or an address
        raise ValueError(_no_domain())
    return name


def _no_domain() -> str:
    return t("Das ist kein Domainname. Bitte nur den Namen eingeben, zum Beispiel muster.example.")


def domain_shown(name: str) -> str:
    """A stored domain name for the screen: "xn--mller-kva.example" as „müller.example“."""
    if "xn--" not in name:
        return name
    import idna

    try:
        return idna.decode(name)
    except idna.IDNAError:  # no host name, for instance _dmarc.xn--…: shown as it is
        return name


def network(text: str) -> str:
    """An IPv4 or IPv6 network, or one address (without /32 or /128), in its canonical form."""
    text = clean(text)
    try:
        found = ip_network(text, strict=False)
    except ValueError as error:
        raise ValueError(
            t("Das ist keine IP-Adresse und kein Netz. Beispiele: 192.0.2.1, 192.0.2.0/24, 2001:db8::/32")
        ) from error
    host = ip_address(text.partition("/")[0])
    if "%" in text:
        raise ValueError(t("Bitte geben Sie die Adresse ohne den Teil ab „%“ ein."))
    if host != found.network_address:
        raise ValueError(t("Ein Netz beginnt mit seiner ersten Adresse. Meinten Sie {network}?", network=found))
    if isinstance(found, IPv6Network) and found.prefixlen >= 96 and found.network_address.ipv4_mapped:
        found = ip_network((found.network_address.ipv4_mapped, found.prefixlen - 96))
    if found.prefixlen == 0:
        raise ValueError(t("Dieses Netz umfasst das ganze Internet. Bitte geben Sie ein kleineres ein."))
    return str(found.network_address if found.prefixlen == found.max_prefixlen else found)


def period(text: str) -> int:
    """A payment period in months, one of PERIODS."""
    if text.strip() not in map(str, PERIODS):
        raise ValueError(t("Bitte wählen Sie 1, 3, 6, 12 oder 24 Monate."))
    return int(text)


def phone(text: str) -> str:
    """A telephone number, without a country code a German one, as "+49 511 1234567"."""
    import phonenumbers

    text = clean(text)
    try:
        found = phonenumbers.parse(text, "DE")
        # "0511" alone keeps its leading zero, which no complete German number has.
        is_possible = phonenumbers.is_possible_number(found) and not (
            found.country_code == 49 and found.italian_leading_zero
        )
    except phonenumbers.NumberParseException:
        is_possible = False
    if not is_possible or not re.match(r"\(?[+0]", text):
        raise ValueError(t("Bitte geben Sie die Telefonnummer mit Vorwahl ein, zum Beispiel 0511 1234567."))
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def zip_code(text: str, country: str = "DE") -> str:
    """A postal code; five digits in Germany, elsewhere letters, digits, blanks and hyphens."""
    text = clean(text).upper()
    if country == "DE" and not re.fullmatch("[0-9]{5}", text):
        raise ValueError(t("Die Postleitzahl hat fünf Ziffern, zum Beispiel 30159."))
    if not re.fullmatch("[0-9A-Z][0-9A-Z -]{1,9}", text):
        raise ValueError(t("Diese Postleitzahl stimmt nicht."))
    return text


def day(text: str) -> date:
    """A day, typed as „24.05.2019“ or sent by the browser as "2019-05-24"."""
    text = clean(text).replace(" ", "")
    for form in ("%d.%m.%Y", "%Y-%m-%d"):
        try:
            found = datetime.strptime(text, form).date()
        except ValueError:
            continue
        if not FIRST_DAY <= found <= LAST_DAY:
            raise ValueError(
                t("Bitte ein Datum vom {first} bis {last}.", first=shown_date(FIRST_DAY), last=shown_date(LAST_DAY))
            )
        return found
    raise ValueError(t("Bitte geben Sie ein Datum wie 24.05.2019 ein."))


def customer_number(text: str) -> int:
    """A customer number, 1 to 9 digits (more do not fit the integer column)."""
    text = clean(text).replace(" ", "")
    if not re.fullmatch("[0-9]{1,9}", text):
        raise ValueError(t("Die Kundennummer besteht nur aus Ziffern. Sie steht oben auf jeder Rechnung."))
    return int(text)


def vat_id(text: str) -> str:
    """A VAT id of an EU country, without blanks, in upper case; its form and check digits are checked."""
    from stdnum.eu import vat
    from stdnum.exceptions import ValidationError

    try:
        found = str(vat.validate(clean(text)))
    except ValidationError as error:
        raise ValueError(t("Diese Umsatzsteuer-ID stimmt nicht. Beispiel: DE136695976")) from error
    return f"EL{found[2:]}" if found.startswith("GR") else found  # Greece's prefix in VAT matters


def leitweg_id(text: str) -> str:
    """A Leitweg-ID, the address of an authority for e-invoices; its form and check digits are checked."""
    from stdnum.de import leitweg
    from stdnum.exceptions import ValidationError

    try:
        return str(leitweg.validate(clean(text)))
    except ValidationError as error:
        raise ValueError(t("Diese Leitweg-ID stimmt nicht. Beispiel: 04011000-1234512345-06")) from error
