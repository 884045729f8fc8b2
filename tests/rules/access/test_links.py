"""Links with which somebody sets a password."""

import pytest

import clock
import work
from models import (
    Account,
    AuditEntry,
    Authenticator,
    Contact,
    Customer,
    EmailChange,
    KnownBrowser,
    LoginStep,
    Outbox,
    PasswordLink,
    Session,
    Work,
)
from rules import NotFound, Refused
from rules.access import browsers, email_changes, links
from rules.access.brakes import Braked

HERE = "203.0.113.5"
NEW = "Drei-Brote-vor-Sieben"


def ask(*logins, address=HERE):
    """Ask and let the work answer, without sending the mails."""
    for login in logins:
        links.ask(login, address)
        key = Work.select().where(Work.kind == "password_link").order_by(Work.id.desc()).first().key
        links.answer(key)


def token_in(mail):
    return mail.text.partition("/passwort-neu/")[2].split()[0]


def test_the_same_is_put_down_whether_somebody_is_known_or_not(house):
    links.ask("501", HERE)
    links.ask("niemand@nirgends.example", HERE)
    assert [each.kind for each in Work.select()] == ["password_link"] * 2
    assert not PasswordLink.select().exists() and not Outbox.select().exists()


def test_what_was_typed_and_the_token_are_nowhere_once_it_is_done(house):
    links.ask("501", HERE)
    links.ask("Mein-Passwort-aus-Versehen", HERE)
    work.all_due()
    daily = [kind for kind, _, _ in work.DAILY]
    done = Work.select().where(Work.kind.not_in(daily), Work.done_at.is_null(False))
    assert done.count() == 3
    (mail,) = (house.data_dir / "mails").glob("*.eml")
    token = mail.read_text().partition("/passwort-neu/")[2].split()[0]
    rows = " ".join(f"{each.key} {each.error}" for each in Work.select())
    assert token not in rows and "Versehen" not in rows and " 501" not in rows
    assert "passwort-neu" not in Outbox.get().text
    noted = " ".join(each.before + each.after for each in AuditEntry.select())
    assert token not in noted and "Versehen" not in noted


def test_work_that_died_after_it_was_done_is_not_done_twice(house):
    links.ask("501", HERE)
    links.answer(Work.get().key)
    links.answer(Work.get().key)
    assert Outbox.select().count() == 1


def test_the_holder_s_link_goes_to_what_is_stored_at_the_customer(alice):
    Account.update(email="login@alice.example").where(Account.id == alice.account.id).execute()
    ask("501", "login@alice.example")
    assert [mail.recipient for mail in Outbox.select()] == ["alice@alice.example"] * 2


def test_a_holder_without_an_address_at_the_customer_gets_it_at_the_login_s(alice):
    Customer.update(email="").where(Customer.id == alice.customer.id).execute()
    ask("501")
    assert Outbox.get().recipient == "alice@alice.example"


def test_contacts_and_staff_get_it_at_their_own_address(agency, clerk):
    ask("agentur@studio.example", "clerk@hoster.example")
    assert [mail.recipient for mail in Outbox.select()] == ["agentur@studio.example", "clerk@hoster.example"]


def test_who_could_not_log_in_gets_none(agency):
    Contact.update(withdrawn_at=clock.now()).where(Contact.account == agency.account).execute()
    ask("agentur@studio.example", "", " ", "x" * 254, "4711")
    assert not Outbox.select().exists() and not PasswordLink.select().exists()


def test_a_newer_link_ends_the_older_ones(house):
    ask("501", "501")
    first, second = Outbox.select().order_by(Outbox.id)
    with pytest.raises(NotFound):
        links.find(token_in(first))
    assert links.find(token_in(second))


def test_at_most_three_an_hour_for_an_account_from_wherever(house):
    for n in range(5):
        ask("501", address=f"203.0.113.{n}")
    assert Outbox.select().count() == 3
    PasswordLink.update(created_at=clock.ago(minutes=61)).execute()
    ask("501")
    assert Outbox.select().count() == 4


def test_who_asks_for_many_is_braked_by_the_address(house):
    for n in range(10):
        links.ask(str(n), HERE)
    with pytest.raises(Braked):
        links.ask("501", HERE)
    links.ask("501", "203.0.113.6")


def test_a_household_s_ipv6_addresses_are_one_place(house):
    for n in range(10):
        links.ask("501", f"2001:db8::{n:x}")
    with pytest.raises(Braked):
        links.ask("501", "2001:db8::ffff")


def test_a_link_works_half_an_hour(house):
    ask("501")
    token = token_in(Outbox.get())
    assert PasswordLink.get().expires_at == clock.later(minutes=30)
    PasswordLink.update(expires_at=clock.now()).execute()
    with pytest.raises(NotFound):
        links.find(token)


def test_looking_does_not_use_it_up_and_using_does(alice):
    token = links.create(alice.account)
    assert links.find(token) == links.find(token)
    links.use(token, NEW)
    with pytest.raises(NotFound):
        links.use(token, NEW)


def test_two_who_use_it_at_once_are_one(alice, monkeypatch):
    token = links.create(alice.account)
    hashed = links.passwords.hashed

    def slowly(password):
        PasswordLink.update(used_at=clock.now()).execute()  # somebody else was faster
        return hashed(password)

    monkeypatch.setattr(links.passwords, "hashed", slowly)
    before = Account.get_by_id(alice.account.id).password_hash
    with pytest.raises(NotFound):
        links.use(token, NEW)
    assert Account.get_by_id(alice.account.id).password_hash == before and alice.account.sessions.exists()


def test_a_weak_password_leaves_the_link_as_it_is(alice):
    token = links.create(alice.account)
    for weak in ("kurz", "Passwort2026", "Alice-Ahrens-501"):
        with pytest.raises(Refused) as refusal:
            links.use(token, weak)
        assert refusal.value.field == "new"
    assert links.use(token, "trumpet11x") != ""


def test_with_the_new_password_all_that_let_somebody_in_ends_and_the_second_factor_stays(alice):
    Authenticator.create(account=alice.account, secret="sealed")
    LoginStep.create(account=alice.account, token_hash="half-way")
    browsers.remember(alice.account, "")
    email_changes.ask(alice.account, "dieb@neu.example", alice.customer)
    links.use(links.create(alice.account), NEW)
    for table in (Session, LoginStep, KnownBrowser):
        assert not table.select().where(table.account == alice.account).exists(), table
    assert EmailChange.waiting_of(alice.account) is None
    assert Authenticator.select().where(Authenticator.account == alice.account).exists()


def test_the_owner_is_told(alice):
    links.use(links.create(alice.account), NEW)
    assert Outbox.get().recipient == "alice@alice.example"
