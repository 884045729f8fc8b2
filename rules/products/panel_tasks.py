"""What the panel of a contract has to follow: that it is blocked or goes on, has another plan, is deleted."""

from datetime import date, datetime, timedelta
from typing import Any

from peewee import fn

import clock
import gateways
import texts
from database import is_sqlite, write
from gateways import Rejected, Unreachable
from gateways.panel import Account
from models import Cancellation, Contract, PanelAccess, PanelTask, Plan, Work, state_of
from rules import Refused, audit, work
from texts import lazy, t

WORDS = {
    "suspend": lazy("Sperren"),
    "unsuspend": lazy("Entsperren"),
    "change_plan": lazy("Tarif wechseln"),
    "delete": lazy("Löschen"),
}
OBSTACLES = {
    "link": lazy("Zu diesem Zugang gibt es keine Schnittstelle."),
    "server": lazy("An Servern ändert das Kundencenter nichts."),
    "gone": lazy("Dieses Panel ist nicht mehr eingerichtet."),
    "cannot": lazy("Dieses Panel kann das nicht."),
    "shared": lazy("Der Benutzer gehört auch zu einem anderen Vertrag."),
    "domain": lazy("Das Panel fragt nach einer Domain, und der Vertrag hat keine."),
    "package": lazy("Beim Tarif steht kein Paket im Panel."),
}
PAIR = ("suspend", "unsuspend")
REPLACED = {"suspend": PAIR, "unsuspend": PAIR, "change_plan": ("change_plan",), "delete": PanelTask.CHANGES}


def follow(contract: Contract, change: str, due: datetime | None = None) -> None:
    """Let the contract's panel follow a change that was just made, from `due` on; what it replaces is not wanted."""
    with write():
        access = _access(contract)
        if access is not None:
            withdraw(contract, *REPLACED[change])
            task = PanelTask(contract=contract, change=change)
            _aim(task, access)
            task.save(force_insert=True)
            if task.standing == "waiting":
                work.later(PanelTask.WORK, task.id, due)


def follow_plan(contract: Contract, old: Plan, due: datetime | None = None) -> None:
    """Let the panel follow a change of plan, unless both plans are the same there."""
    new = contract.plan
    if new != old and not (new.panel_package and new.panel_package == old.panel_package):
        follow(contract, "change_plan", due)


def withdraw(contract: Contract, *changes: str) -> None:
    """What is open of these changes is not wanted any more."""
    with write():
        is_open = PanelTask.done_at.is_null() & PanelTask.withdrawn_at.is_null()
        is_meant = is_open & (PanelTask.contract == contract) & PanelTask.change.in_(changes)
        tasks = [task.id for task in PanelTask.select(PanelTask.id).where(is_meant)]
        PanelTask.update(withdrawn_at=clock.now()).where(PanelTask.id.in_(tasks)).execute()
        _end_work(tasks)


def carry_out(key: str) -> None:
    """Make the change of a task (its id) in the panel. Raises Unreachable and Rejected, as the panel does."""
    task = PanelTask.get_or_none(PanelTask.id == int(key))
    if task is None or task.done_at or task.withdrawn_at:
        return
    if not _is_wanted(task):
        withdraw(task.contract, task.change)
        return
    if _has_neighbour_at_work(task):
        raise Unreachable(t("Eine andere Änderung dieses Vertrags läuft noch."))
    _change(task)
    with write():
        is_its = (PanelTask.id == task) & PanelTask.done_at.is_null() & PanelTask.withdrawn_at.is_null()
        if PanelTask.update(done_at=clock.now()).where(is_its).execute():
            audit.note("panel followed", task.contract, after=_facts(task))


def try_again(task: PanelTask) -> None:
    """Let the portal try what failed, or what staff were to do by hand and it can do by now. Raises Refused."""
    with write():
        task, access = _open(task), _access(task.contract)
        if task.standing not in ("failed", "by hand"):
            raise Refused("Das läuft schon oder ist erledigt.")
        if access is None:
            raise Refused("Der Vertrag hat keinen Zugang mehr.")
        _aim(task, access)
        if task.obstacle:
            raise Refused(OBSTACLES[task.obstacle])
        task.save()
        _put_down(task)
        audit.note("panel task tried again", task.contract, after=_facts(task))


def finish(task: PanelTask) -> None:
    """Somebody has done by hand what the portal could not. Raises Refused for anything else."""
    with write():
        task = _open(task)
        if task.standing not in ("failed", "by hand"):
            raise Refused("Das erledigt das Kundencenter selbst, oder es ist schon erledigt.")
        task.done_at, task.done_by = clock.now(), audit.actor().account
        task.save()
        _end_work([task.id])
        audit.note("panel task done by hand", task.contract, after=_facts(task))


def confirm(task: PanelTask) -> None:
    """Let an ended contract be deleted in its panel. Raises Refused once that was decided, or when it runs again."""
    with write():
        task = _open(task)
        if task.standing != "proposed":
            raise Refused("Darüber ist schon entschieden.")
        if state_of(task.contract) != "ended":
            raise Refused("Dieser Vertrag ist nicht beendet.")
        task.confirmed_at, task.confirmed_by = clock.now(), audit.actor().account
        access = _access(task.contract)
        if access is not None:
            _aim(task, access)
        task.save()
        if not task.obstacle:
            _put_down(task)
        audit.note("panel deletion confirmed", task.contract, after=_facts(task))


def decline(task: PanelTask) -> None:
    """Keep what an ended contract has in its panel. Raises Refused once that was decided."""
    with write():
        task = _open(task)
        if task.standing != "proposed":
            raise Refused("Darüber ist schon entschieden.")
        task.withdrawn_at = clock.now()
        task.save()
        audit.note("panel deletion declined", task.contract, after=_facts(task))


def propose_deletions(day: str) -> None:
    """Ask staff to delete what contracts have in a panel that ended so many days before as the settings say."""
    since = date.fromisoformat(day) - timedelta(days=gateways.settings.panels.delete_after_days)
    asked = PanelTask.select().where(
        PanelTask.contract == Cancellation.contract, PanelTask.change == "delete",
        PanelTask.created_at >= Cancellation.created_at,
    )  # fmt: skip
    ended = Cancellation.select(Cancellation.contract).where(Cancellation.effective_on < since, ~fn.EXISTS(asked))
    for contract in list(Contract.select().where(Contract.id.in_(ended)).order_by(Contract.id)):
        follow(contract, "delete")


def count() -> int:
    """How many wait for somebody of the staff."""
    return int(PanelTask.for_staff().count())


def sentence(task: PanelTask) -> str:
    """Why a task is not done, or proposed: what hinders the portal, what the panel said, when the contract ended."""
    if task.standing == "proposed":
        ended_on = task.contract.cancelled_on
        return t("Vertrag beendet am {day}", day=texts.date(ended_on)) if ended_on else ""
    if task.obstacle:
        return str(OBSTACLES[task.obstacle])
    found: Any = getattr(task, "work", None)
    if found and not found.error and found.due > clock.now():
        return t("Wird am {day} gemacht.", day=texts.date(clock.local(found.due)))
    return str(found.error) if found else ""


def _access(contract: Contract) -> PanelAccess | None:
    """The way into what a contract is: that of its customer, else any."""
    accesses = sorted(contract.accesses, key=lambda access: PanelAccess.KINDS.index(access.kind))
    return accesses[0] if accesses else None


def _aim(task: PanelTask, access: PanelAccess) -> None:
    """Say where the task is to be done, under what names, and what hinders the portal."""
    contract = task.contract
    task.panel, task.user_name = access.panel, access.user_name
    task.package = contract.plan.panel_package if task.change == "change_plan" else ""
    task.obstacle = _obstacle(contract, access, task.change)


def _obstacle(contract: Contract, access: PanelAccess, change: str) -> str:
    """Why the portal does not do it itself: a key of OBSTACLES, or nothing."""
    if contract.kind == "server":
        return "server"
    if not access.panel or access.kind != "login":
        return "link"
    if access.panel not in gateways.panel.names:
        return "gone"
    panel = gateways.panel.of(access.panel)
    if change not in panel.can:
        return "cannot" if panel.can else "link"
    if panel.by_domain and contract.domain is None:
        return "domain"
    if _is_shared(contract, access, panel.by_domain):
        return "shared"
    return "package" if change == "change_plan" and not contract.plan.panel_package else ""


def _is_shared(contract: Contract, access: PanelAccess, by_domain: bool) -> bool:
    """Whether another running contract would be hit too."""
    others: Any = Contract.select().join(PanelAccess).where(
        PanelAccess.panel == access.panel, Contract.id != contract.id
    )  # fmt: skip
    if by_domain:
        others = others.where(Contract.domain == contract.domain)
    else:
        others = others.where(fn.LOWER(PanelAccess.user_name) == access.user_name.lower())
    return any(state_of(other) != "ended" for other in others)


def _is_wanted(task: PanelTask) -> bool:
    """Whether the contract still is as its panel is to become."""
    contract = task.contract
    if task.change == "delete":
        return state_of(contract) == "ended"
    if task.change == "change_plan":
        return bool(contract.plan.panel_package == task.package)
    return (contract.suspended_at is not None) == (task.change == "suspend")


def _has_neighbour_at_work(task: PanelTask) -> bool:
    """Whether something older is being done for the contract at this moment: its end must not come after ours."""
    others = PanelTask.select(PanelTask.id).where(PanelTask.contract == task.contract_id, PanelTask.id < task.id)
    keys = [str(other.id) for other in others]
    busy = Work.select().where(Work.kind == PanelTask.WORK, Work.key.in_(keys), Work.leased_until > clock.now())
    return bool(busy.exists())


def _change(task: PanelTask) -> None:
    panel = gateways.panel.of(task.panel)
    if task.change not in panel.can:
        raise Rejected(str(OBSTACLES["cannot"]))
    contract = task.contract
    if _is_shared(contract, PanelAccess(panel=task.panel, user_name=task.user_name), panel.by_domain):
        raise Rejected(str(OBSTACLES["shared"]))  # somebody got the user of an ended contract since
    account = Account(task.user_name, contract.domain.name if contract.domain else "")
    if task.change == "suspend":
        panel.suspend(account, contract.suspensions.get().reason)
    elif task.change == "unsuspend":
        panel.unsuspend(account)
    elif task.change == "change_plan":
        panel.change_plan(account, task.package)
    else:
        panel.delete(account)


def _open(task: PanelTask) -> PanelTask:
    """The task as it stands now, which nobody else decides about until the transaction ends. Raises Refused when it is
    not open any more.
    """
    if not is_sqlite():
        PanelTask.select(PanelTask.id).where(PanelTask.id == task.id).for_update().execute()
    found = PanelTask.open().where(PanelTask.id == task.id).first()
    if found is None:
        raise Refused("Das ist schon erledigt.")
    return found


def _put_down(task: PanelTask) -> None:
    """Let the work begin anew, whatever became of it before."""
    work.later(PanelTask.WORK, task.id)
    again = {"due": clock.now(), "tries": 0, "error": "", "failed_at": None, "done_at": None}
    Work.update(again).where(
        Work.kind == PanelTask.WORK, Work.key == str(task.id), Work.leased_until.is_null()
    ).execute()  # fmt: skip


def _end_work(tasks: list[int]) -> None:
    """Nobody waits for this work any more, and nothing of it has failed."""
    keys = [str(task) for task in tasks]
    its = (Work.kind == PanelTask.WORK) & Work.key.in_(keys) & Work.leased_until.is_null()
    Work.update(done_at=clock.now(), failed_at=None).where(its).execute()


def _facts(task: PanelTask) -> dict[str, str]:
    facts = {"change": task.change, "panel": task.panel, "user_name": task.user_name, "package": task.package}
    return {name: value for name, value in facts.items() if value}
