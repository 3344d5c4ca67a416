"""Stories, exposures and impacts. Derived: written story by story, touching only the rows that differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, select

from storage.codec import from_json, to_json
from storage.engine import sync_rows
from storage.schema import exposure, impact, story, story_link
from tracker.records import (
    Basis,
    Bucket,
    Claim,
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


def save_stories(connection: Connection, stories: Sequence[Story], gone: Iterable[str] = ()) -> int:
    """Write these stories, and delete those that are gone with all that hangs on them; returns how many rows changed.

    Other stories stay as they are.
    """
    changed = sum(sync_rows(connection, story, {"id": id_}, []) for id_ in gone)
    for item in stories:
        links = [{"story": item.id, "position": n, **_link_row(link)} for n, link in enumerate(item.links)]
        changed += sync_rows(connection, story, {"id": item.id}, [_story_row(item)])
        changed += sync_rows(connection, story_link, {"story": item.id}, links)
    return changed


def save_exposures(connection: Connection, stories: Sequence[Story], exposures: Sequence[Exposure]) -> int:
    """Make the stored exposures of these stories exactly these; returns how many rows changed."""
    keys = ("story", "symbol", "session", "close", "sure")
    rows: dict[str, list[dict[str, Any]]] = {item.id: [] for item in stories}
    for item in exposures:
        row = {**{k: getattr(item, k) for k in keys}, "kind": str(item.kind), "bucket": str(item.bucket)}
        rows[item.story].append(row)
    return sum(sync_rows(connection, exposure, {"story": id_}, found) for id_, found in rows.items())


def empty(connection: Connection) -> None:
    """Forget all stories and what hangs on them: they will be told again."""
    connection.execute(story.delete())


def save_impacts(connection: Connection, impacts: Sequence[Impact | NoImpact]) -> int:
    """Make the stored impacts exactly these; returns how many rows changed."""
    return sync_rows(connection, impact, {}, [_impact_row(item) for item in impacts])


def load_stories(connection: Connection) -> list[Story]:
    """All stories, oldest first report first."""
    links: dict[str, list[StoryLink]] = {}
    for row in connection.execute(select(story_link).order_by(story_link.c.story, story_link.c.position)).mappings():
        links.setdefault(row["story"], []).append(_link(row))
    rows = connection.execute(select(story).order_by(story.c.t0, story.c.id)).mappings()
    return [_story(row, tuple(links.get(row["id"], ()))) for row in rows]


def load_exposures(connection: Connection, stories: Sequence[Story]) -> list[Exposure]:
    """All exposures of these stories, by story and symbol."""
    stamps = {item.id: item.t0 for item in stories}
    order = (exposure.c.story, exposure.c.symbol, exposure.c.session)
    rows = connection.execute(select(exposure).order_by(*order)).mappings()
    return [
        Exposure(
            story=row["story"],
            symbol=row["symbol"],
            kind=ExposureKind(row["kind"]),
            t0=stamps[row["story"]],
            bucket=Bucket(row["bucket"]),
            session=row["session"],
            close=row["close"],
            sure=row["sure"],
        )
        for row in rows
        if row["story"] in stamps
    ]


def load_impacts(connection: Connection) -> list[Impact | NoImpact]:
    """All impacts, by story, symbol, session and window."""
    query = select(impact).order_by(impact.c.story, impact.c.symbol, impact.c.session, impact.c.window)
    return [_impact(row) for row in connection.execute(query).mappings()]


def _story_row(item: Story) -> dict[str, Any]:
    flat = ("id", "headline", "type", "subtype", "actor", "counterparty", "sources", "independent", "backfilled")
    return {
        **{name: getattr(item, name) for name in flat},
        "themes": list(item.themes),
        "participants": list(item.participants),
        "t0": item.t0.at,
        "t0_basis": str(item.t0.basis),
        "t0_precision": str(item.t0.precision),
        "t0_quality": str(item.t0.quality),
        "t0_earliest": item.t0_earliest,
        "t0_latest": item.t0_latest,
    }


def _story(row: Any, links: tuple[StoryLink, ...]) -> Story:
    flat = ("id", "headline", "type", "subtype", "actor", "counterparty", "sources", "independent", "backfilled")
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
        t0_earliest=row["t0_earliest"],
        t0_latest=row["t0_latest"],
        links=links,
    )


def _link_row(link: StoryLink) -> dict[str, Any]:
    flat = ("article", "relation", "reason", "score", "of", "at", "feed")
    return {
        **{name: getattr(link, name) for name in flat},
        "claim": to_json(link.claim) if link.claim else None,
        "retold": [to_json(claim) for claim in link.retold],
    }


def _link(row: Any) -> StoryLink:
    flat = ("article", "relation", "reason", "score", "of", "at", "feed")
    return StoryLink(
        **{name: row[name] for name in flat},
        claim=from_json(Claim, row["claim"]) if row["claim"] else None,
        retold=tuple(from_json(Claim, claim) for claim in row["retold"]),
    )


def _impact_row(item: Impact | NoImpact) -> dict[str, Any]:
    measured = isinstance(item, Impact)
    return {
        "story": item.story,
        "symbol": item.symbol,
        "session": item.session,
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
        session=row["session"],
        window=row["window"],
        reason=Reason(row["reason"]),
        detail=row["text"],
        raw=row["raw"],
        market_adjusted=row["market_adjusted"],
    )
