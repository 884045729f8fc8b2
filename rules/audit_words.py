"""The audit log in the words of the screen: what was done, to which fields, from what to what."""

import json
from datetime import date, datetime

import texts
from rules.access import devices
from texts import lazy, money, t

DONE = {
    "address changed": lazy("Adressdaten geändert"),
    "authenticator removed": lazy("Authenticator-App entfernt"),
    "authenticator set up": lazy("Authenticator-App eingerichtet"),
    "booking made": lazy("Buchung eingetragen"),
    "caller failed": lazy("Anrufer geprüft: stimmt nicht"),
    "caller passed": lazy("Anrufer geprüft: stimmt"),
    "cancellation taken back": lazy("Kündigung zurückgenommen"),
    "contact added": lazy("Ansprechpartner hinzugefügt"),
    "contact changed": lazy("Ansprechpartner geändert"),
    "contact invited": lazy("Ansprechpartner eingeladen"),
    "contact withdrawn": lazy("Ansprechpartner entfernt"),
    "contract cancelled": lazy("Vertrag gekündigt"),
    "contract changed": lazy("Vertrag geändert"),
    "contract made": lazy("Vertrag angelegt"),
    "contract resumed": lazy("Vertrag entsperrt"),
    "contract suspended": lazy("Vertrag gesperrt"),
    "customer chosen": lazy("Kunde gewechselt"),
    "customer made": lazy("Kunde angelegt"),
    "document changed": lazy("Dokument geändert"),
    "document published": lazy("Dokument bereitgestellt"),
    "document withdrawn": lazy("Dokument zurückgezogen"),
    "domain added": lazy("Domain eingetragen"),
    "domain removed": lazy("Domain entfernt"),
    "email change asked": lazy("Neue E-Mail-Adresse angefragt"),
    "email change cancelled": lazy("Neue E-Mail-Adresse abgebrochen"),
    "email change stopped": lazy("Neue E-Mail-Adresse gestoppt"),
    "holder changed": lazy("Vertragsinhaber geändert"),
    "invitations begun": lazy("Kunden zum ersten Login eingeladen"),
    "language chosen": lazy("Sprache gewählt"),
    "letters deleted": lazy("Briefe mit Einladungen gelöscht"),
    "letters made": lazy("Briefe mit Einladungen erstellt"),
    "letters taken": lazy("Briefe mit Einladungen heruntergeladen"),
    "logged in": lazy("Angemeldet"),
    "logged out": lazy("Abgemeldet"),
    "logged out elsewhere": lazy("Anderes Gerät abgemeldet"),
    "login changed": lazy("E-Mail-Adresse für den Login geändert"),
    "login of contact ended": lazy("Zugang eines Ansprechpartners beendet"),
    "login of holder made": lazy("Zugang für den Vertragsinhaber angelegt"),
    "login of staff ended": lazy("Zugang eines Mitarbeiters beendet"),
    "login refused": lazy("Login abgewiesen"),
    "name server changed": lazy("Nameserver geändert"),
    "network allowed": lazy("Netz in die IP-Whitelist aufgenommen"),
    "network removed": lazy("Netz aus der IP-Whitelist entfernt"),
    "notice changed": lazy("Hinweis geändert"),
    "notice made": lazy("Hinweis angelegt"),
    "notice removed": lazy("Hinweis gelöscht"),
    "passkey added": lazy("Passkey eingerichtet"),
    "passkey refused: its counter went back": lazy("Passkey abgewiesen: vielleicht eine Kopie"),
    "passkey removed": lazy("Passkey entfernt"),
    "password changed": lazy("Service-Passwort geändert"),
    "password link made": lazy("Link für ein Passwort erzeugt"),
    "password set by link": lazy("Service-Passwort über einen Link gesetzt"),
    "password voided": lazy("Service-Passwort ungültig gemacht"),
    "payment details changed": lazy("Zahlungsdetails geändert"),
    "phone password changed": lazy("Telefon-Passwort geändert"),
    "phone pin made": lazy("PIN für ein Telefonat angezeigt"),
    "phone pin mailed": lazy("PIN für ein Telefonat per E-Mail geschickt"),
    "plan changed": lazy("Tarif geändert"),
    "plan made": lazy("Tarif angelegt"),
    "price added": lazy("Preis eingetragen"),
    "price removed": lazy("Preis gelöscht"),
    "proof refused": lazy("Falsches Passwort bei einer wichtigen Änderung"),
    "recovery agreed": lazy("Wiederherstellung zugestimmt"),
    "recovery asked": lazy("Wiederherstellung beantragt"),
    "recovery asked again": lazy("Weiterer Antrag auf Wiederherstellung verworfen"),
    "recovery code typed": lazy("Code der Wiederherstellung eingegeben"),
    "recovery codes made": lazy("Wiederherstellungscodes erzeugt"),
    "recovery declined": lazy("Wiederherstellung abgelehnt"),
    "recovery document deleted": lazy("Rechnung der Wiederherstellung gelöscht"),
    "recovery document read": lazy("Rechnung der Wiederherstellung angesehen"),
    "recovery granted": lazy("Wiederherstellung freigegeben"),
    "recovery letter printed": lazy("Brief zur Wiederherstellung gedruckt"),
    "recovery stopped": lazy("Wiederherstellung gestoppt"),
    "request answered": lazy("Supportanfrage beantwortet"),
    "request closed": lazy("Supportanfrage geschlossen"),
    "request opened": lazy("Supportanfrage gestellt"),
    "request reopened": lazy("Supportanfrage wieder geöffnet"),
    "role changed": lazy("Rolle geändert"),
    "second factor forgotten": lazy("Zweiter Faktor gelöscht"),
    "second factor no longer required": lazy("Zweiter Faktor freigestellt"),
    "second factor required": lazy("Zweiter Faktor vorgeschrieben"),
    "second factor wrong": lazy("Falscher zweiter Faktor"),
    "server changed": lazy("Server geändert"),
    "staff added": lazy("Mitarbeiter hinzugefügt"),
    "staff removed": lazy("Mitarbeiter entfernt"),
    "topics chosen": lazy("Mitteilungen gewählt"),
    "ways in ended": lazy("Alle Anmeldungen, Links und zweiten Faktoren beendet"),
    "whitelist resumed": lazy("IP-Whitelist gilt wieder"),
    "whitelist suspended": lazy("IP-Whitelist ausgesetzt"),
}
FIELDS = {
    "accesses": lazy("Zugang"),
    "account": lazy("Zugang zum Kundencenter"),
    "action": lazy("Beschriftung des Links"),
    "addresses": lazy("IP-Adressen"),
    "amount_cents": lazy("Betrag"),
    "bill_on": lazy("Rechnungsdatum"),
    "billing_held_at": lazy("Abrechnung angehalten"),
    "booked_on": lazy("Buchungstag"),
    "category": lazy("Gruppe"),
    "city": lazy("Ort"),
    "closed_at": lazy("Geschlossen"),
    "closed_by": lazy("Geschlossen von"),
    "company": lazy("Firma"),
    "contact": lazy("Ansprechpartner"),
    "country": lazy("Land"),
    "customer": lazy("Kunde"),
    "customer_count": lazy("Anzahl der Kunden"),
    "description": lazy("Beschreibung"),
    "device": lazy("Gerät"),
    "document_deleted_at": lazy("Rechnung gelöscht"),
    "domain": lazy("Domain"),
    "done_at": lazy("Erledigt"),
    "effective_on": lazy("Ende des Vertrags"),
    "email": lazy("E-Mail"),
    "ended_at": lazy("Beendet"),
    "expires_at": lazy("Gilt bis"),
    "fax": lazy("Fax"),
    "file_name": lazy("Datei"),
    "files": lazy("Anhänge"),
    "first_name": lazy("Vorname"),
    "included_traffic_gb": lazy("Traffic inkl."),
    "invoice_by_post": lazy("Rechnung per Post"),
    "invoice_email": lazy("Rechnungs-E-Mail"),
    "invoice_with_contact": lazy("Rechnung mit Ansprechpartner"),
    "is_held": lazy("Abrechnung angehalten"),
    "is_offered": lazy("Steht unter „Bestellen“"),
    "kind": lazy("Art"),
    "language": lazy("Sprache"),
    "last_name": lazy("Name"),
    "method": lazy("Weg"),
    "mobile": lazy("Handy"),
    "name": lazy("Name"),
    "name_server": lazy("Nameserver"),
    "network": lazy("Netz"),
    "next_invoice_on": lazy("Nächste Rechnung"),
    "note": lazy("Notiz"),
    "number": lazy("Nummer"),
    "password_hash": lazy("Passwort"),
    "payment_method": lazy("Zahlungsart"),
    "period_months": lazy("Zahlungsperiode"),
    "phone": lazy("Telefon"),
    "phone_password_hash": lazy("Telefon-Passwort"),
    "plan": lazy("Tarif"),
    "position": lazy("Reihenfolge"),
    "price_cents": lazy("Preis"),
    "reason": lazy("Grund"),
    "rights": lazy("Rechte"),
    "role": lazy("Rolle"),
    "second_factor_required_at": lazy("Zweiter Faktor vorgeschrieben"),
    "service_level": lazy("Servicelevel"),
    "shown_from": lazy("Zu sehen ab"),
    "shown_until": lazy("Zu sehen bis"),
    "specifications": lazy("Spezifikationen"),
    "started_on": lazy("Beginn"),
    "street": lazy("Straße"),
    "subject": lazy("Betreff"),
    "text": lazy("Text"),
    "title": lazy("Überschrift"),
    "topics": lazy("Mitteilungen"),
    "until": lazy("Berechtigt bis"),
    "until_at": lazy("Bis"),
    "url": lazy("Adresse"),
    "valid_from": lazy("Gilt ab"),
    "withdrawn_at": lazy("Entfernt"),
    "zip": lazy("PLZ"),
}
METHODS = {
    "app": lazy("Authenticator-App"),
    "letter": lazy("Brief"),
    "mail": lazy("E-Mail"),
    "passkey": lazy("Passkey"),
    "password": lazy("Passwort"),
    "recovery code": lazy("Wiederherstellungscode"),
}
HIDDEN = {"file_key", "is_demo", "from_staff"}  # what tells a person nothing


def said(row):
    """What was done, in the words of the screen."""
    return str(DONE.get(row.what, row.what))


def differences(row):
    """The fields of an entry as (label, before, after), in the order of their names."""
    before, after = json.loads(row.before), json.loads(row.after)
    return [
        (str(FIELDS.get(name, name)), shown(name, before.get(name)), shown(name, after.get(name)))
        for name in sorted(before | after)
        if name not in HIDDEN
    ]


def shown(name, value):
    """A kept value as a person reads it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return t("ja") if value else t("nein")
    if name == "account":
        return t("ja")
    if name == "method":
        return str(METHODS.get(value, value))
    if name == "device" and "/" in value:  # as the browser calls itself
        return devices.named(value)
    if isinstance(value, list):
        return ", ".join(": ".join(each) if isinstance(each, list) else str(each) for each in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {each}" for key, each in value.items())
    if name.endswith("_cents"):
        return money(value)
    if name.endswith(("_on", "_from", "_until")) or name == "until":
        return texts.date(date.fromisoformat(value))
    if name.endswith("_at"):
        return texts.moment(datetime.fromisoformat(value))
    return str(value)
