"""As many customers more as wanted, for measuring: written a thousand at a time, past the models."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from peewee import fn

import clock
from database import Table, database, is_sqlite, write
from models import Account, Booking, Contact, Contract, Customer, Domain, Invoice, InvoiceLine, Plan, Settlement
from rules import operation
from rules.access.passwords import hashed
from rules.accounting import ledger
from texts import t
from values import fold

FIRST = 20001
RICH = {FIRST: (20, 30)}  # contracts and bookings of a customer who has more than the others
OTHERS = (3, 10)
AT_ONCE = 1000
TAX_RATE = 1900
STREETS = ("Ahornweg", "Birkenallee", "Buchenring", "Lindenhof", "Marktplatz", "Schulgasse", "Am Wehr")
CITIES = (("10115", "Berlin"), ("20095", "Hamburg"), ("50667", "Köln"), ("80331", "München"), ("01067", "Dresden"))
NAMES = ("Albers", "Berger", "Dietz", "Ebert", "Fröhlich", "Grüneisen", "Hoffmann", "Jäger", "Kowalski", "Groß")
TABLES: tuple[type[Table], ...] = (Customer, Contact, Domain, Contract, Invoice, InvoiceLine, Booking, Settlement)


def many(count: int, say: Callable[[str], Any]) -> None:
    """Add `count` customers from number 20001 on, all due within 12 months; `say` is told how far it is."""
    crowd = Crowd(count)
    for first in range(0, count, AT_ONCE):
        crowd.add(first, min(first + AT_ONCE, count))
        if first // AT_ONCE % 10 == 9:
            say(t("{done} von {count} Kunden", done=first + AT_ONCE, count=count))
    crowd.finish()


class Crowd:
    """Makes the rows of the crowd with ids of their own, so that nothing has to be read back."""

    def __init__(self, count: int):
        self.count = count
        self.ids = {table: table.select(fn.COALESCE(fn.MAX(table.id), 0)).scalar() for table in TABLES}
        self.shapes = {table: shape(table) for table in TABLES}
        self.plans = {plan.kind: plan for plan in Plan.select().order_by(Plan.position.desc())}
        self.invoice_number = max(Invoice.select(fn.COALESCE(fn.MAX(Invoice.number), 0)).scalar(), 2_000_000)
        self.today = clock.today()
        self.rows: dict[type[Table], list[tuple[Any, ...]]] = {}

    def add(self, first: int, beyond: int) -> None:
        """Write the customers first … beyond-1 in one transaction."""
        self.rows = {table: [] for table in TABLES}
        for index in range(first, beyond):
            self.customer(index)
        with write():
            for table, rows in self.rows.items():
                self.insert(table, rows)

    def insert(self, table: type[Table], rows: list[tuple[Any, ...]]) -> None:
        names = ", ".join(f'"{field.column_name}"' for field in table._meta.sorted_fields)
        places = ", ".join(["?" if is_sqlite() else "%s"] * len(table._meta.sorted_fields))
        database.cursor().executemany(f'INSERT INTO "{table._meta.table_name}" ({names}) VALUES ({places})', rows)

    def put(self, table: type[Table], **values: Any) -> int:
        """Add a row, with the table's defaults for what is not given; gives its id."""
        self.ids[table] += 1
        values["id"] = self.ids[table]
        self.rows[table].append(tuple(values.get(name, default) for name, default in self.shapes[table]))
        return self.ids[table]

    def customer(self, index: int) -> None:
        """One customer with a holder, contracts and a ledger."""
        number, last_name = FIRST + index, NAMES[index % len(NAMES)]
        zip_code, city = CITIES[index % len(CITIES)]
        email = f"kunde{number}@kunden.example"
        contracts, bookings = RICH.get(number, OTHERS)
        domains = [f"kunde{number}.example"] + [f"kunde{number}-{n}.example" for n in range(2, contracts + 1)]
        customer = self.put(
            Customer, number=number, kind=Customer.KINDS[index % 2], first_name="Kim", last_name=last_name,
            company=f"{last_name} & Partner" if index % 2 == 0 else "", email=email, zip=zip_code, city=city,
            street=f"{STREETS[index % len(STREETS)]} {index % 90 + 1}",
            search_text=fold(f"{number} {last_name} & Partner Kim {last_name} {email} {domains[0]}"),
        )  # fmt: skip
        self.put(Contact, customer=customer, kind="holder", first_name="Kim", last_name=last_name, email=email)
        self.contracts(customer, index, contracts, domains)
        self.ledger(customer, index, bookings, domains[0])

    def contracts(self, customer: int, index: int, count: int, domains: list[str]) -> None:
        """Webhosting contracts, each with a domain, due one after the other within the next 12 months."""
        plan = self.plans["webhosting"]
        for n in range(count):
            domain = self.put(Domain, customer=customer, name=domains[n])
            self.put(
                Contract, customer=customer, plan=plan.id, domain=domain, kind="webhosting", price_cents=990,
                period_months=12, started_on=self.day(-400 - index % 300),
                next_invoice_on=self.day((index * 3 + n * 17) % 365), search_text=f"{domains[n]} {plan.name}",
            )  # fmt: skip

    def ledger(self, customer: int, index: int, count: int, domain: str) -> None:
        """Invoices and the payments that settled them, in turn."""
        for n in range(count // 2):
            day = self.today - timedelta(days=30 + index % 28 + n * 91)
            self.invoice_number += 1
            text = f"Webhosting {domain}"
            invoice = self.put(
                Invoice, number=self.invoice_number, customer=customer, issued_on=day.isoformat(),
                due_on=day.isoformat(), recipient=f"Kunde {FIRST + index}", net_cents=990, tax_cents=188,
                gross_cents=1178,
            )  # fmt: skip
            self.put(
                InvoiceLine, invoice=invoice, position=1, text=text, price_cents=990, net_cents=990, tax_rate=TAX_RATE
            )
            debit = self.book(customer, "RE", -1178, day, text, invoice, str(self.invoice_number))
            credit = self.book(customer, "ZA", 1178, day, "Überweisung")
            self.put(Settlement, debit=debit, credit=credit, cents=1178)

    def book(
        self, customer: int, kind: str, cents: int, day: date, text: str, invoice: int | None = None, number: str = ""
    ) -> int:
        """A row of the ledger, as `ledger.book` writes it."""
        return self.put(
            Booking, customer=customer, invoice=invoice, number=number, booked_on=day.isoformat(), kind=kind,
            text=text, amount_cents=cents, payment_method="U",
            search_text=ledger.search_text(number, day, kind, text, cents),
        )  # fmt: skip

    def day(self, ahead: int) -> str:
        return (self.today + timedelta(days=ahead)).isoformat()

    def finish(self) -> None:
        """Let the numbers go on behind the crowd, and give its first customer a login."""
        with write():
            if not is_sqlite():
                for table in TABLES:
                    name = table._meta.table_name
                    database.execute_sql(
                        "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", (f'"{name}"', self.ids[table])
                    )
            operation.reserve_numbers("customer", FIRST + self.count - 1)
            operation.reserve_numbers("invoice", self.invoice_number)
        give_login(FIRST)


def give_login(number: int) -> None:
    """A demo login for the holder of a customer."""
    password_hash = hashed(f"Demo-Kunde-{number}")
    with write():
        contact = Contact.select().join(Customer).where(Customer.number == number).get()
        account = Account.create(email=contact.email, name=contact.name, password_hash=password_hash, is_demo=True)
        Contact.update(account=account).where(Contact.id == contact).execute()


def shape(table: type[Table]) -> list[tuple[str, Any]]:
    """The fields of a table with what stands in them when nothing is given, as the database takes it."""
    defaults = table._meta.get_default_dict()
    return [
        (field.name, plain(field.db_value(defaults.get(field.name)) if field.name in defaults else None))
        for field in table._meta.sorted_fields
    ]


def plain(value: Any) -> Any:
    return value.isoformat(" ") if isinstance(value, datetime) else value
