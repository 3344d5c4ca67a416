"""Words that stand for a name already given: "the social-media giant", "the neocloud", "it", "the deal".

A description counts only when somebody it fits is named in the text, because an event must never have a party that
the reader cannot find there. Those that fit one company ("the Windows maker") ask for that company; those that fit a
kind ("the chipmaker") take the last one of that kind named before. Descriptions become names of the passage, flagged
`reference`; pronouns do not, they are asked for only where a clause has no name (`roles.general.referred`).

Not done: plurals ("both companies"), descriptions of people, and anything that needs knowledge of the world.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipelines.extract.passage import NameHit, Passage, Span, places_of

DETERMINERS = frozenset({"the", "this", "that"})


def resolve(passage: Passage, descriptions: Mapping[str, str]) -> None:
    """Add to the passage's names what its descriptions refer to.

    descriptions: term category -> ticker or canonical name, or `group:NAME` for the last company of that group.
    """
    found = [
        hit
        for category, meant in descriptions.items()
        if passage.has(category)
        for span in passage.places(category)
        if (hit := _referent(span, meant, passage)) is not None
    ]
    # "Facebook owner Meta" is a name with a description before it.
    follows = {name.start for name in passage.names}
    found = [hit for hit in found if hit.end not in follows]
    if found:
        names = _without_parts(passage.names, found)
        passage.names = sorted([*names, *_outside(found, names)], key=lambda name: name.start)


def _referent(span: Span, meant: str, passage: Passage) -> NameHit | None:
    group = meant.removeprefix("group:")
    if group == meant:
        outside = [n for n in passage.names if not span[0] <= n.start < span[1]]
        named = [n for n in outside if meant in (n.entity.ticker, n.party) and not n.reference]
    else:
        definite = span[0] > 0 and passage.lower[span[0] - 1] in DETERMINERS
        named = (
            [n for n in passage.names if group in n.entity.groups and n.end <= span[0] and n.party] if definite else []
        )
    if not named:
        return None
    # For the reader the name before the words; the rules only ask that there is one.
    near = next((n for n in reversed(named) if n.end <= span[0]), named[-1])
    return NameHit(span[0], span[1], named[-1].entity, refers_to=(near.start, near.end))


def _outside(found: list[NameHit], names: list[NameHit]) -> list[NameHit]:
    """Those that do not overlap a name."""
    taken = places_of(names)
    return [hit for hit in found if taken.isdisjoint(range(hit.start, hit.end))]


def _without_parts(names: list[NameHit], found: list[NameHit]) -> list[NameHit]:
    """The names, but for those that a description begins with: "the Facebook owner" is not Facebook."""
    ends = {hit.start: hit.end for hit in found}
    return [name for name in names if name.end >= ends.get(name.start, name.end)]
