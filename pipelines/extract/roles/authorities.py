"""Which authority acts, who goes to court, and whom it hits.

Authorities are named by a list, or by a word that says what they are ("Tucson council", "Ohio regulators"), and are
mostly named with their land. What must never happen: a land that only says where or whose taken for one that acts
("exports to China", "US chipmaker", "in Mesa County, Colorado"); `_can_act` holds the reasons.
"""

from __future__ import annotations

from pipelines.extract.little_words import POSSESSIVE
from pipelines.extract.passage import JOINS, NameHit, Sentence, Span, places_of
from pipelines.extract.roles.capitals import MAX_NAME, capitals_before, capitals_behind, is_capitalised
from pipelines.extract.roles.general import OWNER_REACH, UNNAMING, Actor, Others, subject
from pipelines.extract.roles.names import BLOCKING, as_party, is_blocked, is_genitive, parties
from pipelines.extract.roles.unknown import PRONOUNS, agent_as_written, as_written
from pipelines.extract.roles.unknown_subjects import OPENING, is_verbal, unknown_subject
from pipelines.extract.trade import CHIP_MAKERS

OF_TIME = frozenset({"after", "following", "as", "while", "since", "when"})
"""They open a clause that only says when."""
DECIDED = frozenset({"decision", "decisions", "move", "plan", "plans", "push", "bid", "proposal"})
"""Nouns before what an authority does, behind its name."""
TITLES = frozenset(
    """governor senator senators governors representatives ministers gov. sen. sens. rep. reps. mayor minister president
    representative""".split()
)
"""Offices, with the name of who holds them behind."""
MAX_BODY = 3
"""Most words that say which body of a land it is."""
COUNTING = frozenset("some many two three several".split())
"""Openers that are part of a collective: "some cities"."""
HITS = frozenset(
    "faces face facing faced flags flagged hits meets awaits pack packs packed flood floods crowd storm rally protest "
    "gather demand demands call calls plead petition vow vows recommends".split()
)
"""Verbs of headlines that read like names beside capitals."""
ASKERS = ("ask", "lobby", "lobbi", "urge", "urging", "petition", "implore", "press", "beg", "appeal")
"""How words begin that ask an authority to act."""
OF_BODIES = frozenset("supervisors commissioners aldermen trustees appeals adjustment directors".split())
"""Behind "of", who sits on a body."""
ACTS_OF_MANY = frozenset(
    """seek want push move urge ask aim vow plan propose introduce call press demand unveil weigh consider try look
    warn back target probe question slam blast pitch eye say want fight rally race take to""".split()
)
"""Verbs behind a plural title, in title case: "Senators Seek to Block"."""
ACTS = frozenset("plan plans proposal decision order ruling move push bid rule rules ban vote curbs approval".split())
"""Deeds of an authority as nouns."""
AT_PLACE = frozenset({"'s", "’s", "near", "outside", "around", "inside", "across"})
"""Before a land that only says where or whose."""
ORDERING = frozenset({"as", "orders", "ordered", "directs", "directed", "tells", "told", "instructs"})
"""Before an authority that is told what to do, or is an example."""
NOUNS_BEHIND = ("ai_place", "chip_thing", "rule_thing", "trade_rule")
"""Things a country only describes when they stand right behind it: "US data centers", "China sales"."""
COMPANY_NOUNS = frozenset(
    "chipmaker chipmakers company companies firm firms startup giant customers server chip".split()
)
"""Behind a land they say whose companies they are."""
IN_PLACE = AT_PLACE | {"in", "of", "at", "from"}
"""Before an address."""
AFTER_OPENER = 4
"""Fewest words of a clause that a comma ends."""
AUXILIARY = frozenset("has have had also now will just recently is are was were to".split())
"""Between an authority and its verb."""
SAID_TO = AUXILIARY | {"would"}
"""The same where somebody says what it does."""
SAID_THAT = frozenset("that says said say reports confirmed confirms announces announced".split())
"""Before an authority of which somebody says what it does."""
ACTS_OF_RULE = ("rule_tight", "rule_ease", "rule_act", "trade_tight", "trade_ease")
"""Term categories of what an authority does."""
OF_A_BODY = frozenset(
    "antitrust competition energy federal state local trade export environmental utility power grid market privacy "
    "senior top".split()
)
"""What stands between a country and its body."""
SAME_AS_NAME = frozenset({"government", "administration", "state", "officials"})
"""Bodies that are the country itself."""
KINDS_OF_PLACES = frozenset("city town village county township borough parish municipality".split())
"""Before "of" and the name of the place."""
OFFICE_HOLDERS = frozenset("officials lawmakers commissioners supervisors regulators legislators councilors".split())
"""Who acts for a place, and in it."""
COUNTED_AS = frozenset(
    """at least more than some about nearly over a an the one two three four five six seven eight nine ten dozen
    several""".split()
)
"""Before the places in which they act."""
PLACES_IN_GENERAL = frozenset("states state counties county cities towns".split())
BECOMING = frozenset({"become", "becomes", "became"})
RULE_WITHIN = 3
"""Most tokens between being under a rule and whose it is."""
BODIES = frozenset("ITC FTC DOJ SEC CMA BIS SAMR CAC KFTC FERC EPA FBI CCI JFTC NHTSA".split())
"""Authorities by their letters."""
BEHIND_PASSIVE = frozenset("for over with in on after as against".split())
"""Behind a participle without its agent: "charged with", "sued over"."""
FINDING = frozenset(
    "rules ruled finds found determines determined concludes concluded decides decided says said".split()
)
"""Behind an authority that judges: "China rules that Nvidia violated its laws"."""
SEEKING = frozenset(
    """seek seeks seeking sought apply applies applied applying request requests requested requesting ask asks asked
    asking awaits awaiting await waiting waits""".split()
)
"""Verbs of who wants to be allowed something."""
LEAVE = frozenset({"approval", "permission", "clearance", "license", "licence", "licenses", "licences", "export"})
"""Behind whom it asks: "seeks US approval"."""
ASKED_OF = frozenset({"from", "ask", "asks", "asked", "asking"})
"""Before whom it asks."""
GOODS_OF = frozenset("chip chips gpu gpus processor processors accelerators hardware".split())
"""Behind a maker in "smuggling Nvidia chips": the goods, and no party."""


def authority(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Which authority acts: behind "by", else the first one of the clause before the trigger, else a description.

    A country in "Nvidia's China sales", "exports to China" or "US chipmaker" acts on nothing.
    """
    by = agent_as_written(trigger, sentence)
    if by is not None:
        return by
    start = sentence.clause(trigger[0])[0]
    if sentence.word(start) in OF_TIME:
        start = behind_comma(start, trigger[0], sentence) or start
    named = [n for n in sentence.names if n.entity.kind == "government" and start <= n.start and n.end <= trigger[0]]
    named_words = places_of(named)
    described = _described_bodies(start, trigger, sentence)
    bodies = [*named, *(n for n in described if not named_words.issuperset(range(n.end - 1, n.end)))]
    free = [n for n in sorted(bodies, key=lambda n: (n.start, -n.end)) if _can_act(n, trigger, sentence)]
    if sentence.word(trigger[0] - 2) in DECIDED and sentence.word(trigger[0] - 1) == "to":
        # "A senator criticized the White House's decision to allow": whose decision it is.
        deciding = [n for n in bodies if n.end == trigger[0] - 3 and sentence.word(n.end) in POSSESSIVE]
        free = sorted(deciding, key=lambda n: n.start)[-1:] or free
    if sentence.word(sentence.start) in OF_TIME:
        # "Following talks between Trump and Xi, the rule was suspended": who only met does nothing.
        opened = next((at for at in range(sentence.start, trigger[0]) if sentence.word(at) == ","), sentence.start)
        free = [n for n in free if n.end > opened]
    if free and free[0].entity.kind == "unknown" and sentence.word(free[0].start) in {"a", "an"}:
        return as_written(free[0].start + 1, free[0].end, sentence)
    if not free:
        return None
    acting = _with_body(_next_in_turn(free, trigger, sentence), trigger, sentence)
    return _by_its_name(_with_place(acting, trigger, sentence), sentence)


def authority_or_subject(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Which authority acts, else the subject: "Prince George's County", and a city that no list knows."""
    return authority(trigger, sentence, found) or subject(trigger, sentence, found)


def _described_bodies(start: int, trigger: Span, sentence: Sentence) -> list[NameHit]:
    """Authorities that no list knows, by the word that says what they are: "Tucson council", "Ohio regulators"."""
    found: list[NameHit] = []
    for low, high in sorted(sentence.spans(("place.body", "place.name", "litigant"))):
        if low < start or high > trigger[0] or (found and low < found[-1].end):
            continue
        if any(n.start <= low < n.end and n.entity.kind == "company" for n in sentence.names):
            continue  # "Georgia Power wins approval"
        low = _phrase_start(low, start, sentence)
        high = _behind_hyphen(high, sentence)
        if sentence.word(low - 1) in POSSESSIVE and low - 1 > start:
            low -= 2
            if low > start and is_capitalised(sentence.passage.words[low - 1]) and not _ends_phrase(low - 1, sentence):
                low -= 1  # "Prince George's County"
        high = _body_end(high, trigger, sentence)
        if sentence.word(high - 1) in TITLES or sentence.word(low) in TITLES:
            high = _behind_office(low, high, trigger, sentence)
        found.append(as_written(low, high, sentence))
    return found


def _phrase_start(low: int, start: int, sentence: Sentence) -> int:
    """Where the noun phrase begins that ends at a word: at the start of a short clause, else at its capitals."""
    opening = range(start, low)
    if len(opening) <= MAX_BODY + 1 and not any(_ends_phrase(at, sentence) for at in opening):
        while (
            start < low
            and sentence.word(start) not in COUNTING
            and (sentence.word(start) in OPENING or sentence.word(start) in JOINS)
        ):
            start += 1
        return start
    while low > start and is_capitalised(sentence.passage.words[low - 1]) and not _ends_phrase(low - 1, sentence):
        low -= 1
        while low - 2 >= start and _is_within_name(low - 1, sentence):
            low -= 2
    return low


def _behind_hyphen(high: int, sentence: Sentence) -> int:
    """ "Athens-Clarke": behind the rest of a name of which the place is the beginning."""
    while _is_within_name(high, sentence):
        high += 2
    return high


def _is_within_name(at: int, sentence: Sentence) -> bool:
    """Whether a hyphen joins two capitalised words: "Miami-Dade"; not "moratorium - Dade County"."""
    words = sentence.passage.words
    if words[at : at + 1] != ["-"] or at + 1 >= sentence.end or at <= sentence.start:
        return False
    first, last = sentence.passage.char_span((at - 1, at + 2))
    joined = last - first == len(words[at - 1]) + 1 + len(words[at + 1])
    return joined and is_capitalised(words[at - 1]) and is_capitalised(words[at + 1])


def _ends_phrase(at: int, sentence: Sentence) -> bool:
    """Whether a word parts a description from what stands before it."""
    word = sentence.word(at)
    ends = (
        word in BLOCKING
        or word in PRONOUNS
        or word in BECOMING
        or word in HITS
        or word.startswith(ASKERS)
        or is_verbal(at, sentence)
    )
    return ends or not (word[0].isalpha() or word == "'s")


def _body_end(high: int, trigger: Span, sentence: Sentence) -> int:
    """Behind all words for bodies that follow each other: "County Board of Supervisors"."""
    while high < trigger[0]:
        ends = [end for at, end in sentence.spans_inside(("place.body", "litigant"), (high, high + 1))]
        if not ends:
            break
        high = min(max(ends), trigger[0])
    is_of = sentence.word(high) == "of" and sentence.word(high + 1) in OF_BODIES and high + 2 <= trigger[0]
    return high + 2 if is_of else high


def _behind_office(low: int, high: int, trigger: Span, sentence: Sentence) -> int:
    """Behind the names that follow an office: "Governor Jane Roe", "Senators Roe and Doe"."""
    while (
        high < trigger[0]
        and high - low <= MAX_BODY
        and is_capitalised(sentence.passage.words[high])
        and sentence.word(high) not in ACTS_OF_MANY
    ):
        high += 1
    if sentence.word(high) != "and" or not is_capitalised(sentence.passage.words[high + 1]):
        return high
    last = capitals_behind(high + 1, sentence, MAX_BODY, high=trigger[0])
    return last if last == trigger[0] or is_verbal(last, sentence) else high  # up to the verb


def _can_act(name: NameHit, trigger: Span, sentence: Sentence) -> bool:
    """Whether an authority that is named before a trigger does what it tells."""
    if name.end == trigger[0] and sentence.word(name.start - 1) == "of":
        # "The impact of US ban": what stands right before the noun imposes it.
        return True
    if sentence.word(name.start - 1) in HITS:
        # "Faces Dutch export restrictions": the adjective only says whose.
        return False
    if is_genitive(name, sentence) and any(n.start == name.end + 1 for n in sentence.names):
        # "The Commerce Department's Bureau of Industry": what it owns acts.
        return False
    if is_genitive(name, sentence) and sentence.word(name.end + 1) in ACTS and trigger[0] - name.end <= OWNER_REACH:
        # "On PJM's plans to speed up": whose plan it is acts.
        return True
    if name.entity.kind == "government" and _is_owned_body(name, sentence):
        return True
    if sentence.word(name.start - 1) in AT_PLACE or is_blocked(name, sentence) or _ends_address(name, sentence):
        return False
    if sentence.word(name.start - 1) in {"and", "or"} and _is_second_place(name.start - 2, sentence):
        return False
    before = _before_list(name, sentence)
    if sentence.word(before) in ORDERING:
        # "Allies such as Japan", "orders PJM to rewrite its rules": who is named there only obeys.
        return sentence.word(before) == "as" and sentence.word(before - 1) != "such"
    if sentence.word(before).startswith(ASKERS):
        # "Lobbies the administration to allow": it has not yet.
        return False
    described = [s for s in sentence.spans(NOUNS_BEHIND) if s[0] == name.end and s[1] <= trigger[0]]
    return not described and sentence.word(name.end) not in COMPANY_NOUNS


def _is_owned_body(name: NameHit, sentence: Sentence) -> bool:
    """ "China's SAMR", "Commerce's Bureau of Industry and Security": the genitive only says whose body acts."""
    if sentence.word(name.start - 1) in POSSESSIVE and sentence.has(("place.body",), (name.start - 2, name.start - 1)):
        return True
    owner = next((n for n in sentence.names if n.end == name.start - 1), None)
    return owner is not None and owner.entity.kind == "government" and is_genitive(owner, sentence)


def _before_list(name: NameHit, sentence: Sentence) -> int:
    """The word before the list of names in which one stands, its article aside."""
    first = name.start
    while sentence.word(first - 1) in {"and", "or", ",", "the"} and any(
        n.end == first - 1 or n.end == first - 2 for n in sentence.names
    ):
        first = next(n.start for n in sentence.names if n.end in {first - 1, first - 2})
    return first - 1 - (sentence.word(first - 1) == "the")


def _ends_address(name: NameHit, sentence: Sentence) -> bool:
    """ "In Mesa County, Colorado": the land behind the comma only says where."""
    at = name.start - 2
    if sentence.word(at + 1) != "," or at <= sentence.start:
        return False
    at = capitals_before(at + 1, sentence, low=sentence.start + 1) - 1
    return at < name.start - 2 and sentence.word(at) in IN_PLACE


def _is_second_place(at: int, sentence: Sentence) -> bool:
    """Whether the word before the "and" is a place that something is in: "in Utah and Nevada"."""
    words, low = sentence.passage.words, max(sentence.start, at - MAX_NAME)
    while at > low and (words[at] == "," or is_capitalised(words[at])):
        at -= 1
    return sentence.word(at) in {"in", "across"}


def behind_comma(start: int, at: int, sentence: Sentence) -> int | None:
    """Where the news begins behind a clause of time: "a day after the court ruled, the governor halted"."""
    commas = [i for i in range(start + AFTER_OPENER, at) if sentence.word(i) == ","]
    if not commas:
        return None
    last = commas[-1]
    is_list = any(n.end == last for n in sentence.names) or sentence.word(last + 1) in {"and", "or"}
    first = last + 1 + (sentence.word(last + 1) == "the")
    return None if is_list or not sentence.passage.words[first][:1].isupper() else last + 1


def _next_in_turn(bodies: list[NameHit], trigger: Span, sentence: Sentence) -> NameHit:
    """ "Texas has paused hookups, Ohio has ended its tax break": behind the act of the first stands the next."""
    for name in reversed(bodies[1:]):
        behind = sentence.passage.lower[name.end : trigger[0]]
        joined = sentence.word(name.start - 1) in {",", "and", "while", "but"}
        told = name.start - 1 - (sentence.word(name.start - 1) == "the")
        if (
            behind
            and SAID_TO.issuperset(behind)
            and sentence.word(told) in SAID_THAT
            and name.entity.kind == "government"
        ):
            return name  # "Trump says the US will allow sales of H200 chips": who is said to act acts.
        is_place = name.entity.kind == "government" or sentence.has(("place.name",), (name.start, name.end))
        if (
            joined
            and is_place
            and AUXILIARY.issuperset(behind)
            and sentence.has(ACTS_OF_RULE, (bodies[0].end, name.start))
        ):
            return name
    return bodies[0]


def _with_body(name: NameHit, trigger: Span, sentence: Sentence) -> NameHit:
    """ "EU antitrust regulators", "Taiwan authorities": the words behind the name say which of its bodies acts."""
    end = name.end
    for at in range(name.end, min(name.end + MAX_BODY, trigger[0])):
        if sentence.has(("place.body",), (at, at + 1)):
            end = at + 1
        elif sentence.word(at) not in OF_A_BODY:
            break
    if end == name.end or name.entity.kind != "government" or sentence.word(end - 1) in SAME_AS_NAME:
        return name
    return as_written(name.start, end, sentence)


def _with_place(name: NameHit, trigger: Span, sentence: Sentence) -> NameHit:
    """ "Officials in Coweta County", "lawmakers in at least 11 states": people of an office with where they have it."""
    if sentence.word(name.end - 1) not in OFFICE_HOLDERS or sentence.word(name.end) != "in":
        return name
    words, at = sentence.passage.words, name.end + 1
    while at < trigger[0] and (sentence.word(at) in COUNTED_AS or words[at].isdigit()):
        at += 1
    while at < trigger[0] and (is_capitalised(words[at]) or _is_within_name(at, sentence)):
        at += 1
    if sentence.word(at) in PLACES_IN_GENERAL and at < trigger[0]:
        at += 1
        named = capitals_behind(at + 1, sentence, MAX_BODY, high=trigger[0])
        if sentence.word(at) == "of" and named > at + 1:
            at = named  # "in the state of Georgia"
    return as_written(name.start, at, sentence) if at > name.end + 1 else name


def _by_its_name(hit: NameHit, sentence: Sentence) -> NameHit:
    """ "The city of Ravenna", "St. Charles, Missouri": the name of the place itself."""
    words = sentence.passage.words
    if sentence.word(hit.end - 1) in KINDS_OF_PLACES and sentence.word(hit.end) == "of":
        end = hit.end + 1
        while end < sentence.end and is_capitalised(words[end]):
            end += 1
        return as_written(hit.end + 1, end, sentence) if end > hit.end + 1 else hit
    if sentence.word(hit.end) in POSSESSIVE and sentence.has(("place.name",), (hit.start, hit.end)):
        bodies = [end for at, end in sentence.spans(("place.body",)) if hit.end < at <= hit.end + MAX_BODY]
        if bodies:
            return as_written(hit.start, min(bodies), sentence)  # "Pennsylvania's utility regulator"
    low = hit.start - 1
    if sentence.word(low) != "," or not sentence.has(("place.name",), (hit.start, hit.end)):
        return hit
    start = low
    while start > sentence.start and (is_capitalised(words[start - 1]) or words[start - 1] == "."):
        start -= 1
    while start < low and sentence.word(start) in {"in", "the", "."}:
        start += 1
    named = any(n.start < low and start < n.end for n in sentence.names)
    if start == low or named or sentence.word(low - 1) in UNNAMING:
        return hit
    return as_written(start, low, sentence)


def exporter(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who exports chips, or asks to, where no authority is told to let it: "AMD to resume sales", "Intel seeks US
    approval to sell"."""
    hit = subject(trigger, sentence)
    if hit is None or hit.entity.kind != "company" or not hit.entity.groups & CHIP_MAKERS or hit.start > trigger[0]:
        return None
    if hit.end > trigger[0] or _is_sought(hit, trigger, sentence):
        return hit
    return hit if authority(trigger, sentence, found) is None else None


def _is_sought(hit: NameHit, trigger: Span, sentence: Sentence) -> bool:
    """ "Is seeking permission to", "has applied for a licence to"."""
    return not SEEKING.isdisjoint(sentence.passage.lower[hit.end : trigger[1]])


def _asked_authority(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Who is asked to let it: "seeks US approval", "permission from the Commerce Department"."""
    hit = exporter(trigger, sentence, found)
    if hit is None or not _is_sought(hit, (found[0], found[1]), sentence):
        return []
    names = [n for n in sentence.names if n.entity.kind == "government" and n.start >= hit.end]
    asked = [n for n in names if sentence.word(n.end) in LEAVE or not ASKED_OF.isdisjoint(_two_before(n, sentence))]
    return [as_party(n) for n in asked[:1]]


def _two_before(name: NameHit, sentence: Sentence) -> list[str]:
    return sentence.passage.lower[max(name.start - 2, sentence.start) : name.start]


def any_authority(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """The authority of a rule wherever it is named: "notified by U.S. authorities that it must obtain a license"."""
    hit = authority(trigger, sentence, found)
    if hit is not None:
        return hit
    named = [n for n in sentence.names if n.entity.kind == "government"]
    return next((n for n in named if sentence.word(n.start - 1) in {"by", "from"}), None)


def imposer(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose rule it is that somebody is under: "slapped with fresh US export curbs"; else the authority that acts."""
    for name in sentence.names:
        if name.entity.kind == "government" and trigger[1] <= name.start <= trigger[1] + RULE_WITHIN:
            abroad = sentence.word(name.start - 1) in {"to", "in", "for"} or name.entity.canonical == "China"
            return None if abroad else name
    return authority(trigger, sentence, found)


def prober(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose probe is faced: an authority named between the verb and the noun, or an abbreviation of one."""
    between = [n for n in sentence.names if n.entity.kind == "government" and trigger[1] <= n.start < found[0]]
    if between:
        return between[-1]
    by = agent_as_written(found, sentence)
    if by is not None:
        return by
    bodies = (at for at in range(trigger[1], found[0]) if sentence.passage.words[at] in BODIES)
    body = next(bodies, None)
    return None if body is None else as_written(body, body + 1, sentence)


def plaintiff(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who goes to court or investigates: an authority, people, or a company that acts against another.

    "Charged with", "sued over": without a "by" the text does not say by whom.
    """
    judging = finder(trigger, sentence)
    if judging is not None:
        return judging
    hit = authority(trigger, sentence, found)
    if hit is not None and (hit.entity.kind == "government" or sentence.word(trigger[1]) == "by"):
        return hit
    if sentence.word(trigger[0]) == "smuggling":
        return None  # Whoever smuggles is the accused.
    words = [sentence.word(at) for at in range(trigger[0], trigger[1] + 1)]
    if not BEHIND_PASSIVE.isdisjoint(words[1:]) and any(word.endswith("ed") for word in words):
        return None
    if hit is not None or sentence.word(trigger[1]) == "by":
        return hit
    named = [n for n in parties(sentence) if n.start >= trigger[1]]
    return (subject(trigger, sentence) or unknown_subject(trigger, sentence)) if named else None


def finder(trigger: Span, sentence: Sentence) -> NameHit | None:
    """The authority that finds what the trigger tells."""
    before = (n for n in sentence.names if n.end < trigger[0] and n.entity.kind == "government")
    return next((name for name in before if sentence.word(name.end) in FINDING), None)


def _hit(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whom a rule or a case is about: the next company, else the subject of a passive."""
    after = [
        n
        for n in parties(sentence)
        if trigger[1] <= n.start <= trigger[1] + 12 and sentence.word(n.end) not in GOODS_OF
    ]
    before = [n for n in parties(sentence) if n.end <= trigger[0]]
    if sentence.word(trigger[0]) == "probed" and sentence.word(trigger[1]) in {"over", "for"} and before:
        return before[-1:]  # "Nvidia probed over chips that reached DeepSeek"
    return after[:1] or before[-1:]


ACTORS: dict[str, Actor] = {
    "prober": prober,
    "any_authority": any_authority,
    "authority": authority,
    "authority_or_subject": authority_or_subject,
    "imposer": imposer,
    "exporter": exporter,
    "plaintiff": plaintiff,
}
COUNTERPARTIES: dict[str, Others] = {
    "asked_authority": _asked_authority,
    "hit": _hit,
    "hit_before": lambda trigger, found, sentence: [n for n in parties(sentence) if n.end <= trigger[0]][-1:],
}
