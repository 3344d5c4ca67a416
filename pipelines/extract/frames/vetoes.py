"""Which words forbid a frame: those of its vetoes in the clause of the trigger, unless they are of something else;
and those of a feeling, which forbid all.

Deliberately not here: conditions, which ask for something (`conditions/`).
"""

from __future__ import annotations

from collections.abc import Collection

from pipelines.extract.event_amounts.kinds import RESULTS
from pipelines.extract.frames.directions import DOUBTS, is_doubt
from pipelines.extract.frames.drafts import JUDGEMENTS, rejected
from pipelines.extract.frames.rules import Frame
from pipelines.extract.little_words import JOINTS
from pipelines.extract.passage import Sentence, Span

RAISING = ("debt_get", "raise_money")
"""Verbs of money that is raised."""
MODALS = frozenset("would could may might".split())
OUTWEIGHING = frozenset("overshadow overshadows overshadowed outweigh outweighs eclipse eclipses".split())
METRICS = frozenset("revenue revenues sales profit earnings growth margin".split())
SENDING = frozenset("sending pushing driving lifting sends pushes dragging knocking".split())
MARKET_TYPES = frozenset(
    "analyst_rating price_target analyst_view position_change debt_financing equity_financing ipo".split()
)
SETTING_WORDS = frozenset({"as", "amid", "ahead", "after", "before", "following", "despite", "citing"})
"""They begin when or why something is done."""
FUNDING = frozenset({"fund", "finance", "support"})
BEFORE_PURPOSE = frozenset({"to", "will", "would", "help"})
"""Before a verb that says what money is for."""
DENYING = frozenset("denied denies denying".split())
FEELINGS = frozenset(
    "fear fears worry worries concern concerns anxiety hope hopes optimism bet bets expectation expectations".split()
)
"""Before "that": what somebody only wishes, fears or counts on."""
FELT_WITHIN = 12
EXPECTED = frozenset("expected hoped wanted predicted anticipated".split())
ONLOOKERS = frozenset("analysts street investors traders economists many".split())
"""Who expected something of others."""
OUTLOOKS = frozenset({"forecast", "forecasts", "outlook", "guidance"})
CONTRASTS = frozenset({"but", "instead", "yet"})
"""Behind what was expected of somebody they tell that he did otherwise."""
OWN_PLANS = frozenset("hope hopes bet bets".split())
"""Such words that tell a plan where the company itself is before them."""
OWNERS = frozenset({"company", "person", "government"})
VOICES = JUDGEMENTS | {"price_move", "position_change"}
"""Types of those who judge and trade: what they feel is what is told."""


def is_vetoed(frame: Frame, trigger: Span, sentence: Sentence, aside: Collection[Span] = ()) -> bool:
    """Whether words in the trigger's clause forbid the frame; those that overlap `aside` do not count."""
    low, high = sentence.clause(trigger[0])
    for name in frame.veto:
        for words in sentence.terms.get(name, ()):
            if not low <= words[0] < high:
                continue
            if frame.type in RESULTS and name == "capex" and _is_told_beside(words, trigger, sentence):
                continue
            if frame.id == "equity.stock" and name == "debt_noun" and _stands_apart(words, trigger, sentence):
                continue
            if frame.type in MARKET_TYPES and "proceeds" in sentence.passage.lower[trigger[1] : words[0]]:
                continue  # "Sold shares and will use the proceeds to repay notes"
            if (
                frame.type == "contract"
                and name in {"debt", "equity_issue"}
                and _has_own_verb(words, trigger, sentence)
            ):
                continue
            if frame.type == "executive_change" and any(n.start == words[1] and n.party for n in sentence.names):
                continue  # "Chief of sales at cloud provider Vultr"
            if aside and any(words[0] < end and start < words[1] for start, end in aside):
                continue
            aside_of = frame.type in MARKET_TYPES and _is_setting_of(trigger, words, sentence)
            if not aside_of and not _is_of_the_saying(words, sentence):
                rejected(frame, trigger, sentence, f"veto {name}", words)
                return True
    return False


def is_only_felt(frame: Frame, trigger: Span, sentence: Sentence) -> bool:
    """ "Fears that Meta will cut its capex hit Nvidia", "investors bet that Google will": nobody has told it.

    What a company itself hopes ("Meta hopes that it will double its capacity") is its plan.
    """
    if frame.type in VOICES or (FEELINGS | DOUBTS).isdisjoint(sentence.vocabulary):
        return False
    low = max(sentence.clause(trigger[0])[0], trigger[0] - FELT_WITHIN)
    felt = (
        at
        for at in range(low, trigger[0] - 1)
        if is_doubt(at, sentence) or (sentence.word(at) in FEELINGS and sentence.word(at + 1) == "that")
    )
    at = next(felt, None)
    if at is None or (sentence.word(at) in OWN_PLANS and _is_owned(at, sentence)):
        return False
    return "," not in sentence.lower[at + 2 : trigger[0]]


def is_only_expected(frame: Frame, trigger: Span, sentence: Sentence) -> bool:
    """ "Analysts had expected Nvidia to lift its outlook", "it was expected to, but did not": what has not come."""
    if EXPECTED.isdisjoint(sentence.vocabulary):
        return False
    if frame.type == "analyst_view":
        # "Traders had expected": what they thought before the news.
        return sentence.word(trigger[0]) in EXPECTED and sentence.word(trigger[0] - 1) == "had"
    if frame.type in VOICES:
        return False
    low = max(sentence.clause(trigger[0])[0], trigger[0] - FELT_WITHIN)
    for at in range(low, trigger[0]):
        between = sentence.lower[at + 1 : trigger[0] + 1]
        if sentence.word(at) not in EXPECTED or {"to", "would"}.isdisjoint(between) or "," in between:
            continue
        before = sentence.word(at - 1)
        otherwise = not CONTRASTS.isdisjoint(sentence.lower[trigger[1] : sentence.end])
        if before == "had" or before in ONLOOKERS or (before in {"was", "were", "been"} and otherwise):
            return True
        if before in {"is", "are"} and frame.type == "guidance" and sentence.word(trigger[0]) in OUTLOOKS:
            return True  # "Nvidia is expected to raise its forecast": it may on the day.
    return False


def _is_owned(at: int, sentence: Sentence) -> bool:
    return any(name.end == at and name.entity.kind in OWNERS for name in sentence.names)


def _stands_apart(other: Span, trigger: Span, sentence: Sentence) -> bool:
    """ "Upsized its convertible and priced $1 billion of stock": each verb has its own object."""
    return other[1] <= trigger[0] and sentence.word(trigger[0] - 1) in {"and", ","}


def _has_own_verb(other: Span, trigger: Span, sentence: Sentence) -> bool:
    """ "Raises $2 billion in debt, signs a contract with Meta", "signs a lease and raises debt": two verbs, each with
    what is told of it."""
    if other[1] <= trigger[0]:
        return sentence.word(trigger[0] - 1) in {"and", ","} and sentence.has(RAISING, (sentence.start, other[0]))
    return any(
        sentence.word(start - 1) in {"and", ","}
        for start, _ in sentence.spans(RAISING)
        if trigger[1] < start <= other[0]
    )


def _is_told_beside(budget: Span, trigger: Span, sentence: Sentence) -> bool:
    """ "Raises capex and revenue forecast", "revenue outlook, capex guidance": two things are told of."""
    if budget[1] <= trigger[0]:
        joined = sentence.word(trigger[0] - 1) in JOINTS
        if not OUTWEIGHING.isdisjoint(sentence.passage.lower[budget[1] : trigger[0]]):
            return True  # "Spending plans overshadow a strong forecast"
        # "Revenue and capital spending forecast": one noun for both.
        shared = budget[1] == trigger[0] and sentence.word(budget[0] - 1) in {"and", "&"}
        return joined or (shared and sentence.word(budget[0] - 2) in METRICS)
    between = sentence.passage.lower[trigger[1] : budget[0]]
    own = not METRICS.isdisjoint(sentence.passage.lower[trigger[0] : trigger[1]])
    return own and not JOINTS.isdisjoint(between)


def moved_shares(sentence: Sentence, claimed: Collection[Span]) -> list[Span]:
    """The words for shares that a price move stands beside: "…, sending shares lower", "…, stock sinks" buy none."""
    if not claimed:
        return []
    return [
        span
        for span in sentence.terms.get("shares_word", ())
        if (sentence.word(span[0] - 1) in SENDING or _opens_part(span[0], sentence))
        and any(-1 <= low - span[1] <= 1 for low, _ in claimed)
    ]


def _opens_part(at: int, sentence: Sentence) -> bool:
    """Whether a subject stands behind a comma or an "and", with no more than whose it is between."""
    if sentence.word(at - 1) in {"its", "the", "'s", "’s"}:
        at -= 1
    at = next((n.start for n in sentence.names if n.end == at), at)
    return at > sentence.start and sentence.word(at - 1) in {",", "and", "but", ";", "as"}


def _is_setting_of(trigger: Span, words: Span, sentence: Sentence) -> bool:
    """ "Lifts target on CoreWeave ahead of results", "raises a round citing debt risks": what stands behind such a word
    is when or why, and no part of the deed."""
    return trigger[1] <= words[0] and not SETTING_WORDS.isdisjoint(sentence.passage.lower[trigger[1] : words[0]])


def _is_of_the_saying(words: Span, sentence: Sentence) -> bool:
    """A modal that opens a question or belongs to a denial ("denied that it would"), as the axes tell; a month."""
    at, word = words[0], sentence.lower[words[0]]
    if word == "delayed" and "draw" in sentence.passage.lower[at + 1 : at + 3]:
        return True  # "A delayed-draw term loan"
    if word == "upgrades":
        # "Driven by upgrades to HBM3e": of goods, unless a broker stands before the verb.
        return not any(n.entity.kind == "broker" and 0 <= at - n.end <= 2 for n in sentence.names)
    if word in FUNDING:
        return sentence.word(at - 1) in BEFORE_PURPOSE  # "a loan to fund a campus"
    if word not in MODALS:
        return False
    if sentence.is_month(at):
        return True
    asked = at == sentence.start and sentence.word(sentence.end - 1) == "?"
    return asked or not DENYING.isdisjoint(sentence.passage.lower[max(at - 4, sentence.start) : at])
