"""Names in Chinese texts: those of the table, the Latin ones and tickers of the lexicon, and groups of shares."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from pipelines.extract.alternation import any_of
from pipelines.extract.chinese.text import narrow, tables
from pipelines.extract.names.lexicon import Entity, Lexicon, Name
from pipelines.extract.passage import NameHit, places_of
from pipelines.extract.text.han import HAN, ChinesePassage

LATIN_RUN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9.&'-]*(?: [A-Za-z0-9][A-Za-z0-9.&'-]*){0,3}")
OF_TRADE = re.compile("算力|GPU|数据中心|英伟达|云|芯片|融资|AI")
"""What a text must speak of for a name that is a common word elsewhere: Lambda, Together."""
WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9.&'-]*")
PARTIES = frozenset({"company", "product", "person"})


class ChineseNames:
    """Finds names: those of the table, and the Latin ones and tickers of the lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        by_ticker: dict[str | None, Entity] = {}
        for entity in lexicon.entities.values():
            # What a company owns bears its ticker too.
            if entity.kind == "company" and entity.party == entity.canonical:
                by_ticker.setdefault(entity.ticker, entity)
        self.owners: dict[str, Entity] = {
            narrow(name.text): name.entity for name in lexicon.names.values() if HAN.search(name.text)
        }
        for key, names in tables()["names"].items():
            owner = by_ticker.get(key) or lexicon.entities.get(key)
            if owner is not None:
                self.owners |= dict.fromkeys(names, owner)
        # "向中国出售": a name inside a word of the table is that word.
        listed = tables()["words"]
        words = {word for category in listed.values() for word in category} - self.owners.keys()
        holding_a_name = re.compile(any_of(self.owners))
        masks = {word for word in words if holding_a_name.search(word)} | (words & set(listed["mask"]))
        self.pattern = re.compile(any_of([*self.owners, *masks]))

    def find(self, passage: ChinesePassage) -> list[NameHit]:
        """The names of a passage by place; one that only describes the next is a bystander."""
        text = passage.text
        found = [(hit.start(), hit.end(), self.owners.get(hit[0])) for hit in self.pattern.finditer(text)]
        found += [latin for run in LATIN_RUN.finditer(text) for latin in self._latin(run)]
        names: list[NameHit] = []
        for start, end, entity in sorted(found, key=lambda hit: (hit[0], -hit[1])):
            if entity is not None and not (names and start < names[-1].end):
                names.append(NameHit(start, end, entity))
        names = sorted([*names, *_shares(text, names)], key=lambda name: name.start)
        return [replace(name, bystander=_describes(name, after, text)) for name, after in _with_next(names)]

    def _latin(self, run: re.Match[str]) -> Iterator[tuple[int, int, Entity | None]]:
        """Names in a run of Latin words, the longest first."""
        words = [(run.start() + word.start(), run.start() + word.end()) for word in WORD.finditer(run[0])]
        at = 0
        while at < len(words):
            for last in range(len(words), at, -1):
                start, end = words[at][0], words[last - 1][1]
                entity = self._entity(run.string[start:end].rstrip(".-'&"), run.string)
                if entity is not None:
                    yield start, start + len(run.string[start:end].rstrip(".-'&")), entity
                    at = last - 1
                    break
            at += 1

    def _entity(self, text: str, whole: str) -> Entity | None:
        name = self.lexicon.names.get(text.lower())
        if name is not None and name.entity.kind != "collective" and self._is_of_trade(name, whole):
            return name.entity if not name.guard.case or text in {name.text, name.text.upper()} else None
        listed = self.lexicon.listings.get(text, ())
        return next((item.entity for item in listed if item.until is None and not item.is_word), None)

    def _is_of_trade(self, name: Name, whole: str) -> bool:
        """Whether the text has what a name that is a word as well needs beside it."""
        if not name.guard.need or OF_TRADE.search(whole):
            return True
        return any(word[0].lower() in name.guard.need for word in WORD.finditer(whole))


def _shares(text: str, names: Sequence[NameHit]) -> Iterator[NameHit]:
    """Groups of shares, called as English texts call them, so that both tell of the same."""
    taken = places_of(names)
    for hit in _groups_of_shares().finditer(text):
        if hit.start() not in taken:
            english, groups = tables()["shares"][hit["kind"]]
            entity = Entity(canonical=english, ticker=None, kind="collective", groups=frozenset(groups), party=english)
            yield NameHit(*hit.span(), entity)


@cache
def _groups_of_shares() -> re.Pattern[str]:
    return re.compile(rf"(?P<kind>{any_of(tables()['shares'])})(?:概念|相关)*(?:股|板块)(?![价票份东权市])")


def _with_next(names: list[NameHit]) -> Iterator[tuple[NameHit, NameHit | None]]:
    return zip(names, [*names[1:], None], strict=False)


def _describes(name: NameHit, after: NameHit | None, text: str) -> bool:
    """ "英伟达支持的CoreWeave": the first only says what the second is."""
    if after is None or after.start - name.end > 12 or name.entity.kind not in PARTIES:
        return False
    return text[name.end : after.start].strip() in tables()["markers"]["aside"]
