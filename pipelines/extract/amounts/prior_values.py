"""Whether an amount is stated as what was before: "up from $70 billion", "raised from $60 billion to $70 billion"."""

from __future__ import annotations

import re

from pipelines.extract.amounts.numerals import NUM, Amount, Value

PRIOR = re.compile(
    r"(?:\b(?:(?:up|down|increased|lowered|raised|cut)\s)?from(?:\s(?:an?|its|our|the|their|(?:20\d\d|last\syear)['’]s))?(?:\s(?:prior|previous|earlier|initial|combined))?(?:\s(?:range|forecast|estimate|plan|target|guidance))?"
    r"(?:\sof)?|\b(?:versus|vs\.?|compared\s(?:with|to)|instead\sof|against)(?:\s(?:an?|its|the))?(?:\s(?:prior|previous|earlier|initial|original))?"
    r"(?:\s(?:range|forecast|estimate|plan|target|guidance|outlook)(?:\sof)?)?"
    r"|\((?:was|previously|formerly|prior|old)(?:\sat|:)?)"
    r"(?:\s(?:about|around|roughly|approximately|nearly|just|at\sleast|as\s(?:much|high)\sas|up\sto))?\s?$",
    re.IGNORECASE,
)
PRIOR_WORDS = ("from", "vs", "versus", "compared", "instead", "against", "(")
"""Looked for before the pattern is."""
LONG_AGO = re.compile(r"\s(?:a|one)\s(?:year|month|quarter)\s(?:earlier|ago|before)\b", re.IGNORECASE)
CHANGED_FROM = re.compile(
    r"\b(?:rais|boost|lift|hik|increas|jump|climb|ris(?:e|es|en|ing)\b|rose\b|surg|soar|f[ae]ll|slid|plung|tumbl|"
    r"upp?(?:ed|s)\b|revis|cut|lower|trim|reduc|slash|mov(?:e|ed|es)\b|bump|adjust|drop|nudg|took|tak(?:e|es|ing)\b|br(?:ing|ought)|hoist|push|up(?:ping|s)|shav|par(?:e|ed|ing)\b)[^.;]{0,56}"
    r"\bfrom\s(?:at\sleast\s|about\s|roughly\s)?$",
    re.IGNORECASE,
)
CHANGED_BY = re.compile(r"\bby\s(?:another\s|about\s|as\smuch\sas\s)?$", re.IGNORECASE)
"""By how much stands before to what: "by $10 billion to $80 billion"."""
RANGE_BEFORE = re.compile(
    rf"\bto\s(?:between\s|about\s)?(?:US)?\$\s?{NUM}[^.;,]{{0,34}},?\sfrom\s(?:between\s|about\s)?$"
)
"""To what something was raised is told already: the range behind it is what it was."""
OPENED = re.compile(r"\bfrom\s(?:(?:a|its|the)\s(?:\w+\s)?range\sof\s|between\s|about\s|roughly\s)?$", re.IGNORECASE)
JOINED_BY_TO = re.compile(r"\sto\s(?:(?:a|the)\s(?:\w+\s)?range\sof\s|between\s|about\s|roughly\s|as\smuch\sas\s)?")
"""Between what something was and what it becomes."""


def is_prior(text: str, start: int, value: Value) -> bool:
    """A lone "from" before a range opens the range ("from $5 to $7 billion") and says nothing about before."""
    before = text[max(0, start - 48) : start]
    lower = before.lower()
    if not any(word in lower for word in PRIOR_WORDS):
        return False
    hit = PRIOR.search(before)
    if hit is None:
        return False
    opens_range = isinstance(value, tuple) and hit[0].strip().lower() == "from"
    return not opens_range or RANGE_BEFORE.search(before) is not None


def is_a_change(text: str, hit: re.Match[str]) -> bool:
    """ "Raised its target from $140 to $160": two amounts with signs of their own, the first of before."""
    before = text[max(0, hit.start() - 112) : hit.start()]
    if "$" not in text[hit.start("to") : hit.start("b")]:
        return False
    return CHANGED_BY.search(before) is not None or (
        CHANGED_FROM.search(before) is not None and RANGE_BEFORE.search(before) is None
    )


def with_what_was(found: list[Amount], text: str) -> list[Amount]:
    """ "From $60-65 billion to $64-72 billion": the first range is what it was. "To $24 and $21 from $20 and $18": so
    is the second of two."""
    for at in range(1, len(found)):
        one, other = found[at - 1 : at + 1]
        if one.unit != other.unit:
            continue
        if one.prior and text[one.end : other.start] == " and ":
            found[at] = other._replace(prior=True)
        elif isinstance(one.value, tuple) and JOINED_BY_TO.fullmatch(text, one.end, other.start):
            opened = OPENED.search(text[max(0, one.start - 32) : one.start])
            found[at - 1] = one._replace(prior=one.prior or opened is not None)
    return found
