"""What has a price, and who asks it: a product, goods as they are named or written, a seller, the auction of a grid."""

from __future__ import annotations

from pipelines.extract.little_words import RIVALS
from pipelines.extract.passage import NameHit, Sentence, Span
from pipelines.extract.roles.general import Actor, subject
from pipelines.extract.roles.names import DETERMINERS, distance, is_genitive, parties
from pipelines.extract.roles.speakers import TOLD
from pipelines.extract.roles.unknown import as_written
from pipelines.extract.roles.unknown_subjects import unknown_subject
from pipelines.extract.trade import GRIDS

CUSTOMERS = frozenset("customers clients partners contractors buyers distributors".split())
"""To whom a seller tells its prices."""
GRID_WITHIN = 2
"""Most tokens between a grid and its prices."""
SET_NOW = frozenset({"is", "are", "were", "was", "now"})
"""Before "pricing", which then is a verb."""
PRICERS = frozenset(
    "providers clouds neoclouds vendors makers suppliers operators hyperscalers firms companies".split()
)
"""Last words of those who set a price."""
MOST_PRICERS = 5
"""Most words of those who have no name: "smaller cloud providers"."""
PRICE_REACH = 6
"""Most tokens between a price and what has it."""
HOW_OFTEN = frozenset("now currently typically usually still only already generally often today hour".split())
"""Before a verb "costs", which is no noun of goods."""
BEFORE_PRICING = frozenset(
    "are is have has will would also both now all reportedly may might could already planning to".split()
)
"""Between a seller and its verb."""
PEERS = RIVALS | {"peers", "suppliers"}
"""Sellers that are named by whose rivals they are."""
OF_RIVALS = frozenset("biggest largest main chief top closest two three korean memory chip key nearest".split())
"""Between an owner and its rivals."""


def priced(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """What has the price: the chip named beside it, a kind of memory, the firm whose price it is, else the price itself
    as it is written ("GPU rental prices")."""
    return (
        _tells_customers(found, sentence)
        or grid_of(found, sentence)
        or _pricer(trigger, sentence)
        or _product_beside(trigger, found, sentence)
        or _goods_beside(found, sentence)
        or _goods_behind(found, sentence)
        or _owner_before(trigger, found, sentence)
        or _price_as_written(trigger, found, sentence)
    )


def _tells_customers(found: Span, sentence: Sentence) -> NameHit | None:
    """ "Nvidia notified its largest customers that prices for its servers will rise": who tells them sells."""
    lower = sentence.passage.lower
    that = next((at for at in range(found[0] - 1, sentence.start, -1) if lower[at] == "that"), None)
    if that is None:
        return None
    before = lower[sentence.start : that]
    if TOLD.isdisjoint(before) or CUSTOMERS.isdisjoint(before):
        return None
    verb = next(at for at, word in enumerate(before, sentence.start) if word in TOLD)
    sellers = [n for n in parties(sentence) if n.end <= verb and n.entity.kind == "company"]
    return sellers[-1] if sellers else None


def grid_of(noun: Span, sentence: Sentence) -> NameHit | None:
    """ "PJM capacity prices", "capacity prices in PJM": whose auctions set them."""
    near = (n for n in sentence.names if 0 <= noun[0] - n.end <= GRID_WITHIN or n.start - noun[1] == 1)
    return next((n for n in near if n.entity.canonical in GRIDS), None)


def _pricer(trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "Smaller clouds are pricing the H100 at": who prices is told before the verb."""
    if sentence.word(trigger[0]) != "pricing" or sentence.word(trigger[0] - 1) not in SET_NOW:
        return None
    low = sentence.clause(trigger[0])[0]
    if sentence.word(trigger[0] - 2) in PRICERS and trigger[0] - 1 - low <= MOST_PRICERS:
        return as_written(low, trigger[0] - 1, sentence)
    return unknown_subject(trigger, sentence) or subject(trigger, sentence)


def _product_beside(trigger: Span, found: Span, sentence: Sentence) -> NameHit | None:
    """The nearest product; of a list of them the first."""
    products = [n for n in sentence.names if n.entity.kind == "product" and n.entity.groups]
    near = [n for n in products if min(distance(n, trigger), distance(n, found)) <= PRICE_REACH]
    if not near:
        return None
    nearest = min(near, key=lambda n: min(distance(n, trigger), distance(n, found)))
    return next((n for n in products if nearest in priced_list(n, sentence)), nearest)


def _goods_beside(found: Span, sentence: Sentence) -> NameHit | None:
    """ "DRAM and NAND prices": kinds of goods that are traded by their name; the first of the list stands for it."""
    goods = [
        span
        for span in sentence.spans(("named_good",))
        if abs(span[0] - found[0]) <= PRICE_REACH or 0 <= span[0] - found[1] < PRICE_REACH
    ]
    if not goods:
        return None
    start, end = min(goods, key=lambda span: abs(span[0] - found[0]))
    for first, last in sorted(goods, reverse=True):
        if last == start - 1 and sentence.word(last) in {"and", "/", ","}:
            start, end = first, last
    return as_written(start, end, sentence)


def _goods_behind(found: Span, sentence: Sentence) -> NameHit | None:
    """ "The price of advanced packaging": what it is the price of."""
    behind = found[1] + 1
    if sentence.word(behind - 1) not in {"of", "for"}:
        return None
    ends = [span[1] for span in sentence.spans(("priced_good",)) if behind <= span[0] <= behind + 2]
    start = behind + (sentence.word(behind) in DETERMINERS)
    return as_written(start, max(ends), sentence) if ends else None


def _owner_before(trigger: Span, found: Span, sentence: Sentence) -> NameHit | None:
    """Whose price it is: the nearest company of the trade before it."""
    first = min(trigger[0], found[0])
    owners = [
        n
        for n in parties(sentence)
        if n.entity.kind == "company" and n.entity.groups and 0 <= first - n.end <= PRICE_REACH
    ]
    return owners[-1] if owners else None


def _price_as_written(trigger: Span, found: Span, sentence: Sentence) -> NameHit | None:
    """ "GPU rental prices": the goods with the noun or the verb behind them."""
    noun = min(trigger, found)
    if sentence.word(trigger[0]).endswith("ing") and 0 < found[0] - trigger[0] <= PRICE_REACH - 2:
        noun = found  # "rising memory prices"
    if sentence.word(noun[0]) in {"cost", "costs"} and sentence.word(noun[0] - 1) in HOW_OFTEN:
        return None  # "Hiring an H100 costs"
    beside = [span for span in sentence.spans(("priced_good",)) if span[0] < noun[1] and noun[0] - span[1] <= 1]
    return as_written(min(beside[0][0], noun[0]), noun[1], sentence) if beside else None


def priced_list(first: NameHit, sentence: Sentence) -> list[NameHit]:
    """ "DRAM and NAND prices", "H100 and H200 rentals": every one of a list of goods that begins with this one."""
    longest: dict[int, Span] = {}
    for span in sentence.spans(("named_good",)):
        if span[1] > longest.get(span[0], span)[1] - 1:
            longest[span[0]] = span
    goods = [as_written(*span, sentence) for span in longest.values()]
    goods += [n for n in sentence.names if n.entity.kind == "product" and n.entity.groups]
    chain = [first]
    for good in sorted(goods, key=lambda n: n.start):
        gap = sentence.passage.lower[chain[-1].end : good.start]
        if good.start > chain[-1].start and 0 < len(gap) <= 2 and {",", "and", "/", "&"}.issuperset(gap):
            chain.append(good)
    return chain


def good_itself(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """The goods right before the verb, as they are written or by the name of the product."""
    named = next((n for n in sentence.names if n.start <= found[0] < n.end and n.entity.kind == "product"), None)
    return named or as_written(*found, sentence)


def seller(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who prices its goods: the subject, and "its biggest rivals" as they are written, not whose rivals they are."""
    end = trigger[0]
    while sentence.word(end - 1) in BEFORE_PRICING:
        end -= 1
    start = end - 1
    if sentence.word(start) in PEERS:
        while sentence.word(start - 1) in OF_RIVALS:
            start -= 1
        if sentence.word(start - 1) in {"its", "their"}:
            return as_written(start - 1, end, sentence)
        owner = next((n for n in parties(sentence) if n.end == start - 1 and is_genitive(n, sentence)), None)
        if owner is not None:
            return as_written(owner.start, end, sentence)  # "AMD's rivals"
    hit = subject(trigger, sentence, found)
    if hit is not None and hit.entity.kind == "collective":
        at = hit.end + 1 + (sentence.word(hit.end + 1) == "as")
        named = sentence.word(at - 1) in {"including", "like", "as"}
        # "DRAM suppliers including Samsung and Micron": those that are named.
        return next((n for n in parties(sentence) if named and n.start == at), hit)
    return hit


def only_firm(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """The only company of the sentence."""
    firms = {n.party: n for n in reversed(parties(sentence)) if n.entity.kind == "company"}
    return next(iter(firms.values())) if len(firms) == 1 else None


ACTORS: dict[str, Actor] = {
    "seller": seller,
    "good_itself": good_itself,
    "priced": priced,
    "only_firm": only_firm,
}
