"""Whose "the stock", "its shares" or "shares of the developer" are, where the words of a move say no name."""

from __future__ import annotations

from pipelines.extract.moves.lists import is_listed, list_beginning, mover_at, moving_subject
from pipelines.extract.moves.move import MOVE_VERBS
from pipelines.extract.moves.sizes import STAKES
from pipelines.extract.moves.strangers import and_other_stocks, described_stranger, run_ending, stranger_before
from pipelines.extract.moves.words import APPOSITION, ASIDES, HELD, SHARES, is_filler
from pipelines.extract.names import collectives
from pipelines.extract.names.lexicon import PARTY_KINDS
from pipelines.extract.passage import NameHit, Sentence, Span
from pipelines.extract.roles import general, topics
from pipelines.extract.roles.names import DESCRIBING, list_from, parties

TELLING = frozenset({"said", "says", "announced", "reported", "agreed"})
OPENING = frozenset(
    """following after on as in since year at despite amid before by late early still overall so over during with
    yesterday today monday tuesday wednesday thursday friday this last""".split()
)
"""They begin a setting that stands before a comma: "Year to date, the stock ..."."""
HOLDING = frozenset(
    """owns own owned owning stake stakes holds holding holdings invests invested investment bought buys acquired
    acquires position disclosed""".split()
)
INVESTED = STAKES | {"invests", "invested", "investing", "investment", "invest", "position"}


def shares_apart(trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "GE Vernova books 10 turbines, stock at record": the share of the subject, behind a comma."""
    at = trigger[0] - 1
    while (sentence.word(at) in HELD or is_filler(sentence.word(at))) and sentence.word(at) not in SHARES:
        at -= 1
    if sentence.word(at) not in SHARES or sentence.word(at - 1) not in {",", ";", "as", "and", "its", "the", "sending"}:
        return None
    return moving_subject((at, at + 1), sentence)


def through_shares(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "..., sending shares down 4%", "saw its stock plummet": the subject of the sentence moves."""
    before = [span for span in sentence.terms.get("shares_word", ()) if span[1] <= trigger[0]]
    if not before:
        return []
    if sentence.word(trigger[0] - 1) == "," and sentence.word(before[0][1]) in {"of", "in"}:
        # "Shares of X and Y, two renters of chips, dropped": the apposition is over at the comma.
        first = mover_at(before[0][1] + 1, sentence)
        return list_from(first, trigger, sentence) if first else described_stranger(before[0], sentence)
    shares = before[-1]
    found = _both(shares, sentence) or _of_the_firm(shares, trigger, sentence)
    if found:
        return found
    if not _are_beside(shares, trigger, sentence):
        return []
    is_of_trade = sentence.word(shares[0] - 1) in collectives.TRADE
    if not is_of_trade and (unknown := run_ending(shares[0], sentence)):
        return [unknown] if stranger_before(trigger, sentence) else []
    if len(before) > 1 and (described := _described_shares(before, sentence)):
        return described
    if is_of_trade or any(n.end == shares[0] for n in sentence.names):
        return []
    owner = _owner(shares, trigger, sentence)
    if owner is None or not is_listed(owner):
        return []
    if sentence.word(shares[0]) in {"shares", "stocks"} and owner.end <= shares[0]:
        if owner.entity.kind == "company" and (all_named := and_other_stocks(shares[0], sentence)):
            return all_named
        return list_beginning(owner, sentence)  # "A and B sign a deal, but stocks slide"
    return [owner]


def _are_beside(shares: Span, trigger: Span, sentence: Sentence) -> bool:
    """Whether nothing but filler and figures stands between "shares" and the verb."""
    gap = sentence.lower[shares[1] : trigger[0]]
    if gap[:2] == [",", "which"] and "," in gap[1:]:
        gap = gap[len(gap) - gap[::-1].index(",") :]  # "The stock, which went public in March, was up 8%"
    return all(is_filler(word) or word[0].isdigit() or word == "%" for word in gap)


def _owner(shares: Span, trigger: Span, sentence: Sentence) -> NameHit | None:
    """Whose shares they are that are no name's: the subject's, those of the text, or of the last who was told of."""
    subject = _invested_in(shares, sentence) or general.subject(shares, sentence)
    if subject is not None and subject.entity.kind == "collective" and sentence.word(shares[0] - 1) in {"the", "its"}:
        subject = topics.topic(sentence)  # "... with two hyperscalers, and the stock added 11%"
    if subject is not None and subject.entity.kind == "company" and subject.entity.ticker is None:
        subject = None  # "AMD wins deal with OpenAI, stock soars": a private firm has none
    return (
        subject
        or _before_the_stock(shares, sentence)
        or _sole(shares, sentence)
        or _told_behind(shares, trigger, sentence)
    )


def _without_setting(words: list[str], sentence: Sentence) -> list[str]:
    """ "Following the news, the stock": without when or why, as long as that names nobody."""
    if "," not in words or words[0] not in OPENING:
        return words
    comma = words.index(",")
    named = any(n.party and n.start < sentence.start + comma for n in sentence.names if n.start >= sentence.start)
    return words if named else words[comma + 1 :]


def _invested_in(shares: Span, sentence: Sentence) -> NameHit | None:
    """ "Nvidia invests $2B in Nebius, stock surges", "reveals Nebius stake; shares jump": the share that moves is of
    the company that money is put into or a stake is held in."""
    at = shares[0] - 1
    while sentence.word(at) in {"the", "and", "sending", "with", "its"} and at > sentence.start:
        at -= 1
    parted = sentence.word(at) in ASIDES | {";"}
    if not parted and sentence.word(shares[0] - 1) not in {"and", "with"}:
        return None
    end = at if parted else at + 1
    if sentence.word(shares[0] - 1) == "its" or INVESTED.isdisjoint(sentence.lower[sentence.start : end]):
        return None
    held = sentence.word(end - 1) in STAKES
    name = next((n for n in sentence.names if n.end == end - held), None)
    if name is None or name.entity.kind != "company":
        return None
    return name if held or sentence.word(name.start - 1) in {"in", "into"} else None


def _told_behind(shares: Span, trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "Shares fell 9% in late trading after CoreWeave reported results": whose they are follows behind "after"."""
    if shares[0] > sentence.start + 1 or sentence.word(sentence.start) not in {"shares", "stock", "the"}:
        return None
    behind = [n for n in parties(sentence) if n.start >= trigger[1]]
    first = behind[0] if behind else None
    leads = {"after", "as", "when", "the"}
    if first is None or sentence.word(first.start - 1) not in leads:
        return None
    # "The stock jumped after Brookfield said it will buy from Bloom": whose it is stands elsewhere.
    return first if sentence.word(sentence.start) != "the" or sentence.word(first.end) not in TELLING else None


def _sole(shares: Span, sentence: Sentence) -> NameHit | None:
    """ "Market shrugs at Nvidia's quarter; stock down 1%": the only listed company that the text has named so far."""
    if sentence.word(shares[0] - 1) not in {";", ",", "—", "-", "–", "but", "and", ".", "", "its", "as", "the"}:
        return None
    before = [n for n in sentence.passage.names if n.end <= shares[0] and n.entity.kind == "company" and is_listed(n)]
    if len({n.entity.ticker for n in before}) != 1 or sentence.lower[before[-1].end] in DESCRIBING:
        return None  # "This Nvidia supplier ...": somebody else.
    return before[-1]


def _both(shares: Span, sentence: Sentence) -> list[NameHit]:
    """ "Both stocks tumbled", "X buys Y, and both stocks fall": the two companies that the text has named last."""
    if sentence.word(shares[0] - 1) != "both" or shares[0] - 1 < sentence.start:
        return []
    earlier = [n for n in sentence.passage.names if n.end < shares[0] and n.party and is_listed(n)]
    last: dict[str, NameHit] = {}
    for name in reversed(earlier):
        if name.entity.kind == "company" and len(last) < 2:
            last.setdefault(name.entity.canonical, name)
    return list(last.values())[::-1] if len(last) == 2 else []


def _described_shares(shares: list[Span], sentence: Sentence) -> list[NameHit]:
    """ "TSMC – U.S.-listed shares of the chip maker fell 1%": whom the headword before the dash names."""
    spans = [s for s in shares if sentence.word(s[1]) == "of" and sentence.word(s[1] + 1) in {"the", "this"}]
    if not spans or any(
        spans[0][1] <= n.start and n.entity.kind in PARTY_KINDS - {"collective"} for n in sentence.names
    ):
        return []
    subject = general.subject(spans[0], sentence) or topics.topic(sentence)
    return [subject] if subject is not None and is_listed(subject) else []


def _of_the_firm(shares: Span, trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "Shares of the Miami-based developer jumped 10%": whom the text is about, when the phrase names nobody."""
    if sentence.word(shares[1]) not in {"of", "in"} or sentence.word(shares[1] + 1) not in {"the", "this"}:
        return []
    gap = sentence.lower[shares[1] : trigger[0]]
    if (
        len(gap) > APPOSITION
        or not gap
        or any(
            n.start >= shares[1] and n.end <= trigger[0] and n.entity.kind in {"company", "index", "fund"}
            for n in sentence.names
        )
    ):
        return []
    if any(shares[1] <= s[0] < trigger[0] for s in sentence.spans(MOVE_VERBS)):
        return []
    topic = topics.topic(sentence) or _told_behind(shares, trigger, sentence)
    return [topic] if topic is not None and is_listed(topic) and topic.entity.kind == "company" else []


def _before_the_stock(shares: Span, sentence: Sentence) -> NameHit | None:
    """Whose stock a sentence means that opens with it: "the stock" is the last company named, "stock" the subject."""
    words = _without_setting(sentence.lower[sentence.start : shares[0]], sentence)
    if len(words) > 2 or sentence.index == 0 or not set(words) <= {"the", "its", "why", '"', "'"}:
        return None
    earlier = sentence.passage.sentence(sentence.index - 1)
    named = [n for n in parties(earlier) if is_listed(n) and n.entity.kind in {"company", "fund"}]
    if not named:
        return None
    if words != ["the"]:
        return topics.topic(sentence)
    # "Nvidia owns 9% of Nebius. The stock jumped": of the share that somebody holds.
    held = not HOLDING.isdisjoint(sentence.lower[earlier.start : earlier.end])
    about = named[-1] if held else named[0]
    spoken = topics.spoken_share(sentence)
    if held or spoken is None or spoken.party == about.party:
        return about
    return topics.instead_of(about, sentence)
