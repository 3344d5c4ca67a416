"""The pieces that grouping compares, brought in from the database as they are asked for.

Grouping sees an `Archive` and does not know where it keeps things; this one reads what it lacks and remembers what it
has read, so that a cycle costs what its articles have in common with earlier ones, and not what the archive weighs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from pipelines.amendments import Constraints
from pipelines.archive import LAST_ID, Archive, written
from pipelines.pieces import amendment_marks
from storage import pieces
from tracker.records import Home, Piece, Reading

MARGIN = timedelta(days=1)
"""Asked for beyond what is wanted now: the next article is from about the same time."""
_FIRST = datetime(1, 1, 2, tzinfo=UTC)
_LAST = datetime(9999, 12, 30, tzinfo=UTC)


class StoredArchive(Archive):
    """An archive over one connection; `save` writes what regrouping changed, in the same transaction."""

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self._connection = connection
        self._newest = pieces.newest_moment(connection) or _FIRST, LAST_ID
        self._read: dict[str, tuple[datetime, datetime]] = {}
        """The span that was read of each key."""
        self._absent: set[str] = set()
        self._outdated: set[str] = set()
        """Pieces that were dropped: what is stored of them is no longer so, whether they came back or not."""
        self.placed: dict[str, Home | None] = {}
        """Where pieces went that moved."""
        self.made: dict[str, Piece] = {}
        """Pieces that are new or made anew."""

    def load_keys(self, keys: Collection[str], first: datetime, last: datetime) -> None:
        if first > self._newest[0]:
            return
        lacking = {key for key in keys if not self._covers(key, first, last)}
        if not lacking:
            return
        spans = [self._read[key] for key in lacking if key in self._read]
        start = min([max(first, _FIRST) - MARGIN, *(span[0] for span in spans)])
        end = max([min(last, _LAST) + MARGIN, *(span[1] for span in spans)])
        for key, moment, article in pieces.moments(self._connection, lacking, start, end):
            if article not in self._outdated:
                self._list((key,), written((moment, article)))
        self._read |= dict.fromkeys(lacking, (start, end))

    def load_pieces(self, ids: Iterable[str]) -> None:
        wanted = [id_ for id_ in ids if id_ not in self._entries and id_ not in self._absent]
        if not wanted:
            return
        for piece, home in pieces.load_pieces(self._connection, wanted):
            if piece.id not in self._entries and piece.id not in self._absent:
                self._hold(piece)
                super().place(piece.id, home)
        self._absent |= set(wanted) - self._entries.keys()

    def put(self, piece: Piece) -> None:
        self._absent.discard(piece.id)
        self.made[piece.id] = piece
        super().put(piece)

    def drop(self, id_: str) -> None:
        super().drop(id_)
        self._absent.add(id_)
        self._outdated.add(id_)
        self.placed.pop(id_, None)

    def place(self, id_: str, home: Home | None) -> None:
        super().place(id_, home)
        self.placed[id_] = home

    def save(self, readings: Mapping[str, Reading], gone: Collection[str], said: Constraints) -> None:
        """Write what regrouping made and moved.

        readings: by article, what the new pieces were made from.
        """
        read_as = {
            id_: (reading.article.version, reading.article.page_text is not None, reading.extraction.made_by)
            for id_, reading in readings.items()
        }
        pieces.remove_pieces(self._connection, gone)
        made = [(piece, self.home_of(piece.id)) for piece in self.made.values()]
        pieces.save_pieces(self._connection, made, read_as, amendment_marks(said))
        pieces.move_pieces(self._connection, {id_: at for id_, at in self.placed.items() if id_ not in self.made})

    def _covers(self, key: str, first: datetime, last: datetime) -> bool:
        span = self._read.get(key)
        if span is None:
            return False
        return span[0] <= first and min(last, self._newest[0]) <= span[1]
