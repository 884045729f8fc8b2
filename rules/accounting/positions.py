"""What customers are to pay until a day: their positions with prices, discounts and taxes, read for many at once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import texts
import values
from models import Fee
from rules import Refused
from rules.accounting import due, money, periods, taxes
from rules.accounting.due import ContractRow, Payer
from texts import t

POST = "post_invoice"
MOST_TEXT = 250
MOST_CENTS = 1_500_000_000  # net: with the highest tax in the EU it still is a whole number of the databases


class Position(NamedTuple):
    """A line of an invoice that may be: net amounts in cents, the rate in hundredths of a percent."""

    kind: str
    product: str
    text: str
    quantity: int
    price_cents: int
    net_cents: int
    tax_rate: int
    tax_category: str
    contract: int | None = None
    period_from: date | None = None
    period_to: date | None = None
    charge: int | None = None


@dataclass(slots=True)
class Bill:
    """What one customer is to pay; `following` says from which day on each contract is billed the next time.

    `vat_answer` is what VIES said. `problem` is a code of the reason why nothing can be issued, `sentence` says it to
    people.
    """

    payer: Payer
    case: str
    positions: list[Position] = field(default_factory=list)
    following: list[tuple[int, date]] = field(default_factory=list)
    net_cents: int = 0
    tax_cents: int = 0
    vat_answer: str | None = None
    problem: str = ""
    sentence: str = ""

    @property
    def gross_cents(self) -> int:
        return self.net_cents + self.tax_cents

    @property
    def is_free(self) -> bool:
        """Whether there is nothing to put on an invoice: what is due costs nothing."""
        return not any(position.net_cents for position in self.positions)

    @property
    def gives_back(self) -> bool:
        """Whether the customer gets something back; then it becomes a Rechnungskorrektur."""
        return self.net_cents < 0


class Reckoner:
    """Works out bills; what holds for all customers (rates, fees) is read once."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.rates = taxes.Rates()
        self.post_fees = {
            kind: fee.cents if (fee := Fee.current(Fee.kind == POST, Fee.customer_kind == kind)) else 0
            for kind in ("business", "private")
        }
        self.rate = lru_cache(4096)(self.rates.of)

    def bills(self, customers: Sequence[int], until: date) -> Iterator[Bill]:
        """The bills of some customers (ids) for what is due until a day, in the order of their ids."""
        found, horizon = due.read(customers, until), due.horizon(until)
        for payer in found.payers:
            bill = self._bill(payer, found, horizon)
            if bill.positions or bill.following or bill.problem == "no_rate":
                yield bill

    def _bill(self, payer: Payer, found: due.Due, horizon: date) -> Bill:
        answer = found.answers.get((payer.id, payer.vat_id))
        bill = Bill(payer, taxes.case(payer.country, payer.is_business, payer.vat_id, answer), vat_answer=answer)
        if bill.case == taxes.UNCHECKED:
            bill.case, bill.problem = "reverse_charge", "vat_unchecked"
            bill.sentence = t("Die Umsatzsteuer-ID {vat_id} ist noch nicht geprüft.", vat_id=payer.vat_id)
        try:
            for contract in found.contracts.get(payer.id, ()):
                self._periods(bill, contract, found, horizon)
            for charge in found.charges.get(payer.id, ()):
                self._add(bill, charge.period_to or charge.due_on, *charge[2:])
            self._post(bill)
        except Refused as refused:
            bill.problem, bill.sentence = "no_rate", refused.sentence
        nets: dict[int, int] = {}
        for position in bill.positions:
            nets[position.tax_rate] = nets.get(position.tax_rate, 0) + position.net_cents
        for rate, cents in nets.items():
            bill.net_cents += cents
            bill.tax_cents += money.tax(cents, rate)
        if abs(bill.net_cents) > MOST_CENTS:
            bill.net_cents = bill.tax_cents = 0
            bill.problem, bill.sentence = "too_large", t("Die Summe ist zu groß für eine Rechnung.")
        return bill

    def _periods(self, bill: Bill, contract: ContractRow, found: due.Due, horizon: date) -> None:
        """The periods of a contract, and on which day the next one begins."""
        id, kind, text, first = contract.id, contract.kind, name_of(contract), contract.next_invoice_on
        case, country, category = bill.case, bill.payer.country, taxes.CATEGORIES[bill.case]
        day = periods.anchor(contract.billing_day, contract.started_on, first)
        spans, following = periods.all_due(
            first, contract.period_months, day, horizon, contract.ends_on, found.billed.get(id, ())
        )
        has_prices, has_discounts = id in found.prices, id in found.reductions
        for span in spans:
            price = found.price(contract, span.first) if has_prices else contract.price_cents
            cents = price if span.days == span.whole else span.share_of(price)
            rate = self.rate(case, country, span.last)
            bill.positions.append(
                Position("period", kind, text, 1, cents, cents, rate, category, id, span.first, span.last)
            )
            if has_discounts:
                self._discounts(bill, contract, span, price, found)
        if following != first:
            bill.following.append((id, following))

    def _discounts(self, bill: Bill, contract: ContractRow, span: periods.Period, price: int, found: due.Due) -> None:
        """What is taken off a period, one after the other, never more than it costs."""
        left = span.share_of(price)
        for text, off in found.discounts(contract.id, span.first, price):
            cents = min(span.share_of(off), left)
            left -= cents
            if cents:
                self._add(
                    bill, span.last, "discount", contract.kind, text, -1, cents, contract.id, span.first, span.last
                )

    def _post(self, bill: Bill) -> None:
        """The fee for an invoice by post; nobody pays it for getting something back."""
        cents = self.post_fees[bill.payer.kind] if bill.payer.invoice_by_post else 0
        if cents and sum(position.net_cents for position in bill.positions) > 0:
            with texts.speak(bill.payer.language):
                text = t("Rechnung per Post")
            self._add(bill, self.today, "post", "post", text, 1, cents)

    def _add(
        self, bill: Bill, day: date, kind: str, product: str, text: str, quantity: int, price_cents: int,
        contract: int | None = None, first: date | None = None, last: date | None = None, charge: int | None = None,
    ) -> None:  # fmt: skip
        rate = self.rate(bill.case, bill.payer.country, day)
        category = taxes.CATEGORIES[bill.case]
        bill.positions.append(
            Position(
                kind,
                product,
                text,
                quantity,
                price_cents,
                quantity * price_cents,
                rate,
                category,
                contract,
                first,
                last,
                charge,
            )  # fmt: skip
        )


def name_of(contract: ContractRow) -> str:
    """What a contract is called on an invoice: „Domain profihost-demo.de“."""
    what = contract.domain or contract.server or contract.description.partition("\n")[0]
    return f"{contract.plan} {values.domain_shown(what) if contract.domain else what}".strip()[:MOST_TEXT]


def bills_of(customers: Iterable[int], until: date, today: date) -> list[Bill]:
    """The bills of some customers (ids), all at once."""
    return list(Reckoner(today).bills(list(customers), until))
