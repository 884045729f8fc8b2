"""DirectAdmin: its login addresses (/api/login-keys/urls) and the commands of its older interface, with a login key."""

import re
from urllib.parse import parse_qs

import clock
from config import Panel as PanelSetting
from gateways.panel.asking import Answer, Asking
from gateways.panel.facts import Account, Changing, State

VALID_MINUTES = 5
UNKNOWN = re.compile(r"not exist|no such|not found|unknown user|cannot find|unable to find", re.I)


class DirectAdmin(Changing):
    """The DirectAdmin of one setting: `user` is an admin or reseller, `secret` a login key of theirs."""

    def __init__(self, setting: PanelSetting) -> None:
        self.name, self._asking = setting.name, Asking(setting)
        self._user, self._secret = setting.user, setting.secret

    def login(self, account: Account, address: str) -> str:
        # "admin|user": the admin's key, in the name of the user
        wanted = {
            "expires": f"{clock.later(minutes=VALID_MINUTES).isoformat()}Z",
            "redirectURL": "",
            "allowNetworks": [],  # one may come to the panel by IPv4 and to us by IPv6
        }
        answer = self._asking.ask(
            "POST", "/api/login-keys/urls", json=wanted, auth=self._as(f"{self._user}|{account.user}")
        )
        found = self._asking.json(answer)
        if answer.status >= 400:
            raise self._asking.refused(found.get("message") or found.get("type"))
        return self._asking.one_time(found.get("url"))

    def _state(self, account: Account) -> State | None:
        found = self._fields(self._ask("GET", "CMD_API_SHOW_USER_CONFIG", params={"user": account.user}))
        if found.get("error", "0") != "0":
            if UNKNOWN.search(self._reason(found)):
                return None
            raise self._asking.refused(self._reason(found))
        if found.get("suspended", "").lower() not in ("yes", "no"):
            raise self._asking.unclear()
        return State(found["suspended"].lower() == "yes", found.get("package", ""))

    def _suspend(self, account: Account, reason: str) -> None:
        self._select(account, location="CMD_SELECT_USERS", suspend="Suspend")

    def _unsuspend(self, account: Account) -> None:
        self._select(account, location="CMD_SELECT_USERS", suspend="Unsuspend")

    def _change_plan(self, account: Account, package: str) -> None:
        self._do("CMD_API_MODIFY_USER", action="package", user=account.user, package=package)

    def _delete(self, account: Account) -> None:
        self._select(account, confirmed="Confirm", delete="yes")

    def _select(self, account: Account, **form: str) -> None:
        self._do("CMD_API_SELECT_USERS", **form, select0=account.user)

    def _do(self, command: str, **form: str) -> None:
        found = self._fields(self._ask("POST", command, data=form))
        if found.get("error") != "0":
            raise self._asking.refused(self._reason(found)) if "error" in found else self._asking.unclear()

    def _ask(self, method: str, command: str, **more: object) -> Answer:
        return self._asking.ask(method, f"/{command}", auth=self._as(self._user), **more)

    def _as(self, user: str) -> tuple[bytes, bytes]:
        return user.encode(), self._secret.encode()

    def _fields(self, answer: Answer) -> dict[str, str]:
        """The fields of an answer, which looks like the query of an address. Raises Unreachable for a page."""
        try:
            text = answer.content.decode()
            found = parse_qs(text, keep_blank_values=True, max_num_fields=1000)
        except ValueError as error:
            raise self._asking.unclear() from error
        fields = {name: values[0] for name, values in found.items()}
        if "<" in text or not fields or fields.get("error", "0") not in ("0", "1"):
            raise self._asking.unclear()
        return fields

    def _reason(self, found: dict[str, str]) -> str:
        return " ".join(found.get(name, "") for name in ("text", "details")).strip()
