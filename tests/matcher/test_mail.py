"""Messages, built and handed to a real mail server on this machine."""

from __future__ import annotations

import ssl
import subprocess
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from aiosmtpd.smtp import AuthResult

from matcher import mail
from matcher.errors import MailDelayedError, MailError, MailRefusedError
from matcher.mail import Letter, Server
from tests.matcher.mail_server import Inbox, body, free_port, read, serving

NOW = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
SENDER = "Wijkmatch <post@wijkmatch.example>"
LETTER = Letter(
    to_address="noor@example.org",
    to_name="Noor van ’t Veld, Coöperatie",
    subject="3 nieuwe opdrachten à € 1.250",
    text="Dag Noor,\n\nÉén opdracht van € 1.250.\n.\nEen regel die met een punt begint.\n",
    html="<html><head><style>p { color: #123456 } @media (max-width: 480px) { p { color: #654321 } }</style></head>"
    "<body><p>Één &amp; al</p></body></html>",
    language="nl",
    message_id="<2026-W48.abc@wijkmatch.example>",
    unsubscribe_url="https://wijkmatch.example/digest/afmelden/abc",
)


def build(**changes):
    return mail.build(replace(LETTER, **changes), sender=SENDER, now=NOW)


def built(**changes):
    return read(build(**changes).as_bytes())


@pytest.fixture
def serve():
    with ExitStack() as stack:
        yield lambda inbox, **options: stack.enter_context(serving(inbox, **options))


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    command = "openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1"
    subprocess.run(command.split(), cwd=folder, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context, ssl.create_default_context(cafile=str(folder / "cert.pem"))


# --- building -----------------------------------------------------------------------------------------------------------------------------------


def test_it_has_the_same_words_as_text_and_as_html():
    message = built()
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert body(message) == LETTER.text
    assert "Één &amp; al" in body(message, "html")
    assert message["Subject"] == LETTER.subject
    assert message["To"].addresses[0].display_name == LETTER.to_name
    assert message["Content-Language"] == "nl"


def test_it_is_pure_ascii_on_the_wire_with_short_lines():
    raw = build(text="lang " * 500).as_bytes()
    assert raw.isascii() and b"\r\n" in raw
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998


def test_styles_are_written_into_the_elements_and_media_rules_stay():
    html = body(built(), "html")
    assert 'style="color: #123456;"' in html
    assert "@media (max-width: 480px)" in html and "#654321" in html


def test_it_can_be_left_with_one_click_and_gets_no_automatic_answers():
    message = built()
    assert message["List-Unsubscribe"] == "<https://wijkmatch.example/digest/afmelden/abc>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (message["Auto-Submitted"], message["Precedence"], message["X-Auto-Response-Suppress"]) == ("auto-generated", "bulk", "All")
    assert message["Message-ID"] == LETTER.message_id
    assert message["Date"].datetime == NOW


def test_without_an_address_to_leave_it_does_not_promise_one():
    message = built(unsubscribe_url="")
    assert "List-Unsubscribe" not in message and "List-Unsubscribe-Post" not in message


@pytest.mark.parametrize(
    "poison",
    [
        "Noor\r\nBcc: all@example.org",
        "Noor\nBcc: all@example.org",
        "Noor\x00\x0bBcc: x",
        "=?utf-8?q?Noor=0d=0aBcc=3a_all=40example.org?=",
        "Noor\u2028Bcc: x",
    ],
)
@pytest.mark.parametrize("field", ["to_name", "subject"])
def test_a_name_or_subject_cannot_add_a_header(field, poison):
    message = built(**{field: poison})
    assert "Bcc" not in message
    assert message["Subject"].isprintable() and message["To"].addresses[0].display_name.isprintable()
    assert len(message["To"].addresses) == 1 and message["To"].addresses[0].addr_spec == "noor@example.org"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "noor",
        "noor@",
        "@example.org",
        "a@example.org, b@example.org",
        "noor@example.org\r\nBcc: b@example.org",
        "nóór@example.org",
        "a b@example.org",
    ],
)
def test_an_address_that_cannot_be_written_to_is_refused(address):
    with pytest.raises(MailRefusedError):
        build(to_address=address)


def test_an_address_with_accents_in_its_domain_is_written_in_ascii():
    assert built(to_address="noor@coöperatie.example")["To"].addresses[0].addr_spec == "noor@xn--coperatie-17a.example"


def test_a_wrong_sender_is_told_by_its_setting():
    with pytest.raises(MailError, match=r"mail\.sender"):
        mail.build(LETTER, sender="Wijkmatch", now=NOW)


def test_a_file_can_be_opened_again_and_only_by_its_owner(tmp_path):
    file = tmp_path / "outbox" / "2026-W48" / "abc.eml"
    mail.write(build().as_bytes(), file)
    mail.write(build(subject="nieuw").as_bytes(), file)
    assert read(file.read_bytes())["Subject"] == "nieuw"
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["abc.eml"]


# --- sending ------------------------------------------------------------------------------------------------------------------------------------


def test_it_arrives_as_it_was_built(serve):
    inbox = Inbox()
    port = serve(inbox)
    with mail.connect(Server("127.0.0.1", port, starttls=False)) as post:
        post.send(build().as_bytes())
        post.send(build(to_address="ali@example.org").as_bytes())
    assert [(sender, recipients) for sender, recipients, _ in inbox.kept] == [
        ("post@wijkmatch.example", ["noor@example.org"]),
        ("post@wijkmatch.example", ["ali@example.org"]),
    ]
    arrived = read(inbox.kept[0][2])
    assert body(arrived) == LETTER.text
    assert arrived["Message-ID"] == LETTER.message_id


def test_starttls_and_a_password_are_used(serve, certificate):
    server_side, client_side = certificate
    logins = []

    def authenticate(server, session, envelope, mechanism, auth):
        logins.append((auth.login, auth.password, session.ssl is not None))
        return AuthResult(success=auth.password == b"geheim", handled=False)

    inbox = Inbox()
    port = serve(inbox, tls_context=server_side, require_starttls=True, authenticator=authenticate, auth_required=True)
    with mail.connect(Server("127.0.0.1", port, "post", "geheim", tls=client_side)) as post:
        post.send(build().as_bytes())
    assert len(inbox.kept) == 1 and logins == [(b"post", b"geheim", True)]
    with pytest.raises(MailError, match="WIJKMATCH_SMTP_PASSWORD"), mail.connect(Server("127.0.0.1", port, "post", "fout", tls=client_side)):
        pass


def test_a_certificate_that_nobody_vouches_for_is_not_accepted(serve, certificate):
    port = serve(Inbox(), tls_context=certificate[0])
    with pytest.raises(MailError, match="no safe line"), mail.connect(Server("127.0.0.1", port)):
        pass


def test_it_does_not_fall_back_to_an_open_line(serve):
    port = serve(Inbox())
    with pytest.raises(MailError, match="does not offer STARTTLS"), mail.connect(Server("127.0.0.1", port)):
        pass


def test_a_password_is_not_sent_over_an_open_line():
    with pytest.raises(MailError, match="in the open"), mail.connect(Server("mail.example.org", 25, "post", "geheim", starttls=False)):
        pass


def test_a_server_that_is_not_there_is_named():
    port = free_port()
    with pytest.raises(MailError, match=rf"127\.0\.0\.1:{port} cannot be reached"), mail.connect(Server("127.0.0.1", port, starttls=False)):
        pass


@pytest.mark.parametrize(
    ("answer", "kind"),
    [("550 5.1.1 noor@example.org does not exist", MailRefusedError), ("451 4.7.1 greylisted, noor@example.org", MailDelayedError)],
)
def test_one_refusal_tells_its_kind_without_the_address_and_stops_no_other(serve, answer, kind):
    inbox = Inbox({"noor@example.org": answer})
    port = serve(inbox)
    with mail.connect(Server("127.0.0.1", port, starttls=False)) as post:
        with pytest.raises(kind) as refused:
            post.send(build().as_bytes())
        post.send(build(to_address="ali@example.org").as_bytes())
    assert "noor@" not in str(refused.value) and answer[:3] in str(refused.value)
    assert [recipients for _, recipients, _ in inbox.kept] == [["ali@example.org"]]


def test_a_message_that_is_refused_for_what_it_says_is_refused_for_good(serve):
    port = serve(Inbox())
    with mail.connect(Server("127.0.0.1", port, starttls=False)) as post, pytest.raises(MailRefusedError, match="554"):
        post.send(build(text="SPAM").as_bytes())


def test_a_line_that_breaks_is_told_and_closed_quietly(serve):
    class HangsUp(Inbox):
        async def handle_DATA(self, server, session, envelope):
            server.transport.close()
            return "250 OK"

    port = serve(HangsUp())
    with mail.connect(Server("127.0.0.1", port, starttls=False)) as post, pytest.raises(MailError, match="broke"):
        post.send(build().as_bytes())
