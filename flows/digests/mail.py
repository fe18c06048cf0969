"""Mail by SMTP."""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

#: seconds for the server to answer
TIMEOUT = 30


class MailError(Exception):
    """A mail was not taken; the message says why. ``final``: trying again would not help."""

    def __init__(self, message: str, final: bool = False) -> None:
        super().__init__(message)
        self.final = final


@dataclass(frozen=True, slots=True)
class MailServer:
    """An SMTP server as its address says: ``smtp://user:password@host:587`` or ``smtps://…``.

    ``smtp`` goes over to TLS where the server offers it, and insists on it before a password.
    """

    scheme: str
    host: str
    port: int
    user: str | None
    password: str | None

    @classmethod
    def of(cls, address: str) -> "MailServer":
        """The server of an address.

        Raises:
            ValueError: when the address is none; the message does not repeat it.
        """
        try:
            parts = urlsplit(address)
            port = parts.port
        except ValueError:
            raise ValueError("SALANG_SMTP_URL is no address") from None
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ValueError("SALANG_SMTP_URL looks like smtp://user:password@host:587")
        return cls(
            parts.scheme,
            parts.hostname,
            port or (465 if parts.scheme == "smtps" else 587),
            unquote(parts.username) if parts.username else None,
            unquote(parts.password) if parts.password else None,
        )

    def send(self, message: EmailMessage) -> None:
        """Hand one message over.

        Raises:
            MailError: when the server does not take it.
        """
        context = ssl.create_default_context()
        try:
            with self._connected(context) as server:
                if self.scheme == "smtp":
                    server.ehlo()
                    if server.has_extn("starttls"):
                        server.starttls(context=context)
                        server.ehlo()
                    elif self.password:
                        raise MailError(
                            "the mail server offers no TLS, so the password was not sent", True
                        )
                if self.user and self.password:
                    server.login(self.user, self.password)
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            raise MailError(f"the address was refused: {_said(code, said)}", code >= 500) from None
        except smtplib.SMTPResponseException as error:
            final = error.smtp_code >= 500
            raise MailError(
                f"the mail server refused: {_said(error.smtp_code, error.smtp_error)}", final
            ) from None
        except (OSError, smtplib.SMTPException) as error:
            raise MailError(f"the mail server cannot be reached: {type(error).__name__}") from None

    def _connected(self, context: ssl.SSLContext) -> smtplib.SMTP:
        if self.scheme == "smtps":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT, context=context)
        return smtplib.SMTP(self.host, self.port, timeout=TIMEOUT)


def _said(code: int, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {' '.join(words.split())[:200]}"


def compose(
    sender: str, recipient: str, subject: str, markdown: str, html: str, message_id: str
) -> EmailMessage:
    """A message of plain text and HTML. One sent twice after a crash has the same id.

    Raises:
        ValueError: when an address holds what may not stand in a header.
    """
    message = EmailMessage()
    message["From"], message["To"] = sender, recipient
    # a header is one line, whatever a headline holds
    message["Subject"] = " ".join(subject.split())
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(markdown)
    message.add_alternative(html, subtype="html")
    return message
