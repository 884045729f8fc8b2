"""What all panels have in common: what can be asked of them, and how a change is made so that it may be repeated."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from gateways.errors import Rejected, Unreachable
from texts import t

LIFE = frozenset({"suspend", "unsuspend", "change_plan", "delete"})


@dataclass(frozen=True)
class Account:
    """A contract as its panel knows it: by the user's name, and by its domain (ASCII) where it has one."""

    user: str
    domain: str = ""


@dataclass(frozen=True)
class State:
    """How an account stands in its panel; `package` is what the panel calls it by."""

    is_suspended: bool
    package: str = ""


class Panel(Protocol):
    """What every kind of panel is asked; all of it may raise Unreachable (try again) and Rejected (never again).

    `can` has the names of the changes it can make. What it changes belongs to a user, or `by_domain` to a domain.
    """

    can: frozenset[str]
    by_domain: bool

    def login(self, account: Account, address: str) -> str:
        """An address that opens the panel signed in, once; `address` is the IP address of who will open it."""

    def suspend(self, account: Account, reason: str) -> None:
        """Block it; one that is blocked stays so."""

    def unsuspend(self, account: Account) -> None:
        """Let it go on; one that goes on stays so."""

    def change_plan(self, account: Account, package: str) -> None:
        """Put it under a package of the panel, by its name there; one that has it keeps it."""

    def delete(self, account: Account) -> None:
        """Delete it with all that is in it; one that is gone stays so."""


class Changing:
    """Looks, changes, and looks again: a repetition is recognised, and what a panel only seems to do is not done."""

    can = LIFE
    by_domain = False
    name: str

    def suspend(self, account: Account, reason: str) -> None:
        self._bring(account, lambda state: state.is_suspended, lambda: self._suspend(account, reason))

    def unsuspend(self, account: Account) -> None:
        self._bring(account, lambda state: not state.is_suspended, lambda: self._unsuspend(account))

    def change_plan(self, account: Account, package: str) -> None:
        wanted = self._package(package)
        self._bring(account, lambda state: state.package == wanted, lambda: self._change_plan(account, wanted))

    def delete(self, account: Account) -> None:
        if self._state(account) is not None:
            self._delete(account)

    def _bring(self, account: Account, is_so: Callable[[State], bool], change: Callable[[], None]) -> None:
        if is_so(self._known(account)):
            return
        change()
        if not is_so(self._known(account)):
            raise Unreachable(t("„{panel}“ hat die Änderung noch nicht ausgeführt.", panel=self.name))

    def _known(self, account: Account) -> State:
        state = self._state(account)
        if state is None:
            raise Rejected(t("„{panel}“ kennt „{user}“ nicht.", panel=self.name, user=self._called(account)))
        return state

    def _called(self, account: Account) -> str:
        return account.domain if self.by_domain else account.user

    def _package(self, package: str) -> str:
        """What the panel calls a package by. Raises Rejected for one that it does not have."""
        return package

    def _state(self, account: Account) -> State | None:
        """How the account stands; None when the panel does not know it."""
        raise NotImplementedError

    def _suspend(self, account: Account, reason: str) -> None:
        raise NotImplementedError

    def _unsuspend(self, account: Account) -> None:
        raise NotImplementedError

    def _change_plan(self, account: Account, package: str) -> None:
        raise NotImplementedError

    def _delete(self, account: Account) -> None:
        raise NotImplementedError
