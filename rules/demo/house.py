"""The demo hoster: its staff, plans, documents, texts and notices."""

from datetime import date, timedelta

import clock
import gateways
from models import Account, Document, Fee, LegalText, Notice, Plan, PlanPrice, Staff

SINCE = date(2019, 1, 1)

PLANS = (  # kind, category, name, description, months, cents
    ("webhosting", "", "businesshosting", "50 GB Speicher, 25 Postfächer, tägliche Sicherung", 1, 990),
    ("webhosting", "", "shophosting", "100 GB Speicher, für Onlineshops eingerichtet", 1, 1990),
    ("webhosting", "", "privathosting", "10 GB Speicher, 5 Postfächer", 12, 3588),
    ("domain", "", "Domain", "Registrierung und Verwaltung einer Domain", 12, 1200),
    ("domain", "", "Domainaufschaltung", "Eine Domain, die anderswo registriert ist", 12, 0),
    ("server", "", "FlexServer", "Managed Server: Wir halten ihn für Sie aktuell", 1, 8900),
    ("server", "", "Root FlexServer", "Root Server: Sie verwalten ihn selbst", 1, 2900),
    ("other", "backup", "Backup Plus", "Stündliche Sicherung, 30 Tage zurück", 1, 490),
    ("other", "ssl", "SSL-Zertifikat OV", "Zertifikat mit geprüfter Firma", 12, 5900),
    ("other", "vpn", "VPN-Verbindung", "IPsec-Tunnel zwischen Ihrem Büro und dem Server", 1, 1500),
    ("other", "cdn", "FlexCDN", "Bilder und Dateien schnell in aller Welt", 1, 1900),
    ("other", "ip", "Eigene IP-Adresse", "Eine feste IPv4-Adresse für Ihre Website", 1, 200),
    ("other", "licence", "Plesk-Lizenz", "Web Host Edition für einen Server", 1, 1400),
)

AGREEMENT = """§ 1 Gegenstand und Dauer
Wir verarbeiten personenbezogene Daten in Ihrem Auftrag, soweit das für den Betrieb Ihrer Websites, Postfächer und Server nötig ist. Die Vereinbarung gilt, solange ein Vertrag zwischen uns besteht.

§ 2 Weisungen
Wir verarbeiten die Daten nur nach Ihren Weisungen. Sie erteilen sie über das Kundencenter oder schriftlich.

§ 3 Vertraulichkeit und Sicherheit
Alle Personen, die Zugang zu den Daten haben, sind zur Vertraulichkeit verpflichtet. Die technischen und organisatorischen Maßnahmen sind in der Anlage beschrieben und werden jährlich überprüft.

§ 4 Weitere Auftragsverarbeiter
Bevor wir weitere Auftragsverarbeiter einsetzen, teilen wir Ihnen das mit; Sie können widersprechen.

§ 5 Ende der Vereinbarung
Nach dem Ende des Vertrags löschen wir die Daten, soweit wir sie nicht nach dem Gesetz aufbewahren müssen."""  # noqa: E501

PAPERS: dict[str, tuple[str, str, list[dict[str, object]]]] = {
    "unternehmer-agb": (
        "Allgemeine Geschäftsbedingungen für Unternehmer",
        "Für alle Verträge mit Unternehmen, Vereinen und Behörden.",
        [
            {"heading": "§ 1 Geltung"},
            {"paragraph": "Diese Bedingungen gelten für alle Leistungen, die Sie bei uns bestellen."},
            {"heading": "§ 2 Laufzeit und Kündigung"},
            {"paragraph": "Verträge laufen für die vereinbarte Zahlungsperiode und verlängern sich um dieselbe Zeit, "
                          "wenn sie nicht mit einer Frist von einem Monat gekündigt werden."},
            {"heading": "§ 3 Zahlung"},
            {"paragraph": "Rechnungen sind innerhalb von 14 Tagen ohne Abzug zu bezahlen."},
        ],
    ),
    "inhaberwechsel": (
        "Inhaberwechsel",
        "Mit diesem Formular geht ein Vertrag an jemand anderen über.",
        [
            {"heading": "Bisheriger Inhaber"},
            {"fields": ["Kundennummer", "Firma oder Name", "Ort, Datum, Unterschrift"]},
            {"heading": "Neuer Inhaber"},
            {"fields": ["Firma oder Name", "Anschrift", "E-Mail-Adresse", "Ort, Datum, Unterschrift"]},
        ],
    ),
    "preisliste": (
        "Preisliste",
        "Preise für einzelne Dienstleistungen, zuzüglich Mehrwertsteuer.",
        [{"table": {"head": ["Leistung", "Preis"], "rows": [
            ["Umzug einer Website, je Website", "49,00 €"],
            ["Wiederherstellung aus der Sicherung", "25,00 €"],
            ["Technik nach Aufwand, je Viertelstunde", "22,50 €"],
            ["Rechnung per Post, je Rechnung", "2,00 €"],
        ]}}],
    ),
    "kuendigung": (
        "Kündigung",
        "Kündigungsformular für Webhosting und Domains.",
        [{"fields": ["Kundennummer", "Paket oder Domain", "Gekündigt zum", "Ort, Datum, Unterschrift"]}],
    ),
    "managed-service": (
        "Service Level Agreement",
        "Was wir bei Managed Servern zusagen.",
        [
            {"heading": "Verfügbarkeit"},
            {"paragraph": "99,9 % im Jahresmittel, gemessen am Übergang zum Internet."},
            {"heading": "Reaktionszeit"},
            {"paragraph": "Bei einem Ausfall innerhalb von 30 Minuten, rund um die Uhr."},
        ],
    ),
    "technik": (
        "Technische Informationen",
        "Einzelheiten zum Rechenzentrum.",
        [
            {"heading": "Strom und Kühlung"},
            {"paragraph": "Zwei getrennte Zuführungen, Notstrom für 48 Stunden, freie Kühlung."},
            {"heading": "Anbindung"},
            {"paragraph": "Zwei voneinander unabhängige Leitungen mit je 100 Gbit/s."},
        ],
    ),
}  # fmt: skip

DOCUMENTS = (  # name, description, action, paper or address
    ("Unternehmer AGB", "Allgemeine Geschäftsbedingungen für Unternehmer", "Download", "unternehmer-agb"),
    ("Inhaberwechsel", "Vertragsinhaber ändern", "Download", "inhaberwechsel"),
    ("Preisliste", "Preisliste für individuelle Dienstleistungen", "Download", "preisliste"),
    ("Kündigung", "Kündigungsformular für Webhosting / Domains", "Download", "kuendigung"),
    ("SSL Zertifikat", "SSL Zertifikate bestellen", "Zur Übersicht", "/produkte/bestellen"),
    ("Managed Service", "Service Level Agreement bei Managed Servern", "Download", "managed-service"),
    ("Technik Informationen", "Technische Details zum Rechenzentrum", "Download", "technik"),
    (
        "ServerCon Onlinehandbuch",
        "Das ServerCon Onlinehandbuch in der Profihost Wissensdatenbank",
        "Zum Onlinehandbuch",
        "https://muster-hosting.example/handbuch",
    ),
)


def files() -> dict[str, str]:
    """Make the documents and put them where files are kept; gives their keys by name."""
    return {name: gateways.files.put(paper(name, *PAPERS[name])) for name in PAPERS}


def paper(name: str, title: str, intro: str, blocks: list[dict[str, object]]) -> bytes:
    """One document as PDF."""
    return gateways.typst.pdf("paper", {"date": SINCE, "title": title, "intro": intro, "blocks": blocks})


def create(hashes: dict[str, str], keys: dict[str, str]) -> dict[str, Plan]:
    """The rows of the hoster; gives the plans by name."""
    for email, name in (("admin@example.com", "Anke Admin"), ("zweite@example.com", "Zoe Zweite")):
        account = Account.create(email=email, name=name, password_hash=hashes[email], is_demo=True)
        Staff.create(account=account, role="admin")
    for position, (name, description, action, target) in enumerate(DOCUMENTS):
        Document.create(
            name=name, description=description, action=action, position=position,
            url="" if target in keys else target,
            file_key=keys.get(target, ""), file_name=f"{target}.pdf" if target in keys else "",
        )  # fmt: skip
    LegalText.create(
        kind="processing_agreement", valid_from=SINCE, title="Vereinbarung zur Auftragsverarbeitung", text=AGREEMENT
    )
    Fee.create(kind="post_invoice", customer_kind="business", valid_from=SINCE, cents=200)
    Fee.create(kind="post_invoice", customer_kind="private", valid_from=SINCE, cents=0)
    today = clock.today()
    Notice.create(
        title="Wartung der Postfächer",
        text="In der Nacht zum Sonntag sind die Postfächer zwischen 2 und 4 Uhr kurz nicht zu erreichen. "
        "Es geht keine E-Mail verloren.",
        shown_from=today,
        shown_until=today + timedelta(days=365),
    )
    return {row[2]: plan(position, *row) for position, row in enumerate(PLANS)}


def plan(position: int, kind: str, category: str, name: str, description: str, months: int, cents: int) -> Plan:
    """A plan with its price."""
    created = Plan.create(
        kind=kind, category=category, name=name, description=description, period_months=months, position=position
    )
    PlanPrice.create(plan=created, valid_from=SINCE, price_cents=cents)
    return created
