"""Subjects that no lexicon knows: the words between the start of a clause and its verb, where they name somebody.

Times, sources and descriptions before a name are left out ("On Tuesday, AI chip startup Etched"), and so is whatever
follows it up to the verb; what is left must be short and hold no other part of speech that the rules know.
"""

from __future__ import annotations

from pipelines.extract.little_words import POSSESSIVE
from pipelines.extract.passage import NameHit, Sentence, Span, once
from pipelines.extract.roles.capitals import is_capitalised, is_title_case
from pipelines.extract.roles.unknown import (
    BEFORE_VERB,
    MAX_SUBJECT,
    MAX_TITLED,
    as_written,
    behind_description,
    can_name,
)

TIMING = frozenset(
    """on in at by during earlier late last this yesterday today to as under with amid despite following after for
    separately meanwhile elsewhere additionally also""".split()
)
"""They open a sentence with when, where or why, up to a comma: "On Tuesday, Stak Energy proposes"."""
OPENING = frozenset({"the", "some", "many", "two", "three", "several", "-", "—", "–", '"', "'", "(", ":"})
"""They open a subject and are no part of the name."""
APPOSED = frozenset({"a", "an", "the", "one", "which", "whose", "formerly"})
"""They open what describes the name before the comma."""
SHOWING = frozenset(
    "shows show showed reveals revealed indicates discloses disclosed says say said states state".split()
)
"""Verbs of a source, behind which the subject stands."""
PAPERS = frozenset("filing filings reporting report reports 13f disclosure disclosures data form records".split())
"""Sources in writing."""
HURRYING = frozenset("rush rushes rushing race racing scramble scrambling hurry hurrying".split())
"""Before "to" and a verb: how somebody acts."""
ASKING = frozenset("should could will would can why how is are did do does what which when while as and but "
                   "amid after".split())  # fmt: skip
"""They open a question or a clause, so what follows is no name."""
NO_DOERS = frozenset("demand power energy electricity consumption growth supply load usage spending costs".split())
"""Without a capital at the end of a subject: what is told of, and nobody who acts: "AI electricity demand"."""
OWN_ACTS = frozenset(
    """announced signed completed entered secured closed expanded launched raised appointed began reached agreed
    achieved executed initiated acquired finalized received commenced advanced broke opened energized delivered
    increased deployed unveiled purchased issued repaid generated ended grew added""".split()
)
"""They open an item of a list of what the speaker has done: "Announced intent to commit $2 billion"."""
INSIDERS = frozenset({"management", "executives", "leadership", "board"})
"""Alone they name nobody."""
STATING = frozenset(
    "says said confirms confirmed plans wants seeks moves agrees sue sues file files pass passes set reports reported "
    "asks asked "
    "told tells urges advises recommends forecasts posts beats expects sees announces hikes intends aims hopes pledges "
    "races rushes hurries scrambles vows "
    "pledged commits committed considers proposes proposed unveils unveiled invests looks wins lands puts triggers "
    "triggered sparks sparked fuels fueled fuelled prompts prompted".split()
)
"""Verbs, at which an unknown subject ends."""
HANDLING = frozenset(
    "abandons abandoned mulls mulled shelves shelved ditches ditched drops dropped revives weighs weighed".split()
)
"""What firms do with a plan."""
DEEDS = ("sign", "hold_more", "power_take", "exec_in", "launch", "site_start", "rule_ease", "rule_tight", "law_act")
"""Words of deeds, at which an unknown subject ends."""
POSTS = frozenset("ceo cfo coo cto cmo chief president chairman chairwoman founder co-founder".split())
"""Between a firm and the name of who speaks for it."""
DESCRIBED_AS = frozenset("developer builder hyperscaler operator company firm startup consortium miner".split())
"""Nouns of who builds a site, where no name is told."""
MOST_DESCRIBED = 10
"""Most words of such a description."""


@once
def unknown_subject(trigger: Span, sentence: Sentence) -> NameHit | None:
    """A short subject that is no name of the lexicon, taken as it is written: "Global hedge funds", "Jane Doe".

    Only the words between the start of the clause and the verb count, and only when nothing in them could be
    another part of speech that the rules know.
    """
    end = trigger[0]
    start = max(sentence.clause(end)[0], sentence.segment(end)[0])
    if start == end or sentence.word(end - 1) in {"say", "says"}:
        return None  # "Analysts say buy Nvidia"
    start = _behind_opening(_behind_and(start, end, sentence), end, sentence)
    if start == end:
        return None
    start = _behind_trade(start, end, sentence)
    end = _before_description(start, end, sentence)
    start = _behind_source(start, end, sentence)
    end = _before_verb(start, end, sentence)
    start = behind_description(start, end, sentence)
    return as_written(start, end, sentence) if _names_somebody(start, end, sentence) else None


def _behind_opening(start: int, end: int, sentence: Sentence) -> int:
    """Where the subject begins behind "On Tuesday, the": behind the first comma that no figure follows."""
    if sentence.word(start) in TIMING:
        commas = (at for at in range(start, end - 1) if sentence.word(at) == ",")
        start = next((at + 1 for at in commas if not sentence.word(at + 1)[0].isdigit()), start)
    while start < end and sentence.lower[start] in OPENING:
        start += 1
    return start


def _behind_and(start: int, end: int, sentence: Sentence) -> int:
    """Where a second main clause begins: "Murata raised its prices, and Taiyo Yuden hiked ..."."""
    for at in range(end - 2, max(start, end - MAX_TITLED - 1), -1):
        if sentence.lower[at] == "and" and sentence.lower[at - 1] == ",":
            named = all(is_capitalised(sentence.passage.words[i]) for i in range(at + 1, end))
            verb_before = any(
                sentence.word(i).endswith(("ed", "s")) and sentence.passage.words[i].islower()
                for i in range(start, at - 1)
            )
            return at + 1 if named and verb_before and not is_title_case(sentence) else start
    return start


def _behind_trade(start: int, end: int, sentence: Sentence) -> int:
    """ "Hedge fund Elm Capital", "hedge fund manager Jane Doe", "short seller Jane Doe": where the name begins."""
    lower = sentence.lower
    if lower[start : start + 2] == ["hedge", "fund"] and start + 2 < end:
        start += 2 + (lower[start + 2] == "manager")
    if lower[start : start + 2] == ["short", "seller"] and start + 2 < end:
        start += 2
    return start


def _before_description(start: int, end: int, sentence: Sentence) -> int:
    """Where the name ends in "Corvane, an AI chip startup, has raised": at the comma of what describes it."""
    opening = sentence.lower[start + 1 : min(start + MAX_TITLED + 1, end)]
    if "," not in opening:
        return end
    comma = start + 1 + opening.index(",")
    if sentence.word(comma + 1) not in APPOSED:
        return end
    closing = end - 1
    while closing > comma and sentence.word(closing) in BEFORE_VERB:
        closing -= 1
    named = all(is_capitalised(word) for word in sentence.passage.words[start:comma])
    return comma if named and closing > comma and sentence.word(closing) == "," else end


def _behind_source(start: int, end: int, sentence: Sentence) -> int:
    """Where the subject begins behind what shows it: "According to a filing, investment advisor Western Bridge", "a
    report shows that Jane Doe bought", "SEC filing shows Harbor Lane bought"."""
    lower = sentence.lower
    if lower[start] == "according":
        start = max((at + 1 for at in range(start, end) if sentence.word(at) == ","), default=end)
        while start < end and not is_capitalised(sentence.passage.words[start]):
            start += 1
    if SHOWING.isdisjoint(lower[start + 1 : end]):
        return start
    shown = next(at for at in range(end - 1, start, -1) if lower[at] in SHOWING)
    with_that = sentence.word(shown + 1) == "that"
    return shown + 1 + with_that if with_that or lower[shown - 1] in PAPERS else start


def _before_verb(start: int, end: int, sentence: Sentence) -> int:
    """Where the subject ends: at its verb, and before auxiliaries and how somebody acts."""
    for at in range(start + 1, end):
        if sentence.lower[at - 1] != "-" and is_verbal(at, sentence):
            end = at
            break
    while end > start and (
        sentence.lower[end - 1] in BEFORE_VERB or (sentence.lower[end - 1] in HURRYING and sentence.word(end) == "to")
    ):
        end -= 1
    return end


def _names_somebody(start: int, end: int, sentence: Sentence) -> bool:
    """Whether the words of a subject can name who acts."""
    words = sentence.passage.words[start:end]
    if not 0 < len(words) <= MAX_SUBJECT or words[0].islower() or words[0].lower() in ASKING:
        return False
    if words[0].lower().endswith("ing") and not any(is_capitalised(word) for word in words[1:]):
        return False  # "Renting out spare compute could give a cushion": a deed, and nobody
    if len(words) == 1 and words[0].endswith("ly"):
        return False  # "Newly released data reveal"
    if words[-1] in NO_DOERS or words[0].lower() in OWN_ACTS or (len(words) == 1 and words[0].lower() in INSIDERS):
        return False
    if any(n.start < end and start < n.end for n in sentence.names if n.entity.kind == "publisher"):
        return False  # "Reuters reported that AMD bought a stake": who reports does nothing
    return all(can_name(word) for word in words)


def is_verbal(at: int, sentence: Sentence) -> bool:
    """Whether the verb phrase begins here: an auxiliary, an adverb or a verb of saying or asking."""
    word = sentence.word(at)
    if word in POSSESSIVE and sentence.passage.words[at + 1 : at + 2] != [sentence.word(at + 1)]:
        return is_title_case(sentence)  # "Kenya's iXAfrica": an owner, no auxiliary
    return (
        word in {"today", "yesterday"}
        or (word == "on" and sentence.word(at + 1).endswith("day"))
        or (word in {"partners", "partner", "teams"} and sentence.word(at + 1) in {"with", "up", "to", "on"})
        or word in BEFORE_VERB
        or word in STATING
        or (word in HANDLING and sentence.word(at + 1) in {"plan", "plans", "its", "a", "the", "bid"})
        or (word.endswith("ly") and word[0].islower() and len(word) > 4)
        or (word != "partners" and is_deed(at, sentence))
    )


def is_deed(at: int, sentence: Sentence) -> bool:
    """Whether a verb of what firms and authorities do begins here."""
    if sentence.deeds is None:
        sentence.deeds = frozenset(start for start, _ in sentence.spans(DEEDS))
    return at in sentence.deeds


def without_post(hit: NameHit, sentence: Sentence) -> NameHit:
    """ "Tollgate CEO Jane Doe" is spoken of for Tollgate, though no list knows it."""
    posts = (at for at in range(hit.start + 1, hit.end - 1) if sentence.word(at) in POSTS)
    post = next(posts, None)
    return hit if post is None else as_written(hit.start, post, sentence)


def described_subject(trigger: Span, sentence: Sentence) -> bool:
    """A subject without a name: "a Seattle-based data center developer has filed plans", "an unnamed hyperscaler"."""
    low = sentence.clause(trigger[0])[0]
    words = sentence.passage.lower[low : trigger[0]]
    if any(n.party and low <= n.start < trigger[0] for n in sentence.names):
        return False
    opens = words[:1] and (words[0] in {"a", "an", "one", "the", "another"} or words[0] in DESCRIBED_AS)
    return bool(opens) and not DESCRIBED_AS.isdisjoint(words[:MOST_DESCRIBED])


def only_describes(hit: NameHit, sentence: Sentence) -> bool:
    """ "Data center developer", "Developer": what somebody is, not who."""
    if hit.entity.kind != "unknown" or sentence.word(hit.end - 1) not in DESCRIBED_AS:
        return False
    inner = sentence.passage.words[hit.start + 1 : hit.end]
    return is_title_case(sentence) or all(not is_capitalised(word) for word in inner)
