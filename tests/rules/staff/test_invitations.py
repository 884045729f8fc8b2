"""First logins of many: each once whatever happens, and the letters' links nowhere but in the letters."""

import re
from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest

import clock
import gateways
import work
from database import write
from gateways import Rejected
from models import (
    Account,
    AuditEntry,
    Contact,
    Customer,
    Invitation,
    InvitationRun,
    Outbox,
    PasswordLink,
    Staff,
    Work,
    uninvited_customers,
)
from rules import NotFound, Refused
from rules.access import links, logins
from rules.staff import customers, invitations, letters

PERSON = {
    "kind": "private", "first_name": "Carl", "last_name": "Cramer", "email": "", "street": "Ringstraße 5",
    "zip": "30159", "city": "Hannover", "country": "DE",
}  # fmt: skip


@pytest.fixture
def clerk(house):
    return Staff.get(Staff.role == "support").account


def customer(number, **different):
    return customers.create(number, False, **(PERSON | {"email": f"kunde{number}@carl.example"} | different))


def do_work():
    """All that is put down, however late it is due, but the deletion weeks later."""
    while (
        Work.select().where(Work.done_at.is_null(), Work.failed_at.is_null(), Work.kind != "letters deletion").exists()
    ):
        soon = clock.now() - timedelta(seconds=1)
        Work.update(due=soon).where(Work.done_at.is_null(), Work.kind != "letters deletion").execute()
        work.all_due()


def links_of_letters(run):
    """The links in the letters, as a scanner of the PDF finds them."""
    with letters.content(run) as file, pikepdf.open(BytesIO(file.read())) as pdf:
        return [
            str(note.A.URI) for page in pdf.pages for note in page.get("/Annots", ()) if note.get("/Subtype") == "/Link"
        ]


def test_each_customer_of_a_run_gets_one_mail_with_a_link_for_two_weeks(clerk):
    customer(601)
    customer(602)
    run = invitations.start([601, 602], "mail", clerk)
    do_work()
    assert {each.recipient for each in Outbox.select()} == {"kunde601@carl.example", "kunde602@carl.example"}
    days = [(link.expires_at - clock.now()).total_seconds() / 86400 for link in PasswordLink.select()]
    assert len(days) == 2 and all(13.9 < each <= 14 for each in days)
    progress = invitations.progress(InvitationRun.get_by_id(run))
    assert (progress.step, progress.done, progress.invited, progress.failed) == ("done", 2, 2, [])


def test_mails_are_put_down_a_few_a_second_so_that_others_need_not_wait(clerk):
    for number in range(601, 613):
        customer(number)
    invitations.start(range(601, 613), "mail", clerk)
    due = sorted(each.due for each in Work.select().where(Work.kind == "invitation"))
    assert timedelta(seconds=2) <= due[-1] - due[0] < timedelta(seconds=3)


def test_a_process_that_dies_in_the_middle_of_an_invitation_leaves_nothing_half_done(clerk, monkeypatch):
    customer(601)
    run = invitations.start([601], "mail", clerk)
    key = str(Invitation.get().id)

    class Death(BaseException):
        pass

    def die(_run):
        raise Death

    with monkeypatch.context() as patch, pytest.raises(Death):
        patch.setattr(invitations, "_count_down", die)
        invitations.invite(key)
    assert not Outbox.select().exists() and not PasswordLink.select().exists()
    assert InvitationRun.get_by_id(run).open_count == 1 and Invitation.get().done_at is None
    invitations.invite(key)
    assert Outbox.select().count() == 1 and InvitationRun.get_by_id(run).done_at


def test_between_two_invitations_a_death_costs_nobody_theirs_and_nobody_gets_two(clerk, monkeypatch):
    for number in (601, 602, 603):
        customer(number)
    run = invitations.start([601, 602, 603], "mail", clerk)
    first, *_ = Invitation.of(run)
    invitations.invite(str(first.id))  # the process dies before the work is marked as done
    do_work()
    assert sorted(each.recipient[5:8] for each in Outbox.select()) == ["601", "602", "603"]
    assert InvitationRun.get_by_id(run).open_count == 0


def test_a_second_run_of_the_same_work_makes_no_second_mail(clerk):
    customer(601)
    invitations.start([601], "mail", clerk)
    for _ in range(3):
        invitations.invite(str(Invitation.get().id))
    assert Outbox.select().count() == 1 and InvitationRun.get().open_count == 0


def test_who_cannot_be_reached_is_named_with_the_reason(clerk):
    customer(601, email="")
    customer(602)
    mails = invitations.start([601, 602], "mail", clerk)
    do_work()
    (failed,) = invitations.progress(InvitationRun.get_by_id(mails)).failed
    assert (failed.customer.number, failed.error) == (601, "no_email")
    customer(603, street="")
    by_letter = invitations.start([603], "letter", clerk)
    do_work()
    found = invitations.progress(InvitationRun.get_by_id(by_letter))
    assert (found.step, found.failed[0].error, InvitationRun.get_by_id(by_letter).file_key) == (
        "done",
        "no_address",
        "",
    )


def test_those_without_an_email_address_are_written_to_instead(clerk):
    customer(601, email="")
    customer(602)
    mails = invitations.start([601, 602], "mail", clerk)
    do_work()
    by_letter = invitations.start_letters(mails, clerk)
    assert [each.customer.number for each in Invitation.of(by_letter)] == [601]
    with pytest.raises(Refused, match="schon ein Passwort oder eine Einladung"):
        invitations.start_letters(by_letter, clerk)


def test_who_got_a_password_meanwhile_gets_no_mail_and_no_link(clerk):
    for method, number in (("mail", 601), ("letter", 602)):
        run = invitations.start([customer(number).number], method, clerk)
        Account.update(password_hash="x").where(Account.email == f"kunde{number}@carl.example").execute()
        do_work()
        assert [each.error for each in Invitation.of(run)] == ["has_access"]
    assert not Outbox.select().exists() and not PasswordLink.select().exists()


def test_a_password_set_between_the_list_and_the_letters_spares_the_letter(clerk):
    run = invitations.start([customer(601).number], "letter", clerk)
    invitations.invite(str(Invitation.get().id))
    Account.update(password_hash="x").where(Account.email == "kunde601@carl.example").execute()
    do_work()
    assert (Invitation.get().error, InvitationRun.get_by_id(run).file_key) == ("has_access", "")
    assert InvitationRun.get_by_id(run).done_at and not PasswordLink.select().exists()


def test_a_holder_without_an_account_and_a_customer_without_a_holder_get_a_login_by_the_number(clerk):
    without_account, without_holder = customer(601), customer(602)
    Contact.update(account=None).where(Contact.customer == without_account).execute()
    Contact.delete().where(Contact.customer == without_holder).execute()
    invitations.start([601, 602], "mail", clerk)
    do_work()
    for each in (without_account, without_holder):
        holder = Contact.holder_of(each)
        assert holder.account.links.count() == 1
        assert logins.find(str(each.number)) == holder.account


def test_nobody_is_invited_who_has_a_password_or_does_not_exist(clerk):
    for numbers in ([501], [999]):
        with pytest.raises(Refused, match="schon ein Passwort oder eine Einladung"):
            invitations.start(numbers, "mail", clerk)
    with pytest.raises(Refused, match="wählen Sie mindestens einen"):
        invitations.start([], "mail", clerk)
    with pytest.raises(Refused, match="nicht auf einmal"):
        invitations.start(range(1, 1000), "mail", clerk)


def test_all_are_those_without_a_password_a_working_link_or_a_run_under_way(clerk):
    for number in (601, 602, 603, 604):
        customer(number)
    links.create(customers.account_of(Customer.get(Customer.number == 602)), 60)
    links.create(customers.account_of(Customer.get(Customer.number == 603)), 60)
    PasswordLink.update(expires_at=clock.ago(hours=1)).where(
        PasswordLink.account == customers.account_of(Customer.get(Customer.number == 603))
    ).execute()
    under_way = invitations.start([604], "mail", clerk)
    run = invitations.start_all("mail", clerk)
    assert [each.customer.number for each in Invitation.of(run)] == [601, 603]
    do_work()
    assert InvitationRun.get_by_id(under_way).done_at and uninvited_customers().count() == 0
    with pytest.raises(Refused):
        invitations.start_all("mail", clerk)


def test_letters_are_no_more_than_fit_into_one_pdf_and_the_rest_comes_next(clerk, monkeypatch):
    monkeypatch.setattr(invitations, "MOST_LETTERS", 2)
    for number in (601, 602, 603):
        customer(number)
    first = invitations.start_all("letter", clerk)
    do_work()
    second = invitations.start_all("letter", clerk)
    assert [[each.customer.number for each in Invitation.of(run)] for run in (first, second)] == [[601, 602], [603]]


def test_the_letters_are_one_page_each_with_a_link_that_sets_the_password(clerk):
    for number in (601, 602):
        customer(number, company="Konditorei & Söhne #1" if number == 601 else "")
    run = invitations.start([601, 602], "letter", clerk)
    do_work()
    run = InvitationRun.get_by_id(run)
    found = links_of_letters(run)
    assert len(found) == 2
    for link, number in zip(found, (601, 602), strict=True):
        prefix, _, token = link.rpartition("/")
        assert prefix == f"{gateways.settings.public_url}/passwort-neu"
        assert re.fullmatch(r"[a-z2-9]{4}(-[a-z2-9]{4}){6}", token)
        assert links.find(token).account == customers.account_of(Customer.get(Customer.number == number))


def test_the_links_of_letters_stand_nowhere_but_in_the_letters(clerk, caplog):
    run = invitations.start([customer(601).number], "letter", clerk)
    do_work()
    (link,) = links_of_letters(InvitationRun.get_by_id(run))
    token = link.rpartition("/")[2]
    assert not any(token in each.before + each.after for each in AuditEntry.select())
    assert not any(token in each.key + each.error for each in Work.select())
    assert token not in caplog.text and not Outbox.select().exists()


def test_letters_that_are_set_twice_have_links_of_which_the_later_work(clerk, monkeypatch):
    run = invitations.start([customer(601).number], "letter", clerk)
    invitations.invite(str(Invitation.get().id))

    class Death(BaseException):
        pass

    def die(_content):
        raise Death

    with monkeypatch.context() as patch, pytest.raises(Death):
        patch.setattr(gateways.files, "put", die)
        letters.write_all(str(run.id))
    assert InvitationRun.get_by_id(run).done_at is None
    letters.write_all(str(run.id))
    (link,) = links_of_letters(InvitationRun.get_by_id(run))
    assert links.find(link.rpartition("/")[2]) and PasswordLink.open().count() == 1
    before = InvitationRun.get_by_id(run).file_key
    letters.write_all(str(run.id))
    assert InvitationRun.get_by_id(run).file_key == before


def test_letters_that_cannot_be_set_end_the_run_with_a_reason(clerk, monkeypatch):
    run = invitations.start([customer(601).number], "letter", clerk)

    def reject(*_):
        raise Rejected("no such template")

    monkeypatch.setattr(gateways.typst, "pdf", reject)
    do_work()
    found = invitations.progress(InvitationRun.get_by_id(run))
    assert (found.step, [each.error for each in found.failed]) == ("done", ["no_letter"])


def test_a_run_of_which_something_was_given_up_says_so(clerk):
    customer(601)
    run = invitations.start([601], "mail", clerk)
    assert invitations.progress(run).step == "waiting"
    Work.update(failed_at=clock.now()).execute()
    assert invitations.progress(run).step == "stuck"


def test_the_letters_are_deleted_after_thirty_days(clerk, house):
    run = invitations.start([customer(601).number], "letter", clerk)
    do_work()
    deletion = Work.get(Work.kind == "letters deletion")
    assert timedelta(days=29, hours=23) < deletion.due - clock.now() <= timedelta(days=30)
    run = InvitationRun.get_by_id(run)
    letters.delete(str(run.id))
    letters.delete(str(run.id))
    with pytest.raises(NotFound):
        letters.content(run)
    assert InvitationRun.get_by_id(run).file_key == ""
    assert not [path for path in (house.data_dir / "files").rglob("*") if path.is_file()]


def test_who_took_the_letters_is_noted(clerk):
    run = invitations.start([customer(601).number], "letter", clerk)
    do_work()
    letters.content(InvitationRun.get_by_id(run)).close()
    assert AuditEntry.select().where(AuditEntry.what == "letters taken").count() == 1


def test_what_was_begun_is_noted_with_whoever_began_it(clerk):
    invitations.start([customer(601).number], "mail", clerk)
    do_work()
    entry = AuditEntry.get(AuditEntry.what == "password link made")
    assert (entry.who, entry.customer.number) == ("Clerk", 601)


@pytest.mark.parametrize(
    ("different", "lines"),
    [
        ({}, ["Carl Cramer", "Ringstraße 5", "30159 Hannover"]),
        (
            {"company": "Cramer GmbH", "country": "AT"},
            ["Cramer GmbH", "Carl Cramer", "Ringstraße 5", "30159 Hannover", "ÖSTERREICH"],
        ),
    ],
)
def test_the_window_shows_the_postal_address(house, different, lines):
    with write():
        assert letters._letter(customer(601, **different), "abcd")["recipient"] == lines
