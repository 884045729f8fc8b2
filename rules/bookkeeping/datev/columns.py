"""The columns of the DATEV format's files, as its published description names and orders them.

https://developer.datev.de/datev/platform/de/dtvf/formate/buchungsstapel and …/debitoren-kreditoren
"""

from rules.bookkeeping.datev.format import Format


def _pairs(first: str, second: str, count: int) -> tuple[str, ...]:
    return tuple(name.format(n=n) for n in range(1, count + 1) for name in (first, second))


def _numbered(text: str, *numbers: int) -> tuple[str, ...]:
    return tuple(text.format(n=n) for n in numbers)


def _bank(n: int) -> tuple[str, ...]:
    return (
        f"Bankleitzahl {n}", f"Bankbezeichnung {n}", f"Bank-Kontonummer {n}", f"Länderkennzeichen {n}", f"IBAN-Nr. {n}",
        "Leerfeld", f"SWIFT-Code {n}", f"Abw. Kontoinhaber {n}", f"Kennz. Hauptbankverb. {n}",
        f"Bankverb {n} Gültig von", f"Bankverb {n} Gültig bis",
    )  # fmt: skip


def _banks(first: int, last: int) -> tuple[str, ...]:
    return tuple(name for n in range(first, last + 1) for name in _bank(n))


_BOOKING = (
    "Umsatz (ohne Soll/Haben-Kz)", "Soll/Haben-Kennzeichen", "WKZ Umsatz", "Kurs", "Basis-Umsatz", "WKZ Basis-Umsatz",
    "Konto", "Gegenkonto (ohne BU-Schlüssel)", "BU-Schlüssel", "Belegdatum", "Belegfeld 1", "Belegfeld 2", "Skonto",
    "Buchungstext", "Postensperre", "Diverse Adressnummer", "Geschäftspartnerbank", "Sachverhalt", "Zinssperre",
    "Beleglink", *_pairs("Beleginfo - Art {n}", "Beleginfo - Inhalt {n}", 8), "KOST1 - Kostenstelle",
    "KOST2 - Kostenstelle", "Kost-Menge", "EU-Land u. UStID (Bestimmung)", "EU-Steuersatz (Bestimmung)",
    "Abw. Versteuerungsart", "Sachverhalt L+L", "Funktionsergänzung L+L", "BU 49 Hauptfunktionstyp",
    "BU 49 Hauptfunktionsnummer", "BU 49 Funktionsergänzung",
    *_pairs("Zusatzinformation - Art {n}", "Zusatzinformation- Inhalt {n}", 20), "Stück", "Gewicht", "Zahlweise",
    "Forderungsart", "Veranlagungsjahr", "Zugeordnete Fälligkeit", "Skontotyp", "Auftragsnummer", "Buchungstyp",
    "USt-Schlüssel (Anzahlungen)", "EU-Land (Anzahlungen)", "Sachverhalt L+L (Anzahlungen)",
    "EU-Steuersatz (Anzahlungen)", "Erlöskonto (Anzahlungen)", "Herkunft-Kz", "Buchungs GUID", "KOST-Datum",
    "SEPA-Mandatsreferenz", "Skontosperre", "Gesellschaftername", "Beteiligtennummer", "Identifikationsnummer",
    "Zeichnernummer", "Postensperre bis", "Bezeichnung SoBil-Sachverhalt", "Kennzeichen SoBil-Buchung",
    "Festschreibung", "Leistungsdatum", "Datum Zuord. Steuerperiode", "Fälligkeit", "Generalumkehr (GU)", "Steuersatz",
    "Land", "Abrechnungsreferenz", "BVV-Position", "EU-Land u. UStID (Ursprung)", "EU-Steuersatz (Ursprung)",
    "Abw. Skontokonto",
)  # fmt: skip
_BOOKING_TEXTS = frozenset(
    {2, 3, 6, 9, 11, 12, 14, 16, 20, *range(21, 39), 40, 42, *range(48, 88), 91, 95, 96, 98, 102, 103, 105, 107, 109,
     110, 112, 118, 120, 121, 123}
)  # fmt: skip

_ADDRESS = "{} (Rechnungsadresse)"
_DEBTOR = (
    "Konto", "Name (Adressattyp Unternehmen)", "Unternehmensgegenstand", "Name (Adressattyp natürl. Person)",
    "Vorname (Adressattyp natürl. Person)", "Name (Adressattyp keine Angabe)", "Adressattyp", "Kurzbezeichnung",
    "EU-Land", "EU-UStID", "Anrede", "Titel/Akad. Grad", "Adelstitel", "Namensvorsatz", "Adressart", "Straße",
    "Postfach", "Postleitzahl", "Ort", "Land", "Versandzusatz", "Adresszusatz", "Abweichende Anrede",
    *_numbered("Abw. Zustellbezeichnung {n}", 1, 2), "Kennz. Korrespondenzadresse", "Adresse Gültig von",
    "Adresse Gültig bis", "Telefon", "Bemerkung (Telefon)", "Telefon GL", "Bemerkung (Telefon GL)", "E-Mail",
    "Bemerkung (E-Mail)", "Internet", "Bemerkung (Internet)", "Fax", "Bemerkung (Fax)", "Sonstige",
    "Bemerkung (Sonstige)", *_banks(1, 5), "Leerfeld", "Briefanrede", "Grußformel", "Kunden-/Lief.-Nr.",
    "Steuernummer", "Sprache", "Ansprechpartner", "Vertreter", "Sachbearbeiter", "Diverse-Konto", "Ausgabeziel",
    "Währungssteuerung", "Kreditlimit (Debitor)", "Zahlungsbedingung", "Fälligkeit in Tagen (Debitor)",
    "Skonto in Prozent (Debitor)", "Kreditoren-Ziel 1 Tg.", "Kreditoren-Skonto 1 %", "Kreditoren-Ziel 2 Tg.",
    "Kreditoren-Skonto 2 %", "Kreditoren-Ziel 3 Brutto Tg.", "Kreditoren-Ziel 4 Tg.", "Kreditoren-Skonto 4 %",
    "Kreditoren-Ziel 5 Tg.", "Kreditoren-Skonto 5 %", "Mahnung", "Kontoauszug", *_numbered("Mahntext {n}", 1, 2, 3),
    "Kontoauszugstext", "Mahnlimit Betrag", "Mahnlimit %", "Zinsberechnung", *_numbered("Mahnzinssatz {n}", 1, 2, 3),
    "Lastschrift", "Leerfeld", "Mandantenbank", "Zahlungsträger", *_numbered("Indiv. Feld {n}", *range(1, 16)),
    *(_ADDRESS.format(name) for name in (
        "Abweichende Anrede", "Adressart", "Straße", "Postfach", "Postleitzahl", "Ort", "Land", "Versandzusatz",
        "Adresszusatz", "Abw. Zustellbezeichnung 1", "Abw. Zustellbezeichnung 2", "Adresse Gültig von",
        "Adresse Gültig bis",
    )),
    *_banks(6, 10), "Nummer Fremdsystem", "Insolvent", *_numbered("SEPA-Mandatsreferenz {n}", *range(1, 11)),
    "Verknüpftes OPOS-Konto", "Mahnsperre bis", "Lastschriftsperre bis", "Zahlungssperre bis", "Gebührenberechnung",
    *_numbered("Mahngebühr {n}", 1, 2, 3), "Pauschalenberechnung", *_numbered("Verzugspauschale {n}", 1, 2, 3),
    "Alternativer Suchname", "Status", "Anschrift manuell geändert (Korrespondenzadresse)",
    "Anschrift individuell (Korrespondenzadresse)", "Anschrift manuell geändert (Rechnungsadresse)",
    "Anschrift individuell (Rechnungsadresse)", "Fristberechnung bei Debitor", *_numbered("Mahnfrist {n}", 1, 2, 3),
    "Letzte Frist",
)  # fmt: skip
_DEBTOR_NUMBERS = frozenset(
    place
    for place, name in enumerate(_DEBTOR, 1)
    if name in {
        "Konto", "Kennz. Korrespondenzadresse", "Diverse-Konto", "Ausgabeziel", "Mandantenbank", "Insolvent",
        "Gebührenberechnung", "Pauschalenberechnung", "Status", "Mahnung", "Kontoauszug", "Kontoauszugstext",
        "Zinsberechnung", "Zahlungsbedingung", "Fristberechnung bei Debitor", "Letzte Frist",
    }
    or name.startswith(("Kreditlimit", "Fälligkeit", "Skonto", "Kreditoren-", "Mahntext", "Mahnlimit", "Mahnzins",
                        "Mahngebühr", "Mahnfrist", "Mahnsperre", "Lastschriftsperre", "Zahlungssperre",
                        "Verzugspauschale", "Anschrift manuell"))
    or "Gültig" in name
)  # fmt: skip

BOOKINGS = Format(21, "Buchungsstapel", 13, _BOOKING, _BOOKING_TEXTS)
DEBTORS = Format(16, "Debitoren/Kreditoren", 5, _DEBTOR, frozenset(range(1, len(_DEBTOR) + 1)) - _DEBTOR_NUMBERS)
