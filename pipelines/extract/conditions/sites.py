"""Conditions of data centers: who builds, expands, delays or stops one, and what only stands beside it.

What must never happen: a site from an authority's or a builder's act that has nothing to do with computing.
"""

from __future__ import annotations

from pipelines.extract.amounts.quantities import Amount
from pipelines.extract.conditions.authorities import EFFECTS, PASSING
from pipelines.extract.conditions.firms import OF_INTEREST, PUBLIC
from pipelines.extract.conditions.general import AIM_REACH, AMOUNT_REACH, NAME_REACH, Condition, has_amount
from pipelines.extract.conditions.main_clauses import AUXILIARIES, GERUND, INTENT, PARTNERS
from pipelines.extract.conditions.power import BESIDE_PLANT, NEAR_BODY, no_power_goods
from pipelines.extract.frames.drafts import Case
from pipelines.extract.little_words import POSSESSIVE
from pipelines.extract.passage import Sentence, Span
from pipelines.extract.trade import CHIP_MAKERS, COMPUTING, HOSTS, USUAL_MAKER

SITE_GOODS = frozenset({"capacity", "infrastructure", "buildout", "business", "market", "demand"})
"""Behind "data center": no one site is meant."""
TENDERS = frozenset("bid bids tender tenders auction auctions procurement".split())
"""Behind so many megawatts: what is opened is a bid."""
TENDER_WITHIN = 2
BESIDE_SITE = frozenset(
    "arm business unit budget budgets revenue revenues customers customer segment sales chips chip cpu cpus gpu gpus "
    "orders order "
    "cables demand "
    "host hosts operator operators owner company companies firm firms deal deals debt stock stocks growth spending "
    "boom "
    "market loan loans provider providers gear equipment capex developer developers landlord reit reits power "
    "electricity "
    "workloads networking products product group division backlog play plays lease leases financing bonds hardware "
    "servers "
    "switches startup startups guarantee guarantees backstop fund funds venture contract contracts agreement "
    "agreements pact negotiations talks ambitions strategy footprint risks bubble "
    "chief chiefs head boss veteran executive "
    "builder builders cooling liquid infrastructure-related roadmap roadmaps".split()
)
"""Words that make "data center" a mere description: "its data center business"."""
PARTICIPLE = frozenset(
    "built opened completed finished delivered added energized expanded powered developed delayed".split()
)
"""Verbs that only describe a site where no auxiliary stands before them."""
FATES = frozenset({"site_halt", "site_proceed", "force_majeure"})
"""What becomes of a disputed site is news whoever builds it."""
BIG_SITE = {"MW": 100.0, "USD": 1e9}
"""From here on nobody builds for anything but AI."""
BEFORE_ADJECTIVE = frozenset(
    "a an the its their his our over of for on in at with by about new originally initially previously once 's ’s "
    "protest protests protesting oppose opposes opposing against fight fights fighting reject rejects near".split()
)
"""Before a participle that only says which site."""
BEFORE_PLAN = frozenset("spending capex investment expenditure capital buying".split())
"""Before "plans": of money, and of no place."""
BEFORE_NOUN = frozenset("on over amid after despite about from by due of for with as into through to".split())
"""Before the noun of a delay that is only the setting."""
HELPERS = AUXILIARIES | frozenset("has have had will to just finally now get gets got".split())
"""Before a participle: it is the verb."""
FOR_SITES = frozenset(
    """accelerator accelerators chip chips gpu gpus cpu cpus processor processors switch switches networking product
    products revenue revenues sales orders ssd ssds memory transceivers""".split()
)
"""Goods that only name the place they go to."""
VENTURES = frozenset({"venture", "jv", "partnership", "alliance"})
"""Nouns of doing something together."""
JOINT = PARTNERS | frozenset(
    "partnership partnering venture jv working works alliance collaborate collaborates filed files submitted submits "
    "application applied".split()
)
"""Words of two that do it together."""
PAID_FOR = frozenset("fund funds funding finance finances financing bankroll bankrolls".split())
"""Money for a site, not the site."""
PHRASE_BREAKS = frozenset(
    "for to which that who and while by with as after on use stake partnership access relationship "
    "deal contract leasing "
    "renting selling buying financing funding backing "
    "agreement lease , : ;".split()
)
"""Between a verb and a site: the site is of something else."""
PURPOSE_OF = frozenset("firms loan loans bonds debt money funds funding capital cash".split())
"""Before "to": what it is for."""
HALF_DONE = frozenset("built finished completed owned funded".split())
"""Behind a hyphen: "half-built"."""
OF_FACTORIES = frozenset(
    "memory manufacturing production packaging foundry hbm fab wafer chip storage advanced".split()
)
"""Before "capacity" that is one of factories."""
OUTLAYS = frozenset("investment project scheme program programme plan plans proposal initiative".split())
PROPOSING = frozenset(
    "announce announces announced announcing unveil unveils unveiled confirm confirms confirmed reveals revealed "
    "outlines outlined pledges pledged plans details detailed proposes proposed launches launched".split()
)
BEHIND_FATE = frozenset({"by", "until", "after", "amid", "due", "over", "at", "ahead", "in", ""})
"""What follows a participle that is the verb of a headline: "CoreWeave data center delayed by months"."""
CAMPUS_REACH = 3
FACTORY_WORDS = frozenset(
    """manufacturing manufacture manufactures factory factories production produce produces producing make makes making
    assembly assemble assembles assembling""".split()
)
"""Words of a place where things are made."""
FACTORY_REACH = 8
PLANTS = frozenset("plant plants factory factories manufacturing production".split())
"""Places where things are made."""
NO_LONGER = frozenset("into former old shuttered closed disused defunct".split())
"""Beside a plant that becomes a site: "turns a former steel plant into a data center"."""
STUDYING = frozenset(
    """student students school schools university college film studio studios office offices hospital medical research
    training academic headquarters workers employees retail shopping sports""".split()
)
"""What other campuses are for."""
NOT_BUILT = frozenset("business reputation career brand fortune name case model models empire moat".split())
"""What is built in a figure of speech."""
POSTS_OF = frozenset("president director head chief vp officer".split())
"""Before "of data centers": a post."""
GOODS_FOR_SITES = FOR_SITES | frozenset(
    "server servers system systems chipset platform modules cards card rack racks transceiver optics hardware software "
    "hbm4 drives equipment turbines".split()
)
"""Goods "for data centers"."""
SUPPOSING = frozenset({"unlikely", "if", "unless", "avoid", "avoids"})
"""Before what is not so, or not yet."""
SUPPOSED_WITHIN = 7
OFFERING = ("launch", "unveil", "announc", "reveal", "creat", "establish")
"""How verbs begin that offer goods for a place."""
COMPUTING_WORDS = frozenset("ai hpc computing compute gpu supercomputing hyperscale".split())
"""Beside a site: it is one for computing."""
PLACING = frozenset("in near at outside across around inside".split())
"""Before a place."""
FIRM_NOUNS = frozenset(
    "developer developers operator operators builder builders owner owners provider startup firm company".split()
)
"""Firms that have land and sites, as buyers of the whole of them are told of."""
EXPECTING = frozenset(
    "expect expects expected expecting will target targets targeting plan plans aims aim reach sees forecasts".split()
)
"""Before a level that is yet to be reached."""
MAKING = frozenset("build builds built building double doubles doubled doubling boost boosts triples raises".split())
"""Verbs that need the site right behind them."""
EQUALLING = frozenset("equating equates equivalent equal equals".split())
"""Between a sum and the megawatts that it comes to."""
PLACE_OPENERS = frozenset("the this our its that a an each both phase".split())
WHOLE_BUILDS = frozenset({"site.sure", "site.invest", "site.invest_one", "site.money"})
"""Frames that say of somebody that he builds a site, whose words leave nothing else to be meant."""
MOST_PLACES = 3
"""Objects of one verb that are asked for being a place."""
NOT_THE_SITE = frozenset(
    "buy purchase acquire repay refinance redeem equip working debt shares equipment servers".split()
)
"""Between money raised and a site: what it is for is something else."""
NOT_SUBJECT = frozenset("after before upon following with on at until pending since by to for from amid as".split())
"""Before a noun that is no subject."""
POWER_USED = frozenset("demand consumption usage use bills bill emissions load needs".split())
"""What sites use, and nothing that is built."""
SUPPORTING = frozenset("support supports supporting fund funds finance finances for toward towards".split())
"""What money does for a site."""
MONEY_DRAWN = frozenset("draw drawdown proceeds facility financing funding loan funds notes offering".split())
"""Money that is raised for a site."""
NO_SITE_BETWEEN = frozenset(
    """will would can could may gives give is are was were deal merger acquisition sale purchase buyout
    transaction""".split()
)
"""Between the noun of a deed and a site: the deed is another."""


INTENDING = frozenset({"intends", "intend", "expects", "expect", "anticipates"})
"""Before what a prospectus says of its proceeds."""


def _raised_for_a_site(case: Case) -> bool:
    """ "The net proceeds will fund a campus": money that was raised stands before the verb, and nothing but the site
    is what it is for ("to buy GPUs for its data centers", "to repay debt of its campus")."""
    sentence, found = case.sentence, case.object
    low = sentence.clause(case.trigger[0])[0]
    ends = [end for _, end in sentence.spans_inside(("raised_money",), (low, case.trigger[0]))]
    if found is None or not ends or (sentence.word(case.trigger[0]) == "to" and ends[-1] != case.trigger[0]):
        return False
    if not INTENDING.isdisjoint(sentence.passage.lower[low : case.trigger[0]]):
        return False  # "Intends to use what it raises to fund": what every prospectus says
    between = sentence.passage.lower[case.trigger[1] : found[0]]
    return NOT_THE_SITE.isdisjoint(between) and not sentence.has(("chip", "power_source"), (case.trigger[1], found[0]))


def _no_other_plan(case: Case) -> bool:
    """Not "data center operator drops its plan to list": what is dropped is no site."""
    if case.object is None:
        return True
    behind = case.sentence.passage.lower[case.object[1] : case.object[1] + 2]
    return behind[:1] != ["to"] or behind[1:] not in (["list"], ["float"], ["sell"], ["merge"])


def _site_context(case: Case) -> bool:
    """It is a place for computing, and what is said is said of it: no "data center business", no bare "built"."""
    return (
        any(_is_site(found, case) for found in case.objects[:MOST_PLACES] or [case.trigger])
        and _is_for_ai(case)
        and not _is_background(case)
    )


def _not_so_far(case: Case) -> bool:
    """ "Has not yet built", "have never operated": right before the verb."""
    before = case.sentence.passage.lower[max(case.sentence.start, case.trigger[0] - 3) : case.trigger[1]]
    return "never" in before or ("yet" in before and not {"not", "n't", "has", "have"}.isdisjoint(before))


CHIPS_WITHIN = 5
"""Tokens behind "gigawatts of" in which chips stand."""


def _is_sold_from_there(found: Span, case: Case) -> bool:
    """What is delivered has a price, or comes from the place."""
    sentence, end = case.sentence, case.trigger[1]
    lead = {"worth", "for"}
    priced = any(
        a.amount.unit == "USD" and (a.start == end or (end < a.start and sentence.word(a.start - 1) in lead))
        for a in sentence.amounts
    )
    return priced or (found[0] > end and "from" in sentence.passage.lower[max(found[0] - CAMPUS_REACH, end) : found[0]])


def _is_site(found: Span, case: Case) -> bool:
    sentence = case.sentence
    first, after = sentence.word(case.trigger[0]), sentence.word(case.trigger[1])
    if sentence.word(found[1]) in BESIDE_SITE and case.trigger[0] != found[1]:
        return False
    if case.category == "site_comes" and sentence.word(found[0] - 1) in {"for", "of", "that", "which"}:
        return False  # "Waiting for data centers to be built": none in particular.
    gap = found[0] - case.trigger[1]
    beside = not any(case.trigger[1] <= a.start < found[0] for a in sentence.amounts)
    if gap > 1 and beside and sentence.word(found[0] - 1) in {"in", "for"} and first in MAKING:
        return False  # "Doubles performance in data centers", "build talent pipelines for data centers".
    near = sentence.passage.lower[max(sentence.start, found[0] - CAMPUS_REACH) : found[1] + CAMPUS_REACH]
    if not sentence.has(("ai_place", "place.project"), found) and not STUDYING.isdisjoint(near):
        return False  # "A new campus for engineering students", "a film campus".
    if _is_aim_of_goods(found, sentence) or _is_factory(found, case):
        return False
    if not TENDERS.isdisjoint(sentence.passage.lower[found[1] : min(found[1] + TENDER_WITHIN, sentence.end)]):
        return False  # "Opened a 400-megawatt competitive bid".
    if not NOT_BUILT.isdisjoint(sentence.passage.lower[case.trigger[1] : found[0]]):
        return False  # "Built its business on data centers".
    if not case.category.startswith(("site_halt", "site_late")) and _not_so_far(case):
        return False  # "Has built no data center yet"
    if gap > 1 and beside and sentence.word(found[0] - 1) == "for" and first.startswith(OFFERING):
        return False  # "Launches new servers for data centers".
    if case.category == "site_grow" and sentence.word(case.trigger[0] - 1) == "-":
        return False  # "A gigawatt-scale campus": how big, not that it grows.
    if sentence.word(found[1]) == "of" and sentence.has(("custom_chips",), (found[1], found[1] + CHIPS_WITHIN)):
        return False  # "To build 10 gigawatts of custom AI chips"
    if first == "delivered" and after == "from":
        return False  # "Power is delivered from sites in Utah"
    if first.startswith("deliver") and _is_sold_from_there(found, case):
        return False  # "To deliver $4 billion of capacity from a campus": what is sold, and whence
    if first == "power" and sentence.word(case.trigger[0] - 1) in {"of", "megawatts", "mw", "gw", "gigawatts"}:
        return False  # "112 megawatts of power on useless work"
    before = sentence.passage.lower[max(sentence.start, case.trigger[0] - SUPPOSED_WITHIN) : case.trigger[0]]
    if case.category == "site_open" and after in {"power", "electricity", "energy"}:
        return False  # "A deal to deliver power to Meta's data centers"
    if case.category == "site_halt" and found[1] < case.trigger[0] and sentence.word(case.trigger[0] - 1) == ",":
        return False  # "Warns of data center delays, trims its outlook": something else is cut.
    if case.category == "site_halt" and not SUPPOSING.isdisjoint(before):
        return False  # "Unlikely to be canceled", "if its data center is delayed"
    verbal = sentence.word(case.trigger[0] - 1) in {"to", "will", "would", "and", "we"}
    if first == "commission" and case.category == "site_open" and not verbal:
        return False  # "The Ohio Commission": who, not what is done.
    if case.frame.id == "site.footprint" and (
        sentence.word(case.trigger[0] - 1),
        sentence.word(case.trigger[0] - 2),
    ) == (
        "to",
        ",",
    ):
        return False  # "Deploys its models there, to expand its capacity": what for.
    if sentence.word(found[0]) == "capacity" and sentence.word(found[0] - 1) in OF_FACTORIES:
        return False
    if sentence.word(found[0]) in {"build", "builds"} and sentence.word(found[0] - 1) == "to":
        return False  # "Raises $1 billion to build models": a verb, no site.
    if case.category in {"site_build", "site_plan"} and after == "to":
        # "Plans to pour billions into": the plan is not the deed.
        return False
    if first in {"plan", "plans"} and sentence.word(case.trigger[0] - 1) in BEFORE_PLAN:
        # "Spending plans for data centers" are money, not a place.
        return False
    if sentence.word(case.trigger[0] - 1) == "-" and first in HALF_DONE:
        return False  # "Half-built campuses"
    if (
        first.endswith("ed")
        and case.category != "site_level"
        and sentence.word(case.trigger[0] - 1) in BEFORE_ADJECTIVE
    ):
        # "Backlash over a proposed data center": only says which.
        return False
    if sentence.has(("site_idea",), found) and not sentence.passage.has("ai_place"):
        return False
    behind = sentence.passage.lower[found[1] : min(found[1] + 2, sentence.end)]
    if behind and (behind[0] in FOR_SITES or (behind[0] in {"ai", "gpu"} and behind[-1] in FOR_SITES)):
        return False  # "Announced data center AI accelerators"
    counted = any(hit.start == found[0] for hit in sentence.amounts)
    fuels = sentence.spans_inside(("power_source",), (found[1], found[1] + GERUND))
    if counted and any(sentence.word(end) not in {"-", "powered", "fired"} for _, end in fuels):
        # "Deploys 2.3 GW of gas power": what the number counts is power.
        return False
    low, high = sorted((case.trigger, found))
    if sentence.has(("power_source",), (low[1], high[1])):
        # "Started construction on a solar plant for its data center": the plant, not the data center.
        return False
    between = sentence.passage.lower[case.trigger[1] : found[0]]
    if not {"whose", "which"}.isdisjoint(between) or not PAID_FOR.isdisjoint(between):
        return False
    if case.category == "site_invest" and any(
        case.trigger[1] <= n.start < found[0] and n.party for n in sentence.names
    ):
        # Money goes to a company, not to a place.
        return False
    if found[1] <= case.trigger[0] and sentence.word(case.trigger[0]) in PARTICIPLE:
        before = [sentence.word(at) for at in range(case.trigger[0] - GERUND, case.trigger[0])]
        told = sentence.in_headline and sentence.word(case.trigger[1]) in BEHIND_FATE
        return told or not HELPERS.isdisjoint(before)
    return True


def _is_factory(found: Span, case: Case) -> bool:
    """ "A new facility to make transformers for AI data centers": what is built makes goods for others' sites."""
    sentence, lower = case.sentence, case.sentence.passage.lower
    if sentence.has(("ai_place", "place.project"), found):
        between = lower[case.trigger[1] : found[0]]
        return not (FACTORY_WORDS | PLANTS).isdisjoint(between) and NO_LONGER.isdisjoint(between)
    low, high = max(sentence.start, found[0] - CAMPUS_REACH), min(found[1] + FACTORY_REACH, sentence.end)
    high = next((at for at in range(found[1], high) if lower[at] in BESIDE_PLANT | {"next", "at"}), high)
    return not (FACTORY_WORDS | PLANTS).isdisjoint(lower[low:high]) and NO_LONGER.isdisjoint(lower[low:high])


def _is_aim_of_goods(found: Span, sentence: Sentence) -> bool:
    """ "Is developing networking chips for AI data centers", "senior vice president of data centers"."""
    lower = sentence.passage.lower
    for at in range(found[0] - 1, max(found[0] - 4, sentence.start), -1):
        if lower[at] == "for":
            return lower[at - 1] in GOODS_FOR_SITES
        if lower[at] == "of":
            return lower[at - 1] in POSTS_OF
    return False


def _is_background(case: Case) -> bool:
    """A noun of delay behind a preposition is a reason ("cuts its forecast on data center delays")."""
    noun = case.sentence.word(case.trigger[0]) in {"delay", "delays"} and case.object is not None
    if case.category != "site_late" and not (noun and case.object and case.object[1] == case.trigger[0]):
        return False
    first = min(case.trigger[0], case.object[0] if case.object else case.trigger[0])
    return any(case.sentence.word(at) in BEFORE_NOUN for at in range(first - 3, first))


def _is_for_ai(case: Case) -> bool:
    """The builder is of the trade, or the text speaks of AI, or the site is too big for anything else."""
    passage, groups = case.sentence.passage, case.groups(case.actor)
    site = passage.has("ai_place") or passage.has("place.project")
    if groups & HOSTS or (site and groups & OF_INTEREST):
        return True
    if case.actor is None and case.sentence.has(("site_target", "site_level")) and passage.has("own_power"):
        # "We expect to exit the year with 850 megawatts of active power": no other trade counts its power so.
        return True
    if groups & {"lab"} or (passage.has("strong_context") and not site):
        return True
    is_campus = case.sentence.has(("campus_word",)) and not case.sentence.has(("power_source",))
    if is_campus and any(hit.amount.unit == "MW" or _is_big(hit.amount) for hit in case.sentence.amounts):
        # "A 540 MW campus": nobody else counts its campus so.
        return True
    if is_campus and case.object is not None:
        low = max(case.sentence.start, case.object[0] - NAME_REACH)
        if case.actor is not None and not COMPUTING_WORDS.isdisjoint(passage.lower[low : case.object[1]]):
            return True  # "A new AI and high-performance computing (HPC) campus"
    counted = any(hit.start == (case.object or case.trigger)[0] for hit in case.sentence.amounts)
    if counted and groups & OF_INTEREST:
        return True
    if site and case.category in FATES and passage.has("strong_context"):
        return True
    about = passage.has("ai_word") or passage.has("campus_word") or passage.has("site_scale")
    about = about or bool(passage.groups & OF_INTEREST)
    starts = case.frame.id in WHOLE_BUILDS or case.category == "site_start"  # "Colt breaks ground on a data center"
    about = about or (starts and case.actor is not None)
    return site and (about or any(_is_big(hit.amount) for hit in passage.amounts))


def _is_big(amount: Amount) -> bool:
    top = amount.value[1] if isinstance(amount.value, tuple) else amount.value
    return top >= BIG_SITE.get(amount.unit, float("inf"))


def _passed_by_none(case: Case) -> bool:
    """Its builder acts; not "an Ohio county approves Google's data center"."""
    sentence, at = case.sentence, case.trigger[0]
    if not sentence.word(at).startswith(PASSING):
        return True
    low = sentence.clause(at)[0]
    firms = any(n.entity.kind == "company" and low <= n.start < at for n in sentence.names)
    return firms or not sentence.has(PUBLIC, (low, at))


def _no_firm_bought(case: Case) -> bool:
    """ "Buys land developer Elm": who builds on land is bought, no land."""
    if case.object is None:
        return True
    between = case.sentence.passage.lower[case.trigger[1] : case.object[1] + 1]
    return "from" in between or FIRM_NOUNS.isdisjoint(between)


def _place_told(case: Case) -> bool:
    """Whose place opens, or which: not "until additional capacity comes online", "the first chips come online"."""
    if case.actor is not None or case.sentence.has(("ai_place", "place.project", "campus_word")):
        return True
    return any(name.entity.kind == "company" for name in case.sentence.names)


def _own_growth(case: Case) -> bool:
    """ "We will double our footprint": ours, and no customer's."""
    if case.object is None:
        return False
    return not {"our", "total"}.isdisjoint(case.sentence.passage.lower[case.trigger[1] : case.object[0]])


def _megawatts_between(case: Case) -> bool:
    """ "Enters Portugal with a 200 MW campus": how big, behind "with"."""
    if case.object is None:
        return False
    low, high = case.trigger[1], case.object[1]
    sized = any(low <= a.start < high and a.amount.unit in {"MW", "GW", "gpus"} for a in case.sentence.amounts)
    return sized and "with" in case.sentence.passage.lower[low:high]


def _level_due(case: Case) -> bool:
    """ "Expects contracted power to reach 220 MW": not so far yet."""
    sentence = case.sentence
    last = max(case.trigger[1], case.object[1] if case.object else 0)
    return not EXPECTING.isdisjoint(sentence.passage.lower[sentence.clause(case.trigger[0])[0] : last])


def _compute_talk(case: Case) -> bool:
    """The text speaks of computing for AI."""
    passage = case.sentence.passage
    return any(passage.has(category) for category in ("ai_word", "strong_context", "ai_place"))


def is_one_site(site: Span, sentence: Sentence) -> bool:
    """ "In its 30th data center": one, and a new one."""
    words = sentence.passage.lower[max(sentence.start, site[0] - 4) : site[0]]
    opened = {"in", "on", "for", "build", "building", "develop", "construct"} & set(words) and {
        "a",
        "an",
        "its",
        "another",
        "new",
    } & set(words[-3:])
    return bool(opened) and not sentence.word(site[1] - 1).endswith("s")


def _body_is_place(case: Case) -> bool:
    """A council or county only says where: "halts its campus in Lancaster County", not "the county halts"."""
    sentence, (at, end) = case.sentence, case.trigger
    low, high = sentence.clause(at)
    for first, _ in sentence.spans(("rule_bodies",)):
        if low <= first < high:
            near = sentence.passage.lower[max(first - NEAR_BODY, end) : first]
            if first < at or PLACING.isdisjoint(near):
                return False
    return True


def _no_body_acts(case: Case) -> bool:
    """Where no builder is named, no council or law stands in the sentence: its pause is a rule."""
    return case.actor is not None or not case.sentence.has(("rule_bodies", "rule_word", "zoning_thing"))


PEOPLE = frozenset(
    "technicians technician guards workers engineers employees staff staffers team teams electricians jobs".split()
)


def _no_people(case: Case) -> bool:
    """Not "lifted pay for data center guards", "expanded its data center team": who works there."""
    return case.object is None or PEOPLE.isdisjoint(case.sentence.passage.lower[case.object[1] : case.object[1] + 2])


OUGHT = frozenset("must should need needs could can cannot not n't never helps help lets let".split())
"""Before a verb: somebody ought to do it, and nobody has."""
NOT_OWN = frozenset(
    "demand for spending investment stake prices costs forecast estimate outlook on in pressure".split()
)
"""Between a verb and a fleet: something else grows."""


def _own_fleet(case: Case) -> bool:
    """ "Its data center capacity", or the fleet right behind the verb: not "boosts demand for data center capacity"."""
    between = case.sentence.passage.lower[case.trigger[1] : case.object[0]] if case.object else []
    before = case.sentence.passage.lower[max(case.trigger[0] - 2, case.sentence.start) : case.trigger[0]]
    return NOT_OWN.isdisjoint(between) and OUGHT.isdisjoint(before)


MOST_NAMES = 8


def _names_then_verb(case: Case) -> bool:
    """Nothing but capitalised names before the participle: "Nscale, Aker Erecting"."""
    sentence, words = case.sentence, case.sentence.passage.words
    before = range(sentence.start, case.trigger[0])
    is_name = all(words[at][:1].isupper() or words[at] in {",", "and", "&", "-", "."} for at in before)
    return 0 < len(before) <= MOST_NAMES and is_name and not sentence.has(("place.body",), (before[0], case.trigger[0]))


def _least(value: float | tuple[float, float]) -> float:
    return value[0] if isinstance(value, tuple) else value


A_SITE = 500
"""So many chips fill a room of their own."""


def _runs_chips(case: Case) -> bool:
    """Whoever runs computers, or a firm that no list knows; no maker of chips. "Orders 36 racks" has a noun."""
    before = case.sentence.word(case.trigger[0] - 1)
    if case.sentence.word(case.trigger[0]) == "racks" and (before[:1].isdigit() or before.startswith("nvl")):
        return False
    groups = case.groups(case.actor)
    known = bool(groups & (COMPUTING | {"cloud", "seller_lab"}))
    if not known and not any(
        a.amount.unit == "GPUs" and _least(a.amount.value) >= A_SITE for a in case.sentence.amounts
    ):
        return False  # "A university deploys 32 GPUs"
    if any(
        n.entity.kind == "company" and n.entity.groups & CHIP_MAKERS and n.party != USUAL_MAKER
        for n in case.sentence.names
    ):
        return False  # "To deploy 50,000 AMD MI450 chips": a contract with their maker
    return case.actor is not None and (known or (case.actor.entity.kind == "unknown" or not groups))


def _site_runner(case: Case) -> bool:
    """Whoever lives from its sites' power."""
    return bool(case.groups(case.actor) & HOSTS)


def _compute_runner(case: Case) -> bool:
    """Whoever runs computers: what it buys is a site to build on, no company."""
    return bool(case.groups(case.actor) & COMPUTING)


def _place_behind(case: Case) -> bool:
    """Where it stands follows: "at its Memphis site"."""
    end = case.object[1] if case.object else case.trigger[1]
    return case.sentence.has(("site_place", "ai_place", "place.project", "campus_word"), (end, end + AIM_REACH))


def _a_site_there(case: Case) -> bool:
    """Money for a country is a plan for it, unless a site is named: "$9 billion in Virginia AI infrastructure"."""
    if case.object is None:
        return True
    if not EQUALLING.isdisjoint(case.sentence.passage.lower[case.trigger[1] : case.object[0]]):
        return False  # "To spend $1.4 trillion, equating to 30 gigawatts of data center capacity"
    if case.sentence.word(case.object[1]) in SITE_GOODS and not case.sentence.has(("site_place",)):
        return False  # "Puts $3 billion into more AI data centers"
    if _is_factory(case.object, case):
        return False  # "In a facility focused on switchgear production for data centers"
    if not case.sentence.has(("site_place",), case.object):
        return True
    return case.sentence.has(("ai_place", "campus_word", "place.project"))


def _no_utility(case: Case) -> bool:
    """ "Its contracted data center capacity" is what a utility sells, not what it builds."""
    return "power" not in case.groups(case.actor)


NO_BUILDING = frozenset(
    "push ambitions offering offerings strategy lineup line-up roadmap ecosystem solutions products credentials".split()
)
"""Behind a place they speak of what is sold for such places."""


def _one_phrase(case: Case) -> bool:
    """Nobody else is named between the verb and the place, and nothing breaks the phrase."""
    sentence, found = case.sentence, case.object
    if found is None:
        return False
    if sentence.word(found[1]) in NO_BUILDING:
        return False  # "Expands data center push with a partnership"
    inner = range(case.trigger[1], found[0])
    if any(sentence.word(at) in PHRASE_BREAKS and not _joins_a_place(at, sentence) for at in inner):
        return False
    if _is_purpose(case):
        return False
    return not any(
        n.party and n.entity.kind in {"company", "person"} and case.trigger[1] <= n.start < found[0]
        for n in sentence.names
        if sentence.word(n.end) not in {"-", "'s", "’s"}
    )


def _joins_a_place(at: int, sentence: Sentence) -> bool:
    """The commas of "its Abilene, Texas, campus"."""
    return sentence.word(at) == "," and sentence.has(("site_place",), (at - 2, at + 2))


def _is_purpose(case: Case) -> bool:
    """ "Raises $3.9 billion to build": what the money is for, not what is said to be done."""
    sentence, at = case.sentence, case.trigger[0]
    if sentence.word(at) != "to":
        return False
    start = sentence.clause(at)[0]
    paid = any(start <= a.start < at for a in sentence.amounts) or sentence.word(at - 1) in PURPOSE_OF
    if sentence.word(at - 1) in OUTLAYS and not PROPOSING.isdisjoint(sentence.passage.lower[start:at]):
        return False  # "Announces a 2 billion euro investment to build": its own money for its own site.
    before = sentence.passage.lower[start:at]
    if not JOINT.isdisjoint(before) and (not paid or not VENTURES.isdisjoint(before)):
        return False  # "A partnership with Tallgrass to develop": what the two do.
    named = case.actor is not None and case.actor.end == at
    return paid or not (named or sentence.word(at - 1) in INTENT)


def _site_before(case: Case) -> bool:
    """The subject is the place itself: its name or its noun stands before the verb."""
    sentence, start = case.sentence, case.sentence.clause(case.trigger[0])[0]
    if sentence.has(("ai_place", "place.project"), (start, case.trigger[0])):
        return True
    return any(n.entity.kind == "product" and n.end <= case.trigger[0] for n in sentence.names) and sentence.has(
        ("place.project",)
    )


def _no_named_party(case: Case) -> bool:
    low, high = case.window
    return not any(low <= n.start < high and n.party and not n.bystander for n in case.sentence.names)


def _site_is_subject(case: Case) -> bool:
    """ "The site will scale to 401 megawatts": the clause is about a place, in a text about computing."""
    sentence, passage = case.sentence, case.sentence.passage
    start, at = sentence.clause(case.trigger[0])[0], case.trigger[0]
    opens = sentence.word(start) in PLACE_OPENERS or sentence.passage.words[start][:1].isupper()
    about = passage.has("ai_place") or passage.has("strong_context") or bool(passage.groups & HOSTS)
    return opens and about and sentence.has(("ai_place", "place.project", "campus_word", "a_place"), (start, at))


def _no_named_party_before(case: Case) -> bool:
    """Nobody acts: names before the verb only say whose or which site."""
    sentence, start = case.sentence, case.sentence.clause(case.trigger[0])[0]
    before = [n for n in sentence.names if start <= n.start < case.trigger[0] and n.party and not n.bystander]
    return all(sentence.word(n.end) in POSSESSIVE or sentence.word(n.start - 1) == "by" for n in before)


def _capacity_rises(case: Case) -> bool:
    """The subject right before the verb is capacity of a text about computing."""
    at, passage = case.trigger[0], case.sentence.passage
    about = passage.has("ai_word") or passage.has("ai_place") or bool(passage.groups & HOSTS)
    return about and case.sentence.has(("cap_noun",), (at - AMOUNT_REACH - 1, at))


def _campus_named(case: Case) -> bool:
    """A campus or a size: small computer rooms are nobody's news."""
    sentence, found = case.sentence, case.object
    big = any(hit.amount.unit in BIG_SITE for hit in sentence.amounts)
    return found is not None and (
        big or sentence.has(("campus_word",)) or case.sentence.passage.has("ai_word") or _is_for_ai(case)
    )


def _money_for_a_site(case: Case) -> bool:
    """The sum is for data centers at a place: "$40 billion in Texas data centers"."""
    named = case.sentence.passage.words[case.trigger[1]][:1].isupper()
    if case.sentence.word(case.trigger[0]) == "with" and named:
        return False  # "A partnership with ECP for data center development"
    sentence, at = case.sentence, case.trigger[1]
    end = min(case.window[1], sentence.clause(case.trigger[0])[1])
    sums = any(a.amount.unit == "USD" and case.trigger[1] - 1 <= a.start < end for a in sentence.amounts)
    if not (sums or _sum_of_a_site(case)) or not sentence.has(("ai_place", "campus_word", "place.project"), (at, end)):
        return False
    return sentence.has(("site_place", "one_site"), (at, end)) and _is_for_ai(case) and no_power_goods(case)


def _sum_of_a_site(case: Case) -> bool:
    """A sum for it; one in euros or yen is of a site only where that is one, else of a plan for a country."""
    if has_amount(case):
        return True
    sentence, (low, high) = case.sentence, case.window
    return sentence.has(("foreign_sum",), case.window) and any(
        is_one_site(site, sentence) for site in sentence.spans(("ai_place",)) if low <= site[0] < high
    )


LATE_WITHIN = 14
"""Tokens behind the verb in which "late" stands."""
SCHEDULED = frozenset("planned expected scheduled promised agreed hoped".split())
"""Behind "later than"."""
BEHIND_LATE = frozenset(". , ; because due and as after by".split())
"""Behind "late" where it is no part of a date."""


def _comes_late(case: Case) -> bool:
    """ "Delivered late", "completed a year later than planned"; "completed late next year" only tells when."""
    lower, end = case.sentence.passage.lower, case.sentence.clause(case.trigger[0])[1]
    for at in range(case.trigger[1], min(end, case.trigger[1] + LATE_WITHIN)):
        behind = lower[at + 1 : min(at + 3, end)]
        if lower[at] == "later" and behind[:1] == ["than"] and not SCHEDULED.isdisjoint(behind):
            return True
        if lower[at] == "late" and (not behind or behind[0] in BEHIND_LATE):
            return True
    return False


CONDITIONS: dict[str, Condition] = {
    "no_utility": _no_utility,
    "site_runner": _site_runner,
    "compute_runner": _compute_runner,
    "place_behind": _place_behind,
    "a_site_there": _a_site_there,
    "no_people": _no_people,
    "own_fleet": _own_fleet,
    "names_then_verb": _names_then_verb,
    "runs_chips": _runs_chips,
    "no_body_acts": _no_body_acts,
    "one_phrase": _one_phrase,
    "site_before": _site_before,
    "no_named_party": _no_named_party,
    "compute_talk": _compute_talk,
    "comes_late": _comes_late,
    "not_late": lambda case: not _comes_late(case),
    "raised_for_a_site": _raised_for_a_site,
    "site_context": _site_context,
    "no_other_plan": _no_other_plan,
    # "Cancels leases for AI data centers" ends a contract.
    "no_lease_ended": lambda case: (
        case.object is None
        or {"lease", "leases"}.isdisjoint(case.sentence.passage.lower[case.trigger[1] : case.object[0]])
    ),
    "nothing_lacks": lambda case: (
        not case.sentence.has(("bare_shortage", "shortage_strong"), (case.trigger[0] - 3, case.trigger[0]))
    ),
    # "Data center delays hurt guidance": what has caused something else.
    "no_noun_delays": lambda case: (
        case.sentence.word(case.trigger[0]) != "delays" or case.sentence.word(case.trigger[1]) not in EFFECTS
    ),
    # "The loan will pay for a campus": what money is for.
    "no_money_supports": lambda case: (
        case.sentence.word(case.trigger[0] - 1) not in {"the", "its", "their"}
        or SUPPORTING.isdisjoint({case.sentence.word(case.trigger[0] - 2), case.sentence.word(case.trigger[0] - 3)})
        or MONEY_DRAWN.isdisjoint(case.sentence.passage.lower[case.sentence.start : case.trigger[0]])
    ),
    # "The on-time energization of a hall ...": it opens the sentence, behind no preposition.
    "is_subject": lambda case: (
        case.trigger[0] - case.sentence.start <= 4
        and case.sentence.word(case.sentence.start) not in NOT_SUBJECT
        and case.sentence.word(case.trigger[0] - 1) not in NOT_SUBJECT
        and case.object is not None
        and NO_SITE_BETWEEN.isdisjoint(case.sentence.passage.lower[case.trigger[1] : case.object[0]])
    ),
    # "Earmarked for its data center buildout": for all that it builds.
    "no_wide_buildout": lambda case: (
        case.object is None or case.sentence.word(case.object[1]) not in {"buildout", "buildouts", "push"}
    ),
    # "Will double the power demand of data centers": what they use is none.
    "no_use_grows": lambda case: POWER_USED.isdisjoint(
        case.sentence.passage.lower[case.trigger[1] : min(case.trigger[1] + 6, case.sentence.end)]
    ),
    "site_is_subject": _site_is_subject,
    "no_named_party_before": _no_named_party_before,
    "capacity_rises": _capacity_rises,
    "campus_named": _campus_named,
    "money_for_a_site": _money_for_a_site,
    "runs_or_digs": _compute_runner,
    "sum_of_a_site": _sum_of_a_site,
    "body_is_place": _body_is_place,
    "work_goes_on": lambda case: (
        case.object is not None
        and any(0 <= case.object[0] - end <= NAME_REACH for _, end in case.sentence.spans(("work_noun",)))
    ),
    "no_firm_bought": _no_firm_bought,
    "own_growth": _own_growth,
    "level_due": _level_due,
    "level_held": lambda case: case.category != "site_level" or not _level_due(case),
    "megawatts_between": _megawatts_between,
    "place_told": _place_told,
    "passed_by_none": _passed_by_none,
}
