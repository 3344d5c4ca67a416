"""Who holds a view: a broker, a person by name, a trade of judges ("short sellers"), or somebody whom nobody names.

A verb of judging has its judge before it ("Jane Doe warns"), or behind it ("says Jane Doe", "according to Elm").
A broker stands for its analysts ("Citi analyst Jane Doe", "Jane Doe, an analyst at Citi"). An unnamed analyst has no
name, so `judge_of` tells apart that somebody speaks and who it is.

What must never happen: a company that announces something taken for a judge of shares. So a company is one only where
it is known for research, and an unknown name must be short, capitalised and no word for a paper, a court or a day.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from pipelines.extract.little_words import POSSESSIVE
from pipelines.extract.names.lexicon import PARTY_KINDS
from pipelines.extract.passage import NameHit, Sentence, Span
from pipelines.extract.roles.capitals import capitals_before, is_capitalised, is_title_case
from pipelines.extract.roles.judge_words import (
    ADVISED,
    ADVISING,
    ALONE_ON_BUBBLES,
    BEFORE_JUDGE,
    BEFORE_LEGEND,
    BEFORE_ROLE,
    BEHIND_JUDGE,
    CHIEFS,
    CLOSEST,
    COLUMNS,
    CRITICS,
    FIGURES,
    GROUP_WORDS,
    GROUPS,
    HONOURS,
    HOUSE_ENDS,
    HOUSE_WORDS,
    INTRODUCING,
    INVERTED,
    LEADING,
    LEGENDS,
    LONELY,
    NO_JUDGES,
    NOTED,
    NOUNS_TOO,
    OF_FIGURES,
    OF_HOUSE,
    OFFICES_AND_TRADES,
    OPINIONATED,
    OUTSIDE,
    OWNED_THINGS,
    PLAIN_REPORTS,
    QUOTES,
    REACTIONS,
    RECEIVED,
    RESEARCH,
    RESEARCHING,
    ROLES,
    SAYINGS,
    SKIPPED,
    SOURCES,
    UNNAMED,
    VOICES,
)
from pipelines.extract.roles.names import in_brackets, is_investor, parties
from pipelines.extract.roles.unknown import as_written

MOST_TOPIC = 7
"""Tokens of a topic before a colon: "Jane Doe on Super Micro Computer (SMCI):"."""
RELATIVE_REACH = 14
"""Most tokens of a relative clause between a judge and his verb."""
LONGEST_NAME = 4
"""Most words of a judge whom no list knows."""
MOST_HOUSE = 5
"""Most tokens from whose office it is to the name, and of a legend."""
MOST_WORDS = 9
"""Most tokens of a judge with all that is said of him."""
FURTHEST_HOUSE = 8
"""Most tokens from "according to" to the house that a report is of."""


class Judge(NamedTuple):
    """Somebody judges; `hit` is None where no name is given."""

    hit: NameHit | None


def judge_of(trigger: Span, sentence: Sentence) -> Judge | None:
    """Who judges with this verb or noun; None where nobody who could does."""
    if _judges_nothing(trigger, sentence):
        return None
    if sentence.word(trigger[0]) in SOURCES:
        return _judge_behind(trigger, sentence)
    spoken = _judge_before(trigger, sentence) or _judge_behind(trigger, sentence) or _judge_who(trigger, sentence)
    if sentence.word(trigger[0]) in NOUNS_TOO and spoken is not None and spoken.hit is not None:
        known = spoken.hit.entity.kind != "unknown" or sentence.word(spoken.hit.end - 1) in GROUPS | {"street"}
        return spoken if known else None  # "Elm's massive GPU bet"
    return spoken


def _judges_nothing(trigger: Span, sentence: Sentence) -> bool:
    """Whether words of judging are something else here: a demand, a noun, a list, a bank's work, figures."""
    verb, before, behind = sentence.word(trigger[0]), sentence.word(trigger[0] - 1), sentence.word(trigger[1])
    if verb in {"call", "calls", "called"} and behind in {"for", "on", "off", "with"}:
        return True  # "calls for a moratorium"
    if verb == "calls" and behind in {":", "of", "from", ""}:
        return True  # "Monday's biggest analyst calls: AMD and Dell"
    if verb in SAYINGS and before in POSSESSIVE:
        return True  # "Rebuts Jane Doe's claims"
    if verb in ADVISING and behind not in ADVISED:
        return True  # "Elm advises Core Scientific on its sale": a bank's work
    if verb == "back" and before in {"are", "is", "be", "were", "was"}:
        return True  # "the bears are back"
    return of_column(trigger, sentence) or is_figures(trigger, sentence)


def of_column(trigger: Span, sentence: Sentence) -> bool:
    """ "The Elm Analyst Blog Highlights Nvidia and Micron": a list of what it writes about."""
    return sentence.word(trigger[0]).startswith("highlight") and sentence.word(trigger[0] - 1) in COLUMNS


def is_figures(trigger: Span, sentence: Sentence) -> bool:
    """ "Cut its estimates", "raises earnings forecasts": the figures of a house, and not what it does."""
    return sentence.word(trigger[0]) in FIGURES and sentence.word(trigger[0] - 1) in OF_FIGURES


def _judge_before(trigger: Span, sentence: Sentence) -> Judge | None:
    """ "Jane Doe now warns", "Jane Doe on Micron: ...": who stands before the verb or the colon."""
    end = trigger[0]
    if sentence.word(end) == ":":
        # "Jim Cramer on Micron: ...": whom it is on stands between; "Citi's take: ..." what he gives.
        owned = next(
            (at for at in range(end - 1, max(end - 5, sentence.start), -1) if sentence.word(at) in POSSESSIVE), 0
        )
        if sentence.word(end - 1) in OWNED_THINGS:
            return None  # "Elm's top holdings: ..."
        if owned and any(n.end == owned and n.entity.kind in {"person", "broker", "fund"} for n in sentence.names):
            return _phrase_ending(owned, sentence, "says")
        end = next(
            (at for at in range(end - 1, max(end - MOST_TOPIC, sentence.start), -1) if sentence.word(at) == "on"), end
        )
    named = {n.end for n in sentence.names}  # "Moody's" keeps its end.
    while end > sentence.start and end not in named and _is_passed(end - 1, sentence):
        end -= 1
    if sentence.word(end - 1) == ")":
        end = next((at for at in range(end - 2, max(end - 7, sentence.start), -1) if sentence.word(at) == "("), end)
    if sentence.word(end - 1) == ",":
        return _of_apposition(end - 1, sentence)
    return _phrase_ending(end, sentence, sentence.word(trigger[0])) if end > sentence.start else None


def _is_passed(at: int, sentence: Sentence) -> bool:
    """Whether a word may stand between a judge and his verb."""
    word = sentence.word(at)
    return word in SKIPPED or (word.endswith("ly") and len(word) > 4 and word != "family")


def _of_apposition(comma: int, sentence: Sentence) -> Judge | None:
    """ "Jane Doe, an analyst at Elm, said": the broker of the apposition, else who stands before it."""
    first = next((at for at in range(comma - 1, max(comma - 14, sentence.start), -1) if sentence.word(at) == ","), None)
    if first is None:
        return None
    inside = next((n for n in sentence.names if first < n.start < comma and is_house(n)), None)
    if inside is not None:
        return Judge(inside)
    aside = sentence.passage.lower[first:comma]
    if OFFICES_AND_TRADES.isdisjoint(aside) and "who" not in aside:
        return None
    return _phrase_ending(first, sentence, "said")


def _judge_who(trigger: Span, sentence: Sentence) -> Judge | None:
    """ "The analyst who called AMD's rally sees more": a relative clause stands between; he has no name."""
    verb, (start, _) = sentence.word(trigger[0]), sentence.segment(trigger[0])
    if not verb.endswith("s") and verb not in {"has", "said", "warned"}:
        return None
    who = next((at for at in range(start + 1, min(start + 6, trigger[0])) if sentence.word(at) == "who"), None)
    if who is None or not 3 <= trigger[0] - who <= RELATIVE_REACH or sentence.word(who - 1) not in NOTED:
        return None
    between = sentence.passage.lower[who : trigger[0]]
    return None if {",", ":", ";", "as", "and", "that"}.intersection(between) else Judge(None)


def _phrase_ending(end: int, sentence: Sentence, verb: str) -> Judge | None:
    """The judge whose words end here."""
    name = next((n for n in sentence.names if n.end == end and not in_brackets(n, sentence)), None)
    if name is not None and name.entity.kind == "government" and sentence.word(end - 1) in HOUSE_WORDS:
        return Judge(as_written(end - 1, end, sentence))  # "the IMF"
    if name is not None and name.entity.kind != "unknown":
        known = _known(name, sentence, verb)
        if known is not None or name.entity.kind != "collective":
            return known
    named = _of_trade(end, sentence) or _of_house(end, sentence) or _of_text(end, sentence)
    return named or _of_other_kind(end, sentence, verb)


def _known(name: NameHit, sentence: Sentence, verb: str) -> Judge | None:
    """A name that judges by itself: a house, an investor, an executive who speaks of others, a paper with opinions."""
    kind = name.entity.kind
    if is_house(name) or is_investor(name):
        before = [n for n in sentence.names if n.end <= name.start and is_house(n)]
        # "Wedbush's Dan Ives", "Wedbush analyst Dan Ives": the house stands for him.
        owner = before[-1] if before and name.start - before[-1].end <= 3 and not is_house(name) else None
        between = sentence.passage.lower[owner.end : name.start] if owner else []
        return Judge(owner if owner and INTRODUCING.issuperset(between) else name)
    if kind == "person":
        if not _speaks_of_others(name.entity.party, sentence):
            return None
        if not (sentence.in_headline or sentence.has(("bubble_word",))):
            return None
        entity = replace(name.entity, party=name.entity.canonical, groups=frozenset())
        if " " not in name.entity.canonical:
            return Judge(as_written(name.start, name.end, sentence))
        return Judge(replace(name, entity=entity))
    if kind == "publisher" and name.entity.canonical in CRITICS and verb not in PLAIN_REPORTS:
        entity = replace(name.entity, party=name.entity.canonical)
        return Judge(replace(name, entity=entity))
    return None


def is_house(name: NameHit) -> bool:
    """A broker, or a company known for its research."""
    return name.entity.kind == "broker" or (
        name.entity.canonical in RESEARCH and name.entity.kind in {"company", "fund", "publisher"}
    )


def _speaks_of_others(own: str | None, sentence: Sentence) -> bool:
    """Whether an executive's sentence names another company than his own: of its own business he makes plans."""
    others = any(n.entity.kind == "company" and n.party != own for n in parties(sentence))
    return others or sentence.has(("bubble_word",))


def _of_trade(end: int, sentence: Sentence) -> Judge | None:
    """ "Citi analysts", "fund managers", "Wall Street": the house that they are of, else nobody with a name."""
    word, before = sentence.word(end - 1), sentence.word(end - 2)
    if word not in UNNAMED:
        return None
    if word == "street" and before == "wall":
        return Judge(as_written(end - 2, end, sentence))
    house = _house_inside(end, sentence)
    if word in {"managers", "economists"} and before not in {"the", "its"}:
        return Judge(house or as_written(_begin_group(end, sentence), end, sentence))
    if before in {"its", "company"}:
        return None  # "The company's managers": they speak for it
    if house is not None and sentence.word(house.start - 1) in {"former", "ex"}:
        return Judge(as_written(house.start - 1, end, sentence))
    if house is None and before in HOUSE_WORDS and is_capitalised(sentence.passage.words[end - 2]):
        return Judge(as_written(end - 2, end - 1, sentence))  # "Morningstar analysts"
    return Judge(house or _house_before(sentence.start, sentence))


def _house_inside(end: int, sentence: Sentence) -> NameHit | None:
    """The house right before whoever works for it or what it writes."""
    return next((n for n in sentence.names if end - 4 <= n.start and n.end < end and is_house(n)), None)


def _of_house(end: int, sentence: Sentence) -> Judge | None:
    """ "Aurora Energy Research", "UBS note": a house by the last word of its name, or before what it writes."""
    word = sentence.word(end - 1)
    if word in HOUSE_ENDS:
        start = capitals_before(end - 1, sentence, LONGEST_NAME - 1)
        first = sentence.passage.lower[start : end - 1]
        named = word != "securities" and any(
            n.start < end and start < n.end and n.entity.kind == "company" for n in sentence.names
        )
        if first and is_capitalised(sentence.passage.words[end - 1]) and NO_JUDGES.isdisjoint(first) and not named:
            return Judge(as_written(start, end, sentence))
    house = _house_inside(end, sentence) if word in VOICES else None
    return Judge(house) if house is not None else None


def _of_text(end: int, sentence: Sentence) -> Judge | None:
    """ "The bank", "he": the only house that the text has named."""
    word, before = sentence.word(end - 1), sentence.word(end - 2)
    if word == "firm" and before in {"research", "brokerage", "investment"}:
        return Judge(_house_before(sentence.end, sentence))
    if word in {"bank", "brokerage", "firm"} and before == "the":
        house = _house_before(sentence.end, sentence)
        return Judge(house) if house is not None or word == "bank" else None
    if word in {"he", "she", "they"} and before in QUOTES:
        first_person = {"we", "our", "us"}.intersection(sentence.passage.lower[sentence.start : end])
        return None if first_person else Judge(_house_before(sentence.start, sentence))
    return None


def _house_before(end: int, sentence: Sentence) -> NameHit | None:
    """The only house that the text has named so far: "Elm cuts its target. The analyst flags ..."."""
    houses = {n.entity.canonical: n for n in sentence.passage.names if n.end <= end and n.entity.kind == "broker"}
    return next(iter(houses.values())) if len(houses) == 1 else None


def _of_other_kind(end: int, sentence: Sentence, verb: str) -> Judge | None:
    """A central bank, a trade of judges, a legend, an executive, else an unknown name."""
    word, before = sentence.word(end - 1), sentence.word(end - 2)
    if word in {"research", "estimates", "forecasts"} and before in OUTSIDE:
        return Judge(None)
    if word in {"england", "japan", "settlements", "france"} and before in {"of", "international"}:
        near = range(end - 2, max(end - 5, sentence.start) - 1, -1)
        bank = next((at for at in near if sentence.word(at) == "bank"), None)
        if bank is not None:
            return Judge(as_written(bank, end, sentence))  # "the Bank of England"
    if word in GROUPS and (word in OPINIONATED or verb not in REACTIONS) and before != "let":
        start = _begin_group(end, sentence)
        inside = sentence.word(start - 1) in {"of", "from", "among", "by"} or sentence.word(start - 1)[:1].isdigit()
        return None if inside else Judge(as_written(start, end, sentence))  # "an analysis of hedge funds found"
    if word in LEGENDS:
        return Judge(as_written(_begin_legend(end, sentence), end, sentence))
    return _of_role(end, sentence) if word in ROLES else _unknown_name(end, sentence, verb)


def _begin_group(end: int, sentence: Sentence) -> int:
    """Where "some hedge fund managers", "Nvidia bulls" begins."""
    start = end - 1
    while start > sentence.start and sentence.word(start - 1) in GROUP_WORDS:
        start -= 1
    named = next((n for n in sentence.names if n.end == start and n.entity.kind in PARTY_KINDS), None)
    return named.start if named is not None else start


def _begin_legend(end: int, sentence: Sentence) -> int:
    """Where "'Big Short' legend", "hedge fund legend" begins."""
    start = end - 1
    while start > sentence.start and end - start < MOST_HOUSE and sentence.word(start - 1) in BEFORE_LEGEND:
        start -= 1
    return start


def _of_role(end: int, sentence: Sentence) -> Judge | None:
    """ "Nvidia CEO", "Perplexity's CEO", "Fast Money host": as it is written, with whose it is."""
    start = end - 1
    while start > sentence.start and sentence.word(start - 1) in BEFORE_ROLE:
        start -= 1
    gap = start - 1 if sentence.word(start - 1) in POSSESSIVE else start
    owner = next((n for n in sentence.names if n.end == gap), None)
    if owner is not None and is_house(owner):
        return Judge(owner)
    if owner is not None and owner.entity.kind == "fund":
        return Judge(as_written(owner.start, end, sentence))  # "Bridgewater co-CIO": judging is what he does
    if owner is not None:
        return Judge(as_written(owner.start, end, sentence)) if _speaks_of_others(owner.party, sentence) else None
    first = capitals_before(start, sentence, 3)
    is_chief = not {"host", "partner", "scientist", "veteran"}.intersection(sentence.passage.lower[start:end])
    if is_chief and not _speaks_of_others(None, sentence):
        return None
    if first < start and not NO_JUDGES.intersection(sentence.passage.lower[first:start]):
        return Judge(as_written(first, end, sentence))
    return None


def _unknown_name(end: int, sentence: Sentence, verb: str) -> Judge | None:
    """The capitalised words that end here: "Martin Shkreli", "legendary investor Jane Doe", "Nvidia's Huang"."""
    lower = sentence.passage.lower
    start, name = _begin_name(end, sentence)
    if end - name == 2 and lower[name] == "the" and lower[name + 1] in HOUSE_WORDS:
        return Judge(as_written(name + 1, end, sentence))  # "The IMF"
    if verb in RECEIVED or not _is_like_a_name(name, end, sentence):
        return None
    behind = sentence.word(name - 1)
    if behind in POSSESSIVE or any(n.end == name for n in sentence.names):
        return _owned_name(name, end, sentence)
    if behind == "by" and sentence.word(name - 2) == "led":
        # "Analysts at Elm led by Jane Doe"
        led = next((n for n in reversed(sentence.names) if n.end <= name and is_house(n)), None)
        return Judge(led) if led is not None else None
    house = _house_introducing(start, name, sentence)
    if house is not None:
        return Judge(house)
    if _is_chief_of_none(name, sentence) and not _speaks_beyond_his_own(name, sentence):
        return None
    return Judge(as_written(name, end, sentence)) if _can_stand_alone(name, end, sentence, verb) else None


def _begin_name(end: int, sentence: Sentence) -> Span:
    """Where all that is said of who ends here begins, and where his name does: "legendary investor | Jane Doe"."""
    words, lower = sentence.passage.words, sentence.passage.lower
    start = end
    while start > sentence.start and end - start < MOST_WORDS and _may_belong(start - 1, sentence):
        start -= 1
    name = end
    while name > start and (is_capitalised(words[name - 1]) or words[name - 1] in {".", "&"}):
        if lower[name - 1] in INTRODUCING and name < end:
            break
        if any(n.start < name <= n.end for n in sentence.names):
            break
        name -= 1
    while name < end and not is_capitalised(words[name]):
        name += 1
    return start, name


def _may_belong(at: int, sentence: Sentence) -> bool:
    """Whether a word before a name may be of it, or of what is said of him."""
    word = sentence.word(at)
    return is_capitalised(sentence.passage.words[at]) or word in INTRODUCING or word in {".", "&", "of"}


def _is_like_a_name(name: int, end: int, sentence: Sentence) -> bool:
    """Whether the words are few, made of letters, and none that judges no share."""
    words, lower = sentence.passage.words[name:end], sentence.passage.lower[name:end]
    if not 0 < len(words) <= LONGEST_NAME:
        return False
    is_bill = lower[0] == "bill" and len(words) > 1  # "Bill Gates", not "the bill"
    if not NO_JUDGES.isdisjoint(lower[is_bill:]):
        return False
    plain = (word.replace("-", "").replace("'", "").replace(".", "").replace("&", "a") for word in words)
    return all(word.replace("’", "").isalpha() for word in plain)


def _owned_name(name: int, end: int, sentence: Sentence) -> Judge | None:
    """ "Nvidia's Huang", "Elm's Jane Doe": the house that he is of, or his name with whose he is."""
    words, is_genitive = sentence.passage.words, sentence.word(name - 1) in POSSESSIVE
    gap, length = name - 1 if is_genitive else name, end - name
    owner = next((n for n in sentence.names if n.end == gap), None)
    if owner is None and length == 2 and is_capitalised(words[gap - 1]):
        return Judge(as_written(name, end, sentence))  # "Trivariate's Adam Parker"
    if owner is None and gap == sentence.start + 1 and sentence.has(("bubble_word",)):
        return Judge(as_written(sentence.start, end, sentence))  # "GMO's Grantham calls AI a bubble"
    if owner is None:
        return None
    if is_house(owner):
        return Judge(owner)
    if owner.entity.kind in {"company", "broker", "fund"} and length == 1 and is_genitive:
        return Judge(as_written(owner.start, end, sentence))
    return Judge(as_written(name, end, sentence)) if is_genitive and length <= 2 else None


def _house_introducing(start: int, name: int, sentence: Sentence) -> NameHit | None:
    """ "Elm strategist Jane Doe", "Morningstar analyst Jane Doe": the house before who speaks for it."""
    words, lower = sentence.passage.words, sentence.passage.lower
    house = next((n for n in reversed(sentence.names) if start <= n.start and n.end <= name and is_house(n)), None)
    if house is not None and INTRODUCING.issuperset(lower[house.end : name]):
        return house
    near = range(name - 1, start - 1, -1)
    told = next((at for at in near if lower[at] in HOUSE_WORDS and is_capitalised(words[at])), None)
    if told is None or UNNAMED.isdisjoint(lower[told:name]) or not INTRODUCING.issuperset(lower[told + 1 : name]):
        return None
    return as_written(told, told + 1, sentence)


def _is_chief_of_none(name: int, sentence: Sentence) -> bool:
    """ "CEO Eddie Wu": an executive of a company that the text has named elsewhere."""
    return bool(CHIEFS.intersection(sentence.passage.lower[max(name - 4, sentence.start) : name]))


def _speaks_beyond_his_own(name: int, sentence: Sentence) -> bool:
    """Whether an executive may speak of others: a company beside the one of his office is named, or one more than the
    only one that could be his."""
    named = [n for n in parties(sentence) if n.entity.kind == "company" and n.party]
    owner = next((n for n in named if 0 <= name - n.end <= MOST_HOUSE), None)
    if owner is not None or sentence.has(("bubble_word",)):
        return _speaks_of_others(owner.party if owner else None, sentence)
    return len({n.party for n in named}) > 1


def _can_stand_alone(name: int, end: int, sentence: Sentence, verb: str) -> bool:
    """Whether nothing else is told before a name; a surname alone needs an honour, or a verb that only judges have."""
    word, behind = sentence.word(name), sentence.word(name - 1)
    introduced = behind in INTRODUCING and behind not in {"the", "-"}
    plain = behind.isalpha() and not is_capitalised(sentence.passage.words[name - 1]) and not is_title_case(sentence)
    if not (name == sentence.start or behind in LEADING or introduced or plain):
        return False
    if end - name > 1 or word in HOUSE_WORDS or (behind in QUOTES and verb == "wrote"):
        return True
    if word.endswith("s"):
        return False
    return (introduced and behind in HONOURS) or (name == sentence.start and _speaks_alone(verb, sentence))


def _speaks_alone(verb: str, sentence: Sentence) -> bool:
    """Before the verb a surname is enough: "Huang says AI bubble fears are overblown"."""
    on_bubbles = sentence.in_headline and verb in ALONE_ON_BUBBLES and sentence.has(("bubble_word",))
    return verb in LONELY or on_bubbles


def _judge_behind(trigger: Span, sentence: Sentence) -> Judge | None:
    """ "..., says Jane Doe", "said Jane Doe, an analyst at Elm", "according to analysts at Elm"."""
    verb, first = sentence.word(trigger[0]), trigger[1]
    if verb not in INVERTED:
        return None
    is_source = verb in SOURCES
    if is_source:
        first += sentence.word(first) == "to"
        if _is_counted(first, sentence):
            return None
        research = _research_behind(first, sentence)
        if research is not None:
            return Judge(research)
    elif sentence.word(trigger[0] - 1) not in LEADING:
        return None
    at = first
    while at < sentence.end and at - first < MOST_WORDS and sentence.word(at) in BEFORE_JUDGE:
        at += 1
    if any(n.start < at and first < n.end and n.entity.kind in {"publisher", "government"} for n in sentence.names):
        return None
    name = next((n for n in sentence.names if n.start == at), None)
    if name is not None and (is_source or _ends_saying(name.end, sentence)):
        return _known_behind(name, sentence)
    if is_source and _is_described(first, at, sentence):
        return Judge(None)
    if name is None:
        end = _end_of_name(at, sentence)
        if end > at and (is_source or _ends_saying(end, sentence)):
            return _unknown_behind(at, end, sentence, introduced=at > first, source=is_source)
    return _trade_behind(first, at, sentence)


def _is_counted(at: int, sentence: Sentence) -> bool:
    """ "Fell 14%, according to data from Elm", "to Elm Global Market Intelligence": counted, and not judged."""
    if sentence.word(at) in {"data", "figures", "filings", "records"}:
        return True
    known = (n for n in sentence.names if n.start == at)
    return any(sentence.passage.lower[n.end : n.end + 2] == ["market", "intelligence"] for n in known)


def _research_behind(at: int, sentence: Sentence) -> NameHit | None:
    """ "According to the latest market research from Elm": the house that a report is of."""
    for name in sentence.names:
        if at < name.start <= at + FURTHEST_HOUSE and is_house(name) and sentence.word(name.start - 1) in OF_HOUSE:
            stops = {",", ".", ";", ":"}.intersection(sentence.passage.lower[at : name.start])
            return None if stops else name
    return None


def _known_behind(name: NameHit, sentence: Sentence) -> Judge | None:
    """A known name behind the verb: an executive by his role, a person by his house, else a judge by itself."""
    end = name.end + (sentence.word(name.end) in POSSESSIVE)
    if name.entity.kind == "company" and not is_house(name):
        role = end
        while sentence.word(role) in ROLES:
            role += 1
        spoken = role > end and _speaks_of_others(name.party, sentence)
        return Judge(as_written(name.start, role, sentence)) if spoken else None
    house = _house_behind(name.end, sentence) if name.entity.kind in {"person", "fund"} else None
    return Judge(house) if house is not None else _known(name, sentence, "argues")


def _house_behind(end: int, sentence: Sentence) -> NameHit | None:
    """ "Jane Doe, a chip analyst at Elm"."""
    if sentence.word(end) not in {",", "of", "at", "from"}:
        return None
    return next((n for n in sentence.names if end < n.start <= end + 9 and is_house(n)), None)


def _is_described(first: int, at: int, sentence: Sentence) -> bool:
    """ "According to a well-known cloud analyst": what he watches stands before his trade, and he has no name."""
    if sentence.word(first) not in CLOSEST or not UNNAMED.isdisjoint(sentence.passage.lower[first:at]):
        return False
    ends = (i for i in range(at, min(at + 6, sentence.end)) if not sentence.word(i).replace("-", "a").isalpha())
    last = next(ends, at + 6)
    return not UNNAMED.isdisjoint(sentence.passage.lower[at : min(last, sentence.end)])


def _end_of_name(at: int, sentence: Sentence) -> int:
    """Where the capitals end that begin here; whose he is belongs to his name: "says Elm Capital's Doe"."""
    end = at
    while end < sentence.end and end - at < LONGEST_NAME and _is_of_name(end, sentence):
        end += 1
    owns = sentence.word(end) in POSSESSIVE and end > at and _is_of_name(end + 1, sentence)
    return end + 2 if owns else end


def _is_of_name(at: int, sentence: Sentence) -> bool:
    """Whether a word is part of a name that no list knows."""
    named = any(n.start <= at < n.end for n in sentence.names)
    return is_capitalised(sentence.passage.words[at]) and sentence.word(at) not in INTRODUCING and not named


def _ends_saying(end: int, sentence: Sentence) -> bool:
    """Whether nothing but the speaker follows the verb: "says Jane Doe", "said Jane Doe, an analyst at Elm"."""
    if sentence.word(end) in OFFICES_AND_TRADES and any(n.end == end and is_house(n) for n in sentence.names):
        return True
    return end >= sentence.end or sentence.word(end) in BEHIND_JUDGE


def _unknown_behind(start: int, end: int, sentence: Sentence, *, introduced: bool, source: bool) -> Judge | None:
    """A name behind the verb that no list knows: what a company reports is no view, so a source must judge for a
    living, and one word must be a house."""
    lower = sentence.passage.lower
    if not NO_JUDGES.isdisjoint(lower[start:end]):
        return None
    house = _house_behind(end, sentence)
    if house is not None:
        return Judge(house)
    described = lower[start:end] + (lower[end : end + 8] if sentence.word(end) == "," else [])
    if source and not introduced and RESEARCHING.isdisjoint(described) and lower[start] not in HOUSE_WORDS:
        return None
    if end - start == 1 and not source and lower[start] not in HOUSE_WORDS:
        return None
    return None if _is_chief_of_none(start, sentence) else Judge(as_written(start, end, sentence))


def _trade_behind(first: int, end: int, sentence: Sentence) -> Judge | None:
    """ "Says Wall Street", "according to analysts", "say short sellers": judges by trade."""
    spoken = sentence.passage.lower[first:end]
    if spoken[:2] == ["wall", "street"]:
        return Judge(as_written(first, first + 2, sentence))
    if not UNNAMED.isdisjoint(spoken):
        return Judge(None)
    return Judge(as_written(first, end, sentence)) if spoken and spoken[-1] in GROUPS else None
