"""Mail that goes out."""

import asyncio
import shutil
import socket
import ssl
import subprocess
from dataclasses import replace
from datetime import datetime
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

import gateways
from gateways import Rejected, Unreachable
from gateways.mail import Attachment, Mail

MAIL = Mail(
    to="alice@muster.example",
    subject="Ihre Anfrage – Größe",
    text="Guten Tag,\n\nÄnderung ist erledigt.\n",
    message_id="<anfrage-7@portal.example>",
    reply_to="support@muster-hosting.example",
    date=datetime(2026, 7, 1, 12, 30),
)


class Post:
    """A mail server's mind: what it got, and what it answers."""

    def __init__(self):
        self.mails = []
        self.logins = []
        self.encrypted = []
        self.answers = {}
        self.farewells = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if "RCPT" in self.answers:
            return self.answers["RCPT"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if "DATA" in self.answers:
            return self.answers["DATA"]
        self.encrypted.append(session.ssl is not None)
        self.mails.append((envelope.mail_from, envelope.rcpt_tos, parsed(envelope.content)))
        return "250 OK"

    async def handle_QUIT(self, server, session, envelope):
        self.farewells += 1
        return self.answers.get("QUIT", "221 Bye")

    def authenticator(self, server, session, envelope, mechanism, login):
        self.logins.append((login.login.decode(), login.password.decode()))
        return AuthResult(success=login.password.decode() == "geheim@1:2/3", handled=False)


def parsed(content):
    return message_from_bytes(content, policy=policy.default)


@pytest.fixture
def post():
    return Post()


@pytest.fixture
def listen(post):
    """Start a mail server on a free port; returns the port."""
    running = []

    def listen(host="127.0.0.1", **options):
        with socket.create_server((host, 0)) as probe:
            port = probe.getsockname()[1]
        server = Controller(post, hostname=host, port=port, loop=asyncio.new_event_loop(), **options)
        server.start()
        running.append(server)
        return port

    yield listen
    for server in running:
        server.stop()


@pytest.fixture
def send(settings, start):
    def send(mail, url):
        start(replace(settings, mail_url=url))
        gateways.mail.send(mail)

    return send


@pytest.fixture
def certificate(tmp_path):
    """A TLS context whose certificate nobody vouches for."""
    if not shutil.which("openssl"):
        pytest.skip("openssl is missing")
    key, chain = tmp_path / "key.pem", tmp_path / "chain.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost"
    subprocess.run([*command.split(), "-keyout", key, "-out", chain], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    return context


def test_a_mail_arrives_from_the_hoster_with_its_id_and_date(send, listen, post):
    send(MAIL, f"smtp://127.0.0.1:{listen()}")
    [(sender, recipients, message)] = post.mails
    assert (sender, recipients) == ("hallo@muster-hosting.example", ["alice@muster.example"])
    assert str(message["From"]) == "Muster Hosting <hallo@muster-hosting.example>"
    assert str(message["Reply-To"]) == "support@muster-hosting.example"
    assert message["Subject"] == "Ihre Anfrage – Größe"
    assert message["Message-ID"] == "<anfrage-7@portal.example>"
    assert message["Date"].datetime.isoformat() == "2026-07-01T12:30:00+00:00"
    assert message.get_content().splitlines() == ["Guten Tag,", "", "Änderung ist erledigt."]


def test_a_mail_that_was_taken_counts_as_sent_however_the_server_takes_leave(send, listen, post):
    post.answers["QUIT"] = "451 not now"
    send(MAIL, f"smtp://127.0.0.1:{listen()}")
    assert (len(post.mails), post.farewells) == (1, 1)


def test_attachments_keep_their_names_and_bytes(send, listen, post):
    content = bytes(range(256))
    files = (Attachment("Rechnung Größe.pdf", content, "application/pdf"), Attachment("log.txt", b"a\r\n.\r\nb"))
    send(replace(MAIL, attachments=files), f"smtp://127.0.0.1:{listen()}")
    found = [(part.get_filename(), part.get_content()) for part in post.mails[0][2].iter_attachments()]
    assert found == [("Rechnung Größe.pdf", content), ("log.txt", b"a\r\n.\r\nb")]


def test_another_sender_may_be_named(send, listen, post):
    send(replace(MAIL, sender="rechnung@muster-hosting.example"), f"smtp://127.0.0.1:{listen()}")
    assert post.mails[0][0] == "rechnung@muster-hosting.example"


def test_credentials_of_the_address_are_decoded(send, listen, post):
    port = listen(authenticator=post.authenticator, auth_require_tls=False)
    send(MAIL, f"smtp://portal%40muster.example:geheim%401%3A2%2F3@127.0.0.1:{port}")
    assert post.logins == [("portal@muster.example", "geheim@1:2/3")]
    assert len(post.mails) == 1


def test_a_refused_login_keeps_the_mail_for_later(send, listen, post):
    port = listen(authenticator=post.authenticator, auth_require_tls=False)
    with pytest.raises(Unreachable, match="535"):
        send(MAIL, f"smtp://portal:falsch@127.0.0.1:{port}")


def test_starttls_is_used_when_offered(send, listen, post, certificate):
    send(MAIL, f"smtp://127.0.0.1:{listen(tls_context=certificate)}")
    assert post.encrypted == [True]


def test_nothing_leaves_this_machine_without_encryption(send, listen, post):
    # 127.0.0.2 is not among the names of this machine that the settings know.
    port = listen("127.0.0.2", authenticator=post.authenticator, auth_require_tls=False)
    with pytest.raises(Unreachable, match="STARTTLS"):
        send(MAIL, f"smtp://portal:geheim%401%3A2%2F3@127.0.0.2:{port}")
    assert (post.logins, post.mails) == ([], [])


def test_a_foreign_server_must_prove_its_name(send, listen, post, certificate):
    port = listen("127.0.0.2", tls_context=certificate)
    with pytest.raises(Unreachable, match="(?i)certificate"):
        send(MAIL, f"smtp://127.0.0.2:{port}")
    assert post.mails == []


def test_smtps_is_encrypted_from_the_first_byte(send, listen, post, certificate):
    send(MAIL, f"smtps://localhost:{listen('localhost', ssl_context=certificate)}")
    assert len(post.mails) == 1


@pytest.mark.parametrize("step", ["RCPT", "DATA"])
@pytest.mark.parametrize(("answer", "outcome"), [("451 4.3.0 later", Unreachable), ("550 5.1.1 unknown", Rejected)])
def test_4xx_is_tried_again_and_5xx_is_not(step, answer, outcome, send, listen, post):
    post.answers[step] = answer
    with pytest.raises(outcome, match=answer[:3]):
        send(MAIL, f"smtp://127.0.0.1:{listen()}")


def test_a_server_that_is_away_may_come_back(send):
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with pytest.raises(Unreachable, match="nicht erreichbar"):
        send(MAIL, f"smtp://127.0.0.1:{port}")


@pytest.mark.parametrize("field", ["to", "reply_to", "subject", "message_id"])
@pytest.mark.parametrize("end", ["\r\nBcc: eve@evil.example", "\nBcc: eve@evil.example", "\r\n\r\nAnderer Text"])
def test_no_field_can_add_a_header(field, end, send, settings, tmp_path):
    with pytest.raises(Rejected):
        send(replace(MAIL, **{field: getattr(MAIL, field) + end}), settings.mail_url)
    assert not (tmp_path / "mails").exists()


@pytest.mark.parametrize("end", ["\r\nBcc: eve@evil.example", "\nBcc: eve@evil.example"])
def test_no_attachment_can_add_a_header(end, send, settings, tmp_path):
    for file in (Attachment(f"a{end}", b""), Attachment("a", b"", f"text/plain{end}")):
        try:
            send(replace(MAIL, attachments=(file,)), settings.mail_url)
        except Rejected:
            continue
        [path] = (tmp_path / "mails").iterdir()
        message = parsed(path.read_bytes())
        assert all(part["Bcc"] is None for part in message.walk())


@pytest.mark.parametrize(
    "to",
    [
        "",
        "alice",
        "alice@",
        "@muster.example",
        "a@b.example, c@d.example",
        "Eve <e@evil.example>",
        "bäcker@müller.example",
    ],
)
def test_what_is_not_one_plain_address_is_refused(to, send, settings):
    with pytest.raises(Rejected):
        send(replace(MAIL, to=to), settings.mail_url)


def test_the_folder_gets_one_file_a_mail_named_by_its_id(send, settings, tmp_path):
    send(MAIL, settings.mail_url)
    send(replace(MAIL, message_id="<anfrage-8@portal.example>"), settings.mail_url)
    send(MAIL, settings.mail_url)
    names = sorted(path.name for path in (tmp_path / "mails").iterdir())
    assert names == ["anfrage-7@portal.example.eml", "anfrage-8@portal.example.eml"]
    message = parsed((tmp_path / "mails" / names[0]).read_bytes())
    assert message["Message-ID"] == "<anfrage-7@portal.example>"
    assert message.get_content().splitlines() == MAIL.text.splitlines()


def test_a_long_id_stays_one_piece(send, settings, tmp_path):
    name = "x" * 110 + "@" + "portal." * 12 + "example"
    send(replace(MAIL, message_id=f"<{name}>"), settings.mail_url)
    [path] = (tmp_path / "mails").iterdir()
    assert parsed(path.read_bytes())["Message-ID"].strip() == f"<{name}>"


@pytest.mark.parametrize(
    "name", ["", "<>", "7@portal.example", "<../7@portal.example>", "<a/b@portal.example>", "<7@a b>"]
)
def test_an_id_that_is_none_or_no_file_name_is_refused(name, send, settings, tmp_path):
    with pytest.raises(Rejected):
        send(replace(MAIL, message_id=name), settings.mail_url)
    assert not (tmp_path / "mails").exists()
