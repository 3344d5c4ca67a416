"""What a stranger's text may carry to a terminal, a CSV file, a link or a mail header.

Headlines come from outside and end up in places that give characters a meaning. Everything here takes that
meaning away and keeps the words. HTML is not handled here: the templates escape by themselves.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

# C0 (but tab and line ends), DEL and C1 start terminal sequences; bidi controls, joiners and tag characters make
# a reader see something else than what is there.
_UNSAFE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
_LINE_END = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def strip_controls(text: str) -> str:
    """The text without characters that steer what shows it; blanks and line ends stay where they are.

    >>> strip_controls("a\\x1b[31mb\\u202ec")
    'a[31mbc'
    """
    return _SURROGATE.sub("\ufffd", _UNSAFE.sub("", _LINE_END.sub("\n", text)))


def clean_text(text: str) -> str:
    """The same with blanks collapsed to one and at most one empty line in a row.

    >>> clean_text("  two\\t words \\r\\n\\r\\n\\r\\n end ")
    'two words\\n\\nend'
    """
    lines = [" ".join(line.split()) for line in strip_controls(text).split("\n")]
    return re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip()


def one_line(text: str, limit: int | None = None) -> str:
    """The text on one line; beyond `limit` characters it is cut at a word and ends in `…`.

    >>> one_line("Meta sells\\ncompute", 12)
    'Meta sells…'
    """
    line = " ".join(strip_controls(text).split())
    if limit is None or len(line) <= limit:
        return line
    cut = line[: limit - 1]
    at_word = cut.rsplit(" ", 1)[0] if " " in cut[limit // 2 :] else cut
    return at_word.rstrip(" ,;:-") + "…"


def header_text(text: str, limit: int = 200) -> str:
    """What may stand in a mail header: one line, so that nobody adds headers of their own."""
    return one_line(text, limit)


def csv_cell(value: str | float | bool | Sequence[str] | None) -> str | int | float:
    """A cell that no spreadsheet takes for a formula. Numbers stay numbers, None is empty.

    >>> csv_cell("=1+1"), csv_cell(-0.13), csv_cell(("a", "b")), csv_cell(None)
    ("'=1+1", -0.13, 'a;b', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return value
    text = strip_controls(value if isinstance(value, str) else ";".join(value))
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def safe_url(url: str) -> str | None:
    """The address if it can only lead to a web page, else None.

    Other schemes run code or open programs; a user name in the address only serves to mislead its reader.
    """
    address = url.strip()
    if _UNSAFE.search(address) or _SURROGATE.search(address) or re.search(r"[\s\\<>\"]", address):
        return None
    try:
        parts = urlsplit(address)
        named = parts.hostname is not None and parts.username is None
    except ValueError:
        return None
    return address if parts.scheme in {"http", "https"} and named else None
