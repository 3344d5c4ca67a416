"""What a story says that no earlier telling had said, in words that an analyst reads at once.

It compares claims with claims: kinds of the event, how far along it is, who says so, who takes part, how much.
What must never happen: a figure called new because another outlet rounds it, or a plan called an agreement because an
analyst writes as if it were one. So amounts are compared as loosely as elsewhere (`pipelines.claims.near`), and
opinions move nothing along; of a story that is itself an opinion the figures count all the same.

Left out are percentages, which say nothing without what they are a share of, and weaker words than before: "people
familiar" after the company's own word is no news.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from pipelines.amounts import scaled
from pipelines.claims import OPINIONS, STEPS, parties, said, stance
from tracker.records import Claim

LADDER = {"hypothetical": 0, **STEPS}
"""How far along a matter is, in words: "if we overbuild, we could" comes before "we consider"."""
WORDING = {
    "hypothetical": "option",
    "considered": "option",
    "announced": "announcement",
    "planned": "plan",
    "agreed": "agreement",
    "occurred": "fact",
    "ongoing": "fact",
}
POSSIBILITY = "possibility"
"""What is an option to whoever hears of a plan, beside an option that is considered."""
SPEAKERS = {
    "named_outlet": (0, ""),
    "unnamed_people": (0, ""),
    "counterparty": (1, "first time by the other party"),
    "regulator": (1, "first time by a regulator"),
    "company": (2, "first time by the company itself"),
    "filing": (3, "first time in a filing"),
}
"""How near to the matter who says it is."""
SERVICES = {
    "raw_capacity": "raw capacity",
    "managed_api": "managed models",
    "full_cloud": "a full cloud",
    "sublease": "subleased capacity",
}
OF_A_CLOUD = ("raw_capacity", "managed_api")
"""Who is said to sell both is said to build "a cloud business": that is no third thing to sell."""
TOLD_OTHERWISE = frozenset("denial correction termination cancellation reiterated".split())
"""Subtypes that say what a story is to an earlier one; its relation says that better."""
SMALL = "zero one two three four five six seven eight nine ten".split()
MONEY = {
    "USD": "",
    "USD/share": " a share",
    "USD/day": " a day",
    "USD/week": " a week",
    "USD/month": " a month",
    "USD/quarter": " a quarter",
    "USD/year": " a year",
    "USD/W": " per watt",
    "USD/GPU-hour": " per GPU-hour",
    "USD/hour": " an hour",
}

Amount = tuple[str, float, float]


@dataclass(slots=True)
class Facts:
    """What has been said of a matter so far."""

    amounts: set[Amount] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    furthest: str | None = None
    """The status furthest along, of claims that it is so, opinions left out; None: none says how far it is."""
    sources: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)

    def add(self, claim: Claim) -> None:
        self.amounts.update(claim.amounts)
        self.names.update(names_in(claim))
        self.kinds.update(_kinds(claim))
        if claim.source in SPEAKERS:
            self.sources.add(claim.source)
            if claim.status != self.furthest and stance(claim) == "affirmed" and claim.type != "clarification":
                self.furthest = _furthest((self.furthest, claim.status))


def _furthest(statuses: Iterable[str | None]) -> str | None:
    known = [status for status in statuses if status in LADDER]
    return max(known, key=lambda status: (LADDER[status], WORDING[status]), default=None)


def names_in(claim: Claim) -> list[str]:
    """Everybody a claim names."""
    return [name for name in (claim.actor, claim.counterparty, *claim.parties) if name is not None]


def gather(claims: Iterable[Claim]) -> Facts:
    facts = Facts()
    for claim in claims:
        facts.add(claim)
    return facts


def new_facts(claims: Sequence[Claim], known: Sequence[Facts]) -> tuple[str, ...]:
    """What the claims of a story, its first report's first, say beyond what was known.

    >>> talk = Claim(type="compute_leasing", actor="Meta", status="considered", source="unnamed_people")
    >>> deal = Claim(
    ...     type="compute_leasing", actor="Meta", counterparty="Anthropic", status="agreed", source="company",
    ...     amounts=(("MW", 250.0, 250.0), ("years", 1.0, 1.0)),
    ... )
    >>> for words in new_facts([deal], [gather([talk])]):
    ...     print(words)
    wording moved from option to agreement
    first time by the company itself
    customer Anthropic
    250 MW
    one year
    """
    own = [claim for claim in claims if claim.source not in OPINIONS or claims[0].source in OPINIONS]
    facts = gather(own)
    return (
        *_new_kinds(own, known),
        *_moved(facts.furthest, [each.furthest for each in known]),
        *_nearer_speaker(facts.sources, set().union(*(each.sources for each in known))),
        *_new_names(own, known),
        *_new_amounts(own, known),
    )


def _kinds(claim: Claim) -> list[str]:
    kinds = (claim.subtype, *claim.subtypes)
    return [kind for kind in kinds if kind is not None and kind not in TOLD_OTHERWISE]


def _new_kinds(own: Sequence[Claim], known: Sequence[Facts]) -> Iterator[str]:
    kinds = list(dict.fromkeys(kind for claim in own for kind in _kinds(claim)))
    if {*OF_A_CLOUD} <= {*kinds}:
        kinds = [kind for kind in kinds if kind != "full_cloud"]
    fresh = [kind for kind in kinds if not any(kind in facts.kinds for facts in known)]
    if not fresh:
        return
    if any(kind in SERVICES for kind in fresh):
        services = [SERVICES[kind] for kind in kinds if kind in SERVICES]
        many = f"{_count(len(services))} kinds of service: {_listed(services)}"
        yield many if len(services) > 1 else f"{services[0]} as the service"
    if any(facts.kinds for facts in known):
        yield from (kind.replace("_", " ") for kind in fresh if kind not in SERVICES)


def _moved(status: str | None, before: Iterable[str | None]) -> Iterator[str]:
    reached = _furthest(before)
    if status is not None and reached is not None and LADDER[status] > LADDER[reached]:
        before, now = WORDING[reached], WORDING[status]
        yield f"wording moved from {before if before != now else POSSIBILITY} to {now}"


def _nearer_speaker(sources: set[str], before: set[str]) -> Iterator[str]:
    if not sources or not before:
        return
    nearest = max(sources, key=lambda source: SPEAKERS[source])
    if SPEAKERS[nearest][0] > max(SPEAKERS[source][0] for source in before):
        yield SPEAKERS[nearest][1]


def _new_names(own: Sequence[Claim], known: Sequence[Facts]) -> Iterator[str]:
    roles = {name: "party" for claim in own for name in claim.parties}
    for claim in own:
        if claim.counterparty is not None:
            roles[claim.counterparty] = "customer" if claim.type == "compute_leasing" else "counterparty"
    # Who acts was known, unless a deal is told from the other side.
    actors = {claim.actor for claim in own if len(parties(claim)) < 2}
    roles |= {claim.actor: "counterparty" for claim in own if claim.actor is not None and claim.actor not in roles}
    for name in dict.fromkeys(name for claim in own for name in names_in(claim)):
        if name not in actors and not any(name in facts.names for facts in known):
            yield f"{roles[name]} {name}"


def _new_amounts(own: Sequence[Claim], known: Sequence[Facts]) -> Iterator[str]:
    heard: list[Amount] = []
    for amount in dict.fromkeys(amount for claim in own for amount in claim.amounts if amount[0] != "percent"):
        if not said(amount, heard) and not any(said(amount, facts.amounts) for facts in known):
            yield amount_words(amount)
            heard.append(amount)


def amount_words(amount: Amount) -> str:
    """An amount as it is read.

    >>> [amount_words(one) for one in (("USD", 1.85e11, 1.95e11), ("MW", 1200.0, 1200.0), ("USD/W", 40.0, 40.0))]
    ['$185 billion to $195 billion', '1.2 GW', '$40 per watt']
    """
    unit, low, high = amount
    if unit in MONEY:
        numbers, after = [f"${scaled(value)}" for value in (low, high)], MONEY[unit]
    elif unit == "MW" and low >= 1000:
        numbers, after = [scaled(value / 1000) for value in (low, high)], " GW"
    elif unit in {"months", "years"}:
        numbers = [_count(int(value)) if value == int(value) else scaled(value) for value in (low, high)]
        after = f" {unit[:-1]}" if high == 1 else f" {unit}"
    else:
        numbers, after = [scaled(value) for value in (low, high)], "x" if unit == "x" else f" {unit}"
    return " to ".join(dict.fromkeys(numbers)) + after


def _count(number: int) -> str:
    return SMALL[number] if 0 <= number < len(SMALL) else str(number)


def _listed(words: Sequence[str]) -> str:
    return " and ".join((", ".join(words[:-1]), words[-1]))
