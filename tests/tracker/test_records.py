"""Records refuse what must not get in, and derive one word from four axes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from tracker.errors import NaiveTime
from tracker.records import Basis, Confidence, Event, Evidence, Stamp, aware, stable_id

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


def test_an_instant_without_a_zone_does_not_get_into_a_record() -> None:
    with pytest.raises(NaiveTime, match=r"2026-07-01T12:00:00 has no time zone; add one"):
        Stamp(at=NOON.replace(tzinfo=None), basis=Basis.PUBLISHED)


def test_an_instant_is_kept_in_utc() -> None:
    tokyo = NOON.astimezone(timezone(timedelta(hours=9)))
    assert Stamp(at=tokyo, basis=Basis.PUBLISHED).at.tzinfo is UTC
    assert aware(tokyo, "x") == NOON


def test_an_id_depends_on_its_parts_and_on_where_they_end() -> None:
    assert stable_id("a", "x", "yz") == stable_id("a", "x", "yz")
    assert stable_id("a", "x", "yz") != stable_id("a", "xy", "z")


@pytest.mark.parametrize(
    ("axes", "word"),
    [
        pytest.param({"polarity": "denied", "source": "analyst"}, "denied", id="a denial before all"),
        pytest.param({"source": "analyst"}, "opinion", id="an analyst's view"),
        pytest.param({"source": "analyst", "type": "analyst_rating"}, "announced", id="but not his formal rating"),
        pytest.param({"source": "unnamed_people", "status": "planned"}, "rumoured", id="a plan as people tell it"),
        pytest.param({"status": "considered"}, "planned", id="what the principal considers"),
        pytest.param({"status": "occurred"}, "completed", id="what happened"),
        pytest.param({"source": "filing"}, "completed", id="what is filed"),
        pytest.param({}, "announced", id="everything else"),
    ],
)
def test_modality_is_the_first_word_that_fits(axes: dict[str, str], word: str) -> None:
    fields = {"type": "contract", "polarity": "affirmed", "status": "announced", "source": "company", **axes}
    trigger = Evidence(kind="trigger", start=0, end=1, text="x", rule="r")
    event = Event(
        **fields,
        subtype=None,
        actor=None,
        counterparty=None,
        direction=None,
        time="now",
        trigger=trigger,
        confidence=Confidence(event=1, roles=1, status=1),
    )
    assert event.modality == word
