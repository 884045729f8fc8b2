"""Templates say the same as Jinja's own way would, in both languages."""

import pytest
from markupsafe import Markup, escape

import texts
from views.rendering import QuickEnvironment

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
