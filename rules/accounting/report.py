"""What a billing run says on the command line."""

from collections.abc import Callable
from datetime import date
from typing import Any

from rules.accounting import issuing, papers, runs
from rules.accounting.positions import Bill
from texts import date as shown
from texts import money, plain, t, tn

Say = Callable[[str], Any]


def print_run(until: date, say: Say) -> bool:
    """Issue what is due until a day, make the documents and say what happened; False when documents failed."""
    report = issuing.run(until, say, runs.held())
    runs.overtake()
    n = len(report.invoices)
    say(
        tn(
            "{n} Rechnung ausgestellt, {sum}.",
            "{n} Rechnungen ausgestellt, {sum}.",
            n,
            sum=plain(money(report.gross_cents)),
        )
    )
    for each in report.waiting:
        say(t("Kunde {number} wartet: {reason}", number=each.number, reason=each.sentence))
    failed = papers.make_missing(say)
    for each in failed:
        say(t("Rechnung {number}: Dokumente fehlgeschlagen ({reason})", number=each.number, reason=each.sentence))
    return not failed


def print_preview(until: date, say: Say) -> None:
    """Say what a run until a day would do, and do nothing."""
    count = cents = 0
    for bill in issuing.preview(until):
        _print(bill, say)
        count += not bill.problem
        cents += 0 if bill.problem else bill.gross_cents
    say(
        tn(
            "{n} Rechnung wäre auszustellen, {sum}.",
            "{n} Rechnungen wären auszustellen, {sum}.",
            count,
            sum=plain(money(cents)),
        )
    )


def _print(bill: Bill, say: Say) -> None:
    say(f"{bill.payer.number} {bill.payer.name}: {plain(money(bill.gross_cents))}")
    if bill.problem:
        say("  " + t("wartet: {reason}", reason=bill.sentence))
    for each in bill.positions:
        span = f" {shown(each.period_from)}–{shown(each.period_to)}" if each.period_from else ""
        say(f"  {each.text}{span}: {plain(money(each.net_cents))}")
