"""Every table, column by column: what it holds, what NULL means, who writes it.

Two families. *Ground truth* is append-only: nothing in it can be computed again. *Derived* tables are a pure
function of the ground and may be emptied and rebuilt at any time (`newsimpact rebuild`).

Instants are aware UTC in and out; SQLite keeps them as sortable text, PostgreSQL as timestamptz. No logic here.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator

from tracker.records import aware


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant. Refuses naive values on the way in."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        utc = aware(value, "database value")
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _c(name: str, type_: Any, comment: str, *more: Any, null: bool = False, **kw: Any) -> Column[Any]:
    return Column(name, type_, *more, nullable=null, comment=comment, **kw)


def _key(name: str, type_: Any, comment: str, *more: Any, **kw: Any) -> Column[Any]:
    return Column(name, type_, *more, primary_key=True, nullable=False, comment=comment, **kw)


# ── ground truth ────────────────────────────────────────────────────────────────────────────────────

feed_state = Table(
    "feed_state",
    metadata,
    _key("feed", String, "id of the feed in the settings"),
    _c("url", Text, "address in the settings when last asked; a changed address forgets the validators"),
    _c("etag", Text, "ETag of the last good answer, byte-exact; NULL: the server gave none", null=True),
    _c("last_modified", Text, "Last-Modified of the last good answer, byte-exact; NULL: none", null=True),
    _c("body_hash", String, "hash of the last good body; NULL: never had one", null=True),
    _c("first_polled_at", Instant, "first good answer; NULL: none yet, so the next one is back-fill", null=True),
    _c("last_ok_at", Instant, "last good answer, 304 included; NULL: never", null=True),
    _c("last_new_at", Instant, "last answer with something new; NULL: never", null=True),
    _c("failing_since", Instant, "first failure of the present row of failures; NULL: healthy", null=True),
    _c("failures", Integer, "failures in a row; an answer that asks us to wait is none"),
    _c("fault", String, "kind of the last failure; NULL: it did not fail", null=True),
    _c("reason", Text, "why the last attempt failed; NULL: it did not", null=True),
    _c("gone_at", Instant, "first 410 of the present row of them; NULL: none", null=True),
    _c("disabled_at", Instant, "second 410, a day after the first: no longer asked; NULL: in use", null=True),
    _c("moved_to", Text, "where permanent redirects lead at present; NULL: nowhere", null=True),
    _c("moved_since", Instant, "first of the equal redirects in a row; NULL: none", null=True),
    _c("moved_seen", Integer, "how many there were"),
    _c("adopted_url", Text, "address taken over from them, asked instead of `url`; NULL: none", null=True),
    _c("new_per_day", Float, "moving average of new items a day; NULL: not known yet", null=True),
    _c("hint_seconds", Integer, "how long the server or the feed wants to be left alone; NULL: not said", null=True),
    _c("interval_seconds", Integer, "present interval between two polls; NULL: not worked out yet", null=True),
    _c("key_policy", String, "guid or link: what its entries are told apart by"),
    _c("zone_offset_minutes", Integer, "its dates run ahead of (positive) or behind the clock; NULL: not", null=True),
    _c("planned_at", Instant, "its next place in the timetable, before jitter; NULL: none yet", null=True),
    _c("next_check_at", Instant, "not to be asked before"),
    comment="What we know of each feed's server. Written with its articles in one transaction.",
)

feed_move = Table(
    "feed_move",
    metadata,
    _key("id", Integer, "running number", autoincrement=True),
    _c("feed", String, "feed id"),
    _c("at", Instant, "when the new address was taken over"),
    _c("from_url", Text, "address asked until then"),
    _c("to_url", Text, "address asked from then on"),
    comment="Addresses that feeds have had.",
)

host_pause = Table(
    "host_pause",
    metadata,
    _key("host", String, "politeness key: registrable domain, or host and port in a private network"),
    _c("since", Instant, "first of the present row of pauses"),
    _c("until", Instant, "no request to this host before"),
    _c("strikes", Integer, "pauses in a row; each without a time of the server's own is twice as long"),
    _c("reason", Text, "what the server said"),
    comment="Hosts that asked to be left alone (429, 503). A row whose time is over stays until a good answer.",
)

fetch = Table(
    "fetch",
    metadata,
    _key("id", Integer, "running number", autoincrement=True),
    _c("feed", String, "feed id"),
    _c("at", Instant, "when it was asked"),
    _c("url", Text, "address asked"),
    _c("final_url", Text, "address that answered, after redirects"),
    _c("outcome", String, "ok, not_modified, failed, postponed"),
    _c("status", Integer, "HTTP status; NULL: no answer", null=True),
    _c("fault", String, "kind of failure; NULL: none", null=True),
    _c("size", Integer, "bytes of the body, decompressed"),
    _c("body_hash", String, "key into body; NULL: no body kept", null=True),
    _c("entries", Integer, "items read from the body"),
    _c("new", Integer, "articles first seen here"),
    _c("changed", Integer, "new versions of known articles"),
    _c("lost_since", Instant, "all items were new: what came after this may have been missed; NULL: not so", null=True),
    _c("reader", String, "who read the body: xml, json, edgar, feedparser; NULL: nobody", null=True),
    _c("reason", Text, "why it failed; NULL: it did not", null=True),
    Index(None, "feed", "at"),
    comment="Log of every question to a feed's server.",
)

body = Table(
    "body",
    metadata,
    _key("hash", String, "BLAKE2b-128 of the bytes"),
    _c("data", LargeBinary, "the bytes as served, zlib-compressed"),
    _c("first_seen", Instant, "when these bytes first came"),
    comment="Raw feed bytes, kept once per content.",
)

article = Table(
    "article",
    metadata,
    _key("id", String, "a + hash of feed and key"),
    _c("feed", String, "feed id"),
    _c("key", Text, "stable key of the entry within its feed"),
    _c("first_seen", Instant, "when it first came; never changed"),
    _c("backfilled", Boolean, "came with the feed's first poll: history, never alerted"),
    UniqueConstraint("feed", "key"),
    Index(None, "feed", "first_seen"),
    comment="An entry of a feed. What it says is in article_version.",
)

article_version = Table(
    "article_version",
    metadata,
    _key("article", String, "article id", ForeignKey("article.id")),
    _key("version", Integer, "1 for the first text seen, then counting up"),
    _c("seen_at", Instant, "when this version first came"),
    _c("url", Text, "link as given"),
    _c("canonical_url", Text, "link without tracking parameters"),
    _c("title", Text, "headline, markup removed"),
    _c("summary", Text, "summary or body of the entry, markup removed; may be empty"),
    _c("published", Instant, "date the feed states; NULL: none or unreadable", null=True),
    _c("basis", String, "published or updated: which of the feed's dates it is"),
    _c("precision", String, "second, minute, day"),
    _c("quality", String, "ok, assumed_zone, future, missing, unreadable"),
    _c("raw_date", Text, "the date as written; NULL: none", null=True),
    _c("content_hash", String, "hash of title and summary"),
    _c("body_hash", String, "the bytes it was read from", ForeignKey("body.hash")),
    Index(None, "seen_at"),
    comment="What an article said, each time it changed.",
)

article_name = Table(
    "article_name",
    metadata,
    _key("feed", String, "feed id"),
    _key("kind", String, "guid, link, text (hash of headline and date, or of the whole entry)"),
    _key("name", Text, "what the feed called it; a hash when very long"),
    _key("article", String, "article id", ForeignKey("article.id")),
    _c("since", Instant, "when it was first called so"),
    Index(None, "article"),
    comment="Every name an article has gone by in its feed: how its entry is recognised in later bodies.",
    sqlite_with_rowid=False,  # the key is nearly the whole row: it would be stored twice
)

page = Table(
    "page",
    metadata,
    _key("article", String, "article id", ForeignKey("article.id")),
    _key("version", Integer, "version of the article it was asked for"),
    _key("asked_at", Instant, "when; a page that could not be had may be asked for again"),
    _c("url", Text, "address asked"),
    _c("outcome", String, "ok, not_allowed, failed, no_text"),
    _c("reason", Text, "why there is no text; NULL: there is", null=True),
    _c("text", Text, "the article's text without what stands around it; empty when there is none"),
    _c("canonical_url", Text, "rel=canonical of the same site; NULL: none", null=True),
    _c("paywalled", Boolean, "what the page says of itself; NULL: nothing", null=True),
    _c("body_hash", String, "key into body; NULL: no bytes came", null=True),
    comment="Pages of articles, asked for when an item is about the trade.",
)

bar = Table(
    "bar",
    metadata,
    _key("symbol", String, "ticker"),
    _key("interval", String, "1d"),
    _key("start", Instant, "bar start; for daily bars midnight UTC of the session's date (a label)"),
    _key("provider", String, "who gave it"),
    _key("fetched_at", Instant, "when it was fetched; a restated bar is a new row"),
    _c("open", Float, "split-adjusted; NULL: not given", null=True),
    _c("high", Float, "split-adjusted; NULL: not given", null=True),
    _c("low", Float, "split-adjusted; NULL: not given", null=True),
    _c("close", Float, "split-adjusted"),
    _c("adj_close", Float, "adjusted for dividends too; NULL: not given", null=True),
    _c("volume", Float, "NULL: not given", null=True),
    _c("is_final", Boolean, "fetched after the session's close had settled"),
    _c("quality", String, "ok, scale; what cleaning found, no value is altered", server_default="ok"),
    comment="Daily price bars, every vintage kept.",
)

bar_series = Table(
    "bar_series",
    metadata,
    _key("id", Integer, "running number", autoincrement=True),
    _c("symbol", String, "ticker"),
    _c("interval", String, "1m, 5m, 1h"),
    _c("provider", String, "who gives it"),
    _c("bars", Integer, "rows of it in intraday_bar"),
    _c("newest_at", Instant, "latest fetch of one of them; NULL: there is none", null=True),
    UniqueConstraint("symbol", "interval", "provider"),
    comment="Series of intraday bars; counts are written with the bars, so that none are counted at every look.",
)

intraday_bar = Table(
    "intraday_bar",
    metadata,
    _key("series", Integer, "bar_series id", ForeignKey("bar_series.id")),
    _key("start", BigInteger, "bar start, seconds since 1970 UTC"),
    _key("fetched_at", BigInteger, "microseconds since 1970 UTC; another price, finality or quality is a new row"),
    _c("open", Float, "split-adjusted, never dividend-adjusted; NULL: not given", null=True),
    _c("high", Float, "likewise", null=True),
    _c("low", Float, "likewise", null=True),
    _c("close", Float, "likewise, always given"),
    _c("volume", Float, "NULL: not given", null=True),
    _c("is_final", Boolean, "fetched after the bar's end had settled"),
    _c("quality", SmallInteger, "what cleaning found: its place in the enumeration Quality, no value is altered"),
    comment="Intraday price bars, every vintage kept. Narrow: one symbol has 48,000 five-minute bars a year.",
    sqlite_with_rowid=False,  # the key is a third of the row, and bars are read in its order
)

bar_whole = Table(
    "bar_whole",
    metadata,
    _key("series", Integer, "bar_series id", ForeignKey("bar_series.id")),
    _key("fetched_at", BigInteger, "microseconds since 1970 UTC, as in intraday_bar"),
    comment="Answers stored whole, unchanged bars too, since they restate prices: what they confirm is known by them.",
    sqlite_with_rowid=False,  # the key is the whole row: it would be stored twice
)

corporate_action = Table(
    "corporate_action",
    metadata,
    _key("symbol", String, "ticker"),
    _key("session", Date, "first session that trades without it"),
    _key("kind", String, "split, dividend, capital_gain"),
    _key("provider", String, "who gave it"),
    _key("fetched_at", Instant, "when it was fetched; another value is a new row"),
    _c("value", Float, "split: new shares for an old one; else currency per share, adjusted for later splits"),
    comment="Splits and payouts as providers tell them, every vintage kept.",
)

bar_answer = Table(
    "bar_answer",
    metadata,
    _key("id", Integer, "running number", autoincrement=True),
    _c("symbol", String, "ticker asked for"),
    _c("interval", String, "1m, 5m, 1h, 1d"),
    _c("first", Date, "first date asked for, at the exchange"),
    _c("last", Date, "last date asked for"),
    _c("provider", String, "who was asked"),
    _c("asked_at", Instant, "when; of the same intraday question with the same outcome, when last"),
    _c("outcome", String, "ok, no_data, bad_symbol, unreadable, rate_limited, unavailable"),
    _c("bars", Integer, "bars received"),
    _c("reason", Text, "why not all is well; NULL: it is", null=True),
    Index(None, "symbol", "interval", "provider"),
    comment="What was asked of price providers, so that a gap differs from never having asked.",
)

amendment = Table(
    "amendment",
    metadata,
    _key("id", String, "m + hash of what is said and when"),
    _c("at", Instant, "when the user said so"),
    _c("kind", String, "wrong_event, merge, split, set_time, withdraw"),
    _c("articles", JSON, "list of the article ids it speaks of"),
    _c("from_articles", JSON, "list of the article ids that a split leaves behind; else empty"),
    _c("event", String, "wrong_event: the event type that is wrong; NULL: any, or no wrong_event", null=True),
    _c("time", Instant, "set_time: when the story was first reported; NULL: no set_time", null=True),
    _c("note", Text, "the user's own words; may be empty"),
    _c("withdraws", String, "withdraw: id of the amendment taken back; NULL: no withdraw", null=True),
    comment="What the user said about stories. Written by `newsimpact amend`, never changed.",
)

expectation = Table(
    "expectation",
    metadata,
    _key("story", String, "story id; no foreign key: the story can be told anew, what was expected stays"),
    _key("symbol", String, "ticker"),
    _key("made_at", Instant, "when; a story that comes to be read otherwise has a further row"),
    _c("type", String, "event type, as it was read then"),
    _c("subtype", String, "NULL: not told", null=True),
    _c("party", String, "role, peer or supplier; NULL: the rules know nothing of the symbol", null=True),
    _c("sign", Integer, "1, -1, 0; NULL: the rules do not say", null=True),
    _c("rule", Text, "which rule, and the mark of the table it stands in"),
    _c("hash", String, "over all other columns"),
    comment="What a story should do to a symbol, written before any price of the window is read; never changed.",
)

calendar_event = Table(
    "calendar_event",
    metadata,
    _key("id", String, "c + hash of all that it says, and of who says it"),
    _key("first_seen", Instant, "when it was first found; one that comes back after it was gone is a new row here"),
    _c("date", Date, "the day it names"),
    _c("time", Instant, "NULL: only the day is known", null=True),
    _c("kind", String, "earnings, macro, index, lock_up, expiry, other"),
    _c("symbol", String, "NULL: concerns everybody", null=True),
    _c("name", Text, "what it is"),
    _c("source", String, "name of the calendar file, or of the provider that gave the date"),
    _c("removed_at", Instant, "when it no longer stood in its source; NULL: it stands there", null=True),
    Index(None, "source", "removed_at"),
    comment="Dated events of calendar files and providers, as they stood there. A changed one is another event.",
)

outbox = Table(
    "outbox",
    metadata,
    _key("message_id", String, "Message-ID, from instance, kind, period and recipient"),
    _c("kind", String, "digest"),
    _c("period", String, "session the message is about"),
    _c("recipient", String, "address"),
    _c("subject", Text, "for people; the bytes hold the encoded one"),
    _c("body", LargeBinary, "the whole message as it will be sent"),
    _c("state", String, "queued, sending, sent, failed, uncertain"),
    _c("attempts", Integer, "hand-overs tried"),
    _c("next_try", Instant, "not before"),
    _c("created_at", Instant, "when it was rendered"),
    _c("sent_at", Instant, "when the server took it; NULL: not yet", null=True),
    _c("last_error", Text, "why the last try failed; NULL: none failed", null=True),
    UniqueConstraint("kind", "period", "recipient"),
    comment="Messages, rendered once, delivered once.",
)

pulse = Table(
    "pulse",
    metadata,
    _key("name", String, "daemon, cycle, problems …"),
    _c("at", Instant, "when it was written"),
    _c("value", JSON, "what the writer wants known"),
    comment="Signs of life, one row each, for `newsimpact status`.",
)

# ── derived ─────────────────────────────────────────────────────────────────────────────────────────

extraction = Table(
    "extraction",
    metadata,
    _key("article", String, "article id", ForeignKey("article.id")),
    _c("version", Integer, "version of the article that was read"),
    _c("made_by", String, "code version and lexicon hash; another one means: read again"),
    _c("with_page", Boolean, "whether the page's text was read, or the feed's summary"),
    _c("relevant", Boolean, "about the trade at all"),
    _c("score", Float, "0 to 1"),
    _c("themes", JSON, "list of theme ids"),
    _c("findings", JSON, "list of remarks about the text"),
    _c("since", JSON, "stamp of when an edited article began to say this; NULL: its first version did", null=True),
    comment="What the extractor made of the newest version of an article.",
)

mention = Table(
    "mention",
    metadata,
    _key("article", String, "article id", ForeignKey("extraction.article", ondelete="CASCADE")),
    _key("n", Integer, "order in the text"),
    _c("text", Text, "as written"),
    _c("start", Integer, "first character in the article's text"),
    _c("end", Integer, "one past the last character"),
    _c("canonical", Text, "canonical name"),
    _c("ticker", String, "NULL: not listed, or no company", null=True),
    _c("kind", String, "company, product, broker, publisher, fund …"),
    Index(None, "ticker"),
    comment="Names found in articles.",
)

event = Table(
    "event",
    metadata,
    _key("article", String, "article id", ForeignKey("extraction.article", ondelete="CASCADE")),
    _key("n", Integer, "order in the text"),
    _c("type", String, "event type"),
    _c("subtype", String, "NULL: the text does not tell", null=True),
    _c("actor", Text, "canonical name; NULL: not named", null=True),
    _c("counterparty", Text, "canonical name; NULL: not named", null=True),
    _c("direction", String, "up, down, neutral; NULL: none stated", null=True),
    _c("modality", String, "derived one-word summary of the four axes"),
    _c("detail", JSON, "the whole event: roles, axes, quantities, trigger, evidence, confidence"),
    Index(None, "type"),
    comment="Events and reactions found in articles.",
)

piece = Table(
    "piece",
    metadata,
    _key("article", String, "article id", ForeignKey("article.id")),
    _c("version", Integer, "version of the article it was made from"),
    _c("with_page", Boolean, "whether the page's text was read"),
    _c("made_by", String, "the extractor whose reading it was made from"),
    _c("amended", String, "mark of what the user said of the article; NULL: nothing", null=True),
    _c("detail", JSON, "what grouping compares"),
    _c("text", LargeBinary, "fingerprint of the whole text"),
    _c("root", String, "the article that opens its story; NULL: it is in none", null=True),
    _c("relation", String, "see story_link; NULL: it is in no story", null=True),
    _c("reason", String, "see story_link; NULL: it is in no story", null=True),
    _c("score", Float, "see story_link; NULL: it is in no story", null=True),
    _c("of", String, "see story_link; NULL: it opens its story, or is in none", null=True),
    Index(None, "root"),
    comment="Articles about the trade as grouping sees them, and where it placed them.",
)

piece_key = Table(
    "piece_key",
    metadata,
    _key("key", String, "address, text, word of the headline, event: what two reports of one thing share"),
    _key("moment", Instant, "when the piece is looked at, or, of a stale one, dated"),
    _key("article", String, "article id", ForeignKey("piece.article", ondelete="CASCADE")),
    Index(None, "article"),
    comment="How a piece finds those it is compared with.",
    sqlite_with_rowid=False,  # the key is the whole row: it would be stored twice
)

story = Table(
    "story",
    metadata,
    _key("id", String, "s + hash of the opening article"),
    _c("headline", Text, "headline of the first report"),
    _c("type", String, "event type"),
    _c("subtype", String, "NULL: not told", null=True),
    _c("actor", Text, "canonical name; NULL: not named", null=True),
    _c("counterparty", Text, "canonical name; NULL: not named", null=True),
    _c("themes", JSON, "list of theme ids"),
    _c("participants", JSON, "tickers that take part"),
    _c("t0", Instant, "first report"),
    _c("t0_basis", String, "published, updated, first_seen, amended"),
    _c("t0_precision", String, "second, minute, day"),
    _c("t0_quality", String, "quality of the date behind it"),
    _c("t0_earliest", Instant, "the earliest it can have been; NULL: nothing bounds it", null=True),
    _c("t0_latest", Instant, "the latest it can have been"),
    _c("sources", Integer, "distinct feeds"),
    _c("independent", Integer, "sources with a report of their own"),
    _c("backfilled", Boolean, "known only from history"),
    Index(None, "t0"),
    comment="One event of the world with all its reports.",
)

story_link = Table(
    "story_link",
    metadata,
    _key("story", String, "story id", ForeignKey("story.id", ondelete="CASCADE")),
    _key("position", Integer, "0 opens the story"),
    _c("article", String, "article id", ForeignKey("article.id")),
    _c("relation", String, "first, duplicate, same_event, same_story, prior_mention"),
    _c("reason", String, "opens, amendment, canonical_url, content_hash, text, headline, event"),
    _c("score", Float, "similarity, 1 for exact reasons"),
    _c("of", String, "the article it was found to be like; NULL: it opens the story", null=True),
    _c("at", Instant, "when the public could read it"),
    _c("feed", String, "feed id"),
    _c("claim", JSON, "what it says of the event; NULL: nothing was read in it", null=True),
    _c("retold", JSON, "what it says was on an earlier day"),
    Index(None, "article"),
    comment="Why an article belongs to a story.",
)

exposure = Table(
    "exposure",
    metadata,
    _key("story", String, "story id", ForeignKey("story.id", ondelete="CASCADE")),
    _key("symbol", String, "ticker"),
    _key("session", Date, "first session able to react"),
    _c("kind", String, "direct, related, theme"),
    _c("bucket", String, "pre, regular, post, closed_day"),
    _c("close", Instant, "its closing instant"),
    _c("sure", Boolean, "no other session can have been the first"),
    Index(None, "symbol", "session"),
    comment="What should be measured for a story: once for each session that its first report can have been in.",
)

impact = Table(
    "impact",
    metadata,
    _key("story", String, "story id", ForeignKey("story.id", ondelete="CASCADE")),
    _key("symbol", String, "ticker"),
    _key("session", Date, "reaction session it was measured from"),
    _key("window", String, "d0, d0_1"),
    _c("raw", Float, "fraction; NULL: see reason", null=True),
    _c("market_adjusted", Float, "fraction; NULL: see reason", null=True),
    _c("reason", String, "why there is no abnormal return; NULL: there is one", null=True),
    _c("text", Text, "the reason in a sentence; NULL: none needed", null=True),
    _c("detail", JSON, "the whole measurement when there is one; NULL: see reason", null=True),
    comment="What the prices did, or why that cannot be said.",
)

window_impact = Table(
    "window_impact",
    metadata,
    _key("story", String, "story id", ForeignKey("story.id", ondelete="CASCADE")),
    _key("symbol", String, "ticker"),
    _key("session", Date, "reaction session"),
    _key("window", String, "5m, 30m, 1h, next_open, close, d1, d5, d20, pre_1h, pre_d1"),
    _c("due_at", Instant, "from when it can be measured; NULL: beyond the known calendar", null=True),
    _c("impact", Float, "fraction, from the last price before the news; NULL: see reason", null=True),
    _c("tradable", Float, "fraction, from the first price after it; NULL: see detail", null=True),
    _c("market_adjusted", Float, "fraction, impact minus the benchmark's; NULL: see detail", null=True),
    _c("reason", String, "why there is no impact; NULL: there is one", null=True),
    _c("mark", String, "short mark of what it was measured for and by: another one makes it stale"),
    _c("detail", JSON, "the whole measurement, with its prices and reasons"),
    Index(None, "due_at"),
    comment="What the prices did around the minute of the news, or why that cannot be said.",
)

DERIVED = (window_impact, impact, exposure, story_link, story, piece_key, piece, event, mention, extraction)
"""Children first: the order in which they can be emptied."""
