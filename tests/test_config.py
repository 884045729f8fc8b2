"""Settings: a wrong one stops the start with one line that names it."""

import pytest

import config


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


def test_the_secret_key_is_made_once_and_for_its_owner_only(tmp_path):
    assert load(tmp_path).secret_key == load(tmp_path).secret_key
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_the_hoster_s_own_words_are_taken(tmp_path):
    hoster = load(tmp_path, '[hoster]\nname = "Nordhost"\ncolour = "#aa0000"').hoster
    assert (hoster.name, hoster.colour) == ("Nordhost", "#aa0000")


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
