"""Supportanfrage erstellen, and what became of the former ones."""

import re
from io import BytesIO

import pytest

import gateways
import work
from gateways import Unreachable
from models import Attachment, AuditEntry, Message, Outbox, Ticket
from rules import support

ADDRESS = "/support"
PDF = b"%PDF-1.7\n%%EOF\n"
TYPED = {"author": "Alice Ahrens", "subject": "Der Ofen ist aus", "text": "Guten Tag,\n\nmeine Seite ist weg."}


def upload(*files):
    return {"files": [(BytesIO(content), name) for name, content in files]}


def ask(person, **more):
    answer = person.post(ADDRESS, TYPED | more)
    assert answer.status_code == 303
    return Ticket.get(Ticket.number == int(answer.headers["Location"].rpartition("/")[2]))


@pytest.fixture
def full_disk(monkeypatch):
    def put(_self, _content):
        raise Unreachable("No space left on device")

    monkeypatch.setattr(type(gateways.files._gateway), "put", put)


def test_the_form_knows_the_name_and_what_the_address_carries(alice):
    page = alice.get(ADDRESS + "?betreff=Neue+Domain&text=Bitte+%3Cschnell%3E").text
    assert 'value="Alice Ahrens"' in page and 'value="Neue Domain"' in page and "Bitte &lt;schnell&gt;" in page
    assert "Hier stehen Ihre Anfragen mit unseren Antworten." in page


def test_a_request_gets_a_number_and_stands_in_the_list_and_on_its_page(alice):
    page = alice.post(ADDRESS, TYPED, follow=True).text
    assert "Ihre Anfrage ist angekommen. Sie hat die Nummer 1001." in page
    assert "Der Ofen ist aus" in page and "meine Seite ist weg." in page
    listed = alice.get(ADDRESS).text
    assert 'href="/support/1001"' in listed and "offen" in listed
    assert ask(alice).number == 1002


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("author", " ", "Bitte ausfüllen."),
        ("subject", "", "Bitte ausfüllen."),
        ("subject", "a\x07b", "Darin steht ein unsichtbares Zeichen."),
        ("text", " \n ", "Bitte ausfüllen."),
        ("text", "x" * 20_001, "Das ist zu lang: höchstens 20000 Zeichen."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(alice, field, typed, sentence):
    answer = alice.post(ADDRESS, TYPED | {field: typed})
    assert answer.status_code == 422
    assert sentence in answer.text.partition(f'id="{field}-error"')[2].partition("</p>")[0]
    assert "meine Seite ist weg." in answer.text or field == "text"
    assert Ticket.select().count() == 0


def test_attachments_come_back_as_they_were_sent(alice):
    ticket = ask(alice, **upload(("fehler.pdf", PDF), ("log.txt", b"Zeile 1\r\n")))
    first, second = Attachment.select().order_by(Attachment.id)
    page = alice.get(f"/support/{ticket.number}").text
    assert "fehler.pdf" in page and "(15 Byte)" in page
    answer = alice.get(f"/support/{ticket.number}/anhang/{second.id}")
    assert answer.data == b"Zeile 1\r\n"
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == "attachment; filename=log.txt"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert first.size == 15


def test_too_many_or_too_large_files_are_refused_at_the_field_and_the_text_stays(alice):
    many = alice.post(ADDRESS, TYPED | upload(*((f"{n}.txt", b"x") for n in range(11))))
    large = alice.post(ADDRESS, TYPED | upload(("film.mp4", b"x" * 10_000_001)))
    for answer, sentence in ((many, "Mehr als 10 Dateien"), (large, "„film.mp4“ ist größer als 10 MB.")):
        assert answer.status_code == 422
        assert sentence in answer.text.partition('id="files-error"')[2].partition("</p>")[0]
        assert "meine Seite ist weg." in answer.text and "wählen Sie sie bitte neu aus" in answer.text
    assert Ticket.select().count() == 0


def test_a_text_where_a_file_should_be_is_no_file(alice):
    assert ask(alice, files="log.txt") and Attachment.select().count() == 0


def test_when_files_cannot_be_kept_the_text_stays_and_a_sentence_says_so(alice, full_disk):
    answer = alice.post(ADDRESS, TYPED | upload(("log.txt", b"x")))
    assert answer.status_code == 422
    assert "Die Anhänge lassen sich gerade nicht speichern." in answer.text.partition('id="files-error"')[2]
    assert "meine Seite ist weg." in answer.text
    assert (Ticket.select().count(), Outbox.select().count()) == (0, 0)
    assert alice.post(ADDRESS, TYPED).status_code == 303


def test_an_answer_that_cannot_keep_its_files_stays_on_the_page_too(alice, request):
    ticket = ask(alice)
    request.getfixturevalue("full_disk")
    answer = alice.post(f"/support/{ticket.number}/antwort", {"text": "Noch etwas"} | upload(("a.txt", b"x")))
    assert answer.status_code == 422 and "Noch etwas" in answer.text
    assert ticket.messages.count() == 1


def test_an_attachment_that_cannot_be_read_leads_back_with_a_sentence(alice, monkeypatch):
    ticket = ask(alice, **upload(("log.txt", b"x")))

    def away(_self, _key):
        raise Unreachable("away")

    monkeypatch.setattr(type(gateways.files._gateway), "open", away)
    answer = alice.get(f"/support/{ticket.number}/anhang/{Attachment.get().id}", follow=True)
    assert answer.status_code == 200 and "lässt sich gerade nicht öffnen" in answer.text


def test_the_mail_that_it_arrived_goes_to_whoever_asked(alice, agency, house):
    ask(agency)
    assert Outbox.get().recipient == "agentur@studio.example"
    assert Outbox.get().subject == "Wir haben Ihre Anfrage 1001 erhalten: Der Ofen ist aus"
    assert f"{house.public_url}/support/1001" in Outbox.get().text
    work.all_due()
    assert len(list((house.data_dir / "mails").glob("*.eml"))) == 1
    ask(alice)
    assert {each.recipient for each in Outbox.select()} == {"agentur@studio.example", "alice@alice.example"}


def test_both_sides_write_and_the_state_follows(alice):
    ticket = ask(alice)
    path = f"/support/{ticket.number}"
    support.reply(ticket, "Claus Clerk", "Wir sehen nach.", from_staff=True)
    page = alice.get(path).text
    assert "Wir sehen nach." in page and "Claus Clerk" in page and "beantwortet" in page
    assert "beantwortet" in alice.get(ADDRESS).text
    assert "Ihre Nachricht ist angekommen." in alice.post(path + "/antwort", {"text": "Danke!"}, follow=True).text
    assert "beantwortet" not in alice.get(path).text
    assert "geschlossen" in alice.post(path + "/abschluss", follow=True).text
    assert "geschlossen" in alice.get(ADDRESS).text
    alice.post(path + "/antwort", {"text": "Doch noch etwas"})
    assert Ticket.get().is_open and "geschlossen" not in alice.get(path).text


def test_only_what_the_hoster_wrote_carries_the_hoster_s_badge(alice, house):
    badge = f'<span class="state ok">{house.hoster.name}</span>'
    ticket = ask(alice, author=f"Claus Clerk, {house.hoster.name}")
    page = alice.get(f"/support/{ticket.number}").text
    assert f"<h2>Claus Clerk, {house.hoster.name}</h2>" in page and badge not in page
    support.reply(ticket, "Claus Clerk", "Wir sehen nach.", from_staff=True)
    assert f"<h2>Claus Clerk {badge}</h2>" in alice.get(f"/support/{ticket.number}").text


def test_an_empty_answer_is_refused_at_the_field(alice):
    ticket = ask(alice)
    answer = alice.post(f"/support/{ticket.number}/antwort", {"text": ""})
    assert answer.status_code == 422 and 'id="text-error"' in answer.text
    assert Message.select().count() == 1


def test_a_foreign_request_does_not_exist(alice, bob):
    ticket = ask(alice, **upload(("log.txt", b"x")))
    path, attachment = f"/support/{ticket.number}", Attachment.get()
    own = ask(bob)
    assert bob.get(path).status_code == 404
    assert bob.get(f"{path}/anhang/{attachment.id}").status_code == 404
    assert bob.get(f"/support/{own.number}/anhang/{attachment.id}").status_code == 404
    assert bob.post(path + "/antwort", {"text": "x"}).status_code == 404
    assert bob.post(path + "/abschluss").status_code == 404
    assert bob.get("/support/4711").status_code == 404
    assert str(ticket.number) not in bob.get(ADDRESS).text.partition("<tbody>")[2]


def test_an_attachment_is_found_below_its_own_request_only(alice):
    ask(alice, **upload(("log.txt", b"x")))
    other = ask(alice)
    assert alice.get(f"/support/{other.number}/anhang/{Attachment.get().id}").status_code == 404


def test_the_list_pages_through_all_requests_newest_change_first(alice):
    tickets = [ask(alice, subject=f"Frage {n}") for n in range(12)]
    day = tickets[0].changed_at.replace(hour=12)
    for n, ticket in enumerate(tickets):
        Ticket.update(changed_at=day.replace(minute=n // 2)).where(Ticket.id == ticket).execute()
    first = alice.get(ADDRESS).text
    assert first.count('data-label="Betreff"') == 10 and first.index("Frage 11") < first.index("Frage 10")
    following = first.partition('class="pager"')[2].partition('href="')[2].partition('"')[0].replace("&amp;", "&")
    second = alice.get(following).text.partition("<tbody>")[2]
    assert "Frage 1<" in second and "Frage 0<" in second and "Frage 2<" not in second
    assert alice.get(ADDRESS + "?after=x&sort=foo&size=7&before=%00").status_code == 200


def test_without_the_right_nobody_gets_in(alice, agency):
    ticket = ask(alice)
    alice.withdraw(agency, "support")
    assert agency.get(ADDRESS).status_code == 403
    assert agency.post(ADDRESS, TYPED).status_code == 403
    assert agency.get(f"/support/{ticket.number}").status_code == 403


def test_what_was_typed_when_the_login_had_ended_stands_there_again_after_it(alice, visitor, password):
    ticket = ask(alice)
    path = f"/support/{ticket.number}/antwort"
    origin = {"Referer": f"http://localhost{path}"}
    asked = visitor.post(path, {"text": "Noch etwas Wichtiges"}, headers=origin)
    assert asked.status_code == 401 and ticket.messages.count() == 1
    fields = dict(re.findall(r'name="(next|draft)" value="([^"]*)"', asked.text))
    page = visitor.post("/anmelden", {"login": "501", "password": password} | fields, follow=True).text
    assert "Noch etwas Wichtiges" in page and ticket.messages.count() == 1


def test_opening_answering_and_closing_are_in_the_audit_log(alice):
    ticket = ask(alice)
    alice.post(f"/support/{ticket.number}/abschluss")
    alice.post(f"/support/{ticket.number}/antwort", {"text": "Doch"})
    said = [each.what for each in AuditEntry.select().where(AuditEntry.table == "ticket").order_by(AuditEntry.id)]
    assert said == ["request opened", "request closed", "request answered", "request reopened"]


def test_who_writes_without_end_has_to_wait_and_nobody_else(alice, bob, clerk, later):
    ticket = ask(alice)
    for _ in range(29):
        assert alice.post(f"/support/{ticket.number}/antwort", {"text": "Und noch etwas"}).status_code == 303
    for path, fields in ((ADDRESS, TYPED), (f"/support/{ticket.number}/antwort", {"text": "Und noch etwas"})):
        answer = alice.post(path, fields)
        assert answer.status_code == 429 and 0 < int(answer.headers["Retry-After"]) <= 60
    assert (Ticket.select().count(), ticket.messages.count()) == (1, 30)
    assert bob.post(ADDRESS, TYPED).status_code == 303
    assert clerk.post(f"/verwaltung/anfragen/{ticket.number}", {"text": "Wir sind dran."}).status_code == 303
    later(minutes=1)
    assert alice.post(ADDRESS, TYPED).status_code == 303


def test_files_that_are_refused_count_too(alice):
    for _ in range(30):
        alice.post(ADDRESS, TYPED | upload(("bild.png", b"MZ\x90")))
    assert alice.post(ADDRESS, TYPED).status_code == 429
