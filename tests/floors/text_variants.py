"""What other outlets do to a text, and press releases that are alike and tell of different things.

All of it is made from our own sentences with a seeded generator, so that every run sees the same texts.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from pathlib import Path

FLOORS = Path(__file__).parent

Edit = Callable[[str, random.Random], str]


def own_articles() -> list[str]:
    """The labelled sentences of ours, shuffled and cut into texts of 6 to 16: no sentence stands in two of them.

    Headlines get a full stop, so that none is read on into the next."""
    rng = random.Random(11)
    names = (
        "family_compute",
        "family_market",
        "family_money",
        "family_places",
        "own_positive",
        "own_negative",
        "own_styles",
    )
    lines = [line for name in names for line in (FLOORS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    sentences = list(dict.fromkeys(json.loads(line)["text"] for line in lines))
    rng.shuffle(sentences)
    articles = []
    while sentences:
        size = rng.randint(6, 16)
        articles.append(" ".join(ended(text) for text in sentences[:size]))
        del sentences[:size]
    return articles


def ended(text: str) -> str:
    return text if text.endswith((".", "!", "?", '"', "”", "'", ")")) else f"{text}."


# ── edits ─────────────────────────────────────────────────────────────────────────────────────────────

_END = re.compile(r"(?<=[.!?])\s+")
_FILLER = (
    "very often roughly later indeed nearly quite again perhaps mostly soon rather once still widely newly".split()
)
_TAIL = (
    " Sign up for our newsletter to receive the day's main stories each evening. Readers can write to the"
    " newsroom with"
    " corrections. This page was put together with material from agencies and may be brought up to date as"
    " the day goes"
    " on. Follow us on all platforms for more about companies, markets and technology."
)


def _first(share: float) -> Edit:
    def cut(text: str, _: random.Random) -> str:
        words = text.split()
        return " ".join(words[: round(share * len(words))]) + " ..."

    return cut


def _without_sentences(share: float) -> Edit:
    def drop(text: str, rng: random.Random) -> str:
        sentences = _END.split(text)
        gone = set(rng.sample(range(len(sentences)), round(share * len(sentences))))
        return " ".join(sentence for number, sentence in enumerate(sentences) if number not in gone)

    return drop


def _edited(share: float) -> Edit:
    """A third of the edits replace a word, a third take one out, a third put one in."""

    def edit(text: str, rng: random.Random) -> str:
        words = text.split()
        for place in sorted(rng.sample(range(len(words)), round(share * len(words))), reverse=True):
            what = rng.randrange(3)
            words[place : place + (what != 2)] = [] if what == 1 else [rng.choice(_FILLER)]
        return " ".join(words)

    return edit


EDITS: dict[str, Edit] = {
    "cut to 60 %": _first(0.6),
    "cut to 30 %": _first(0.3),
    "15 % of sentences dropped": _without_sentences(0.15),
    "5 % of words edited": _edited(0.05),
    "15 % of words edited": _edited(0.15),
    "dateline and credits": lambda text, _: (
        f"OSLO, March 3 (Reuters) - {text} (Reporting by A. Writer in Oslo; Editing by B. Reader)"
    ),
    "boilerplate tail": lambda text, _: text + _TAIL,
}

# ── press releases ────────────────────────────────────────────────────────────────────────────────────

FIRMS = (
    "Alderbrook Compute|Norvane Systems|Pelham Grid|Quarryline|Tessaro Cloud|Wexcombe Power|Brightmoor Data"
    "|Calderon Silicon"
    "|Dunmarrow|Everholt Networks|Fenwick Racks|Gravenhurst"
).split("|")
_PLACES = (
    "Lubbock, Texas|Luleå, Sweden|Abilene, Texas|Fargo, North Dakota|Sines, Portugal|Johor, Malaysia|Reno,"
    " Nevada|Lyon, France"
    "|Leipzig, Germany|Ghent, Belgium|Tulsa, Oklahoma|Odense, Denmark"
).split("|")
_HEADS = (
    "Ana Brandt|Joel Castell|Mira Dunning|Per Ekholm|Ruth Fallow|Tomas Gray|Vera Holt|Wim Jansen|Yuki Kato"
    "|Ella Lindqvist"
    "|Omar Naderi|Paula Quist"
).split("|")
_LEGAL = (
    "This release contains forward-looking statements that involve risks and uncertainties. Actual results may differ"
    " materially from those expressed or implied because of construction delays, the availability of power"
    " and equipment,"
    " customer concentration, financing conditions and other factors described in the company's filings. The company"
    " undertakes no duty to bring these statements up to date except as required by law."
)
_RELEASES = (
    "{firm} today announced that it has signed a lease for {power} megawatts of critical IT load at its"
    " campus in {place}."
    " The lease has an initial term of {years} years with two options to extend and is expected to bring"
    " about ${total} million"
    ' of revenue over its term. Deliveries begin in {month} {year}. "This agreement shows what our team in'
    ' {place} can do,"'
    ' said {head}, chief executive of {firm}. "We thank our partners for their trust." The company expects'
    " capital spending"
    " of ${capex} million to complete the buildings, of which {share} percent has been spent to date.",
    "{firm} today announced the pricing of ${total} million aggregate principal amount of convertible senior"
    " notes due {year}"
    " in a private offering to qualified institutional buyers. The notes will bear interest at {share}"
    " percent a year, payable"
    " twice a year. The initial conversion rate is {rate} shares per 1,000 dollars of principal, a premium"
    " of about {years}"
    " percent over the last reported sale price. {firm} expects net proceeds of about ${capex} million,"
    " which it intends to use"
    " for general corporate purposes, among them equipment for its site in {place}, said {head}, its chief"
    " financial officer.",
    "{firm} today reported results for the quarter ended {month} 30. Revenue was ${total} million, up"
    " {share} percent from a"
    " year earlier. Net loss was ${capex} million. Contracted power rose to {power} megawatts, with {years}"
    " sites in operation,"
    " the newest of them in {place}. For the full year the company expects revenue between ${low} million"
    " and ${high} million."
    ' "We delivered another strong quarter and remain on track," said {head}, chief executive of {firm}. A'
    " conference call"
    " will be held at 5 p.m. New York time and can be heard on the company's investor site.",
)


def press_releases(count: int = 12) -> list[str]:
    """Of each form `count`: wording and legal notice are the same, whom and how much they speak of is not."""
    rng = random.Random(23)
    releases = []
    for form in _RELEASES:
        for number in range(count):
            facts = {
                "firm": FIRMS[number % len(FIRMS)],
                "place": rng.choice(_PLACES),
                "head": _HEADS[number % len(_HEADS)],
                "month": rng.choice(("March", "June", "September", "April")),
                "year": rng.randint(2026, 2033),
                "years": rng.randint(5, 40),
                "power": rng.randint(20, 900),
                "total": rng.randint(100, 9000),
                "capex": rng.randint(100, 4000),
                "share": round(rng.uniform(1, 90), 1),
                "rate": round(rng.uniform(5, 60), 4),
                "low": rng.randint(500, 800),
                "high": rng.randint(801, 1200),
            }
            releases.append(f"{form.format(**facts)} {_LEGAL}")
    return releases
