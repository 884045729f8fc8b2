"""The browser of these tests; where Playwright or Chromium is missing, who imports this is skipped with a sentence."""

import shutil
from pathlib import Path

import pytest

LEFT_OUT = "LEFT OUT: the tests in a real browser, because {} is missing. To run them: {}"

api = pytest.importorskip(
    "playwright.sync_api", reason=LEFT_OUT.format("playwright", "pip install -r requirements-dev.txt")
)
PROGRAM = shutil.which("chromium") or "/usr/bin/chromium"
if not Path(PROGRAM).exists():
    pytest.skip(LEFT_OUT.format("Chromium", "apt-get install chromium"), allow_module_level=True)

expect = api.expect
expect.set_options(timeout=10_000)

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


def launch(playwright):
    """Start Chromium without a screen."""
    return playwright.chromium.launch(executable_path=PROGRAM, args=list(FLAGS))
