"""How a billing run stands: what it would issue, how far it is, what it did and what is left to do."""

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import clock
from database import write
from models import BillingRun, Work, documents_of_run, drafts_by_standing, work_of_documents
from rules import Refused, audit
from rules.accounting import runs

AHEAD = timedelta(days=366)


@dataclass
class Sums:
    """How many drafts there are, and their amounts in cents."""

    count: int = 0
    net_cents: int = 0
    tax_cents: int = 0
    gross_cents: int = 0

    def add(self, row: object) -> None:
        for name in ("count", "net_cents", "tax_cents", "gross_cents"):
            setattr(self, name, getattr(self, name) + int(getattr(row, name)))


@dataclass
class Summary:
    """What a run holds: all of it, what goes out with a release, what went out, what is held back or cannot go out.

    `remarks` counts the drafts with each code.
    """

    all: Sums = field(default_factory=Sums)
    ready: Sums = field(default_factory=Sums)
    issued: Sums = field(default_factory=Sums)
    held: Sums = field(default_factory=Sums)
    blocked: Sums = field(default_factory=Sums)
    remarkable: Sums = field(default_factory=Sums)
    remarks: Counter[str] = field(default_factory=Counter)

    @property
    def waiting(self) -> int:
        """How many are left that got no invoice, or will get none."""
        return self.all.count - self.issued.count


@dataclass(frozen=True)
class Line:
    """A position of a draft for the eye, net amounts in cents; `remark` is "", "new", "price_changed" or "gone".

    What is gone has no amount, and what is new none of before.
    """

    text: str
    first: date | None
    last: date | None
    quantity: int | None
    net_cents: int | None
    remark: str
    was_cents: int | None


@dataclass(frozen=True)
class Progress:
    """How far a run is; `step` is waiting, looking, issuing, documents, stuck or done."""

    step: str
    done: int
    count: int

    @property
    def is_over(self) -> bool:
        return self.step in ("stuck", "done")


def propose(until: date) -> BillingRun:
    """Let what is due up to a day be looked at; raises Refused for a day too far ahead."""
    if until > clock.today() + AHEAD:
        raise Refused("Bitte wählen Sie einen Tag in den nächsten zwölf Monaten.", "until")
    return runs.ask(until)


def lines_of(draft: Any) -> list[Line]:
    """The positions of a draft, or of a row of a list of them."""
    return [
        Line(
            text=each["text"],
            first=_day(each.get("period_from")),
            last=_day(each.get("period_to")),
            quantity=each.get("quantity"),
            net_cents=each.get("net_cents"),
            remark=each.get("remark", ""),
            was_cents=each.get("was_cents"),
        )
        for each in json.loads(draft.lines)
    ]


def summary(run: BillingRun) -> Summary:
    """What a run holds, added up."""
    found = Summary()
    for row in drafts_by_standing(run):
        found.all.add(row)
        standing = (
            found.issued if row.is_issued else found.blocked if row.is_blocked else found.held if row.is_held
            else found.ready
        )  # fmt: skip
        standing.add(row)
        if row.remarks:
            found.remarkable.add(row)
        for code in row.remarks.split():
            found.remarks[code] += row.count
    return found


def progress(run: BillingRun, found: Summary) -> Progress:
    """How far a released run is: first the invoices, then their documents."""
    if run.issued_at is None:
        step = "stuck" if _has_failed(run) else "issuing" if found.issued.count else "waiting"
        return Progress(step, found.issued.count, found.issued.count + found.ready.count)
    made = documents_of_run(run).count()
    is_over = made + len(failed_documents(run)) >= found.issued.count
    return Progress("done" if is_over else "documents", made, found.issued.count)


def look_progress(run: BillingRun) -> Progress:
    """How far a Probelauf is, which is done when it is proposed, or was replaced meanwhile."""
    if run.proposed_at or run.discarded_at:
        return Progress("done", run.count, run.count)
    step = "stuck" if _has_failed(run, runs.LOOK) else "looking" if run.count else "waiting"
    return Progress(step, run.done, run.count)


def failed_documents(run: BillingRun) -> list[Work]:
    """The documents that could not be made so far; rows have number, customer_number, error, tries and failed_at."""
    return list(work_of_documents(run))


def try_documents_again(run: BillingRun) -> None:
    """Make the documents that could not be made; raises Refused when there is none."""
    ids = [each.id for each in failed_documents(run)]
    if not ids:
        raise Refused("Alle Dokumente dieses Laufs sind erstellt.")
    with write():
        again = {"due": clock.now(), "tries": 0, "error": "", "failed_at": None}
        resting = Work.done_at.is_null() & Work.leased_until.is_null()
        Work.update(again).where(Work.id.in_(ids), resting).execute()
        audit.note("documents tried again", run, after={"count": len(ids)})


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _has_failed(run: BillingRun, kind: str = runs.RUN) -> bool:
    given_up = Work.select().where(Work.kind == kind, Work.key == str(run.id), Work.failed_at.is_null(False))
    return bool(given_up.exists())
