"""Templates: nothing inline, every text translated, nothing imported in vain."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parent.parent.parent / "templates"
PAGES = sorted(path for path in TEMPLATES.rglob("*.html"))
INLINE = re.compile(
    r"\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|<script(?![^>]*\bsrc=)|<style|\bhx-on|hx-[a-z-]+=[\"']js:", re.I
)
LANGUAGE_NAMES = {"Deutsch", "English"}  # each in its own language
CLASS = re.compile(r'\sclass="[^"]*"')  # a layout's block may be an attribute
JINJA = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.S)


class Texts(HTMLParser):
    """Collects what stands between the tags."""

    def __init__(self, source):
        super().__init__()
        self.found = []
        self.feed(source)

    def handle_data(self, data):
        self.found += re.findall(r"[A-Za-zÄÖÜäöüß]{3,}", data)


def named(path):
    return str(path.relative_to(TEMPLATES))


@pytest.fixture(params=PAGES, ids=named)
def template(request):
    return request.param.read_text()


def test_there_is_no_inline_script_or_style(template):
    assert not INLINE.search(template)


@pytest.mark.parametrize(
    "template",
    [path for path in PAGES if path.parent.name != "macros" and path.name != "parts.html"],
    indirect=True,
    ids=named,
)
def test_every_text_goes_through_the_translations(template):
    assert set(Texts(CLASS.sub("", JINJA.sub("", template))).found) <= LANGUAGE_NAMES


def test_nothing_is_imported_in_vain(template):
    for names in re.findall(r"\{%-? from '[^']*' import (.*?)(?: with context)? -?%\}", template):
        for name in names.split(","):
            used = name.split(" as ")[-1].strip()
            assert len(re.findall(rf"\b{used}\b", template)) > 1, used


def test_no_role_is_named(template):
    assert not re.search(r"\.role\b|\bis_admin\b", template)
