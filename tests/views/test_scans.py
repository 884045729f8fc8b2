"""Files that people sent, as the pages show them while they are scanned and when something was found."""

from io import BytesIO

import pytest

import clock
import database
import work
from models import Attachment, Document, Recovery, Scan, Ticket, Work
from rules import scans
from tests.clamav import MARKER, NAME, NAME_OF_BEGINNING, PAPER
from tests.rules.access.recovery.asking import opened

CLEAN, INFECTED = b"Guten Tag", b"Guten Tag, " + MARKER
WAITING, FOUND = "wird geprüft", "gesperrt: Schadsoftware gefunden"
SAID_WAITING = "Die Datei wird noch auf Schadsoftware geprüft. Bitte versuchen Sie es in einer Minute noch einmal."
SAID_FOUND = "Diese Datei ist gesperrt, weil wir darin Schadsoftware gefunden haben."
SAID_TO_STAFF = f"Diese Datei ist gesperrt. Der Virenscanner hat darin gefunden: {NAME}"


def scan_now():
    Work.update(due=clock.now()).where(Work.kind == scans.WORK, Work.done_at.is_null()).execute()
    while work.work.do_next({scans.WORK: scans.examine}):
        pass


def upload(content, name="notiz.txt"):
    return {"files": [(BytesIO(content), name)]}


def ask(person, content):
    """A request with a file; gives where customers and staff get it."""
    answer = person.post("/support", {"author": "A", "subject": "Hallo", "text": "Text"} | upload(content))
    assert answer.status_code == 303
    ticket, file = Ticket.get(), Attachment.get()
    return f"/support/{ticket.number}/anhang/{file.id}", f"/verwaltung/anfragen/{ticket.number}/anhang/{file.id}"


def page_of(address):
    return address.partition("/anhang")[0]


def refusal(person, address):
    """What is said instead of a file."""
    answer = person.get(address)
    assert answer.status_code == 303 and not answer.headers.get("Content-Disposition")
    page = person.get(answer.headers["Location"])
    assert page.status_code == 200
    return page.text


def test_a_file_is_closed_for_everybody_until_it_was_scanned_and_open_afterwards(
    scanning, alice, agency, clerk, bookkeeper, bob, visitor
):
    customers, staff = ask(alice, CLEAN)
    readers = [(alice, customers), (agency, customers), (clerk, staff), (bookkeeper, staff)]
    for person, address in readers:
        page = person.get(page_of(address)).text
        assert WAITING in page and "notiz.txt" in page and address not in page
        assert SAID_WAITING in refusal(person, address)
    scan_now()
    for person, address in readers:
        page = person.get(page_of(address)).text
        assert WAITING not in page and f'href="{address}"' in page
        assert person.get(address).data == CLEAN
    assert bob.get(customers).status_code == 404 and visitor.get(customers).status_code == 303


def test_an_infected_file_is_never_open_and_only_staff_learn_what_it_is(scanning, alice, agency, clerk, chief):
    customers, staff = ask(agency, INFECTED)
    scan_now()
    for person in (alice, agency):
        page = person.get(page_of(customers)).text
        assert FOUND in page and "notiz.txt" in page and customers not in page and NAME not in page
        said = refusal(person, customers)
        assert SAID_FOUND in said and NAME not in said
    for person in (clerk, chief):
        page = person.get(page_of(staff)).text
        assert FOUND in page and NAME in page and staff not in page
        assert SAID_TO_STAFF in refusal(person, staff)


def test_what_staff_send_is_scanned_too(scanning, alice, clerk):
    customers, _ = ask(alice, CLEAN)
    answer = clerk.post(
        page_of(customers).replace("/support", "/verwaltung/anfragen"), {"text": "Da"} | upload(INFECTED)
    )
    assert answer.status_code == 303
    scan_now()
    assert FOUND in alice.get(page_of(customers)).text
    newest = Attachment.select().order_by(Attachment.id.desc()).get()
    assert SAID_FOUND in refusal(alice, f"{page_of(customers)}/anhang/{newest.id}")


@pytest.mark.parametrize("whose", ["all", "own"])
def test_documents_are_closed_like_attachments(scanning, alice, clerk, bookkeeper, whose):
    list_of_staff = "/verwaltung/dokumente" if whose == "all" else "/verwaltung/kunden/501/dokumente"
    form = {"name": "AGB", "action": "Download", "position": "1", "file": (BytesIO(INFECTED), "agb.txt")}
    assert clerk.post(f"{list_of_staff}/neu", form).status_code == 303
    document = Document.get()
    address, address_of_staff = f"/dokumente/{document.id}", f"/verwaltung/dokumente/{document.id}/datei"
    for state, said, said_to_staff in ((WAITING, SAID_WAITING, SAID_WAITING), (FOUND, SAID_FOUND, SAID_TO_STAFF)):
        page = alice.get("/dokumente").text
        assert state in page and f'href="{address}"' not in page and NAME not in page
        page = clerk.get(list_of_staff).text
        assert state in page and address_of_staff not in page and "agb.txt" in page
        if whose == "all":
            assert state in clerk.get(f"/verwaltung/dokumente/{document.id}").text
        assert said in refusal(alice, address) and said_to_staff in refusal(clerk, address_of_staff)
        assert said_to_staff in refusal(bookkeeper, address_of_staff)
        scan_now()
    assert NAME in page or NAME in clerk.get(list_of_staff).text


def test_a_clean_document_is_open(scanning, alice, clerk):
    form = {"name": "AGB", "action": "Download", "position": "1", "file": (BytesIO(CLEAN), "agb.txt")}
    clerk.post("/verwaltung/dokumente/neu", form)
    scan_now()
    assert alice.get(f"/dokumente/{Document.get().id}").data == CLEAN
    assert f'href="/dokumente/{Document.get().id}"' in alice.get("/dokumente").text


def test_the_bill_of_a_recovery_is_closed_too(scanning, clerk):
    number = opened(content=PAPER).number
    address = f"/verwaltung/wiederherstellung/{number}"
    assert FOUND in clerk.get(address).text and NAME_OF_BEGINNING in clerk.get(address).text
    assert f"{address}/dokument" not in clerk.get(address).text
    assert NAME_OF_BEGINNING in refusal(clerk, f"{address}/dokument")
    assert "Noch niemand." in clerk.get(address).text
    Scan.update(scanned_at=None, finding="").execute()
    assert WAITING in clerk.get(address).text and SAID_WAITING in refusal(clerk, f"{address}/dokument")


def test_the_bill_of_a_recovery_can_be_read_once_it_is_found_clean(scanning, clerk):
    address = f"/verwaltung/wiederherstellung/{opened().number}"
    assert Recovery.get().file_key and "Rechnung ansehen" in clerk.get(address).text
    assert clerk.get(f"{address}/dokument").data.startswith(b"%PDF")


def test_the_states_are_said_in_english_too(scanning, alice):
    customers, _ = ask(alice, INFECTED)
    alice.account.language = "en"
    alice.account.save()
    assert "being checked" in alice.get(page_of(customers)).text
    assert "The file is still being scanned for malware." in refusal(alice, customers)
    scan_now()
    assert "blocked: malware found" in alice.get(page_of(customers)).text


def test_more_files_ask_the_database_no_more_often(scanning, alice, clerk, monkeypatch):
    customers, staff = (page_of(each) for each in ask(alice, CLEAN))
    asked = []
    execute = database.database.obj.execute_sql
    monkeypatch.setattr(
        database.database.obj,
        "execute_sql",
        lambda sql, *rest, **more: asked.append(sql) or execute(sql, *rest, **more),
    )

    def count(person, address):
        person.get(address)
        asked.clear()
        assert person.get(address).status_code == 200
        return len(asked)

    before = count(alice, customers), count(clerk, staff)
    for number in range(8):
        alice.post(f"{customers}/antwort", {"text": "Noch eine"} | upload(b"%d" % number))
    assert (count(alice, customers), count(clerk, staff)) == before


def test_without_a_scanner_files_are_open_at_once(alice, clerk):
    customers, staff = ask(alice, INFECTED)
    assert WAITING not in alice.get(page_of(customers)).text
    assert alice.get(customers).data == clerk.get(staff).data == INFECTED
