"""One record from the mentions of one event.

The leading mention gives the axes; amounts and roles that only the others have are taken over. Status is that of the
leading mention, never the majority: a text repeats its speculation more often than its news.

Evidence cites what made the difference, and all of it: the trigger of every mention, because each alone would carry the
event; objects and names of every mention that names a party of the event; of the cues those that set an axis to a value
it would not have without them. What only agrees is left to the trace.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count, pairwise

from pipelines.extract.amounts.quantities import Amount
from pipelines.extract.event_amounts.kinds import RESULTS
from pipelines.extract.frames.drafts import Basis, Draft, Sign
from pipelines.extract.frames.rules import Rules
from pipelines.extract.passage import Passage
from pipelines.extract.records import confidence
from pipelines.extract.records.quantities import quantity_of
from tracker.records import Confidence, Event, Evidence, Quantity

PAIRED = frozenset({"contract", "compute_leasing"})
VAGUE = frozenset({"generic", "question", "hypothetical"})
OWN_WORDS = frozenset({"company", "counterparty", "filing", "unnamed_people", "named_outlet"})
"""Sources that tell what somebody does, not what they think of it."""
DIGITS = re.compile(r"\d[\d,]*+(?:\.(?P<decimals>\d+))?")
TOLD_APART = frozenset({"trigger", "cue"})


def event_of(group: Sequence[Draft], rules: Rules) -> Event:
    """One record from the mentions of one event; the first leads."""
    lead = group[0]
    roles = _roles(group)
    counterparty = lead.counterparty or _other_party(group)
    quantities = _quantities(group, rules)
    done, source = _done(group), _source(group)
    signs = _deciding(group, done, source)
    evidence = _evidence(group, frozenset({lead.actor, counterparty, *roles.values()}), signs, quantities)
    axes = confidence.Axes(lead.type, lead.axes["polarity"], "occurred" if done else lead.status, source, evidence)
    return Event(
        type=lead.type,
        subtype=lead.subtype,
        subtypes=_further_subtypes(group),
        actor=lead.actor,
        counterparty=counterparty,
        roles=roles,
        direction=lead.direction or next((d.direction for d in group if d.direction), None),
        polarity=axes.polarity,
        status=axes.status,
        source=axes.source,
        time=lead.axes["time"],
        date=lead.date,
        quantities=quantities,
        trigger=evidence[0],
        evidence=evidence,
        confidence=_confidence(axes, lead, rules, named=lead.actor is not None or counterparty is not None),
    )


def _roles(group: Sequence[Draft]) -> dict[str, str]:
    """Those of the leading mention, and what only others name."""
    lead = group[0]
    roles = dict(lead.roles)
    for draft in group[1:]:
        # "Safe are AMD and Micron, Elm says": one view, of two subjects.
        is_list = lead.type == "analyst_view" and draft.trigger == lead.trigger
        for role, name in draft.roles.items():
            if name not in roles.values() and (role not in roles or is_list):
                roles[_free_role(role, roles)] = name
    return roles


def _free_role(role: str, roles: Mapping[str, str]) -> str:
    """The name of the role, or with a number: "subject", "subject_2", "subject_3"."""
    further = (f"{role}_{number}" for number in count(2))
    return role if role not in roles else next(name for name in further if name not in roles)


def _confidence(axes: confidence.Axes, lead: Draft, rules: Rules, *, named: bool) -> Confidence:
    """How often claims of this rule have been right on labelled texts. named: whether a party is."""
    return Confidence(
        event=confidence.of_event(lead.frame_id, lead.type, lead.share, rules.stated.get(lead.frame_id)),
        roles=confidence.of_roles(lead.frame_id, lead.type, named=named),
        status=confidence.of_status(axes),
    )


def _other_party(group: Sequence[Draft]) -> str | None:
    """The other side as a later mention names it, in whichever order."""
    lead = group[0]
    others = [
        name for d in group[1:] for name in ((d.counterparty, d.actor) if lead.type in PAIRED else (d.counterparty,))
    ]
    return next((name for name in others if name and name != lead.actor), None)


def _further_subtypes(group: Sequence[Draft]) -> tuple[str, ...]:
    """What else the mentions say it is, in their order; what is only supposed or seen by others makes it no other."""
    if len(group) == 1:
        return ()
    lead = group[0]
    kinds = (
        draft.subtype
        for draft in sorted(group[1:], key=lambda draft: draft.trigger[0])
        if draft.status not in VAGUE
        and draft.axes["polarity"] == lead.axes["polarity"]
        and draft.axes["source"] in {lead.axes["source"], *OWN_WORDS}
    )
    return tuple(dict.fromkeys(kind for kind in kinds if kind is not None and kind != lead.subtype))


def _done(group: Sequence[Draft]) -> list[Draft]:
    """The mentions that say it is done, where the leading one leaves room for them: announced or agreed gives way."""
    if group[0].status not in {"announced", "agreed"}:
        return []
    return [d for d in group if d.status == "occurred" and d.axes["polarity"] == "affirmed"]


def _source(group: Sequence[Draft]) -> str:
    """The leading mention's source; a later one that names unnamed people or an outlet for the same claim wins."""
    lead = group[0].axes["source"]
    if lead != "company":
        return lead
    others = _close_by(group) if group[0].sentence.in_headline else group[1:]
    later = [d.axes["source"] for d in others]
    return next((source for source in later if source in {"unnamed_people", "named_outlet", "filing"}), lead)


def _close_by(group: Sequence[Draft]) -> list[Draft]:
    """The other mentions up to two sentences behind the leading one."""
    return [d for d in group[1:] if d.sentence.index <= group[0].sentence.index + 2]


def _quantities(group: Sequence[Draft], rules: Rules) -> tuple[Quantity, ...]:
    found: dict[tuple[object, str], Quantity] = {}
    told: dict[tuple[object, str], int] = {}
    # Mentions of one type read an amount alike, but for whose it is: an amount of a hundred mentions is read once.
    read: set[tuple[Amount, bool]] = set()
    for draft in group:
        nameless = draft.actor is None
        for hit in draft.amounts:
            way = (hit.amount, nameless)
            if way in read:
                continue
            read.add(way)
            quantity = quantity_of(draft, hit, rules)
            key = (quantity.value, quantity.unit)
            found.setdefault(key, quantity)
            told.setdefault(key, draft.sentence.passage.sentence_index(hit.start))
    if len(found) > 1 and group[0].type not in RESULTS:
        for rough in _rounded(found, told):
            del found[rough]
    return tuple(sorted(found.values(), key=lambda q: q.start))


def _rounded(
    found: Mapping[tuple[object, str], Quantity], told: Mapping[tuple[object, str], int]
) -> set[tuple[object, str]]:
    """ "For $4.7 billion" in the headline, "for $4.66 billion" below: what another sentence tells more exactly."""
    plain = [(q.unit, q.metric or "", q.value, key) for key, q in found.items() if isinstance(q.value, float)]
    ordered = sorted(plain, key=lambda one: one[:3])
    pairs = [(one[3], other[3]) for one, other in pairwise(ordered) if one[:2] == other[:2]]
    return {
        rough
        for rough, exact in (*pairs, *((other, one) for one, other in pairs))
        if told[rough] != told[exact] and _rounds(found[rough], found[exact])
    }


def _rounds(rough: Quantity, exact: Quantity) -> bool:
    """Whether a number is another one with fewer digits."""
    steps = [_last_digit(quantity) for quantity in (rough, exact)]
    if not all(steps) or isinstance(rough.value, tuple) or isinstance(exact.value, tuple):
        return False
    return steps[1] < steps[0] and abs(rough.value - exact.value) <= steps[0] * 0.501


def _last_digit(quantity: Quantity) -> float:
    """What one of the last digit written is worth: 0.1 billion in "$4.7 billion"; 0 without digits."""
    hit = DIGITS.search(quantity.text)
    number = float(hit[0].replace(",", "")) if hit else 0.0
    if hit is None or not number or isinstance(quantity.value, tuple):
        return 0.0
    return abs(quantity.value) / number * 10.0 ** -len(hit["decimals"] or "")


# ── evidence ────────────────────────────────────────────────────────────────────────────────────────


def _evidence(
    group: Sequence[Draft], parties: frozenset[str | None], signs: Iterable[Sign], quantities: Iterable[Quantity]
) -> tuple[Evidence, ...]:
    """What the event rests on, the leading trigger first; the same words under the same rule once.

    signs: of the cues that decided an axis.
    """
    passage = group[0].sentence.passage
    cited = [basis for draft in group for basis in draft.evidence if basis.who is None or basis.who in parties]
    # What one mention cites as its own trigger another may cite as one that would do.
    triggers = list(dict.fromkeys(basis for basis in cited if basis.kind == "trigger"))
    bases = [*triggers, *(basis for basis in cited if basis.kind != "trigger")]
    if "object" not in [basis.kind for basis in group[0].evidence]:
        # The leading mention needs none, so that it stands whatever objects the others have.
        bases = [basis for basis in bases if basis.kind != "object"]
    bases += [Basis("cue", sign.span, sign.rule) for sign in signs]
    joined = [draft for draft in group[1:] if draft.trigger != group[0].trigger]
    bases += [Basis("merge", draft.trigger, reason_to_join(draft, group[0])) for draft in joined]
    # Triggers and cues count by rule; a name or an object that several rules took is one.
    found = {
        (basis.kind, basis.span, basis.rule if basis.kind in TOLD_APART else None): basis for basis in reversed(bases)
    }
    stretches = [_stretch(passage, basis) for basis in reversed(found.values())]
    measured = [Evidence(kind="quantity", start=q.start, end=q.end, text=q.text, rule=_measure(q)) for q in quantities]
    return (*stretches, *measured)


def _deciding(group: Sequence[Draft], done: Sequence[Draft], source: str) -> Iterator[Sign]:
    """The signs without which an axis of the event would have another value. done: the mentions that say it is."""
    lead = group[0]
    deciding = (
        ("polarity", [lead]),
        ("status", done or [lead]),
        ("source", [draft for draft in (lead, *_close_by(group)) if draft.axes["source"] == source]),
        ("time", [lead]),
    )
    for axis, drafts in deciding:
        for draft in drafts:
            settled = draft.settled.get(axis)
            if settled is not None and settled.is_decided:
                yield from settled.signs


def reason_to_join(draft: Draft, lead: Draft) -> str:
    """Why a mention is taken for the same event as the leading one: a rule id."""
    if draft.actor is None or lead.actor is None:
        return "merge.nameless"
    return "merge.same_actor" if draft.actor == lead.actor else "merge.shared_party"


def _measure(quantity: Quantity) -> str:
    """What an amount was taken for: `quantity.` and its slot, else its measure, else its unit."""
    return f"quantity.{quantity.slot or quantity.metric or quantity.unit}"


def _stretch(passage: Passage, basis: Basis) -> Evidence:
    start, end = passage.char_span(basis.span)
    return Evidence(kind=basis.kind, start=start, end=end, text=passage.text[start:end], rule=basis.rule)
