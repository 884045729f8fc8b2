"""The daily look at what is overdue: proposed, released by staff or by itself, then done customer by customer."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import fn

import clock
import gateways
from database import write
from models import ReminderDraft, ReminderRun, Work
from rules import Refused, audit, work
from rules.accounting import ledger
from rules.payments.reminders import HOLDS, letters
from rules.payments.reminders.cases import Case, Claim, all_cases, case_of, hold, statement_on

AT_ONCE = 500  # rows of one INSERT
LETTERS_A_SECOND = 10


@dataclass(frozen=True)
class Progress:
    """How far a released run is; `step` is waiting, running, stuck or done."""

    step: str
    done: int
    count: int
    letters: int

    @property
    def is_over(self) -> bool:
        return self.step in ("stuck", "done")


@dataclass(frozen=True)
class Totals:
    """What a proposal comes to: letters, cents that are open and fees in cents."""

    letters: int
    cents: int
    fee_cents: int


def daily(_day: str) -> None:
    """Propose, and with `auto_remind` release at once what can be."""
    run = propose()
    if gateways.settings.billing.auto_remind and not run.obstacle and ReminderDraft.to_write(run).exists():
        release(run)


def propose() -> ReminderRun:
    """Look at all that is overdue today; the proposal takes the place of one that nobody released."""
    cases = list(all_cases())
    with write():
        waiting = ReminderRun.released_at.is_null() & ReminderRun.replaced_at.is_null()
        older = [run.id for run in ReminderRun.select().where(waiting)]
        ReminderRun.update(replaced_at=clock.now()).where(ReminderRun.id.in_(older)).execute()
        ReminderDraft.delete().where(ReminderDraft.run.in_(older)).execute()
        run = ReminderRun.create(begun_by=audit.actor().who, obstacle=hold(), statement_on=statement_on())
        for first in range(0, len(cases), AT_ONCE):
            ReminderDraft.insert_many([_draft(run, case) for case in cases[first : first + AT_ONCE]]).execute()
        audit.note("reminders proposed", run, after={"letter_count": ReminderDraft.to_write(run).count()})
    return run


def totals(run: ReminderRun) -> Totals:
    """What the run would write to whom it does not leave out."""
    columns = [
        fn.COUNT(ReminderDraft.id),
        fn.COALESCE(fn.SUM(ReminderDraft.open_cents), 0),
        fn.COALESCE(fn.SUM(ReminderDraft.fee_cents), 0),
    ]
    return Totals(*ReminderDraft.to_write(run).select(*columns).tuples().get())


def release(run: ReminderRun) -> None:
    """Let the letters of a proposal be written. Raises Refused when that cannot be, or somebody else did it."""
    with write():
        if code := hold():
            raise Refused(HOLDS[code])
        waiting = (ReminderRun.id == run) & ReminderRun.released_at.is_null() & ReminderRun.replaced_at.is_null()
        released = ReminderRun.update(released_at=clock.now(), released_by=audit.actor().who).where(waiting)
        if not released.execute():
            raise Refused("Dieser Vorschlag ist schon freigegeben, oder es gibt einen neueren.")
        drafts = [draft.id for draft in ReminderDraft.to_write(run).order_by(ReminderDraft.id)]
        if not drafts:
            raise Refused("In diesem Vorschlag steht niemand, der eine Mahnung bekommt.")
        work.later_each("reminder", drafts, LETTERS_A_SECOND)
        audit.note("reminders released", run, after={"letter_count": len(drafts)})


def skip(draft: ReminderDraft) -> None:
    """Leave a customer out of this run. Raises Refused once it is released."""
    _change(draft, skipped_at=clock.now(), skipped_by=audit.actor().who)


def take_back(draft: ReminderDraft) -> None:
    """Do not leave the customer out after all. Raises Refused once the run is released."""
    _change(draft, skipped_at=None, skipped_by="")


def remind(key: str) -> None:
    """Write to the customer of the draft with this id, if that is still right; once, whoever else does the same."""
    draft = ReminderDraft.get_by_id(int(key))
    with write(), audit.acting(audit.actor().who, draft.customer):
        ledger.hold(draft.customer)
        undone = ReminderDraft.update(done_at=clock.now()).where(
            ReminderDraft.id == draft, ReminderDraft.done_at.is_null()
        )
        if not undone.execute():
            return
        case = case_of(draft.customer)
        due = _released(draft, case)
        obstacle = "statement" if hold() else "" if due else case.obstacle or "paid"
        letter = None if obstacle else letters.write_down(case, due)
        ReminderDraft.update(obstacle=obstacle, letter=letter).where(ReminderDraft.id == draft).execute()


def progress(run: ReminderRun) -> Progress:
    """How far a released run is."""
    drafts = ReminderDraft.select().where(ReminderDraft.run == run, ReminderDraft.skipped_at.is_null())
    done, letters_ = (
        drafts.where(ReminderDraft.done_at.is_null(False)),
        drafts.where(ReminderDraft.letter.is_null(False)),
    )
    count, ended = (
        drafts.where((ReminderDraft.obstacle == "") | ReminderDraft.done_at.is_null(False)).count(),
        done.count(),
    )
    step = "done" if ended == count else "stuck" if _has_failed(run) else "running" if ended else "waiting"
    return Progress(step, ended, count, letters_.count())


def under_way() -> ReminderRun | None:
    """The last released run while its letters are being written."""
    run = ReminderRun.select().where(ReminderRun.released_at.is_null(False)).order_by(ReminderRun.id.desc()).first()
    return run if run and not progress(run).is_over else None


def items_of(draft: Any) -> list[dict[str, Any]]:
    """What a draft, or its row of a list, says about each debit, with days as days."""
    items = json.loads(draft.items)
    for item in items:
        item["due_on"] = date.fromisoformat(item["due_on"])
        item["until"] = date.fromisoformat(item["until"]) if item["until"] else None
        item["text"] = f"{ledger.WORDS[item['kind']]} {item['number']}".strip()
    return items


def _has_failed(run: ReminderRun) -> bool:
    """Whether something of the run was given up, which the staff find under „Versand und Aufgaben“."""
    failed = Work.select(Work.key).where(Work.kind == "reminder", Work.failed_at.is_null(False))
    ids = [int(each.key) for each in failed]
    return bool(ReminderDraft.select().where(ReminderDraft.run == run, ReminderDraft.id.in_(ids)).exists())


def _change(draft: ReminderDraft, **changes: Any) -> None:
    with write():
        run = ReminderRun.get_by_id(draft.run_id)
        if run.released_at or run.replaced_at:
            raise Refused("Dieser Vorschlag ist schon freigegeben, oder es gibt einen neueren.")
        ReminderDraft.update(**changes).where(ReminderDraft.id == draft).execute()
        what = "customer left out of reminders" if changes["skipped_at"] else "customer taken into reminders"
        audit.note(what, draft)


def _draft(run: ReminderRun, case: Case) -> dict[str, Any]:
    level = case.level
    return {
        "run": run.id,
        "customer": case.customer.id,
        "level": level.level if level else 0,
        "open_cents": case.cents + case.fee_cents,
        "fee_cents": case.fee_cents,
        "items": json.dumps([_item(claim) for claim in case.claims], ensure_ascii=False),
        "obstacle": case.obstacle,
        "until": case.until,
    }


def _item(claim: Claim) -> dict[str, Any]:
    return {
        "debit": claim.debit.id,
        "kind": claim.debit.kind,
        "number": claim.debit.number,
        "due_on": claim.due_on.isoformat(),
        "cents": claim.cents,
        "reached": claim.reached,
        "level": claim.level,
        "obstacle": claim.obstacle,
        "until": claim.until.isoformat() if claim.until else "",
    }


def _released(draft: ReminderDraft, case: Case) -> list[Claim]:
    """What is due of that which the draft said: staff have released no more than they saw."""
    seen = {(item["debit"], item["level"]) for item in json.loads(draft.items)}
    return [claim for claim in case.due if (claim.debit.id, claim.level) in seen]
