"""What no part of the portal does: start programs, run text as code, unpickle, draw guessable numbers, hash weakly."""

import ast
from pathlib import Path

import pytest

HOUSE = Path(__file__).parent.parent.parent
ROOMS = ("rules", "tables", "forms", "views", "gateways", "migrations")
OURS = sorted((*HOUSE.glob("*.py"), *(path for room in ROOMS for path in (HOUSE / room).rglob("*.py"))))
MODULES = {
    "subprocess", "pty", "pickle", "marshal", "shelve", "dill", "yaml", "random", "xml", "lxml", "ldap3", "memcache",
    "requests", "urllib.request", "http.client", "telnetlib", "ftplib",
}  # fmt: skip
CALLS = {
    "eval", "exec", "compile", "__import__", "os.system", "os.popen", "os.execv", "os.spawnv", "hashlib.md5",
    "hashlib.sha1", "hashlib.new", "render_template_string", "ssl._create_unverified_context", "tempfile.mktemp",
}  # fmt: skip
# Who may use one of them after all: lxml to write, or with a parser that reads no DTD, no entities and nothing from
# elsewhere; requests to the one address of the settings, following no redirect.
ALLOWED = {
    "gateways/bank/camt.py": {"lxml"},
    "gateways/bank/sepa.py": {"lxml"},
    "gateways/einvoice/xmp.py": {"lxml"},
    "gateways/dns/powerdns.py": {"requests"},
    "gateways/panel/asking.py": {"requests"},
    "gateways/panel/plesk.py": {"lxml"},
    "gateways/vies.py": {"requests"},
    "rules/bookkeeping/markup.py": {"lxml"},
}
MIXED = {"request.values"}  # what came in the address and what came in the body are two things


def dotted(node):
    """The text of a name such as os.system; empty for any other expression."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (owner := dotted(node.value)):
        return f"{owner}.{node.attr}"
    return ""


def used(path):
    """The names of modules, functions and attributes that a file uses."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call | ast.Attribute):
            yield dotted(node.func if isinstance(node, ast.Call) else node)


@pytest.mark.parametrize("path", OURS, ids=lambda path: str(path.relative_to(HOUSE)))
def test_nothing_dangerous_is_used(path):
    forbidden = (MODULES | CALLS | MIXED) - ALLOWED.get(str(path.relative_to(HOUSE)), set())
    assert not {name for name in used(path) if {name, name.split(".")[0]} & forbidden}


def test_scripts_put_no_text_into_a_page_as_html_and_keep_nothing_in_the_browser():
    words = ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "postMessage",
             "localStorage", "sessionStorage", "indexedDB", "document.cookie")  # fmt: skip
    for path in (HOUSE / "static" / "js").glob("*.js"):
        assert not [word for word in words if word in path.read_text()], path


def test_templates_trust_no_text_as_html():
    for path in (HOUSE / "templates").rglob("*.html"):
        text = path.read_text().replace("|join('<br>'|safe)", "")  # a separator: what it joins is escaped
        assert "|safe" not in text and "| safe" not in text and "autoescape" not in text, path
