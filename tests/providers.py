"""Stripe and Mollie as servers on this machine, as far as the portal uses them; the real SDKs talk to them."""

import json
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
import stripe as sdk

import database
import gateways

WEBHOOK_SECRET = "whsec_of_the_tests"
STRIPE = {"secret_key": "sk_test_of_the_tests", "webhook_secret": WEBHOOK_SECRET}
MOLLIE = {"api_key": "test_" + "a" * 30, "access_token": "access_" + "b" * 30}
PAY = (
    "<!doctype html><title>Bezahlseite</title><link rel=icon href=data:,>"
    "<form method=post><button>Jetzt bezahlen</button></form>"
    '<a href="{}">Abbrechen</a>'
)


class House:
    """A server that answers by `answer(method, path, query, form, headers)`: status, JSON (or text) and headers."""

    def __init__(self):
        self.numbers, self.asked, self.lock = count(1), [], threading.Lock()
        self.trouble = 0  # a status that every question gets instead of its answer
        house = self

        class Handler(BaseHTTPRequestHandler):
            def reply(self):
                parts = urlsplit(self.path)
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                house.asked.append((self.command, parts.path))
                if house.trouble and not parts.path.startswith("/pay/"):
                    status, answer, headers = house.trouble, house.refusal(house.trouble), {}
                else:
                    with house.lock:
                        given = house.answer(self.command, parts.path, parse_qs(parts.query), body, self.headers)
                    status, answer, headers = given
                text = answer if isinstance(answer, str) else json.dumps(answer)
                self.send_response(status)
                kind = "text/html; charset=utf-8" if isinstance(answer, str) else "application/json"
                for name, value in {"Content-Type": kind, "Content-Length": str(len(text.encode())), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(text.encode())

            do_GET = do_POST = reply

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self.thread.start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


class StripeHouse(House):
    """Checkout Sessions, payouts and signed webhooks."""

    def __init__(self):
        super().__init__()
        self.sessions, self.keys, self.payout_rows, self.transactions = {}, {}, [], {}
        self.webhook = None  # what is called with (body, headers) when somebody pays on the page

    def refusal(self, status):
        return {"error": {"type": "api_error" if status >= 500 else "invalid_request_error", "message": "no"}}

    def answer(self, method, path, query, body, headers):
        if path == "/v1/checkout/sessions" and method == "POST":
            return 200, self.begun(dict(parse_qsl(body)), headers["Idempotency-Key"]), {}
        if path.startswith("/v1/checkout/sessions/"):
            session = self.sessions.get(path.rpartition("/")[2])
            return (200, session, {}) if session else (404, self.refusal(404), {})
        if path == "/v1/payouts":
            return 200, listed(self.payout_rows), {}
        if path == "/v1/balance_transactions":
            return 200, listed(self.transactions[query["payout"][0]]), {}
        if path.startswith("/pay/"):
            return self.page(method, path.rpartition("/")[2])
        return 404, self.refusal(404), {}

    def begun(self, form, key):
        if key not in self.keys:
            number = next(self.numbers)
            session = {
                "id": f"cs_test_{number}", "object": "checkout.session", "status": "open",
                "payment_status": "unpaid", "payment_intent": None, "url": f"{self.address}/pay/cs_test_{number}",
                "amount_total": int(form["line_items[0][price_data][unit_amount]"]),
                "currency": form["line_items[0][price_data][currency]"],
                "metadata": {name: form.get(f"metadata[{name}]", "") for name in ("customer", "invoices")},
                "payment_method_types": [form["payment_method_types[0]"]] if "payment_method_types[0]" in form
                else ["klarna", "sepa_debit"],
                "success_url": form["success_url"], "cancel_url": form["cancel_url"],
            }  # fmt: skip
            self.sessions[session["id"]] = self.keys[key] = session
        return self.keys[key]

    def page(self, method, page_id):
        session = self.sessions[page_id]
        if method == "GET":
            return 200, PAY.format(session["cancel_url"]), {}
        self.pay(page_id)
        self.webhook(*self.signed("checkout.session.completed", session))
        return 303, "", {"Location": session["success_url"]}

    def pay(self, page_id, **changes):
        """Somebody pays; gives the session."""
        number = page_id.rpartition("_")[2]
        paid = {"status": "complete", "payment_status": "paid", "payment_intent": f"pi_{number}"}
        self.sessions[page_id].update(paid | changes)
        return self.sessions[page_id]

    def signed(self, kind, about, secret=WEBHOOK_SECRET, timestamp=None):
        """The body and headers of a webhook."""
        event = {"id": f"evt_{next(self.numbers)}", "object": "event", "type": kind, "data": {"object": about}}
        body = json.dumps(event)
        signature = sdk.WebhookSignature.generate_signature_header(body, secret, timestamp=timestamp)
        return body, {"Stripe-Signature": signature, "Content-Type": "application/json"}


def listed(rows):
    return {"object": "list", "data": rows, "has_more": False, "url": "/"}


class MollieHouse(House):
    """Payments, their refunds and chargebacks, settlements."""

    def __init__(self):
        super().__init__()
        self.payments, self.keys, self.settlements, self.parts = {}, {}, [], {}

    def refusal(self, status):
        return {"status": status, "title": "no", "detail": "no"}

    def answer(self, method, path, query, body, headers):
        _, _, kind, *rest = path.split("/")
        if kind == "payments" and method == "POST":
            return 201, self.begun(json.loads(body), headers["Idempotency-Key"]), {}
        if kind == "payments" and rest[0] in self.payments:
            return 200, self.payments[rest[0]], {}
        if kind == "settlements" and headers["Authorization"] == f"Bearer {MOLLIE['access_token']}":
            return self.settlement(rest)
        return 404, self.refusal(404), {}

    def begun(self, order, key):
        if key not in self.keys:
            name = f"tr_{next(self.numbers)}"
            payment = order | {"resource": "payment", "id": name, "status": "open", "_embedded": {},
                               "_links": {"checkout": {"href": f"{self.address}/pay/{name}"}}}  # fmt: skip
            self.payments[name] = self.keys[key] = payment
        return self.keys[key]

    def settlement(self, rest):
        if not rest:
            return 200, {"count": 1, "_embedded": {"settlements": self.settlements}, "_links": {}}, {}
        if len(rest) == 1:
            return 200, next(each for each in self.settlements if each["id"] == rest[0]), {}
        rows = self.parts.get(rest[1], [])
        return 200, {"count": len(rows), "_embedded": {rest[1]: rows}, "_links": {}}, {}


@pytest.fixture
def stripe(house):
    """Stripe is set up, and this is it."""
    server = StripeHouse()
    set_up(house, {"stripe": STRIPE | {"api_base": server.address}})
    yield server
    server.stop()


@pytest.fixture
def mollie(house):
    """Mollie is set up, and this is it."""
    server = MollieHouse()
    set_up(house, {"mollie": MOLLIE | {"api_base": server.address}})
    yield server
    server.stop()


@pytest.fixture
def both(house):
    """Stripe and, after it, Mollie are set up: gives the two by name."""
    servers = {"stripe": StripeHouse(), "mollie": MollieHouse()}
    known = {"stripe": STRIPE, "mollie": MOLLIE}
    set_up(house, {name: known[name] | {"api_base": server.address} for name, server in servers.items()})
    yield servers
    for server in servers.values():
        server.stop()


def set_up(house, payment):
    gateways.start(replace(house, payment=payment), database.in_write)
