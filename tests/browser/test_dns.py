"""The DNS editor in a browser: in place, by the keyboard, on a phone, and with JavaScript switched off."""

import re

import pytest

from gateways.dns import Record, Zone
from tests.browser.chromium import expect
from tests.browser.quality import faults

DNS = "/produkte/domains/profihost-demo.de/dns"
PHONE = {"width": 375, "height": 800}
ZONE_FILE = "neu A 192.0.2.51\n$GENERATE 1-9 h$ A 192.0.2.1\n"


def heading(page):
    return page.get_by_role("heading", level=1)


def row(page, text):
    return page.locator("#content tbody tr", has_text=text)


@pytest.fixture
def page(window, own_portal):
    opened = window(own_portal, "10001", reduced_motion="reduce")
    opened.goto(DNS)
    return opened


def zone(portal):
    return (portal.data / "zones" / "profihost-demo.de.zone").read_text()


def test_a_row_is_changed_in_place_and_the_focus_stays_there(page, own_portal, watch):
    watch.expect("422")
    row(page, "192.0.2.10").get_by_role("link", name="Ändern").click()
    field = page.get_by_label("IPv4-Adresse")
    expect(field).to_be_focused()
    assert faults(page) == []
    field.fill("192.0.2.999")
    page.keyboard.press("Enter")
    expect(page.locator("tr.editing .error")).to_contain_text("keine IPv4-Adresse")
    expect(page.get_by_label("IPv4-Adresse")).to_be_focused()
    expect(page.get_by_label("IPv4-Adresse")).to_have_value("192.0.2.999")
    assert faults(page) == []
    page.get_by_label("IPv4-Adresse").fill("192.0.2.11")
    page.keyboard.press("Enter")
    changed = row(page, "192.0.2.11")
    expect(changed).to_contain_text("geändert")
    expect(changed).to_contain_text("bisher 192.0.2.10")
    expect(changed.get_by_role("link", name="Ändern")).to_be_focused()
    assert "192.0.2.11" not in zone(own_portal)
    assert faults(page) == []


def test_editing_a_row_can_be_left_again(page):
    row(page, "192.0.2.10").get_by_role("link", name="Ändern").click()
    page.get_by_role("link", name="Abbrechen").click()
    expect(page.locator("tr.editing")).to_have_count(0)
    expect(row(page, "192.0.2.10").get_by_role("link", name="Ändern")).to_be_focused()


def test_a_deleted_row_stays_in_sight_and_can_be_kept_after_all(page):
    www = row(page, "www.profihost-demo.de")
    www.get_by_role("button", name="Löschen").click()
    expect(www).to_contain_text("wird gelöscht")
    keep = www.get_by_role("button", name="Doch behalten")
    expect(keep).to_be_focused()
    assert faults(page) == []
    keep.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("zurückgenommen")


def test_the_whole_way_by_the_keyboard_alone(page, own_portal):
    page.get_by_role("link", name="Eintrag hinzufügen").press("Enter")
    page.get_by_role("link", name="Mailserver (MX)").press("Enter")
    expect(heading(page)).to_have_text("Mailserver (MX)")
    page.get_by_label("Rang").fill("20")
    page.get_by_label("Mailserver").fill("nirgends")
    page.get_by_label("Mailserver").press("Enter")
    expect(row(page, "20 nirgends.profihost-demo.de")).to_contain_text("neu")
    page.get_by_role("link", name="Ansehen und speichern").press("Enter")
    expect(page.get_by_text("Dafür gibt es keinen Eintrag.")).to_be_visible()
    assert faults(page) == []
    page.get_by_label("Ich habe die Hinweise gelesen").press("Space")
    page.get_by_role("button", name="Änderungen speichern").press("Enter")
    expect(page.locator("#flash")).to_contain_text("Gespeichert: Unser Nameserver hat Ihre Änderungen.")
    expect(row(page, "20 nirgends.profihost-demo.de")).to_have_count(1)
    assert "MX 20 nirgends.profihost-demo.de." in zone(own_portal)


def test_the_list_narrows_while_one_types(page):
    search = page.get_by_role("searchbox", name="Suche")
    search.press_sequentially("spf")
    expect(page.locator("#content tbody tr")).to_have_count(1)
    expect(search).to_be_focused()
    expect(page).to_have_url(re.compile("q=spf"))


def test_somebody_else_s_change_is_shown_and_both_stand_in_the_end(page, window, own_portal, watch):
    watch.expect("422")
    agency = window(own_portal, "agentur@example.com")
    for person, name, address in ((page, "a", "192.0.2.1"), (agency, "b", "192.0.2.2")):
        person.goto(f"{DNS}/eintraege/neu/A")
        person.get_by_label("Name").fill(name)
        person.get_by_label("IPv4-Adresse").fill(address)
        person.get_by_role("button", name="Hinzufügen").click()
        person.get_by_role("link", name="Ansehen und speichern").click()
        expect(heading(person)).to_have_text("Ihre Änderungen")
    agency.get_by_role("button", name="Änderungen speichern").click()
    expect(agency.locator("#flash")).to_contain_text("Gespeichert")
    page.get_by_role("button", name="Änderungen speichern").click()
    expect(page.get_by_text("Das hat inzwischen jemand anderes geändert")).to_be_visible()
    assert "192.0.2.1\n" not in zone(own_portal)
    page.get_by_role("button", name="Änderungen speichern").click()
    expect(page.locator("#flash")).to_contain_text("Gespeichert")
    assert {"192.0.2.1", "192.0.2.2"} <= set(zone(own_portal).split())


def test_a_file_is_read_in_and_a_save_is_undone(page, own_portal, tmp_path):
    (tmp_path / "alt.zone").write_text(ZONE_FILE)
    page.get_by_role("link", name="Importieren").click()
    page.get_by_label("Datei", exact=False).first.set_input_files(tmp_path / "alt.zone")
    page.get_by_role("button", name="Änderungen ansehen").click()
    expect(page.get_by_text("Reihen werden nicht eingelesen")).to_be_visible()
    assert faults(page) == []
    page.get_by_role("button", name="Änderungen speichern").click()
    expect(page.locator("#flash")).to_contain_text("Gespeichert")
    assert "192.0.2.51" in zone(own_portal)
    page.get_by_role("link", name="Verlauf").click()
    expect(heading(page)).to_have_text("Verlauf")
    assert faults(page) == []
    page.get_by_role("button", name="Rückgängig machen").click()
    expect(heading(page)).to_have_text("Ihre Änderungen")
    page.get_by_role("button", name="Änderungen speichern").click()
    expect(page.locator("#flash")).to_contain_text("Gespeichert")
    assert "192.0.2.51" not in zone(own_portal)


def test_a_draft_is_thrown_away_after_a_question(page):
    row(page, "192.0.2.10").get_by_role("button", name="Löschen").click()
    page.get_by_role("link", name="Ansehen und speichern").click()
    page.get_by_role("button", name="Alle verwerfen").click()
    expect(page.get_by_role("dialog")).to_contain_text(
        "alle ungespeicherten Änderungen an profihost-demo.de verwerfen?"
    )
    page.get_by_role("dialog").get_by_role("button", name="Alle verwerfen").click()
    expect(page.locator("#flash")).to_contain_text("verworfen")
    expect(page.get_by_text("wird gelöscht")).to_have_count(0)


def test_a_template_on_a_phone(window, own_portal):
    page = window(own_portal, "10001", viewport=PHONE, reduced_motion="reduce")
    page.goto(DNS)
    assert faults(page) == []
    row(page, "192.0.2.10").get_by_role("link", name="Ändern").click()
    expect(page.get_by_label("IPv4-Adresse")).to_be_focused()
    assert faults(page) == []
    page.goto(f"{DNS}/vorlagen")
    page.get_by_role("link", name="Keine E-Mail").click()
    expect(page.get_by_text("10 mail.muster-hosting.example")).to_be_visible()
    page.get_by_role("button", name="Änderungen ansehen").click()
    expect(row(page, "v=DMARC1; p=reject")).to_be_visible()
    assert faults(page) == []


def test_all_of_it_without_javascript(window, own_portal, watch):
    watch.expect("422")
    page = window(own_portal, "10001", java_script_enabled=False, viewport=PHONE)
    page.goto(DNS)
    page.get_by_role("searchbox", name="Suche").fill("www")
    page.get_by_role("button", name="Suchen").click()
    expect(page.locator("#content tbody tr")).to_have_count(1)
    page.get_by_role("button", name="Löschen").click()
    expect(row(page, "www.profihost-demo.de")).to_contain_text("wird gelöscht")
    row(page, "192.0.2.10").get_by_role("link", name="Ändern").click()
    expect(heading(page)).to_have_text("profihost-demo.de (A)")
    page.get_by_label("IPv4-Adresse").fill("x")
    page.get_by_role("button", name="Übernehmen").click()
    expect(page.locator("#address-error")).to_be_visible()
    page.get_by_label("IPv4-Adresse").fill("192.0.2.11")
    page.get_by_role("button", name="Übernehmen").click()
    page.get_by_role("link", name="Ansehen und speichern").click()
    row(page, "www.profihost-demo.de").get_by_role("button", name="Zurücknehmen").click()
    expect(row(page, "www.profihost-demo.de")).to_have_count(0)
    page.get_by_role("button", name="Alle verwerfen").click()
    expect(heading(page)).to_have_text("Bitte bestätigen")
    page.get_by_role("link", name="Abbrechen").click()
    page.get_by_role("button", name="Änderungen speichern").click()
    expect(page.get_by_role("status").first).to_contain_text("Gespeichert")
    assert "192.0.2.11" in zone(own_portal)
    with page.expect_download() as saved:
        page.get_by_role("link", name="Exportieren").click()
    assert saved.value.suggested_filename == "profihost-demo.de.zone"


@pytest.fixture
def signing_portal(template, tmp_path, afterwards, powerdns):
    """A portal whose zones lie on a PowerDNS."""
    served = template[0].copy(tmp_path / "data")
    options = "".join(f'{name} = "{value}"\n' for name, value in powerdns.setting.options.items())
    (served.data / "kundencenter.toml").write_text(
        f'[[nameserver]]\nname = "ns1"\nkind = "powerdns"\nnameservers = ["ns1.hoster.example."]\n{options}'
    )
    powerdns.gateway.create(Zone("profihost-demo.de", 0, (Record("@", "A", 300, "192.0.2.10"),)))
    afterwards.callback(served.stop)
    return served.start()


def test_dnssec_is_switched_on_and_off(window, signing_portal, powerdns):
    page = window(signing_portal, "10001", reduced_motion="reduce")
    page.goto(DNS)
    page.get_by_role("link", name="DNSSEC").click()
    assert faults(page) == []
    page.get_by_role("button", name="DNSSEC einschalten").click()
    expect(page.get_by_text("Key Tag").first).to_be_visible()
    expect(page.get_by_text("profihost-demo.de. IN DS").first).to_be_visible()
    assert faults(page) == [] and powerdns.gateway.signing("profihost-demo.de").is_on
    page.get_by_role("link", name="DNSSEC ausschalten").click()
    expect(page.get_by_text("verschwindet profihost-demo.de aus dem Internet")).to_be_visible()
    assert faults(page) == []
    page.get_by_label("Der DS-Eintrag ist bei der Vergabestelle gelöscht").check()
    page.get_by_role("button", name="DNSSEC ausschalten").click()
    expect(page.locator("#flash")).to_contain_text("DNSSEC ist ausgeschaltet.")
    assert not powerdns.gateway.signing("profihost-demo.de").is_on
