"""Passkeys in a real browser with a virtual authenticator: set up, as second factor, as the whole login."""

import re

import pytest

from tests.browser.chromium import expect


@pytest.fixture
def named(own_portal):
    """The portal's address with a name: browsers know no passkeys of IP addresses."""
    return own_portal.address.replace("127.0.0.1", "localhost")


@pytest.fixture
def device():
    """Gives a window a fingerprint reader with room for passkeys; `device(page)` gives what steers it."""

    def device(page, **options):
        wire = page.context.new_cdp_session(page)
        wire.send("WebAuthn.enable")
        kind = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
        added = wire.send("WebAuthn.addVirtualAuthenticator", {"options": kind | {"isUserVerified": True} | options})

        def steer(what, **values):
            return wire.send(f"WebAuthn.{what}", {"authenticatorId": added["authenticatorId"]} | values)

        return steer

    return device


def log_in_by_password(page, named, log_in):
    page.goto(f"{named}/anmelden")
    log_in(page, "10001")


def set_up(page, named):
    page.goto(f"{named}/daten/sicherheit")
    page.get_by_role("button", name="Passkey einrichten").click()
    expect(page.get_by_label("Name")).to_have_value(re.compile("Chrome .* auf Linux"))
    page.get_by_label("Name").fill("Mein Laptop")
    page.get_by_role("button", name="Passkey einrichten").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Codes für den Notfall")


def log_out(page):
    """Log out, of a browser that offers no passkeys in the login field: the reader would answer at once."""
    page.add_init_script("if (window.PublicKeyCredential) PublicKeyCredential.isConditionalMediationAvailable = null")
    page.get_by_role("button", name="Abmelden", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Anmelden")


@pytest.fixture
def laptop(window, own_portal, named, device, log_in):
    """A window of customer 10001 with a passkey; gives the page and what steers the authenticator."""
    page = window(own_portal)
    steer = device(page)
    log_in_by_password(page, named, log_in)
    set_up(page, named)
    page.get_by_role("link", name="Ich habe die Codes gespeichert").click()
    expect(page.locator("tr", has_text="Passkey „Mein Laptop“")).to_contain_text("noch nie")
    return page, steer


def test_a_passkey_is_the_whole_login(laptop, named):
    page, _ = laptop
    log_out(page)
    page.goto(f"{named}/anmelden?next=/daten/sicherheit")
    page.get_by_role("button", name="Mit Passkey anmelden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sicherheit")
    expect(page.locator("tr", has_text="Passkey „Mein Laptop“")).not_to_contain_text("noch nie")


def test_a_passkey_that_is_offered_in_the_login_field_is_the_whole_login_too(laptop):
    page, _ = laptop
    page.get_by_role("button", name="Abmelden", exact=True).first.click()
    expect(page.get_by_role("link", name="Meine Dokumente")).to_be_visible()


def test_a_passkey_is_the_second_step_after_the_password(laptop, log_in):
    page, _ = laptop
    log_out(page)
    log_in(page, "10001")
    expect(page.get_by_role("heading", level=1)).to_have_text("Zweiter Schritt")
    page.get_by_role("button", name="Passkey benutzen").click()
    expect(page.get_by_role("link", name="Meine Dokumente")).to_be_visible()


def test_who_is_not_recognised_gets_a_sentence_and_may_try_again(laptop):
    page, steer = laptop
    log_out(page)
    steer("setUserVerified", isUserVerified=False)
    button = page.get_by_role("button", name="Mit Passkey anmelden")
    button.click()
    expect(page.get_by_role("alert")).to_contain_text("Das hat nicht geklappt oder wurde abgebrochen.")
    expect(button).to_be_enabled()
    steer("setUserVerified", isUserVerified=True)
    button.click()
    expect(page.get_by_role("link", name="Meine Dokumente")).to_be_visible()


def test_the_same_device_is_not_set_up_twice(laptop):
    page, steer = laptop
    page.get_by_role("button", name="Passkey hinzufügen").click()
    page.get_by_role("button", name="Passkey einrichten").click()
    expect(page.get_by_role("alert")).to_have_text("Auf diesem Gerät gibt es schon einen Passkey für Ihren Zugang.")
    assert len(steer("getCredentials")["credentials"]) == 1


def test_a_passkey_confirms_a_sensitive_change_and_what_was_typed_is_kept(laptop, own_portal, named, watch):
    watch.expect("401")
    page, _ = laptop
    page.goto(f"{named}/daten/ip-whitelist")
    page.get_by_label("IP-Adresse oder Netz").fill("127.0.0.0/8")
    own_portal.forget_proofs()
    page.get_by_role("button", name="Hinzufügen").click()
    page.get_by_role("button", name="Mit Passkey bestätigen").click()
    expect(page.locator("tr", has_text="127.0.0.0/8")).to_be_visible()


def test_a_removed_passkey_does_not_go_in_any_more(laptop, watch):
    watch.expect("422")
    page, _ = laptop
    page.locator("tr", has_text="Mein Laptop").get_by_role("button", name="Entfernen").click()
    page.get_by_role("dialog").get_by_role("button", name="Entfernen").click()
    expect(page.get_by_role("status")).to_contain_text("Passkey entfernt.")
    log_out(page)
    page.get_by_role("button", name="Mit Passkey anmelden").click()
    expect(page.get_by_role("alert").first).to_contain_text("Dieser Passkey passt zu keinem Zugang.")


def test_without_javascript_there_is_no_button_but_a_sentence(window, own_portal, named):
    page = window(own_portal, java_script_enabled=False)
    page.goto(f"{named}/anmelden")
    expect(page.get_by_role("button", name="Mit Passkey anmelden")).to_be_hidden()
    expect(page.get_by_text("Passkeys brauchen JavaScript")).to_be_visible()
