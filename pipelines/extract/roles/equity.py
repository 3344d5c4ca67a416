"""Who gives money for shares, and who is given it: investments, rounds, stakes, options, listings.

Between a sum and its noun stands mostly who gives ("Nvidia's $2 billion investment"), but a lab is mostly given it
("weighs $50 billion OpenAI investment"). What is only paid for goods or sites is put into nobody (`into`).
"""

from __future__ import annotations

from pipelines.extract.little_words import SHARE_WORDS
from pipelines.extract.passage import NameHit, Sentence, Span
from pipelines.extract.roles.capitals import is_title_case
from pipelines.extract.roles.deals import deal_party, mover
from pipelines.extract.roles.general import REFERRING, Actor, Others, possessor, subject
from pipelines.extract.roles.names import (
    DESCRIBING,
    acts_beside,
    after_marker,
    as_party,
    describes_goods,
    is_blocked,
    is_genitive,
    listed_gap,
    marker_before,
    parties,
    parties_acted_on,
)
from pipelines.extract.roles.unknown import capitalised_run, target_end, unknown_target
from pipelines.extract.trade import CHIP_MAKERS

BETS = frozenset({"bet", "stake", "bets", "stakes"})
"""Nouns of money given that stand behind whom it is given to."""
OFFERING = frozenset(
    """weighs weigh weighing considers consider considering mulls mull mulling plans plan planning eyes eyeing
    makes made completes complete completed completing finalizes finalize finalized closes closed shelves
    shelved pauses paused scraps scrapped drops dropped delays delayed nears near approves approved cancels
    canceled cancelled commits pledges pledged rethinks reconsiders doubles triples""".split()
)
"""Verbs of whoever gives an investment, right before its sum."""
MOVES = ("rise", "fall", "move_up", "move_down")
"""Categories of what a share does."""
ASIDES = frozenset({"while", "("})
"""They open something else than what the money goes into."""
SETTING = frozenset("as when while after before until once".split())
"""They begin when money is put in, and what is named there gets none."""
PUT_INTO = frozenset({"in", "into"})
"""Before what money is put into, whatever the verb."""
PROJECTS = frozenset({"projects", "business", "pipeline", "operations", "expansion", "shares", "stock", "growth"})
"""Before "of" and who has them: what money is put into is the company."""
PROJECTS_WITHIN = 5
"""Most words from the "in" to that "of"."""
GIVER_WITHIN = 9
"""Most tokens from an investment to who gives it."""
SOLD = frozenset({"capacity", "compute", "cloud", "contracts", "deals"})
"""Behind a cloud: what it sells."""
PAPER_KINDS = frozenset("class a b c common ordinary preferred restricted voting 's ’s newly issued".split())
"""Between a company and "stock"."""
ROUND_MARKERS = frozenset({"for", "in", "of", "into"})
"""Before whose round it is."""
MAKING_OF = frozenset(
    "establishing making cementing positioning giving valuing leaving turning catapulting propelling putting".split()
)
"""Verbs of what a listing does to the firm behind them."""


def giver(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who gives the money: behind "from" or right before the sum ("Nvidia's $2 billion stake"), else the subject."""
    last, first = max(trigger[1], found[1]), min(trigger[0], found[0])
    named = after_marker(("from",), (last, last), sentence, 6)
    beside = [n for n in parties(sentence) if 0 <= first - n.end <= 1 and n.entity.kind == "company"]
    inside = [n for n in parties(sentence) if found[1] <= n.start and n.end <= trigger[0]]
    if inside and sentence.word(trigger[0]) in BETS and "lab" in inside[-1].entity.groups:
        inside = []  # "Broadcom eyes a $4 billion Anthropic bet"
    if inside and sentence.word(first - 1 - (sentence.word(first - 1) in {"a", "its"})) in OFFERING:
        inside = []  # "Amazon weighs $50 billion OpenAI investment"
    if not named and inside and not any(is_genitive(n, sentence) for n in beside):
        beside = inside  # "Jumps on $2 billion Nvidia investment": between the sum and the noun
    if named or not beside:
        return named[0] if named else possessor(trigger, sentence, found)
    # "Amazon-Anthropic $8 billion investment": of a pair the lab is given the money.
    pair = [n for n in parties(sentence) if n is beside[-1] or listed_gap(n, beside[-1], sentence)]
    return next((n for n in pair if "lab" not in n.entity.groups), beside[-1]) if len(pair) == 2 else beside[-1]


def giver_behind(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who gives what somebody else gets: behind "from", or right before the noun ("received an Nvidia investment")."""
    named = after_marker(("from",), (found[1], found[1]), sentence, GIVER_WITHIN)
    inside = [n for n in parties(sentence) if trigger[1] <= n.start and n.end == found[0] and n.party]
    return next(iter(named or inside), None)


def name_before(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose investment or stake it is, right before the noun: "on $2 billion Nvidia investment"."""
    beside = [
        n for n in parties(sentence) if n.end == trigger[0] or (n.end == trigger[0] - 1 and is_genitive(n, sentence))
    ]
    return beside[-1] if beside and beside[-1].entity.kind == "company" else None


def _moved(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whose shares moved before it."""
    hit = name_before(trigger, sentence, found)
    before = [n for n in parties(sentence) if n.entity.kind == "company" and hit is not None and n.end < hit.start]
    return [n for n in before if not is_blocked(n, sentence) or sentence.word(n.start - 2) in SHARE_WORDS][:1]


def into(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Everybody money is put into: behind "in", "into" or "on", known or not."""
    last, end = max(trigger[1], found[1]), sentence.segment(trigger[0])[1]
    markers = _markers_of(trigger, sentence)
    known = [n for n in parties(sentence) if trigger[1] <= n.start < end and marker_before(n, sentence, markers)]
    known = known or _in_projects_of(trigger, end, sentence)
    known = [n for n in known if ASIDES.isdisjoint(sentence.passage.lower[trigger[1] : n.start])]
    if known and sentence.word(last) == "in" and sentence.has(("capex",), (last + 1, known[0].start)):
        return []  # "invest $90 billion in capital expenditures across Google"
    known = [n for n in known if n is known[0] or SETTING.isdisjoint(sentence.passage.lower[known[0].end : n.start])]
    if known and describes_goods(known[-1], sentence):
        return []  # "invests $6 billion in Nvidia chips": it pays for goods
    if known or (known := parties_acted_on(trigger, sentence, markers)):
        return known
    given = _committed_to(trigger, last, sentence) or _deepened(last, sentence)
    return given or _behind_sum(trigger, last, sentence)


def _in_projects_of(trigger: Span, end: int, sentence: Sentence) -> list[NameHit]:
    """ "Invests $2 billion in the future projects of Crusoe"."""
    behind = [n for n in parties(sentence) if trigger[1] <= n.start < end and sentence.word(n.start - 1) == "of"]
    if not behind:
        return []
    of = behind[0].start - 1
    into_it = [at for at in range(max(of - PROJECTS_WITHIN, trigger[1]), of) if sentence.word(at) in PUT_INTO]
    return behind[:1] if into_it and sentence.word(of - 1) in PROJECTS else []


def _markers_of(trigger: Span, sentence: Sentence) -> frozenset[str]:
    """ "Committed to spending $100 billion on a cloud" pays for it; one bets on a company."""
    return PUT_INTO if sentence.word(trigger[1] - 1).startswith(("commit", "spend")) else PUT_INTO | {"on"}


def _committed_to(trigger: Span, last: int, sentence: Sentence) -> list[NameHit]:
    """ "Commit $15 billion to Anthropic": a lab; a cloud only by a maker of chips, others would pay for computing."""
    given = [n for n in parties(sentence) if last <= n.start <= last + 3 and sentence.word(n.start - 1) == "to"][:1]
    if not given or "lab" in given[0].entity.groups:
        return given
    payer = subject(trigger, sentence)
    is_supplier = payer is not None and bool(payer.entity.groups & CHIP_MAKERS)
    is_cloud = "neocloud" in given[0].entity.groups and not _is_goods(given[0], sentence)
    return given if is_supplier and is_cloud else []


def _is_goods(name: NameHit, sentence: Sentence) -> bool:
    """ "To CoreWeave capacity": only goods of its."""
    return is_genitive(name, sentence) or sentence.word(name.end) in SOLD


def _deepened(last: int, sentence: Sentence) -> list[NameHit]:
    """ "Will invest $5 billion now, deepening its stake in Anthropic"."""
    behind = (n for n in parties(sentence) if n.start >= last and sentence.word(n.start - 1) == "in")
    return [n for n in behind if sentence.word(n.start - 2) in {"stake", "investment"}][:1]


def _behind_sum(trigger: Span, last: int, sentence: Sentence) -> list[NameHit]:
    """A name that no list knows; where a headline ends with the sum, whose shares move for it: "CoreWeave shares surge
    as Nvidia invests $2 billion"."""
    ends = sentence.word(last) in {"", ".", ",", "—", "-", "–"}
    aims = sentence.word(last) == "to" and sentence.word(trigger[1] - 1).startswith("invest")
    if (ends or aims) and sentence.in_headline:
        moved = [n for n in parties(sentence) if n.end <= sentence.clause(trigger[0])[0] and n.entity.kind == "company"]
        return moved[-1:]
    near = range(last, min(last + 6, sentence.segment(trigger[0])[1]))
    at = next((at for at in near if sentence.word(at) in {"in", "into", "on"}), None)
    if at is None or sentence.word(at) not in _markers_of(trigger, sentence):
        return []
    if any(start == at + 1 for start, _ in sentence.spans(("site_place", "place.name"))):
        return []  # "To spend $50 billion in Arizona"
    return unknown_target(at + 1, target_end(at + 1, sentence), sentence) or _moved_before(trigger, at + 1, sentence)


def _moved_before(trigger: Span, start: int, sentence: Sentence) -> list[NameHit]:
    """ "Arm jumps as Google puts $3 billion into designer": who moved is described behind the sum."""
    near = range(start, min(start + 5, sentence.end))
    last = next((at for at in near if sentence.word(at) in DESCRIBING), None)
    if not sentence.in_headline or last is None or (last + 1 < sentence.end and sentence.word(last + 1).isalpha()):
        return []
    if any(start <= n.start <= last for n in parties(sentence)):
        return []
    before = [n for n in parties(sentence) if n.end <= sentence.clause(trigger[0])[0] and n.entity.kind == "company"]
    return [n for n in before if sentence.has(MOVES, (n.end, n.end + 3))][-1:]


def _funded(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Who is given money: as `_receiver`; else the only other company of the sentence."""
    named = _receiver(trigger, found, sentence)
    if named or after_marker(("from", "by"), trigger, sentence, 6):
        return named
    if sentence.word(trigger[1]) == "in" and not is_title_case(sentence):
        # "A $5 billion stake in Intel and a $500 million investment in Wayve": a name that no list knows.
        unknown = capitalised_run(trigger[1] + 1, sentence)
        if unknown is not None:
            return [unknown]
    return _sole_other(trigger, sentence, giver(trigger, sentence, found))


def _receiver(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Who is given money: the object behind "in", else the subject when the giver stands behind "from"."""
    named = into(trigger, found, sentence)
    last = max(trigger[1], found[1])
    if named or not after_marker(("from",), (last, last), sentence, 6):
        return named
    hit = subject(trigger, sentence)
    return [hit] if hit else []


def _sole_other(trigger: Span, sentence: Sentence, known: NameHit | None) -> list[NameHit]:
    """The only other company of the sentence: "Nebius jumps on Nvidia's $2 billion investment"."""
    others = [n for n in parties(sentence) if known is None or n.party != known.party]
    companies = {n.party: n for n in others if n.entity.kind == "company"}
    return list(companies.values()) if len(companies) == 1 else []


def _staked(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whose shares: behind "in", before the noun ("its TeraWulf stake"), or "the company" that else is meant; of
    "TeraWulf signs a lease, with Google taking a stake" the company of the main clause, and of "Intel rises after
    SoftBank buys a stake" the one whose shares moved for it."""
    named = into(trigger, found, sentence)
    if named:
        return named
    before = [n for n in parties(sentence) if trigger[1] <= n.start and 0 <= found[0] - n.end <= 1]
    holder = subject(trigger, sentence)
    if before and holder is not None and holder.entity.kind == "company":
        return before[-1:]
    referring = sentence.passage.lower[found[1] : found[1] + 8]
    if "in" in referring and not REFERRING.isdisjoint(referring):
        return _sole_other(trigger, sentence, holder)
    if holder is not None and acts_beside(holder, sentence):
        return [n for n in parties(sentence) if n.entity.kind == "company" and n.end < holder.start][:1]
    moved = mover((trigger[0], found[1]), sentence, found)
    is_whole = sentence.word(found[1]) not in {"in", "of"}  # "a stake in a startup" is in somebody else.
    return [moved] if moved and is_whole and sentence.has(MOVES, (moved.end, moved.end + 3)) else []


def _held_company(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Of whom somebody becomes the largest shareholder: a genitive before the noun, or behind "of" or "in"."""
    owners = [n for n in parties(sentence) if is_genitive(n, sentence) and 0 < found[0] - n.end <= 3]
    return owners or after_marker(("of", "in"), (found[1], found[1]), sentence, 4)


def _shares_of(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whose shares: right before the noun or behind "of"."""
    before = [
        n
        for n in parties(sentence)
        if trigger[1] <= n.start
        and 0 <= found[0] - n.end <= 4
        and (found[0] - n.end <= 2 or PAPER_KINDS.issuperset(sentence.passage.lower[n.end : found[0]]))
    ]
    return before[-1:] or after_marker(("of", "in"), (found[1], found[1]), sentence, 4)


def _in_round(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whose round it is: behind "for", "in" or "of" it, its genitive, or right before it: "leads xAI funding"."""
    end = sentence.segment(trigger[0])[1]
    named = [n for n in parties(sentence) if trigger[1] <= n.start < end]
    behind = [n for n in named if n.start >= found[1] and marker_before(n, sentence, ROUND_MARKERS)]
    before = [n for n in named if n.end <= found[0]]
    if behind or before:
        return (before or behind)[:1]
    at = next((at for at in range(found[1], min(found[1] + 4, end)) if sentence.word(at) in ROUND_MARKERS), None)
    return unknown_target(at + 1, target_end(at + 1, sentence), sentence) if at is not None else []


def _receiving(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Who is given money, as the subject: "Xylo Labs receives $50 million"."""
    hit = subject(trigger, sentence)
    return [hit] if hit is not None and hit.entity.kind in {"company", "unknown"} else []


def _from_or_fund(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Who gives the money, behind "from"; a house behind "with" right after the noun: "equity deal with Macquarie"."""
    given = after_marker(("from",), trigger, sentence)
    if given:
        return given
    houses = [n for n in sentence.names if n.entity.kind in {"fund", "broker"} and 1 <= n.start - found[1] <= 3]
    return [as_party(n) for n in houses if sentence.word(n.start - 1) == "with"][:1]


def granted(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who may buy: between the verb and the option, or behind "to": "gives Google an option", "an option to Google"."""
    between = [n for n in parties(sentence) if trigger[1] <= n.start and n.end <= found[0]]
    return between[0] if len(between) == 1 else None


def _optioned(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whose shares an option or warrant is for: "an option to buy 30 million IREN shares", "warrants from AMD"."""
    end = sentence.segment(trigger[0])[1]
    return [n for n in parties(sentence) if found[1] <= n.start < end][:1]


def _granting(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whose shares may be bought: who gives the option."""
    giver_of = subject(trigger, sentence)
    return [giver_of] if giver_of is not None else []


def listed_firm(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose listing it is; of a firm that is first described, its name: "in its IPO, establishing Cerebras as"."""
    behind = [n for n in parties(sentence) if n.start >= trigger[1] and sentence.word(n.start - 1) in MAKING_OF]
    return deal_party(trigger, sentence, found) or next((n for n in behind if n.entity.kind == "company"), None)


ACTORS: dict[str, Actor] = {
    "listed_firm": listed_firm,
    "name_before": name_before,
    "giver": giver,
    "giver_behind": giver_behind,
    "granted": granted,
}
COUNTERPARTIES: dict[str, Others] = {
    "moved": _moved,
    "into": into,
    "funded": _funded,
    "staked": _staked,
    "optioned": _optioned,
    "granting": _granting,
    "from_or_fund": _from_or_fund,
    "in_round": _in_round,
    "held_company": _held_company,
    "receiving": _receiving,
    "shares_of": _shares_of,
}
