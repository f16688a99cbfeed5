"""E-mail as a channel: one message, one short connection to the mail server of `SMTP_URL`.

An address is an e-mail address. Nothing here raises: every failure is a `Delivery`. Before the text is handed over
nothing can have arrived; from then until the server's last word nobody knows. A server that refuses us (name, password,
TLS) is no fault of the message, which waits; one that refuses the message or its address has the last word.
"""

from __future__ import annotations

import asyncio
import logging
import re
import smtplib
import ssl
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.policy import SMTP as MAIL_POLICY
from typing import Any, Literal
from urllib.parse import unquote, urlsplit

from bot.channels.mail_message import compose
from bot.conversation.outgoing import Outgoing
from bot.operations.offices.office_mail import is_mail_address
from bot.operations.ports import Delivery, Incoming, OutcomeUnknown, Rejected, Sent, TryLater
from bot.store.mailboxes import MAIL

log = logging.getLogger("parcours.mail")

EXAMPLE = "smtps://NAME:PASSWORD@mail.example.org?from=parcours@example.org"
Security = Literal["none", "tls", "starttls"]
_PORTS: dict[Security, int] = {"none": 25, "tls": 465, "starttls": 587}

AT_ONCE = 4
CONNECT_S = 8.0
# Less than the lease of a row of the outbox, so that nobody else sends it meanwhile.
ALTOGETHER_S = 40.0
AFTER_AWAY = timedelta(minutes=1)
AFTER_FULL = timedelta(seconds=2)
# "Greylisting" refuses a stranger for a few minutes.
AFTER_REFUSED_FOR_NOW = timedelta(minutes=2)
AFTER_REFUSED_US = timedelta(minutes=10)
SEND_TEXT_NOW = 354
_DOT_AT_START = re.compile(rb"(?m)^\.")


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where mail is handed over, and the address that writes it."""

    host: str
    port: int
    security: Security
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)

    @classmethod
    def from_url(cls, url: str) -> MailServer:
        """Read `SMTP_URL`. `ValueError` with the rest of a sentence that begins with its name."""
        if any(character <= " " for character in url):
            raise ValueError(f"must not hold spaces or line breaks; it looks like {EXAMPLE}")
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise ValueError(f"must have a port from 1 to 65535 or none, as in {EXAMPLE}") from None
        if parts.scheme not in ("smtp", "smtps"):
            raise ValueError(f"must begin with smtp:// or smtps://, as in {EXAMPLE}")
        if not parts.hostname or parts.path not in ("", "/") or parts.fragment or port == 0:
            raise ValueError(f"must name one mail server and nothing after it but ?…, as in {EXAMPLE}")
        if parts.password and not parts.username:
            raise ValueError(f"has a password but no name before it; it looks like {EXAMPLE}")
        options = _options(parts.query)
        user = unquote(parts.username or "")
        sender = options.get("from", user)
        if not is_mail_address(sender):
            raise ValueError("must say which address writes, as in ?from=parcours@example.org")
        security: Security = "tls" if parts.scheme == "smtps" else "none"
        if options.get("starttls") == "1":
            if security == "tls":
                raise ValueError("must be either smtps:// or ?starttls=1, not both")
            security = "starttls"
        return cls(
            host=parts.hostname,
            port=port or _PORTS[security],
            security=security,
            sender=sender,
            user=user,
            password=unquote(parts.password or ""),
        )


def _options(query: str) -> dict[str, str]:
    options: dict[str, str] = {}
    for pair in filter(None, query.split("&")):
        name, _, value = pair.partition("=")
        if name not in ("from", "starttls") or name in options:
            raise ValueError("can have ?from=ADDRESS and starttls=1, once each, and nothing else after the ?")
        options[name] = unquote(value)
    if options.get("starttls", "1") not in ("0", "1"):
        raise ValueError("must have starttls=1 or no starttls at all")
    return options


class MailChannel:
    """Reaches the mailboxes of offices."""

    name = MAIL

    def __init__(self, server: MailServer, tls: ssl.SSLContext | None = None) -> None:
        self._server = server
        self._tls = tls or ssl.create_default_context()
        self._places = asyncio.Semaphore(AT_ONCE)
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="mail")

    def close(self) -> None:
        """Take no more mail."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def read(self, raw: Mapping[str, Any]) -> Incoming:
        """Nothing comes in by mail."""
        return Incoming(event=None)

    async def send(self, address: str, message: Outgoing, edits: str | None, *, urgent: bool = True) -> Delivery:
        """Deliver one message; a mail cannot be changed, so `edits` says it anew. Never raises."""
        try:
            mail = compose(message, self._server.sender, address, datetime.now(UTC))
            data, reference = mail.as_bytes(policy=MAIL_POLICY), str(mail["Message-ID"])
        except Exception as error:
            return Rejected(f"it cannot be written as a mail ({type(error).__name__})")
        if self._places.locked():
            return TryLater(AFTER_FULL)
        async with self._places:
            loop = asyncio.get_running_loop()
            try:
                return await loop.run_in_executor(self._threads, self._hand_over, address, data, reference)
            except RuntimeError:
                return TryLater(AFTER_AWAY)  # closed meanwhile

    async def answer_tap(self, tap: str, text: str) -> None:
        """There are no taps in a mail."""

    def _hand_over(self, address: str, data: bytes, reference: str) -> Delivery:
        """One connection, in a thread of its own."""
        until = time.monotonic() + ALTOGETHER_S
        client: smtplib.SMTP | None = None
        is_handed_over = False
        try:
            client = self._connect(until)
            for command in (f"MAIL FROM:<{self._server.sender}>", f"RCPT TO:<{address}>", "DATA"):
                _allow(client, until)
                code, _ = client.docmd(command)
                if code >= 400 or (command == "DATA" and code != SEND_TEXT_NOW):
                    return _refused(code)
            is_handed_over = True
            _allow(client, until)
            client.send(_DOT_AT_START.sub(b"..", data.removesuffix(b"\r\n")) + b"\r\n.\r\n")
            code, _ = client.getreply()
            return Sent(reference) if code < 300 else _refused(code)
        except Exception as error:
            if is_handed_over:
                return OutcomeUnknown()
            return self._not_handed_over(error)
        finally:
            if client is not None:
                _close(client)

    def _connect(self, until: float) -> smtplib.SMTP:
        server = self._server
        # The name we greet with: without it the machine's own is looked up, which may take long, and is told.
        greeting: dict[str, Any] = {"local_hostname": server.sender.rpartition("@")[2], "timeout": CONNECT_S}
        client = (
            smtplib.SMTP_SSL(server.host, server.port, context=self._tls, **greeting)
            if server.security == "tls"
            else smtplib.SMTP(server.host, server.port, **greeting)
        )
        try:
            _allow(client, until)
            client.ehlo_or_helo_if_needed()
            if server.security == "starttls":
                client.starttls(context=self._tls)
                client.ehlo_or_helo_if_needed()
            if server.user and server.password:
                _allow(client, until)
                client.login(server.user, server.password)
        except BaseException:
            client.close()
            raise
        return client

    def _not_handed_over(self, error: Exception) -> Delivery:
        """Why the text was never given to the server: it is away, or will not have us."""
        # What the server says may quote the name and the address, so its text is not logged.
        match error:
            case smtplib.SMTPAuthenticationError():
                log.error("The mail server refuses the name or the password of SMTP_URL (%s).", error.smtp_code)
            case smtplib.SMTPResponseException() if error.smtp_code < 500:
                return TryLater(AFTER_REFUSED_FOR_NOW)
            case smtplib.SMTPResponseException():
                log.error("The mail server of SMTP_URL refuses us (%s).", error.smtp_code)
            case smtplib.SMTPNotSupportedError():
                log.error("The mail server of SMTP_URL offers no STARTTLS or no sign-in, which SMTP_URL asks for.")
            case ssl.SSLCertVerificationError():
                log.error("The certificate of the mail server of SMTP_URL does not hold.")
            case _:
                log.warning("The mail server of SMTP_URL cannot be reached (%s).", type(error).__name__)
                return TryLater(AFTER_AWAY)
        return TryLater(AFTER_REFUSED_US)


def _allow(client: smtplib.SMTP, until: float) -> None:
    """Give the next exchange what is left of the time."""
    if client.sock is not None:
        client.sock.settimeout(max(0.1, until - time.monotonic()))


def _refused(code: int) -> Delivery:
    """The server has looked at this message and said no, for now (4xx) or for good (5xx)."""
    if code >= 500:
        return Rejected(f"the mail server answered {code}")
    return TryLater(AFTER_REFUSED_FOR_NOW)


def _close(client: smtplib.SMTP) -> None:
    """Say goodbye if the other side still listens; what was said before counts."""
    try:
        if client.sock is not None:
            client.sock.settimeout(2.0)
            client.docmd("QUIT")
    except Exception:
        log.debug("The mail server did not wait for the goodbye.")
    finally:
        client.close()
