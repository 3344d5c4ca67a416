"""Words by which judges are known (`judges`): who they are, what they write, and what looks like them."""

from __future__ import annotations

from pipelines.extract.little_words import POSSESSIVE
from pipelines.extract.roles.unknown import PRONOUNS

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
"""What kind of judges they are, before them."""
ROLES = frozenset(
    """ceo cfo coo cto cio co chief founder co-founder cofounder boss chairman chairwoman chair president executive exec
    insider head director vp scientist partner veteran host""".split()
)
"""Offices and trades of people who speak."""
OFFICES_AND_TRADES = ROLES | UNNAMED
"""What somebody is who speaks."""
CHIEFS = frozenset(
    "ceo cfo coo cto chief executive president chairman co-founder cofounder founder boss vp head".split()
)
"""Offices in a company, whose business is not theirs to judge."""
INTRODUCING = OFFICES_AND_TRADES | frozenset(
    """legendary famed famous noted renowned billionaire billionaires veteran top tech technology chip
    semiconductor ai hedge fund short short-seller seller vocal outspoken perennial permabear permabull star
    activist value growth legend mogul author professor former ex executive officer operating financial
    technology information investment vice managing senior portfolio money host wall big bestselling nobel
    valuation dean economist laureate winner mad contrarian guru influential longtime prominent former five-star trusted
    leading wealth equity research market markets global commodity credit cnbc 's ’s the 'big short' " ‘ ’ ' “ ”
    - quant macro perma-bear market-watcher tv early youtuber venture capitalist vc entrepreneur""".split()
)
"""Before a name, they only say who he is: "legendary short seller Jim Chanos"."""
BEFORE_ROLE = INTRODUCING - POSSESSIVE
"""Before an office, inside of whose owner it is."""
BEFORE_JUDGE = INTRODUCING | GROUPS | {"at", "from", "a", "an", "of", "one", "to"}
"""Between an inverted verb and the name of the judge."""
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
"""They lead to the source of what is told."""
ENDING = frozenset("of at from in on 's ’s who and as while after this during )".split())
"""Behind an inverted judge, with nothing else told."""
BEHIND_JUDGE = LEADING | ENDING
"""All that may follow an inverted judge."""
PAPERS = frozenset("survey poll note report study analysis research data".split())
"""What a house writes: behind its name it speaks for it."""
TEAMS = frozenset("desk desks team teams traders".split())
"""Who works for a house: behind its name they speak for it."""
VOICES = PAPERS | TEAMS
"""Both."""
COLUMNS = frozenset("blog feature features outlook ideas day newsletter article".split())
"""What a house publishes day by day: it highlights firms and judges none of them."""
HOUSE_ENDS = frozenset(
    "research securities intelligence analytics mackenzie advisors advisory economics insights ratings".split()
)
"""Last words of houses that no lexicon knows."""
FIGURES = frozenset({"estimates", "forecasts"})
"""Verbs of judging that are nouns of figures."""
OF_FIGURES = frozenset(
    """its their his her the earnings revenue profit eps sales price growth consensus raises raised lifts lifted hikes
    hiked boosts boosted ups upped increases increased cuts cut lowers lowered trims trimmed slashes slashed reduces
    reduced pares pared profits street analyst quarterly annual""".split()
)
"""Before them, where they are nouns."""
LEGENDS = frozenset({"legend", "icon", "titan"})
"""Last words of whoever goes without a name."""
BEFORE_LEGEND = INTRODUCING - LEGENDS
"""Before them: "'Big Short' legend"."""
SEEING = frozenset("sees see saw expects expect predicts forecasts projects names calls likes loves prefers".split())
"""Verbs that a judge's subject follows: "but Elm sees AMD closing in"."""
OF_HOUSE = frozenset({"from", "by", "of", "at", "the", "firm", "house"})
"""Before the house that a report is of."""
OPINIONATED = frozenset("experts bulls bears skeptics sceptics critics pundits naysayers".split())
"""Judges of whom every verb tells a view."""
NOUNS_TOO = frozenset({"bet", "wager", "stress", "point", "points"})
"""Verbs of judging that are as often nouns: an unknown name before them judges nothing."""
REACTIONS = frozenset(
    """see sees saw cheer cheers cheered shrug shrugged brush brushed call calls called back backed love loved name
    named likes like dismiss dismissed praised weigh hail hailed applaud ask asked""".split()
)
"""What investors do without saying what they think."""
QUOTES = frozenset({'"', "”", "’", "'", ","})
"""Signs that close what somebody has said, before who said it."""
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
"""Verbs of banks as well as of judges."""
ADVISED = frozenset(
    "investors clients shareholders holders traders against buying selling holding caution patience that to".split()
)
"""Behind them, where a judge advises."""
SAYINGS = frozenset({"claims", "calls", "questions", "fears", "doubts", "worries"})
"""Verbs of judging that are nouns behind a genitive."""
CLOSEST = frozenset({"a", "an", "one", "some", "several"})
"""They open somebody without a name."""
LONELY = frozenset(
    """questions questioned warns warned predicts predicted argues argued slams blasts cautions doubts thinks""".split()
)
"""Verbs before which one unknown capitalised word is taken for a judge."""
RECEIVED = frozenset(
    "expected projected estimated forecast believed thought called named preferred favored feared seen".split()
)
"""Participles that are a passive more often than a deed of an unknown name."""
RESEARCHING = frozenset(
    """research researcher researchers analytics consultancy consulting consultant intelligence firm analyst
    analysts strategist economist investor advisory ratings insights capital""".split()
)
"""Behind an unknown source of a figure, they say that it judges for a living."""
PLAIN_REPORTS = frozenset("say says said report reports reported told tells according notes noted adds added".split())
"""Verbs by which a paper or a chief only reports."""
ALONE_ON_BUBBLES = PLAIN_REPORTS | SEEING
"""Verbs before which a surname is enough in a headline on a bubble."""
NOTED = frozenset("analyst strategist investor trader economist manager bull bear seller expert veteran".split())
"""Before "who": judges without a name."""
OWNED_THINGS = frozenset(
    """holdings holding portfolio stake stakes shares positions position filing 13f results earnings moves trades buys
    sells list stocks revenue profit deal deals fund fundraise chart data report""".split()
)
"""What somebody has or does, before a colon: no view."""
