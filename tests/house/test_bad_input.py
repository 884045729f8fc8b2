"""Whatever is sent to whatever address: an answer, never a fault of ours."""

from html.parser import HTMLParser

import pytest

import gateways
from gateways.dns import Record, Zone
from models import Contract, Domain, Plan, Ticket
from rules.dns import drafts
from rules.dns.entries import key_of

NONSENSE = (
    "", " ", "\x00", "a\x00b", "x" * 300, "x" * 20_000, "-1", "99999999999999999999", "1e999", "NaN", "%s%n",
    "'\"<>&", "../../etc/passwd", "\r\nBcc: a@b.example", "\u202e\u2028", "😀" * 50, "0", "31.02.2026", "0000-00-00",
    "[]", "{{7*7}}",
)  # fmt: skip
QUERY = dict.fromkeys(("q", "sort", "after", "size", "text", "betreff"), "\x00%'😀")


class Fields(HTMLParser):
    """The names of the fields in a page's forms, by the forms' addresses."""

    def __init__(self, html):
        super().__init__()
        self.forms, self.open = {}, None
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form" and given.get("method") == "post":
            self.open = self.forms.setdefault(given["action"], {})
        elif tag in ("input", "select", "textarea", "button") and self.open is not None and given.get("name"):
            self.open[given["name"]] = given.get("value") or ""

    def handle_endtag(self, tag):
        if tag == "form":
            self.open = None


@pytest.fixture
def furnished(alice):
    """Something of Alice's in every section, so that pages have forms; gives addresses with ids that exist."""
    plan = Plan.create(kind="webhosting", name="Klein")
    domain = Domain.create(customer=alice.customer, name="alice.example")
    contract = Contract.create(
        customer=alice.customer, plan=plan, domain=domain, kind="webhosting", started_on="2026-01-01"
    )
    Ticket.create(number=7, customer=alice.customer, subject="Frage")
    record = Record("@", "A", 300, "192.0.2.1")
    gateways.dns.default.create(Zone("alice.example", 0, (record,)))
    drafts.add(domain, alice.account, ("www", "A", 300, "192.0.2.1"))
    return {
        "number": 7, "id": contract.id, "contract": contract.id, "plan": plan.id, "domain": domain.id,
        "name": "alice.example", "kind": "MX", "key": key_of(record), "preset": "google",
        "contact": alice.contact.id, "customer": 501,
    }  # fmt: skip


def pages(app, kind, ids):
    """Addresses of all pages of a kind that can be asked for."""
    for rule in app.url_map.iter_rules():
        if (
            "GET" in rule.methods
            and app.view_functions[rule.endpoint].entry.kind in kind
            and "token" not in rule.arguments
        ):
            values = {name: 501 if "kunden/<int:number>" in rule.rule and name == "number" else ids.get(name, 1)
                      for name in rule.arguments}  # fmt: skip
            yield rule.build(values, append_unknown=False)[1]


@pytest.mark.parametrize(("who", "kind"), [("alice", ("member", "customer")), ("chief", ("member", "staff"))])
def test_no_form_and_no_address_brings_the_portal_down(app, furnished, request, who, kind):
    person = request.getfixturevalue(who)
    seen = 0
    for address in pages(app, kind, furnished):
        page = person.get(address)
        assert page.status_code < 500, address
        assert person.get(address, query_string=QUERY).status_code < 500, address
        if page.mimetype != "text/html":
            continue
        for action, fields in Fields(page.text).forms.items():
            if action in ("/abmelden", "/sprache"):
                continue
            for nonsense in NONSENSE:
                answer = person.post(action, dict.fromkeys(fields, nonsense))
                assert answer.status_code < 500, (action, nonsense)
                seen += 1
    assert seen > 200


@pytest.mark.parametrize("nonsense", NONSENSE, ids=lambda text: ascii(text[:10]))
def test_no_login_brings_the_portal_down(visitor, nonsense):
    for data in ({"login": nonsense, "password": "x"}, {"login": "501", "password": nonsense, "next": nonsense}):
        assert visitor.post("/anmelden", {**data, "draft": nonsense}).status_code in (303, 422)
    assert visitor.post("/passwort-vergessen", {"login": nonsense}).status_code in (303, 422)
    assert visitor.get("/passwort-neu/" + "x" * 500).status_code == 404


@pytest.mark.parametrize(
    "header", ["Cookie", "Host", "Referer", "HX-Target", "Accept-Language", "Content-Type", "User-Agent"]
)
def test_no_header_brings_the_portal_down(alice, header):
    for value in (
        "",
        "x" * 5000,
        "kundencenter=abc.def",
        "\x7f",
        "multipart/form-data; boundary=",
        "://[",
        "a:99999999",
    ):
        for send in (alice.get, alice.post):
            assert send("/support", headers={header: value}).status_code < 500, value
