"""placeholder"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fingerprint:
    packed: bytes
    sketch: tuple[int, ...]


def fingerprint(text: str) -> Fingerprint:
    return Fingerprint(b"", ())


def is_copy(a: bytes, b: bytes) -> float | None:
    return None
