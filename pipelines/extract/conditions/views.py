"""Conditions of views and denials: who speaks, what an author judges, and what only looks like a view."""

from __future__ import annotations

from itertools import pairwise

from pipelines.extract.conditions.firms import OF_INTEREST, is_of_trade, is_public, trade_target
from pipelines.extract.conditions.general import Condition
from pipelines.extract.conditions.positions import by_short_seller
from pipelines.extract.conditions.prices import is_to_move
from pipelines.extract.conditions.ratings import is_share_price, rating_heads
from pipelines.extract.frames.directions import VERSUS
from pipelines.extract.frames.drafts import Case
from pipelines.extract.little_words import POSSESSIVE
from pipelines.extract.names.collectives import TRADE
from pipelines.extract.passage import NameHit
from pipelines.extract.roles.capitals import is_capitalised, is_title_case
from pipelines.extract.roles.judge_words import CHIEFS, GROUPS, HONOURS, HOUSE_WORDS, RESEARCH
from pipelines.extract.roles.judges import is_figures, judge_of, of_column
from pipelines.extract.trade import DOMAIN_GROUPS, WATCHED

TELLING = frozenset(
    "announced shared delivered gave got reported dropped revealed received gives shares has had".split()
)
"""Before "bad news" that is told, and judges nothing."""
CHART_SIGNS = frozenset(
    "reversal reversals engulfing crossover divergence pattern patterns candle candles breakdown cross flag".split()
)
"""Behind "bearish" or "bullish": what a chart shows."""
MARKS = frozenset({":", "-", "--", "—", "–"})
"""Behind the word that says what a piece is."""
SPOKEN = ("opine", "opine_more")
"""Term categories of the verbs of judging."""
CLAIMING = (
    "view_up",
    "view_down",
    "view_claim",
    "foresee",
    "author_praise",
    "author_blame",
    "author_view_up",
    "author_view_down",
    "tenor_turned",
)
"""Words that judge or foresee, by their categories."""
MODAL = frozenset("could may might will should can would 'll".split())
"""Before a verb: what is foreseen."""
AIMED = frozenset("set poised ready about going likely expected destined bound headed due primed".split())
"""Before "to": what has not happened."""
SHARE_WORDS = frozenset("stock stocks shares share price etf etfs".split())
"""What is judged, without a name."""
COUNTED_BETS = frozenset({"options", "trades"})
"""A sentence with both counts what others bet."""
ASKING = frozenset("where how what which who when can could should is are will does do did".split())
"""First words of a question."""
FIRST_SENTENCES = 2
"""Behind the headline, room for a second one and for the line below it."""
BESIDE_SEEN = frozenset("'ve is are was were be been being has have had ever never as n't not".split())
"""Before "seen": somebody has seen it."""
LEAST_WORDS = 3
"""Fewest words of a heading behind a colon."""
TITLE_SHARE = 0.7
"""Share of its words that have capitals in a heading."""
MOST_MODAL = 5
"""Most tokens between a share and its modal."""
BEFORE_PRICE = frozenset("at to hitting hit hits reaching reach top topping touch".split())
"""Before the price that a share is seen at."""
DATING = frozenset("by at before until till through since near toward towards".split())
"""Before "the end of 2027"."""
MOST_HEADING = 7
"""Most tokens of a judge that stands before a colon."""
PLAIN = frozenset("say says said".split())
"""Verbs of saying that judge nothing."""
BEFORE_GRADE = frozenset(
    "at to a an with from as its : maintains maintain maintained reiterates reiterated keeps initiates ( strong".split()
)
"""Before a word in capitals that is a grade."""
BEHIND_GRADE = frozenset("rating ratings on at from , ) ; and to —".split())
"""Behind it."""
TO_BE_BOUGHT = SHARE_WORDS | {"best", "one", "name", "names", "time", "reason", "reasons", "chance", "opportunity"}
"""Before "to buy", which is no grade then."""
REACH_OF_THOUGHT = 9
"""Tokens about "I think" in which a share is named."""
MARKET_WORDS = frozenset(
    "market markets industry revenue revenues sales shipments demand spending neoclouds neocloud sector supply".split()
)
""" "AI chip market", "HBM revenue"."""
GROWING = frozenset(
    "market markets demand shipments consumption capacity supply usage use industry sales revenue output needs".split()
)
"""Heads of what a trade has as a whole."""
OWNERS = frozenset(
    """its their our his her company we it campus site facility complex park plant phase project 's ’s
    building""".split()
)
"""Whose it is, or of which one site: then it is no figure of the trade."""
MOST_SUBJECT = 8
"""Most tokens of the subject of a forecast."""
RANKED = frozenset("biggest top key main big winner winners loser losers beneficiary beneficiaries risk risky".split())
"""What a company is seen as."""
JUDGING = frozenset(
    """worry worries worried fear fears doubt doubts
    doubted question questions questioned bullish bearish upbeat skeptical
    sceptical wary nervous cautious praise praises praised slam slams slammed blast blasts like likes love loves prefer
    prefers favor favors warn warns warned caution cautions cautioned criticize criticizes criticized""".split()
)
"""Verbs that judge whatever follows."""
LEGAL = frozenset("legal lawsuit lawsuits antitrust trial court jury verdict judge litigation".split())
"""Words of a case, whose verdict is no opinion."""
SHARE_REACH = 6
"""Tokens before a verdict in which the share stands."""
BE = frozenset("is are looks look seems seem remains remain appears was has 's".split())
"""Between the share and the verdict."""
EXPECTING = frozenset(
    "expect expects expected expecting forecast forecasts estimate estimated anticipate anticipated projected".split()
)
"""Verbs of a consensus."""
YARDSTICK = 6
"""Tokens behind a verb of a consensus in which its figure stands."""
VENTURES = frozenset({"startup", "startups", "start-up", "venture"})
"""Behind "backs": somebody puts money into one."""
MEASURING = frozenset(
    "ahead above below than beat beating beats topping topped missing missed short exceeding versus vs compared".split()
)
"""What a figure is held against."""
MEASURED_WITHIN = 9
"""Before an estimate, in so many tokens: it is what a figure is measured by."""
FOR_WHEN = frozenset("for in at and but by".split())
"""Behind the verb of an estimate: for when it was."""
NOTES = frozenset({"note", "notes", "wrote"})
"""What a house has written."""
WARNING = frozenset("warns warned warn says said cautions argues thinks believes".split())
"""Verbs of whoever judges."""
OWN_PLANS = frozenset("it they its their he she we".split())
"""Behind "says": what the speaker means to do himself."""
FEARED = frozenset({"feared", "fretted", "worried"})
"""Verbs of a mood that tell why a share has moved."""


def _outright(case: Case) -> bool:
    """The words judge without reserve: no "potential bargain", nothing that is "not cheap"."""
    before = case.sentence.word(case.trigger[0] - 1)
    supposed = case.sentence.word(case.sentence.start) == "if"
    if "news" in case.sentence.passage.lower[case.trigger[0] : case.trigger[1]] and not TELLING.isdisjoint(
        case.sentence.passage.lower[max(case.trigger[0] - 4, case.sentence.start) : case.trigger[0]]
    ):
        return False  # "Just announced bad news for rivals": what it is the line below tells
    thinks = (
        case.sentence.word(case.trigger[0]) in {"bullish", "bearish"} and case.sentence.word(case.trigger[1]) == "on"
    )
    if thinks and any(0 <= case.trigger[0] - hit.end <= 2 for hit in case.others):
        return False  # "Nvidia is bullish on hiring": what it thinks itself
    if case.sentence.word(case.trigger[1] - 1) == "buy" and case.sentence.word(case.trigger[1]) == "for":
        return False  # "is a buy for Elm": what Elm has bought
    if case.sentence.word(case.trigger[1]) in CHART_SIGNS:
        return False  # "hit with a bearish reversal"
    return not supposed and before not in {"potential", "possible", "potentially", "not", "n't", "if"}


def _broker_beside(case: Case) -> bool:
    """ "BofA boost", "a boost from Evercore"."""
    names, (start, end) = case.sentence.names, case.trigger
    behind = end + 1 if case.sentence.word(end) == "from" else -1
    return any(n.entity.kind == "broker" and (n.end == start or n.start == behind) for n in names)


def _trade_company(case: Case) -> bool:
    """A company of the trade, or an unknown one in a text about computing for AI."""
    if case.actor is None:
        return False
    if case.groups(case.actor) & (OF_INTEREST | {"power"}):
        return True
    return not is_public(case.actor, case.sentence) and case.sentence.passage.has("strong_context")


def _leads_headline(case: Case) -> bool:
    """ "Correction: …", "Correction by …": the word says what the piece is; over a price move it is the market's."""
    sentence, (start, end) = case.sentence, case.trigger
    follows = {"by", *MARKS} & {sentence.word(end - 1), sentence.word(end)}
    return start == sentence.start and bool(follows) and not case.claimed


def _judged_by(case: Case) -> bool:
    return judge_of(case.trigger, case.sentence) is not None


BACKDROP = frozenset({"as", "while", "amid", "after", "because"})
"""Before a crowd's mood, they make it the background of what is told."""
LEAST_NEWS = 2
"""Fewest words before "while" or "as" that tell something."""


def _no_crowd_mood(case: Case) -> bool:
    """Not "Bonds pile up while lenders turn cautious": the mood of a crowd, told to explain the news."""
    spoken = judge_of(case.trigger, case.sentence)
    if spoken is None or spoken.hit is None or spoken.hit.entity.kind != "unknown":
        return True
    sentence, start = case.sentence, spoken.hit.start
    if sentence.word(spoken.hit.end - 1) not in GROUPS:
        return True
    if sentence.word(start - 1) not in BACKDROP:
        return True
    low, high = sentence.segment(start)
    if start - 1 == low:
        # "As investors question AI returns, Meta spends more"
        return "," not in sentence.passage.lower[case.trigger[1] : high]
    return start - 1 - low < LEAST_NEWS


REMARKS = frozenset(
    """commentary comment comments remark remarks note notes guidance outlook forecast forecasts news results call calls
    report reports tone update updates""".split()
)
"""What is bullish or upbeat in them is somebody else's word."""
LED_BY = frozenset({"on", "after", "by", "amid", "following", "with", "despite"})
"""Before the remark of somebody else."""
TREATING = frozenset(
    """look looks looking see sees seeing view views viewing treat treats treating turn turns turning consider considers
    considering regard regarding flock flocks flocking""".split()
)
"""Verbs by which a crowd takes a share for something."""


def _own_verdict(case: Case) -> bool:
    """Neither "bounced on bullish commentary", nor "holders are looking towards AMD as a more compelling stock"."""
    sentence, (start, end) = case.sentence, case.trigger
    if sentence.word(start - 1) in LED_BY and not REMARKS.isdisjoint(sentence.passage.lower[end : end + 2]):
        return False
    before = sentence.passage.lower[sentence.clause(start)[0] : start]
    if "as" not in before or TREATING.isdisjoint(before):
        return True
    crowd = next((at for at, word in enumerate(before) if word in GROUPS), None)
    return crowd is None or TREATING.isdisjoint(before[crowd:])


OF_PICK = frozenset("at by of for from among".split())
"""Between a pick and the house."""
PICK_REACH = 5
"""Most tokens between the two."""


def _pick_of_house(case: Case) -> bool:
    """ "Top picks at Elm", "named a top pick by Elm", "Elm's top pick": a broker beside, and no verb of saying."""
    sentence, (start, end) = case.sentence, case.trigger
    if any(judge_of(span, sentence) for span in sentence.spans(SPOKEN)):
        return False
    for hit in sentence.names:
        if hit.entity.kind != "broker":
            continue
        gap = sentence.passage.lower[end : hit.start]
        if hit.start >= end and sentence.word(hit.start - 1) in OF_PICK and len(gap) <= PICK_REACH:
            return sentence.word(start - 1) not in {"no", "former", "losing"}
        if hit.end <= start and sentence.word(hit.end) in POSSESSIVE and start - hit.end <= PICK_REACH:
            return True
        if hit.start >= end and gap in ([":"], ["-"], ["—"]) and hit.end == sentence.end:
            return True
    return False


def _no_rhetoric(case: Case) -> bool:
    """Not "Elm: Is AMD a strong buy?": nobody has judged yet, unless he asks and answers."""
    sentence = case.sentence
    return sentence.word(sentence.end - 1) != "?" or sentence.word(case.trigger[1]) not in ASKING


def _of_others(case: Case) -> bool:
    """An executive's word on his own company is none on its share; nor is a firm's own news that it tells."""
    spoken = judge_of(case.trigger, case.sentence)
    if case.sentence.word(case.trigger[0]) == "said" and case.sentence.word(case.trigger[1]) == "to":
        return False  # "Banks said to be in talks"
    if case.sentence.word(case.trigger[0]) in FEARED and not case.sentence.in_headline:
        return False  # "The share plunged. Investors feared ...": why it did
    if not NOTES.isdisjoint(case.sentence.passage.lower[case.trigger[1] : case.trigger[1] + 3]) and (
        case.sentence.word(case.trigger[1] - 1) == "to"
    ):
        return False  # "Researcher points to a Jefferies note"
    if case.sentence.word(case.trigger[0]).startswith("back") and not VENTURES.isdisjoint(
        case.sentence.passage.lower[case.trigger[1] : case.trigger[1] + 8]
    ):
        return False  # "Backs a $3 billion startup that teams with Nvidia"
    if spoken is None or spoken.hit is None:
        return True
    if spoken.hit.entity.kind == "unknown" and case.sentence.word(case.trigger[1] - 1) == "fears":
        return False  # "As its AI forecast meets slowdown fears": what is feared, and nobody who does
    if spoken.hit.entity.kind == "unknown" and case.sentence.word(case.trigger[0]) in PLAIN:
        return case.sentence.word(case.trigger[1]) not in {"it", "they", "its", "their"}
    own = {n.entity.party for n in case.sentence.names if n.start == spoken.hit.start and n.entity.kind == "person"}
    return not case.others or not own or any(hit.party not in own for hit in case.others)


def _no_consensus(case: Case) -> bool:
    """ "Analysts expected revenue of $1.3 billion": the yardstick of a result, and nobody's view of a share."""
    sentence, (start, end) = case.sentence, case.trigger
    if EXPECTING.isdisjoint(sentence.passage.lower[start:end]):
        return True
    spoken = judge_of(case.trigger, sentence)
    if sentence.word(start - 1) == "analyst" and sentence.has(("view_up", "view_down"), (end, sentence.end)):
        return True  # "The analyst expects revenue to triple, calling the share undervalued"
    unnamed = spoken is not None and (
        spoken.hit is None or sentence.word(spoken.hit.end - 1) in {"street", "investors"}
    )
    if not unnamed:
        return True
    measured = MEASURING.intersection(sentence.passage.lower[max(start - MEASURED_WITHIN, sentence.start) : start])
    if measured and (end == sentence.end or not sentence.word(end)[:1].isalnum() or sentence.word(end) in FOR_WHEN):
        return False  # "ahead of the 800 MW analysts had projected"
    figures = ("results", "revenue")
    sums = any(end <= a.start < end + 3 and a.amount.unit in {"USD", "USD/share"} for a in sentence.amounts)
    # "Micron expects revenue of $9 billion, while analysts expected $8 billion".
    return not (
        sentence.has(figures, (end, end + YARDSTICK)) or (sums and sentence.has(figures, (sentence.start, start)))
    )


ANSWERED = frozenset({"what", "where", "how"})
"""Before a judge: what he says, the article tells."""
TELLS = frozenset("say says said think thinks expect expects see sees predict predicts recommend recommends".split())
"""Verbs of what he says."""


def _no_call_to_judge(case: Case) -> bool:
    """Not "Should CoreWeave investors be worried?": nobody has judged yet."""
    sentence = case.sentence
    spoken = judge_of(case.trigger, sentence)
    if sentence.word(case.trigger[0]) in TELLS and sentence.word(case.trigger[1]) not in {"that", "'s"}:
        first = spoken.hit.start if spoken is not None and spoken.hit is not None else case.trigger[0] - 1
        if not ANSWERED.isdisjoint({sentence.word(first - 1), sentence.word(first - 2)}):
            return False  # "What analysts say about CoreWeave": the article tells
    if "?" not in sentence.passage.text:
        return True
    start, end = sentence.segment(case.trigger[0])
    asks = sentence.passage.words[end - 1].endswith("?") or sentence.word(end) == "?"
    return not (asks and sentence.word(start) in {"should", "must"})


def _no_aside_of_grade(case: Case) -> bool:
    """Not "UBS cuts Dell to Neutral; the share fell, as UBS said": what a house adds to tell why it graded."""
    sentence, hit = case.sentence, case.actor
    if hit is None or hit.entity.kind != "broker" or sentence.word(hit.start - 1) != "as":
        return True
    return not any(map(sentence.passage.has, ("downgrade", "upgrade", "rating_word", "rating_plain")))


def _named_judge(case: Case) -> bool:
    spoken = judge_of(case.trigger, case.sentence)
    return spoken is not None and spoken.hit is not None


VERDICTS = ("author_view_up", "author_view_down", "author_neutral", "plain_verdict")
"""Categories of the words that say what a share is worth or what to do with it."""
FIRST_PERSON = frozenset("i i'm i've my me 'm".split())
"""The author."""


def _recommends(case: Case) -> bool:
    """A verdict on a share ("a value trap", "still undervalued") or what the author does himself ("why I sold"): praise
    and blame of all else is colour ("The boom has a secret weapon")."""
    begin, end = case.trigger
    if case.category in VERDICTS or any(s < end and begin < e for s, e in case.sentence.spans(("plain_verdict",))):
        return True
    return not FIRST_PERSON.isdisjoint(case.sentence.passage.lower[case.sentence.start : case.sentence.end])


def _no_answer(case: Case) -> bool:
    """Not below a headline that asks: "Is it still worth buying? ... a risky bet" leaves the answer to the article."""
    first = case.sentence.passage.sentence(0)
    return case.sentence.index == first.index or "?" not in first.passage.lower[first.end - 2 : first.end]


MARKET_TALK = frozenset(
    """stock stocks share shares market markets bubble valuation valuations valued overvalued undervalued investors
    investor trillion trillions overtake overtakes surpass surpasses demand spending capex boom bust competition rally
    rout selloff sell-off selling crash invest investing investment investments buy short shorts bull bear
    glut shortage supply price prices overcapacity overbuild overbuilt overbuilding debt returns profits
    earnings money bullish bearish trade etf bet bets bottleneck buildout build-out downturn slowdown risk
    risks""".split()
)
"""Of what a judge of shares speaks."""


def _of_market(case: Case) -> bool:
    """Who runs a company judges no share with every word on a rival: "explains why Nvidia is not the only option"."""
    spoken = judge_of(case.trigger, case.sentence)
    if spoken is None or spoken.hit is None or not _is_chief(spoken.hit, case):
        return True
    lower, (start, end) = case.sentence.passage.lower, case.trigger
    return not MARKET_TALK.isdisjoint([*lower[case.sentence.start : start], *lower[end : case.sentence.end]])


BUSY = CHIEFS | frozenset({"whistleblower", "scientist", "researcher", "engineer", "inventor", "politician"})
"""Before a name: what he lives from is no judging of shares."""


def _is_chief(hit: NameHit, case: Case) -> bool:
    """An executive, a founder, or an unknown name that no title makes a judge of shares."""
    words = case.sentence.passage.lower[hit.start : hit.end]
    if hit.entity.kind == "person" or not CHIEFS.isdisjoint(words):
        return True
    before = case.sentence.passage.lower[max(case.sentence.start, hit.start - 3) : hit.start]
    return hit.entity.kind == "unknown" and not BUSY.isdisjoint(before)


def _author_speaks(case: Case) -> bool:
    """No other judge speaks in the sentence: the view is the author's, no count of bets ("of 12 options trades, 60%
    were bearish")."""
    words = case.sentence.passage.lower[case.sentence.start : case.sentence.end]
    if COUNTED_BETS.issubset(words):
        return False
    return not any(judge_of(span, case.sentence) for span in case.sentence.spans(SPOKEN))


def _claims(case: Case) -> bool:
    """What is said foresees or judges, and is no plan of the speaker's own."""
    sentence = case.sentence
    if (
        case.sentence.word(case.trigger[0]) in PLAIN
        and sentence.word(case.trigger[1]) in OWN_PLANS
        and sentence.word(case.trigger[1] + 1) != "is"
    ):
        return False
    words = sentence.passage.lower[sentence.start : sentence.end]
    if not NOTES.isdisjoint(words) or not JUDGING.isdisjoint(sentence.passage.lower[case.trigger[0] : case.trigger[1]]):
        return True
    return not MODAL.isdisjoint(words) or sentence.has(CLAIMING)


def _share_will(case: Case) -> bool:
    """ "Nvidia stock could surge", "Micron is set to soar": a share or a company before the modal of the verb."""
    sentence, at = case.sentence, case.trigger[0]
    for back in range(at - 1, max(at - MOST_MODAL, sentence.start), -1):
        word = sentence.word(back)
        if word in MODAL or (word == "to" and sentence.word(back - 1) in AIMED | SHARE_WORDS):
            start = back if word in MODAL or sentence.word(back - 1) in SHARE_WORDS else back - 1
            while sentence.word(start - 1) in {
                "is",
                "are",
                "still",
                "soon",
                "really",
                "'s",
                "looks",
                "look",
                "now",
                "just",
            }:
                start -= 1
            if sentence.word(start - 1) == ")":
                start = next((i for i in range(start - 2, sentence.start, -1) if sentence.word(i) == "("), start)
            named = [n for n in sentence.names if n.party and n.end <= start]
            if word == "to" and start == back and named and named[-1].start != sentence.start:
                return False  # "The order led Micron's stock to rise"
            return bool(named) and (sentence.word(start - 1) in SHARE_WORDS or named[-1].end == start)
    return False


def _opens_with_prediction(case: Case) -> bool:
    """ "Prediction: AMD will close the gap"; a price that is foretold is a target."""
    opens = case.trigger[0] == case.sentence.start and case.sentence.word(case.trigger[1]) in {":", "—", "-"}
    return opens and _no_price_seen(case)


def _heading(case: Case) -> bool:
    """The author's own words follow the colon: capitals throughout, no question and no name of a document."""
    sentence, start = case.sentence, case.trigger[1]
    if not case.others or "?" in sentence.passage.lower[sentence.start : sentence.end]:
        return False
    if not sentence.has(VERDICTS, (start, sentence.end)):
        return False  # "X: Riding The AI Optics Boom"
    if rating_heads(case) or sentence.word(start) in ASKING or sentence.has(("document_word",)):
        return False
    words = [w for w in sentence.passage.words[start : sentence.end] if len(w) > 3 and w.isalpha()]
    first = sentence.passage.words[start] if start < sentence.end else ""
    titled = sum(map(is_capitalised, words)) >= TITLE_SHARE * len(words)
    return (
        titled
        and len(words) >= LEAST_WORDS - 1
        and sentence.end - start >= LEAST_WORDS
        and first not in {"'", '"', "‘", "“"}
    )


def _no_price_seen(case: Case) -> bool:
    """No price that a share is seen at: that is a target."""
    seen = [a for a in case.sentence.amounts if a.end > case.trigger[0] and a.amount.unit in {"USD", "USD/share"}]
    if case.sentence.word(case.trigger[0]) in {"sees", "see"} and any(
        a.start == case.trigger[1] and is_share_price(a.amount.value) and case.sentence.word(a.end) in {"for", "on"}
        for a in seen
    ):
        return False  # "Elm sees $200 for the stock"
    return not any(case.sentence.word(a.start - 1) in BEFORE_PRICE and is_share_price(a.amount.value) for a in seen)


def _no_target_told(case: Case) -> bool:
    """Not "The Case For $1,000", "Will Hit $600 by the End of 2027": an author's price is a target."""
    sentence = case.sentence
    prices = [a for a in sentence.amounts if a.amount.unit in {"USD", "USD/share"} and is_share_price(a.amount.value)]
    return not any(end <= a.start <= end + 1 for a in prices for _, end in sentence.terms.get("author_price", ()))


def _no_date(case: Case) -> bool:
    """Not "by the end of 2027"."""
    return case.sentence.word(case.trigger[1] - 1) != "of" or case.sentence.word(case.trigger[0] - 1) not in DATING


def _not_own(case: Case) -> bool:
    """Of the market, not of what the speaker sells himself."""
    end = case.object[1] if case.object else case.trigger[1]
    if case.sentence.word(case.trigger[1]) == "to":
        return False
    return {"our", "we", "us", "my"}.isdisjoint(case.sentence.passage.lower[case.trigger[1] : end + 8])


def _judgeable(case: Case) -> bool:
    """What is judged is of the trade, or nothing is named in a text of the trade."""
    return trade_target(case) or (not case.others and case.sentence.passage.has("strong_context"))


def _one_rated(case: Case) -> bool:
    """A company of the trade, or a group of firms in a text of the trade."""
    passage = case.sentence.passage
    if not LEGAL.isdisjoint(passage.lower[case.sentence.start : case.sentence.end]) and not passage.has("ai_word"):
        return False  # "Meta's legal bill could become a nightmare"
    groups = any(hit.entity.kind == "collective" for hit in case.others)
    return any(is_of_trade(hit, case) for hit in case.others) or (
        groups and case.sentence.passage.has("strong_context")
    )


def _of_house(case: Case) -> bool:
    """ "Bernstein lifts target on X, sees ...": a further verb of the broker that opens the sentence."""
    sentence = case.sentence
    if sentence.word(case.trigger[0] - 1) not in {",", "and", ";"}:
        return False
    low = sentence.segment(case.trigger[0])[0]
    before = [n for n in sentence.names if low <= n.start and n.end <= case.trigger[0]]
    return bool(before) and before[0].entity.kind == "broker" and case.actor is not None


def _of_investor(case: Case) -> bool:
    """ "Elm Capital shorts Dell, says it is overvalued": a fund or judge opens the sentence; what he says judges."""
    sentence, (start, end) = case.sentence, case.trigger
    if sentence.word(start - 1) not in {",", ";"} or case.actor is None:
        return False
    if any(span[0] < start and judge_of(span, sentence) for span in sentence.spans(SPOKEN)):
        return False  # "Rips AI spending, says returns won't come": one view
    first = next(iter(sentence.names), None)
    if first is None or first.start != case.actor.start or first.start > sentence.start + 2:
        return False
    judging = ("view_up", "view_down", "author_view_up", "author_view_down", "bubble_word", "lean_down")
    return first.entity.kind in {"fund", "person"} and sentence.has(judging, (end, sentence.end))


def _owned_by_house(case: Case) -> bool:
    """ "Deutsche Bank's take on": a judge's noun."""
    sentence, at = case.sentence, case.trigger[0]
    while at > sentence.start and case.trigger[0] - at < 3 and sentence.word(at - 1) not in POSSESSIVE:
        at -= 1
    return case.actor is not None and case.actor.end in {at - 1, at} and sentence.word(at - 1) in POSSESSIVE


def _on_top(case: Case) -> bool:
    """In the headline, or in the line below a headline in capitals."""
    sentence = case.sentence
    if sentence.in_headline:
        return sentence.word(sentence.end - 1) != "." or is_title_case(sentence)
    first = sentence.passage.sentence(0)
    return sentence.index <= FIRST_SENTENCES and (is_title_case(first) or "—" in first.passage.lower[: first.end])


def _of_share(case: Case) -> bool:
    """ "The stock looks cheap at current levels": in prose, what the writer says of a share itself."""
    if not _in_prose(case):
        return False
    low = max(case.sentence.clause(case.trigger[0])[0], case.trigger[0] - SHARE_REACH)
    before = case.sentence.passage.lower[low : case.trigger[1]]
    at = next((i for i, word in enumerate(before) if word in SHARE_WORDS), None)
    return at is not None and not BE.isdisjoint(before[at:])


def _seen_by_nobody(case: Case) -> bool:
    """ "Growth seen beating", not "has seen" nor "seen by"."""
    sentence, (start, end) = case.sentence, case.trigger
    if sentence.word(end) == "as" and not RANKED.isdisjoint(sentence.passage.lower[end : end + 4]):
        return BESIDE_SEEN.isdisjoint({sentence.word(start - 1), sentence.word(start - 2)})  # "seen as the big winner"
    return BESIDE_SEEN.isdisjoint({sentence.word(start - 1), sentence.word(start - 2)}) and sentence.word(end) not in {
        "by", "in", "as", "at", "on", "since", "here"
    }  # fmt: skip


OPENING_QUOTES = frozenset({'"', "'", "“", "‘", "``"})
"""Signs that open what is quoted."""


def _quoted_on(hit: NameHit, case: Case) -> bool:
    """ "Jane Doe on CoreWeave: 'too rich'": the words of somebody unknown, in quotes."""
    told = hit.entity.kind == "unknown" and case.sentence.word(hit.end) == "on"
    return told and case.sentence.word(case.trigger[1]) in OPENING_QUOTES


def _judge_heads(case: Case) -> bool:
    """A judge, and nothing else, stands before the colon."""
    spoken = judge_of(case.trigger, case.sentence)
    if spoken is None or case.trigger[0] - case.sentence.start > MOST_HEADING:
        return False
    known = spoken.hit is not None and (
        spoken.hit.entity.kind in {"broker", "fund", "person"}
        or spoken.hit.entity.canonical in RESEARCH
        or case.sentence.word(spoken.hit.start) in HOUSE_WORDS
        or case.sentence.word(spoken.hit.start - 1) in HONOURS  # "Professor Doe: AMD is overvalued"
        # "Apollo's Slok"
        or any(n.start == spoken.hit.start and n.entity.kind == "fund" for n in case.sentence.names)
    )
    known = known or (spoken.hit is not None and _quoted_on(spoken.hit, case))
    return spoken.hit is None or (known and spoken.hit.start <= case.sentence.start + 3)


DENIED = frozenset({"not", "n't", "no", "never"})
"""What is quoted with one of them judges."""


def _heads_claim(case: Case) -> bool:
    """What a judge is quoted with judges or foresees: no "Jane Doe on Nebius: 'most of that goes to Meta'"."""
    sentence, behind = case.sentence, (case.trigger[1], case.sentence.end)
    if sentence.word(behind[0]) not in OPENING_QUOTES:
        return True
    words = sentence.passage.lower[behind[0] : behind[1]]
    return sentence.has((*CLAIMING, "lean_up", "lean_down"), behind) or not (MODAL | DENIED).isdisjoint(words)


def _view_context(case: Case) -> bool:
    """Of the trade: the text by its words, the company the view is about, or AI beside a company of the trade."""
    passage = case.sentence.passage
    if passage.has("strong_context") or trade_target(case):
        return True
    if any(hit.entity.ticker in WATCHED for hit in case.others) and case.sentence.has(("debt", "debt_noun", "capex")):
        return True  # "Oracle's debt risk": what it spends on computing is what it owes
    if any(hit.entity.ticker in WATCHED for hit in case.others) and not SHARE_WORDS.isdisjoint(
        case.sentence.passage.lower[case.trigger[1] : case.trigger[1] + 3]
    ):
        return True  # "Oracle bulls bet the stock will recover"
    named = any(n.entity.groups & (DOMAIN_GROUPS | {"chip"}) and not n.bystander for n in passage.names)
    if passage.has("ai_word") and (named or case.sentence.has(("bubble_word",))):
        return True
    if passage.has("ai_word") and case.sentence.has(("capex",)):
        return True  # "AI-related capex could disappoint"
    if passage.has("ai_word") and passage.has("chip"):
        return True  # "AI debate hammers chips: analyst says ..."
    return passage.has("view_goods")


def _in_prose(case: Case) -> bool:
    """Below the first sentence of a passage that has no headline: under one, a remark is no news of its own."""
    return not case.sentence.in_headline and case.sentence.passage.is_prose


COMPARING = frozenset({"better", "which", "who", "best"})
"""Beside "vs.": the article weighs one share against another."""


def _unasked(case: Case) -> bool:
    """Not "Is it the best stock to own? Maybe": no question holds the verdict, whatever stands behind it."""
    lower = case.sentence.passage.lower
    if not (VERSUS.isdisjoint(case.sentence.vocabulary) or COMPARING.isdisjoint(case.sentence.vocabulary)):
        return False  # "Better AI Stock: Nvidia vs. Broadcom": the article answers
    if "?" not in lower[case.trigger[1] : case.sentence.end]:
        return True
    start = case.sentence.clause(case.trigger[0])[0]
    return ASKING.isdisjoint({lower[case.sentence.start], lower[start]})


def _no_own_rating(case: Case) -> bool:
    """A columnist who states his rating judges by it."""
    own = ("author_up", "author_down", "author_same", "author_rates")
    passage, sentence = case.sentence.passage, case.sentence
    if any(passage.has(category) for category in own):
        return False
    grades = list(sentence.spans(("rating_word", "rating_plain")))
    return not any(0 <= start - verb[1] <= 2 for verb in sentence.spans(("author_grades",)) for start, _ in grades)


def _no_grade(case: Case) -> bool:
    """No grade in capitals in the clause; "Buy the dip", "doesn't Hold Value" and "a Stock to Buy" are none."""
    sentence, (low, high) = case.sentence, case.sentence.clause(case.trigger[0])
    before = BEFORE_GRADE if any(n.entity.kind == "broker" for n in sentence.names) else BEFORE_GRADE - {"a", "an"}
    return not any(
        low <= start < high
        and (sentence.word(start - 1) in before or sentence.word(end) in BEHIND_GRADE)
        and not (sentence.word(start - 1) == "to" and sentence.word(start - 2) in TO_BE_BOUGHT)
        for start, end in sentence.terms.get("rating_plain", ())
    )


def _apart_from_moves(case: Case) -> bool:
    """Not "Nebius dips as stocks sell the news": a verdict that only tells why a price moved."""
    low = case.sentence.clause(case.trigger[0])[0]
    return not case.claimed or case.sentence.word(low) not in {"as", "after", "amid", "while", "on"}


def _thinks_of_share(case: Case) -> bool:
    """A company or a share stands near the words: "I think Nebius will double", no aside on what was told."""
    at, sentence = case.trigger[1], case.sentence
    if sentence.word(at) == "you":
        return False  # "I think you saw"
    near = any(0 <= n.start - at <= REACH_OF_THOUGHT and n.party for n in sentence.names)
    words = sentence.passage.lower[at : at + REACH_OF_THOUGHT]
    return near or not SHARE_WORDS.isdisjoint(words)


def _by_a_year(case: Case) -> bool:
    """ "By 2030", "in 2028" behind the figure."""
    words = case.sentence.passage.lower[case.trigger[1] : case.sentence.end]
    return any(a in {"by", "in", "before"} and b[:2] == "20" and b.isdigit() for a, b in pairwise(words))


def _market_grows(case: Case) -> bool:
    """A market or a trade of firms, no single company, stands before the verb in its clause."""
    sentence, start = case.sentence, case.trigger[0]
    before = [n for n in sentence.names if n.end <= start and n.party]
    if any(n.entity.kind in {"company", "fund", "government", "person"} for n in before):
        return False
    words = set(sentence.passage.lower[sentence.start : start])
    return any(n.entity.kind == "collective" for n in before) or not MARKET_WORDS.isdisjoint(words)


def _trade_grows(case: Case) -> bool:
    """A market of the trade, and no single company, is the subject: the words right before "is expected to"."""
    if case.object is None:
        return False
    sentence, end = case.sentence, case.object[0]
    low = sentence.clause(case.trigger[0])[0]
    named = [n for n in sentence.names if low <= n.start and n.end <= end and n.party]
    if any(n.entity.kind in {"company", "fund", "person", "broker"} for n in named):
        return False
    words = sentence.passage.lower[max(low, end - MOST_SUBJECT) : end]
    return not GROWING.isdisjoint(words) and not TRADE.isdisjoint(words) and OWNERS.isdisjoint(words)


def _figure_or_year(case: Case) -> bool:
    """How much or by when: without, nobody has reckoned."""
    _, high = case.sentence.clause(case.trigger[0])
    sized = any(case.trigger[0] <= a.start < high for a in case.sentence.amounts)
    words = case.sentence.passage.lower[case.trigger[1] : high]
    return sized or any(a in {"by", "in", "through"} and b[:2] == "20" and b.isdigit() for a, b in pairwise(words))


TECH = frozenset({"tech", "hyperscalers", "hyperscaler"})
"""In a group of those who spend most on computing."""
FORESEE = frozenset({"expect", "forecast", "project", "estimate", "predict", "see"})
"""What "analysts" do, in the plural."""


def _unjudged(case: Case) -> bool:
    """Nobody who judges says it: "former strategist warns AI capex surge marks a peak" reports no spending."""
    sentence = case.sentence
    for span in sentence.spans(SPOKEN):
        spoken = judge_of(span, sentence) if span[0] <= case.trigger[0] else None
        if spoken is None:
            continue
        # "Tower Semi forecasts": a name that nobody knows may speak of itself.
        known = spoken.hit is None or spoken.hit.entity.kind != "unknown"
        if known or sentence.word(span[0]) in WARNING:
            return False
    return True


def _unjudged_or_of_all(case: Case) -> bool:
    """The same, or analysts without a name expect it of all big spenders: "analysts expect Big Tech to spend more"."""
    if _unjudged(case):
        return True
    sentence, owner = case.sentence, case.actor
    if owner is None or TECH.isdisjoint(sentence.lower[owner.start : owner.end]):
        return False
    return any(
        sentence.word(start - 1) == "analysts" and sentence.word(start) in FORESEE
        for start, _ in sentence.spans(SPOKEN)
        if start < case.trigger[0]
    )


def _no_critic(case: Case) -> bool:
    """No fund, broker or analyst does it: a short seller who accuses a company sues nobody."""
    spoken = judge_of(case.trigger, case.sentence)
    return spoken is None or (spoken.hit is not None and spoken.hit.entity.kind not in {"broker", "fund"})


CONDITIONS: dict[str, Condition] = {
    "price_to_move": is_to_move,
    "forecaster": lambda case: case.actor is not None,
    "by_short_seller": by_short_seller,
    "spoken": lambda case: (
        case.actor is not None
        and not is_figures(case.trigger, case.sentence)
        and not of_column(case.trigger, case.sentence)
    ),
    "outright": _outright,
    "broker_beside": _broker_beside,
    "opens_sentence": lambda case: case.trigger[0] == case.sentence.start,
    "names_topic": lambda case: bool(case.others) or case.sentence.passage.has("strong_context"),
    "trade_company": _trade_company,
    "leads_headline": _leads_headline,
    "no_critic": _no_critic,
    "unjudged": _unjudged,
    "unjudged_or_of_all": _unjudged_or_of_all,
    "right_behind": lambda case: any(hit.end == case.trigger[0] for hit in case.others),
    "unasked": _unasked,
    "no_grade": _no_grade,
    "names_none": lambda case: not any(n.entity.kind == "company" and n.party for n in case.sentence.names),
    "by_a_year": _by_a_year,
    "apart_from_moves": _apart_from_moves,
    "thinks_of_share": _thinks_of_share,
    "market_grows": _market_grows,
    "no_own_rating": _no_own_rating,
    "trade_grows": _trade_grows,
    "figure_or_year": _figure_or_year,
    "first_hand": lambda case: case.sentence.in_headline or _in_prose(case),
    "judged_by": _judged_by,
    "no_crowd_mood": _no_crowd_mood,
    "own_verdict": _own_verdict,
    "recommends": _recommends,
    "no_answer": _no_answer,
    "of_market": _of_market,
    "named_judge": _named_judge,
    "no_consensus": _no_consensus,
    "of_others": _of_others,
    "no_call_to_judge": _no_call_to_judge,
    "no_aside_of_grade": _no_aside_of_grade,
    "author_speaks": _author_speaks,
    "claims": _claims,
    "share_will": _share_will,
    "opens_with_prediction": _opens_with_prediction,
    "heading": _heading,
    "no_price_seen": _no_price_seen,
    # "Upgrades AMD, sees $320": a target.
    "sees_no_price": lambda case: (
        case.sentence.word(case.trigger[0]) not in {"sees", "see"}
        or not any(
            (a.start in {case.trigger[1], case.trigger[1] + 1} and a.amount.unit == "USD/share")
            or (a.start == case.trigger[1] and is_share_price(a.amount.value))
            for a in case.sentence.amounts
        )
    ),
    "no_target_told": _no_target_told,
    "no_date": _no_date,
    "not_own": _not_own,
    "judgeable": _judgeable,
    "of_house": _of_house,
    "of_investor": _of_investor,
    "owned_by_house": _owned_by_house,
    "told_or_claimed": lambda case: case.sentence.in_headline or (_in_prose(case) and _claims(case)),
    "one_rated": _one_rated,
    "on_top": _on_top,
    "on_top_or_of_share": lambda case: _on_top(case) or _of_share(case),
    "seen_by_nobody": _seen_by_nobody,
    "judge_heads": _judge_heads,
    "view_context": _view_context,
    "pick_of_house": _pick_of_house,
    "no_rhetoric": _no_rhetoric,
    "heads_claim": _heads_claim,
}
