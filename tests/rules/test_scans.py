"""Files that people sent: scanned by the work, again by newer signatures, and forgotten with the file."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest

import clock
import database
import gateways
import work as due_work
from gateways.scanner import Scanner
from models import Attachment, AuditEntry, Customer, Document, Outbox, Recovery, RecoveryClaim, Scan, Work, failed_work
from rules import Refused, scans, support, work
from rules.access.recovery import documents as recovery_documents
from rules.staff import documents
from tests.clamav import MARKER, NAME, NAME_OF_BEGINNING, PAPER
from tests.middleman import Middleman
from tests.nameservers import free_port
from tests.rules.access.recovery.asking import ask, make_due, opened, staff

INFECTED = b"Guten Tag, " + MARKER
CLEAN = b"Guten Tag"
DETAILS = {"name": "AGB", "description": "", "action": "Download", "url": "", "position": 0}


def send(content, name="notiz.txt"):
    """A request of Alice's with this file; gives the attachment."""
    ticket = support.create(Customer.get(Customer.number == 501), "Alice", "Hallo", "Text", [(name, BytesIO(content))])
    return Attachment.get(Attachment.message == ticket.messages.get())


def finding(row):
    """What is known of a row's file: None without a verdict."""
    scan = Scan.get(Scan.file_key == row.file_key)
    return scan.finding if scan.scanned_at else None


def job(key):
    return Work.get(Work.kind == scans.WORK, Work.key == key)


def scan_now():
    """Let what is to be scanned be due, and do it."""
    Work.update(due=clock.now()).where(Work.kind == scans.WORK, Work.done_at.is_null()).execute()
    while work.do_next({scans.WORK: scans.examine}):
        pass


def daily():
    scans.daily(clock.today().isoformat())
    scan_now()


def scanner_at(house, url):
    gateways.start(replace(house, clamav_url=url), database.in_write)


def test_what_was_sent_is_closed_until_it_was_scanned(scanning):
    attachment = send(CLEAN)
    with pytest.raises(Refused, match="wird noch auf Schadsoftware geprüft"):
        support.content(attachment)
    scan_now()
    assert support.content(attachment).read() == CLEAN and finding(attachment) == ""


def test_what_is_infected_is_never_opened_and_its_name_is_for_staff(scanning):
    attachment = send(INFECTED)
    scan_now()
    with pytest.raises(Refused) as told_to_customers:
        support.content(attachment)
    with pytest.raises(Refused, match=NAME):
        support.content(attachment, for_staff=True)
    assert "Schadsoftware" in told_to_customers.value.sentence and NAME not in told_to_customers.value.sentence


def test_a_finding_stands_in_the_log_and_the_hoster_hears_of_it_once(scanning, house):
    attachment = send(INFECTED)
    scan_now()
    scans.later(attachment.file_key)
    scan_now()
    entry = AuditEntry.get(AuditEntry.what == "malware found")
    assert entry.customer.number == 501 and NAME in entry.after and "notiz.txt" in entry.after
    mail = Outbox.get(Outbox.recipient == house.hoster.email)
    assert (
        NAME in mail.text and "notiz.txt" in mail.text and f"{house.public_url}/verwaltung/anfragen/1001" in mail.text
    )
    assert not mail.files.exists()


def test_the_mail_about_an_answer_never_carries_its_files(scanning):
    ticket = send(CLEAN).message.ticket
    support.reply(ticket, "Claus", "Anbei", [("anlage.txt", BytesIO(INFECTED))], from_staff=True)
    scan_now()
    assert {finding(each) for each in Attachment.select()} == {"", NAME}
    assert not any(each.files.exists() for each in Outbox.select())


def test_the_same_file_in_two_places_is_named_in_both(scanning, house):
    first, second = send(INFECTED), send(INFECTED, "zweite.txt")
    assert first.file_key == second.file_key
    scan_now()
    text = Outbox.get(Outbox.recipient == house.hoster.email).text
    assert "anfragen/1001" in text and "anfragen/1002" in text and "zweite.txt" in text


@pytest.mark.parametrize("customer", [None, 501])
def test_documents_of_staff_are_scanned_when_they_are_published_and_when_they_are_changed(scanning, customer, house):
    owner = customer and Customer.get(Customer.number == customer)
    document = documents.publish(owner, BytesIO(CLEAN), "agb.txt", **DETAILS)
    scan_now()
    assert finding(document) == ""
    documents.change(document, BytesIO(INFECTED), "agb.txt", **DETAILS)
    scan_now()
    assert finding(document) == NAME
    where = f"/verwaltung/kunden/{customer}/dokumente" if customer else "/verwaltung/dokumente"
    assert f"{house.public_url}{where}\n" in Outbox.get(Outbox.recipient == house.hoster.email).text


def test_a_document_that_becomes_a_link_or_gets_another_name_is_not_scanned(scanning):
    document = documents.publish(None, None, "", **DETAILS | {"url": "/preise"})
    documents.change(document, None, "", **DETAILS | {"url": "/preise", "name": "Preise"})
    assert not Scan.select().exists() and not Work.select().where(Work.kind == scans.WORK).exists()


def test_a_bill_is_scanned_without_the_bytes_that_stand_before_it(scanning, house):
    case = opened(content=PAPER)
    scan_now()
    assert finding(case) == NAME_OF_BEGINNING
    with pytest.raises(Refused, match=NAME_OF_BEGINNING):
        recovery_documents.look(case, staff("clerk"))
    assert not case.views.exists()
    text = Outbox.get(Outbox.recipient == house.hoster.email).text
    assert f"/verwaltung/wiederherstellung/{case.number}" in text


def test_a_bill_of_a_claim_that_nobody_looked_at_is_scanned_too(scanning):
    ask(content=PAPER)
    scan_now()
    assert finding(RecoveryClaim.get()) == NAME_OF_BEGINNING


def test_what_was_said_of_a_bill_goes_with_it(scanning):
    case = opened()
    attachment = send(CLEAN)
    scan_now()
    recovery_documents.delete_later(case.file_key)
    make_due("recovery file")
    assert Recovery.get_by_id(case.id).file_key == ""
    assert [each.file_key for each in Scan.select()] == [attachment.file_key]


def test_a_bill_of_an_unknown_customer_is_gone_before_it_is_scanned_and_nothing_fails(scanning):
    ask(claimed="99999", content=PAPER)
    assert Scan.select().exists()
    while work.do_next({kind: due_work.HANDLERS[kind] for kind in ("recovery claim", "recovery file")}):
        pass
    scan_now()
    assert not Scan.select().exists() and not failed_work().exists()


def test_a_scanner_that_is_away_is_tried_again_and_the_file_stays_closed_meanwhile(scanning, house):
    scanner_at(house, f"tcp://127.0.0.1:{free_port()}")
    attachment = send(CLEAN)
    scan_now()
    assert finding(attachment) is None and job(attachment.file_key).due > clock.now()
    assert job(attachment.file_key).error == "Der Virenscanner antwortet gerade nicht."
    with pytest.raises(Refused):
        support.content(attachment)
    scanner_at(house, scanning.url)
    scan_now()
    assert support.content(attachment).read() == CLEAN


def test_a_scanner_that_hangs_is_tried_again_too(scanning, house, monkeypatch):
    monkeypatch.setattr(Scanner, "ALIVE", 0.3)
    attachment = send(CLEAN)
    with Middleman(scanning.port) as between:
        scanner_at(house, f"tcp://127.0.0.1:{between.port}")
        between.on = lambda asked: "silence"
        scan_now()
        assert finding(attachment) is None
        between.on = lambda asked: "pass"
        scan_now()
    assert finding(attachment) == ""


def test_what_was_given_up_gets_one_more_try_a_day_and_staff_see_it_as_long_as_it_fails(scanning, house):
    scanner_at(house, f"tcp://127.0.0.1:{free_port()}")
    attachment = send(CLEAN)
    for _ in range(work.MOST_TRIES):
        scan_now()
    assert failed_work().get().key == attachment.file_key
    daily()
    assert failed_work().get().key == attachment.file_key
    scanner_at(house, scanning.url)
    daily()
    assert not failed_work().exists() and finding(attachment) == ""


def test_what_waits_for_its_next_try_is_tried_by_the_daily_work_and_keeps_its_count(scanning, house):
    scanner_at(house, f"tcp://127.0.0.1:{free_port()}")
    attachment = send(CLEAN)
    for _ in range(3):
        scan_now()
    scans.daily(clock.today().isoformat())
    waiting = job(attachment.file_key)
    assert (waiting.due, waiting.tries, waiting.error) == (clock.now(), 3, "Der Virenscanner antwortet gerade nicht.")


def test_newer_signatures_close_what_was_sent_lately(scanning, later):
    text = b"Guten Tag, this was not known yesterday"
    attachment = send(text)
    scan_now()
    with scanning.knowing("Newer", text):
        daily()
        assert finding(attachment) == ""  # scanned today already
        later(days=1)
        daily()
        assert finding(attachment) == "Kundencenter.Newer.UNOFFICIAL"
    later(days=60)
    daily()
    assert support.content(attachment).read() == text  # a false alarm ends, however old the file is
    assert AuditEntry.select().where(AuditEntry.what == "malware no longer found").count() == 1


def test_what_was_sent_long_ago_is_not_scanned_again_unless_it_is_sent_again(scanning, later):
    attachment = send(CLEAN)
    scan_now()
    first = Scan.get().scanned_at
    later(days=15)
    daily()
    assert Scan.get().scanned_at == first
    send(CLEAN)
    assert support.content(attachment).read() == CLEAN  # what was said of it stands until there is more
    scan_now()
    assert Scan.get().scanned_at == clock.now()


def test_files_from_before_the_scanner_was_set_up_are_scanned_when_a_process_starts(house, clamav):
    gateways.start(house, database.in_write)
    case, attachment = opened(content=PAPER), send(INFECTED)
    document = documents.publish(None, BytesIO(CLEAN), "agb.txt", **DETAILS)
    scans.daily(clock.today().isoformat())
    assert not Scan.select().exists()
    scanner_at(house, clamav.url)
    with pytest.raises(Refused, match="wird noch"):
        support.content(attachment)
    scans.begin()
    due_work.all_due()
    scan_now()
    assert [finding(each) for each in (case, attachment, document)] == [NAME_OF_BEGINNING, NAME, ""]


def test_files_from_long_before_are_scanned_once_and_not_every_day(house, clamav, later):
    attachment = send(CLEAN)
    later(days=100)
    scanner_at(house, clamav.url)
    daily()
    first = Scan.get(Scan.file_key == attachment.file_key).scanned_at
    later(days=1)
    daily()
    assert Scan.get(Scan.file_key == attachment.file_key).scanned_at == first


def test_many_files_fall_due_so_slowly_that_other_work_comes_in_between(scanning):
    for number in range(3 * scans.A_SECOND):
        Document.create(name=str(number), file_key=gateways.files.put(b"%d" % number))
    scans.daily(clock.today().isoformat())
    due = sorted(each.due - clock.now() for each in Work.select().where(Work.kind == scans.WORK))
    assert due == [timedelta(seconds=second) for second in range(3) for _ in range(scans.A_SECOND)]


def test_nobody_hears_of_what_is_in_the_bill_of_an_unknown_customer(scanning):
    ask(claimed="99999", content=PAPER)
    due_work.all_due()
    assert not Scan.select().exists() and not Outbox.select().exists() and not failed_work().exists()


def test_a_scan_that_somebody_is_doing_is_not_put_down_again(scanning, later):
    attachment = send(CLEAN)
    Work.update(leased_until=clock.later(minutes=5), tries=1).where(Work.key == attachment.file_key).execute()
    before = job(attachment.file_key)
    later(minutes=1)
    scans.daily(clock.today().isoformat())
    after = job(attachment.file_key)
    assert (after.due, after.leased_until, after.tries) == (before.due, before.leased_until, 1)


def test_nothing_is_scanned_when_what_sends_the_file_is_rolled_back(scanning, monkeypatch):
    monkeypatch.setattr(support, "_tell", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        send(CLEAN)
    assert not Scan.select().exists() and not Work.select().where(Work.kind == scans.WORK).exists()


def test_without_a_scanner_nothing_is_scanned_and_nothing_is_closed(house):
    attachment, case = send(INFECTED), opened(content=PAPER)
    scans.begin()
    daily()
    due_work.all_due()
    assert support.content(attachment).read() == INFECTED
    assert recovery_documents.look(case, staff("clerk"))[0].read() == PAPER
    assert not Scan.select().exists() and not Work.select().where(Work.kind.in_([scans.WORK, scans.DAILY])).exists()


def test_what_was_found_stays_closed_when_the_scanner_is_taken_away(scanning, house):
    infected, clean = send(INFECTED), send(CLEAN)
    scan_now()
    waiting = send(b"noch nicht")
    gateways.start(house, database.in_write)
    scan_now()
    with pytest.raises(Refused):
        support.content(infected)
    assert support.content(clean).read() == CLEAN and support.content(waiting).read() == b"noch nicht"
    assert not failed_work().exists()


def test_the_work_knows_what_to_scan_and_when():
    assert due_work.HANDLERS[scans.WORK] is scans.examine
    assert (scans.DAILY, 2, scans.daily) in due_work.DAILY
