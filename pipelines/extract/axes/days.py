"""Which day a text gives an event, and whether it is only retold: "on Oct. 29 he told", "signed a deal in November".

What must never happen: the end of a quarter, a date of maturity or the beginning of a lease taken for the day of an
event, which would make today's results an old story. So a day counts where something was said or done on it, and
nothing that is still to come stands between.

A month is no day: it makes an event retold, without a date. News does not date what happened today by its month.
Part of `context`, which decides between days and the cues of time.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from pipelines.extract.frames.drafts import JUDGEMENTS, Draft
from pipelines.extract.passage import Sentence, Span
from pipelines.extract.text.quotations import FULL_DATE, MONTH_NAME, MONTHS, date_of

Dated = tuple[date, Span]
"""A day and where the text names it."""

TOLD = frozenset("said told replied answered wrote explained announced".split())
"""Verbs of saying in the past."""
REPORTING = TOLD | {"reported", "says", "reports"}
AUDIENCE = frozenset(
    "shareholders investors analysts reporters employees lawmakers customers at in to during a an the its annual "
    "general meeting call conference interview early late".split()
)
"""What may stand between such a verb and its day: "told shareholders at the annual meeting on May 27"."""
AHEAD = frozenset("will would shall can could may might plans expects begins starts is are now today".split())
SPOKEN_WITHIN = 8
"""Most words between a day and what was said on it: "on a call in October, Chief Executive Jane Roe said"."""
DID = frozenset(
    """bought sold won struck sought took made built gave got led lost held chose began drew spent broke raised agreed
    signed""".split()
)
"""Deeds in the past, beside what ends in "ed"."""
NO_DEED = frozenset("need speed united limited combined estimated expected planned proposed projected".split())
SUBJECTS = frozenset("it he she they we company has had was were also first who which".split())
"""Before a deed; a participle before its noun ("the increased budget") has none."""
MEASURED = JUDGEMENTS | {
    "price_move", "price_change", "earnings_result", "capex_spend", "backlog_update", "position_change",
    "supply_constraint",
}  # fmt: skip
"""Types that are news of the month they measure, or of the market."""
AGREED = frozenset({"contract", "compute_leasing", "power_deal"})
AGREEMENTS = frozenset("contract contracts deal deals lease leases agreement agreements".split())
RUNNING = frozenset("runs run expires expire lasts last ends end".split())
UNTIL = frozenset({"until", "through", "in", "for"})
STANDS_WITHIN = 8
PASSIVE = frozenset("is are was were be been being".split())
OTHER_ENDS = frozenset(
    "ended ending ends through until till due by since effective before after from to starting beginning commencing "
    "maturing expiring opening delivery deliveries".split()
)
"""Before the day on which a period, a lease or a loan ends or begins."""
OF_SOMETHING_ELSE = AHEAD | {"to", "that", "which", "when", "as", "set", "scheduled"}
"""Between a deed and a day that is of what was agreed on: "signed a lease that begins in May"."""
COMPARING = frozenset("from than with versus vs vs. over against since to".split())
"""Before a time that is only a yardstick: "up 37% from a year ago"."""
MONTH_WORDS = frozenset(word + stop for word in MONTHS for stop in ("", "."))
DAY_OF_YEAR = re.compile(
    rf"\bon (?P<month>{MONTH_NAME})\.?\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!,?\s(?:19|20)\d\d)", re.IGNORECASE
)
PAST_MONTH = re.compile(
    rf"\b(?:in|last)(?:\s(?:early|late|mid)[\s-]?)?\s?(?P<month>{MONTH_NAME})\b\.?(?!\s\d\d?\b|[\s-]quarter)(?:,?\s(?P<year>20\d\d))?",
    re.IGNORECASE,
)
STALE = timedelta(days=7)
"""A dated event older than this against its article is retold (the rule the feeds use for stale items)."""


def stated_days(sentence: Sentence) -> list[Dated]:
    """The full date of the sentence, else of the line that leads its quotation in: the same for all its events."""
    if sentence.dates is None:
        sentence.dates = list(_stated_days(sentence))
    return sentence.dates


def _stated_days(sentence: Sentence) -> Iterator[Dated]:
    passage = sentence.passage
    start, end = passage.char_span((sentence.start, sentence.end))
    for day, span in _days_in(start, end, sentence):
        leading = sentence.word(span[0] - 1)
        if leading not in OTHER_ENDS and (leading, sentence.word(span[0] - 2)) != ("of", "as"):
            yield day, span
    quote = sentence.quote
    if quote is not None and quote.said_on is not None:
        before = [dated for dated in _days_in(0, quote.start, sentence) if dated[0] == quote.said_on]
        yield from before[-1:]


def _days_in(start: int, end: int, sentence: Sentence) -> Iterator[Dated]:
    passage = sentence.passage
    # A full date has a year; asking for that first spares most sentences the pattern.
    if passage.text.find("20", start, end) < 0 and passage.text.find("19", start, end) < 0:
        return
    for hit in FULL_DATE.finditer(passage.text, start, end):
        day = date_of(hit)
        if day is not None:
            yield day, passage.tokens_of(*hit.span())


def past_days(draft: Draft) -> Iterator[Dated]:
    """ "On May 27 he said", "bought it on Oct. 3": a day without its year is the last one before the article.

    Only of what was said or done then: "starts on May 27" may be still to come, and "the quarter that ended on
    March 31" says nothing of when the event was. Of the last week nothing is made: that is the news itself.
    """
    sentence, published = draft.sentence, draft.sentence.passage.published
    if published is None or MONTH_WORDS.isdisjoint(sentence.vocabulary):
        return
    passage = sentence.passage
    for hit in DAY_OF_YEAR.finditer(passage.text, *passage.char_span((sentence.start, sentence.end))):
        span = passage.tokens_of(*hit.span())
        day = _last_before(MONTHS[hit["month"].lower()], int(hit["day"]), published.date())
        if day is not None and is_old(day, published) and _was_then(span, draft):
            yield day, span


def past_months(draft: Draft) -> Iterator[Span]:
    """Months before the article in which the event was, or was told: "in May he told", "signed a deal in November"."""
    sentence, published = draft.sentence, draft.sentence.passage.published
    if draft.type in MEASURED or MONTH_WORDS.isdisjoint(sentence.vocabulary):
        return
    passage = sentence.passage
    for hit in PAST_MONTH.finditer(passage.text, *passage.char_span((sentence.start, sentence.end))):
        span = passage.tokens_of(hit.start(), max(hit.end("month"), hit.end("year")))
        if _was_then(span, draft) and _is_over(MONTHS[hit["month"].lower()], hit["year"], published):
            yield span


def tells_of_before(span: Span, draft: Draft) -> bool:
    """Whether words like "last year" tell when the event was, and nothing else."""
    sentence, (start, end) = draft.sentence, span
    word = sentence.word
    if word(start) == "had":
        # "Said it had signed a contract": the tense is of the saying.
        return REPORTING.isdisjoint(sentence.vocabulary)
    if word(start) == "previously" and end != draft.trigger[0] and word(end).endswith("ed"):
        return False  # "Will occupy a site previously earmarked for Oracle"
    if word(start - 1) in COMPARING and word(start - 2) != "more":
        return False
    first, last = draft.trigger
    between = sentence.passage.lower[end:last] if end <= first else sentence.passage.lower[max(first - 2, 0) : last]
    # "Was $30 billion last year and will be $45 billion"; what was said last year of the future is told again.
    return AHEAD.isdisjoint(between) or not TOLD.isdisjoint(sentence.passage.lower[sentence.start : first])


def standing(draft: Draft) -> Iterator[Span]:
    """Words that say an agreement stood before: "a campus used by OpenAI", "the contract runs until 2032"."""
    sentence, (start, end) = draft.sentence, draft.trigger
    if draft.type not in AGREED or draft.status != "agreed":
        return
    word = sentence.word
    if word(end - 1) == "by" and word(start).endswith("ed"):
        # Who does something else to a thing describes it with the participle; in "was leased by" that is told itself.
        before = range(sentence.clause(start)[0], start)
        is_told = any(word(at) in PASSIVE for at in before)
        if not is_told and any(_is_deed(at, draft) for at in before):
            yield start, end
    if word(end - 1) in AGREEMENTS:
        for at in range(end, min(end + STANDS_WITHIN, sentence.end)):
            runs = word(at) in RUNNING and word(at + 1) in UNTIL
            if runs or (word(at), word(at + 1)) == ("are", "worth"):
                yield at, at + 2


def is_old(day: date, published: datetime | None) -> bool:
    return published is not None and published.date() - day > STALE


def _was_then(day: Span, draft: Draft) -> bool:
    return _was_said_then(day, draft) or (draft.type not in MEASURED and _was_done_then(day, draft))


def _was_said_then(day: Span, draft: Draft) -> bool:
    """ "On a call in October, Jane Roe said", "told shareholders at the meeting on May 27 that"."""
    sentence, lower, (start, end) = draft.sentence, draft.sentence.passage.lower, day
    at = start - 1
    while at >= sentence.start and sentence.word(at) in AUDIENCE:
        at -= 1
    if sentence.word(at) in TOLD:
        return end <= draft.trigger[0] or at >= draft.trigger[1]
    opens = all(sentence.word(before) in AUDIENCE | {"on"} for before in range(sentence.start, start))
    opening = lower[end : min(end + SPOKEN_WITHIN, draft.trigger[0])] if opens else []
    spoken = next((at for at, word in enumerate(opening) if word in TOLD), None)
    return spoken is not None and AHEAD.isdisjoint(opening[:spoken])


def _was_done_then(day: Span, draft: Draft) -> bool:
    """ "In September, it agreed to supply", "signed a contract with Microsoft in November"."""
    sentence, lower, (start, end) = draft.sentence, draft.sentence.passage.lower, day
    low, high = sentence.clause(draft.trigger[0])
    deed = next((at for at in range(low, draft.trigger[1]) if _is_deed(at, draft)), None)
    signed = draft.trigger[1] <= start and _is_past(start - 1, sentence)
    if signed and (draft.trigger[1] == start or sentence.word(start - 2) in {"was", "were"}):
        return low <= start < high  # "A contract signed in November", "the contract was signed in November"
    if deed is None or not low <= start < high or sentence.word(start - 1) in OTHER_ENDS:
        return False
    if not AHEAD.isdisjoint(
        word for at, word in enumerate(lower[deed : draft.trigger[0]], deed) if at not in range(*day)
    ):
        return False  # What lies ahead; "May" in the day itself is a month.
    if "now" in lower[end:high]:
        return False  # "Raised its budget in May and now plans to spend more"
    if start < deed:
        return AHEAD.isdisjoint(lower[end:deed])
    return OF_SOMETHING_ELSE.isdisjoint(lower[deed:start])


def _is_deed(at: int, draft: Draft) -> bool:
    """A verb of something done, with its subject before it."""
    sentence = draft.sentence
    if not _is_past(at, sentence):
        return False
    before = at - 1 - sentence.word(at - 1).endswith("ly")
    return sentence.word(before) in SUBJECTS or any(name.end == before + 1 for name in sentence.names)


def _is_past(at: int, sentence: Sentence) -> bool:
    word = sentence.word(at)
    return word in DID or (word.endswith("ed") and len(word) > len("shed") and word not in NO_DEED)


def _is_over(month: int, year: str | None, published: datetime | None) -> bool:
    """Whether a month ended before the article; without a date of the article what was done in it is over."""
    if published is None:
        return True
    named = int(year) if year else published.year - (month > published.month)
    return date(named, month, monthrange(named, month)[1]) < published.date()


def _last_before(month: int, day: int, last: date) -> date | None:
    """The latest such day up to `last`; None where the calendar has none in these two years."""
    for year in (last.year, last.year - 1):
        try:
            named = date(year, month, day)
        except ValueError:
            continue
        if named <= last:
            return named
    return None
