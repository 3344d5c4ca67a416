"""Rewritings of our own sentences: each must leave the events as they are, or change them just as it demands.

Run with `-s` to see the share of each transformation. The floors are those of the whole suite; a single case that fails
is listed, not waived.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

import pytest

from pipelines.extract.extractor import Extractor
from tests.metamorphic.generator import Case, Shape, cases, comparable, demanded, filled, shape_of
from tests.metamorphic.templates import CANONICAL, NAMES, TEMPLATES
from tracker.records import Extraction

pytestmark = pytest.mark.thorough

AT_LEAST = 2_000
OVERALL = 0.99
EACH = 0.97
SHOWN = 3
"""Failures listed per transformation."""

Reading = dict[tuple[str, str | None], Extraction]


@pytest.fixture(scope="module")
def suite() -> list[Case]:
    return list(cases())


@pytest.fixture(scope="module")
def readings(extractor: Extractor, suite: list[Case]) -> Reading:
    """Every text of the suite, read once."""
    texts = {(case.base, None) for case in suite} | {(case.text, case.title) for case in suite}
    return {(text, title): extractor.extract(text, title=title) for text, title in sorted(texts, key=str)}


def shapes(extraction: Extraction) -> list[Shape]:
    return [shape_of(event) for event in extraction.events]


def meets_its_demand(case: Case, readings: Reading) -> bool:
    expected = Counter(comparable(case, demanded(case, shape)) for shape in shapes(readings[case.base, None]))
    return expected == Counter(comparable(case, shape) for shape in shapes(readings[case.text, case.title]))


def test_every_name_of_the_templates_is_known_as_they_suppose(extractor):
    names = {name for group in NAMES.values() for name in group}
    for name in names:
        found = {
            mention.canonical for mention in extractor.extract(f"{name} rents GPU capacity to CoreWeave.").mentions
        }
        assert CANONICAL.get(name, name) in found


def test_the_base_sentences_say_what_their_templates_state(extractor):
    for case in filled():
        for predicate in (case.template.does, case.template.did):
            text = case.sentence(predicate)
            (shape,) = shapes(extractor.extract(text))
            assert (shape.type, shape.direction, shape.polarity) == (
                case.template.type,
                case.template.direction,
                "affirmed",
            ), text
            assert {shape.actor, shape.counterparty} - {None} == case.parties, text
            assert (shape.roles, shape.amounts) == (case.roles, case.amounts), text


def test_the_suite_is_large_and_the_same_each_time(suite):
    assert len(suite) >= AT_LEAST
    assert suite == list(cases())
    assert {case.template for case in suite} == {template.id for template in TEMPLATES}


def test_rewritings_change_the_events_as_demanded_and_not_otherwise(suite, readings):
    total: Counter[str] = Counter()
    failed: defaultdict[str, list[Case]] = defaultdict(list)
    for case in suite:
        total[case.transformation] += 1
        if not meets_its_demand(case, readings):
            failed[case.transformation].append(case)
    rates = {name: 1 - len(failed[name]) / count for name, count in total.items()}
    overall = 1 - sum(map(len, failed.values())) / len(suite)
    for line in report(total, rates, failed):
        print(line)
    print(f"{'all':<20} {len(suite):5} {overall:7.2%}")
    assert overall >= OVERALL
    assert {name: rate for name, rate in rates.items() if rate < EACH} == {}


def report(total: Counter[str], rates: dict[str, float], failed: dict[str, list[Case]]) -> Iterator[str]:
    for name, count in total.items():
        yield f"{name:<20} {count:5} {rates[name]:7.2%}"
        for case in failed[name][:SHOWN]:
            yield f"    {case.template}: {case.text!r}"


def test_every_claim_quotes_its_text_at_its_offsets(readings):
    for (text, _), extraction in readings.items():
        quoted = [*extraction.mentions]
        for event in extraction.events:
            quoted += [event.trigger, *event.evidence, *event.quantities]
        assert all(text[item.start : item.end] == item.text for item in quoted), text
