"""The night's message by e-mail, never in the open: STARTTLS or TLS from the start, except to this machine itself."""

import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Self
from urllib.parse import urlsplit

from archive.nights.notify_channels import TIMEOUT, Message, NotSentError, needed

THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
PORTS = {"smtp": 587, "smtps": 465}
AUTHENTICATION_REQUIRED = 530  # by RFC 4954


@dataclass(frozen=True)
class Server:
    """What ARCHIVE_NOTIFY_SMTP and the variables beside it say."""

    scheme: str  # smtp or smtps
    host: str
    port: int
    user: str
    password: str
    certificates: str  # a file; empty: the machine's own

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Self:
        """Raises NotSentError where one is missing or misspelt."""
        try:
            address = urlsplit(needed(environment, "ARCHIVE_NOTIFY_SMTP"))
            host, port = address.hostname, address.port
        except ValueError:
            host = None
        if not host or address.scheme not in PORTS:
            raise NotSentError("ARCHIVE_NOTIFY_SMTP must look like smtp://mail.example.org:587")
        user = environment.get("ARCHIVE_NOTIFY_SMTP_USER", "")
        password = needed(environment, "ARCHIVE_NOTIFY_SMTP_PASSWORD") if user else ""
        certificates = environment.get("ARCHIVE_NOTIFY_CA", "")
        return cls(address.scheme, host, port or PORTS[address.scheme], user, password, certificates)


def send_email(message: Message, environment: Mapping[str, str]) -> None:
    """To ARCHIVE_NOTIFY_EMAIL, through the server of ARCHIVE_NOTIFY_SMTP. Raises NotSentError."""
    server = Server.of(environment)
    mail = EmailMessage()
    mail["Subject"] = message.subject
    mail["To"] = environment["ARCHIVE_NOTIFY_EMAIL"]
    mail["From"] = environment.get("ARCHIVE_NOTIFY_FROM") or environment["ARCHIVE_NOTIFY_EMAIL"].split(",")[0]
    mail.set_content(message.text)
    context = _trusted(server)
    if not f"{server.user}{server.password}".isascii():
        raise NotSentError("smtplib sends a login in ASCII alone: give this mailbox a password without accents")
    try:
        with _connected(server, context) as smtp:
            if server.user:
                smtp.login(server.user, server.password)
            smtp.send_message(mail)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise NotSentError(_advice(error, server)) from error


def _trusted(server: Server) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=server.certificates or None)
    except OSError as error:
        raise NotSentError(f"ARCHIVE_NOTIFY_CA: {server.certificates} holds no certificates ({error})") from error


def _connected(server: Server, context: ssl.SSLContext) -> smtplib.SMTP:
    """smtps:// speaks TLS at once; smtp:// must change to it, but for a server on this machine."""
    if server.scheme == "smtps":
        return smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT, context=context)
    smtp = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
    try:
        smtp.ehlo()
        if smtp.has_extn("starttls"):
            smtp.starttls(context=context)
        elif server.host not in THIS_MACHINE:
            raise NotSentError(
                f"{server.host} offers no STARTTLS and the message would travel in the open: "
                "name a port that does, or smtps://, in ARCHIVE_NOTIFY_SMTP"
            )
    except BaseException:
        smtp.close()
        raise
    return smtp


def _advice(error: OSError | smtplib.SMTPException | ValueError, server: Server) -> str:
    """What happened and what to do; never the password."""
    where = f"{server.host}:{server.port}"
    match error:
        case ssl.SSLCertVerificationError():
            return (
                f"the certificate of {where} is not trusted ({error.verify_message}): name the file of the authority "
                "that signed it in ARCHIVE_NOTIFY_CA, and the host for which it was made in ARCHIVE_NOTIFY_SMTP"
            )
        case ssl.SSLError():
            return f"{where} does not speak TLS from the start ({error.reason}): write smtp:// or another port"
        case smtplib.SMTPAuthenticationError():
            return (
                f"{where} refuses the login of {server.user} ({error.smtp_code}): "
                "check ARCHIVE_NOTIFY_SMTP_USER and ARCHIVE_NOTIFY_SMTP_PASSWORD"
            )
        case smtplib.SMTPNotSupportedError():
            return f"{where} offers no login here: leave ARCHIVE_NOTIFY_SMTP_USER out, or name another port"
        case smtplib.SMTPSenderRefused(smtp_code=code) if code == AUTHENTICATION_REQUIRED:
            return f"{where} asks for a login: set ARCHIVE_NOTIFY_SMTP_USER and ARCHIVE_NOTIFY_SMTP_PASSWORD"
        case smtplib.SMTPSenderRefused():
            return f"{where} refuses the sender {error.sender} ({error.smtp_code}): set ARCHIVE_NOTIFY_FROM"
        case smtplib.SMTPRecipientsRefused():
            return f"{where} refuses {', '.join(error.recipients)}: check ARCHIVE_NOTIFY_EMAIL"
        case smtplib.SMTPException() | ValueError():
            return f"{where} did not take it ({type(error).__name__}: {error})"
    return f"{where} cannot be reached ({type(error).__name__}: {error}): check ARCHIVE_NOTIFY_SMTP"
