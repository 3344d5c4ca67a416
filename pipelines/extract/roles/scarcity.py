"""Who lacks something or has too much, and who tells that it is sold out of what it makes.

Most texts on scarcity name firms that only speak of it, cause it or gain by it. So a speaker counts only where it
makes or sells what is short (`_is_its_own`), and a subject only where no verb of causing stands between.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from pipelines.extract.names import collectives
from pipelines.extract.names.lexicon import PARTY_KINDS
from pipelines.extract.passage import NameHit, Sentence, Span, places_of
from pipelines.extract.roles.general import Actor, Others, subject
from pipelines.extract.roles.judge_words import RESEARCH
from pipelines.extract.roles.names import first_of_list, parties
from pipelines.extract.roles.speakers import SPEECH, TOLD
from pipelines.extract.roles.unknown import as_written
from pipelines.extract.roles.unknown_subjects import unknown_subject
from pipelines.extract.trade import CLOUDS, MAKERS

OF_ALL = frozenset({"industry", "sector", "world", "customers", "rivals", "others"})
"""Whose shortage it is where a speaker does not mean itself."""
OF_ONESELF = frozenset("its it our we of is are was were remain remains all".split())
"""Between a speaker and a shortage of its own."""
LACKS = frozenset("bottleneck bottlenecks shortage shortages constraint constraints crunch scarcity chokepoint".split())
"""Nouns of what a market lacks; who says so need not lack it."""
OWN = frozenset("it its we our they their itself he she".split())
"""Right behind a verb of saying: the speaker lacks it itself."""
CAUSING = frozenset(
    """fuel fuels fueling trigger triggers cause causes causing drive drives driving spark sparks create creates
    creating worsen worsens deepen deepens spur spurs threaten threatens ease eases easing expose exposes into amid on
    as from despite solve solves ride rides benefit benefits exploit exploits end ends profit tops reflecting reflects
    citing cites blaming blames""".split()
)
"""Between a subject and a shortage that it does not have."""
VERBS_OF_CHANGE = frozenset(
    """persist persists worsen worsening lift lifts lifting boost boosts boosting rally rallies jump jumps surge
    surges""".split()
)
"""What becomes of a shortage, or of shares for it."""
OF_ADVANCED = frozenset("node nodes chips chip packaging process processes semiconductors ai memory nm - and".split())
"""Behind "advanced", which then rises nowhere."""
GRID_OPERATORS = frozenset({"PJM", "ERCOT", "MISO", "EirGrid"})
"""Who runs a grid, and is no company."""
SERVICE_WITHIN = 4
"""Most tokens from a service to what says that it is short."""
SERVICES = frozenset({"Azure", "Microsoft Azure", "Amazon EC2", "Oracle Cloud Infrastructure", "OCI"})
"""What clouds call the computing they sell."""
FACED_WITHIN = 7
"""Most tokens from the verb to what is faced."""
FACES = frozenset("face faces facing faced confront confronts grapple grapples grappling suffer suffers".split())
"""Verbs of who lacks something."""
GROUP_HEADS = frozenset("makers vendors fabs suppliers assemblers manufacturers brands builders oems buyers".split())
"""Last words of a group of firms that lack something."""
GROUP_WORDS = collectives.TRADE | frozenset(
    "module pc phone smartphone device contract handset automotive gaming console laptop us u.s. chinese".split()
)
"""Before them."""
MAKES = frozenset("makes make made produces sells offers ships builds".split())
"""Behind a maker, where its goods stand before it: "every module Micron makes"."""
SPEAKER_AT_END = 7
"""Most tokens from a speaker to the end of the sentence."""
OURS = frozenset({"we", "our"})
"""Words of who speaks for itself."""
CHIEFS = frozenset("ceo cfo coo chief management executives executive president".split())
"""Who speaks for a firm."""
GRID_GOODS = frozenset(
    "power electricity grid turbine turbines transformer transformers switchgear generators engines".split()
)
"""What who runs a grid, or builds plants and gear for it, has itself."""
OF_OTHERS = frozenset(
    """power electricity grid energy turbines turbine transformers land worker workers labor
    glass t-glass material materials helium""".split()
)
"""What no maker of chips and no cloud makes."""
MEMORY_WORDS = frozenset("memory dram nand hbm hbm3e hbm4 ddr4 ddr5 ssd ssds".split())
"""What only makers of memory have themselves."""
MEMORY_MAKERS = frozenset(
    [
        *("Samsung Electronics", "SK Hynix", "Micron Technology", "SanDisk", "Sandisk", "Kioxia", "Western Digital"),
        *("Nanya Technology", "Winbond", "Phison"),
    ]
)
"""Who makes it."""
CAPACITY_WORDS = frozenset("capacity compute computing gpu gpus supply data center centers cloud".split())
"""What a cloud has itself."""


def sufferer(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who lacks it or has too much; one that only causes, sells into or speaks of a shortage does not.

    Who makes what is short speaks of itself, and so does who sells the capacity.
    """
    hit = clause_subject(trigger, sentence, found)
    if hit is None:
        return (
            _grid_operator(trigger, sentence)
            or _own_service(trigger, sentence)
            or _confirming(trigger, sentence, found)
            or _facing(trigger, sentence)
            or _placed(trigger, sentence, found)
            or teller(trigger, sentence, found)
        )
    if sentence.word(hit.start - 1) in TOLD and sentence.word(hit.end) in {"it", "they", "that"}:
        hit = next((n for n in sentence.names if n.end == hit.start - 1), hit)  # "Told Meta it cannot meet demand"
    else:
        hit = _teller_of_list(hit, trigger, sentence) or hit
    between = [
        word
        for at, word in enumerate(sentence.passage.lower[hit.end : trigger[0]], hit.end)
        if sentence.word(at - 1) not in {"hard", "flash", "disk"}  # "hard drives" cause nothing
    ]
    said = [at for at, word in enumerate(between) if word in SPEECH]
    others = [at for at, word in enumerate(between) if word in OF_ALL and said and at > said[-1]]
    if others and OF_ONESELF.isdisjoint(between[others[-1] :]):
        return None  # "Warned the industry could face a shortage": the trade's, not its own.
    if said and _is_its_own(hit, trigger, sentence, found):
        return hit
    if said and hit.party in RESEARCH:
        return None  # "TrendForce says DDR5 remains in short supply": who only watches a market lacks nothing
    if said and not OF_ONESELF.intersection(between):
        # "Microsoft warns memory shortage will worsen": the market's, not its own.
        return None
    if said and sentence.word(trigger[1] - 1) in LACKS and OWN.isdisjoint(between[said[-1] + 1 : said[-1] + 3]):
        # "Says memory is now the biggest bottleneck": neither.
        return None
    return None if CAUSING.intersection(between) or VERBS_OF_CHANGE.intersection(between) else hit


def clause_subject(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """The subject of the very clause; scarcity mostly has none, and a neighbour must not be given it."""
    start = sentence.clause(trigger[0])[0]
    moves = [span[1] for span in sentence.spans(("fall", "rise")) if start <= span[0] < trigger[0]]
    if any(sentence.word(at - 1) != "advanced" or sentence.word(at) not in OF_ADVANCED for at in moves):
        # "Makers' shares climb on a shortage": what moves is not what is short.
        return None
    inside = [n for n in parties(sentence) if start <= n.start and n.end <= trigger[0]]
    hit = subject(trigger, sentence)
    return hit if inside or (hit is not None and hit.start < sentence.start) else None


def _teller_of_list(hit: NameHit, trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "Micron tells Dell and HP it cannot fill orders": who tells several what it lacks."""
    told = max((at for at in range(sentence.start, hit.start) if sentence.word(at) in TOLD), default=None)
    if told is None:
        return None
    said = next((at for at in range(hit.end, trigger[0] + 1) if sentence.word(at) in {"it", "they"}), None)
    if said is None:
        return None
    named = places_of(sentence.names)
    if any(at not in named and sentence.word(at) not in {",", "and"} for at in range(told + 1, said)):
        return None
    return next((n for n in sentence.names if n.end == told), None)


def _grid_operator(trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "PJM warns of a power shortfall": who runs the grid, though no company, is who lacks it."""
    for name in sentence.names:
        said = SPEECH.intersection(sentence.passage.lower[name.end : trigger[0]])
        if said and name.entity.canonical in GRID_OPERATORS and name.end <= trigger[0]:
            return replace(name, entity=replace(name.entity, party=name.entity.canonical))
    return None


def _own_service(trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "Azure in short supply", "Azure remains capacity constrained": what a cloud sells is short."""
    for name in reversed(sentence.names):
        if name.end <= trigger[0] <= name.end + SERVICE_WITHIN and name.party:
            return name if name.entity.kind == "product" and name.entity.canonical in SERVICES else None
    return None


def _confirming(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """ "With A and B confirming that their output is sold out": who says so of what is its own."""
    for name in parties(sentence):
        behind = sentence.passage.lower[name.end : trigger[0]]
        if behind and behind[0].endswith("ing") and behind[0] in SPEECH:
            own = not OWN.isdisjoint(behind) and _is_its_own(name, trigger, sentence, found)
            return first_of_list(name, sentence) if own else None
    return None


def _facing(trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "US chip fabs face a worker shortfall": who faces it, named or not."""
    low = sentence.clause(trigger[0])[0]
    at = next(
        (i for i in range(trigger[0] - 1, max(low, trigger[0] - FACED_WITHIN) - 1, -1) if sentence.word(i) in FACES), -1
    )
    if at <= low or sentence.word(at - 1) == "broadly" or "," in sentence.passage.lower[low:at]:
        return _group_before(at, sentence) if at > low else None  # of a list none stands for all
    return unknown_subject((at, at + 1), sentence) or _group_before(at, sentence)


def _group_before(end: int, sentence: Sentence) -> NameHit | None:
    """ "Notes that module makers are facing ...": a group of makers or users of chips right before its verb."""
    while sentence.word(end - 1) in {"are", "have", "now", "also", "still", "been", "will", "already"}:
        end -= 1
    start = end - 1
    if sentence.word(start) not in GROUP_HEADS:
        return None
    while start > sentence.start and sentence.word(start - 1) in GROUP_WORDS:
        start -= 1
    return as_written(start, end, sentence) if start < end - 1 else None


def _placed(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """ "CoWoS lines at TSMC booked solid", "every module Micron makes is spoken for": whose goods they are."""
    low, last = sentence.clause(trigger[0])[0], max(trigger[0], found[0])
    for name in parties(sentence):
        placed = sentence.word(name.start - 1) in {"at", "from"} or sentence.word(name.end) in MAKES
        if placed and low <= name.start < last and name.entity.kind == "company":
            return name if _is_its_own(name, trigger, sentence, found) else None
    return None


def sold_out_maker(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose output is sold out: who lacks it, else the only maker of the text ("Capacity sold out through 2027")."""
    hit = sufferer(trigger, sentence, found)
    if hit is not None and hit.entity.kind == "company":
        return hit
    named = {n.party: n for n in reversed(sentence.passage.names) if n.party and not n.bystander}
    makers = [n for n in named.values() if n.entity.kind == "company" and n.entity.groups & MAKERS]
    return makers[0] if len(makers) == 1 else hit


def teller(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who tells that it is short of what it makes or sells itself."""
    hit = clause_subject(trigger, sentence, found)
    if hit is not None:
        said = SPEECH.intersection(sentence.passage.lower[hit.end : trigger[0]])
        return hit if said and _is_its_own(hit, trigger, sentence, found) else None
    return _headed(trigger, sentence) or _speaker(trigger, sentence, found) or _spoken_for(trigger, sentence)


def _headed(trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "Micron: HBM sold out": whose headline it is."""
    first = next(iter(parties(sentence)), None)
    if first is None or first.start != sentence.start or sentence.word(first.end) != ":":
        return None
    return first if first.entity.kind == "company" else None


def _speaker(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """ "... sold out, Micron says", and whoever is quoted with "our": makers and sellers of what is short."""
    behind = [n for n in parties(sentence) if n.start >= trigger[1] and n.entity.kind in PARTY_KINDS]
    lower = sentence.passage.lower
    tail = [n for n in behind if SPEECH.intersection([*lower[n.end : n.end + 5], sentence.word(n.start - 1)])]
    hit = tail[-1] if tail and tail[-1].end >= sentence.end - SPEAKER_AT_END else None
    if (
        hit is None
        and sentence.quote is not None
        and OURS.intersection(sentence.passage.lower[sentence.start : trigger[0]])
    ):
        hit = sentence.passage.speaker(sentence.quote)
        return hit if hit is not None and hit.party else None
    return hit if hit is not None and _is_its_own(hit, trigger, sentence, found) else None


def _spoken_for(trigger: Span, sentence: Sentence) -> NameHit | None:
    """The only firm of the text, where "we", "the company" or its chief tells it."""
    words = sentence.passage.lower[sentence.start : trigger[0]]
    own = not OURS.isdisjoint(words) or any(pair == ("the", "company") for pair in pairwise(words))
    told = not CHIEFS.isdisjoint(words) and not SPEECH.isdisjoint(words)
    if not (own or told):
        return None
    named = {n.party: n for n in reversed(sentence.passage.names) if n.party and not n.bystander}
    firms = [n for n in named.values() if n.entity.kind == "company"]
    return firms[0] if len(named) == len(firms) == 1 else None


def _is_its_own(speaker: NameHit, trigger: Span, sentence: Sentence, found: Span) -> bool:
    """Whether a speaker makes or sells what it says is short."""
    groups = speaker.entity.groups
    low, high = min(trigger[0], found[0]) - 3, max(trigger[1], found[1]) + 2
    start = max(low, speaker.end) if speaker.start < trigger[0] else max(low, sentence.start)
    near = set(sentence.passage.lower[start:high])
    if "power" in groups or speaker.party in GRID_OPERATORS:
        return bool(near & GRID_GOODS)  # "Hitachi Energy says transformers sold out"
    if near & OF_OTHERS:
        return False
    if near & MEMORY_WORDS:
        return speaker.party in MEMORY_MAKERS
    if groups & MAKERS:
        return True
    return bool(groups & CLOUDS) and bool(near & CAPACITY_WORDS)


def _owner(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whose use is limited: the next name behind the trigger."""
    return [n for n in parties(sentence) if trigger[1] <= n.start <= trigger[1] + 10][:1]


ACTORS: dict[str, Actor] = {
    "sufferer": sufferer,
    "sold_out_maker": sold_out_maker,
    "teller": teller,
}
COUNTERPARTIES: dict[str, Others] = {
    "owner": _owner,
}
