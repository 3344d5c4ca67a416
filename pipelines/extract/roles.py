"""Who does it, and to whom: the parties of a frame, or nobody.

The nearest name is the subject nine times in ten when there is one, and wrong in half of the sentences where there is
none. So every strategy here may answer nothing: a name after a preposition, a name that describes another ("backed"),
a broker or a publisher is never taken. When the clause names nobody but refers back ("it", "the company"), the subject
of the text's first sentence stands in, and only then.

Passives are turned round ("is leased by X"). Lists count as their first member here; `reactions.py` expands them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import pairwise

from pipelines.extract import collectives
from pipelines.extract.lexicon import PARTY_KINDS, Entity
from pipelines.extract.passage import JOINS, NameHit, Sentence, Span

BLOCKING = frozenset(
    """of with by to from for on like than against via versus at in over into among between behind unlike alongside
    without""".split()
)
REFERRING = frozenset(
    """it its company chipmaker firm provider operator he she which that startup giant group their miner
    owner maker deal agreement contract""".split()
)
PRONOUNS = frozenset("it its they their he she we our us this that these those which who there i you".split())
NO_NAMES = PRONOUNS | frozenset(
    """the a an company firm stock stocks share shares monday tuesday wednesday thursday friday january february march
    april may june july august september october november december what why how when if here new more most another
    yesterday today tomorrow q1 q2 q3 q4 up about around over""".split()
)
BEFORE_VERB = frozenset(
    "have has had is are was were be been being will would could can may might also just now still recently to "
    "reportedly already has n't not 'd 've 's".split()
)
STATING = frozenset(
    "says said confirms confirmed plans wants seeks moves agrees sue sues file files pass passes set reports reported "
    "told forecasts posts beats expects sees announces hikes".split()
)
DEEDS = ("sign", "power_take", "exec_in", "launch", "site_start", "rule_ease", "rule_tight", "law_act")
"""Words of deeds, at which an unknown subject ends."""
OPENING = frozenset({"the", "some", "many", "two", "three", "several", "-", "—", "–", '"', "'", "(", ":"})
MARKERS = {
    "with": frozenset({"with"}),
    "to": frozenset({"to", "with"}),
    "from": frozenset({"from"}),
    "source": frozenset({"from"}),
    "of": frozenset({"of", "with"}),
    "for": frozenset({"for"}),
}
"""Words that lead to an other party whose name the lexicon does not know, by strategy."""
MAX_SUBJECT = 5
MAX_AGENT = 3
OWNER_REACH = 5
"""Tokens between an owner and the noun phrase that is his."""
NO_OWNER = frozenset({"with", "from", "to", "former", "ex", "by"})
FIRMS = frozenset("chipmaker chipmakers company companies firm firms startup giant customers server chip".split())
AT_PLACE = frozenset({"'s", "’s", "near", "outside", "around", "inside", "across"})
BEHIND_PASSIVE = frozenset("for over with in on after as against".split())
NOUNS_BEHIND = ("ai_place", "chip_thing", "rule_thing", "trade_rule")
"""Things a country only describes when they stand right behind it: "US data centers", "China sales"."""
JOINTLY = frozenset({"together", "combined", "collectively", "jointly"})
TOPIC_REACH = 3
"""Sentences back in which "it" looks for whom it means before the whole text's subject stands in."""
TITLE_SHARE = 0.7
LIST_WORDS = frozenset({",", "and", "&", "(", ")", "shares", "$", "%", "billion", "million", "up", "to", "in"})
MODIFIED = frozenset(
    "deal deals contract order orders news partnership agreement lease investment report rival supplier".split()
)
DESCRIBING = frozenset(
    """startup start-up maker makers designer developer developers company firm group giant provider operator specialist
    lab unit arm supplier builder player owner manufacturer investor rival upstart subsidiary affiliate business
    chipmaker neocloud miner hyperscaler partner peer insurer platform foundry vendor""".split()
)
"""Nouns that say what the name behind them is: "AI chip startup Etched", "data center operator Aligned"."""
UNDESCRIBED = DESCRIBING | frozenset("the a an uk u.k. us u.s. french british ai chip".split())
NO_TARGETS = frozenset(
    """stake stakes share shares stock stocks chip chips gpu gpus server servers power land site sites capacity bonds
    notes debt energy electricity compute memory bitcoin time dip more this these it them now centers centres center
    options calls puts turbines reactors equipment gas storage accelerators tokens products systems cloud infrastructure
    buildout race push blackwells""".split()
)
"""Last words of what is bought that show it is no company."""
TARGET_ENDS = BLOCKING | frozenset(
    """as amid after before while and or but that which who deal says say said stock shares is are was to will would
    could may""".split()
)
GOODS_WORDS = frozenset("gpu gpus chip chips tpu tpus processors accelerators cpus hardware silicon systems".split())
DEAL_FILLERS = frozenset(
    """ai chip chips gpu gpus cloud compute computing infrastructure data center centre hosting colocation capacity
    server servers memory foundry supply hyperscale - massive big huge major new power inference tpu optical fiber
    networking lease mega blockbuster hpc""".split()
)
"""Words between a customer's name and the noun of the deal: "the OpenAI data center contract"."""
CAUSING = frozenset(
    """fuel fuels fueling trigger triggers cause causes causing drive drives driving spark sparks create creates
    creating worsen worsens deepen deepens spur spurs threaten threatens ease eases easing expose exposes into amid on
    as from despite solve solves ride rides benefit benefits exploit exploits end ends profit tops""".split()
)
VERBS_OF_CHANGE = frozenset(
    """persist persists worsen worsening lift lifts lifting boost boosts boosting rally rallies jump jumps surge
    surges""".split()
)
SPEECH = frozenset("say says said warn warns warned sees predicts expects forecasts estimates".split())
OF_ONESELF = frozenset("its it our we of is are was were remain remains all".split())
PRICE_REACH = 6
ASKERS = ("lobby", "lobbi", "urge", "urging", "petition", "implore", "pressur", "beg")
"""How words begin that ask an authority to act."""
TARGET_REACH = 8
"""Tokens between a trade and its target, room for the worth of the stake: "sells its $1.2 billion stake in $NBIS"."""
TOPIC_WORDS = 10
NO_PARTIES = frozenset({"index", "product"})
BE = frozenset({"be", "been", "being", "was", "were", "is", "are", "get", "gets", "got"})


def find_actor(strategy: str, trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """The acting party by the frame's strategy; None when the text does not name it."""
    return ACTORS[strategy](trigger, sentence, found)


def find_counterparties(
    strategy: str, trigger: Span, found: Span, sentence: Sentence, actor: NameHit | None
) -> list[NameHit]:
    """The other parties; more than one only where the frame makes an event of each."""
    hits = COUNTERPARTIES[strategy](trigger, found, sentence)
    return [hit for hit in hits if actor is None or hit.party != actor.party]


def parties(sentence: Sentence) -> list[NameHit]:
    """Names that can take part: no brokers, publishers or governments, nobody merely compared with."""
    if sentence.parties is None:
        sentence.parties = [
            n
            for n in sentence.names
            if n.party and not n.bystander and n.entity.kind not in NO_PARTIES and not in_brackets(n, sentence)
        ]
    return sentence.parties


def in_brackets(name: NameHit, sentence: Sentence) -> bool:
    """The ticker behind a name: "(NASDAQ: CRWV)", "(CRWV)"."""
    return sentence.word(name.start - 1) in {"(", ":"} and sentence.word(name.end) == ")"


def _start(name: NameHit) -> int:
    return name.start


def listed_gap(left: NameHit, right: NameHit, sentence: Sentence) -> bool:
    """Whether two names are neighbours of one list: only "," or "and" between, brackets aside."""
    words = sentence.passage.lower[left.end : right.start]
    depth, plain = 0, []
    for word in words:
        depth += word == "("
        if depth == 0:
            plain.append(word)
        depth -= word == ")"
    if plain == ["-"]:
        # "Microsoft-Chevron": a pair; with spaces about it the hyphen only parts.
        return _is_tight(left, sentence)
    return 0 < len(plain) <= 2 and set(plain) <= {",", "and", "&", "/"}


def _is_tight(left: NameHit, sentence: Sentence) -> bool:
    """Whether the token behind a name follows without a space."""
    end = sentence.passage.char_span((left.start, left.end))[1]
    return sentence.passage.text[end : end + 1] == "-" and not sentence.passage.text[end + 1 : end + 2].isspace()


# ── actors ──────────────────────────────────────────────────────────────────────────────────────────


def subject(trigger: Span, sentence: Sentence, found: Span | None = None) -> NameHit | None:
    """The nearest free-standing name before the trigger, in its clause, else in an earlier one, else referred to."""
    by = _passive_agent(trigger, sentence)
    if by is None and found is not None and found[0] >= trigger[1]:
        by = _passive_agent(found, sentence)
    if by is not None:
        return by
    before = [
        n
        for n in parties(sentence)
        if n.end <= trigger[0]
        and (
            not is_blocked(n, sentence)
            or _heads_participle(n, trigger, sentence)
            or _heads_infinitive(n, trigger, sentence)
        )
        and not _is_modifier(n, trigger, sentence)
    ]
    start, _ = sentence.clause(trigger[0])
    inside = [n for n in before if n.start >= start]
    # A parent stands for its product only when nobody else could be meant.
    for pool in (inside, before):
        companies = [n for n in pool if n.entity.kind in PARTY_KINDS] or pool
        if companies:
            return _first_of_list(companies[-1], sentence)
    return referred(trigger, sentence)


def _heads_participle(name: NameHit, trigger: Span, sentence: Sentence) -> bool:
    """ "An analogy with xAI leasing computing power": behind the preposition stands who does it."""
    return name.end == trigger[0] and sentence.word(trigger[0]).endswith("ing")


def _heads_infinitive(name: NameHit, trigger: Span, sentence: Sentence) -> bool:
    """ "An option for Nvidia to invest": who does it stands between "for" and "to"."""
    to = name.end if sentence.word(name.end) == "to" else -1
    return sentence.word(name.start - 1) == "for" and to >= 0 and trigger[0] in {to, to + 1}


def possessor(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who owns a noun ("Meta's compute sale"): the subject, counting from the start of the whole noun phrase."""
    return subject((min(trigger[0], found[0]), trigger[1]), sentence) or subject(trigger, sentence)


def referred(trigger: Span, sentence: Sentence) -> NameHit | None:
    """What "it" or "the company" means here, if a word refers back: whom the text spoke of last."""
    if not any(_refers_back(at, sentence) for at in range(sentence.start, trigger[0])):
        return None
    before = [n for n in parties(sentence) if n.end <= trigger[0] and n.entity.kind in {"company", "person"}]
    if before and {"it", "they"}.intersection(sentence.passage.lower[trigger[0] - 3 : trigger[0]]):
        # "A change for Meta if it begins leasing": the pronoun by the verb is whoever was named last.
        return before[-1]
    if any(n.party and not n.bystander for n in sentence.names if n.end <= trigger[0]):
        return None
    return topic(sentence)


def referring(trigger: Span, sentence: Sentence) -> list[Span]:
    """The words before a trigger that refer back: "it", "the company"."""
    lower = sentence.passage.lower
    return [(at, at + 1) for at in range(sentence.start, trigger[0]) if lower[at] in REFERRING]


def _refers_back(at: int, sentence: Sentence) -> bool:
    """A pronoun, or "the company" where it is no place: "people outside the company" are others."""
    if sentence.word(at) not in REFERRING:
        return False
    return sentence.word(at - 1) != "the" or sentence.word(at - 2) not in {"outside", "inside", "within", "to", "at"}


def topic(sentence: Sentence) -> NameHit | None:
    """Whom the text speaks of before this sentence: the subject of the last sentence that has one, else its first."""
    for index in range(sentence.index - 1, max(sentence.index - 1 - TOPIC_REACH, -1), -1):
        earlier = sentence.passage.sentence(index)
        named = [n for n in parties(earlier) if n.entity.kind in {"company", "person"}]
        free = [n for n in named if not is_blocked(n, earlier)]
        leading = next((n for n in free if not _measures_other(n, earlier)), free[0] if free else None)
        if leading is not None:
            return leading
    for name in sentence.passage.names:
        if name.start >= sentence.start:
            return None
        if name.party and not name.bystander and name.entity.kind in {"company", "person"}:
            return name
    return None


def _measures_other(name: NameHit, sentence: Sentence) -> bool:
    """ "Nvidia's formidable rival AMD": the owner only says which rival the text is about."""
    if not _is_genitive(name, sentence):
        return False
    owned = next((n for n in parties(sentence) if 0 < n.start - name.end <= 4), None)
    return owned is not None and sentence.word(owned.start - 1) in DESCRIBING


def unknown_subject(trigger: Span, sentence: Sentence) -> NameHit | None:
    """A short subject that is no name of the lexicon, taken as it is written: "Global hedge funds", "Jane Doe".

    Only the words between the start of the clause and the verb count, and only when nothing in them could be
    another part of speech that the rules know.
    """
    start = max(sentence.clause(trigger[0])[0], sentence.segment(trigger[0])[0])
    end = trigger[0]
    while start < end and sentence.word(start) in OPENING:
        start += 1
    end = min([end, *(at for at in range(start + 1, end) if _is_verbal(at, sentence))])
    while end > start and sentence.word(end - 1) in BEFORE_VERB:
        end -= 1
    start = _behind_description(start, end, sentence)
    words = sentence.passage.words[start:end]
    if not 0 < len(words) <= MAX_SUBJECT or not words[0][:1].isupper() or words[0].lower() in ASKING:
        return None
    return _unknown(start, end, sentence) if all(_can_name(word) for word in words) else None


def _behind_description(start: int, end: int, sentence: Sentence) -> int:
    """Where the name begins in "AI chip startup Etched"; at the start when nothing describes it."""
    last = max((at for at in range(start, end - 1) if sentence.word(at) in DESCRIBING), default=start - 1)
    return last + 1


def _is_verbal(at: int, sentence: Sentence) -> bool:
    """Whether the verb phrase begins here: an auxiliary, an adverb or a verb of saying or asking."""
    word = sentence.word(at)
    return (
        word in BEFORE_VERB
        or word in STATING
        or any(s[0] == at for s in sentence.spans(DEEDS))
        or (word.endswith("ly") and word[0].islower() and len(word) > 4)
    )


def unknown_counterparty(strategy: str, trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """A capitalised name, unknown to the lexicon, behind the words that lead to the other party."""
    markers = MARKERS.get(strategy)
    if markers is None or _is_title_case(sentence):
        return []
    for at in range(trigger[1], min(max(trigger[1], found[1]) + 8, sentence.end)):
        if sentence.word(at) not in markers:
            continue
        end = at + 1
        while end < sentence.end and end - at <= MAX_SUBJECT and _is_capitalised(sentence.passage.words[end]):
            end += 1
        if end > at + 1 and sentence.word(at + 1) not in NO_NAMES:
            return [_unknown(at + 1, end, sentence)]
    return []


def stands_free(name: NameHit, sentence: Sentence) -> bool:
    """Whether a name can be a subject: no preposition before it."""
    return not is_blocked(name, sentence)


def name_ending(end: int, sentence: Sentence) -> NameHit | None:
    """The run of capitalised words that ends here, taken for a name; None in title case, where capitals say nothing."""
    if _is_title_case(sentence):
        return None
    start = end
    while start > sentence.start and end - start < MAX_SUBJECT and _is_capitalised(sentence.passage.words[start - 1]):
        start -= 1
    words = sentence.passage.words[start:end]
    if not words or any(n.start < end and start < n.end for n in sentence.names) or not all(map(_can_name, words)):
        return None
    return _unknown(start, end, sentence)


def _unknown(start: int, end: int, sentence: Sentence) -> NameHit:
    first, last = sentence.passage.char_span((start, end))
    text = sentence.passage.text[first:last]
    return NameHit(start, end, Entity(canonical=text, ticker=None, kind="unknown", party=text))


def _can_name(word: str) -> bool:
    lower = word.lower()
    plain = word.replace("-", "").replace("'", "").replace(".", "").replace("&", "a").isalpha()
    return plain and lower not in NO_NAMES and lower not in BLOCKING and lower not in PRONOUNS


def _is_capitalised(word: str) -> bool:
    return word[:1].isupper() and word[:1].isalpha()


def _is_title_case(sentence: Sentence) -> bool:
    """A headline in which every word has a capital, so that capitals say nothing."""
    words = [w for w in sentence.passage.words[sentence.start : sentence.end] if len(w) > 3 and w.isalpha()]
    return sum(w[0].isupper() for w in words) > TITLE_SHARE * len(words)


def list_from(first: NameHit, trigger: Span, sentence: Sentence) -> list[NameHit]:
    """The names of "A, B and C" that begins with `first` and ends before the trigger."""
    chain = [first]
    for name in parties(sentence):
        after = name.start > chain[-1].start and name.end <= trigger[0]
        if after and listed_gap(chain[-1], name, sentence):
            chain.append(name)
    return chain


def as_joint(listed: list[NameHit], sentence: Sentence) -> list[NameHit]:
    """ "A, B and C together plan": one party under all their names, as they are written."""
    if len(listed) < 2 or sentence.word(listed[-1].end) not in JOINTLY:
        return listed
    return [_unknown(listed[0].start, listed[-1].end, sentence)]


def list_behind(first: NameHit, sentence: Sentence) -> list[NameHit]:
    """The names of "A, B and C" that begins with `first`."""
    chain = [first]
    for name in parties(sentence):
        if name.start > chain[-1].start and listed_gap(chain[-1], name, sentence):
            chain.append(name)
    return chain


def sole_company(trigger: Span, sentence: Sentence) -> NameHit | None:
    """The only company the text has named so far, for a sentence that names nobody but in the genitive."""
    known = [n for n in sentence.passage.names if n.party and n.entity.kind != "collective"]
    before = [n for n in known if n.end <= sentence.start and n.entity.kind == "company" and not n.bystander]
    here = list(parties(sentence))
    if len({n.party for n in known}) != 1 or not all(_is_genitive(n, sentence) for n in here):
        return None
    return next(iter([*before, *(n for n in here if n.entity.kind == "company")]), None)


def broker(trigger: Span, sentence: Sentence, found: Span | None = None) -> NameHit | None:
    """The nearest broker, before the trigger if there is one."""
    hits = [n for n in sentence.names if n.entity.kind == "broker"]
    before = [n for n in hits if n.end <= trigger[0]]
    return before[-1] if before else hits[0] if hits else None


def genitive(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose noun it is ("Meta's downward revision"); a noun without an owner has no subject."""
    first = min(trigger[0], found[0])
    owners = [n for n in parties(sentence) if _is_genitive(n, sentence) and 0 <= first - n.end <= 4]
    return owners[-1] if owners else None


def clause_subject(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """The subject of the very clause; scarcity mostly has none, and a neighbour must not be given it."""
    start = sentence.clause(trigger[0])[0]
    if sentence.has(("fall", "rise"), (start, trigger[0])):
        # "Makers' shares climb on a shortage": what moves is not what is short.
        return None
    inside = [n for n in parties(sentence) if start <= n.start and n.end <= trigger[0]]
    hit = subject(trigger, sentence)
    return hit if inside or (hit is not None and hit.start < sentence.start) else None


def partners(trigger: Span, found: Span, sentence: Sentence, actor: NameHit) -> list[NameHit]:
    """The other parties of a deal wherever the clause names them: the nearest, with its neighbours in a list."""
    low = min(sentence.clause(trigger[0])[0], sentence.clause(found[0])[0])
    high = max(sentence.clause(trigger[0])[1], sentence.clause(found[0])[1])
    names = [
        n
        for n in parties(sentence)
        if low <= n.start < high
        and n.party != actor.party
        and n.entity.kind in {"company", "person"}
        and not _describes_goods(n, sentence)
    ]
    if not names:
        return []
    nearest = min(names, key=lambda n: _distance(n, found))
    listed = [
        n
        for n in names
        if n is nearest or listed_gap(min(n, nearest, key=_start), max(n, nearest, key=_start), sentence)
    ]
    first: dict[str, NameHit] = {}
    for name in listed:
        first.setdefault(name.party or "", name)
    return list(first.values())


def modifiers(noun: Span, sentence: Sentence) -> list[NameHit]:
    """The names that say whose deal it is: "Meta and Anthropic AI deals", "$27B Meta deal"."""
    chain: list[NameHit] = []
    start = noun[0]
    for name in reversed(parties(sentence)):
        if name.end > noun[0] or _is_genitive(name, sentence):
            continue
        if chain and not listed_gap(name, chain[-1], sentence):
            break
        gap = sentence.passage.lower[name.end : start]
        if not chain and not DEAL_FILLERS.issuperset(gap):
            break
        chain.append(name)
        start = name.start
    return chain[::-1]


def signer(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who signs: a free name of the clause before one that only owns something ("proves Nvidia's GPUs last, signs")."""
    hit = subject(trigger, sentence)
    start = sentence.clause(trigger[0])[0]
    if hit is None or not _is_genitive(hit, sentence):
        return hit
    free = [
        n
        for n in parties(sentence)
        if start <= n.start < hit.start and not is_blocked(n, sentence) and not _is_genitive(n, sentence)
    ]
    return free[-1] if free and free[-1].entity.kind in PARTY_KINDS else hit


def backlog_holder(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose backlog: its owner, the subject, or whom the text speaks of ("the revenue backlog soared")."""
    hit = possessor(trigger, sentence, found)
    if hit is None and not {"we", "our"}.intersection(sentence.passage.lower[sentence.start : trigger[0]]):
        return topic(sentence)
    return hit


def dealer(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who has the deal that a noun names: the name before the whole noun phrase, wherever the sentence has it."""
    named = modifiers(trigger, sentence)
    start = named[0].start if named else trigger[0]
    before = [
        n
        for n in parties(sentence)
        if n.end <= start and n not in named and not is_blocked(n, sentence) and n.entity.kind in {"company", "person"}
    ]
    return before[-1] if before else None


def deal_owner(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who has the deal: where a name stands inside of the noun phrase ("$9.7B Microsoft deal"), the one before it."""
    named = modifiers(trigger, sentence)
    owner = dealer(trigger, sentence, found) if named else None
    return owner if owner is not None else subject(trigger, sentence)


def _deal_named(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    if dealer(trigger, sentence, found) is None:
        return _with(trigger, found, sentence)
    return modifiers(trigger, sentence) or _with(trigger, found, sentence)


def mover(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose shares moved, where the trigger is the cause: the last free name before the preposition."""
    marks = [at for at in range(sentence.start, trigger[0]) if sentence.word(at) in {"on", "after", "following"}]
    before = [
        n
        for n in parties(sentence)
        if marks and n.end <= marks[-1] and n.entity.kind == "company" and not is_blocked(n, sentence)
    ]
    return before[-1] if before else None


def _deal_with(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    return modifiers(trigger, sentence) or after_marker(("with", "from", "to"), trigger, sentence, 8)


def _recipient(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Who is supplied: directly behind the verb, or behind "to", "for" or "with"; not whose chips they are."""
    names = [n for n in parties(sentence) if trigger[1] <= n.start and not _describes_goods(n, sentence)]
    if names and names[0].start - trigger[1] <= 1:
        return names[:1]
    wanted = frozenset({"to", "for", "with"})
    return [n for n in names if n.start <= trigger[1] + 16 and _marker_before(n, sentence, wanted)][:1] or [
        n for n in names if found[1] >= n.start or _is_genitive(n, sentence)
    ][:1]


def _supplier(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whom goods come from: behind "from", else whose they are ("AMD Instinct GPUs"), else behind "to" or "with"."""
    marked = after_marker(("from",), trigger, sentence)
    if marked:
        return marked
    end = sentence.clause(trigger[0])[1]
    between = [n for n in _makers(sentence) if trigger[1] <= n.start < end and n.start <= found[1] + 6]
    return between[:1] or after_marker(("to", "with", "at", "on"), trigger, sentence)


def _makers(sentence: Sentence) -> list[NameHit]:
    """Names of firms and of their chips, which stand for them."""
    return [n for n in sentence.names if n.party and not n.bystander and n.entity.kind in {"company", "product"}]


def owner_or_subject(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose goods are on the market: their owner, "at X", or the subject."""
    named = [n for n in parties(sentence) if _is_genitive(n, sentence) and n.end <= trigger[0]]
    placed = [
        n
        for n in parties(sentence)
        if sentence.word(n.start - 1) in {"at", "from"} and abs(n.start - trigger[0]) <= TOPIC_WORDS
    ]
    return named[-1] if named else placed[-1] if placed else subject(trigger, sentence)


def sufferer(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who lacks it or has too much; one that only causes, sells into or speaks of a shortage does not."""
    hit = clause_subject(trigger, sentence, found)
    if hit is None:
        return None
    between = sentence.passage.lower[hit.end : trigger[0]]
    if SPEECH.intersection(between) and not OF_ONESELF.intersection(between):
        # "Samsung warns memory shortage will worsen": the market's, not its own.
        return None
    return None if CAUSING.intersection(between) or VERBS_OF_CHANGE.intersection(between) else hit


def priced(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """What has the price: the chip named beside it, a kind of memory, the firm whose price it is, else the price itself
    as it is written ("GPU rental prices")."""
    products = [n for n in sentence.names if n.entity.kind == "product" and n.entity.groups]
    near = [n for n in products if min(_distance(n, trigger), _distance(n, found)) <= PRICE_REACH]
    if near:
        return min(near, key=lambda n: min(_distance(n, trigger), _distance(n, found)))
    goods = [span for span in sentence.spans(("named_good",)) if abs(span[0] - found[0]) <= PRICE_REACH]
    if goods:
        start, end = min(goods, key=lambda span: abs(span[0] - found[0]))
        for first, last in sorted(goods, reverse=True):
            # "DRAM and NAND prices": the first of the list stands for it.
            if last == start - 1 and sentence.word(last) in {"and", "/", ","}:
                start, end = first, last
        return _unknown(start, end, sentence)
    first = min(trigger[0], found[0])
    owners = [
        n
        for n in parties(sentence)
        if n.entity.kind == "company" and n.entity.groups and 0 <= first - n.end <= PRICE_REACH
    ]
    if owners:
        return owners[-1]
    noun = min(trigger, found)
    beside = [span for span in sentence.spans(("priced_good",)) if span[0] < noun[1] and noun[0] - span[1] <= 1]
    return _unknown(min(beside[0][0], noun[0]), noun[1], sentence) if beside else None


def depending(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose backlog or revenue it is: the owner of the noun, else the subject that "its" refers to."""
    last = max(trigger, found)
    owners = [n for n in parties(sentence) if _is_genitive(n, sentence) and n.end <= last[1] and last[0] - n.end <= 5]
    if owners:
        return owners[-1]
    words = sentence.passage.lower[sentence.start : last[1]]
    if {"its", "our", "their"}.intersection(words) or found[0] < trigger[0]:
        return subject(trigger, sentence)
    return None


def _depended_on(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    owner = depending(trigger, sentence, found)
    names = [
        n for n in parties(sentence) if not _is_genitive(n, sentence) and (owner is None or n.party != owner.party)
    ]
    return [n for n in names if n.end <= trigger[0]][-1:] or [n for n in names if n.start >= trigger[1]][:1]


def _describes_goods(name: NameHit, sentence: Sentence) -> bool:
    """ "200,000 Nvidia GPUs": the name says whose make they are."""
    after = (sentence.word(name.end), sentence.word(name.end + 1))
    products = [n.start for n in sentence.names if n.entity.kind == "product"]
    return bool(GOODS_WORDS.intersection(after)) or name.end in products or (after[0] == "-" and after[1] == "powered")


def speaker(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """The broker directly beside the verb of saying."""
    near = [n for n in sentence.names if n.entity.kind == "broker" and 0 <= trigger[0] - n.end <= 2]
    return near[-1] if near else None


def deal_party(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose deal a noun names: "$18bn Oracle bond sale", "AI spending by Big Tech"; else the subject."""
    first, last = min(trigger[0], found[0]), max(trigger[1], found[1])
    around = [n for n in parties(sentence) if first <= n.start and n.end <= last]
    beside = [n for n in parties(sentence) if 0 <= first - n.end <= 1 and not is_blocked(n, sentence)]
    named = around or beside or after_marker(("by", "at", "of", "for", "to", "from"), (last, last), sentence, 5)
    if named:
        return _first_of_list(named[0], sentence)
    return possessor(trigger, sentence, found) or next(
        (n for n in parties(sentence) if sentence.word(n.start - 2) in {"shares", "stock"} and n.end <= first), None
    )


def raiser(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who raises or arranges a debt: the subject, a bank where nobody else is ("Goldman sounds out investors")."""
    hit = subject(trigger, sentence)
    if hit is not None:
        return hit
    return next((n for n in sentence.names if n.entity.kind == "broker" and 0 <= trigger[0] - n.end <= 6), None)


def giver(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who gives the money: behind "from", else the subject ("a $1 billion investment from Nvidia")."""
    last = max(trigger[1], found[1])
    named = after_marker(("from",), (last, last), sentence, 6)
    return named[0] if named else possessor(trigger, sentence, found)


def builder(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who builds: the subject, else whose site it is ("construction begins on Google's campus")."""
    return subject(trigger, sentence) or _owner_at(trigger, found, sentence)


def employer(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose post it is: the subject, else the company named at the title ("named Intel chief executive")."""
    by = subject(trigger, sentence)
    if by is not None and by.entity.kind != "person":
        return by
    return _owner_at(trigger, found, sentence) or by


def maker(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose product it is: behind "by", the subject, else the company of the product itself ("Vera Rubin ships")."""
    hit = _behind_by(trigger, sentence) or subject(trigger, sentence)
    if hit is not None:
        return hit
    own = [n for n in sentence.names if n.entity.kind == "product" and n.party and n.end <= trigger[0]]
    return own[-1] if own else None


def _owner_at(trigger: Span, found: Span, sentence: Sentence) -> NameHit | None:
    """The party named right before the object, or between trigger and object."""
    low, high = min(trigger[0], found[0] - OWNER_REACH), max(found[0], trigger[1])
    near = [n for n in parties(sentence) if low <= n.start and n.end <= high]
    free = [n for n in near if sentence.word(n.start - 1) not in NO_OWNER]
    return free[-1] if free else None


def authority(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Which authority acts: behind "by", else the first one of the clause before the trigger, else a description.

    A country in "Nvidia's China sales", "exports to China" or "US chipmaker" acts on nothing.
    """
    by = _behind_by(trigger, sentence)
    if by is not None:
        return by
    start = sentence.clause(trigger[0])[0]
    named = [n for n in sentence.names if n.entity.kind == "government" and start <= n.start and n.end <= trigger[0]]
    ends = {n.end for n in named}
    bodies = [*named, *(n for n in _described_bodies(start, trigger, sentence) if n.end not in ends)]
    free = [n for n in sorted(bodies, key=lambda n: (n.start, -n.end)) if _can_act(n, trigger, sentence)]
    return free[0] if free else None


def _can_act(name: NameHit, trigger: Span, sentence: Sentence) -> bool:
    if name.end == trigger[0] and sentence.word(name.start - 1) == "of":
        # "The impact of US ban": what stands right before the noun imposes it.
        return True
    if sentence.word(name.start - 1) in AT_PLACE or is_blocked(name, sentence):
        return False
    asker = name.start - 1 - (sentence.word(name.start - 1) == "the")
    if sentence.word(asker).startswith(ASKERS):
        # "Lobbies the administration to allow": it has not yet.
        return False
    described = [s for s in sentence.spans(NOUNS_BEHIND) if s[0] == name.end and s[1] <= trigger[0]]
    return not described and sentence.word(name.end) not in FIRMS


def _described_bodies(start: int, trigger: Span, sentence: Sentence) -> list[NameHit]:
    """Authorities that no list knows, by the word that says what they are: "Tucson council", "Ohio regulators"."""
    found: list[NameHit] = []
    for low, high in sorted(sentence.spans(("place.body", "place.name", "litigant"))):
        if low < start or high > trigger[0] or (found and low < found[-1].end):
            continue
        low = _phrase_start(low, start, sentence)
        if sentence.word(low - 1) in {"'s", "’s"} and low - 1 > start:
            low -= 2
        while high < trigger[0] and sentence.has(("place.body", "litigant"), (high, high + 1)):
            high += 1
        found.append(_unknown(low, high, sentence))
    return found


def _phrase_start(low: int, start: int, sentence: Sentence) -> int:
    """Where the noun phrase begins that ends at a word: at the start of a short clause, else at its capitals."""
    opening = range(start, low)
    if len(opening) <= MAX_AGENT + 1 and not any(_ends_phrase(at, sentence) for at in opening):
        while start < low and (sentence.word(start) in OPENING or sentence.word(start) in JOINS):
            start += 1
        return start
    while low > start and _is_capitalised(sentence.passage.words[low - 1]) and not _ends_phrase(low - 1, sentence):
        low -= 1
    return low


def _ends_phrase(at: int, sentence: Sentence) -> bool:
    word = sentence.word(at)
    ends = word in BLOCKING or word in PRONOUNS or word.startswith(ASKERS) or _is_verbal(at, sentence)
    return ends or not (word[0].isalpha() or word == "'s")


def plaintiff(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who goes to court or investigates: an authority, people, or a company that acts against another.

    "Charged with", "sued over": without a "by" the text does not say by whom.
    """
    hit = authority(trigger, sentence, found)
    if hit is not None and (hit.entity.kind == "government" or sentence.word(trigger[1]) == "by"):
        return hit
    words = [sentence.word(at) for at in range(trigger[0], trigger[1] + 1)]
    if not BEHIND_PASSIVE.isdisjoint(words[1:]) and any(word.endswith("ed") for word in words):
        return None
    if hit is not None or sentence.word(trigger[1]) == "by":
        return hit
    named = [n for n in parties(sentence) if n.start >= trigger[1]]
    return (subject(trigger, sentence) or unknown_subject(trigger, sentence)) if named else None


def _behind_by(trigger: Span, sentence: Sentence) -> NameHit | None:
    """The agent of a passive, with or without its auxiliary: "sued by shareholders", "rescinded by Washington"."""
    for at in range(trigger[1], min(trigger[1] + 2, sentence.end)):
        if sentence.word(at) == "by":
            named = [n for n in sentence.names if at < n.start <= at + 3 and n.entity.kind in {"government", "company"}]
            if named:
                return named[0]
            end = at + 1
            while (
                end < sentence.end
                and end - at <= MAX_AGENT
                and sentence.passage.words[end].isalpha()
                and sentence.word(end) not in BLOCKING
            ):
                end += 1
            return _unknown(at + 1, end, sentence) if end > at + 1 else None
    return None


# ── counterparties ──────────────────────────────────────────────────────────────────────────────────


def after_marker(markers: Iterable[str], trigger: Span, sentence: Sentence, reach: int = 14) -> list[NameHit]:
    """The first party behind one of the markers: "to Anthropic", "with the AI lab OpenAI"."""
    wanted = frozenset(markers)
    for name in parties(sentence):
        if trigger[1] <= name.start <= trigger[1] + reach and _marker_before(name, sentence, wanted):
            return [name]
    return []


def _with(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Partner of a deal: behind "with", between verb and noun ("its Microsoft contract"), or the list's second name."""
    last = max(trigger[1], found[1])
    named = after_marker(("with",), (last, last), sentence, 16) or after_marker(("with",), trigger, sentence)
    if named:
        return named
    between = [
        n
        for n in parties(sentence)
        if trigger[1] <= n.start
        and n.end <= found[1]
        and not _is_genitive(n, sentence)
        and not _describes_goods(n, sentence)
    ]
    if between:
        return [between[-1]]
    end = sentence.clause(last)[1]
    named = after_marker(("from", "to", "for"), trigger, sentence)
    if named and named[0].start < end and _directly_marked(named[0], sentence):
        return named
    before = [n for n in parties(sentence) if n.end <= trigger[0] and _marker_before(n, sentence, frozenset({"with"}))]
    return before[-1:] or _listed_second(trigger, sentence)


def _directly_marked(name: NameHit, sentence: Sentence) -> bool:
    """ "to Anthropic", "for the lab OpenAI"; not "a bid to break TSMC's lock"."""
    for at in range(name.start - 1, max(name.start - 4, sentence.start) - 1, -1):
        word = sentence.passage.words[at]
        if word.lower() in {"from", "to", "for"}:
            return (
                sentence.word(at) != "to"
                or at + 1 == name.start
                or sentence.word(at + 1) in {"the", "a", "an", "rival"}
            )
    return False


def _listed_second(trigger: Span, sentence: Sentence) -> list[NameHit]:
    before = [n for n in parties(sentence) if n.end <= trigger[0]]
    if len(before) < 2:
        return []
    return [before[-1]] if listed_gap(before[-2], before[-1], sentence) else []


def _source(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whom it is bought from: behind "from", or before the goods ("buys CoreWeave capacity")."""
    between = [n for n in parties(sentence) if trigger[1] <= n.start and n.end <= found[0]]
    return after_marker(("from", "at", "with"), trigger, sentence) or between[-1:]


def _from_us(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "Asking to get computing power from us": whoever speaks these quoted words."""
    words = sentence.passage.lower[trigger[1] : min(trigger[1] + 14, sentence.end)]
    if ("from", "us") not in pairwise(words) or sentence.quote is None:
        return []
    hit = sentence.passage.speaker(sentence.quote)
    return [hit] if hit is not None and hit.party else []


def _object(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    after = [n for n in parties(sentence) if trigger[1] <= n.start <= trigger[1] + 6]
    return after[:1]


def _target(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """The company that is bought: directly behind the verb, its description aside, known or not; before a passive."""
    if sentence.word(trigger[1]) == "by":
        before = [n for n in parties(sentence) if n.end <= trigger[0] and not is_blocked(n, sentence)]
        return before[-1:]
    end = _target_end(trigger[1], sentence)
    known = next((n for n in parties(sentence) if trigger[1] <= n.start < end), None)
    if known is not None:
        return [known] if known.end == end or sentence.word(known.end) in {"'s", "’s"} else []
    return _unknown_target(trigger[1], end, sentence)


def _target_end(start: int, sentence: Sentence) -> int:
    """The end of the noun phrase behind a verb of buying."""
    at = start + (sentence.word(start) == "$")  # of a ticker: "$CRWV"
    while at < min(start + 9, sentence.end) and sentence.word(at) not in TARGET_ENDS:
        word = sentence.word(at)
        if word == "," and sentence.word(at - 1) in DESCRIBING:
            at += 1  # "a data-center developer, RiverBend Compute"
            continue
        if not (word[0].isalnum() or word in {"-", "&", "'s"}) or (word[0].isdigit() and at == start):
            break
        at += 1
    return at


def _unknown_target(start: int, end: int, sentence: Sentence) -> list[NameHit]:
    """The capitalised words at the end of a noun phrase, unless they are goods or only a description."""
    first = _behind_description(start, end, sentence)
    while first < end and sentence.word(first) in UNDESCRIBED | {","}:
        first += 1
    while first < end and not _is_capitalised(sentence.passage.words[first]):
        first += 1
    words = sentence.passage.words[first:end]
    if not 0 < len(words) <= 4 or not all(w[0].isupper() or w[0].isdigit() or w in {"-", "&"} for w in words):
        return []
    if words[-1].lower() in NO_TARGETS | DESCRIBING or words[0].lower() in NO_NAMES or words == ["AI"]:
        return []
    return [_unknown(first, end, sentence)]


def _merged(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """The target of a noun: before it ("ZT Systems acquisition", "Juniper takeover") or behind "of" or "with"."""
    noun = found if found != trigger else trigger
    behind = after_marker(("of", "with", "for"), (noun[1], noun[1]), sentence, 6)
    if behind:
        return behind
    if sentence.word(noun[1]) in {"of", "with", "for"} and (
        unknown := _unknown_target(noun[1] + 1, _target_end(noun[1] + 1, sentence), sentence)
    ):
        return unknown
    near = [n for n in parties(sentence) if n.end <= noun[0] and noun[0] - n.end <= 6]
    before = [n for n in near if n.end == noun[0]] or [
        n for n in near if _is_genitive(n, sentence) and n.start >= trigger[1]
    ]
    return before or _unknown_before(noun[0], sentence) or _listed_second(noun, sentence)


def _unknown_before(end: int, sentence: Sentence) -> list[NameHit]:
    """A capitalised name right before a noun of dealing, when an amount or a genitive opens its phrase."""
    if _is_title_case(sentence):
        return []
    start = end
    while start > sentence.start and _is_capitalised(sentence.passage.words[start - 1]):
        start -= 1
    opened = sentence.word(start - 1) in {"'s", "its", "billion", "million", "bn", "the"} or any(
        a.end == start for a in sentence.amounts
    )
    return [_unknown(start, end, sentence)] if 0 < end - start <= 3 and opened else []


def _into(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Everybody money is put into: behind "in", "into" or "on", known or not."""
    last = max(trigger[1], found[1])
    end = sentence.segment(trigger[0])[1]
    markers = frozenset({"in", "into", "on"})
    known = [n for n in parties(sentence) if trigger[1] <= n.start < end and _marker_before(n, sentence, markers)]
    if known or (known := _acted_on(trigger, sentence, markers)):
        return known
    at = next((at for at in range(last, min(last + 6, end)) if sentence.word(at) in markers), None)
    return _unknown_target(at + 1, _target_end(at + 1, sentence), sentence) if at is not None else []


def _receiver(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Who is given money: the object behind "in", else the subject when the giver stands behind "from"."""
    named = _into(trigger, found, sentence)
    last = max(trigger[1], found[1])
    if named or not after_marker(("from",), (last, last), sentence, 6):
        return named
    hit = subject(trigger, sentence)
    return [hit] if hit else []


def _lender(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Who lends, behind "from"; where a bank arranges, whose debt it is: "a CoreWeave-tied bond"."""
    named = after_marker(("from",), trigger, sentence)
    arranged = any(n.entity.kind == "broker" and 0 <= trigger[0] - n.end <= 6 for n in sentence.names)
    if named or not arranged or subject(trigger, sentence) is not None:
        return named
    return [n for n in sentence.names if n.party and n.start >= trigger[1] and n.entity.kind == "company"][:1]


def _optioned(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whose shares an option or warrant is for: "an option to buy 30 million IREN shares", "warrants from AMD"."""
    end = sentence.segment(trigger[0])[1]
    return [n for n in parties(sentence) if found[1] <= n.start < end][:1]


def _owed_by(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whose debt is guaranteed: "$1.8 billion of Fluidstack obligations", "CoreWeave's lease", "for OpenAI"."""
    end = sentence.segment(trigger[0])[1]
    after = [n for n in parties(sentence) if trigger[1] <= n.start < end]
    return after[:1]


def _guaranteed(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whose debt it is, else the second of two who talk about it: "Nvidia and OpenAI discuss a backstop"."""
    return _owed_by(trigger, found, sentence) or _listed_second(trigger, sentence)


def _each(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Every target of a list that begins near the trigger and ends with the clause."""
    end = sentence.clause(trigger[0])[1]
    acted_on = _acted_on(trigger, sentence, frozenset({"in"}))
    if acted_on:
        return acted_on
    after = [n for n in parties(sentence) if trigger[1] <= n.start < end]
    if not after or after[0].start > trigger[1] + TARGET_REACH:
        return []
    chain = [after[0]]
    for name in after[1:]:
        gap = sentence.passage.lower[chain[-1].end : name.start]
        # "A (1,000 shares), B (2,000 shares)": amounts in brackets belong to the list.
        plain = [w for w in gap if w not in LIST_WORDS and not w[0].isdigit()]
        if plain or len(gap) > 12:
            break
        chain.append(name)
    return chain


def _rated(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """The rated company: the nearest one that is no broker, after the trigger first."""
    names = [n for n in parties(sentence) if n.entity.kind == "company"]
    low, high = sentence.segment(trigger[0])
    near = [n for n in names if low <= n.start < high] or names
    if not near:
        first = topic(sentence)
        return [first] if first and first.entity.kind == "company" else []
    nearest = min(near, key=lambda n: (min(abs(n.start - trigger[1]), abs(trigger[0] - n.end)), n.start))
    # "upgrades Nebius and IREN": each of a list is rated.
    first = _first_of_list(nearest, sentence)
    chain = [first]
    for name in names:
        if name.start > chain[-1].start and listed_gap(chain[-1], name, sentence):
            chain.append(name)
    return chain if nearest in chain else [nearest]


def _rated_for(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """ "...; for Meta, it is Outperform": the company behind "for" or "on" that opens the clause of a rating."""
    near = [n for n in parties(sentence) if n.entity.kind == "company" and 0 <= trigger[0] - n.end <= 6]
    if not near or sentence.word(near[-1].start - 1) not in {"for", "on"}:
        return []
    gap = sentence.passage.lower[near[-1].end : trigger[0]]
    return near[-1:] if RATING_GAP.issuperset(gap) and gap else []


def _stake_in(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """In whom a stake is held: behind the "in" of the noun."""
    return after_marker(("in",), (found[1], found[1]), sentence, 8)


def _positioned(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """What is held so much of: the group or company before "positioning" or behind its "in"."""
    low, high = sentence.segment(trigger[0])
    named = [n for n in sentence.names if n.entity.kind in {"company", "collective", "index", "fund"}]
    near = [n for n in named if low <= n.start < high and _distance(n, found) <= 3]
    group = collectives.sector_ending(sentence.passage, found[0], low)
    return [group] if group is not None else near[:1]


INVESTING = frozenset(
    """hedge fund funds insiders insider executives executive directors director officers officer billionaire
    billionaires investors investor sellers traders top senior whales institutions""".split()
)
"""Words of an unnamed holder: "CoreWeave insiders", "Dell top executives", "a hedge fund"."""


def investing(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """A group of unnamed holders right before the verb, with the company whose people they are."""
    end = trigger[0]
    while sentence.word(end - 1) in BEFORE_VERB:
        end -= 1
    start = end
    while start > sentence.start and sentence.word(start - 1) in INVESTING:
        start -= 1
    if start == end or sentence.word(start - 1) in {"'s", "’s"}:
        return None  # "Jane Doe's hedge fund" has a name.
    name = next((n for n in parties(sentence) if n.end == start), None)
    return _unknown(name.start if name else start, end, sentence)


def _of_insiders(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whose shares its insiders trade: the company whose people they are, else the one the verb is about."""
    holder_words = investing(trigger, sentence, found)
    own = [n for n in parties(sentence) if holder_words is not None and n.start == holder_words.start]
    after = [n for n in parties(sentence) if n.start >= trigger[1] and n.entity.kind == "company"]
    before = [n for n in parties(sentence) if n.end <= trigger[0] and n.entity.kind == "company"]
    return own or after[:1] or before[-1:]


def stake_owner(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose stake it is: its genitive."""
    owners = [n for n in sentence.names if n.party and _is_genitive(n, sentence) and 0 <= found[0] - n.end <= 5]
    return owners[-1] if owners else None


def _owner(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whose use is limited: a genitive or the next name after the trigger."""
    after = [n for n in parties(sentence) if trigger[1] <= n.start <= trigger[1] + 10]
    return after[:1]


def _topic_of_view(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whom a view is about: the first party that does not judge itself, else whom the text speaks of."""
    named = [n for n in parties(sentence) if n.entity.kind in PARTY_KINDS and not _judges(n)]
    before = topic(sentence) if not named else None
    return named[:1] or ([before] if before is not None and not _judges(before) else [])


# ── who judges and who holds ────────────────────────────────────────────────────────────────────────

TRADES = ("hold_more", "hold_less", "trade_buy", "trade_sell", "bet_on", "bet_against")
"""Term categories of buying and selling shares."""
RATERS = frozenset({"firm", "bank", "broker", "brokerage", "they", "analysts", "its", "their", "analyst", "it"})
NAMELESS = frozenset(
    "analyst analysts street wall stock stocks shares rating top one this these buy banks brokers firms "
    "brokerages houses".split()
)
"""First words of what is no broker's name."""
SPEAKERS = frozenset(
    """analyst analysts strategist strategists economist economists investor investors bulls bears manager managers
    host columnist seller sellers street pro pros expert experts""".split()
)
UNNAMED = frozenset("analyst analysts strategist strategists economist economists investor manager managers "
                    "pro pros expert experts seller street".split())  # fmt: skip
ASKING = frozenset("should could will would can why how is are did do does what which when while as and but "
                   "amid after".split())  # fmt: skip
"""They open a question or a clause, so what follows is no name."""
RATING_GAP = frozenset(", it it's is 's ’s the rating at an a remains stays - – — :".split())
"""Between a company and its rating: "for Meta, it's Outperform"."""
RATER_REACH = 2
"""Sentences back in which "the bank" looks for its name."""


def rater(trigger: Span, sentence: Sentence, found: Span | None = None) -> NameHit | None:
    """Whose rating it is: the broker of the sentence, else the one that "the bank" means, else an unknown subject."""
    named = broker(trigger, sentence, found)
    if named is not None:
        return named
    opening = sentence.passage.lower[sentence.start : trigger[0]]
    if not RATERS.isdisjoint(opening) or not any(n.party for n in sentence.names if n.end <= trigger[0]):
        for index in range(sentence.index - 1, max(sentence.index - 1 - RATER_REACH, -1), -1):
            earlier = [n for n in sentence.passage.sentence(index).names if n.entity.kind == "broker"]
            if earlier:
                return earlier[-1]
    unknown = unknown_subject(trigger, sentence)
    if unknown is None or not NAMELESS.isdisjoint(sentence.passage.lower[unknown.start : unknown.end]):
        return None
    return unknown


def viewer(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who holds a view: a broker, investor or person beside the verb; None where it is an unnamed analyst."""
    judges = [n for n in sentence.names if _judges(n)]
    beside = [n for n in judges if 0 <= trigger[0] - n.end <= 3 or 0 <= n.start - trigger[1] <= 2]
    if beside:
        return beside[0]
    before = _speaking_noun(trigger, sentence)
    if before is not None:
        return before
    # "Fast Money host warns": a speaker by trade, as the text calls him.
    unknown = unknown_subject(trigger, sentence)
    overlaps = unknown is not None and any(n.start < unknown.end and unknown.start < n.end for n in sentence.names)
    by_trade = (
        unknown is not None
        and not overlaps
        and (SPEAKERS - UNNAMED) & frozenset(sentence.passage.lower[unknown.start : unknown.end])
    )
    return unknown if by_trade else None


def has_speaker(trigger: Span, sentence: Sentence) -> bool:
    """Whether somebody who judges stands beside the verb, named or not."""
    if viewer(trigger, sentence, trigger) is not None:
        return True
    low, high = max(sentence.start, trigger[0] - 4), min(trigger[1] + 3, sentence.end)
    after = (
        sentence.passage.lower[trigger[1] : high] if sentence.word(trigger[0]) in {"says", "say", "according"} else []
    )
    return not UNNAMED.isdisjoint([*sentence.passage.lower[low : trigger[0]], *after])


def _judges(name: NameHit) -> bool:
    """Brokers, and investors who are known by their own name."""
    kind = name.entity.kind
    return kind == "broker" or (kind == "fund" and name.entity.ticker is None)


def _speaking_noun(trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "Wall Street", "Nvidia bulls", "investor Ross Gerber": a judge by trade, with the name that follows it."""
    lower, words = sentence.passage.lower, sentence.passage.words
    for at in range(trigger[0] - 1, max(trigger[0] - 5, sentence.start - 1), -1):
        if lower[at] == "street" and lower[at - 1] == "wall":
            return None if lower[at + 1] in UNNAMED else _unknown(at - 1, at + 1, sentence)
        if lower[at] in SPEAKERS and at + 3 <= trigger[0] and all(map(_is_capitalised, words[at + 1 : at + 3])):
            return _unknown(at + 1, at + 3, sentence)
        if lower[at] in {"bulls", "bears"} and any(n.end == at for n in sentence.names):
            return _unknown(at - 1, at + 1, sentence)
    return None


def colon_speaker(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """ "Goldman Sachs: ...", "...: Bernstein": who speaks before or behind a colon at the edge of the sentence."""
    for name in sentence.names:
        opens = name.start == sentence.start and name.end == trigger[0]
        closes = name.start == trigger[1] and name.end >= sentence.end - 1
        if (opens or closes) and _judges(name):
            return name
    return None


def reporter(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose result it is: as a possessor, else whom the text speaks of ("The third-quarter revenue reached ...")."""
    hit = possessor(trigger, sentence, found)
    opening = sentence.passage.lower[sentence.start : trigger[0]]
    if hit is not None or {"our", "we"} & set(opening) or any(n.party for n in sentence.names if n.end <= trigger[0]):
        return hit
    return topic(sentence) if len(opening) <= MAX_SUBJECT else None


def holder(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who trades a share: as the subject, but a person stands for himself and not for his company."""
    hit = _before_deeds(trigger, sentence) or subject(trigger, sentence)
    if hit is not None and hit.entity.kind == "person":
        entity = replace(hit.entity, party=hit.entity.canonical, groups=frozenset())
        return replace(hit, entity=entity)
    if hit is None or not _is_clause_subject(hit, trigger, sentence):
        unknown = unknown_subject(trigger, sentence)
        asks = unknown is not None and sentence.word(unknown.start) in ASKING
        return hit if unknown is None or asks else unknown
    return hit


def _before_deeds(trigger: Span, sentence: Sentence) -> NameHit | None:
    """The last free-standing name before the first deed of the clause: what comes later is bought or sold."""
    low, high = sentence.clause(trigger[0])
    deeds = [start for start, _ in sentence.spans(TRADES) if low <= start < high]
    if not deeds or min(deeds) >= trigger[0]:
        return None
    before = [n for n in parties(sentence) if low <= n.start and n.end <= min(deeds) and not is_blocked(n, sentence)]
    return before[-1] if before else None


def _is_clause_subject(hit: NameHit, trigger: Span, sentence: Sentence) -> bool:
    return hit.start >= sentence.clause(trigger[0])[0]


def _user(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whom power is for: behind "to" or "for", else the first name after the verb ("to power Google's campus")."""
    after = [n for n in parties(sentence) if trigger[1] <= n.start <= trigger[1] + 12]
    return after_marker(("to", "for"), trigger, sentence) or after[:1]


def _hit(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whom a rule or a case is about: the next company, else the subject of a passive."""
    after = [n for n in parties(sentence) if trigger[1] <= n.start <= trigger[1] + 12]
    before = [n for n in parties(sentence) if n.end <= trigger[0]]
    return after[:1] or before[-1:]


Actor = Callable[[Span, Sentence, Span], "NameHit | None"]
ACTORS: dict[str, Actor] = {
    "subject": subject,
    "possessor": possessor,
    "broker": broker,
    "speaker": speaker,
    "genitive": genitive,
    "deal_party": deal_party,
    "giver": giver,
    "raiser": raiser,
    "dealer": dealer,
    "nobody": lambda trigger, sentence, found: None,
    "signer": signer,
    "backlog_holder": backlog_holder,
    "deal_owner": deal_owner,
    "mover": mover,
    "owner_or_subject": owner_or_subject,
    "sufferer": sufferer,
    "priced": priced,
    "depending": depending,
    "builder": builder,
    "employer": employer,
    "authority": authority,
    "plaintiff": plaintiff,
    "maker": maker,
    "rater": rater,
    "colon_speaker": colon_speaker,
    "reporter": reporter,
    "viewer": viewer,
    "holder": holder,
    "stake_owner": stake_owner,
    "investing": investing,
}
COUNTERPARTIES: dict[str, Callable[[Span, Span, Sentence], list[NameHit]]] = {
    "none": lambda trigger, found, sentence: [],
    "with": _with,
    "to": lambda trigger, found, sentence: after_marker(("to", "with", "for"), trigger, sentence),
    "source": _source,
    "from_us": lambda trigger, found, sentence: _from_us(trigger, sentence),
    "from": lambda trigger, found, sentence: after_marker(("from",), trigger, sentence),
    "for": lambda trigger, found, sentence: after_marker(("for",), trigger, sentence),
    "of": lambda trigger, found, sentence: after_marker(("of", "with"), trigger, sentence),
    "object": _object,
    "each": _each,
    "rated": _rated,
    "owner": _owner,
    "topic": _topic_of_view,
    "target": _target,
    "merged": _merged,
    "into": _into,
    "receiver": _receiver,
    "owed_by": _owed_by,
    "optioned": _optioned,
    "guaranteed": _guaranteed,
    "lender": _lender,
    "deal_with": _deal_with,
    "deal_named": _deal_named,
    "recipient": _recipient,
    "supplier": _supplier,
    "depended_on": _depended_on,
    "user": _user,
    "hit": _hit,
    "hit_before": lambda trigger, found, sentence: [n for n in parties(sentence) if n.end <= trigger[0]][-1:],
    "former": lambda trigger, found, sentence: [],
    "rated_for": _rated_for,
    "stake_in": _stake_in,
    "positioned": _positioned,
    "of_insiders": _of_insiders,
    "joined": lambda trigger, found, sentence: after_marker(("for", "to"), trigger, sentence, 6),
}


# ── small questions about a name ────────────────────────────────────────────────────────────────────


def _distance(name: NameHit, span: Span) -> int:
    """Tokens between a name and a span, on either side."""
    return max(name.start - span[1], span[0] - name.end, 0)


def is_blocked(name: NameHit, sentence: Sentence) -> bool:
    """Behind a preposition, so not a subject."""
    before = sentence.word(name.start - 1)
    if before in {"the", "rival", "customer", "partner", "company"}:
        before = sentence.word(name.start - 2)
    return before in BLOCKING


def _is_modifier(name: NameHit, trigger: Span, sentence: Sentence) -> bool:
    """ "The Microsoft deal boosts ...": the deal is the subject, Microsoft only says which."""
    return name.end < trigger[0] and sentence.word(name.end) in MODIFIED


def _is_genitive(name: NameHit, sentence: Sentence) -> bool:
    return sentence.word(name.end) in {"'s", "’s"}


def _marker_before(name: NameHit, sentence: Sentence, markers: frozenset[str]) -> bool:
    """A marker up to four words before the name, with nothing but a description between."""
    for at in range(name.start - 1, max(name.start - 6, sentence.start) - 1, -1):
        word = sentence.word(at)
        if word in markers:
            return True
        if word in BLOCKING or word in {",", ";", "."}:
            return False
    return False


def _passive_agent(trigger: Span, sentence: Sentence) -> NameHit | None:
    if not BE.intersection(sentence.passage.lower[max(sentence.start, trigger[0] - 3) : trigger[1]]):
        return None
    agents = after_marker(("by",), trigger, sentence, 8)
    return agents[0] if agents else None


def _acted_on(trigger: Span, sentence: Sentence, markers: frozenset[str]) -> list[NameHit]:
    """The party of a passive's subject: "a stake in Nebius was sold by X"."""
    if not is_passive(trigger, sentence):
        return []
    start = sentence.clause(trigger[0])[0]
    return [n for n in parties(sentence) if start <= n.start < trigger[0] and _marker_before(n, sentence, markers)]


def is_passive(trigger: Span, sentence: Sentence) -> bool:
    """Whether a participle with its auxiliary names its agent: "were recently sold by X"."""
    verb = sentence.word(trigger[1] - 1)
    return not verb.endswith("ing") and _passive_agent(trigger, sentence) is not None


def _first_of_list(name: NameHit, sentence: Sentence) -> NameHit:
    """The first name of "A, B and C", of which `name` is the last."""
    hits = parties(sentence)
    if name not in hits:
        return name  # it is of an earlier sentence
    at = hits.index(name)
    while at > 0:
        if not listed_gap(hits[at - 1], hits[at], sentence) or is_blocked(hits[at - 1], sentence):
            break
        at -= 1
    return hits[at]
