"""Finds the words of chinese.toml in a text, and the events and price moves of its sentences."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from pipelines.extract.alternation import any_of
from pipelines.extract.axes.cues import Cues
from pipelines.extract.chinese.reading import SPEAKS, SentenceReading
from pipelines.extract.chinese.text import tables
from pipelines.extract.frames.drafts import Draft
from pipelines.extract.frames.rules import Rules
from pipelines.extract.names.lexicon import Lexicon
from pipelines.extract.passage import AmountHit, NameHit, Span
from pipelines.extract.text.han import ChinesePassage

SCOPE = 2
"""Characters a word has on average: the reach of cues is counted in words."""
WHICH = re.compile(
    r"(?:\s|20\d\d(?:财)?年(?:度)?(?:的)?|全年|今年|明年|第[一二三四]财?季度?|下季度?|本财?年|部分|闲置|多余|过剩|剩余|富余|自有|所有|其|该公司|旗下|[“\"])*"
)
NOT_THE_FIRST = re.compile(r"(?:并非|不是|并不是|绝非)[^，,。;!?]{0,12}?(?:首次|首度|第一次|头一回)")
"""It happened before, too."""
THINGS = frozenset(
    """capex compute goods priced goods_priced target rating debt revenue guide guidance_noun chips site contract stake
    backlog hardware capacity models product""".split()
)
"""Words of what is acted on."""
PRIOR = re.compile(r"(?:从|由|此前的?|原先的?|之前的?|原来的?|高于)(?:约|近|逾)?\s*$")


class ChineseEvents:
    """Finds events and price moves in Chinese."""

    def __init__(self, lexicon: Lexicon, rules: Rules) -> None:
        self.lexicon, self.rules = lexicon, rules
        data = tables()
        known = {cue.id: cue for cue in rules.cues}
        self.cues = Cues(replace(cue, scope=SCOPE * cue.scope) for cue in known.values())
        self.categories: dict[str, list[str]] = {}
        listed = [*data["words"].items(), *((known[key].key, words) for key, words in data["cues"].items())]
        for category, words in listed:
            for word in words:
                self.categories.setdefault(word, []).append(category)
        self.words = re.compile(any_of(self.categories))
        self.wording = {theme: re.compile(any_of(words)) for theme, words in data["themes"].items()}
        self.speech = {"broker": known["source.analyst"].key, "publisher": known["source.named_outlet"].key}

    def read(self, passage: ChinesePassage) -> tuple[list[Draft], list[Draft]]:
        """Events and price moves; the words found are left in the passage."""
        for category, span in sorted(self._terms(passage), key=lambda term: term[1]):
            here, _ = passage.terms_at(span[0])
            here[category] = (*here.get(category, ()), span)
        passage.amounts = [_with_prior(hit, passage.text) for hit in passage.amounts]
        drafts: list[Draft] = []
        moves: list[Draft] = []
        for index in sorted(passage.sentence_terms):
            sentence = passage.sentence(index)
            reading = SentenceReading(sentence, self.lexicon, self.rules)
            moves += reading.moves()
            drafts += reading.events()
        return drafts, moves

    def _terms(self, passage: ChinesePassage) -> Iterator[tuple[str, Span]]:
        text = passage.text
        # Products do not hide words: GPU and H20 are goods and names at once.
        hidden = [name for name in passage.names if name.entity.kind != "product"]
        hits = list(self._hits(text, hidden))
        # "Meta将资本开支上调": the sign of the object, and no future, stands before a thing.
        things = {name.start for name in passage.names} | {
            span[0] for word, span in hits if not THINGS.isdisjoint(self.categories[word])
        }
        for word, span in hits:
            if (word == "将" and _is_before(text, span[1], things)) or NOT_THE_FIRST.match(text, span[0]):
                continue
            for category in self.categories[word]:
                if category != "mask":
                    yield category, span
        for theme, pattern in self.wording.items():
            for hit in pattern.finditer(text):
                yield f"theme.{theme}", hit.span()
        for name in passage.names:
            key = self.speech.get(name.entity.kind)
            if key and SPEAKS.match(text, name.end):
                yield key, (name.start, name.end)

    def _hits(self, text: str, names: Iterable[NameHit]) -> Iterator[tuple[str, Span]]:
        covered = list(text)
        for name in names:
            covered[name.start : name.end] = "\0" * (name.end - name.start)
        for hit in self.words.finditer("".join(covered)):
            if not (hit[0][0].isascii() and _is_within_latin(text, hit.span())):
                yield hit[0], hit.span()


def _is_before(text: str, at: int, things: Collection[int]) -> bool:
    """Whether a thing stands at a place, or behind words of when and which."""
    which = WHICH.match(text, at)
    thing = which.end() if which else at
    return thing in things or (text[thing : thing + 1].isascii() and text[thing : thing + 1].isalpha())


def _is_within_latin(text: str, span: Span) -> bool:
    before, after = text[span[0] - 1 : span[0]], text[span[1] : span[1] + 1]
    return (before.isascii() and before.isalnum()) or (after.isascii() and after.isalpha())


def _with_prior(hit: AmountHit, text: str) -> AmountHit:
    """The amount, marked as what was before where "从" or "此前" stands in front of it."""
    is_prior = PRIOR.search(text[max(0, hit.start - 8) : hit.start]) is not None
    return AmountHit(hit.start, hit.end, hit.amount._replace(prior=True)) if is_prior else hit
