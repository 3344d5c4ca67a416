"""Every article with what it is linked to: the earlier one that it is a copy of, and its story."""

from __future__ import annotations

from datetime import datetime, timedelta

from pipelines.amendments import constraints
from pipelines.duplicates import find_copies
from pipelines.pieces import pieces_of
from pipelines.report import LinkedArticle
from storage import amendments, articles, readings, stories
from tracker.desk import Desk
from tracker.records import Copy, StoryLink


def linked_articles(desk: Desk, since: datetime, until: datetime) -> list[LinkedArticle]:
    """What was first seen in since..until, in that order; what nobody has read yet is left out.

    Where its story says that it is a copy, that is the one meant; else it is looked for among all articles, those that
    came later but are of an earlier time too.
    """
    with desk.store.read() as connection:
        said = constraints(amendments.load_amendments(connection))
        found = readings.load_readings(connection, articles.seen_between(connection, since, until))
        if not found:
            return []
        pieces = pieces_of(found, said)
        reach = max(timedelta(days=desk.grouping.copy_days), timedelta(hours=desk.grouping.story_hours))
        earliest = min(piece.turn for piece in pieces) - reach
        wanted = {piece.id for piece in pieces}
        others = [id_ for id_ in articles.seen_between(connection, earliest) if id_ not in wanted]
        pieces += pieces_of(readings.load_readings(connection, others), said)
        told = stories.load_stories(connection)
    links = {link.article: (story.id, link) for story in told for link in story.links}
    copies = find_copies(pieces, wanted, desk.grouping)
    return [
        LinkedArticle(
            article=reading.article,
            about_the_trade=reading.extraction.relevant,
            copy=_copy_of(link) or copies.get(reading.article.id),
            story=story,
            link=link,
        )
        for reading in found
        for story, link in [links.get(reading.article.id, (None, None))]
    ]


def _copy_of(link: StoryLink | None) -> Copy | None:
    """What its story says it is a copy of."""
    if link is None or link.relation != "duplicate" or link.of is None:
        return None
    return Copy(of=link.of, reason=link.reason, score=link.score)
