"""Strategies of the frames of events/places.toml: who builds, who employs, which authority acts, and whom it hits."""

from __future__ import annotations

from pipelines.extract.little_words import POSSESSIVE
from pipelines.extract.passage import JOINS, NameHit, Sentence, Span, places_of
from pipelines.extract.roles.capitals import capitals_before, capitals_behind, is_capitalised, is_title_case
from pipelines.extract.roles.general import UNNAMING, Actor, Others, genitive, subject, topic
from pipelines.extract.roles.money import UNNAMED, deal_party, mover_or_party
from pipelines.extract.roles.names import BE, BLOCKING, after_marker, is_blocked, is_genitive, marker_before, parties
from pipelines.extract.roles.unknown import (
    OPENING,
    PRONOUNS,
    as_written,
    behind_description,
    is_verbal,
    stranger_after_lead,
    unknown_owner,
    unknown_subject,
)
from pipelines.extract.trade import COMPUTING

BY_WITHIN = 6
MAX_NAME = 4
FORMERLY = frozenset({"former", "ex", "-", "longtime"})
ONCE_OF = frozenset({"veteran", "executive", "alum", "alumnus"})
TITLE_REACH = 8
PLANNED_BY = frozenset("planned proposed developed built owned operated pitched led run".split())
MAX_AGENT = 3
GOODS_OF = frozenset("chip chips gpu gpus processor processors accelerators hardware".split())
"""Behind a maker in "smuggling Nvidia chips": the goods, and no party."""
SAID_THAT = frozenset("that says said say reports confirmed confirms announces announced".split())
"""Before an authority of which somebody says what it does."""
RULE_WITHIN = 3
"""Most tokens between being under a rule and whose it is."""
AFTER_OPENER = 4
"""Fewest words of a clause that a comma ends."""
ACTS_OF_MANY = frozenset(
    """seek want push move urge ask aim vow plan propose introduce call press demand unveil weigh consider try look
    warn back target probe question slam blast pitch eye say want fight rally race take to""".split()
)
"""Verbs behind a plural title, in title case: "Senators Seek to Block"."""
TITLES = frozenset(
    {
        "governor",
        "senator",
        "senators",
        "governors",
        "representatives",
        "ministers",
        "gov.",
        "sen.",
        "sens.",
        "rep.",
        "reps.",
        "mayor",
        "minister",
        "president",
        "representative",
    }
)
OF_TIME = frozenset({"after", "following", "as", "while", "since", "when"})
OWNER_REACH = 5
"""Tokens between an owner and the noun phrase that is his."""
NO_OWNER = frozenset({"with", "from", "to", "former", "ex", "by"})
FIRMS = frozenset("chipmaker chipmakers company companies firm firms startup giant customers server chip".split())
AT_PLACE = frozenset({"'s", "’s", "near", "outside", "around", "inside", "across"})
IN_PLACE = AT_PLACE | {"in", "of", "at", "from"}
BEHIND_PASSIVE = frozenset("for over with in on after as against".split())
NOUNS_BEHIND = ("ai_place", "chip_thing", "rule_thing", "trade_rule")
"""Things a country only describes when they stand right behind it: "US data centers", "China sales"."""
HITS = frozenset(
    "faces face facing faced flags flagged hits meets awaits pack packs packed flood floods crowd storm rally protest "
    "gather demand demands call calls plead petition vow vows recommends".split()
)
"""Verbs of headlines that read like names beside capitals."""
OF_A_BODY = frozenset(
    "antitrust competition energy federal state local trade export environmental utility power grid market privacy "
    "senior top".split()
)
"""What stands between a country and its body."""
SAME_AS_NAME = frozenset({"government", "administration", "state", "officials"})
"""Bodies that are the country itself."""
OF_BODIES = frozenset("supervisors commissioners aldermen trustees appeals adjustment directors".split())
"""Behind "of", who sits on a body."""
COUNTING = frozenset("some many two three several".split())
"""Openers that are part of a collective: "some cities"."""
ACTS = frozenset("plan plans proposal decision order ruling move push bid rule rules ban vote curbs approval".split())
"""Deeds of an authority as nouns."""
ACTS_OF_RULE = ("rule_tight", "rule_ease", "rule_act", "trade_tight", "trade_ease")
AUXILIARY = frozenset("has have had also now will just recently is are was were to".split())
LEFT_WITHIN = 7
"""Most tokens from the verb to whom somebody comes from, and from there to the post."""
ASKERS = ("ask", "lobby", "lobbi", "urge", "urging", "petition", "implore", "press", "beg", "appeal")
"""How words begin that ask an authority to act."""


OWNED = frozenset("subsidiary unit arm affiliate venture company firm startup spinoff division backed owned".split())


def _described_by(hit: NameHit | None, trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "Corvane, an SK unit, has bought": who is described so, where no list knows it."""
    if hit is None or sentence.word(hit.start - 1) not in {"a", "an", "the"} or sentence.word(hit.start - 2) != ",":
        return None
    lower, end = sentence.passage.lower, hit.start - 2
    closing = next((at for at in range(hit.end, min(hit.end + 6, trigger[0])) if lower[at] == ","), None)
    if closing is None or OWNED.isdisjoint(lower[hit.end : closing]):
        return None
    start = end
    while start > sentence.start and is_capitalised(sentence.passage.words[start - 1]):
        start -= 1
    taken = next((n for n in sentence.names if n.start >= start and n.end == end), None)
    return taken or (as_written(start, end, sentence) if 0 < end - start <= MAX_NAME else None)


def builder(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who builds: the subject, else whose site it is ("construction begins on Google's campus", "planned by Meta")."""
    helper = subject(trigger, sentence)
    described = _described_by(helper, trigger, sentence)
    if described is not None:
        return described
    if helper is not None and _is_helper(helper, trigger, sentence):
        return next((n for n in parties(sentence) if n.end <= trigger[0] and n is not helper), None)
    known = helper or _owner_at(trigger, found, sentence) or _planner(sentence)
    return known or _unknown_agent(trigger, sentence) or unknown_owner(found, sentence)


def _is_helper(name: NameHit, trigger: Span, sentence: Sentence) -> bool:
    """ "Teamed up with real estate heavyweight Goodman to build": whom somebody builds with."""
    lower, low = sentence.passage.lower, sentence.clause(trigger[0])[0]
    if "to" not in {sentence.word(trigger[0]), sentence.word(trigger[0] - 1)} or name.end < trigger[0] - 1:
        return False
    beside = [at for at in range(max(low, name.start - 7), name.start) if lower[at] == "with"]
    return (
        bool(beside) and "," not in lower[beside[-1] : name.start] and not TEAMING.isdisjoint(lower[low : beside[-1]])
    )


def _unknown_agent(trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "A campus is being built in Norway by Corvane Systems": who does it, though no list knows it."""
    words, lower = sentence.passage.words, sentence.passage.lower
    ends = min(trigger[1] + BY_WITHIN, sentence.end)
    if "by" not in lower[trigger[1] : ends] or BE.isdisjoint(lower[max(trigger[0] - 2, sentence.start) : trigger[1]]):
        return None
    if is_title_case(sentence):
        return None
    by = lower.index("by", trigger[1])
    start = by + 1
    while start < sentence.end - 1 and start < by + BY_WITHIN and not is_capitalised(words[start]):
        start += 1
    end = capitals_behind(start, sentence, MAX_NAME)
    start = behind_description(start, end, sentence)
    known = any(n.start < end and start < n.end for n in sentence.names)
    return as_written(start, end, sentence) if end > start and not known else None


def _planner(sentence: Sentence) -> NameHit | None:
    """The agent of a participle beside a site: "a campus proposed by Meta"."""
    if "by" not in sentence.passage.lower[sentence.start : sentence.end]:
        return None
    agents = (n for n in parties(sentence) if sentence.word(n.start - 1) == "by")
    return next((n for n in agents if sentence.word(n.start - 2) in PLANNED_BY), None)


def funded_builder(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who builds with the money: whoever is named at the site or raises it here, else whom the text told of last."""
    named = _planner(sentence) or _owner_at(trigger, found, sentence)
    return named or subject(trigger, sentence) or topic(sentence)


def site_owner(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose site it is, else the site itself where it has a name: "Colossus hits 200,000 GPUs"."""
    owner = builder(trigger, sentence, found)
    if owner is not None:
        return owner
    return next((n for n in sentence.names if n.entity.kind == "product"), None)


def any_authority(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """The authority of a rule wherever it is named: "notified by U.S. authorities that it must obtain a license"."""
    hit = authority(trigger, sentence, found)
    if hit is not None:
        return hit
    named = [n for n in sentence.names if n.entity.kind == "government"]
    return next((n for n in named if sentence.word(n.start - 1) in {"by", "from"}), None)


def power_user(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whom power is for: behind "with" or "for", else the subject."""
    named = after_marker(("with", "for"), trigger, sentence, 14)
    return named[0] if named else subject(trigger, sentence)


TEAMING = frozenset("team teams teamed teaming partner partners partnered partnering".split())
GROUP_ADJECTIVES = frozenset({"hyperscaler", "hyperscale"})
TELLING = frozenset("said says warned warns predicted predicts told expects estimates thinks believes sees".split())
PLANNING = frozenset(
    "plans drafts unveils announces pledges commits approves proposes prepares readies eyes weighs launches".split()
)
"""Verbs of a government before a budget of its own."""


def power_buyer(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose sites a deal feeds: behind "for" or "to", the owner of a site, else the owner of the deal."""
    behind = [n for n in parties(sentence) if n.start >= trigger[1] and not _sells_power(n)]
    fed = [n for n in behind if is_genitive(n, sentence) or marker_before(n, sentence, frozenset({"for", "to"}))]
    between = [n for n in behind if n.start <= trigger[1] + 4 and sentence.word(trigger[1]) == "between"]
    fed = between or fed
    before = [n for n in parties(sentence) if n.end <= trigger[0] and not _sells_power(n)]
    # Of a text that names one user of power alone it is that one.
    users = {n.party: n for n in sentence.passage.names if n.party and n.entity.groups & COMPUTING}
    return next(iter([*fed, *before[-1:], *(users.values() if len(users) == 1 else ())]), None)


def _utility_of_deal(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """The utility beside the noun: "with Vistra", "the Oklo deal"."""
    sellers = [n for n in parties(sentence) if _sells_power(n) and n.start <= found[1]]
    return sorted(sellers, key=lambda n: min(abs(n.start - trigger[1]), abs(trigger[0] - n.end)))[:1]


def _sells_power(name: NameHit) -> bool:
    return "power" in name.entity.groups


def budget_owner(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose budget it is, wherever its genitive stands: "rise on Intel's capex bump"; else as of any deal."""
    first = next(iter(parties(sentence)), None)
    if first is not None and sentence.word(sentence.start) == "at" and first.start == sentence.start + 1:
        return first  # "At Amazon, capital spending rose"
    lands = [n for n in sentence.names if n.entity.kind == "government" and n.end <= trigger[0]]
    if lands and lands[0].start == sentence.start and sentence.word(lands[0].end) in PLANNING:
        return lands[0]  # "China drafts a $295 billion AI plan to lock out Nvidia"
    other = stranger_after_lead(trigger, sentence)
    named = other or genitive(trigger, sentence, found) or mover_or_party(trigger, sentence, found)
    return named or _owner_as_adjective(trigger, found, sentence) or _stranger_at_verb(trigger, sentence)


def _stranger_at_verb(trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "Corvane Systems plans $7 billion capex": a firm that no list knows, right before its verb at the beginning."""
    start, end = sentence.segment(trigger[0])[0], trigger[0]
    words = sentence.passage.words[start:end]
    if not 0 < len(words) <= MAX_NAME or not all(is_capitalised(word) and word.isalnum() for word in words):
        return None
    told = sentence.has(("capex", "ai_budget", "ai_place", "chip_thing", "place.body"), (start, end))
    if told or any(n.start < end and n.end > start for n in sentence.names):
        return None
    if len(words) == 1 and (words[0].lower() in COMMON_OPENERS or words[0].endswith("s")):
        return None
    return as_written(start, end, sentence)


COMMON_OPENERS = frozenset("it he she they we who and also but this that nobody company group firm ai tech".split())


def owner_or_speaker(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose budget it is; of the trade's as a whole, who speaks of it: "Jane Roe warned that AI spending could hit"."""
    owner = deal_party(trigger, sentence, found)
    if owner is not None:
        return owner
    group = _owner_as_adjective(trigger, found, sentence)
    at = next((at for at in range(found[0] - 1, sentence.start, -1) if sentence.word(at) in TELLING), None)
    if group is not None or at is None or sentence.word(at - 1) in UNNAMED:
        return group
    return unknown_subject((at, at + 1), sentence)


def _owner_as_adjective(trigger: Span, found: Span, sentence: Sentence) -> NameHit | None:
    """ "Hyperscaler capex", "hyperscaler 2026 AI capex": a group in the singular owns what it stands before."""
    for noun in (found[0], trigger[0]):
        for at in range(max(sentence.start, noun - 3), noun):
            if sentence.word(at) in GROUP_ADJECTIVES:
                return as_written(at, at + 1, sentence)
    return None


def employer(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose post it is: the subject, else the company named at the title ("named Intel chief executive")."""
    if sentence.word(trigger[0]).startswith("join"):
        # "Oracle's cloud chief joins CoreWeave": whom one joins employs.
        joined = [
            n for n in parties(sentence) if trigger[1] <= n.start <= trigger[1] + 2 and n.entity.kind == "company"
        ]
        if joined:
            return joined[0]
    by = subject(trigger, sentence)
    left = by is not None and is_genitive(by, sentence) and sentence.word(by.end + 1) in FORMERLY
    if by is not None and (left or sentence.word(by.start - 1) in FORMERLY or sentence.word(by.end) in ONCE_OF):
        # "Former Oracle executive Jane Doe named CEO of IREN", "Oracle's former cloud chief": where the person comes
        # from employs no more.
        by = _behind_title(trigger, found, sentence) or _first_employer(by, sentence) or by
    if by is not None and by.entity.kind != "person":
        return by
    return _owner_at(trigger, found, sentence) or _behind_title(trigger, found, sentence) or by


def _first_employer(left: NameHit, sentence: Sentence) -> NameHit | None:
    """ "Cipher hires Switch veteran to lead ...": who is named before whom the person left, and as a rule said it."""
    before = (n for n in parties(sentence) if n.end < left.start and n.entity.kind == "company")
    return next((n for n in before if sentence.word(n.start - 1) not in FORMERLY), None)


def _behind_title(trigger: Span, found: Span, sentence: Sentence) -> NameHit | None:
    """ "Jane Doe named CTO of Applied Digital", "appointed chief executive at IREN"."""
    end = trigger[1]
    near = (n for n in parties(sentence) if end < n.start <= end + TITLE_REACH and n.entity.kind == "company")
    return next((n for n in near if marker_before(n, sentence, frozenset({"of", "at"}))), None)


def maker(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose product it is: behind "by", the subject, else the company of the product itself ("Vera Rubin ships")."""
    hit = _behind_by(trigger, sentence) or subject(trigger, sentence)
    if hit is not None:
        return hit
    own = [n for n in sentence.names if n.entity.kind == "product" and n.party and n.end <= trigger[0]]
    told = topic(sentence) if own and sentence.index else None
    if told is not None and told.party == own[-1].party:
        return told  # "AMD launched the MI400. The MI450 will start shipping next year."
    return own[-1] if own else None


def chip_owner(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """ "Rebellions' AI chips start mass production": whose chip it is, known or not."""
    return maker(trigger, sentence, found) or unknown_owner(found, sentence)


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
    return (
        _by_its_name(_with_body(_next_in_turn(free, trigger, sentence), trigger, sentence), sentence) if free else None
    )


DECIDED = frozenset({"decision", "decisions", "move", "plan", "plans", "push", "bid", "proposal"})
"""Nouns before what an authority does, behind its name."""
KINDS_OF_PLACES = frozenset("city town village county township borough parish municipality".split())


def _by_its_name(hit: NameHit, sentence: Sentence) -> NameHit:
    """ "The city of Ravenna", "St. Charles, Missouri": the name of the place itself."""
    words = sentence.passage.words
    if sentence.word(hit.end - 1) in KINDS_OF_PLACES and sentence.word(hit.end) == "of":
        end = hit.end + 1
        while end < sentence.end and is_capitalised(words[end]):
            end += 1
        return as_written(hit.end + 1, end, sentence) if end > hit.end + 1 else hit
    if sentence.word(hit.end) in POSSESSIVE and sentence.has(("place.name",), (hit.start, hit.end)):
        bodies = [end for at, end in sentence.spans(("place.body",)) if hit.end < at <= hit.end + MAX_AGENT]
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


def _next_in_turn(bodies: list[NameHit], trigger: Span, sentence: Sentence) -> NameHit:
    """ "Texas has paused hookups, Ohio has ended its tax break": behind the act of the first stands the next."""
    for name in reversed(bodies[1:]):
        behind = sentence.passage.lower[name.end : trigger[0]]
        joined = sentence.word(name.start - 1) in {",", "and", "while", "but"}
        told = name.start - 1 - (sentence.word(name.start - 1) == "the")
        if (
            behind
            and (AUXILIARY | {"would"}).issuperset(behind)
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


def imposer(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose rule it is that somebody is under: "slapped with fresh US export curbs"; else the authority that acts."""
    for name in sentence.names:
        if name.entity.kind == "government" and trigger[1] <= name.start <= trigger[1] + RULE_WITHIN:
            abroad = sentence.word(name.start - 1) in {"to", "in", "for"} or name.entity.canonical == "China"
            return None if abroad else name
    return authority(trigger, sentence, found)


def _with_body(name: NameHit, trigger: Span, sentence: Sentence) -> NameHit:
    """ "EU antitrust regulators", "Taiwan authorities": the words behind the name say which of its bodies acts."""
    end = name.end
    for at in range(name.end, min(name.end + MAX_AGENT, trigger[0])):
        if sentence.has(("place.body",), (at, at + 1)):
            end = at + 1
        elif sentence.word(at) not in OF_A_BODY:
            break
    if end == name.end or name.entity.kind != "government" or sentence.word(end - 1) in SAME_AS_NAME:
        return name
    return as_written(name.start, end, sentence)


def behind_comma(start: int, at: int, sentence: Sentence) -> int | None:
    """Where the news begins behind a clause of time: "a day after the court ruled, the governor halted"."""
    commas = [i for i in range(start + AFTER_OPENER, at) if sentence.word(i) == ","]
    if not commas:
        return None
    last = commas[-1]
    is_list = any(n.end == last for n in sentence.names) or sentence.word(last + 1) in {"and", "or"}
    first = last + 1 + (sentence.word(last + 1) == "the")
    return None if is_list or not sentence.passage.words[first][:1].isupper() else last + 1


def _can_act(name: NameHit, trigger: Span, sentence: Sentence) -> bool:
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
    owned = name.entity.kind == "government" and any(
        n.end == name.start - 1 and n.entity.kind == "government" for n in sentence.names
    )
    if owned and is_genitive(next(n for n in sentence.names if n.end == name.start - 1), sentence):
        return True  # "China's SAMR says"
    before = (name.start - 2, name.start - 1)
    if (
        name.entity.kind == "government"
        and sentence.word(before[1]) in POSSESSIVE
        and sentence.has(("place.body",), before)
    ):
        return True  # "Commerce's Bureau of Industry and Security"
    if sentence.word(name.start - 1) in AT_PLACE or is_blocked(name, sentence) or _ends_address(name, sentence):
        return False
    if sentence.word(name.start - 1) in {"and", "or"} and _is_second_place(name.start - 2, sentence):
        return False
    first = name.start
    while sentence.word(first - 1) in {"and", "or", ",", "the"} and any(
        n.end == first - 1 or n.end == first - 2 for n in sentence.names
    ):
        first = next(n.start for n in sentence.names if n.end in {first - 1, first - 2})
    asker = first - 1 - (sentence.word(first - 1) == "the")
    if sentence.word(asker) in {"as", "orders", "ordered", "directs", "directed", "tells", "told", "instructs"}:
        # "Allies such as Japan", "orders PJM to rewrite its rules": who is named there only obeys.
        return sentence.word(asker) == "as" and sentence.word(asker - 1) != "such"
    if sentence.word(asker).startswith(ASKERS):
        # "Lobbies the administration to allow": it has not yet.
        return False
    described = [s for s in sentence.spans(NOUNS_BEHIND) if s[0] == name.end and s[1] <= trigger[0]]
    return not described and sentence.word(name.end) not in FIRMS


def _is_second_place(at: int, sentence: Sentence) -> bool:
    """Whether the word before the "and" is a place that something is in: "in Utah and Nevada"."""
    words, low = sentence.passage.words, max(sentence.start, at - MAX_NAME)
    while at > low and (words[at] == "," or is_capitalised(words[at])):
        at -= 1
    return sentence.word(at) in {"in", "across"}


def _ends_address(name: NameHit, sentence: Sentence) -> bool:
    """ "In Mesa County, Colorado": the land behind the comma only says where."""
    at = name.start - 2
    if sentence.word(at + 1) != "," or at <= sentence.start:
        return False
    at = capitals_before(at + 1, sentence, low=sentence.start + 1) - 1
    return at < name.start - 2 and sentence.word(at) in IN_PLACE


def _described_bodies(start: int, trigger: Span, sentence: Sentence) -> list[NameHit]:
    """Authorities that no list knows, by the word that says what they are: "Tucson council", "Ohio regulators"."""
    found: list[NameHit] = []
    for low, high in sorted(sentence.spans(("place.body", "place.name", "litigant"))):
        if low < start or high > trigger[0] or (found and low < found[-1].end):
            continue
        if any(n.start <= low < n.end and n.entity.kind == "company" for n in sentence.names):
            continue  # "Georgia Power wins approval"
        low = _phrase_start(low, start, sentence)
        if sentence.word(low - 1) in POSSESSIVE and low - 1 > start:
            low -= 2
            if low > start and is_capitalised(sentence.passage.words[low - 1]) and not _ends_phrase(low - 1, sentence):
                low -= 1  # "Prince George's County"
        while high < trigger[0]:
            ends = [end for at, end in sentence.spans_inside(("place.body", "litigant"), (high, high + 1))]
            if not ends:
                break
            high = min(max(ends), trigger[0])
        if sentence.word(high) == "of" and sentence.word(high + 1) in OF_BODIES and high + 2 <= trigger[0]:
            high += 2  # "County Board of Supervisors"
        if sentence.word(high - 1) in TITLES or sentence.word(low) in TITLES:
            # "Governor Jane Roe": the name follows its office.
            while (
                high < trigger[0]
                and high - low <= MAX_AGENT
                and is_capitalised(sentence.passage.words[high])
                and sentence.word(high) not in ACTS_OF_MANY
            ):
                high += 1
            if sentence.word(high) == "and" and is_capitalised(sentence.passage.words[high + 1]):
                # "Senators Roe and Doe introduced": both, up to the verb.
                last = capitals_behind(high + 1, sentence, MAX_AGENT, high=trigger[0])
                high = last if last == trigger[0] or is_verbal(last, sentence) else high
        found.append(as_written(low, high, sentence))
    return found


def _phrase_start(low: int, start: int, sentence: Sentence) -> int:
    """Where the noun phrase begins that ends at a word: at the start of a short clause, else at its capitals."""
    opening = range(start, low)
    if len(opening) <= MAX_AGENT + 1 and not any(_ends_phrase(at, sentence) for at in opening):
        while (
            start < low
            and sentence.word(start) not in COUNTING
            and (sentence.word(start) in OPENING or sentence.word(start) in JOINS)
        ):
            start += 1
        return start
    while low > start and is_capitalised(sentence.passage.words[low - 1]) and not _ends_phrase(low - 1, sentence):
        low -= 1
    return low


def _ends_phrase(at: int, sentence: Sentence) -> bool:
    word = sentence.word(at)
    ends = word in BLOCKING or word in PRONOUNS or word in HITS or word.startswith(ASKERS) or is_verbal(at, sentence)
    return ends or not (word[0].isalpha() or word == "'s")


FINDING = frozenset(
    "rules ruled finds found determines determined concludes concluded decides decided says said".split()
)
"""Behind an authority that judges: "China rules that Nvidia violated its laws"."""


def finder(trigger: Span, sentence: Sentence) -> NameHit | None:
    """The authority that finds what the trigger tells."""
    before = (n for n in sentence.names if n.end < trigger[0] and n.entity.kind == "government")
    return next((name for name in before if sentence.word(name.end) in FINDING), None)


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


def prober(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose probe is faced: an authority named between the verb and the noun, or an abbreviation of one."""
    between = [n for n in sentence.names if n.entity.kind == "government" and trigger[1] <= n.start < found[0]]
    if between:
        return between[-1]
    by = _behind_by(found, sentence)
    if by is not None:
        return by
    bodies = (at for at in range(trigger[1], found[0]) if sentence.passage.words[at] in BODIES)
    body = next(bodies, None)
    return None if body is None else as_written(body, body + 1, sentence)


def _behind_by(trigger: Span, sentence: Sentence) -> NameHit | None:
    """The agent of a passive, with or without its auxiliary: "sued by shareholders", "rescinded by Washington"."""
    fined = [a.end for a in sentence.amounts if a.start == trigger[1]]  # "was fined $20 million by regulators"
    for at in [*range(trigger[1] - 1, min(trigger[1] + 2, sentence.end)), *fined]:
        if sentence.word(at) == "by":
            named = [n for n in sentence.names if at < n.start <= at + 3 and n.entity.kind in {"government", "company"}]
            if named:
                return named[0]
            end = at + 1
            while (
                end < sentence.end
                and (end - at <= MAX_AGENT or is_capitalised(sentence.passage.words[end]))
                and sentence.passage.words[end].isalpha()
                and sentence.word(end) not in BLOCKING
            ):
                end += 1
            return as_written(at + 1, end, sentence) if end > at + 1 else None
    return None


def _user(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whom power is for: behind "to" or "for", else the first name after the verb ("to power Google's campus")."""
    after = [n for n in parties(sentence) if trigger[1] <= n.start <= trigger[1] + 12]
    return after_marker(("to", "for"), trigger, sentence) or after[:1]


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


def corrected(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whom a correction is about: the first company named behind the word."""
    named = (
        name for name in parties(sentence) if name.start >= trigger[1] and name.entity.kind in {"company", "person"}
    )
    return next(named, None)


BODIES = frozenset("ITC FTC DOJ SEC CMA BIS SAMR CAC KFTC FERC EPA FBI CCI JFTC NHTSA".split())
"""Authorities by their letters."""
ACTORS: dict[str, Actor] = {
    "prober": prober,
    "corrected": corrected,
    "builder": builder,
    "funded_builder": funded_builder,
    "budget_owner": budget_owner,
    "owner_or_speaker": owner_or_speaker,
    "any_authority": any_authority,
    "power_user": power_user,
    "power_buyer": power_buyer,
    "site_owner": site_owner,
    "employer": employer,
    "authority": authority,
    "imposer": imposer,
    "plaintiff": plaintiff,
    "maker": maker,
    "chip_owner": chip_owner,
}


def _left(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whom the person worked for: "hires former Cisco executive", "Google's cloud chief joins", "poaches Intel's head
    of AI", "hires Equinix veteran"."""
    joins = sentence.word(trigger[0]).startswith("join")
    named = [n for n in parties(sentence) if n.entity.kind in {"company", "product"} and n.party]
    return [
        n
        for n in named
        if (n.end <= trigger[0] if joins else n.start >= trigger[1] and n.start - trigger[1] <= LEFT_WITHIN)
        and (
            sentence.word(n.start - 1) in FORMERLY
            or (is_genitive(n, sentence) and sentence.has(("exec_title",), (n.end, n.end + LEFT_WITHIN)))
            or any(start == n.end for start, _ in sentence.spans(("exec_title",)))
            or any(start == n.end + 1 for start, _ in sentence.spans(("exec_title",)))
        )
    ][:1]


COUNTERPARTIES: dict[str, Others] = {
    "user": _user,
    "utility_of_deal": _utility_of_deal,
    "hit": _hit,
    "hit_before": lambda trigger, found, sentence: [n for n in parties(sentence) if n.end <= trigger[0]][-1:],
    "former": _left,
    "joined": lambda trigger, found, sentence: after_marker(("for", "to"), trigger, sentence, 6),
}
