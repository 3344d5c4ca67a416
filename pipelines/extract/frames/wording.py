"""A second opinion on what happened: how much the words of a text, taken together, speak for each type of event.

A frame looks at a few words and takes the rest on trust: it hears "wins", "deal" and a sum in news of other things
too. So each word, each category of the frames' phrases and each cue has a weight per event type, fitted by logistic
regression to sentences of our own (tests/floors/fit_types.py). The weights of the signs of a sentence add up, divided
by the root of how many there are, to the share of such sentences that tell of the type. What a frame found is dropped
where no sentence of the text reaches the least share. That is kept low: on texts that no rule was written from, 44 of
the 46 events that are dropped were wrong.

Where no frame found anything, they tell of an event themselves: in a short text about the trade in which no price
moves, of the type that a sentence has the largest share for, if that is TELLING or more, it asks nothing, and
CARRIERS of its words speak for the type with some weight. These words are what the event cites, so that it goes when
they go; who takes part is looked for as for a frame (events/told.toml). Where words would tell of a frame's event if
its trigger were not there, they are cited with it. On 1,651 new texts 29 of 46 such events were right, party and all.

What must never happen: an event that cites nothing, or one that is dropped in silence (`extract --trace` says so).
Names count for nothing: who is famous for deals may be in the news for others. Themes count for nothing either,
because a user may change them.

Known limits: the regression has read single sentences and short items, so it is not asked of articles; it does not
know who does what to whom, nor order ("rents from" and "rents to"). Words of a purpose or a comparison count as those
of a deed ("sold land to build a data center"). What was tried beside it is told in decisions 0019 to 0021.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence, Set
from typing import NamedTuple

from pipelines.extract.data_files import TOLD
from pipelines.extract.frames.drafts import Basis, Draft, note_dropped
from pipelines.extract.frames.rules import Rules
from pipelines.extract.passage import Passage, Sentence, Span, places_of
from pipelines.extract.relevance.news_only import ITEM_SENTENCES
from pipelines.extract.relevance.weights import opinion_on, shipped, words_of
from pipelines.extract.roles.capitals import is_capitalised, is_title_case
from pipelines.extract.themes.theme import is_own

FILE = "type_weights.json"
CATEGORY = "="
"""Before the name of a category or cue among the signs, so that it is no word."""
LEAST = 0.02
"""The share below which what a frame found is no event, for each sentence of the text: the largest of several shares is
larger than one."""
TWINS = {"compute_leasing": "contract", "contract": "compute_leasing"}
"""Types that only the seller's name tells apart."""
REASON = "the words of the text speak of something else"
TELLING = 0.6
"""The share from which the words of a sentence tell of an event by themselves: below it, one of three is right."""
CARRYING = 1.5
"""The weight from which a word carries an event that the words tell of."""
CARRIERS = 2
"""Fewest words that carry it: of one word alone, whatever its weight, half was wrong."""
COMMON_GROUND = frozenset(
    "ai artificial intelligence data center centers centre centres datacenter datacenters".split()
)
"""What all news of the trade is about: no word of them carries an event."""
PLAIN = {"position.bet": "against", "compute.model_access": "paid"}
"""Frames with the word that leaves no doubt."""
SUPPOSING = frozenset("if whether could would should".split())
"""They begin what is only supposed."""
LATE = frozenset({"launch.slip", "launch.postpone"})
"""Frames of products that are delayed."""
NEARLY_TELLING = 0.45
"""The share from which the words beside what a frame found are cited with it: they might tell of it alone."""


class Told(NamedTuple):
    """What the words of a sentence tell of together."""

    share: float
    type: str
    words: tuple[Span, ...]
    """Those that carry it, the weightiest first."""
    sentence: Sentence


def _kinds(draft: Draft) -> set[str]:
    """Its type, and that of the frame that found it: a contract of a utility is one for power; what comes late is told
    in the words of what is short."""
    if draft.frame_id in LATE:
        return {draft.type, "supply_constraint"}
    return {draft.type, "contract"} if draft.frame_id.startswith("contract.") else {draft.type}


class Wording:
    """Doubts what frames found where the words of the text speak of something else, and hears what no frame heard."""

    def __init__(self, rules: Rules) -> None:
        self.categories = sign_names(rules)

    def undoubted(self, passage: Passage, drafts: Sequence[Draft]) -> list[Draft]:
        """The drafts without those that the words speak against; those that stay know their share.

        The weights know nothing of what a theme is about: its own events are not asked of them.
        """
        shares = self.shares(passage, {kind for draft in drafts for kind in _kinds(draft)})
        least = LEAST * len(passage.sentences)
        kept = []
        for draft in drafts:
            if is_own(draft.frame_id):
                kept.append(draft)
                continue
            draft.share = max((shares[kind] for kind in _kinds(draft) if kind in shares), default=None)
            if draft.share is None or draft.share >= least or _is_plain(draft):
                kept.append(draft)
            else:
                note_dropped(draft, REASON)
        return kept

    def shares(self, passage: Passage, types: Collection[str]) -> dict[str, float]:
        """By type that has weights the largest share of any sentence; empty for an article or of few known words."""
        weights = shipped(FILE)
        known = weights.bias.keys() & types
        if not known:
            return {}
        signs = [signs_of(sentence, self.categories) for sentence in weighed(passage)]
        opinions = [opinion for found in signs if (opinion := opinion_on(found, weights)) is not None]
        return {
            kind: max(opinion.share(twin) for opinion in opinions for twin in (kind, TWINS.get(kind, kind)))
            for kind in known
            if opinions
        }

    def told(self, passage: Passage) -> Told | None:
        """What the words of one sentence of a short text tell of most, if some of them carry it; never a question."""
        found: list[Told] = []
        for sentence in weighed(passage):
            opinion = opinion_on(signs_of(sentence, self.categories), shipped(FILE))
            if opinion is None or _asks(sentence):
                continue
            for kind in opinion.weights.bias:
                share = opinion.share(kind)
                if share >= TELLING and _is_carried(words := carrying(sentence, kind), sentence):
                    found.append(Told(share, kind, words, sentence))
        return max(found, key=lambda told: told.share, default=None)

    def cite(self, passage: Passage, drafts: Sequence[Draft]) -> None:
        """Add to what a draft rests on the words that would tell of it if its trigger were not there."""
        cited = [_places_of_triggers(draft) for draft in drafts]
        for draft, own in zip(drafts, cited, strict=True):
            if any(draft.type != other.type and own.isdisjoint(at) for other, at in zip(drafts, cited, strict=True)):
                continue  # Where another event is left, words tell of none.
            for sentence in weighed(passage):
                words = [word for word in carrying(sentence, draft.type) if word[0] not in own]
                opinion = opinion_on(signs_of(sentence, self.categories, own), shipped(FILE)) if words else None
                if opinion and _is_carried(words, sentence) and opinion.share(draft.type) >= NEARLY_TELLING:
                    draft.evidence += [Basis("trigger", word, f"{TOLD}.{draft.type}") for word in words]


def _is_plain(draft: Draft) -> bool:
    """Words that tell of nothing else, whatever stands beside them: "is betting against Nvidia", "a paid API"."""
    lower = draft.sentence.passage.lower
    own = (basis.span for basis in draft.evidence if basis.kind in {"trigger", "object"})
    return any(PLAIN.get(draft.frame_id, "") in lower[start:end] for start, end in own)


def weighed(passage: Passage) -> list[Sentence]:
    """The sentences whose words are weighed: those of a short text that say something at all."""
    if len(passage.sentences) > ITEM_SENTENCES:
        return []
    return [passage.sentence(index) for index in sorted(passage.sentence_terms)]


def _asks(sentence: Sentence) -> bool:
    """Whether a sentence asks, or begins with what is not so yet: "If Beijing bans", "Should Nvidia buy"."""
    lower = sentence.passage.lower[sentence.start : sentence.end]
    return "?" in lower or not SUPPOSING.isdisjoint(lower[:1])


def _is_carried(words: Collection[Span], sentence: Sentence) -> bool:
    return len({sentence.word(start) for start, _ in words}) >= CARRIERS


def carrying(sentence: Sentence, kind: str) -> tuple[Span, ...]:
    """The words of a sentence that carry an event of a type, the weightiest first; none with a capital, which may be a
    name, but where all words have one."""
    weights, passage, may_be_names = shipped(FILE).words, sentence.passage, not is_title_case(sentence)
    named = places_of(sentence.names)
    found = [
        (-weights[word].get(kind, 0.0), at)
        for at, word in enumerate(passage.lower[sentence.start : sentence.end], sentence.start)
        if word in weights and word not in COMMON_GROUND and at not in named
        if not (may_be_names and is_capitalised(passage.words[at]))
    ]
    return tuple((at, at + 1) for weight, at in sorted(found) if weight <= -CARRYING)


def _places_of_triggers(draft: Draft) -> set[int]:
    return {at for one in draft.evidence if one.kind == "trigger" for at in range(*one.span)}


def sign_names(rules: Rules) -> dict[str, str]:
    """The categories that count, with the name of each as a sign: the frames' own, and cues by their id."""
    cues = {cue.key: cue.id for cue in rules.cues}
    own = {*rules.terms, *rules.exact}
    return {category: CATEGORY + cues.get(category, category) for category in own if "/" not in category}


def signs_of(sentence: Sentence, names: Mapping[str, str], without: Set[int] = frozenset()) -> tuple[str, ...]:
    """The words of a sentence outside of names, and its categories and cues by the names they have as signs.

    In the order of the text, so that sums of weights are the same on every machine. without: places of words that are
    not heard, nor the phrases they belong to.
    """
    hidden = places_of(sentence.names) | without
    lower = sentence.passage.lower
    words = words_of([lower[at] for at in range(sentence.start, sentence.end) if at not in hidden])
    said = [
        category
        for category, spans in sentence.terms.items()
        if category in names and any(without.isdisjoint(range(*span)) for span in spans)
    ]
    return (*words, *dict.fromkeys(names[category] for category in said))
