"""Which earlier article each article is a copy of, whether it is in a story or not.

A story links the reports of one event. What tells of no event, or is not about the trade at all, is in none, and is a
copy of another text all the same: a market report that two outlets carry, the short form of a page under the same
address. So each article is asked by itself what it is a copy of, by the rules of `pipelines.group` and in their order:
address, hash, near-copy, headline. Here every earlier article can be what was copied, in a story or not, and stands for
itself. Of several the latest before it is named.

What must never happen: a copy found in one place that is none in another. So it depends on these articles alone, not on
which of them opened a story, nor on the order in which they came.

Why it is worked out when it is asked for, and not kept. Nothing depends on it; and of most feeds nine articles of ten
are not about the trade: to keep the thirty keys and the fingerprint that each needs would make the database several
times as large. It costs what the articles of that time cost, and those of the days that a copy reaches back, however
large the archive.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from pipelines.archive import Archive
from pipelines.group import liken
from tracker.options import GroupOptions
from tracker.records import Copy, Home, Piece


def find_copies(pieces: Iterable[Piece], wanted: Collection[str], options: GroupOptions) -> dict[str, Copy]:
    """By article, of which earlier one it is a copy and why; those that are none are left out.

    pieces: of everything that can have been copied, and of the wanted articles.
    """
    archive = Archive()
    asked: list[Piece] = []
    for piece in pieces:
        alone = replace(piece, dated=None)  # an old item that is shown again can be copied, too
        archive.put(alone)
        archive.place(alone.id, Home(root=alone.id, relation="first", reason="opens", score=1.0))
        asked += [alone] if alone.id in wanted else []
    found = {piece.id: liken(archive, piece, options) for piece in asked}
    return {
        article: Copy(of=home.of, reason=home.reason, score=home.score)
        for article, home in found.items()
        if home is not None and home.of is not None and home.relation == "duplicate"
    }
