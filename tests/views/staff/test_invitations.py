"""Verwaltung → Einladungen."""

import re
from datetime import timedelta

import pytest

import clock
import work
from models import Account, AuditEntry, Customer, Invitation, InvitationRun, Outbox, Work
from rules.staff import customers, invitations

ADDRESS = "/verwaltung/einladungen"
PERSON = {
    "kind": "private", "first_name": "Carl", "last_name": "Cramer", "street": "Ringstraße 5", "zip": "30159",
    "city": "Hannover", "country": "DE",
}  # fmt: skip


@pytest.fixture
def crowd(house):
    """Three customers without a login: one by the book, one without e-mail, one without a street."""
    customers.create(601, False, **PERSON, email="carl@carl.example")
    customers.create(602, False, **PERSON, email="")
    customers.create(603, False, **PERSON | {"street": ""}, email="doris@doris.example")


def do_work():
    for _ in range(3):
        still = Work.done_at.is_null() & (Work.kind != "letters deletion")
        Work.update(due=clock.now() - timedelta(seconds=1)).where(still).execute()
        work.all_due()


def chosen(person, way, *numbers):
    return person.post(f"{ADDRESS}/{way}", {"customers": list(map(str, numbers))})


def test_the_list_has_who_has_no_password_and_says_what_is_missing(clerk, crowd):
    page = clerk.get(ADDRESS).text
    for number in (601, 602, 603):
        assert f'name="customers" value="{number}"' in page
    assert 'value="501"' not in page and "fehlt" in page and "unvollständig" in page
    assert "3 Kunden haben weder ein Passwort noch einen gültigen Link." in page
    assert "Alle 3 per E-Mail einladen" in page and "3 per Brief einladen" in page


def test_the_list_is_searched_by_number_and_name(clerk, crowd):
    page = clerk.get(f"{ADDRESS}?q=doris").text
    assert 'value="603"' in page and 'value="601"' not in page
    assert 'name="customers"' not in clerk.get(f"{ADDRESS}?q=gibtesnicht").text


def test_the_chosen_are_invited_and_the_page_says_how_far_it_is(clerk, crowd):
    answer = chosen(clerk, "e-mail", 601, 603)
    run = InvitationRun.get()
    assert answer.status_code == 303 and answer.location == f"{ADDRESS}/{run.id}"
    page = clerk.get(answer.location).text
    assert "0 von 2 sind erledigt." in page and 'hx-trigger="every 2s"' in page
    assert f'hx-get="{ADDRESS}/{run.id}/stand"' in page
    assert f'class="btn btn-secondary no-script" href="{ADDRESS}/{run.id}"' in page
    do_work()
    assert {each.recipient for each in Outbox.select()} == {"carl@carl.example", "doris@doris.example"}
    done = clerk.get(f"{ADDRESS}/{run.id}/stand").text
    assert "2 Kunden sind eingeladen." in done and "hx-trigger" not in done and "<html" not in done
    assert "gültig bis" in clerk.get(ADDRESS).text


def test_everybody_is_invited_in_one_click_after_a_question(clerk, crowd):
    question = clerk.post(f"{ADDRESS}/alle/e-mail")
    assert "3 Kunden per E-Mail einladen?" in question.text and not InvitationRun.select().exists()
    assert clerk.post(f"{ADDRESS}/alle/e-mail", {"confirmed": "1"}).status_code == 303
    do_work()
    page = clerk.get(f"{ADDRESS}/{InvitationRun.get().id}").text
    assert "2 Kunden sind eingeladen." in page and "Laden Sie den Kunden bitte per Brief ein." in page
    assert "Diesen Kunden per Brief einladen" in page
    assert "1 Kunde hat weder ein Passwort noch einen gültigen Link." in clerk.get(ADDRESS).text


def test_who_has_no_email_address_gets_a_letter_instead(clerk, crowd):
    chosen(clerk, "e-mail", 602)
    do_work()
    answer = clerk.post(f"{ADDRESS}/{InvitationRun.get().id}/briefe")
    do_work()
    page = clerk.get(answer.location).text
    assert "1 Kunde ist eingeladen." in page and "Briefe herunterladen (PDF)" in page


def test_letters_are_downloaded_as_one_pdf_that_nobody_keeps(clerk, crowd):
    question = clerk.post(f"{ADDRESS}/alle/brief")
    assert "3 Kunden per Brief einladen?" in question.text
    address = clerk.post(f"{ADDRESS}/alle/brief", {"confirmed": "1"}).location
    assert clerk.get(f"{address}/briefe.pdf").status_code == 404
    do_work()
    page = clerk.get(address).text
    assert "2 Kunden sind eingeladen." in page and "Die Postanschrift ist unvollständig." in page
    file = clerk.get(f"{address}/briefe.pdf")
    assert file.data.startswith(b"%PDF") and file.headers["Content-Type"] == "application/pdf"
    assert "no-store" in file.headers["Cache-Control"] and "attachment" in file.headers["Content-Disposition"]
    assert AuditEntry.get(AuditEntry.what == "letters taken").who == "Clerk"


def test_after_thirty_days_the_letters_are_gone_and_the_page_says_so(clerk, crowd):
    address = chosen(clerk, "brief", 601).location
    do_work()
    Work.update(due=clock.ago(hours=1)).where(Work.kind == "letters deletion").execute()
    work.all_due()
    assert "Das PDF mit den Briefen ist gelöscht." in clerk.get(address).text
    assert clerk.get(f"{address}/briefe.pdf").status_code == 404


@pytest.mark.parametrize(
    ("numbers", "sentence"),
    [
        ([], "Bitte wählen Sie mindestens einen Kunden aus."),
        (["x"], "Die Kundennummer besteht nur aus Ziffern."),
        (["99999999999999999999"], "Die Kundennummer besteht nur aus Ziffern."),
        (["501"], "Alle diese Kunden haben schon ein Passwort oder eine Einladung."),
        (["999"], "Alle diese Kunden haben schon ein Passwort oder eine Einladung."),
        (list(map(str, range(1000, 2000))), "lassen sich nicht auf einmal auswählen."),
    ],
)
def test_what_cannot_be_chosen_is_said(clerk, crowd, numbers, sentence):
    answer = chosen(clerk, "brief", *numbers)
    assert answer.status_code == 422 and sentence in answer.text
    assert not InvitationRun.select().exists()
    assert clerk.get(f"{ADDRESS}/brief").status_code == 200


def test_the_boxes_that_were_ticked_stay_ticked_after_a_mistake(clerk, crowd, monkeypatch):
    monkeypatch.setattr(invitations, "MOST_LETTERS", 1)
    page = chosen(clerk, "e-mail", 601, 603).text
    ticked = re.findall(r'value="(\d+)"[^>]* checked', page)
    assert ticked == ["601", "603"]


def test_everybody_has_a_login_and_the_page_says_so(clerk):
    page = clerk.get(ADDRESS).text
    assert "Alle Kunden haben ein Passwort oder sind eingeladen." in page
    assert "Hier stehen Kunden, die noch kein Passwort haben." in page
    answer = clerk.post(f"{ADDRESS}/alle/e-mail", {"confirmed": "1"}, follow=True)
    assert "Alle diese Kunden haben schon ein Passwort oder eine Einladung." in answer.text


def test_a_run_that_got_stuck_leads_to_what_went_wrong(clerk, crowd):
    address = chosen(clerk, "e-mail", 601).location
    Work.update(failed_at=clock.now()).execute()
    page = clerk.get(address).text
    assert "stehen geblieben" in page and "/verwaltung/versand" in page and "hx-trigger" not in page.split("stand")[1]


def test_an_expired_link_and_who_has_a_password_now_stand_rightly_in_the_list(clerk, crowd):
    chosen(clerk, "e-mail", 601)
    do_work()
    customers.account_of(Customer.get(Customer.number == 601)).links.get()
    Account.update(password_hash="x").where(Account.email == "carl@carl.example").execute()
    assert 'value="601"' not in clerk.get(ADDRESS).text
    chosen(clerk, "e-mail", 603)
    do_work()
    account = customers.account_of(Customer.get(Customer.number == 603))
    type(account.links.get()).update(expires_at=clock.ago(hours=1)).execute()
    assert "abgelaufen" in clerk.get(ADDRESS).text


def test_the_last_runs_are_listed_with_who_began_them(clerk, crowd):
    chosen(clerk, "e-mail", 601)
    page = clerk.get(ADDRESS).text
    assert "Letzte Einladungen" in page and "Clerk" in page and "läuft" in page
    do_work()
    assert "fertig" in clerk.get(ADDRESS).text


def test_only_support_invites(bookkeeper, alice, visitor, chief, crowd):
    posts = ("/e-mail", "/brief", "/alle/e-mail", "/alle/brief", "/1/briefe")
    for person, status in ((bookkeeper, 403), (alice, 403), (visitor, 401)):
        assert [
            person.post(ADDRESS + path, {"confirmed": "1", "customers": ["601"]}).status_code for path in posts
        ] == [status] * len(posts)
    for person in (bookkeeper, alice):
        assert [person.get(ADDRESS + path).status_code for path in ("", "/1", "/1/stand", "/1/briefe.pdf")] == [403] * 4
    assert not Invitation.select().exists() and chief.get(ADDRESS).status_code == 200
    assert "/verwaltung/einladungen" not in bookkeeper.get("/verwaltung").text


def test_a_run_that_does_not_exist_is_not_found(clerk):
    for path in ("/999", "/999/stand", "/999/briefe.pdf"):
        assert clerk.get(ADDRESS + path).status_code == 404
    assert clerk.post(f"{ADDRESS}/999/briefe").status_code == 404


def test_the_desk_of_a_customer_without_a_login_has_the_invitation_too(clerk, crowd):
    assert "Link für das erste Passwort senden" in clerk.get("/verwaltung/kunden/601").text
    assert "Link für das erste Passwort senden" not in clerk.get("/verwaltung/kunden/501").text
