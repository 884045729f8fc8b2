"""What people type becomes a value or a sentence."""

from datetime import date
from ipaddress import ip_address, ip_network

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import values
from texts import money, speak

MOST = values.MOST_CENTS


def refused(read, text):
    """The sentence with which `read` refuses the text."""
    with pytest.raises(ValueError) as error:
        read(text)
    sentence = str(error.value)
    assert type(error.value) is ValueError
    return sentence


READERS = [
    values.clean,
    values.cents,
    values.iban,
    values.email,
    values.domain,
    values.network,
    values.period,
    values.phone,
    values.zip_code,
    values.day,
    values.customer_number,
]


@pytest.mark.parametrize("read", READERS, ids=lambda read: read.__name__)
@given(text=st.text(alphabet=st.characters(codec=None), max_size=300) | st.text("0123456789+-/.:,xn@%äß ", max_size=40))
@example(text="")
@example(text="\ud800")
@example(text="xn--.example")
@example(text="9" * 5000)
def test_whatever_is_typed_gives_a_value_or_a_sentence(read, text):
    try:
        value = read(text)
    except ValueError as error:
        assert type(error) is ValueError
        assert str(error)[0].isupper()
    else:
        assert values.clean(str(value), most=400) == str(value)


def test_the_sentence_is_in_the_language_of_the_moment():
    assert refused(values.zip_code, "3015") == "Die Postleitzahl hat fünf Ziffern, zum Beispiel 30159."
    with speak("en"):
        assert refused(values.zip_code, "3015") == "The postal code has five digits, for example 30159."


# --- text


def test_blanks_around_a_text_are_dropped_and_accents_composed():
    assert values.clean("  Mu\u0308ller \u00a0\n") == "Müller"


def test_a_text_that_is_too_long_is_refused_with_the_limit():
    assert values.clean("x" * 5, most=5) == "x" * 5
    assert "5 Zeichen" in refused(lambda text: values.clean(text, most=5), "x" * 6)


def test_lines_stay_only_where_lines_are_wanted():
    assert values.clean("Guten Tag\r\n\tja\rnein", lines=True) == "Guten Tag\n\tja\nnein"
    assert "in eine Zeile" in refused(values.clean, "An\r\nBcc: x")


@pytest.mark.parametrize("lines", [False, True])
@pytest.mark.parametrize(
    "mark", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\u2028", "\u202e", "\u2066", "\ud800", "\uffff"]
)
def test_control_characters_are_refused(mark, lines):
    refused(lambda text: values.clean(text, lines=lines), f"a{mark}b")


# --- search


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Müller", "mueller"),
        ("Mu\u0308ller", "mueller"),
        ("GRÖẞE", "groesse"),
        ("Straße", "strasse"),
        ("  Café\t Olé ", "cafe ole"),
        ("Łukasz Sørensen", "lukasz sorensen"),
        ("ﬁrma Ｘ", "firma x"),
    ],
)
def test_search_does_not_mind_case_umlauts_and_accents(text, folded):
    assert values.fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert values.fold(values.fold(text)) == values.fold(text)


@given(st.text("aäöüßéAÄÖÜÉ xyz"))
def test_upper_and_lower_case_are_found_alike(text):
    assert values.fold(text.upper()) == values.fold(text.lower()) == values.fold(text)


@given(st.text("abcäöüßÄÖÜ éÉñ", max_size=20))
def test_german_and_french_text_folds_to_ascii(text):
    assert values.fold(text).isascii()


# --- money


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1.234,50", 123450),
        ("1234,5", 123450),
        ("12", 1200),
        ("12,00 €", 1200),
        ("12,00\u00a0€", 1200),
        ("12 EUR", 1200),
        ("0,05", 5),
        ("-4,00 €", -400),
        ("1.234,00\u00a0€", 123400),  # copied from a page
        ("\u22124", -400),
        ("1.234.567,89", 123456789),
    ],
)
def test_an_amount_is_read_as_germans_write_it(text, cents):
    assert values.cents(text) == cents


@pytest.mark.parametrize(
    "text",
    ["", "12.34", "12,345", "1.23,4", "1,234.50", "1234.567", "1e5", "NaN", "1_000", "١٢", ",5", "5,", "--4", "€"],
)
def test_an_amount_that_could_mean_two_things_is_refused(text):
    assert "mit Komma" in refused(values.cents, text)


@pytest.mark.parametrize("sign", ["", "-"])
def test_an_amount_has_limits_on_both_sides(sign):
    assert values.cents(f"{sign}9.999.999,99") == int(f"{sign}{MOST}")
    assert "9.999.999,99\u00a0€" in refused(values.cents, f"{sign}10.000.000,00")


@given(st.integers(min_value=-MOST, max_value=MOST))
def test_an_amount_survives_being_shown_and_typed_again(cents):
    assert values.cents(money(cents)) == cents
    assert values.cents(money(cents).replace(".", "").removesuffix(" €")) == cents


# --- bank and mail


@pytest.mark.parametrize(
    "text", ["DE02 1203 0000 0000 2020 51", "de02120300000000202051", " DE02-1203-0000-0000-2020-51 "]
)
def test_an_iban_is_stored_without_blanks_in_upper_case(text):
    assert values.iban(text) == "DE02120300000000202051"


@pytest.mark.parametrize(
    "text", ["DE03120300000000202051", "DE0212030000000020205", "XX02120300000000202051", "GB29NWBK6016133192681", "12"]
)
def test_an_iban_with_a_slip_is_refused(text):
    assert "IBAN" in refused(values.iban, text)


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("Info@Muster.Example", "info@muster.example"),
        (" a.b+c@sub.muster.test ", "a.b+c@sub.muster.test"),
        ("info@müller.example", "info@xn--mller-kva.example"),
    ],
)
def test_an_address_is_stored_so_that_equal_ones_are_equal(text, stored):
    assert values.email(text) == stored


@pytest.mark.parametrize(
    "text",
    [
        "",
        "info",
        "info@",
        "@muster.example",
        "info@localhost",
        "a b@muster.example",
        "bäcker@muster.example",
        "Info <info@muster.example>",
        "a@muster.example, b@muster.example",
        "info@[192.0.2.1]",
    ],
)
def test_what_no_mail_reaches_is_refused(text):
    assert "E-Mail-Adresse" in refused(values.email, text)


def test_an_address_is_shown_with_its_umlauts():
    assert values.email_shown("info@xn--mller-kva.example") == "info@müller.example"
    assert values.email_shown("") == ""


# --- domains


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("Muster.Example", "muster.example"),
        ("www.muster.example.", "www.muster.example"),
        ("Müller.example", "xn--mller-kva.example"),
        ("xn--mller-kva.example", "xn--mller-kva.example"),
        ("straße.example", "xn--strae-oqa.example"),
    ],
)
def test_a_domain_is_stored_in_ascii(text, stored):
    assert values.domain(text) == stored


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            ".",
            "muster",
            "192.0.2.1",
            "2001:db8::1",
            "a..example",
            "-a.example",
            "_dmarc.muster.example",
            "a b.example",
        ),
        *(
            "xn--a.example",
            "https://muster.example/",
            "info@muster.example",
            "ä" * 60 + ".example",
            "x" * 64 + ".example",
        ),
    ],
)
def test_what_is_no_domain_is_refused(text):
    assert "Domainname" in refused(values.domain, text)


def test_a_domain_of_more_than_253_characters_is_refused():
    labels = ".".join(["x" * 49] * 5)
    assert values.domain(labels + ".de") == labels + ".de"
    refused(values.domain, labels + ".example.de")


@given(st.lists(st.text("abcxyzäöüß019", min_size=1, max_size=12), min_size=1, max_size=4))
def test_a_domain_survives_being_shown_and_typed_again(labels):
    stored = values.domain(".".join([*labels, "example"]))
    assert stored.isascii()
    assert stored == stored.lower()
    assert values.domain(values.domain_shown(stored)) == stored
    assert values.domain_shown(stored) == ".".join([*labels, "example"])


def test_a_name_that_is_no_host_name_is_shown_as_it_is():
    assert values.domain_shown("_dmarc.xn--mller-kva.example") == "_dmarc.xn--mller-kva.example"


# --- networks


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("192.0.2.0/24", "192.0.2.0/24"),
        ("192.0.2.0/255.255.255.0", "192.0.2.0/24"),
        ("192.0.2.1", "192.0.2.1"),
        ("192.0.2.1/32", "192.0.2.1"),
        ("2001:DB8:0::1", "2001:db8::1"),
        ("2001:db8::/32", "2001:db8::/32"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.0/120", "192.0.2.0/24"),
    ],
)
def test_a_network_is_stored_in_its_canonical_form(text, stored):
    assert values.network(text) == stored


@pytest.mark.parametrize("text", ["0.0.0.0/0", "::/0", "::ffff:0:0/96"])
def test_the_whole_internet_is_refused(text):
    assert "ganze Internet" in refused(values.network, text)


@pytest.mark.parametrize(
    "text", ["", "192.0.2", "192.0.2.256", "192.0.02.1", "192.0.2.0/33", "1", "muster.example", "192.0.2.1-9"]
)
def test_what_is_no_network_is_refused(text):
    assert "keine IP-Adresse" in refused(values.network, text)


def test_a_network_that_does_not_begin_at_its_first_address_is_named():
    assert "Meinten Sie 192.0.2.0/24?" in refused(values.network, "192.0.2.5/24")
    assert "Meinten Sie 2001:db8::/64?" in refused(values.network, "2001:db8::1/64")


def test_an_address_bound_to_a_network_card_is_refused():
    assert "%" in refused(values.network, "fe80::1%eth0")


@given(st.ip_addresses(), st.integers(min_value=1, max_value=128))
def test_every_network_survives_being_shown_and_typed_again(address, prefix):
    given_network = ip_network((address, min(prefix, address.max_prefixlen)), strict=False)
    stored = values.network(str(given_network))
    assert values.network(stored) == stored
    if not getattr(given_network.network_address, "ipv4_mapped", None):
        assert ip_network(stored) == given_network


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_in_ipv6_clothes_is_the_ipv4_address(address):
    assert values.network(f"::ffff:{address}") == str(ip_address(address))


# --- telephone, post, calendar


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("0511 1234567", "+49 511 1234567"),
        ("(0511) 12 34-567", "+49 511 1234567"),
        ("+49 (0)511 1234567", "+49 511 1234567"),
        ("0049511/1234567", "+49 511 1234567"),
        ("0171-1234567", "+49 171 1234567"),
        ("+43 1 58858", "+43 1 58858"),
    ],
)
def test_a_telephone_number_is_understood_as_people_type_it(text, stored):
    assert values.phone(text) == stored


@pytest.mark.parametrize("text", ["", "1234567", "0511", "Telefon", "+", "+49", "0511 1234567890123456"])
def test_a_number_nobody_can_call_is_refused(text):
    assert "mit Vorwahl" in refused(values.phone, text)


@pytest.mark.parametrize(
    ("text", "country", "stored"),
    [(" 30159 ", "DE", "30159"), ("01067", "DE", "01067"), ("1010", "AT", "1010"), ("sw1a 1aa", "GB", "SW1A 1AA")],
)
def test_a_postal_code_fits_its_country(text, country, stored):
    assert values.zip_code(text, country) == stored


@pytest.mark.parametrize(
    ("text", "country"), [("3015", "DE"), ("D-30159", "DE"), ("٣٠١٥٩", "DE"), ("", "AT"), ("1;2", "AT")]
)
def test_a_postal_code_with_a_slip_is_refused(text, country):
    assert "Postleitzahl" in refused(lambda typed: values.zip_code(typed, country), text)


@pytest.mark.parametrize("text", ["24.05.2019", "24.5.2019", "24. 05. 2019", "2019-05-24"])
def test_a_day_is_read_as_people_and_browsers_write_it(text):
    assert values.day(text) == date(2019, 5, 24)


@pytest.mark.parametrize("text", ["", "31.02.2019", "05/24/2019", "24.05.19", "heute", "2019-13-01"])
def test_a_day_that_is_not_in_the_calendar_is_refused(text):
    assert "24.05.2019" in refused(values.day, text)


@pytest.mark.parametrize("text", ["24.05.0019", "31.12.1899", "2200-01-01"])
def test_a_day_in_another_age_is_refused(text):
    assert "01.01.1900 bis 31.12.2199" in refused(values.day, text)


@pytest.mark.parametrize("months", values.PERIODS)
def test_a_payment_period_is_one_of_those_on_offer(months):
    assert values.period(str(months)) == months


@pytest.mark.parametrize("text", ["", "0", "2", "01", "-1", "1,0"])
def test_another_payment_period_is_refused(text):
    assert "Monate" in refused(values.period, text)


def test_a_customer_number_is_digits():
    assert values.customer_number(" 10001 ") == 10001
    assert values.customer_number("999999999") == 999999999


@pytest.mark.parametrize("text", ["", "1234567890", "-1", "10001a", "١٢"])
def test_what_is_no_customer_number_is_refused(text):
    assert "Kundennummer" in refused(values.customer_number, text)
