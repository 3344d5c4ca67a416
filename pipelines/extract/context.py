"""Places an event on its four axes: polarity, status, source and time.

The axes are independent, because mixing them was the main error of every flat scheme: "rumoured" is a source,
"planned" a status. Cues are phrases with a reach (cues.toml); the first one of an axis that reaches the trigger wins.
A cue does not reach over a colon, dash or semicolon, so that "raises capex: a risky bet?" stays a raise.

What is left as it was: status and time of formal acts (ratings, results, price moves) unless a cue says otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from pipelines.extract.frames import Draft
from pipelines.extract.lexicon import Cue
from pipelines.extract.passage import NameHit, Sentence, Span

MONTH_NAMES = "january february march april may june july august september october november december".split()
MONTHS = {name: number for number, name in enumerate(MONTH_NAMES, 1)}
DATE = re.compile(
    rf"\b(?P<month>{'|'.join(MONTHS)})\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<year>(?:19|20)\d\d)\b", re.IGNORECASE
)
SAYING = frozenset("say says said report reports reported wrote writes according cited citing told tells".split())
FORMAL = frozenset({"analyst_rating", "price_target", "price_move", "position_change"})
SPOKEN = frozenset({"analyst_rating", "price_target", "analyst_view", "price_move"})
STALE = timedelta(days=7)
"""A dated event older than this against its article is retold (the rule the feeds use for stale items)."""


def place(drafts: Iterable[Draft], cues: Iterable[Cue]) -> None:
    """Set polarity, status, source and time of every draft, and note the cues as evidence."""
    by_axis: dict[str, list[Cue]] = {}
    for cue in cues:
        by_axis.setdefault(cue.axis, []).append(cue)
    for draft in drafts:
        draft.axes["polarity"] = _polarity(draft, by_axis["polarity"])
        draft.status = _status(draft, by_axis["status"])
        draft.axes["source"] = _source(draft, by_axis["source"])
        draft.date = _stated_date(draft)
        draft.axes["time"] = _time(draft, by_axis["time"])


def _polarity(draft: Draft, cues: Iterable[Cue]) -> str:
    """Affirmed for what is an act of speaking or of the market itself: a "not" there belongs to what is said."""
    if draft.type in SPOKEN:
        return "affirmed"
    return _first(draft, cues) or "affirmed"


def _first(draft: Draft, cues: Iterable[Cue]) -> str | None:
    for cue in cues:
        span = _reaching(cue, draft)
        if span is not None:
            if cue.value:
                draft.evidence.append(("cue", span))
            return cue.value or None
    return None


def _reaching(cue: Cue, draft: Draft) -> Span | None:
    """The place of a phrase of the cue that reaches the trigger."""
    sentence, trigger = draft.sentence, draft.trigger
    spans = sentence.terms.get(cue.key)
    if not spans:
        return None
    low, high = sentence.segment(trigger[0])
    for span in spans:
        before, after = trigger[0] - span[1], span[0] - trigger[1]
        # "intends to" reaches "to invest": the cue may end inside the trigger, not begin there.
        forward = span[0] < trigger[0] and before <= cue.scope and span[1] <= trigger[1]
        backward = 0 <= after <= cue.scope
        overlap = before < 0 and after < 0
        inside = low <= span[0] < high
        hit = {"forward": forward and inside, "backward": backward and inside}.get(cue.reach, inside)
        if cue.reach == "around":
            hit = inside and (forward or backward or overlap)
        if hit or cue.reach == "sentence":
            return span
    return None


def _status(draft: Draft, cues: Iterable[Cue]) -> str:
    if draft.type in FORMAL or draft.status == "reiterated":
        return draft.status
    sentence = draft.sentence
    _, end = sentence.segment(draft.trigger[0])
    if sentence.passage.words[end - 1].endswith("?") or sentence.word(end) == "?":
        return "question"
    if (
        draft.axes["polarity"] == "negated"
        and "yet" in sentence.passage.lower[slice(*sentence.segment(draft.trigger[0]))]
    ):
        # "We haven't done it yet" keeps the door open: neither a denial nor an end.
        return "considered"
    if draft.status in {"occurred", "ongoing", "terminated"} and draft.axes["polarity"] == "affirmed":
        found = _first(draft, [cue for cue in cues if cue.value in {"planned", "considered", "hypothetical"}])
        return found or draft.status
    if draft.firm:
        cues = [cue for cue in cues if cue.value != "planned"]
    return _first(draft, cues) or draft.status


def _source(draft: Draft, cues: Iterable[Cue]) -> str:
    """Who says so: a cue, a publisher or broker beside a verb of saying, else the company itself."""
    if draft.type in SPOKEN:
        return "company" if draft.type == "price_move" else "analyst"
    if draft.subtype == "analyst_model":
        return "analyst"
    speakers = _speakers(draft.sentence)
    filed = _first(draft, [cue for cue in cues if cue.value == "filing"])
    if filed:
        return filed
    if any(n.party == draft.actor for n in speakers if n.entity.kind in {"company", "person"}):
        return "company"
    if any(n.entity.kind == "publisher" for n in speakers):
        return "named_outlet"
    stated = _first(draft, cues)
    if stated:
        return stated
    if any(n.entity.kind == "broker" for n in speakers) and draft.actor is not None:
        return "analyst"
    if any(n.party == draft.counterparty for n in speakers if n.entity.kind == "company") and draft.counterparty:
        return "counterparty"
    return "company"


def _speakers(sentence: Sentence) -> list[NameHit]:
    """Names within two words of a verb of saying, and a publisher at the end behind a dash."""
    lower = sentence.passage.lower
    found = []
    for name in sentence.names:
        near = (
            lower[max(sentence.start, name.start - 2) : name.start] + lower[name.end : min(name.end + 3, sentence.end)]
        )
        signed = name.entity.kind == "publisher" and sentence.word(name.start - 1) in {"-", "—", "–", "", "("}
        model = name.entity.kind == "broker" and bool(
            {"model", "table", "sees", "believes", "notes", "warns", "expects", "'s"} & set(near)
        )
        if SAYING.intersection(near) or signed or model:
            found.append(name)
    return found


def _time(draft: Draft, cues: Iterable[Cue]) -> str:
    """Retold, a date of the sentence, or what the status implies."""
    sentence = draft.sentence
    if draft.date is not None:
        is_quoted = sentence.quote is not None and sentence.quote.said_on is not None
        old = _is_old(date.fromisoformat(draft.date), sentence.passage.published)
        return "retold" if old or is_quoted else draft.date
    if draft.type not in FORMAL and _first(draft, cues):
        return "retold"
    if draft.status in {"planned", "considered", "hypothetical", "question"}:
        return "future"
    return "past" if draft.status in {"occurred", "terminated", "withdrawn"} else "now"


def _stated_date(draft: Draft) -> str | None:
    """The full date of the sentence, else of the line that leads its quotation in."""
    sentence = draft.sentence
    start, _ = sentence.passage.char_span((sentence.start, sentence.start + 1))
    _, end = sentence.passage.char_span((sentence.end - 1, sentence.end))
    hit = DATE.search(sentence.passage.text, start, end)
    named = _date(hit) if hit else None
    if named is None and sentence.quote is not None:
        named = sentence.quote.said_on
    return named.isoformat() if named else None


def _date(hit: re.Match[str]) -> date | None:
    try:
        return date(int(hit["year"]), MONTHS[hit["month"].lower()], int(hit["day"]))
    except ValueError:
        return None


def _is_old(named: date, published: datetime | None) -> bool:
    return published is not None and published.date() - named > STALE
