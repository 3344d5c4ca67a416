"""A parser of the user's own, asked where the rules abstain.

Off unless a model is named in the settings: any installed spaCy pipeline with a dependency parser (`en_core_web_sm` and
its like). It is never downloaded and never needed. It reads the sentences in which an event has an open role, and no
others, because it is fifty times slower than everything else here; what the rules have found it does not touch.

The answer has to be a party that the lexicon knows: the subject of the trigger (or of the verb that governs it), the
agent of a passive, the object of the preposition that the frame asks for. Evidence of kind `parser` says that it was
the model, and `made_by` which one in which version.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pipelines.extract.frames.drafts import Basis, Draft
from pipelines.extract.frames.rules import Frame, Rules
from pipelines.extract.passage import NameHit, Sentence, Span
from pipelines.extract.roles.names import parties
from tracker.errors import InputError

SUBJECTS = frozenset({"nsubj", "csubj"})
PASSIVE_SUBJECTS = frozenset({"nsubjpass", "nsubj:pass"})
OBJECTS = frozenset({"dobj", "obj", "dative", "iobj"})
GOVERNED = frozenset({"xcomp", "conj", "ccomp", "advcl"})
"""A verb without a subject of its own has that of the verb it hangs on: "agreed to lease"."""
MOST_STEPS = 3
BY_SUBJECT = frozenset({"subject", "possessor", "raiser", "deal_party", "giver"})
"""Strategies of frames for an actor who is a subject."""
PREPOSITIONS = {
    "with": ("with",),
    "to": ("to", "with", "for"),
    "source": ("from", "at", "with"),
    "from": ("from",),
    "for": ("for",),
    "of": ("of", "with"),
    "object": (),
}
"""By the strategy of a frame for its counterparty; the object of the verb itself for `object`."""
UNUSED = ("ner", "entity_ruler", "span_ruler", "textcat", "lemmatizer")
TRIAL = "Somebody sells something."


class RoleParser:
    """A loaded model."""

    def __init__(self, name: str) -> None:
        """Raises InputError, naming the cure, for a model that is not there or has no parser."""
        self.name = name
        self.nlp = _load(name)
        self.made_by = f"{self.nlp.meta['name']}-{self.nlp.meta['version']}"

    def __reduce__(self) -> tuple[type[RoleParser], tuple[str]]:
        """In another process it is loaded again."""
        return RoleParser, (self.name,)

    def fill(self, drafts: Iterable[Draft], sentence: Sentence, rules: Rules) -> None:
        """Name the parties that the drafts of one sentence leave open."""
        wanted = [draft for draft in drafts if draft.actor is None or draft.counterparty is None]
        if not wanted or not parties(sentence):
            return
        frames = {frame.id: frame for frame in rules.frames}
        known = [(draft, frames[draft.frame_id]) for draft in wanted if draft.frame_id in frames]
        if not known:
            return
        with self.nlp.memory_zone():
            tree = _Tree(self.nlp, sentence)
            for draft, frame in known:
                _fill(draft, frame, tree)


def _load(name: str) -> Any:
    import spacy

    try:
        nlp: Any = spacy.load(name, disable=list(UNUSED))
    except (OSError, ImportError) as error:
        cure = f'install it (python -m spacy download {name}) or set model = "" under [extraction]'
        raise InputError(f"extraction.model: {name!r} is no installed spaCy pipeline; {cure}") from error
    except Exception as error:  # whatever is wrong inside a pipeline of somebody else's
        raise InputError(
            f'extraction.model: {name!r} cannot be loaded: {error}; repair it or set model = "" under [extraction]'
        ) from error
    if not nlp(TRIAL).has_annotation("DEP"):
        raise InputError(
            f"extraction.model: {name!r} has no dependency parser; choose one that has, such as en_core_web_sm"
        )
    return nlp


def _fill(draft: Draft, frame: Frame, tree: _Tree) -> None:
    names = [*frame.roles, None, None]
    if draft.actor is None and frame.actor in BY_SUBJECT:
        _set(draft, "actor", names[0], tree.subject(draft.trigger))
    if draft.counterparty is None and frame.counterparty in PREPOSITIONS:
        _set(draft, "counterparty", names[1], tree.other(draft.trigger, PREPOSITIONS[frame.counterparty]))


def _set(draft: Draft, side: str, role: str | None, hit: NameHit | None) -> None:
    taken = {draft.actor, draft.counterparty, *draft.roles.values()}
    if hit is None or hit.party is None or hit.party in taken:
        return
    setattr(draft, side, hit.party)
    if role is not None:
        draft.roles.setdefault(role, hit.party)
    draft.evidence.append(Basis("parser", (hit.start, hit.end), draft.frame_id, hit.party))


class _Tree:
    """A parsed sentence, with the names of the passage on its tokens."""

    def __init__(self, nlp: Any, sentence: Sentence) -> None:
        self.sentence = sentence
        self.start, end = sentence.passage.char_span((sentence.start, sentence.end))
        self.doc = nlp(sentence.passage.text[self.start : end])

    def subject(self, trigger: Span) -> NameHit | None:
        """Who does it: the subject, or the agent of a passive."""
        verb = self._verb(trigger)
        for _ in range(MOST_STEPS):
            if verb is None:
                return None
            for child in verb.children:
                if child.dep_ in PASSIVE_SUBJECTS:
                    return self._behind(verb, ("by",))
                if child.dep_ in SUBJECTS:
                    return self._name(child)
            verb = verb.head if verb.dep_ in GOVERNED else None
        return None

    def other(self, trigger: Span, prepositions: tuple[str, ...]) -> NameHit | None:
        """To whom, from whom, with whom; the object of the verb where no preposition is asked for."""
        verb = self._verb(trigger)
        if verb is None:
            return None
        if prepositions:
            return self._behind(verb, prepositions)
        return next((self._name(child) for child in verb.children if child.dep_ in OBJECTS), None)

    def _behind(self, verb: Any, prepositions: tuple[str, ...]) -> NameHit | None:
        """The object of a preposition on the verb or on its object ("signed a deal with Meta")."""
        heads = [verb, *(child for child in verb.children if child.dep_ in OBJECTS)]
        found = (
            self._name(target)
            for head in heads
            for child in head.children
            if child.lower_ in prepositions
            for target in child.children
        )
        return next((hit for hit in found if hit is not None), None)

    def _verb(self, trigger: Span) -> Any:
        start, end = self.sentence.passage.char_span(trigger)
        span = self.doc.char_span(start - self.start, end - self.start, alignment_mode="expand")
        return None if span is None else span.root

    def _name(self, token: Any) -> NameHit | None:
        """The party that a token is part of."""
        at = self.start + token.idx
        return next((hit for hit in parties(self.sentence) if self._covers(hit, at)), None)

    def _covers(self, hit: NameHit, at: int) -> bool:
        start, end = self.sentence.passage.char_span((hit.start, hit.end))
        return start <= at < end
