"""Conditions of the frames about sites, power, trade in chips, rules, products and people in charge.

What must never happen: an event from a side remark ("the company, which is building ...") or from an authority's or a
builder's act that has nothing to do with computing. So every frame of this family asks whether its trigger stands in a
main clause, whether the text is about computing for AI, and whether the actor is of the kind that can do such a thing:
a council bans, a company builds.

Known exceptions: a body whose name has none of the words of the rule file ("Project X Coalition" has, "Xylem" has not)
counts as a company.
"""

from __future__ import annotations

from itertools import pairwise

from pipelines.extract.conditions.general import Condition, chip_products, has_amount, has_size, wide_context
from pipelines.extract.drafts import AUTHORITIES, Case
from pipelines.extract.little_words import POSSESSIVE
from pipelines.extract.passage import NameHit, Sentence, Span
from pipelines.extract.quantities import Amount
from pipelines.extract.roles.names import list_behind
from pipelines.extract.roles.places import KINDS_OF_PLACES, behind_comma, finder
from pipelines.extract.trade import (
    BOUGHT_OF_CLOUDS,
    CHIP_MAKERS,
    COMPUTING,
    HOSTS,
    POWER_SELLERS,
    SINGLE_MINDED,
    USUAL_MAKER,
)

SIDE = frozenset(
    "which who whose whom where when since because though although unless whether before if that capping".split()
)
"""Words that open a clause of background wherever it stands."""
ENDED_BY_COMMA = frozenset("since when before because although though if unless".split())
"""Those whose clause ends at a comma: "since our last call, we signed ..."."""
RETOLD = frozenset("after following amid despite as while".split())
"""Words that open the news itself in a headline ("jumps after ..."), background in a body."""
AGO = frozenset("day days week weeks month months year years quarter quarters".split())
AUXILIARIES = frozenset("be is are was were been being 's 're begin begins began begun start starts started".split())
SAYING = frozenset(
    "says said say confirms confirmed expects expect sees adds warned warns announced announces believe believes "
    "told noted informed informs notified notifies "
    "acknowledged acknowledges admitted admits confirmed "
    "means suggests show shows reported report reports conceded is was denied denies".split()
)
INTENT = frozenset(
    "chosen selected tapped picked approval permission company firm startup "
    "intent intention "
    "plan plans planned planning set aim aims aiming want wants agree agrees agreed move moves moved expect expects "
    "expected seek "
    "seeks seeking due going intend intends hope hopes continue continues begin begins began begun start starts "
    "started "
    "prepare prepares preparing look looks looking propose proposes proposed partner partners pledge pledges "
    "pledged commit commits committed "
    "vow vows vowed offer offers threaten threatens threatened ready poised likely track sues sue vote votes "
    "voted considers about try tries decide decides decided bill deal talks first ability not pact able free n't "
    "refuse refuses decline declines poised slated scheduled gears up ponders "
    "rule rules legislation law push pushes".split()
)
FACED_WITHIN = 4
SITE_GOODS = frozenset({"capacity", "infrastructure", "buildout", "business", "market", "demand"})
BEFORE_PROBE = frozenset(
    "as after amid on while over pressure scrutiny to from shareholder investor losses and questions".split()
)
REFUSING = frozenset(
    """rejects rejected reject blocks blocked block denies denied approves approved upholds upheld reviews halts halted
    delays vetoes""".split()
)
COMPUTED = frozenset({"computing", "compute", "processing", "buying", "pricing", "purchasing"})
"""Before "power" they say that it is no electricity."""
DUTIES = frozenset(
    """be pay pays bring supply provide cover obtain get seek shut curtail cut reduce limit stop halt cease remove
    dismantle disclose report publish file register submit apply comply meet source fund bear build install use buy
    purchase secure prove show share return divest sell notify wait undergo pass have adopt offset generate
    contribute post sign first also now not""".split()
)
"""Behind "must": what a rule can ask for."""
OPPOSING = frozenset(
    "oppose opposes opposed opposing object objects objected objecting protest protests protested".split()
)
BUILDERS_WORDS = frozenset("site_sure site_sure_plan site_sure_done site_build site_plan site_will".split())
"""Categories of what somebody builds or plans."""
TENDERS = frozenset("bid bids tender tenders auction auctions procurement".split())
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
DEALING_LANDS = frozenset("saudi arabia uae gulf mideast east china chinese trump".split())
FATES = frozenset({"site_halt", "site_proceed", "force_majeure"})
"""What becomes of a disputed site is news whoever builds it."""
BIG_SITE = {"MW": 100.0, "USD": 1e9}
"""From here on nobody builds for anything but AI."""
BEFORE_ADJECTIVE = frozenset(
    "a an the its their his our over of for on in at with by about new originally initially previously once 's ’s "
    "protest protests protesting oppose opposes opposing against fight fights fighting reject rejects near".split()
)
BEFORE_PLAN = frozenset("spending capex investment expenditure capital buying".split())
BEFORE_NOUN = frozenset("on over amid after despite about from by due of for with as into through to".split())
OF_INTEREST = SINGLE_MINDED | COMPUTING | CHIP_MAKERS
HELPERS = AUXILIARIES | frozenset("has have had will to just finally now get gets got".split())
NAME_REACH = 6
"""Tokens from the start of a clause in which its subject ends."""
PRIVATE = frozenset(
    "developer developers company firm startup operator builder utility landowner investor zoo museum university "
    "college school hospital church club chamber foundation coalition association".split()
)
SAID_OR_ASKED = ("urge", "face", "flag", "warn", "report", "lobb", "press")
"""How words begin that no name of an authority has."""
DENIALS = frozenset("not n't never nor denies denied avoids escapes".split())
CHIP_LAWS = frozenset({"gain", "chip", "overwatch", "access"})
"""Words of the names of bills on the trade in chips."""
DECIDED = frozenset("decision decisions move order orders".split())
FOR_SITES = frozenset(
    """accelerator accelerators chip chips gpu gpus cpu cpus processor processors switch switches networking product
    products revenue revenues sales orders ssd ssds memory transceivers""".split()
)
"""Goods that only name the place they go to."""
CRITICISED = frozenset(
    """criticizes criticize criticized criticises slams slammed blasts blasted decries decried laments lamented
    condemned fears fear feared concerns worries worry worried concerned""".split()
)
"""What is said of a rule by those who do not make it."""
CONTROL_WORDS = frozenset({"controls", "curbs", "licensing"})
PUBLIC = ("place.body", "place.name")
FOLLOWED = frozenset({"comply", "complying", "compliance"})
EVADED = frozenset(
    "avoid avoids avoiding skirt skirts dodge dodges despite under given evade evades circumvent bypass current "
    "existing amid "
    "comply violate violating watch".split()
)
PARTNERS = frozenset("partner partners partnered team teams teamed join joins joined".split())
"""Words of doing together: "partners with firms to bring 2 GW online" says what they do."""
VENTURES = frozenset({"venture", "jv", "partnership", "alliance"})
"""Nouns of doing something together."""
JOINT = PARTNERS | frozenset(
    "partnership partnering venture jv working works alliance collaborate collaborates filed files submitted submits "
    "application applied".split()
)
MARKS = frozenset({":", "-", "--", "—", "–"})
"""Behind the word that says what a piece is."""
POSTS = ("compute", "infrastructure", "chip", "chip_thing", "data_center")
"""What a post at a firm of the trade is about."""
SPEAKERS = frozenset("we our us company it they".split())
STATED = frozenset({"announcing", "unveiling", "smuggling", "bring", "focusing"})
"""Words in "-ing" that say what is done, or are no participles at all."""
BANS = ("ban", "block", "bar", "outlaw", "prohibit", "restrict")
CAUSES = frozenset("on after following".split())
WERE = frozenset("was were been is are be being gets got".split())
SAID_WITHIN = 6
SAID_THINGS = frozenset(
    """report reports claim claims concern concerns fear fears worry worries rumor rumors rumour rumours idea notion
    talk talks suggestion suggestions speculation criticism allegation allegations comparison comparisons question
    questions threat threats doubts skepticism scepticism warning warnings accusation accusations narrative
    possibility prospect theory bubble jitters anxiety complaints objections lawsuit suit charges bid offer merger
    takeover deal negotiations calls chatter story stories assertion assertions argument""".split()
)
"""What a chief dismisses, suspends or walks away from, without anybody's going."""
CAUSE_REACH = 8
OTHER_PLACES = frozenset(
    "offices stores warehouses factories factory headquarters shops restaurants buses ships".split()
)
"""What is supplied with power and computes nothing."""
MEANS = frozenset("used turbines turbine generators needed required enough".split())
PAID_FOR = frozenset("fund funds funding finance finances financing bankroll bankrolls".split())
"""Money for a site, not the site."""
TECH = frozenset("tech hyperscalers hyperscaler megacap megacaps mega-cap cloud giants titans".split())
"""Words of a group that spends on computing."""
FAB_OWNERS = frozenset({"TSM", "MU", "005930.KS", "000660.KS", "INTC", "SNDK"})
"""Makers of chips that spend such sums on nothing but plants."""
SUM_OF_PLANS = 20e9
"""From here on a big spender spends on nothing but computing."""
FAILING = frozenset(
    """struggles struggling crashes crashed stalls stalled falters faces hits
    collapses collapsed flops fails failed""".split()
)
"""Behind a budget: how the project goes."""
HOLDING = frozenset(
    "plans plan unveils unveiled announces announced amid defends defended outlines outlined details touts reveals "
    "revealed approves approved pledges commits weighs mulls eyes reaffirms keeps launches with has drafts drafted "
    "prepares readies proposes backs fund funds bankroll finances".split()
)
"""Verbs between an owner and his budget."""
PHRASE_BREAKS = frozenset(
    "for to which that who and while by with as after on use stake partnership access relationship "
    "deal contract leasing "
    "renting selling buying financing funding backing "
    "agreement lease , : ;".split()
)
PURPOSE_OF = frozenset("firms loan loans bonds debt money funds funding capital cash".split())
"""Before "to": what it is for."""
POWER_NAMES = frozenset(
    "power energy electric nuclear utilities utility turbines vernova renewables gas grid solar geothermal".split()
)
POWER_REACH = 10
AIM_REACH = 7
SOFTWARE_REACH = 5
SOFTWARE = frozenset(
    """model models workloads workload claude chatgpt gemini copilot grok llama assistant assistants agents chatbot
    chatbots applications apps products services features search inference training""".split()
)
"""What runs on computers: "to power its models" is said of chips and clouds."""
PRICE_OF_POWER = frozenset("cost costs bill bills price prices pricing rate rates tariff tariffs recovery".split())
BEHIND_CHANGE = frozenset(
    "to by in this next for again as amid after and on at over through with from more further sharply guidance "
    "$ . , : ; - — –".split()
) | {""}
"""What stands behind a change of a budget itself, where the budget is the subject."""
PASSING = ("approv", "back", "endors", "clear", "okay", "authori", "grant")
AMOUNT_REACH = 2
HALF_DONE = frozenset("built finished completed owned funded".split())
GERUND = 3
TARIFFS = frozenset("tariff tariffs duties levies levy".split())
CONTROLLING = ("export", "curb", "ban", "licen", "blacklist", "restrict")
"""How words begin that speak of a control on trade beside a duty."""
OF_FACTORIES = frozenset(
    "memory manufacturing production packaging foundry hbm fab wafer chip storage advanced".split()
)
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
NO_LONGER = frozenset("into former old shuttered closed disused defunct".split())
"""Beside a plant that becomes a site: "turns a former steel plant into a data center"."""
UNNAMED_PARTIES = frozenset("companies firms tenant tenants pair duo developer developers partners".split())
BESIDE_PLANT = frozenset("near beside alongside adjacent".split())
STUDYING = frozenset(
    """student students school schools university college film studio studios office offices hospital medical research
    training academic headquarters workers employees retail shopping sports""".split()
)
"""What other campuses are for."""
NOT_BUILT = frozenset("business reputation career brand fortune name case model models empire moat".split())
POSTS_OF = frozenset("president director head chief vp officer".split())
GOODS_FOR_SITES = FOR_SITES | frozenset(
    "server servers system systems chipset platform modules cards card rack racks transceiver optics hardware software "
    "hbm4 drives equipment turbines".split()
)
SUPPOSING = frozenset({"unlikely", "if", "unless", "avoid", "avoids"})
SUPPOSED_WITHIN = 7
OFFERING = ("launch", "unveil", "announc", "reveal", "creat", "establish")
"""How verbs begin that offer goods for a place."""
COMPUTING_WORDS = frozenset("ai hpc computing compute gpu supercomputing hyperscale".split())
FASHIONS = frozenset("drive boom push race demand network frenzy craze wave rush".split())
NEAR_BODY = 4
PLACING = frozenset("in near at outside across around inside".split())
FOR_CHINA = frozenset("h20 h20s h800 h800s a800 b30a mi308".split())
NEEDING = frozenset("need needs needed require requires required needing requiring".split())
REFUSED = frozenset({"not", "n't", "never"})
FIRM_NOUNS = frozenset(
    "developer developers operator operators builder builders owner owners provider startup firm company".split()
)
"""Firms that have land and sites, as buyers of the whole of them are told of."""
EXPECTING = frozenset(
    "expect expects expected expecting will target targets targeting plan plans aims aim reach sees forecasts".split()
)
LAWMAKERS = frozenset("lawmakers lawmaker senators senator legislators congressman committee democrats".split())
REMAINING = frozenset({"remain", "remains"})
EASED = ("reprieve", "relief", "exempt", "waiver", "rollback", "repeal", "reversal", "carve")
"""How nouns begin that take a limit back."""
LICENSING = frozenset("rule rules requirement requirements".split())
RULE_NOUNS = frozenset(
    """rule rules tariff tariffs rate rates ordinance ordinances limits requirements fee fees surcharge standards cap
    caps restrictions curbs levy""".split()
)
"""What an authority passes that binds whoever builds."""
FREEING = frozenset("break breaks exemption exemptions relief waiver incentive incentives discount cut cuts".split())
RULES = frozenset("rule rules draft proposal plan proposed".split())
SPEAKING = frozenset("says said warns warned sees".split())
MAYBE = frozenset("could may might would".split())
BUYERS = frozenset("customers clients buyers users hyperscalers tenants".split())
LINEUPS = frozenset("lineup line-up portfolio roster family range line".split())
NO_GOODS = frozenset(
    """lawsuit suit complaint hiring spree policy search probe investigation buyback campaign ipo offering bond bonds
    stake strategy ceo cfo chief director number tender fund results dividend conference rates""".split()
)
"""What is launched or announced and is no product."""
ASIDE_OF_GOODS = frozenset("as amid while after over at in because".split())
MAKING = frozenset("build builds built building double doubles doubled doubling boost boosts triples raises".split())
STATE_BUILDS = frozenset({"site.sure", "site.build", "power.give"})
BUILDING = frozenset(
    """build builds built building construct constructing develop developing establish establishing set erect
    restart restarts reboot reboots revive revives reopen reopens""".split()
)
"""Verbs of what a country does itself; it also approves, plans and welcomes what others do."""
"""Frames of what a country may do itself: "Italy plans to build a data center"."""
EQUALLING = frozenset("equating equates equivalent equal equals".split())
PLACE_OPENERS = frozenset("the this our its that a an each both phase".split())
WHOLE_BUILDS = frozenset({"site.sure", "site.invest", "site.invest_one", "site.money"})
"""Frames that say of somebody that he builds a site, whose words leave nothing else to be meant."""
MOST_PLACES = 3
"""Objects of one verb that are asked for being a place."""
"""Tokens before an "-ing" word in which its auxiliary stands."""
FORCING = frozenset(
    "force forces forced forcing push pushes pushed pushing prompt prompts prompted compel compels".split()
)
NOT_THE_SITE = frozenset(
    "buy purchase acquire repay refinance redeem equip working debt shares equipment servers".split()
)
"""Between money raised and a site: what it is for is something else."""


def main_clause(case: Case) -> bool:
    """The trigger is said as news, not in passing: no relative clause, purpose, bare participle or "weeks after"."""
    sentence, at = case.sentence, case.trigger[0]
    if sentence.word(at) in {"open", "opens", "opened"} and sentence.word(case.trigger[1]) in {"-", "source"}:
        return False  # "The open-source AI hub"
    start = sentence.clause(at)[0]
    opener, between = sentence.word(start), sentence.passage.lower[start:at]
    if opener in SIDE and start < at and not (opener in ENDED_BY_COMMA and "," in between):
        return False
    if (
        opener in RETOLD
        and sentence.word(start + 1) != ","  # "Shortly after, IREN issued a bond"
        and (not sentence.in_headline or sentence.word(start - 1) in AGO)
        and behind_comma(start, at, sentence) is None
        and not _is_news_beside(start, case)
    ):
        return False
    if opener in RETOLD and not UNNAMED_PARTIES.isdisjoint(between[-2:]):
        return False  # "Takes over the site after the two companies walked away"
    reported = between[1:3] == ["reports", "that"] and _is_news_beside(start, case)
    if opener in RETOLD and "that" in between and "," not in between and not reported:
        # "Following reports that Samsung got licences, Washington ...".
        return False
    if not {"which", "whose", "who"}.isdisjoint(between) or _is_relative(between):
        return False
    if case.frame.type == "export_control" and ("even", "with") in pairwise(between):
        return False  # "Has 50,000 GPUs even with US restrictions"
    word = sentence.word(at)
    if case.frame.type in AUTHORITIES and word.endswith("ed") and sentence.word(at - 1) in {"a", "an", "the", "its"}:
        return False  # "Pushes back on a proposed data center"
    if case.frame.type in AUTHORITIES and word == "delays" and sentence.word(at - 1) in {"faces", "face", "facing"}:
        return False
    if word.endswith("ing") and word not in STATED:
        if case.frame.type == "executive_change" and sentence.in_headline and "," not in between:
            return True  # "Applied Digital chairman stepping down"
        if case.category == "site_halt" and sentence.in_headline and _opens_with_actor(case):
            return True  # "Meta backing out of a data center"
        # "By requiring licences", "joins others, expanding curbs": an authority's participle tells what it does.
        return _is_finite(at, sentence) or (case.frame.type == "export_control" and is_public(case.actor, sentence))
    if sentence.word(at - 1) == "to" and _site_is_due(case, between):
        return True
    if sentence.word(at - 1) == "to" and sentence.word(at - 2) in DECIDED and case.frame.type in AUTHORITIES:
        return is_public(case.actor, sentence)  # "The bureau's decision to add firms to the Entity List"
    return sentence.word(at - 1) != "to" or _is_predicate(at - 1, case)


def _opens_with_actor(case: Case) -> bool:
    """The name of who acts is all that stands before the verb."""
    return case.actor is not None and (case.actor.start, case.actor.end) == (case.sentence.start, case.trigger[0])


def _site_is_due(case: Case, between: list[str]) -> bool:
    """ "Expects its campus to be operational by 2027", "Microsoft's data center to open next year"."""
    at, found = case.trigger[0], case.object
    if case.frame.type != "data_center_build" or found is None or found[1] > at:
        return False
    if case.sentence.word(at) not in {"be", "open", "come", "go", "start", "begin", "enter"}:
        return False
    return case.sentence.in_headline or not {"expects", "expected", "expect"}.isdisjoint(between)


def _is_news_beside(start: int, case: Case) -> bool:
    """What a body tells as news beside its main clause: why a share moves, in the opening, or what another does
    meanwhile ("Meta signed ..., while Alphabet announced ...")."""
    sentence = case.sentence
    if sentence.word(start) == "while":
        return any(name.party and name.start == start + 1 for name in sentence.names)
    if case.frame.type in AUTHORITIES and sentence.has(("site_halt", "rule_tight"), (sentence.start, start - 1)):
        return True  # "Projects are on hold after the county voted for a moratorium": what it decided is the news.
    opening = sentence.index == 0 and sentence.word(start - 1) not in AGO
    return opening and any(end <= start for _, end in case.claimed)


def _is_relative(between: list[str]) -> bool:
    """Whether a "that" stands before the trigger and is not what somebody said."""
    return any(word == "that" and SAYING.isdisjoint(between[max(at - 9, 0) : at]) for at, word in enumerate(between))


def _is_finite(at: int, sentence: Sentence) -> bool:
    """Whether an "-ing" word is the verb of its clause ("is building") or a noun at its start ("Smuggling case")."""
    before = [sentence.word(index) for index in range(at - GERUND, at)]
    return sentence.word(at - 1) == "" or not AUXILIARIES.isdisjoint(before)


def _is_predicate(at: int, case: Case) -> bool:
    """Whether "to" begins what somebody will do ("Amazon to build"), not what for ("lends to build")."""
    start, lower = case.sentence.clause(at)[0], case.sentence.passage.lower
    before = case.sentence.word(at - 1)
    if "first" in lower[start:at]:
        # "Becomes the first county to pause ...".
        return True
    if before in INTENT or before.endswith("ly") or before in {"", ")", ","}:
        return True
    if case.actor is not None and not FORCING.isdisjoint(lower[start : case.actor.start]):
        return all(n.party for n in case.sentence.names if case.actor.start <= n.start < at) and _ends_a_name(at, case)
    if before[:1].isdigit() and any(word.startswith("vote") for word in lower[start:at]):
        return True  # "Voted 7-0 to reject"
    if case.object is not None and case.object[1] == at and case.frame.type == "executive_change":
        return True
    if not PARTNERS.isdisjoint(lower[start:at]):
        return True
    named = case.actor is not None and case.actor.end == at
    named = named or any(n.end == at and n.party for n in case.sentence.names)  # "Humain and xAI to build"
    return at - start <= NAME_REACH and (named or case.sentence.passage.words[at - 1][0].isupper())


INTENDING = frozenset({"intends", "intend", "expects", "expect", "anticipates"})


def raised_for_a_site(case: Case) -> bool:
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


def _ends_a_name(at: int, case: Case) -> bool:
    """ "Outages compel Oracle and Meta to sign": right before "to" stands who has to."""
    return any(n.end == at and n.party for n in case.sentence.names)


def _no_other_plan(case: Case) -> bool:
    """Not "data center operator drops its plan to list": what is dropped is no site."""
    if case.object is None:
        return True
    behind = case.sentence.passage.lower[case.object[1] : case.object[1] + 2]
    return behind[:1] != ["to"] or behind[1:] not in (["list"], ["float"], ["sell"], ["merge"])


def _main_or_found(case: Case) -> bool:
    """The main clause, or what an authority finds: "China rules that Nvidia violated its laws"."""
    return main_clause(case) or finder(case.trigger, case.sentence) is not None


def site_context(case: Case) -> bool:
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


def a_factory(case: Case) -> bool:
    """A plant for chips, or one that makes goods for data centers: "$500 million in a plant to make fiber for AI data
    centers"."""
    sentence, end = case.sentence, case.window[1]
    if sentence.has(("fab_aim",)):
        return True
    lower, at = sentence.passage.lower, case.object[1] if case.object else case.trigger[1]
    sites = [site for site, _ in sentence.spans(("ai_place",)) if at <= site < end]
    made = next((i for i in range(at, end) if lower[i] in PLANTS), end)
    return any(made < site and not {"for", "powering"}.isdisjoint(lower[made:site]) for site in sites)


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


def power_for_compute(case: Case) -> bool:
    """Power for data centers: they are named, or a party runs them."""
    passage = case.sentence.passage
    if case.actor is None and case.sentence.word(case.trigger[0] - 1) == "-":
        return False  # "Tech-funded plants" only says which.
    if case.category == "power_feed" and case.sentence.word(case.trigger[0] - 1) in MEANS:
        return False  # "Turbines used to power its data center": what for.
    if _drives_software(case) or _is_its_price(case) or _stands_beside(case):
        return False
    if any(case.sentence.word(at - 1) in COMPUTED for at, _ in (case.trigger, *case.objects[:1])):
        return False  # "A computing power partnership"
    if case.frame.id == "power.noun" and _is_refused(case):
        return False
    if passage.has("ai_place") or passage.has("strong_context"):
        return True
    if case.frame.id != "power.cause" and case.sentence.has(("ai_power_deal",)):
        return True  # "Ink $5 billion AI power deal"
    if not OTHER_PLACES.isdisjoint(passage.lower):
        return False  # "Google buys wind power for its Dutch offices".
    return any(name.entity.groups & COMPUTING for name in passage.names)


def _is_refused(case: Case) -> bool:
    """ "FERC rejects Elm's power deal": an authority acts, and nobody buys."""
    sentence, at = case.sentence, case.trigger[0]
    bodies = [n.end for n in sentence.names if n.entity.kind == "government" and sentence.start <= n.start < at]
    return any(sentence.word(end) in REFUSING for end in bodies)


def sold_by_utility(case: Case) -> bool:
    """A utility stands beside the noun of the deal, within its own phrase or as its partner."""
    at = case.trigger
    return any(min(abs(hit.start - at[1]), abs(at[0] - hit.end)) <= POWER_REACH // 2 for hit in case.others)


def _drives_software(case: Case) -> bool:
    """ "Capacity to power upcoming models": what computers run on them, no electricity."""
    if case.category not in {"power_feed", "power_fed"}:
        return False
    behind = case.sentence.passage.lower[case.trigger[1] : min(case.trigger[1] + SOFTWARE_REACH, case.sentence.end)]
    operates = case.sentence.word(case.trigger[1] - 1) in {"run", "serve"}  # "To run OpenAI's data center".
    return (operates or not SOFTWARE.isdisjoint(behind)) and not case.sentence.has(("power_source",))


def _stands_beside(case: Case) -> bool:
    """ "Sold its campus, located near a nuclear power station": the plant only says where."""
    if case.object is None or case.object[0] < case.trigger[1]:
        return False
    first = max(case.object[0] - NEAR_BODY, case.trigger[1] - 1)
    return not BESIDE_PLANT.isdisjoint(case.sentence.passage.lower[first : case.object[0]])


def _is_its_price(case: Case) -> bool:
    """ "Commits to full electricity cost recovery": of power only its price."""
    return case.object is not None and case.sentence.word(case.object[1]) in PRICE_OF_POWER


def moved_by(case: Case) -> bool:
    """The cause of a price move: "jumps 16% on a power deal"; the move's words stand before, a preposition between."""
    at, sentence = case.trigger[0], case.sentence
    before = [span for span in case.claimed if span[1] <= at]
    return bool(before) and any(sentence.word(i) in CAUSES for i in range(max(at - CAUSE_REACH, sentence.start), at))


def own_deal(case: Case) -> bool:
    """Not "surges on Saudi AI chip deal": what a country agreed is told of, and no contract of the share's firm."""
    first = min(case.trigger[0], case.object[0] if case.object else case.trigger[0])
    named = range(max(case.sentence.start, first - 3), first)
    return not any(case.sentence.word(at) in DEALING_LANDS for at in named)


def is_public(hit: NameHit | None, sentence: Sentence) -> bool:
    """A government, court or council, by its name or by the words of its description."""
    if hit is None:
        return False
    if hit.entity.kind == "government":
        return True
    if hit.entity.kind != "unknown" or sentence.has(("ai_place", "chip_thing"), (hit.start, hit.end)):
        return False
    if sentence.word(hit.start - 1) == "of" and sentence.word(hit.start - 2) in KINDS_OF_PLACES:
        return True  # "The city of Ravenna"
    if sentence.word(hit.end) == "," and sentence.has(("place.name",), (hit.end + 1, hit.end + 2)):
        return True  # "St. Charles, Missouri"
    if any(n.entity.kind == "company" and hit.start <= n.start < hit.end for n in sentence.names):
        return False  # "Amazon board"
    words = [sentence.word(at) for at in range(hit.start, hit.end)]
    if words[-1] in PRIVATE:
        return False
    owner = next((at for at in range(hit.end - 1, hit.start, -1) if sentence.word(at) in POSSESSIVE), None)
    if owner is not None and words[-1] == "group" and not sentence.has(PUBLIC, (owner, hit.end)):
        return False  # "India's Adani Group" is a firm.
    return not any(word.startswith(SAID_OR_ASKED) for word in words) and sentence.has(PUBLIC, (hit.start, hit.end))


def public_actor(case: Case) -> bool:
    return is_public(case.actor, case.sentence)


def public_or_nobody(case: Case) -> bool:
    return case.actor is None or is_public(case.actor, case.sentence)


def chip_by_name(case: Case) -> bool:
    """Chips, by a word or by the name of one."""
    return bool(chip_products(case.sentence.names)) or case.sentence.has(("chip_thing",))


def trade_authority(case: Case) -> bool:
    """An authority, or nobody where words of trade say that it is a matter of licences."""
    return case.sentence.has(("trade_rule",)) and public_or_nobody(case)


def people_act(case: Case) -> bool:
    """Those whom a site touches: residents, groups, opponents."""
    actor = case.actor
    return actor is not None and case.sentence.has(("litigant",), (actor.start, actor.end))


def nobody_acts(case: Case) -> bool:
    return case.actor is None


def ordered_party(case: Case) -> bool:
    """A passive whose subject stands right before it: a name, or a capital that opens the clause."""
    sentence, at = case.sentence, case.trigger[0]
    if sentence.word(at) == "must" and sentence.word(case.trigger[1]) not in DUTIES:
        return False  # "Google must double its capacity": no law says so.
    opens = at - sentence.clause(at)[0] <= GERUND and sentence.passage.words[at - 1][0].isupper()
    return opens or any(at - 2 <= name.end <= at for name in sentence.names)


def _puts_out(case: Case) -> bool:
    """Its maker brings it out; not "deploys chips" nor "as customers delay GPU racks"."""
    sentence, (start, end) = case.sentence, case.trigger
    return not sentence.word(end - 1).startswith("deploy") and sentence.word(start - 1) not in BUYERS


def _passed_by_none(case: Case) -> bool:
    """Its builder acts; not "an Ohio county approves Google's data center"."""
    sentence, at = case.sentence, case.trigger[0]
    if not sentence.word(at).startswith(PASSING):
        return True
    low = sentence.clause(at)[0]
    firms = any(n.entity.kind == "company" and low <= n.start < at for n in sentence.names)
    return firms or not sentence.has(PUBLIC, (low, at))


def _not_refused(case: Case) -> bool:
    """What is let through: not "will not allow", "without a licence", nor the noun of "a licence rule"."""
    words = case.sentence.passage.lower
    rule = not LICENSING.isdisjoint(words[case.trigger[1] : case.trigger[1] + 1])
    before = words[max(case.sentence.start, case.trigger[0] - 3) : case.trigger[0]]
    if words[case.trigger[0]].startswith("licen") and not NEEDING.isdisjoint(before):
        return False  # "The UAE needs a licence to import Nvidia chips"
    return not rule and "without" not in before and REFUSED.isdisjoint(before[-2:])


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


def _no_reprieve(case: Case) -> bool:
    """A limit, not "a ban reprieve", nor "tighter export controls remain a risk"."""
    if not REMAINING.isdisjoint({case.sentence.word(end) for _, end in (case.trigger, case.object or case.trigger)}):
        return False
    return not case.sentence.word(case.trigger[1]).startswith(EASED)


def _not_withdrawn(case: Case) -> bool:
    """A limit, not "withdraws a proposed rule"."""
    words = case.sentence.passage.lower
    near = words[max(case.sentence.start, case.trigger[0] - 3) : case.trigger[1] + 3]
    return not any(word.startswith("withdr") for word in near) or RULES.isdisjoint(near)


def _no_delay_foreseen(case: Case) -> bool:
    """What an authority does, not "ERCOT says requests could delay hookups"."""
    sentence, at = case.sentence, case.trigger[0]
    if not sentence.word(at).startswith(("delay", "slow")) or case.actor is None:
        return True
    between = sentence.passage.lower[case.actor.end : at]
    return SPEAKING.isdisjoint(between) or MAYBE.isdisjoint(between)


def rule_text(case: Case) -> bool:
    return case.sentence.passage.has("rule_thing")


def private_actor(case: Case) -> bool:
    """Nobody, or somebody who is neither an authority nor the people who object."""
    actor, sentence = case.actor, case.sentence
    objects = (
        actor is not None
        and actor.entity.kind == "unknown"
        and sentence.word(actor.end - 1) not in PRIVATE | {"group"}
        and sentence.has(("litigant",), (actor.start, actor.end))
    )
    if case.frame.type == "data_center_build" and actor is not None and _is_no_builder(actor, sentence):
        return False
    if (
        actor is not None
        and case.category in BUILDERS_WORDS
        and (not OPPOSING.isdisjoint(sentence.passage.lower[actor.end : case.trigger[0]]))
    ):
        return False  # "A water company opposes plans for a data centre"
    if case.frame.id in STATE_BUILDS and _is_a_state(actor, sentence):
        return not BUILDING.isdisjoint(sentence.passage.lower[slice(*case.trigger)])
    return not objects and not is_public(actor, sentence) and not _is_a_country(actor, sentence)


def _is_no_builder(actor: NameHit, sentence: Sentence) -> bool:
    """ "AI data centre", "AI drive": the site itself or a fashion, as it is written, builds nothing."""
    last = sentence.passage.words[actor.end - 1]
    if actor.entity.kind != "unknown" or not last.islower():
        return False
    site = any(end == actor.end for _, end in sentence.spans(("ai_place",)))
    return site or last in FASHIONS


def _is_a_state(actor: NameHit | None, sentence: Sentence) -> bool:
    """A country by its name, also where it is taken as it is written."""
    if actor is None:
        return False
    named = (actor.start, actor.end) in sentence.terms.get("place.name", ())
    return named or actor.entity.kind == "government" or _is_a_country(actor, sentence)


def _is_a_country(actor: NameHit | None, sentence: Sentence) -> bool:
    """ "U.S. weighs requiring": taken as it is written it is a government all the same."""
    if actor is None or actor.entity.kind != "unknown":
        return False
    return any(n.entity.kind == "government" and (n.start, n.end) == (actor.start, actor.end) for n in sentence.names)


def chip_trade(case: Case) -> bool:
    """A rule on chips that cross a border: a chip, a word of trade, and the border; nothing that is merely evaded."""
    sentence, passage = case.sentence, case.sentence.passage
    before = [sentence.word(at) for at in range(case.trigger[0] - 4, case.trigger[0])]
    low = sentence.clause(case.trigger[0])[0]
    if not FOLLOWED.isdisjoint(sentence.passage.lower[low : case.trigger[0]]) or "subject" in before:
        return False  # "Stops sales to comply with curbs tightened in May", "subject to approval"
    if not EVADED.isdisjoint(before) or _is_tariff(sentence) or before[-1] in {"fewer", "looser", "lighter"}:
        return False
    chips = passage.has("chip_thing") or any(name.entity.groups & CHIP_MAKERS for name in passage.names)
    if "rare" in passage.lower[sentence.start : sentence.end] and not sentence.has(("chip_thing",)):
        return False  # "Curbs on rare earth exports"
    if not FOR_CHINA.isdisjoint(passage.lower[sentence.start : sentence.end]):
        return True  # Chips that are made for one country cross its border.
    slammed = case.category == "trade_tight_noun" or sentence.word(case.trigger[1]) in {"on", "of"}
    if slammed and not CRITICISED.isdisjoint(passage.lower[low : case.trigger[0]]):
        return False  # "Huang slams the export ban", "raise concerns about possible new curbs"
    banned = sentence.word(case.trigger[0]).startswith(BANS)
    # "Approves 70,000 Nvidia GPUs for the UAE": what is let out needs no rule beside it.
    let_out = case.category == "trade_grant" and case.object and sentence.word(case.object[1]) in {"for", "to"}
    rule = banned or let_out or sentence.has(("trade_rule", "trade_tight_noun"))
    # "Tightened controls on chipmaking tools": their border goes without saying.
    near = sentence.passage.lower[case.trigger[0] : case.trigger[1] + 4]
    of_trade = not CONTROL_WORDS.isdisjoint(near) and sentence.has(("chip_thing",))
    return chips and bool(rule) and (of_trade or sentence.has(("export_word",)) or _has_border(case))


def _is_tariff(sentence: Sentence) -> bool:
    """A sentence of duties and of nothing else that hems trade: that is a rule on prices, no control."""
    words = sentence.passage.lower[sentence.start : sentence.end]
    return not TARIFFS.isdisjoint(words) and not any(word.startswith(CONTROLLING) for word in words)


def duty_on_chips(case: Case) -> bool:
    """A duty on chips or on what is made of them, not on goods in general."""
    passage = case.sentence.passage
    return passage.has("chip_thing") or passage.has("chip") or passage.has("strong_context")


def no_ease_behind(case: Case) -> bool:
    """What is considered is a rule: "weighs letting Nvidia ship" eases one."""
    if case.sentence.word(case.trigger[0]).startswith("requir"):
        return True  # "To require licences for exports"
    if "loophole" in case.sentence.word(case.trigger[1] - 1):
        return True  # "Closes loophole that let Chinese firms rent chips"
    if case.sentence.word(case.trigger[1]) in {"permit", "license", "licence"}:
        return True  # "Tightens permit rules"
    return not case.sentence.has(("trade_ease", "trade_grant"), (case.trigger[1], case.trigger[1] + 2))


def no_loophole(case: Case) -> bool:
    """Not "closes loophole allowing Chinese firms to buy": what was let through is so no more."""
    before = case.sentence.passage.lower[max(case.trigger[0] - 3, case.sentence.start) : case.trigger[0]]
    return {"loophole", "loopholes", "gap", "gaps"}.isdisjoint(before)


def told_as_so(case: Case) -> bool:
    """Not "SMIC is not hit by new export curbs"."""
    return DENIALS.isdisjoint(
        case.sentence.passage.lower[max(case.trigger[0] - 2, case.sentence.start) : case.trigger[0]]
    )


def no_border(case: Case) -> bool:
    """No country in the clause: "ships H20 to China" is trade, no launch; nor is joining others "to develop" one."""
    sentence, trigger = case.sentence, case.trigger
    if "to" in {sentence.word(trigger[0] - 1), sentence.word(trigger[0])} and not PARTNERS.isdisjoint(
        sentence.passage.lower[sentence.clause(trigger[0])[0] : trigger[0]]
    ):
        return False
    sold = any(word.startswith(("ship", "sell")) for word in sentence.passage.lower[trigger[0] : trigger[1]])
    return not (sold and sentence.has(("place.abroad",), (trigger[1], sentence.clause(trigger[0])[1])))


def own_make(case: Case) -> bool:
    """What Oracle deploys of AMD's is no product of Oracle, nor are the Nvidia chips that Microsoft may ship abroad."""
    uses = case.sentence.word(case.trigger[0]).startswith(("deploy", "becom"))
    if case.sentence.word(case.trigger[1] - 1).startswith("ship"):
        uses = any(n.start == case.trigger[1] and n.entity.groups & CHIP_MAKERS for n in case.sentence.names)
    return not uses or not any(
        name.entity.groups & CHIP_MAKERS and name.entity.kind == "company" for name in case.sentence.names
    )


def _has_border(case: Case) -> bool:
    """A country other than the one that acts, or that one itself beside a chip."""
    sentence, actor = case.sentence, case.actor
    abroad = [s for s in sentence.spans(("place.abroad",)) if actor is None or not actor.start <= s[0] < actor.end]
    product = any(name.entity.kind == "product" and name.entity.groups & CHIP_MAKERS for name in sentence.names)
    return bool(abroad) or (sentence.has(("place.abroad",)) and (product or sentence.has(("chip_thing",))))


def told_early(case: Case) -> bool:
    """In the headline; or soon behind one that tells nothing of the kind."""
    sentence = case.sentence
    opens = sentence.in_headline or not sentence.index
    if opens or sentence.index > EARLY:
        return opens
    headline = sentence.passage.sentence_terms.get(0, {})
    says = any(category in headline for category in case.frame.trigger)
    return not (says and any(category in headline for category in case.frame.object))


def _is_by_house(case: Case) -> bool:
    """A house of analysts stands right before the trigger."""
    return any(n.entity.kind == "broker" and n.end == case.trigger[0] for n in case.sentence.names)


def what_it_launches(case: Case) -> bool:
    """Goods are what the verb is about: not "a new CEO as AI chips boom", "a hiring spree for chips"."""
    lower, end = case.sentence.passage.lower, case.trigger[1]
    if lower[end - 1].startswith("upgrad") and lower[end : end + 1] in (["to"], ["at"], ["by"]):
        return False  # "Upgraded to buy on AI chip demand"
    graded = lower[case.trigger[0] - 1] in GRADED or _is_by_house(case)
    if lower[end - 1].startswith("upgrade") and graded:
        return False  # "Rating upgrade", "JPMorgan upgrade flags compute pricing"
    reach = case.object[0] if case.object and case.object[0] >= end else min(end + 4, case.sentence.end)
    between = lower[end:reach]
    if case.object is not None and lower[case.object[1] : case.object[1] + 1] in (["selloff"], ["sell"], ["rout"]):
        return False  # "To sell capacity, sparking a chip rout"
    if case.object is not None and _is_of_a_plant(case.object[1], lower):
        return False  # "Says it will expand its chip-making capacity", "new chip packaging plant"
    if not NO_GOODS.isdisjoint(between):
        return False
    if lower[end - 1].startswith("enter") and not {"year", "quarter", "fiscal", "half"}.isdisjoint(between):
        return False  # "Enters the year with $18 billion of server orders"
    if lower[end - 1] in SHIPPED and any(word[0].isdigit() and word.strip("0123456789.,") == "" for word in between):
        counts = [a for a in case.sentence.amounts if a.start >= end and a.amount.unit == "GPUs"]
        millions = not {"million", "thousand", "billion"}.isdisjoint(between)
        if millions or any(a.start < reach + 2 for a in counts) or any("," in word for word in between):
            return False  # "Has shipped 2 million Rubin chips": how many so far
    if lower[end - 1].startswith("eye") and any(word[0].isdigit() for word in between):
        return False  # "Eyes 90 EUV machines": how many are to be sold
    return case.object is None or not any(
        word in ASIDE_OF_GOODS and case.sentence.word(at + 1) != "-" for at, word in enumerate(between, end)
    )


SHIPPED = frozenset({"shipped", "ships", "shipping", "delivered", "ship"})
FROM_SALES = frozenset("sales sale revenue revenues exports shipments proceeds".split())


def _state_shares(case: Case) -> bool:
    """A state takes part of what chips sold abroad bring in: "8% of chip sales in China"."""
    sentence, found = case.sentence, case.object
    if found is None or not sentence.has(("place.abroad",)):
        return False
    lower = sentence.passage.lower
    behind = lower[found[1] : min(found[1] + 14, sentence.end)]
    taken = not {"of", "cut", "share", "tax", "levy", "fee"}.isdisjoint(behind[:3])
    a_state = any(
        n.entity.kind in {"government", "person"} for n in sentence.names if sentence.word(n.start) not in ABROAD
    )
    return taken and a_state and not FROM_SALES.isdisjoint(behind)


NOT_SUBJECT = frozenset("after before upon following with on at until pending since by to for from amid as".split())
BUYING_FIRMS = frozenset("buy buys buying bought acquire acquires acquiring acquired snaps takes".split())
SORT_OF_FIRM = frozenset("developer company firm producer supplier startup provider specialist maker operator".split())
POWER_USED = frozenset("demand consumption usage use bills bill emissions load needs".split())
SUPPORTING = frozenset("support supports supporting fund funds finance finances for toward towards".split())
MONEY_DRAWN = frozenset("draw drawdown proceeds facility financing funding loan funds notes offering".split())
NO_SITE_BETWEEN = frozenset(
    """will would can could may gives give is are was were deal merger acquisition sale purchase buyout
    transaction""".split()
)
ABROAD = frozenset({"china", "chinese", "beijing"})
SCARCITIES = frozenset("limits constraints curbs shortages bottlenecks delays shortage crunch".split())
EFFECTS = frozenset(
    """leave force push mean hit threaten hamper hinder stall slow hold prompt keep put drive spur make cause hurt weigh
    loom bite stand remain could would will may might are were have continue leads""".split()
)
"""Right behind "limits" or "delays" they say that those are nouns."""
MADE_IN = frozenset(
    """plant plants factory factories fab fabs facility facilities jobs packaging fabrication campus complex
    site sites""".split()
)
"""Behind goods they say where or by whom those are made."""


def _is_of_a_plant(end: int, lower: list[str]) -> bool:
    if lower[end : end + 2] in (["-", "making"], ["-", "maker"], ["-", "manufacturing"]):
        return True
    return any(word in MADE_IN for word in lower[end : end + 1]) or lower[end + 1 : end + 2] in (["plant"], ["factory"])


CHIPS_WITHIN = 5
GRADED = frozenset({"rating", "credit", "analyst", "stock", "debt"})
"""Before "upgrade": what an opinion is of."""


def makes_it(case: Case) -> bool:
    """A maker of chips or a firm that nobody knows; of the others only what they call their own."""
    actor = case.actor
    if actor is None or actor.entity.kind == "collective":
        return False
    groups = case.groups(actor)
    if actor.entity.kind == "unknown" or groups & (CHIP_MAKERS | {"gear", "lab", "neocloud", "host"}):
        return True
    return bool(groups & COMPUTING) and "own" in case.sentence.passage.lower[case.trigger[1] : case.trigger[1] + 6]


def _is_faced(trigger: Span, sentence: Sentence) -> bool:
    """Right before the noun of a case stands that somebody faces it."""
    return any(0 <= trigger[0] - end <= FACED_WITHIN for _, end in sentence.spans(("law_faces",))) and (
        sentence.has(("probe_noun",), (trigger[0], trigger[1] + 1))
    )


def faces_law(case: Case) -> bool:
    """A company of the trade stands right before "faces", and the case concerns computing where it does more."""
    if case.object is None:
        return False
    sentence, start = case.sentence, case.trigger[0]
    if not BEFORE_PROBE.isdisjoint(sentence.passage.lower[case.trigger[1] : case.object[0]]):
        return False  # "Faces pressure as a probe widens"
    low = sentence.clause(start)[0]
    hit = [n for n in sentence.names if low <= n.start and n.end <= start and n.party and n.entity.kind == "company"]
    if not hit:
        return False
    groups = case.lexicon.groups(hit[-1].party) | hit[-1].entity.groups
    return bool(groups & SINGLE_MINDED) or (bool(groups & OF_INTEREST) and sentence.has(("faced_for", "rule_thing")))


def law_about(case: Case) -> bool:
    """A case that concerns computing or chips, with a company of the trade or words of it."""
    sentence = case.sentence
    if _is_faced(case.trigger, sentence):
        return False  # "Nvidia faces a Chinese probe": of a frame of its own.
    if is_public(case.actor, sentence) and sentence.has(("chip",)) and sentence.has(("smuggle_word", "merger_word")):
        return (
            True  # "US arrests two men for smuggling AI chips", "The FTC opens an investigation into a chip takeover"
        )
    if sentence.word(case.trigger[1] - 1) == "cleared" and chip_trade(case):
        return False  # "Commerce has cleared ten buyers of Nvidia's H200": whoever may trade is acquitted of nothing.
    if sentence.word(case.trigger[0]).startswith("accus") and _by_lawmakers(case):
        return False  # "Lawmakers accuse Nvidia of helping DeepSeek": they only say so.
    looked = sentence.word(case.trigger[0]).startswith(("prob", "investigat", "examin"))
    looked = looked and sentence.word(case.trigger[1]) not in {"over", "for"}  # "Nvidia probed over smuggled chips"
    if looked and not is_public(case.actor, sentence):
        return False  # "Amazon probes an outage": its own affair.
    known = any(name.entity.groups & OF_INTEREST for name in sentence.names)
    words = sentence.has(("law_thing", "rule_thing"))
    if sentence.has(("rule_thing",)):
        return True
    core = any(name.entity.groups & SINGLE_MINDED for name in sentence.names)
    return core or (known and words)


def _makes_chips_of_name(case: Case) -> bool:
    """Which goods are made, the clause says: "to begin HBM4 mass production", "starts shipments of MI450"."""
    high = case.sentence.clause(case.trigger[0])[1]
    named = any(case.trigger[1] <= n.start < high and n.entity.kind == "product" for n in case.sentence.names)
    return named or case.sentence.has(("launch_thing", "product_thing"), (case.trigger[1], high))


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


def _by_lawmakers(case: Case) -> bool:
    actor = case.actor
    if actor is None:
        return False
    return not LAWMAKERS.isdisjoint(case.sentence.passage.lower[actor.start : actor.end])


def said_by_us(case: Case) -> bool:
    """A deal without a named party is one of whoever speaks: "we have signed"."""
    before = case.sentence.passage.lower[case.sentence.start : case.trigger[0]]
    return case.actor is not None or not SPEAKERS.isdisjoint(before) or before[-2:] == ["the", "utility"]


def person_goes(case: Case) -> bool:
    """Who goes is a person: "dismissed reports", "walks away from merger talks" is of what is said or dealt in."""
    sentence, (start, end) = case.sentence, case.trigger
    if sentence.word(start - 1) in WERE:
        return True
    titles = {span[0] for span in sentence.spans(("exec_title",))}
    for at in range(end, min(end + SAID_WITHIN, sentence.end)):
        if sentence.word(at) in CAUSES or at in titles:
            return True
        if sentence.word(at) in SAID_THINGS:
            return False
    return True


def post_of_trade(case: Case) -> bool:
    """A post at a neocloud, a host or a maker of AI chips; elsewhere the text must speak of computing for AI."""
    if _is_of_banks(case):
        return False
    if case.groups(case.actor) & SINGLE_MINDED:
        return True
    passage = case.sentence.passage
    about = any(passage.has(category) for category in ("ai_word", "strong_context", "ai_place"))
    if case.groups(case.actor) & OF_INTEREST:
        about = about or any(passage.has(category) for category in (*POSTS, "place.project"))
    return about and case.actor is not None and not is_public(case.actor, case.sentence)


def _is_of_banks(case: Case) -> bool:
    """ "Has hired Citi and UBS to lead the offering": banks with a task, and nobody with a post."""
    at = case.trigger[1]
    for name in case.sentence.names:
        if name.entity.kind == "broker" and 0 <= name.start - at <= 2:
            at = name.end
    return at > case.trigger[1] and case.sentence.word(at) in {"to", "for", "as"}


def trade_company(case: Case) -> bool:
    """A company of the trade, or an unknown one in a text about computing for AI."""
    if case.actor is None:
        return False
    if case.groups(case.actor) & (OF_INTEREST | {"power"}):
        return True
    return not is_public(case.actor, case.sentence) and case.sentence.passage.has("strong_context")


def spend_context(case: Case) -> bool:
    """Spending on computing: words of it, a spender or a maker of chips, "big tech"."""
    actor = case.actor
    if wide_context(case) or case.groups(actor) & CHIP_MAKERS:
        return True
    if actor is not None and actor.entity.kind == "collective":
        return not TECH.isdisjoint(actor.entity.canonical.lower().split())
    # "Citi lifts its estimate of Big Tech capex": a house speaks of them.
    groups = (n for n in case.sentence.names if n.entity.kind == "collective")
    is_house = actor is not None and actor.entity.kind == "broker"
    return is_house and any(not TECH.isdisjoint(n.entity.canonical.lower().split()) for n in groups)


def giant_sum(case: Case) -> bool:
    """A sum that the biggest spenders alone have, of one of them."""
    actor = case.actor
    is_group = actor is not None and actor.entity.kind == "collective" and spend_context(case)
    owns_fabs = actor is not None and actor.entity.ticker in FAB_OWNERS
    # Of a lab alone; what it pledges a cloud is a contract.
    is_lab = "lab" in case.groups(actor) and len({n.party for n in case.sentence.names if n.party}) == 1
    return (is_group or owns_fabs or is_lab or "hyperscaler" in case.groups(actor)) and _highest_sum(
        case
    ) >= SUM_OF_PLANS


def budget_guided(case: Case) -> bool:
    """ "Meta has guided $135 billion": of a big spender in a text about budgets, where no result is named."""
    talk = case.sentence.passage.has("capex") and not case.sentence.has(("revenue", "result_metric"), case.window)
    return talk and "hyperscaler" in case.groups(case.actor) and _highest_sum(case) >= SUM_OF_PLANS


def _highest_sum(case: Case) -> float:
    low, high = case.window
    sums = [a.amount.value for a in case.sentence.amounts if low <= a.start < high and a.amount.unit == "USD"]
    return max((value[1] if isinstance(value, tuple) else value for value in sums), default=0.0)


def own_sum(case: Case) -> bool:
    """The sum is the noun's own, with nothing but adjectives between: "$100 billion, three-year AI plan"."""
    return case.object is not None and not any(
        n.start < case.trigger[0] and n.end > case.object[1] and n.party for n in case.sentence.names
    )


def own_budget(case: Case) -> bool:
    """Somebody owns the sum: a genitive, a name right before it, or a price that it moved; else it is only retold."""
    actor, sentence = case.actor, case.sentence
    if actor is None or case.object is None:
        return False
    between = sentence.passage.lower[actor.end : case.object[0]]
    if between[-1:] == ["the"] or not {"as", "while"}.isdisjoint(
        sentence.passage.lower[case.object[1] : case.trigger[0]]
    ):
        return False  # "The $11 trillion AI buildout": of the whole world
    if sentence.word(case.trigger[1]) in FAILING:
        return False  # "OpenAI's $500 billion project struggles": how it goes is the news
    owned = between[:1] in (["'s"], ["’s"], ["'"], ["’"]) or not between
    return owned or bool(case.claimed) or not HOLDING.isdisjoint(between)


def aim_behind(case: Case) -> bool:
    """What the money is for stands right behind: "in Arizona fabs", "for AI data centers"."""
    return case.sentence.has(("fab_aim", "ai_aim"), (case.trigger[0] - 3, case.trigger[1] + AIM_REACH))


def aim_behind_sum(case: Case) -> bool:
    """The sum is for computing: "in AI and cloud infrastructure"."""
    return case.object is not None and case.sentence.has(("ai_aim",), (case.object[1], case.object[1] + AIM_REACH))


CAUSING = frozenset("boost lift raise cut push hike trim lower reduce bump".split())
"""Verbs of what something else does to another, where they stand behind it in the active."""
MODALS = frozenset("will would could may might should can to".split())


def not_as_subject(case: Case) -> bool:
    """ "AI spending is boosting productivity": nobody's budget changes, it changes something else."""
    if case.object is None:
        return True
    if case.sentence.word(case.trigger[0]) in {"more", "less"}:
        return 0 <= case.object[0] - case.trigger[1] <= AMOUNT_REACH  # "more capex", not "as we add more capacity"
    if case.object[1] > case.trigger[0]:
        return True
    first, after = case.sentence.word(case.trigger[0]), case.sentence.word(case.trigger[1])
    if first in {"boost", "lift"} and any(n.start == case.trigger[1] for n in case.sentence.names):
        return False  # "Capex plans lift Nvidia"
    if first in CAUSING and case.sentence.word(case.trigger[0] - 1) in MODALS:
        return after in BEHIND_CHANGE or after[:1].isdigit()  # "Budgets will lift the memory makers"
    if not first.endswith(("ing", "s")) or after[:1].isdigit():
        return True
    return after in BEHIND_CHANGE


def chip_or_trade(case: Case) -> bool:
    """A maker of chips, or a company of the trade."""
    return bool(case.groups(case.actor) & (OF_INTEREST | {"lab"})) or spend_context(case)


def compute_talk(case: Case) -> bool:
    """The text speaks of computing for AI."""
    passage = case.sentence.passage
    return any(passage.has(category) for category in ("ai_word", "strong_context", "ai_place"))


def no_placed_site(case: Case) -> bool:
    """No one place that the money is for: "$11 billion in Georgia data centers" builds there."""
    sentence, (low, high) = case.sentence, case.window
    sites = [s for s in sentence.spans(("ai_place",)) if max(low, case.trigger[0]) <= s[0] < high]
    if sites and "for" in sentence.passage.lower[case.trigger[1] : sites[0][0]]:
        bought = [s for s in sentence.spans(("chip_thing",)) if case.trigger[1] <= s[0] < sites[0][0]]
        if bought and "for" in sentence.passage.lower[bought[0][1] : sites[0][0]]:
            return True  # "To spend $18 billion on chips for its Memphis data center"
    if any(_is_one_site(site, sentence) for site in sites):
        return False
    if not any(sentence.has(("site_place",), (first - 2, last + 3)) for first, last in sites):
        return True
    # Of a whole land it is a plan, and a site where it begins.
    first = min(s[0] for s in sites)
    return any(case.trigger[1] <= aim[0] and aim[1] < first for aim in sentence.spans(("ai_aim",)))


def _is_one_site(site: Span, sentence: Sentence) -> bool:
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


def body_is_place(case: Case) -> bool:
    """A council or county only says where: "halts its campus in Lancaster County", not "the county halts"."""
    sentence, (at, end) = case.sentence, case.trigger
    low, high = sentence.clause(at)
    for first, _ in sentence.spans(("rule_bodies",)):
        if low <= first < high:
            near = sentence.passage.lower[max(first - NEAR_BODY, end) : first]
            if first < at or PLACING.isdisjoint(near):
                return False
    return True


def no_body_acts(case: Case) -> bool:
    """Where no builder is named, no council or law stands in the sentence: its pause is a rule."""
    return case.actor is not None or not case.sentence.has(("rule_bodies", "rule_word", "zoning_thing"))


def power_or_compute(case: Case) -> bool:
    """A utility, or a company that runs computers."""
    return power_party(case) or bool(case.groups(case.actor) & COMPUTING)


OTHER_REASONS = frozenset("after despite amid under citing because over before until".split())
"""Between a verb and a ban: the ban is not what is undone."""


OVERRIDING = frozenset("override overrides overrode overriding overridden".split())


def undoes_ban(case: Case) -> bool:
    """ "Overturns a ban on data centers": what is undone is the ban itself."""
    return case.object is not None and _is_undone(case.trigger, case.object, case)


def _is_undone(verb: Span, ban: Span, case: Case) -> bool:
    between = case.sentence.passage.lower[verb[1] : ban[0]]
    if not OVERRIDING.isdisjoint(case.sentence.vocabulary):
        return False  # "House overrides the governor's veto of a moratorium"
    return 0 <= ban[0] - verb[1] <= 6 and OTHER_REASONS.isdisjoint(between)


def no_ban_undone(case: Case) -> bool:
    """No ban that the sentence says is vetoed, overturned or lifted."""
    bans = case.sentence.spans(("moratorium", "ban_noun"))
    return not any(_is_undone(verb, ban, case) for verb in case.sentence.spans(("ban_off",)) for ban in bans)


def no_people(case: Case) -> bool:
    """Not "lifted pay for data center guards", "expanded its data center team": who works there."""
    return case.object is None or PEOPLE.isdisjoint(case.sentence.passage.lower[case.object[1] : case.object[1] + 2])


PEOPLE = frozenset(
    "technicians technician guards workers engineers employees staff staffers team teams electricians jobs".split()
)


def no_staff_told(case: Case) -> bool:
    """Not the "draft" of "directs staff to draft": who directs them acts."""
    lower, at = case.sentence.passage.lower, case.trigger[0]
    return lower[at - 1] != "to" or STAFF.isdisjoint(lower[max(at - 4, case.sentence.start) : at])


STAFF = frozenset({"staff", "attorney", "attorneys", "planners", "officials", "lawyers"})


def prober_acts(case: Case) -> bool:
    """An authority that looks into a firm of the trade; "focus on" says so only beside another probe."""
    sentence, verb = case.sentence, case.sentence.word(case.trigger[0])
    if verb.startswith("focus") and not PROBED.intersection(sentence.vocabulary):
        return False
    return public_or_nobody(case)


PROBED = frozenset("look looking looks antitrust probe probes investigation investigations scrutiny".split())
"""Words of an inquiry beside the one that is shared out."""


def own_fleet(case: Case) -> bool:
    """ "Its data center capacity", or the fleet right behind the verb: not "boosts demand for data center capacity"."""
    between = case.sentence.passage.lower[case.trigger[1] : case.object[0]] if case.object else []
    before = case.sentence.passage.lower[max(case.trigger[0] - 2, case.sentence.start) : case.trigger[0]]
    return NOT_OWN.isdisjoint(between) and OUGHT.isdisjoint(before)


OUGHT = frozenset("must should need needs could can cannot not n't never helps help lets let".split())
"""Before a verb: somebody ought to do it, and nobody has."""


def no_chips_placed(case: Case) -> bool:
    """Not "plans to deploy 40,000 GPUs": so many chips are a site, and no product."""
    counted = any(a.amount.unit == "GPUs" for a in case.sentence.amounts)
    return not (counted and case.sentence.has(("chips_deploy", "chips_deploy_plan"), case.trigger))


NOT_OWN = frozenset(
    "demand for spending investment stake prices costs forecast estimate outlook on in pressure".split()
)
"""Between a verb and a fleet: something else grows."""


def names_then_verb(case: Case) -> bool:
    """Nothing but capitalised names before the participle: "Nscale, Aker Erecting"."""
    sentence, words = case.sentence, case.sentence.passage.words
    before = range(sentence.start, case.trigger[0])
    is_name = all(words[at][:1].isupper() or words[at] in {",", "and", "&", "-", "."} for at in before)
    return 0 < len(before) <= MOST_NAMES and is_name and not sentence.has(("place.body",), (before[0], case.trigger[0]))


MOST_NAMES = 8


A_SITE = 500
"""So many chips fill a room of their own."""


def _least(value: float | tuple[float, float]) -> float:
    return value[0] if isinstance(value, tuple) else value


def runs_chips(case: Case) -> bool:
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


def no_ban_passed(case: Case) -> bool:
    """ "Commissioners approve a moratorium": what is approved stops something."""
    sentence, (at, end) = case.sentence, case.trigger
    passed = sentence.word(at).startswith(PASSING)
    if sentence.word(at).startswith("permit") and sentence.word(at - 1) in {"need", "needs", "require", "requires"}:
        return False  # "Rules xAI's turbines need permits"
    if passed and sentence.word(at).startswith(("approv", "back", "endors", "okay")):
        # "Regulators approve a new tariff for data centers": a rule passed sets none free.
        behind = sentence.passage.lower[end : min(end + NAME_REACH, sentence.end)]
        if not RULE_NOUNS.isdisjoint(behind) and FREEING.isdisjoint(behind):
            return False
    return not (passed and sentence.has(("moratorium", "ban_noun"), (end, end + AIM_REACH)))


def power_or_goods(case: Case) -> bool:
    """A utility, or whoever supplies turbines and generators."""
    return power_party(case) or case.sentence.has(("power_goods",), (case.trigger[1], case.trigger[1] + AIM_REACH))


def site_runner(case: Case) -> bool:
    """Whoever lives from its sites' power."""
    return bool(case.groups(case.actor) & HOSTS)


def compute_runner(case: Case) -> bool:
    return bool(case.groups(case.actor) & COMPUTING)


def place_behind(case: Case) -> bool:
    """Where it stands follows: "at its Memphis site"."""
    end = case.object[1] if case.object else case.trigger[1]
    return case.sentence.has(("site_place", "ai_place", "place.project", "campus_word"), (end, end + AIM_REACH))


def a_site_there(case: Case) -> bool:
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


def one_noun(case: Case) -> bool:
    """ "Surging growth and record capex": the word belongs to the first of two nouns."""
    if case.object is None or case.object[0] < case.trigger[1]:
        return True
    return "and" not in case.sentence.passage.lower[case.trigger[1] : case.object[0]]


def no_utility(case: Case) -> bool:
    """ "Its contracted data center capacity" is what a utility sells, not what it builds."""
    return "power" not in case.groups(case.actor)


def no_placed_budget(case: Case) -> bool:
    """Not the sum of one place: "plans a $40 billion Texas data center investment"."""
    found = case.object
    if found is None or not case.sentence.has(("dc_money",), found):
        return True
    return not case.sentence.has(("site_place",), (found[0] - 3, found[1] + 4))


def no_site_power(case: Case) -> bool:
    """ "A gigawatt of power capacity" is what a site can take, no supply; "to lease 300 megawatts from" is a site."""
    if case.object is None:
        return True
    sentence, (start, end) = case.sentence, case.object
    words = sentence.passage.lower[case.trigger[0] : start]
    let = sentence.word(end - 1) == "from" and any(word.startswith(("leas", "rent")) for word in words)
    return not let and sentence.word(end) != "capacity"


NO_BUILDING = frozenset(
    "push ambitions offering offerings strategy lineup line-up roadmap ecosystem solutions products credentials".split()
)
"""Behind a place they speak of what is sold for such places."""


def one_phrase(case: Case) -> bool:
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


def site_before(case: Case) -> bool:
    """The subject is the place itself: its name or its noun stands before the verb."""
    sentence, start = case.sentence, case.sentence.clause(case.trigger[0])[0]
    if sentence.has(("ai_place", "place.project"), (start, case.trigger[0])):
        return True
    return any(n.entity.kind == "product" and n.end <= case.trigger[0] for n in sentence.names) and sentence.has(
        ("place.project",)
    )


def no_named_party(case: Case) -> bool:
    low, high = case.window
    return not any(low <= n.start < high and n.party and not n.bystander for n in case.sentence.names)


def power_party(case: Case) -> bool:
    """A utility or a maker of power, by its trade or by a word of its name."""
    for hit in (case.actor, *case.others):
        if hit is None:
            continue
        if "power" in case.groups(hit) or not POWER_NAMES.isdisjoint(hit.entity.canonical.lower().split()):
            return True
    return False


def power_for_named(case: Case) -> bool:
    """Two firms, one of which sells power; or so many megawatts of it."""
    return has_size(case) or (case.actor is not None and bool(case.others) and power_party(case))


def power_chosen(case: Case) -> bool:
    """ "Picks Vistra to power its campus": who is chosen sells power, and for power."""
    other = case.others[0] if case.others else None
    if other is None or other.party not in POWER_SELLERS or case.actor is None:
        return False
    return case.sentence.has(("power_plain", "power_source", "power_feed", "power_goods"), (other.end, case.window[1]))


def power_bought(case: Case) -> bool:
    """A deal of a firm with who sells nothing but power, in a sentence that says so; or a deal for power itself of
    who computes: "Google in agreement for small modular reactors"."""
    if not case.sentence.has(("power_plain", "power_source")):
        return False
    if any(hit.party in POWER_SELLERS for hit in case.others):
        return case.actor is not None
    end = case.trigger[1]
    sought = case.sentence.word(end) == "for" and case.sentence.has(("power_source",), (end + 1, end + 1 + NEAR_BODY))
    return sought and bool(case.groups(case.actor) & COMPUTING)


def power_or_us(case: Case) -> bool:
    """A utility, or whoever speaks where nobody is named."""
    if case.actor is not None:
        return power_party(case)
    return not SPEAKERS.isdisjoint(case.sentence.passage.lower[case.sentence.start : case.trigger[0]])


def in_megawatts(case: Case) -> bool:
    """So many megawatts, or who sells nothing but power to who computes: "Vistra signs 20-year deal with Meta".

    Some amount is always there: "Google and Xcel back a proposal for large loads" is no deal of the two.
    """
    low, high = case.window
    if not (case.sentence.amounts or "foreign_sum" in case.sentence.terms):
        return False
    if any(low <= a.start < high and a.amount.unit == "MW" for a in case.sentence.amounts):
        return True
    hits = [hit for hit in (case.actor, *case.others) if hit is not None]
    sells = any(hit.party in POWER_SELLERS for hit in hits)
    computes = any(hit.party not in POWER_SELLERS and case.groups(hit) & COMPUTING for hit in hits)
    named = sells and computes and not case.sentence.has(("shares_word",), case.sentence.clause(case.trigger[0]))
    return named and BOUGHT_OF_CLOUDS.isdisjoint(case.sentence.passage.lower)


def no_power_goods(case: Case) -> bool:
    """The money is not for turbines or reactors: that is a deal for power."""
    return not case.sentence.has(("power_goods", "power_source"), (case.trigger[1], case.trigger[1] + POWER_REACH))


def chips_named(case: Case) -> bool:
    sentence = case.sentence
    return sentence.has(("chip_thing",)) or any(n.entity.groups & CHIP_MAKERS for n in sentence.names)


def chips_or_their_law(case: Case) -> bool:
    """Chips, or a law that is known for them: "the Senate passed the GAIN AI Act"."""
    words = case.sentence.passage.lower[slice(*case.object)] if case.object else []
    return chips_named(case) or not CHIP_LAWS.isdisjoint(words)


def chips_or_servers(case: Case) -> bool:
    """What the crime was about: chips, or the servers they stand in."""
    return chips_named(case) or case.sentence.has(("server_word",))


def no_firm_before(case: Case) -> bool:
    """Nobody but an authority stands before the ban: "Microsoft fights data center ban" is no act of it."""
    return not any(n.party and n.end <= case.trigger[0] and n.entity.kind == "company" for n in case.sentence.names)


def site_is_subject(case: Case) -> bool:
    """ "The site will scale to 401 megawatts": the clause is about a place, in a text about computing."""
    sentence, passage = case.sentence, case.sentence.passage
    start, at = sentence.clause(case.trigger[0])[0], case.trigger[0]
    opens = sentence.word(start) in PLACE_OPENERS or sentence.passage.words[start][:1].isupper()
    about = passage.has("ai_place") or passage.has("strong_context") or bool(passage.groups & HOSTS)
    return opens and about and sentence.has(("ai_place", "place.project", "campus_word", "a_place"), (start, at))


def no_named_party_before(case: Case) -> bool:
    """Nobody acts: names before the verb only say whose or which site."""
    sentence, start = case.sentence, case.sentence.clause(case.trigger[0])[0]
    before = [n for n in sentence.names if start <= n.start < case.trigger[0] and n.party and not n.bystander]
    return all(sentence.word(n.end) in POSSESSIVE or sentence.word(n.start - 1) == "by" for n in before)


def capacity_rises(case: Case) -> bool:
    """The subject right before the verb is capacity of a text about computing."""
    at, passage = case.trigger[0], case.sentence.passage
    about = passage.has("ai_word") or passage.has("ai_place") or bool(passage.groups & HOSTS)
    return about and case.sentence.has(("cap_noun",), (at - AMOUNT_REACH - 1, at))


def no_single_site(case: Case) -> bool:
    """Money for a country or state is no site: "invests $5 billion in AI infrastructure in Thailand"."""
    sentence, low = case.sentence, case.trigger[1]
    places = set(sentence.spans(("site_place",)))
    return all(start < low or (start, end) in places for start, end in sentence.spans(("one_site",)))


def campus_named(case: Case) -> bool:
    """A campus or a size: small computer rooms are nobody's news."""
    sentence, found = case.sentence, case.object
    big = any(hit.amount.unit in BIG_SITE for hit in sentence.amounts)
    return found is not None and (
        big or sentence.has(("campus_word",)) or case.sentence.passage.has("ai_word") or _is_for_ai(case)
    )


def money_for_a_site(case: Case) -> bool:
    """The sum is for data centers at a place: "$40 billion in Texas data centers"."""
    named = case.sentence.passage.words[case.trigger[1]][:1].isupper()
    if case.sentence.word(case.trigger[0]) == "with" and named:
        return False  # "A partnership with ECP for data center development"
    sentence, at = case.sentence, case.trigger[1]
    end = min(case.window[1], sentence.clause(case.trigger[0])[1])
    sums = any(a.amount.unit == "USD" and case.trigger[1] - 1 <= a.start < end for a in sentence.amounts)
    if not (sums or sum_of_a_site(case)) or not sentence.has(("ai_place", "campus_word", "place.project"), (at, end)):
        return False
    return sentence.has(("site_place", "one_site"), (at, end)) and _is_for_ai(case) and no_power_goods(case)


def sum_of_a_site(case: Case) -> bool:
    """A sum for it; one in euros or yen is of a site only where that is one, else of a plan for a country."""
    if has_amount(case):
        return True
    sentence, (low, high) = case.sentence, case.window
    return sentence.has(("foreign_sum",), case.window) and any(
        _is_one_site(site, sentence) for site in sentence.spans(("ai_place",)) if low <= site[0] < high
    )


def runs_or_digs(case: Case) -> bool:
    """Whoever runs computers: what it buys is a site to build on, no company."""
    return bool(case.groups(case.actor) & COMPUTING)


def authority_asked(case: Case) -> bool:
    """A government or one of its bodies stands behind the verb of asking."""
    return _asks_authority(case.trigger[1], case.sentence)


def _asks_authority(end: int, sentence: Sentence) -> bool:
    """Whether an authority stands right behind a verb of asking that ends here."""
    return any(n.entity.kind == "government" and end <= n.start < end + AIM_REACH for n in sentence.names) or (
        sentence.has(PUBLIC, (end, end + AIM_REACH))
    )


def domain_firm(case: Case) -> bool:
    """A company asks, no authority."""
    return case.actor is not None and case.actor.entity.kind == "company"


def big_spender(case: Case) -> bool:
    """Somebody who builds computers for himself or others."""
    actor = case.actor
    return bool(case.groups(actor) & COMPUTING) or (actor is not None and actor.entity.kind == "collective")


def power_subject(case: Case) -> bool:
    """A utility speaks of its load, by its trade or its name."""
    actor = case.actor
    if actor is None:
        return False
    return "power" in case.groups(actor) or not POWER_NAMES.isdisjoint(actor.entity.canonical.lower().split())


def trade_firm_behind(case: Case) -> bool:
    """What the authority looks at is of a maker of chips or of a firm that runs computers."""
    return any(
        n.entity.kind == "company" and n.entity.groups & OF_INTEREST and n.start >= case.trigger[0]
        for n in case.sentence.names
    )


def leads_headline(case: Case) -> bool:
    """ "Correction: …", "Correction by …": the word says what the piece is; over a price move it is the market's."""
    sentence, (start, end) = case.sentence, case.trigger
    follows = {"by", *MARKS} & {sentence.word(end - 1), sentence.word(end)}
    return start == sentence.start and bool(follows) and not case.claimed


def _somebody(case: Case) -> bool:
    """Somebody comes or goes, no worry: not "Nvidia's CEO dismissed concerns", nor "its chief enlists new partners"."""
    if (
        case.object is not None
        and case.sentence.word(case.object[0]) == "team"
        and case.sentence.word(case.object[1]) in {"up", "with"}
    ):
        return False  # "Nebius and AMD team up with Telefonica to run a cluster"
    behind = case.sentence.passage.lower[case.trigger[1] : min(case.trigger[1] + 4, case.sentence.end)]
    if case.sentence.word(case.trigger[0] - 1) in {"on", "under"}:
        return False  # "Demand is on fire"
    if case.sentence.word(case.trigger[0]) == "names" and (not behind or behind[0] in BEHIND_NOUN):
        return False  # "Memory names rose after Nvidia's chief spoke"
    if _chief_acts(case) or _is_task(case) or _is_mandate(case):
        return False
    return NOBODIES.isdisjoint(behind)


def _chief_acts(case: Case) -> bool:
    """ "Nvidia's CEO picks AI winners", "joins Trump": who holds the post acts, and no post changes hands."""
    sentence, (at, end) = case.sentence, case.trigger
    titles = case.objects
    if case.frame.id != "executive.in" or any(found[1] > at for found in titles):
        return False
    verb = sentence.word(at)
    if verb.startswith("join"):
        return not any(n.party and n.entity.kind == "company" and end <= n.start <= end + 2 for n in sentence.names)
    return verb.startswith(CHOOSING)


def _is_task(case: Case) -> bool:
    """ "Hires Meta veteran to run its data centers": what for, and the act is told before it."""
    sentence, at = case.sentence, case.trigger[0]
    if case.frame.id != "executive.in" or sentence.word(at) != "to":
        return False
    return not HIRING.isdisjoint(sentence.passage.lower[sentence.clause(at)[0] : at])


def _is_mandate(case: Case) -> bool:
    """ "Selects two banks to lead a financing": a firm gets a task, and nobody a post."""
    sentence = case.sentence
    firm = next((n for n in sentence.names if n.start == case.trigger[1] and n.party), None)
    return firm is not None and sentence.word(list_behind(firm, sentence)[-1].end) == "to"


HIRING = frozenset(
    """hire hires hired hiring poach poaches poached tap taps tapped recruit recruits recruited appoint appoints
    appointed promote promotes promoted lure lures lured snag snags snagged""".split()
)
BEHIND_NOUN = frozenset("after as in on at with like such including rose fell and , . were are have had to".split())
CHOOSING = ("pick", "cho", "select", "add", "land", "step", "name", "tap", "enlist", "hire", "install", "bring", "sign",
            "introduc")  # fmt: skip
"""How verbs begin that need somebody's title behind them."""
NOBODIES = frozenset(
    """auditor auditors conference meeting event position stake alliance summit room door rate rates forecast guidance
    dividend concerns concern fears fear worries talk talks claims notion idea speculation criticism suggestions doubts
    rumors partners partner partnership partnerships customers suppliers bubble allegations""".split()
)
"""What a chief dismisses or takes on that is nobody in charge."""
BILL_VERBS = frozenset("would will could to requires require seeks aims bans pauses limits".split())
EARLY = 3
"""Sentences of a text up to which it tells its own news."""


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


LATE_WITHIN = 14
SCHEDULED = frozenset("planned expected scheduled promised agreed hoped".split())
BEHIND_LATE = frozenset(". , ; because due and as after by".split())


CONDITIONS: dict[str, Condition] = {
    "no_placed_site": no_placed_site,
    "no_placed_budget": no_placed_budget,
    "no_site_power": no_site_power,
    "no_utility": no_utility,
    "one_noun": one_noun,
    "power_or_goods": power_or_goods,
    "site_runner": site_runner,
    "compute_runner": compute_runner,
    "place_behind": place_behind,
    "a_site_there": a_site_there,
    "no_ban_passed": no_ban_passed,
    "undoes_ban": undoes_ban,
    "no_ban_undone": no_ban_undone,
    "no_staff_told": no_staff_told,
    "no_people": no_people,
    "prober_acts": prober_acts,
    "own_fleet": own_fleet,
    "no_chips_placed": no_chips_placed,
    "names_then_verb": names_then_verb,
    "runs_chips": runs_chips,
    "trade_authority": trade_authority,
    "chip_by_name": chip_by_name,
    "no_body_acts": no_body_acts,
    "power_or_compute": power_or_compute,
    "one_phrase": one_phrase,
    "site_before": site_before,
    "no_named_party": no_named_party,
    "power_party": power_party,
    "power_for_named": power_for_named,
    "power_chosen": power_chosen,
    "power_bought": power_bought,
    "power_or_us": power_or_us,
    "in_megawatts": in_megawatts,
    "no_power_goods": no_power_goods,
    "chips_named": chips_named,
    "no_loophole": no_loophole,
    "told_as_so": told_as_so,
    "chips_or_their_law": chips_or_their_law,
    "chips_or_servers": chips_or_servers,
    "no_firm_before": no_firm_before,
    "spend_context": spend_context,
    "giant_sum": giant_sum,
    "budget_guided": budget_guided,
    "no_budget_guided": lambda case: not budget_guided(case),
    "own_sum": own_sum,
    "own_budget": own_budget,
    "chip_or_trade": chip_or_trade,
    "aim_behind": aim_behind,
    "aim_behind_sum": aim_behind_sum,
    "not_as_subject": not_as_subject,
    "compute_talk": compute_talk,
    "comes_late": _comes_late,
    "not_late": lambda case: not _comes_late(case),
    "clear_clause": main_clause,
    "main_or_found": _main_or_found,
    "somebody": _somebody,
    "raised_for_a_site": raised_for_a_site,
    "site_context": site_context,
    "no_other_plan": _no_other_plan,
    "a_factory": a_factory,
    "power_for_compute": power_for_compute,
    "sold_by_utility": sold_by_utility,
    "public_actor": public_actor,
    "public_or_nobody": public_or_nobody,
    "firm_actor": private_actor,
    "nobody_acts": nobody_acts,
    "people_act": people_act,
    "ordered_party": ordered_party,
    "rule_text": rule_text,
    "chip_trade": chip_trade,
    "no_ease_behind": no_ease_behind,
    # "Signs Anthropic for another 800 MW": a customer.
    "no_customer_signed": lambda case: (
        not any(n.party and n.entity.kind == "company" and n.start == case.trigger[1] for n in case.sentence.names)
    ),
    # "Pauses tariffs on chips": a pause of a burden is none.
    "no_duty_eased": lambda case: (
        not case.sentence.has(("duty_word",), (case.trigger[1], case.trigger[1] + 4))
        or not case.sentence.has(("duty_down",), case.trigger)
    ),
    "duty_on_chips": duty_on_chips,
    # "Cancels leases for AI data centers" ends a contract.
    "no_lease_ended": lambda case: (
        case.object is None
        or {"lease", "leases"}.isdisjoint(case.sentence.passage.lower[case.trigger[1] : case.object[0]])
    ),
    "nothing_lacks": lambda case: (
        not case.sentence.has(("bare_shortage", "shortage_strong"), (case.trigger[0] - 3, case.trigger[0]))
    ),
    "no_petition": lambda case: (
        not any(_asks_authority(end, case.sentence) for _, end in case.sentence.spans(("lobby_verb",)))
    ),
    "chip_money": lambda case: any(
        a.amount.unit == "USD" and abs(a.start - case.trigger[0]) <= POWER_REACH + AIM_REACH
        for a in case.sentence.amounts
    ),
    "no_border": no_border,
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
    # "To buy clean energy developer Intersect": a firm, no power.
    "no_power_firm_bought": lambda case: (
        case.object is None
        or not {case.sentence.word(case.trigger[1] - 1), case.sentence.word(case.trigger[0])} & BUYING_FIRMS
        or case.sentence.word(case.object[1]) not in SORT_OF_FIRM
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
    "state_shares": _state_shares,
    "own_make": own_make,
    "moved_by": moved_by,
    "own_deal": own_deal,
    "makes_it": makes_it,
    "adds_product": lambda case: (
        case.object is None or "as" not in case.sentence.passage.lower[case.trigger[1] : case.object[0]]
    ),
    "law_about": law_about,
    "faces_law": faces_law,
    "trade_company": trade_company,
    "leads_headline": leads_headline,
    "trade_firm_behind": trade_firm_behind,
    "power_subject": power_subject,
    "authority_asked": authority_asked,
    "domain_firm": domain_firm,
    "big_spender": big_spender,
    "site_is_subject": site_is_subject,
    "no_named_party_before": no_named_party_before,
    "capacity_rises": capacity_rises,
    "campus_named": campus_named,
    "no_single_site": no_single_site,
    "money_for_a_site": money_for_a_site,
    "runs_or_digs": runs_or_digs,
    "sum_of_a_site": sum_of_a_site,
    "to_lineup": lambda case: (
        not LINEUPS.isdisjoint(case.sentence.passage.lower[case.trigger[1] : case.sentence.clause(case.trigger[0])[1]])
    ),
    "body_is_place": body_is_place,
    "work_goes_on": lambda case: (
        case.object is not None
        and any(0 <= case.object[0] - end <= NAME_REACH for _, end in case.sentence.spans(("work_noun",)))
    ),
    "what_it_launches": what_it_launches,
    "no_deploying": _puts_out,
    "not_refused": _not_refused,
    "no_firm_bought": _no_firm_bought,
    "makes_chips_of_name": _makes_chips_of_name,
    "own_growth": _own_growth,
    "not_ended": lambda case: not case.sentence.word(case.trigger[0] - 1).startswith(("end", "stop", "halt", "ceas")),
    "level_due": _level_due,
    "level_held": lambda case: case.category != "site_level" or not _level_due(case),
    "megawatts_between": _megawatts_between,
    "place_told": _place_told,
    "no_reprieve": _no_reprieve,
    "passed_by_none": _passed_by_none,
    "not_withdrawn": _not_withdrawn,
    # "Dublin grid limits leave data centers waiting": the limits do it.
    "no_noun_acts": lambda case: (
        case.sentence.word(case.trigger[1]) not in EFFECTS
        and (
            case.sentence.word(case.trigger[0]) not in EFFECTS
            or case.sentence.word(case.trigger[0] - 1) not in SCARCITIES
        )
    ),
    "no_delay_foreseen": _no_delay_foreseen,
    "bill_acts": lambda case: (
        not BILL_VERBS.isdisjoint(case.sentence.passage.lower[case.trigger[1] : case.trigger[1] + NAME_REACH])
    ),
    "early": told_early,
    "post_of_trade": post_of_trade,
    "person_goes": person_goes,
    "said_by_us": said_by_us,
}
