"""A new e-mail address, from the form to the links in the mails."""

import pytest

import clock
from models import Account, Contact, Customer, EmailChange, Outbox, Session
from rules.access import email_changes

ADDRESS, OWN = "/daten/adresse", "/daten/sicherheit/e-mail"
NEW, FORMER = "neu@alice.example", "alice@alice.example"
FIELDS = {
    "last_name": "Ahrens", "first_name": "Alice", "email": NEW, "street": "Neuer Weg 7", "zip": "10115",
    "city": "Berlin", "country": "DE", "phone": "", "fax": "", "mobile": "",
}  # fmt: skip


def link(recipient):
    """The path of the newest link that went to this address."""
    for mail in Outbox.select().where(Outbox.recipient == recipient).order_by(Outbox.id.desc()):
        for path in (email_changes.CONFIRM, email_changes.STOP):
            if path in mail.text:
                return path + mail.text.partition(path)[2].split()[0]
    pytest.fail(f"no link for {recipient}")


def stored(alice):
    return Account.get_by_id(alice.account.id).email, Customer.get_by_id(alice.customer.id).email


def unproved(person):
    Session.update(proved_at=clock.ago(minutes=11)).where(Session.account == person.account).execute()


def test_the_address_page_saves_the_rest_at_once_and_asks_for_the_confirmation(alice):
    page = alice.post(ADDRESS, FIELDS, follow=True).text
    assert "Adressdaten gespeichert. Bitte bestätigen Sie Ihre neue E-Mail-Adresse" in page
    assert f"Wir haben an {NEW} geschrieben" in page and f'value="{FORMER}"' in page
    assert Customer.get_by_id(alice.customer.id).city == "Berlin"
    assert stored(alice) == (FORMER, FORMER)


def test_without_a_new_email_nothing_is_asked(alice):
    page = alice.post(ADDRESS, FIELDS | {"email": "Alice@Alice.example"}, follow=True).text
    assert "Adressdaten gespeichert." in page and "bestätigen" not in page.partition("<main")[2].partition("<form")[0]
    assert not EmailChange.select().exists()


def test_opening_the_link_asks_and_only_the_button_confirms(alice, visitor):
    alice.post(ADDRESS, FIELDS)
    path = link(NEW)
    for _ in range(2):
        page = visitor.get(path)
        assert page.status_code == 200 and NEW in page.text and "E-Mail-Adresse bestätigen" in page.text
    assert stored(alice) == (FORMER, FORMER)
    assert "Ihre neue E-Mail-Adresse gilt." in visitor.post(path, follow=True).text
    assert stored(alice) == (NEW, NEW)
    assert "Wir haben an" not in alice.get(ADDRESS).text


def test_the_former_address_stops_it_with_a_button_and_the_thief_is_out(alice, visitor):
    alice.post(ADDRESS, FIELDS)
    visitor.post(link(NEW))
    path = link(FORMER)
    page = visitor.get(path).text
    assert NEW in page and "Das war ich nicht: stoppen" in page
    assert stored(alice) == (NEW, NEW)
    answer = visitor.post(path, follow=True).text
    assert f"Gestoppt. Es gilt wieder {FORMER}. Dorthin haben wir einen Link geschickt" in answer
    assert stored(alice) == (FORMER, FORMER)
    assert alice.get("/").status_code == 303


@pytest.mark.parametrize("path", [email_changes.CONFIRM, email_changes.STOP])
def test_a_link_that_does_not_work_any_more_says_so(visitor, alice, path):
    alice.post(ADDRESS, FIELDS)
    used = link(NEW if path == email_changes.CONFIRM else FORMER)
    visitor.post(used)
    for address in (used, f"{path}erfunden", f"{path}{'x' * 300}", f"{path}%00", f"{path}%C3%A4"):
        for answer in (visitor.get(address), visitor.post(address)):
            assert answer.status_code == 404, address
            assert "schon benutzt, durch einen neueren ersetzt oder ist zu alt" in answer.text


def test_the_address_of_a_link_is_told_to_nobody_and_kept_by_nobody(alice, visitor):
    alice.post(ADDRESS, FIELDS)
    for path in (link(NEW), link(FORMER), "/e-mail-stoppen/erfunden"):
        headers = visitor.get(path).headers
        assert headers.getlist("Referrer-Policy") == ["strict-origin"] and headers["Cache-Control"] == "no-store"


def test_over_https_the_button_works_with_what_the_browser_then_tells_of_where_it_comes_from(alice, visitor):
    alice.post(ADDRESS, FIELDS)
    answer = visitor.post(link(NEW), base_url="https://localhost", headers={"Referer": "https://localhost/"})
    assert answer.status_code == 303 and stored(alice) == (NEW, NEW)


def test_another_site_cannot_press_the_button(alice, visitor):
    alice.post(ADDRESS, FIELDS)
    assert visitor.post(link(NEW), csrf=False).status_code == 400
    assert visitor.post(link(NEW), headers={"Sec-Fetch-Site": "cross-site"}).status_code == 400
    assert stored(alice) == (FORMER, FORMER)


def test_the_answer_is_the_same_whether_somebody_else_has_the_address_or_not(alice, bob):
    free = alice.post(ADDRESS, FIELDS, follow=True).text
    taken = alice.post(ADDRESS, FIELDS | {"email": "bob@bob.example"}, follow=True).text
    said = [page.partition("<main")[2].partition("<form")[0] for page in (free, taken)]
    assert f"Wir haben an {NEW} geschrieben" in said[0]
    assert said[0].replace(NEW, "?") == said[1].replace("bob@bob.example", "?")
    assert Outbox.select().where(Outbox.recipient == "bob@bob.example").count() == 1
    assert email_changes.CONFIRM not in Outbox.get(Outbox.recipient == "bob@bob.example").text


def test_an_address_taken_meanwhile_is_said_on_the_page_of_the_link(alice, bob, visitor):
    alice.post(ADDRESS, FIELDS)
    Account.update(email=NEW).where(Account.id == bob.account.id).execute()
    answer = visitor.post(link(NEW))
    assert answer.status_code == 422 and "gibt es schon einen Zugang" in answer.text
    assert stored(alice) == (FORMER, FORMER)


def test_what_waits_can_be_sent_again_and_cancelled(alice, visitor):
    alice.post(ADDRESS, FIELDS)
    older = link(NEW)
    assert "Nur der neue Link gilt." in alice.post(f"{OWN}/nochmal", follow=True).text
    assert visitor.get(older).status_code == 404 and visitor.get(link(NEW)).status_code == 200
    page = alice.post(f"{OWN}/abbruch", follow=True).text
    assert "Ihre E-Mail-Adresse bleibt, wie sie ist." in page and "Wir haben an" not in page
    assert visitor.post(link(NEW)).status_code == 404
    assert alice.post(f"{OWN}/abbruch").status_code == alice.post(f"{OWN}/nochmal").status_code == 404


def test_somebody_else_s_waiting_change_is_not_seen_and_not_touched(alice, bob, agency):
    alice.grant(agency, "data")
    alice.post(ADDRESS, FIELDS)
    for other in (bob, agency):
        assert NEW not in other.get(ADDRESS).text
        assert other.post(f"{OWN}/abbruch").status_code == other.post(f"{OWN}/nochmal").status_code == 404
    assert EmailChange.waiting_of(alice.account)


def test_a_contact_with_the_right_to_data_cannot_change_the_customer_s_email(alice, agency):
    alice.grant(agency, "data")
    assert agency.post(ADDRESS, FIELDS).status_code == 303
    assert not EmailChange.select().exists() and stored(alice) == (FORMER, FORMER)


@pytest.mark.parametrize("who", ["agency", "clerk"])
def test_contacts_and_staff_change_their_own(request, visitor, who):
    person = request.getfixturevalue(who)
    email = person.account.email
    assert email in person.get(OWN).text
    page = person.post(OWN, {"email": "neu@anders.example"}, follow=True).text
    assert "Wir haben an neu@anders.example geschrieben" in page and email in page
    visitor.post(link("neu@anders.example"))
    assert Account.get_by_id(person.account.id).email == "neu@anders.example"
    visitor.post(link(email))
    assert Account.get_by_id(person.account.id).email == email


def test_the_holder_s_own_is_the_customer_s(alice):
    assert alice.get(OWN).location == ADDRESS
    assert alice.post(OWN, {"email": NEW}).location == ADDRESS
    assert EmailChange.get().customer == alice.customer


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Bitte ausfüllen."),
        ("kein@", "Diese E-Mail-Adresse stimmt nicht."),
        ("a@b.example\r\nBcc: c@d.example", "Bitte schreiben Sie das in eine Zeile."),
        ("agentur@studio.example", "Das ist schon Ihre E-Mail-Adresse."),
    ],
)
def test_what_is_wrong_is_said_at_the_field(agency, typed, sentence):
    answer = agency.post(OWN, {"email": typed})
    assert answer.status_code == 422
    assert sentence in answer.text.partition('id="email-error"')[2].partition("</p>")[0]
    assert not EmailChange.select().exists()


def test_whoever_has_not_shown_the_password_lately_is_asked_first(alice, agency):
    for person, path, fields in ((alice, ADDRESS, FIELDS), (agency, OWN, {"email": "neu@anders.example"})):
        unproved(person)
        assert 'name="proof_password"' in person.post(path, fields).text
    assert not EmailChange.select().exists()


def test_sending_again_asks_for_the_password_too(alice):
    alice.post(ADDRESS, FIELDS)
    unproved(alice)
    assert 'name="proof_password"' in alice.post(f"{OWN}/nochmal").text
    assert EmailChange.select().count() == 1


def test_too_many_requests_are_braked_and_nothing_is_saved(alice):
    for n in range(5):
        alice.post(ADDRESS, FIELDS | {"email": f"opfer{n}@fern.example"})
    answer = alice.post(ADDRESS, FIELDS | {"email": "opfer5@fern.example", "city": "Bernau"})
    assert answer.status_code == 429 and int(answer.headers["Retry-After"]) > 0
    assert Customer.get_by_id(alice.customer.id).city == "Berlin"


def test_a_visitor_is_asked_to_log_in(visitor):
    assert visitor.get(OWN).status_code == 303
    for path in (OWN, f"{OWN}/nochmal", f"{OWN}/abbruch"):
        assert visitor.post(path, {"email": NEW}).status_code == 401


def test_staff_s_change_is_told_to_the_former_address_with_a_way_to_undo_it(alice, clerk, visitor):
    fields = FIELDS | {"kind": "business", "company": "Alices Backstube GmbH"}
    assert clerk.post("/verwaltung/kunden/501/stammdaten", fields).status_code == 303
    assert stored(alice) == (NEW, NEW)
    visitor.post(link(FORMER))
    assert stored(alice) == (FORMER, FORMER)
    assert Contact.get_by_id(alice.contact.id).email == FORMER
    unproved(clerk)
    assert 'name="proof_password"' in clerk.post("/verwaltung/kunden/501/stammdaten", fields).text
