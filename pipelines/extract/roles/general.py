"""Strategies that frames of every type use: the subject, whom "it" or "the company" means, the owner of a noun.

The nearest name is the subject nine times in ten when there is one, and wrong in half of the sentences where there is
none. When the clause names nobody but refers back ("it", "the company"), whom the text spoke of last stands in
(`topics`), and only then. Who stands in what describes another ("Nebius, spun out of Yandex,") is no subject.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import replace

from pipelines.extract.little_words import POSSESSIVE
from pipelines.extract.names.lexicon import PARTY_KINDS
from pipelines.extract.passage import NameHit, Sentence, Span, once
from pipelines.extract.roles.capitals import is_capitalised, is_title_case
from pipelines.extract.roles.names import (
    OWN_DEEDS,
    after_marker,
    describes_goods,
    first_of_list,
    head_of_list,
    is_blocked,
    is_genitive,
    listed_gap,
    parties,
    passive_agent,
    standing_beside,
    start_of,
)
from pipelines.extract.roles.partners import MEANWHILE, behind_with
from pipelines.extract.roles.speakers import trailing_speaker
from pipelines.extract.roles.topics import TOPIC_REACH, topic
from pipelines.extract.roles.unknown import name_opening
from pipelines.extract.roles.unknown_subjects import is_deed

APPOSED = frozenset({"a", "an", "the", "one", "two", "three", "both", "which", "whose", "formerly", "once"})
"""They open what describes the name before the comma."""
ALSO = frozenset({"also", "now", "then", "later"})
"""Between "and" and a second verb."""
OWNERS = frozenset({"shareholders", "stockholders", "holders", "board", "directors"})
"""Who decides for a company: "shareholders of Core Scientific reject"."""
SET_TO = frozenset("set due expected poised agreeing slated committed planning".split())
"""Between a name behind "with" and the "to" of what it does."""
MODIFIED = frozenset(
    """deal deals contract order orders news partnership agreement lease investment report rival supplier suppliers
    customers clients users""".split()
)
"""Behind a name that only says which: "the Microsoft deal boosts"."""
INCLUDING_ALL = frozenset({"include", "includes", "including", "are"})
"""Between a noun and all that it stands for."""
THOSE_BESIDE = frozenset("customers clients tenants partners backers investors lenders suppliers rivals users".split())
"""Whom a company is told to have, before their names: "Crusoe's customers include Meta"."""
LISTING = frozenset({"by", "with", "between"})
"""Before a list none of which acts."""
OPENING = frozenset("in along together under through with after following as by".split())
"""They open an aside whose comma may be taken for that of a list: "In a deal with Meta, Nebius and IREN build"."""
PARTNERING = frozenset("team teams teamed teaming partner partners partnered partnering join joins joined".split())
"""Before the "with" of partners."""
TOLD = ("ed", "won", "struck", "landed")
"""How first words of notes end that leave their subject out."""
POINTING = frozenset({"this", "these", "that", "those"})
"""With a verb of including they open what the last sentence told of: "This includes a lease"."""
INCLUDING = frozenset("includes include included comprises covers".split())
"""Verbs behind them."""
REFERRING = frozenset(
    """it its company chipmaker firm provider operator he she which that startup giant group their miner
    owner maker deal agreement contract management""".split()
)
"""Words that mean whom the text has named."""
OWNING = frozenset({"its", "their"})
"""Before what is of the last name, known or not."""
UNNAMING = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december ceo cfo coo ai q1 q2 q3 q4 i""".split()
)
"""With a capital, and yet no names."""
OPENERS = frozenset(
    """management executives it he she they we analysts shares stock demand results revenue sales guidance growth
    officials directors investors the this that strength weakness earnings profit""".split()
)
"""With a capital at the start of a sentence, and yet no names."""
INTO = frozenset("invest invests invested investing investment stake stakes shares put puts pour poured".split())
"""What one does to another company, behind "in"."""
NAMING_AGAIN = frozenset("company firm startup it developer operator miner provider chipmaker group".split())
"""Words that mean a firm, also one that no list knows."""
NAMED_WITHIN = 5
"""Tokens before a verb in which one of these means whom the text told of."""
OWNER_REACH = 5
"""Tokens between an owner and the noun phrase that is his."""
NO_OWNER = frozenset({"with", "from", "to", "former", "ex", "by"})
"""Before a name that owns nothing here."""
Actor = Callable[[Span, Sentence, Span], "NameHit | None"]
"""A strategy for who acts: from trigger, sentence and object."""
Others = Callable[[Span, Span, Sentence], list[NameHit]]
"""A strategy for the other parties: from trigger, object and sentence."""


def subject(trigger: Span, sentence: Sentence, found: Span | None = None) -> NameHit | None:
    """The nearest free-standing name before the trigger, in its clause, else in an earlier one, else referred to."""
    by = passive_agent(trigger, sentence)
    if by is None and found is not None and found[0] >= trigger[1]:
        by = passive_agent(found, sentence)
    return by or _standing_before(trigger, sentence) or referred(trigger, sentence)


@once
def _standing_before(trigger: Span, sentence: Sentence) -> NameHit | None:
    """The subject that is named in the sentence."""
    if not sentence.names or sentence.names[0].start >= trigger[0]:
        return None
    described = _described(trigger, sentence)
    if described is not None:
        return described
    own = next((n for n in sentence.names if n.end == trigger[0] and n.entity.kind == "product" and n.party), None)
    if own is not None and sentence.word(own.start - 1) in MEANWHILE:
        # "CoreWeave falls as Meta Compute adds": nobody else does.
        return replace(own, entity=replace(own.entity, kind="company"))
    joint, start = _joint_before(trigger, sentence), sentence.clause(trigger[0])[0]
    named = parties(sentence)
    first_inside = bisect_left(named, start, key=start_of)
    # A parent stands for its product only when nobody else could be meant.
    nearest: NameHit | None = None
    for at in range(bisect_left(named, trigger[0], key=start_of) - 1, -1, -1):
        name = named[at]
        if at == first_inside - 1 and nearest is not None:
            break
        if name.end <= trigger[0] and _may_act(name, trigger, joint, sentence):
            nearest = nearest or name
            if name.entity.kind in PARTY_KINDS:
                return first_of_list(name, sentence)
    return first_of_list(nearest, sentence) if nearest is not None else None


def _described(trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "Crusoe, a startup building halls for OpenAI, is raising": what stands between the commas describes it."""
    named = parties(sentence)
    if len(named) < 2 or named[0].end >= trigger[0] - 4 or named[0].start > sentence.start + 2:
        return None
    first, lower = named[0], sentence.passage.lower
    last = first
    for name in named[1:]:
        if not listed_gap(last, name, sentence):
            break
        last = name  # "Samsung and SK Hynix, the two largest makers of memory, will": a list is described.
    if sentence.word(last.end) != "," or sentence.word(last.end + 1) not in APPOSED:
        return None
    closing = next((at for at in range(trigger[0] - 1, last.end + 2, -1) if lower[at] == ","), None)
    if closing is None or lower[closing + 1] in {"and", "or", "a", "an", "the", "as", "while", "after"}:
        return None
    return first if not any(closing < n.start < trigger[0] for n in sentence.names) else None


def _joint_before(trigger: Span, sentence: Sentence) -> int | None:
    """The word that joins a second verb to a first one, where there is one."""
    joint = trigger[0] - 1
    word = sentence.word(joint)
    if word == ",":
        return joint if sentence.in_headline else None
    if word in ALSO:
        joint -= 1
        word = sentence.word(joint)
    return joint if word in {"and", "but"} else None


def _may_act(name: NameHit, trigger: Span, joint: int | None, sentence: Sentence) -> bool:
    """Whether a name before a trigger can be its subject."""
    if name.start in standing_beside(trigger, sentence):
        return False
    if is_blocked(name, sentence) and not (
        _heads_participle(name, trigger, sentence)
        or _heads_infinitive(name, trigger, sentence)
        or (sentence.word(name.start - 1) == "of" and sentence.word(name.start - 2) in OWNERS)
    ):
        return False
    return not (
        _is_modifier(name, trigger, sentence)
        or _is_of_a_relative(name, trigger, sentence)
        or _is_listed_behind(name, sentence)
        or _is_a_second_partner(name, trigger, sentence)
        or _is_counted(name, trigger, sentence)
        or (joint is not None and _is_of_a_first_verb(name, joint, sentence))
    )


def _heads_participle(name: NameHit, trigger: Span, sentence: Sentence) -> bool:
    """ "An analogy with xAI leasing computing power": behind the preposition stands who does it."""
    return name.end == trigger[0] and sentence.word(trigger[0]).endswith("ing")


def _heads_infinitive(name: NameHit, trigger: Span, sentence: Sentence) -> bool:
    """ "An option for Nvidia to invest", "with OpenAI set to take a stake": who does it stands before "to"."""
    at = name.end
    if sentence.word(name.start - 1) == "with" and sentence.word(at) in SET_TO:
        return sentence.word(at + 1) == "to" and trigger[0] - at <= 3
    to = at if sentence.word(at) == "to" else -1
    return sentence.word(name.start - 1) == "for" and to >= 0 and trigger[0] in {to, to + 1}


def _is_modifier(name: NameHit, trigger: Span, sentence: Sentence) -> bool:
    """ "The Microsoft deal boosts ...": the deal is the subject, Microsoft only says which."""
    return name.end < trigger[0] and sentence.word(name.end) in MODIFIED


def _is_of_a_relative(name: NameHit, trigger: Span, sentence: Sentence) -> bool:
    """ "Crusoe, whose customers include Meta, raised": what stands between "whose" and the comma before the verb."""
    lower = sentence.passage.lower
    if sentence.word(trigger[0] - 1) != "," or "whose" not in lower[sentence.start : trigger[0]]:
        return False
    at = lower.index("whose", sentence.start, trigger[0])
    return at < name.start and any(n.end <= at for n in parties(sentence))


def _is_listed_behind(name: NameHit, sentence: Sentence) -> bool:
    """ "Backed by A, B and C": all of the list back it; "deals with A, B and C lift": the deals are the subject."""
    joint = sentence.word(name.start - 1)
    if joint.isalnum() and joint not in {"and", "or"} and joint not in INCLUDING_ALL:
        return False  # Nothing is listed before most names.
    head = head_of_list(name, sentence)
    before = sentence.word(head.start - 1)
    if before in INCLUDING_ALL and sentence.word(head.start - 2) in THOSE_BESIDE:
        return True
    if before in {"like", "as"} and head is not name:
        # "deals with clouds like A and B and a lease": the list goes on with something else.
        return sentence.word(name.end) == "and" and sentence.word(name.end + 1) in {"a", "an", "the", "its"}
    if head is name or before not in LISTING:
        return False
    if before == "by" or sentence.word(sentence.start) in OPENING:
        return before == "by"
    hits = parties(sentence)
    last = bisect_left(hits, name.start, key=start_of)
    while last + 1 < len(hits) and listed_gap(hits[last], hits[last + 1], sentence):
        last += 1
    end = hits[last].end
    if any(start == end for start, _ in sentence.spans(OWN_DEEDS)):
        return False  # "signed a deal with A and B signed one with C"
    if any(word.endswith("ing") for word in sentence.passage.lower[end : min(end + 2, sentence.end)]):
        return False  # "with A and B jointly planning" to spend
    return "and" in sentence.passage.lower[head.end : min(end + 1, sentence.end)]


def _is_a_second_partner(name: NameHit, trigger: Span, sentence: Sentence) -> bool:
    """ "Elm partners with Harbor Lane, GE Vernova to power": the list of partners ends before the verb."""
    if name.end != trigger[0] or sentence.word(name.end) != "to" or sentence.word(name.start - 1) not in {",", "and"}:
        return False
    low = sentence.segment(trigger[0])[0]
    marker = next((at for at in range(name.start - 2, low, -1) if sentence.word(at) == "with"), low)
    if sentence.word(marker - 1 - (sentence.word(marker - 1) in {"up", "forces"})) not in PARTNERING:
        return False
    return any(low <= n.start and n.end <= marker for n in parties(sentence))


def _is_counted(name: NameHit, trigger: Span, sentence: Sentence) -> bool:
    """ "To run 9,000 AMD GPUs under a contract": the make of goods, and nobody who acts."""
    counted = sentence.word(name.start - 1)[:1].isdigit() and trigger[0] > name.end
    return counted and describes_goods(name, sentence)


def _is_of_a_first_verb(name: NameHit, joint: int, sentence: Sentence) -> bool:
    """ "Acme picked AMD chips and plans to build", "buys Corvane and will build": who did the first thing goes on."""
    if sentence.word(joint) == ",":
        # "Acme shows Nvidia's old GPUs pay, signs deals"
        return is_genitive(name, sentence) and name.start > sentence.start + 1 and joint > name.end + 1
    if name.end > joint or name.start <= sentence.start + 1:
        return False
    before = sentence.word(name.start - 1)
    return (is_deed(name.start - 1, sentence) or before.endswith("ed")) and (
        name.end == joint or describes_goods(name, sentence)
    )


def referred(trigger: Span, sentence: Sentence) -> NameHit | None:
    """What "it" or "the company" means here, if a word refers back: whom the text spoke of last."""
    if trigger[0] == sentence.start and sentence.index and sentence.word(trigger[0]).endswith(TOLD):
        return topic(sentence)  # "Signed a capacity agreement.": notes leave the subject out
    if sentence.word(sentence.start) in POINTING and sentence.index and sentence.word(sentence.start + 1) in INCLUDING:
        return topic(sentence)
    if not any(_refers_back(low, sentence) for low, _ in referring(trigger, sentence)):
        return None
    beside = standing_beside(trigger, sentence)
    before = [n for n in parties(sentence) if n.end <= trigger[0] and n.entity.kind in {"company", "person"}]
    before = [n for n in before if n.start not in beside]
    if before and {"it", "they"}.intersection(sentence.passage.lower[trigger[0] - 3 : trigger[0]]):
        # "A change for Meta if it begins leasing": the pronoun by the verb is whoever was named last.
        if sentence.word(sentence.start) in {"it", "they"} and all(is_blocked(n, sentence) for n in before):
            return topic(sentence)  # "It has an agreement with Google, and it signed one with Nebius"
        return before[-1]
    if before and {n.party for n in before} == {before[-1].party} and _is_company_before(trigger, sentence):
        # "Shares of IREN rose, with the company also entering into an agreement"
        return before[-1]
    if any(n.party and not n.bystander and n.start not in beside for n in sentence.names if n.end <= trigger[0]):
        return None
    if _is_of_a_stranger(trigger, sentence):
        return None
    about = topic(sentence)
    if about is not None and (
        _is_either(about, trigger, sentence)
        or any(n.party == about.party and is_blocked(n, sentence) for n in parties(sentence))
    ):
        return None  # "The deal follows an investment in CoreWeave": who is named so is not who did it.
    return about or trailing_speaker(trigger, sentence) or _stranger(trigger, sentence)


def referring(trigger: Span, sentence: Sentence) -> list[Span]:
    """The words before a trigger that refer back: "it", "the company"."""
    before = sentence.lower[sentence.start : trigger[0]]
    if REFERRING.isdisjoint(before):
        return []
    return [(at, at + 1) for at, word in enumerate(before, sentence.start) if word in REFERRING]


def _refers_back(at: int, sentence: Sentence) -> bool:
    """A pronoun, or "the company" where it is no place: "people outside the company" are others."""
    return sentence.word(at - 1) != "the" or sentence.word(at - 2) not in {"outside", "inside", "within", "to", "at"}


def _is_company_before(trigger: Span, sentence: Sentence) -> bool:
    """ "The company" right before a verb."""
    lower = sentence.passage.lower
    return any(lower[at - 1] == "the" and lower[at] in {"company", "firm"} for at in range(trigger[0] - 3, trigger[0]))


def _is_of_a_stranger(trigger: Span, sentence: Sentence) -> bool:
    """ "Nebius rose. Winslow cut its forecast": the forecast is that of a name that no list knows, right before the
    verb, and not of whom the text spoke of before."""
    words, lower = sentence.passage.words, sentence.passage.lower
    at = next((at for at in range(trigger[0] - 1, sentence.start + 1, -1) if lower[at] in OWNING), None)
    if at is None or "it" in lower[sentence.start : at] or words[at - 1][:1].isupper():
        return False
    name = at - 2 - (lower[at - 2] in POSSESSIVE)
    if name < sentence.start or not is_capitalised(words[name]) or is_title_case(sentence):
        return False
    return lower[name] not in UNNAMING and not (name == sentence.start and lower[name] in OPENERS)


def _is_either(about: NameHit, trigger: Span, sentence: Sentence) -> bool:
    """ "Nvidia invested in Nebius. The company raised": who gave the money and who got it are both the company."""
    if (
        about.end > sentence.start
        or sentence.lower[sentence.start] != "the"
        or not _is_firm(sentence.start + 1, sentence)
    ):
        return False
    earlier = sentence.passage.sentence(sentence.index - 1)
    if about.start < earlier.start or INTO.isdisjoint(earlier.lower[about.end : earlier.end]):
        return False
    into = [n for n in parties(earlier) if n.start > about.end and n.party != about.party]
    given = next((n for n in into if n.entity.kind == "company" and earlier.word(n.start - 1) in {"in", "into"}), None)
    if given is None:
        return False
    told = [n.party for n in sentence.passage.names if n.end <= sentence.start]
    return told.count(about.party) <= told.count(given.party)


def _is_firm(at: int, sentence: Sentence) -> bool:
    """A word for a firm in "the company raised"."""
    return sentence.word(at) in {"company", "firm", "startup"}


def _stranger(trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "Corvane surged 13% as the company unveiled plans": of whom the text told last, though no list knows it."""
    if NAMING_AGAIN.isdisjoint(sentence.passage.lower[max(trigger[0] - NAMED_WITHIN, sentence.start) : trigger[0]]):
        return None
    near = sentence.passage.sentences[max(sentence.index - TOPIC_REACH, 0)][0]
    told = [n for n in sentence.passage.strangers if near <= n.start and n.end <= trigger[0]]
    known = max(told, key=start_of, default=None)
    back = range(sentence.index, max(sentence.index - TOPIC_REACH, -1), -1)
    opening = (name_opening(sentence.passage.sentence(index)) for index in back)
    return known or next((name for name in opening if name is not None), None)


def possessor(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who owns a noun ("Meta's compute sale"): the subject, counting from the start of the whole noun phrase."""
    return subject((min(trigger[0], found[0]), trigger[1]), sentence) or subject(trigger, sentence)


def genitive(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose noun it is ("Meta's downward revision"); a noun without an owner has no subject."""
    first = min(trigger[0], found[0])

    def words_between(owner: NameHit) -> int:
        # A sum counts as one word, however it is cut: "Meta's $65-72bn capex plan".
        sums = [hit for hit in sentence.amounts if owner.end <= hit.start and hit.end <= first]
        return first - owner.end - sum(hit.end - hit.start - 1 for hit in sums)

    owners = [n for n in parties(sentence) if n.end <= first and is_genitive(n, sentence) and words_between(n) <= 4]
    return owners[-1] if owners else None


def owner_at(trigger: Span, found: Span, sentence: Sentence) -> NameHit | None:
    """The party named right before the object, or between trigger and object."""
    low, high = min(trigger[0], found[0] - OWNER_REACH), max(found[0], trigger[1])
    near = [n for n in parties(sentence) if low <= n.start and n.end <= high]
    free = [n for n in near if sentence.word(n.start - 1) not in NO_OWNER]
    return free[-1] if free else None


def broker(trigger: Span, sentence: Sentence, found: Span | None = None) -> NameHit | None:
    """The nearest broker, before the trigger if there is one."""
    hits = [n for n in sentence.names if n.entity.kind == "broker"]
    before = [n for n in hits if n.end <= trigger[0]]
    return before[-1] if before else hits[0] if hits else None


def _object(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """The first party right behind a verb."""
    return [n for n in parties(sentence) if trigger[1] <= n.start <= trigger[1] + 6][:1]


def _next_company(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """The first company behind, however far."""
    return [n for n in parties(sentence) if n.start >= trigger[1] and n.entity.kind == "company"][:1]


ACTORS: dict[str, Actor] = {
    "subject": subject,
    "possessor": possessor,
    "broker": broker,
    "genitive": genitive,
    "nobody": lambda trigger, sentence, found: None,
}
COUNTERPARTIES: dict[str, Others] = {
    "next_company": _next_company,
    "none": lambda trigger, found, sentence: [],
    "with": behind_with,
    "to": lambda trigger, found, sentence: after_marker(("to", "with", "for"), trigger, sentence),
    "from_or_with": lambda trigger, found, sentence: after_marker(("from", "with"), (found[1], found[1]), sentence, 4),
    "to_or_object": lambda trigger, found, sentence: (
        after_marker(("to", "with", "for"), trigger, sentence)
        or [n for n in parties(sentence) if n.start == trigger[1] and sentence.word(n.end) in {"with", "and"}]
    ),
    "from": lambda trigger, found, sentence: after_marker(("from",), trigger, sentence),
    "for": lambda trigger, found, sentence: after_marker(("for",), trigger, sentence),
    "of": lambda trigger, found, sentence: after_marker(("of", "with"), trigger, sentence),
    "object": _object,
}
