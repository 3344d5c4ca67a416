"""Who borrows, who lends, and who answers for the debt.

Banks that arrange a debt do not have it: behind "picks", "for" or "to" stands who does.
"""

from __future__ import annotations

from pipelines.extract.passage import AmountHit, NameHit, Sentence, Span
from pipelines.extract.roles.general import Actor, Others, subject
from pipelines.extract.roles.names import (
    after_marker,
    as_party,
    describes_goods,
    is_genitive,
    listed_second,
    only_backs,
    parties,
)
from pipelines.extract.roles.topics import topic
from pipelines.extract.roles.unknown import as_written, capitalised_run

CHOOSING = frozenset("picks picked taps tapped hires hired mandates mandated selects selected chooses chose".split())
"""Before a bank that is to bring a debt about."""
LENDERS = frozenset({"banks", "lenders", "bankers", "creditors"})
"""Who raises a debt where nobody is named."""
ISSUES = frozenset({"sale", "offering", "deal", "issue", "issuance", "sales"})
"""Last words of nouns that a borrower stands right before."""
ISSUED = frozenset({"ai", "new", "jumbo", "-", "junk", "record", "group", "inc", "inc.", "mega"})
"""Between a borrower and the noun of its debt."""
TIED = frozenset({"linked", "tied", "backed", "related", "leased", "anchored", "affiliated"})
"""Behind a hyphen they say for whose sites a debt is."""
ARRANGERS = frozenset({"banks", "lenders", "bankers", "underwriters"})
"""Who borrows for the sites of somebody else."""
SITE_WORDS = frozenset({"data", "datacenter", "datacentre", "campus", "site", "sites"})
"""Behind whose sites they are."""
TIED_TO = frozenset({"tied", "to"})
"""Before whose sites they are."""
LOANS = frozenset({"loan", "loans", "financing", "lending", "credit"})
"""What one has from somebody and gives to somebody."""
LENDING = frozenset({"broker", "fund", "company"})
"""Kinds of names that lend."""
FROM_LENDER = frozenset({"from", "by", "with"})
"""Before who lends."""
STANDING_FOR = frozenset({"backed", "guaranteed", "secured", "supported", "backstopped", "underpinned"})
"""Before the "by" of who stands for a loan and lends nothing: "a loan backed by Meta"."""
CUSTOMER_DEALS = frozenset("contract contracts lease leases partnership pact tie-up order orders ppa customer".split())
"""Nouns of what one has with a customer, and not with a lender."""
BANKS = frozenset("bank banks capital credit partners financial trust securities".split())
"""Words in the names of those who lend for a living."""
LENDING_VERBS = tuple("arrang provid lend lent lead led structur underwr originat furnish agree".split())
"""Beginnings of verbs of who brings a loan about, for itself or for somebody else."""
LENT_WITHIN = 4
"""Most tokens from the loan to whom it is for."""


def raiser(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who raises or arranges a debt: the subject, a bank where nobody else is ("Goldman sounds out investors")."""
    owners = [n for n in parties(sentence) if trigger[1] <= n.start < found[0] and is_genitive(n, sentence)]
    if owners:
        return owners[-1]  # "helped arrange Nvidia's $25 billion bond deal"
    hit = subject(trigger, sentence)
    if hit is not None:
        helped = sentence.word(hit.start - 2) in {"has", "have", "had"}
        before = [n for n in parties(sentence) if n.end == hit.start - 1 - helped]
        # "Meta picks Pimco to lead $26 billion debt sale": who chose them borrows.
        return before[-1] if before and sentence.word(hit.start - 1) in CHOOSING else hit
    low = max(sentence.clause(trigger[0])[0], trigger[0] - 5)
    lenders = [at for at in range(low, trigger[0]) if sentence.word(at) in LENDERS]
    if lenders and not any(low <= n.start < trigger[0] for n in sentence.names):
        return as_written(lenders[-1], lenders[-1] + 1, sentence)
    return next((n for n in sentence.names if n.entity.kind == "broker" and 0 <= trigger[0] - n.end <= 6), None)


def debt_owner(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose deal it is by its genitive: "IREN's $1 billion convertible notes"."""
    owners = [n for n in parties(sentence) if is_genitive(n, sentence) and 0 < trigger[0] - n.end <= 7]
    beside = [n for n in parties(sentence) if n.entity.kind == "company" and 0 <= trigger[0] - n.end <= 2]
    if not owners and beside and sentence.word(trigger[1] - 1) in ISSUES:
        # "CoreWeave bond sale draws orders", "CoreWeave AI debt offering upsized"
        return beside[-1] if ISSUED.issuperset(sentence.passage.lower[beside[-1].end : trigger[0]]) else None
    return owners[-1] if owners else None


def owners_of_sums(sentence: Sentence) -> list[tuple[NameHit, AmountHit]]:
    """The companies whose genitive stands before a sum each: "Amazon's $68 billion, Alphabet's $32 billion"."""
    sums = [hit for hit in sentence.amounts if hit.amount.unit == "USD"]
    owned = [(n, hit) for n in parties(sentence) for hit in sums if is_genitive(n, sentence) and n.end + 1 == hit.start]
    return [(n, hit) for n, hit in owned if n.entity.kind == "company"]


def first_of_owners(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """The first of several that each own a sum."""
    owned = owners_of_sums(sentence)
    return owned[0][0] if len(owned) > 1 else None


def _tied(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """For whose sites a debt is: "Oracle-linked data center loan"."""
    near = [n for n in sentence.names if n.entity.kind == "company" and 0 < trigger[0] - n.end <= 7]
    return [n for n in near if TIED.intersection(sentence.passage.lower[n.end : n.end + 2])]


def _lender(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Who lends, behind "from"; where a bank arranges, whose debt it is: "a CoreWeave-tied bond"."""
    named = after_marker(("from",), trigger, sentence) or _sites_funded(trigger, sentence)
    arranged = any(n.entity.kind == "broker" and 0 <= trigger[0] - n.end <= 8 for n in sentence.names)
    if named or not arranged or subject(trigger, sentence) is not None:
        return named
    after = [n for n in sentence.names if n.party and n.start >= trigger[1] and n.entity.kind == "company"][:1]
    spoken_of = topic(sentence) if not after else None
    return after or ([spoken_of] if spoken_of is not None else [])


def _sites_funded(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """Where a bank or fund borrows, whose sites it is for: "BlackRock sells bonds to fund a Meta data centre"."""
    lower = sentence.passage.lower
    arranging = any(n.entity.kind in {"broker", "fund"} and n.end <= trigger[0] for n in sentence.names)
    if not arranging and ARRANGERS.isdisjoint(lower[sentence.start : trigger[0]]):
        return []
    behind = [n for n in sentence.names if n.start >= trigger[1] and n.entity.kind == "company"]
    return [
        n
        for n in behind
        if SITE_WORDS.intersection(lower[n.end : n.end + 3]) or TIED_TO.issubset(lower[max(n.start - 2, 0) : n.start])
    ][:1]


def financiers(trigger: Span, found: Span, sentence: Sentence, actor: NameHit) -> list[NameHit]:
    """Who lends or leads a loan, or who gets one, by the word before: "facility with Brookfield", "led by Blackstone",
    "$42 billion loan to Anthropic"; a bank that no list knows by a word of its name."""
    low, high = sentence.clause(trigger[0])
    low = max(low, min(trigger[1], found[1]))
    lent = not LOANS.isdisjoint({sentence.word(trigger[1] - 1), sentence.word(found[1] - 1)})
    for name in sentence.names:
        if not low <= name.start < high or name.party == actor.party or name.entity.kind not in LENDING:
            continue
        before = name.start - 1 - (sentence.word(name.start - 1) == "the")
        from_it = sentence.word(before) in FROM_LENDER and sentence.word(before - 1) not in STANDING_FOR
        if sentence.word(before) == "with" and _has_customer(before, found, sentence):
            continue
        if (from_it or (sentence.word(before) == "to" and lent)) and not describes_goods(name, sentence):
            return [as_party(name)]
    return _unknown_bank(low, high, sentence)


def _has_customer(marker: int, found: Span, sentence: Sentence) -> bool:
    """ "Raises $3 billion in debt, signs a contract with Meta": the "with" is of another noun than the debt."""
    if sentence.word(marker - 1) in CUSTOMER_DEALS:
        return True
    between = sentence.passage.lower[found[1] : marker]
    return sentence.word(marker - 1) in {"deal", "agreement"} and not {",", "and", ";", "after"}.isdisjoint(between)


def _unknown_bank(low: int, high: int, sentence: Sentence) -> list[NameHit]:
    """ "With Elm Trust", "from the Bank of Corvane": a name that no list knows, by a word of it."""
    for at in range(low, high - 1):
        if sentence.word(at) in FROM_LENDER:
            bank = capitalised_run(at + 1 + (sentence.word(at + 1) == "the"), sentence)
            if bank is not None and not BANKS.isdisjoint(bank.entity.canonical.lower().split()):
                rest = capitalised_run(bank.end + 1, sentence) if sentence.word(bank.end) == "of" else None
                return [as_written(bank.start, rest.end, sentence) if rest else bank]
    return []


def borrower_behind(trigger: Span, found: Span, sentence: Sentence, lender: NameHit) -> NameHit | None:
    """Whom a loan is for: "arranged a loan for CoreWeave", "agreed to a loan to CoreWeave"."""
    if not sentence.word(trigger[1] - 1).startswith(LENDING_VERBS) or found[0] < trigger[1]:
        return None
    lends = lender.entity.kind in {"broker", "fund"}
    for name in parties(sentence):
        before = sentence.word(name.start - 1)
        marked = before == "to" or (before == "for" and lends)
        if marked and 0 < name.start - found[1] <= LENT_WITHIN and name.entity.kind == "company":
            return name if name.party != lender.party and not describes_goods(name, sentence) else None
    return None


def _owed_by(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whose debt is guaranteed: "$1.8 billion of Fluidstack obligations", "CoreWeave's lease", "for OpenAI"."""
    end = sentence.segment(trigger[0])[1]
    after = [n for n in parties(sentence) if trigger[1] <= n.start < end]
    lower = sentence.passage.lower  # "for an Oracle-tied data center"
    tied = [n for n in sentence.names if trigger[1] <= n.start < end and TIED.intersection(lower[n.end : n.end + 2])]
    return after[:1] or [n for n in tied if n.entity.kind == "company"][:1]


def _lent_to(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Who borrows: between the verb and the sum, known or not ("is lending Tollgate $2 billion for halls let to
    Oracle"), else right behind the sum and its "to"."""
    between = [n for n in parties(sentence) if trigger[1] <= n.start and n.end <= found[0]]
    if between:
        return between[:1]
    if trigger[1] < found[0]:
        borrower = capitalised_run(trigger[1], sentence)
        return [borrower] if borrower is not None and borrower.end == found[0] else []
    if sentence.word(found[1]) == "to":
        known = next((n for n in parties(sentence) if found[1] < n.start <= found[1] + LENT_WITHIN), None)
        return [known] if known is not None else _unknown_behind(found[1] + 1, sentence)
    return _owed_by(trigger, found, sentence)


def _unknown_behind(start: int, sentence: Sentence) -> list[NameHit]:
    """The name that no list knows and that begins here."""
    hit = capitalised_run(start, sentence)
    return [hit] if hit is not None else []


def _guaranteed(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whose debt it is, else the second of two who talk about it: "Nvidia and OpenAI discuss a backstop"."""
    return _owed_by(trigger, found, sentence) or listed_second(trigger, sentence)


def backer(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who answers for the debt, right before the verb: "a lease with Google backing $9 billion of it"."""
    return next((n for n in parties(sentence) if n.end == trigger[0] and only_backs(n, sentence)), None)


def _backed_tenant(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whose lease or debt is answered for: the subject before the "with"."""
    return [n for n in parties(sentence) if n.end <= trigger[0] and not only_backs(n, sentence)][:1]


ACTORS: dict[str, Actor] = {
    "backer": backer,
    "first_of_owners": first_of_owners,
    "raiser": raiser,
    "debt_owner": debt_owner,
}
COUNTERPARTIES: dict[str, Others] = {
    "backed_tenant": _backed_tenant,
    "owed_by": _owed_by,
    "guaranteed": _guaranteed,
    "lent_to": _lent_to,
    "tied": _tied,
    "lender": _lender,
}
