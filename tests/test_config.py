"""Settings: a wrong one stops the start with one line that names it."""

from concurrent.futures import ThreadPoolExecutor

import pytest

import config
from config import secret_keys


def load(tmp_path, toml="", **environ):
    if toml:
        (tmp_path / "kundencenter.toml").write_text(toml)
    given = {f"KUNDENCENTER_{name}": value for name, value in environ.items()}
    return config.load({"KUNDENCENTER_DATA_DIR": str(tmp_path)} | given)


def test_without_any_setting_everything_lies_in_the_data_folder(tmp_path):
    settings = load(tmp_path)
    assert settings.database_url == f"sqlite:///{tmp_path}/kundencenter.db"
    assert settings.public_url == "http://127.0.0.1:8000"


def test_the_environment_wins_over_the_file(tmp_path):
    settings = load(tmp_path, 'public_url = "https://a.example"', PUBLIC_URL="https://b.example")
    assert settings.host == "b.example" and settings.hosts == {"b.example"}


def test_the_scanner_comes_from_the_file_or_the_environment_and_is_none_otherwise(tmp_path):
    assert load(tmp_path).clamav_url == ""
    assert load(tmp_path, CLAMAV_URL=" unix:///run/clamav/clamd.ctl ").clamav_url == "unix:///run/clamav/clamd.ctl"
    assert load(tmp_path, 'clamav_url = "tcp://127.0.0.1:3310"').clamav_url == "tcp://127.0.0.1:3310"


def test_the_secret_key_is_made_once_and_for_its_owner_only(tmp_path):
    assert load(tmp_path).secret_key == load(tmp_path).secret_key
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("given", ["http://kunden.hoster.example", "http://192.0.2.1:8000", "HTTP://portal.example"])
def test_nobody_s_password_crosses_a_network_in_clear(tmp_path, given):
    with pytest.raises(config.WrongSetting, match="public_url.*must begin with https://"):
        load(tmp_path, PUBLIC_URL=given)


@pytest.mark.parametrize("given", ["https://kunden.hoster.example", "http://127.0.0.1:8000", "http://localhost:8000"])
def test_https_and_one_s_own_machine_are_fine(tmp_path, given):
    assert load(tmp_path, PUBLIC_URL=given).public_url == given


def test_the_folder_s_keys_stand_one_a_line_the_present_one_first(tmp_path):
    first = load(tmp_path).secret_key
    secret_keys.renew(tmp_path)
    settings = load(tmp_path)
    assert settings.secret_key != first and settings.former_secret_keys == (first,)
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_a_key_from_elsewhere_comes_before_all_others(tmp_path):
    kept = load(tmp_path).secret_key
    settings = load(tmp_path, SECRET_KEY="new", FORMER_SECRET_KEYS=f"old older {kept}")
    assert settings.secret_keys == ("new", "old", "older", kept)
    assert load(tmp_path, 'former_secret_keys = ["old"]').secret_keys == (kept, "old")


@pytest.mark.parametrize("toml", ["former_secret_keys = [7]", 'former_secret_keys = [" "]'])
def test_former_keys_are_texts(tmp_path, toml):
    with pytest.raises(config.WrongSetting, match="former_secret_keys"):
        load(tmp_path, toml)


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff"])
def test_a_broken_file_of_keys_stops_the_start(tmp_path, content):
    (tmp_path / "secret_key").write_bytes(content)
    with pytest.raises(config.WrongSetting, match="secret_key"):
        load(tmp_path)


def test_processes_that_start_at_once_agree_on_the_key(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: load(tmp_path).secret_key, range(32)))) == 1


def test_the_hoster_s_own_words_are_taken(tmp_path):
    hoster = load(tmp_path, '[hoster]\nname = "Nordhost"\ncolour = "#aa0000"').hoster
    assert (hoster.name, hoster.colour) == ("Nordhost", "#aa0000")


def test_the_tax_number_of_the_sample_house_is_nobody_else_s(tmp_path):
    assert load(tmp_path, "").hoster.tax_number
    assert load(tmp_path, '[hoster]\nname = "Nordhost"').hoster.tax_number == ""


def test_reminders_wait_for_somebody_s_release_unless_the_hoster_says_otherwise(tmp_path):
    assert load(tmp_path).billing.auto_remind is False
    assert load(tmp_path, "[billing]\nauto_remind = true").billing.auto_remind is True


def test_recovery_waits_three_days_and_asks_two_people_unless_the_hoster_says_otherwise(tmp_path):
    settings = load(tmp_path)
    assert (settings.recovery_hours, settings.recovery_by_letter) == (72, False)
    settings = load(tmp_path, "recovery_hours = 24\nrecovery_by_letter = true")
    assert (settings.recovery_hours, settings.recovery_by_letter) == (24, True)
    settings = load(tmp_path, "recovery_by_letter = true", RECOVERY_HOURS="720", RECOVERY_BY_LETTER="False")
    assert (settings.recovery_hours, settings.recovery_by_letter) == (720, False)


PANEL = "[[panel]]\nname = 'p'\nkind = 'keyhelp'\nsecret = 'x'\n"


def test_panels_are_set_several_of_a_kind(tmp_path):
    toml = f"""{PANEL}url = 'https://p.example/'\nhosts = ['CP.example']
[[panel]]\nname = 'q'\nkind = 'keyhelp'\nurl = 'http://127.0.0.1:8150'\nsecret = 'y'
[[panel]]\nname = 'froxlor'\nkind = 'link'\nurl = 'https://froxlor.example/?user={{user}}'
[panels]\nright = 'support'\nauto_unsuspend = true\ndelete_after_days = 0"""
    settings = load(tmp_path, toml)
    assert [panel.name for panel in settings.panel] == ["p", "q", "froxlor"]
    assert (settings.panel[0].base, settings.panel[0].hosts) == ("https://p.example", ("cp.example",))
    assert settings.panels == config.Panels("support", True, 0)
    assert load(tmp_path / "other").panels == config.Panels("contracts", False, 30)


def test_further_accounts_of_the_hoster_are_written_with_or_without_blanks(tmp_path):
    assert load(tmp_path).billing.accounts == ()
    accounts = "[billing]\naccounts = ['de02 1002 0890 0600 8200 13', 'DE02120300000000202051']"
    assert load(tmp_path, accounts).billing.accounts == ("DE02100208900600820013", "DE02120300000000202051")


def test_where_websites_and_mail_lie_is_the_hoster_s_to_say(tmp_path):
    assert load(tmp_path).dns.is_complete  # the demo's own
    assert not load(tmp_path, "[hoster]\nname = 'Nordlicht'").dns.is_complete
    own = load(tmp_path, "[dns]\nweb = ['2001:DB8::1']\nmail = ['Mail.nordlicht.example']").dns
    assert (own.web, own.mail) == (("2001:db8::1",), ("mail.nordlicht.example.",))


@pytest.mark.parametrize(
    ("toml", "name"),
    [
        ("colour = 'red'", "colour"),
        ("[hoster]\ncolour = 'red'", "hoster.colour"),
        ("[hoster]\nphone = 5", "hoster.phone"),
        ("[hoster]\nlogo = '/nowhere/logo.svg'", "hoster.logo"),
        ("[hoster]\nwebsite = 'javascript:alert(1)'", "hoster.website"),
        ("mail_url = 'ftp://x'", "mail_url"),
        ("trusted_proxies = ['10.0.0.1/8']", "trusted_proxies"),
        ("[[nameserver]]\nname = 'a'\nkind = 'djbdns'\nnameservers = ['ns.example']", "nameserver a"),
        ("[[nameserver]]\nkind = 'zonefile'", "nameserver"),
        ("recovery_hours = 0", "recovery_hours"),
        ("recovery_hours = 721", "recovery_hours"),
        ("recovery_hours = true", "recovery_hours"),
        ("recovery_hours = 1.5", "recovery_hours"),
        ("recovery_by_letter = 1", "recovery_by_letter"),
        ("[payment.paypal]\nsecret = 'x'", "payment.paypal"),
        ("[payment.stripe]\nsecret_key = 'x'", "payment.stripe.webhook_secret"),
        ("[payment.stripe]\nsecret_key = 1\nwebhook_secret = 'x'", "payment.stripe.secret_key"),
        ("[payment.mollie]\napi_key = 'test_x'\napi_base = 'file:///etc'", "payment.mollie.api_base"),
        ("[payment.mollie]\napi_key = 'test_x'\napi_base = 'http://mollie.example'", "payment.mollie.api_base"),
        ("[billing]\nvies_url = 'http://vies.example'", "billing.vies_url"),
        ("panel = 1", "panel"),
        ("[[panel]]\nkind = 'plesk'", "panel: one has no name"),
        ("[[panel]]\nname = 'p'\nkind = 'froxlor'\nurl = 'https://p.example'", "panel p: kind"),
        ("[[panel]]\nname = 'p'\nkind = ['plesk']", "panel p: kind"),
        ("[[panel]]\nname = 'p'\nkind = 'plesk'\nurl = 'https://p.example'", "panel p: secret is missing"),
        ("[[panel]]\nname = 'p'\nkind = 'whm'\nurl = 'https://p.example'\nsecret = 'x'", "panel p: user is missing"),
        (f"{PANEL}url = 'http://p.example'", "panel p: url: 'http://p.example' must begin with https"),
        (f"{PANEL}url = 'https://a:b@p.example'", "panel p: url"),
        (f"{PANEL}url = 'https://p.example:99999'", "panel p: url"),
        (f"{PANEL}url = 'https://p.example/?x=1'", "panel p: url"),
        (f"{PANEL}url = 'p.example'", "panel p: url"),
        (f"{PANEL}url = 5", "panel p: url"),
        (f"{PANEL}url = 'https://p.example'\nport = '1'", "panel p: port"),
        (f"{PANEL}url = 'https://p.example'\nhosts = 'a'", "panel p: hosts"),
        (f"{PANEL}url = 'https://p.example'\nca_file = '/nowhere.pem'", "panel p: ca_file"),
        (f"{PANEL}url = 'https://p.example'\nuser = \"a\\r\\nb\"", "panel p: user"),
        (2 * f"{PANEL}url = 'https://p.example'\n", "two of the same name"),
        ("[[panel]]\nname = 'p'\nkind = 'link'\nurl = 'https://p.example/'", "panel p: url must hold {user}"),
        ("[[panel]]\nname = 'p'\nkind = 'link'\nurl = 'https://{user}.example/'", "panel p: url must hold"),
        ("[[panel]]\nname = 'p'\nkind = 'link'\nurl = 'https://p.example/{user}/{0}'", "panel p: url must hold"),
        ("[[panel]]\nname = 'p'\nkind = 'link'\nurl = 'https://p.example/{user}'\nsecret = 'x'", "panel p: secret"),
        ("[panels]\nright = 'billing'", "panels.right"),
        ("[panels]\nauto_unsuspend = 'yes'", "panels.auto_unsuspend"),
        ("[panels]\ndelete_after_days = -1", "panels.delete_after_days"),
        ("[panels]\ndelete_after_days = 9999", "panels.delete_after_days"),
        ("[billing]\naccounts = 'DE02120300000000202051'", "billing.accounts"),
        ("[billing]\naccounts = ['']", "billing.accounts"),
        ("[billing]\naccounts = [1]", "billing.accounts"),
        ("[dns]\nweb = ['192.0.2.300']", "dns.web"),
        ("[dns]\nweb = '192.0.2.1'", "dns.web"),
        ("[dns]\nmail = ['192.0.2.1']", "dns.mail"),
        ("[dns]\nmail = [1]", "dns.mail"),
        ("[dns]\nspf = ['x']", "dns.spf"),
        ("[dns]\nkey = 'x'", "dns.key"),
        ("dns = 'x'", "dns"),
        ("= broken", "kundencenter.toml"),
    ],
)
def test_a_wrong_setting_in_the_file_is_named(tmp_path, toml, name):
    with pytest.raises(config.WrongSetting, match=name):
        load(tmp_path, toml)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://x"),
        ("COLOUR", "red"),
        ("CONFIG", "/does/not/exist.toml"),
        ("RECOVERY_HOURS", "a day"),
        ("RECOVERY_HOURS", "-1"),
        ("RECOVERY_BY_LETTER", "perhaps"),
    ],
)
def test_a_wrong_setting_in_the_environment_is_named(tmp_path, name, value):
    with pytest.raises(config.WrongSetting, match=f"(?i){name}"):
        load(tmp_path, **{name: value})
