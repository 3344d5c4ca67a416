"""What the extractor made of articles. Derived: may be emptied and made again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, select

from storage.articles import load_articles
from storage.codec import from_json, to_json
from storage.engine import in_parts
from storage.schema import event, extraction, mention
from tracker.records import Event, Extraction, Finding, Mention, Reading, Stamp


def save_readings(connection: Connection, readings: Sequence[Reading]) -> None:
    """Replace what was known of these articles."""
    if not readings:
        return
    ids = [reading.article.id for reading in readings]
    for table in (mention, event, extraction):
        connection.execute(table.delete().where(table.c.article.in_(ids)))
    connection.execute(extraction.insert(), [_extraction_row(reading) for reading in readings])
    mentions = [row for reading in readings for row in _mention_rows(reading)]
    events = [row for reading in readings for row in _event_rows(reading)]
    if mentions:
        connection.execute(mention.insert(), mentions)
    if events:
        connection.execute(event.insert(), events)


def relevant_readings(connection: Connection) -> list[Reading]:
    """Every article about the trade with its extraction, by first seen, then id."""
    ids = connection.execute(select(extraction.c.article).where(extraction.c.relevant)).scalars().all()
    return load_readings(connection, ids)


def relevant_among(connection: Connection, ids: Collection[str]) -> list[str]:
    """Those of these articles that are about the trade."""
    found: list[str] = []
    for part in in_parts(ids):
        query = select(extraction.c.article).where(extraction.c.article.in_(part), extraction.c.relevant)
        found += connection.execute(query).scalars().all()
    return found


def load_readings(connection: Connection, ids: Collection[str]) -> list[Reading]:
    """Articles with their extractions; those never extracted are left out."""
    wanted = list(ids)
    articles = load_articles(connection, wanted)
    found: list[Reading] = []
    for part in in_parts(wanted):
        found += _load_part(connection, part, articles)
    return sorted(found, key=lambda reading: (reading.article.first_seen, reading.article.id))


def load_findings(connection: Connection, ids: Collection[str]) -> dict[str, tuple[Finding, ...]]:
    """What was remarked about articles, by article; those without a remark are left out."""
    found = {}
    for part in in_parts(ids):
        query = select(extraction.c.article, extraction.c.findings).where(extraction.c.article.in_(part))
        for article, remarks in connection.execute(query):
            if remarks:
                found[article] = tuple(_finding(item) for item in remarks)
    return found


def _load_part(connection: Connection, ids: list[str], articles: dict[str, Any]) -> list[Reading]:
    mentions = _by_article(connection, mention, ids)
    events = _by_article(connection, event, ids)
    rows = connection.execute(select(extraction).where(extraction.c.article.in_(ids))).mappings()
    return [
        Reading(
            # What was read before the page was had is shown beside the text that it was read from.
            article=articles[row["article"]] if row["with_page"] else replace(articles[row["article"]], page_text=None),
            extraction=Extraction(
                relevant=row["relevant"],
                score=row["score"],
                themes=tuple(row["themes"]),
                findings=tuple(_finding(item) for item in row["findings"]),
                made_by=row["made_by"],
                mentions=tuple(_mention(item) for item in mentions.get(row["article"], [])),
                events=tuple(from_json(Event, item["detail"]) for item in events.get(row["article"], [])),
            ),
            since=from_json(Stamp, row["since"]) if row["since"] else None,
        )
        for row in rows
        if row["article"] in articles
    ]


def _by_article(connection: Connection, table: Any, ids: list[str]) -> dict[str, list[Any]]:
    grouped: dict[str, list[Any]] = {}
    for row in connection.execute(select(table).where(table.c.article.in_(ids)).order_by(table.c.n)).mappings():
        grouped.setdefault(row["article"], []).append(row)
    return grouped


def _mention(row: Any) -> Mention:
    return Mention(**{key: row[key] for key in ("text", "start", "end", "canonical", "ticker", "kind")})


def _finding(item: Any) -> Finding:
    """What was stored before findings had a kind and places is a sentence alone."""
    return Finding(kind="remark", message=item) if isinstance(item, str) else from_json(Finding, item)


def _extraction_row(reading: Reading) -> dict[str, Any]:
    made = reading.extraction
    return {
        "article": reading.article.id,
        "version": reading.article.version,
        "made_by": made.made_by,
        "with_page": reading.article.page_text is not None,
        "relevant": made.relevant,
        "score": made.score,
        "themes": list(made.themes),
        "findings": [to_json(item) for item in made.findings],
        "since": to_json(reading.since) if reading.since else None,
    }


def _mention_rows(reading: Reading) -> list[dict[str, Any]]:
    return [
        {"article": reading.article.id, "n": n, **to_json(item)} for n, item in enumerate(reading.extraction.mentions)
    ]


def _event_rows(reading: Reading) -> list[dict[str, Any]]:
    flat = ("type", "subtype", "actor", "counterparty", "direction", "modality")
    return [
        {
            "article": reading.article.id,
            "n": n,
            **{name: getattr(item, name) for name in flat},
            "detail": to_json(item),
        }
        for n, item in enumerate(reading.extraction.events)
    ]
