"""Extraction: what a text says about the AI-infrastructure trade, with the words it rests on.

    extractor = load()                                    # or load(instruments, load_themes([folder]))
    extraction = extractor.extract("Meta plans to sell spare computing capacity, people familiar say")

In the order in which a text passes them:

text/            opens it, and leaves out the furniture of its page
names/           who and what it names
amounts/         its amounts, what they measure and for when
moves/           price moves, which take their words first
frames/          drafts of events from patterns of trigger and object; it asks
  roles/           who takes part
  conditions/      what else the pattern wants
  event_amounts/   which amounts are an event's
axes/            how an event stands: polarity, status, source, time
relevance/       whether the text is news of the trade; themes/ what a theme is
records/         one record from all mentions of an event
checks/          numbers that contradict each other
tracing/         why it came out like this
chinese/         the same for Chinese

event_reader.py  the steps in their order, from terms to the records
components.py    spaCy components made of them, and what they are loaded with (loaded.py)
extractor.py     text in, records out; collector.py spares it Python's collector of garbage
passage.py       a text as all rules see it
terms.py         the words of rules in it, by tables of phrases (phrases.py, growing.py, alternation.py)
trade.py         groups of companies, and little_words.py words of grammar that rules of every kind ask about
model.py         a parser of the user's own
data_files.py    words are data: lexicon.toml, events/, cues.toml, quantities.toml ...; those of themes in ../themes

Importing this package does not import spaCy; `load` does. Nothing is downloaded, and no model is needed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any, cast

from pipelines.extract.collector import without_collector
from pipelines.extract.themes.examples import check_themes
from pipelines.extract.themes.folders import load_themes
from pipelines.extract.themes.theme import Theme
from tracker.records import Event, Evidence, Extraction, Finding, Instrument, Quantity

if TYPE_CHECKING:
    from spacy.language import Language

    from pipelines.extract.extractor import Extractor

__all__ = ["Theme", "check_themes", "extraction_to_json", "load", "load_pipeline", "load_themes", "unread"]


def load(
    instruments: Sequence[Instrument] = (), themes: Sequence[Theme] | None = None, *, model: str = ""
) -> Extractor:
    """An extractor for these instruments, beside the built-in names, and these themes; by default the built-in ones.

    model: an installed spaCy pipeline with a parser, asked where the rules leave a role open; empty for none.
    Loading takes about half a second. Raises InputError for a model that is not there.
    """
    with without_collector(to_stay=True):
        from pipelines.extract.extractor import Extractor

        return Extractor(load_pipeline(instruments, themes, model=model))


def load_pipeline(
    instruments: Sequence[Instrument] = (), themes: Sequence[Theme] | None = None, *, model: str = ""
) -> Language:
    """The same as a spaCy pipeline: `config.cfg` of this package with these instruments and themes in it."""
    from spacy.util import load_config, load_model_from_config

    from pipelines.extract.components import Newsimpact
    from pipelines.extract.loaded import names_of

    with as_file(files("pipelines.extract") / "config.cfg") as path:
        config = load_config(path)
    # Not through the configuration, which would take a "${" in a phrase for a reference.
    config["components"]["newsimpact"].update(lexicon=None, themes=None, model=model)
    pipeline: Language = load_model_from_config(config, auto_fill=True)
    component = cast(Newsimpact, pipeline.get_pipe("newsimpact"))
    component.use(names_of(instruments), load_themes() if themes is None else themes)
    return pipeline


def unread(made_by: str, error: Exception) -> Extraction:
    """What stands for a text that broke the reading: it says nothing, with a remark that tells why."""
    return nothing_said(f"cannot be read ({type(error).__name__}: {error}); it counts as saying nothing", made_by)


def nothing_said(reason: str, made_by: str) -> Extraction:
    """An extraction without anything in it but a remark that tells why."""
    why = Finding(kind="remark", message=reason)
    return Extraction(relevant=False, score=0.0, themes=(), mentions=(), events=(), findings=(why,), made_by=made_by)


# ── the JSON contract ───────────────────────────────────────────────────────────────────────────────


def extraction_to_json(id: str, extraction: Extraction) -> dict[str, Any]:
    """The keys of `newsimpact extract --json`, in their order; missing values are None."""
    return {
        "id": id,
        "relevant": extraction.relevant,
        "score": extraction.score,
        "themes": list(extraction.themes),
        "entities": [
            {
                "text": m.text,
                "start": m.start,
                "end": m.end,
                "canonical": m.canonical,
                "ticker": m.ticker,
                "kind": m.kind,
            }
            for m in extraction.mentions
        ],
        "events": [_event(event) for event in extraction.events],
        "findings": [finding.message for finding in extraction.findings],
    }


def _event(event: Event) -> dict[str, Any]:
    return {
        "type": event.type,
        "subtype": event.subtype,
        "actor": event.actor,
        "counterparty": event.counterparty,
        "roles": dict(event.roles),
        "direction": event.direction,
        "polarity": event.polarity,
        "status": event.status,
        "source": event.source,
        "time": event.time,
        "modality": event.modality,
        "quantities": [_quantity(quantity) for quantity in event.quantities],
        "trigger": {"text": event.trigger.text, "start": event.trigger.start, "end": event.trigger.end},
        "evidence": [_evidence(item) for item in event.evidence],
        "confidence": {
            "event": event.confidence.event,
            "roles": event.confidence.roles,
            "status": event.confidence.status,
        },
        "date": event.date,
        "subtypes": list(event.subtypes),
    }


def _quantity(quantity: Quantity) -> Mapping[str, Any]:
    value = list(quantity.value) if isinstance(quantity.value, tuple) else quantity.value
    return {
        "text": quantity.text,
        "start": quantity.start,
        "end": quantity.end,
        "value": value,
        "unit": quantity.unit,
        "metric": quantity.metric,
        "scope": quantity.scope,
        "period": quantity.period,
        "comparator": quantity.comparator,
        "slot": quantity.slot,
    }


def _evidence(item: Evidence) -> Mapping[str, Any]:
    return {"kind": item.kind, "start": item.start, "end": item.end, "text": item.text, "rule": item.rule}
