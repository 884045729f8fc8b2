"""Any other panel: a plain address with the user's name in it; people sign in there themselves."""

from urllib.parse import quote

from config import Panel as PanelSetting
from config.panels import USER
from gateways.errors import Rejected
from gateways.panel.facts import Account
from texts import t


class Link:
    """The addresses of one setting; it can change nothing."""

    can: frozenset[str] = frozenset()
    by_domain = False

    def __init__(self, setting: PanelSetting) -> None:
        self.name, self.url = setting.name, setting.url

    def login(self, account: Account, address: str) -> str:
        return self.url.replace(USER, quote(account.user, safe=""))

    def suspend(self, account: Account, reason: str) -> None:
        raise self._cannot()

    def unsuspend(self, account: Account) -> None:
        raise self._cannot()

    def change_plan(self, account: Account, package: str) -> None:
        raise self._cannot()

    def delete(self, account: Account) -> None:
        raise self._cannot()

    def _cannot(self) -> Rejected:
        return Rejected(t("„{panel}“ kann das Kundencenter nicht bedienen.", panel=self.name))
