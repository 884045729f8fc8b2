"""The two demo customers: 10001 shows what the help pages of hosters show, 10002 has something in every area."""

from datetime import date, datetime, timedelta

import gateways
from gateways.dns import Record, Zone
from models import (
    Account,
    AllowedNetwork,
    Attachment,
    Cancellation,
    Contact,
    Contract,
    Customer,
    Document,
    Invoice,
    InvoiceLine,
    Message,
    Notice,
    PanelAccess,
    Plan,
    ProcessingAgreement,
    Subscription,
    Ticket,
)
from rules import Refused, operation
from rules.accounting import ledger, money
from rules.demo import house
from rules.demo.products import contract, registration, server
from values import fold

SERVERCON = "https://servercon.muster-hosting.example"
FAULT = b"Beim Abruf: Verbindung zum Posteingang abgelehnt (Port 993).\n"

ZONES = {
    "profihost-demo.de": (("@", "A", "192.0.2.10"), ("www", "CNAME", "profihost-demo.de.")),
    "profihost-demo.com": (("@", "A", "192.0.2.10"),),
    "partnercenter.de": (("@", "A", "192.0.2.11"), ("@", "AAAA", "2001:db8::11"), ("www", "A", "192.0.2.11")),
    "beispiel-petra.example": (
        ("@", "A", "192.0.2.20"),
        ("www", "CNAME", "beispiel-petra.example."),
        ("shop", "A", "192.0.2.21"),
        ("@", "TXT", '"google-site-verification=beispiel"'),
    ),
}
REVERSE = (
    ("9.250.178.in-addr.arpa", "79", "flex01.muster.example."),
    ("8.250.178.in-addr.arpa", "83", "root01.muster.example."),
    ("2.0.192.in-addr.arpa", "21", "petra.beispiel-petra.example."),
)
MAIL = (("@", "MX", "10 mail.muster-hosting.example."), ("@", "TXT", '"v=spf1 mx -all"'))

OTHERS = ("Backup Plus", "SSL-Zertifikat OV", "VPN-Verbindung", "FlexCDN", "Eigene IP-Adresse", "Plesk-Lizenz")


def files() -> dict[str, str]:
    """What the two customers have as files; gives the keys by name."""
    blocks: list[dict[str, object]] = [{"paragraph": "Anschluss der Website an den Webshop, Abnahme am 14.09.2018."}]
    own = house.paper("uebergabe", "Übergabeprotokoll", "Für Petra Beispiel, Kundennummer 10002.", blocks)
    return {"uebergabe": gateways.files.put(own), "fehler": gateways.files.put(FAULT)}


def zones() -> None:
    """Lay the zones of the demo domains on the default name server, where they are not there already.

    Raises Refused when it cannot have them.
    """
    reverse = {zone: ((owner, "PTR", name),) for zone, owner, name in REVERSE}
    try:
        for name, records in ({zone: each + MAIL for zone, each in ZONES.items()} | reverse).items():
            rows = tuple(Record(at, kind, 3600, data) for at, kind, data in records)
            if not gateways.dns.default.exists(name):
                gateways.dns.default.create(Zone(name, 0, rows))
    except (gateways.Rejected, gateways.Unreachable) as error:
        raise Refused(str(error)) from error


def create(hashes: dict[str, str], phone_hash: str, keys: dict[str, str], plans: dict[str, Plan]) -> None:
    """The rows of both customers, and an agency that works for both."""
    first, second = muster(hashes["10001"], phone_hash), petra(hashes["10002"])
    agency = Account.create(
        email="agentur@example.com", name="Ada Agentur", password_hash=hashes["agentur@example.com"], is_demo=True
    )
    for customer, rights in ((first, {"support", "domains", "contracts"}), (second, {"support", "domains"})):
        Contact.create(
            customer=customer, account=agency, kind="external", rights=rights,
            first_name="Ada", last_name="Agentur", email="agentur@example.com", phone="+49 30 1234567",
        )  # fmt: skip
    products_of_muster(first, plans)
    products_of_petra(second, plans)
    ledger_of_muster(first)
    ledger_of_petra(second)
    requests_of_muster(first)
    rest_of_petra(second, keys)
    for name, highest in (("customer", 10002), ("invoice", 1731953), ("ticket", 1003)):
        operation.reserve_numbers(name, highest)


def muster(password_hash: str, phone_hash: str) -> Customer:
    customer = Customer.create(
        number=10001, kind="business", company="Muster GmbH", first_name="Max", last_name="Mustermann",
        email="max@muster.example", street="Musterstraße 1", zip="30159", city="Hannover", phone="+49 511 1234567",
        invoice_email="rechnung@muster.example", invoice_with_contact=True,
        search_text=fold("10001 Muster GmbH Max Mustermann max@muster.example profihost-demo.de profihost-demo.com "
                         "partnercenter.de"),
    )  # fmt: skip
    holder(customer, password_hash, phone_hash)
    Contact.create(
        customer=customer, kind="internal", first_name="Bea", last_name="Buchhalter", rights={"billing", "phone"},
        email="bea@muster.example", phone="+49 511 1234568",
    )  # fmt: skip
    return customer


def petra(password_hash: str) -> Customer:
    customer = Customer.create(
        number=10002, kind="private", first_name="Petra", last_name="Beispiel", email="petra@beispiel-petra.example",
        street="Am Beispiel 2", zip="50667", city="Köln", phone="+49 221 7654321", mobile="+49 151 12345678",
        invoice_email="petra@beispiel-petra.example",
        search_text=fold("10002 Petra Beispiel petra@beispiel-petra.example"),
    )  # fmt: skip
    contact = holder(customer, password_hash, None)
    Subscription.create(contact=contact, topic="maintenance")
    Contact.create(
        customer=customer, kind="internal", first_name="Paul", last_name="Beispiel", rights={"support"},
        email="paul@beispiel-petra.example",
    )  # fmt: skip
    return customer


def holder(customer: Customer, password_hash: str, phone_hash: str | None) -> Contact:
    """The customer's own login, by its number and by its e-mail address."""
    account = Account.create(
        email=customer.email, name=f"{customer.first_name} {customer.last_name}", password_hash=password_hash,
        is_demo=True,
    )  # fmt: skip
    return Contact.create(
        customer=customer, account=account, kind="holder", rights=Contact.RIGHTS, first_name=customer.first_name,
        last_name=customer.last_name, email=customer.email, phone=customer.phone, phone_password_hash=phone_hash,
    )  # fmt: skip


def products_of_muster(customer: Customer, plans: dict[str, Plan]) -> None:
    for domain, plan, started, due in (
        ("partnercenter.de", "businesshosting", date(2016, 4, 7), date(2019, 4, 7)),
        ("profihost-demo.de", "shophosting", date(2015, 11, 30), date(2017, 11, 30)),
        ("profihost-demo.com", "Domainaufschaltung", date(2018, 3, 13), date(2019, 3, 13)),
    ):
        row = contract(customer, plans[plan], started, due, domain=domain)
        if plan != "Domainaufschaltung":
            PanelAccess.create(contract=row, kind="login", url=f"{SERVERCON}/?paket={domain}")
    contract(customer, plans["Domain"], date(2018, 5, 24), date(2020, 5, 24), domain="profihost-demo.de", months=12)
    managed = server(
        customer, plans["FlexServer"], date(2018, 2, 20), date(2019, 2, 20), "flex01.muster.example", "managed", 20000,
        "178.250.9.79", "FlexServer - Business - HDD Speed Upgrade III - + 20 GB HDD - Nutzung: Testserver Webhosting",
        (("Tarif", "FlexServer Business"), ("CPU", "4 Kerne"), ("Arbeitsspeicher", "8 GB"),
         ("Festplatte", "120 GB, Speed Upgrade III"), ("Betriebssystem", "Debian 12"),
         ("Nutzung", "Testserver Webhosting")),
    )  # fmt: skip
    PanelAccess.create(contract=managed.contract, kind="admin", url=f"{SERVERCON}/admin")
    PanelAccess.create(contract=managed.contract, kind="reseller", url=f"{SERVERCON}/reseller")
    root = server(
        customer, plans["Root FlexServer"], date(2018, 1, 20), date(2018, 7, 20), "root01.muster.example", "root", 300,
        "178.250.8.83", "Root FlexServer - 2 CPU Kerne - 2 GB RAM - 100 GB HDD - 100% HDD Speed",
        (("CPU", "2 Kerne"), ("Arbeitsspeicher", "2 GB"), ("Festplatte", "100 GB, 100 % Speed")),
    )  # fmt: skip
    PanelAccess.create(contract=root.contract, kind="cloud", url="https://cloud.muster-hosting.example/login")
    registration("profihost-demo.de", date(2018, 5, 24), date(2027, 5, 23), is_locked=True, is_checked=True)
    registration("partnercenter.de", date(2016, 4, 7), date(2027, 4, 6))
    for other in (plans[name] for name in OTHERS):
        contract(customer, other, date(2018, 3, 1), date(2019, 3, 1), months=other.period_months,
                 description=other.description)  # fmt: skip


def ledger_of_muster(customer: Customer) -> None:
    """Two invoices of earlier years, and the row that says all payments until then were taken into account."""
    booked = "Domain profihost-demo.de {}-{}"
    for number, day, first, last in (
        (1633134, date(2018, 5, 31), date(2018, 5, 24), date(2019, 5, 23)),
        (1731953, date(2019, 5, 24), date(2019, 5, 24), date(2020, 5, 23)),
    ):
        text = booked.format(first.strftime("%d.%m.%Y"), last.strftime("%d.%m.%Y"))
        invoice(customer, number, day, "Domain profihost-demo.de", text, 1200, first, last)
    ledger.book(
        customer, "KONTOAUSGLEICH", 2856, date(2019, 5, 24),
        text="Überweisungen/Gutschriften bis zum 11.06.2019 wurden einbezogen.",
    )  # fmt: skip


def ledger_of_petra(customer: Customer) -> None:
    """An invoice of which four euros are still open."""
    invoice(
        customer, 1698001, date(2019, 1, 15), "Domain beispiel-petra.example",
        "Domain beispiel-petra.example 15.01.2019-14.01.2020", 1200,
        date(2019, 1, 15), date(2020, 1, 14),
    )  # fmt: skip
    ledger.book(customer, "ZA", 1028, date(2019, 1, 28), text="Überweisung, vielen Dank", payment_method="U")


def invoice(
    customer: Customer, number: int, day: date, line: str, text: str, net: int, first: date, last: date
) -> Invoice:
    """An invoice with one position at 19 % VAT, and its booking."""
    tax = money.tax(net, 1900)
    created = Invoice.create(
        number=number, customer=customer, issued_on=day, due_on=day + timedelta(days=14),
        recipient=f"{customer.name}\n{customer.street}\n{customer.zip} {customer.city}",
        net_cents=net, tax_cents=tax, gross_cents=net + tax,
    )  # fmt: skip
    InvoiceLine.create(
        invoice=created, position=1, text=line, price_cents=net, net_cents=net, tax_rate=1900,
        contract=Contract.select().where(Contract.customer == customer, Contract.period_months == 12).first(),
        period_from=first, period_to=last,
    )  # fmt: skip
    ledger.book(customer, "RE", -(net + tax), day, invoice=created, text=text, payment_method="U")
    return created


def products_of_petra(customer: Customer, plans: dict[str, Plan]) -> None:
    name = "beispiel-petra.example"
    hosting = contract(
        customer, plans["privathosting"], date(2018, 1, 15), date(2027, 1, 15), domain=name, months=12, cents=3588
    )
    PanelAccess.create(contract=hosting, kind="login", url=f"{SERVERCON}/?paket={name}")
    contract(customer, plans["Domain"], date(2018, 1, 15), date(2027, 1, 15), domain=name, months=12, cents=1200)
    server(
        customer, plans["Root FlexServer"], date(2020, 3, 1), date(2027, 3, 1), "petra.beispiel-petra.example", "root",
        500, "192.0.2.21", "Root FlexServer - 1 CPU Kern - 1 GB RAM", (("CPU", "1 Kern"), ("Arbeitsspeicher", "1 GB")),
    )  # fmt: skip
    registration(name, date(2018, 1, 15), date(2027, 1, 14), auth_code="Demo-Umzug-4711")
    backup = contract(
        customer, plans["Backup Plus"], date(2020, 3, 1), date(2027, 3, 1), months=1, cents=490,
        description="Stündliche Sicherung für petra.beispiel-petra.example",
    )  # fmt: skip
    Cancellation.create(contract=backup, effective_on=date(2027, 2, 28), reason="Wird nicht mehr gebraucht")


def requests_of_muster(customer: Customer) -> None:
    """One request that was answered and closed."""
    ticket = Ticket.create(
        number=1001, customer=customer, subject="Zweite Domain auf dasselbe Paket legen",
        created_at=datetime(2019, 3, 12, 8, 14), changed_at=datetime(2019, 3, 12, 9, 2),
        closed_at=datetime(2019, 3, 12, 9, 2),
    )  # fmt: skip
    Message.create(
        ticket=ticket, author="Max Mustermann", created_at=ticket.created_at,
        text="Guten Tag,\n\nkönnen Sie profihost-demo.com bitte auf das Paket von profihost-demo.de legen?",
    )  # fmt: skip
    Message.create(
        ticket=ticket, author="Anke Admin", from_staff=True, created_at=ticket.changed_at,
        text="Guten Tag Herr Mustermann,\n\ndas ist erledigt. In etwa einer Stunde gilt es überall.",
    )  # fmt: skip


def rest_of_petra(customer: Customer, keys: dict[str, str]) -> None:
    """A request with an attachment, a document of her own, networks, a notice and an agreement."""
    ticket = Ticket.create(
        number=1003, customer=customer, subject="E-Mail lässt sich nicht abrufen",
        created_at=datetime(2019, 6, 3, 6, 50), changed_at=datetime(2019, 6, 3, 6, 50),
    )  # fmt: skip
    message = Message.create(
        ticket=ticket, author="Petra Beispiel", created_at=ticket.created_at,
        text="Seit heute früh kommt keine E-Mail mehr an. Die Fehlermeldung hängt an.",
    )  # fmt: skip
    Attachment.create(message=message, name="fehlermeldung.txt", size=len(FAULT), file_key=keys["fehler"])
    Document.create(
        customer=customer, name="Übergabeprotokoll", description="Abnahme Ihrer Website", position=100,
        file_key=keys["uebergabe"], file_name="uebergabeprotokoll.pdf",
    )  # fmt: skip
    for network, note in (("127.0.0.0/8", "dieser Rechner"), ("::1", "dieser Rechner"), ("192.0.2.0/24", "Büro")):
        AllowedNetwork.create(customer=customer, network=network, note=note)
    Notice.create(customer=customer, title="Ihre Domain wird verlängert", text="Sie brauchen nichts zu tun.")
    ProcessingAgreement.create(
        customer=customer, text_version=house.SINCE, signed_by="Petra Beispiel", concluded_on=date(2019, 1, 20)
    )
