"""The extraction of a passage in the characters of the text as it was given.

What is read may lack markup, signs that nobody sees and what stands behind the longest stretch that is read, and has
plain quotes for odd ones: places and quotations are those of the given text all the same.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from pipelines.extract.passage import Passage
from pipelines.extract.text.hidden import Places, given
from tracker.records import Event, Evidence, Extraction, Finding, Mention, Quantity

Stretch = TypeVar("Stretch", Mention, Quantity, Evidence)


def as_given(extraction: Extraction, text: str, passage: Passage) -> Extraction:
    """The extraction with every quoted stretch cut from the text as it was given."""
    if passage.text == text:
        return extraction
    findings = extraction.findings
    if passage.read_to < len(text):
        cut = f"only the first {passage.read_to:,} of {len(text):,} characters were read"
        findings = (*findings, Finding(kind="remark", message=cut))
    places = passage.origins
    if places is not None:
        findings = tuple(replace(f, spans=tuple(given(*span, places) for span in f.spans)) for f in findings)
    return replace(
        extraction,
        mentions=tuple(_quoted(mention, text, places) for mention in extraction.mentions),
        events=tuple(_event_as_given(event, text, places) for event in extraction.events),
        findings=findings,
    )


def _event_as_given(event: Event, text: str, places: Places | None) -> Event:
    return replace(
        event,
        trigger=_quoted(event.trigger, text, places),
        evidence=tuple(_quoted(item, text, places) for item in event.evidence),
        quantities=tuple(_quoted(item, text, places) for item in event.quantities),
    )


def _quoted(item: Stretch, text: str, places: Places | None) -> Stretch:
    start, end = given(item.start, item.end, places)
    quoted = text[start:end]
    if (item.start, item.end, item.text) == (start, end, quoted):
        return item
    return replace(item, text=quoted, start=start, end=end)
