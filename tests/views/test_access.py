"""Logging in, out, and back in."""

import work
from models import AuditEntry, Authenticator, Customer, Draft, Outbox, PasswordLink, Session, Work
from rules.access import links


def log_in(person, login, password, **more):
    return person.post("/anmelden", {"login": login, "password": password, **more})


def test_a_customer_logs_in_with_the_customer_number(visitor, password):
    answer = log_in(visitor, "501", password)
    assert answer.status_code == 303
    assert visitor.get("/").status_code == 200


def test_a_customer_logs_in_with_the_e_mail_address_in_any_case(visitor, password):
    assert log_in(visitor, "Alice@alice.example", password).location == "/"


def test_a_wrong_password_and_an_unknown_number_sound_alike(visitor):
    wrong, unknown = log_in(visitor, "501", "not the password"), log_in(visitor, "9999", "not the password")
    sentence = "Kundennummer oder Passwort stimmt nicht."
    assert wrong.status_code == unknown.status_code == 422
    assert sentence in wrong.text and sentence in unknown.text


def test_what_was_typed_stays_but_never_the_password(visitor):
    answer = log_in(visitor, "501", "not the password")
    assert 'value="501"' in answer.text and "not the password" not in answer.text


def test_logging_out_ends_the_session_for_good(alice):
    sessions_before = Session.select().count()
    assert alice.post("/abmelden").status_code == 303
    assert Session.select().count() == sessions_before - 1
    assert alice.get("/").location.startswith("/anmelden")


def test_a_visitor_is_led_to_the_login_and_back(visitor, password):
    assert visitor.get("/daten/passwoerter?x=1").location == "/anmelden?next=/daten/passwoerter?x%3D1"
    assert log_in(visitor, "501", password, next="/daten/passwoerter").location == "/daten/passwoerter"


def test_an_htmx_visitor_is_sent_to_the_login_by_the_browser(visitor):
    answer = visitor.htmx("/daten/passwoerter")
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/anmelden?next=/daten/passwoerter"


def test_nobody_is_led_to_another_site(visitor, password):
    for address in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/a\r\nb"):
        assert log_in(visitor, "501", password, next=address).location == "/"
        visitor.post("/abmelden")


def test_the_second_of_two_customers_needs_the_second_s_number(visitor, password):
    assert log_in(visitor, "502", password).status_code == 303
    assert "Bob Brandt" in visitor.get("/").text


def test_a_form_sent_after_the_session_ended_stands_filled_after_the_login(alice, password):
    Session.delete().execute()
    answer = alice.post(
        "/daten/adresse",
        {"street": "Neue Straße 7", "password": "secret!"},
        headers={"Referer": "http://localhost/daten/adresse"},
    )
    assert answer.status_code == 401
    assert "Ihre Eingaben bleiben erhalten" in answer.text and "secret!" not in answer.text
    draft = answer.text.partition('name="draft" value="')[2].partition('"')[0]
    assert log_in(alice, "501", password, next="/daten/adresse", draft=draft).location == "/daten/adresse"
    assert "Neue Straße 7" in alice.get("/daten/adresse").text
    assert Customer.get_by_id(alice.customer.id).street == "Ringstraße 5"
    assert Draft.select().count() == 0


def test_a_forged_draft_is_laid_nowhere(visitor, password):
    log_in(visitor, "501", password, draft="WyJ4Il0.forged")
    assert Draft.select().count() == 0


def test_a_link_sets_a_new_password_once(visitor, alice):
    visitor.post("/passwort-vergessen", {"login": "501"})
    links.answer(Work.get().key)
    mail = Outbox.get()
    assert mail.recipient == "alice@alice.example"
    path = next(word for word in mail.text.split() if "/passwort-neu/" in word).partition("127.0.0.1:8000")[2]
    assert visitor.get(path).status_code == visitor.get(path).status_code == 200
    typed = {"new": "ganz neues Passwort", "repeated": "ganz neues Passwort"}
    assert visitor.post(path, typed).status_code == 303
    assert visitor.post(path, typed).status_code == 404
    assert log_in(visitor, "501", "ganz neues Passwort").status_code == 303
    assert alice.get("/").status_code == 303


def test_a_link_that_is_used_up_or_unknown_leads_to_a_new_one(visitor, alice):
    old = links.create(alice.account)
    links.create(alice.account)
    for token in (old, "unknown"):
        gone = visitor.get(f"/passwort-neu/{token}")
        assert (
            gone.status_code == 404 and "Das gilt nicht mehr" in gone.text and 'href="/passwort-vergessen"' in gone.text
        )
        assert gone.headers["Referrer-Policy"] == "strict-origin"


def test_a_new_password_does_not_log_in_and_the_second_factor_is_still_asked(visitor, alice):
    Authenticator.create(account=alice.account, secret="sealed")
    path = f"/passwort-neu/{links.create(alice.account)}"
    typed = {"new": "ganz neues Passwort", "repeated": "ganz neues Passwort"}
    assert visitor.post(path, typed).location == "/anmelden"
    assert visitor.get("/").status_code == 303
    assert log_in(visitor, "501", "ganz neues Passwort").location == "/anmelden/zweiter-faktor"
    assert visitor.get("/").status_code == 303


def test_asking_for_many_links_is_braked_by_the_address(visitor):
    for number in range(10):
        assert visitor.post("/passwort-vergessen", {"login": str(number)}).status_code == 303
    answer = visitor.post("/passwort-vergessen", {"login": "501"})
    assert answer.status_code == 429 and int(answer.headers["Retry-After"]) > 0


def test_a_weak_password_is_refused_at_its_field_with_advice(visitor, alice):
    path = f"/passwort-neu/{links.create(alice.account)}"
    answer = visitor.post(path, {"new": "Passwort2026", "repeated": "Passwort2026"})
    assert answer.status_code == 422 and "Passwort2026" not in answer.text
    assert "zu leicht zu erraten" in answer.text.partition('id="new-error"')[2].partition("</p>")[0]
    assert visitor.get(path).status_code == 200


def test_asking_for_a_link_tells_nothing_about_who_is_a_customer(visitor):
    known, unknown = (
        visitor.post("/passwort-vergessen", {"login": login}, follow=True).text for login in ("501", "77777")
    )
    assert "Wenn wir Sie unter dieser Angabe kennen" in known
    assert known.count("\n") == unknown.count("\n")
    assert PasswordLink.select().count() == 0
    work.all_due()
    assert PasswordLink.select().count() == 1


def test_a_short_password_is_refused_at_its_field(visitor, alice):
    path = f"/passwort-neu/{links.create(alice.account)}"
    answer = visitor.post(path, {"new": "kurz", "repeated": "kurz"})
    assert answer.status_code == 422 and "mindestens 10 Zeichen" in answer.text


def test_the_language_is_kept(alice):
    alice.post("/sprache", {"language": "en", "next": "/"})
    assert '<html lang="en">' in alice.get("/").text


def test_logging_in_is_in_the_audit_log_without_the_password(visitor, password):
    log_in(visitor, "501", password)
    entry = AuditEntry.select().where(AuditEntry.what == "logged in").get()
    assert entry.who == "Alice Ahrens" and password not in entry.after
