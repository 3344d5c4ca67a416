"""Lists of movers in which the lexicon knows some names and not others: "CoreWeave, Barrick Mining and FedEx fall".

One known name vouches for its neighbours: what stands between two commas beside it is a name as well. What must never
happen: a word of the headline taken for a company. So an unknown item is a run of capitals without a verb of moving,
a word of the trade or a word that names nobody, and the first of a list must begin its part of the sentence.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from pipelines.extract import collectives
from pipelines.extract.passage import NameHit, Sentence
from pipelines.extract.roles.capitals import is_capitalised
from pipelines.extract.roles.unknown import NO_NAMES, as_written

SEPARATORS = frozenset({",", "and", "&", "/"})
LONGEST = 4
"""Most tokens of an unknown name."""
BRACKET = 8
COMMON = collectives.TRADE | collectives.HEADS | collectives.ALONE | collectives.MARKET_HEADS | frozenset(
    """growth penny top best dividend hot energy meme value magnificent quantum crypto other others big mega-cap mega
    names large small more revenue revenues profit profits sales earnings margin margins demand prices price cost costs
    backlog orders capex spending guidance results outlook forecast yield yields rates oil gold inflation jobs both all
    each every some many several two three four five half most investors traders analysts wall street fed market markets
    premarket movers gainers losers today midday early late here there is are was were has have q1 q2 q3 q4 fy report
    update watch buy sell hold stock stocks share shares deal deals news new not no yes one first after before amid
    despite with without on in at by for from to of its their his her launch debut reveal upgrade downgrade buyback
    split bubble boom gpu cpu lawsuit probe ban elsewhere meanwhile separately however likewise overall instead also
    still yesterday ipo""".split()
)  # fmt: skip
"""Capitals of a headline that are no company's name."""
BEFORE_FIRST = frozenset({"why", "of", "in", "as", "while", "with", "is", "are", "watch", ":", "—", "-",
                          "–", ";", "|", "did", "do", "does", "here's"})  # fmt: skip
"""Before the first name of a list, where it does not open its sentence."""
VERBS = ("fall", "rise", "move_down", "move_up", "hit_down", "lift_up", "send")


def with_strangers(end: int, sentence: Sentence, known: Collection[NameHit]) -> list[NameHit]:
    """The list of names that ends at a token, unknown ones included; empty unless one is known and one is not."""
    by_end = {behind_bracket(name, sentence): name for name in known}
    chain: list[NameHit] = []
    at = next((behind_bracket(name, sentence) for name in known if name.end == end), end)
    while True:
        item = by_end.get(at) or run_ending(_before_ticker(at, sentence), sentence)
        if item is None:
            break
        chain.insert(0, item)
        at = item.start
        while sentence.word(at - 1) in SEPARATORS and item.start - at < 2:
            at -= 1
        if at == item.start:
            break
    while chain and chain[0] not in known and not _opens(chain[0], sentence):
        chain.pop(0)
    named = [name for name in chain if name in known or not _is_ticker(name, sentence)]
    vouched = any(name in known for name in named) and (
        any(name not in known for name in named) or len(named) < len(chain)
    )
    return named if vouched else []


def _is_ticker(name: NameHit, sentence: Sentence) -> bool:
    """A lone word in capitals: whose ticker it is nobody knows."""
    word = sentence.passage.words[name.start]
    return name.end - name.start == 1 and word.isupper() and len(word) < 6


def behind_bracket(name: NameHit, sentence: Sentence) -> int:
    """The token behind a name and its bracket: "CoreWeave (CRWV)"."""
    if sentence.word(name.end) != "(":
        return name.end
    return next((at + 1 for at in range(name.end, name.end + BRACKET) if sentence.word(at) == ")"), name.end)


def before_bracket(at: int, sentence: Sentence) -> int:
    """The token before the bracket that closes at `at`; outside the sentence when it never opened."""
    for back in range(at - 1, max(at - BRACKET, sentence.start - 1), -1):
        if sentence.word(back) == "(":
            return back - 1
    return sentence.start - 1


def _before_ticker(end: int, sentence: Sentence) -> int:
    """Where the name ends whose bracket with a ticker ends here: "Onto Innovation (ONTO)"."""
    if sentence.word(end - 1) != ")":
        return end
    first, ticker = before_bracket(end - 1, sentence) + 1, sentence.passage.words[end - 2]
    return first if first > sentence.start and ticker.isalpha() and ticker.isupper() else end


def _opens(name: NameHit, sentence: Sentence) -> bool:
    before = sentence.word(name.start - 1)
    if before in {"of", "in"}:
        return sentence.word(name.start - 2) in {"shares", "stock", "stocks"}
    return name.start == sentence.start or before in BEFORE_FIRST


def run_ending(end: int, sentence: Sentence) -> NameHit | None:
    """The capitals that end here, up to a word that names nobody; None when there are none."""
    start, words = end, sentence.passage.words
    if sentence.word(end - 1) in collectives.TRADE and is_capitalised(words[end - 1]) and _names(end - 2, sentence):
        start -= 1  # "Barrick Mining"
    while start > sentence.start and end - start < LONGEST and _names(start - 1, sentence):
        start -= 1
    if sentence.word(end - 1) == "'s" and start == end:
        return None
    if start == end or COMMON.issuperset(sentence.passage.lower[start:end]):
        return None
    if sentence.passage.lower[end - 1].endswith("ly") and sentence.word(end) == ",":
        return None  # "Conversely, ..."
    if any(name.start < end and start < name.end for name in sentence.names) or _holds_verb(start, end, sentence):
        return None
    return as_written(start, end, sentence) if len(words[start]) > 1 else None


def _names(at: int, sentence: Sentence) -> bool:
    word = sentence.passage.words[at]
    lower = sentence.passage.lower[at]
    plain = word.replace("-", "").replace("&", "a").replace("'", "").replace(".", "")
    if not (is_capitalised(word) and plain.isalnum()) or lower in NO_NAMES or lower in COMMON:
        return False
    return not any(name.start <= at < name.end for name in sentence.names)


def _holds_verb(start: int, end: int, sentence: Sentence) -> bool:
    spans: Iterable[tuple[int, int]] = sentence.spans(VERBS)
    return any(span[0] < end and start < span[1] for span in spans)
