"""Tells which entry of a feed is which article we hold already.

What must never happen: one item stored twice (it would count as two reports), or two items under one article
(the second would be lost as a mere edit of the first). Feeds are windows that move; publishers repeat their ids,
change them, leave them out, and put one address on everything. So an article is known by every name it has gone
by: the ids and addresses that were stated for it, and hashes of headline and date.

How it works. Entries and articles are paired one to one, the surest pairs first, whatever the order of the
entries. While a feed's ids are trusted (`KeyPolicy.GUID`, where every feed begins):

1. the same id is the same article, whatever else has changed. Not so when the id has come back for another item:
   address and headline are both others, and so is the moment it is dated, or the address is another article's, or
   another entry stands at the article's;
2. an entry whose id is new is the article that holds its address, unless that came under an id of its own. The
   address must be one of an article: with a path or a query, on no other entry of this body, and on one article
   alone;
3. an entry without id, and without such an address, is the article of the same headline and date.

A feed loses the trust for good (`KeyPolicy.LINK`) when an id stands for two different items, in one body or one
after the other, or when at least MIN_MOVED entries, and more than MOVED_SHARE of a body, come back under other ids.
Then the address identifies; where it cannot, headline and date do, together with an id or a link that agrees. What was
recognised before stays recognised, since articles keep all their names.

Two entries of one id, address and headline are the same item printed twice: two articles, and no fault of the ids.

It does not compare texts: the same news in two feeds is one story, not one article. It neither reads nor writes
a database; `storage.articles` gives the candidates and keeps the names.

Known exceptions: an entry with neither id nor address whose headline or date is edited is a new article, as
nothing else says who it is. The same holds under LINK for an entry whose address changes.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from pipelines.articles import content_hash
from pipelines.urls import canonical_url
from tracker.records import ArticleName, Entry, Held, KeyPolicy, NameKind, Precision, Problem

MOVED_SHARE: Final = 0.05
MIN_MOVED: Final = 2
"""So many entries under other ids, and more than this share of the body, and the feed's ids mean nothing."""
MAX_CHARS: Final = 500
"""Longer names are kept as their hash; the longest id in 59 real feeds has 270."""
MAX_NAMES: Final = 8
"""Of one kind that an article keeps. A name that changes with every poll identifies nothing and would fill the disk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identified:
    """Which articles the entries of a body are."""

    entries: tuple[Entry, ...]
    """As given and in that order, each under the key of its article. No key occurs twice."""
    known: tuple[str | None, ...]
    """For each entry the id of the stored article it is; None: it is a new one."""
    names: tuple[ArticleName, ...]
    """What the articles are called here and were not called before; to be kept."""
    policy: KeyPolicy
    """To go by from now on."""
    problems: tuple[Problem, ...] = ()
    """Why the policy changed; empty when it did not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to look for in the store to find every article that a body may show."""

    keys: frozenset[str]
    """Keys, and hashes of headline and date, that its entries have or could have had."""
    guids: frozenset[str]
    links: frozenset[str]


def wanted(entries: Iterable[Entry]) -> Wanted:
    """The names of these entries; articles that share none of them are none of these entries."""
    items = [_Item.of(number, entry) for number, entry in enumerate(entries)]
    keys = {key for item in items for key in (item.guid, item.link, item.text)}
    return Wanted(
        keys=frozenset(keys - {""}),
        guids=frozenset({item.guid for item in items} - {""}),
        links=frozenset({item.link for item in items} - {""}),
    )


def identify(entries: Sequence[Entry], held: Sequence[Held], policy: KeyPolicy) -> Identified:
    """Which of the articles `held` each entry is, and under which key the others are to be stored.

    entries: all of one body. held: at least those of the feed's articles that share one of the names in `wanted`.
    policy: the one this gave for the feed's last body. The `key` of the entries given is not looked at.
    """
    body = _Body.of(entries, held)
    if policy is KeyPolicy.LINK:
        pairs = body.paired_by_link({})
        return body.identified(pairs, policy)
    repeated, returned = body.clashes(), body.returned()
    doubtful = {number for numbers in repeated.values() for number in numbers} | returned
    pairs = body.paired_by_guid(doubtful)
    why = (
        *_told(list(repeated), "stood for several items"),
        *_told(sorted({body.items[number].guid for number in returned}), "came back for another item"),
        *body.moves(pairs),
    )
    if not why:
        return body.identified(pairs, policy)
    reason = f"{'; '.join(why)}; from now on its items are told apart by their links"
    problem = Problem(stage="parse", subject="feed", reason=reason)
    return body.identified(body.paired_by_link(pairs), KeyPolicy.LINK, (problem,))


def _told(cases: Sequence[str], what: str) -> list[str]:
    """A sentence about ids that mean nothing; none without such ids."""
    more = f" and {len(cases) - 1} more" if len(cases) > 1 else ""
    return [f"the id {cases[0][:80]!r}{more} {what}"] if cases else []


# ── what is no item at all ──────────────────────────────────────────────────────────────────────────


def worth_keeping(entries: Sequence[Entry]) -> tuple[list[Entry], dict[str, int], list[Problem]]:
    """The entries that say something, each once; how many others there were, by reason; a problem for each of them."""
    kept: dict[Entry, Entry] = {}
    dropped: Counter[str] = Counter()
    problems: list[Problem] = []
    for number, entry in enumerate(entries, 1):
        said = replace(entry, key="")
        if entry.is_empty:
            dropped["empty"] += 1
            problems.append(_left_out(number, "neither title nor link nor text"))
        elif said in kept:
            dropped["repeated"] += 1
            problems.append(_left_out(number, "repeats another item word for word"))
        else:
            kept[said] = entry
    return list(kept.values()), dict(dropped), problems


def _left_out(number: int, why: str) -> Problem:
    return Problem(stage="parse", subject=f"item {number}", reason=f"{why}; left out")


# ── one body and its candidates ─────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    """An entry with its names; "" where it has none."""

    number: int
    entry: Entry
    guid: str
    link: str
    text: str
    """Hash of headline and date."""
    title: str
    """To compare with: what differs only in case and spacing is equal."""
    content: str
    mark: str
    """Hash of all that it says."""

    @classmethod
    def of(cls, number: int, entry: Entry) -> _Item:
        dates = (entry.raw_date, entry.published, entry.updated)
        return cls(
            number=number,
            entry=entry,
            guid=_short(" ".join(entry.guid.split())),
            link=_short(canonical_url(entry.link)) if entry.link else "",
            text=_hash(entry.title or entry.summary, entry.raw_date or ""),
            title=_plain(entry.title or entry.summary),
            content=content_hash(entry.title, entry.summary),
            mark=_hash(entry.guid, entry.link, entry.title, entry.summary, *map(str, dates)),
        )


_Pairs = Mapping[int, Held]
"""Articles by the number of their entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Body:
    """The entries of a body, and the articles they may be, by each kind of name."""

    items: Sequence[_Item]
    held: Sequence[Held]
    by_guid: Mapping[str, Sequence[Held]]
    by_link: Mapping[str, Sequence[Held]]
    by_text: Mapping[str, Sequence[Held]]
    addresses: frozenset[str]
    """The links that identify: see rule 2 above."""

    @classmethod
    def of(cls, entries: Sequence[Entry], held: Sequence[Held]) -> _Body:
        items = [_Item.of(number, entry) for number, entry in enumerate(entries)]
        by_link = _by_name(held, lambda article: article.links)
        counts = Counter(item.link for item in items)
        alone = {link for link, count in counts.items() if count == 1 and _names_an_article(link)}
        return cls(
            items=items,
            held=held,
            by_guid=_by_name(held, lambda article: article.guids),
            by_link=by_link,
            by_text=_by_name(held, lambda article: article.texts),
            addresses=frozenset(link for link in alone if len(by_link.get(link, ())) < 2),
        )

    # ── pairs ───────────────────────────────────────────────────────────────────────────────────────

    def paired_by_guid(self, doubtful: set[int]) -> _Pairs:
        """Entries and articles while the ids are trusted; those in `doubtful` stay alone."""
        sure = [item for item in self.items if item.number not in doubtful]
        pairs = _paired({}, self._guid_pairs(sure))
        pairs = _paired(pairs, self._link_pairs(sure))
        return _paired(pairs, self._text_pairs(item for item in sure if not item.guid))

    def paired_by_link(self, pairs: _Pairs) -> _Pairs:
        """The pairs given, and for the entries still alone those by address, else by all the rest together."""
        pairs = _paired(pairs, self._link_pairs(self.items))
        return _paired(pairs, self._text_pairs(self.items))

    def _guid_pairs(self, items: Iterable[_Item]) -> Iterator[tuple[_Item, Held]]:
        for item in items:
            for article in self.by_guid.get(item.guid, ()):
                if not self._is_another(item, article):
                    yield item, article

    def _link_pairs(self, items: Iterable[_Item]) -> Iterator[tuple[_Item, Held]]:
        for item in items:
            if item.link in self.addresses:
                yield from ((item, article) for article in self.by_link.get(item.link, ()))

    def _text_pairs(self, items: Iterable[_Item]) -> Iterator[tuple[_Item, Held]]:
        """For entries whose address says nothing. Headline and date prove little where an id or link contradicts."""
        for item in items:
            for article in self.by_text.get(item.text, ()) if item.link not in self.addresses else ():
                if not item.guid or item.guid in article.guids or item.link in article.links:
                    yield item, article

    # ── what the ids are worth ──────────────────────────────────────────────────────────────────────

    def clashes(self) -> dict[str, list[int]]:
        """The ids that stand for different items in this body, with the numbers of their entries."""
        groups: dict[str, list[_Item]] = {}
        for item in self.items:
            if item.guid:
                groups.setdefault(item.guid, []).append(item)
        return {
            guid: [item.number for item in group]
            for guid, group in sorted(groups.items())
            if len({(item.link, item.title) for item in group}) > 1
        }

    def returned(self) -> set[int]:
        """The numbers of the entries whose id we know for other items only."""
        return {
            item.number
            for item in self.items
            if (known := self.by_guid.get(item.guid)) and all(self._is_another(item, article) for article in known)
        }

    def _is_another(self, item: _Item, article: Held) -> bool:
        """Whether an entry is another item than the article that has its id: see rule 1 above."""
        # An article whose address changes all the time cannot be missed by it.
        settled = 0 < len(article.links) < MAX_NAMES
        if not (settled and item.link) or item.link in article.links or item.title == _plain(article.title):
            return False
        same_moment = item.entry.raw_date == article.raw_date is not None and item.entry.precision is not Precision.DAY
        if not same_moment or article.links & self.addresses:
            return True
        return item.link in self.addresses and item.link in self.by_link

    def moves(self, pairs: _Pairs) -> list[str]:
        """Why the ids cannot be trusted any more when too many entries came back under others."""
        moved = [n for n, article in pairs.items() if self._has_moved(self.items[n], article)]
        enough = len(moved) >= MIN_MOVED and len(moved) > MOVED_SHARE * len(self.items)
        return [f"{len(moved)} of {len(self.items)} items came back under other ids"] if enough else []

    def _has_moved(self, item: _Item, article: Held) -> bool:
        return bool(item.guid and article.guids) and item.guid not in article.guids

    # ── the answer ──────────────────────────────────────────────────────────────────────────────────

    def identified(self, pairs: _Pairs, policy: KeyPolicy, problems: tuple[Problem, ...] = ()) -> Identified:
        keys = {number: article.key for number, article in pairs.items()} | self._new_keys(pairs, policy)
        return Identified(
            entries=tuple(replace(item.entry, key=keys[item.number]) for item in self.items),
            known=tuple(pairs[item.number].id if item.number in pairs else None for item in self.items),
            names=tuple(
                name for item in self.items for name in self._new_names(item, pairs.get(item.number), keys[item.number])
            ),
            policy=policy,
            problems=problems,
        )

    def _new_keys(self, pairs: _Pairs, policy: KeyPolicy) -> dict[int, str]:
        taken = {article.key for article in self.held}
        keys: dict[int, str] = {}
        for item in sorted(self.items, key=lambda item: item.mark):
            if item.number not in pairs:
                keys[item.number] = next(key for key in self._possible_keys(item, policy) if key not in taken)
                taken.add(keys[item.number])
        return keys

    def _possible_keys(self, item: _Item, policy: KeyPolicy) -> Iterator[str]:
        """Keys for a new article, the one it should have first; without end."""
        if policy is KeyPolicy.GUID and item.guid:
            yield item.guid
        elif item.link in self.addresses:
            yield item.link
        else:
            yield f"{item.guid}#{item.text}" if item.guid else item.text
        key = f"{item.guid}#{item.mark}" if item.guid else item.mark
        while True:
            yield key
            key = _hash(key)

    def _new_names(self, item: _Item, article: Held | None, key: str) -> Iterator[ArticleName]:
        nothing: frozenset[str] = frozenset()
        for kind, name, known in (
            (NameKind.GUID, item.guid, article.guids if article else nothing),
            (NameKind.LINK, item.link, article.links if article else nothing),
            (NameKind.TEXT, item.text, article.texts if article else nothing),
            # Where no address tells entries apart, what one said word for word tells it from its like next time.
            (NameKind.TEXT, "" if item.link in self.addresses else item.mark, article.texts if article else nothing),
        ):
            if name and name not in known and len(known) < MAX_NAMES:
                yield ArticleName(key=key, kind=kind, name=name)


def _paired(pairs: _Pairs, candidates: Iterable[tuple[_Item, Held]]) -> _Pairs:
    """The pairs given and, one to one, the best of the candidates; neither order nor number of entries decides."""
    found = dict(pairs)
    claimed = {article.id for article in pairs.values()}

    def worst_last(pair: tuple[_Item, Held]) -> tuple[int, datetime, str, str, int]:
        item, article = pair
        return -_agreement(item, article), article.first_seen, article.id, item.mark, item.number

    for item, article in sorted(candidates, key=worst_last):
        if item.number not in found and article.id not in claimed:
            found[item.number] = article
            claimed.add(article.id)
    return found


def _agreement(item: _Item, article: Held) -> int:
    """In how much an entry and an article agree; what they say weighs more than all they are called."""
    return (
        8 * (item.mark in article.texts)
        + 4 * (item.content == article.content_hash)
        + (item.text in article.texts)
        + _agrees(item.link, article.links)
        + _agrees(item.guid, article.guids)
    )


def _agrees(name: str, names: frozenset[str]) -> bool:
    """Whether an article has a name, or neither it nor the entry has one."""
    return name in names if name else not names


def _by_name(held: Sequence[Held], names: Callable[[Held], Iterable[str]]) -> dict[str, list[Held]]:
    """Articles by name of a kind. Of one without any, the key may be one: it was stored before names were kept, or had
    none of this kind until now.
    """
    found: dict[str, list[Held]] = {}
    for article in held:
        for name in names(article) or (article.key,):
            found.setdefault(name, []).append(article)
    return found


# ── names ───────────────────────────────────────────────────────────────────────────────────────────


def _names_an_article(link: str) -> bool:
    """Whether a canonical address can belong to one article: a site's front page cannot."""
    parts = urlsplit(link)
    return bool(parts.path.strip("/") or parts.query or parts.fragment)


def _plain(title: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", title).casefold().split())


def _short(name: str) -> str:
    return name if len(name) <= MAX_CHARS else _hash(name)


def _hash(*parts: str) -> str:
    return hashlib.blake2b("\x1f".join(parts).encode("utf-8", errors="replace"), digest_size=12).hexdigest()
