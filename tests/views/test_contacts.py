"""Meine Daten → Ansprechpartner."""

import json
import re
from datetime import timedelta

import pytest

import clock
import texts
import work
from database import database
from models import Account, AuditEntry, Contact, Outbox, PasswordLink, Session, Staff
from rules.profile import contacts

ADDRESS = "/daten/ansprechpartner"
TYPED = {
    "kind": "internal",
    "first_name": "Clara",
    "last_name": "Conrad",
    "email": "clara@alice.example",
    "phone": "0511 7654321",
    "rights": ["billing", "phone"],
    "until": "",
}


def clara():
    return Contact.get(Contact.first_name == "Clara")


def path(contact, what=""):
    return f"{ADDRESS}/{contact.id}{what}"


def link_in(mail):
    return re.search(r"/passwort-neu/\S+", mail.text)[0]


def test_a_new_contact_stands_in_the_list_with_rights_in_words(alice):
    page = alice.post(ADDRESS + "/neu", TYPED, follow=True).text
    assert "Ansprechpartner gespeichert." in page
    assert "Clara Conrad" in page and "Rechnungen, Telefon" in page
    assert clara().rights == {"billing", "phone"} and clara().phone == "+49 511 7654321"


def test_a_contact_is_changed(alice):
    alice.post(ADDRESS + "/neu", TYPED)
    assert "checked" in alice.get(path(clara())).text
    until = clock.today() + timedelta(days=30)
    alice.post(path(clara()), TYPED | {"rights": ["data"], "until": until.strftime("%d.%m.%Y"), "kind": "external"})
    assert (clara().rights, clara().until, clara().kind) == ({"data"}, until, "external")


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("kind", "holder", "Bitte wählen Sie etwas aus der Liste."),
        ("first_name", " ", "Bitte ausfüllen."),
        ("last_name", "", "Bitte ausfüllen."),
        ("email", "clara", "Diese E-Mail-Adresse stimmt nicht."),
        ("email", "agentur@studio.example", "Diese E-Mail-Adresse hat schon Ada Agentur."),
        ("phone", "1", "Bitte geben Sie die Telefonnummer mit Vorwahl ein"),
        ("rights", ["everything"], "Bitte wählen Sie etwas aus der Liste."),
        ("until", "morgen", "Bitte geben Sie ein Datum wie 24.05.2019 ein."),
        ("until", "01.01.2020", "Dieser Tag ist schon vorbei."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(alice, field, typed, sentence):
    answer = alice.post(ADDRESS + "/neu", TYPED | {field: typed})
    assert answer.status_code == 422
    assert sentence in answer.text.partition(f'id="{field}-error"')[2].partition("</p>")[0]
    assert 'value="0511 7654321"' in answer.text or field == "phone"
    assert Contact.of(alice.customer).count() == 2


def test_a_contact_is_removed_after_a_question(alice):
    alice.post(ADDRESS + "/neu", TYPED)
    assert "Möchten Sie Clara Conrad wirklich entfernen?" in alice.post(path(clara(), "/loeschung")).text
    assert clara().withdrawn_at is None
    answer = alice.post(path(clara(), "/loeschung"), {"confirmed": "1"}, follow=True)
    assert "Clara Conrad ist nicht mehr Ansprechpartner." in answer.text
    assert clara().withdrawn_at is not None
    assert alice.get(path(clara())).status_code == 404


def test_a_withdrawn_contact_is_out_at_the_next_click(alice, agency):
    assert agency.get("/support").status_code == 200
    alice.post(path(agency.contact, "/loeschung"), {"confirmed": "1"})
    assert agency.get("/support").headers["Location"].startswith("/anmelden")


def test_a_withdrawn_contact_can_be_added_and_invited_again(alice, agency):
    alice.post(path(agency.contact, "/loeschung"), {"confirmed": "1"})
    alice.post(ADDRESS + "/neu", TYPED | {"email": "agentur@studio.example"})
    answer = alice.post(path(clara(), "/einladung"), follow=True)
    assert "Die Einladung an Clara Conrad ist unterwegs." in answer.text
    assert clara().account == agency.account


def test_the_holder_cannot_be_changed_or_removed(alice, agency):
    alice.grant(agency, *Contact.RIGHTS)
    for person in (alice, agency):
        sentence = "Der Vertragsinhaber steht unter Adressdaten und lässt sich hier nicht ändern."
        assert sentence in person.get(path(alice.contact), follow=True).text
        assert sentence in person.post(path(alice.contact, "/loeschung"), {"confirmed": "1"}, follow=True).text
        assert person.post(path(alice.contact), TYPED).status_code == 422
    assert Contact.get_by_id(alice.contact.id).withdrawn_at is None


def test_nobody_changes_or_removes_themself(alice, agency):
    alice.grant(agency, "data")
    sentence = "Ihren eigenen Eintrag kann nur jemand anderes ändern."
    assert sentence in agency.get(path(agency.contact), follow=True).text
    assert sentence in agency.post(path(agency.contact), TYPED).text
    assert sentence in agency.post(path(agency.contact, "/loeschung"), {"confirmed": "1"}, follow=True).text
    assert Contact.get_by_id(agency.contact.id).rights == {"support", "data"}


def test_nobody_gives_rights_they_do_not_have(alice, agency):
    alice.grant(agency, "data")
    answer = agency.post(ADDRESS + "/neu", TYPED | {"rights": ["support", "billing"]})
    assert answer.status_code == 422 and "Sie können nur Rechte geben, die Sie selbst haben." in answer.text
    assert agency.post(ADDRESS + "/neu", TYPED | {"rights": ["support"]}).status_code == 303
    assert agency.post(path(clara()), TYPED | {"rights": ["billing"]}).status_code == 422
    assert clara().rights == {"support"}


def test_nobody_touches_who_has_more_rights_than_they(alice, agency):
    alice.grant(agency, "data")
    alice.post(ADDRESS + "/neu", TYPED)
    takeover = TYPED | {"email": "ich@studio.example", "rights": []}
    assert agency.post(path(clara()), takeover).status_code == 422
    assert "Rechte, die Sie selbst nicht haben" in agency.post(path(clara(), "/einladung"), follow=True).text
    agency.post(path(clara(), "/loeschung"), {"confirmed": "1"})
    assert (clara().email, clara().withdrawn_at, clara().account) == ("clara@alice.example", None, None)


def test_who_is_invited_sets_a_password_by_the_link_in_the_mail_and_logs_in(alice, visitor, house):
    alice.post(ADDRESS + "/neu", TYPED)
    alice.post(path(clara(), "/einladung"))
    mail = Outbox.get(Outbox.recipient == "clara@alice.example")
    work.all_due()
    assert len(list((house.data_dir / "mails").glob("*.eml"))) == 1
    visitor.post(link_in(mail), {"new": "Mit-Sahne-bitte", "repeated": "Mit-Sahne-bitte"})
    visitor.post("/anmelden", {"login": "clara@alice.example", "password": "Mit-Sahne-bitte"})
    assert visitor.get("/buchhaltung/kundenkonto").status_code != 403
    assert visitor.get(ADDRESS).status_code == 403


def test_the_link_of_an_invitation_lasts_two_weeks_and_ends_with_the_next(alice, visitor):
    alice.post(ADDRESS + "/neu", TYPED)
    alice.post(path(clara(), "/einladung"))
    first = link_in(Outbox.get())
    days = (clara().account.links.get().expires_at - clock.now()).total_seconds() / 86400
    assert 13.9 < days <= 14
    assert "Einladung erneut senden" in alice.get(ADDRESS).text
    alice.post(path(clara(), "/einladung"))
    assert visitor.get(first).status_code == 404


def test_somebody_who_has_a_login_elsewhere_gets_this_customer_added(bob, agency):
    bob.post(ADDRESS + "/neu", TYPED | {"email": "agentur@studio.example"})
    bob.post(path(clara(), "/einladung"))
    assert clara().account == agency.account
    mail = Outbox.get(Outbox.recipient == "agentur@studio.example")
    assert "Bob Brandt" in mail.subject and "/passwort-neu/" not in mail.text
    assert "502" in agency.get("/kunde-wechseln").text


def test_who_cannot_be_invited_and_why(alice, agency):
    alice.post(ADDRESS + "/neu", TYPED | {"email": ""})
    assert "braucht Clara Conrad eine E-Mail-Adresse" in alice.post(path(clara(), "/einladung"), follow=True).text
    assert "hat schon einen Zugang" in alice.post(path(agency.contact, "/einladung"), follow=True).text
    alice.post(path(clara()), TYPED)
    Contact.update(until=clock.today() - timedelta(days=1)).where(Contact.id == clara().id).execute()
    assert "nicht mehr Ansprechpartner" in alice.post(path(clara(), "/einladung"), follow=True).text
    assert Outbox.select().count() == 0


def test_the_hoster_s_own_people_cannot_be_made_contacts_with_a_login(alice, clerk):
    alice.post(ADDRESS + "/neu", TYPED | {"email": "clerk@hoster.example"})
    assert "ist kein Zugang möglich" in alice.post(path(clara(), "/einladung"), follow=True).text
    assert clara().account is None and Staff.select().count() == 3


def test_with_another_email_address_the_login_ends(alice, agency):
    alice.post(path(agency.contact), TYPED | {"email": "andere@studio.example"})
    assert Contact.get_by_id(agency.contact.id).account is None
    assert agency.get("/support").headers["Location"].startswith("/anmelden")
    assert Account.get(Account.email == "agentur@studio.example")


def test_there_is_an_end_to_the_number_of_contacts(alice, monkeypatch):
    monkeypatch.setattr(contacts, "MOST_CONTACTS", 2)
    answer = alice.post(ADDRESS + "/neu", TYPED)
    assert answer.status_code == 422 and "Mehr als 2 Ansprechpartner sind nicht möglich." in answer.text
    assert 'value="Clara"' in answer.text


def test_a_foreign_contact_does_not_exist(alice, bob):
    for what, send in (("", bob.get), ("", bob.post), ("/loeschung", bob.post), ("/einladung", bob.post)):
        assert send(path(alice.contact, what)).status_code == 404
    assert bob.get(ADDRESS + "/999999").status_code == 404


def test_without_the_right_nobody_gets_in(agency):
    assert [agency.get(ADDRESS + more).status_code for more in ("", "/neu", f"/{agency.contact.id}")] == [403] * 3
    assert agency.post(ADDRESS + "/neu", TYPED).status_code == 403


def test_every_change_is_in_the_audit_log_without_links(alice):
    alice.post(ADDRESS + "/neu", TYPED)
    alice.post(path(clara(), "/einladung"))
    token = link_in(Outbox.get()).rpartition("/")[2]
    alice.post(path(clara()), TYPED | {"rights": ["billing"]})
    alice.post(path(clara(), "/loeschung"), {"confirmed": "1"})
    entries = list(AuditEntry.select().where(AuditEntry.table == "contact").order_by(AuditEntry.id))
    said = [each.what for each in entries]
    assert said == [
        "contact added", "contact invited", "contact changed", "contact withdrawn", "login of contact ended",
    ]  # fmt: skip
    assert {each.customer_id for each in entries} == {alice.customer.id}
    assert json.loads(entries[2].before)["rights"] == ["billing", "phone"]
    assert all(token not in each.before + each.after for each in AuditEntry.select())


def test_the_list_asks_the_database_no_more_for_many_contacts(alice, monkeypatch):
    alice.get(ADDRESS)  # the first page of a process asks for what all pages keep
    asked, run = [], database.obj.execute_sql
    monkeypatch.setattr(database.obj, "execute_sql", lambda sql, *a, **k: asked.append(sql) or run(sql, *a, **k))
    alice.get(ADDRESS)
    few = len(asked)
    for n in range(5):
        Contact.create(customer=alice.customer, kind="internal", first_name=f"Person {n}", account=Account.create())
    asked.clear()
    assert alice.get(ADDRESS).text.count('data-label="Name und Art"') == 7
    assert len(asked) == few


def test_the_list_says_how_far_everybody_is_on_the_way_to_a_login(alice, visitor):
    def standing():
        return alice.get(ADDRESS).text.partition("Clara Conrad")[2]

    alice.post(ADDRESS + "/neu", TYPED)
    assert "kein Zugang" in standing() and "Einladen" in standing()
    alice.post(path(clara(), "/einladung"))
    day, until = (texts.date(moment.date()) for moment in (clock.now(), clock.later(days=14)))
    assert "eingeladen" in standing() and f"am {day}, gültig bis {until}" in standing()
    link = link_in(Outbox.get())
    PasswordLink.update(expires_at=clock.ago(hours=1)).execute()
    assert "Einladung abgelaufen" in standing() and f"eingeladen am {day}" in standing()
    assert visitor.get(link).status_code == 404
    alice.post(path(clara(), "/einladung"))
    assert "gültig bis" in standing()
    newest = link_in(Outbox.select().order_by(Outbox.id.desc()).get())
    visitor.post(newest, {"new": "Mit-Sahne-und-Kirschen-7", "repeated": "Mit-Sahne-und-Kirschen-7"})
    assert "hat Zugang" in standing() and "Einladung" not in standing()


def test_a_contact_is_out_at_the_first_click_after_the_last_day(alice, agency):
    until = clock.today()
    Contact.update(until=until).where(Contact.id == agency.contact).execute()
    assert agency.get("/support").status_code == 200
    Contact.update(until=until - timedelta(days=1)).where(Contact.id == agency.contact).execute()
    assert agency.get("/support").headers["Location"].startswith("/anmelden")
    assert "abgelaufen" in alice.get(ADDRESS).text


def test_a_right_that_was_withdrawn_is_refused_at_the_next_click(alice, agency):
    alice.grant(agency, "data")
    assert agency.get(ADDRESS).status_code == 200
    alice.post(path(agency.contact), TYPED | {"email": "agentur@studio.example", "rights": ["support"]})
    assert agency.get(ADDRESS).status_code == 403 and agency.get("/support").status_code == 200


@pytest.mark.parametrize("what", ["/neu", "/{}", "/{}/loeschung", "/{}/einladung"])
def test_rights_are_changed_only_by_who_has_just_shown_who_they_are(alice, agency, what):
    Session.update(proved_at=clock.ago(hours=1)).execute()
    before = list(Contact.select().order_by(Contact.id).dicts())
    alice.post(ADDRESS + what.format(agency.contact.id), TYPED | {"confirmed": "1"})
    assert list(Contact.select().order_by(Contact.id).dicts()) == before and not Outbox.select().exists()


def test_staff_too_show_who_they_are_before_they_change_rights(clerk, alice, agency):
    Session.update(proved_at=clock.ago(hours=1)).execute()
    before = list(Contact.select().order_by(Contact.id).dicts())
    desk = "/verwaltung/kunden/501/ansprechpartner"
    for what in ("/neu", f"/{agency.contact.id}", f"/{agency.contact.id}/loeschung", f"/{agency.contact.id}/einladung"):
        clerk.post(desk + what, TYPED | {"confirmed": "1"})
    assert list(Contact.select().order_by(Contact.id).dicts()) == before
