"""KeyHelp: its REST interface /api/v2, with an API key."""

from typing import Any
from urllib.parse import quote

from config import Panel as PanelSetting
from gateways.errors import Rejected
from gateways.panel.asking import Answer, Asking
from gateways.panel.facts import Account, Changing, State
from texts import t

API = "/api/v2"


class KeyHelp(Changing):
    """The KeyHelp of one setting."""

    def __init__(self, setting: PanelSetting) -> None:
        self.name, self._asking = setting.name, Asking(setting)
        self._headers = {"X-API-Key": setting.secret, "Accept": "application/json"}

    def login(self, account: Account, address: str) -> str:
        answer = self._ask("GET", f"/login/name/{quote(account.user, safe='')}")
        if answer.status == 404:
            self._known(account)
        return self._asking.one_time(self._object(answer).get("url"))

    def _state(self, account: Account) -> State | None:
        client = self._client(account)
        if client is None:
            return None
        if type(client.get("is_suspended")) is not bool:
            raise self._asking.unclear()
        return State(client["is_suspended"], str(client.get("id_hosting_plan") or ""))

    def _suspend(self, account: Account, reason: str) -> None:
        self._change(account, is_suspended=True)

    def _unsuspend(self, account: Account) -> None:
        self._change(account, is_suspended=False)

    def _change_plan(self, account: Account, package: str) -> None:
        self._change(account, id_hosting_plan=int(package))

    def _delete(self, account: Account) -> None:
        client = self._client(account)
        if client is not None:
            answer = self._ask("DELETE", f"/clients/{client['id']}")
            if answer.status >= 400 and answer.status != 404:
                raise self._refused(answer)

    def _package(self, package: str) -> str:
        answer = self._ask("GET", f"/hosting-plans/name/{quote(package, safe='')}")
        if answer.status == 404:
            raise Rejected(t("„{panel}“ hat kein Paket „{package}“.", panel=self.name, package=package))
        return str(self._id(self._object(answer)))

    def _client(self, account: Account) -> dict[str, Any] | None:
        """The client of that name, with an id; None when there is none."""
        answer = self._ask("GET", f"/clients/name/{quote(account.user, safe='')}")
        if answer.status == 404:
            return None
        client = self._object(answer)
        return client | {"id": self._id(client)}

    def _change(self, account: Account, **values: object) -> None:
        client = self._client(account)
        self._object(self._ask("PUT", f"/clients/{client['id'] if client else 0}", json=values))

    def _ask(self, method: str, path: str, **more: object) -> Answer:
        return self._asking.ask(method, f"{API}{path}", headers=self._headers, **more)

    def _object(self, answer: Answer) -> dict[str, Any]:
        if answer.status >= 400:
            raise self._refused(answer)
        return self._asking.json(answer)

    def _refused(self, answer: Answer) -> Rejected:
        return self._asking.refused(self._asking.json(answer).get("message"))

    def _id(self, found: dict[str, Any]) -> int:
        if type(found.get("id")) is not int:
            raise self._asking.unclear()
        return int(found["id"])
