"""Plesk, WHM, DirectAdmin and KeyHelp as servers on this machine that answer as their makers' documentation says."""

import base64
import json
import threading
import time
from dataclasses import replace
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, parse_qsl, quote, unquote, urlencode, urlsplit
from xml.etree import ElementTree

import pytest

import config
import database
import gateways
from models import Contract, Domain, PanelAccess, Plan

SECRET = "geheim-4711"
WELCOME = "<!doctype html><title>Panel</title><link rel=icon href=data:,><h1>Angemeldet als {}</h1>"


class PanelHouse:
    """A panel with `accounts`; `asked` has (method, path, what was sent, headers) of every question.

    `trouble` is a status that every question gets, or bytes that are answered instead; `delay` is in seconds, `foreign`
    an address that is given instead of the one-time one, `deaf` makes changes that change nothing, `drip` gives
    single bytes.
    """

    kind = user = ""

    def __init__(self):
        self.accounts = {"muster": {"domain": "muster.example", "suspended": False, "package": "S"}}
        self.packages, self.asked = ("S", "M"), []
        self.trouble, self.delay, self.foreign, self.deaf, self.location = None, 0, "", False, ""
        self.drip = False
        house = self

        class Handler(BaseHTTPRequestHandler):
            def reply(self):
                parts = urlsplit(self.path)
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                if parts.path.startswith("/welcome") or parts.path.startswith("/enterprise/rsession"):
                    return self.send(200, WELCOME.format(house.guest(parts.query)).encode(), "text/html")
                house.asked.append((self.command, parts.path, dict(parse_qsl(parts.query)), body, self.headers))
                time.sleep(house.delay)
                if isinstance(house.trouble, int):
                    return self.send(house.trouble, b"{}", "text/plain")
                if house.trouble is not None:
                    return self.send(200, house.trouble, "text/html")
                status, content, kind = house.answer(self.command, parts, body, self.headers)
                return self.send(status, content, kind)

            def send(self, status, content, kind):
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(content)))
                if house.location:
                    self.send_header("Location", house.location)
                self.end_headers()
                for place in range(0, len(content), 1 if house.drip else len(content)):
                    time.sleep(0.1 if house.drip else 0)
                    self.wfile.write(content[place : place + 1] if house.drip else content)

            do_GET = do_POST = do_PUT = do_DELETE = reply

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.handle_error = lambda *_: None  # whoever asked has gone
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def setting(self, **more):
        given = {"name": self.kind, "kind": self.kind, "url": self.address, "user": self.user, "secret": SECRET}
        return config.Panel(**given | more)

    def one_time(self, user):
        return self.foreign or f"{self.address}/welcome?token=once-{quote(user)}"

    def guest(self, query):
        return parse_qs(query).get("token", ["?"])[0].removeprefix("once-")

    def set(self, account, **values):
        if not self.deaf:
            account.update(values)


class PleskHouse(PanelHouse):
    """The XML interface: create_session, webspace get/set/del/switch-subscription, service-plan get."""

    kind = "plesk"

    def answer(self, method, parts, body, headers):
        packet = ElementTree.fromstring(body)
        if headers.get("KEY") != SECRET:
            return self.say(
                "<system><status>error</status><errcode>1001</errcode><errtext>Login failed</errtext></system>"
            )
        operator = packet[0].tag
        operation = packet[0][0].tag
        result = getattr(self, f"{operator}_{operation}".replace("-", "_"))(packet[0][0])
        return self.say(f"<{operator}><{operation}><result>{result}</result></{operation}></{operator}>")

    def say(self, inside):
        return 200, f'<?xml version="1.0"?><packet version="1.6.9.1">{inside}</packet>'.encode(), "text/xml"

    UNKNOWN = "<status>error</status><errcode>1013</errcode><errtext>Object does not exist.</errtext>"

    def server_create_session(self, wanted):
        user = wanted.findtext("login")
        assert base64.b64decode(wanted.findtext("data/user_ip")).decode()
        if user not in self.accounts:
            return self.UNKNOWN
        self.session = user
        return "<status>ok</status><id>ede520d0fc93ae7aa0524076d631fba2</id>"

    def guest(self, query):
        return self.session if parse_qs(query)["PLESKSESSID"] == ["ede520d0fc93ae7aa0524076d631fba2"] else "?"

    def webspace(self, wanted):
        name = wanted.findtext("filter/name")
        return next((each for each in self.accounts.values() if each["domain"] == name), None)

    def webspace_get(self, wanted):
        found = self.webspace(wanted)
        if found is None:
            return self.UNKNOWN
        status = 16 if found["suspended"] else 0
        return (
            f"<status>ok</status><id>5</id><data><gen_info><name>x</name><status>{status}</status></gen_info>"
            "<subscriptions><subscription><locked>false</locked><synchronized>true</synchronized><plan>"
            f"<plan-guid>guid-{found['package']}</plan-guid></plan></subscription></subscriptions></data>"
        )

    def webspace_set(self, wanted):
        status = wanted.findtext("values/gen_setup/status")
        self.set(self.webspace(wanted), suspended=status == "16")
        return "<status>ok</status><id>5</id>"

    def webspace_switch_subscription(self, wanted):
        self.set(self.webspace(wanted), package=wanted.findtext("plan-guid").removeprefix("guid-"))
        return "<status>ok</status><id>5</id>"

    def webspace_del(self, wanted):
        name = wanted.findtext("filter/name")
        self.accounts = {user: each for user, each in self.accounts.items() if each["domain"] != name}
        return "<status>ok</status><id>5</id>"

    def service_plan_get(self, wanted):
        name = wanted.findtext("filter/name")
        if name not in self.packages:
            return self.UNKNOWN
        return f"<status>ok</status><id>1</id><name>{name}</name><guid>guid-{name}</guid>"


class WhmHouse(PanelHouse):
    """WHM API 1 with an API token."""

    kind, user = "whm", "root"

    def answer(self, method, parts, body, headers):
        if headers.get("Authorization") != f"whm root:{SECRET}":
            return 403, b"Access denied", "text/plain"
        given = dict(parse_qsl(parts.query))
        assert given.pop("api.version") == "1"
        function = parts.path.removeprefix("/json-api/")
        account = self.accounts.get(given.get("user") or given.get("username"))
        if account is None:
            return self.say(0, "Account does not exist.")
        return getattr(self, function)(account, given)

    def say(self, result, reason="OK", data=None):
        answer = {"metadata": {"version": 1, "result": result, "reason": reason, "command": "x"}, "data": data or {}}
        return 200, json.dumps(answer).encode(), "application/json"

    def create_user_session(self, account, given):
        assert given["service"] == "cpaneld"
        return self.say(1, data={"url": self.one_time(given["user"]), "expires": 1400, "session": "x"})

    def accountsummary(self, account, given):
        row = {"user": given["user"], "suspended": int(account["suspended"]), "plan": account["package"]}
        return self.say(1, data={"acct": [row]})

    def suspendacct(self, account, given):
        assert given["reason"]
        if account["suspended"]:
            return self.say(0, "This account is currently suspended.")
        self.set(account, suspended=True)
        return self.say(1)

    def unsuspendacct(self, account, given):
        if not account["suspended"]:
            return self.say(0, "The account is not suspended.")
        self.set(account, suspended=False)
        return self.say(1)

    def changepackage(self, account, given):
        if given["pkg"] not in self.packages:
            return self.say(0, "Specified package does not exist")
        self.set(account, package=given["pkg"])
        return self.say(1)

    def removeacct(self, account, given):
        del self.accounts[given["username"]]
        return self.say(1)


class DirectAdminHouse(PanelHouse):
    """Login addresses as JSON, and the older commands that answer like the query of an address."""

    kind, user = "directadmin", "admin"

    def answer(self, method, parts, body, headers):
        scheme, _, token = headers.get("Authorization", "").partition(" ")
        name, _, key = base64.b64decode(token).decode().partition(":")
        who, _, user = name.partition("|")
        if (scheme, who, key) != ("Basic", "admin", SECRET):
            return 401, b"", "text/plain"
        if parts.path == "/api/login-keys/urls":
            return self.login_address(user, json.loads(body))
        given = dict(parse_qsl(body.decode() or parts.query))
        account = self.accounts.get(given.get("user") or given.get("select0"))
        if account is None:
            return self.say(error=1, text="Unable to show user", details="User does not exist")
        return getattr(self, parts.path.strip("/").lower())(account, given)

    def say(self, **fields):
        return 200, urlencode(fields).encode(), "text/plain"

    def login_address(self, user, wanted):
        if user not in self.accounts:
            return 400, json.dumps({"type": "BAD_REQUEST", "message": "no such user"}).encode(), "application/json"
        assert wanted["expires"].endswith("Z") and wanted["allowNetworks"] == []
        answer = {"id": "x", "expires": wanted["expires"], "url": self.one_time(user)}
        return 200, json.dumps(answer).encode(), "application/json"

    def cmd_api_show_user_config(self, account, given):
        return self.say(username=given["user"], suspended="yes" if account["suspended"] else "no",
                        package=account["package"])  # fmt: skip

    def cmd_api_select_users(self, account, given):
        if given.get("delete") == "yes" and given["confirmed"] == "Confirm":
            del self.accounts[given["select0"]]
        elif given["location"] == "CMD_SELECT_USERS":
            self.set(account, suspended={"Suspend": True, "Unsuspend": False}[given["suspend"]])
        return self.say(error=0, text="ok", details="")

    def cmd_api_modify_user(self, account, given):
        if given["package"] not in self.packages:
            return self.say(error=1, text="Cannot modify", details="That package is not known")
        self.set(account, package=given["package"])
        return self.say(error=0, text="ok", details="")


class KeyHelpHouse(PanelHouse):
    """The REST interface /api/v2."""

    kind = "keyhelp"

    def answer(self, method, parts, body, headers):
        if headers.get("X-API-Key") != SECRET:
            return self.say(401, {"code": 401, "message": "invalid key"})
        match parts.path.removeprefix("/api/v2/").split("/"):
            case ["login", "name", user] if unquote(user) in self.accounts:
                return self.say(200, {"url": self.one_time(unquote(user))})
            case ["clients", "name", user] if unquote(user) in self.accounts:
                account = self.accounts[unquote(user)]
                plan = self.packages.index(account["package"]) + 1
                return self.say(200, {"id": 7, "is_suspended": account["suspended"], "id_hosting_plan": plan})
            case ["clients", "7"] if method == "PUT":
                return self.change(next(iter(self.accounts.values())), json.loads(body))
            case ["clients", "7"] if method == "DELETE":
                self.accounts.clear()
                return 204, b"", "text/plain"
            case ["hosting-plans", "name", name] if unquote(name) in self.packages:
                return self.say(200, {"id": self.packages.index(unquote(name)) + 1, "name": unquote(name)})
        return self.say(404, {"code": 404, "message": "not found"})

    def say(self, status, answer):
        return status, json.dumps(answer).encode(), "application/json"

    def change(self, account, given):
        if "is_suspended" in given:
            self.set(account, suspended=given["is_suspended"])
        if "id_hosting_plan" in given:
            self.set(account, package=self.packages[given["id_hosting_plan"] - 1])
        return self.say(200, {"id": 7})


HOUSES = {house.kind: house for house in (PleskHouse, WhmHouse, DirectAdminHouse, KeyHelpHouse)}


def set_up(settings, *panels, **more):
    """Let the portal have these panels and settings of [panels]."""
    gateways.start(replace(settings, panel=panels, panels=config.Panels(**more)), database.in_write)


def rent(customer, domain="alice.example", user="muster", panel="whm", kind="webhosting"):
    """A running contract with its login into a panel."""
    plan, _ = Plan.get_or_create(name=f"{kind} S", defaults={"kind": kind, "panel_package": "S"})
    owned, _ = Domain.get_or_create(name=domain, defaults={"customer": customer})
    contract = Contract.create(customer=customer, plan=plan, kind=kind, domain=owned, started_on=date(2026, 1, 1))
    PanelAccess.create(contract=contract, kind="login", panel=panel, user_name=user)
    return contract


@pytest.fixture
def whm(house):
    """A WHM is set up, and this is it."""
    server = WhmHouse()
    set_up(house, server.setting())
    yield server
    server.stop()
