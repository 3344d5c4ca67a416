"""Who employs, and whom a person leaves: "former Oracle executive Jane Doe named CEO of IREN"."""

from __future__ import annotations

from pipelines.extract.passage import NameHit, Sentence, Span
from pipelines.extract.roles.general import Actor, Others, owner_at, subject
from pipelines.extract.roles.names import after_marker, is_genitive, marker_before, parties

FORMERLY = frozenset({"former", "ex", "-", "longtime"})
"""Before whom somebody comes from."""
ONCE_OF = frozenset({"veteran", "executive", "alum", "alumnus"})
"""Behind whom somebody comes from."""
TITLE_REACH = 8
"""Most tokens from the verb to who employs, behind the title."""
LEFT_WITHIN = 7
"""Most tokens from the verb to whom somebody comes from, and from there to the post."""


def employer(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose post it is: the subject, else the company named at the title ("named Intel chief executive")."""
    if sentence.word(trigger[0]).startswith("join"):
        # "Oracle's cloud chief joins CoreWeave": whom one joins employs.
        joined = [
            n for n in parties(sentence) if trigger[1] <= n.start <= trigger[1] + 2 and n.entity.kind == "company"
        ]
        if joined:
            return joined[0]
    by = subject(trigger, sentence)
    left = by is not None and is_genitive(by, sentence) and sentence.word(by.end + 1) in FORMERLY
    if by is not None and (left or sentence.word(by.start - 1) in FORMERLY or sentence.word(by.end) in ONCE_OF):
        # "Former Oracle executive Jane Doe named CEO of IREN", "Oracle's former cloud chief": where the person comes
        # from employs no more.
        by = _behind_title(trigger, found, sentence) or _first_employer(by, sentence) or by
    if by is not None and by.entity.kind != "person":
        return by
    return owner_at(trigger, found, sentence) or _behind_title(trigger, found, sentence) or by


def _behind_title(trigger: Span, found: Span, sentence: Sentence) -> NameHit | None:
    """ "Jane Doe named CTO of Applied Digital", "appointed chief executive at IREN"."""
    end = trigger[1]
    near = (n for n in parties(sentence) if end < n.start <= end + TITLE_REACH and n.entity.kind == "company")
    return next((n for n in near if marker_before(n, sentence, frozenset({"of", "at"}))), None)


def _first_employer(left: NameHit, sentence: Sentence) -> NameHit | None:
    """ "Cipher hires Switch veteran to lead ...": who is named before whom the person left, and as a rule said it."""
    before = (n for n in parties(sentence) if n.end < left.start and n.entity.kind == "company")
    return next((n for n in before if sentence.word(n.start - 1) not in FORMERLY), None)


def _left(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whom the person worked for: "hires former Cisco executive", "Google's cloud chief joins", "poaches Intel's head
    of AI", "hires Equinix veteran"."""
    joins = sentence.word(trigger[0]).startswith("join")
    named = [n for n in parties(sentence) if n.entity.kind in {"company", "product"} and n.party]
    return [
        n
        for n in named
        if (n.end <= trigger[0] if joins else n.start >= trigger[1] and n.start - trigger[1] <= LEFT_WITHIN)
        and (
            sentence.word(n.start - 1) in FORMERLY
            or (is_genitive(n, sentence) and sentence.has(("exec_title",), (n.end, n.end + LEFT_WITHIN)))
            or any(start == n.end for start, _ in sentence.spans(("exec_title",)))
            or any(start == n.end + 1 for start, _ in sentence.spans(("exec_title",)))
        )
    ][:1]


ACTORS: dict[str, Actor] = {
    "employer": employer,
}
COUNTERPARTIES: dict[str, Others] = {
    "former": _left,
    "joined": lambda trigger, found, sentence: after_marker(("for", "to"), trigger, sentence, 6),
}
