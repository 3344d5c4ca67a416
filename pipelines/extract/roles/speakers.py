"""Who says it: verbs of saying and telling, and the speaker at the end of a sentence or behind "according to"."""

from __future__ import annotations

from pipelines.extract.names.lexicon import PARTY_KINDS
from pipelines.extract.passage import SAYS, NameHit, Sentence, Span
from pipelines.extract.roles.names import parties

SAID = frozenset({"said", "says", "told", "announced", "reported"})
"""Behind a name at the end of a sentence: "the company expects ..., Meta said"."""
CITING = frozenset({"says", "said", "per", ":"})
"""Before a name at the end of a sentence: "prices will rise, says Goldman"."""
TOLD = frozenset({"told", "tells", "warned", "warns", "informed", "informs", "notified", "notifies"})
"""Whom somebody speaks to stands behind."""
SPEECH = frozenset(
    """say says said warn warns warned sees predicts expects forecasts estimates signaling signalling shows showing
    suggests suggesting flag flags flagged reported reporting disclosed disclosing cautions cautioned confirms
    confirmed told tells notes noted reports acknowledges acknowledged admits admitted insists explains underscores
    underscoring indicates indicated confirming signalled signaled concedes conceded reveals revealed complains
    complained confides stresses stressed cited cites blames highlights highlighting thinks believes argues
    pointed points adds added""".split()
)
"""Verbs of whoever tells what is short, booked or expected."""


def trailing_speaker(trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "The chipmaker will supply 6 GW, AMD said": who says so at the end."""
    behind = (n for n in parties(sentence) if n.start >= trigger[1] and n.entity.kind in PARTY_KINDS)
    return next((name for name in behind if sentence.word(name.end) in SAID), None)


def attributed(trigger: Span, sentence: Sentence) -> NameHit | None:
    """Whose word closes the sentence: "Capital expenditures are expected to be $80 billion, Meta said"."""
    for name in parties(sentence):
        closes = sentence.word(name.start - 1) == "," and sentence.word(name.end) in SAYS
        if name.start > trigger[1] and name.entity.kind == "company" and (closes or _is_source(name, sentence)):
            return name
    return None


def _is_source(name: NameHit, sentence: Sentence) -> bool:
    """ "According to Goldman"."""
    return sentence.word(name.start - 1) == "to" and sentence.word(name.start - 2) == "according"


def is_cited(name: NameHit, sentence: Sentence) -> bool:
    """ "..., says Goldman", "...: Goldman", "according to Goldman"."""
    return sentence.word(name.start - 1) in CITING or _is_source(name, sentence)
