"""cPanel & WHM: WHM API 1 over JSON, with an API token (api.docs.cpanel.net)."""

import re
from typing import Any

from config import Panel as PanelSetting
from gateways.panel.asking import Asking
from gateways.panel.facts import Account, Changing, State

UNKNOWN = re.compile(r"does not exist|do not exist|no account|not found|no matching|no such", re.I)


class Whm(Changing):
    """The WHM of one setting: `user` is whose token `secret` is."""

    def __init__(self, setting: PanelSetting) -> None:
        self.name, self._asking = setting.name, Asking(setting)
        self._headers = {"Authorization": f"whm {setting.user}:{setting.secret}"}

    def login(self, account: Account, address: str) -> str:
        data = self._call("create_user_session", user=account.user, service="cpaneld")
        return self._asking.one_time(data.get("url"))

    def _state(self, account: Account) -> State | None:
        found = self._ask("accountsummary", user=account.user)
        result, reason = _result(found)
        if not result and UNKNOWN.search(reason):
            return None
        if not result:
            raise self._asking.refused(reason)
        data = found.get("data")
        accounts = data.get("acct") if isinstance(data, dict) else None
        if not isinstance(accounts, list) or len(accounts) != 1 or not isinstance(accounts[0], dict):
            raise self._asking.unclear()
        return State(str(accounts[0].get("suspended")) == "1", str(accounts[0].get("plan") or ""))

    def _suspend(self, account: Account, reason: str) -> None:
        self._call("suspendacct", user=account.user, reason=reason)

    def _unsuspend(self, account: Account) -> None:
        self._call("unsuspendacct", user=account.user)

    def _change_plan(self, account: Account, package: str) -> None:
        self._call("changepackage", user=account.user, pkg=package)

    def _delete(self, account: Account) -> None:
        self._call("removeacct", username=account.user)

    def _call(self, function: str, **parameters: str) -> dict[str, Any]:
        """What a function gives. Raises Rejected with its own reason."""
        found = self._ask(function, **parameters)
        result, reason = _result(found)
        if not result:
            raise self._asking.refused(reason)
        data = found.get("data")
        return data if isinstance(data, dict) else {}

    def _ask(self, function: str, **parameters: str) -> dict[str, Any]:
        answer = self._asking.ask(
            "GET", f"/json-api/{function}", params={"api.version": "1", **parameters}, headers=self._headers
        )
        found = self._asking.json(answer)
        if not isinstance(found.get("metadata"), dict):
            raise self._asking.unclear()
        return found


def _result(found: dict[str, Any]) -> tuple[bool, str]:
    """Whether it worked, and why not."""
    metadata = found["metadata"]
    return str(metadata.get("result")) == "1", str(metadata.get("reason") or "")
