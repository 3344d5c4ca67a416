"""Hands messages to an SMTP server. Every wait has a limit; every failure is for good or for now.

`starttls` is required when asked for: a server that does not offer it is refused, not trusted in the clear.
It does not render, queue or retry.
"""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import parseaddr

from tracker.errors import ConfigError, MailDelayed, MailRefused


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpMailer:
    """One connection per message: a digest a day needs no more."""

    host: str
    port: int
    security: str
    """starttls, tls or none"""
    user: str | None = None
    password: Callable[[], str | None] = field(default=lambda: None, repr=False)
    """Called for each message, so that a password manager is asked only when there is something to send."""
    timeout_seconds: float = 30.0

    def send(self, message: bytes, sender: str, recipient: str) -> None:
        where = f"mail server {self.host}:{self.port}"
        try:
            self._send(message, sender, recipient)
        except ConfigError as error:  # the password cannot be had now; the message waits until it can
            raise MailDelayed(str(error)) from error
        except smtplib.SMTPNotSupportedError as error:
            raise MailRefused(
                f"{where} does not offer what [mail] asks for: {error}; check security and user"
            ) from error
        except smtplib.SMTPAuthenticationError as error:
            # Not for good, whatever the code: the cure is in the settings, and the message waits for it.
            raise MailDelayed(
                f"{where} refused the login of {self.user!r}: {_said(error)}; check user and password"
            ) from error
        except smtplib.SMTPRecipientsRefused as error:
            code, said = error.recipients[recipient]
            raise _by_code(code, f"{where} refused {recipient}: {code} {_text(said)}") from error
        except smtplib.SMTPResponseException as error:
            raise _by_code(error.smtp_code, f"{where} answered {_said(error)}") from error
        except ssl.SSLCertVerificationError as error:
            raise MailRefused(f"{where}: its certificate is not trusted: {error.verify_message}") from error
        except (OSError, smtplib.SMTPException) as error:
            raise MailDelayed(f"{where} could not be used: {error or type(error).__name__}") from error

    def _send(self, message: bytes, sender: str, recipient: str) -> None:
        server = self._connect()
        try:
            password = self.password() if self.user else None
            if self.user and password is not None:
                server.login(self.user, password)
            server.sendmail(parseaddr(sender)[1] or sender, [recipient], message)
        except BaseException:
            server.close()
            raise
        # Accepted. A server that stumbles over the good-bye must not make us send it again.
        with contextlib.suppress(OSError, smtplib.SMTPException):
            server.quit()
        server.close()

    def _connect(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self.security == "tls":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=self.timeout_seconds, context=context)
        server = smtplib.SMTP(self.host, self.port, timeout=self.timeout_seconds)
        if self.security == "starttls":
            try:
                server.starttls(context=context)
            except BaseException:
                server.close()
                raise
        return server


def _by_code(code: int, message: str) -> MailRefused | MailDelayed:
    return MailDelayed(message) if 400 <= code < 500 else MailRefused(message)


def _said(error: smtplib.SMTPResponseException) -> str:
    return f"{error.smtp_code} {_text(error.smtp_error)}"


def _text(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(text.split())
