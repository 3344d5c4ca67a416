"""Whom a text is about: the subject of the last sentence that has one.

Examples, partners and owners of what is told of are not what it is about ("clouds such as A", "Nvidia's rival AMD").
"The stock" is that of whom the text is about, which need not be who was named last (`stock_topic`).
"""

from __future__ import annotations

from pipelines.extract.little_words import BEING, POSSESSIVE, RELATIONS
from pipelines.extract.passage import SAYS, NameHit, Sentence, Span
from pipelines.extract.roles.names import (
    DESCRIBING,
    describes_goods,
    head_of_list,
    is_blocked,
    is_genitive,
    list_behind,
    parties,
)
from pipelines.extract.roles.unknown_subjects import ASKING

TOPIC_REACH = 3
"""Sentences back in which "it" looks for whom it means before the whole text's subject stands in."""
RELATED_IN = 8
"""Most tokens between "is" and the noun of a relation."""
SPEAKING = SAYS | frozenset("denied denies declined declines confirmed confirms disputed rejected told added".split())
"""Behind a name: what one does who only comments on what is told of another."""
MOVING_SHARES = frozenset({"shares", "stock"})
"""Beside the company of whose share a text speaks."""


def topic(sentence: Sentence) -> NameHit | None:
    """Whom the text speaks of before this sentence: the subject of the last sentence that has one, else its first."""
    for index in range(sentence.index - 1, max(sentence.index - 1 - TOPIC_REACH, -1), -1):
        earlier = sentence.passage.sentence(index)
        named = [n for n in parties(earlier) if n.entity.kind in {"company", "person"}]
        free = [n for n in named if not _is_led_in(n, earlier) and not _only_describes(n, earlier)]
        free = [n for n in free if not _is_predicate(n, earlier)]
        leading = next((n for n in free if not _measures_other(n, earlier)), free[0] if free else None)
        if leading is not None:
            return leading
    for name in sentence.passage.names:
        if name.start >= sentence.start:
            return None
        if name.party and not name.bystander and name.entity.kind in {"company", "person"}:
            return name
    return None


def spoken_of_together(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """Whom "They are renting" means: the companies of the list that opened the last sentence with a subject; nobody
    where somebody is named before the verb."""
    if sentence.word(sentence.start) != "they" or any(n.end <= trigger[0] for n in parties(sentence)):
        return []
    first = topic(sentence)
    if first is None or first.end > sentence.start:
        return []
    earlier = sentence.passage.sentence(sentence.passage.sentence_index(first.start))
    listed = [n for n in list_behind(first, earlier) if n.entity.kind == "company"]
    return listed if len(listed) > 1 and first.start == earlier.start else []


def _is_led_in(name: NameHit, sentence: Sentence) -> bool:
    """ "Deals with providers like A and B", "clouds such as A": examples and partners, whom the text is not about."""
    head = head_of_list(name, sentence)
    is_example = sentence.word(head.start - 1) == "as" and sentence.word(head.start - 2) == "such"
    return is_example or is_blocked(head, sentence)


def _only_describes(name: NameHit, sentence: Sentence) -> bool:
    """ "Nvidia-backed Lambda": the text is about Lambda."""
    return sentence.word(name.end) == "-" and describes_goods(name, sentence)


def _is_predicate(name: NameHit, sentence: Sentence) -> bool:
    """ "The tenant is CoreWeave", "its largest customer is OpenAI": who somebody is, and whom the text is not about."""
    verb = name.start - 1
    if sentence.word(verb) not in BEING or verb <= sentence.start or sentence.word(sentence.end - 1) == "?":
        return False
    return sentence.word(sentence.start) not in ASKING


def _measures_other(name: NameHit, sentence: Sentence) -> bool:
    """ "Nvidia's formidable rival AMD": the owner only says which rival the text is about."""
    if not is_genitive(name, sentence):
        # "Nvidia supplier SK Hynix"
        related = sentence.word(name.end) in RELATIONS
        return related and any(0 < n.start - name.end <= 2 for n in parties(sentence))
    owned = next((n for n in parties(sentence) if 0 < n.start - name.end <= 4), None)
    return owned is not None and sentence.word(owned.start - 1) in DESCRIBING


def stock_topic(sentence: Sentence) -> NameHit | None:
    """Whom "the stock" means in a sentence that names no company: the topic, but not who is only told to be somebody's
    supplier, or who speaks where another one's share is what the text is about."""
    about = topic(sentence)
    while about is not None:
        earlier = sentence.passage.sentence(sentence.passage.sentence_index(about.start))
        if not _tells_relation(about, earlier):
            break
        about = topic(earlier) if earlier.index else None
    if about is None:
        return None
    return instead_of(about, sentence) or about


def _tells_relation(name: NameHit, sentence: Sentence) -> bool:
    """ "Nvidia is the main supplier", "Microsoft is CoreWeave's largest customer": told of the other one."""
    if name.start != sentence.start or sentence.word(name.end) not in BEING:
        return False
    nouns = sentence.lower[name.end + 1 : min(name.end + RELATED_IN, sentence.end)]
    return not RELATIONS.isdisjoint(nouns) and not {"the", "its", "their", "'s", "’s"}.isdisjoint(nouns)


def instead_of(about: NameHit, sentence: Sentence) -> NameHit | None:
    """Whose share "the stock" is in place of whom the last sentence names: another one's, of which the text spoke by
    name and which is still what it is about. None where that is nobody else, or is not clear."""
    spoken = spoken_share(sentence)
    if spoken is None or spoken.party == about.party:
        return None
    earlier = sentence.passage.sentence(sentence.passage.sentence_index(about.start))
    comments = sentence.passage.lower[about.end] in SPEAKING or any(n.end <= about.start for n in earlier.names)
    before = [n.party for n in sentence.passage.names if n.end <= sentence.start]
    return spoken if comments or before.count(spoken.party) > before.count(about.party) else None


def spoken_share(sentence: Sentence) -> NameHit | None:
    """The last company before a sentence of whose share the text speaks by name: "CoreWeave shares recovered"."""
    for name in reversed(sentence.passage.names):
        if name.end <= sentence.start and name.entity.kind == "company" and name.party and _has_share(name, sentence):
            return name
    return None


def _has_share(name: NameHit, sentence: Sentence) -> bool:
    """ "CoreWeave's shares", "shares of CoreWeave"."""
    lower = sentence.passage.lower
    behind = name.end + (lower[name.end] in POSSESSIVE)
    return not MOVING_SHARES.isdisjoint(lower[behind : behind + 1]) or (
        name.start > 1 and lower[name.start - 1] in {"of", "in"} and lower[name.start - 2] in MOVING_SHARES
    )


def sole_company(trigger: Span, sentence: Sentence) -> NameHit | None:
    """The only company the text has named so far, for a sentence that names nobody but in the genitive."""
    known = [n for n in sentence.passage.names if n.party and n.entity.kind != "collective"]
    before = [n for n in known if n.end <= sentence.start and n.entity.kind == "company" and not n.bystander]
    here = list(parties(sentence))
    if len({n.party for n in known}) != 1 or not all(is_genitive(n, sentence) for n in here):
        return None
    return next(iter([*before, *(n for n in here if n.entity.kind == "company" and n.start <= trigger[0])]), None)
