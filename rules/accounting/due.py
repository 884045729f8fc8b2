"""What is due until a day, as it stands in the database: contracts, charges, prices and whose they are."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from peewee import JOIN

import gateways
from models import (
    BilledPeriod,
    BillingDetails,
    Cancellation,
    Charge,
    Contract,
    ContractPrice,
    Customer,
    Discount,
    Domain,
    Mandate,
    OpenItem,
    Plan,
    Server,
)
from rules.accounting import taxes
from rules.accounting.rows import among, day, fetch


class Payer(NamedTuple):
    """A customer with what the bookkeeping knows, by the names of Customer and BillingDetails."""

    id: int
    number: int
    kind: str
    company: str
    first_name: str
    last_name: str
    email: str
    street: str
    zip: str
    city: str
    country: str
    invoice_by_post: bool
    invoice_email: str
    invoice_with_contact: bool
    vat_id: str
    leitweg_id: str
    order_number: str
    language: str
    limit_cents: int | None

    @property
    def name(self) -> str:
        return self.company or f"{self.first_name} {self.last_name}".strip()

    @property
    def is_business(self) -> bool:
        return self.kind == "business"


class ContractRow(NamedTuple):
    """A contract of which something is due; `ends_on` is the day with which it ends."""

    customer: int
    id: int
    kind: str
    plan: str
    domain: str | None
    server: str | None
    description: str
    price_cents: int
    period_months: int
    started_on: date
    next_invoice_on: date
    billing_day: int | None
    ends_on: date | None


class ChargeRow(NamedTuple):
    """A charge that waits; from `kind` on in the order of a position."""

    customer: int
    due_on: date
    kind: str
    product: str
    text: str
    quantity: int
    price_cents: int
    contract: int | None
    period_from: date | None
    period_to: date | None
    charge: int


class Due(NamedTuple):
    """What was found for some customers (ids)."""

    payers: list[Payer]
    contracts: Mapping[int, list[ContractRow]]
    charges: Mapping[int, list[ChargeRow]]
    answers: Mapping[tuple[int, str], str]
    billed: Mapping[int, tuple[tuple[date, date], ...]]
    prices: Mapping[int, list[tuple[date, int]]]
    reductions: Mapping[int, list[tuple[str, int | None, int | None, date, date | None]]]

    def price(self, contract: ContractRow, first: date) -> int:
        """What a period that begins on a day costs: net cents."""
        dated = self.prices.get(contract.id)
        if not dated:
            return contract.price_cents
        at = bisect_right(dated, first, key=lambda row: row[0])
        return dated[at - 1][1] if at else contract.price_cents

    def discounts(self, contract: int, first: date, price: int) -> Iterator[tuple[str, int]]:
        """The discounts on a period that begins on a day: text and net cents of a full period."""
        for text, share, cents, since, until in self.reductions.get(contract, ()):
            if since <= first and (until is None or first <= until):
                yield text, cents if cents is not None else (price * (share or 0) + 5_000) // 10_000


def horizon(until: date) -> date:
    """The last day on which a period may begin that is billed on a day."""
    return until + timedelta(days=gateways.settings.billing.advance_days)


def customers(until: date) -> list[int]:
    """The ids of those of whom something is due until a day, ascending."""
    contracts = _due_contracts(until, Contract.select(Contract.customer)).distinct()
    charges = Charge.waiting(until).select(Charge.customer).distinct()
    return sorted({row[0] for query in (contracts, charges) for row in fetch(query)})


def _due_contracts(until: date, query: Any) -> Any:
    """Contracts that are billed, with a period that begins in time and before the contract ends."""
    return query.join(Cancellation, JOIN.LEFT_OUTER).where(
        Contract.next_invoice_on <= horizon(until),
        Contract.period_months > 0,
        Contract.billing_held_at.is_null(),
        Cancellation.effective_on.is_null() | (Cancellation.effective_on >= Contract.next_invoice_on),
    )


def read(customers: Sequence[int], until: date) -> Due:
    """Everything that bills of these customers (ids) are made of."""
    ids = sorted(customers)
    payers = _payers(ids)
    return Due(
        payers=payers,
        contracts=_grouped(_contracts(ids, until)),
        charges=_grouped(_charges(ids, until)),
        answers=taxes.answers([payer.id for payer in payers if payer.vat_id]),
        billed=_spans(ids, until),
        prices=_prices(ids),
        reductions=_reductions(ids),
    )


def _payers(ids: list[int]) -> list[Payer]:
    names = [name for name in Payer._fields if name in Customer._meta.fields]
    known = [getattr(BillingDetails, name) for name in Payer._fields[len(names) :]]
    query = (
        Customer.select(*(getattr(Customer, name) for name in names), *known)
        .join(BillingDetails, JOIN.LEFT_OUTER)
        .where(among(Customer.id, ids))
        .order_by(Customer.id)
    )
    nothing = ("", "", "", "de", None)
    cut = len(names)
    return [Payer._make(row if row[cut] is not None else (*row[:cut], *nothing)) for row in fetch(query)]


def _contracts(ids: list[int], until: date) -> list[ContractRow]:
    select = Contract.select(
        Contract.customer, Contract.id, Contract.kind, Plan.name, Domain.name, Server.name, Contract.description,
        Contract.price_cents, Contract.period_months, Contract.started_on, Contract.next_invoice_on,
        Contract.billing_day, Cancellation.effective_on,
    )  # fmt: skip
    query = (
        _due_contracts(until, select)
        .switch(Contract)
        .join(Plan)
        .switch(Contract)
        .join(Domain, JOIN.LEFT_OUTER)
        .switch(Contract)
        .join(Server, JOIN.LEFT_OUTER)
        .where(among(Contract.customer, ids))
        .order_by(Contract.customer, Contract.next_invoice_on, Contract.id)
    )
    return [
        ContractRow(a, b, c, d, e, f, g, h, i, day(started_on), day(next_on), billing_day, ends_on and day(ends_on))
        for a, b, c, d, e, f, g, h, i, started_on, next_on, billing_day, ends_on in fetch(query)
    ]


def _charges(ids: list[int], until: date) -> Iterator[ChargeRow]:
    query = (
        Charge.waiting(until)
        .select(
            Charge.customer, Charge.due_on, Charge.kind, Charge.product, Charge.text, Charge.quantity,
            Charge.price_cents, Charge.contract, Charge.period_from, Charge.period_to, Charge.id,
        )
        .where(among(Charge.customer, ids))
        .order_by(Charge.customer, Charge.due_on, Charge.id)
    )  # fmt: skip
    for row in fetch(query):
        yield ChargeRow._make((row[0], day(row[1]), *row[2:8], day(row[8]), day(row[9]), row[10]))


def _spans(ids: list[int], until: date) -> dict[int, tuple[tuple[date, date], ...]]:
    """What is billed already of the days to come: a correction may have let an earlier period be billed anew."""
    query = (
        BilledPeriod.select(BilledPeriod.contract, BilledPeriod.period_from, BilledPeriod.period_to)
        .join(Contract)
        .where(
            among(Contract.customer, ids),
            Contract.next_invoice_on <= horizon(until),
            BilledPeriod.period_from >= Contract.next_invoice_on,
        )
        .order_by(BilledPeriod.period_from)
    )
    spans = _by_contract((contract, (day(first), day(last))) for contract, first, last in fetch(query))
    return {contract: tuple(each) for contract, each in spans.items()}


def _prices(ids: list[int]) -> dict[int, list[tuple[date, int]]]:
    query = (
        ContractPrice.select(ContractPrice.contract, ContractPrice.valid_from, ContractPrice.price_cents)
        .join(Contract)
        .where(among(Contract.customer, ids))
        .order_by(ContractPrice.valid_from)
    )
    return _by_contract((contract, (day(since), cents)) for contract, since, cents in fetch(query))


def _reductions(ids: list[int]) -> dict[int, list[tuple[str, int | None, int | None, date, date | None]]]:
    query = (
        Discount.select(
            Discount.contract, Discount.text, Discount.share, Discount.cents, Discount.valid_from, Discount.valid_to
        )
        .join(Contract)
        .where(among(Contract.customer, ids))
        .order_by(Discount.id)
    )
    return _by_contract((row[0], (*row[1:4], day(row[4]), day(row[5]))) for row in fetch(query))


def mandates(ids: list[int]) -> dict[int, str]:
    """The references of the mandates in force, by customer."""
    query = (
        Mandate.select(Mandate.customer, Mandate.reference)
        .where(among(Mandate.customer, ids), Mandate.revoked_at.is_null())
        .order_by(Mandate.id)
    )
    return dict(fetch(query))


def with_credit(ids: list[int]) -> set[int]:
    """Those who have credit that the next invoice uses up."""
    return {
        row[0]
        for row in fetch(OpenItem.select(OpenItem.customer).where(among(OpenItem.customer, ids), OpenItem.cents > 0))
    }


def _grouped(rows: Iterable[Any]) -> dict[int, list[Any]]:
    groups: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        groups[row.customer].append(row)
    return groups


def _by_contract(rows: Iterable[tuple[int, Any]]) -> dict[int, list[Any]]:
    groups: dict[int, list[Any]] = defaultdict(list)
    for contract, row in rows:
        groups[contract].append(row)
    return groups
