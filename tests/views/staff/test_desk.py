"""The desk of one customer: contacts, domains, bookings, documents, and who may what."""

from io import BytesIO

import pytest

from models import AuditEntry, Contact, Customer, Document, Domain, Outbox

PDF = b"%PDF-1.7\n%%EOF\n"
BOB = "/verwaltung/kunden/502"
CONTACT = {"kind": "internal", "first_name": "Berta", "last_name": "Brandt", "email": "berta@bob.example"}
PAGES = ("", "/ansprechpartner", "/vertraege", "/server", "/domains", "/buchungen", "/dokumente", "/anfragen",
         "/ip-whitelist", "/protokoll")  # fmt: skip
FORMS = ("/stammdaten", "/ansprechpartner/neu", "/vertraege/neu", "/domains/neu", "/dokumente/neu")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_of_the_desk_says_whose_it_is(clerk, path):
    answer = clerk.get(BOB + path)
    assert answer.status_code == 200 and "<h1>Bob Brandt</h1>" in answer.text
    assert f'href="{BOB}{path}"' in answer.text


@pytest.mark.parametrize("path", PAGES)
def test_a_bookkeeper_reads_the_desk_but_is_offered_no_change(bookkeeper, clerk, path):
    reader = clerk if path == "/buchungen" else bookkeeper  # the account is the bookkeeper's own work
    answer = reader.get(BOB + path)
    assert answer.status_code == 200
    assert "anlegen" not in answer.text and "ändern" not in answer.text and "/neu" not in answer.text


@pytest.mark.parametrize("path", FORMS)
def test_a_bookkeeper_changes_nothing_at_the_desk(bookkeeper, chief, path):
    assert bookkeeper.get(BOB + path).status_code == 403
    assert bookkeeper.post(BOB + path).status_code == 403
    assert chief.get(BOB + path).status_code == 200


@pytest.mark.parametrize("path", PAGES + FORMS)
def test_a_customer_that_does_not_exist_is_not_found(clerk, path):
    for number in ("4711", "99999999999999999999"):
        assert clerk.get(f"/verwaltung/kunden/{number}{path}").status_code == 404


@pytest.mark.parametrize("path", PAGES + FORMS)
def test_customers_and_visitors_stay_out(alice, visitor, path):
    assert alice.get(BOB + path).status_code == 403
    assert alice.post(BOB + path).status_code in (403, 405)
    assert visitor.get(BOB + path).location.startswith("/anmelden?next=")


def test_rows_of_another_customer_are_not_found_at_this_desk(clerk, agency):
    clerk.post("/verwaltung/kunden/501/domains/neu", {"name": "backstube.example", "name_server": ""})
    assert clerk.get(f"/verwaltung/kunden/501/ansprechpartner/{agency.contact.id}").status_code == 200
    assert clerk.get(f"{BOB}/ansprechpartner/{agency.contact.id}").status_code == 404
    assert clerk.post(f"{BOB}/ansprechpartner/{agency.contact.id}/loeschung", {"confirmed": 1}).status_code == 404
    assert clerk.get(f"{BOB}/domains/backstube.example").status_code == 404
    assert clerk.get(f"{BOB}/domains/brandt%00.example").status_code == 404


def test_a_contact_is_added_changed_invited_and_withdrawn(clerk):
    clerk.post(f"{BOB}/ansprechpartner/neu", CONTACT | {"rights": ["domains", "support"]})
    berta = Contact.get(Contact.first_name == "Berta")
    assert (berta.customer.number, berta.rights) == (502, {"domains", "support"})
    at = f"{BOB}/ansprechpartner/{berta.id}"
    clerk.post(at, CONTACT | {"rights": ["billing"], "until": "31.12.2099"})
    assert Contact.get_by_id(berta.id).rights == {"billing"}
    clerk.post(f"{at}/einladung")
    assert Outbox.select().where(Outbox.recipient == "berta@bob.example").exists()
    assert "wirklich" in clerk.post(f"{at}/loeschung").text
    assert Contact.get_by_id(berta.id).withdrawn_at is None
    clerk.post(f"{at}/loeschung", {"confirmed": "1"})
    assert "Berta" not in clerk.get(f"{BOB}/ansprechpartner").text


def test_a_contact_needs_a_name_and_the_holder_is_not_among_them(clerk, bob):
    answer = clerk.post(f"{BOB}/ansprechpartner/neu", CONTACT | {"last_name": ""})
    assert answer.status_code == 422 and 'id="last_name-error"' in answer.text
    assert clerk.post(f"{BOB}/ansprechpartner/{bob.contact.id}/loeschung", {"confirmed": 1}).status_code == 404


def test_a_rule_s_refusal_stands_in_the_form(clerk):
    clerk.post(f"{BOB}/ansprechpartner/neu", CONTACT)
    answer = clerk.post(f"{BOB}/ansprechpartner/neu", CONTACT)
    assert answer.status_code == 422 and "hat schon Berta Brandt" in answer.text


def test_a_domain_is_entered_once_and_removed_only_while_no_contract_uses_it(clerk):
    assert clerk.post(f"{BOB}/domains/neu", {"name": "Brandt.Example.", "name_server": ""}).status_code == 303
    answer = clerk.post("/verwaltung/kunden/501/domains/neu", {"name": "brandt.example", "name_server": ""})
    assert answer.status_code == 422 and "gehört schon zu Kunde 502" in answer.text
    assert "wirklich entfernen" in clerk.post(f"{BOB}/domains/brandt.example/loeschung").text
    clerk.post(f"{BOB}/domains/brandt.example/loeschung", {"confirmed": "1"})
    assert not Domain.select().exists()
    assert "brandt.example" not in Customer.get(Customer.number == 502).search_text


def test_what_is_no_domain_is_refused_at_its_field(clerk):
    for name in ("", "brandt", "https://brandt.example/", "a..example"):
        answer = clerk.post(f"{BOB}/domains/neu", {"name": name, "name_server": ""})
        assert answer.status_code == 422 and 'id="name-error"' in answer.text, name


def test_a_name_server_comes_from_the_settings_or_stays_as_it_is(clerk, house):
    Domain.create(customer=Customer.get(Customer.number == 502), name="brandt.example", name_server="old")
    assert "old" in clerk.get(f"{BOB}/domains/brandt.example").text
    assert clerk.post(f"{BOB}/domains/brandt.example", {"name_server": "unknown"}).status_code == 422
    clerk.post(f"{BOB}/domains/brandt.example", {"name_server": ""})
    assert Domain.get().name_server == ""


def test_a_document_of_one_customer_is_seen_by_this_customer_only(clerk, alice, bob):
    upload = {"name": "Angebot", "action": "Download", "position": "0", "file": (BytesIO(PDF), "../Angebot.pdf")}
    answer = clerk.post(f"{BOB}/dokumente/neu", upload, content_type="multipart/form-data")
    assert answer.status_code == 303
    document = Document.get()
    file = clerk.get(f"/verwaltung/dokumente/{document.id}/datei")
    assert file.data == PDF and "filename=Angebot.pdf" in file.headers["Content-Disposition"]
    assert bob.get(f"/dokumente/{document.id}").status_code == 200
    assert alice.get(f"/dokumente/{document.id}").status_code == 404
    at = f"{BOB}/dokumente/{document.id}/loeschung"
    assert "Angebot" in clerk.post(at).text
    clerk.post(at, {"confirmed": "1"})
    assert bob.get(f"/dokumente/{document.id}").status_code == 404
    assert AuditEntry.select().where(AuditEntry.what == "document withdrawn").count() == 1
