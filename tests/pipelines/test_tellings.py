"""A story is shown among the others: what was told before, what it follows, what followed it, and in which words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from pipelines.lineage import trace_lineage
from pipelines.tellings import Kin, against_lines, find_kin, is_told_alone, lineage_lines, link_words, retold_lines
from tracker.records import Basis, Claim, Precision, Stamp, Story, StoryLink


def claim(**changes: object) -> Claim:
    known = {"type": "compute_leasing", "actor": "Meta", "status": "planned", "source": "unnamed_people"}
    return Claim(**{**known, **changes})  # type: ignore[arg-type]


def link(**changes: object) -> StoryLink:
    moment = datetime(2026, 7, 1, 12, tzinfo=UTC)
    known = {"article": "a2", "relation": "duplicate", "reason": "text", "score": 1.0, "at": moment, "feed": "wire"}
    return StoryLink(**{**known, **changes})  # type: ignore[arg-type]


def story(name: str, when: str, says: Claim, *, retold: Sequence[Claim] = (), day: bool = False) -> Story:
    moment = datetime.fromisoformat(when).replace(tzinfo=UTC)
    return Story(
        id=name,
        headline=f"Headline of {name}",
        type=says.type,
        subtype=says.subtype,
        actor=says.actor,
        counterparty=says.counterparty,
        themes=(),
        participants=(),
        t0=Stamp(at=moment, basis=Basis.PUBLISHED, precision=Precision.DAY if day else Precision.SECOND),
        t0_earliest=moment,
        t0_latest=moment + timedelta(days=1) if day else moment,
        links=(
            link(article=f"a-{name}", relation="first", reason="opens", at=moment, claim=says, retold=tuple(retold)),
        ),
        sources=1,
        independent=1,
        backfilled=False,
    )


MAY = story("may", "2026-05-27T18:35", claim(status="considered", source="company"))
JULY = story("july", "2026-07-01T12:05", claim(subtype="raw_capacity", subtypes=("managed_api",)))
DENIAL = story("denial", "2026-07-02T10:20", claim(polarity="denied", source="company"))
DETAIL = story("detail", "2026-07-03T11:35", claim(amounts=(("MW", 250.0, 250.0),)))


def lines(name: str, *stories: Story) -> list[str]:
    novelty = trace_lineage(stories)
    return lineage_lines(novelty[name], find_kin(stories, novelty)[name])


def test_a_story_lists_the_tellings_before_it_what_is_new_and_what_followed() -> None:
    # Counted by hand: 34.73 days from May to July; no report of the kind in the week before.
    assert lines("july", MAY, JULY, DENIAL, DETAIL) == [
        "second telling, 35 days since the last",
        "first telling 2026-05-27 18:35 UTC: Headline of may (may)",
        "new: two kinds of service: raw capacity and managed models; wording moved from option to plan",
        "denied on 2026-07-02 10:20 UTC: Headline of denial (denial)",
        "followed up on 2026-07-03 11:35 UTC: Headline of detail (detail)",
        "24-hour decay 100 of 100; similar reports before it: 0 in 12h, 0 in 24h, 0 in 3d, 0 in 5d, 0 in 7d",
    ]


def test_what_speaks_of_a_story_names_it_and_belongs_to_its_telling() -> None:
    # 22 hours and 15 minutes after the report, so that the chain goes on: the second is worth 75.
    assert lines("denial", MAY, JULY, DENIAL) == [
        "denies a report of 1 July (july), within the second telling",
        "first telling 2026-05-27 18:35 UTC: Headline of may (may)",
        "denies 2026-07-01 12:05 UTC: Headline of july (july)",
        "24-hour decay 75 of 100; similar reports before it: 0 in 12h, 1 in 24h, 1 in 3d, 1 in 5d, 1 in 7d",
    ]


def test_a_telling_of_which_no_article_is_held_says_which_report_dates_it() -> None:
    said = claim(status="considered", source="company", date="2026-05-27")
    told = story("july", "2026-07-01T12:05", claim(), retold=[said])
    assert lines("july", told)[:2] == [
        "second telling, 35 days since the last",
        "first telling 2026-05-27: compute leasing by Meta, considered, known only from a later report (a-july)",
    ]


def test_what_speaks_of_a_story_in_other_words_knows_its_earlier_tellings_too() -> None:
    said = claim(status="considered", source="company", date="2026-05-27")
    told = story("july", "2026-07-01T12:05", claim(), retold=[said])
    clarifies = claim(type="clarification", subtype="denial", status="announced", source="company")
    assert lines("clarifies", told, story("clarifies", "2026-07-02T12:05", clarifies))[:2] == [
        "denies a report of 1 July (july), within the second telling",
        "first telling 2026-05-27: compute leasing by Meta, considered, known only from a later report (a-july)",
    ]


def test_a_story_known_by_its_day_shows_no_hour() -> None:
    dated = story("may", "2026-05-27T00:00", claim(status="considered"), day=True)
    assert lines("july", dated, JULY)[1] == "first telling 2026-05-27: Headline of may (may)"


def test_a_story_without_relatives_is_told_alone() -> None:
    kin = find_kin([JULY], trace_lineage([JULY]))["july"]
    assert (kin, is_told_alone(kin)) == (Kin(), True)
    assert not is_told_alone(find_kin([MAY, JULY], trace_lineage([MAY, JULY]))["may"])


def test_a_mail_says_that_a_story_was_denied_and_not_that_it_was_followed_up() -> None:
    stories = [MAY, JULY, DENIAL, DETAIL]
    kin = find_kin(stories, trace_lineage(stories))
    assert list(against_lines(kin["july"])) == ["Denied on 2026-07-02 10:20 UTC: Headline of denial (denial)"]
    assert list(against_lines(kin["may"])) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        pytest.param({"relation": "first", "reason": "opens"}, "first report", id="first"),
        pytest.param({"of": "a1", "score": 0.93}, "copy of a1, text, 0.93 alike", id="copied-text"),
        pytest.param({"of": "a1", "reason": "canonical_url"}, "copy of a1, same address", id="same-address"),
        pytest.param({"of": "a1", "reason": "content_hash"}, "copy of a1, same text", id="same-text"),
        pytest.param(
            {"of": "a1", "reason": "headline", "score": 0.62}, "headline like that of a1, 0.62 alike", id="headline"
        ),
        pytest.param({"relation": "same_event", "reason": "event", "score": 0.1}, "same event", id="same-event"),
        pytest.param(
            {"relation": "same_story", "reason": "headline", "score": 0.5},
            "about the same, headline, 0.50 alike",
            id="about-it",
        ),
        pytest.param({"relation": "same_event", "reason": "amended"}, "the same story, as you said", id="amended"),
        pytest.param(
            {"relation": "prior_mention", "reason": "event", "claim": claim(date="2026-05-27")},
            "looks back to 2026-05-27",
            id="looks-back",
        ),
        pytest.param(
            {"relation": "prior_mention", "reason": "content_hash"}, "an old item, same text", id="an-old-item"
        ),
    ],
)
def test_a_report_says_how_it_was_linked(changes: dict[str, object], words: str) -> None:
    assert link_words(link(**changes)) == words


def test_a_report_says_what_else_it_tells_of_earlier_days() -> None:
    said = claim(status="considered", date="2026-05-27")
    undated = claim(status="considered")
    assert list(retold_lines(link(claim=claim(), retold=(said, undated)))) == [
        "looks back to 2026-05-27: compute leasing by Meta, considered"
    ]
    assert list(retold_lines(link(claim=said, retold=(said,)))) == []  # its link says so
