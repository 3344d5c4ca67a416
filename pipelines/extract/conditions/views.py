"""Conditions of the frames of events/views.toml: who speaks, what an author judges, and what only looks like a view."""

from __future__ import annotations

from pipelines.extract.conditions.general import Condition
from pipelines.extract.conditions.market import is_of_trade, no_question, trade_target
from pipelines.extract.drafts import Case
from pipelines.extract.passage import Sentence
from pipelines.extract.roles.unknown import is_capitalised
from pipelines.extract.roles.views import judge_of

SPOKEN = ("opine", "opine_more")
"""Term categories of the verbs of judging."""
MODAL = frozenset("could may might will should can would 'll".split())
AIMED = frozenset("set poised ready about going likely expected destined bound headed due primed".split())
"""Before "to": what has not happened."""
SHARE_WORDS = frozenset("stock stocks shares share price etf etfs it".split())
LEAST_WORDS = 3
TITLE_SHARE = 0.7
MOST_MODAL = 5
OWN_PLANS = frozenset("it they its their he she we".split())


def _judged_by(case: Case) -> bool:
    return judge_of(case.trigger, case.sentence) is not None


def _named_judge(case: Case) -> bool:
    spoken = judge_of(case.trigger, case.sentence)
    return spoken is not None and spoken.hit is not None


def _author_speaks(case: Case) -> bool:
    """No other judge speaks in the sentence: the view is the author's."""
    return not any(judge_of(span, case.sentence) for span in case.sentence.spans(SPOKEN))


def _claims(case: Case) -> bool:
    """What is said behind the verb, or before an inverted one, foresees or judges; it is no plan of the speaker's own."""
    sentence = case.sentence
    if sentence.word(case.trigger[1]) in OWN_PLANS and sentence.word(case.trigger[1] + 1) != "is":
        return False
    words = sentence.passage.lower[sentence.start : sentence.end]
    return not MODAL.isdisjoint(words) or sentence.has(("view_up", "view_down", "view_claim", "foresee"))


def _share_will(case: Case) -> bool:
    """ "Nvidia stock could surge", "Micron is set to soar": a share or a company before the modal of the verb."""
    sentence, at = case.sentence, case.trigger[0]
    for back in range(at - 1, max(at - MOST_MODAL, sentence.start), -1):
        word = sentence.word(back)
        if word in MODAL or (word == "to" and sentence.word(back - 1) in AIMED):
            start = back if word in MODAL else back - 1
            while sentence.word(start - 1) in {"is", "are", "still", "soon", "really", "'s", "looks", "look", "now", "just"}:
                start -= 1
            if sentence.word(start - 1) == ")":
                start = next((i for i in range(start - 2, sentence.start, -1) if sentence.word(i) == "("), start)
            return sentence.word(start - 1) in SHARE_WORDS or any(
                n.end == start and n.party for n in sentence.names
            )
    return False


def _opens_with_prediction(case: Case) -> bool:
    return case.trigger[0] == case.sentence.start and case.sentence.word(case.trigger[1]) in {":", "—", "-"}


def _heading(case: Case) -> bool:
    """The author's own words follow the colon: capitals throughout, and neither a question nor the name of a document."""
    sentence, start = case.sentence, case.trigger[1]
    if not case.others or "?" in sentence.passage.lower[sentence.start : sentence.end]:
        return False
    words = [w for w in sentence.passage.words[start : sentence.end] if len(w) > 3 and w.isalpha()]
    first = sentence.passage.words[start] if start < sentence.end else ""
    titled = sum(map(is_capitalised, words)) >= TITLE_SHARE * len(words)
    return titled and len(words) >= LEAST_WORDS - 1 and sentence.end - start >= LEAST_WORDS and first not in {"'", '"', "‘", "“"}


def _judgeable(case: Case) -> bool:
    """What is judged is of the trade, or nothing is named in a text of the trade."""
    return trade_target(case) or (not case.others and case.sentence.passage.has("strong_context"))


def _of_house(case: Case) -> bool:
    """ "Bernstein lifts target on X, sees ...": a further verb of the broker that opens the sentence."""
    sentence = case.sentence
    if sentence.word(case.trigger[0] - 1) not in {",", "and", ";"}:
        return False
    low = sentence.segment(case.trigger[0])[0]
    before = [n for n in sentence.names if low <= n.start and n.end <= case.trigger[0]]
    return bool(before) and before[0].entity.kind == "broker" and case.actor is not None


def _owned_by_house(case: Case) -> bool:
    """ "Deutsche Bank's take on": a judge's noun."""
    sentence, at = case.sentence, case.trigger[0]
    while at > sentence.start and case.trigger[0] - at < 3 and sentence.word(at - 1) not in {"'s", "’s"}:
        at -= 1
    return case.actor is not None and case.actor.end in {at - 1, at} and sentence.word(at - 1) in {"'s", "’s"}


def _calm(sentence: Sentence) -> bool:
    return not sentence.in_headline


CONDITIONS: dict[str, Condition] = {
    "judged_by": _judged_by,
    "named_judge": _named_judge,
    "author_speaks": _author_speaks,
    "claims": _claims,
    "share_will": _share_will,
    "opens_with_prediction": _opens_with_prediction,
    "heading": _heading,
    "judgeable": _judgeable,
    "of_house": _of_house,
    "owned_by_house": _owned_by_house,
    "below_headline": lambda case: _calm(case.sentence),
    "one_rated": lambda case: any(is_of_trade(hit, case) for hit in case.others),
    "no_asking": lambda case: no_question(case),
}
