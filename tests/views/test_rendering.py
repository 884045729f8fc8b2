"""Templates say the same as Jinja's own way would, in both languages."""

import pytest
from markupsafe import Markup, escape

import texts
from models import Booking
from views import rendering
from views.rendering import QuickEnvironment, drawn

VALUES = ("<b>&\"'", "ä", "", 7, True, None, 1.5, Markup("<i>ok</i>"), texts.lazy("Kundenkonto"), ["<"])


@pytest.fixture
def environment(app):
    return app.jinja_env


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_value_is_escaped_as_markupsafe_would(environment, value):
    assert environment.from_string("{{ value }}").render(value=value) == str(escape(value))


def test_what_macros_and_calls_return_is_escaped_once(environment):
    source = "{% macro twice(x) %}<p>{{ x }}{{ x }}{% endmacro %}{% call(y) outer() %}{{ twice(y) }}{% endcall %}"
    source = "{% macro outer() %}[{{ caller('<') }}]{% endmacro %}" + source
    assert environment.from_string(source).render() == "[<p>&lt;&lt;]"


def test_texts_are_in_the_language_that_is_spoken(app):
    source = "{{ t('Kundenkonto') }} {{ t('Kundennummer {number}', number=n) }}"
    with app.app_context():
        for language, seen in (("de", "Kundenkonto Kundennummer 5"), ("en", "Customer account Customer number 5")):
            with texts.speak(language):
                spoken = app.extensions["environments"][language]
                assert isinstance(spoken, QuickEnvironment)
                assert spoken.from_string(source).render(n=5) == seen


def test_the_heads_of_a_list_follow_its_order_and_the_language(alice):
    for n in range(2):
        Booking.create(customer=alice.customer, booked_on="2026-01-01", kind="ZA", amount_cents=n, search_text="za")
    seen = set()
    for language in ("de", "en", "de"):
        alice.post("/sprache", {"language": language})
        for sort in ("text", "-text"):
            page = alice.get(f"/buchhaltung/kundenkonto?sort={sort}").text
            seen.add(page.partition("<thead>")[2].partition("</thead>")[0])
    assert len(seen) == 4


def test_what_somebody_searched_for_is_shown_to_nobody_else(alice, bob):
    address = "/buchhaltung/kundenkonto"
    assert 'value="geheim"' in alice.get(f"{address}?q=geheim").text
    assert "geheim" not in bob.get(address).text and "geheim" not in alice.get(address).text


def test_the_search_above_a_list_is_in_the_language_of_whoever_reads(alice):
    assert "Einträge anzeigen" in alice.get("/produkte/webhosting").text
    alice.post("/sprache", {"language": "en"})
    assert "Einträge anzeigen" not in alice.get("/produkte/webhosting").text


def test_a_row_is_drawn_once_for_all_that_it_says_and_anew_when_anything_of_it_differs(app):
    written = []

    def draw(row):
        written.append(row)
        return escape(f"{row} ")

    with app.app_context():
        assert drawn([(1, "<a>"), (2, "b")], draw, "a list", 5) == "(1, &#39;&lt;a&gt;&#39;) (2, &#39;b&#39;) "
        assert drawn([(2, "b"), (1, "<a>")], draw, "a list", 5) == "(2, &#39;b&#39;) (1, &#39;&lt;a&gt;&#39;) "
        assert len(written) == 2
        drawn([(2, "b")], draw, "a list", 6)
        drawn([(2, "b")], draw, "another list", 5)
        with texts.speak("en"):
            drawn([(2, "b")], draw, "a list", 5)
        drawn([(2, "B")], draw, "a list", 5)
        assert len(written) == 6


def test_what_is_kept_is_said_while_another_thread_forgets_all(app, monkeypatch):
    class Forgetting(dict):
        def __setitem__(self, key, value):
            super().__setitem__(key, value)
            self.clear()

        def get(self, key, default=None):
            found = super().get(key, default)
            self.clear()
            return found

        __contains__ = lambda self, key: self.get(key) is not None  # noqa: E731

    monkeypatch.setattr(rendering, "_kept", Forgetting())
    assert rendering.kept("a", caller=lambda: "said") == "said"
