"""The nouns of the product: what flows from a feed to an e-mail.

Frozen, slotted, keyword-only. Every instant is an aware UTC `datetime`, every session a `date` of its
exchange; a naive instant cannot get into a record. Returns are fractions. Records are built from checked
data only: the edges turn loose dictionaries into records or into a `Problem`.

    Fetched ▸ Entry ▸ Article ▸ Extraction(Mention, Event, Quantity) ▸ Story ▸ Exposure ▸ Impact | NoImpact ▸ ReportRow

Nothing here reads a file, a clock or the network.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Generic, TypeVar

from tracker.errors import NaiveTime

T = TypeVar("T", covariant=True)


def aware(value: datetime, what: str) -> datetime:
    """The instant in UTC. Raises `NaiveTime` when it carries no zone."""
    if value.tzinfo is None or value.utcoffset() is None:
        raise NaiveTime(f"{what}: {value.isoformat()} has no time zone; add one, for example {value.isoformat()}Z")
    return value.astimezone(UTC)


def stable_id(prefix: str, *parts: object) -> str:
    """A short id that depends on its parts only, so that a rebuild gives the same ids."""
    digest = hashlib.blake2b("\x1f".join(str(part) for part in parts).encode(), digest_size=6).hexdigest()
    return f"{prefix}{digest}"


# ── problems ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that went wrong and cost nothing but itself."""

    stage: str
    """Where: fetch, parse, extract, group, place, price, measure, report, deliver."""
    subject: str
    """What it is about: a feed id, an article id, a symbol, `file:row`."""
    reason: str
    """What is wrong, with the value received and the cure."""

    def __str__(self) -> str:
        return f"{self.stage}: {self.subject}: {self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch(Generic[T]):
    """What a stage made of its input: the good items, and a problem for each of the others."""

    items: tuple[T, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What a stage did with its input: `taken == made + sum(dropped.values())`, always."""

    stage: str
    taken: int
    made: int
    dropped: Mapping[str, int] = field(default_factory=dict)
    """By reason."""
    problems: tuple[Problem, ...] = ()
    broken: bool = False
    """The stage ended in an exception; what it had done until then stands."""

    @classmethod
    def summed(cls, stage: str, tallies: Collection[Tally]) -> Tally:
        """Several tallies of a stage as one."""
        dropped: Counter[str] = Counter()
        for tally in tallies:
            dropped.update(tally.dropped)
        return cls(
            stage=stage,
            taken=sum(tally.taken for tally in tallies),
            made=sum(tally.made for tally in tallies),
            dropped=dict(dropped),
            problems=tuple(problem for tally in tallies for problem in tally.problems),
            broken=any(tally.broken for tally in tallies),
        )


# ── time ────────────────────────────────────────────────────────────────────────────────────────────


class Basis(StrEnum):
    """What an instant rests on; it decides what may be claimed later."""

    PUBLISHED = "published"
    UPDATED = "updated"
    FIRST_SEEN = "first_seen"
    AMENDED = "amended"
    """The user has set it."""


class Precision(StrEnum):
    SECOND = "second"
    MINUTE = "minute"
    DAY = "day"


class DateQuality(StrEnum):
    """How far a date of the outside world can be trusted."""

    OK = "ok"
    ASSUMED_ZONE = "assumed_zone"
    """No zone, or one we do not know; read as UTC and never trusted alone."""
    FUTURE = "future"
    """Later than the moment we saw it; the moment we saw it is used instead."""
    MISSING = "missing"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """An instant together with what it rests on."""

    at: datetime
    basis: Basis
    precision: Precision = Precision.SECOND
    quality: DateQuality = DateQuality.OK

    def __post_init__(self) -> None:
        object.__setattr__(self, "at", aware(self.at, "stamp"))


# ── feeds and articles ──────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed the user follows."""

    id: str
    title: str
    url: str
    user_agent: str
    interval: timedelta
    """Not to be asked more often than this."""
    allow_private: bool = False
    kind: str = "wire"
    """wire, company, regulator, market, trade_press, community, aggregator"""
    full_text: bool = False
    """Whether the pages of its relevant items are read too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRequest:
    """What to ask a server for, with the validators of the last good answer (byte-exact).

    Also used for pages of articles and their robots.txt; `feed` is then a name of the asker's choice.
    """

    feed: str
    url: str
    user_agent: str
    etag: str | None = None
    last_modified: str | None = None
    allow_private: bool = False
    """Whether addresses of the user's own network may be dialled for this feed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """What we know of a feed's server; one row of `feed_state`, whose comments say what None means."""

    feed: str
    url: str
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    first_polled_at: datetime | None = None
    last_ok_at: datetime | None = None
    last_new_at: datetime | None = None
    failing_since: datetime | None = None
    failures: int = 0
    fault: str | None = None
    reason: str | None = None
    gone_at: datetime | None = None
    disabled_at: datetime | None = None
    moved_to: str | None = None
    moved_since: datetime | None = None
    moved_seen: int = 0
    adopted_url: str | None = None
    new_per_day: float | None = None
    hint_seconds: int | None = None
    interval_seconds: int | None = None
    key_policy: str = "guid"
    zone_offset_minutes: int | None = None
    planned_at: datetime | None = None
    next_check_at: datetime

    @property
    def asked_url(self) -> str:
        """The address to ask: the one a permanent redirect led to, if it was taken over, else the settings'."""
        return self.adopted_url or self.url


@dataclass(frozen=True, slots=True, kw_only=True)
class HostPause:
    """A host that asked to be left alone."""

    host: str
    """Politeness key."""
    since: datetime
    until: datetime
    strikes: int
    """Pauses in a row."""
    reason: str


class FetchOutcome(StrEnum):
    OK = "ok"
    NOT_MODIFIED = "not_modified"
    FAILED = "failed"
    POSTPONED = "postponed"
    """Not asked, or asked and told to wait: its host is paused. No failure of the feed."""


class Fault(StrEnum):
    """What kind of trouble an answer is; it decides when to ask again and what to tell the user."""

    UNREACHABLE = "unreachable"
    """No connection, no name, no TLS, no answer in time, an answer that broke off."""
    REFUSED_ADDRESS = "refused_address"
    """The name leads into a private network."""
    THROTTLED = "throttled"
    """429 or 503: the host wants to be left alone for a while."""
    BLOCKED = "blocked"
    """401, 403, 451 or a challenge for browsers: we are not wanted, whatever the feed is."""
    NOT_FOUND = "not_found"
    GONE = "gone"
    """410."""
    HTTP_ERROR = "http_error"
    """Any other status."""
    TOO_LARGE = "too_large"
    NOT_A_FEED = "not_a_feed"
    """Status 200 and something else than a feed."""
    HOSTILE = "hostile"
    """The body cost more time or memory than any feed may; its reading was ended."""
    OURS = "ours"
    """A bug of this program."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """The answer to a `FeedRequest`, or why there was none."""

    feed: str
    url: str
    final_url: str
    at: datetime
    outcome: FetchOutcome
    status: int | None
    """HTTP status; None when no answer came."""
    body: bytes = b""
    content_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    reason: str | None = None
    """Why it failed; None when it did not."""
    retry_after: timedelta | None = None
    fault: Fault | None = None
    """What kind of failure; None when it is none."""
    host: str = ""
    """Politeness key of the host that was asked last (see `pipelines.urls.politeness_key`); "" for none."""
    moved_to: str | None = None
    """Where permanent redirects (301, 308) alone have led; None when there were none."""
    fresh_for: timedelta | None = None
    """How long the server calls its answer fresh (Cache-Control, Expires); None when it does not say."""

    @property
    def body_hash(self) -> str | None:
        return hashlib.blake2b(self.body, digest_size=16).hexdigest() if self.body else None


class KeyPolicy(StrEnum):
    """What a feed's entries are told apart by."""

    GUID = "guid"
    """The guid, else the canonical link, else a hash. Every feed begins so."""
    LINK = "link"
    """The feed repeats its guids or changes them: the canonical link, else guid and hash."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item of a feed, as the feed states it, cleaned of markup."""

    key: str
    """Stable within the feed: guid, else canonical link, else a hash."""
    guid: str = ""
    """As the feed states it, white space collapsed; "" when it states none."""
    title: str
    link: str
    summary: str
    published: datetime | None
    updated: datetime | None
    raw_date: str | None
    precision: Precision
    quality: DateQuality

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing at all: neither title nor link nor text."""
        return not (self.title or self.link or self.summary)


class NameKind(StrEnum):
    """What an article of a feed can be known by."""

    GUID = "guid"
    LINK = "link"
    """Canonical address, also one that several items share."""
    TEXT = "text"
    """Hash of headline and date; where no address identifies, also of all that an entry says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A stored article, as far as it takes to recognise its entry in a later body of the same feed."""

    id: str
    key: str
    first_seen: datetime
    title: str
    """Of the newest version; its text when it has no headline."""
    raw_date: str | None
    """Of the newest version."""
    content_hash: str
    """Of the newest version."""
    guids: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()
    texts: frozenset[str] = frozenset()
    """Every name of each kind it has gone by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleName:
    """A name under which an article was met."""

    key: str
    """Of the article within its feed."""
    kind: NameKind
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """When an item stood in a feed for the first time, and the date it bore then."""

    published: datetime
    """As read: no habit of the feed is taken into account."""
    precision: Precision
    first_seen: datetime
    looked_before: datetime
    """The good poll before it, which did not show the item."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """What the bytes of a feed hold."""

    items: tuple[Entry, ...]
    problems: tuple[Problem, ...] = ()
    title: str = ""
    ttl: timedelta | None = None
    """How often the feed says it changes (ttl, sy:updatePeriod); None when it does not say."""
    reader: str
    """Who read it: xml, json, edgar, feedparser."""
    unwanted: int = 0
    """Things in it that are no news by their kind, for example other forms of a filer; neither items nor problems."""


class PageOutcome(StrEnum):
    """What became of reading an article's page."""

    OK = "ok"
    NOT_ALLOWED = "not_allowed"
    """robots.txt forbids it."""
    FAILED = "failed"
    """No answer, or one that is no page; may be tried again."""
    NO_TEXT = "no_text"
    """The page holds no article text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The page of an article, or why it could not be had. Ground truth, one per article version."""

    article: str
    version: int
    """Of the article, for which it was asked."""
    asked_at: datetime
    url: str
    outcome: PageOutcome
    reason: str | None = None
    """Why there is no text; None when there is."""
    text: str = ""
    canonical_url: str | None = None
    """rel=canonical, when it names a page of the same site."""
    paywalled: bool | None = None
    """What the page says of itself; None when it does not say."""
    body_hash: str | None = None
    """The stored bytes; None when none came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An entry we hold: the newest version of it known at some moment.

    `first_seen` and `backfilled` belong to the article and never change; the other fields are those of
    version `version`, seen at `version_seen_at`.
    """

    id: str
    feed: str
    key: str
    url: str
    canonical_url: str
    title: str
    summary: str
    published: datetime | None
    raw_date: str | None
    precision: Precision
    quality: DateQuality
    basis: Basis
    """published, or updated when the feed gives only that."""
    first_seen: datetime
    version: int
    version_seen_at: datetime
    content_hash: str
    body_hash: str
    """The stored bytes this version was read from."""
    backfilled: bool
    """Came with the first poll of its feed: history, never alerted."""
    page_text: str | None = None
    """The text of its page, read for this version; None: never read, or it could not be had."""

    @property
    def text(self) -> str:
        """What is extracted from; offsets of mentions and events count characters of this."""
        body = self.page_text or self.summary
        return f"{self.title}\n{body}" if body else self.title

    @property
    def effective(self) -> Stamp:
        """When the public could know: the published time if it can be trusted, never later than first seen.

        A day alone is trusted without a zone: its precision says already that it may be off by hours. In history a
        time without a zone is worth its day: the moment we saw it says nothing about when it was.
        """
        if self.published is not None and self.published <= self.first_seen:
            if self.quality is DateQuality.OK:
                return Stamp(at=self.published, basis=self.basis, precision=self.precision, quality=self.quality)
            if self.quality is DateQuality.ASSUMED_ZONE and (self.backfilled or self.precision is Precision.DAY):
                day = self.published.replace(hour=0, minute=0, second=0, microsecond=0)
                return Stamp(at=day, basis=self.basis, precision=Precision.DAY, quality=self.quality)
        return Stamp(at=self.first_seen, basis=Basis.FIRST_SEEN, quality=self.quality)


# ── what an article says ────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A company, product, broker or fund named in a text. `text == source[start:end]` always."""

    text: str
    start: int
    end: int
    canonical: str
    ticker: str | None
    """None for private companies, products, brokers and publishers."""
    kind: str
    """company, product, broker, publisher, fund, government, index, person"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number with a unit, at its place in the text."""

    text: str
    start: int
    end: int
    value: float | tuple[float, float]
    """Canonical (GW becomes MW, billions become units); a pair for a range, low first; below zero where the text says
    so: "free cash flow was negative $10 billion"."""
    unit: str
    """USD, USD/share, USD/day, USD/week, USD/month, USD/quarter, USD/year, USD/W, USD/GPU-hour, USD/hour (of a machine
    or of work), MW, percent, shares, GPUs, months, years, x"""
    metric: str | None = None
    """Metric family: power.it_operational, money.capex, price.per_watt_year, eps … Families are never added up."""
    scope: str | None = None
    """this_deal, phase, campus, portfolio, company, industry, unknown"""
    period: str | None = None
    """What time it is for: 2026, FY2026, 2026Q3, 2026H1, 2026/2028, /2031 (until)."""
    comparator: str | None = None
    """up_to, at_least, about"""
    slot: str | None = None
    """prior: what was before; None: what the event states."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A stretch of the text that a claim rests on, and the rule that took it."""

    kind: str
    """trigger, object, role, reference, cue, merge, quantity"""
    start: int
    end: int
    text: str
    rule: str
    """Id of the frame; of a cue its own id, which begins with the axis it set; of merge why the mentions are one event;
    of a quantity what it was taken for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Confidence:
    """How often such a claim was right on labelled texts; None for what the event does not claim."""

    event: float
    roles: float | None
    status: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Who does what to whom, how sure the text is, and where it says so.

    Four independent axes (polarity, status, source, time); the one-word `modality` is derived from them.
    Names are canonical names of the lexicon. None means the text does not say.
    """

    type: str
    """One of EVENT_TYPES."""
    subtype: str | None
    subtypes: tuple[str, ...] = ()
    """Further ones that the same event has: who sells bare servers and hosted models sells two things."""
    actor: str | None
    counterparty: str | None
    roles: Mapping[str, str] = field(default_factory=dict)
    direction: str | None
    """up, down, neutral"""
    polarity: str
    """affirmed, negated, denied"""
    status: str
    """generic, question, hypothetical, considered, planned, announced, agreed, occurred, ongoing, delayed,
    terminated, reiterated, withdrawn"""
    source: str
    """company, counterparty, filing, regulator, named_outlet, unnamed_people, analyst, trading_desk, author"""
    time: str
    """past, now, future, retold, or an ISO date"""
    date: str | None = None
    """The day the text gives the event, ISO; also of what is retold."""
    quantities: tuple[Quantity, ...] = ()
    trigger: Evidence
    evidence: tuple[Evidence, ...] = ()
    confidence: Confidence

    @property
    def modality(self) -> str:
        """The axes in one word."""
        return modality_of(self.type, self.polarity, self.status, self.source)

    @property
    def standing(self) -> str:
        """How things stand, for a reader."""
        return standing_of(self.modality, self.polarity)

    @property
    def is_reaction(self) -> bool:
        """A price move reports the market's answer; it never opens a story."""
        return self.type == "price_move"


DEALT = frozenset({"contract", "power_deal", "data_center_build"})
"""Types of what two sides agree or one side does; an analyst who tells of it has it from others."""
CALLED_OFF = frozenset({"ipo", "mna", "debt_financing", "equity_financing"})
"""Types that are over when they are withdrawn; an outlook or a rule that is withdrawn is told and may come back."""


def modality_of(kind: str, polarity: str, status: str, source: str) -> str:
    """The axes of an event of this type in one word, first match wins."""
    if polarity == "denied":
        return "denied"
    is_formal = kind in {"analyst_rating", "price_target"}
    if source == "analyst" and kind in DEALT and status in {"agreed", "occurred", "terminated"}:
        return "rumoured"  # "Microsoft dropped leases, TD Cowen says": hearsay of what is done, no view.
    if source == "author" or (source in {"analyst", "trading_desk"} and not is_formal):
        return "opinion"
    # A trade of shares that is told as done has been filed, whoever signs the headline.
    is_trade = kind == "position_change" and status in {"occurred", "announced"}
    if source == "unnamed_people" or (source == "named_outlet" and not is_trade) or status == "hypothetical":
        return "rumoured"
    if status in {"considered", "planned"}:
        return "planned"
    called_off = status == "withdrawn" and kind in CALLED_OFF
    if status in {"occurred", "ongoing", "terminated"} or called_off or source == "filing":
        return "completed"
    return "announced"


def standing_of(modality: str, polarity: str) -> str:
    """A modality as it is shown: that the text says something is not so must never be left out."""
    return f"{modality}, negated" if polarity == "negated" else modality


EVENT_TYPES = frozenset(
    """compute_leasing contract backlog_update capex_guidance capex_spend data_center_build power_deal
    supply_constraint export_control regulation debt_financing equity_financing equity_investment ipo mna
    analyst_rating price_target analyst_view earnings_result guidance price_change position_change
    product_launch executive_change price_move clarification""".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A remark about a text: numbers that contradict each other, or that must not be taken together."""

    kind: str
    """rate, total, share_of_whole, change, upside, slip, year, speaker, owner, not_additive, impossible; remark for
    what is not about numbers."""
    message: str
    """A sentence for the reader that quotes what it is about."""
    spans: tuple[tuple[int, int], ...] = ()
    """The places it speaks of, as character offsets of the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """Everything one text says about the trade."""

    relevant: bool
    score: float
    """0 to 1: how much of the text is about the trade."""
    themes: tuple[str, ...]
    mentions: tuple[Mention, ...]
    events: tuple[Event, ...]
    """Reactions (price_move) stand among them."""
    findings: tuple[Finding, ...] = ()
    """Remarks about the text itself, for example numbers that contradict each other."""
    made_by: str
    """Code version and hash of the lexicon."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An article together with what was extracted from it."""

    article: Article
    extraction: Extraction
    since: Stamp | None = None
    """When an edited article began to say this, if that was after its first version; None: from the first on."""

    @property
    def stamp(self) -> Stamp:
        """When the public could read what the article says now."""
        return self.since or self.article.effective


# ── stories ─────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """An event as far as reports of it are compared: what one article says that another may say again."""

    type: str
    subtype: str | None = None
    subtypes: tuple[str, ...] = ()
    """Further ones."""
    actor: str | None
    counterparty: str | None = None
    side: str | None = None
    """The role of the actor in a deal between two: seller, issuer ...; None: open, or no such deal."""
    polarity: str = "affirmed"
    status: str
    source: str
    amounts: tuple[tuple[str, float, float], ...] = ()
    """Unit, low and high of each quantity the event states; low equals high but for a range."""
    parties: tuple[str, ...] = ()
    """Canonical names of its further roles."""
    date: str | None = None
    """The day the text gives it, ISO; None: none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A reading as far as grouping looks at it. Whatever rule is asked, equal pieces are treated alike."""

    id: str
    """Of the article."""
    feed: str
    stamp: Stamp
    """When the public could read what it says."""
    earliest: datetime | None
    """When that was at the earliest; None: nothing bounds it (history without a date)."""
    latest: datetime
    """And at the latest."""
    turn: datetime
    """When it is looked at: `stamp.at`; of a day alone its end, so that it takes the time from no precise report; of a
    stale item when it was shown."""
    dated: datetime | None = None
    """Of a stale item the latest moment that its date can mean, of one that only looks back the end of the day that it
    gives; None: it is neither."""
    title: str
    address: str
    """What identifies it on the web; empty for a site's front page."""
    content_hash: str
    text: bytes = b""
    """The packed fingerprint of its full text, see `pipelines.copies`."""
    keys: tuple[str, ...]
    """What another piece must share one of to be compared with it."""
    claim: Claim | None
    """What it is about; None: nothing was read in it that could be told again."""
    others: tuple[Claim, ...] = ()
    """What else it tells, of the time of its report."""
    opens: bool
    """Whether it may open a story."""
    struck: tuple[str, ...] = ()
    """Event types that it does not tell, as the user says."""
    retold: tuple[Claim, ...] = ()
    """What it says was said or done on an earlier day."""
    tickers: tuple[str, ...] = ()
    """Companies named in the headline."""
    participants: tuple[str, ...] = ()
    """Tickers of the parties of its event."""
    themes: tuple[str, ...] = ()
    backfilled: bool

    @property
    def moments(self) -> tuple[datetime, ...]:
        """When it is looked for in the news of the time."""
        return (self.turn,) if self.dated is None else (self.dated, self.turn)

    @property
    def place(self) -> tuple[datetime, str]:
        """Its place in the order in which pieces are looked at."""
        return self.turn, self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Which story a piece belongs to, and why; see `StoryLink`."""

    root: str
    """The article that opens the story."""
    relation: str
    reason: str
    score: float
    of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """That an article is a copy of an earlier one, in a story or not."""

    of: str
    reason: str
    """canonical_url, content_hash, text, headline"""
    score: float
    """Similarity in [0, 1]; 1 for exact reasons."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryLink:
    """Why an article belongs to a story."""

    article: str
    relation: str
    """first, duplicate, same_event, same_story (about it, without an event of its own), prior_mention (an old item that
    is shown again, or a report that only looks back)"""
    reason: str
    """opens, amended (the user said so), canonical_url, content_hash, text, headline, event"""
    score: float
    """Similarity in [0, 1]; 1 for exact reasons."""
    of: str | None = None
    """The article it was found to be like; None: it opens the story."""
    at: datetime
    """When the public could read it."""
    feed: str
    claim: Claim | None = None
    """What it says of the event."""
    retold: tuple[Claim, ...] = ()
    """What it says was said or done on an earlier day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One event of the world, with all its reports."""

    id: str
    headline: str
    type: str
    subtype: str | None
    actor: str | None
    counterparty: str | None
    themes: tuple[str, ...]
    participants: tuple[str, ...]
    """Tickers that take part in the event (actor, counterparty, other roles), in that order."""
    t0: Stamp
    """First report."""
    t0_earliest: datetime | None
    """When the first report was at the earliest; None: nothing bounds it."""
    t0_latest: datetime
    """And at the latest. Equal to `t0.at` when the time is known."""
    links: tuple[StoryLink, ...]
    """By effective time; the first opens the story. Prior mentions stand where they were met and open nothing."""
    sources: int
    """Distinct feeds; prior mentions count for none."""
    independent: int
    """Of the sources, those with a report of their own: copies of one text are one source, and who only passes on what
    another outlet reported is none."""
    backfilled: bool

    @property
    def articles(self) -> tuple[str, ...]:
        return tuple(link.article for link in self.links)

    @property
    def claim(self) -> Claim:
        """What its first report says. Raises AssertionError for a story that no event opened: there is none."""
        claim = self.links[0].claim
        if claim is None:
            raise AssertionError(f"story {self.id} was opened by no event")
        return claim


@dataclass(frozen=True, slots=True, kw_only=True)
class Novelty:
    """How new a story was when it was first told."""

    telling: int
    """1 for the first time that this is told, 2 for the second …; earlier tellings that are known only because a later
    report dates them count too. What only carries another story on, or speaks of it, has the number of that story."""
    days_since_last: float | None
    """Days since it was last told, without a cap: since the story it follows, or a later day that is only retold; None:
    it never was. Whole days where one of the two is known by its day alone."""
    decay: int
    """Place in the 24-hour chain of reports about the same parties and event type: 100, 75, 56 … 0."""
    similar: Mapping[str, int]
    """Earlier reports of the same kind within 12h, 24h, 3d, 5d and 7d."""
    new: tuple[str, ...]
    """What no earlier telling had, in words: a kind, a step, a speaker, a party, an amount. Empty: nothing, or the
    first."""
    earlier: tuple[PriorTelling, ...] = ()
    """The tellings before it, oldest first."""
    follows: str | None = None
    """The story it speaks of; None: of no other."""
    follows_day: date | None = None
    """The day (UTC) on which that story was first reported."""
    relation: str | None = None
    """What it is to that story: retelling, follow_up, denial, correction, completion, termination."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorTelling:
    """An earlier time the same was told."""

    day: date
    story: str | None
    """The story of that day; None: known only from a later report."""
    article: str
    """The article that tells it, or that dates it."""


# ── amendments ──────────────────────────────────────────────────────────────────────────────────────


class AmendmentKind(StrEnum):
    """What a user can say about a story."""

    WRONG_EVENT = "wrong_event"
    """An event was read that is none, or another."""
    MERGE = "merge"
    """Two stories are one."""
    SPLIT = "split"
    """One story is two."""
    SET_TIME = "set_time"
    """When the story was first reported."""
    WITHDRAW = "withdraw"
    """An earlier amendment no longer counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """What the user said about a story. Ground truth: kept, and applied whenever stories are made.

    It names articles and not the story: the id of a story changes when an earlier report of it arrives, that of an
    article never does.
    """

    id: str
    """m and a hash of what is said and when."""
    at: datetime
    """When the user said so; at an earlier instant it is not known."""
    kind: AmendmentKind
    articles: tuple[str, ...]
    """The articles it speaks of. wrong_event: all reports the story had. merge: the first reports of both stories, then
    those that an earlier split holds apart. split: those that are a story of their own. set_time: the story's first
    report. withdraw: those of the amendment that is taken back."""
    from_articles: tuple[str, ...] = ()
    """split: the story's other reports."""
    event: str | None = None
    """wrong_event: the event type that these articles do not tell; None: whatever was read in them."""
    time: datetime | None = None
    """set_time: when the story was first reported."""
    note: str = ""
    """The user's own words."""
    withdraws: str | None = None
    """withdraw: id of the amendment that is taken back."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "at", aware(self.at, "amendment"))
        if self.time is not None:
            object.__setattr__(self, "time", aware(self.time, "amended time"))

    @property
    def speaks_of(self) -> frozenset[str]:
        """Every article it names."""
        return frozenset((*self.articles, *self.from_articles))


# ── dated events ────────────────────────────────────────────────────────────────────────────────────


class CalendarKind(StrEnum):
    """What a dated event is."""

    EARNINGS = "earnings"
    """Results of a company, and its quarterly and annual reports."""
    MACRO = "macro"
    INDEX = "index"
    """Additions, deletions and reweightings of an index."""
    LOCK_UP = "lock_up"
    EXPIRY = "expiry"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEvent:
    """Something that happens on a day: results of a company, a macro release."""

    id: str
    """Of what it says; the same event taken out of its source and put back has the same."""
    date: date
    """The day it names, at the exchange; with a time and no date given, the day of the time as written."""
    time: datetime | None
    """None: only the day is known."""
    kind: CalendarKind
    symbol: str | None
    """None: it concerns everybody."""
    name: str
    """What it is; of a calendar file, in the user's words."""
    source: str
    """Who tells it: the name of a calendar file, edgar, or the name of a provider."""
    first_seen: datetime
    """When it was first found in its source."""
    also: tuple[str, ...] = ()
    """Other sources that tell the same."""
    articles: tuple[str, ...] = ()
    """The filings it was read from, where we hold them as articles: a story that reports one is this event."""

    def __post_init__(self) -> None:
        if self.time is not None:
            object.__setattr__(self, "time", aware(self.time, "calendar event"))
        object.__setattr__(self, "first_seen", aware(self.first_seen, "calendar event"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultsDates:
    """When a company publishes its next results, as a provider has it."""

    symbol: str
    days: tuple[date, ...]
    """One: that day. Several: not fixed, somewhere from the first to the last."""
    estimated: bool
    """The provider worked it out itself; the company has announced none yet."""


# ── sessions and prices ─────────────────────────────────────────────────────────────────────────────


class Bucket(StrEnum):
    PRE = "pre"
    REGULAR = "regular"
    POST = "post"
    CLOSED_DAY = "closed_day"


class Phase(StrEnum):
    """What can be traded at an instant; a finer question than `Bucket`, which asks for the session that reacts."""

    PRE = "pre"
    REGULAR = "regular"
    POST = "post"
    OVERNIGHT = "overnight"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where an instant falls in an exchange's calendar."""

    at: datetime
    bucket: Bucket
    session: date
    """The first session whose regular close is after the instant."""
    close: datetime
    """That session's closing instant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """A listed thing whose price we follow."""

    symbol: str
    name: str
    exchange: str
    """Name in exchange_calendars: XNYS, XNAS …"""
    benchmark: str
    """Symbol of the market proxy."""
    sector: str | None
    """Symbol of the sector proxy; None for the proxies themselves."""
    names: tuple[str, ...]
    """How texts call it."""
    kind: str = "company"
    """company or fund; a fund is never a party to an event."""
    since: date | None = None
    """First session of the present listing: earlier bars of the symbol are another's, or from before a halt of months.
    None: all are its own."""


class Quality(StrEnum):
    """What cleaning found about a bar; the values stay as they came. `usable` says what may stand at an end of
    a return."""

    OK = "ok"
    WICK = "wick"
    """High or low far from everything around it: the close can be used, high and low cannot."""
    PRINT = "print"
    """The close itself is far from the last good one, and the next bar did not confirm it."""
    UNCONFIRMED = "unconfirmed"
    """As PRINT, and the next bar is not there yet."""
    SCALE = "scale"
    """Off by a factor of about 100, or a power of it, for some bars: another currency unit, no move."""
    AFTER_HALT = "after_halt"
    """First regular bar after at least two are missing where the symbol normally trades: a suspected halt."""

    @property
    def usable(self) -> bool:
        """Whether the close may be used as a price."""
        return self in (Quality.OK, Quality.WICK, Quality.AFTER_HALT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """Prices of one interval, from one provider, as fetched at one moment.

    For daily bars `start` is midnight UTC of the session's date: a label for the session, never compared
    with an instant (`session` gives the date). Intraday bars cover [start, start + interval). Prices are
    split-adjusted.
    """

    symbol: str
    interval: str
    """One of `tracker.options.INTERVALS`."""
    start: datetime
    open: float | None
    high: float | None
    low: float | None
    close: float
    adj_close: float | None
    """Adjusted for dividends too; None when the provider does not say."""
    volume: float | None
    provider: str
    fetched_at: datetime
    is_final: bool = False
    """Daily: fetched after the session's close had settled. Intraday: fetched after the bar's end had settled."""
    quality: Quality = Quality.OK

    @property
    def session(self) -> date:
        """Of a daily bar."""
        return self.start.date()


class ActionKind(StrEnum):
    SPLIT = "split"
    DIVIDEND = "dividend"
    CAPITAL_GAIN = "capital_gain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A corporate action, as one provider gave it."""

    symbol: str
    session: date
    """First session that trades without it (the ex-date)."""
    kind: ActionKind
    value: float
    """Split: new shares for an old one (2.0 of 2:1). Others: currency per share, adjusted for later splits."""
    provider: str
    fetched_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BarBatch(Batch[Bar]):
    """Bars of one answer, the rows that could not be used, and the corporate actions that came along."""

    actions: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How far back one interval can be had from a provider."""

    longest: timedelta | None
    """Span of one request; None: any."""
    oldest: timedelta | None
    """Age of the oldest bar that can be had; None: any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a provider can be asked for."""

    intervals: Mapping[str, Reach]
    """By interval; one that is not here is not to be had."""
    extended_hours: bool
    """Whether intraday bars before the open and after the close are given."""
    delay: timedelta
    """So long after its end a bar can be had."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BarRequest:
    """Bars of one symbol for the dates first..last at its exchange, both included; of all hours where there are."""

    symbol: str
    interval: str
    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class BarAnswer:
    """What became of a `BarRequest`; kept, so that a gap differs from never having asked."""

    request: BarRequest
    provider: str
    asked_at: datetime
    outcome: str
    """ok, no_data, bad_symbol, unreadable, rate_limited, unavailable"""
    bars: int
    reason: str | None = None


# ── impact ──────────────────────────────────────────────────────────────────────────────────────────


class ExposureKind(StrEnum):
    DIRECT = "direct"
    RELATED = "related"
    THEME = "theme"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """A story meets a symbol: what should be measured, and from when."""

    story: str
    symbol: str
    kind: ExposureKind
    t0: Stamp
    bucket: Bucket
    session: date
    close: datetime
    sure: bool = True
    """False: the first report can have been in this session or in another. That one has an exposure of its own, unless
    it lies too far back, or nobody knows how far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What a story should do to a symbol, said before any price of its window was read. Ground truth: added, never
    changed; a story that comes to be read otherwise has a further one, with its own time."""

    story: str
    symbol: str
    type: str
    subtype: str | None
    """The event's, as it was read then."""
    party: str | None
    """What the symbol is to the event: a role (lessor …), peer or supplier; None: nothing that the rules know."""
    sign: int | None
    """+1 up, -1 down, 0 no move; None: the rules do not say."""
    rule: str
    """Which rule said so, with the mark of the table it stands in."""
    made_at: datetime
    hash: str
    """Over all the other fields: whoever keeps it can show later that nothing was changed."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "made_at", aware(self.made_at, "expectation"))

    @property
    def says(self) -> tuple[object, ...]:
        """All that two expectations of one story and symbol can differ in, but for when they were made."""
        return self.type, self.subtype, self.party, self.sign, self.rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a move. Returns are fractions; the parts of a move add up to the raw one."""

    name: str
    """market, sector, theme, own"""
    of: tuple[str, ...]
    """The symbols whose moves explain it; of own: none."""
    value: float
    stderr: float
    """How far the estimate of the part may be off; not how far the symbol moves on a quiet day."""
    low: float
    high: float
    """Interval of 95 %, Student t with the degrees of freedom of the fit."""


class Reason(StrEnum):
    """Why there is no (complete) impact."""

    NO_PRICES = "no_prices"
    NO_PRIOR_PRICE = "no_prior_price"
    MISSING_BAR = "missing_bar"
    NO_BENCHMARK = "no_benchmark"
    TOO_FEW_SESSIONS = "too_few_sessions"
    NOT_YET = "not_yet"
    OUT_OF_CALENDAR = "out_of_calendar"
    IS_BENCHMARK = "is_benchmark"
    NO_VARIATION = "no_variation"
    NO_BARS = "no_bars"
    """No intraday bars where the window begins or ends."""
    BAD_QUALITY = "bad_quality"
    """There are bars, but what they say cannot be believed."""
    HALT = "halt"
    """The window ends while regular bars are missing: a suspected halt."""
    DATE_ONLY = "date_only"
    """Only the day of the first report is known."""
    TIME_UNSURE = "time_unsure"
    """The first report can have been in this session or in another."""
    NOT_TESTED = "not_tested"
    """Measured, but how unusual it is nobody knows: of a window of minutes."""
    NOT_TRADABLE = "not_tradable"
    """No price lies between the news and the end of the window."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """What a symbol did in a window, against what the market model expected. Returns are fractions."""

    story: str
    symbol: str
    session: date
    """The reaction session, from which the window counts."""
    window: str
    raw: float
    """Close before the window to close of its last session, compounded."""
    market_adjusted: float
    """raw minus the benchmark's return over the same sessions."""
    abnormal: float
    """Sum of the daily abnormal returns of the window."""
    stderr: float
    """Of `abnormal`, exact: residual variance plus the estimation error of alpha and beta."""
    t: float
    p: float
    """Two-sided, Student t with `df` degrees of freedom."""
    df: int
    alpha: float
    beta: float
    estimation: int
    """Number of returns the model was fitted on (L1)."""
    estimation_first: date
    estimation_last: date
    anchor: date
    """Session whose close is the price before the window."""
    last: date
    """Last session of the window."""
    basis: str
    """Which of the symbol's prices: adj_close or close."""
    benchmark: str
    benchmark_basis: str
    model: str
    provider: str
    inputs: str
    """Hash of every bar used, so that a result can be tied to its prices."""
    sq_p: float | None = None
    """Two-sided sample-quantile p: how rare the move is among the symbol's own; None: too few sessions to say."""
    parts: tuple[Part, ...] = ()
    """`raw` as a sum, with the symbol's own part last; empty: no split could be made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoImpact:
    """An answer we cannot give in full, and why; with the simpler numbers where they exist."""

    story: str
    symbol: str
    session: date
    window: str
    reason: Reason
    detail: str
    raw: float | None = None
    market_adjusted: float | None = None


class AnchorKind(StrEnum):
    """Which prices a window was measured with; one return never has both."""

    INTRADAY = "intraday"
    """Closes and opens of intraday bars: from the minute of the news, dividends not added back."""
    DAILY = "daily"
    """Official closes of whole sessions, from the last one before the reaction session."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowImpact:
    """What a symbol did in a window that begins, or ends, with the news. Returns are fractions.

    Of `impact`, `tradable` and `market_adjusted` each is there or has its reason.
    """

    story: str
    symbol: str
    session: date
    """The reaction session."""
    window: str
    """One of REACTION_WINDOWS."""
    due_at: datetime | None
    """From when it can be measured, if trading goes on as usual; None: beyond the known calendar."""
    impact: float | None = None
    """From the last price before the news to the end of the window; pre_…: from its beginning to that price."""
    impact_reason: Reason | None = None
    tradable: float | None = None
    """From the first price after the news to the end of the window."""
    tradable_reason: Reason | None = None
    market: float | None = None
    """The benchmark's return between `anchor_at` and `end_at`."""
    market_adjusted: float | None = None
    """impact minus market."""
    market_reason: Reason | None = None
    detail: str | None = None
    """The reasons as sentences; None: nothing is missing."""
    anchor_kind: AnchorKind | None = None
    """None, like all that follows: not measured. Some of it may still be known then."""
    anchor_at: datetime | None = None
    """When the price was made that the window starts from: the end of its bar."""
    anchor_price: float | None = None
    first_at: datetime | None = None
    """When the first price after the news was made; None: there is none, or only official closes are known."""
    first_price: float | None = None
    end_at: datetime | None = None
    end_price: float | None = None
    halted: bool = False
    """Regular bars are missing between the news and the first bar after it: a suspected halt."""
    interval: str | None = None
    provider: str | None = None
    benchmark: str | None = None
    inputs: str | None = None
    """Hash of every price used, so that a result can be tied to its bars."""

    def __post_init__(self) -> None:
        for name in ("due_at", "anchor_at", "first_at", "end_at"):
            value = getattr(self, name)
            if value is not None:
                object.__setattr__(self, name, aware(value, name))


# ── report ──────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRow:
    """One line of the event-to-price report; field names are the keys of the JSON contract."""

    story: str
    headline: str
    type: str
    subtype: str | None
    themes: tuple[str, ...]
    t0: datetime
    t0_basis: str
    bucket: str | None
    session: date | None
    symbol: str
    exposure: str
    window: str
    raw: float | None
    market_adjusted: float | None
    abnormal: float | None
    stderr: float | None
    t: float | None
    p: float | None
    p_basis: str | None
    expected_sign: int | None
    verdict: str
    """One of `pipelines.verdicts.Verdict`."""
    reason: str | None
    articles: int
    sources: int
    novelty: float | None
    """Place in the chain of reports of its kind, which 24 hours of silence begin anew: 100, 75, 56 … 0."""
    telling: int
    days_since_last: float | None
    confounders: tuple[str, ...]
    """Ids of other stories of the same symbol that this window cannot be told apart from, or not surely: those of the
    same session, and those whose session or window reaches into it. Direct ones first."""
    backfilled: bool
    calendar: tuple[str, ...]
    """Dated events of the symbol or of everybody in this window, in words."""
    separable: bool | None
    """True: nothing else is known in this window. False: the number is a joint effect. None: it cannot be said, since
    something is known by its day only."""
    sure: bool
    """False: the first report can have been in this session or in another, whose row stands beside this one."""
    t0_latest: datetime
    """The latest that the first report can have been; later than `t0` when its time is not known exactly."""
    independent: int
    """Of the sources, those with a report of their own."""
    lineage: str
    """How new it is and what it speaks of, in words."""
    relation: str | None
    """What it is to the story it follows: retelling, follow_up, denial, correction, completion, termination."""
    follows: str | None
    """Id of that story; None: of no other."""
    new: tuple[str, ...]
    """What no earlier telling had, in words."""
    party: str | None = None
    """What the symbol is to the event: a role, peer or supplier; None: nothing that the rules of signs know."""
    in_advance: bool | None = None
    """Whether the expected sign was written down before the reaction session closed; None: there is none."""
    sq_p: float | None = None
    """Two-sided sample-quantile p; None: too few sessions to say."""
    market_part: float | None = None
    sector_part: float | None = None
    theme_part: float | None = None
    own_part: float | None = None
    """`raw` as a sum of these; a part that could not be taken out is None, and within the own one."""
    tradable: float | None = None
    """Windows around the minute of the news: from the first price after it to the end of the window."""
    anchor: str | None = None
    """intraday or daily: which prices such a window was measured with."""
    anchor_at: datetime | None = None
    """When its first price was made."""
    end_at: datetime | None = None
    """When its last price was made."""
    l1: int | None = None
    """Returns that the estimate rests on; None: there is none."""
    history: str | None = None
    """short (fewer than 120 of them) or low_confidence (fewer than 60); None: nothing has to be said."""

    @classmethod
    def keys(cls) -> tuple[str, ...]:
        return tuple(f.name for f in fields(cls))


# ── delivery and health ─────────────────────────────────────────────────────────────────────────────


class FeedCondition(StrEnum):
    """How a feed is, in one word; only the first is well."""

    OK = "ok"
    NEVER_POLLED = "never_polled"
    FAILING = "failing"
    """Unreachable, an HTTP error, too large, hostile, or a bug of ours."""
    THROTTLED = "throttled"
    """Its host asked us to stay away for a while."""
    BLOCKED = "blocked"
    NOT_A_FEED = "not_a_feed"
    NOT_FOUND = "not_found"
    GONE = "gone"
    """410 twice, a day apart: no longer asked."""
    FROZEN = "frozen"
    """Answers, and has been silent for much longer than it ever was."""


_OWN_WORD = frozenset({Fault.THROTTLED, Fault.BLOCKED, Fault.NOT_FOUND, Fault.NOT_A_FEED})


def feed_condition(*, disabled: bool, fault: str | None, failures: int, heard: bool) -> FeedCondition:
    """How a feed is, as far as its last answers tell; that it is frozen, only its items can.

    disabled: no longer asked. fault: kind of the last failure. heard: ever.
    """
    if disabled:
        return FeedCondition.GONE
    if fault in _OWN_WORD:
        return FeedCondition(fault)
    # A first 410 is a failure like others: it takes a second one, a day later, to be gone.
    if fault is not None or failures:
        return FeedCondition.FAILING
    return FeedCondition.OK if heard else FeedCondition.NEVER_POLLED


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHealth:
    """How a feed is doing, for reports, mails and `feeds health`."""

    feed: str
    title: str
    kind: str = "wire"
    state: FeedCondition
    since: datetime | None = None
    """Since when it is so; None when well, or never asked."""
    last_ok: datetime | None
    """Last good answer, 304 included; None: never."""
    last_new: datetime | None = None
    """When something new last came; None: never."""
    newest_item: datetime | None
    """Date of its newest article; None: it has none."""
    usual_gap: timedelta | None = None
    """Median gap between its publication days; None: fewer than four such days are known."""
    failures: int = 0
    reason: str | None = None
    """What is wrong, in a sentence; None when nothing is."""
    next_try: datetime | None = None
    """When it will be asked; None: not any more, or at once."""
    interval: timedelta | None = None
    """How often it is asked at present."""
    key_policy: KeyPolicy = KeyPolicy.GUID
    zone_offset: timedelta | None = None
    """How far its dates run ahead of (positive) or behind the clock, when they do so regularly."""
    moved_to: str | None = None
    """The address its server has moved it to, when that was taken over."""


class CoverageVerdict(StrEnum):
    """Whether silence in a span of time means that there was no news."""

    ADEQUATE = "adequate"
    PARTIAL = "partial"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageGap:
    """A feed that could not have told us everything in a span of time."""

    feed: str
    title: str
    state: FeedCondition
    since: datetime | None
    """From when on things may be missing; None: it was never heard."""
    until: datetime | None
    """Up to when; None: still."""
    reason: str
    """In a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What the feeds in use could have told us of the time from `since` to `until`."""

    since: datetime
    until: datetime
    verdict: CoverageVerdict
    feeds: int
    """In use."""
    heard: int
    """Of these, the ones that can have missed nothing in the span."""
    gaps: tuple[CoverageGap, ...] = ()
    """The others, worst first."""
    dark: tuple[str, ...] = ()
    """Kinds of sources with two feeds or more, none of which was heard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """A rendered daily e-mail, before it is addressed."""

    session: date
    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxMessage:
    """A message to be delivered once: rendered bytes and their state."""

    kind: str
    period: str
    """The trading session it is about, ISO date."""
    recipient: str
    message_id: str
    subject: str
    body: bytes
    state: str
    """queued, sending, sent, failed, uncertain"""
    attempts: int
    next_try: datetime
    created_at: datetime
    sent_at: datetime | None = None
    last_error: str | None = None
