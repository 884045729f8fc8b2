"""Callers: what they say is compared, counted and forgotten."""

from threading import Barrier, Thread

import pytest

import clock
import database
from models import Account, AuditEntry, Contact, Customer, Outbox, PhoneCheck, PhonePin
from rules import Refused, audit
from rules.access import passwords, phone
from rules.access.brakes import Braked


@pytest.fixture
def alice(house):
    """The holder of customer 501, with a telephone password."""
    contact = Contact.get(Contact.email == "alice@alice.example")
    phone.change(contact, "Blaue Meise")
    return contact


@pytest.fixture
def ada(house):
    """Another contact of 501, who may be told about invoices."""
    contact = Contact.get(Contact.email == "agentur@studio.example")
    contact.rights = {"billing", "phone"}
    contact.save()
    return contact


@pytest.fixture
def clerk(house):
    return Account.get(Account.email == "clerk@hoster.example")


def says(contact, said, staff, who=None):
    return phone.check(Customer.get_by_id(contact.customer_id), said, staff, who)


def fail(contact, staff, times, who=None):
    for _ in range(times):
        with pytest.raises(Refused, match="stimmt nicht"):
            says(contact, "Kohlmeise", staff, who)


@pytest.mark.parametrize("said", ["Blaue Meise", "blaue meise", "  BLAUE   MEISE ", "blaue meise"])
def test_case_and_blanks_do_not_count(alice, clerk, said):
    assert says(alice, said, clerk) == alice


def test_an_umlaut_is_the_same_however_it_is_written(alice, clerk):
    phone.change(alice, "Gr\u00fcner Specht")
    assert says(alice, "gru\u0308ner specht", clerk) == alice
    phone.change(alice, "STRASSE 5")
    assert says(alice, "straße 5", clerk) == alice


@pytest.mark.parametrize("said", ["Blaumeise", "Blaue", "Blaue Meise 1", "Blaue-Meise"])
def test_another_word_is_not_right(alice, clerk, said):
    with pytest.raises(Refused, match="Das stimmt nicht"):
        says(alice, said, clerk)


@pytest.mark.parametrize(
    "new",
    ["Alice", "AHRENS", "alice ahrens", "Ahrens  Alice", "AliceAhrens", "alices backstube gmbh", "5010", " 5 0 1 0"],
)
def test_a_name_or_the_customer_number_is_no_telephone_password(house, new):
    contact = Contact.get(Contact.email == "alice@alice.example")
    contact.customer.number = 5010
    with pytest.raises(Refused, match="etwas anderes als Ihren Namen oder Ihre Kundennummer"):
        phone.change(contact, new)
    assert contact.phone_password_hash is None


def test_the_service_password_is_no_telephone_password_in_lower_case_either(house):
    contact = Contact.get(Contact.email == "alice@alice.example")
    contact.account.password_hash = passwords.hashed("drei brote am morgen")
    for new in ("drei brote am morgen", "Drei Brote am Morgen", " drei  brote am morgen"):
        with pytest.raises(Refused, match="Service-Passwort"):
            phone.change(contact, new)


def test_each_has_their_own_and_the_check_says_who_it_was(alice, ada, clerk):
    phone.change(ada, "Bücherwurm")
    assert says(alice, "bücherwurm", clerk) == ada
    assert says(alice, "blaue meise", clerk) == alice
    assert [check.contact for check in PhoneCheck.of(alice.customer)] == [alice, ada]


def test_two_who_have_the_same_word_are_told_no_more_than_the_one_with_fewer_rights(alice, ada, clerk):
    phone.change(ada, "Blaue Meise")
    assert says(alice, "Blaue Meise", clerk) == ada
    assert says(alice, "Blaue Meise", clerk, who=alice) == alice


def test_another_s_word_does_not_pass_for_who_was_chosen(alice, ada, clerk):
    with pytest.raises(Refused, match="stimmt nicht"):
        says(alice, "Blaue Meise", clerk, who=ada)


def test_a_contact_of_another_customer_passes_nothing_here(alice, clerk):
    bob = Contact.get(Contact.email == "bob@bob.example")
    phone.change(bob, "Rotkehlchen")
    with pytest.raises(Refused, match="stimmt nicht"):
        says(alice, "Rotkehlchen", clerk)


@pytest.mark.parametrize(
    "change",
    [
        {"rights": frozenset({"billing"})},
        {"withdrawn_at": "2026-01-01 00:00:00"},
        {"until": "2026-01-01"},
    ],
    ids=["without the right", "withdrawn", "past its day"],
)
def test_who_may_not_call_any_more_passes_neither_with_the_word_nor_with_a_pin(alice, ada, clerk, change):
    phone.change(ada, "Bücherwurm")
    pin = phone.make_pin(ada)
    Contact.update(**change).where(Contact.id == ada).execute()
    for said in ("Bücherwurm", pin.digits):
        with pytest.raises(Refused, match="stimmt nicht"):
            says(alice, said, clerk)
    for attempt in (phone.make_pin, lambda contact: phone.mail_pin(contact, clerk)):
        with pytest.raises(Refused, match="darf am Telefon nichts erfahren"):
            attempt(Contact.get_by_id(ada.id))


def test_who_is_withdrawn_while_the_word_is_compared_does_not_pass(alice, clerk, monkeypatch):
    def matches(*given):
        Contact.update(withdrawn_at=clock.now()).where(Contact.id == alice).execute()
        return passwords.matches(*given)

    monkeypatch.setattr(phone, "matches", matches)
    with pytest.raises(Refused, match="stimmt nicht"):
        says(alice, "Blaue Meise", clerk)
    assert not PhoneCheck.get().is_right


def test_a_pin_has_six_digits_and_works_once(ada, clerk):
    pin = phone.make_pin(ada)
    assert len(pin.digits) == 6 and pin.digits.isdigit()
    assert says(ada, f"{pin.digits[:3]} {pin.digits[3:]}", clerk) == ada
    with pytest.raises(Refused, match="stimmt nicht"):
        says(ada, pin.digits, clerk)
    assert [(check.method, check.is_right) for check in PhoneCheck.of(ada.customer)] == [("pin", False), ("pin", True)]


def test_pins_are_not_alike_and_keep_their_leading_zeros(ada, monkeypatch):
    assert len({phone.make_pin(ada).digits for _ in range(3)}) > 1
    monkeypatch.setattr(phone.secrets, "randbelow", lambda most: 42)
    assert phone.make_pin(ada).digits == "000042"


def test_a_pin_works_for_ten_minutes(ada, clerk, later):
    pin = phone.make_pin(ada)
    later(minutes=9)
    assert says(ada, pin.digits, clerk) == ada
    pin = phone.make_pin(ada)
    later(minutes=11)
    with pytest.raises(Refused, match="stimmt nicht"):
        says(ada, pin.digits, clerk)


def test_a_newer_pin_ends_the_older_ones_of_the_same_person_only(alice, ada, clerk):
    first, other = phone.make_pin(ada), phone.make_pin(alice)
    second = phone.make_pin(ada)
    with pytest.raises(Refused, match="stimmt nicht"):
        says(ada, first.digits, clerk)
    assert says(ada, second.digits, clerk) == ada
    assert says(ada, other.digits, clerk) == alice


def test_of_two_who_check_the_same_pin_at_once_one_passes(ada, clerk, monkeypatch):
    pin, both_compared, outcomes = phone.make_pin(ada), Barrier(2), []

    def matches(*given):
        is_right = passwords.matches(*given)
        both_compared.wait(timeout=10)
        return is_right

    monkeypatch.setattr(phone, "matches", matches)

    def check():
        with audit.acting("Clerk"):
            try:
                outcomes.append(says(ada, pin.digits, clerk).name)
            except Refused:
                outcomes.append("refused")
        database.drop_connection()

    threads = [Thread(target=check) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(outcomes) == ["Ada Agentur", "refused"]


def test_after_five_failures_nothing_is_compared_for_a_quarter_of_an_hour(alice, clerk, later, monkeypatch):
    fail(alice, clerk, 5)
    with monkeypatch.context() as patched:
        patched.setattr(phone, "matches", lambda *given: pytest.fail("compared although it is locked"))
        with pytest.raises(Braked) as braked:
            says(alice, "Blaue Meise", clerk)
    assert 890 <= braked.value.seconds <= 900
    later(minutes=14)
    with pytest.raises(Braked):
        says(alice, "Blaue Meise", clerk)
    assert PhoneCheck.of(alice.customer).count() == 5
    later(minutes=2)
    assert says(alice, "Blaue Meise", clerk) == alice


def test_after_the_lock_there_are_five_tries_again(alice, clerk, later):
    fail(alice, clerk, 5)
    PhoneCheck.update(created_at=clock.ago(minutes=16)).execute()
    fail(alice, clerk, 4)
    assert says(alice, "Blaue Meise", clerk) == alice


def test_a_right_word_forgives_that_person_s_own_failures(alice, clerk):
    fail(alice, clerk, 4, alice)
    says(alice, "Blaue Meise", clerk)
    fail(alice, clerk, 4, alice)
    assert says(alice, "Blaue Meise", clerk) == alice


@pytest.mark.parametrize("named", [True, False])
def test_who_knows_their_own_word_cannot_guess_another_s_without_end(alice, ada, clerk, named):
    phone.change(ada, "Zaunkönig")
    who = alice if named else None
    fail(alice, clerk, 4, who)
    assert says(ada, "Zaunkönig", clerk) == ada
    fail(alice, clerk, 1, who)
    with pytest.raises(Braked):
        says(alice, "Blaue Meise", clerk)


def test_a_failure_says_who_the_caller_was_said_to_be(alice, ada, clerk):
    fail(alice, clerk, 1, ada)
    check = PhoneCheck.get()
    assert (check.contact, check.is_right) == (ada, False)
    assert not list(PhoneCheck.in_force(alice.customer))


def test_wrong_pins_count_too_and_whoever_was_chosen(alice, ada, clerk):
    for said, who in (("123456", None), ("12 34 56", ada), ("Kohlmeise", alice), ("654321", alice), ("x", None)):
        with pytest.raises(Refused, match="stimmt nicht"):
            says(alice, said, clerk, who)
    with pytest.raises(Braked):
        says(alice, "Blaue Meise", clerk)


def test_the_lock_of_one_customer_does_not_concern_another(alice, clerk):
    bob = Contact.get(Contact.email == "bob@bob.example")
    phone.change(bob, "Rotkehlchen")
    fail(alice, clerk, 4)
    assert says(bob, "Rotkehlchen", clerk) == bob
    fail(alice, clerk, 1)
    with pytest.raises(Braked):
        says(alice, "Blaue Meise", clerk)
    assert says(bob, "Rotkehlchen", clerk) == bob


def test_who_compares_while_the_last_try_is_used_up_elsewhere_learns_nothing(alice, clerk, monkeypatch):
    def matches(*given):
        monkeypatch.setattr(phone, "matches", passwords.matches)
        fail(alice, clerk, 5)
        return passwords.matches(*given)

    monkeypatch.setattr(phone, "matches", matches)
    with pytest.raises(Braked):
        says(alice, "Blaue Meise", clerk)
    assert PhoneCheck.of(alice.customer).count() == 5


def test_the_customer_is_told_once_when_it_locks(alice, clerk):
    fail(alice, clerk, 4)
    assert not Outbox.select().exists()
    fail(alice, clerk, 1)
    with pytest.raises(Braked):
        says(alice, "Blaue Meise", clerk)
    mail = Outbox.get()
    assert mail.recipient == "alice@alice.example" and "501" in mail.text and "/daten/passwoerter" in mail.text
    assert "Kohlmeise" not in mail.text and "Meise" not in mail.text


def test_more_words_than_can_be_compared_ask_for_who_is_calling(alice, clerk):
    for n in range(phone.MOST_HASHES):
        contact = Contact.create(customer=alice.customer, kind="internal", first_name=f"Person {n}", rights={"phone"})
        phone.change(contact, f"Vogel {n} im Baum")
    with pytest.raises(Refused) as refusal:
        says(alice, "Vogel 3 im Baum", clerk)
    assert refusal.value.field == "contact" and not PhoneCheck.select().exists()
    assert says(alice, "Vogel 3 im Baum", clerk, Contact.get(Contact.first_name == "Person 3")).name == "Person 3"


def test_a_mailed_pin_goes_to_the_address_that_is_stored(alice, ada, clerk):
    assert phone.mail_pin(ada, clerk) == "a…@s….example"
    mail = Outbox.get()
    assert mail.recipient == "agentur@studio.example" and mail.is_secret
    digits = next(line for line in mail.text.splitlines() if line.isdigit())
    assert digits not in mail.subject and PhonePin.get().staff_account == clerk
    assert says(ada, digits, clerk) == ada


def test_nobody_s_mailbox_is_filled_with_pins(alice, ada, clerk, later):
    for _ in range(5):
        phone.mail_pin(ada, clerk)
    with pytest.raises(Refused, match="Für Ada Agentur ging schon mehrmals eine PIN hinaus. Die nächste geht in 10 M"):
        phone.mail_pin(ada, clerk)
    assert Outbox.select().count() == 5 and phone.mail_pin(alice, clerk)
    later(minutes=11)
    assert phone.mail_pin(ada, clerk)


def test_who_has_no_address_gets_no_pin_by_mail(alice, clerk):
    contact = Contact.create(customer=alice.customer, kind="internal", first_name="Clara", rights={"phone"})
    with pytest.raises(Refused, match="Für Clara ist keine E-Mail-Adresse bekannt"):
        phone.mail_pin(contact, clerk)
    assert not Outbox.select().exists() and not PhonePin.select().exists()


def test_nothing_that_was_said_is_kept_anywhere(alice, ada, clerk):
    pin = phone.make_pin(ada)
    fail(alice, clerk, 1)
    says(alice, "Blaue Meise", clerk)
    says(ada, pin.digits, clerk)
    phone.mail_pin(ada, clerk)
    kept = [str(row) for table in (PhoneCheck, PhonePin, AuditEntry, Contact) for row in table.select().dicts()]
    for secret in ("ohlmeise", "eise", pin.digits):
        assert not any(secret in each for each in kept)
    noted = [entry.what for entry in AuditEntry.select().where(AuditEntry.customer == alice.customer)]
    assert noted[-5:] == ["phone pin made", "caller failed", "caller passed", "caller passed", "phone pin mailed"]
    assert not any("argon2" in entry.before + entry.after for entry in AuditEntry.select())
