"""Pages of articles: what became of asking for them. Ground truth; the text is read back with its article."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from storage.engine import in_parts
from storage.schema import page
from tracker.records import Page, PageOutcome


def save_page(connection: Connection, found: Page) -> None:
    """Add what became of one attempt. Saying the same thing twice changes nothing."""
    values = {column.name: getattr(found, column.name) for column in page.columns} | {"outcome": str(found.outcome)}
    key = (page.c.article == found.article, page.c.version == found.version, page.c.asked_at == found.asked_at)
    if connection.execute(select(page.c.article).where(*key)).first() is None:
        connection.execute(page.insert().values(**values))


def pages_for(connection: Connection, ids: Sequence[str], as_of: datetime | None = None) -> dict[str, list[Page]]:
    """Every attempt for these articles, of all their versions, oldest first; with `as_of`, those made by then.

    Articles whose page was never asked for are absent.
    """
    found: dict[str, list[Page]] = {}
    for part in in_parts(ids):
        query = select(page).where(page.c.article.in_(part))
        query = query if as_of is None else query.where(page.c.asked_at <= as_of)
        for row in connection.execute(query.order_by(page.c.asked_at)).mappings():
            values = {**row, "outcome": PageOutcome(row["outcome"])}
            found.setdefault(row["article"], []).append(Page(**values))
    return found
