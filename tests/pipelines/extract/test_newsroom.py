"""The newsroom of the demo comes out right: what each item is about, and what may open a story."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

NEWSROOM = Path(__file__).parents[3] / "tracker" / "demo" / "newsroom.toml"
META_LEASE = [("compute_leasing", "Meta Platforms", None)]

# id of the item: events without price moves (type, actor, counterparty)
EXPECTED = {
    "cl-2025-0412": [],
    "tag:kestrel.example,2025:capex-meta": [("capex_guidance", "Meta Platforms", None)],
    "hg-251029-17": META_LEASE,
    "tag:saltmarsh.example,2025:nebius-microsoft": [("contract", "Nebius Group", "Microsoft")],
    "tag:northrow.example,2025:handsets-q3": [],
    "http://parkside.example/notes/coreweave-term-loan": [("debt_financing", "CoreWeave", None)],
    "http://parkside.example/notes/coreweave-term-loan-correction": [("clarification", "CoreWeave", None)],
    "tag:northrow.example,2026:naps": [],
    "cl-2026-0031": [("supply_constraint", "Micron Technology", None)],
    "hg-260204-09": [("capex_guidance", "Alphabet", None)],
    "tag:kestrel.example,2026:oil-lease": [],
    "tag:saltmarsh.example,2026:iren-power": [("power_deal", "IREN", None)],
    "tag:northrow.example,2026:coreweave-openai": [("contract", "CoreWeave", "OpenAI")],
    "http://parkside.example/notes/bernstein-coreweave": [
        ("analyst_rating", "Bernstein", "CoreWeave"),
        ("price_target", "Bernstein", "CoreWeave"),
    ],
    "hg-260527-14": META_LEASE,
    "tag:northrow.example,2026:zuckerberg-option": META_LEASE,
    "tag:saltmarsh.example,2026:applied-digital": [("data_center_build", "Applied Digital", "CoreWeave")],
    "cl-2026-0298": [],
    "cl-2026-0311": [("supply_constraint", "Alphabet", "Meta Platforms")],
    "cl-2026-0317": [],
    "hg-260701-06": META_LEASE,
    "parkside-partner-88213": META_LEASE,
    "tag:saltmarsh.example,2026:wire-meta-capacity": META_LEASE,
    "tag:northrow.example,2026:meta-rents-chips": META_LEASE,
    "tag:kestrel.example,2026:meta-compute-sales": META_LEASE,
    "cl-2026-0319": META_LEASE,
    "tag:saltmarsh.example,2026:bernstein-keeps": [
        ("analyst_rating", "Bernstein", "CoreWeave"),
        ("price_target", "Bernstein", "CoreWeave"),
    ],
    "http://parkside.example/notes/closing-2026-07-01": [],
    "tag:kestrel.example,2026:meta-denies": META_LEASE,
    "hg-260702-03": META_LEASE,
    "tag:saltmarsh.example,2026:meta-no-plan": 2 * META_LEASE,
    "tag:kestrel.example,2026:payrolls-june": [],
    "tag:northrow.example,2026:meta-250mw": META_LEASE,
    "cl-2026-0322": META_LEASE,
}


@pytest.fixture(scope="module")
def newsroom():
    if not NEWSROOM.exists():
        pytest.skip("the newsroom of the demo is absent")
    items = tomllib.loads(NEWSROOM.read_text(encoding="utf-8"))["items"]
    return {item["id"]: item for item in items}


@pytest.fixture
def extract_item(newsroom, extractor):
    def extract(item_id):
        if item_id not in newsroom:
            pytest.skip("the newsroom has no such item any more")
        item = newsroom[item_id]
        return extractor.extract(
            f"{item['title']}\n{item['summary']}", title=item["title"], published=item["published"]
        )

    return extract


@pytest.mark.parametrize(("item_id", "expected"), EXPECTED.items(), ids=EXPECTED)
def test_an_item_says_what_its_author_meant(extract_item, item_id, expected):
    extraction = extract_item(item_id)
    assert [(e.type, e.actor, e.counterparty) for e in extraction.events if not e.is_reaction] == expected
    assert extraction.relevant is bool(extraction.events)


RUMOURED = [
    "hg-260701-06",
    "parkside-partner-88213",
    "tag:kestrel.example,2026:meta-compute-sales",
    "cl-2026-0319",
    "hg-260702-03",
]


@pytest.mark.parametrize("item_id", RUMOURED)
def test_what_unnamed_people_say_is_rumoured(extract_item, item_id):
    assert [e.modality for e in extract_item(item_id).events] == ["rumoured"]


def test_the_closing_report_is_reactions_only(extract_item):
    extraction = extract_item("http://parkside.example/notes/closing-2026-07-01")
    moves = {e.actor: (e.direction, *(q.value for q in e.quantities)) for e in extraction.events}
    assert all(e.is_reaction for e in extraction.events)
    assert moves["CoreWeave"] == ("down", 13)
    assert moves["Nebius Group"] == ("down", 15)
    assert moves["VanEck Semiconductor ETF"] == ("down", 4)
    assert moves["Meta Platforms"] == ("up", 8)


@pytest.mark.parametrize("item_id", ["tag:kestrel.example,2026:meta-denies", "tag:saltmarsh.example,2026:meta-no-plan"])
def test_what_the_company_denies_is_denied(extract_item, item_id):
    assert extract_item(item_id).events[0].modality == "denied"


@pytest.mark.parametrize("item_id", ["tag:saltmarsh.example,2026:meta-no-plan", "cl-2026-0322"])
def test_what_was_said_in_may_is_retold_with_its_day(extract_item, item_id):
    event = extract_item(item_id).events[-1]
    assert (event.time, event.date, event.status) == ("retold", "2026-05-27", "considered")


def test_the_report_of_1_july_tells_of_two_kinds_of_service(extract_item):
    (event,) = extract_item("hg-260701-06").events
    assert (event.subtype, event.subtypes) == ("raw_capacity", ("managed_api",))
