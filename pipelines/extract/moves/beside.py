"""Who stands beside a verb of moving, with nothing but filler, a bracket or a description between."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from pipelines.extract.little_words import BEING
from pipelines.extract.moves.lists import (
    before_bracket,
    behind_bracket,
    described_firm,
    is_apposed,
    is_listed,
    is_ticker,
    list_ending,
    moving_subject,
    shares_between,
)
from pipelines.extract.moves.move import MOVE_VERBS, OF_FIGURES
from pipelines.extract.moves.sizes import is_by_sum, percent_starts, percents_beside
from pipelines.extract.moves.words import (
    ASIDES,
    CLOSING,
    INDEX_NOUNS,
    MODAL,
    PARTICLES,
    PLACES,
    QUALIFIERS,
    SHARES,
    STATES,
    SURE,
    TAILS,
    VALUE_WORDS,
    is_filler,
)
from pipelines.extract.passage import NameHit, Sentence, Span
from pipelines.extract.roles.capitals import is_capitalised
from pipelines.extract.roles.names import in_brackets

TODAY = frozenset("today this again premarket monday tuesday wednesday thursday friday after amid".split())
FULL_NAMES = frozenset({"technologies", "tech", "corporation", "limited", "holdings", "inc", "corp"})
"""Right before the verb, behind a shorter name."""
PRICED_GOODS = frozenset("chips semiconductors processors memory dram nand hbm".split())
PRICE_OF = frozenset({"for", "of", "on", "to", "renting"})
"""Between a price and what has it."""
PARTING = frozenset({",", ";", ":", "and", "while", "but", "as"})
"""Between what a price is of and another part of the sentence."""
DEBUT = frozenset({"debut", "ipo", "listing", "debuts", "nasdaq", "nyse"})
"""A company is listed now."""


def left_of(trigger: Span, sentence: Sentence) -> NameHit | None:
    """The free-standing name before a verb with little between."""
    at = trigger[0] - 1
    if sentence.word(at) == ")":
        at = before_bracket(at, sentence)
    ends = {n.end for n in sentence.names}
    while at + 1 not in ends and (is_filler(sentence.word(at)) or sentence.word(at) in VALUE_WORDS):
        at -= 1
    name = next((n for n in sentence.names if n.end == at + 1), None)
    return name if name is not None and not _belongs_to_other(name, sentence, trigger) else None


def only_in_brackets(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "Coherent (COHR) hits": the ticker, where the word before it is common and a name only beside it."""
    inside = [n for n in sentence.names if n.end <= trigger[0] and in_brackets(n, sentence)]
    return [n for n in inside if is_capitalised(sentence.passage.words[max(n.start - 2, 0)])][-1:]


def is_article_before(name: NameHit, trigger: Span, sentence: Sentence) -> bool:
    """Whether an article shows that name and move are one noun: a company's name has none."""
    if name.end != trigger[0] or name.entity.kind != "company":
        return False
    at = name.start - 1
    while sentence.word(at) in QUALIFIERS:
        at -= 1
    return sentence.word(at) in {"a", "an", "the", "this", "that", "another"}


def is_of_shares(name: NameHit, sentence: Sentence) -> bool:
    """ "Shares of IREN are down big"."""
    before = sentence.lower[max(name.start - 3, sentence.start) : name.start]
    return any(a in SHARES and b in {"of", "in"} for a, b in pairwise(before))


def is_state(mover: NameHit, trigger: Span, sentence: Sentence) -> bool:
    """ "The S&P 500 is slightly higher": of an index or a group being higher says that it rose."""
    if mover.entity.kind not in {"index", "collective"} or sentence.word(trigger[0]) not in STATES:
        return False
    return not BEING.isdisjoint(sentence.lower[mover.end : trigger[0]])


def is_told_today(mover: NameHit, trigger: Span, sentence: Sentence) -> bool:
    """ "Why CoreWeave is down today": a service that is down is asked for in other words."""
    if sentence.word(trigger[0]) not in {"up", "down"} or BEING.isdisjoint(sentence.lower[mover.end : trigger[0]]):
        return False
    asked = sentence.word(sentence.start) in {"why", "here's", "here"} or sentence.word(trigger[0]) == "up"
    return asked and sentence.word(trigger[1]) in TODAY


def mover_beside(trigger: Span, sentence: Sentence) -> NameHit | None:
    """The listed name before the verb with nothing but filler, a bracket or a description between."""
    way = _Way(trigger, sentence, {n.end: n for n in sentence.names if n.end <= trigger[0]}, percent_starts(sentence))
    at = trigger[0] - 1
    while at >= sentence.start:
        name = way.ends.get(at + 1)
        if name is not None and not in_brackets(name, sentence):
            if _are_priced_goods(name, sentence):
                return None
            usable = is_listed(name) or _is_new_share(name, trigger, sentence)
            return name if usable and not _belongs_to_other(name, sentence, trigger) else None
        if _is_of_goods(at, sentence):
            return None
        back = way.over(at)
        if back is None:
            return way.beyond(at)
        at = back
    return None


def _is_of_goods(at: int, sentence: Sentence) -> bool:
    """ "Nvidia prices rocket" of its goods, "market share" of what they sell."""
    word, before = sentence.word(at), sentence.word(at - 1)
    return (word == "prices" and before not in SHARES) or (word == "share" and before == "market")


def _are_priced_goods(name: NameHit, sentence: Sentence) -> bool:
    """ "Prices for Nvidia's B200 chips fell", "prices to rent H100 chips rose": goods whose price moves, no shares."""
    if sentence.word(name.end - 1) not in PRICED_GOODS or sentence.word(name.end) in SHARES:
        return False
    nouns = [end for _, end in sentence.spans(("price_noun",)) if end < name.start]
    if not nouns or PRICE_OF.isdisjoint(sentence.lower[max(nouns) - 1 : max(nouns) + 1]):
        return False
    return PARTING.isdisjoint(sentence.lower[max(nouns) : name.start])


@dataclass(slots=True)
class _Way:
    """The words from a verb back to its mover."""

    trigger: Span
    sentence: Sentence
    ends: dict[int, NameHit]
    """The names before the verb, by where they end."""
    percents: dict[int, int]
    """Where percentages begin, by where they end."""

    def over(self, at: int) -> int | None:
        """Where to look on when the word at a token may stand between; None where it may not."""
        sentence, trigger = self.sentence, self.trigger
        word, before = sentence.word(at), sentence.word(at - 1)
        if word in {"points", "point"} and before[:1].isdigit():
            return at - 2  # "Dow closes 300 points lower"
        if word == "value" and before in SHARES:
            return at - 1  # "CoreWeave's stock value soars"
        if at + 1 in self.ends:
            return self.ends[at + 1].start - 1  # a ticker in brackets
        if before == "," and is_ticker(sentence.passage.words[at]):
            return at - 2  # of a list of tickers, one that nobody knows
        if at + 1 in self.percents:
            return self.percents[at + 1] - 1
        if word in {"and", ","} and at in self.percents:
            return self.percents[at] - 1
        if self._is_plain(at):
            return at - 1
        if word == ":" and at + 1 == trigger[0] and before in SHARES and sentence.word(trigger[0]) in PARTICLES:
            return at - 1  # "Nvidia stock: down 12% in November"
        if word == ")":
            return before_bracket(at, sentence)
        return _before_place(at, sentence) if word in PLACES else None

    def _is_plain(self, at: int) -> bool:
        """Whether a word is filler, or the rest of a name."""
        word = self.sentence.word(at)
        if is_filler(word) or word in MODAL or word == "(":
            return True
        if word in TAILS and (at + 1 < self.trigger[0] or (at in self.ends and word in FULL_NAMES)):
            return True
        return word in INDEX_NOUNS and at in self.ends and self.ends[at].entity.kind == "index"

    def beyond(self, at: int) -> NameHit | None:
        """Who moves when a word stands between that parts the verb from its mover, as a description does."""
        sentence, trigger, ends = self.sentence, self.trigger, self.ends
        word = sentence.word(at)
        if word in {"which", "who"} and sentence.word(at - 1) == ",":
            # "..., dragged by TSMC, which fell 3.1%": behind whatever the name stands.
            last = at - 1
            if sentence.word(last - 1) == ")":
                last = before_bracket(last - 1, sentence) + 1
            return ends[last] if last in ends and is_listed(ends[last]) else None
        if word == "," and at in ends and is_apposed(ends[at], sentence):
            return ends[at]  # "Two chip makers, namely Broadcom and Micron, were down"
        if word in ASIDES and at == trigger[0] - 1 - _filler_run(trigger, self.percents, sentence):
            return self._described(at)
        if (
            word in {"and", "but"}
            and sentence.word(at + 1) not in {"a", "an", "the"}
            and percents_beside(trigger, sentence, 1, before=True)
            and not _goes_on_comparing(at, trigger, sentence)
        ):
            # "... beat estimates but fell 5%": the same subject goes on; "... but their shares fell 5%" is told apart.
            has_shares = shares_between(at + 1, trigger[0], sentence)
            return None if has_shares else moving_subject((at, at + 1), sentence)
        return self._closing(at)

    def _described(self, at: int) -> NameHit | None:
        """The name before a description or a list that ends with a comma or dash right before the verb."""
        sentence, trigger = self.sentence, self.trigger
        named = _last_of_list(at, sentence) or described_firm(at, sentence)
        if named is None or trigger[1] - trigger[0] > 1 or sentence.word(trigger[0]) in SURE:
            return named
        sized = bool(percents_beside(trigger, sentence, 1, before=True))
        return named if sized or shares_between(named.end, at, sentence) else None

    def _closing(self, at: int) -> NameHit | None:
        """ "... reversed course to close 3% lower": only a share closes, so the subject of the clause moves."""
        sentence, trigger = self.sentence, self.trigger
        bracketed = only_in_brackets(trigger, sentence)
        if bracketed and bracketed[0].start - at in {2, 3, 4} and is_listed(bracketed[0]):
            return bracketed[0]
        closes = not CLOSING.isdisjoint(sentence.lower[at + 1 : trigger[1]])
        closes = closes or "trade" in sentence.lower[at + 2 : at + 4]  # "pared gains to trade up 1%"
        return moving_subject((at, at + 1), sentence) if closes else None


def _goes_on_comparing(at: int, trigger: Span, sentence: Sentence) -> bool:
    """ "Revenue of $6 billion, up 9% from the last quarter and up 31% from a year ago": still of the figure."""
    earlier = [s for s in sentence.spans(MOVE_VERBS) if s[1] <= at and sentence.word(s[0]) in STATES]
    return (
        sentence.word(trigger[0]) in STATES
        and any(sentence.word(start - 1) == "," for start, _ in earlier)
        and sentence.has(OF_FIGURES, (sentence.start, trigger[0]))
    )


def _last_of_list(comma: int, sentence: Sentence) -> NameHit | None:
    """ "Arm, Lam and KLA, were recently off 6%": a comma too much before a verb of several."""
    if sentence.word(comma + 1) not in {"were", "are", "have"}:
        return None
    ends = (n for n in sentence.names if behind_bracket(n, sentence) == comma)
    last = next((n for n in ends if is_listed(n) and sentence.word(n.start - 1) in {"and", "&"}), None)
    before = sentence.word(list_ending(last, sentence)[0].start - 1) if last is not None else ""
    return last if before in {",", "and", "&", "namely", ":", ""} else None  # no "which include Arm and KLA"


def _before_place(at: int, sentence: Sentence) -> int | None:
    """The token before "in Asia", "in Hong Kong": where a share is traded."""
    if sentence.word(at - 1) in {"in", "across"}:
        return at - 2
    return at - 3 if sentence.word(at - 2) == "in" and sentence.word(at - 1) in {"hong", "new", "south"} else None


def _is_new_share(name: NameHit, trigger: Span, sentence: Sentence) -> bool:
    """Whether a company without a ticker has a share here: by the word, or because it has just been listed."""
    if name.entity.kind != "company" or name.bystander or name.entity.ticker is not None:
        return False
    if shares_between(name.end, trigger[0], sentence) or SHARES.intersection(
        sentence.lower[max(name.start - 5, sentence.start) : name.start]
    ):
        return True
    listed = DEBUT.intersection(sentence.lower[sentence.start : sentence.end])
    return bool(listed) and bool(percents_beside(trigger, sentence, 1, before=True))


def _filler_run(trigger: Span, percents: dict[int, int], sentence: Sentence) -> int:
    """How many filler words stand directly before the verb. percents: as in `_Way`."""
    at = trigger[0] - 1
    while is_filler(sentence.word(at)) or at + 1 in percents:
        at = percents[at + 1] - 1 if at + 1 in percents else at - 1
    return trigger[0] - 1 - at


def _belongs_to_other(name: NameHit, sentence: Sentence, trigger: Span) -> bool:
    """Behind a preposition the name moves only as "shares of X"."""
    before = sentence.word(name.start - 1)
    if before == "the" and sentence.word(name.start - 2) in {"in", "of"}:
        if sentence.word(name.start - 2) == "of" and sentence.word(name.start - 3) in {"basket", "gauge", "group"}:
            return False
        return not SHARES.intersection({sentence.word(name.start - 3), sentence.word(name.start - 4)})
    if before == "of" and sentence.word(name.start - 2) in {"basket", "gauge", "group", "index", "measure", "swath"}:
        return False
    if before == "with" and (percents_beside(trigger, sentence, 1, before=False) or is_by_sum(trigger, sentence)):
        return False  # "..., with Samsung up 6%": a clause of its own.
    if before in {"of", "in"}:
        return not SHARES.intersection({sentence.word(name.start - 2), sentence.word(name.start - 3)})
    return (
        before in {"by", "with", "from", "to", "than", "against", "for", "on", "at"}
        and not shares_between(name.end, trigger[0], sentence)
        and sentence.word(name.start - 2) not in {"due"}
        and before != "to"
    )
