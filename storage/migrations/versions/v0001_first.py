"""First schema: feeds, articles, bars, outbox and everything derived."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.schema import Instant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "article",
        sa.Column("id", sa.String(), nullable=False, comment="a + hash of feed and key"),
        sa.Column("feed", sa.String(), nullable=False, comment="feed id"),
        sa.Column("key", sa.Text(), nullable=False, comment="stable key of the entry within its feed"),
        sa.Column("first_seen", Instant(), nullable=False, comment="when it first came; never changed"),
        sa.Column(
            "backfilled",
            sa.Boolean(),
            nullable=False,
            comment="came with the feed's first poll: history, never alerted",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article")),
        sa.UniqueConstraint("feed", "key", name=op.f("uq_article_feed_key")),
        comment="An entry of a feed. What it says is in article_version.",
    )
    op.create_table(
        "bar",
        sa.Column("symbol", sa.String(), nullable=False, comment="ticker"),
        sa.Column("interval", sa.String(), nullable=False, comment="1d"),
        sa.Column(
            "start",
            Instant(),
            nullable=False,
            comment="bar start; for daily bars midnight UTC of the session's date (a label)",
        ),
        sa.Column("provider", sa.String(), nullable=False, comment="who gave it"),
        sa.Column("fetched_at", Instant(), nullable=False, comment="when it was fetched; a restated bar is a new row"),
        sa.Column("open", sa.Float(), nullable=True, comment="split-adjusted; NULL: not given"),
        sa.Column("high", sa.Float(), nullable=True, comment="split-adjusted; NULL: not given"),
        sa.Column("low", sa.Float(), nullable=True, comment="split-adjusted; NULL: not given"),
        sa.Column("close", sa.Float(), nullable=False, comment="split-adjusted"),
        sa.Column("adj_close", sa.Float(), nullable=True, comment="adjusted for dividends too; NULL: not given"),
        sa.Column("volume", sa.Float(), nullable=True, comment="NULL: not given"),
        sa.Column("is_final", sa.Boolean(), nullable=False, comment="fetched after the session's close had settled"),
        sa.PrimaryKeyConstraint("symbol", "interval", "start", "provider", "fetched_at", name=op.f("pk_bar")),
        comment="Price bars, every vintage kept.",
    )
    op.create_table(
        "bar_answer",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False, comment="running number"),
        sa.Column("symbol", sa.String(), nullable=False, comment="ticker asked for"),
        sa.Column("interval", sa.String(), nullable=False, comment="1d"),
        sa.Column("first", sa.Date(), nullable=False, comment="first session asked for"),
        sa.Column("last", sa.Date(), nullable=False, comment="last session asked for"),
        sa.Column("provider", sa.String(), nullable=False, comment="who was asked"),
        sa.Column("asked_at", Instant(), nullable=False, comment="when"),
        sa.Column(
            "outcome",
            sa.String(),
            nullable=False,
            comment="ok, no_data, bad_symbol, unreadable, rate_limited, unavailable",
        ),
        sa.Column("bars", sa.Integer(), nullable=False, comment="bars received"),
        sa.Column("reason", sa.Text(), nullable=True, comment="why not all is well; NULL: it is"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bar_answer")),
        comment="What was asked of price providers, so that a gap differs from never having asked.",
    )
    with op.batch_alter_table("bar_answer", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_bar_answer_symbol_interval_provider"), ["symbol", "interval", "provider"], unique=False
        )

    op.create_table(
        "body",
        sa.Column("hash", sa.String(), nullable=False, comment="BLAKE2b-128 of the bytes"),
        sa.Column("data", sa.LargeBinary(), nullable=False, comment="the bytes as served, zlib-compressed"),
        sa.Column("first_seen", Instant(), nullable=False, comment="when these bytes first came"),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_body")),
        comment="Raw feed bytes, kept once per content.",
    )
    op.create_table(
        "feed_state",
        sa.Column("feed", sa.String(), nullable=False, comment="id of the feed in the settings"),
        sa.Column(
            "url", sa.Text(), nullable=False, comment="address last asked; a changed address forgets the validators"
        ),
        sa.Column(
            "etag",
            sa.Text(),
            nullable=True,
            comment="ETag of the last good answer, byte-exact; NULL: the server gave none",
        ),
        sa.Column(
            "last_modified",
            sa.Text(),
            nullable=True,
            comment="Last-Modified of the last good answer, byte-exact; NULL: none",
        ),
        sa.Column("body_hash", sa.String(), nullable=True, comment="hash of the last good body; NULL: never had one"),
        sa.Column(
            "first_polled_at",
            Instant(),
            nullable=True,
            comment="first good answer; NULL: none yet, so the next one is back-fill",
        ),
        sa.Column("last_ok_at", Instant(), nullable=True, comment="last good answer, 304 included; NULL: never"),
        sa.Column(
            "failing_since",
            Instant(),
            nullable=True,
            comment="first failure of the present row of failures; NULL: healthy",
        ),
        sa.Column("failures", sa.Integer(), nullable=False, comment="failures in a row"),
        sa.Column("reason", sa.Text(), nullable=True, comment="why the last attempt failed; NULL: it did not"),
        sa.Column("next_check_at", Instant(), nullable=False, comment="not to be asked before"),
        sa.PrimaryKeyConstraint("feed", name=op.f("pk_feed_state")),
        comment="What we know of each feed's server. Written with its articles in one transaction.",
    )
    op.create_table(
        "fetch",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False, comment="running number"),
        sa.Column("feed", sa.String(), nullable=False, comment="feed id"),
        sa.Column("at", Instant(), nullable=False, comment="when it was asked"),
        sa.Column("url", sa.Text(), nullable=False, comment="address asked"),
        sa.Column("final_url", sa.Text(), nullable=False, comment="address that answered, after redirects"),
        sa.Column("outcome", sa.String(), nullable=False, comment="ok, not_modified, failed"),
        sa.Column("status", sa.Integer(), nullable=True, comment="HTTP status; NULL: no answer"),
        sa.Column("size", sa.Integer(), nullable=False, comment="bytes of the body, decompressed"),
        sa.Column("body_hash", sa.String(), nullable=True, comment="key into body; NULL: no body kept"),
        sa.Column("entries", sa.Integer(), nullable=False, comment="items read from the body"),
        sa.Column("new", sa.Integer(), nullable=False, comment="articles first seen here"),
        sa.Column("changed", sa.Integer(), nullable=False, comment="new versions of known articles"),
        sa.Column("reason", sa.Text(), nullable=True, comment="why it failed; NULL: it did not"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fetch")),
        comment="Log of every question to a feed's server.",
    )
    with op.batch_alter_table("fetch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fetch_feed_at"), ["feed", "at"], unique=False)

    op.create_table(
        "outbox",
        sa.Column(
            "message_id", sa.String(), nullable=False, comment="Message-ID, from instance, kind, period and recipient"
        ),
        sa.Column("kind", sa.String(), nullable=False, comment="digest"),
        sa.Column("period", sa.String(), nullable=False, comment="session the message is about"),
        sa.Column("recipient", sa.String(), nullable=False, comment="address"),
        sa.Column("subject", sa.Text(), nullable=False, comment="for people; the bytes hold the encoded one"),
        sa.Column("body", sa.LargeBinary(), nullable=False, comment="the whole message as it will be sent"),
        sa.Column("state", sa.String(), nullable=False, comment="queued, sending, sent, failed, uncertain"),
        sa.Column("attempts", sa.Integer(), nullable=False, comment="hand-overs tried"),
        sa.Column("next_try", Instant(), nullable=False, comment="not before"),
        sa.Column("created_at", Instant(), nullable=False, comment="when it was rendered"),
        sa.Column("sent_at", Instant(), nullable=True, comment="when the server took it; NULL: not yet"),
        sa.Column("last_error", sa.Text(), nullable=True, comment="why the last try failed; NULL: none failed"),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("kind", "period", "recipient", name=op.f("uq_outbox_kind_period_recipient")),
        comment="Messages, rendered once, delivered once.",
    )
    op.create_table(
        "pulse",
        sa.Column("name", sa.String(), nullable=False, comment="daemon, cycle, problems …"),
        sa.Column("at", Instant(), nullable=False, comment="when it was written"),
        sa.Column("value", sa.JSON(), nullable=False, comment="what the writer wants known"),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_pulse")),
        comment="Signs of life, one row each, for `newsimpact status`.",
    )
    op.create_table(
        "story",
        sa.Column("id", sa.String(), nullable=False, comment="s + hash of the opening article"),
        sa.Column("headline", sa.Text(), nullable=False, comment="headline of the first report"),
        sa.Column("type", sa.String(), nullable=False, comment="event type"),
        sa.Column("subtype", sa.String(), nullable=True, comment="NULL: not told"),
        sa.Column("actor", sa.Text(), nullable=True, comment="canonical name; NULL: not named"),
        sa.Column("counterparty", sa.Text(), nullable=True, comment="canonical name; NULL: not named"),
        sa.Column("themes", sa.JSON(), nullable=False, comment="list of theme ids"),
        sa.Column("participants", sa.JSON(), nullable=False, comment="tickers that take part"),
        sa.Column("t0", Instant(), nullable=False, comment="first report"),
        sa.Column("t0_basis", sa.String(), nullable=False, comment="published, updated, first_seen"),
        sa.Column("t0_precision", sa.String(), nullable=False, comment="second, minute, day"),
        sa.Column("t0_quality", sa.String(), nullable=False, comment="quality of the date behind it"),
        sa.Column("sources", sa.Integer(), nullable=False, comment="distinct feeds"),
        sa.Column("backfilled", sa.Boolean(), nullable=False, comment="known only from history"),
        sa.Column(
            "telling",
            sa.Integer(),
            nullable=False,
            comment="how many stories of this type and actor the archive had, this one included",
        ),
        sa.Column(
            "days_since_last", sa.Float(), nullable=True, comment="days since the previous telling; NULL: the first"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story")),
        comment="One event of the world with all its reports.",
    )
    with op.batch_alter_table("story", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_story_t0"), ["t0"], unique=False)

    op.create_table(
        "article_version",
        sa.Column("article", sa.String(), nullable=False, comment="article id"),
        sa.Column("version", sa.Integer(), nullable=False, comment="1 for the first text seen, then counting up"),
        sa.Column("seen_at", Instant(), nullable=False, comment="when this version first came"),
        sa.Column("url", sa.Text(), nullable=False, comment="link as given"),
        sa.Column("canonical_url", sa.Text(), nullable=False, comment="link without tracking parameters"),
        sa.Column("title", sa.Text(), nullable=False, comment="headline, markup removed"),
        sa.Column(
            "summary", sa.Text(), nullable=False, comment="summary or body of the entry, markup removed; may be empty"
        ),
        sa.Column("published", Instant(), nullable=True, comment="date the feed states; NULL: none or unreadable"),
        sa.Column(
            "basis", sa.String(), nullable=False, comment="published or updated: which of the feed's dates it is"
        ),
        sa.Column("precision", sa.String(), nullable=False, comment="second, minute, day"),
        sa.Column("quality", sa.String(), nullable=False, comment="ok, assumed_zone, future, missing, unreadable"),
        sa.Column("raw_date", sa.Text(), nullable=True, comment="the date as written; NULL: none"),
        sa.Column("content_hash", sa.String(), nullable=False, comment="hash of title and summary"),
        sa.Column("body_hash", sa.String(), nullable=False, comment="the bytes it was read from"),
        sa.ForeignKeyConstraint(["article"], ["article.id"], name=op.f("fk_article_version_article_article")),
        sa.ForeignKeyConstraint(["body_hash"], ["body.hash"], name=op.f("fk_article_version_body_hash_body")),
        sa.PrimaryKeyConstraint("article", "version", name=op.f("pk_article_version")),
        comment="What an article said, each time it changed.",
    )
    with op.batch_alter_table("article_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_article_version_seen_at"), ["seen_at"], unique=False)

    op.create_table(
        "exposure",
        sa.Column("story", sa.String(), nullable=False, comment="story id"),
        sa.Column("symbol", sa.String(), nullable=False, comment="ticker"),
        sa.Column("kind", sa.String(), nullable=False, comment="direct, related, theme"),
        sa.Column("bucket", sa.String(), nullable=False, comment="pre, regular, post, closed_day"),
        sa.Column("session", sa.Date(), nullable=False, comment="first session able to react"),
        sa.Column("close", Instant(), nullable=False, comment="its closing instant"),
        sa.ForeignKeyConstraint(["story"], ["story.id"], name=op.f("fk_exposure_story_story"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("story", "symbol", name=op.f("pk_exposure")),
        comment="What should be measured for a story.",
    )
    with op.batch_alter_table("exposure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exposure_symbol_session"), ["symbol", "session"], unique=False)

    op.create_table(
        "extraction",
        sa.Column("article", sa.String(), nullable=False, comment="article id"),
        sa.Column("version", sa.Integer(), nullable=False, comment="version of the article that was read"),
        sa.Column(
            "made_by",
            sa.String(),
            nullable=False,
            comment="code version and lexicon hash; another one means: read again",
        ),
        sa.Column("relevant", sa.Boolean(), nullable=False, comment="about the trade at all"),
        sa.Column("score", sa.Float(), nullable=False, comment="0 to 1"),
        sa.Column("themes", sa.JSON(), nullable=False, comment="list of theme ids"),
        sa.Column("findings", sa.JSON(), nullable=False, comment="list of remarks about the text"),
        sa.Column(
            "since",
            sa.JSON(),
            nullable=True,
            comment="stamp of when an edited article began to say this; NULL: its first version did",
        ),
        sa.ForeignKeyConstraint(["article"], ["article.id"], name=op.f("fk_extraction_article_article")),
        sa.PrimaryKeyConstraint("article", name=op.f("pk_extraction")),
        comment="What the extractor made of the newest version of an article.",
    )
    op.create_table(
        "impact",
        sa.Column("story", sa.String(), nullable=False, comment="story id"),
        sa.Column("symbol", sa.String(), nullable=False, comment="ticker"),
        sa.Column("window", sa.String(), nullable=False, comment="d0, d0_1"),
        sa.Column("raw", sa.Float(), nullable=True, comment="fraction; NULL: see reason"),
        sa.Column("market_adjusted", sa.Float(), nullable=True, comment="fraction; NULL: see reason"),
        sa.Column("reason", sa.String(), nullable=True, comment="why there is no abnormal return; NULL: there is one"),
        sa.Column("text", sa.Text(), nullable=True, comment="the reason in a sentence; NULL: none needed"),
        sa.Column(
            "detail", sa.JSON(), nullable=True, comment="the whole measurement when there is one; NULL: see reason"
        ),
        sa.ForeignKeyConstraint(["story"], ["story.id"], name=op.f("fk_impact_story_story"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("story", "symbol", "window", name=op.f("pk_impact")),
        comment="What the prices did, or why that cannot be said.",
    )
    op.create_table(
        "story_link",
        sa.Column("story", sa.String(), nullable=False, comment="story id"),
        sa.Column("position", sa.Integer(), nullable=False, comment="0 opens the story"),
        sa.Column("article", sa.String(), nullable=False, comment="article id"),
        sa.Column("relation", sa.String(), nullable=False, comment="first, duplicate, same_event, follow_up"),
        sa.Column("reason", sa.String(), nullable=False, comment="opens, canonical_url, content_hash, headline, event"),
        sa.Column("score", sa.Float(), nullable=False, comment="similarity, 1 for exact reasons"),
        sa.ForeignKeyConstraint(["article"], ["article.id"], name=op.f("fk_story_link_article_article")),
        sa.ForeignKeyConstraint(["story"], ["story.id"], name=op.f("fk_story_link_story_story"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("story", "position", name=op.f("pk_story_link")),
        comment="Why an article belongs to a story.",
    )
    with op.batch_alter_table("story_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_story_link_article"), ["article"], unique=False)

    op.create_table(
        "event",
        sa.Column("article", sa.String(), nullable=False, comment="article id"),
        sa.Column("n", sa.Integer(), nullable=False, comment="order in the text"),
        sa.Column("type", sa.String(), nullable=False, comment="event type"),
        sa.Column("subtype", sa.String(), nullable=True, comment="NULL: the text does not tell"),
        sa.Column("actor", sa.Text(), nullable=True, comment="canonical name; NULL: not named"),
        sa.Column("counterparty", sa.Text(), nullable=True, comment="canonical name; NULL: not named"),
        sa.Column("direction", sa.String(), nullable=True, comment="up, down, neutral; NULL: none stated"),
        sa.Column("modality", sa.String(), nullable=False, comment="derived one-word summary of the four axes"),
        sa.Column(
            "detail",
            sa.JSON(),
            nullable=False,
            comment="the whole event: roles, axes, quantities, trigger, evidence, confidence",
        ),
        sa.ForeignKeyConstraint(
            ["article"], ["extraction.article"], name=op.f("fk_event_article_extraction"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article", "n", name=op.f("pk_event")),
        comment="Events and reactions found in articles.",
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_type"), ["type"], unique=False)

    op.create_table(
        "mention",
        sa.Column("article", sa.String(), nullable=False, comment="article id"),
        sa.Column("n", sa.Integer(), nullable=False, comment="order in the text"),
        sa.Column("text", sa.Text(), nullable=False, comment="as written"),
        sa.Column("start", sa.Integer(), nullable=False, comment="first character in the article's text"),
        sa.Column("end", sa.Integer(), nullable=False, comment="one past the last character"),
        sa.Column("canonical", sa.Text(), nullable=False, comment="canonical name"),
        sa.Column("ticker", sa.String(), nullable=True, comment="NULL: not listed, or no company"),
        sa.Column("kind", sa.String(), nullable=False, comment="company, product, broker, publisher, fund …"),
        sa.ForeignKeyConstraint(
            ["article"], ["extraction.article"], name=op.f("fk_mention_article_extraction"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article", "n", name=op.f("pk_mention")),
        comment="Names found in articles.",
    )
    with op.batch_alter_table("mention", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mention_ticker"), ["ticker"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("mention", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mention_ticker"))

    op.drop_table("mention")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_type"))

    op.drop_table("event")
    with op.batch_alter_table("story_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_story_link_article"))

    op.drop_table("story_link")
    op.drop_table("impact")
    op.drop_table("extraction")
    with op.batch_alter_table("exposure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exposure_symbol_session"))

    op.drop_table("exposure")
    with op.batch_alter_table("article_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_article_version_seen_at"))

    op.drop_table("article_version")
    with op.batch_alter_table("story", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_story_t0"))

    op.drop_table("story")
    op.drop_table("pulse")
    op.drop_table("outbox")
    with op.batch_alter_table("fetch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_fetch_feed_at"))

    op.drop_table("fetch")
    op.drop_table("feed_state")
    op.drop_table("body")
    with op.batch_alter_table("bar_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bar_answer_symbol_interval_provider"))

    op.drop_table("bar_answer")
    op.drop_table("bar")
    op.drop_table("article")
