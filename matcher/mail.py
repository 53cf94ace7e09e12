"""One message: build it, write it to a file, hand it to the mail server. Knows nothing of what the message is about."""

from __future__ import annotations

import os
import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, getaddresses, parseaddr
from pathlib import Path

import css_inline

from matcher.errors import MailDelayedError, MailError, MailRefusedError

_IMPLICIT_TLS_PORT = 465
_TIMEOUT_SECONDS = 30
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_LONGEST_NAME = 120
_HERE = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent to whom. `html` may hold a <style> element: its rules are written into the elements, for mail programs drop it."""

    to_address: str
    to_name: str
    subject: str
    text: str
    html: str
    language: str
    """nl or en."""
    message_id: str
    """With its angle brackets. The same letter sent again keeps it, so that mail programs can tell."""
    unsubscribe_url: str = ""
    """Where a POST unsubscribes without any further question (RFC 8058)."""


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server. On port 465 the line is encrypted from the start; else by STARTTLS, if `starttls`."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    starttls: bool = True
    tls: ssl.SSLContext | None = None
    """How certificates are checked; None: against the system's authorities."""


def build(letter: Letter, *, sender: str, now: datetime) -> EmailMessage:
    """The letter as a multipart/alternative message: plain text, and HTML with its style rules inlined.

    Names and subjects lose their control characters, so that none of them can add a header. Raises MailRefusedError if the recipient's
    address is not one that can be written to, and MailError if the sender's is not.
    """
    message = EmailMessage(policy=policy.SMTP)
    try:
        message["From"] = _address(*reversed(parseaddr(sender)))
    except ValueError as error:
        raise MailError(f"mail.sender is not a mail address: {sender!r}") from error
    try:
        message["To"] = _address(letter.to_address, letter.to_name)
    except ValueError as error:
        raise MailRefusedError("the recipient's address is not a mail address") from error
    message["Subject"] = _one_line(letter.subject)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = _one_line(letter.message_id)
    # no out-of-office answers to a machine (RFC 3834, and what older and Microsoft's servers look at)
    message["Auto-Submitted"] = "auto-generated"
    message["Precedence"] = "bulk"
    message["X-Auto-Response-Suppress"] = "All"
    if letter.unsubscribe_url:
        message["List-Unsubscribe"] = f"<{_one_line(letter.unsubscribe_url)}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(letter.text, cte="quoted-printable")
    message.add_alternative(inline_style(letter.html), subtype="html", cte="quoted-printable")
    message["Content-Language"] = letter.language  # last: it would move into the first part else
    return message


def inline_style(html: str) -> str:
    """The document with the rules of its <style> element written into its elements; @media rules stay where they were."""
    return css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False).inline(html)


def write(message: bytes, file: Path) -> None:
    """Write a message as an .eml file that a mail program opens, readable to this user alone, whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.part")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
        stream.write(message)
    draft.replace(file)


class Post:
    """An open line to a mail server."""

    def __init__(self, smtp: smtplib.SMTP) -> None:
        self._smtp = smtp

    def send(self, message: bytes) -> None:
        """Hand over one message, to the address in its To header.

        Raises MailRefusedError if the server will never take it, MailDelayedError if not now, and MailError if the line broke or the server
        takes nothing from us: then it may have been sent or not.
        """
        headers = message_from_bytes(message, policy=policy.SMTP)
        sender, recipients = _bare(headers["From"]), [_bare(headers["To"])]
        try:
            self._smtp.sendmail(sender, recipients, message)
        except smtplib.SMTPRecipientsRefused as error:
            raise _refusal(min(code for code, _ in error.recipients.values()), "the recipient") from error
        except smtplib.SMTPDataError as error:
            raise _refusal(error.smtp_code, "the message") from error
        except smtplib.SMTPResponseException as error:  # the sender is refused: so will every other message be
            raise MailError(f"the mail server refused the sender (answer {error.smtp_code})") from error
        except (smtplib.SMTPException, OSError) as error:
            raise MailError(f"the line to the mail server broke ({type(error).__name__})") from error


@contextmanager
def connect(server: Server) -> Iterator[Post]:
    """An open line to the mail server, for as many messages as wanted. Raises MailError, saying what to look at, if there is none."""
    if server.user and not (server.starttls or server.port == _IMPLICIT_TLS_PORT or server.host in _HERE):
        raise MailError("mail.smtp_user is set without encryption: the password would travel in the open; set mail.smtp_starttls or port 465")
    smtp = _open(server)
    try:
        yield Post(smtp)
    finally:
        try:
            smtp.quit()
        except (smtplib.SMTPException, OSError):
            smtp.close()  # it hung up first: whatever was sent, was answered


def _open(server: Server) -> smtplib.SMTP:
    where = f"{server.host}:{server.port}"
    tls = server.tls or ssl.create_default_context()
    smtp: smtplib.SMTP | None = None
    try:
        if server.port == _IMPLICIT_TLS_PORT:
            smtp = smtplib.SMTP_SSL(server.host, server.port, timeout=_TIMEOUT_SECONDS, context=tls)
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=_TIMEOUT_SECONDS)
            if server.starttls:
                smtp.starttls(context=tls)
        if server.user:
            smtp.login(server.user, server.password)
    except smtplib.SMTPNotSupportedError as error:
        _close(smtp)
        what = "STARTTLS" if "STARTTLS" in str(error) else "logging in on this line"
        raise MailError(f"the mail server {where} does not offer {what}: check mail.smtp_port and mail.smtp_starttls") from error
    except smtplib.SMTPAuthenticationError as error:
        _close(smtp)
        raise MailError(f"the mail server {where} refused the user or password: check mail.smtp_user and WIJKMATCH_SMTP_PASSWORD") from error
    except ssl.SSLError as error:
        _close(smtp)
        raise MailError(f"no safe line to the mail server {where}: {error.reason or 'its certificate was refused'}") from error
    except (smtplib.SMTPException, OSError) as error:
        _close(smtp)
        raise MailError(f"the mail server {where} cannot be reached ({type(error).__name__}): check mail.smtp_host and mail.smtp_port") from error
    return smtp


def _close(smtp: smtplib.SMTP | None) -> None:
    if smtp is not None:
        smtp.close()


def _refusal(code: int, what: str) -> MailError:
    # the server's own words often repeat the address, which must not reach logs: its code says enough
    if code >= 500:
        return MailRefusedError(f"the mail server refused {what} (answer {code})")
    return MailDelayedError(f"the mail server does not take {what} now (answer {code})")


def _one_line(text: str) -> str:
    """`text` on one line. "=?" is broken up: the email package would decode such a word, and what it hides."""
    return " ".join(_UNPRINTABLE.sub(" ", text).replace("=?", "= ?").split())


def _address(spec: str, name: str) -> Address:
    spec = spec.strip()
    if _UNPRINTABLE.search(spec) or not spec.isprintable() or len(getaddresses([spec])) != 1:
        raise ValueError(spec)
    local, at, domain = spec.rpartition("@")
    if not (at and local and domain and local.isascii()):
        raise ValueError(spec)
    try:
        domain = domain.encode("idna").decode("ascii")
        address = Address(_one_line(name)[:_LONGEST_NAME], addr_spec=f"{local}@{domain}")
    except (UnicodeError, MessageError, IndexError) as error:
        raise ValueError(spec) from error
    return address


def _bare(header: object) -> str:
    return parseaddr(str(header))[1]
