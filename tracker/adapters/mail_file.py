"""Writes finished messages into a folder instead of sending them; for previews, the demo and tests."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from tracker.errors import MailDelayed


@dataclass(frozen=True, slots=True)
class FileMailer:
    """`folder/NAME.eml` per message; NAME from its bytes, so that the same message is the same file."""

    folder: Path

    def send(self, message: bytes, sender: str, recipient: str) -> None:
        name = hashlib.blake2b(message, digest_size=6).hexdigest()
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / f"{name}.eml").write_bytes(message)
        except OSError as error:
            raise MailDelayed(f"{self.folder}: cannot write the message: {error.strerror}") from error
