"""Plesk: its XML interface (XML API RPC of Plesk Obsidian), with a secret key, or user and password.

The user of an account signs in; what is blocked, changed and deleted is the subscription of its domain.
"""

import re
from base64 import b64encode
from typing import TYPE_CHECKING

from config import Panel as PanelSetting
from gateways.errors import Rejected
from gateways.panel.asking import Asking
from gateways.panel.facts import Account, Changing, State
from texts import t

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

PATH = "/enterprise/control/agent.php"
ACTIVE, BY_ADMIN = 0, 16  # of a subscription's status, a sum of bits: others are the customer's own and backups
UNKNOWN, CLOSED = {"1013"}, {"1001", "1006"}
SESSION = re.compile(r"[\w.-]{8,200}", re.ASCII)


class Plesk(Changing):
    """The Plesk of one setting."""

    by_domain = True

    def __init__(self, setting: PanelSetting) -> None:
        self.name, self._base, self._asking = setting.name, setting.base, Asking(setting)
        self._headers = {"Content-Type": "text/xml"}
        if setting.user:
            self._headers |= {"HTTP_AUTH_LOGIN": setting.user, "HTTP_AUTH_PASSWD": setting.secret}
        else:
            self._headers["KEY"] = setting.secret

    def login(self, account: Account, address: str) -> str:
        data = ("data", ("user_ip", b64encode(address.encode()).decode()), ("source_server", ""))
        result = self._ask("server", ("create_session", ("login", account.user), data))
        if _code(result) in UNKNOWN:
            raise Rejected(t("„{panel}“ kennt „{user}“ nicht.", panel=self.name, user=account.user))
        session = self._checked(result).findtext("id") or ""
        if not SESSION.fullmatch(session):
            raise self._asking.unclear()
        return f"{self._base}/enterprise/rsession_init.php?PLESKSESSID={session}"

    def _state(self, account: Account) -> State | None:
        dataset = ("dataset", ("gen_info",), ("subscriptions",))
        result = self._ask("webspace", ("get", self._filter(account), dataset))
        if _code(result) in UNKNOWN:
            return None
        status = self._checked(result).findtext("data/gen_info/status") or ""
        if not (status.isascii() and status.isdecimal() and len(status) < 10):
            raise self._asking.unclear()
        plan = result.findtext("data/subscriptions/subscription/plan/plan-guid")
        return State(bool(int(status) & BY_ADMIN), plan or "")

    def _suspend(self, account: Account, reason: str) -> None:
        self._set_status(account, BY_ADMIN)

    def _unsuspend(self, account: Account) -> None:
        self._set_status(account, ACTIVE)

    def _change_plan(self, account: Account, package: str) -> None:
        self._checked(
            self._ask("webspace", ("switch-subscription", self._filter(account), ("plan-guid", package)))
        )  # fmt: skip

    def _delete(self, account: Account) -> None:
        result = self._ask("webspace", ("del", self._filter(account)))
        if _code(result) not in UNKNOWN:
            self._checked(result)

    def _package(self, package: str) -> str:
        result = self._ask("service-plan", ("get", ("filter", ("name", package))))
        if _code(result) in UNKNOWN:
            raise Rejected(t("„{panel}“ hat kein Paket „{package}“.", panel=self.name, package=package))
        guid = self._checked(result).findtext("guid") or ""
        if not guid:
            raise self._asking.unclear()
        return guid

    def _set_status(self, account: Account, status: int) -> None:
        values = ("values", ("gen_setup", ("status", str(status))))
        self._checked(self._ask("webspace", ("set", self._filter(account), values)))

    def _filter(self, account: Account) -> tuple:  # type: ignore[type-arg]
        if not account.domain:
            raise Rejected(t("Der Vertrag hat keine Domain: „{panel}“ fragt danach.", panel=self.name))
        return ("filter", ("name", account.domain))

    def _ask(self, operator: str, operation: tuple) -> "Element":  # type: ignore[type-arg]
        """The result of one operation, good or bad. Raises Rejected when we are not let in."""
        from lxml import etree

        packet = etree.tostring(_element(("packet", (operator, operation))), xml_declaration=True, encoding="UTF-8")
        answer = self._asking.ask("POST", PATH, data=packet, headers=self._headers)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            root = etree.fromstring(answer.content, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise self._asking.unclear() from error
        system = root.find("system")
        if system is not None and _code(system) in CLOSED:
            raise self._asking.closed()
        if system is not None:
            raise self._asking.refused(system.findtext("errtext"))
        results = root.findall(f"{operator}/{operation[0]}/result")
        if len(results) != 1:
            raise self._asking.unclear()
        if _code(results[0]) in CLOSED:
            raise self._asking.closed()
        return results[0]

    def _checked(self, result: "Element") -> "Element":
        if result.findtext("status") != "ok":
            raise self._asking.refused(result.findtext("errtext"))
        return result


def _element(tree: tuple) -> "Element":  # type: ignore[type-arg]
    """An element of its name and what is in it: a text, or elements as the same kind of tuple."""
    from lxml import etree

    name, *inside = tree
    element = etree.Element(name)
    for each in inside:
        if isinstance(each, str):
            element.text = each
        else:
            element.append(_element(each))
    return element


def _code(result: "Element") -> str:
    return result.findtext("errcode") or ""
