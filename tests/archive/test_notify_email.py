"""Messages by e-mail to real SMTP servers on 127.0.0.1: in the clear, by STARTTLS, by TLS at once, with a login."""

from __future__ import annotations

import ipaddress
import socket
import ssl
from asyncio import AbstractServer
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from archive.nights import notify
from tests.archive.seeded_nights import Nights

TO = "bien-tap@luutru.example"
USER, PASSWORD = "kho-tin", "mat khau rat dai"
LOGIN = {"ARCHIVE_NOTIFY_SMTP_USER": USER, "ARCHIVE_NOTIFY_SMTP_PASSWORD": PASSWORD}
HERE = "127.0.0.1"
ELSEWHERE = "127.0.0.2"  # on loopback too, but not one of the names that this machine has for itself


@dataclass
class Mailbox:
    """What a server took, and whether each mail came through TLS."""

    mails: list[EmailMessage] = field(default_factory=list)
    secured: list[bool] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("khong-co"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        assert server.transport
        self.secured.append(server.transport.get_extra_info("sslcontext") is not None)
        return "250 OK"


@dataclass(frozen=True)
class Certificate:
    """One that signed itself, in files as a server and its clients read them."""

    file: Path
    key: Path

    @property
    def context(self) -> ssl.SSLContext:
        served = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        served.load_cert_chain(self.file, self.key)
        return served


def certificate_for(host: str, folder: Path) -> Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "thu.luutru.example")])
    use = dict.fromkeys(("content_commitment", "key_encipherment", "data_encipherment", "key_agreement"), False)
    use |= dict.fromkeys(("crl_sign", "encipher_only", "decipher_only"), False)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.KeyUsage(digital_signature=True, key_cert_sign=True, **use), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    certificate = Certificate(folder / f"{host}.pem", folder / f"{host}.key")
    certificate.file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    certificate.key.write_bytes(secret)
    return certificate


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return certificate_for(HERE, tmp_path_factory.mktemp("certificate"))


@pytest.fixture(scope="module")
def of_another_host(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return certificate_for("192.0.2.1", tmp_path_factory.mktemp("another"))


@pytest.fixture
def nights(tmp_path: Path) -> Iterator[Nights]:
    """On the last a source turned red, so there is something to tell."""
    lived = Nights.begun(tmp_path)
    lived.live(answers={("list", "HTTP 403"): 1})
    yield lived
    lived.archive.db.close()


@dataclass(frozen=True)
class MailServer:
    mailbox: Mailbox
    host: str
    port: int

    def address(self, scheme: str) -> str:
        return f"{scheme}://{self.host}:{self.port}"


class OnAnyPort(Controller):
    """Listens on a port that nobody else can have taken: it was bound when it was chosen."""

    def __init__(self, mailbox: Mailbox, host: str, **options: Any) -> None:  # noqa: ANN401 (as aiosmtpd has it)
        self.listener = socket.create_server((host, 0))
        super().__init__(mailbox, host, self.listener.getsockname()[1], ready_timeout=60, **options)

    def _create_server(self) -> Coroutine[Any, Any, AbstractServer]:
        return self.loop.create_server(self._factory_invoker, sock=self.listener, ssl=self.ssl_context)


@contextmanager
def running(host: str = HERE, **options: Any) -> Iterator[MailServer]:  # noqa: ANN401
    """A server; `options` are those of aiosmtpd's controller."""
    mailbox = Mailbox()
    controller = OnAnyPort(mailbox, host, **options)
    controller.start()
    try:
        yield MailServer(mailbox, host, controller.port)
    finally:
        controller.stop()


def by_starttls(certificate: Certificate) -> dict[str, Any]:
    return {"tls_context": certificate.context, "require_starttls": True}


def by_tls(certificate: Certificate) -> dict[str, Any]:
    return {"ssl_context": certificate.context}


def with_login(certificate: Certificate) -> dict[str, Any]:
    return {**by_starttls(certificate), "auth_required": True, "authenticator": authenticated}


def authenticated(server: SMTP, session: Session, envelope: Envelope, mechanism: str, said: object) -> AuthResult:
    known = isinstance(said, LoginPassword) and (said.login, said.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=known, handled=False)


def tell(nights: Nights, server: MailServer | None, scheme: str = "smtp", **more: str) -> str:
    """What the log says of one night's message."""
    address = {"ARCHIVE_NOTIFY_SMTP": server.address(scheme)} if server else {}
    environment = {"ARCHIVE_NOTIFY_EMAIL": TO, **address, **more}
    (said,) = notify.tell(nights.archive.db, nights.night + 1, environment)
    return said


# --- What arrives ------------------------------------------------------------------------------------------


def test_an_e_mail_arrives_in_vietnamese_and_english(nights: Nights) -> None:
    with running() as server:
        assert tell(nights, server) == "email: one message was sent, on 1 changes"
    (mail,) = server.mailbox.mails
    assert (mail["To"], mail["Subject"]) == (TO, "Kho tin phối hợp 2025-06-03: 1 thay đổi / 1 changes")
    text = mail.get_content()
    assert 0 < text.index("từ chối chúng ta") < text.index("it has turned us away")


SECURED = {"smtp": by_starttls, "smtps": by_tls}


@pytest.mark.parametrize("scheme", SECURED)
def test_with_the_certificate_named_it_arrives_through_tls(
    nights: Nights, certificate: Certificate, scheme: str
) -> None:
    with running(**SECURED[scheme](certificate)) as server:
        said = tell(nights, server, scheme, ARCHIVE_NOTIFY_CA=str(certificate.file))
    assert (said, server.mailbox.secured) == ("email: one message was sent, on 1 changes", [True])


def test_with_a_login_it_arrives(nights: Nights, certificate: Certificate) -> None:
    with running(**with_login(certificate)) as server:
        said = tell(nights, server, ARCHIVE_NOTIFY_CA=str(certificate.file), **LOGIN)
    assert (said, server.mailbox.secured) == ("email: one message was sent, on 1 changes", [True])


# --- What does not leave, and what the log says to do ------------------------------------------------------

TRUST = "name the file of the authority that signed it in ARCHIVE_NOTIFY_CA"


@pytest.mark.parametrize("scheme", SECURED)
def test_a_certificate_that_nobody_vouches_for_is_refused(
    nights: Nights, certificate: Certificate, scheme: str
) -> None:
    with running(**SECURED[scheme](certificate)) as server:
        said = tell(nights, server, scheme)
    assert ("is not trusted (self-signed certificate)" in said, TRUST in said) == (True, True)
    assert server.mailbox.mails == []


@pytest.mark.parametrize("scheme", SECURED)
def test_a_certificate_of_another_host_is_refused(nights: Nights, of_another_host: Certificate, scheme: str) -> None:
    with running(**SECURED[scheme](of_another_host)) as server:
        said = tell(nights, server, scheme, ARCHIVE_NOTIFY_CA=str(of_another_host.file))
    assert ("is not valid for '127.0.0.1'" in said, "the host for which it was made" in said) == (True, True)
    assert server.mailbox.mails == []


def test_without_tls_nothing_leaves_this_machine(nights: Nights) -> None:
    with running(ELSEWHERE) as server:
        said = tell(nights, server)
    assert "127.0.0.2 offers no STARTTLS and the message would travel in the open: name a port that does" in said
    assert server.mailbox.mails == []


def test_smtps_to_a_port_without_tls_is_refused(nights: Nights) -> None:
    with running() as server:
        said = tell(nights, server, "smtps")
    assert f"127.0.0.1:{server.port} does not speak TLS from the start" in said


def test_a_wrong_password_is_said_but_never_shown(nights: Nights, certificate: Certificate) -> None:
    wrong = LOGIN | {"ARCHIVE_NOTIFY_SMTP_PASSWORD": "doan mo"}
    with running(**with_login(certificate)) as server:
        said = tell(nights, server, ARCHIVE_NOTIFY_CA=str(certificate.file), **wrong)
    assert f"refuses the login of {USER} (535): check ARCHIVE_NOTIFY_SMTP_USER" in said
    assert "doan mo" not in said
    assert server.mailbox.mails == []


def test_a_password_with_accents_is_said(nights: Nights) -> None:
    with running() as server:
        said = tell(nights, server, **(LOGIN | {"ARCHIVE_NOTIFY_SMTP_PASSWORD": "mật khẩu"}))
    assert "(smtplib sends a login in ASCII alone: give this mailbox a password without accents)" in said


def test_a_server_that_wants_a_login_is_told_from_others(nights: Nights, certificate: Certificate) -> None:
    with running(**with_login(certificate)) as server:
        said = tell(nights, server, ARCHIVE_NOTIFY_CA=str(certificate.file))
    assert "asks for a login: set ARCHIVE_NOTIFY_SMTP_USER and ARCHIVE_NOTIFY_SMTP_PASSWORD" in said


def test_a_login_where_there_is_none_is_said(nights: Nights) -> None:
    with running() as server:
        said = tell(nights, server, **LOGIN)
    assert "offers no login here: leave ARCHIVE_NOTIFY_SMTP_USER out" in said


def test_a_receiver_that_is_refused_is_named(nights: Nights) -> None:
    with running() as server:
        said = tell(nights, server, ARCHIVE_NOTIFY_EMAIL="khong-co@luutru.example")
    assert "refuses khong-co@luutru.example: check ARCHIVE_NOTIFY_EMAIL" in said


@pytest.mark.parametrize(
    ("environment", "reason"),
    [
        ({}, "ARCHIVE_NOTIFY_SMTP is not set"),
        ({"ARCHIVE_NOTIFY_SMTP": "mail.example"}, "must look like smtp://"),
        ({"ARCHIVE_NOTIFY_SMTP": "smtp://mail.example:tin"}, "must look like smtp://"),
        ({"ARCHIVE_NOTIFY_SMTP": "smtp://127.0.0.1:9"}, "127.0.0.1:9 cannot be reached (ConnectionRefusedError"),
        (
            {"ARCHIVE_NOTIFY_SMTP": "smtp://127.0.0.1:9", "ARCHIVE_NOTIFY_SMTP_USER": USER},
            "ARCHIVE_NOTIFY_SMTP_PASSWORD is not set",
        ),
        (
            {"ARCHIVE_NOTIFY_SMTP": "smtp://127.0.0.1:9", "ARCHIVE_NOTIFY_CA": "/khong/co.pem"},
            "ARCHIVE_NOTIFY_CA: /khong/co.pem holds no certificates",
        ),
    ],
)
def test_what_is_not_set_up_right_is_said(nights: Nights, environment: dict[str, str], reason: str) -> None:
    said = tell(nights, None, **environment)
    assert said.startswith("email: the message was not sent (")
    assert reason in said


def test_what_did_not_leave_is_tried_again(nights: Nights) -> None:
    assert tell(nights, None, ARCHIVE_NOTIFY_SMTP="smtp://127.0.0.1:9").endswith("it is tried again tomorrow")
    with running() as server:
        assert tell(nights, server) == "email: one message was sent, on 1 changes"
