"""Verwaltung → Supportanfragen."""

from io import BytesIO

import pytest

from models import Attachment, Customer, Message, Outbox, Ticket
from rules import support

LIST = "/verwaltung/anfragen"


@pytest.fixture
def ticket(house):
    bob = Customer.get(Customer.number == 502)
    return support.create(bob, "Bob Brandt", "Größe des Postfachs", "Wie groß?", [("a.txt", BytesIO(b"Anhang"))])


def test_open_requests_are_found_by_subject_and_customer(clerk, ticket):
    for q in ("", "groesse", "brandt", "502"):
        assert "Größe des Postfachs" in clerk.get(f"{LIST}?q={q}").text
    assert "Größe" not in clerk.get(f"{LIST}?q=alice").text


def test_an_answer_reaches_the_customer_by_mail_and_on_the_page(clerk, bob, ticket):
    data = {"text": "25 GB.\nViele Grüße", "files": (BytesIO(b"%PDF-1.7\n%%EOF\n"), "Preise.pdf")}
    answer = clerk.post(f"{LIST}/{ticket.number}", data, content_type="multipart/form-data")
    assert answer.status_code == 303
    assert "25 GB." in bob.get(f"/support/{ticket.number}").text
    mail = Outbox.select().order_by(Outbox.id.desc()).first()
    assert mail.recipient == "bob@bob.example" and "25 GB." in mail.text
    message = Message.select().order_by(Message.id.desc()).first()
    assert (message.author, message.from_staff) == ("Clerk", True)
    assert "beantwortet" in clerk.get(LIST).text


def test_an_empty_answer_is_refused(clerk, ticket):
    answer = clerk.post(f"{LIST}/{ticket.number}", {"text": " "})
    assert answer.status_code == 422 and 'id="text-error"' in answer.text
    assert Message.select().count() == 1


def test_a_request_is_closed_and_opened_again(clerk, ticket):
    clerk.post(f"{LIST}/{ticket.number}/schliessung")
    assert "Größe" not in clerk.get(LIST).text
    assert "Größe" in clerk.get(f"{LIST}/geschlossen").text and "Größe" in clerk.get(f"{LIST}/alle").text
    clerk.post(f"{LIST}/{ticket.number}/oeffnung")
    assert "Größe" in clerk.get(LIST).text
    assert Ticket.get().closed_by is None


def test_an_attachment_comes_as_a_file_and_through_its_own_request_only(clerk, ticket):
    file = Attachment.get()
    answer = clerk.get(f"{LIST}/{ticket.number}/anhang/{file.id}")
    assert answer.data == b"Anhang" and answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-store"
    other = support.create(ticket.customer, "Bob", "Noch etwas", "?")
    assert clerk.get(f"{LIST}/{other.number}/anhang/{file.id}").status_code == 404


def test_the_requests_of_one_customer_stand_at_the_desk(clerk, ticket):
    assert "Größe des Postfachs" in clerk.get("/verwaltung/kunden/502/anfragen").text
    assert "Größe des Postfachs" not in clerk.get("/verwaltung/kunden/501/anfragen").text


def test_a_bookkeeper_reads_and_does_not_answer(bookkeeper, ticket):
    page = bookkeeper.get(f"{LIST}/{ticket.number}")
    assert page.status_code == 200 and "Antwort senden" not in page.text
    assert bookkeeper.post(f"{LIST}/{ticket.number}", {"text": "Nein"}).status_code == 403


def test_an_unknown_request_is_not_found(clerk):
    for path in ("4711", "99999999999999999999", "4711/anhang/1"):
        assert clerk.get(f"{LIST}/{path}").status_code == 404


def test_the_overview_shows_what_waits(clerk, ticket):
    page = clerk.get("/verwaltung").text
    assert "Größe des Postfachs" in page and "Alices Backstube GmbH" in page
    assert f'href="{LIST}/{ticket.number}"' in page and 'href="/verwaltung/versand"' in page
    assert "bob@bob.example" in clerk.get("/verwaltung/versand").text
