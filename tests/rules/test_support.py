"""Supportanfragen: what is decided when customers ask and the hoster answers."""

from io import BytesIO

import pytest

import database
import gateways
from models import Account, Attachment, Contact, Customer, Message, Outbox, Ticket
from rules import NotFound, Refused, audit, support, uploads

LONG = "x" * 300


@pytest.fixture
def ticket(alice):
    with audit.acting(alice.account, alice.customer):
        return support.create(alice.customer, "Alice Ahrens", "Ofen aus", "Guten Tag")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("rechnung.pdf", "rechnung.pdf"),
        ("C:\\Users\\Alice\\rechnung.pdf", "rechnung.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a\r\nX-Evil: 1.txt", "aX-Evil: 1.txt"),
        ("exe\u202egpj.txt", "exegpj.txt"),
        ("..", "Anhang"),
        ("", "Anhang"),
        ("Größe.txt", "Größe.txt"),
        (LONG + ".pdf", "x" * 146 + ".pdf"),
        (LONG, "x" * 150),
        ("a." + LONG, ("a." + LONG)[:150]),
    ],
)
def test_file_names_are_cleaned(given, kept):
    assert uploads.file_name(given) == kept


def test_the_answer_goes_by_mail_to_who_asked_in_their_language(alice, ticket):
    Account.update(language="en").where(Account.id == alice.account.id).execute()
    support.reply(ticket, "Claus", "Der Ofen brennt wieder.", from_staff=True)
    mail = Outbox.select().order_by(Outbox.id.desc()).first()
    assert mail.recipient == "alice@alice.example"
    assert "Der Ofen brennt wieder." in mail.text and "/support/1001" in mail.text


def test_the_answer_to_somebody_who_may_no_longer_read_it_goes_to_the_customer(alice, agency):
    with audit.acting(agency.account, agency.customer):
        ticket = support.create(alice.customer, "Ada", "Frage", "Guten Tag")
    Contact.update(rights={"domains"}).where(Contact.id == agency.contact.id).execute()
    support.reply(ticket, "Claus", "Antwort", from_staff=True)
    assert Outbox.select().order_by(Outbox.id.desc()).first().recipient == "alice@alice.example"


def test_a_customer_s_own_answer_sends_no_mail(alice, ticket):
    before = Outbox.select().count()
    support.reply(ticket, "Alice", "Noch etwas")
    assert Outbox.select().count() == before


def test_without_any_address_nothing_is_mailed(alice):
    Customer.update(email="").execute()
    with audit.acting("Tests"):
        support.create(Customer.get_by_id(alice.customer.id), "Alice", "Frage", "Guten Tag")
    assert Outbox.select().count() == 0


def test_a_request_names_who_closed_it_and_nobody_once_it_is_open_again(alice, ticket):
    with audit.acting(alice.account, alice.customer):
        support.close(ticket)
    assert Ticket.get_by_id(ticket.id).closed_by == alice.account
    support.reopen(ticket)
    assert Ticket.get_by_id(ticket.id).closed_by is None and Ticket.get_by_id(ticket.id).is_open


def test_closing_twice_keeps_the_first_time(alice, ticket):
    with audit.acting(alice.account, alice.customer):
        support.close(ticket)
    first = ticket.closed_at
    support.close(ticket)
    assert (ticket.closed_at, ticket.closed_by) == (first, alice.account)


def test_files_are_kept_before_anything_is_written(alice, monkeypatch):
    in_write = []
    put = gateways.files.put
    monkeypatch.setattr(
        gateways,
        "files",
        type("Files", (), {"put": lambda _, file: in_write.append(database.in_write()) or put(file)})(),
    )
    support.create(alice.customer, "Alice", "Frage", "Text", [("a.txt", BytesIO(b"abc"))])
    assert in_write == [False]
    assert (Attachment.get().name, Attachment.get().size) == ("a.txt", 3)


def test_too_many_or_too_large_files_are_refused(ticket):
    with pytest.raises(Refused) as many:
        support.reply(ticket, "Alice", "x", [(f"{n}", BytesIO(b"x")) for n in range(11)])
    with pytest.raises(Refused) as large:
        support.reply(ticket, "Alice", "x", [("a", BytesIO(b"x" * (uploads.LARGEST + 1)))])
    assert many.value.field == large.value.field == "files"
    assert Message.select().count() == 1


def test_an_attachment_whose_file_is_gone_does_not_exist(ticket):
    row = Attachment.create(message=Message.get(), name="a", size=1, file_key="0" * 64)
    with pytest.raises(NotFound):
        support.content(row)


def test_the_conversation_is_read_with_two_questions(ticket, monkeypatch):
    for n in range(5):
        support.reply(ticket, "Alice", f"Nachricht {n}", [("a.txt", BytesIO(b"abc"))])
    asked, run = [], database.database.obj.execute_sql
    monkeypatch.setattr(
        database.database.obj, "execute_sql", lambda sql, *a, **k: asked.append(sql) or run(sql, *a, **k)
    )
    messages = ticket.conversation()
    assert [len(each.attachments) for each in messages] == [0, 1, 1, 1, 1, 1]
    assert [each.text for each in messages][:2] == ["Guten Tag", "Nachricht 0"]
    assert len(asked) == 2
