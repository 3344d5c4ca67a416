"""Parties that no lexicon knows, taken as they are written: "Global hedge funds", "AI chip startup Etched".

What must never happen: a party made of words that name nobody. So capitals count only where they say something (not
in title case), and a run of words that holds a verb, a pronoun or goods is no name.
"""

from __future__ import annotations

from pipelines.extract.little_words import POSSESSIVE
from pipelines.extract.names.entities import LEGAL_FORMS
from pipelines.extract.names.lexicon import Entity
from pipelines.extract.passage import NameHit, Sentence, Span
from pipelines.extract.roles.capitals import capitals_before, capitals_behind, is_capitalised, is_title_case
from pipelines.extract.roles.names import BLOCKING, DESCRIBING

PRONOUNS = frozenset("it its they their he she we our us this that these those which who there i you".split())
"""With a capital too they name nobody."""
NO_NAMES = PRONOUNS | frozenset(
    """the a an company firm stock stocks share shares monday tuesday wednesday thursday friday january february march
    april may june july august september october november december what why how when if here new more most another
    both each all neither several one construction plans work groundbreaking shortage shortages bottleneck
    bottlenecks constraints delays crunch yesterday today tomorrow q1 q2 q3 q4 up about around over per or stays stay
    remains remain turns keeps keep grows gets book take buy sell deal deals agreement agreements contract contracts
    pact lease partnership again steam pace speed momentum but yet while though although active contracted
    operational proceeds funds money cash time trillion billion million trillions billions
    millions tens hundreds despite eps ebitda gdp roi arr bitcoin crypto ethereum boom frenzy craze following powered
    fueled fuelled driven buoyed""".split()
)
"""With a capital or without, no part of a name."""
ENDING_DESCRIPTION = DESCRIBING | POSSESSIVE
"""Last words of a description, before the name."""
KINDS = frozenset(
    """bank lender insurer fund conglomerate utility carrier automaker retailer manager broker house group investor
    financier contractor refiner miner shipbuilder steelmaker chaebol""".split()
)
"""Written small, they say what the name behind them is: "Australian bank Tollgate"."""
OWNED_BY = frozenset("backed based owned led founded controlled listed headquartered linked supported".split())
"""Behind a hyphen they describe the name that follows: "Blackstone-backed Tollgate"."""
MAX_TITLED = 3
"""Most words of a name in title case."""
MAX_SUBJECT = 5
"""Most words of a subject."""
OF_OPENING = frozenset("shares stock said says announced ( 's ’s".split())
"""Behind a name that opens a sentence and has what follows."""
NO_FIRMS = frozenset(
    """analysts analyst investors experts officials executives traders economists researchers prosecutors residents
    lawmakers sources people critics observers insiders users customers management he she regulators authorities ceo
    cfo""".split()
)
"""Last words of who opens a sentence and is no firm."""
RELATED_LEADS = frozenset("rival peer competitor partner customer supplier after as".split())
"""Before a name that no list knows and that acts: "after rival Acme lifted"."""
LANDS = frozenset("europe asia africa america world country nation state city county company region kingdom".split())
"""Last words of owners that are places."""
MAX_AGENT = 3
"""Most words without a capital of an agent behind "by"."""
MARKERS = {
    "with": frozenset({"with"}),
    "with_each": frozenset({"with", "from"}),
    "recipient": frozenset({"to", "for"}),
    "to": frozenset({"to", "with"}),
    "to_or_object": frozenset({"to"}),
    "from": frozenset({"from"}),
    "source": frozenset({"from"}),
    "supplier": frozenset({"from"}),
    "of": frozenset({"of", "with"}),
    "for": frozenset({"for"}),
}
"""Words that lead to an other party whose name the lexicon does not know, by strategy."""
TARGET_ENDS = BLOCKING | frozenset(
    """as amid after before while and or but that which who deal says say said stock shares is are was to will would
    could may has had closed closes completed gets wins won faces fails falls collapses lifts lifted boosts boosted
    sends sent sparked drove pushed values valued worth""".split()
)
"""Words at which the noun phrase behind a verb of buying ends."""
DEMONYMS = ("ese", "ish", "ian", "ean", "can", "ench", "utch")
"""How adjectives of lands end."""
NO_TARGETS = frozenset(
    """stake stakes share shares stock stocks chip chips gpu gpus server servers power land site sites capacity bonds
    notes debt energy electricity compute memory bitcoin time dip more this these it them now centers centres center
    centre region regions demand
    options calls puts turbines reactors equipment gas storage accelerators tokens products systems cloud infrastructure
    building buildings warehouse warehouses campus factory property properties turbine buildout race push blackwells
    access rights use sol eth btc ether xrp talent content licence license help room
    opportunity opportunities frenzy spree signal interest pressure point zone billion
    million trillion year quarter month week capex expenditures outlay plant plants parcel portfolio cells credits
    startup startups tenant tenants customers parties hyperscaler hyperscalers cluster clusters amount
    amounts""".split()
)
"""Last words of what is bought that show it is no company."""
NO_TARGETS_ALONE = NO_TARGETS | DESCRIBING
"""The same where nothing else says that a name is one."""
COMMON = frozenset(
    """hyperscalers customer customers giants companies firms government client clients makers tenant tenants tech
    sector market states labs startups partners unnamed undisclosed major others investors banks lenders
    rivals""".split()
)
"""Nouns that read like names in title case."""
UNDESCRIBED = DESCRIBING | frozenset("the a an uk u.k. us u.s. french british ai chip ,".split())
"""Before the name of what is bought, and no part of it."""
LETTERED_GOODS = frozenset("ai us u.s. eu uk gpu gpus hbm hpc dram nand tpu tpus cpu ssd it ev".split())
"""Letters that name goods or lands, and no company."""
BEFORE_VERB = frozenset(
    "have has had is are was were be been being will would could can may might also just now still recently to "
    "reportedly later already has n't not 'd 've 's did does do".split()
)
"""Between a subject and its verb."""


def as_written(start: int, end: int, sentence: Sentence) -> NameHit:
    """A party by the very words of the text."""
    first, last = sentence.passage.char_span((start, end))
    text = sentence.passage.text[first:last]
    return NameHit(start, end, Entity(canonical=text, ticker=None, kind="unknown", party=text))


def can_name(word: str) -> bool:
    """Whether a word may be part of a name that no list knows."""
    lower = word.lower()
    if lower in NO_NAMES or lower in BLOCKING:
        return False
    return word.replace("-", "").replace("'", "").replace(".", "").replace("&", "a").replace("/", "a").isalpha()


def behind_description(start: int, end: int, sentence: Sentence) -> int:
    """Where the name begins in "AI chip startup Etched"; at the start when nothing describes it."""
    last = end - 1 if sentence.word(end - 1).rstrip(".") not in LEGAL_FORMS else end - 2  # "Halvor Group Ltd"
    for at in range(last - 1, start - 1, -1):
        word = sentence.word(at)
        if word in KINDS and sentence.passage.words[at] == word:
            return at + 1
        if word in ENDING_DESCRIPTION or (word in OWNED_BY and sentence.word(at - 1) == "-"):
            return at + 1
    return start


def capitalised_run(start: int, sentence: Sentence) -> NameHit | None:
    """A short name that no list knows, from here on."""
    end = capitals_behind(start, sentence, MAX_TITLED)
    words = sentence.passage.words[start:end]
    if not words or any(n.start < end and start < n.end for n in sentence.names) or not all(map(can_name, words)):
        return None
    return as_written(start, end, sentence)


def name_ending(end: int, sentence: Sentence) -> NameHit | None:
    """The run of capitalised words that ends here, taken for a name; None in title case, where capitals say nothing."""
    if is_title_case(sentence):
        return None
    start = capitals_before(end, sentence, MAX_SUBJECT)
    words = sentence.passage.words[start:end]
    if not words or any(n.start < end and start < n.end for n in sentence.names) or not all(map(can_name, words)):
        return None
    return as_written(start, end, sentence)


def name_opening(sentence: Sentence) -> NameHit | None:
    """The run of capitalised words that opens a sentence about a share or a speaker: "Corvane Systems shares rise"."""
    start = sentence.start
    end = capitals_behind(start, sentence, MAX_TITLED + 1, high=sentence.end - 1)
    if end == start or sentence.word(end) not in OF_OPENING or is_title_case(sentence):
        return None
    known = any(n.start < end and start < n.end for n in sentence.names)
    if known or sentence.word(end - 1) in NO_FIRMS or not all(map(can_name, sentence.passage.words[start:end])):
        return None
    return as_written(start, end, sentence)


def stranger_after_lead(trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "After rival Acme lifted its budget": who stands right before the verb, though no list knows it."""
    hit = name_ending(trigger[0], sentence)
    return hit if hit is not None and sentence.word(hit.start - 1) in RELATED_LEADS else None


def unknown_owner(found: Span, sentence: Sentence) -> NameHit | None:
    """ "Corvane Systems's AI campus": the run of capitalised words before a genitive of a thing, no place."""
    marks = range(found[0] - 1, max(found[0] - MAX_SUBJECT - 1, sentence.start), -1)
    mark = next((at for at in marks if sentence.word(at) in POSSESSIVE), None)
    if mark is None or is_title_case(sentence):
        return None
    start = behind_description(capitals_before(mark, sentence, MAX_SUBJECT), mark, sentence)
    words = sentence.passage.words[start:mark]
    placed = sentence.has(("place.name", "site_place"), (start, mark)) or sentence.word(mark - 1) in LANDS
    known = any(n.start < mark and start < n.end for n in sentence.names)
    if not words or placed or known or not all(map(can_name, words)):
        return None
    return as_written(start, mark, sentence)


def agent_as_written(trigger: Span, sentence: Sentence) -> NameHit | None:
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


def unknown_counterparty(strategy: str, trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """A capitalised name, unknown to the lexicon, behind the words that lead to the other party."""
    markers, lower = MARKERS.get(strategy), sentence.lower
    low, high = trigger[1], min(max(trigger[1], found[1]) + 8, sentence.end)
    if markers is None or markers.isdisjoint(lower[low:high]):
        return []
    titled = is_title_case(sentence)
    for at in range(low, high):
        if lower[at] not in markers or sentence.word(at - 1) == "according":
            continue
        end = capitals_behind(at + 1, sentence, MAX_SUBJECT, stop=TARGET_ENDS if titled else ())
        start = behind_description(at + 1, end, sentence) if titled else at + 1
        if titled and not _is_titled_name(start, end, sentence):
            continue
        behind = sentence.word(end)
        if (
            end - start == 1
            and sentence.word(start).endswith(DEMONYMS)
            and behind.isalpha()
            and behind not in TARGET_ENDS
        ):
            continue  # "cooperation with Taiwanese authorities"
        if end <= start or sentence.word(start) == "ai" or sentence.word(start) in NO_NAMES:
            continue
        if not any(n.start < end and start < n.end for n in sentence.names):
            return [as_written(start, end, sentence)]
    return []


def _is_titled_name(start: int, end: int, sentence: Sentence) -> bool:
    """In title case only a short run that a preposition ends, and that ends in no common noun."""
    if not 0 < end - start <= MAX_TITLED:
        return False
    last = sentence.word(end - 1)
    return sentence.word(end) in TARGET_ENDS and not (last in NO_TARGETS or last in DESCRIBING or last in COMMON)


def unknown_target(start: int, end: int, sentence: Sentence) -> list[NameHit]:
    """The capitalised words at the end of a noun phrase, unless they are goods or only a description."""
    first = behind_description(start, end, sentence)
    while first < end and sentence.word(first) in UNDESCRIBED:
        first += 1
    while first < end and sentence.passage.words[first] == sentence.word(first):
        first += 1  # a capital anywhere makes a name: "aiXscale Photonics"
    words = sentence.passage.words[first:end]
    if not 0 < len(words) <= 4 or not all(w != w.lower() or w[0].isdigit() or w in {"-", "&"} for w in words):
        return []
    # "chip startup Source Foundry" is a name, "Chip Foundry" only says what it is.
    described = first > start and len(words) > 1 and sentence.word(first - 1) in DESCRIBING
    # "Nostrum Group", "EPC Power": capitals of a sentence, or letters that stand for a name, make one of any words.
    if words[0].lower().endswith(DEMONYMS) and words[-1].lower() in DESCRIBING:
        return []  # "Backs Australian AI Firm with"
    if (first, end) in [*sentence.spans(("goods", "trade_goods"))]:
        return []  # "To buy HBM from"
    lettered = len(words) > 1 and words[0].isupper() and words[0].lower() not in LETTERED_GOODS
    named = described or (len(words) > 1 and not is_title_case(sentence))
    if words[1:] == ["Systems"] and named and words[0].lower() not in LETTERED_GOODS:
        return [as_written(first, end, sentence)]  # "Acquiring Tachyon Systems"
    if (
        (not lettered and words[-1].lower() in (NO_TARGETS if named else NO_TARGETS_ALONE))
        or words[0].lower() in NO_NAMES
        or words == ["AI"]
    ):
        return []
    return [as_written(first, end, sentence)]


def unknown_before(end: int, sentence: Sentence) -> list[NameHit]:
    """A capitalised name right before a noun of dealing, when an amount or a genitive opens its phrase."""
    if is_title_case(sentence):
        return []
    start = capitals_before(end, sentence)
    opened = sentence.word(start - 1) in {"'s", "its", "billion", "million", "bn", "the"} or any(
        a.end == start for a in sentence.amounts
    )
    return [as_written(start, end, sentence)] if 0 < end - start <= 3 and opened else []


def target_end(start: int, sentence: Sentence) -> int:
    """The end of the noun phrase behind a verb of buying."""
    at = start + (sentence.word(start) == "$" and not sentence.word(start + 1)[:1].isdigit())  # of a ticker: "$CRWV"
    while at < min(start + 9, sentence.end) and sentence.word(at) not in TARGET_ENDS:
        word = sentence.word(at)
        if word == "," and sentence.word(at - 1) in DESCRIBING:
            at += 1  # "a data-center developer, RiverBend Compute"
            continue
        if word == "-" and _is_spaced(at, sentence):
            break  # "to acquire SambaNova - a paper's name"
        if not (word[0].isalnum() or word in {"-", "&", "'s"}) or (word[0].isdigit() and at == start):
            break
        at += 1
    return at


def _is_spaced(at: int, sentence: Sentence) -> bool:
    """A hyphen with spaces about it parts what it stands between."""
    low, high = sentence.passage.char_span((at, at + 1))
    text = sentence.passage.text
    return text[low - 1 : low].isspace() and text[high : high + 1].isspace()
