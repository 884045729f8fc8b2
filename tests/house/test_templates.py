"""Templates: nothing inline, every text translated, nothing imported in vain, every icon there."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from views.menu import CUSTOMER, STAFF

TEMPLATES = Path(__file__).parent.parent.parent / "templates"
SPRITE = TEMPLATES.parent / "static" / "img" / "icons.svg"
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


def test_every_icon_is_in_the_sprite_and_every_symbol_of_the_sprite_is_used():
    trees = [Environment().parse(path.read_text()) for path in PAGES]
    places = {"icon": ("name", 0)}  # macro -> the parameter that names an icon, and its place
    for macro in (macro for tree in trees for macro in tree.find_all(nodes.Macro)):
        names = [argument.name for argument in macro.args]
        if "icon_name" in names:
            places[macro.name] = ("icon_name", names.index("icon_name"))
    named = {section.icon for section in CUSTOMER + STAFF}
    for call in (call for tree in trees for call in tree.find_all(nodes.Call)):
        if isinstance(call.node, nodes.Name) and call.node.name in places:
            name, place = places[call.node.name]
            given = call.args[place : place + 1] + [each.value for each in call.kwargs if each.key == name]
            named |= {icon for expression in given for icon in constants(expression)}
    symbols = re.findall(r'<symbol id="([^"]+)"', SPRITE.read_text())
    assert sorted(symbols) == sorted(named - {""})


def constants(expression):
    """What an expression of a template may come to, as far as it is written there."""
    if isinstance(expression, nodes.Const):
        return {expression.value}
    parts = {
        nodes.CondExpr: lambda: (expression.expr1, expression.expr2),
        nodes.Getitem: lambda: (expression.node,),
        nodes.Dict: lambda: (pair.value for pair in expression.items),
    }.get(type(expression), tuple)()
    return {value for part in parts if part is not None for value in constants(part)}
