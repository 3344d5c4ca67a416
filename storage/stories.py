"""Stories, exposures and impacts. Derived: written as a whole, touching only the rows that differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from storage.codec import from_json, to_json
from storage.engine import sync_rows
from storage.schema import exposure, impact, story, story_link
from tracker.records import (
    Basis,
    Bucket,
    DateQuality,
    Exposure,
    ExposureKind,
    Impact,
    NoImpact,
    Precision,
    Reason,
    Stamp,
    Story,
    StoryLink,
)


def save_stories(connection: Connection, stories: Sequence[Story]) -> int:
    """Make the stored stories exactly these; returns how many rows changed."""
    changed = sync_rows(connection, story, {}, [_story_row(item) for item in stories])
    links = [
        {"story": item.id, "position": position, **to_json(link)}
        for item in stories
        for position, link in enumerate(item.links)
    ]
    return changed + sync_rows(connection, story_link, {}, links)


def save_exposures(connection: Connection, exposures: Sequence[Exposure]) -> int:
    """Make the stored exposures exactly these; returns how many rows changed."""
    keys = ("story", "symbol", "session", "close")
    rows = [
        {**{k: getattr(item, k) for k in keys}, "kind": str(item.kind), "bucket": str(item.bucket)}
        for item in exposures
    ]
    return sync_rows(connection, exposure, {}, rows)


def save_impacts(connection: Connection, impacts: Sequence[Impact | NoImpact]) -> int:
    """Make the stored impacts exactly these; returns how many rows changed."""
    return sync_rows(connection, impact, {}, [_impact_row(item) for item in impacts])


def load_stories(connection: Connection) -> list[Story]:
    """All stories, oldest first report first."""
    links: dict[str, list[StoryLink]] = {}
    for row in connection.execute(select(story_link).order_by(story_link.c.story, story_link.c.position)).mappings():
        fields = {key: row[key] for key in ("article", "relation", "reason", "score")}
        links.setdefault(row["story"], []).append(StoryLink(**fields))
    rows = connection.execute(select(story).order_by(story.c.t0, story.c.id)).mappings()
    return [_story(row, tuple(links.get(row["id"], ()))) for row in rows]


def load_exposures(connection: Connection, stories: Sequence[Story]) -> list[Exposure]:
    """All exposures of these stories, by story and symbol."""
    stamps = {item.id: item.t0 for item in stories}
    rows = connection.execute(select(exposure).order_by(exposure.c.story, exposure.c.symbol)).mappings()
    return [
        Exposure(
            story=row["story"],
            symbol=row["symbol"],
            kind=ExposureKind(row["kind"]),
            t0=stamps[row["story"]],
            bucket=Bucket(row["bucket"]),
            session=row["session"],
            close=row["close"],
        )
        for row in rows
        if row["story"] in stamps
    ]


def load_impacts(connection: Connection) -> list[Impact | NoImpact]:
    """All impacts, by story, symbol and window."""
    query = select(impact).order_by(impact.c.story, impact.c.symbol, impact.c.window)
    return [_impact(row) for row in connection.execute(query).mappings()]


def _story_row(item: Story) -> dict[str, Any]:
    flat = ("id", "headline", "type", "subtype", "actor", "counterparty", "sources", "backfilled", "telling")
    return {
        **{name: getattr(item, name) for name in flat},
        "themes": list(item.themes),
        "participants": list(item.participants),
        "t0": item.t0.at,
        "t0_basis": str(item.t0.basis),
        "t0_precision": str(item.t0.precision),
        "t0_quality": str(item.t0.quality),
        "days_since_last": item.days_since_last,
    }


def _story(row: Any, links: tuple[StoryLink, ...]) -> Story:
    flat = ("id", "headline", "type", "subtype", "actor", "counterparty", "sources", "backfilled", "telling")
    stamp = Stamp(
        at=row["t0"],
        basis=Basis(row["t0_basis"]),
        precision=Precision(row["t0_precision"]),
        quality=DateQuality(row["t0_quality"]),
    )
    return Story(
        **{name: row[name] for name in flat},
        themes=tuple(row["themes"]),
        participants=tuple(row["participants"]),
        t0=stamp,
        links=links,
        days_since_last=row["days_since_last"],
    )


def _impact_row(item: Impact | NoImpact) -> dict[str, Any]:
    measured = isinstance(item, Impact)
    return {
        "story": item.story,
        "symbol": item.symbol,
        "window": item.window,
        "raw": item.raw,
        "market_adjusted": item.market_adjusted,
        "reason": None if isinstance(item, Impact) else str(item.reason),
        "text": None if isinstance(item, Impact) else item.detail,
        "detail": to_json(item) if measured else None,
    }


def _impact(row: Any) -> Impact | NoImpact:
    if row["detail"] is not None:
        return from_json(Impact, row["detail"])
    return NoImpact(
        story=row["story"],
        symbol=row["symbol"],
        window=row["window"],
        reason=Reason(row["reason"]),
        detail=row["text"],
        raw=row["raw"],
        market_adjusted=row["market_adjusted"],
    )
