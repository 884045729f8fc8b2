"""The one executable: in an empty folder, without any Python in its path, it makes its database and serves."""

import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

EXECUTABLE = Path(__file__).parent.parent.parent / "dist" / "kundencenter"


@pytest.fixture
def run(tmp_path):
    """Runs the executable in an empty folder with nothing in its environment; gives what it printed."""

    def run(*arguments):
        done = subprocess.run([EXECUTABLE, *arguments], cwd=tmp_path, env={"PATH": "/nowhere"}, capture_output=True,
                              text=True, timeout=120)  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    return run


@pytest.fixture
def served(tmp_path):
    """The executable serving on a free port; gives its address and what it prints."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (tmp_path / "printed").open("w") as printed:
        process = subprocess.Popen([EXECUTABLE, "serve", "--port", str(port)], cwd=tmp_path, env={"PATH": "/nowhere"},
                                   stdout=printed, stderr=subprocess.STDOUT)  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{address}/healthz").close()
            break
        except urllib.error.URLError:
            assert process.poll() is None, (tmp_path / "printed").read_text()
            time.sleep(0.1)
    yield address, tmp_path
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=30)


def get(address):
    with urllib.request.urlopen(address) as answer:
        return answer.read().decode()


def test_it_makes_its_database_and_serves_the_login_page_with_its_style_and_script(served):
    address, folder = served
    page = get(f"{address}/anmelden")
    assert 'name="login"' in page and (folder / "data" / "kundencenter.db").exists()
    for file in re.findall(r'(?:href|src)="(/static/[^"#]+)"', page):
        assert len(get(address + file)) > 100


def test_it_prints_a_link_with_which_the_first_of_the_staff_sets_a_password(served):
    _, folder = served
    link = re.search(r"http://\S+/passwort-neu/\S+", (folder / "printed").read_text())[0]
    assert 'name="email"' in get(link) and 'name="new"' in get(link)


def test_it_makes_the_demo_with_its_documents(run, tmp_path):
    assert run("demo") == (0, "Die Demo-Daten sind da.\n")
    files = [path.read_bytes() for path in (tmp_path / "data" / "files").rglob("*") if path.is_file()]
    assert sum(content.startswith(b"%PDF") for content in files) >= 6


def test_a_wrong_word_is_a_misuse_and_a_second_demo_fails_with_a_sentence(run):
    assert run("nonsense")[0] == 2
    assert run("demo")[0] == 0
    code, said = run("demo")
    assert code == 1 and "nicht leer" in said and "Traceback" not in said
