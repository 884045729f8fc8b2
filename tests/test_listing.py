"""Lists: every row once, forwards and back, whatever the order; an address that makes no sense does no harm."""

from datetime import date, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from models import Booking, Ticket
from tables.accounting.ledger import LEDGER
from tables.support import TICKETS


@pytest.fixture
def many_rows(alice):
    """Thirty-four bookings and requests, many of them alike in what they are sorted by."""
    for n in range(34):
        Booking.create(
            customer=alice.customer, booked_on=date(2026, 1, 1) + timedelta(days=n % 4), kind="ZA",
            amount_cents=n % 3, text=f"Nr. {n}", search_text=f"nr. {n}",
        )  # fmt: skip
        Ticket.create(
            number=n, customer=alice.customer, subject=f"S {n % 5}", changed_at=datetime(2026, 1, 1 + n % 6, 12)
        )
    return alice.customer.id


def asked(link):
    return {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}


def walk(listing, customer, **first):
    """All pages in turn by their links to the next one."""
    pages = [listing.page("/", first, customer=customer)]
    while pages[-1].next:
        pages.append(listing.page("/", asked(pages[-1].next), customer=customer))
    return pages


@pytest.mark.parametrize("direction", ["", "-"])
@pytest.mark.parametrize(("listing", "size"), [(LEDGER, 34), (TICKETS, 34)], ids=["ledger", "requests"])
def test_every_row_comes_once_in_every_order_and_back_again(many_rows, listing, size, direction):
    for column in listing.columns:
        pages = walk(listing, many_rows, sort=direction + column)
        rows = [row.sort_id for page in pages for row in page.rows]
        values = [row.sort_value for page in pages for row in page.rows]
        assert len(rows) == len(set(rows)) == size, column
        assert values == sorted(values, reverse=direction == "-"), column
        back = pages[-1]
        for page in reversed(pages[:-1]):
            back = listing.page("/", asked(back.previous), customer=many_rows)
            assert back.rows == page.rows
        assert back.previous is None


def test_a_search_finds_all_its_words_and_takes_signs_as_they_are(many_rows):
    assert {row.text for row in LEDGER.page("/", {"q": "3 NR"}, customer=many_rows).rows} >= {"Nr. 3", "Nr. 33"}
    for q in ("%", "_", "'", '"', "\\", "!", "\x00"):
        found = LEDGER.page("/", {"q": f"nr{q}x"}, customer=many_rows)
        assert found.is_empty


@pytest.mark.parametrize(
    "query",
    [
        {"sort": "password_hash"}, {"sort": "--date"}, {"size": "7"}, {"size": "-1"}, {"after": "x"}, {"before": "%%%"},
        {"after": "WzEsMl0"}, {"after": "bnVsbA"}, {"after": "WyIyMDI2LTAxLTAxIiwxZTk5OV0"}, {"q": "x" * 5000},
    ],
    ids=str,
)  # fmt: skip
def test_what_makes_no_sense_is_taken_as_not_asked(many_rows, query):
    page = LEDGER.page("/", query, customer=many_rows)
    assert page.size in page.sizes and len(page.rows) in (0, 10)


def test_a_link_begins_again_with_the_first_page(many_rows):
    page = LEDGER.page(
        "/konto", {"after": asked(LEDGER.page("/", {}, customer=many_rows).next)["after"]}, customer=many_rows
    )
    assert page.previous and page.link(size=25) == f"/konto?q=&sort={page.sort}&size=25"
