"""What the user said about stories. Ground truth: added to, never changed; taking back is saying so."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, select, true

from storage.schema import amendment
from tracker.records import Amendment, AmendmentKind


def save_amendment(connection: Connection, said: Amendment) -> bool:
    """Keep an amendment; False when this very one is held already."""
    if connection.execute(select(amendment.c.id).where(amendment.c.id == said.id)).first() is not None:
        return False
    lists = {"articles": list(said.articles), "from_articles": list(said.from_articles)}
    values = {column.name: getattr(said, column.name) for column in amendment.columns}
    connection.execute(amendment.insert().values({**values, **lists, "kind": str(said.kind)}))
    return True


def load_amendments(connection: Connection, as_of: datetime | None = None) -> list[Amendment]:
    """What was said by `as_of` (None: by now), in that order."""
    said = amendment.c.at <= as_of if as_of is not None else true()
    rows = connection.execute(select(amendment).where(said).order_by(amendment.c.at, amendment.c.id)).mappings()
    return [
        Amendment(
            **{
                **row,
                "kind": AmendmentKind(row["kind"]),
                "articles": tuple(row["articles"]),
                "from_articles": tuple(row["from_articles"]),
            }
        )
        for row in rows
    ]


def amendments_state(connection: Connection, as_of: datetime) -> tuple[int, datetime | None]:
    """How many were said by `as_of` and when the last was; changes whenever one is added."""
    query = select(func.count(), func.max(amendment.c.at)).where(amendment.c.at <= as_of)
    count, newest = connection.execute(query).one()
    return int(count), newest
