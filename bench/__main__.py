"""`make bench`: the portal's pages beside a Flask hello-world, on the same server in the same run.

Both are served by waitress with two threads; what counts is the processor time of the serving process a request, and
the ratio of hello-world's to the page's: 1.00 is as fast as saying hello.
"""

import gzip
import http.client
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import brotli

import clock
import config
import gateways
from gateways.dns import Record, Zone

ROUNDS, REQUESTS, FLOODED = 7, 300, 1000
SESSION = "kundencenter="
LOGIN, PASSWORD = "20001", "Demo-Kunde-20001"
OWNER, OWNERS_PASSWORD = "10002", "Demo-Kunde-10002"  # has a server that was measured for 420 days
FRAGMENT = {"HX-Request": "true", "HX-Target": "main#content"}
LIST, ACCOUNT = "/produkte/webhosting?size=25", "/buchhaltung/kundenkonto?size=25"
ZONE = "kunde20001.example"
DNS = f"/produkte/domains/{ZONE}/dns"
PAGES = (  # name, address, headers, whether logged in, what must be in it and how often
    ("Anmelden", "/anmelden", {}, False, ('name="login"', 1)),
    ("Webhosting (20 rows)", LIST, {}, True, ("/produkte/domains/kunde20001", 40)),
    ("Webhosting, fragment", LIST, FRAGMENT, True, ("/produkte/domains/kunde20001", 40)),
    ("Kundenkonto (25 rows)", ACCOUNT, {}, True, ("<tr>", 26)),
    ("Kundenkonto, fragment", ACCOUNT, FRAGMENT, True, ("<tr>", 26)),
    ("DNS (500 records)", DNS, {}, True, ('<tr id="e-', 502)),  # and the two name servers
    ("DNS, fragment", DNS, FRAGMENT, True, ('<tr id="e-', 502)),
)
TARGETS = {"Webhosting (20 rows)": 0.20, "Kundenkonto (25 rows)": 0.20}
TARGETS |= {"Webhosting, fragment": 0.25, "Kundenkonto, fragment": 0.25}


class Server:
    """A process that serves on a port of its own; knows its processor time."""

    def __init__(self, *command: str, environ: dict[str, str] | None = None):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        command = tuple(part.format(port=self.port) for part in command)
        self.process = subprocess.Popen(command, env=os.environ | (environ or {}), stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)  # fmt: skip
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port)
        self.cookie = ""

    def __enter__(self):
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return self
            except OSError:
                time.sleep(0.05)
        raise SystemExit("the server did not start")

    def __exit__(self, *error):
        self.connection.close()
        self.process.terminate()
        self.process.wait()

    def ask(self, address, headers=None, body=None):
        """One request over the kept connection; gives status, headers and body."""
        sent = {"Cookie": self.cookie} | (headers or {})
        self.connection.request("POST" if body is not None else "GET", address, body, sent)
        answer = self.connection.getresponse()
        content = answer.read()
        for cookie in answer.headers.get_all("Set-Cookie", ()):
            if cookie.startswith(SESSION):
                self.cookie = cookie.partition(";")[0]
        return answer.status, answer.headers, content

    def log_in(self, login=LOGIN, password=PASSWORD):
        token = re.search(rb'name="csrf_token" value="([^"]+)"', self.ask("/anmelden")[2])[1].decode()
        form = {"csrf_token": token, "login": login, "password": password}
        status, _, _ = self.ask("/anmelden", {"Content-Type": "application/x-www-form-urlencoded"}, urlencode(form))
        if status != 303:
            raise SystemExit(f"the login answered {status}")

    def cpu(self):
        """Seconds of processor time of all its threads so far, to the nanosecond where the kernel counts so."""
        try:
            tasks = Path(f"/proc/{self.process.pid}/task").glob("*/schedstat")
            return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9
        except FileNotFoundError:
            fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(") ")[2].split()
            return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(server, address, headers):
    """Milliseconds of processor time and of the clock a request."""
    began, cpu = time.perf_counter(), server.cpu()
    for _ in range(REQUESTS):
        server.ask(address, headers)
    return (server.cpu() - cpu) * 1000 / REQUESTS, (time.perf_counter() - began) * 1000 / REQUESTS


def compare(hello, portal, address, headers):
    """Ratios of hello-world's processor time and clock to the page's, the median of rounds taken in turn."""
    rounds = []
    for _ in range(ROUNDS):
        (hello_cpu, hello_clock), (cpu, clock) = measure(hello, "/", {}), measure(portal, address, headers)
        rounds.append((hello_cpu / cpu, hello_clock / clock, cpu))
    return [statistics.median(column) for column in zip(*rounds, strict=True)]


def first_byte(server, address):
    """Milliseconds until the first byte of a page is there, the median."""
    times = []
    for _ in range(REQUESTS):
        began = time.perf_counter()
        server.connection.request("GET", address, None, {"Cookie": server.cookie})
        answer = server.connection.getresponse()
        times.append((time.perf_counter() - began) * 1000)
        answer.read()
    return statistics.median(times)


def traffic(hello, portal):
    """The traffic of a server over 400 days: thirteen months and the days of one."""
    portal.cookie = ""
    portal.log_in(OWNER, OWNERS_PASSWORD)
    address = re.search(r'href="(/produkte/server/traffic/\d+)"', portal.ask("/produkte/server/traffic")[2].decode())[1]
    last = (clock.today().replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    line(hello, portal, "Traffic (400 days)", f"{address}?monat={last}", {}, ('<div class="numbers">', 2))
    waited, asked = first_byte(hello, "/"), first_byte(portal, f"{address}?monat={last}")
    print(f"Traffic (400 days): first byte after {asked:.1f} ms, hello-world {waited:.1f} ms")


def first_visit(portal):
    """Bytes (brotli) and requests of a first visit to the login page."""
    page = portal.ask("/anmelden")[2]
    sprite = re.findall(rb'href="([^"#]+icons\.svg)#', page)
    files = set(re.findall(rb'(?:href|src)="(/static/[^"#]+)"', page)) | set(sprite)
    sizes = [len(portal.ask(each.decode(), {"Accept-Encoding": "br"})[2]) for each in sorted(files)]
    return len(gzip.compress(page)) + sum(sizes), 1 + len(sizes)


def memory(server):
    """Resident bytes of the process."""
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) * 1024


def slowest(portal, requests):
    """Milliseconds within which 99 of 100 pages came."""
    times = []
    for _ in range(requests):
        began = time.perf_counter()
        portal.ask(LIST, FRAGMENT)
        times.append((time.perf_counter() - began) * 1000)
    return statistics.quantiles(times, n=100)[98]


def flood(portal):
    """What 64 people who try passwords do to somebody else's page, and to the memory."""
    idle, before = slowest(portal, FLOODED), memory(portal)
    trying = subprocess.Popen([sys.executable, "-m", "bench.flood", str(portal.port), "10"], stdout=subprocess.PIPE,
                              text=True)  # fmt: skip
    time.sleep(1)
    flooded = slowest(portal, FLOODED)
    answers = trying.communicate()[0].strip()
    time.sleep(1)
    grown = memory(portal) / before
    print(f"64 logins at once ({answers}): p99 of a page {flooded:.1f} ms, idle {idle:.1f} ms, ratio "
          f"{flooded / idle:.1f} (at most 3); memory afterwards {grown:.2f} of before (at most 1.2)")  # fmt: skip


def main():
    with tempfile.TemporaryDirectory() as folder:
        environ = {"KUNDENCENTER_DATA_DIR": folder, "KUNDENCENTER_CONFIG": ""}
        subprocess.run([sys.executable, "app.py", "demo", "--customers", "1000"], env=os.environ | environ, check=True,
                       stdout=subprocess.DEVNULL)  # fmt: skip
        fill_zone(environ)
        serve = (sys.executable, "app.py", "serve", "--port", "{port}", "--threads", "2")
        with Server(sys.executable, "-m", "bench.hello", "{port}") as hello, Server(*serve, environ=environ) as portal:
            report(hello, portal)
            flood(portal)
    subprocess.run([sys.executable, "-m", "bench.documents"], check=True)


def fill_zone(environ):
    """Give the customer's domain a zone of 500 records of all kinds."""
    gateways.start(config.load(os.environ | environ), lambda: False)
    records = [Record(f"h{n}", "A", 3600, f"192.0.2.{n % 250}") for n in range(250)]
    records += [Record(f"c{n}", "CNAME", 3600, f"h{n}.{ZONE}.") for n in range(150)]
    records += [Record(f"t{n}", "TXT", 3600, f'"verification={n:040}"') for n in range(100)]
    gateways.dns.default.create(Zone(ZONE, 0, tuple(records)))


def report(hello, portal):
    size, requests = first_visit(portal)
    print(f"first visit: {size / 1024:.1f} KiB compressed in {requests} requests (at most 60 KiB in 5)")
    print(f"{'page':24}{'CPU':>7}{'rate':>7}{'ms CPU':>8}{'bytes':>8}{'br':>7}   hello-world is 1.00")
    portal.log_in()
    logged_in = portal.cookie
    for name, address, headers, is_inside, expected in PAGES:
        portal.cookie = logged_in if is_inside else ""
        line(hello, portal, name, address, headers, expected)
    waited, asked = first_byte(hello, "/"), first_byte(portal, DNS)
    print(f"DNS (500 records): first byte after {asked:.1f} ms, hello-world {waited:.1f} ms")
    traffic(hello, portal)
    portal.cookie = logged_in


def line(hello, portal, name, address, headers, expected):
    """Measure a page and print its line; `expected` is a text that must be in it, and how often."""
    text, times = expected
    status, _, content = portal.ask(address, headers)
    if status != 200 or content.decode().count(text) != times:
        raise SystemExit(f"{name}: status {status}, {text!r} stands {content.decode().count(text)} times in it")
    cpu, rate, milliseconds = compare(hello, portal, address, headers)
    mark = f"  target {TARGETS[name]:.2f}" if name in TARGETS else ""
    packed = len(brotli.compress(content, quality=5))
    print(f"{name:24}{cpu:7.2f}{rate:7.2f}{milliseconds:8.2f}{len(content):8}{packed:7}{mark}")


if __name__ == "__main__":
    main()
