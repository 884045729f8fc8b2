"""What the demo customers have: contracts, servers with their traffic, registered domains."""

from datetime import date, datetime, time, timedelta

import clock
from models import (
    AuthCode,
    Contract,
    Customer,
    Domain,
    HolderCheck,
    Plan,
    Registration,
    Server,
    ServerAddress,
    Specification,
    put_days,
    put_readings,
)
from rules.access import seal
from rules.products.domains import auth_codes
from rules.products.traffic import samples
from values import fold

HELD = datetime(2019, 6, 11)
DAYS, HOURS = 420, (0, 6, 12, 18)  # of traffic; when it was read


def contract(
    customer: Customer, plan: Plan, started: date, due: date, *, domain: str = "", months: int | None = None,
    description: str = "", cents: int = 0,
) -> Contract:  # fmt: skip
    """A contract on hold for billing, so that the demo stays as it is."""
    owned = Domain.get_or_create(name=domain, defaults={"customer": customer})[0] if domain else None
    return Contract.create(
        customer=customer, plan=plan, kind=plan.kind, domain=owned, description=description, price_cents=cents,
        period_months=months, started_on=started, next_invoice_on=due, billing_held_at=HELD,
        search_text=fold(f"{domain} {plan.name} {description}"),
    )  # fmt: skip


def server(
    customer: Customer, plan: Plan, started: date, due: date, name: str, level: str, traffic_gb: int, address: str,
    description: str, facts: tuple[tuple[str, str], ...],
) -> Server:  # fmt: skip
    """A server with its contract, address, facts and the traffic of more than a year."""
    row = contract(customer, plan, started, due, description=description)
    row.search_text = fold(f"{name} {description} {address}")
    row.save(only=["search_text"])
    created = Server.create(contract=row, name=name, service_level=level, included_traffic_gb=traffic_gb)
    ServerAddress.create(server=created, address=address)
    for position, (label, value) in enumerate(facts):
        Specification.create(server=created, label=label, value=value, position=position)
    measure(created, traffic_gb)
    return created


def measure(server: Server, included_gb: int) -> None:
    """Days of more than a year: weekends are calmer, it grows a little, and one day stands out.

    The last days are made of readings, four a day, so that more of them may come.
    """
    today, unit, days, readings = clock.today(), included_gb * 10**9 // 3000, [], []
    for back in range(DAYS):
        day = today - timedelta(days=back)
        strength = (100 - back // 8) * (60 if day.weekday() > 4 else 100) * (3 if back == 17 else 1)
        received, sent = (unit * of * strength // 10_000 for of in (5 + back * 7 % 11, 20 + back * 5 % 29))
        moments = [clock.at(day, hour) for hour in HOURS if clock.at(day, hour) <= clock.now()]
        if back < samples.KEPT_DAYS:
            readings += [(server.id, moment, day, received // 4, sent // 4) for moment in moments]
            received, sent = len(moments) * (received // 4), len(moments) * (sent // 4)
        days.append((server.id, day, received, sent))
    put_days(days)
    put_readings(readings)


def registration(
    name: str, registered_on: date, expires_on: date, is_locked: bool = False, is_checked: bool = False,
    auth_code: str = "",
) -> None:  # fmt: skip
    """What the registry knows of a domain; a code with which it moves if there is one."""
    domain = Domain.get(Domain.name == name)
    customer = domain.customer
    details = {"name": customer.name, "email": customer.email, "phone": customer.phone}
    Registration.create(
        domain=domain, registrar="Muster Registrar GmbH", registered_on=registered_on, expires_on=expires_on,
        locked_at=datetime.combine(registered_on, time(12)) if is_locked else None,
        **{f"holder_{key}": value for key, value in details.items()},
    )  # fmt: skip
    if is_checked:
        HolderCheck.create(domain=domain, created_at=clock.ago(days=40), **details)
    if auth_code:
        sealed = seal.seal(auth_code, auth_codes.PURPOSE)
        AuthCode.create(domain=domain, sealed=sealed, valid_until=clock.today() + auth_codes.VALID)
