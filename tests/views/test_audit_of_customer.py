"""Meine Daten → Protokoll: the customer sees what each contact did, and nothing of anybody else."""

import pytest

import clock
from database import write
from models import Account, AuditEntry, Contact, Session
from rules import audit
from rules.access import sessions

ALL = "/daten/protokoll"
TYPED = {"kind": "internal", "first_name": "Clara", "last_name": "Conrad", "email": "clara@alice.example", "rights": []}


def of(contact, more=""):
    return f"/daten/ansprechpartner/{contact.id}/protokoll{more}"


def rows(page):
    return page.count('data-label="Zeitpunkt"')


def noted(account, customer, what="domain added", **after):
    """An entry as the rules make it."""
    with audit.acting(account, customer, "192.0.2.7"), write():
        audit.note(what, customer, after=after)


@pytest.fixture
def shared(alice, bob, agency):
    """The agency works for Bob too."""
    return Contact.create(
        customer=bob.customer, account=agency.account, kind="external", first_name="Ada", last_name="Agentur",
        rights={"support", "data"},
    )  # fmt: skip


def test_the_customer_reads_who_did_what_when_from_where_and_how_it_was_before(alice, agency):
    alice.grant(agency, "data")
    agency.post("/daten/ansprechpartner/neu", TYPED)
    page = alice.get(of(agency.contact)).text
    assert rows(page) == 1 and "Ansprechpartner hinzugefügt" in page
    assert "Ada Agentur" in page and "127.0.0.1" in page and "Conrad" in page
    assert clock.local(AuditEntry.get().at).strftime("%d.%m.%Y, %H:%M Uhr") in page
    assert rows(alice.get(of(alice.contact)).text) == 0


def test_an_agency_s_work_for_another_customer_is_never_shown(alice, bob, agency, shared):
    noted(agency.account, alice.customer, name="alice-privat.example")
    noted(agency.account, bob.customer, name="bob-privat.example")
    for person, contact, own, foreign in (
        (alice, agency.contact, "alice-privat", "bob-privat"),
        (bob, shared, "bob-privat", "alice-privat"),
    ):
        for address in (ALL, of(contact), f"{ALL}?q=privat", of(contact, "?q=privat&size=100")):
            page = person.get(address).text
            assert rows(page) == 1 and own in page and foreign not in page


def test_nobody_learns_for_whom_else_an_agency_works(alice, bob, agency, shared):
    session = Session.get(Session.account == agency.account)
    with audit.acting(agency.account, alice.customer, "192.0.2.7"):
        sessions.choose(session, shared, "192.0.2.7")
    assert AuditEntry.get().customer == alice.customer
    assert rows(alice.get(ALL).text) == 0 and rows(alice.get(of(agency.contact)).text) == 0


def test_the_page_of_one_contact_has_nothing_of_the_others(alice, agency):
    noted(alice.account, alice.customer, name="von-alice.example")
    noted(agency.account, alice.customer, name="von-ada.example")
    page = alice.get(of(agency.contact)).text
    assert "von-ada" in page and "von-alice" not in page
    assert "von-alice" in alice.get(of(alice.contact)).text and rows(alice.get(ALL).text) == 2


def test_the_hoster_s_people_have_no_names_addresses_and_details_here(alice, clerk):
    noted(clerk.account, alice.customer, "contract changed", note="nur für uns")
    page = alice.get(ALL).text
    assert "Mitarbeiter von Muster Hosting" in page and "Vertrag geändert" in page
    for secret in ("Clerk", "192.0.2.7", "nur für uns"):
        assert secret not in page
    for q in ("clerk", "192.0.2.7", "nur", "uns"):
        assert rows(alice.get(f"{ALL}?q={q}").text) == 0
    assert rows(alice.get(f"{ALL}?q=mitarbeiter").text) == 1


def test_what_nobody_did_who_was_logged_in_is_shown_as_that(alice):
    for name in ("Besucher", "Zeitsteuerung"):
        noted(name, alice.customer)
    page = alice.get(ALL).text
    assert "ohne Anmeldung" in page and "automatisch" in page
    assert "Besucher" not in page and "Zeitsteuerung" not in page


def test_the_newest_comes_first_and_every_entry_is_seen_once_on_pages_of_ten(alice):
    for n in range(24):
        noted(alice.account, alice.customer, name=f"nr-{n:02d}.example")
    for size, expected in ((10, 10), (25, 24), (100, 24)):
        assert rows(alice.get(f"{ALL}?size={size}").text) == expected
    first = alice.get(ALL).text
    assert first.index("nr-23") < first.index("nr-22") and "nr-13" not in first
    seen, query = [], "?size=10"
    while query:
        page = alice.get(ALL + query).text
        seen += [n for n in range(24) if f"nr-{n:02d}" in page]
        query = page.partition(f'chevron-right" href="{ALL}')[2].partition('"')[0].replace("&amp;", "&")
    assert len(seen) == 24 and set(seen) == set(range(24))


@pytest.mark.parametrize(
    ("q", "count"),
    [("hinzugefuegt", 1), ("Domain eingetragen", 1), ("ada", 2), ("192.0.2.7", 2), ("kuchen", 1), ("gibtesnicht", 0)],
)
def test_a_search_finds_german_words_people_places_and_what_changed(alice, agency, q, count):
    noted(agency.account, alice.customer, "contact added", last_name="Größe")
    noted(agency.account, alice.customer, "domain added", name="kuchen.example")
    assert rows(alice.get(ALL, query_string={"q": q}).text) == count


@pytest.mark.parametrize("query", ["?after=x", "?sort=who&size=7", "?q=%25_!", "?before=WzEsMV0&q=a", "?sort=at"])
def test_bad_queries_are_taken_as_not_asked(alice, query):
    assert alice.get(ALL + query).status_code == 200
    assert alice.get(of(alice.contact, query)).status_code == 200


def test_secrets_are_stars_and_ids_are_words(alice):
    with audit.acting(alice.account, alice.customer), write():
        audit.note("contact invited", alice.contact, after={"account": 4711, "password_hash": "$argon2id$…"})
    page = alice.get(ALL).text
    assert "argon2" not in page and "4711" not in page and "***" in page


def test_what_customers_write_is_text(alice):
    noted(alice.account, alice.customer, name="<script>alert(1)</script>")
    page = alice.get(ALL).text
    assert "&lt;script&gt;alert(1)" in page and "<script>alert" not in page


def test_a_contact_without_a_login_has_done_nothing(alice):
    noted("Zeitsteuerung", alice.customer)
    contact = Contact.create(customer=alice.customer, kind="internal", first_name="Clara")
    page = alice.get(of(contact)).text
    assert rows(page) == 0 and "Hier steht alles, was Clara im Kundencenter tut." in page


def test_a_contact_of_another_customer_or_a_withdrawn_one_is_not_found(alice, bob, agency):
    assert bob.get(of(alice.contact)).status_code == 404 and bob.get(of(agency.contact)).status_code == 404
    assert alice.get("/daten/ansprechpartner/999999/protokoll").status_code == 404
    noted(agency.account, alice.customer)
    alice.post(f"/daten/ansprechpartner/{agency.contact.id}/loeschung", {"confirmed": "1"})
    assert alice.get(of(agency.contact)).status_code == 404
    assert "Ada Agentur" in alice.get(ALL).text


def test_without_the_right_nobody_reads_it(alice, agency, visitor, clerk):
    for address in (ALL, of(agency.contact)):
        assert agency.get(address).status_code == 403
        assert visitor.get(address).location.startswith("/anmelden")
        assert clerk.get(address).status_code == 404
    alice.grant(agency, "data")
    assert agency.get(ALL).status_code == 200


def test_the_contacts_page_leads_to_both(alice, agency):
    page = alice.get("/daten/ansprechpartner").text
    for address in (ALL, of(alice.contact), of(agency.contact)):
        assert f'href="{address}"' in page
    assert 'href="/daten/ansprechpartner" hx-get="/daten/ansprechpartner"' in alice.get(ALL).text


def test_a_login_of_one_s_own_is_in_the_log_with_its_device(alice, visitor, password):
    agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"
    visitor.post("/anmelden", {"login": "501", "password": password}, headers={"User-Agent": agent})
    page = alice.get(of(alice.contact)).text
    assert "Angemeldet" in page and "Firefox 145 auf Windows" in page and "Mozilla" not in page
    assert "Weg:</span> Passwort" in page


def test_a_name_that_somebody_has_today_does_not_change_what_was_noted(alice, agency):
    noted(agency.account, alice.customer)
    Account.update(name="Neuer Name").where(Account.id == agency.account).execute()
    assert "Ada Agentur" in alice.get(ALL).text
