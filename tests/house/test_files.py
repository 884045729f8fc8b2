"""Files that people sent leave through rules/scans alone, and none is kept without being put down for a scan."""

import ast
from pathlib import Path

HOUSE = Path(__file__).parent.parent.parent
# Who opens files that the portal made itself, or hands on what was asked for before.
MADE_HERE = {
    "rules/accounting/documents.py", "rules/bookkeeping/exports.py", "rules/payments/collection_files.py",
    "rules/payments/reminders/letters.py", "rules/staff/letters.py", "rules/accounting/post.py", "rules/scans.py",
}  # fmt: skip
# Who reads stored files: to open or scan them, to compare them with their key, to mail or print what the portal made.
READ = {"rules/files.py", "rules/scans.py", "rules/doctor/files.py", "rules/mail.py", "rules/accounting/post.py"}


def sources():
    for room in ("rules", "views", "commands.py", "work.py"):
        path = HOUSE / room
        yield from ((each, each.read_text()) for each in (sorted(path.rglob("*.py")) if path.is_dir() else [path]))


def having(*words):
    """The modules in which one of the words stands."""
    return {str(path.relative_to(HOUSE)) for path, text in sources() if any(word in text for word in words)}


def imports_of_opened():
    """The modules that use rules/files.opened, by whatever name."""
    for path, text in sources():
        for node in ast.walk(ast.parse(text)):
            named = {alias.name for alias in node.names} if isinstance(node, ast.ImportFrom) else set()
            module = node.module if named else ""
            if (module == "rules.files" and "opened" in named) or (module == "rules" and "files" in named):
                yield str(path.relative_to(HOUSE))


def test_only_what_the_portal_made_is_opened_past_the_scanner():
    assert set(imports_of_opened()) == MADE_HERE


def test_nobody_else_reads_stored_files():
    assert having("gateways.files.open", "files.open(") == READ


def test_whoever_keeps_what_people_send_puts_down_a_scan():
    assert having("uploads.check(") - {"rules/uploads.py"} == having("scans.later(") - {"rules/scans.py"}
