"""Everything the portal says is there in every language."""

import ast
from functools import cache
from string import Formatter

import pytest

from texts import LANGUAGES
from translations.update import CODE, KEYWORDS, ROOT, extracted, path_of, read, updated, written

each_language = pytest.mark.parametrize("language", LANGUAGES[1:])


def forms(text):
    """A text's forms: one, or singular and plural."""
    return [text] if isinstance(text, str) else list(text)


def messages(catalogue):
    return [message for message in catalogue if message.id]


@cache
def shown():
    """Every form of every text that code and templates show; reading them all takes seconds."""
    return {form for each in messages(extracted()) for form in forms(each.id)}


def placeholders(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@each_language
def test_every_text_is_translated(language):
    done = {str(each.id) for each in messages(read(language)) if all(forms(each.string))}
    assert [each.id for each in messages(extracted()) if str(each.id) not in done] == []


@each_language
def test_no_text_is_kept_that_nobody_shows(language):
    ids = {str(each.id) for each in messages(extracted())}
    assert [each.id for each in messages(read(language)) if str(each.id) not in ids] == []
    assert list(read(language).obsolete) == []


@each_language
def test_no_translation_is_a_guess(language):
    assert [each.id for each in messages(read(language)) if each.fuzzy] == []


@each_language
def test_a_translation_fills_the_same_placeholders(language):
    for each in messages(read(language)):
        expected = set().union(*map(placeholders, forms(each.id)))
        for form in filter(None, forms(each.string)):
            # „Eine Domain“ may leave the number out, „{n} Domains“ may not
            optional = {"n"} if len(forms(each.id)) > 1 and form == forms(each.string)[0] else set()
            assert expected - optional <= placeholders(form) <= expected, form


@each_language
def test_the_file_is_as_the_update_writes_it(language):
    assert path_of(language).read_text(encoding="utf-8") == written(updated(language)), "run make translations"


@pytest.mark.parametrize(
    "path", sorted(path.relative_to(ROOT) for pattern in CODE for path in ROOT.glob(pattern)), ids=str
)
def test_texts_are_written_so_that_the_update_finds_them(path):
    for call in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in KEYWORDS:
            for text in call.args[: 2 if call.func.id == "tn" else 1]:
                assert not isinstance(text, ast.JoinedStr | ast.BinOp), f"line {text.lineno}: a text is one literal"
                if isinstance(text, ast.Constant):
                    assert text.value in shown(), (
                        f"line {text.lineno}: no t() inside an f-string or another text's values"
                    )
