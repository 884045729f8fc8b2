"""What the reports add up to: journal, open items, deferred income, EU sales list, One-Stop-Shop."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

import database
from models import BillingDetails, Booking, Invoice, InvoiceLine
from rules.accounting import ledger, money, parties
from rules.bookkeeping import accounts, deferred, eu_sales, journal, open_items, oss, plot, spans
from rules.bookkeeping.datev import bookings

DAY = date(2026, 1, 1)
days = some.integers(0, 400).map(lambda n: DAY + timedelta(days=n))
cents = some.integers(-100_000_00, 100_000_00)


def issue(customer, number, day, lines, tax_case="domestic", corrects=None, buyer=None):
    """An invoice with positions of (net cents, rate), and its booking."""
    taxed = money.by_rate(lines)
    net, tax = sum(each.net_cents for each in taxed), sum(each.tax_cents for each in taxed)
    created = Invoice.create(
        number=number, customer=customer, issued_on=day, due_on=day + timedelta(days=14), recipient="x",
        tax_case=tax_case, net_cents=net, tax_cents=tax, gross_cents=net + tax, corrects=corrects,
        kind="correction" if corrects else "invoice", buyer=parties.written(buyer or parties.buyer(customer)),
    )  # fmt: skip
    for position, (amount, rate) in enumerate(lines, 1):
        InvoiceLine.create(
            invoice=created, position=position, text="Webhosting", price_cents=abs(amount),
            quantity=-1 if amount < 0 else 1, net_cents=amount, tax_rate=rate,
        )  # fmt: skip
    ledger.book(customer, "GS" if corrects else "RE", -(net + tax), day, invoice=created)
    return created


@given(some.integers(-(10**9), 10**9), days, some.integers(0, 800), some.lists(days, max_size=5))
def test_the_shares_of_the_days_that_follow_each_other_add_up_to_the_amount(net, first, length, ends):
    last = first + timedelta(days=length)
    left = net
    earned = 0
    for day in sorted([*ends, last]):
        now = deferred.share(net, first, last, day)
        assert abs(now) <= abs(left)
        earned, left = earned + left - now, now
    assert (earned, left) == (net, 0)


@given(some.integers(-(10**7), 10**7), days, some.integers(0, 1500), days)
def test_what_the_years_earn_is_what_is_left(net, first, length, day):
    last = first + timedelta(days=length)
    part = deferred.Part(1, 1, "", "", net, first, last, deferred.share(net, first, last, day))
    assert sum(deferred.by_year([part], day).values()) == part.cents


def test_a_year_paid_ahead_in_october_leaves_three_quarters_at_its_end():
    assert deferred.share(36_500, date(2025, 10, 1), date(2026, 9, 30), date(2025, 12, 31)) == 27_300
    assert deferred.share(36_500, date(2025, 10, 1), date(2026, 9, 30), date(2025, 9, 30)) == 36_500
    assert deferred.share(-36_500, date(2025, 10, 1), date(2026, 9, 30), date(2025, 12, 31)) == -27_300


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    events=some.lists(
        some.tuples(some.sampled_from(("RE", "ZA", "RL")), some.integers(1, 50_000), some.integers(0, 60)), max_size=12
    )
)
def test_open_items_of_any_day_are_the_balance_of_the_bookings_up_to_it(alice, events):
    with database.database.atomic() as undone:
        day = DAY
        paid = []
        for kind, amount, wait in events:
            day += timedelta(days=wait)
            if kind == "RE":
                ledger.book(alice.customer, "RE", -amount, day)
            elif kind == "ZA":
                paid.append(ledger.book(alice.customer, "ZA", amount, day))
            elif paid:
                credit = paid.pop()
                ledger.book(alice.customer, "RL", -credit.amount_cents, day, reverses=credit)
        for asked in {DAY - timedelta(days=1), day, *(DAY + timedelta(days=n) for n in (0, 30, 100))}:
            booked = sum(row.amount_cents for row in Booking.select().where(Booking.booked_on <= asked))
            items = open_items.as_of(asked)
            assert -sum(item.cents for item in items) == booked
            together = open_items.together(open_items.by_customer(items, asked))
            assert -together.balance == booked
        undone.rollback()


def test_what_was_paid_and_returned_later_is_paid_in_between(alice):
    ledger.book(alice.customer, "RE", -1000, date(2026, 1, 1))
    paid = ledger.book(alice.customer, "ZA", 1000, date(2026, 1, 10), payment_method="L")
    ledger.book(alice.customer, "RL", -1000, date(2026, 2, 1), reverses=paid)
    shown = {day: [(item.kind, item.cents) for item in open_items.as_of(day)]
             for day in (date(2026, 1, 5), date(2026, 1, 20), date(2026, 2, 2))}  # fmt: skip
    assert shown == {date(2026, 1, 5): [("RE", 1000)], date(2026, 1, 20): [], date(2026, 2, 2): [("RE", 1000)]}


def test_items_are_as_old_as_the_days_since_they_were_due():
    due = date(2026, 1, 31)
    ages = [open_items.age(due, due + timedelta(days=late)) for late in (-1, 0, 30, 31, 60, 61, 90, 91)]
    assert ages == [0, 1, 1, 2, 2, 3, 3, 4]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    some.lists(
        some.tuples(days, some.lists(some.tuples(cents, some.sampled_from((0, 700, 1900))), min_size=1, max_size=4)),
        max_size=5,
    )
)
def test_the_sums_of_the_journal_are_the_sums_of_the_invoices(alice, invoices):
    with database.database.atomic() as undone:
        made = [issue(alice.customer, 5000 + n, day, lines) for n, (day, lines) in enumerate(invoices)]
        last = DAY + timedelta(days=500)
        net, tax = journal.total(journal.sums(DAY, last))
        assert (net, tax) == (sum(each.net_cents for each in made), sum(each.tax_cents for each in made))
        course = journal.course(DAY, last)
        assert sum(month.net_cents for month in course) == net
        assert course[-1].open_cents == net + tax
        undone.rollback()


def test_the_tax_is_rounded_on_each_invoice_and_not_on_the_sum(alice):
    for number in (1, 2, 3):
        issue(alice.customer, number, DAY, [(13, 1900)])
    (row,) = journal.sums(DAY, DAY)
    assert (row.invoices, row.net_cents, row.tax_cents) == (3, 39, 6)


@pytest.fixture
def abroad(alice):
    """Alice in France with a VAT id."""
    alice.customer.country = "FR"
    alice.customer.save()
    BillingDetails.create(customer=alice.customer, vat_id="FR83404833048")
    return alice.customer


def test_the_eu_sales_list_adds_up_each_vat_id_in_whole_euros(abroad, bob):
    first = issue(abroad, 1, date(2026, 1, 5), [(10_049, 0)], "reverse_charge")
    issue(abroad, 2, date(2026, 3, 31), [(5000, 0)], "reverse_charge")
    issue(abroad, 3, date(2026, 2, 1), [(-1000, 0)], "reverse_charge", corrects=first)
    issue(abroad, 4, date(2026, 4, 1), [(7000, 0)], "reverse_charge")
    issue(bob.customer, 5, date(2026, 1, 5), [(1000, 1900)])
    (row,) = eu_sales.report(date(2026, 1, 1), date(2026, 3, 31))
    assert (row.vat_id, row.invoices, row.net_cents, row.euros) == ("FR83404833048", 3, 14_049, 140)


def test_a_correction_stays_in_the_country_of_its_invoice_when_the_customer_has_moved(abroad):
    earlier = issue(abroad, 1, date(2026, 4, 2), [(1000, 2000)], "oss")
    elsewhere = replace(parties.buyer(abroad), country="AT")
    issue(abroad, 2, date(2026, 5, 2), [(-1000, 2000)], "oss", corrects=earlier, buyer=elsewhere)
    assert [(row.country, row.net_cents) for row in oss.report(spans.named("2026-q2"))] == [("FR", 0)]
    (given_back,) = bookings.Batch(spans.named("2026-05"), accounts.Chart()).rows()
    assert given_back["EU-Land u. UStID (Bestimmung)"] == "FR"


def test_the_oss_sums_put_a_correction_into_the_quarter_of_its_invoice(abroad):
    earlier = issue(abroad, 1, date(2026, 3, 30), [(1000, 2000)], "oss")
    issue(abroad, 2, date(2026, 4, 2), [(-1000, 2000)], "oss", corrects=earlier)
    issue(abroad, 3, date(2026, 5, 2), [(333, 2000), (334, 2000)], "oss")
    rows = oss.report(spans.named("2026-q2"))
    assert [(row.country, row.rate, row.quarter.name, row.net_cents, row.tax_cents) for row in rows] == [
        ("FR", 2000, "2026-q1", -1000, -200),
        ("FR", 2000, "2026-q2", 667, 133),
    ]


@pytest.mark.parametrize("name", ["2026-02", "2026-q4", "2026"])
def test_a_span_has_the_name_it_is_found_by(name):
    assert spans.named(name).name == name


@pytest.mark.parametrize("name", ["", "2026-13", "2026-q5", "0000", "9999", "²026", "2026-1"])
def test_what_names_no_span_is_refused(name):
    with pytest.raises(ValueError):
        spans.named(name)


@given(some.lists(some.tuples(cents, cents), min_size=1, max_size=24))
def test_everything_a_plot_shows_lies_within_it(values):
    months = [journal.Month(spans.before(DAY, -n), net, owed) for n, (net, owed) in enumerate(values)]
    drawn = plot.of(months, 900, 320, 76)
    assert all(0 <= point.y <= 320 and 76 <= point.x <= 900 for point in drawn.points)
    assert all(bar.y >= 0 and bar.y + bar.height <= 320 and bar.height >= 0 for bar in drawn.bars)
    assert 2 <= len(drawn.grid) <= 7


@pytest.mark.parametrize(("owed", "said"), [(2_312_00, ""), (4_00, "2.059\u00a0€")])
def test_two_amounts_of_the_last_month_do_not_lie_on_each_other(owed, said):
    months = [journal.Month(spans.before(DAY, 1), 4_00, 4_00), journal.Month(DAY, 2_059_00, owed)]
    assert plot.of(months, 900, 320, 76).bars[-1].value == said
