"""Makes the cases of the metamorphic suite: a base sentence, a rewriting, and what the rewriting must do to the event.

Deterministic: every template draws its names and amounts from a generator seeded with its id. Each rewriting states
its demand as the event of the base with some facets changed; facets that it may change as it likes are named too.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from tests.metamorphic.templates import ALIASES, AMOUNTS, CANONICAL, NAMES, TEMPLATES, TICKERS, Amount, Template
from tracker.records import Event

DRAWS = 4
"""Fillings per template."""
ACTS = frozenset({"analyst_rating", "price_target", "price_move"})
"""Acts of speaking or of the market: who retells them changes nothing about them, and nobody denies them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What of an event is compared."""

    type: str
    actor: str | None
    counterparty: str | None
    roles: frozenset[tuple[str, str]]
    direction: str | None
    polarity: str
    status: str
    source: str
    date: str | None
    amounts: frozenset[tuple[object, str]]


def shape_of(event: Event) -> Shape:
    return Shape(
        type=event.type,
        actor=event.actor,
        counterparty=event.counterparty,
        roles=frozenset(event.roles.items()),
        direction=event.direction,
        polarity=event.polarity,
        status=event.status,
        source=event.source,
        date=event.date,
        amounts=frozenset((q.value, q.unit) for q in event.quantities),
    )


@dataclass(frozen=True, slots=True)
class Filled:
    """A template with its names and amount."""

    template: Template
    a: str
    b: str
    amount: Amount | None

    def say(self, form: str, *, written: int = 0, **names: str) -> str:
        """A form of the template with its slots filled; `written` picks the way the amount is written."""
        m = self.amount[2][written] if self.amount else ""
        text = form.format(**{"a": self.a, "b": self.b, "m": m, **names})
        return text[0].upper() + text[1:] if form.startswith("{m}") else text

    def sentence(self, predicate: str, *, written: int = 0, **names: str) -> str:
        return self.say(f"{self.template.subject} {predicate}", written=written, **names) + "."

    @property
    def parties(self) -> frozenset[str]:
        return frozenset(canonical(name) for name in (self.a, self.b) if name)

    @property
    def roles(self) -> frozenset[tuple[str, str]]:
        return frozenset(zip(self.template.roles, (canonical(self.a), canonical(self.b)), strict=False))

    @property
    def amounts(self) -> frozenset[tuple[object, str]]:
        return frozenset({self.amount[:2]} if self.amount else ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A base text, its rewriting, and the demand: what the events of the base become."""

    transformation: str
    template: str
    base: str
    text: str
    title: str | None = None
    changes: Mapping[str, object] = field(default_factory=dict)
    """Facets with the value they must have now."""
    renamed: Mapping[str, str] = field(default_factory=dict)
    """Canonical names that stand where others stood."""
    free: frozenset[str] = frozenset()
    """Facets that may change."""
    unordered: bool = False
    """Actor and counterparty are a set."""


def canonical(name: str) -> str:
    return CANONICAL.get(name, name)


def filled() -> Iterator[Filled]:
    """All templates, each with its draws of names and amounts."""
    for template in TEMPLATES:
        rng = random.Random(template.id)
        for a in rng.sample(NAMES[template.a], min(DRAWS, len(NAMES[template.a]))):
            others = [name for name in NAMES[template.b] if name != a] if template.b else [""]
            amount = rng.choice(AMOUNTS[template.amount]) if template.amount else None
            yield Filled(template, a, rng.choice(others), amount)


# ── transformations ─────────────────────────────────────────────────────────────────────────────────


def swap_names(f: Filled) -> Iterator[Case]:
    """The parties change places and the roles with them; of a deal among equals nothing changes."""
    t = f.template
    if not (t.symmetric or t.exchangeable):
        return
    there_and_back = {canonical(f.a): canonical(f.b), canonical(f.b): canonical(f.a)}
    for form in (t.does, t.did):
        yield Case(
            transformation="swap names",
            template=t.id,
            base=f.sentence(form),
            text=f.sentence(form, a=f.b, b=f.a),
            renamed={} if t.symmetric else there_and_back,
            unordered=t.symmetric,
        )


def other_names(f: Filled) -> Iterator[Case]:
    """Another party in the same place takes over its part."""
    t = f.template
    for slot, old, group in (("a", f.a, t.a), ("b", f.b, t.b)):
        for new in NAMES[group] if group else ():
            if new not in (f.a, f.b):
                yield Case(
                    transformation="other names",
                    template=t.id,
                    base=f.sentence(t.does),
                    text=f.sentence(t.does, **{slot: new}),
                    renamed={canonical(old): canonical(new)},
                )


def passive(f: Filled) -> Iterator[Case]:
    """Turned round, the deed stays the same."""
    if f.template.passive:
        yield Case(
            transformation="active and passive",
            template=f.template.id,
            base=f.sentence(f.template.did),
            text=f.say(f.template.passive) + ".",
            unordered=f.template.symmetric,
        )


def to_and_from(f: Filled) -> Iterator[Case]:
    """Who let now takes: the parties keep their places and exchange their roles."""
    t = f.template
    if not t.other_side:
        return
    for one, other in ((f.a, f.b), (f.b, f.a)):
        first, second = t.roles
        yield Case(
            transformation="to and from",
            template=t.id,
            base=f.sentence(t.did, a=one, b=other),
            text=f.sentence(t.other_side, a=one, b=other),
            changes={"roles": frozenset({(first, canonical(other)), (second, canonical(one))})},
            unordered=True,
        )


DENIALS = {
    "denied that it would {do}": "denied",
    "denied reports that it will {do}": "denied",
    "has no plans to {do}": "denied",
    "did not {do}": "negated",
}


def denial(f: Filled) -> Iterator[Case]:
    """Denied or negated; what is denied of whom stays."""
    t = f.template
    if t.type in ACTS:
        return
    for form, polarity in DENIALS.items():
        if t.wanted or "plans" not in form:
            yield Case(
                transformation="denial",
                template=t.id,
                base=f.sentence(t.does),
                text=f.sentence(form.replace("{do}", t.do)),
                changes={"polarity": polarity},
                free=frozenset({"status"}),
            )


QUESTIONS = ("Will {subject} {do}?", "Is {subject} about to {do}?", "Could {subject} {do} this year?")


def question(f: Filled) -> Iterator[Case]:
    """Asked about, by nobody in particular."""
    t = f.template
    if t.type in ACTS:
        return
    for form in QUESTIONS:
        subject = "the United States" if f.a == "The United States" else f.say(t.subject)
        yield Case(
            transformation="question",
            template=t.id,
            base=f.sentence(t.does),
            text=form.format(subject=subject, do=f.say(t.do)),
            changes={"status": "question"},
        )


def _inner(form: str) -> str:
    """The sentence behind other words: its article is small."""
    return "t" + form[1:] if form.startswith("The ") else form


def dated(f: Filled) -> Iterator[Case]:
    """The day is known now, and nothing else is new."""
    said = f.sentence(f.template.did)
    ways = {
        "On March 3, 2026, " + _inner(said): "2026-03-03",
        said[:-1] + " on November 12, 2025.": "2025-11-12",
    }
    for text, day in ways.items():
        yield Case(transformation="dated", template=f.template.id, base=said, text=text, changes={"date": day})


def units(f: Filled) -> Iterator[Case]:
    """However an amount is written, it is the same amount."""
    for written in range(1, len(f.amount[2]) if f.amount else 0):
        yield Case(
            transformation="units",
            template=f.template.id,
            base=f.sentence(f.template.does),
            text=f.sentence(f.template.does, written=written),
        )


def alias(f: Filled) -> Iterator[Case]:
    """However a company is called, it is the same company."""
    for slot, name in (("a", f.a), ("b", f.b)):
        for other in ALIASES.get(name, ()):
            yield Case(
                transformation="alias",
                template=f.template.id,
                base=f.sentence(f.template.does),
                text=f.sentence(f.template.does, **{slot: other}),
            )


UNRELATED = (
    "The town library extends its opening hours on Saturday. Readers had asked for it since spring.",
    "Heavy rain closed two mountain roads, and the ferry stayed in port. Nobody was hurt.",
    "The choir sings in the old mill on Sunday at 5 p.m., and 300 tickets are sold already.",
    "A baker in the valley has made the same rye bread for forty years.",
)


def unrelated(f: Filled) -> Iterator[Case]:
    """What stands beside it about something else changes nothing."""
    said = f.sentence(f.template.does)
    rng = random.Random(said)
    first, second = rng.sample(UNRELATED, 2)
    for text in (f"{first}\n\n{said}", f"{said}\n\n{second}", f"{first}\n\n{said}\n\n{second}"):
        yield Case(transformation="unrelated paragraph", template=f.template.id, base=said, text=text)


QUOTED = " \"It's what we'd hoped for,\" a spokesman said."


def typography(f: Filled) -> Iterator[Case]:
    """Signs that look alike: typographers' quotes, hard spaces, soft hyphens, line ends of Windows."""
    said = f.sentence(f.template.does)
    quoted = said + QUOTED
    curly = said + " “It’s what we’d hoped for,” a spokesman said."
    paragraphs = f"{said}\n\n{UNRELATED[0]}"
    rng = random.Random(said)
    long_words = [word for word in said.split() if word.isalpha() and len(word) > 7 and word.islower()]
    pairs = [(quoted, curly), (said, said.replace(" ", "\u00a0")), (paragraphs, paragraphs.replace("\n", "\r\n"))]
    if long_words:
        word = rng.choice(long_words)
        pairs.append((said, said.replace(word, word[:4] + "\u00ad" + word[4:])))
    for base, text in pairs:
        yield Case(transformation="typography", template=f.template.id, base=base, text=text)


CAPITALS_FREE = frozenset({"counterparty", "roles", "direction", "polarity", "status", "source", "date", "amounts"})


def capitals(f: Filled) -> Iterator[Case]:
    """A headline in capitals names the same actor and the same kind of event."""
    said = f.sentence(f.template.does)[:-1]
    yield Case(transformation="capitals", template=f.template.id, base=said, text=said.upper(), free=CAPITALS_FREE)


ATTRIBUTIONS = {
    "{said}, Bloomberg reported.": "named_outlet",
    "Reuters reported that {inner}.": "named_outlet",
    "{said}, people familiar with the matter said.": "unnamed_people",
    "{said}, according to a regulatory filing.": "filing",
}


def attribution(f: Filled) -> Iterator[Case]:
    """Whom it is from changes nothing else; an act of speaking has its speaker already."""
    t = f.template
    said = f.sentence(t.did)
    for form, source in ATTRIBUTIONS.items():
        yield Case(
            transformation="attribution",
            template=t.id,
            base=said,
            text=form.format(said=said[:-1], inner=_inner(said[:-1])),
            changes={} if t.type in ACTS else {"source": source},
        )


def twice(f: Filled) -> Iterator[Case]:
    """Repeating it makes no second event."""
    for form in (f.template.does, f.template.did):
        said = f.sentence(form)
        for text in (f"{said}\n{said}", f"{said} {said}"):
            yield Case(transformation="said twice", template=f.template.id, base=said, text=text)


def title_and_text(f: Filled) -> Iterator[Case]:
    """A short headline and the whole sentence below it are one event."""
    t = f.template
    title = f.sentence(t.title)[:-1] if t.title else ""
    said = f.sentence(t.does)
    yield Case(transformation="title and text", template=t.id, base=said, text=f"{title}\n{said}", title=title)
    yield Case(transformation="title and text", template=t.id, base=said, text=f"{title}\n\n{said}")


DATELINES = ("NEW YORK (Reuters) - {said}", "AMSTERDAM, July 1, 2026 /PRNewswire/ -- {said}", "UPDATE 2-{said}")
LEADS = ("Meanwhile, {inner}", "In other news, {inner}", "3. {said}", "- {said}")
DESCRIPTIONS = (
    ", which has grown quickly in recent years,",
    ", based in Austin, Texas,",
    " - an old hand in the field -",
    " (NASDAQ: {ticker})",
)


def dressed(f: Filled) -> Iterator[Case]:
    """What newsrooms put before a sentence and behind a name says nothing of the event."""
    said = f.sentence(f.template.did)
    texts = [form.format(said=said, inner=_inner(said)) for form in (*DATELINES, *LEADS)]
    subject = f.say(f.template.subject)
    if subject == f.a and (ticker := TICKERS.get(f.a)):
        texts += [subject + form.format(ticker=ticker) + said[len(subject) :] for form in DESCRIPTIONS]
    for text in texts:
        yield Case(transformation="dressed", template=f.template.id, base=said, text=text)


TRANSFORMATIONS: tuple[Callable[[Filled], Iterator[Case]], ...] = (
    swap_names,
    other_names,
    passive,
    to_and_from,
    denial,
    question,
    dated,
    units,
    alias,
    unrelated,
    typography,
    capitals,
    attribution,
    twice,
    title_and_text,
    dressed,
)


def cases() -> Iterator[Case]:
    """Every case of every transformation."""
    for f in filled():
        for transformation in TRANSFORMATIONS:
            yield from transformation(f)


# ── demands ─────────────────────────────────────────────────────────────────────────────────────────


def demanded(case: Case, base: Shape) -> Shape:
    """The event of the base after the rewriting."""

    def renamed(name: str | None) -> str | None:
        return case.renamed.get(name, name) if name is not None else None

    moved = replace(
        base,
        actor=renamed(base.actor),
        counterparty=renamed(base.counterparty),
        roles=frozenset((role, str(renamed(name))) for role, name in base.roles),
    )
    return replace(moved, **case.changes)


def comparable(case: Case, shape: Shape) -> tuple[object, ...]:
    """The facets that count, in a form in which equal means equal."""
    facets = {name: getattr(shape, name) for name in Shape.__slots__ if name not in case.free}
    if case.unordered:
        facets["actor"] = frozenset({shape.actor, shape.counterparty})
        facets["counterparty"] = None
    return tuple(facets.values())
