"""Whether two headlines are the same report, the same story, or unrelated.

What must never happen: the answer depends on anything but the two titles and the hours between them. An archive that
weighed the words would give other stories in another order of arrival. And two events become one: a headline of one
firm is joined to the same sentence about another, or today's instance of a daily template to yesterday's. A report
that is not joined costs less, since the events in the texts, and the texts themselves, can still join it.

Theory. Words are weighed by inverse document frequency, log(1 + N / df), and headlines compared by the cosine (Salton
and Buckley 1988). N and df come from `headline_words.txt`, which is shipped: figures from 4,975 headlines and
sentences of the length of one. 3,980 are titles and first sentences of 60 feeds (newspapers, agencies, trade press,
blogs; of those dated, two fifths of 2025 and 2026), 245 headlines of public news and market pages, most of 2025 and
2026, 110 market news of 2026, 640 sentences of ours, so that "data center" does not look rare. A word that is not in
the table counts as df 1. `tests/floors/count_headline_words.py` makes it; no labelled pair went into it.

How it works, in this order:

1. publishers at the end and labels at the start ("- Reuters", "Exclusive:", "UPDATE 2-") are taken off; words are
   stemmed by a few regular endings; Chinese counts by pairs of characters;
2. beyond STORY_HOURS nothing is told;
3. two instances of one template (puzzles, market wraps, "X reports second-quarter results", price targets, share
   moves ...) are compared by what they say beyond the template's words. Other figures, another direction or another
   subject make them unrelated however alike they sound;
4. below STORY they are unrelated. The line rises with time: words return with the next event of the same kind;
5. so they are when both name somebody and nobody in common, when one sentence stands with another name in one place
   ("Citi upgrades Nvidia", "Citi upgrades AMD"), or when one goes up and the other down;
6. from COPY on, again rising with time, or when the shorter says next to nothing that the longer does not, they are
   one report. Not so, but still one story: the figures conflict; only one is a template, a question, a review or an
   explanation; only one has a word with which stories turn or are answered (denies, appeals, reacts); one tells what
   came after the other ("markets rally after ...").

Measured on 110 labelled pairs of real headlines, of which a random 64 served to choose and 46 were kept aside and
scored twice, totals only; and on 141 of our own, labelled before any was scored and halved alike. With 95 % intervals
(Wilson):

                              chosen on   kept aside            ours, chosen on   ours, kept aside
    duplicates, precision     31 of 31    23 of 23 (.86-1.00)   18 of 20          15 of 19 (.57-.91)
    duplicates, recall        31 of 38    23 of 31 (.57-.86)    18 of 20          15 of 15 (.80-1.00)
    same story, recall        56 of 56    40 of 41 (.87-1.00)   39 of 40          27 of 28 (.82-.99)
    unrelated, rejected       8 of 8      5 of 5 (.57-1.00)     34 of 38          31 of 35 (.74-.95)

Before the second scoring COPY was .63, rising to .82, and questions and shortened headlines were not looked at: 21 of
21 and 21 of 31 on the part kept aside.

What was tried. Without stemming the area under the curve of same story against unrelated was .81 instead of .87. The
sources of the table hardly matter (.86 to .88), except that with all our sentences in it the names of the domain
weigh so little that its follow-ups are lost (36 of 40 instead of 39). COPY from .52 to .66 gives 27 to 32 of 38
duplicates with at most one wrong; STORY from .28 to .34 changes one pair. That most of what stands before "after" is
new, instead of all of it, lost two duplicates. Two headlines that are alike in places but not in names ("flood
warning for northern England", "heat warning for southern England") cannot be told from reworded ones by words.

Known exceptions: reports without a word in common ("rail line", "train"); the same sentence about another thing that
is no name; a template nobody listed; names that outlets write differently; figures rounded differently count as
others.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cache, lru_cache
from importlib import resources
from typing import Final, NamedTuple

COPY: Final = 0.57
COPY_LATE: Final = 0.78
COPY_HOURS: Final = 24.0
"""Cosine from which they are one report: at once, and from COPY_HOURS on; in between on a line. The more time has gone
by, the more of what sounds alike is new."""
WITHIN: Final = 0.9
WITHIN_WORDS: Final = 4
"""The share of its weight that a headline of so many words must share to be the other one, shortened."""
STORY: Final = 0.32
STORY_LATE: Final = 0.38
"""Cosine from which they are one story: at once, and at the end of STORY_HOURS; in between on a line."""
STORY_HOURS: Final = 72.0
SAME_SUBJECT: Final = 0.5
"""Cosine of what two headlines of one template say beyond it, from which they speak of the same thing."""
TEMPLATE_HOURS: Final = 20.0
"""Two instances of a template further apart are two issues of a daily."""
OUTLET_WORDS: Final = 6
"""Of a publisher's name at the end."""
KEYS: Final = 6
TOKENS: Final = 1 << 16
"""So many are remembered."""


class Kind(StrEnum):
    """What two headlines are to each other."""

    DUPLICATE = "duplicate"
    SAME_STORY = "same_story"
    UNRELATED = "unrelated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """What two headlines are compared by."""

    words: tuple[str, ...]
    """In order, stemmed, without stop words, publisher and label; Chinese as pairs of characters."""
    weights: Mapping[str, float]
    """Inverse document frequencies scaled to length 1; empty when there is no word."""
    subject: Mapping[str, float]
    """The same of the words that are no template's; its own length is 1."""
    names: frozenset[str]
    """Words that are written like names."""
    numbers: frozenset[str]
    """Figures and quarters, without years."""
    keys: tuple[str, ...]
    """The rarest words, at most KEYS: two headlines that share none are unrelated."""
    foreground: frozenset[str]
    """Of "A after B" the words of A that are no names; empty when the headline is not so built."""
    comment: bool
    """Whether it asks, explains, reviews or tells what happened behind the news, going by its first words."""
    template: str | None
    """The kind of recurring headline it is: puzzle, photos, guide, wrap, results ...; None: none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """What two headlines are to each other, how alike they are, and which rule said so."""

    kind: Kind
    score: float
    """Cosine of the words, in [0, 1]."""
    why: str
    """The rule that decided."""


# ── words ─────────────────────────────────────────────────────────────────────────────────────────────

_CJK = "\u3400-\u4dbf\u4e00-\u9fff\u3040-\u30ff\uac00-\ud7af"
_PLAIN = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-"})
_TOKEN = re.compile(rf"[{_CJK}]+|\d+(?:[.,]\d+)*|[^\W\d_](?:\.[^\W\d_])+\.?|[^\W_{_CJK}]+(?:'[^\W_]+)*")
_STOP = frozenset(
    "a about after ahead all amid an and are as at be been before but by can could did do does for from had has have"
    " he her his how i if in into is it its just may might more my not now of on or our out over said say says she so"
    " than that the their them they this to up was we were what when where which who why will with would you"
    " your".split()
)
_DIGITS = {w: str(n) for n, w in enumerate("two three four five six seven eight nine ten eleven twelve".split(), 2)}
_QUARTER = re.compile(r"\b(?:(1st|first)|(2nd|second)|(3rd|third)|(4th|fourth))[ -]quarter\b", re.I)
_LABEL = re.compile(
    r"^\s*(?:【[^】]*】|\[[^\]]*\]|(?:快讯|独家|突发|更新)[:：]"
    r"|(?:exclusive|breaking(?: news)?|just in|live(?: updates?| blog)?|watch(?: live)?|video|audio|podcast"
    r"|photos|analysis"
    r"|opinion|editorial|column|commentary|explainer|factbox|timeline|interview|correct(?:ed|ion)"
    r"|clarification|update \d+"
    r"|wrapup \d+|rpt|refile|brief|press release|news wrap|report|sources|updated?)\s*(?::|\||--?)\s*)",
    re.I,
)
_OUTLET = re.compile(
    r"\b(?:news|times|post|journal|herald|tribune|gazette|guardian|daily|today|weekly|magazine|press|wire"
    r"|newswire|radio|tv"
    r"|television|media|telegraph|observer|chronicle|mirror|mail|star|sun|globe|review|insider|finance"
    r"|reuters|bloomberg"
    r"|cnbc|cnn|bbc|nbc|cbs|abc|npr|pbs|ap|afp|upi|axios|politico|forbes|fortune|barron's|marketwatch"
    r"|techcrunch|verge"
    r"|wired|engadget|gizmodo|cnet|zdnet|ars technica|al jazeera|the hill|newsweek|time|economist|independent|nikkei"
    r"|yahoo|benzinga|seeking alpha|motley fool|investing|zacks|the information|semafor|euronews|dw|france 24"
    r"|\w+\.(?:com|net|org|co|io|tv))\b",
    re.I,
)
_TAIL = re.compile(r"^(.*\S)\s+(-|\||-{2})\s+(.+)$", re.S)


def strip_title(title: str) -> str:
    """The headline without its publisher and without labels such as "Exclusive:" or "UPDATE 1-"."""
    text = unicodedata.normalize("NFKC", title).translate(_PLAIN).strip()
    for _ in range(3):
        shorter = _LABEL.sub("", text, count=1)
        if shorter == text or not shorter.strip():
            break
        text = shorter
    tail = _TAIL.match(text)
    if tail and len(tail[3].split()) <= OUTLET_WORDS and (tail[2] == "|" or _OUTLET.search(tail[3])):
        text = tail[1]
    return _QUARTER.sub(lambda m: f"Q{m.lastindex} quarter", text)


class _Forms(dict[str, tuple[str, ...]]):
    """The words that each token counts as.

    They are asked for every word of every headline. A cache that keeps count of what was used last takes longer.
    """

    def __missing__(self, token: str) -> tuple[str, ...]:
        if len(self) == TOKENS:
            self.clear()
        self[token] = forms = _made_forms(token)
        return forms


_forms = _Forms().__getitem__


def _made_forms(token: str) -> tuple[str, ...]:
    """The words a token counts as: none for a stop word, several for Chinese."""
    if "\u3040" <= token[0] <= "\u9fff" or "\uac00" <= token[0] <= "\ud7af" or "\u3400" <= token[0] <= "\u4dbf":
        return tuple(token[i : i + 2] for i in range(len(token) - 1)) or (token,)
    word = (token[:-1] if token.endswith("s") and token[:-1].isupper() and len(token) > 2 else token).casefold()  # GPUs
    if word[0].isdigit():
        return (word.replace(",", ""),)
    word = word.replace(".", "").removesuffix("'s").replace("'", "")
    word = _DIGITS.get(word, word)
    return () if not word or word in _STOP else (_stem(word),)


def _stem(word: str) -> str:
    """One form for raise, raises, raised and raising; only regular endings, since wrong ones merge names."""
    if len(word) < 4 or not word.isascii() or word == "news":
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes", "zes")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        base = word.removesuffix(ending)
        if base != word and len(base) > 2 and not word.endswith("eed") and set(base) & set("aeiouy"):
            word = base[:-1] if len(base) > 3 and base[-1] == base[-2] and base[-1] not in "lsz" else base
            break
    if word.endswith("an") and len(word) > 5:  # Venezuelan, Russian: as the country
        return word[:-1]
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


def words(title: str) -> list[tuple[str, bool]]:
    """The words of a headline in order, each with whether it is written with a capital.

    >>> words("Exclusive: Meta rents GPUs - Reuters")
    [('meta', True), ('rent', False), ('gpu', True)]
    """
    return _cut(strip_title(title))


def _cut(text: str) -> list[tuple[str, bool]]:
    return [(form, token[0].isupper()) for token in _TOKEN.findall(text) for form in _forms(token)]


# ── what is common ────────────────────────────────────────────────────────────────────────────────────


class _Background(NamedTuple):
    headlines: int
    holding: Mapping[str, int]
    lower: frozenset[str]
    """Words that are mostly written small: in a title where all is capitalised they are no names."""

    def weight(self, word: str) -> float:
        return math.log1p(self.headlines / self.holding.get(word, 1))


@cache
def _background() -> _Background:
    lines = resources.files("pipelines").joinpath("headline_words.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    count = {word: int(number) for word, number, _ in rows[1:]}
    return _Background(int(rows[0][1]), count, frozenset(word for word, _, case in rows[1:] if case == "l"))


def is_common(token: str) -> bool:
    """Whether a word stands in the table of the words of headlines, or is a stop word."""
    return all(form in _background().holding for form in _forms(token))


# ── templates ─────────────────────────────────────────────────────────────────────────────────────────

_UP = "rise rose jump surge gain climb soar rally higher up advance rebound spike pop".split()
_DOWN = "fall fell drop sink slump tumble slide plunge lower down decline retreat slip dip shed lose crash".split()
_MOVING = "|".join(_UP + _DOWN)
_MARKET = (
    "stocks|wall street|dow|nasdaq|s&p 500|s&p|futures|markets|ftse|stoxx|nikkei"
    "|hang seng|sensex|nifty|kospi|dax|bourses"
)
_TEMPLATES: Final = tuple(
    (name, frozenset(signs.split()), re.compile(pattern, re.I))
    for name, signs, pattern in (
        (
            "puzzle",
            "wordle quordle crossword sudoku strands hint hints",
            r"\b(?:wordle|quordle|crossword|sudoku|strands|hints? today|hints?\b.*\banswers?)\b",
        ),
        ("lottery", "lottery powerball millions numbers", r"\b(?:lottery|powerball|mega millions|winning numbers)\b"),
        ("horoscope", "horoscope horoscopes zodiac", r"\b(?:horoscopes?|zodiac)\b"),
        (
            "photos",
            "photo photos pictures",
            r"\bphotos? of the (?:day|week)|\b(?:day|week) in (?:photos|pictures)\b|\bin pictures\b",
        ),
        (
            "briefing",
            "morning evening daily afternoon weekend weekly know watch week ahead top",
            r"\b(?:morning|evening|daily|afternoon|weekend|weekly) (?:brief(?:ing)?|newsletter|wrap|edition"
            r"|digest|roundup)\b"
            r"|things to (?:know|watch)\b|\bweek (?:in \w+|ahead)\b|\bday ahead\b|\btop (?:news|stories"
            r"|headlines)\b|早报|晚报",
        ),
        (
            "calls",
            "calls active movers stocks",
            r"\b(?:analyst calls|most active|(?:premarket|biggest|midday|after-hours) movers|stocks to (?:buy"
            r"|watch))\b",
        ),
        (
            "wrap",
            "stock bell stocks street dow nasdaq p futures markets ftse stoxx nikkei seng sensex nifty kospi dax"
            " bourses",
            rf"\bstock market today\b|\b(?:opening|closing) bell\b|收评|午评|盘前|盘后"
            rf"|^(?:us |european |asian |world |global |asia |europe )?"
            rf"(?:{_MARKET})\b.{{0,25}}"
            rf"\b(?:close|open|end|finish|trade|{_MOVING}|mixed|flat)(?:s|es|d|ed|ing)?\b",
        ),
        ("price", "rate rates price prices", r"\b(?:rates?|prices?) today\b|\btoday'?s? \w+ (?:rates?|prices?)\b"),
        (
            "results",
            "earnings result results profit profits revenue revenues sales loss dividend",
            r"\bearnings (?:call|preview|report|transcript)|\b(?:q[1-4]|quarter(?:ly)?|full-year|half-year"
            r"|fiscal|annual)\b.*"
            r"\b(?:results?|earnings|profits?|revenues?|sales|loss|dividend)\b|季度.*(?:营收|净利|业绩)|财报",
        ),
        (
            "rating",
            "price upgrade upgrades upgraded downgrade downgrades downgraded at with rating coverage outlook",
            r"\bprice target|\b(?:up|down)grade[sd]?\b|\b(?:initiat|reiterat|reaffirm)\w+\b.*\b(?:at|with"
            r"|rating|coverage)\b"
            r"|\b(?:cuts?|raises?|lowers?|lifts?|affirms?) (?:outlook|rating) ",
        ),
        (
            "guide",
            "watch tv time bets odds picks",
            r"\bhow to watch\b|\bwhere to watch\b|\btv (?:channel|schedule)\b|\bstart time\b|\bbest bets\b"
            r"|\bodds\b|\bexpert picks\b",
        ),
        (
            "explainer",
            "know expect",
            r"\bwhat (?:to|you need to|we) know\b|\bwhat to expect\b|\bneed to know\b|\ball (?:that )?we know\b",
        ),
        ("deals", "deal deals", r"\bbest\b.*\bdeals?\b|\bdeals? (?:on|of)\b.*\b(?:day|week|weekend|today)\b"),
        ("weather", "weather", r"^weather\b|\bweather forecast\b"),
        (
            "move",
            "stock stocks share shares trading",
            rf"\b(?:stocks?|shares?)\b.*\b(?:{_MOVING})(?:s|ed|ing|d|ped|ging)?\b|\b(?:{_MOVING})(?:s"
            rf"|ped)?\b.*\bin \w+ trading\b",
        ),
    )
)
"""Name, words in small letters of which a headline of this template holds at least one if it is ASCII, and pattern. The
words are looked for first, since the patterns are slow."""
_REPORTS: Final = frozenset({"results", "rating"})
"""Templates in which news itself is told; the others tell of it, or of nothing."""
_TEMPLATE_WORDS: Final = frozenset(
    form
    for token in (
        "hint hints answer answers clue clues help tips solve game puzzle crossword today todays day week"
        " weekend weekly daily"
        " monday tuesday wednesday thursday friday saturday sunday january february march april may june"
        " july august september"
        " october november december jan feb mar apr jun jul aug sep sept oct nov dec photo photos picture"
        " pictures winning"
        " numbers jackpot horoscope morning evening afternoon briefing brief newsletter edition wrap digest"
        " roundup things know"
        " watch top news stories headlines analyst analysts calls movers premarket stock stocks share shares"
        " market markets"
        " wall street dow nasdaq futures bell opening closing close closes open opens end ends finish higher"
        " lower mixed flat"
        " investor investors trading trade early late rate rates price prices results result report reports"
        " reported earnings"
        " earning quarter quarterly fiscal year annual full half profit revenue sales loss call transcript"
        " preview expect"
        " estimates expectations beat beats miss misses tops second first third fourth q1 q2 q3 q4 target"
        " buy sell hold"
        " neutral overweight outperform rating coverage initiates initiate reiterates reaffirms upgrade"
        " upgrades downgrade"
        " downgrades outlook raise raises cut cuts lower lowers lift lifts affirms negative positive stable"
        " channel tv time"
        " schedule start best bets picks odds preview live stream need expected best deal deals weather forecast rain"
        f" {' '.join(_UP)} {' '.join(_DOWN)}"
    ).split()
    for form in _forms(token)
)
_TURNS: Final = frozenset(
    form
    for token in (
        "deny denies denial refute reject rejects dismiss clarify clarifies retract retracts withdraw scrap"
        " scraps cancel cancels"
        " postpone delay delays appeal appeals react reacts reaction respond responds slam slams blame"
        " blames vow vows urge"
        " urges demand demands condemn condemns praise criticise criticize question questions doubt doubts"
    ).split()
    for form in _forms(token)
)
"""Words with which a story turns, or is answered: a headline that has one where the other has none tells"
" something else."""
_UPS: Final = frozenset(form for token in _UP for form in _forms(token))
_DOWNS: Final = frozenset(form for token in _DOWN for form in _forms(token))


_COMMENT: Final = re.compile(
    r"^\W*(?:why|how|what|when|where|who|is|are|will|can|could|should|does|do|did|has|inside|i|we|my|our|meet"
    r"|behind)\b"
    r"|\b(?:review|hands-on|interview|explained)\b|\?\W*$",
    re.I,
)
_ASCII_WORD: Final = re.compile(r"[a-z0-9]+")
_AFTER: Final = re.compile(r"\b(?:after|amid|following)\b", re.I)


def _template(title: str) -> str | None:
    held = frozenset(_ASCII_WORD.findall(title.lower())) if title.isascii() else None
    return next(
        (
            name
            for name, signs, pattern in _TEMPLATES
            if (held is None or not signs.isdisjoint(held)) and pattern.search(title)
        ),
        None,
    )


# ── one headline ──────────────────────────────────────────────────────────────────────────────────────


@lru_cache(4096)  # its keys are made, then it is compared with many before it is forgotten
def headline(title: str) -> Headline:
    """The headline as it is compared. Depends on nothing but `title`."""
    known = _background()
    text = strip_title(title)
    found = _cut(text)
    weights = {word: known.weight(word) for word, _ in found}
    template = _template(text)
    unit = subject = _unit(weights)
    if template is not None:
        subject = _unit(
            {word: weight for word, weight in weights.items() if word not in _TEMPLATE_WORDS and not _is_number(word)}
        )
    names = frozenset(word for word, big in found if big and word not in known.lower)
    order = sorted(weights, key=lambda word: (-weights[word], word))
    return Headline(
        words=tuple(word for word, _ in found),
        weights=unit,
        subject=subject,
        names=names,
        numbers=frozenset(word for word in weights if _is_number(word)),
        keys=tuple(order[:KEYS]),
        foreground=_foreground(text, names),
        comment=bool(_COMMENT.search(text)),
        template=template,
    )


def _foreground(text: str, names: frozenset[str]) -> frozenset[str]:
    parts = _AFTER.split(text, maxsplit=1)
    return frozenset(word for word, _ in _cut(parts[0])) - names if len(parts) > 1 else frozenset()


def _is_number(word: str) -> bool:
    if word[0].isdigit():
        return not (len(word) == 4 and word[:2] in {"19", "20"})
    return len(word) == 2 and word[0] == "q" and word[1] in "1234"


def _unit(weights: Mapping[str, float]) -> dict[str, float]:
    length = math.sqrt(sum(weight * weight for weight in weights.values()))
    return {word: weight / length for word, weight in weights.items()}


def cosine(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    """Of two vectors of unit length with no negative entry; 0 when one is empty."""
    if len(b) < len(a):
        a, b = b, a
    return min(1.0, math.fsum(weight * b[word] for word, weight in a.items() if word in b))


# ── two headlines ─────────────────────────────────────────────────────────────────────────────────────


def compare(a: Headline, b: Headline, gap: timedelta) -> Likeness:
    """What two headlines are to each other that were published `gap` apart, in either order.

    >>> one, other = headline("Citi upgrades Nvidia to buy"), headline("Citi upgrades AMD to buy")
    >>> compare(one, other, timedelta(hours=1)).kind.value
    'unrelated'
    """
    hours = abs(gap.total_seconds()) / 3600
    score = cosine(a.weights, b.weights)
    kind, why = _decide(a, b, hours, score)
    return Likeness(kind=kind, score=score, why=why)


def _decide(a: Headline, b: Headline, hours: float, score: float) -> tuple[Kind, str]:
    if not a.words or not b.words:
        return Kind.UNRELATED, "no words"
    if hours > STORY_HOURS:
        return Kind.UNRELATED, "too far apart"
    if a.template is not None and a.template == b.template:
        return _instances(a, b, hours)
    if a.words == b.words:
        return Kind.DUPLICATE, "same words"
    if score < _between(STORY, STORY_LATE, hours / STORY_HOURS):
        return Kind.UNRELATED, "too few words in common"
    if _other_subject(a, b):
        return Kind.UNRELATED, "other names"
    if _opposed(a, b):
        return Kind.UNRELATED, "up and down"
    if not _within(a, b) and score < _between(COPY, COPY_LATE, hours / COPY_HOURS):
        return Kind.SAME_STORY, "words in common"
    turned = _turned(a, b)
    return (Kind.SAME_STORY, turned) if turned else (Kind.DUPLICATE, "most words in common")


def _between(early: float, late: float, share: float) -> float:
    return early + (late - early) * min(1.0, share)


def _instances(a: Headline, b: Headline, hours: float) -> tuple[Kind, str]:
    """Of one template: only what they say beyond it counts, and other figures or another day make another"
    " instance."""
    if hours > TEMPLATE_HOURS:
        return Kind.UNRELATED, "another issue of a template"
    if _conflict(a, b) or _opposed(a, b):
        return Kind.UNRELATED, "other figures in a template"
    likeness = cosine(a.subject, b.subject)
    if a.words == b.words:
        return Kind.DUPLICATE, "same words"
    if likeness < SAME_SUBJECT or _other_subject(a, b):
        return Kind.UNRELATED, "another subject in a template"
    return (Kind.DUPLICATE if likeness >= COPY_LATE else Kind.SAME_STORY), "same subject in a template"


def _conflict(a: Headline, b: Headline) -> bool:
    return bool(a.numbers and b.numbers and not a.numbers & b.numbers)


def _opposed(a: Headline, b: Headline) -> bool:
    mine, theirs = set(a.words) - set(b.words), set(b.words) - set(a.words)
    return bool((mine & _UPS and theirs & _DOWNS) or (mine & _DOWNS and theirs & _UPS))


def _turned(a: Headline, b: Headline) -> str | None:
    """Why two alike headlines are not one report though they are one story; None: they are one report."""
    if _conflict(a, b):
        return "other figures"
    if (a.template != b.template) and not {a.template, b.template} - {None} <= _REPORTS:
        return "one tells about it"
    if a.comment != b.comment:
        return "one tells about it"
    if (set(a.words) ^ set(b.words)) & _TURNS:
        return "the story turned"
    if _came_after(a, b) or _came_after(b, a):
        return "one tells what came after"
    return None


def _within(a: Headline, b: Headline) -> bool:
    """Whether the shorter one says next to nothing that the longer does not."""
    shared = sum(weight * weight for word, weight in a.weights.items() if word in b.weights)
    others = sum(weight * weight for word, weight in b.weights.items() if word in a.weights)
    return min(len(a.weights), len(b.weights)) >= WITHIN_WORDS and max(shared, others) >= WITHIN


def _came_after(a: Headline, b: Headline) -> bool:
    return bool(a.foreground) and a.foreground.isdisjoint(b.words)


def _other_subject(a: Headline, b: Headline) -> bool:
    """Whether both name somebody and nobody is named by both, or one sentence stands with another name in a place."""
    if a.names and b.names and not a.names & set(b.words) and not b.names & set(a.words):
        return True
    return _substituted(a, b)


def _substituted(a: Headline, b: Headline) -> bool:
    head = _common(a.words, b.words)
    tail = _common(a.words[head:][::-1], b.words[head:][::-1])
    mine, theirs = a.words[head : len(a.words) - tail], b.words[head : len(b.words) - tail]
    if not (0 < len(mine) <= 2 and 0 < len(theirs) <= 2 and head + tail >= 2):
        return False
    return set(mine) <= a.names and set(theirs) <= b.names


def _common(a: tuple[str, ...], b: tuple[str, ...]) -> int:
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
