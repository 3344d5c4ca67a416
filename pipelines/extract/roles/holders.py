"""Who holds or trades shares: funds, people by name, and groups that have none ("CoreWeave insiders").

A holder is looked for right before the verb: as a group (`investing`), by his office (`_titled`), as who did the first
deed of the clause, as whom a pronoun means, as the subject. A person stands for himself and not for his company.
"""

from __future__ import annotations

from dataclasses import replace

from pipelines.extract.little_words import POSSESSIVE
from pipelines.extract.passage import NameHit, Passage, Sentence, Span
from pipelines.extract.roles.capitals import capitals_before, capitals_behind, is_capitalised, is_title_case
from pipelines.extract.roles.general import subject
from pipelines.extract.roles.names import is_blocked, parties, standing_beside
from pipelines.extract.roles.unknown import BEFORE_VERB, as_written
from pipelines.extract.roles.unknown_subjects import ASKING, unknown_subject

FUNDS = frozenset({"fund", "funds"})
"""Behind the genitive of whose fund trades."""
INVESTING = frozenset(
    """fund funds insiders insider executive executives director directors officer officers billionaire billionaires
    investor investors seller sellers trader traders whales institutions ceo cfo coo cto founder founders chairman
    president chief co-founder cofounder vp money manager managers bulls bears dip-buyers short-sellers retail
    foreigners pensions endowments speculators accounts quants ctas hedgies shareholder shareholders holders allocators
    member members institutionals buyers lawmaker lawmakers evp svp cro clo cao exec execs
    senator senators congressman congresswoman politicians employees whistleblower backers backer
    desks""".split()
)
"""Last words of a holder that has no name of its own: "CoreWeave insiders", "Dell top executives", "a hedge fund"."""
MAX_GROUP = 7
"""Most words of such a holder."""
OFFICES = frozenset(
    "ceo cfo coo cto cio chairman chairwoman president founder co-founder cofounder director officer chief counsel vp "
    "gc clo cmo cro cpo evp svp executive insider investor trader rep rep. representative senator sen sen. "
    "congressman congresswoman".split()
)
"""Before a person's name."""
WISHES = frozenset({"should", "could", "would", "can"})
"""Before who has not done it: "should investors sell"."""
NAMING = frozenset({"including", "like", "led", "with"})
"""They name some of the group before them: "insiders including its founder have sold"."""
HOLDER_WORDS = frozenset(
    """board call put hedge mutual foreign retail institutional big large major top senior short long pension
    sovereign wealth activist
    individual global domestic overseas local active passive momentum quant systematic value growth some many several
    smart fast real leveraged options option etf dip macro day famed legendary star high-profile fin-twit fintwit reddit
    meme korean japanese chinese american european legal financial operating technology revenue and multi-strategy
    long-only only billion-dollar ai tech co vice deep pocketed rolling wealthy heeled seasoned savvy sophisticated
    contrarian bullish bearish""".split()
)
"""Before those last words: what kind of holder it is."""
HYPHENED = HOLDER_WORDS | {"ex", "non"}
"""Before a hyphen that is no dash: "ex-directors"."""
NO_HOLDERS = frozenset(
    """as after while when the a an and or but that which who of with by to from for on in at amid if why how are is do
    does did these those this says said show shows report reports data filing filings sees see stocks shares stock
    sale selling buying could should would can sell buy update alert what""".split()
)
"""Words that end a holder on the left, whatever their capitals."""
REFERRED_TO = frozenset({"fund", "investor", "billionaire", "manager", "trader", "director", "executive"})
"""With "the" before them they mean whom the text has named."""
INTENDING = BEFORE_VERB | frozenset(
    """continue continues continued keep keeps kept to willing start starts started starting begin begins began rush
    rushes rushed scramble scrambled collectively net all even once again nearly almost fully completely entirely more
    than quietly quickly aggressively 've never finally just reportedly""".split()
)
"""Between a holder and its verb."""
LONGEST_INSTITUTION = 10
"""Most words of the name of an institution."""
INSTITUTIONS = frozenset(
    """bank bancorp trust wealth asset management advisors advisers advisory retirement pension pensions teachers
    capital partners investments investors securities planning endowment foundation llc lp l.p. llp""".split()
)
"""In the names of houses that hold shares for others and that no list knows."""
FILING_SHOWS = frozenset("disclosing reporting showing revealing listing declaring".split())
"""Behind a filing they tell what is in it."""
FILED = frozenset("filed files submitted submits filing".split())
"""Behind who files."""
JOINING = frozenset({"&", "and", "of", "to", "."})
"""Inside of the names of institutions."""
KEEPING = frozenset({"owns", "own", "holds", "hold", "counts", "count", "has", "keeps", "kept", "owned", "held"})
"""Verbs of holding, of which the stakes behind are the objects."""
TRADES = ("hold_more", "hold_show", "hold_less", "trade_buy", "trade_sell", "bet_on", "bet_against", "cover_short")
"""Term categories of buying and selling shares."""
NO_DEEDS = frozenset({"that", "seller", "sellers"})
"""Behind a word of trading: "bet that", "short seller Jim Chanos"."""
DEED_BREAKS = frozenset({";", "-", "–", "—"})
"""Between two deeds of one holder."""
HOLDING = frozenset({"fund", "firm", "investor", "billionaire", "manager"})
"""With "the" before them they mean a holder that the text has named."""
MEANING_FUND = HOLDING | {"it"}
MEANING_HOLDER = MEANING_FUND | {"he", "she"}
"""Words that mean whom the text has named."""


def holder(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who trades a share: as the subject, but a person stands for himself and not for his company."""
    hit = _holder(trigger, sentence, found)
    if hit is None or hit.entity.kind in {"fund", "company"} or sentence.word(hit.end) not in POSSESSIVE:
        return hit
    ends = range(hit.end, min(hit.end + 4, trigger[0]))
    end = next((at + 1 for at in ends if sentence.word(at) in FUNDS), None)
    return as_written(hit.start, end, sentence) if end else hit  # "Norway's wealth fund"


def _holder(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who trades, with all of a person's name and nothing of his company."""
    filed = _filed_before(trigger, sentence)
    if filed is not None:
        return _holder(filed, sentence, found) or _capitals_that_file(filed, sentence)
    kept = _keeps_beside(trigger, sentence)
    if kept is not None:
        return _holder(kept, sentence, found)
    group = investing(trigger, sentence, found) or _titled(trigger, sentence)
    if group is not None:
        return group
    deeds = _deeds_of_clause(trigger, sentence)
    first, named = _first_deed(deeds, trigger), _before_deeds(deeds, trigger, sentence)
    if first is not None:
        # "Foreigners sell SK Hynix, buy Samsung", "Qatar's fund trims Nvidia, adds to AMD": who did the first did both.
        group = investing(first, sentence, found)
        if named is None or (group is not None and group.start <= named.start < group.end):
            return group or _holder(first, sentence, found)
    earlier = _deed_before_break(trigger, sentence) if first is None and named is None else None
    if earlier is not None:
        return holder(earlier, sentence, found)
    hit = named or _meant_by_pronoun(trigger, sentence)
    hit = hit or _same_as_before(trigger, sentence, found) or subject(trigger, sentence)
    if hit is not None and hit.entity.kind == "person":
        entity = replace(hit.entity, party=hit.entity.canonical, groups=frozenset())
        return replace(hit, entity=entity)
    if hit is not None and hit.start >= sentence.clause(trigger[0])[0]:
        return hit
    return _unknown_holder(hit, trigger, sentence)


def _unknown_holder(known: NameHit | None, trigger: Span, sentence: Sentence) -> NameHit | None:
    """The words before the verb as they are written, else whom an earlier clause names."""
    unknown = unknown_subject(trigger, sentence) or _institution(trigger, sentence)
    if unknown is None or sentence.word(unknown.start) in ASKING:
        return known
    # "AI doubts grow as investors ditch chip stocks": the words before "as" are no part of the holder.
    runs_on = not ASKING.isdisjoint(sentence.passage.lower[unknown.start : unknown.end])
    return None if known is None and runs_on else unknown


def investing(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """A group of holders without a name right before the verb: "CoreWeave insiders", "foreign investors"."""
    end = _end_of_group(trigger, sentence)
    if sentence.word(end - 1) not in INVESTING:
        return None
    low = max(sentence.clause(trigger[0])[0], sentence.segment(trigger[0])[0], end - MAX_GROUP)
    start = _start_of_group(low, end, sentence)
    if _has_been_named(start, end, sentence):
        return None
    while start < end and sentence.word(start) == "-":
        start += 1
    # "The Hollis' fund": a genitive without an s.
    bare = sentence.word(start - 1) in {"'", "’"} and sentence.word(start - 2).endswith("s")
    if (bare or sentence.word(start - 1) in POSSESSIVE) and sentence.word(end - 1) in OFFICES:
        owner = next((n for n in sentence.names if n.end == start - 1 and n.entity.kind == "company"), None)
        if owner is not None:
            return as_written(owner.start, end, sentence)  # "Nvidia's chief sells"
    if sentence.word(start - 1) == "in" and sentence.word(end) == "to":
        return None  # "raises $300 million in new funds to bet on"
    owned = sentence.word(start - 1) in POSSESSIVE or (bare and sentence.word(end - 1) in FUNDS)
    if owned or sentence.word(start - 1) in WISHES or start == end:
        return None  # "Jane Doe's hedge fund" has a name, and "should investors ..." asks.
    return as_written(start, end, sentence)


def _end_of_group(trigger: Span, sentence: Sentence) -> int:
    """Where a group ends before a verb: before who of it is named, and before the firm that it is of."""
    end = before_intent(trigger[0], sentence)
    near = max(trigger[0] - 14, sentence.start)
    if not NAMING.isdisjoint(sentence.lower[near:end]):
        naming = next(at for at in range(near, end) if sentence.lower[at] in NAMING)
        if sentence.word(naming - 1) in INVESTING:
            end = naming
    firm = next((n for n in sentence.names if n.end == end and sentence.word(n.start - 1) in {"at", "of"}), None)
    if firm is not None and sentence.word(firm.start - 2) in {"insiders", "executives", "insider", "directors"}:
        end = firm.start - 1  # "Insiders at CoreWeave have sold"
    return end


def _start_of_group(low: int, end: int, sentence: Sentence) -> int:
    """Where it begins: at the first of the names, capitals and kinds of holders before its last word."""
    start, lower, words = end - 1, sentence.passage.lower, sentence.passage.words
    while start > low:
        word = lower[start - 1]
        name = next((n for n in sentence.names if n.end == start and n.start >= low), None)
        if name is not None and name.entity.kind == "collective" and word in {"stocks", "shares", "names"}:
            break  # "2 AI stocks billionaires just bought"
        if name is not None:
            start = name.start
        elif word == "-" and lower[start] in INVESTING and sentence.word(start - 2) not in HYPHENED:
            break  # "Its stock flies - shareholders turn to": a dash
        elif (word in INVESTING or word in HOLDER_WORDS or word == "-" or is_capitalised(words[start - 1])) and (
            word not in NO_HOLDERS
        ):
            start -= 1
        else:
            break
    return start


def _has_been_named(start: int, end: int, sentence: Sentence) -> bool:
    """ "The fund"; not "the Saudi fund"."""
    if sentence.word(start - 1) != "the" or end - start > 2 or sentence.word(end - 1) not in REFERRED_TO:
        return False
    return not any(is_capitalised(word) for word in sentence.passage.words[start : end - 1])


def before_intent(at: int, sentence: Sentence) -> int:
    """Where the subject ends: before auxiliaries, adverbs and words of intent ("continue to", "willing to")."""
    lower, low = sentence.lower, sentence.start
    while at > low and (lower[at - 1] in INTENDING or (lower[at - 1].endswith("ly") and len(lower[at - 1]) > 4)):
        at -= 1
    return at


def _titled(trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "CoreWeave CEO Michael Intrator": the capitals between an office and the verb, where no name is known."""
    end = _before_options(before_intent(trigger[0], sentence), sentence)
    if sentence.word(end - 1) == ",":
        return _with_office_behind(end - 1, sentence)
    if not is_capitalised(sentence.passage.words[end - 1]):
        return None
    # A company's name has capitals too, and is not the person's.
    firms = [n.end for n in sentence.names if n.entity.kind == "company" and n.end <= end]
    start = capitals_before(end, sentence, 4, low=max(firms, default=0), stop=OFFICES)
    owned = sentence.word(start - 1) in POSSESSIVE and _is_of_company(start - 2, sentence)
    of_firm = sentence.word(start - 1) in OFFICES and _is_of_company(start - 2, sentence)
    if sentence.passage.lower[max(start - 2, 0) : start] == ["board", "member"]:
        return as_written(start, end, sentence) if end - start in {2, 3} else None
    if not 2 - of_firm <= end - start <= 3 or not (owned or sentence.word(start - 1) in OFFICES):
        return None
    if owned and any(n.entity.kind in {"company", "fund", "collective"} and n.start == start for n in sentence.names):
        return None
    return as_written(start, end, sentence)


def _before_options(end: int, sentence: Sentence) -> int:
    """ "Jane Doe exercises options, sells 9,000 shares": before the first deed."""
    at = end - (sentence.word(end - 1) in {",", "and"})
    at -= sentence.word(at - 1) == ","
    if sentence.word(at - 1) != "options" or at == end:
        return end
    at -= 1 + (sentence.word(at - 2) in {"stock", "share"})
    return at - 1 if sentence.word(at - 1) in {"exercises", "exercised"} else end


def _with_office_behind(comma: int, sentence: Sentence) -> NameHit | None:
    """ "Alvarez, CoreWeave CFO, sells": the name that opens the headline, its office between commas."""
    if sentence.word(comma - 1) not in OFFICES or not _is_of_company(comma - 2, sentence):
        return None
    firm = next(n for n in sentence.names if n.start <= comma - 2 < n.end)
    end = firm.start - 1
    opens = 1 <= end - sentence.start <= 3 and sentence.word(end) == ","
    return as_written(sentence.start, end, sentence) if opens else None


def _is_of_company(at: int, sentence: Sentence) -> bool:
    """Whether a word is part of a company's name."""
    return any(n.start <= at < n.end and n.entity.kind == "company" for n in sentence.names)


def _institution(trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "Oak County Firefighters Pension Fund sells": a long name before the verb, in capitals throughout."""
    low = max(sentence.clause(trigger[0])[0], sentence.segment(trigger[0])[0])
    words, end = sentence.passage.words[low : trigger[0]], trigger[0]
    inner = {word.lower() for word in words}
    if not 1 < len(words) <= LONGEST_INSTITUTION or inner.isdisjoint(INSTITUTIONS):
        return None
    if any(n.party and n.start < end and low < n.end for n in sentence.names if n.entity.kind != "fund"):
        return None
    named = all(is_capitalised(word) or word in {"&", "of", "and", "the"} for word in words)
    return as_written(low, end, sentence) if named and is_capitalised(words[0]) else None


def _filed_before(trigger: Span, sentence: Sentence) -> Span | None:
    """ "Elm Advisors filed a Form 13F disclosing ownership of": who filed it discloses."""
    if sentence.word(trigger[0]) not in FILING_SHOWS:
        return None
    low = sentence.clause(trigger[0])[0]
    filed = [at for at in range(max(low - 9, sentence.start), trigger[0]) if sentence.word(at) in FILED]
    return (filed[-1], filed[-1] + 1) if filed else None


def _capitals_that_file(filed: Span, sentence: Sentence) -> NameHit | None:
    """ "On May 8 Elm Holding Ltd. filed": the capitals right before the verb."""
    start = capitals_before(filed[0], sentence, LONGEST_INSTITUTION, joined_by=JOINING)
    known = any(n.party and n.start < filed[0] and start < n.end for n in sentence.names)
    return as_written(start, filed[0], sentence) if filed[0] - start > 1 and not known else None


def _keeps_beside(trigger: Span, sentence: Sentence) -> Span | None:
    """ "Owns Nvidia and a reduced stake in AMD": the verb of holding, where the trigger only describes the stake."""
    if sentence.word(trigger[0] - 1) not in {"a", "its", "an"} or not sentence.word(trigger[1] - 1).endswith("ed"):
        return None
    if sentence.word(trigger[0] - 2) not in {"and", ",", "plus", "with"}:
        return None
    held = [at for at in range(sentence.clause(trigger[0])[0], trigger[0]) if sentence.word(at) in KEEPING]
    return (held[-1], held[-1] + 1) if held else None


def _deeds_of_clause(trigger: Span, sentence: Sentence) -> list[Span]:
    """Every buying and selling in the clause of a trigger."""
    low, high = sentence.clause(trigger[0])
    return [s for s in sentence.spans(TRADES) if low <= s[0] < high and sentence.word(s[1]) not in NO_DEEDS]


def _first_deed(deeds: list[Span], trigger: Span) -> Span | None:
    """The first deed of the clause, if it is another one that stands before the trigger."""
    first = min(deeds, default=trigger)
    return first if first[1] <= trigger[0] else None


def _before_deeds(deeds: list[Span], trigger: Span, sentence: Sentence) -> NameHit | None:
    """The last free-standing name before the first deed of the clause: what comes later is bought or sold."""
    first = min(deeds, default=trigger)[0]
    if first >= trigger[0]:
        return None
    low = sentence.clause(trigger[0])[0]
    before = [n for n in parties(sentence) if low <= n.start and n.end <= first and not is_blocked(n, sentence)]
    return before[-1] if before else None


def _deed_before_break(trigger: Span, sentence: Sentence) -> Span | None:
    """ "Ark buys AMD; trims Meta position": the first deed, where the trigger stands right behind such a sign."""
    return _first_trade_before(trigger, sentence) if sentence.word(trigger[0] - 1) in DEED_BREAKS else None


def _first_trade_before(trigger: Span, sentence: Sentence) -> Span | None:
    """The first buying or selling of the sentence, before a trigger."""
    deeds = (s for s in sentence.spans(TRADES) if s[1] < trigger[0] and sentence.word(s[1]) not in NO_DEEDS)
    return min(deeds, default=None)


def _same_as_before(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """ "Bridgewater doubled its AMD holding while nearly halving Nvidia": who did the first deed does this one."""
    at = trigger[0] - 1
    while sentence.word(at).endswith("ly"):
        at -= 1
    if sentence.word(at) not in {"while", "after", "by"} or not sentence.word(trigger[0]).endswith("ing"):
        return None
    deed = _first_trade_before(trigger, sentence)
    return holder(deed, sentence, found) if deed is not None else None


def _meant_by_pronoun(trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "Burry warns as he bets against ...": the investor named before; "Elm said it had sold": who says so."""
    end = before_intent(trigger[0], sentence)
    speaker = subject((end - 2, end - 1), sentence) if sentence.word(end - 1) == "it" else None
    if speaker is not None and sentence.start <= speaker.start:
        return speaker
    return named_holder(end, sentence) if sentence.word(end - 1) in MEANING_HOLDER else None


def named_holder(end: int, sentence: Sentence) -> NameHit | None:
    """Whom the pronoun or "the hedge fund" that ends here means: the last fund or investor that the text has named."""
    word = sentence.word(end - 1)
    if word in HOLDING and "the" not in sentence.passage.lower[max(end - 4, sentence.start) : end - 1]:
        return None
    kinds = {"fund"} if word in {"it", "fund", "firm"} else {"fund", "person"}
    before = [n for n in sentence.passage.names if n.end < end - 1 and n.entity.kind in kinds]
    before = [n for n in before if not (word in MEANING_FUND and _is_in_description(n, sentence.passage))] or before
    if not before and word in {"fund", "firm", "investor"} and sentence.index:
        return _opening_institution(sentence.passage.sentence(sentence.index - 1))
    return before[-1] if before else None


def _is_in_description(name: NameHit, passage: Passage) -> bool:
    """ "Oak Hill, the fund run by Jane Doe, sold": who says what the fund is, and whom "it" does not mean."""
    earlier = passage.sentence(passage.sentence_index(name.start))
    return name.start in standing_beside((earlier.end, earlier.end), earlier)


def _opening_institution(earlier: Sentence) -> NameHit | None:
    """ "Oak Hill Partners disclosed a stake. The fund bought 9,000 shares": the house that opens the last sentence."""
    end = capitals_behind(earlier.start, earlier, LONGEST_INSTITUTION, joined_by={"&", "of"})
    said = set(earlier.passage.lower[earlier.start : end])
    known = any(n.party and n.start < end for n in earlier.names)
    if known or end - earlier.start < 2 or said.isdisjoint(INSTITUTIONS) or is_title_case(earlier):
        return None
    return as_written(earlier.start, end, earlier)
