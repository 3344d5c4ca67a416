"""Conditions of takeovers: who buys a firm, a part of it or its halls, and what is only bought of it.

What must never happen: a person's or a fund's purchase told as a company's.
"""

from __future__ import annotations

from pipelines.extract.conditions.clauses import ends_phrase
from pipelines.extract.conditions.firms import is_public
from pipelines.extract.conditions.general import Condition, house_speaks
from pipelines.extract.frames.drafts import Case
from pipelines.extract.passage import NameHit, Sentence
from pipelines.extract.roles.names import BLOCKING, DESCRIBING, parties
from pipelines.extract.roles.takeovers import BEFORE_PASSIVE, WITH
from pipelines.extract.trade import CHAINED_GROUPS, DOMAIN_GROUPS, FUNDERS, HOSTS, MANY_TRADES, SINGLE_MINDED

BUYING_NOUNS = frozenset({"deal", "bid", "offer", "agreement"})
"""Nouns of buying that are used of goods as well: what a fund wants "for" a firm is the firm."""
FIRMS_OR_PARTS = frozenset(
    """business unit division arm maker designer startup firm company developer supplier operations stake assets plant
    fab group holdings inc inc. corp""".split()
)
"""What changes hands in a takeover, whatever goods it makes."""
CROWD = frozenset("investors traders shareholders whales bulls insiders foreigners dip-buyers speculators".split())
"""Who trades shares by the thousand and takes over nobody."""
TRADING = frozenset(
    "snap snaps snapped scoop scoops scooped bet bets betting wager wagers snag snags snagged picks".split()
)
"""Verbs that a fund does to shares."""
WEAK_TAKEOVERS = frozenset({"deal", "offer", "bid", "purchase", "sale", "approach", "combination"})
"""Nouns of buying that are used of goods as well."""
PAPERWORK = frozenset("agreement agreements order orders commitment commitments obligation obligations".split())
"""What follows "purchase" where goods are bought, no company."""
LANDS = frozenset({"county", "parish", "township", "city", "state", "province", "prefecture", "valley"})
"""Last words in the names of places."""
ABOUT_PARTS = BLOCKING - {"of"} | {"and", "to", "that", "for"}
"""Words between a verb and what is bought that show it is not what is bought."""
NOT_BOUGHT = frozenset(
    """operator operators developer developers company firm provider site sites land stocks software customers capacity
    chips space services products model models power companies owner landlord reit equipment gear deal""".split()
)
"""Behind the name of halls or of a part: something else is bought or sold."""
ONE_HALL = frozenset({"facility", "building"})
"""A single one, which its buyer may use himself."""
OLD_NEWS = frozenset({"changed", "ago", "how", "why", "history", "lessons", "years", "since", "anniversary"})
"""Beside a takeover: the piece looks back on it."""
AGENT_WITHIN = 8
"""Most tokens from a passive to the "by" of who buys."""
HALF = 50
"""Percent."""


def buys_whole_firm(case: Case) -> bool:
    """A sum behind "for" right behind a firm that is not listed."""
    word, hits = case.sentence.word, case.others
    priced = {a.start for a in case.sentence.amounts if a.amount.unit == "USD"}
    return bool(hits) and all(
        hit.entity.ticker is None
        and hit.entity.kind in {"company", "unknown"}
        and word(hit.end) in {"for", "in"}
        and not priced.isdisjoint(range(hit.end + 1, hit.end + 5))
        for hit in hits
    )


def is_bought_whole(case: Case) -> bool:
    """ "Switch was bought by", "CoreWeave was bought for $9 billion by": a firm that is not listed, or at a price, and
    no shares of it."""
    sentence, (start, end) = case.sentence, case.trigger
    lower = sentence.passage.lower
    if "by" not in lower[end : min(end + AGENT_WITHIN, sentence.end)]:
        return False
    before = next((n for n in reversed(parties(sentence)) if n.end <= start), None)
    if before is None or not BEFORE_PASSIVE.issuperset(lower[before.end : start]) or before.entity.kind != "company":
        return False
    priced = any(a.amount.unit == "USD" and sentence.word(a.start - 1) == "for" for a in sentence.amounts)
    return before.entity.ticker is None or priced


def deals_for_a_firm(case: Case) -> bool:
    """ "KKR nears a $6 billion deal for Yondr", "Macquarie's deal for Aligned Data Centers": a fund takes no computing,
    nor does a firm outside the trade take a whole host of it, so what no word follows is taken over."""
    sentence, (low, high) = case.sentence, case.window
    return any(
        low < hit.start < high
        and _noun_before_for(sentence, hit) in BUYING_NOUNS
        and _may_take_over(case, hit)
        and ends_phrase(sentence.word(hit.end))
        for hit in parties(sentence)
    ) or _nears_as_a_fund(case)


def _nears_as_a_fund(case: Case) -> bool:
    """ "Blackstone close to $16 billion AirTrunk deal": what a fund is about to sign is a purchase."""
    actor, sentence, (low, high) = case.actor, case.sentence, case.window
    if actor is None or actor.entity.kind != "fund" or not sentence.has(("deal_nearing",), (actor.end, high)):
        return False
    return any(
        low < hit.start < high and sentence.word(hit.end) == "deal" and _may_take_over(case, hit)
        for hit in parties(sentence)
    )


def _noun_before_for(sentence: Sentence, hit: NameHit) -> str:
    """ "deal" of "a deal for Yondr" and "a deal for miner Riot"."""
    at = next((at for at in (hit.start - 1, hit.start - 2) if sentence.word(at) == "for"), None)
    return "" if at is None else sentence.word(at - 1)


def _may_take_over(case: Case, firm: NameHit) -> bool:
    actor, groups = case.actor, firm.entity.groups
    if actor is not None and (actor.entity.kind == "fund" or actor.entity.canonical in FUNDERS):
        return firm.entity.kind in {"company", "unknown"} and not groups & MANY_TRADES
    return bool(groups & HOSTS) and not case.groups(actor) & DOMAIN_GROUPS


def _bought_trade(case: Case) -> bool:
    """A cloud or a lab buys companies of every kind: the target or the text has to be of the trade."""
    if case.groups(case.actor) & (SINGLE_MINDED | CHAINED_GROUPS - {"hyperscaler", "lab"}):
        return True
    if any(case.groups(hit) & CHAINED_GROUPS for hit in case.others):
        return True
    passage = case.sentence.passage
    return any(passage.has(category) for category in ("strong_context", "money_trade", "compute"))


def _no_private_buyer(case: Case) -> bool:
    """Not a person or, where the verb is one of trading, a fund: their purchases are positions.

    The head of a company buys for the company.
    """
    actor = case.actor
    if actor is None or (actor.entity.kind == "fund" and case.sentence.word(case.trigger[0]) not in TRADING):
        return True
    is_own = actor.party in {None, actor.entity.canonical}
    return actor.entity.kind not in {"fund", "person"} or not is_own


ON_SALE = frozenset({"sale", "sell", "selling", "offload", "offloading", "divest", "divesting", "divestment"})
"""Before a stake: it is on offer, and nobody has it yet."""


def is_on_sale(case: Case) -> bool:
    """A stake that is put up for sale: "weighs a sale of its QTS stake", "in talks to sell a stake", "stake sale"."""
    if case.object is None:
        return False
    behind = case.sentence.word(case.object[1])
    between = case.sentence.passage.lower[case.trigger[0] : case.object[0]]
    return behind in {"sale", "sales"} or not ON_SALE.isdisjoint(between)


def _not_listed(case: Case) -> bool:
    """Of a firm without a ticker, or of a part of the seller: a stake in a listed one is a position."""
    if case.object is not None and not case.others:
        behind = case.sentence.passage.lower[case.object[1] : case.object[1] + 2]
        return behind[:1] == ["in"] or behind in (["sale", "in"], ["sales", "in"])
    return all(hit.entity.ticker is None for hit in case.others)


def _no_crowd(case: Case) -> bool:
    """Not "retail investors snap up Micron", "hedge funds scoop up Nebius": they buy shares, unless the sum is told."""
    grabs = case.sentence.word(case.trigger[0]).startswith(("snap", "scoop", "gobbl", "hoover", "pick", "grab"))
    if case.actor is None or not grabs or buys_whole_firm(case):
        return True
    said = case.sentence.passage.lower[case.actor.start : max(case.actor.end, case.trigger[0])]
    return CROWD.isdisjoint(said) and "hedge" not in said


def _company_target(case: Case) -> bool:
    """Bought or invested in is a company, not its product, a whole trade or a place."""
    return all(
        hit.entity.kind == "company"
        or (hit.entity.kind == "unknown" and not _is_place(hit, case.sentence) and not _is_counted_coin(hit, case))
        for hit in case.others
    )


def _is_counted_coin(hit: NameHit, case: Case) -> bool:
    """ "Buys another 200,000 SOL": what has a number before it is a coin."""
    return case.sentence.word(hit.start - 1).replace(",", "").isdigit()


def _is_place(hit: NameHit, sentence: Sentence) -> bool:
    """A place of the lists, or one by its last word: "Mercer County"."""
    last = sentence.word(hit.end - 1)
    if last in LANDS or (hit.start, hit.end) in sentence.terms.get("site_place", ()):
        return True
    behind = sentence.word(hit.end) == "," and hit.entity.kind == "unknown"
    return behind and any(
        start == hit.end + 1 for start, _ in sentence.terms.get("site_place", ())
    )  # "Omaha, Nebraska"


BEHIND_TARGET = frozenset(
    {"", ".", ",", ";", "-", "for", "in", "to", "as", "after", "amid", "that", "with", "and", "at"}
)
"""What goes on behind a noun that ends its phrase."""
STAKE_WORDS = frozenset({"stake", "share", "shares", "'s", "’s", "part"})
"""Between the verb and a sort of firm: a part of it, or what it has."""


def _unnamed_target(case: Case) -> bool:
    """ "Nebius buys Israeli AI startup": the whole of what is bought is a company, and no name tells which."""
    sentence, (_, end) = case.sentence, case.trigger
    start, stop = max(case.objects)
    between = sentence.passage.lower[end:start]
    named = any(n.party and end <= n.start <= stop for n in sentence.names)
    whole = sentence.word(stop) in BEHIND_TARGET and BLOCKING.isdisjoint(between)
    return whole and not named and STAKE_WORDS.isdisjoint(between)


OF_LENDING = frozenset("loan loans debt financing funding bond bonds credit note notes convertible lending".split())
"""Before "deal" they say that money changes hands, and no company."""


def _is_takeover(case: Case) -> bool:
    """A noun that by itself means a company changes hands, or a named target behind a weaker one."""
    noun = " ".join(case.sentence.passage.lower[slice(*case.object)]) if case.object else ""
    if case.object and case.sentence.word(case.object[0] - 1) in OF_LENDING:
        return False  # "Lands $600 million loan deal for Elm Halls"
    if house_speaks(case) and "after" in case.sentence.passage.lower[case.sentence.start : case.trigger[0]]:
        return False  # "Raised its target after the collapse of the merger": what a house judges by
    if case.object and case.sentence.word(case.object[1]) in PAPERWORK and noun == "purchase":
        return False
    if is_public(case.actor, case.sentence):
        return False  # "The UK CMA cleared the takeover": who decides on it buys nothing
    goods = case.object and case.sentence.has(("chip_thing",), (case.object[1], case.object[1] + 6))
    behind = case.sentence.passage.lower[case.object[1] : case.object[1] + 9] if case.object else []
    if noun in {"sale", "purchase"} and goods and FIRMS_OR_PARTS.isdisjoint(behind):
        return False  # "Approves the sale of Nvidia's H200 chips"
    if noun in WEAK_TAKEOVERS:
        if case.sentence.has(("holders",)):
            return True
        described = bool(case.others) and case.sentence.word(case.others[0].start - 1) in DESCRIBING
        if case.category == "mna_done" and case.others and case.others[0].end == (case.object or case.trigger)[0]:
            return not case.others[0].entity.groups  # "closes Alphawave deal": contracts are not closed with such
        if described and noun == "deal" and case.object and case.sentence.word(case.object[1]) == "with":
            return False  # "a deal with cloud firm Riot" is a contract
        return bool(case.others) and (described or noun != "deal" or deals_for_a_firm(case))
    return True


def _no_authority(case: Case) -> bool:
    """Not a regulator's word on it: "the FTC opened a probe into SoftBank's acquisition of Ampere"."""
    return not is_public(case.actor, case.sentence)


def _paid_for(case: Case) -> bool:
    """A verb of paying buys what stands behind its "for": "may spend $40 billion on a chip plant" builds it.

    What stands behind a dash or a colon is not bought: "to buy more chips - Neocloud Lambda has raised".
    """
    if case.object is not None and case.object[0] >= case.sentence.segment(case.trigger[0])[1]:
        return False
    if case.category != "price_paid_verb" or case.object is None:
        return True
    return "for" in case.sentence.passage.lower[case.trigger[1] : case.object[0]]


def is_majority(case: Case) -> bool:
    """At least half of the company."""
    shares = (a.amount.value for a in case.sentence.amounts if case.object is not None and a.start == case.object[0])
    return any(isinstance(share, float) and share >= HALF for share in shares)


def _nothing_between(case: Case) -> bool:
    """What is bought or sold stands right behind the verb, its own words aside: "ten of its data centers"."""
    if case.object is None or case.object[0] < case.trigger[1]:
        return False
    between = case.sentence.passage.lower[case.trigger[1] : case.object[0]]
    return ABOUT_PARTS.isdisjoint(between) and case.sentence.word(case.object[1]) not in NOT_BOUGHT


THEIR_GOODS = frozenset(
    "capacity compute chips gpus servers services stocks shares contracts deals space power".split()
)
"""Behind a sort of firm: what it sells, and not the firm."""


def _works_themselves(case: Case) -> bool:
    """Not "gobbles up neocloud capacity": what is taken is goods of such firms."""
    return case.object is None or case.sentence.word(case.object[1]) not in THEIR_GOODS


STAKE_IN_WITHIN = 5
"""Most tokens between "a stake in" and the sites."""
NOT_OF_A_STAKE = frozenset(
    {",", ";", "for", "and", "which", "that", "to", "with", "owner", "owns", "developer", "operator"}
)
"""What parts a stake from the sites behind it."""


def is_stake_in_halls(case: Case) -> bool:
    """A part of halls or works, not of the firm that has them: "KKR's share of two halls in Ohio"."""
    sentence = case.sentence
    if case.object is None or sentence.word(case.object[1]) != "in":
        return False
    low = case.object[1] + 1
    for start, end in sentence.spans(("halls", "owned_works")):
        if not low <= start <= low + STAKE_IN_WITHIN or sentence.word(end) in FIRMS_OR_PARTS | DESCRIBING | {
            "host",
            "landlord",
        }:
            continue
        between = sentence.passage.lower[low:start]
        named = any(n.start < end and start < n.end for n in sentence.names if n.entity.kind == "company")
        if not named and start == low + 1 and between != sentence.passage.words[low:start]:
            # "A minority interest in eStruxture data centers": a name, unless it is a place.
            named = not any(span == (low, start) for span in sentence.spans(("site_place", "place.name")))
        if not named and NOT_OF_A_STAKE.isdisjoint(between):
            return True
    return False


def _buys_halls(case: Case) -> bool:
    """Several halls, or one by whoever runs none: a single hall of its own use is a site."""
    last = case.sentence.word(case.object[1] - 1) if case.object else ""
    if (
        last == "campus"
        and case.object
        and case.object[1] - case.object[0] == 1
        and not case.groups(case.actor) & HOSTS
    ):
        return False  # Others have offices on theirs.
    if case.groups(case.actor) & {"hyperscaler", "lab"}:
        return last in {"portfolio", "business", "unit", "platform", "campus", "campuses"}
    return last not in ONE_HALL or not case.groups(case.actor)


SHARES_HELD = frozenset({"shares", "share", "stock", "stake", "stakes"})
"""What an owner sells of another."""


def _sells_part(case: Case) -> bool:
    """A part of its own or a counted one: "its cloud unit", "four power plants"; not "the last of its Arm shares"."""
    part = case.object
    if part is not None and any(n.start <= part[0] < n.end for n in case.sentence.names):
        return False
    if part is not None and case.sentence.word(part[1]) in SHARES_HELD:
        return False
    return _nothing_between(case) and case.object is not None and case.object[0] > case.trigger[1]


def _not_of_old(case: Case) -> bool:
    return OLD_NEWS.isdisjoint(case.sentence.passage.lower[case.sentence.start : case.sentence.end])


PRICES = frozenset({"$", "deal", "transaction", "billion", "million", "bn"})
"""Behind a passive they say that a company is sold."""


def _no_agent(case: Case) -> bool:
    """No "by" right behind the passive, and a sum, a deal or a buyer behind it: who is sold is a company, not goods."""
    words = case.sentence.passage.lower[case.trigger[1] : case.trigger[1] + 9]
    return words[:1] != ["by"] and not {"for", "in"}.isdisjoint(words[:1]) and bool(PRICES & {*words})


def _behind_with(case: Case) -> bool:
    """ "With Ampere deal": the noun is means of the news."""
    low = max(case.sentence.start, case.trigger[0] - 5)
    return not WITH.isdisjoint(case.sentence.passage.lower[low : case.trigger[0]])


def _of_follows(case: Case) -> bool:
    last = case.sentence.word(case.trigger[1] - 1)
    return last in {"of", "for"} or case.sentence.word(case.trigger[1]) == "of"


ORDERS = frozenset("hold sell avoid dump skip ditch forget trim short".split())
"""Verbs by which readers are told what to do with shares."""
BEFORE_ORDER = frozenset({"say", "says", "said", ":"})
"""Before what readers are told to do: "Elm says hold AMD"."""


def _no_order(case: Case) -> bool:
    """Not "Elm says buy AMD, sell Dell" nor "Hold AMD, Buy Micron: Elm": readers are told what to do."""
    sentence, (start, _) = case.sentence, case.trigger
    if sentence.word(start) != "buy":
        return True
    if sentence.word(start - 1) in {"say", "says", ":"}:
        return False
    if sentence.word(start - 1) not in {",", "and", ";", "but"}:
        return True
    ordered = [at for at in range(sentence.start, start) if sentence.word(at) in ORDERS]
    return not any(at == sentence.start or sentence.word(at - 1) in BEFORE_ORDER for at in ordered)


CONDITIONS: dict[str, Condition] = {
    "firm_dealt_for": deals_for_a_firm,
    "no_crowd": _no_crowd,
    "whole_firm_bought": is_bought_whole,
    "company_target": _company_target,
    "unnamed_target": _unnamed_target,
    "takeover": _is_takeover,
    "no_authority": _no_authority,
    "paid_for": _paid_for,
    "on_sale": is_on_sale,
    "not_listed": _not_listed,
    "no_private_buyer": _no_private_buyer,
    "bought_trade": _bought_trade,
    "majority": is_majority,
    "nothing_between": _nothing_between,
    "buys_halls": _buys_halls,
    "stake_in_halls": is_stake_in_halls,
    "sells_part": _sells_part,
    "not_of_old": _not_of_old,
    "works_themselves": _works_themselves,
    "behind_with": _behind_with,
    "no_agent": _no_agent,
    "of_follows": _of_follows,
    # "Divested from Elm Robotics": of shares.
    "no_shares_shed": lambda case: (
        case.sentence.word(case.trigger[1]) != "from"
        and not case.sentence.has(("stake_noun",), (case.trigger[1], case.trigger[1] + 6))
    ),
    # "Eaton to acquire Danish data center cooling maker": whoever equips data centers buys another that does.
    "builder_of_trade": lambda case: bool(
        case.groups(case.actor) & DOMAIN_GROUPS
        or (case.groups(case.actor) & {"gear", "power"} and case.sentence.has(("data_center", "ai_word")))
    ),
    "for_follows": lambda case: case.sentence.word(case.trigger[1]) == "for",
    "no_order": _no_order,
}
