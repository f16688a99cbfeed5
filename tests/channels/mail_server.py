"""A real SMTP server on loopback that can be told to fail: aiosmtpd, in a thread of its own."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

CUT = "cut"  # the connection ends without a word
LOOPBACK = "127.0.0.1"


class Office:
    """What a server does: `says` gives the answer to a command (MAIL, RCPT, DATA), otherwise all is accepted."""

    def __init__(self) -> None:
        self.says: dict[str, str] = {}
        self.raw: list[bytes] = []
        self.recipients: list[list[str]] = []
        self.signed_in: list[str] = []
        self.port = 0

    @property
    def mails(self) -> list[EmailMessage]:
        """What was accepted, read by the email package."""
        read = [message_from_bytes(one, policy=default) for one in self.raw]
        return [one for one in read if isinstance(one, EmailMessage)]

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self._answer(server, "MAIL")

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self._answer(server, "RCPT")
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self.says.get("DATA", "")
        if not answer or answer == CUT:  # a server that is cut after it took the mail has it all the same
            assert isinstance(envelope.content, bytes)
            self.raw.append(envelope.content)
            self.recipients.append(list(envelope.rcpt_tos))
        return self._answer(server, "DATA")

    def _answer(self, server: SMTP, command: str) -> str:
        answer = self.says.get(command, "250 OK")
        if answer == CUT:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return answer

    def sign_in(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.signed_in.append(f"{data.login.decode()}:{data.password.decode()}")
        return AuthResult(success=data.password == b"p@ss word", handled=False)


@contextmanager
def running(**options: Any) -> Iterator[Office]:
    """A server with the options of `aiosmtpd.smtp.SMTP`, or `ssl_context` for TLS from the first byte."""
    office = Office()
    office.port = free_port()
    controller = Controller(
        office, hostname=LOOPBACK, port=office.port, authenticator=office.sign_in, enable_SMTPUTF8=False, **options
    )
    controller.start()
    try:
        yield office
    finally:
        controller.stop()


@contextmanager
def silent() -> Iterator[int]:
    """The port of something that takes connections and never says a word."""
    with socket.create_server((LOOPBACK, 0)) as listening:
        yield int(listening.getsockname()[1])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def certificate(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """TLS for a server at loopback, and for a client that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "loopback")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(LOOPBACK))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "server.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    return server, ssl.create_default_context(cafile=str(file))
