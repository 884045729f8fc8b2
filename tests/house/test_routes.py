"""Every route says who may enter, and nobody else does."""

import pytest
from werkzeug.routing import IntegerConverter

from models import Contact, Session

PUBLIC = {
    "access.login", "access.sign_in", "access.forgotten", "access.send_link", "access.new_password",
    "access.set_password", "access.language", "assets.file", "health.healthz", "recovery.index", "recovery.ask",
    "email_changes.ask_to_confirm", "email_changes.confirm", "email_changes.ask_to_stop", "email_changes.stop",
    "recovery.received", "recovery.ask_to_stop", "recovery.stop", "recovery.letter", "recovery.prove",
    "second_factor.ask", "second_factor.back", "second_factor.by_app", "second_factor.by_recovery_code",
    "second_factor.by_passkey", "second_factor.back_to_login", "second_factor.log_in",
    "pay_links.index", "pay_links.qr_code", "pay_links.begin", "pay_links.checkout",
}  # fmt: skip
MACHINES = {"traffic_api.take", "webhooks.stripe", "webhooks.mollie"}


def routes(app, *kinds):
    """The rules of the given kinds with their endpoints' entries, methods and an address that fits."""
    for rule in app.url_map.iter_rules():
        entry = app.view_functions[rule.endpoint].entry
        if entry.kind in kinds:
            yield rule, entry, filled(rule)


def filled(rule):
    """An address for the rule with an id that exists for nobody."""
    values = {name: "99999999" if isinstance(converter, IntegerConverter) else "niemand.example"
              for name, converter in rule._converters.items()}  # fmt: skip
    return rule.build(values, append_unknown=False)[1]


def ask(person, rule, address):
    return person.get(address) if "GET" in rule.methods else person.post(address)


def test_every_route_says_who_may_enter(app):
    unmarked = [name for name, view in app.view_functions.items() if not hasattr(view, "entry")]
    assert unmarked == []


def test_what_is_open_to_everybody_is_listed_here(app):
    found = {kind: {rule.endpoint for rule, _, _ in routes(app, kind)} for kind in ("public", "machine")}
    assert found == {"public": PUBLIC, "machine": MACHINES}


def test_a_visitor_is_sent_to_the_login_by_every_other_route(app, visitor):
    for rule, _, address in routes(app, "member", "customer", "staff"):
        answer = ask(visitor, rule, address)
        if "GET" in rule.methods:
            assert answer.status_code == 303 and answer.location.startswith("/anmelden"), address
        else:
            assert answer.status_code == 401, address


def test_a_customer_is_refused_by_every_staff_route(app, alice):
    for rule, _, address in routes(app, "staff"):
        assert ask(alice, rule, address).status_code in (403, 404), address


def test_a_contact_without_any_right_is_refused_where_one_is_needed(app, agency):
    agency.contact.rights = frozenset()
    agency.contact.save()
    for rule, entry, address in routes(app, "customer"):
        if entry.asks:
            assert ask(agency, rule, address).status_code == 403, address


def test_the_hoster_s_people_have_no_customer_s_pages(app, chief):
    for rule, _, address in routes(app, "customer"):
        assert ask(chief, rule, address).status_code == 404, address


def test_what_is_not_there_is_not_found_by_anybody(app, alice):
    for rule, _, address in routes(app, "customer"):
        if rule.arguments:
            assert ask(alice, rule, address).status_code in (404, 422), address


def test_staff_without_the_duty_are_refused(app, clerk, bookkeeper):
    for rule, entry, address in routes(app, "staff"):
        for person, role in ((clerk, "support"), (bookkeeper, "billing")):
            if not {"any", role} & set(entry.asks):
                assert ask(person, rule, address).status_code == 403, address


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_body_that_is_no_form_is_refused_before_anything_reads_it(alice, method):
    send = getattr(alice.client, method)
    assert send("/support", data='{"a":' * 20_000, content_type="application/json").status_code == 415


def test_a_form_without_its_token_changes_nothing_and_says_what_to_do(alice):
    answer = alice.post("/abmelden", csrf=False)
    assert answer.status_code == 400 and "laden Sie die Seite neu" in answer.text
    assert Session.select().where(Session.account == alice.account).exists()


def test_an_unknown_host_is_refused(alice):
    assert alice.get("/", headers={"Host": "evil.example"}).status_code == 400
    assert alice.get("/healthz", headers={"Host": "10.0.0.7"}).status_code == 200


def test_a_withdrawn_contact_is_out_at_the_next_click(agency):
    assert agency.get("/").status_code == 200
    Contact.update(withdrawn_at="2026-01-01 00:00:00").where(Contact.id == agency.contact).execute()
    assert agency.get("/").status_code == 303


def test_a_body_that_is_too_large_is_refused(alice):
    answer = alice.post("/support", {"text": "x" * (26 * 1024 * 1024)})
    assert answer.status_code == 413 and "zu groß" in answer.text


def test_an_unknown_address_is_not_found_and_says_so(alice, visitor):
    for person in (alice, visitor):
        answer = person.get("/gibt-es-nicht")
        assert answer.status_code == 404 and "Diese Seite gibt es nicht" in answer.text


def test_a_number_that_no_database_can_hold_is_not_found(alice):
    assert alice.get("/support/99999999999999999999").status_code == 404
