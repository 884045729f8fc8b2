"""Probelauf and Freigabe: what would be issued is looked at first, then issued as far as it still is what was seen."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import clock
import gateways
from database import write
from models import BillingRun, InvoiceDraft, Work
from rules import Refused, audit, work
from rules.accounting import comparing, due, issuing, vat_checks
from rules.accounting.comparing import REMARKS
from rules.accounting.positions import Bill, Reckoner
from rules.accounting.rows import Rows

__all__ = [
    "REMARKS",
    "ask",
    "discard",
    "held",
    "hold",
    "issue_released",
    "look",
    "overtake",
    "propose",
    "propose_daily",
    "release",
    "unhold",
]

RUN = "billing run"
LOOK = "billing look"
HELD = ("held_at", "held_by", "hold_reason")


def propose_daily(day: str) -> None:
    """Propose what is due on a day; by setting, a run without anything remarkable is released at once.

    One that somebody has asked for and that is looked at next keeps its place.
    """
    if _is_asked_for(BillingRun.open()):
        return
    run = propose(date.fromisoformat(day))
    remarkable = InvoiceDraft.select().where(InvoiceDraft.run == run, InvoiceDraft.remarks != "")
    is_open = run.proposed_at and not run.discarded_at
    if gateways.settings.billing.auto_release and is_open and not remarkable.exists():
        release(run)


def propose(until: date) -> BillingRun:
    """Look at what is due until a day; gives the run that waits for its release.

    It replaces one that was not released, and keeps back whom that one did. One without anything due is over at once.
    """
    run = _begin(until)
    return _look(run)


def ask(until: date) -> BillingRun:
    """Let `look` propose what is due until a day; gives the run, which is not proposed yet."""
    with write():
        run = _begin(until)
        work.later(LOOK, run.id)
    return run


def look(key: str) -> None:
    """Look at what is due for the run with this id; a repetition goes on where the one before ended."""
    run = BillingRun.get_by_id(int(key))
    if not run.proposed_at:
        _look(run)


def _look(run: BillingRun) -> BillingRun:
    """Draft what is due, as far as it is not drafted yet; ends early when a newer run took its place."""
    holds, customers = _holds(), due.customers(run.until)
    drafted = {draft.customer_id for draft in run.drafts}
    left = [id for id in customers if id not in drafted]
    vat_checks.refresh(left)
    for ids in issuing.bundles(left):
        _draft(run, ids, holds)
        _advance(run, len(customers), len(ids))
        if BillingRun.get_by_id(run.id).discarded_at:
            return run
    count = run.drafts.count()
    with write():
        run.proposed_at = clock.now()
        run.discarded_at = BillingRun.get_by_id(run.id).discarded_at or (None if count else clock.now())
        run.save(only=["proposed_at", "discarded_at"])
        audit.note("billing run proposed", run, after={"until": run.until, "invoices": count})
    return run


def _is_asked_for(run: BillingRun | None) -> bool:
    """Whether `look` has still to propose it."""
    waiting = Work.select().where(
        Work.kind == LOOK, Work.key == str(run.id if run else 0), Work.done_at.is_null(), Work.failed_at.is_null()
    )
    return bool(waiting.exists())


def _advance(run: BillingRun, count: int, more: int) -> None:
    run.count, run.done = count, min(run.done + more, count)
    with write():
        run.save(only=["count", "done"])


def _holds() -> Mapping[int, tuple[Any, ...]]:
    """Whom the last run that was proposed held back, by customer."""
    last = BillingRun.select().where(BillingRun.proposed_at.is_null(False)).order_by(BillingRun.id.desc()).first()
    held = InvoiceDraft.select().where(
        InvoiceDraft.run == last, InvoiceDraft.held_at.is_null(False), InvoiceDraft.invoice.is_null()
    )
    return {draft.customer_id: (draft.held_at, draft.held_by, draft.hold_reason) for draft in held}


def _begin(until: date) -> BillingRun:
    with write():
        BillingRun.update(discarded_at=clock.now()).where(
            BillingRun.released_at.is_null(), BillingRun.discarded_at.is_null()
        ).execute()
        return BillingRun.create(until=until, begun_by=audit.actor().who)


def _draft(run: BillingRun, customers: Sequence[int], holds: Mapping[int, tuple[Any, ...]]) -> None:
    """Keep what some customers (ids) would be billed for."""
    horizon, past = due.horizon(run.until), comparing.Past(customers)
    rows = []
    for bill in Reckoner(issuing.issue_day()).bills(customers, run.until):
        if bill.is_free:
            continue
        remarks, lines = comparing.compared(bill, past, horizon)
        rows.append((
            run.id, bill.payer.id, bill.net_cents, bill.tax_cents, bill.gross_cents, " ".join(remarks),
            json.dumps(lines, ensure_ascii=False), bool(bill.problem), *holds.get(bill.payer.id, (None, "", "")),
        ))  # fmt: skip
    amounts = ("net_cents", "tax_cents", "gross_cents")
    with write():
        Rows(InvoiceDraft, "run", "customer", *amounts, "remarks", "lines", "is_blocked", *HELD).insert(rows)


def hold(draft: InvoiceDraft, reason: str) -> None:
    """Keep a draft back, in the runs that follow too, until `unhold`; raises Refused once its run is over."""
    _set_hold(draft, "invoice draft held", held_at=clock.now(), held_by=audit.actor().who, hold_reason=reason)


def unhold(draft: InvoiceDraft) -> None:
    """Let a draft that was kept back go out with its run; raises Refused once that is over."""
    _set_hold(draft, "invoice draft unheld", held_at=None, held_by="", hold_reason="")


def _set_hold(draft: InvoiceDraft, what: str, **values: Any) -> None:
    with write():
        open_run = BillingRun.open()
        if open_run is None or open_run.id != draft.run_id:
            raise Refused("Dieser Probelauf ist schon freigegeben, verworfen oder ersetzt.")
        if not open_run.proposed_at:
            raise Refused("Der Probelauf wird noch zusammengestellt.")
        audit.change(what, draft, **values)


def release(run: BillingRun) -> None:
    """Let a run be issued, as far as it is neither held nor blocked; raises Refused when it is over already."""
    _end(run, "billing run released", released_at=clock.now(), released_by=audit.actor().who)


def discard(run: BillingRun) -> None:
    """Issue nothing of a run; raises Refused when it is over already."""
    _end(run, "billing run discarded", discarded_at=clock.now())


def held() -> dict[int, str]:
    """Whom staff keep back at the moment, and why: reasons by customer (id)."""
    return {customer: reason for customer, (_, _, reason) in _holds().items()}


def overtake() -> None:
    """Whoever issued all that was due without asking leaves nothing to release: an open run is discarded."""
    run = BillingRun.open()
    if run and run.proposed_at:
        discard(run)


def _end(run: BillingRun, what: str, **values: Any) -> None:
    with write():
        ended = BillingRun.update(**values).where(
            BillingRun.id == run,
            BillingRun.proposed_at.is_null(False),
            BillingRun.released_at.is_null(),
            BillingRun.discarded_at.is_null(),
        )
        if not ended.execute():
            raise Refused("Dieser Probelauf ist schon freigegeben, verworfen oder ersetzt.")
        for name, value in values.items():
            setattr(run, name, value)
        audit.note(what, run, after={"until": run.until})
        if "released_at" in values:
            work.later(RUN, run.id)


def issue_released(key: str) -> None:
    """Issue a released run (its id), worked out anew; what changed since then is marked and left for the next one.

    May end at any instruction and begin again.
    """
    run = BillingRun.get_or_none(BillingRun.id == int(key), BillingRun.released_at.is_null(False))
    if run is None or run.issued_at:
        return
    drafts = _ready(run)
    vat_checks.refresh(sorted(drafts))
    for ids in issuing.bundles(sorted(drafts)):
        _issue(run, {customer: drafts[customer] for customer in ids})
    _move_on_free(run)
    with write():
        BillingRun.update(issued_at=clock.now()).where(BillingRun.id == run).execute()


def _ready(run: BillingRun) -> dict[int, InvoiceDraft]:
    """The drafts that are to be issued and are not yet, by customer (id)."""
    ready = InvoiceDraft.select().where(
        InvoiceDraft.run == run,
        InvoiceDraft.invoice.is_null(),
        InvoiceDraft.held_at.is_null(),
        ~InvoiceDraft.is_blocked,
    )
    return {draft.customer_id: draft for draft in ready}


def _issue(run: BillingRun, drafts: Mapping[int, InvoiceDraft]) -> None:
    lines = {customer: json.loads(draft.lines) for customer, draft in drafts.items()}

    def is_wanted(bill: Bill) -> bool:
        return bill.payer.id in lines and comparing.is_same(bill, lines[bill.payer.id])

    def mark(issued: Mapping[int, int]) -> None:
        for customer, draft in drafts.items():
            if customer in issued:
                values: dict[str, Any] = {"invoice": issued[customer]}
            else:
                codes = [code for code in draft.remarks.split() if code != "changed"]
                values = {"remarks": " ".join([*codes, "changed"])}
            InvoiceDraft.update(**values).where(InvoiceDraft.id == draft, InvoiceDraft.invoice.is_null()).execute()

    issuing.issue(sorted(drafts), run.until, issuing.Report(), is_wanted, mark)


def _move_on_free(run: BillingRun) -> None:
    """Contracts that cost nothing stand in no draft; their time goes on nevertheless."""
    for ids in issuing.bundles(due.customers(run.until)):
        issuing.issue(ids, run.until, issuing.Report(), lambda bill: bill.is_free)
