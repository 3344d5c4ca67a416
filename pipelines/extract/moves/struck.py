"""Who is struck or lifted by news: "a report lifted Nebius stock", "sends AMD sinking", "chip stocks take a hit"."""

from __future__ import annotations

from pipelines.extract.little_words import POSSESSIVE
from pipelines.extract.moves.beside import is_of_shares, mover_beside
from pipelines.extract.moves.groups import bare_group, leaders_of
from pipelines.extract.moves.lists import (
    is_listed,
    list_beginning,
    list_ending,
    mover_at,
    moving_subject,
    shares_between,
    some_of,
)
from pipelines.extract.moves.move import FIGURES_AND_PRICES, MOVE_VERBS
from pipelines.extract.moves.sizes import percent_starts
from pipelines.extract.moves.words import (
    DRAGGING,
    FELLOWS,
    INVESTORS,
    MODAL,
    NOUNS,
    QUALIFIERS,
    SHARES,
    STATES,
    STRICKEN_NEXT,
)
from pipelines.extract.names import collectives
from pipelines.extract.passage import NameHit, Sentence, Span
from pipelines.extract.roles.names import DESCRIBING
from pipelines.extract.roles.unknown import as_written

SELLING_WORDS = frozenset("selling selloff sell-off selloffs rout profit-taking profit losses liquidation sellers "
                          "jitters downdraft worries fears concerns doubts anxiety angst".split())  # fmt: skip
"""What shares are hit by."""
FEARS = frozenset({"worries", "fears", "concerns", "doubts", "anxiety", "angst"})
"""What hits a company in its trade too."""
STRICKEN = frozenset("crushed hammered pummeled slammed punished battered clobbered walloped whacked rattled rocked "
                     "spooked "
                     "pounded smashed".split())  # fmt: skip
"""Of a share that somebody struck: "Oracle stock hammered after report"."""
BEATING = tuple(
    "knock roil jolt slam hammer clobber pummel crush batter wallop whack pound smash sink hit rattle rock drag".split()
)
"""How verbs of striking begin."""
DREAD = frozenset(
    """fear fears worry worries jitters talk chatter panic anxiety angst doubts debate concerns woes contagion selloff
    rout rumors rumor shock scare fright frenzy euphoria mania dread gloom""".split()
)
"""What shakes shares without touching what a company does."""
NEWS = DREAD | frozenset(
    """deal deals pact news report reports bet bets push plan plans results earnings outlook forecast upgrade downgrade
    success launch debut talks order orders partnership agreement warning ban curbs tariffs tariff threat move
    announcement investment stake rumour rumours comments remarks breakthrough unveiling""".split()
)
"""What shares react to."""
SINKING = frozenset("sink sinks sank tanks tanked".split())
"""What becomes of several companies at once only on the market: "Meta's plan sinks CoreWeave and Nebius"."""
OPPOSED_REACH = 9
OF_SHARES = SHARES | {"names", "etfs", "equities", "plays", "sector", "index", "trade"}
"""Last words of groups that are traded."""
LACKED = frozenset(
    """shortage shortages crunch bottleneck bottlenecks costs cost prices pricing inflation delays constraints
    supply scarcity rules rule law bill tax taxes bills rates rate moratorium ban permits outage outages demand orders
    spending buildout""".split()
)
"""What hits or lifts the trade of a group."""
BEFORE_STRUCK = frozenset("the entire of whole all its their other down up broader wider overall".split())
"""Between a verb of striking and who is struck."""


def suffering(trigger: Span, sentence: Sentence, verbs: frozenset[str]) -> list[NameHit]:
    """ "Memory chips take a hard hit", "Nebius stock gets a lift": who takes the blow or gets the boost."""
    at, sized = trigger[0] - 1, False
    percents = percent_starts(sentence)
    while at + 1 in percents or sentence.word(at) in QUALIFIERS or sentence.word(at) in {"a", "an", "the", "its"}:
        sized = sized or at + 1 in percents
        at = percents[at + 1] - 1 if at + 1 in percents else at - 1
    if sentence.word(at) not in verbs:
        return []
    verb = (at, at + 1)
    name = mover_beside(verb, sentence)
    if name is None:
        group = bare_group(at - 1, at, sentence)
        return [group] if group is not None else []
    of_shares = name.entity.kind in {"collective", "index"} or shares_between(name.end, at, sentence)
    return list_ending(name, sentence) if sized or of_shares or is_of_shares(name, sentence) else []


def sent_by_news(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "sends A, B and C stocks sinking": the names between the verb of sending and the direction."""
    before = [
        span
        for span in sentence.terms.get("send", ())
        if sentence.clause(trigger[0])[0] <= span[0] and span[1] <= trigger[0]
    ]
    if not before:
        return []
    moved = (end for _, end in sentence.spans(MOVE_VERBS) if end < trigger[0])
    low = max([before[-1][1], *moved])  # "sends Intel soaring, AMD sliding"
    names = [
        n
        for n in sentence.names
        if low <= n.start and n.end <= trigger[0] and is_listed(n) and n.entity.kind != "index"
    ]
    if not names or trigger[0] - names[-1].end > 3:
        return []
    if sentence.has(FIGURES_AND_PRICES, (names[-1].end, trigger[0])):
        return []  # "drove Vertiv's earnings up 83%"
    # "Lifted other chip stocks, with Samsung rising": the verb of sending ends before "with".
    if sentence.word(names[-1].start - 1) == "with":
        return []
    dragging = not DRAGGING.isdisjoint(sentence.lower[before[-1][0] : before[-1][1]])
    return [*(leaders_of(names[0].start, sentence) if dragging else ()), *names]


def stricken(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "Neocloud names crushed:", "Oracle stock hammered after ...": who was struck stands before the participle."""
    behind = sentence.lower[trigger[1] : min(trigger[1] + 8, sentence.end)]
    following = sentence.word(trigger[1])
    is_sold = following == "by" and not SELLING_WORDS.isdisjoint(behind)
    if not is_sold and (sentence.word(trigger[0]) not in STRICKEN or following not in STRICKEN_NEXT):
        return []
    beside = mover_beside(trigger, sentence)
    if beside is None:
        return []
    is_clear = FEARS.isdisjoint(behind) if is_sold else following not in {"in", "for"}
    of_share = beside.entity.kind in {"collective", "index"} or shares_between(beside.end, trigger[0], sentence)
    return list_ending(beside, sentence) if of_share or is_clear else []


def struck(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """Who is hit or lifted: a name with "shares" behind it, a group or index, or the subject's own "shares"."""
    if sentence.word(trigger[0] - 1) == "to" and sentence.word(trigger[0] - 2) in {"failed", "fails", "fail"}:
        return []
    at = trigger[1]
    while sentence.word(at) in BEFORE_STRUCK | FELLOWS:
        at += 1
    market = at + (sentence.word(at) == "stock")
    if sentence.word(market) in {"market", "markets"} and at > trigger[1]:
        down = sentence.word(market + 1) in STATES or sentence.word(trigger[1] - 1) in STATES
        return [as_written(at, market + 1, sentence)] if down else []
    if sentence.word(trigger[0]) == "power" and at == trigger[1] and sentence.word(at + 1) not in STATES:
        return []  # "Nuclear power stocks"
    if sentence.word(at) in {"shares", "stock", "stocks"} and sentence.word(at + 1) != "of":
        subject = moving_subject(trigger, sentence)
        return [subject] if subject is not None else []
    of_shares = sentence.word(at) in {"shares", "stocks"}
    at += 2 * of_shares
    if sentence.word(trigger[1]) in FELLOWS and (rival := _rival(trigger[1], sentence)) is not None:
        return list_beginning(rival, sentence)  # "boosts rival server maker Dell"
    name = mover_at(at, sentence) or bare_group(at, at + 1, sentence)
    if name is None or sentence.word(name.end - 1) in {"bulls", "bears", "investors", "traders", "shareholders"}:
        return []  # "Unsettles chip bulls": who holds shares is no share
    if sentence.word(name.end) in NOUNS or sentence.word(name.end + 1) in NOUNS:
        return []  # "Spark a KOSPI crash": the noun says which way.
    return _struck_by_name(name, trigger, sentence, of_shares=of_shares)


def _struck_by_name(name: NameHit, trigger: Span, sentence: Sentence, *, of_shares: bool) -> list[NameHit]:
    """The name behind the verb with those listed behind it, as far as their shares are struck and not their trade.

    of_shares: "shares of" stands before the name.
    """
    if name.entity.kind == "collective" and (some := some_of(name, sentence)):
        return [name, *some]
    together = list_beginning(name, sentence)
    end = together[-1].end
    owned = name.end + (sentence.word(name.end) in POSSESSIVE)
    is_shares = sentence.word(owned) in SHARES
    if sentence.word(end) in {"hardest", "hard"}:
        return together  # "hits Nvidia and Broadcom hardest"
    if of_shares or (not is_shares and len(together) > 1 and sentence.word(end) in SHARES):
        return together  # "sinks TSMC, Samsung shares", "lifts shares of Nebius and IREN"
    if sentence.word(sentence.start) in {"what", "why", "what's", "here's"} and 0 < trigger[0] - sentence.start < 5:
        if not MODAL.isdisjoint(sentence.lower[sentence.start : trigger[0]]):
            return []
        if len(together) > 1 or is_shares:
            return together  # "What's hitting AMD, Broadcom and the AI chip players"
    if sentence.lower[name.end : name.end + 2] in (["with", "it"], ["with", "them"], ["along", "with"]):
        return together  # "drags Dell with it"
    if owned == name.end and _is_done_by_investors(trigger, sentence):
        return together
    if sentence.word(owned) in {"'s", "earnings", "results", "revenue", "sales", "profit", "margins", "demand"}:
        return []
    if _pauses_at(end, sentence) and (
        _is_dreaded(trigger, sentence)  # "Talk of a spending pause slams Micron and SK Hynix"
        or _is_against_another(trigger, sentence)
        or (sentence.word(trigger[0]) in SINKING and len(together) > 1)
    ):
        return together
    # "Sent Nvidia shares down and boosted Alphabet": after one move the next one is of shares too.
    goes_on = sentence.word(trigger[0] - 1) == "and" and any(s[1] <= trigger[0] for s in sentence.terms.get("send", ()))
    if is_shares or goes_on:
        return [name]
    is_market = name.entity.kind in {"collective", "index", "unknown"}
    return [name] if is_market and not _strikes_trade(name, trigger, sentence) else []


def _is_done_by_investors(trigger: Span, sentence: Sentence) -> bool:
    """ "Investors punish Oracle"."""
    if sentence.word(trigger[0] - 1) not in INVESTORS:
        return False
    return sentence.word(trigger[0]).startswith(("punish", "reward", "cheer", "hammer", "crush", "slam"))


def _strikes_trade(name: NameHit, trigger: Span, sentence: Sentence) -> bool:
    """ "A memory shortage hits hyperscalers": what a group lacks or pays for, where the group is none of shares."""
    if name.entity.kind != "collective" or sentence.word(name.end - 1) in OF_SHARES:
        return False
    said = sentence.lower[sentence.clause(trigger[0])[0] : trigger[0]]
    return not LACKED.isdisjoint(said)


def _is_dreaded(trigger: Span, sentence: Sentence) -> bool:
    """Whether what strikes is a fear or a rumour: it strikes shares; curbs, costs and rivals strike a trade."""
    word = sentence.word(trigger[0])
    said = sentence.lower[sentence.clause(trigger[0])[0] : trigger[0]]
    return word.startswith(BEATING) and not DREAD.isdisjoint(said)


def _is_against_another(trigger: Span, sentence: Sentence) -> bool:
    """ "A chip deal lifts Alphabet, hits Nvidia": news that is good for one share and bad for the next one."""
    word = sentence.word(trigger[0])
    low, high = max(sentence.start, trigger[0] - OPPOSED_REACH), trigger[1] + OPPOSED_REACH
    verbs = (sentence.spans((category,)) for category in ("hit_down", "lift_up"))
    opposed = (span for spans in verbs if trigger not in spans for span in spans)
    other = next((s for s in opposed if low <= s[0] < high and s[0] != trigger[0]), None)
    if other is None or not word.endswith(("s", "ed")):
        return False
    first, second = sorted((trigger[0], other[0]))
    joined = sentence.word(second - 1) in {",", "but", "and", "while"}
    named = any(n.start == other[1] and is_listed(n) for n in sentence.names)
    return joined and named and not NEWS.isdisjoint(sentence.lower[sentence.clause(first)[0] : first])


def _pauses_at(at: int, sentence: Sentence) -> bool:
    return sentence.word(at) in STRICKEN_NEXT or not sentence.word(at).isalnum()


def _rival(at: int, sentence: Sentence) -> NameHit | None:
    """The company that "rival", with what it makes, describes."""
    name = next((n for n in sentence.names if at < n.start <= at + 4), None)
    if name is None or not is_listed(name) or name.entity.kind != "company":
        return None
    between = sentence.lower[at + 1 : name.start]
    return name if all(w in DESCRIBING or w in collectives.TRADE or w in FELLOWS for w in between) else None
