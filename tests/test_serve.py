"""`serve` as a process: how it starts, whom it believes, when it refuses."""

import re
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlencode

import pytest

HOUSE = Path(__file__).parent.parent


def command(folder, *arguments, **settings):
    environ = {f"KUNDENCENTER_{name}": value for name, value in settings.items()}
    return {
        "args": [sys.executable, str(HOUSE / "app.py"), *arguments], "cwd": folder, "text": True,
        "env": {"PATH": "/usr/bin:/bin", "KUNDENCENTER_DATA_DIR": str(folder / "data")} | environ,
    }  # fmt: skip


def run(folder, *arguments, **settings):
    done = subprocess.run(**command(folder, *arguments, **settings), capture_output=True, timeout=60)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def serve(tmp_path):
    """Starts the portal on a free port; gives its address and the first line that it prints."""
    processes = []

    def serve(**settings):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        process = subprocess.Popen(**command(tmp_path, "serve", "--port", str(port), **settings),
                                   stdout=subprocess.PIPE, bufsize=1)  # fmt: skip
        processes.append(process)
        return f"http://127.0.0.1:{port}", process

    yield serve
    for process in processes:
        process.terminate()
        process.wait(timeout=30)


def wait_for(address):
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{address}/healthz").close()
            return
        except urllib.error.URLError:
            time.sleep(0.05)
    raise AssertionError("the portal did not start")


def log_in(address, login, password):
    """A browser of its own that is logged in."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    page = browser.open(f"{address}/anmelden").read().decode()
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    form = urlencode({"csrf_token": token, "login": login, "password": password}).encode()
    assert "Abmelden" in browser.open(f"{address}/anmelden", form).read().decode()
    return browser


def test_an_empty_database_prints_a_link_with_which_the_first_of_the_staff_begins(serve):
    address, process = serve()
    assert address in process.stdout.readline()
    link = re.search(r"http://\S+", process.stdout.readline())[0]
    wait_for(address)
    page = urllib.request.urlopen(link).read().decode()
    assert 'name="email"' in page and 'name="new"' in page


def test_a_forwarded_address_is_believed_of_a_trusted_proxy_only(tmp_path, serve):
    assert run(tmp_path, "demo")[0] == 0
    for trusted, believed in (("127.0.0.1", "203.0.113.77"), ("192.0.2.0/24", "127.0.0.1")):
        address, _ = serve(TRUSTED_PROXIES=trusted)
        wait_for(address)
        browser = log_in(address, "10001", "Demo-Kunde-10001")
        browser.addheaders = [("X-Forwarded-For", "198.51.100.1, 203.0.113.77")]
        assert f"gerade {believed}" in browser.open(f"{address}/daten/ip-whitelist").read().decode()


def test_the_demo_logins_never_leave_the_machine(tmp_path):
    assert run(tmp_path, "demo")[0] == 0
    for arguments, settings in ((("--host", "0.0.0.0"), {}), ((), {"PUBLIC_URL": "https://portal.example"})):
        code, said = run(tmp_path, "serve", "--port", "1", *arguments, **settings)
        assert code == 1 and "Demo-Zugänge" in said and "Traceback" not in said


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ({"MAIL_URL": "ftp://x"}, "mail_url"), ({"PUBLIC_URL": "portal"}, "public_url"),
        ({"PUBLIC_URL": "http://portal.example"}, "public_url"), ({"COLOUR": "red"}, "COLOUR"),
        ({"FILES_URL": "s3://bucket"}, "files_url"), ({"CONFIG": "/nowhere.toml"}, "CONFIG"),
        ({"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}, "database_url"),
        ({"DATA_DIR": "/proc/x"}, "data_dir"),
    ],
    ids=str,
)  # fmt: skip
def test_a_wrong_setting_stops_the_start_with_one_line_that_names_it(tmp_path, settings, name):
    code, said = run(tmp_path, "serve", "--port", "1", **settings)
    assert code == 1 and name.lower() in said.lower()
    assert len(said.strip().splitlines()) == 1


def test_a_new_secret_key_is_made_by_a_command_and_told_where_it_is_set_elsewhere(tmp_path):
    assert run(tmp_path, "upgrade")[0] == 0
    keys = tmp_path / "data" / "secret_key"
    former = keys.read_text().split()
    code, said = run(tmp_path, "new-secret-key")
    assert code == 0 and "neu starten" in said and keys.read_text().split()[1:] == former
    code, said = run(tmp_path, "new-secret-key", SECRET_KEY="from a vault")
    assert code == 1 and "FORMER_SECRET_KEYS" in said and "Traceback" not in said
    assert len(keys.read_text().split()) == 2


def test_a_database_of_a_newer_version_stops_the_start(tmp_path):
    assert run(tmp_path, "upgrade")[0] == 0
    with sqlite3.connect(tmp_path / "data" / "kundencenter.db") as database:
        database.execute("INSERT INTO schema_migration (name, applied) VALUES ('9999_from_the_future', '2030-01-01')")
    code, said = run(tmp_path, "serve", "--port", "1")
    assert code == 1 and "9999_from_the_future" in said and "Traceback" not in said


def test_a_misused_command_exits_with_two(tmp_path):
    assert (
        run(tmp_path, "dance")[0] == run(tmp_path, "staff-add")[0] == run(tmp_path, "demo", "--customers", "x")[0] == 2
    )


def test_staff_add_prints_a_link_and_refuses_what_is_no_address(tmp_path):
    code, said = run(tmp_path, "staff-add", "neu@hoster.example", "--role", "support")
    assert code == 0 and "/passwort-neu/" in said
    assert run(tmp_path, "staff-add", "no address", "--role", "support")[0] == 1


def test_the_demo_goes_into_an_empty_database_only_but_may_be_asked_for_again(tmp_path):
    assert run(tmp_path, "demo", "--customers", "2")[0] == 0
    assert run(tmp_path, "demo")[0] == 1
    assert run(tmp_path, "demo", "--keep")[0] == 0
    with sqlite3.connect(tmp_path / "data" / "kundencenter.db") as database:
        numbers = [number for (number,) in database.execute("SELECT number FROM customer ORDER BY number")]
        of_first = "FROM {} JOIN customer ON customer.id = customer_id WHERE customer.number = 20001"
        counts = [database.execute(f"SELECT count(*) {of_first.format(table)}").fetchone()[0]
                  for table in ("contract", "booking")]  # fmt: skip
    assert numbers == [10001, 10002, 20001, 20002] and counts == [20, 30]


def test_what_is_far_too_large_is_refused_with_a_sentence_before_it_is_read(serve):
    address, _ = serve()
    wait_for(address)
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as line:
        line.sendall(f"POST /anmelden HTTP/1.1\r\nHost: {host}\r\nContent-Length: {10**9}\r\n\r\n".encode())
        answer = b"".join(iter(lambda: line.recv(65536), b"")).decode()
    assert answer.startswith("HTTP/1.1 413 ") and "text/html" in answer
    assert "Zusammen dürfen die Dateien höchstens 25 MB groß sein." in answer and "waitress" not in answer
