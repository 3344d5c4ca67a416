"""Reads JSON Feed 1.0 and 1.1, whatever types its writer gave to things.

Numbers are kept as the digits that stand there: an id may be one, and one of a million digits is no number.
"""

from __future__ import annotations

import html
import json
from dataclasses import replace
from typing import Any, Final

from pipelines.feeds.raw import MAX_COUNT, MAX_ITEMS, RawFeed, RawItem, digest
from tracker.errors import NotAFeed

ROOT: Final = "json"


def load(text: str) -> Any:
    """The document. Raises NotAFeed when it is no JSON, or nested too deeply to be read."""
    try:
        return json.loads(text, strict=False, parse_int=str, parse_float=str, parse_constant=str)
    except RecursionError:
        raise NotAFeed("JSON nested too deeply to be a feed") from None
    except json.JSONDecodeError as error:
        cut = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated")
        raise NotAFeed("truncated: the JSON ends before it is complete" if cut else f"broken JSON: {error}") from None


def is_feed(document: Any) -> bool:
    """Whether a document is a JSON Feed: it says so, or it has the shape of one."""
    if not isinstance(document, dict):
        return False
    return "jsonfeed.org" in str(document.get("version", "")) or isinstance(document.get("items"), list)


def read(document: dict[str, Any]) -> RawFeed:
    found = document.get("items")
    items = found if isinstance(found, list) else []
    return RawFeed(
        root=ROOT,
        items=tuple(_item(item if isinstance(item, dict) else {"": item}) for item in items[:MAX_ITEMS]),
        count=min(len(items), MAX_COUNT),
        title=_said(document, "title"),
    )


def _item(item: dict[str, Any]) -> RawItem:
    link = _said(item, "url", "external_url")
    identity = _said(item, "id")
    raw = RawItem(
        id=identity,
        title=_said(item, "title"),
        link=link or (identity if identity.startswith(("http://", "https://")) else ""),
        # The others are markup already.
        summary=_said(item, "summary", "content_html") or html.escape(_said(item, "content_text"), quote=False),
        published=_said(item, "date_published"),
        updated=_said(item, "date_modified"),
    )
    return raw if raw.says_something else replace(raw, rest=digest(json.dumps(item, sort_keys=True)))


def _said(item: dict[str, Any], *names: str) -> str:
    """The first of these that is a text or a number, without white space around it."""
    values = (item.get(name) for name in names)
    return next(filter(None, (value.strip() for value in values if isinstance(value, str))), "")
