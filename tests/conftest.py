"""The cast: Alice and Bob (two customers), the agency (Alice's contact), a visitor and the hoster's people."""

import shutil
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

import app as portal
import clock
import config
import database
import gateways
import texts
from models import Account, Authenticator, Contact, Customer, Session, Staff
from rules import audit, operation
from rules.access import authenticator, sessions
from rules.access.passwords import hashed

pytest_plugins = ["tests.nameservers", "tests.clamav", "tests.postgres", "tests.syslog"]
PASSWORD = "Ein-Kuchen-am-Morgen"


def pytest_addoption(parser):
    parser.addoption("--postgres", action="store_true", help="run on a PostgreSQL server that a fixture starts")


@pytest.fixture(scope="session")
def databases(request, app, tmp_path_factory):
    """Makes databases for tests: a template with the cast in it, and a copy of it for each test."""
    if request.config.getoption("--postgres"):
        server = request.getfixturevalue("postgres")
        maker = PostgresCopies(server)
    else:
        maker = SqliteCopies(tmp_path_factory.mktemp("databases"))
    database.start(maker.template)
    operation.upgrade()
    with audit.acting("Tests"), database.write():
        raise_the_cast()
    database.drop_connection()
    return maker


class SqliteCopies:
    def __init__(self, folder: Path):
        self.file = folder / "template.db"
        self.template = f"sqlite:///{self.file}"

    def copy(self, folder: Path) -> str:
        target = folder / "kundencenter.db"
        source = self.file
        for ending in ("", "-wal"):
            if Path(f"{source}{ending}").exists():
                shutil.copy(f"{source}{ending}", f"{target}{ending}")
        return f"sqlite:///{target}"

    def drop(self, url: str) -> None:
        """The folder of the test goes by itself."""


class PostgresCopies:
    def __init__(self, server):
        self.server = server
        self.template = server.create("template_of_tests")
        self.count = 0

    def copy(self, folder: Path) -> str:
        self.count += 1
        return self.server.create(f"test_{self.count}", "template_of_tests")

    def drop(self, url: str) -> None:
        database.drop_connection()
        self.server.drop(url.rpartition("/")[2])


@pytest.fixture(scope="session")
def app(tmp_path_factory):
    """The portal, built once; every test lays its own database and folders under it."""
    application = portal.create_app(settings_in(tmp_path_factory.mktemp("app")))
    application.config["TESTING"] = True
    application.config["PROPAGATE_EXCEPTIONS"] = False
    return application


def settings_in(folder: Path) -> config.Settings:
    return config.load({"KUNDENCENTER_DATA_DIR": str(folder), "KUNDENCENTER_SECRET_KEY": "a secret for tests"})


@pytest.fixture
def house(databases, app, tmp_path, later):
    """A fresh database with the cast, and empty folders for files, mails and zones; gives the settings.

    Time stands still in it: no test depends on whether a second begins in its middle.
    """
    settings = replace(settings_in(tmp_path), database_url=databases.copy(tmp_path))
    database.start(settings.database_url)
    gateways.start(settings, database.in_write)
    Session.update(proved_at=clock.now(), last_used_at=clock.now()).execute()  # the template may be older
    with audit.acting("Tests"), texts.speak("de"):
        yield settings
    database.drop_connection()
    databases.drop(settings.database_url)


def raise_the_cast() -> None:
    """The rows of everybody who plays in the tests."""
    password_hash = hashed(PASSWORD)
    for number, kind, first, last, company in (
        (501, "business", "Alice", "Ahrens", "Alices Backstube GmbH"),
        (502, "private", "Bob", "Brandt", ""),
    ):
        email = f"{first.lower()}@{first.lower()}.example"
        customer = Customer.create(
            number=number, kind=kind, company=company, first_name=first, last_name=last, email=email,
            street="Ringstraße 5", zip="30159", city="Hannover", phone="+49 511 123450",
            search_text=f"{number} {company.lower()} {first.lower()} {last.lower()} {email}",
        )  # fmt: skip
        account = Account.create(email=email, name=f"{first} {last}", password_hash=password_hash)
        Contact.create(customer=customer, account=account, kind="holder", first_name=first, last_name=last, email=email)
        enter(account, f"token of {first.lower()}", customer.contacts.get())
    agency = Account.create(email="agentur@studio.example", name="Ada Agentur", password_hash=password_hash)
    contact = Contact.create(
        customer=Customer.get(Customer.number == 501), account=agency, kind="external",
        first_name="Ada", last_name="Agentur", email=agency.email, rights={"support"},
    )  # fmt: skip
    enter(agency, "token of agency", contact)
    for name, role in (("clerk", "support"), ("bookkeeper", "billing"), ("chief", "admin")):
        account = Account.create(email=f"{name}@hoster.example", name=name.title(), password_hash=password_hash)
        Staff.create(account=account, role=role)
        Authenticator.create(account=account, secret=authenticator.begin(account, name).sealed)
        enter(account, f"token of {name}")


def enter(account, token, contact=None):
    Session.create(token_hash=sessions.digest(token), account=account, contact=contact, address="127.0.0.1")


@dataclass
class Person:
    """Somebody at a browser without JavaScript."""

    client: FlaskClient
    account: Account | None = None
    contact: Contact | None = None
    customer: Customer | None = None
    staff: Staff | None = None

    def get(self, path, follow=False, **more):
        return self.client.get(path, follow_redirects=follow, **more)

    def post(self, path, data=None, follow=False, csrf=True, **more):
        """Send a form; the CSRF field comes by itself."""
        fields = dict(data or {})
        if csrf:
            fields["csrf_token"] = self.csrf_token()
        return self.client.post(path, data=fields, follow_redirects=follow, **more)

    def htmx(self, path, data=None):
        """What htmx asks for when it swaps the content."""
        headers = {"HX-Request": "true", "HX-Target": "main#content"}
        return self.get(path, headers=headers) if data is None else self.post(path, data, headers=headers)

    def csrf_token(self):
        with self.client.session_transaction() as session:
            raw = session.setdefault("csrf_token", "0" * 40)
        return URLSafeTimedSerializer(self.client.application.secret_key, salt="wtf-csrf-token").dumps(raw)

    def grant(self, other, *rights):
        """Give a contact of one's own more rights."""
        self._set_rights(other, other.contact.rights | set(rights))

    def withdraw(self, other, *rights):
        """Take rights from a contact of one's own."""
        self._set_rights(other, other.contact.rights - set(rights))

    def _set_rights(self, other, rights):
        other.contact.rights = frozenset(rights)
        other.contact.save()


class Answer(TestResponse):
    """What a person reads, to whom a no-break space is a space."""

    @property
    def text(self):
        return texts.plain(super().text)


def browser(app):
    """A browser without JavaScript that nobody is logged in with."""
    return FlaskClient(app, Answer, use_cookies=True)


def person(app, token):
    client = browser(app)
    with client.session_transaction() as session:
        session["_user_id"] = token
    who = sessions.who(token)
    return Person(client, who.account, who.contact, who.customer, who.staff)


@pytest.fixture
def alice(house, app):
    return person(app, "token of alice")


@pytest.fixture
def bob(house, app):
    return person(app, "token of bob")


@pytest.fixture
def agency(house, app):
    return person(app, "token of agency")


@pytest.fixture
def clerk(house, app):
    return person(app, "token of clerk")


@pytest.fixture
def bookkeeper(house, app):
    return person(app, "token of bookkeeper")


@pytest.fixture
def chief(house, app):
    return person(app, "token of chief")


@pytest.fixture
def visitor(house, app):
    return Person(browser(app))


@pytest.fixture
def later(monkeypatch):
    """Time stands still and goes on when the test says so: `later(minutes=10)`."""

    def later(**span):
        moment = clock.now() + timedelta(**span)
        monkeypatch.setattr(clock, "_utc", lambda: moment)

    later()
    return later


@pytest.fixture
def password():
    """The service password of everybody in the cast."""
    return PASSWORD
