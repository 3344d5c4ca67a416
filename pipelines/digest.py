"""The daily e-mail: what the session's stories did to prices, in one short read.

`build_digest` decides what is said and how much of it; two templates, one of text and one of HTML, say it from the
same figures. `message_bytes` makes the mail that goes over the wire. What is due, to whom, and whether it was sent is
not known here.

How much: a mail clipped by its reader's program loses its footer, so the HTML never exceeds `HTML_LIMIT`. When a day
is too full, rows are dropped and counted ("and 23 more"), sections never. A quiet day gives a short mail, and "no news"
is said only when coverage was adequate (`pipelines.coverage`): silence of a feed is no silence of the world. Every mail
says how many feeds were heard, and names the ones that were not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr, parseaddr
from hashlib import sha256
from typing import Any

from pipelines import report, wording
from pipelines.beside import Ahead, beside_sentence
from pipelines.confound import NOBODY_LOOKED, Confounding, Key
from pipelines.escape import header_text, one_line, safe_url
from pipelines.explain import expected_words
from pipelines.report import by_story
from pipelines.templating import package_text, templates
from pipelines.urls import without_tracking
from pipelines.verdicts import UNUSUAL_BELOW, Verdict
from tracker.errors import InputError
from tracker.records import Coverage, CoverageGap, CoverageVerdict, Digest, FeedCondition, ReportRow

HTML_LIMIT = 80_000
"""Bytes. Gmail cuts a mail off near 102 KB of HTML; the rest is for what mail servers add."""

SUBJECT_CHARS = 110
_SYMBOLS_IN_SUBJECT = 2
_FEEDS_IN_SUMMARY = 2
_CRLF = "\r\n"
_NO_PRICE = {"no_prices", "no_prior_price", "missing_bar", "no_benchmark"}


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchRow:
    """A watched symbol on the digest's session. Returns are fractions; None where there is no price."""

    symbol: str
    close: float | None
    day_return: float | None
    vs_market: float | None
    news_count: int
    verdict: str | None = None
    """moved_without_news, or None: nothing to remark."""


_UNSEEN_SHOWN = 12
"""Symbols that moved without news."""
_BESIDE_SHOWN = 4
"""Neighbours that are named below a story."""
AGAINST_SHOWN = 2
"""Denials, corrections and ends of a story, the latest."""
FINDINGS_SHOWN = 3
"""Per story; in brief only one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryNote:
    """What a mail says of a story beyond its rows."""

    url: str | None = None
    """Where its first report can be read."""
    actor: str | None = None
    """Who acts, for the subject; None takes the headline instead."""
    findings: tuple[str, ...] = ()
    """What its reports say of their numbers that does not agree."""
    against: tuple[str, ...] = ()
    """That it was denied, corrected or ended since, and by what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Caps:
    """How many rows each section may have."""

    moved: int = 12
    lines: int = 8
    brief: int = 20
    earlier: int = 8
    watch: int = 30
    gaps: int = 8
    ahead: int = 12

    def smaller(self) -> _Caps:
        """A quarter less of everything but never nothing: a section says at least its first row.

        The watched symbols come last: what is cut of them is told by no other command.
        """
        if max(self.moved, self.lines, self.brief, self.earlier, self.gaps, self.ahead) == 1:
            return replace(self, watch=max(1, self.watch * 3 // 4))
        return replace(
            self,
            moved=max(1, self.moved * 3 // 4),
            lines=max(1, self.lines * 3 // 4),
            brief=max(1, self.brief * 3 // 4),
            earlier=max(1, self.earlier * 3 // 4),
            gaps=max(1, self.gaps * 3 // 4),
            ahead=max(1, self.ahead * 3 // 4),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    """A story as the mail sees it: one row per symbol, those of the window that counts."""

    rows: tuple[ReportRow, ...]
    note: StoryNote

    @property
    def first(self) -> ReportRow:
        return self.rows[0]

    @property
    def unusual(self) -> tuple[ReportRow, ...]:
        return tuple(row for row in self.rows if report.is_unusual(row))


def build_digest(
    session: date,
    rows: Sequence[ReportRow],
    watch: Sequence[WatchRow],
    coverage: Coverage,
    *,
    notice: str | None,
    command_hint: str,
    notes: Mapping[str, StoryNote] | None = None,
    confounding: Mapping[Key, Confounding] = NOBODY_LOOKED,
    coming: Ahead | None = None,
) -> Digest:
    """The digest of a session.

    rows: all windows, of the stories whose reaction session it is and of earlier ones whose window ended with it.
    coverage: of the time from the close before the session to this digest.
    notice: said on top and below, for prices that are not real. command_hint: where the rest can be read.
    confounding: what else touches the rows' windows. coming: what the calendar holds for the next session.
    """
    stories = _items(rows, session, notes or {})
    today = [item for item in stories if item.first.session is None or item.first.session >= session]
    earlier = [item for item in stories if item not in today]
    moved = sorted((item for item in today if item.unusual), key=_prominence)
    brief = [item for item in today if not item.unusual]
    shared = {
        "session": wording.session_text(session),
        "summary": _summary(session, today, moved, coverage),
        "preheader": _preheader(moved, watch),
        "gaps": _gaps(rows, watch, coverage if today else None),
        "heard": one_line(wording.coverage_words(coverage)),
        "notice": one_line(notice) if notice else None,
        "hint": one_line(command_hint),
        "tests": _tests(rows),
    }
    subject = _subject(session, today, moved, coverage)
    caps = _Caps()
    while True:
        unheard = wording.gap_lines(coverage, caps.gaps)
        told = {
            **shared,
            **_sections(moved, brief, earlier, watch, caps, confounding),
            **_coming(coming, caps),
            "unheard": unheard,
            "title": subject,
        }
        html = _html(told)
        if len(html.encode()) <= HTML_LIMIT or caps == caps.smaller():
            break
        caps = caps.smaller()
    return Digest(session=session, subject=subject, text=_text(told), html=html)


# ── what is said ────────────────────────────────────────────────────────────────────────────────────


def _items(rows: Sequence[ReportRow], session: date, notes: Mapping[str, StoryNote]) -> list[_Item]:
    return [
        _Item(rows=_one_window(group, session), note=notes.get(story, StoryNote()))
        for story, group in by_story(rows).items()
    ]


def _one_window(rows: Sequence[ReportRow], session: date) -> tuple[ReportRow, ...]:
    """One row per symbol: the session's own story shows its first window, an earlier one its last that is over."""
    chosen: dict[str, ReportRow] = {}
    for row in report.by_symbol(rows):
        later = row.session is not None and row.session < session and row.reason != "not_yet"
        if row.symbol not in chosen or later:
            chosen[row.symbol] = row
    return tuple(chosen.values())


def _subject(session: date, today: Sequence[_Item], moved: Sequence[_Item], coverage: Coverage) -> str:
    """The finding itself. A subject without one carries the date, so that two quiet days differ."""
    day = f"{session.day} {session:%b}"
    fresh = [item for item in moved if not item.first.backfilled]
    if fresh:
        lead = fresh[0]
        more = f"; {wording.counted(len(fresh) - 1, 'more story', 'more stories')}" if len(fresh) > 1 else ""
        topic = one_line(_topic(lead), SUBJECT_CHARS - len(_moves(lead)) - len(more) - 2)
        return header_text(f"{_moves(lead)}: {topic}{more}")
    if today:
        stories = wording.counted(len(today), "story", "stories")
        if moved:
            return f"Unusual moves on {day} only beside stories from the archive: {stories}"
        return f"No unusual move on {day}: {stories}" if _any_told(today) else f"{stories} on {day}, no verdict yet"
    if coverage.verdict is CoverageVerdict.ADEQUATE:
        return f"No news on {day}"
    why = f"{coverage.heard} of {coverage.feeds} feeds heard" if coverage.feeds else "no feed in use"
    return f"Cannot say whether there was news on {day}: {why}"


def _any_told(items: Sequence[_Item]) -> bool:
    """Whether anything of these stories is measured: before that, a move can be neither unusual nor usual."""
    return any(row.p is not None for item in items for row in item.rows)


def _prominence(item: _Item) -> tuple[bool, float, datetime]:
    """What the subject names opens the mail, and is the last to be cut.

    History last; then the story whose own parties moved most: of two stories that share a session, the one that
    is about the symbol, not the one that merely met it; then the earlier report.
    """
    own = [abs(row.t or 0.0) for row in item.unusual if row.exposure == "direct"]
    return item.first.backfilled, -max(own, default=0.0), item.first.t0


def _topic(item: _Item) -> str:
    row = item.first
    return f"{item.note.actor} {wording.words(row.type)}" if item.note.actor else row.headline


def _moves(item: _Item) -> str:
    """The two symbols that stand out most, with what they did; those the story is about before those it only met."""
    rows = sorted(item.unusual, key=lambda row: (row.exposure != "direct", -abs(row.t or 0.0)))[:_SYMBOLS_IN_SUBJECT]
    return ", ".join(f"{one_line(row.symbol, 12)} {wording.signed_percent(row.raw)}" for row in rows)


def _summary(session: date, today: Sequence[_Item], moved: Sequence[_Item], coverage: Coverage) -> str:
    day = wording.session_text(session)
    if not today:
        return _no_story(day, coverage)
    stories = wording.counted(len(today), "story", "stories")
    if not _any_told(today):
        return f"{stories} for {day}, no verdict yet."
    if not moved:
        return f"{stories} for {day}, none with an unusual move."
    symbols = len({row.symbol for item in moved for row in item.unusual})
    moves = f"{wording.counted(symbols, 'symbol')} moved unusually on {day}"
    archive = ", from the archive" if all(item.first.backfilled for item in moved) else ""
    return f"{moves}, in {len(moved)} of {stories}{archive}." if len(today) > 1 else f"{moves}{archive}."


def _no_story(day: str, coverage: Coverage) -> str:
    """ "No news" only when the feeds could have told; otherwise we do not know, and say so."""
    if not coverage.feeds:
        return f"Cannot say whether there was news for {day}: no feed is in use."
    heard = wording.heard_words(coverage)
    told = f"{heard[0].lower()}{heard[1:]} heard from the previous close on"
    if coverage.verdict is CoverageVerdict.ADEQUATE:
        return f"No news for {day}: {told}{_but(coverage.gaps)}."
    dark = f", but {wording.dark_words(coverage)}" if coverage.dark and coverage.heard else ""
    return f"Cannot say whether there was news for {day}: {told}{dark}."


def _but(gaps: Sequence[CoverageGap]) -> str:
    """The feeds that were not heard, by name as far as there is room."""
    if not gaps:
        return ""
    names = [one_line(gap.title or gap.feed, 40) for gap in gaps]
    if len(gaps) == 1:
        return f"; {names[0]} was not ({_why(gaps[0])})"
    shown = zip(names[:_FEEDS_IN_SUMMARY], gaps, strict=False)
    named = " and ".join(f"{name} ({_why(gap)})" for name, gap in shown)
    more = f" and {len(gaps) - _FEEDS_IN_SUMMARY} more" if len(gaps) > _FEEDS_IN_SUMMARY else ""
    return f"; {named}{more} were not"


def _why(gap: CoverageGap) -> str:
    if gap.state in {FeedCondition.OK, FeedCondition.NEVER_POLLED}:
        return one_line(gap.reason, 90)
    since = f" since {wording.minute_text(gap.since)}" if gap.since else ", never heard"
    return f"{wording.CONDITION_WORDS[gap.state]}{since}"


def _preheader(moved: Sequence[_Item], watch: Sequence[WatchRow]) -> str:
    """The second fact, which mail programs show beside the subject."""
    if len(moved) > 1:
        return one_line("Also " + "; ".join(f"{_moves(item)}: {_topic(item)}" for item in moved[1:3]), 140)
    known = [row for row in watch if row.day_return is not None]
    if not known:
        return "No closes for the watched symbols."
    row = max(known, key=lambda row: abs(row.day_return or 0.0))
    return f"Largest move among the watched: {row.symbol} {wording.signed_percent(row.day_return)}."


def _gaps(rows: Sequence[ReportRow], watch: Sequence[WatchRow], coverage: Coverage | None) -> list[str]:
    """What was missing when this was written; empty means that nothing was.

    coverage: None when the summary speaks of it already.
    """
    gaps = [wording.coverage_words(coverage)] if coverage is not None and (coverage.gaps or not coverage.feeds) else []
    unpriced = {row.symbol for row in watch if row.close is None} | {r.symbol for r in rows if r.reason in _NO_PRICE}
    if unpriced:
        gaps.append(f"Prices missing for {_listed(sorted(unpriced), 12)}.")
    return gaps


def _listed(names: Sequence[str], cap: int) -> str:
    shown = ", ".join(one_line(name, 24) for name in names[:cap])
    return f"{shown} and {len(names) - cap} more" if len(names) > cap else shown


def _tests(rows: Sequence[ReportRow]) -> str:
    """How many tests stand behind the verdicts, and how many alarms chance alone would give."""
    tests = sum(row.p is not None for row in rows)
    if not tests:
        return "No test could be made."
    chance = f"{tests * UNUSUAL_BELOW:.1f}"
    return f"{wording.counted(tests, 'test')} in all; chance alone would call about {chance} of them unusual."


# ── how much is said ────────────────────────────────────────────────────────────────────────────────


def _sections(
    moved: Sequence[_Item],
    brief: Sequence[_Item],
    earlier: Sequence[_Item],
    watch: Sequence[WatchRow],
    caps: _Caps,
    confounding: Mapping[Key, Confounding],
) -> dict[str, Any]:
    """Each section's rows as figures, and how many did not fit."""
    return {
        "moved": [_story(item, caps.lines, confounding) for item in moved[: caps.moved]],
        "moved_more": max(0, len(moved) - caps.moved),
        "earlier": [_story(item, caps.lines, confounding) for item in earlier[: caps.earlier]],
        "earlier_more": max(0, len(earlier) - caps.earlier),
        "brief": [_short(item) for item in brief[: caps.brief]],
        "brief_more": max(0, len(brief) - caps.brief),
        "watch": [_watched(row) for row in watch[: caps.watch]],
        "watch_more": max(0, len(watch) - caps.watch),
        "unseen": _unseen(watch),
    }


def _coming(coming: Ahead | None, caps: _Caps) -> dict[str, Any]:
    """What the calendar holds for the next session; no lines: nothing, and no section."""
    lines = coming.lines if coming is not None else ()
    return {
        "coming": list(lines[: caps.ahead]),
        "coming_more": max(0, len(lines) - caps.ahead),
        "coming_session": wording.session_text(coming.session) if coming is not None else "",
    }


def _story(item: _Item, cap: int, confounding: Mapping[Key, Confounding]) -> dict[str, Any]:
    """Unusual symbols first: what is cut off then is the unremarkable rest."""
    row = item.first
    lines = [*item.unusual, *(row for row in item.rows if not report.is_unusual(row))]
    tag = f", {wording.BUCKET_WORDS[row.bucket]}" if row.bucket and row.sure else ""
    return {
        "id": row.story,
        "headline": one_line(row.headline, 160),
        "url": _link(item),
        "type": wording.event_name(row.type, row.subtype),
        "when": f"{wording.minute_text(row.t0)}{tag}",
        "reports": wording.reports_words(row),
        "telling": row.lineage,
        "archive": row.backfilled,
        "window": f"over {wording.WINDOW_WORDS.get(row.window, row.window)}",
        "verdicts": _verdicts(item),
        "overlap": beside_sentence(item.rows, confounding, _BESIDE_SHOWN),
        "findings": _remarks(item, FINDINGS_SHOWN),
        "lines": [_line(row) for row in lines[:cap]],
        "more": max(0, len(lines) - cap),
    }


def _verdicts(item: _Item) -> str | None:
    """What is said of the unusual moves, in a sentence; symbols with the same verdict stand together."""
    said: dict[str, list[str]] = {}
    for row in item.unusual:
        expected = f" ({expected_words(row)})" if row.expected_sign is not None else ""
        said.setdefault(f"{wording.verdict_words(row)}{expected}", []).append(one_line(row.symbol, 12))
    parts = [f"{', '.join(names)}: {what}" for what, names in said.items()]
    return f"{'; '.join(parts)}." if parts else None


def _unseen(watch: Sequence[WatchRow]) -> str | None:
    """Which of the watched moved unusually with no story that speaks of them."""
    moved = [row for row in watch if row.verdict == Verdict.MOVED_WITHOUT_NEWS]
    names = [f"{one_line(row.symbol, 12)} {wording.signed_percent(row.day_return)}" for row in moved]
    said = wording.VERDICT_WORDS[Verdict.MOVED_WITHOUT_NEWS].capitalize()
    return f"{said}: {_listed(names, _UNSEEN_SHOWN)}." if names else None


def _line(row: ReportRow) -> dict[str, Any]:
    return {
        "symbol": one_line(row.symbol, 12),
        "raw": wording.signed_percent(row.raw),
        "vs_market": wording.signed_percent(row.market_adjusted),
        "abnormal": wording.signed_percent(row.abnormal),
        "t": wording.signed_figure(row.t),
        "unusual": report.is_unusual(row),
        "up": (row.abnormal or 0.0) >= 0,
        "why": wording.reason_words(row.reason) if row.reason else None,
    }


def _short(item: _Item) -> dict[str, Any]:
    row = max(item.rows, key=lambda row: abs(row.t or 0.0) if row.p is not None else -1.0)
    if row.p is not None:
        told = f"{row.symbol} {wording.signed_percent(row.raw)}, abnormal {wording.signed_percent(row.abnormal)}"
        told = f"{told}, t {wording.signed_figure(row.t)}"
    else:
        told = f"{row.symbol} {wording.signed_percent(row.raw)}" if row.raw is not None else row.symbol
        told = f"{told}, {wording.verdict_words(row)}"
    return {
        "id": row.story,
        "headline": one_line(row.headline, 160),
        "url": _link(item),
        "told": one_line(told),
        "lineage": row.lineage if row.follows else None,
        "findings": _remarks(item, 1),
    }


def _remarks(item: _Item, cap: int) -> list[str]:
    """That its session is in doubt, which another mail may have told it under, what was said against it since, and
    what is odd about its numbers."""
    unsure = sorted({row.session for row in item.rows if not row.sure and row.session is not None})
    doubt = [f"reacts {wording.session_text(day)} or in another session: {wording.TIME_NOT_KNOWN}" for day in unsure]
    said = (*item.note.against[-AGAINST_SHOWN:], *item.note.findings[:cap])
    return [*doubt, *(one_line(line, 300) for line in said)]


def _link(item: _Item) -> str | None:
    """The article's address, without what only tracks; a monstrous one is left out, for it would crowd out the rows."""
    url = safe_url(without_tracking(item.note.url)) if item.note.url else None
    return url if url is not None and len(url) <= 500 else None


def _watched(row: WatchRow) -> dict[str, Any]:
    return {
        "symbol": one_line(row.symbol, 12),
        "close": f"{row.close:,.2f}" if row.close is not None else wording.NOT_KNOWN,
        "day": wording.signed_percent(row.day_return),
        "vs_market": wording.signed_percent(row.vs_market),
        "news": str(row.news_count),
    }


def _text(told: Mapping[str, Any]) -> str:
    return templates().get_template("digest.txt.j2").render(**told)


def _html(told: Mapping[str, Any]) -> str:
    """Rules become style attributes, which all mail programs read; the dark-mode block stays for those that can."""
    import css_inline

    page = (
        templates()
        .get_template("digest.html.j2")
        .render(**told, rules=package_text("digest.css"), kept=package_text("digest_kept.css"))
    )
    inliner = css_inline.CSSInliner(keep_style_tags=False, load_remote_stylesheets=False)
    return f"{inliner.inline(page).rstrip()}\n"


# ── the message ─────────────────────────────────────────────────────────────────────────────────────


def message_bytes(
    digest: Digest, *, sender: str, recipient: str, message_id: str, date: datetime, list_id: str
) -> bytes:
    """The mail as it goes over the wire: text first, HTML last, lines end in CRLF; the same input, the same bytes.

    The headers are written here rather than by EmailMessage: its folding of non-ASCII headers loses blanks, which
    changes subjects and even made servers refuse mails (CPython issue 144156). Raises InputError for an address
    that is none.
    """
    body = EmailMessage(policy=SMTP)
    body.set_content(digest.text, cte="quoted-printable")
    body.add_alternative(digest.html, subtype="html", cte="quoted-printable")
    # Fixed, so that the bytes are; "=_" cannot occur in quoted-printable text.
    body.set_boundary(f"=_{sha256(message_id.encode()).hexdigest()[:32]}")
    headers = {
        "From": _address(sender, "sender"),
        "To": _address(recipient, "recipient"),
        "Subject": _encoded(digest.subject),
        "Date": format_datetime(date),
        "Message-ID": f"<{header_text(message_id).strip('<>')}>",
        "Auto-Submitted": "auto-generated",
        "List-Id": f"<{header_text(list_id).strip('<>')}>",
    }
    lines = "".join(f"{name}: {value}{_CRLF}" for name, value in headers.items())
    return lines.encode("ascii") + body.as_bytes()


def _encoded(text: str) -> str:
    """A header's text; encoded as a whole unless it is plain and short, so that no blank is lost at a joint."""
    clean = header_text(text)
    if clean.isascii() and len(clean) <= 66 and "=?" not in clean:
        return clean
    return Header(clean, "utf-8", header_name="Subject").encode(linesep=_CRLF)


def _address(text: str, what: str) -> str:
    name, address = parseaddr(header_text(text))
    if "@" not in address or not address.isascii():
        raise InputError(f"{what}: {text!r} is no mail address; write name@example.org or Name <name@example.org>")
    if name.isascii():
        return formataddr((name, address))
    return f"{Header(name, 'utf-8', header_name='From').encode(linesep=_CRLF)} <{address}>"
