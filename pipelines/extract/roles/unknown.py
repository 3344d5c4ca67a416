"""Parties that no lexicon knows, taken as they are written: "Global hedge funds", "AI chip startup Etched".

What must never happen: a party made of words that name nobody. So capitals count only where they say something (not
in title case), and a run of words that holds a verb, a pronoun or goods is no name.
"""

from __future__ import annotations

from pipelines.extract.lexicon import Entity
from pipelines.extract.little_words import JOINTS, POSSESSIVE
from pipelines.extract.passage import NameHit, Sentence, Span, once
from pipelines.extract.roles.capitals import capitals_before, capitals_behind, is_capitalised, is_title_case
from pipelines.extract.roles.names import BLOCKING, DESCRIBING, listed_gap, parties

RELATED_LEADS = frozenset("rival peer competitor partner customer supplier after as".split())
PRONOUNS = frozenset("it its they their he she we our us this that these those which who there i you".split())
NO_NAMES = PRONOUNS | frozenset(
    """the a an company firm stock stocks share shares monday tuesday wednesday thursday friday january february march
    april may june july august september october november december what why how when if here new more most another
    both each all neither several one construction plans work groundbreaking shortage shortages bottleneck
    bottlenecks constraints delays crunch yesterday today tomorrow q1 q2 q3 q4 up about around over per or stays stay
    remains remain turns keeps keep grows gets book take buy sell deal deals agreement agreements contract contracts
    pact lease partnership again steam pace speed momentum but yet while though although active contracted
    operational proceeds funds money cash time trillion billion million trillions billions
    millions tens hundreds despite eps ebitda gdp roi arr bitcoin crypto ethereum boom frenzy craze""".split()
)
BEFORE_VERB = frozenset(
    "have has had is are was were be been being will would could can may might also just now still recently to "
    "reportedly later already has n't not 'd 've 's did does do".split()
)
HURRYING = frozenset("rush rushes rushing race racing scramble scrambling hurry hurrying".split())
"""Before "to" and a verb: how somebody acts."""
STATING = frozenset(
    "says said confirms confirmed plans wants seeks moves agrees sue sues file files pass passes set reports reported "
    "asks asked "
    "told tells urges advises recommends forecasts posts beats expects sees announces hikes intends aims hopes pledges "
    "races rushes hurries scrambles vows "
    "pledged commits committed considers proposes proposed unveils unveiled invests looks wins lands puts triggers "
    "triggered sparks sparked fuels fueled fuelled prompts prompted".split()
)
SHOWING = frozenset(
    "shows show showed reveals revealed indicates discloses disclosed says say said states state".split()
)
PAPERS = frozenset("filing filings reporting report reports 13f disclosure disclosures data form records".split())
DEEDS = ("sign", "power_take", "exec_in", "launch", "site_start", "rule_ease", "rule_tight", "law_act")
"""Words of deeds, at which an unknown subject ends."""
OPENING = frozenset({"the", "some", "many", "two", "three", "several", "-", "—", "–", '"', "'", "(", ":"})
TIMING = frozenset(
    """on in at by during earlier late last this yesterday today to as under with amid despite following after for
    separately meanwhile elsewhere additionally also""".split()
)
"""They open a sentence with when, where or why, up to a comma: "On Tuesday, Stak Energy proposes"."""
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
DESCRIBED_AS = frozenset("developer builder hyperscaler operator company firm startup consortium miner".split())
"""Nouns of who builds a site, where no name is told."""
MOST_DESCRIBED = 10
ENDING_DESCRIPTION = DESCRIBING | POSSESSIVE
OWNED_BY = frozenset("backed based owned led founded controlled listed headquartered linked supported".split())
"""Behind a hyphen they describe the name that follows: "Blackstone-backed Tollgate"."""
APPOSED = frozenset({"a", "an", "the", "one", "which", "whose", "formerly"})
"""They open what describes the name before the comma."""
MAX_SUBJECT = 5
MAX_TITLED = 3
LANDS = frozenset("europe asia africa america world country nation state city county company region kingdom".split())
NO_FIRMS = frozenset(
    """analysts analyst investors experts officials executives traders economists researchers prosecutors residents
    lawmakers sources people critics observers insiders users customers management he she regulators authorities ceo
    cfo""".split()
)
OF_OPENING = frozenset("shares stock said says announced ( 's ’s".split())
"""Behind a name that opens a sentence and has what follows."""
COMMON = frozenset(
    """hyperscalers customer customers giants companies firms government client clients makers tenant tenants tech
    sector market states labs startups partners unnamed undisclosed major others investors banks lenders
    rivals""".split()
)
"""Nouns that read like names in title case."""
MAX_FIRST = 3
JOINTLY = frozenset({"together", "combined", "collectively", "jointly"})
UNDESCRIBED = DESCRIBING | frozenset("the a an uk u.k. us u.s. french british ai chip".split())
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
DEMONYMS = ("ese", "ish", "ian", "ean", "can", "ench", "utch")
LETTERED_GOODS = frozenset("ai us u.s. eu uk gpu gpus hbm hpc dram nand tpu tpus cpu ssd it ev".split())
TARGET_ENDS = BLOCKING | frozenset(
    """as amid after before while and or but that which who deal says say said stock shares is are was to will would
    could may has had closed closes completed gets wins won faces fails falls collapses lifts lifted boosts boosted
    sends sent sparked drove pushed values valued worth""".split()
)
NO_DOERS = frozenset("demand power energy electricity consumption growth supply load usage spending costs".split())
"""Without a capital at the end of a subject: what is told of, and nobody who acts: "AI electricity demand"."""
POSTS = frozenset("ceo cfo coo cto cmo chief president chairman chairwoman founder co-founder".split())
OWN_ACTS = frozenset(
    """announced signed completed entered secured closed expanded launched raised appointed began reached agreed
    achieved executed initiated acquired finalized received commenced advanced broke opened energized delivered
    increased deployed unveiled purchased issued repaid generated ended grew added""".split()
)
"""They open an item of a list of what the speaker has done: "Announced intent to commit $2 billion"."""
INSIDERS = frozenset({"management", "executives", "leadership", "board"})
ASKING = frozenset("should could will would can why how is are did do does what which when while as and but "
                   "amid after".split())  # fmt: skip
"""They open a question or a clause, so what follows is no name."""


@once
def unknown_subject(trigger: Span, sentence: Sentence) -> NameHit | None:
    """A short subject that is no name of the lexicon, taken as it is written: "Global hedge funds", "Jane Doe".

    Only the words between the start of the clause and the verb count, and only when nothing in them could be
    another part of speech that the rules know.
    """
    lower, end = sentence.lower, trigger[0]
    start = max(sentence.clause(end)[0], sentence.segment(end)[0])
    if start == end or sentence.word(end - 1) in {"say", "says"}:
        return None  # "Analysts say buy Nvidia"
    start = _behind_opening(_behind_and(start, end, sentence), end, sentence)
    if start == end:
        return None
    if lower[start : start + 2] == ["hedge", "fund"] and start + 2 < end:
        start += 2 + (lower[start + 2] == "manager")  # "Hedge fund Elm Capital"
    if lower[start : start + 2] == ["short", "seller"] and start + 2 < end:
        start += 2  # "Short seller Jane Doe"
    end = _before_description(start, end, sentence)
    if lower[start] == "according":
        # "According to a filing, investment advisor Western Bridge": the source is told first.
        start = max((at + 1 for at in range(start, end) if sentence.word(at) == ","), default=end)
        while start < end and not is_capitalised(sentence.passage.words[start]):
            start += 1
    if not SHOWING.isdisjoint(lower[start + 1 : end]):
        shown = next(at for at in range(end - 1, start, -1) if lower[at] in SHOWING)
        if sentence.word(shown + 1) == "that" or lower[shown - 1] in PAPERS:
            # "A report shows that Jane Doe bought", "SEC filing shows Harbor Lane bought"
            start = shown + 1 + (sentence.word(shown + 1) == "that")
    for at in range(start + 1, end):
        if lower[at - 1] != "-" and is_verbal(at, sentence):
            end = at
            break
    while end > start and (
        lower[end - 1] in BEFORE_VERB or (lower[end - 1] in HURRYING and sentence.word(end) == "to")
    ):
        end -= 1
    start = behind_description(start, end, sentence)
    words = sentence.passage.words[start:end]
    if not 0 < len(words) <= MAX_SUBJECT or words[0].islower() or words[0].lower() in ASKING:
        return None
    if words[0].lower().endswith("ing") and not any(is_capitalised(word) for word in words[1:]):
        return None  # "Renting out spare compute could give a cushion": a deed, and nobody
    if len(words) == 1 and words[0].endswith("ly"):
        return None  # "Newly released data reveal"
    if words[-1] in NO_DOERS or words[0].lower() in OWN_ACTS or (len(words) == 1 and words[0].lower() in INSIDERS):
        return None
    if any(n.start < end and start < n.end for n in sentence.names if n.entity.kind == "publisher"):
        return None  # "Reuters reported that AMD bought a stake": who reports does nothing
    return as_written(start, end, sentence) if all(_can_name(word) for word in words) else None


def without_post(hit: NameHit, sentence: Sentence) -> NameHit:
    """ "Tollgate CEO Jane Doe" is spoken of for Tollgate, though no list knows it."""
    posts = (at for at in range(hit.start + 1, hit.end - 1) if sentence.word(at) in POSTS)
    post = next(posts, None)
    return hit if post is None else as_written(hit.start, post, sentence)


def _before_description(start: int, end: int, sentence: Sentence) -> int:
    """Where the name ends in "Corvane, an AI chip startup, has raised": at the comma of what describes it."""
    opening = sentence.lower[start + 1 : min(start + MAX_TITLED + 1, end)]
    if "," not in opening:
        return end
    comma = start + 1 + opening.index(",")
    if sentence.word(comma + 1) not in APPOSED:
        return end
    closing = end - 1
    while closing > comma and sentence.word(closing) in BEFORE_VERB:
        closing -= 1
    named = all(is_capitalised(word) for word in sentence.passage.words[start:comma])
    return comma if named and closing > comma and sentence.word(closing) == "," else end


def _behind_and(start: int, end: int, sentence: Sentence) -> int:
    """Where a second main clause begins: "Murata raised its prices, and Taiyo Yuden hiked ..."."""
    for at in range(end - 2, max(start, end - MAX_TITLED - 1), -1):
        if sentence.lower[at] == "and" and sentence.lower[at - 1] == ",":
            named = all(is_capitalised(sentence.passage.words[i]) for i in range(at + 1, end))
            verb_before = any(
                sentence.word(i).endswith(("ed", "s")) and sentence.passage.words[i].islower()
                for i in range(start, at - 1)
            )
            return at + 1 if named and verb_before and not is_title_case(sentence) else start
    return start


def described_subject(trigger: Span, sentence: Sentence) -> bool:
    """A subject without a name: "a Seattle-based data center developer has filed plans", "an unnamed hyperscaler"."""
    low = sentence.clause(trigger[0])[0]
    words = sentence.passage.lower[low : trigger[0]]
    if any(n.party and low <= n.start < trigger[0] for n in sentence.names):
        return False
    opens = words[:1] and (words[0] in {"a", "an", "one", "the", "another"} or words[0] in DESCRIBED_AS)
    return bool(opens) and not DESCRIBED_AS.isdisjoint(words[:MOST_DESCRIBED])


def only_describes(hit: NameHit, sentence: Sentence) -> bool:
    """ "Data center developer", "Developer": what somebody is, not who."""
    if hit.entity.kind != "unknown" or sentence.word(hit.end - 1) not in DESCRIBED_AS:
        return False
    inner = sentence.passage.words[hit.start + 1 : hit.end]
    return is_title_case(sentence) or all(not is_capitalised(word) for word in inner)


def _behind_opening(start: int, end: int, sentence: Sentence) -> int:
    """Where the subject begins behind "On Tuesday, the": behind the first comma that no figure follows."""
    if sentence.word(start) in TIMING:
        commas = (at for at in range(start, end - 1) if sentence.word(at) == ",")
        start = next((at + 1 for at in commas if not sentence.word(at + 1)[0].isdigit()), start)
    while start < end and sentence.lower[start] in OPENING:
        start += 1
    return start


def behind_description(start: int, end: int, sentence: Sentence) -> int:
    """Where the name begins in "AI chip startup Etched"; at the start when nothing describes it."""
    for at in range(end - 2, start - 1, -1):
        word = sentence.word(at)
        if word in ENDING_DESCRIPTION or (word in OWNED_BY and sentence.word(at - 1) == "-"):
            return at + 1
    return start


HANDLING = frozenset(
    "abandons abandoned mulls mulled shelves shelved ditches ditched drops dropped revives weighs weighed".split()
)
"""What firms do with a plan."""


def is_verbal(at: int, sentence: Sentence) -> bool:
    """Whether the verb phrase begins here: an auxiliary, an adverb or a verb of saying or asking."""
    word = sentence.word(at)
    if word in POSSESSIVE and sentence.passage.words[at + 1 : at + 2] != [sentence.word(at + 1)]:
        return is_title_case(sentence)  # "Kenya's iXAfrica": an owner, no auxiliary
    return (
        word in {"today", "yesterday"}
        or (word == "on" and sentence.word(at + 1).endswith("day"))
        or (word in {"partners", "partner", "teams"} and sentence.word(at + 1) in {"with", "up", "to", "on"})
        or word in BEFORE_VERB
        or word in STATING
        or (word in HANDLING and sentence.word(at + 1) in {"plan", "plans", "its", "a", "the", "bid"})
        or (word.endswith("ly") and word[0].islower() and len(word) > 4)
        or (word != "partners" and is_deed(at, sentence))
    )


def is_deed(at: int, sentence: Sentence) -> bool:
    """Whether a verb of what firms and authorities do begins here."""
    if sentence.deeds is None:
        sentence.deeds = frozenset(start for start, _ in sentence.spans(DEEDS))
    return at in sentence.deeds


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


def apart(hit: NameHit, sentence: Sentence) -> list[NameHit]:
    """ "Corvane Systems and Tollgate", of which no list knows either, are two."""
    inner = [at for at in range(hit.start + 1, hit.end - 1) if sentence.word(at) == "and"]
    if hit.entity.kind != "unknown" or len(inner) != 1 or is_title_case(sentence):
        return [hit]
    pair = ((hit.start, inner[0]), (inner[0] + 1, hit.end))
    words = sentence.passage.words
    if not all(is_capitalised(words[at]) for low, high in pair for at in range(low, high)):
        return [hit]
    return [as_written(low, high, sentence) for low, high in pair]


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
    if not words or placed or known or not all(map(_can_name, words)):
        return None
    return as_written(start, mark, sentence)


def name_opening(sentence: Sentence) -> NameHit | None:
    """The run of capitalised words that opens a sentence about a share or a speaker: "Corvane Systems shares rise"."""
    start = sentence.start
    end = capitals_behind(start, sentence, MAX_TITLED + 1, high=sentence.end - 1)
    if end == start or sentence.word(end) not in OF_OPENING or is_title_case(sentence):
        return None
    known = any(n.start < end and start < n.end for n in sentence.names)
    if known or sentence.word(end - 1) in NO_FIRMS or not all(map(_can_name, sentence.passage.words[start:end])):
        return None
    return as_written(start, end, sentence)


def stranger_after_lead(trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "After rival Acme lifted its budget": who stands right before the verb, though no list knows it."""
    hit = name_ending(trigger[0], sentence)
    return hit if hit is not None and sentence.word(hit.start - 1) in RELATED_LEADS else None


def name_ending(end: int, sentence: Sentence) -> NameHit | None:
    """The run of capitalised words that ends here, taken for a name; None in title case, where capitals say nothing."""
    if is_title_case(sentence):
        return None
    start = capitals_before(end, sentence, MAX_SUBJECT)
    words = sentence.passage.words[start:end]
    if not words or any(n.start < end and start < n.end for n in sentence.names) or not all(map(_can_name, words)):
        return None
    return as_written(start, end, sentence)


def as_written(start: int, end: int, sentence: Sentence) -> NameHit:
    first, last = sentence.passage.char_span((start, end))
    text = sentence.passage.text[first:last]
    return NameHit(start, end, Entity(canonical=text, ticker=None, kind="unknown", party=text))


def _can_name(word: str) -> bool:
    lower = word.lower()
    if lower in NO_NAMES or lower in BLOCKING:
        return False
    return word.replace("-", "").replace("'", "").replace(".", "").replace("&", "a").replace("/", "a").isalpha()


def capitalised_run(start: int, sentence: Sentence) -> NameHit | None:
    """A short name that no list knows, from here on."""
    end = capitals_behind(start, sentence, MAX_TITLED)
    words = sentence.passage.words[start:end]
    if not words or any(n.start < end and start < n.end for n in sentence.names) or not all(map(_can_name, words)):
        return None
    return as_written(start, end, sentence)


def with_unknown_first(listed: list[NameHit], sentence: Sentence) -> list[NameHit]:
    """ "Reliance and Meta to build": a name that no list knows opens the sentence before the known one."""
    first = listed[0].start - 1
    start = sentence.start
    if sentence.word(first) != "and" or not 0 < first - start <= MAX_FIRST:
        return listed
    words = sentence.passage.words[start:first]
    known = any(name.start < first and start < name.end for name in sentence.names)
    if known or not all(is_capitalised(word) and _can_name(word) for word in words):
        return listed
    return [as_written(start, first, sentence), *listed]


def with_unknown_between(listed: list[NameHit], sentence: Sentence) -> list[NameHit]:
    """ "ASE, Lanser and ChipMOS": a known name, one that no list knows, and the known one that was found."""
    first, words = listed[0], sentence.passage.words
    if sentence.word(first.start - 1) != "and":
        return listed
    comma = next(
        (at for at in range(first.start - 2, max(first.start - 5, sentence.start), -1) if words[at] == ","), None
    )
    opener = next(
        (n for n in sentence.names if comma is not None and n.end == comma and n.entity.kind == "company"), None
    )
    if comma is None or opener is None or not all(is_capitalised(word) for word in words[comma + 1 : first.start - 1]):
        return listed
    return [opener, as_written(comma + 1, first.start - 1, sentence), *listed]


def with_unknown_last(listed: list[NameHit], trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "OpenAI, Sur Energy plan": a name that no list knows stands between the known one and the verb."""
    first = listed[-1].end + 1
    if sentence.word(first - 1) not in JOINTS or not 0 < trigger[0] - first <= MAX_FIRST:
        return listed
    end = trigger[0]
    while end > first and sentence.word(end - 1) in BEFORE_VERB:
        end -= 1
    words = sentence.passage.words[first:end]
    known = any(name.start < end and first < name.end for name in sentence.names)
    if not words or known or not all(is_capitalised(word) and _can_name(word) for word in words):
        return listed
    return [*listed, as_written(first, end, sentence)]


def as_joint(listed: list[NameHit], sentence: Sentence, *, shared: bool = False) -> list[NameHit]:
    """ "A, B and C together plan": one party under all their names, as they are written; so are three with one sum."""
    if len(listed) < 2:
        return listed
    words = sentence.passage.lower
    summed = shared and len(listed) > 2 and "each" not in words[listed[-1].end : sentence.end]
    opened = not JOINTLY.isdisjoint(words[max(sentence.start, listed[0].start - 6) : listed[0].start])
    closed = sentence.word(listed[-1].end) in JOINTLY
    if not (summed or opened or closed):
        return listed
    first = listed[0]
    if closed:
        # "With Alpha, Beta and Gamma collectively spending": the preposition keeps the first from being the subject.
        for name in reversed(parties(sentence)):
            if name.end <= first.start and listed_gap(name, first, sentence):
                first = name
    return [as_written(first.start, listed[-1].end, sentence)]


def _is_spaced(at: int, sentence: Sentence) -> bool:
    """A hyphen with spaces about it parts what it stands between."""
    low, high = sentence.passage.char_span((at, at + 1))
    text = sentence.passage.text
    return text[low - 1 : low].isspace() and text[high : high + 1].isspace()


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


def unknown_target(start: int, end: int, sentence: Sentence) -> list[NameHit]:
    """The capitalised words at the end of a noun phrase, unless they are goods or only a description."""
    first = behind_description(start, end, sentence)
    while first < end and sentence.word(first) in UNDESCRIBED | {","}:
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
        (not lettered and words[-1].lower() in (NO_TARGETS if named else NO_TARGETS | DESCRIBING))
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
