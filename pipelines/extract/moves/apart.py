"""Who moves where a comma stands between mover and verb: ", jumping 12%", "Down 45%, is X a buy?", "X wins, jumps"."""

from __future__ import annotations

from pipelines.extract.little_words import POSSESSIVE
from pipelines.extract.moves.lists import is_listed, list_beginning, mover_ending
from pipelines.extract.moves.move import MOVE_VERBS, OF_FIGURES
from pipelines.extract.moves.sizes import SHARE_PRICE, percents_beside
from pipelines.extract.moves.stated import is_clear
from pipelines.extract.moves.words import APPOSITION, CLOSING, PARTICLES, SHARES, SINCE, STRONG_NEXT, VALUE_WORDS
from pipelines.extract.passage import NameHit, Sentence, Span
from pipelines.extract.roles import general
from pipelines.extract.roles.capitals import is_capitalised
from pipelines.extract.roles.names import in_brackets, stands_free

OVERTAKING = frozenset("passes passed overtakes overtook tops topped surpasses surpassed leads led outpaced beats "
                       "joined joins followed outperformed".split())  # fmt: skip
FRONTED = 2
"""Most tokens before a participle that opens its sentence."""
BEFORE_PARTICIPLE = frozenset("closing ending finishing trading now currently also last both each all".split())
WILD = frozenset({"soars", "tumbles", "plunges", "sinks", "slides", "slumps", "slips", "pops", "skyrockets", "craters"})
CLOSING_VERBS = frozenset(
    {"ends", "closes", "finishes", "settles", "opens", "trades", "ticks", "edges", "moves", "heads"}
)
DEED_NEXT = frozenset("as after in on amid premarket despite following again today anyway ahead".split()) | {
    "",
    ".",
    ";",
    "!",
}
DEED_LENGTH = 12
DEED_STOPS = frozenset({",", ";", ":", "as", "while", "after", "when", "because", "but", "that", "which", "who"})
FIGURES = frozenset(
    {"revenue", "sales", "profit", "income", "output", "shipments", "exports", "backlog", "capex", "spending"}
)
AGAINST_FIGURES = frozenset(
    {"beats", "tops", "misses", "beat", "miss", "estimates", "cuts", "raises", "warns", "guides"}
)


def second_deed(trigger: Span, sentence: Sentence, *, sure: bool = False) -> list[NameHit]:
    """ "AMD unveils new chips, jumps 3%", "Nvidia beats estimates but closes lower": whoever opens the headline."""
    at = trigger[0]
    if sentence.word(at) in PARTICLES and sentence.word(at - 1) in CLOSING_VERBS:
        at -= 1
    comma = at - 1 - (sentence.word(at - 1) in {"then", "still", "but"})
    if sentence.word(at)[-1:] != "s" or (sentence.word(comma) != "," and sentence.word(at - 1) != "but"):
        return []
    sized = percents_beside(trigger, sentence, 1, before=False)
    if not (sized or sentence.word(trigger[1]) in DEED_NEXT):
        return []
    low = sentence.segment(at)[0]
    name = next((n for n in sentence.names if n.start == low + (sentence.word(low) == "why")), None)
    if name is None or not is_listed(name) or name.entity.kind != "company" or not stands_free(name, sentence):
        return []
    deed = sentence.lower[name.end : comma + (sentence.word(comma) != ",")]
    if not 0 < len(deed) <= DEED_LENGTH or not DEED_STOPS.isdisjoint(deed) or deed[0][-1:] != "s":
        return []
    figures = sized and not FIGURES.isdisjoint(deed) and AGAINST_FIGURES.isdisjoint(deed)
    if deed[0] in SHARES or (figures and sentence.word(at) not in WILD):
        return []  # "TSMC reports October sales, rises 17%"
    return [name] if sure or is_clear(trigger, sentence, has_shares=False) else []


def _with_own_sizes(subject: NameHit, trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "Dell and HP led gains, adding 7% and 5%": all of a list where each has its percentage, else its first."""
    listed = list_beginning(subject, sentence)
    sizes = percents_beside(trigger, sentence, len(listed), before=False) if len(listed) > 1 else []
    sized = len(sizes) == len(listed) and listed[-1].end <= trigger[0]
    together = sentence.word(trigger[0] - 1) in {"both", "each", "all"}
    together = together or sentence.word(sizes[0].end if sizes else trigger[1]) == "each"
    return listed if sized or together else [subject]


def _behind_comma(trigger: Span, sentence: Sentence) -> NameHit | None:
    """The subject of the main clause behind a participle that opens the sentence."""
    if trigger[0] - sentence.segment(trigger[0])[0] > FRONTED:
        return None
    comma = next((at for at in range(trigger[1], min(trigger[1] + APPOSITION, sentence.end))
                  if sentence.word(at) == ","), None)  # fmt: skip
    if comma is None or any(n.start < comma for n in sentence.names if n.start >= trigger[1]):
        return None
    behind = [n for n in sentence.names if comma < n.start <= comma + 5 and not in_brackets(n, sentence)]
    first = behind[0] if behind else None
    return first if first is not None and is_listed(first) and stands_free(first, sentence) else None


def _opener(trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "X passes Y to become the largest, closing up 6%": behind a comma, whoever opens the clause and acts."""
    if not any(sentence.word(at) == "," for at in range(max(trigger[0] - 3, sentence.start), trigger[0])):
        return None
    low = sentence.segment(trigger[0])[0]
    named = [n for n in sentence.names if low <= n.start and n.end <= trigger[0] and not in_brackets(n, sentence)]
    acted = bool(named) and sentence.word(named[0].end) in OVERTAKING
    return named[0] if acted and len(named) > 1 and is_listed(named[0]) else None


def _named_last(trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "...; the worst was Arm, down 5%": who is told of right before the comma."""
    if sentence.word(trigger[0] - 1) != "," or sentence.word(trigger[0]) not in PARTICLES:
        return None
    name = mover_ending(trigger[0] - 1, sentence)
    told = name is not None and sentence.word(name.start - 1) in {"was", "were", "is", "are", ":", ";"}
    return name if told else None


def _is_of_figures(name: NameHit, trigger: Span, sentence: Sentence) -> bool:
    """ "Nvidia's networking revenue followed suit, gaining 90%": what grows is a figure of the company."""
    owned = name.end <= trigger[0] and sentence.word(name.end) in POSSESSIVE
    return owned and sentence.has(OF_FIGURES, (name.end, name.end + 4))


def _stranger_acts(subject: NameHit, trigger: Span, sentence: Sentence) -> bool:
    """ "Nvidia lagged, while Elm Foods was a bright spot, rising 3%": who opens the last clause is no known name."""
    for at in range(trigger[0] - 1, subject.end, -1):
        if sentence.word(at - 1) in {"while", "whereas", "but"} and is_capitalised(sentence.passage.words[at]):
            return not any(n.start <= at < n.end for n in sentence.names)
    return False


def _acting_index(trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "Nasdaq futures followed suit, gaining 0.6%": an index or a group is no party of a deal, but it moves."""
    low = sentence.segment(trigger[0])[0]
    named = [n for n in sentence.names if low <= n.start and n.end <= trigger[0] and is_listed(n)]
    return named[0] if len(named) == 1 and named[0].entity.kind in {"index", "collective"} else None


def movers_by_participle(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "CoreWeave is $71 after falling 43%": the subject of the main clause."""
    subject = (
        _named_last(trigger, sentence)
        or _opener(trigger, sentence)
        or general.subject(trigger, sentence)
        or _behind_comma(trigger, sentence)
        or _acting_index(trigger, sentence)
    )
    if subject is None or not is_listed(subject) or not is_clear(trigger, sentence, has_shares=False):
        return []
    if _is_of_figures(subject, trigger, sentence) or _stranger_acts(subject, trigger, sentence):
        return []
    return _with_own_sizes(subject, trigger, sentence)


def behind_fronted(trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "Down 45% from its high, is CoreWeave a buy?"."""
    opens = sentence.word(trigger[0]) in PARTICLES and trigger[0] == sentence.segment(trigger[0])[0]
    sized = opens and percents_beside(trigger, sentence, 1, before=False)
    return _behind_comma(trigger, sentence) if sized else None


def is_participle(trigger: Span, sentence: Sentence) -> bool:
    """ "after falling 43%", ", jumping 12%", ", off 9%": it has the subject of what stands before."""
    at = trigger[0] - 1
    sizes = {a.end: a.start for a in sentence.amounts if a.amount.unit == "percent" and a.end == trigger[0]}
    closed = at + 1 in sizes and sentence.word(sizes[at + 1] - 1) in CLOSING
    at = sizes[at + 1] - 1 if closed else at  # ", closing 3% higher"
    while sentence.word(at) in BEFORE_PARTICIPLE:
        at -= 1
    before, word = sentence.word(at), sentence.word(trigger[0])
    if before not in SINCE:
        return False
    if before == "," and is_past_year(trigger, sentence):
        return False
    if word.endswith("ing"):
        # "Despite surging revenue": there it says what kind of revenue.
        ends = sentence.word(trigger[1]) in STRONG_NEXT or bool(percents_beside(trigger, sentence, 1, before=False))
        return before != "despite" or ends
    moved = closed or (word in PARTICLES and bool(percents_beside(trigger, sentence, 1, before=False)))
    if before != "," or not moved:
        return False
    # "revenue of $64 million, up 84%" is the other thing that has percentages.
    return not (sentence.has(OF_FIGURES, (sentence.start, trigger[0])) or _is_of_sum(at, sentence))


def _is_of_sum(comma: int, sentence: Sentence) -> bool:
    """ "$725 billion on infrastructure, up 90%": what is compared is a sum, unless it is the value of shares."""
    sums = [a for a in sentence.amounts if a.amount.unit == "USD" and comma - 16 < a.end <= comma]
    values = [max(a.amount.value) if isinstance(a.amount.value, tuple) else a.amount.value for a in sums]
    told = sentence.lower[max(comma - 24, sentence.start) : comma]
    return any(value > SHARE_PRICE for value in values) and VALUE_WORDS.isdisjoint(told)


def is_past_year(trigger: Span, sentence: Sentence) -> bool:
    """ "Nvidia's shares, up 40% this year, fell 2%": the aside is no news, the verb behind it is."""
    comma = next((at for at in range(trigger[1], min(trigger[1] + 10, sentence.end)) if sentence.word(at) == ","), None)
    if comma is None or any(trigger[1] <= n.start < comma for n in sentence.names):
        return False
    return any(span[0] == comma + 1 for span in sentence.spans(MOVE_VERBS))
