"""Conditions of backlogs: whose orders they are, over what time, and how much of them one customer means."""

from __future__ import annotations

from pipelines.extract.conditions.clauses import CONCEDING, is_said
from pipelines.extract.conditions.contracts import is_signed_total
from pipelines.extract.conditions.general import TREND_REACH, Condition, about_the_trade
from pipelines.extract.frames.drafts import Case
from pipelines.extract.roles.names import parties
from pipelines.extract.trade import CHAINED_GROUPS, CHIP_MAKERS, DOMAIN_GROUPS

ORDERED = frozenset("backlog rpo obligations revenue-backlog contracted orders book".split())
"""Words of a backlog, of which any share is one of customers."""
SIGNED_PAPERS = frozenset("agreement agreements contract contracts lease leases deal deals".split())
"""Before "with" and the one customer that has signed."""


def _not_just_signed(case: Case) -> bool:
    """ "Secured $9 billion in contracted revenue" tells of the contracts."""
    if is_signed_total(case):
        return False
    if case.sentence.word(case.trigger[0]) != "contracted":
        return True
    low = max(case.sentence.clause(case.trigger[0])[0], case.trigger[0] - 8)
    return not case.sentence.has(("secure_verb",), (low, case.trigger[0]))


def _orders_owner(case: Case) -> bool:
    """A maker of chips, servers or their tools tells what came in, and names no customer."""
    owner = case.groups(case.actor)
    if not owner & (CHIP_MAKERS | {"gear", "power"}) or (not owner & CHIP_MAKERS and not about_the_trade(case)):
        return False
    if case.sentence.word(case.trigger[0] - 1) == "-":
        return False  # "pre-orders"
    if not case.sentence.in_headline and not case.sentence.amounts and not case.sentence.has(("foreign_sum",)):
        return False  # Beside other results no more than a word on demand: "credited strong orders"
    markers = {"from", "with", "by"}
    rest = case.sentence.passage.lower[case.trigger[1] : case.window[1]]
    names = {n.start for n in parties(case.sentence) if n.start >= case.trigger[1]}
    return not any(word in markers and case.trigger[1] + at + 1 in names for at, word in enumerate(rest))


HAVING = frozenset({"has", "have", "holds", "boasts", "had", "with"})
"""Before a sum: it is on the books, not of a period."""
ROUGHLY = frozenset(
    "more than over about some nearly around roughly almost approximately at least an estimated".split()
)
"""Between "has" and a sum."""


def _of_a_period(case: Case) -> bool:
    """Over a stretch of time, or said to have grown or fallen: "orders fell to $1.1 billion"."""
    if case.sentence.has(("past_period",)) or case.sentence.has(("yardstick",), case.window):
        return True
    if case.sentence.word(case.trigger[1] - 1) == "bookings":
        return True  # of the quarter, where nobody says of what
    before = case.object[0] - 1 if case.object is not None and case.object[1] <= case.trigger[0] else case.sentence.end
    while case.sentence.word(before) in ROUGHLY:
        before -= 1
    if case.sentence.word(before) in HAVING and not case.sentence.has(("backlog",)):
        return True  # "Nvidia has $500 billion in orders": what is on its books
    low, high = case.trigger[1], case.trigger[1] + TREND_REACH
    return case.sentence.has(("backlog_up", "backlog_down"), (low, high))


def _of_customers(case: Case) -> bool:
    """Of revenue only what one customer means; of a backlog any share."""
    words = case.sentence.passage.lower[case.object[0] : case.object[1]] if case.object else []
    backlog = not ORDERED.isdisjoint(words)
    return backlog or bool(case.others) or case.sentence.has(("few_customers", "top_customer"))


def _no_concession_before(case: Case) -> bool:
    """ "Despite Oracle's backlog exceeding $520 billion, the market wants": known already."""
    low = case.sentence.clause(case.trigger[0])[0]
    return case.sentence.word(low) not in CONCEDING or "," in case.sentence.passage.lower[low : case.trigger[0]]


def _of_all_customers(case: Case) -> bool:
    """ "OpenAI makes up $300 billion of the backlog" tells of one; "it doubled, with OpenAI making up half" of all.
    "Contracted revenue under agreements with AMD" is what one customer has signed for."""
    low = case.sentence.clause(case.trigger[0])[0]
    word, end = case.sentence.word, case.object[0] if case.object else case.trigger[1]
    if any(
        case.trigger[1] <= n.start < end and word(n.start - 1) == "with" and word(n.start - 2) in SIGNED_PAPERS
        for n in parties(case.sentence)
    ):
        return False
    high = max(case.trigger[1], case.object[1] if case.object else 0)
    return not any(low <= span[0] < high for span in case.sentence.spans(("makes_up",)))


REQUESTS = frozenset("request requests applications inquiries interconnection permits".split())
"""What waits and has not been ordered."""


def _backlog_owner(case: Case) -> bool:
    """A firm of the trade, or "our" or what is "contracted" in a text of the trade."""
    if case.sentence.word(case.trigger[0]) == "order" and case.sentence.has(
        ("debt_deal", "debt_noun", "stock_sale", "listing")
    ):
        return False  # "Raises $25 billion of bonds; order book tops $129 billion"
    end = max(case.trigger[1], case.object[1] if case.object else 0)
    if not REQUESTS.isdisjoint(case.sentence.passage.lower[case.trigger[0] : min(end + 6, case.window[1])]):
        return False  # "A backlog of 28 gigawatts of data center requests": who waits has ordered nothing
    if case.actor is None:
        return is_said(case, {"we", "our", "its", "contracted"})
    return bool(case.groups(case.actor) & (CHAINED_GROUPS | {"gear"})) or (
        case.actor.entity.kind == "company" and case.sentence.has(("ai_context",))
    )


def _concentration(case: Case) -> bool:
    """Says how much one customer means: a share, or the customer's name."""
    if case.actor is None or not case.groups(case.actor) & DOMAIN_GROUPS:
        return False
    has_share = any(a.amount.unit == "percent" for a in case.sentence.amounts) or case.sentence.has(("share_word",))
    return has_share or any(case.groups(hit) for hit in case.others)


CONDITIONS: dict[str, Condition] = {
    "no_halls_let": lambda case: (
        case.sentence.word(case.trigger[1] - 1) != "bookings" or not case.sentence.passage.has("data_center")
    ),
    "of_all_customers": _of_all_customers,
    "no_concession_before": _no_concession_before,
    "not_just_signed": _not_just_signed,
    "orders_owner": _orders_owner,
    "of_a_period": _of_a_period,
    "of_customers": _of_customers,
    "backlog_owner": _backlog_owner,
    "concentration": _concentration,
}
