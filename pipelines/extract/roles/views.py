"""Who holds a view: a broker, a person by name, a trade of judges ("short sellers"), or somebody whom nobody names.

A verb of judging has its judge before it ("Jane Doe warns"), or behind it ("says Jane Doe", "according to Elm").
A broker stands for its analysts ("Citi analyst Jane Doe", "Jane Doe, an analyst at Citi"). An unnamed analyst has no
name, so `judge_of` tells apart that somebody speaks and who it is.

What must never happen: a company that announces something taken for a judge of shares. So a company is one only where
it is known for research, and an unknown name must be short, capitalised and no word for a paper, a court or a day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from pipelines.extract.lexicon import PARTY_KINDS
from pipelines.extract.little_words import JOINTS, POSSESSIVE
from pipelines.extract.passage import NameHit, Sentence, Span, places_of
from pipelines.extract.roles.capitals import capitals_before, is_capitalised, is_title_case
from pipelines.extract.roles.general import Actor, Others, topic
from pipelines.extract.roles.names import first_of_list, in_brackets, list_behind, listed_gap, outside_brackets, parties
from pipelines.extract.roles.unknown import PRONOUNS, as_written
from pipelines.extract.trade import DOMAIN_GROUPS

RESEARCH = frozenset(
    [
        *("IDC", "Omdia", "Gartner", "TrendForce", "Counterpoint Research", "Dell'Oro", "Synergy Research"),
        *("SemiAnalysis", "Moody's", "S&P Global Ratings", "Fitch Ratings", "S&P Global", "McKinsey", "Deloitte"),
        *("KPMG", "PwC", "Ernst & Young", "BlackRock", "Pimco", "Citron Research", "BloombergNEF"),
    ]
)
"""Companies of the lexicon that live from what they think of others."""
CRITICS = frozenset({"Barron's", "Motley Fool", "SemiAnalysis", "Seeking Alpha"})
"""Publishers that judge shares; what others "say" is a report."""
UNNAMED = frozenset(
    """analyst analysts strategist strategists economist manager managers pro pros expert street economists
    investor trader insider columnist bull bear skeptic critic observer watcher watchers forecaster forecasters
    contributor contributors veteran guru chartist chartists researchers banks brokers brokerages
    brokerage researcher""".split()
)
"""Judges without a name: the event has no actor."""
GROUPS = frozenset(
    """experts investors bulls bears skeptics sceptics critics traders sellers shorts shareholders insiders funds
    economist pundits observers lenders billionaires naysayers bondholders allocators""".split()
)
"""Judges by trade, taken as they are written."""
GROUP_WORDS = frozenset(
    """short hedge fund money portfolio bond credit value tech growth retail ai crypto options equity debt
    institutional some many most market industry""".split()
)
ROLES = frozenset(
    """ceo cfo coo cto cio co chief founder co-founder cofounder boss chairman chairwoman chair president executive exec
    insider head director vp scientist partner veteran host""".split()
)
CHIEFS = frozenset(
    "ceo cfo coo cto chief executive president chairman co-founder cofounder founder boss vp head".split()
)
INTRODUCING = (
    ROLES
    | UNNAMED
    | frozenset(
        """legendary famed famous noted renowned billionaire billionaires veteran top tech technology chip
    semiconductor ai hedge fund short short-seller seller vocal outspoken perennial permabear permabull star
    activist value growth legend mogul author professor former ex executive officer operating financial
    technology information investment vice managing senior portfolio money host wall big bestselling nobel
    valuation dean economist laureate winner mad contrarian guru influential longtime prominent former five-star trusted
    leading wealth equity research market markets global commodity credit cnbc 's ’s the 'big short' " ‘ ’ ' “ ”
    - quant macro perma-bear market-watcher tv early youtuber venture capitalist vc entrepreneur""".split()
    )
)
"""Before a name, they only say who he is: "legendary short seller Jim Chanos"."""
NO_JUDGES = PRONOUNS | frozenset(
    """report reports study survey data history chart charts filing filings source sources memo note letter court
    judge officials official government ministry minister senator lawmakers regulators regulator company
    companies management police state city county county's council residents union union's lawsuit statement
    release article book post monday tuesday wednesday thursday friday saturday sunday today yesterday january
    february march april may june july august september october november december stock stocks shares share
    price market markets rally why how what when who where here this that these those new ai all more most and
    or but if as is are was were the a an not no yes also index fund etf quarter week year month outlook
    earnings guidance demand supply chip chips news update deal deals growth revenue sales spending capex bubble
    boom artificial people person one two three others executives everyone nobody somebody firm firms bank president
    trump biden rumor rumors leak leaks documents transcript agency commission department fed ministry house senate
    congress beijing washington developers users customers competition rivals peers suppliers consumers workers
    employees engineers poll index mayor governor prosecutors locals university options trade bet calls puts setback
    million billion percent patient data-center center centers power energy returns concerns reason reasons
    model models plan plans bill rule rules ban bans debate questions doubts fears worries optimism hopes
    momentum sentiment valuation technology infrastructure buildout cloud""".split()
)
"""Last or only words of what judges no share."""
SKIPPED = frozenset(
    """all both each also just now still recently has have had is are was will would may might could again once
    reportedly grow growing getting becoming
    already then even 's ’s be been publicly boldly openly recently finally clearly strongly""".split()
)
"""Between a judge and his verb."""
INVERTED = frozenset(
    """say says said according warn warns warned argue argues argued believe believes predict predicts predicted
    write writes wrote caution cautions suggest suggests reckons notes note noted explains claims per estimates
    contends adds added insists thinks think projects forecasts""".split()
)
"""Verbs that stand before their judge too."""
LEADING = frozenset({",", '"', "'", "”", "’", "“", "—", "–", "-", "--", ":", ";", ".", "!", "?", "|", "…", "‘"})
"""What stands before an inverted verb, or begins a new stretch of a headline."""
SOURCES = frozenset({"according", "per"})
ENDING = frozenset("of at from in on 's ’s who and as while after this during )".split())
POINTING = frozenset({"for", "about", "on", "against", "favors", "of"})
"""Behind a verdict, they lead to what is judged."""
BELOW = 6
PAPERS = frozenset("survey poll note report study analysis research data".split())
"""What a house writes: behind its name it speaks for it."""
TEAMS = frozenset("desk desks team teams traders".split())
"""Who works for a house: behind its name they speak for it."""
COLUMNS = frozenset("blog feature features outlook ideas day newsletter article".split())
"""What a house publishes day by day: it highlights firms and judges none of them."""
HOUSE_ENDS = frozenset(
    "research securities intelligence analytics mackenzie advisors advisory economics insights ratings".split()
)
"""Last words of houses that no lexicon knows."""
FIGURES = frozenset({"estimates", "forecasts"})
OF_FIGURES = frozenset(
    """its their his her the earnings revenue profit eps sales price growth consensus raises raised lifts lifted hikes
    hiked boosts boosted ups upped increases increased cuts cut lowers lowered trims trimmed slashes slashed reduces
    reduced pares pared profits street analyst quarterly annual""".split()
)
LEGENDS = frozenset({"legend", "icon", "titan"})
MOST_HOUSE = 5
MOST_TOPIC = 7
"""Tokens of a topic before a colon: "Jane Doe on Super Micro Computer (SMCI):"."""
SEEING = frozenset("sees see saw expects expect predicts forecasts projects names calls likes loves prefers".split())
"""Verbs that a judge's subject follows: "but Elm sees AMD closing in"."""
FURTHEST_HOUSE = 8
OF_HOUSE = frozenset({"from", "by", "of", "at", "the", "firm", "house"})
"""Before the house that a report is of."""
MOST_WORDS = 9
LONGEST_NAME = 4
OPINIONATED = frozenset("experts bulls bears skeptics sceptics critics pundits naysayers".split())
NOUNS_TOO = frozenset({"bet", "wager", "stress", "point", "points"})
"""Verbs of judging that are as often nouns: an unknown name before them judges nothing."""
SIDES = frozenset({"bulls", "bears", "investors", "shareholders", "holders"})
REACTIONS = frozenset(
    """see sees saw cheer cheers cheered shrug shrugged brush brushed call calls called back backed love loved name
    named likes like dismiss dismissed praised weigh hail hailed applaud ask asked""".split()
)
"""What investors do without saying what they think."""
QUOTES = frozenset({'"', "”", "’", "'", ","})
OUTSIDE = frozenset({"third-party", "party", "industry", "independent", "external", "analyst", "street"})
"""Of research that nobody is named for."""
HOUSE_WORDS = frozenset(
    """imf oecd iea ecb bis counterpoint canalys yole techinsights forrester citrini creditsights trivariate
    lightcounting isuppli kearney capgemini accenture bernstein wedbush northland seaport benchmark
    rothschild redburn bain bloombergnef rystad zacks tipranks morningstar hindenburg kbra fitch gavekal
    deepwater futurum trendforce idc omdia gartner canaccord argus noreva enverus aurora rhodium macquarie
    loop stratechery semianalysis""".split()
)
"""Houses that the lexicon does not know, or knows only beside other words."""
HONOURS = frozenset(
    """professor dean guru valuation economist laureate legend icon billionaire permabull permabear seller strategist
    columnist skeptic""".split()
)
"""Before a surname alone, they say that he judges: "valuation guru Doe says"."""
ADVISING = frozenset({"advise", "advises", "advised"})
ADVISED = frozenset(
    "investors clients shareholders holders traders against buying selling holding caution patience that to".split()
)
SAYINGS = frozenset({"claims", "calls", "questions", "fears", "doubts", "worries"})
"""Verbs of judging that are nouns behind a genitive."""
CLOSEST = frozenset({"a", "an", "one", "some", "several"})
LONELY = frozenset(
    """questions questioned warns warned predicts predicted argues argued slams blasts cautions doubts thinks""".split()
)
"""Verbs before which one unknown capitalised word is taken for a judge."""
RECEIVED = frozenset(
    "expected projected estimated forecast believed thought called named preferred favored feared seen".split()
)
"""Participles that are a passive more often than a deed of an unknown name."""
CITING = frozenset({"says", "said", "per", ":"})
FORECASTING = frozenset(
    """says said sees expects forecasts predicts projects estimates reckons projecting forecasting warns predicted
    projected estimated expected""".split()
)
"""Behind a house that foresees something."""
RESEARCHING = frozenset(
    """research researcher researchers analytics consultancy consulting consultant intelligence firm analyst
    analysts strategist economist investor advisory ratings insights capital""".split()
)
"""Behind an unknown source of a figure, they say that it judges for a living."""
PLAIN_REPORTS = frozenset("say says said report reports reported told tells according notes noted adds added".split())


class Judge(NamedTuple):
    """Somebody judges; `hit` is None where no name is given."""

    hit: NameHit | None


def judge_of(trigger: Span, sentence: Sentence) -> Judge | None:
    """Who judges with this verb or noun; None where nobody who could does."""
    if sentence.word(trigger[0]) in {"call", "calls", "called"} and sentence.word(trigger[1]) in {
        "for",
        "on",
        "off",
        "with",
    }:
        return None  # "calls for a moratorium"
    if sentence.word(trigger[0]) == "calls" and sentence.word(trigger[1]) in {":", "of", "from", ""}:
        return None  # "Monday's biggest analyst calls: AMD and Dell"
    if sentence.word(trigger[0]) in SAYINGS and sentence.word(trigger[0] - 1) in POSSESSIVE:
        return None  # "Rebuts Jane Doe's claims"
    if sentence.word(trigger[0]) in ADVISING and sentence.word(trigger[1]) not in ADVISED:
        return None  # "Elm advises Core Scientific on its sale": a bank's work
    if sentence.word(trigger[0]) == "back" and sentence.word(trigger[0] - 1) in {"are", "is", "be", "were", "was"}:
        return None  # "the bears are back"
    if of_column(trigger, sentence):
        return None
    if sentence.word(trigger[0]) in SOURCES:
        return _judge_behind(trigger, sentence)
    if is_figures(trigger, sentence):
        return None
    spoken = _judge_before(trigger, sentence) or _judge_behind(trigger, sentence) or _judge_who(trigger, sentence)
    if sentence.word(trigger[0]) in NOUNS_TOO and spoken is not None and spoken.hit is not None:
        known = spoken.hit.entity.kind != "unknown" or sentence.word(spoken.hit.end - 1) in GROUPS | {"street"}
        return spoken if known else None  # "Elm's massive GPU bet"
    return spoken


RELATIVE_REACH = 14
NOTED = frozenset("analyst strategist investor trader economist manager bull bear seller expert veteran".split())


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


def of_column(trigger: Span, sentence: Sentence) -> bool:
    """ "The Elm Analyst Blog Highlights Nvidia and Micron": a list of what it writes about."""
    return sentence.word(trigger[0]).startswith("highlight") and sentence.word(trigger[0] - 1) in COLUMNS


def is_figures(trigger: Span, sentence: Sentence) -> bool:
    """ "Cut its estimates", "raises earnings forecasts": the figures of a house, and not what it does."""
    return sentence.word(trigger[0]) in FIGURES and sentence.word(trigger[0] - 1) in OF_FIGURES


OWNED_THINGS = frozenset(
    """holdings holding portfolio stake stakes shares positions position filing 13f results earnings moves trades buys
    sells list stocks revenue profit deal deals fund fundraise chart data report""".split()
)


def _judge_before(trigger: Span, sentence: Sentence) -> Judge | None:
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
    return sentence.word(at) in SKIPPED or _is_adverb(at, sentence)


def _is_adverb(at: int, sentence: Sentence) -> bool:
    return sentence.word(at).endswith("ly") and len(sentence.word(at)) > 4 and sentence.word(at) != "family"


def _of_apposition(comma: int, sentence: Sentence) -> Judge | None:
    """ "Jane Doe, an analyst at Elm, said": the broker of the apposition, else who stands before it."""
    first = next((at for at in range(comma - 1, max(comma - 14, sentence.start), -1) if sentence.word(at) == ","), None)
    if first is None:
        return None
    inside = next((n for n in sentence.names if first < n.start < comma and _is_house(n)), None)
    if inside is not None:
        return Judge(inside)
    if not (ROLES | UNNAMED | {"who"}).intersection(sentence.passage.lower[first:comma]):
        return None
    return _phrase_ending(first, sentence, "said")


def _phrase_ending(end: int, sentence: Sentence, verb: str) -> Judge | None:
    """The judge whose words end here."""
    word = sentence.word(end - 1)
    name = next((n for n in sentence.names if n.end == end and not in_brackets(n, sentence)), None)
    if name is not None and name.entity.kind == "government" and sentence.word(end - 1) in HOUSE_WORDS:
        return Judge(as_written(end - 1, end, sentence))  # "the IMF"
    if name is not None and name.entity.kind != "unknown":
        known = _known(name, sentence, verb)
        if known is not None:
            return known
        if name.entity.kind != "collective":
            return None
    if word == "street" and sentence.word(end - 2) == "wall":
        return Judge(as_written(end - 2, end, sentence))
    if word in {"managers", "economists"} and sentence.word(end - 2) not in {"the", "its"}:
        house = next((n for n in sentence.names if end - 4 <= n.start and n.end < end and _is_house(n)), None)
        return Judge(house or as_written(_begin_group(end, sentence), end, sentence))
    if word in UNNAMED and not _is_of_own(end, sentence):
        house = next((n for n in sentence.names if end - 4 <= n.start and n.end < end and _is_house(n)), None)
        if house is not None and sentence.word(house.start - 1) in {"former", "ex"}:
            return Judge(as_written(house.start - 1, end, sentence))
        if house is None and sentence.word(end - 2) in HOUSE_WORDS and is_capitalised(sentence.passage.words[end - 2]):
            return Judge(as_written(end - 2, end - 1, sentence))  # "Morningstar analysts"
        return Judge(house or _house_before(sentence.start, sentence))
    if word in HOUSE_ENDS:
        start = capitals_before(end - 1, sentence, LONGEST_NAME - 1)
        first = sentence.passage.lower[start : end - 1]
        named = word != "securities" and any(
            n.start < end and start < n.end and n.entity.kind == "company" for n in sentence.names
        )
        if first and is_capitalised(sentence.passage.words[end - 1]) and NO_JUDGES.isdisjoint(first) and not named:
            return Judge(as_written(start, end, sentence))  # "Aurora Energy Research"
    if word in PAPERS | TEAMS:
        house = next((n for n in sentence.names if end - 4 <= n.start and n.end < end and _is_house(n)), None)
        if house is not None:
            return Judge(house)  # "UBS note says"
    if word == "firm" and sentence.word(end - 2) in {"research", "brokerage", "investment"}:
        return Judge(_house_before(sentence.end, sentence))
    if word in {"bank", "brokerage", "firm"} and sentence.word(end - 2) == "the":
        house = _house_before(sentence.end, sentence)
        return Judge(house) if house is not None or word == "bank" else None
    if word in {"he", "she", "they"} and sentence.word(end - 2) in QUOTES:
        first_person = {"we", "our", "us"}.intersection(sentence.passage.lower[sentence.start : end])
        return None if first_person else Judge(_house_before(sentence.start, sentence))
    if word in {"research", "estimates", "forecasts"} and sentence.word(end - 2) in OUTSIDE:
        return Judge(None)
    if word in {"england", "japan", "settlements", "france"} and sentence.word(end - 2) in {"of", "international"}:
        bank = next(
            (at for at in range(end - 2, max(end - 5, sentence.start) - 1, -1) if sentence.word(at) == "bank"), None
        )
        if bank is not None:
            return Judge(as_written(bank, end, sentence))  # "the Bank of England"
    if word in GROUPS and (word in OPINIONATED or verb not in REACTIONS) and sentence.word(end - 2) != "let":
        start = _begin_group(end, sentence)
        inside = sentence.word(start - 1) in {"of", "from", "among", "by"} or sentence.word(start - 1)[:1].isdigit()
        return None if inside else Judge(as_written(start, end, sentence))  # "an analysis of hedge funds found"
    if word in LEGENDS:
        return Judge(as_written(_begin_legend(end, sentence), end, sentence))
    if word in ROLES:
        return _of_role(end, sentence)
    return _unknown_name(end, sentence, verb)


def _begin_legend(end: int, sentence: Sentence) -> int:
    """Where "'Big Short' legend", "hedge fund legend" begins."""
    start = end - 1
    while start > sentence.start and end - start < MOST_HOUSE and sentence.word(start - 1) in INTRODUCING - LEGENDS:
        start -= 1
    return start


def _house_before(end: int, sentence: Sentence) -> NameHit | None:
    """The only house that the text has named so far: "Elm cuts its target. The analyst flags ..."."""
    houses = {n.entity.canonical: n for n in sentence.passage.names if n.end <= end and n.entity.kind == "broker"}
    return next(iter(houses.values())) if len(houses) == 1 else None


def _is_of_own(end: int, sentence: Sentence) -> bool:
    """ "The company's managers": they speak for it."""
    return sentence.word(end - 2) in {"its", "company"}


def _known(name: NameHit, sentence: Sentence, verb: str) -> Judge | None:
    kind = name.entity.kind
    if _is_house(name) or (kind == "fund" and name.entity.ticker is None):
        before = [n for n in sentence.names if n.end <= name.start and _is_house(n)]
        # "Wedbush's Dan Ives", "Wedbush analyst Dan Ives": the house stands for him.
        owner = before[-1] if before and name.start - before[-1].end <= 3 and not _is_house(name) else None
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


def _speaks_of_others(own: str | None, sentence: Sentence) -> bool:
    """Whether an executive's sentence names another company than his own: of its own business he makes plans."""
    others = any(n.entity.kind == "company" and n.party != own for n in parties(sentence))
    return others or sentence.has(("bubble_word",))


def _is_house(name: NameHit) -> bool:
    """A broker, or a company known for its research."""
    return name.entity.kind == "broker" or (
        name.entity.canonical in RESEARCH and name.entity.kind in {"company", "fund", "publisher"}
    )


def forecaster(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """The house whose word it is: "TrendForce sees prices rising", "..., Gartner says", "TrendForce: ..."."""
    for name in filter(_is_house, sentence.names):
        behind = sentence.word(name.end)
        heads = behind == ":" and name.start == sentence.start
        if heads or behind in FORECASTING or is_cited(name, sentence):
            return replace(name, entity=replace(name.entity, party=name.entity.canonical))
    return None


def is_cited(name: NameHit, sentence: Sentence) -> bool:
    """ "..., says Goldman", "...: Goldman", "according to Goldman"."""
    before = sentence.word(name.start - 1)
    return before in CITING or (before == "to" and sentence.word(name.start - 2) == "according")


def _begin_group(end: int, sentence: Sentence) -> int:
    start = end - 1
    while start > sentence.start and sentence.word(start - 1) in GROUP_WORDS:
        start -= 1
    named = next((n for n in sentence.names if n.end == start and n.entity.kind in PARTY_KINDS), None)
    return named.start if named is not None else start


def _of_role(end: int, sentence: Sentence) -> Judge | None:
    """ "Nvidia CEO", "Perplexity's CEO", "Fast Money host": as it is written, with whose it is."""
    start = end - 1
    while start > sentence.start and sentence.word(start - 1) in INTRODUCING - POSSESSIVE:
        start -= 1
    gap = start - 1 if sentence.word(start - 1) in POSSESSIVE else start
    owner = next((n for n in sentence.names if n.end == gap), None)
    if owner is not None and _is_house(owner):
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
    while name < end and (not is_capitalised(words[name])):
        name += 1
    if end - name == 2 and lower[name] == "the" and lower[name + 1] in HOUSE_WORDS:
        return Judge(as_written(name + 1, end, sentence))  # "The IMF"
    length = end - name
    first = name + 1 if lower[name] == "bill" and length > 1 else name  # "Bill Gates", not "the bill"
    if not 0 < length <= LONGEST_NAME or not NO_JUDGES.isdisjoint(lower[first:end]) or verb in RECEIVED:
        return None
    if not all(
        word.replace("-", "").replace("'", "").replace(".", "").replace("&", "a").replace("’", "").isalpha()
        for word in words[name:end]
    ):
        return None
    behind = sentence.word(name - 1)
    if behind in POSSESSIVE or any(n.end == name for n in sentence.names):
        gap = name - 1 if behind in POSSESSIVE else name
        owner = next((n for n in sentence.names if n.end == gap), None)
        if owner is None and length == 2 and is_capitalised(words[gap - 1]):
            return Judge(as_written(name, end, sentence))  # "Trivariate's Adam Parker"
        if owner is None and gap == sentence.start + 1 and sentence.has(("bubble_word",)):
            return Judge(as_written(sentence.start, end, sentence))  # "GMO's Grantham calls AI a bubble"
        if owner is None:
            return None
        if _is_house(owner):
            return Judge(owner)
        if owner.entity.kind in {"company", "broker", "fund"} and length == 1 and gap < name:
            return Judge(as_written(owner.start, end, sentence))
        if gap == name or length > 2:
            return None
        return Judge(as_written(name, end, sentence))
    if behind == "by" and sentence.word(name - 2) == "led":
        # "Analysts at Elm led by Jane Doe"
        led = next((n for n in reversed(sentence.names) if n.end <= name and _is_house(n)), None)
        return Judge(led) if led is not None else None
    house = next((n for n in reversed(sentence.names) if start <= n.start and n.end <= name and _is_house(n)), None)
    if house is not None and INTRODUCING.issuperset(lower[house.end : name]):
        return Judge(house)
    told = next(
        (at for at in range(name - 1, start - 1, -1) if lower[at] in HOUSE_WORDS and is_capitalised(words[at])), None
    )
    if told is not None and UNNAMED.intersection(lower[told:name]) and INTRODUCING.issuperset(lower[told + 1 : name]):
        return Judge(as_written(told, told + 1, sentence))  # "Morningstar analyst Jane Doe"
    if _is_chief_of_none(name, sentence) and not _speaks_beyond_his_own(name, sentence):
        return None
    introduced = behind in INTRODUCING and behind not in {"the", "-"}
    plain = behind.isalpha() and not is_capitalised(words[name - 1]) and not is_title_case(sentence)
    if not (name == sentence.start or behind in LEADING or introduced or plain):
        return None
    if length == 1 and lower[name] in HOUSE_WORDS:
        return Judge(as_written(name, end, sentence))
    if length == 1 and behind in QUOTES and verb == "wrote":
        return Judge(as_written(name, end, sentence))
    if length == 1 and introduced and behind in HONOURS and not lower[name].endswith("s"):
        return Judge(as_written(name, end, sentence))
    if length == 1 and not (name == sentence.start and _speaks_alone(verb, sentence) and not lower[name].endswith("s")):
        return None
    return Judge(as_written(name, end, sentence))


def _speaks_alone(verb: str, sentence: Sentence) -> bool:
    """Before the verb a surname is enough: "Huang says AI bubble fears are overblown"."""
    return verb in LONELY or (
        verb in PLAIN_REPORTS | SEEING and sentence.in_headline and sentence.has(("bubble_word",))
    )


def _speaks_beyond_his_own(name: int, sentence: Sentence) -> bool:
    """Whether an executive may speak of others: a company beside the one of his office is named, or one more than the
    only one that could be his."""
    named = [n for n in parties(sentence) if n.entity.kind == "company" and n.party]
    owner = next((n for n in named if 0 <= name - n.end <= MOST_HOUSE), None)
    if owner is not None or sentence.has(("bubble_word",)):
        return _speaks_of_others(owner.party if owner else None, sentence)
    return len({n.party for n in named}) > 1


def _is_chief_of_none(name: int, sentence: Sentence) -> bool:
    """ "CEO Eddie Wu": an executive of a company that the text has named elsewhere."""
    return bool(CHIEFS.intersection(sentence.passage.lower[max(name - 4, sentence.start) : name]))


def _may_belong(at: int, sentence: Sentence) -> bool:
    word = sentence.word(at)
    return is_capitalised(sentence.passage.words[at]) or word in INTRODUCING or word in {".", "&", "of"}


def _judge_behind(trigger: Span, sentence: Sentence) -> Judge | None:
    """ "..., says Jane Doe", "said Jane Doe, an analyst at Elm", "according to analysts at Elm"."""
    verb = sentence.word(trigger[0])
    if verb not in INVERTED:
        return None
    at = trigger[1]
    if verb in SOURCES:
        at += sentence.word(at) == "to"
        if sentence.word(at) in {"data", "figures", "filings", "records"}:
            return None  # "fell 14%, according to data from Elm": counted, not judged
        if any(
            n.start == at and sentence.passage.lower[n.end : n.end + 2] == ["market", "intelligence"]
            for n in sentence.names
        ):
            return None  # "According to Elm Global Market Intelligence": counted as well
        research = _research_behind(at, sentence)
        if research is not None:
            return Judge(research)
    elif sentence.word(trigger[0] - 1) not in LEADING:
        return None
    first = at
    leading = INTRODUCING | GROUPS | {"at", "from", "a", "an", "of", "one", "to"}
    while at < sentence.end and at - first < MOST_WORDS and sentence.word(at) in leading:
        at += 1
    if any(n.start < at and first < n.end and n.entity.kind in {"publisher", "government"} for n in sentence.names):
        return None
    name = next((n for n in sentence.names if n.start == at), None)
    if name is not None and (verb in SOURCES or _ends_saying(name.end, sentence)):
        return _known_behind(name, sentence)
    spoken = sentence.passage.lower[first:at]
    if sentence.word(first) in CLOSEST and verb in SOURCES and UNNAMED.isdisjoint(spoken):
        # "According to a well-known cloud analyst": what he watches stands before his trade.
        ends = (i for i in range(at, min(at + 6, sentence.end)) if not sentence.word(i).replace("-", "a").isalpha())
        last = next(ends, at + 6)
        if not UNNAMED.isdisjoint(sentence.passage.lower[at : min(last, sentence.end)]):
            return Judge(None)
    if name is None:
        end = at
        while end < sentence.end and end - at < LONGEST_NAME and _is_of_name(end, sentence):
            end += 1
        if sentence.word(end) in POSSESSIVE and end > at and _is_of_name(end + 1, sentence):
            end += 2  # "says Elm Capital's Doe": whose he is belongs to his name
        if end > at and (verb in SOURCES or _ends_saying(end, sentence)):
            return _unknown_behind(at, end, sentence, introduced=at > first, source=verb in SOURCES)
    if spoken[:2] == ["wall", "street"]:
        return Judge(as_written(first, first + 2, sentence))
    if not UNNAMED.isdisjoint(spoken):
        return Judge(None)
    if spoken and spoken[-1] in GROUPS:
        return Judge(as_written(first, at, sentence))
    return None


def _research_behind(at: int, sentence: Sentence) -> NameHit | None:
    """ "According to the latest market research from Elm": the house that a report is of."""
    for name in sentence.names:
        if at < name.start <= at + FURTHEST_HOUSE and _is_house(name) and sentence.word(name.start - 1) in OF_HOUSE:
            stops = {",", ".", ";", ":"}.intersection(sentence.passage.lower[at : name.start])
            return None if stops else name
    return None


def _is_of_name(at: int, sentence: Sentence) -> bool:
    named = any(n.start <= at < n.end for n in sentence.names)
    return is_capitalised(sentence.passage.words[at]) and sentence.word(at) not in INTRODUCING and not named


def _ends_saying(end: int, sentence: Sentence) -> bool:
    """Whether nothing but the speaker follows the verb: "says Jane Doe", "said Jane Doe, an analyst at Elm"."""
    if sentence.word(end) in UNNAMED | ROLES and any(n.end == end and _is_house(n) for n in sentence.names):
        return True
    return end >= sentence.end or sentence.word(end) in LEADING | ENDING


def _known_behind(name: NameHit, sentence: Sentence) -> Judge | None:
    end = name.end + (sentence.word(name.end) in POSSESSIVE)
    if name.entity.kind == "company" and not _is_house(name):
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
    return next((n for n in sentence.names if end < n.start <= end + 9 and _is_house(n)), None)


def _unknown_behind(start: int, end: int, sentence: Sentence, *, introduced: bool, source: bool) -> Judge | None:
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


def listed_houses(one: NameHit, sentence: Sentence) -> list[NameHit]:
    """The brokers of the list that one of them is in: "UBS, Citi and Mizuho see"."""
    houses = [n for n in sentence.names if n.entity.kind == "broker"]
    if one not in houses:
        return [one]
    first = last = houses.index(one)
    while first > 0 and _neighbours(houses[first - 1], houses[first], sentence):
        first -= 1
    while last + 1 < len(houses) and _neighbours(houses[last], houses[last + 1], sentence):
        last += 1
    return houses[first : last + 1]


def _neighbours(left: NameHit, right: NameHit, sentence: Sentence) -> bool:
    gap = sentence.passage.lower[left.end : right.start]
    return 0 < len(gap) <= 2 and set(gap) <= JOINTS


def judge(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who judges, by name."""
    spoken = judge_of(trigger, sentence)
    return spoken.hit if spoken else None


def _with_office(hit: NameHit, sentence: Sentence) -> Span:
    """A judge with his office before him: of his own company he says nothing in "Meta CEO Jane Doe"."""
    owner = next((n for n in reversed(sentence.names) if n.end <= hit.start), None)
    if owner is None or hit.start - owner.end > MOST_HOUSE:
        return hit.start, hit.end
    between = sentence.passage.lower[owner.end : hit.start]
    return (
        (owner.start, hit.end) if between and (ROLES | {"'s", "’s", "-"}).issuperset(between) else (hit.start, hit.end)
    )


def _joins(first: NameHit, name: NameHit, sentence: Sentence) -> bool:
    """ "Nvidia, Micron and AMD", "Dell over Super Micro": a view of each."""
    gap = sentence.passage.lower[first.end : name.start]
    if outside_brackets(gap) == ["over"]:
        return True
    between = places_of(n for n in parties(sentence) if first.end <= n.start < name.start)
    rest = [w for at, w in enumerate(gap, first.end) if at not in between]
    return bool(rest) and set(rest) <= JOINTS


PASSED_OVER = frozenset("forget ignore join joins joining joined beyond besides than unlike next skip".split())
"""Before a company that a verdict is not on: "Forget AMD: this stock is a better buy", "before it joins AMD"."""


def writer(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """ "Jane Doe on AMD: I think it is cheap": who speaks in the first person; a writer himself has no name."""
    first = next((n for n in sentence.names if n.start == sentence.start), None)
    if first is None or first.entity.kind not in {"person", "fund", "broker"}:
        return None
    return first if sentence.word(first.end) in {"on", ":"} and first.end < trigger[0] else None


def _viewed(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """What an author judges: the nearest company or group before the verdict in its stretch, each of its list; else the
    nearest behind it; else whom the text is about."""
    named = [
        n for n in parties(sentence) if n.entity.kind in {"company", "collective", "fund"} and not _is_blue(n, sentence)
    ]
    named = [n for n in named if not (n.entity.kind == "fund" and n.entity.ticker is None) and not _is_house(n)]
    named = [n for n in named if sentence.word(n.start - 1) not in PASSED_OVER]
    named = named or [n for n in sentence.names if n.entity.kind == "company" and in_brackets(n, sentence)]
    announced = {"this", "these", "stock", "stocks"}.intersection(sentence.passage.lower[sentence.start : sentence.end])
    if not named and sentence.in_headline and announced:
        # "This stock will be the winner — Elm makes chips": the line below tells which.
        below = [n for n in sentence.passage.names if sentence.end <= n.start <= sentence.end + BELOW]
        return [n for n in below if n.entity.kind == "company" and n.party and not n.bystander][:1]
    if not named:
        about = topic(sentence)
        return [about] if about is not None and about.entity.kind == "company" else []
    low, high = sentence.segment(trigger[0])
    near = [n for n in named if low <= n.start < high] or named
    points = sentence.word(trigger[1] - 1) in POINTING or sentence.word(trigger[1]) in POINTING
    before = [n for n in near if n.end <= trigger[0]]
    after = [n for n in near if n.start >= trigger[1]]
    if before and not (points and after):
        first = first_of_list(before[-1], sentence)
    else:
        first = after[0] if after else near[0]
    chain = [first]
    for name in near:
        if name.start > chain[-1].start and listed_gap(chain[-1], name, sentence):
            chain.append(name)
    return chain


def _is_blue(name: NameHit, sentence: Sentence) -> bool:
    """ "Blue-chip stocks" are no chips."""
    return "blue" in sentence.passage.lower[max(name.start - 2, sentence.start) : name.end]


def _headed(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """ "Micron: ...", "Micron Technology (MU) Stock: ...": the company that opens the sentence before its colon."""
    first = next((n for n in sentence.names if n.start == sentence.start and n.entity.kind == "company"), None)
    if first is None:
        return []
    chain = list_behind(first, sentence) if first in parties(sentence) else [first]
    chain = [n for n in chain if n.end <= trigger[0]]
    between = outside_brackets(sentence.passage.lower[chain[-1].end : trigger[0]])
    return chain if set(between) <= {"stock", "shares", "inc", "corp", "corporation", "."} else []


def _judged(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whom a judge's view is about: the first party of the sentence that does not judge itself."""
    spoken = judge_of(trigger, sentence)
    taken = _with_office(spoken.hit, sentence) if spoken and spoken.hit else (0, 0)
    named = [
        n
        for n in parties(sentence)
        if n.entity.kind in PARTY_KINDS
        and not (taken[0] <= n.start < taken[1])
        and not _is_house(n)
        and not (n.entity.kind == "fund" and n.entity.ticker is None)
        and n.entity.kind != "person"
    ]
    if named:
        own = [n for n in named if n.entity.groups & DOMAIN_GROUPS]
        seen = sentence.word(trigger[0]) in SEEING or sentence.word(trigger[1] - 1) in {"on", "about"}
        behind = [n for n in named if 0 <= n.start - trigger[1] <= 1 and seen]
        if sentence.passage.lower[trigger[1] : trigger[1] + 2] in (["the", "chip"], ["the", "chipmaker"]):
            behind = behind or [n for n in named if "chip" in n.entity.groups]  # "bullish on the chip stock"
        first = (_verdict_for(named, sentence) or behind or own or named)[0]
        return [first, *(n for n in named if n.start > first.start and _joins(first, n, sentence))]
    if spoken and spoken.hit and sentence.word(spoken.hit.end - 1) in SIDES:
        taking = [n for n in sentence.names if taken[0] <= n.start < taken[1] and n.entity.kind == "company"]
        if taking:
            return taking[:1]  # "Nvidia bulls bet": on what they take a side
    before = topic(sentence)
    return [before] if before is not None and not _is_house(before) and before.entity.kind != "fund" else []


VERDICTS = frozenset(
    "positive negative good bad great bullish bearish neutral boost blow win headwind tailwind threat problem".split()
)


def _verdict_for(named: Sequence[NameHit], sentence: Sentence) -> list[NameHit]:
    """ "Said Meta's plan is negative for CoreWeave", "a threat to Nvidia": who has the good or the harm of it."""
    word = sentence.word
    return [n for n in named if word(n.start - 1) in {"for", "to"} and word(n.start - 2) in VERDICTS]


REPLACED = frozenset("replaces replacing replaced supplants dethrones topples unseats over overtakes surpasses".split())


def _picked(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """ "AMD replaces Dell as top pick at Elm": the companies of the sentence, without the one that was it before."""
    named = [n for n in parties(sentence) if n.entity.kind in {"company", "collective"} and not _is_house(n)]
    named = [n for n in named if sentence.word(n.start - 1) not in REPLACED]
    low, high = sentence.segment(trigger[0])
    near = [n for n in named if low <= n.start < high] or named
    firms = [n for n in near if n.entity.kind == "company"] or near
    return firms[:1] + [n for n in firms[1:] if _joins(firms[0], n, sentence)]


ACTORS: dict[str, Actor] = {"judge": judge, "forecaster": forecaster, "writer": writer}
COUNTERPARTIES: dict[str, Others] = {"viewed": _viewed, "headed": _headed, "judged": _judged, "named_pick": _picked}
