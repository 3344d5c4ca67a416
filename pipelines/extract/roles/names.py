"""The names of a sentence: who can take part, who is of one list, who cannot act, what leads to a name, who does what
is told in the passive."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from operator import attrgetter

from pipelines.extract.little_words import BEING, POSSESSIVE
from pipelines.extract.passage import NameHit, Sentence, Span, once
from pipelines.extract.roles.capitals import is_capitalised

NO_PARTIES = frozenset({"index", "product"})
"""Kinds of names that take no part."""
NOT_ACTING = frozenset({"sector", "sectors", "industry", "market", "markets"})
"""The last word of groups that move and are judged, but make no deal: "a boost for the AI sector"."""
start_of = attrgetter("start")
"""Names are found by where they start."""
LONGEST_JOINT = 3
"""Tokens between two names of a list, brackets aside: "A as well as B"."""
DONE = frozenset("fell rose sank slid shed won lost led hit soared plunged jumped climbed signed unveiled sold".split())
"""Verbs in the past of who does something else."""
NO_DEEDS = frozenset(
    """shares stocks as ratings targets is has was plus options bonds chips suppliers peers bulls bears results earnings
    bets thus does needs prospects 's ’s""".split()
)
"""Behind a company: they end in "s", and are no verb."""
GRADING_VERBS = frozenset(
    """upgrades downgrades upgrade downgrade upgraded downgraded initiates reiterates maintains cuts raises lifts starts
    likes favors prefers on for""".split()
)
"""Before a company: what a broker does to it."""
OPENING_RELATIVE = frozenset(
    """which who whose whom where based backed spun born split carved founded owned led listed headquartered known
    created controlled""".split()
)
"""Behind a comma they describe the name before it, whether a list knows it or not."""
SPEAKING_FOR = frozenset("executives officials managers leaders bosses chiefs".split())
"""Who speaks for the firms named behind."""
TAKING = frozenset("snag snags win wins won land lands landed bag bags secure secures secured get gets".split())
"""Verbs of several that get something from one: "Quanta, Wiwynn snag Meta's orders"."""
BLOCKING = frozenset(
    """of with by to from for on like than against via versus at in over into among between behind unlike alongside
    without""".split()
)
"""Prepositions: the name behind them is no subject."""
HEADS = frozenset("company firm group startup chipmaker miner provider operator lab bank giant developer maker".split())
"""Nouns that a description may follow, in place of a name: "the company, a supplier to Nvidia, said"."""
OPENING_ASIDE = OPENING_RELATIVE | frozenset(
    "a an the one two three both formerly once long already itself also now".split()
)
"""Behind a comma they open what describes the name before it."""
GOING_ON = frozenset("and or but which who whose a an the its their with as while after because".split())
"""Behind a comma they go on with a list or a description, not with the verb of the name before."""
GOODS_WORDS = frozenset("gpu gpus chip chips tpu tpus processors accelerators cpus hardware silicon systems".split())
"""What a maker's name stands before: "Nvidia GPUs"."""
NO_MODIFIERS = BLOCKING | {"and", "or", ",", "'s", "’s", "using", "as"}
"""Between a name and goods they part the two: "supply Meta with GPUs"."""
MADE_OF = frozenset("powered based backed equipped made designed style class compatible led founded".split())
"""Behind a name and a hyphen: it only describes what comes next."""
FOLLOWING = frozenset(
    """follow follows following followed join joins joining joined copy copies copying copied emulate emulates emulating
    emulated mimic mimics mimicking imitate imitates imitating mirror mirrors mirroring echo echoes echoing""".split()
)
"""Verbs whose object is somebody's example and does nothing itself."""
BEATING = frozenset(
    """beat beats beaten beating outbid outbids outbidding outmaneuvered outmanoeuvred edges edged edging defeats
    defeated defeating ousts ousted ousting pips pipped""".split()
)
"""Verbs whose object loses what somebody else wins."""
BE = frozenset({"be", "been", "being", "was", "were", "is", "are", "get", "gets", "got"})
"""Auxiliaries of the passive."""
STEALING = frozenset("wrest wrests wrested snatch snatches snatched steal steals stole poach poaches poached".split())
"""Verbs of getting what another had."""
TAKING_IT = frozenset({"the", "over"})
"""Between such a plain verb as "took" and what another had."""
GIFTS = frozenset("investment investments stake stakes bet bets".split())
"""Before "in" and who is given money."""
BACKING = frozenset("backing backs guaranteeing guarantees backstopping backstops underwriting underwrites".split())
"""Verbs of who answers for a lease or a debt."""
RELATIVE = frozenset({"which", "where", "whose", "home"})
"""First words of a clause that describes what was named before."""
RELATIVE_WITHIN = 9
"""Most tokens from a verb to a clause set in between."""
NEW_CLAUSE = frozenset({",", ";", ".", "before", "after", "until", "once", "when", "while", "because", "if", "unless"})
"""What parts a marker from a name: "a buffer for profit before Meta AI scales"."""
LOOKING_AHEAD = frozenset(
    "expects expect plan anticipate plans sees projects forecasts guides intends aims anticipates".split()
)
"""Verbs of what is foreseen."""
FORESEEN = frozenset(
    "expected projected forecast planned set seen slated estimated guided poised likely predicted budgeted on".split()
)
"""Behind an auxiliary: what is foreseen."""
DESCRIBING = frozenset(
    """startup start-up maker makers designer developer developers company firm group giant provider operator specialist
    lab unit arm supplier builder player owner manufacturer investor rival upstart subsidiary affiliate business
    chipmaker neocloud miner hyperscaler partner peer insurer platform foundry vendor""".split()
)
"""Nouns that say what the name behind them is: "AI chip startup Etched", "data center operator Aligned"."""
OWN_DEEDS = ("sign", "sign_deal")
"""Words of deeds that a name has for itself, though a list seems to end with it."""
DETERMINERS = frozenset({"the", "its", "a", "an"})
"""Before a noun."""


def parties(sentence: Sentence) -> list[NameHit]:
    """Names that can take part: no brokers, publishers or governments, nobody merely compared with."""
    if sentence.parties is None:
        sentence.parties = [
            n
            for n in sentence.names
            if n.party and not n.bystander and n.entity.kind not in NO_PARTIES and not in_brackets(n, sentence)
            if not (n.entity.kind == "collective" and sentence.word(n.end - 1) in NOT_ACTING)
        ]
    return sentence.parties


def parties_behind(name: NameHit, sentence: Sentence) -> list[NameHit]:
    """Those that stand behind a name."""
    named = parties(sentence)
    return named[bisect_left(named, name.end, key=start_of) :]


def in_brackets(name: NameHit, sentence: Sentence) -> bool:
    """The ticker behind a name: "(NASDAQ: CRWV)", "(CRWV)"; not the short form behind a name that no list knows:
    "Pacific Investment Management Co. (Pimco)"."""
    if sentence.word(name.start - 1) not in {"(", ":"} or sentence.word(name.end) != ")":
        return False
    at = bisect_left(sentence.names, name.start, key=start_of) - 1
    written = sentence.passage.words[name.start]
    is_short = name.end - name.start == 1 and name.entity.kind in {"company", "fund"} and not written.isupper()
    if not is_short or sentence.word(name.start - 1) == ":" or (at >= 0 and name.start - sentence.names[at].end < 4):
        return True
    return not sentence.passage.words[name.start - 2][:1].isupper()


def outside_brackets(words: Sequence[str]) -> list[str]:
    """The words without those in round brackets."""
    depth, plain = 0, []
    for word in words:
        depth += word == "("
        if depth == 0:
            plain.append(word)
        depth -= word == ")"
    return plain


def is_investor(name: NameHit) -> bool:
    """A fund without shares of its own, or a person who is known as one."""
    return name.entity.kind == "fund" and name.entity.ticker is None


def as_party(name: NameHit) -> NameHit:
    """A house or a body that is no party elsewhere, taken for one here."""
    return replace(name, entity=replace(name.entity, party=name.party or name.entity.canonical))


def listed_gap(left: NameHit, right: NameHit, sentence: Sentence) -> bool:
    """Whether two names are neighbours of one list: only "," or "and" between, brackets aside."""
    gap = sentence.passage.lower[left.end : right.start]
    if len(gap) > LONGEST_JOINT and "(" not in gap:
        return False
    plain = outside_brackets(gap)
    if plain == ["-"]:
        # "Microsoft-Chevron": a pair; with spaces about it the hyphen only parts.
        return _is_tight(left, sentence)
    if plain == [","] and (acts_next(left, right, sentence) or _is_leading_deed(right, sentence)):
        return False
    return (0 < len(plain) <= 2 and set(plain) <= {",", "and", "&", "/", "+", "×"}) or plain == ["as", "well", "as"]


def _is_tight(left: NameHit, sentence: Sentence) -> bool:
    """Whether the token behind a name follows without a space."""
    end = sentence.passage.char_span((left.start, left.end))[1]
    return sentence.passage.text[end : end + 1] == "-" and not sentence.passage.text[end + 1 : end + 2].isspace()


def acts_next(left: NameHit, right: NameHit, sentence: Sentence) -> bool:
    """ "Elm upgrades Micron, Nvidia unveils a chip": what a broker rates, and who does something else."""
    verb = sentence.word(right.end)
    deed = verb in DONE or (verb.endswith("s") and len(verb) > 3 and verb.isalpha() and verb not in NO_DEEDS)
    if verb in {"shares", "stock"} and sentence.word(right.end + 1) in DONE | {"rise", "fall", "jump", "drop", "slide"}:
        deed = True
    if not deed or sentence.word(left.start - 1) not in GRADING_VERBS:
        return False
    graded = sentence.word(left.start - 1) in {"upgrades", "downgrades", "upgraded", "downgraded"}
    return graded or any(n.entity.kind == "broker" and n.end < left.start for n in sentence.names)


def _is_leading_deed(actor: NameHit, sentence: Sentence) -> bool:
    """ "Citing its partner Nvidia, Foxconn raised": before the first comma a participle, behind it one who acts."""
    comma, opening = actor.start - 1, sentence.word(sentence.start)
    if sentence.word(comma) != "," or not (opening.endswith("ing") or opening in OPENING_RELATIVE):
        return False
    return sentence.word(actor.end) not in {",", "and"} and "," not in sentence.lower[sentence.start : comma]


def head_of_list(name: NameHit, sentence: Sentence) -> NameHit:
    """The name that opens the list in which `name` stands, whatever is before it; itself where there is none."""
    return _head_of_list_at(name.start, sentence)


@once
def _head_of_list_at(start: int, sentence: Sentence) -> NameHit:
    hits = parties(sentence)
    at = bisect_left(hits, start, key=start_of)
    while at > 0 and listed_gap(hits[at - 1], hits[at], sentence):
        at -= 1
    return hits[at]


def first_of_list(name: NameHit, sentence: Sentence) -> NameHit:
    """The first name of "A, B and C", of which `name` is the last."""
    hits = parties(sentence)
    at = bisect_left(hits, name.start, key=start_of)
    if hits[at : at + 1] != [name]:
        return name  # it is of an earlier sentence
    while at > 0:
        before = hits[at - 1]
        named_as = sentence.word(before.start - 1) == "like"  # "makers like A, B and C"
        named_as = named_as or sentence.word(before.start - 2) in SPEAKING_FOR  # "executives at A and B"
        if not listed_gap(before, hits[at], sentence) or (is_blocked(before, sentence) and not named_as):
            break
        at -= 1
    return hits[at]


def list_from(first: NameHit, trigger: Span, sentence: Sentence) -> list[NameHit]:
    """The names of "A, B and C" that begins with `first` and ends before the trigger."""
    chain = [first]
    is_bank = first.entity.kind == "broker"
    peers = sentence.names if is_bank else parties(sentence)
    beside = standing_beside(trigger, sentence)
    for name in peers:
        after = name.start > chain[-1].start and name.end <= trigger[0] and name.start not in beside
        if after and listed_gap(chain[-1], name, sentence) and (name.entity.kind == "broker") == is_bank:
            chain.append(name)
    return chain


def list_behind(first: NameHit, sentence: Sentence) -> list[NameHit]:
    """The names of "A, B and C" that begins with `first`."""
    chain = [first]
    for name in parties(sentence):
        if name.start > chain[-1].start and listed_gap(chain[-1], name, sentence):
            chain.append(name)
    return chain


def listed_second(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """The second of two that stand as a list before a verb: "A and B sign a pact"."""
    before = [n for n in parties(sentence) if n.end <= trigger[0]]
    if len(before) < 2:
        return []
    if sentence.word(trigger[1] - 1) in TAKING and any(
        n.start == trigger[1] and sentence.word(n.end) in POSSESSIVE for n in parties(sentence)
    ):
        return []  # "Quanta, Wiwynn snag Meta's orders": both from Meta.
    return [before[-1]] if listed_gap(before[-2], before[-1], sentence) else []


def standing_beside(trigger: Span, sentence: Sentence) -> set[int]:
    """Where the names begin that stand in what describes another before a trigger, and so do not act in it."""
    before = [span for span in _asides(sentence.start, sentence) if span[1] <= trigger[0]]
    return {n.start for n in sentence.names if any(low < n.start < high for low, high in before)} if before else set()


@once
def _asides(start: int, sentence: Sentence) -> list[Span]:
    """The stretches between two commas that describe whoever stands before the first: "Nebius, which split off from
    Yandex in 2024, plans", "Foxconn, Nvidia's assembler, said"."""
    lower, names = sentence.lower, {n.start: n for n in sentence.names}
    commas = [at for at in range(start + 1, sentence.end - 1) if lower[at] == ","]
    if not commas or not names:
        return []
    ends = {n.end for n in sentence.names}
    found: list[Span] = []
    if commas[0] + 1 in names and _is_leading_deed(names[commas[0] + 1], sentence):
        found.append((start, commas[0]))
    for at in commas:
        if found and at <= found[-1][1]:
            continue
        owner, opening = names.get(at + 1), lower[at + 1]
        if opening in BLOCKING and sentence.word(at + 2) in {"which", "whom", "whose"}:
            opening = sentence.word(at + 2)  # "CoreWeave, in which Nvidia holds a stake,"
        if at in ends or lower[at - 1] in HEADS:
            opens = opening in OPENING_ASIDE or (owner is not None and is_genitive(owner, sentence))
        else:
            opens = opening in OPENING_RELATIVE and all(
                is_capitalised(word) for word in sentence.passage.words[start:at]
            )
        end = next((to for to in commas if to > at + 1 and _closes_aside(to, names, sentence)), None) if opens else None
        if end is not None:
            found.append((at, end))
    return found


def _closes_aside(comma: int, names: Mapping[int, NameHit], sentence: Sentence) -> bool:
    """Whether the verb of whom an aside describes follows, or the next of a list: "Oracle, OpenAI's landlord, and"."""
    word = sentence.word(comma + 1)
    if word == "and":
        return comma + 2 in names
    return word.isalpha() and word not in GOING_ON and comma + 1 not in names


def is_genitive(name: NameHit, sentence: Sentence) -> bool:
    """ "Meta's", "Foxconns'"."""
    after = sentence.word(name.end)
    return after in POSSESSIVE or (after in {"'", "’"} and sentence.word(name.end - 1).endswith("s"))


def describes_goods(name: NameHit, sentence: Sentence) -> bool:
    """ "200,000 Nvidia GPUs": the name says whose make they are."""
    if is_genitive(name, sentence):
        # "Nvidia's latest chips"
        return bool(GOODS_WORDS.intersection(sentence.passage.lower[name.end + 1 : name.end + 4]))
    after = (sentence.word(name.end), sentence.word(name.end + 1))
    named = after[0] in GOODS_WORDS or (after[1] in GOODS_WORDS and after[0] not in NO_MODIFIERS)
    return named or (after[0] == "-" and after[1] in MADE_OF) or _is_before_product(name, sentence)


def _is_before_product(name: NameHit, sentence: Sentence) -> bool:
    """ "AMD Instinct": a maker right before its product."""
    at = bisect_left(sentence.names, name.end, key=start_of)
    return any(n.start == name.end and n.entity.kind == "product" for n in sentence.names[at : at + 1])


def is_blocked(name: NameHit, sentence: Sentence) -> bool:
    """Behind a preposition, or somebody's example, so not a subject."""
    before = sentence.word(name.start - 1)
    if before in {"the", "rival", "customer", "partner", "company"}:
        before = sentence.word(name.start - 2)
    return before in BLOCKING or _is_followed(name, sentence) or is_passed_by(name, sentence)


def stands_free(name: NameHit, sentence: Sentence) -> bool:
    """Whether a name can be a subject: no preposition before it."""
    return not is_blocked(name, sentence)


def _is_followed(name: NameHit, sentence: Sentence) -> bool:
    """ "Meta follows SpaceX in renting out GPUs", "unlike SpaceX and xAI, Meta ...": others' example."""
    verb = name.start - 1
    word = sentence.word(verb)
    if word in {"and", "or"}:
        return any(n.party and n.end == verb and _is_followed(n, sentence) for n in sentence.names)
    if word == "unlike":
        return True
    if word not in FOLLOWING:
        return False
    return verb == sentence.start or any(n.party and verb - 2 <= n.end <= verb for n in sentence.names)


def is_passed_by(name: NameHit, sentence: Sentence) -> bool:
    """Who loses to another: "Elm beat Oracle to a contract", "edged out Oracle", "picked Elm over Oracle"."""
    at = name.start - 1
    word = sentence.word(at)
    if word in {"of", "than"} and sentence.word(at - 1) in {"instead", "ahead", "rather"}:
        return True
    if word == "over":
        return any(n.end == at for n in sentence.names)
    if BEATING.isdisjoint(sentence.vocabulary):
        return False
    if word in BEATING or (word == "out" and sentence.word(at - 1) in BEATING):
        return True
    behind = sentence.passage.lower[name.end : min(name.end + 4, sentence.end)]
    return not BE.isdisjoint(behind[:2]) and "by" in behind and not BEATING.isdisjoint(behind)


def is_robbed(name: NameHit, sentence: Sentence) -> bool:
    """Whose deal another gets: "wrested a contract from Oracle", "took the contract from Oracle"."""
    at = name.start - 1
    if sentence.word(at) != "from":
        return False
    before = sentence.passage.lower[sentence.clause(at)[0] : at]
    if before[-1:] == ["away"] or not STEALING.isdisjoint(before):
        return True
    took = [place for place, word in enumerate(before) if word in {"take", "takes", "took", "taking"}]
    return bool(took) and not TAKING_IT.isdisjoint(before[took[-1] + 1 : took[-1] + 2])


def is_given(name: NameHit, sentence: Sentence) -> bool:
    """Who is given money: "a $2 billion investment in Lambda", "stakes in Intel"."""
    at = name.start - 1
    return sentence.word(at) in {"in", "into"} and sentence.word(at - 1) in GIFTS


def is_brushed_off(name: NameHit, sentence: Sentence) -> bool:
    """The object of the verb before: "Elm's chief shrugs off Mistral, vows to spend"."""
    return sentence.word(name.start - 1) in {"off", "aside", "down"} and sentence.word(name.end) == ","


def only_backs(name: NameHit, sentence: Sentence) -> bool:
    """ "A lease with Google backing $9 billion of it": who answers for the debt, and no party of the lease."""
    return sentence.word(name.start - 1) in {"with", "as"} and sentence.word(name.end) in BACKING


def acts_beside(name: NameHit, sentence: Sentence) -> bool:
    """ "Lands a lease, with Google taking a stake": a name with a deed of its own, and no partner in the other one."""
    opened = sentence.word(name.start - 1) == "with" and sentence.word(name.start - 2) == ","
    return opened and sentence.word(name.end).endswith("ing")


def after_marker(markers: Iterable[str], trigger: Span, sentence: Sentence, reach: int = 14) -> list[NameHit]:
    """The first party behind one of the markers: "to Anthropic", "with the AI lab OpenAI"."""
    wanted = frozenset(markers)
    low = trigger[0] + (trigger[1] - trigger[0] > 1)  # the "to" of "to rent Nvidia GPUs to Google" leads to nobody
    first, last = _relative_behind(trigger, sentence)
    reach += last - first
    for name in parties(sentence):
        if not trigger[1] <= name.start <= trigger[1] + reach or first < name.start < last:
            continue
        if acts_beside(name, sentence):
            continue
        if marker_before(name, sentence, wanted, 0 if name.start == trigger[1] else low):
            return [name]
    return []


def _relative_behind(trigger: Span, sentence: Sentence) -> Span:
    """ "Lease its data center, which houses 220,000 GPUs, to Anthropic": a clause set in between, or nothing."""
    end = trigger[1]
    if RELATIVE.isdisjoint(sentence.vocabulary):
        return end, end
    lower, high = sentence.passage.lower, min(end + RELATIVE_WITHIN, sentence.end)
    at = next((at for at in range(end, high) if lower[at] == "," and sentence.word(at + 1) in RELATIVE), None)
    if at is None:
        return end, end
    last = next((to for to in range(at + 2, sentence.end) if lower[to] in {",", ";"}), at)
    return at, last


def marker_before(name: NameHit, sentence: Sentence, markers: frozenset[str], low: int = 0) -> bool:
    """A marker up to four words before the name (from `low` on), with nothing but a description between."""
    for at in range(name.start - 1, max(name.start - 6, sentence.start, low) - 1, -1):
        word = sentence.word(at)
        if word in markers:
            return True
        if word in BLOCKING or word in NEW_CLAUSE:
            return False
    return False


def distance(name: NameHit, span: Span) -> int:
    """Tokens between a name and a span, on either side."""
    return max(name.start - span[1], span[0] - name.end, 0)


def passive_agent(trigger: Span, sentence: Sentence) -> NameHit | None:
    """Who does what is told in the passive: behind "by"."""
    return _agent_of_passive(trigger, sentence) if "by" in sentence.vocabulary else None


@once
def _agent_of_passive(trigger: Span, sentence: Sentence) -> NameHit | None:
    words = sentence.passage.lower[max(sentence.start, trigger[0] - 3) : trigger[1]]
    if BE.isdisjoint(words):
        return None
    acting = any(sentence.word(at).endswith("ing") for at in range(*trigger) if sentence.word(at) not in BE)
    if acting and sentence.word(trigger[1]) != "by":
        return None  # "Is lending $2 billion for halls used by Oracle": it does so itself
    agents = after_marker(("by",), trigger, sentence, 8)
    if agents and agents[0].start == trigger[1] and "by" not in sentence.passage.lower[trigger[0] : trigger[1]]:
        return None  # "A group led by BlackRock is acquiring CoreWeave": the "by" leads to who leads
    return agents[0] if agents else leader_behind(trigger, sentence)


def leader_behind(trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "To be bought by a BlackRock-led group": who leads those that act."""
    at = trigger[1] + (sentence.word(trigger[1]) == "by")
    if sentence.word(at - 1) != "by":
        return None
    at += sentence.word(at) in {"a", "the", "an"}
    leader = next((n for n in sentence.names if n.start == at and n.entity.kind in {"company", "fund"}), None)
    is_led = leader is not None and sentence.passage.lower[leader.end : leader.end + 2] == ["-", "led"]
    return leader if is_led else None


def is_passive(trigger: Span, sentence: Sentence) -> bool:
    """Whether a participle with its auxiliary names its agent: "were recently sold by X"."""
    return passive_agent(trigger, sentence) is not None and not sentence.word(trigger[1] - 1).endswith("ing")


def parties_acted_on(trigger: Span, sentence: Sentence, markers: frozenset[str]) -> list[NameHit]:
    """The party of a passive's subject: "a stake in Nebius was sold by X"."""
    if not is_passive(trigger, sentence):
        return []
    start = sentence.clause(trigger[0])[0]
    return [n for n in parties(sentence) if start <= n.start < trigger[0] and marker_before(n, sentence, markers)]


def second_verbs(sentence: Sentence) -> list[int]:
    """Where the same subject goes on to what is foreseen: "rose to $41 billion and is planned at $56 billion",
    "spent $72 billion and plans to spend $135 billion"."""
    lower = sentence.passage.lower
    joins = (at for at in range(sentence.start + 2, sentence.end - 3) if lower[at] in {"and", "but"})
    return [at for at in joins if _goes_on(lower[at + 1 : at + 4])]


def _goes_on(words: list[str]) -> bool:
    """Whether the words behind "and" or "but" go on to what is foreseen."""
    if words[0] in LOOKING_AHEAD or (words[0] in {"now", "also", "we", "it"} and words[1] in LOOKING_AHEAD):
        return True
    return (words[0] in BEING or words[:2] == ["will", "be"]) and not FORESEEN.isdisjoint(words[1:3])
