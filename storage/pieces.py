"""What grouping keeps of each article: its piece, the keys it is found under, and the story it was placed in.

Derived: written with the stories, so that a new article is compared with the few that share a key with it and with
nothing else, however long the archive.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, or_, select

from storage.codec import from_json, to_json
from storage.engine import in_parts
from storage.schema import extraction, piece, piece_key
from tracker.records import Home, Piece


def unplaced(connection: Connection) -> tuple[list[str], list[str]]:
    """Articles about the trade whose present reading has no piece, and those whose piece has no such reading any more.

    The former may have a piece of an earlier reading.
    """
    same = (
        (piece.c.article == extraction.c.article)
        & (piece.c.version == extraction.c.version)
        & (piece.c.with_page == extraction.c.with_page)
        & (piece.c.made_by == extraction.c.made_by)
    )
    fresh = select(extraction.c.article).where(extraction.c.relevant, ~select(piece.c.article).where(same).exists())
    held = select(extraction.c.article).where(extraction.c.article == piece.c.article, extraction.c.relevant)
    gone = select(piece.c.article).where(~held.exists())
    return list(connection.execute(fresh).scalars()), list(connection.execute(gone).scalars())


def amended(connection: Connection) -> dict[str, str]:
    """Articles whose piece was made as the user amended it, with a mark of what the user had said."""
    query = select(piece.c.article, piece.c.amended).where(piece.c.amended.is_not(None))
    return {row.article: row.amended for row in connection.execute(query)}


def newest_moment(connection: Connection) -> datetime | None:
    """The latest moment that any piece is found at; None: there are none."""
    return connection.execute(select(func.max(piece_key.c.moment))).scalar()


def moments(
    connection: Connection, keys: Collection[str], first: datetime, last: datetime
) -> list[tuple[str, datetime, str]]:
    """Key, moment and article of every piece found under one of these keys in first..last."""
    found: list[tuple[str, datetime, str]] = []
    for part in in_parts(keys):
        query = select(piece_key.c.key, piece_key.c.moment, piece_key.c.article)
        query = query.where(piece_key.c.key.in_(part), piece_key.c.moment.between(first, last))
        found += [(key, moment, article) for key, moment, article in connection.execute(query)]
    return found


def load_pieces(connection: Connection, articles: Collection[str]) -> list[tuple[Piece, Home | None]]:
    """These pieces, those of the stories they are in, and where they were placed."""
    found: dict[str, tuple[Piece, Home | None]] = {}
    for part in in_parts(articles):
        roots = select(piece.c.root).where(piece.c.article.in_(part), piece.c.root.is_not(None))
        query = select(piece).where(or_(piece.c.article.in_(part), piece.c.root.in_(roots)))
        found |= {row.article: (_piece(row), _placement(row)) for row in connection.execute(query)}
    return list(found.values())


def save_pieces(
    connection: Connection,
    placed: Iterable[tuple[Piece, Home | None]],
    read_as: Mapping[str, tuple[int, bool, str]],
    amendments: Mapping[str, str],
) -> None:
    """Write these pieces anew.

    read_as: version, with_page and made_by of the reading each piece was made from. amendments: a mark of what the user
    said of an article; none for most.
    """
    rows = list(placed)
    remove_pieces(connection, [item.id for item, _ in rows])
    if not rows:
        return
    connection.execute(
        piece.insert(),
        [_row(item, placement, read_as[item.id], amendments.get(item.id)) for item, placement in rows],
    )
    connection.execute(
        piece_key.insert(),
        [
            {"key": key, "moment": moment, "article": item.id}
            for item, _ in rows
            for key in dict.fromkeys(item.keys)
            for moment in dict.fromkeys(item.moments)
        ],
    )


def remove_pieces(connection: Connection, articles: Collection[str]) -> None:
    for part in in_parts(articles):
        connection.execute(piece.delete().where(piece.c.article.in_(part)))


def move_pieces(connection: Connection, placed: Mapping[str, Home | None]) -> None:
    """Write where these pieces are placed now."""
    for article, placement in placed.items():
        connection.execute(piece.update().where(piece.c.article == article).values(**_where(placement)))


def empty(connection: Connection) -> None:
    """Forget all pieces: they will be made again, by the rules of the day."""
    connection.execute(piece.delete())


def _row(item: Piece, placement: Home | None, read_as: tuple[int, bool, str], amended_as: str | None) -> dict[str, Any]:
    version, with_page, made_by = read_as
    return {
        "article": item.id,
        "version": version,
        "with_page": with_page,
        "made_by": made_by,
        "amended": amended_as,
        "text": item.text,
        "detail": to_json(replace(item, text=b"")),
        **_where(placement),
    }


def _where(placement: Home | None) -> dict[str, Any]:
    names = ("root", "relation", "reason", "score", "of")
    return {name: None if placement is None else getattr(placement, name) for name in names}


def _piece(row: Row[Any]) -> Piece:
    return replace(from_json(Piece, row.detail), text=row.text)


def _placement(row: Row[Any]) -> Home | None:
    if row.root is None:
        return None
    return Home(root=row.root, relation=row.relation, reason=row.reason, score=row.score, of=row.of)
