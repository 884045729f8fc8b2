"""A form for each type of record."""

import pytest

from forms.dns.records import FORMS, KINDS, TTLS
from tests.values.test_records import GOOD
from values import records

ZONE = "xn--bcher-kva.example"


def filled(app, record_type, **fields):
    with app.test_request_context(method="POST", data={"ttl": "3600", **fields}):
        form = FORMS[record_type](ZONE)
        return form, form.validate()


def test_there_is_a_form_with_a_title_for_every_type():
    assert set(FORMS) == set(KINDS) == set(records.TYPES)


@pytest.mark.parametrize(
    ("kind", "fields", "data"), [each for each in GOOD if "muster" not in each[2] and "Issue" not in each[1].values()]
)
def test_a_filled_form_gives_a_record(app, kind, fields, data):
    form, is_good = filled(app, kind, name="_a._tcp" if kind in ("SRV", "TLSA") else "Größe", **fields)
    assert is_good, form.errors
    name = "_a._tcp" if kind in ("SRV", "TLSA") else "xn--gre-6ka8i"
    assert form.record() == (name, kind, 3600, data)


@pytest.mark.parametrize(("kind", "fields", "data"), GOOD)
def test_a_form_of_a_record_says_the_same_again(app, kind, fields, data):
    with app.test_request_context():
        shown = FORMS[kind].of_record(ZONE, "a", 300, data).data
    form, is_good = filled(app, kind, **shown)
    assert is_good, form.errors
    assert form.record() == ("a", kind, 300, data)


def test_names_in_the_domain_are_shown_short_and_with_umlauts(app):
    with app.test_request_context():
        form = FORMS["MX"].of_record(ZONE, "xn--gre-6ka8i", 300, f"10 mail.{ZONE}.")
        assert (form["name"].data, form.target.data) == ("größe", "mail")
        assert FORMS["MX"].of_record(ZONE, "@", 300, f"10 a.b.{ZONE}.").target.data == "a.b.bücher.example"


@pytest.mark.parametrize(
    ("kind", "fields", "field"),
    [
        ("A", {}, "address"),
        ("A", {"address": "192.0.2.1", "ttl": "61"}, "ttl"),
        ("A", {"address": "192.0.2.1", "ttl": "x"}, "ttl"),
        ("A", {"address": "192.0.2.1", "name": "_a"}, "name"),
        ("CNAME", {"target": "www"}, "name"),
        ("MX", {"priority": "10", "target": "192.0.2.1"}, "target"),
        ("MX", {"priority": "x", "target": "mail"}, "priority"),
        ("CAA", {"flags": "7", "tag": "issue", "value": ";"}, "flags"),
        ("TLSA", {"usage": "3", "selector": "1", "matching": "1", "digest": "ab"}, "digest"),
    ],
)
def test_a_mistake_stands_at_its_field(app, kind, fields, field):
    form, is_good = filled(app, kind, **fields)
    assert not is_good and list(form.errors) == [field]


def test_a_time_or_a_number_that_is_none_of_the_choices_stays_possible_where_it_stands(app):
    sent = {"ttl": "7200", "flags": "1", "tag": "contactemail", "value": "a@b.example"}
    with app.test_request_context(method="POST", data=sent):
        form = FORMS["CAA"](ZONE, 7200, flags="1", tag="contactemail")
        assert form.validate(), form.errors
    assert 7200 not in TTLS
